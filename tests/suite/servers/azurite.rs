//! Azurite: Azure Blob Storage.

use super::Process;
use super::process::installed;
use reqsign::azure::{Credential, RequestSigner};
use reqsign::{Context, SignRequest as _};
use std::process::Command;
use std::time::Duration;
use ureq::http::Request;
use ureq::http::request::Parts;

/// Its account.
pub(crate) const ACCOUNT: &str = "testaccount";
/// The key of its account: any bytes, in base64.
pub(crate) const KEY: &str = "dGhpcyBpcyB0aGUga2V5IG9mIGEgdGVzdCBhY2NvdW50";

/// A running azurite with the container `sales`, which holds `in/a.csv`.
pub(crate) struct Azurite {
    process: Process,
}

impl Azurite {
    /// A new one; `None` where it is not installed.
    pub(crate) fn running() -> Option<Self> {
        let program = installed("azurite", "node/node_modules/.bin/azurite-blob")?;
        let process = Process::start(|port, folder| {
            let mut command = Command::new(&program);
            command.env("AZURITE_ACCOUNTS", format!("{ACCOUNT}:{KEY}"));
            command.args(["--silent", "--skipApiVersionCheck", "--blobHost", "127.0.0.1", "--blobPort"]);
            command.arg(port.to_string()).arg("--location").arg(folder);
            command
        });
        let azurite = Self { process };
        azurite.put("sales?restype=container", &[], "");
        azurite.put("sales/in/a.csv", &[("x-ms-blob-type", "BlockBlob")], "a");
        Some(azurite)
    }

    /// Its port at 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.process.port
    }

    fn uri(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{ACCOUNT}/{path}", self.process.port)
    }

    fn put(&self, path: &str, headers: &[(&str, &str)], body: &str) {
        let mut request = Request::put(self.uri(path)).header("x-ms-version", "2021-08-06");
        request = request.header("content-length", body.len());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        sign(&RequestSigner::new(), &mut parts, None);
        ureq::run(Request::from_parts(parts, body)).unwrap();
    }

    /// A shared access signature of the container with these permissions (`r`, `l`), good for an hour.
    pub(crate) fn shared_access(permissions: &str) -> String {
        // The signature names account and container, not the host; the account stands in front of Azure's own hosts.
        let (mut parts, ()) = Request::get("http://host.example/sales").body(()).unwrap().into_parts();
        let signer = RequestSigner::new().with_service_sas_permissions(permissions);
        sign(&signer, &mut parts, Some(Duration::from_hours(1)));
        parts.uri.query().unwrap().to_owned()
    }
}

fn sign(signer: &RequestSigner, parts: &mut Parts, expires: Option<Duration>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let key = Credential::with_shared_key(ACCOUNT, KEY);
    runtime.block_on(signer.sign_request(&Context::new(), parts, Some(&key), expires)).unwrap();
}
