//! What Amazon's services have in common: the credential, signature version 4, and the codes of their refusals.

use super::http::Reply;
use super::{Target, Trouble};
use crate::model::connection::Verdict;
use reqsign::aws::{Credential, RequestSigner};
use reqsign::hash::hex_sha256;
use reqsign::{Context, SignRequest};
use ureq::http::request::Parts;

/// Codes of services that mean that the key, its secret or its signature is not accepted.
/// Source: "Error responses" of the S3 API, "Common error types" of the Kinesis API.
const NOT_AUTHENTICATED: &[&str] = &[
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "InvalidToken",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "RequestExpired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
    "UnrecognizedClientException",
];

/// Codes that mean that the key may not do that.
const DENIED: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "AccountProblem",
    "AllAccessDisabled",
    "InvalidPayer",
    "KMSAccessDeniedException",
    "NotAuthorized",
    "OptInRequired",
];

/// Codes that mean that the object is not there.
const ABSENT: &[&str] = &["NoSuchBucket", "ResourceNotFoundException"];

/// Signs requests of one service with the credential of a target; without one they go unsigned.
pub(super) struct Signer {
    signer: RequestSigner,
    credential: Option<Credential>,
}

impl Signer {
    /// For a service in a region.
    pub(super) fn new(target: &Target, service: &str, region: &str) -> Result<Self, Trouble> {
        let key = target.connection.attribute("access_key_id");
        let credential = match (key, &target.secret) {
            (None, None) => None,
            (Some(key), Some(secret)) => Some(Credential {
                access_key_id: key.to_owned(),
                secret_access_key: secret.expose().to_owned(),
                session_token: None,
                expires_in: None,
            }),
            (Some(_), None) => {
                return Err(Trouble::new(Verdict::NotChecked, "access_key_id is there, its secret is not"));
            }
            (None, Some(_)) => return Err(Trouble::new(Verdict::NotChecked, "attribute access_key_id has no value")),
        };
        Ok(Self { signer: RequestSigner::new(service, region), credential })
    }

    /// True where requests go unsigned.
    pub(super) fn is_anonymous(&self) -> bool {
        self.credential.is_none()
    }

    /// Signs a request that will carry this body.
    pub(super) fn sign(&self, parts: &mut Parts, body: impl AsRef<[u8]>) -> Result<(), Trouble> {
        super::http::header(parts, "x-amz-content-sha256", &hex_sha256(body.as_ref()))?;
        let context = Context::new();
        let signed = self.signer.sign_request(&context, parts, self.credential.as_ref(), None);
        super::signing::now(signed)
    }
}

/// The code of a refusal, and the service's words for it. S3 says it in XML, Kinesis in JSON, and what stands before them in
/// a header.
pub(super) fn refusal(reply: &Reply) -> Trouble {
    let json = reply.json();
    let text = |name: &str| json.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
    let code =
        reply.element("Code").or_else(|| text("__type")).unwrap_or_else(|| reply.header("x-amzn-errortype").to_owned());
    let code = code.rsplit('#').next().unwrap_or_default().split(':').next().unwrap_or_default();
    let words = reply.element("Message").or_else(|| text("message")).or_else(|| text("Message")).unwrap_or_default();
    reply.trouble(verdict(code, reply), code, &words)
}

fn verdict(code: &str, reply: &Reply) -> Verdict {
    let known = [
        (NOT_AUTHENTICATED, Verdict::AuthenticationFailed),
        (DENIED, Verdict::PermissionDenied),
        (ABSENT, Verdict::NotFound),
    ];
    let found = known.into_iter().find(|(codes, _)| codes.contains(&code)).map(|(_, verdict)| verdict);
    found.unwrap_or_else(|| reply.verdict())
}
