//! ODBC: the driver manager with the drivers of PostgreSQL, against a real server, and of SQLite.

use super::{
    ADMIN_PASSWORD, Case, Family, HASTY, Listener, Manner, PATIENT, Postgresql, READER_PASSWORD, Target, Verdict,
    assert_cases, assert_seen, refused_port, target, with,
};
use crate::servers::skip_or_fail;
use catalog::model::connection::Column;
use std::process::Command;
use std::sync::Arc;

pub(super) const DRIVER: &str = "PostgreSQL Unicode";

/// False, and said so, where a driver is not installed.
#[track_caller]
pub(super) fn has(driver: &str) -> bool {
    let listed = Command::new("odbcinst").args(["-q", "-d"]).output().map(|run| run.stdout).unwrap_or_default();
    let there = String::from_utf8_lossy(&listed).lines().any(|line| line == format!("[{driver}]"));
    if !there {
        skip_or_fail("odbc", &format!("no ODBC driver {driver} (odbcinst -q -d)"));
    }
    there
}

/// Names and values.
type Attributes = [(&'static str, String); 5];

/// A running server, and the attributes with which `reader` opens `sales`.
fn sales() -> Option<(Arc<Postgresql>, Attributes)> {
    let server = has(DRIVER).then(Postgresql::running).flatten()?;
    let port = server.port.to_string();
    let all = [("driver", DRIVER), ("host", "127.0.0.1"), ("port", &port), ("database", "sales"), ("user", "reader")];
    let all = all.map(|(name, value)| (name, value.to_owned()));
    Some((server, all))
}

fn borrowed(all: &Attributes) -> Vec<(&str, &str)> {
    all.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[test]
fn each_answer_of_a_real_server_has_its_verdict() {
    let Some((_server, usual)) = sales() else { return };
    let usual = borrowed(&usual);
    let right = Some(READER_PASSWORD);
    let seen = assert_seen(with(Family::Odbc, &usual, &[], right), &PATIENT, Verdict::Ok, "SELECT 1");
    assert_eq!(seen.server, "PostgreSQL");
    let refused = refused_port().to_string();
    let cases: &[Case<'_>] = &[
        (&[("user", "admin"), ("database", "hr")], Some(ADMIN_PASSWORD), Verdict::Ok, "SELECT 1"),
        (&[], Some("wrong; secret}"), Verdict::AuthenticationFailed, "password authentication failed"),
        (&[("user", "nobody")], right, Verdict::AuthenticationFailed, "password authentication failed"),
        (&[("database", "sails")], right, Verdict::NotFound, "\"sails\" does not exist"),
        (&[("database", "hr")], right, Verdict::PermissionDenied, "permission denied for database"),
        (&[("port", refused.as_str())], right, Verdict::Unreachable, "refused"),
        (&[("host", "no-such-host.invalid")], right, Verdict::Unreachable, "could not translate host name"),
        (&[("driver", "PostgreSQL of nobody")], right, Verdict::DriverMissing, "odbc-postgresql (Debian)"),
        (&[("driver", "Nobody's")], right, Verdict::DriverMissing, "odbcinst.ini"),
        (&[("driver", ""), ("dsn", "no_such_dsn")], right, Verdict::DriverMissing, "odbc.ini"),
        (&[("driver", "")], right, Verdict::NotChecked, "none of connect_string, dsn and driver"),
    ];
    assert_cases(Family::Odbc, &usual, cases);
}

#[test]
fn the_driver_verifies_certificates_where_its_string_says_so() {
    let Some((server, _)) = sales() else { return };
    let string = |host: &str, more: &str| {
        let port = server.port;
        format!("Driver={{{DRIVER}}};Server={host};Port={port};Database=sales;UID=reader;sslmode=verify-full;{more}")
    };
    let trusting = format!("pqopt={{sslrootcert={}}}", server.certificates.path("ca.pem"));
    for (host, more, verdict) in [
        ("localhost", trusting.as_str(), Verdict::Ok),
        ("127.0.0.2", trusting.as_str(), Verdict::TlsFailure),
        ("localhost", "pqopt={sslrootcert=/no/such.pem}", Verdict::TlsFailure),
    ] {
        let string = string(host, more);
        let target = target(Family::Odbc, &[("connect_string", &string)], Some(READER_PASSWORD));
        assert_seen(target, &PATIENT, verdict, "");
    }
    // A password in the string itself is no credential of ours, and not shown either.
    let string = string("localhost", &format!("{trusting};PWD=wr0ng-inside"));
    let target = target(Family::Odbc, &[("connect_string", &string)], None);
    let seen = assert_seen(target, &PATIENT, Verdict::AuthenticationFailed, "password authentication failed");
    assert!(!seen.message.contains("wr0ng-inside"), "{seen:?}");
}

#[test]
fn the_columns_of_a_table_are_told_and_a_table_without_privilege_is_not_ok() {
    let Some((_server, usual)) = sales() else { return };
    let usual = borrowed(&usual);
    let asked = |table: &str, (user, password), schema: &str| {
        let target = with(Family::Odbc, &usual, &[("user", user), ("schema", schema)], Some(password));
        Target { table: Some(table.into()), ..target }
    };
    let (admin, reader) = (("admin", ADMIN_PASSWORD), ("reader", READER_PASSWORD));
    let seen = assert_seen(asked("CUSTOMERS", reader, ""), &PATIENT, Verdict::Ok, "table public.customers");
    let described = [("id", "int4"), ("name", "varchar(50)"), ("amount", "numeric(10,2)"), ("born", "timestamp(3)")];
    assert_eq!(seen.columns, Some(described.map(|(name, said)| Column::described(name, said)).to_vec()));
    assert_seen(asked("salaries", reader, ""), &PATIENT, Verdict::PermissionDenied, "42501");
    assert_seen(asked("Mixed.Orders", admin, ""), &PATIENT, Verdict::Ok, "table Mixed.Orders");
    assert_seen(asked("Orders", admin, "Mixed"), &PATIENT, Verdict::Ok, "table Mixed.Orders");
    assert_seen(asked("customer_", reader, ""), &PATIENT, Verdict::NotFound, "no table customer_");
    assert_seen(asked("x'; DROP TABLE customers; --", admin, ""), &PATIENT, Verdict::NotFound, "no table x'");
    assert_seen(asked("customers", reader, ""), &PATIENT, Verdict::Ok, "table public.customers");
}

#[test]
fn listeners_that_are_no_postgresql_end_in_time() {
    if !has(DRIVER) {
        return;
    }
    for (manner, verdict) in
        [(Manner::Garbage, Verdict::Failed), (Manner::Closes, Verdict::Failed), (Manner::Silent, Verdict::TimedOut)]
    {
        let listener = Listener::start(manner);
        let port = listener.port().to_string();
        let attributes =
            [("driver", DRIVER), ("host", "127.0.0.1"), ("port", port.as_str()), ("database", "d"), ("user", "u")];
        let options = if verdict == Verdict::TimedOut { HASTY } else { PATIENT };
        assert_seen(target(Family::Odbc, &attributes, Some("s3cr3t")), &options, verdict, "");
    }
}

#[test]
fn a_file_of_sqlite_is_opened_and_one_that_is_not_there_is_not_made() {
    if !has("SQLite3") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (there, missing) = (folder.path().join("there.db"), folder.path().join("missing.db"));
    let database = rusqlite::Connection::open(&there).unwrap();
    database.execute_batch("CREATE TABLE orders (id INTEGER, note VARCHAR(20))").unwrap();
    let at = |path: &std::path::Path| {
        target(Family::Odbc, &[("driver", "SQLite3"), ("database", path.to_str().unwrap())], None)
    };
    let seen = assert_seen(at(&there), &PATIENT, Verdict::Ok, "SELECT 1");
    assert_eq!(seen.server, "SQLite");
    let asked = Target { table: Some("ORDERS".into()), ..at(&there) };
    let seen = assert_seen(asked, &PATIENT, Verdict::Ok, "table orders");
    let names: Vec<_> = seen.columns.unwrap().into_iter().map(|column| column.name).collect();
    assert_eq!(names, ["id", "note"]);
    let seen = super::test_one(at(&missing), &PATIENT);
    assert_ne!(seen.verdict, Verdict::Ok, "{seen:?}");
    assert!(!missing.exists(), "a file was made: {seen:?}");
}
