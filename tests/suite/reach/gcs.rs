//! Google Cloud Storage: a real fake-gcs-server, and a stub for what it does not do: tokens and refusals.

use super::super::servers::Certificates;
use super::super::servers::gcs::FakeGcs;
use super::super::servers::stub::{Answer, Stub};
use super::{Family, PATIENT, Target, Verdict, assert_cases, assert_seen, with};
use std::process::Command;

#[test]
fn a_bucket_is_listed_and_a_missing_one_is_not_found() {
    let Some(gcs) = FakeGcs::running(None) else { return };
    let at = format!("http://127.0.0.1:{}", gcs.port());
    assert_cases(
        Family::Gcs,
        &[("bucket", "sales"), ("endpoint", &at)],
        &[
            (&[], None, Verdict::Ok, "bucket sales, anonymous (not encrypted)"),
            (&[("prefix", "in/")], None, Verdict::Ok, "bucket sales, prefix in/"),
            (&[("prefix", "ö &?/=")], None, Verdict::Ok, "nothing under prefix ö &?/="),
            (&[("bucket", "missing")], None, Verdict::NotFound, "HTTP 404"),
            (&[("bucket", "missing")], None, Verdict::NotFound, "HTTP 404"),
        ],
    );
}

#[test]
fn tls_to_google_is_verified() {
    let folder = tempfile::tempdir().unwrap();
    let Some(certificates) = Certificates::make(folder.path()) else { return };
    let Some(gcs) = FakeGcs::running(Some(&certificates)) else { return };
    let (at, ca_file) = (format!("https://localhost:{}", gcs.port()), certificates.path("ca.pem"));
    let usual = [("bucket", "sales"), ("ca_file", ca_file.as_str()), ("endpoint", &at)];
    let seen = assert_seen(with(Family::Gcs, &usual, &[], None), &PATIENT, Verdict::Ok, "bucket sales");
    assert!(!seen.message.contains("not encrypted"), "{seen:?}");
    let untrusted = with(Family::Gcs, &usual, &[("ca_file", "")], None);
    assert_seen(untrusted.clone(), &PATIENT, Verdict::TlsFailure, "UnknownIssuer");
    assert!(assert_seen(Target { insecure: true, ..untrusted }, &PATIENT, Verdict::Ok, "bucket sales").insecure);
}

/// The key file of a service account whose tokens come from a path of the stub.
fn key_file(port: u16, path: &str) -> String {
    let made =
        Command::new("openssl").args(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]).output();
    let private_key = String::from_utf8(made.unwrap().stdout).unwrap();
    let token_uri = format!("http://127.0.0.1:{port}{path}");
    let key = serde_json::json!({
        "type": "service_account",
        "client_email": "etl@project.example",
        "private_key": private_key,
        "token_uri": token_uri,
    });
    key.to_string()
}

/// The JSON API's refusal.
fn refusal(status: u16, reason: &str) -> Answer {
    let body = serde_json::json!({"error": {"code": status, "message": "no", "errors": [{"reason": reason}]}});
    (status, "", body.to_string())
}

fn answer(line: &str) -> Answer {
    match line {
        line if line.starts_with("POST /token") => (200, "", r#"{"access_token":"t0ken","expires_in":600}"#.into()),
        line if line.starts_with("POST /refused") => {
            (400, "", r#"{"error":"invalid_grant","error_description":"Invalid JWT Signature."}"#.into())
        }
        line if line.contains("/b/unauthorized/") => refusal(401, "authError"),
        line if line.contains("/b/denied/") => refusal(403, "forbidden"),
        line if line.contains("/b/busy/") => refusal(403, "rateLimitExceeded"),
        _ => (200, "", r#"{"kind":"storage#objects","items":[{"name":"a"}]}"#.into()),
    }
}

#[test]
fn a_service_account_gets_a_token_and_each_refusal_its_verdict() {
    let stub = Stub::start(answer);
    let at = format!("http://127.0.0.1:{}", stub.port);
    let usual = [("bucket", "sales"), ("endpoint", at.as_str())];
    let (key, refused) = (key_file(stub.port, "/token"), key_file(stub.port, "/refused"));
    let key = Some(key.as_str());
    assert_seen(with(Family::Gcs, &usual, &[], key), &PATIENT, Verdict::Ok, "bucket sales (not encrypted)");
    let heard = stub.heard();
    assert!(heard[0].body.starts_with("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="));
    assert_eq!(heard[0].body.matches('.').count(), 2, "a signed statement has three parts");
    assert!(heard[1].headers.contains("authorization: bearer t0ken"));
    assert_cases(
        Family::Gcs,
        &usual,
        &[
            (&[("bucket", "unauthorized")], key, Verdict::AuthenticationFailed, "HTTP 401 authError: no"),
            (&[("bucket", "denied")], key, Verdict::PermissionDenied, "HTTP 403 forbidden: no"),
            (&[("bucket", "busy")], key, Verdict::Failed, "rateLimitExceeded"),
            (&[], Some(&refused), Verdict::AuthenticationFailed, "invalid_grant: Invalid JWT Signature."),
            (&[], Some("hunter2hunter2hunter2"), Verdict::NotChecked, "it is not JSON"),
            (&[], Some(r#"{"type":"authorized_user"}"#), Verdict::NotSupported, "authorized_user"),
            (&[], Some(r#"{"client_email":"e","private_key":"no key at all"}"#), Verdict::NotChecked, "no RSA key"),
            // To encrypt the listing and not the login is refused.
            (&[("endpoint", "https://127.0.0.1:1")], key, Verdict::NotChecked, "token_uri is not encrypted"),
        ],
    );
}
