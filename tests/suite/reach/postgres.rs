//! PostgreSQL: a real server, and listeners that are none.

use super::{
    ADMIN_PASSWORD, Case, Family, HASTY, Listener, Manner, PATIENT, Postgresql, READER_PASSWORD, Target, Verdict,
    assert_seen, refused_port, target,
};
use catalog::model::connection::Column;
use std::sync::Arc;

/// `sales` as `reader`, over verified TLS, with some attributes set otherwise.
fn reader(server: &Arc<Postgresql>, other: &[(&str, &str)], secret: Option<&str>) -> Target {
    let (port, ca_file) = (server.port.to_string(), server.certificates.path("ca.pem"));
    let mut attributes = vec![
        ("ca_file", ca_file.as_str()),
        ("database", "sales"),
        ("host", "localhost"),
        ("port", port.as_str()),
        ("user", "reader"),
    ];
    for (name, value) in other {
        attributes.retain(|(known, _)| known != name);
        attributes.push((name, value));
    }
    target(Family::Postgresql, &attributes, secret)
}

#[test]
fn each_answer_of_a_real_server_has_its_verdict() {
    let Some(server) = Postgresql::running() else { return };
    let right = Some(READER_PASSWORD);
    let seen = assert_seen(reader(&server, &[], right), &PATIENT, Verdict::Ok, "SELECT 1");
    assert!(seen.server.starts_with("PostgreSQL 1") && !seen.insecure && seen.latency_ms.is_some(), "{seen:?}");
    let cases: &[Case<'_>] = &[
        (&[("tls", "require"), ("host", "127.0.0.1")], right, Verdict::Ok, "SELECT 1"),
        (&[("tls", "disable")], right, Verdict::Ok, "without TLS as asked"),
        (&[("tls", "prefer")], right, Verdict::NotSupported, "prefer is none of"),
        (&[], Some("wrong secret"), Verdict::AuthenticationFailed, "28P01"),
        (&[], None, Verdict::AuthenticationFailed, "password missing"),
        (&[("user", "nobody")], right, Verdict::AuthenticationFailed, "28P01"),
        (&[("user", "kerb")], None, Verdict::NotSupported, "unsupported authentication method"),
        (&[("user", "")], right, Verdict::NotChecked, "attribute user has no value"),
        (&[("database", "sails")], right, Verdict::NotFound, "3D000"),
        (&[("database", "hr")], right, Verdict::PermissionDenied, "42501"),
        (&[("ca_file", "")], right, Verdict::TlsFailure, "invalid peer certificate: UnknownIssuer"),
        (&[("ca_file", "/no/such.pem")], right, Verdict::TlsFailure, "ca_file /no/such.pem"),
        (&[("host", "127.0.0.2")], right, Verdict::TlsFailure, "not valid for name"),
        (&[("port", "many")], right, Verdict::NotChecked, "many is no port"),
        (&[("host", "no-such-host.invalid")], right, Verdict::Unreachable, "failed to lookup address"),
    ];
    for (other, secret, verdict, words) in cases {
        assert_seen(reader(&server, other, *secret), &PATIENT, *verdict, words);
    }
}

#[test]
fn a_certificate_that_is_not_trusted_is_taken_only_when_asked_and_that_is_reported() {
    let Some(server) = Postgresql::running() else { return };
    let asked = Target { insecure: true, ..reader(&server, &[("ca_file", "")], Some(READER_PASSWORD)) };
    assert!(assert_seen(asked, &PATIENT, Verdict::Ok, "SELECT 1").insecure);
}

#[test]
fn the_columns_of_a_table_are_told_and_a_table_without_privilege_is_not_ok() {
    let Some(server) = Postgresql::running() else { return };
    let with = |table: &str, user: (&str, &str), schema: &str| {
        let target = reader(&server, &[("schema", schema), ("user", user.0)], Some(user.1));
        Target { table: Some(table.into()), ..target }
    };
    let (admin, reader) = (("admin", ADMIN_PASSWORD), ("reader", READER_PASSWORD));
    let seen = assert_seen(with("CUSTOMERS", reader, ""), &PATIENT, Verdict::Ok, "table public.customers");
    let described = [
        ("id", "integer"),
        ("name", "character varying(50)"),
        ("amount", "numeric(10,2)"),
        ("born", "timestamp(3) without time zone"),
    ];
    assert_eq!(seen.columns, Some(described.map(|(name, said)| Column::described(name, said)).to_vec()));
    assert_seen(with("salaries", reader, ""), &PATIENT, Verdict::PermissionDenied, "public.salaries");
    assert_seen(with("mixed.orders", admin, ""), &PATIENT, Verdict::Ok, "Mixed.Orders");
    assert_seen(with("orders", admin, "Mixed"), &PATIENT, Verdict::Ok, "Mixed.Orders");
    assert_seen(with("mixed.orders", reader, ""), &PATIENT, Verdict::PermissionDenied, "Mixed.Orders");
    assert_seen(with("orders", reader, ""), &PATIENT, Verdict::NotFound, "no table orders");
    assert_seen(with("x'; DROP TABLE customers; --", reader, ""), &PATIENT, Verdict::NotFound, "no table x'");
}

#[test]
fn listeners_that_are_no_postgresql_end_in_time() {
    for (tls, manner, verdict) in [
        ("verify-full", Manner::Garbage, Verdict::TlsFailure),
        ("verify-full", Manner::Closes, Verdict::Failed),
        ("verify-full", Manner::Silent, Verdict::TimedOut),
        ("disable", Manner::Garbage, Verdict::Failed),
        ("disable", Manner::Closes, Verdict::Failed),
        ("disable", Manner::Silent, Verdict::TimedOut),
    ] {
        let listener = Listener::start(manner);
        let port = listener.port().to_string();
        let attributes = [("host", "127.0.0.1"), ("port", port.as_str()), ("tls", tls), ("user", "u")];
        let options = if verdict == Verdict::TimedOut { HASTY } else { PATIENT };
        assert_seen(target(Family::Postgresql, &attributes, Some("s3cr3t")), &options, verdict, "");
        assert_eq!(listener.accepted(), 1);
    }
    let port = refused_port().to_string();
    let attributes = [("host", "127.0.0.1"), ("port", port.as_str()), ("user", "u")];
    assert_seen(target(Family::Postgresql, &attributes, None), &PATIENT, Verdict::Unreachable, "Connection refused");
}
