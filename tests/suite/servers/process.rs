//! A server in a process of its own, killed with all that it started when the test is over, however it ends.

use super::{refused_port, skip_or_fail};
use std::fs;
use std::net::TcpStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// How often it is asked whether a server listens, and how long between two times: three minutes in all.
const TRIES: u32 = 1800;
const PAUSE: Duration = Duration::from_millis(100);

/// What `tests/servers/install_python.sh` installed; `None`, and said aloud, where it is not there.
pub(crate) fn installed(server: &str, path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CATALOG_SERVERS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/servers"), PathBuf::from);
    let found = if let Some(inside) = path.strip_prefix("site-packages/") {
        let libraries = fs::read_dir(folder.join("venv/lib")).ok().into_iter().flatten().filter_map(Result::ok);
        libraries.map(|entry| entry.path().join("site-packages").join(inside)).find(|path| path.exists())
    } else {
        Some(folder.join(path)).filter(|path| path.exists())
    };
    if found.is_none() {
        skip_or_fail(server, &format!("no {path}; tests/servers/install_python.sh brings it"));
    }
    found
}

/// A running server.
pub(crate) struct Process {
    child: Child,
    folder: tempfile::TempDir,
    /// The port that it was given.
    pub(crate) port: u16,
}

impl Process {
    /// Starts a server on a port of its own, in a folder of its own, and waits until it listens.
    #[track_caller]
    pub(crate) fn start(command: impl Fn(u16, &Path) -> Command) -> Self {
        // Somebody else may take the port between our looking and its listening.
        (0..3).find_map(|_| Self::try_start(&command)).expect("the server starts")
    }

    fn try_start(command: &impl Fn(u16, &Path) -> Command) -> Option<Self> {
        let (folder, port) = (tempfile::tempdir().unwrap(), refused_port());
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let mut command = command(port, folder.path());
        command.current_dir(folder.path()).process_group(0).stdin(Stdio::null());
        command.stdout(log.try_clone().unwrap()).stderr(log);
        let mut started = Self { child: command.spawn().unwrap(), folder, port };
        started.is_listening().then_some(started)
    }

    fn is_listening(&mut self) -> bool {
        for _ in 0..TRIES {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return true;
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                eprintln!("the server ended with {status}: {}", self.log());
                return false;
            }
            thread::sleep(PAUSE);
        }
        eprintln!("the server does not listen: {}", self.log());
        false
    }

    /// Waits until something is so.
    #[track_caller]
    pub(crate) fn wait_until(&self, what: &str, is_so: impl Fn() -> bool) {
        for _ in 0..TRIES {
            if is_so() {
                return;
            }
            thread::sleep(PAUSE);
        }
        panic!("{what} did not come: {}", self.log());
    }

    fn log(&self) -> String {
        let log = fs::read(self.folder.path().join("log")).unwrap_or_default();
        String::from_utf8_lossy(&log[log.len().saturating_sub(4000)..]).into_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.child.wait();
    }
}
