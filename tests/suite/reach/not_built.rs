//! Clients that are features: a build without one says so, and says how to get it.

#[cfg(not(all(feature = "mssql", feature = "odbc", feature = "oracle")))]
use super::{Family, PATIENT, Verdict, assert_seen, target};

/// Asserts that the client of a family is not in this build.
#[cfg(not(all(feature = "mssql", feature = "odbc", feature = "oracle")))]
#[track_caller]
fn assert_not_built(family: Family, name: &str, feature: &str) {
    let attributes = [("connect_string", "x"), ("host", "127.0.0.1"), ("user", "u")];
    let words =
        format!("this build has no client for {name}; build it with `cargo build --release --features {feature}`");
    let seen = assert_seen(target(family, &attributes, Some("s3cr3t")), &PATIENT, Verdict::DriverMissing, &words);
    assert_eq!(seen.latency_ms, None, "nothing was tried");
}

#[cfg(not(feature = "mssql"))]
#[test]
fn a_build_without_sql_server_says_so() {
    assert_not_built(Family::Sqlserver, "SQL Server", "mssql");
}

#[cfg(not(feature = "odbc"))]
#[test]
fn a_build_without_odbc_says_so() {
    assert_not_built(Family::Odbc, "ODBC", "odbc");
}

#[cfg(not(feature = "oracle"))]
#[test]
fn a_build_without_oracle_says_so() {
    assert_not_built(Family::Oracle, "Oracle", "oracle");
}
