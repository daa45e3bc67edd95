//! Azure Blob Storage: lists at most one blob of a container.
//!
//! The credential is an account key, or a shared access signature (its query text, with or without the `?`).

use super::http::{self, Base, Http, Reply, Service};
use super::{Limits, Session, Target, Trouble, signing};
use crate::model::Text;
use crate::model::connection::{Connection, Verdict};
use reqsign::azure::{Credential, RequestSigner};
use reqsign::{Context, SignRequest};

/// Version of the protocol that is spoken.
const VERSION: &str = "2021-08-06";

/// Codes that mean that the key or signature is not accepted.
/// Source: "Common REST API error codes", "Blob service error codes" of Azure Storage.
const NOT_AUTHENTICATED: &[&str] = &[
    "AuthenticationFailed",
    "InvalidAuthenticationInfo",
    "NoAuthenticationInformation",
    "KeyBasedAuthenticationNotPermitted",
];

/// Codes that mean that it may not do that.
const DENIED: &[&str] = &["AccountIsDisabled", "InsufficientAccountPermissions", "PublicAccessNotPermitted"];

/// Codes that mean that the container is not there.
const ABSENT: &[&str] = &["ContainerBeingDeleted", "ContainerNotFound", "ResourceNotFound"];

struct AzureBlob {
    http: Http,
    base: Base,
    credential: Option<Credential>,
}

/// Opens it.
pub(super) fn open(target: &Target, limits: Limits) -> Result<Box<dyn Session>, Trouble> {
    target.needed("container")?;
    let account = target.needed("account")?;
    let azure = AzureBlob {
        http: Http::new(target, limits)?,
        base: Base::of(&address(&target.connection))?,
        credential: target.secret.as_ref().map(|secret| credential(account, secret.expose().trim())),
    };
    http::open(azure, target)
}

fn credential(account: &str, secret: &str) -> Credential {
    if secret.contains("sig=") {
        return Credential::with_sas_token(secret.trim_start_matches('?'));
    }
    Credential::with_shared_key(account, secret)
}

/// `host:port` of the account.
pub(super) fn endpoint(target: &Target) -> String {
    http::host_and_port(&address(&target.connection))
}

fn address(connection: &Connection) -> String {
    let azure = || format!("https://{}.blob.core.windows.net", connection.attribute("account").unwrap_or_default());
    connection.attribute("endpoint").map_or_else(azure, str::to_owned)
}

impl Service for AzureBlob {
    fn ask(&self, target: &Target) -> Result<(String, Text), Trouble> {
        let container = target.needed("container")?;
        let prefix = target.connection.attribute("prefix").unwrap_or_default();
        let mut query = vec![("restype", "container"), ("comp", "list"), ("maxresults", "1")];
        if !prefix.is_empty() {
            query.push(("prefix", prefix));
        }
        let mut parts = self.base.request("GET", &format!("/{container}"), &query)?;
        http::header(&mut parts, "x-ms-version", VERSION)?;
        if self.credential.is_some() {
            let signer = RequestSigner::new();
            signing::now(signer.sign_request(&Context::new(), &mut parts, self.credential.as_ref(), None))?;
        }
        let reply = self.http.send(parts, "")?;
        if reply.status != 200 {
            return Err(refusal(&reply));
        }
        if !reply.body.contains("<EnumerationResults") {
            return Err(reply.trouble(Verdict::Failed, "", "this is no listing of a container"));
        }
        let who = if self.credential.is_none() { ", anonymous" } else { "" };
        let what = http::listed(&format!("container {container}"), prefix, reply.body.contains("<Blob>"));
        Ok((format!("{what}{who}"), reply.header("server").into()))
    }

    fn is_plain(&self) -> bool {
        self.base.is_plain()
    }
}

/// What a refusal means; its code stands in a header, its words in XML. Their first line is for people.
fn refusal(reply: &Reply) -> Trouble {
    let code = match reply.header("x-ms-error-code") {
        "" => reply.element("Code").unwrap_or_default(),
        code => code.to_owned(),
    };
    let words = reply.element("Message").unwrap_or_default();
    let words = words.lines().next().unwrap_or_default();
    let is = |codes: &[&str]| codes.contains(&code.as_str());
    // Azurite has the wrong code for a wrong key, and the right words.
    let verdict = if is(NOT_AUTHENTICATED) || words.starts_with("Server failed to authenticate the request") {
        Verdict::AuthenticationFailed
    } else if is(DENIED) || code.starts_with("Authorization") {
        Verdict::PermissionDenied
    } else if is(ABSENT) {
        Verdict::NotFound
    } else {
        reply.verdict()
    };
    reply.trouble(verdict, &code, words)
}
