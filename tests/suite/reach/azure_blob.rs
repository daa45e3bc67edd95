//! Azure Blob Storage: a real azurite.

use super::super::servers::TlsProxy;
use super::super::servers::azurite::{ACCOUNT, Azurite, KEY};
use super::super::servers::stub::Stub;
use super::{Family, PATIENT, Target, Verdict, assert_cases, assert_seen, with};

#[test]
fn each_answer_of_azure_has_its_verdict() {
    let Some(azurite) = Azurite::running() else { return };
    let at = format!("http://127.0.0.1:{}/{ACCOUNT}", azurite.port());
    let usual = [("account", ACCOUNT), ("container", "sales"), ("endpoint", &at)];
    let (list, read) = (Azurite::shared_access("l"), Azurite::shared_access("r"));
    assert_cases(
        Family::AzureBlob,
        &usual,
        &[
            (&[], Some(KEY), Verdict::Ok, "container sales (not encrypted)"),
            (&[("prefix", "in/")], Some(KEY), Verdict::Ok, "container sales, prefix in/"),
            (&[("prefix", "ö &?/=")], Some(KEY), Verdict::Ok, "nothing under prefix ö &?/="),
            (&[("container", "missing")], Some(KEY), Verdict::NotFound, "ContainerNotFound"),
            (&[], Some("bm90IHRoZSBrZXkgb2YgaXQ="), Verdict::AuthenticationFailed, "failed to authenticate"),
            (&[], Some("no base64!"), Verdict::NotChecked, "nothing can be signed"),
            (&[], Some(&list), Verdict::Ok, "container sales"),
            (&[], Some(&format!("?{list}")), Verdict::Ok, "container sales"),
            (&[], Some(&read), Verdict::PermissionDenied, "AuthorizationPermissionMismatch"),
            (&[("account", "")], Some(KEY), Verdict::NotChecked, "attribute account has no value"),
            (&[("container", "missing")], Some(KEY), Verdict::NotFound, "ContainerNotFound"),
        ],
    );
}

#[test]
fn tls_to_azure_is_verified() {
    let Some(azurite) = Azurite::running() else { return };
    let proxy = TlsProxy::to(azurite.port());
    let (at, ca_file) = (format!("https://localhost:{}/{ACCOUNT}", proxy.port), proxy.certificates.path("ca.pem"));
    let usual = [("account", ACCOUNT), ("ca_file", &ca_file), ("container", "sales"), ("endpoint", &at)];
    let seen = assert_seen(with(Family::AzureBlob, &usual, &[], Some(KEY)), &PATIENT, Verdict::Ok, "container sales");
    assert!(!seen.message.contains("not encrypted"), "{seen:?}");
    let untrusted = with(Family::AzureBlob, &usual, &[("ca_file", "")], Some(KEY));
    assert_seen(untrusted.clone(), &PATIENT, Verdict::TlsFailure, "UnknownIssuer");
    let insecure = Target { insecure: true, ..untrusted };
    assert!(assert_seen(insecure, &PATIENT, Verdict::Ok, "container sales").insecure);
}

#[test]
fn the_code_in_the_header_decides() {
    let stub = Stub::start(|line| match line {
        line if line.contains("/private?") => (409, "x-ms-error-code: PublicAccessNotPermitted\r\n", String::new()),
        line if line.contains("/hidden?") => (404, "x-ms-error-code: ResourceNotFound\r\n", String::new()),
        line if line.contains("/nokey?") => {
            (403, "x-ms-error-code: KeyBasedAuthenticationNotPermitted\r\n", String::new())
        }
        _ => (
            403,
            "x-ms-error-code: AuthorizationFailure\r\n",
            "<Error><Message>line one\nRequestId:1</Message></Error>".into(),
        ),
    });
    let at = format!("http://127.0.0.1:{}", stub.port);
    let usual = [("account", "a"), ("container", "walled"), ("endpoint", at.as_str())];
    assert_cases(
        Family::AzureBlob,
        &usual,
        &[
            (&[], None, Verdict::PermissionDenied, "HTTP 403 AuthorizationFailure: line one"),
            (&[("container", "private")], None, Verdict::PermissionDenied, "PublicAccessNotPermitted"),
            (&[("container", "hidden")], None, Verdict::NotFound, "ResourceNotFound"),
            (&[("container", "nokey")], Some(KEY), Verdict::AuthenticationFailed, "KeyBased"),
        ],
    );
}
