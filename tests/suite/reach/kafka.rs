//! Kafka: a real broker, and listeners that are none.

use super::super::servers::TlsProxy;
use super::super::servers::tansu::Tansu;
use super::{Family, HASTY, Listener, Manner, PATIENT, Target, Verdict, assert_cases, assert_seen, refused_port, with};

fn at(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

#[test]
fn a_topic_is_seen_and_a_missing_one_is_not_made() {
    let Some(tansu) = Tansu::running(false) else { return };
    tansu.topic(&["create", "orders"]);
    let (broker, dead) = (at(tansu.port()), at(refused_port()));
    let both = format!("{dead}, {broker}");
    let usual = [("brokers", broker.as_str()), ("tls", "disable"), ("topic", "orders")];
    let before = tansu.topic(&["list"]);
    assert!(before.contains("orders"), "{before}");
    assert_cases(
        Family::Kafka,
        &usual,
        &[
            (&[], None, Verdict::Ok, "topic orders, partitions: "),
            (&[("topic", "")], None, Verdict::Ok, "topics: 1 (not encrypted)"),
            (&[("topic", "missing")], None, Verdict::NotFound, "topic missing is not there"),
            (&[("brokers", &both)], None, Verdict::Ok, "topic orders"),
            (&[("brokers", &dead)], None, Verdict::Unreachable, "Connection refused"),
            (&[("brokers", "no-such-host.invalid:9092")], None, Verdict::Unreachable, "failed to lookup address"),
            (&[("sasl", "gssapi")], None, Verdict::NotSupported, "SASL gssapi"),
            (&[("sasl", "plain")], None, Verdict::NotChecked, "a credential is not"),
            (&[], Some("pass word"), Verdict::NotChecked, "attribute user has no value"),
            (&[("topic", "missing")], None, Verdict::NotFound, "topic missing is not there"),
        ],
    );
    assert_eq!(tansu.topic(&["list"]), before, "a test makes no topic");
}

#[test]
fn a_login_that_the_broker_refuses_is_no_success() {
    let Some(tansu) = Tansu::running(true) else { return };
    let broker = at(tansu.port());
    let usual = [("brokers", broker.as_str()), ("tls", "disable"), ("user", "etl")];
    let secret = Some("pass word");
    assert_cases(
        Family::Kafka,
        &usual,
        &[
            (&[("sasl", "scram-sha-256")], secret, Verdict::AuthenticationFailed, "Sasl handshake failed"),
            (&[("sasl", "scram-sha-512")], secret, Verdict::AuthenticationFailed, "Sasl handshake failed"),
            (&[], secret, Verdict::AuthenticationFailed, "Sasl handshake failed"),
            (&[], None, Verdict::Failed, "does it want TLS, or SASL?"),
        ],
    );
}

#[test]
fn tls_to_a_broker_is_verified() {
    let Some(tansu) = Tansu::running(false) else { return };
    let proxy = TlsProxy::to(tansu.port());
    let (broker, ca_file) = (format!("localhost:{}", proxy.port), proxy.certificates.path("ca.pem"));
    let usual = [("brokers", broker.as_str()), ("ca_file", &ca_file)];
    let seen = assert_seen(with(Family::Kafka, &usual, &[], None), &PATIENT, Verdict::Ok, "topics: 0");
    assert!(!seen.message.contains("not encrypted"), "{seen:?}");
    let untrusted = with(Family::Kafka, &usual, &[("ca_file", "")], None);
    assert_seen(untrusted.clone(), &PATIENT, Verdict::TlsFailure, "UnknownIssuer");
    assert!(assert_seen(Target { insecure: true, ..untrusted }, &PATIENT, Verdict::Ok, "topics: 0").insecure);
    // Plain text to a port that wants TLS.
    assert_cases(Family::Kafka, &usual, &[(&[("tls", "disable")], None, Verdict::Failed, "does it want TLS")]);
}

#[test]
fn listeners_that_are_no_broker_end_in_time() {
    for (tls, manner, verdict) in [
        ("disable", Manner::Silent, Verdict::TimedOut),
        ("disable", Manner::Closes, Verdict::Failed),
        ("disable", Manner::Garbage, Verdict::Failed),
        ("verify-full", Manner::Silent, Verdict::TimedOut),
        ("verify-full", Manner::Closes, Verdict::Failed),
        ("verify-full", Manner::Garbage, Verdict::TlsFailure),
    ] {
        let listener = Listener::start(manner);
        let options = if verdict == Verdict::TimedOut { HASTY } else { PATIENT };
        let usual = [("brokers", &*at(listener.port())), ("tls", tls)];
        assert_seen(with(Family::Kafka, &usual, &[], None), &options, verdict, "");
    }
}
