//! What all families that are asked over HTTP have in common.

use super::super::servers::stub::Stub;
use super::{Family, HASTY, Listener, Manner, PATIENT, Target, Verdict, assert_seen, target};
use catalog::reach::test_all;

/// A target of each family at an address.
fn all(at: &str) -> Vec<Target> {
    let families = [Family::S3, Family::Kinesis, Family::AzureBlob, Family::Gcs, Family::Hdfs];
    let attributes = [
        ("account", "a"),
        ("bucket", "b"),
        ("container", "c"),
        ("endpoint", at),
        ("region", "us-east-1"),
        ("stream", "s"),
        ("url", at),
    ];
    families.map(|family| target(family, &attributes, None)).to_vec()
}

#[test]
fn listeners_that_speak_no_http_end_in_time() {
    for (scheme, manner, verdict) in [
        ("http", Manner::Silent, Verdict::TimedOut),
        ("http", Manner::Closes, Verdict::Failed),
        ("http", Manner::Garbage, Verdict::Failed),
        ("https", Manner::Silent, Verdict::TimedOut),
        ("https", Manner::Closes, Verdict::Failed),
        ("https", Manner::Garbage, Verdict::TlsFailure),
    ] {
        let listener = Listener::start(manner);
        let options = if verdict == Verdict::TimedOut { HASTY } else { PATIENT };
        for target in all(&format!("{scheme}://127.0.0.1:{}", listener.port())) {
            assert_seen(target, &options, verdict, "");
        }
    }
}

#[test]
fn no_redirect_is_followed() {
    let elsewhere = Stub::start(|_| (200, "", String::new()));
    let port = elsewhere.port;
    let stub = Stub::start(move |_| {
        let headers: &'static str =
            Box::leak(format!("Location: http://127.0.0.1:{port}/x?sig=1\r\n").into_boxed_str());
        (307, headers, String::new())
    });
    for target in all(&format!("http://127.0.0.1:{}", stub.port)) {
        let seen = assert_seen(target, &PATIENT, Verdict::Failed, &format!("HTTP 307 to http://127.0.0.1:{port}/x"));
        assert!(!seen.message.contains("sig="), "{seen:?}");
    }
    assert!(elsewhere.heard().is_empty());
}

#[test]
fn an_answer_that_does_not_end_is_not_read_to_its_end() {
    let stub = Stub::start(|_| (200, "", "x".repeat((1 << 20) + 1)));
    for target in all(&format!("http://127.0.0.1:{}", stub.port)) {
        assert_seen(target, &PATIENT, Verdict::Failed, "more than 1048576 bytes");
    }
}

#[test]
fn references_of_one_endpoint_and_key_are_asked_one_by_one_and_each_once() {
    let stub = Stub::start(|line| {
        let key = "<Error><Code>NoSuchBucket</Code></Error>";
        if line.contains("/gone?") {
            (404, "", key.into())
        } else {
            (200, "", "<ListBucketResult></ListBucketResult>".into())
        }
    });
    let at = format!("http://127.0.0.1:{}", stub.port);
    let buckets = ["gone", "one", "two"];
    let targets = buckets.map(|bucket| target(Family::S3, &[("bucket", bucket), ("endpoint", &at)], None));
    let verdicts: Vec<Verdict> = test_all(&targets, &PATIENT).iter().map(|seen| seen.verdict).collect();
    assert_eq!(verdicts, [Verdict::NotFound, Verdict::Ok, Verdict::Ok]);
    assert_eq!(stub.heard().len(), buckets.len());
    assert_eq!(stub.heard()[0].body, "");
}
