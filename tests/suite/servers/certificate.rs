//! A certificate authority that lives as long as a test, and a certificate of its for this machine.

use std::path::{Path, PathBuf};
use std::process::Command;

/// `ca.pem`, `server.pem` and `server.key` in a folder.
pub(crate) struct Certificates {
    folder: PathBuf,
}

impl Certificates {
    /// Makes them for `localhost` and 127.0.0.1; `None` where there is no openssl.
    pub(crate) fn make(folder: &Path) -> Option<Self> {
        let ca = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=test-authority \
                  -keyout ca.key -out ca.pem -addext basicConstraints=critical,CA:TRUE \
                  -addext keyUsage=critical,keyCertSign,cRLSign";
        let request = "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
                       -keyout server.key -out server.csr";
        let sign = "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile ext \
                    -out server.pem";
        std::fs::write(folder.join("ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
            .unwrap();
        for words in [ca, request, sign] {
            let run = Command::new("openssl").args(words.split_whitespace()).current_dir(folder).output().ok()?;
            assert!(run.status.success(), "openssl {words}: {}", String::from_utf8_lossy(&run.stderr));
        }
        Some(Self { folder: folder.to_owned() })
    }

    /// Path of one of them.
    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.join(name).to_str().unwrap().to_owned()
    }
}
