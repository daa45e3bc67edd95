//! Google Cloud Storage: lists at most one object of a bucket.
//!
//! The credential is the key file of a service account (JSON). Its account is logged in by a signed token (RFC 7523), with
//! leave to read only. Without a credential the bucket is asked anonymously.

use super::http::{self, Base, Http, Reply, Service};
use super::{Limits, Session, Target, Trouble};
use crate::model::Text;
use crate::model::connection::{Connection, Verdict};
use crate::model::secret::Secret;
use reqsign::jwt::encode_rs256_pem;
use reqsign::time::Timestamp;
use serde_json::{Value, json};

/// What the token is good for.
const SCOPE: &str = "https://www.googleapis.com/auth/devstorage.read_only";
/// Seconds for which it is asked.
const LIFETIME: i64 = 600;
/// What stands in the key files of service accounts.
const USUAL_TOKEN_ADDRESS: &str = "https://oauth2.googleapis.com/token";

struct Gcs {
    http: Http,
    base: Base,
    token: Option<Secret>,
}

/// Opens it: gets a token.
pub(super) fn open(target: &Target, limits: Limits) -> Result<Box<dyn Session>, Trouble> {
    target.needed("bucket")?;
    let http = Http::new(target, limits)?;
    let base = Base::of(address(&target.connection))?;
    let token = target.secret.as_ref().map(|secret| token(&http, &base, secret)).transpose()?;
    http::open(Gcs { http, base, token }, target)
}

/// `host:port` of the service.
pub(super) fn endpoint(target: &Target) -> String {
    http::host_and_port(address(&target.connection))
}

fn address(connection: &Connection) -> &str {
    connection.attribute("endpoint").unwrap_or("https://storage.googleapis.com")
}

fn unusable(what: &str) -> Trouble {
    Trouble::new(Verdict::NotChecked, format!("its credential is no key file of a service account: {what}"))
}

/// Exchanges a signed statement of the account for a token.
fn token(http: &Http, storage: &Base, secret: &Secret) -> Result<Secret, Trouble> {
    // What the parser says may quote the key.
    let key: Value = serde_json::from_str(secret.expose()).map_err(|_| unusable("it is not JSON"))?;
    let text = |name: &str| key[name].as_str().ok_or_else(|| unusable(&format!("it has no {name}")));
    if key["type"].as_str().is_some_and(|kind| kind != "service_account") {
        return Err(Trouble::new(Verdict::NotSupported, format!("key files of type {}", text("type")?)));
    }
    let audience = key["token_uri"].as_str().unwrap_or(USUAL_TOKEN_ADDRESS);
    let base = Base::of(audience)?;
    if base.is_plain() && !storage.is_plain() {
        return Err(unusable("its token_uri is not encrypted"));
    }
    let now = Timestamp::now().as_second();
    let claims =
        json!({ "iss": text("client_email")?, "scope": SCOPE, "aud": audience, "iat": now, "exp": now + LIFETIME });
    let signed = encode_rs256_pem(&json!({ "alg": "RS256", "typ": "JWT" }), &claims, text("private_key")?.as_bytes());
    let signed = signed.map_err(|_| unusable("its private_key is no RSA key in PEM"))?;
    let mut parts = base.request("POST", "", &[])?;
    http::header(&mut parts, "content-type", "application/x-www-form-urlencoded")?;
    let body = format!("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={signed}");
    let reply = http.send(parts, &body)?;
    let json = reply.json();
    match json["access_token"].as_str() {
        Some(token) if reply.status == 200 => Ok(Secret::new(token.to_owned())),
        _ => Err(no_token(&reply, &json)),
    }
}

/// Codes of RFC 6749 5.2: all but the server's own failures are about the account or its key.
fn no_token(reply: &Reply, json: &Value) -> Trouble {
    let verdict = match json["error"].as_str() {
        Some("access_denied" | "unauthorized_client") => Verdict::PermissionDenied,
        Some("invalid_grant" | "invalid_client") => Verdict::AuthenticationFailed,
        _ => reply.verdict(),
    };
    let text = |name: &str| json[name].as_str().unwrap_or_default();
    reply.trouble(verdict, &format!("no token: {}", text("error")), text("error_description"))
}

impl Service for Gcs {
    fn ask(&self, target: &Target) -> Result<(String, Text), Trouble> {
        let bucket = target.needed("bucket")?;
        let prefix = target.connection.attribute("prefix").unwrap_or_default();
        let query = [("maxResults", "1"), ("fields", "kind,items(name)"), ("prefix", prefix)];
        // An object's name may hold any sign; a bucket's cannot hold a slash.
        let mut parts = self.base.request("GET", &format!("/storage/v1/b/{bucket}/o"), &query)?;
        if let Some(token) = &self.token {
            http::header(&mut parts, "authorization", &format!("Bearer {}", token.expose()))?;
        }
        let reply = self.http.send(parts, "")?;
        let json = reply.json();
        if reply.status != 200 {
            return Err(refusal(&reply, &json));
        }
        if json["kind"] != "storage#objects" {
            return Err(reply.trouble(Verdict::Failed, "", "this is no listing of a bucket"));
        }
        let is_any = json["items"].as_array().is_some_and(|items| !items.is_empty());
        let who = if self.token.is_none() { ", anonymous" } else { "" };
        let what = http::listed(&format!("bucket {bucket}"), prefix, is_any);
        Ok((format!("{what}{who}"), reply.header("server").into()))
    }

    fn is_plain(&self) -> bool {
        self.base.is_plain()
    }
}

/// Reasons of a 403 that are not about leave, but about how often it was asked.
/// Source: "HTTP status and error codes for JSON" of Cloud Storage.
const BUSY: &[&str] = &["quotaExceeded", "rateLimitExceeded", "userRateLimitExceeded"];

fn refusal(reply: &Reply, json: &Value) -> Trouble {
    let error = &json["error"];
    let reason = error["errors"][0]["reason"].as_str().unwrap_or_default();
    let verdict = if BUSY.contains(&reason) { Verdict::Failed } else { reply.verdict() };
    reply.trouble(verdict, reason, error["message"].as_str().unwrap_or_default())
}
