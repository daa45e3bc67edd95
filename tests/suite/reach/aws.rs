//! S3 and Kinesis: a real moto that checks keys, signatures and policies.

use super::super::servers::TlsProxy;
use super::super::servers::moto::Moto;
use super::super::servers::stub::Stub;
use super::{Family, PATIENT, Target, Verdict, assert_cases, assert_seen, refused_port, with};

#[test]
fn each_answer_of_s3_has_its_verdict() {
    let Some(moto) = Moto::running() else { return };
    let at = format!("http://127.0.0.1:{}", moto.port());
    let (key, secret) = (moto.reader.0.as_str(), Some(moto.reader.1.as_str()));
    let usual = [("access_key_id", key), ("bucket", "sales-bucket"), ("endpoint", at.as_str())];
    assert_cases(
        Family::S3,
        &usual,
        &[
            (&[], secret, Verdict::Ok, "bucket sales-bucket (not encrypted)"),
            (&[("prefix", "in/")], secret, Verdict::Ok, "bucket sales-bucket, prefix in/"),
            (&[("prefix", "ö &?/=")], secret, Verdict::Ok, "nothing under prefix ö &?/="),
            (&[("region", "eu-central-1")], secret, Verdict::Ok, "bucket sales-bucket"),
            (&[("bucket", "no-such-bucket")], secret, Verdict::NotFound, "NoSuchBucket"),
            (&[], Some("not the secret of it"), Verdict::AuthenticationFailed, "SignatureDoesNotMatch"),
            (&[("access_key_id", "AKIANOBODY")], secret, Verdict::AuthenticationFailed, "InvalidAccessKeyId"),
            (&[("access_key_id", &moto.nobody.0)], Some(&moto.nobody.1), Verdict::PermissionDenied, "AccessDenied"),
            (&[("access_key_id", "")], secret, Verdict::NotChecked, "attribute access_key_id has no value"),
            (&[], None, Verdict::NotChecked, "its secret is not"),
            (&[("bucket", "")], secret, Verdict::NotChecked, "attribute bucket has no value"),
            (&[("endpoint", "ftp://127.0.0.1")], secret, Verdict::NotSupported, "ftp://"),
        ],
    );
    // Asking made nothing.
    assert_cases(Family::S3, &usual, &[(&[("bucket", "no-such-bucket")], secret, Verdict::NotFound, "NoSuchBucket")]);
}

#[test]
fn each_answer_of_kinesis_has_its_verdict() {
    let Some(moto) = Moto::running() else { return };
    let at = format!("http://127.0.0.1:{}", moto.port());
    let (key, secret) = (moto.reader.0.as_str(), Some(moto.reader.1.as_str()));
    let usual = [("access_key_id", key), ("endpoint", &at), ("region", "us-east-1"), ("stream", "orders")];
    assert_cases(
        Family::Kinesis,
        &usual,
        &[
            (&[], secret, Verdict::Ok, "stream orders: ACTIVE, open shards: 2 (not encrypted)"),
            (&[("stream", "missing")], secret, Verdict::NotFound, "ResourceNotFoundException"),
            (&[], Some("not the secret of it"), Verdict::AuthenticationFailed, "SignatureDoesNotMatch"),
            (&[("access_key_id", "AKIANOBODY")], secret, Verdict::AuthenticationFailed, "InvalidClientTokenId"),
            (&[("access_key_id", &moto.nobody.0)], Some(&moto.nobody.1), Verdict::PermissionDenied, "AccessDenied"),
            (&[("region", "")], secret, Verdict::NotChecked, "attribute region has no value"),
            (&[("stream", "missing")], secret, Verdict::NotFound, "ResourceNotFoundException"),
        ],
    );
}

#[test]
fn tls_to_s3_and_kinesis_is_verified() {
    let Some(moto) = Moto::running() else { return };
    let proxy = TlsProxy::to(moto.port());
    let at = format!("https://localhost:{}", proxy.port);
    let ca_file = proxy.certificates.path("ca.pem");
    let (key, secret) = (moto.reader.0.as_str(), Some(moto.reader.1.as_str()));
    let usual = [
        ("access_key_id", key),
        ("bucket", "sales-bucket"),
        ("ca_file", &ca_file),
        ("endpoint", &at),
        ("region", "us-east-1"),
        ("stream", "orders"),
    ];
    for (family, ok) in [(Family::S3, "bucket sales-bucket"), (Family::Kinesis, "stream orders: ACTIVE")] {
        let seen = assert_seen(with(family, &usual, &[], secret), &PATIENT, Verdict::Ok, ok);
        assert!(!seen.message.contains("not encrypted") && !seen.insecure, "{seen:?}");
        let untrusted = with(family, &usual, &[("ca_file", "")], secret);
        assert_seen(untrusted.clone(), &PATIENT, Verdict::TlsFailure, "UnknownIssuer");
        let insecure = Target { insecure: true, ..untrusted };
        assert!(assert_seen(insecure, &PATIENT, Verdict::Ok, ok).insecure);
        // A port that speaks no TLS.
        let plain = format!("https://localhost:{}", moto.port());
        assert_seen(
            with(family, &usual, &[("endpoint", &plain)], secret),
            &PATIENT,
            Verdict::TlsFailure,
            "corrupt message",
        );
    }
}

#[test]
fn amazon_answers_that_moto_does_not_give_have_their_verdict() {
    let stub = Stub::start(|line| match line {
        line if line.contains("moved") => {
            (301, "x-amz-bucket-region: eu-west-1\r\nLocation: http://else.example/\r\n", String::new())
        }
        line if line.contains("busy") => {
            (503, "", "<Error><Code>SlowDown</Code><Message>Slow down</Message></Error>".into())
        }
        line if line.contains("page") => (200, "", "<html>Welcome</html>".into()),
        _ => (
            400,
            "",
            r#"{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"bad token"}"#.into(),
        ),
    });
    let at = format!("http://127.0.0.1:{}", stub.port);
    let usual = [("access_key_id", "AKIA1"), ("endpoint", &at), ("region", "us-east-1"), ("stream", "s")];
    let secret = Some("the secret key");
    assert_cases(
        Family::S3,
        &usual,
        &[
            (
                &[("bucket", "moved")],
                secret,
                Verdict::Failed,
                "HTTP 301 to http://else.example/ the bucket is in region eu-west-1",
            ),
            (&[("bucket", "busy")], secret, Verdict::Failed, "SlowDown: Slow down"),
            (&[("bucket", "page")], secret, Verdict::Failed, "this is no listing"),
        ],
    );
    let words = "UnrecognizedClientException: bad token";
    assert_cases(Family::Kinesis, &usual, &[(&[], secret, Verdict::AuthenticationFailed, words)]);
    let heard = stub.heard();
    assert!(heard.iter().all(|one| one.headers.contains("authorization: aws4-hmac-sha256 credential=akia1/")));
    let anonymous = with(Family::S3, &[("bucket", "page"), ("endpoint", &at)], &[], None);
    assert_seen(anonymous, &PATIENT, Verdict::Failed, "this is no listing");
    assert!(!stub.heard()[heard.len()].headers.contains("authorization"), "who has no key sends none");
}

#[test]
fn nobody_at_an_endpoint_is_unreachable() {
    let at = format!("https://127.0.0.1:{}", refused_port());
    let usual = [("bucket", "b"), ("endpoint", at.as_str()), ("region", "us-east-1"), ("stream", "s")];
    for family in [Family::S3, Family::Kinesis] {
        assert_cases(
            family,
            &usual,
            &[
                (&[], None, Verdict::Unreachable, "refused"),
                (&[("endpoint", "https://no-such-host.invalid")], None, Verdict::Unreachable, ""),
            ],
        );
    }
}
