//! An SMTP server that keeps what it gets: aiosmtpd with `tests/servers/smtp_sink.py`.

use super::Process;
use super::process::installed;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A running server; what it keeps lies in `folder`.
pub(crate) struct SmtpSink {
    folder: tempfile::TempDir,
    process: Process,
}

impl SmtpSink {
    /// A new one; `None` where it is not installed. `secured`: certificate, key, and user with password.
    pub(crate) fn running(secured: &[&str]) -> Option<Self> {
        installed("smtp", "site-packages/aiosmtpd")?;
        let python = installed("smtp", "venv/bin/python")?;
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers/smtp_sink.py");
        let process = Process::start(|port, _| {
            let mut command = Command::new(&python);
            command.arg(&script).arg(port.to_string()).arg(folder.path()).args(secured);
            command
        });
        Some(Self { folder, process })
    }

    /// Its port at 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.process.port
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes it pause or refuse from now on, or stop that.
    pub(crate) fn set(&self, what: &str, on: bool) {
        if on {
            fs::write(self.path(what), "").unwrap();
        } else {
            fs::remove_file(self.path(what)).unwrap();
        }
    }

    /// What it kept, in the order in which it came.
    pub(crate) fn mails(&self) -> Vec<Value> {
        (1..)
            .map_while(|number| fs::read_to_string(self.path(&format!("mail-{number}.json"))).ok())
            .map(|text| serde_json::from_str(&text).unwrap())
            .collect()
    }

    /// Waits until it has kept so many.
    pub(crate) fn wait_for(&self, count: usize) {
        self.process.wait_until("a mail", || self.mails().len() >= count);
    }
}
