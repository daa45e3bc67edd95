//! Hive: Spark's Thrift server with passwords, and listeners that are none.

use super::super::servers::TlsProxy;
use super::super::servers::spark::{PASSWORD, Spark, USER};
use super::{Family, HASTY, Listener, Manner, PATIENT, Target, Verdict, assert_cases, assert_seen, refused_port, with};

use catalog::model::connection::Column;

#[test]
fn each_answer_of_a_real_thrift_server_has_its_verdict() {
    let Some(spark) = Spark::running() else { return };
    let port = spark.port().to_string();
    let usual = [("host", "127.0.0.1"), ("port", port.as_str()), ("tls", "disable"), ("user", USER)];
    let right = Some(PASSWORD);
    let seen = assert_seen(with(Family::Hive, &usual, &[], right), &PATIENT, Verdict::Ok, "SELECT 1 (not encrypted)");
    assert!(seen.server.starts_with("Spark SQL 4"), "{seen:?}");
    assert_cases(
        Family::Hive,
        &usual,
        &[
            (&[("database", "default"), ("auth", "ldap")], right, Verdict::Ok, "SELECT 1"),
            (&[("database", "sails")], right, Verdict::NotFound, "sails"),
            (&[], Some("not the password"), Verdict::AuthenticationFailed, "SASL PLAIN is refused"),
            (&[], None, Verdict::AuthenticationFailed, "SASL PLAIN is refused"),
            (&[("auth", "kerberos")], right, Verdict::NotSupported, "authentication by kerberos"),
            (&[("host", "")], right, Verdict::NotChecked, "attribute host has no value"),
        ],
    );
    let table = Target { table: Some("default.sales".into()), ..with(Family::Hive, &usual, &[], right) };
    let seen = assert_seen(table, &PATIENT, Verdict::Ok, "table default.sales");
    let described = [
        ("id", "bigint"),
        ("name", "varchar(40)"),
        ("amount", "decimal(10,2)"),
        ("sold", "timestamp"),
        ("parts", "array<int>"),
        ("day", "string"),
    ];
    assert_eq!(seen.columns, Some(described.map(|(name, said)| Column::described(name, said)).to_vec()));
    let missing = Target { table: Some("default.no_such".into()), ..with(Family::Hive, &usual, &[], right) };
    assert_seen(missing, &PATIENT, Verdict::NotFound, "TABLE_OR_VIEW_NOT_FOUND");
    verified(&spark);
}

fn verified(spark: &Spark) {
    let proxy = TlsProxy::to(spark.port());
    let (port, ca_file) = (proxy.port.to_string(), proxy.certificates.path("ca.pem"));
    let usual = [("ca_file", ca_file.as_str()), ("host", "localhost"), ("port", port.as_str()), ("user", USER)];
    let seen = assert_seen(with(Family::Hive, &usual, &[], Some(PASSWORD)), &PATIENT, Verdict::Ok, "SELECT 1");
    assert!(!seen.message.contains("not encrypted"), "{seen:?}");
    let untrusted = with(Family::Hive, &usual, &[("ca_file", "")], Some(PASSWORD));
    assert_seen(untrusted.clone(), &PATIENT, Verdict::TlsFailure, "UnknownIssuer");
    assert!(assert_seen(Target { insecure: true, ..untrusted }, &PATIENT, Verdict::Ok, "SELECT 1").insecure);
}

#[test]
fn listeners_that_are_no_hive_end_in_time() {
    for (tls, manner, verdict) in [
        ("disable", Manner::Silent, Verdict::TimedOut),
        ("disable", Manner::Closes, Verdict::Failed),
        ("disable", Manner::Garbage, Verdict::Failed),
        ("verify-full", Manner::Silent, Verdict::TimedOut),
        ("verify-full", Manner::Closes, Verdict::Failed),
        ("verify-full", Manner::Garbage, Verdict::TlsFailure),
    ] {
        let listener = Listener::start(manner);
        let port = listener.port().to_string();
        let options = if verdict == Verdict::TimedOut { HASTY } else { PATIENT };
        let usual = [("host", "127.0.0.1"), ("port", port.as_str()), ("tls", tls)];
        assert_seen(with(Family::Hive, &usual, &[], Some("pass word")), &options, verdict, "");
    }
    let port = refused_port().to_string();
    let usual = [("host", "127.0.0.1"), ("port", port.as_str())];
    assert_cases(
        Family::Hive,
        &usual,
        &[
            (&[], None, Verdict::Unreachable, "refused"),
            (&[("host", "no-such-host.invalid")], None, Verdict::Unreachable, "failed to lookup address"),
        ],
    );
}
