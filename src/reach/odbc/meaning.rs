//! What the diagnostics of ODBC drivers mean.
//!
//! Owns the verdicts of SQLSTATEs and of drivers' words.

use crate::model::connection::Verdict;

/// Words of drivers (lower case), in the order in which they decide: one message may hold what each address of a host said,
/// and "does not exist" is said of servers, roles and certificates, too.
const MEANINGS: &[(Verdict, &[&str])] = &[
    (Verdict::DriverMissing, &["can't open lib", "data source name not found", "driver could not be loaded"]),
    (
        Verdict::AuthenticationFailed,
        &[
            "password authentication failed",
            "no password supplied",
            "no pg_hba.conf entry",
            "login failed",
            "logon failed",
            "sql30082n",
            "password is invalid",
            "incorrect password",
            "access denied for user",
        ],
    ),
    (
        Verdict::PermissionDenied,
        &["permission denied", "insufficient privilege", "sql0551n", "does not have the privilege"],
    ),
    (Verdict::TlsFailure, &["certificate", "ssl", "tls"]),
    (Verdict::Unreachable, &["unavailable or does not exist"]),
    (
        Verdict::NotFound,
        &[
            "does not exist",
            "unknown database",
            "cannot open database",
            "sql1013n",
            "unable to open database",
            "no such table",
            "no such column",
        ],
    ),
    (Verdict::TimedOut, &["timeout expired", "timed out"]),
    (
        Verdict::Unreachable,
        &["refused", "could not translate host name", "no route to host", "network is unreachable", "sql30081n"],
    ),
];

/// What the standard's states say by themselves, and what some drivers hand on of their servers' instead. Sources: Microsoft's
/// ODBC reference, appendix A; ISO 9075; for 42P01, 42703 and 42704 the manuals of PostgreSQL and DB2.
const STATES: &[(&str, Verdict)] = &[
    ("IM002", Verdict::DriverMissing),
    ("IM003", Verdict::DriverMissing),
    ("IM004", Verdict::DriverMissing),
    ("28000", Verdict::AuthenticationFailed),
    ("42501", Verdict::PermissionDenied),
    ("3D000", Verdict::NotFound),
    ("42S02", Verdict::NotFound),
    ("42S22", Verdict::NotFound),
    ("42P01", Verdict::NotFound),
    ("42703", Verdict::NotFound),
    ("42704", Verdict::NotFound),
    ("HYT00", Verdict::TimedOut),
    ("HYT01", Verdict::TimedOut),
];

/// The verdict of a diagnostic.
pub(super) fn verdict_of(state: &str, said: &str) -> Verdict {
    if let Some((_, verdict)) = STATES.iter().find(|(known, _)| *known == state) {
        return *verdict;
    }
    let said = without_names(said).to_lowercase();
    let means = |(_, words): &&(Verdict, &[&str])| words.iter().any(|word| said.contains(word));
    MEANINGS.iter().find(means).map_or(Verdict::Failed, |(verdict, _)| *verdict)
}

/// What stands outside of double quotes: a host may be called `db-ssl`.
fn without_names(said: &str) -> String {
    said.split('"').step_by(2).collect::<Vec<_>>().join("\"\"")
}

/// Packages that bring a driver, by a part of its name (lower case): of Debian and of Red Hat.
const PACKAGES: &[(&str, &str)] = &[
    ("postgres", "odbc-postgresql (Debian) or postgresql-odbc (Red Hat) brings it"),
    ("psqlodbc", "odbc-postgresql (Debian) or postgresql-odbc (Red Hat) brings it"),
    ("sqlite", "libsqliteodbc (Debian) or sqliteodbc (Fedora) brings it"),
    ("freetds", "tdsodbc (Debian) brings it"),
    ("tdsodbc", "tdsodbc (Debian) brings it"),
    ("maria", "odbc-mariadb (Debian) or mariadb-connector-odbc (Red Hat) brings it"),
    ("for sql server", "msodbcsql18 or msodbcsql17 of Microsoft's repository brings it"),
];

/// What brings a driver that is not there.
pub(super) fn advice(state: &str, said: &str) -> Option<&'static str> {
    if state == "IM002" {
        return Some("a DSN stands in odbc.ini: `odbcinst -j` says in which, `odbcinst -q -s` lists them");
    }
    let said = said.to_lowercase();
    if verdict_of(state, &said) != Verdict::DriverMissing {
        return None;
    }
    let known = PACKAGES.iter().find(|(name, _)| said.contains(name)).map(|(_, package)| *package);
    known.or(Some("a driver stands in odbcinst.ini, `odbcinst -q -d` lists them; its vendor brings it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_and_words_have_their_verdicts() {
        for (state, said, verdict) in [
            ("01000", "[unixODBC][Driver Manager]Can't open lib 'X' : file not found", Verdict::DriverMissing),
            ("IM002", "", Verdict::DriverMissing),
            ("28000", "", Verdict::AuthenticationFailed),
            ("08001", "FATAL:  password authentication failed for user \"u\"", Verdict::AuthenticationFailed),
            ("08001", "SQL30082N  Security processing failed with reason \"24\"", Verdict::AuthenticationFailed),
            ("42501", "permission denied for table t", Verdict::PermissionDenied),
            ("08001", "FATAL:  permission denied for database \"hr\"", Verdict::PermissionDenied),
            ("08001", "FATAL:  database \"sails\" does not exist", Verdict::NotFound),
            ("08001", "root certificate file \"/x\" does not exist", Verdict::TlsFailure),
            ("08001", "server does not support SSL, but SSL was required", Verdict::TlsFailure),
            ("08S01", "Adaptive Server is unavailable or does not exist", Verdict::Unreachable),
            (
                "08001",
                "(::1) failed: Connection refused; (127.0.0.1) failed: FATAL: password authentication failed",
                Verdict::AuthenticationFailed,
            ),
            ("08001", "connection to server at \"db-ssl\" failed: Connection refused", Verdict::Unreachable),
            ("08001", "SQL30081N  A communication error has been detected", Verdict::Unreachable),
            ("42S02", "SQL0204N  \"REP_SESS_LOG\" is an undefined name.", Verdict::NotFound),
            ("42S22", "Invalid column name 'THRUPUT'.", Verdict::NotFound),
            ("42P01", "relation \"rep_sess_log\" does not exist", Verdict::NotFound),
            ("HY000", "no such table: REP_SESS_LOG (1)", Verdict::NotFound),
            ("08001", "timeout expired", Verdict::TimedOut),
            ("HYT00", "", Verdict::TimedOut),
            ("08001", "something else", Verdict::Failed),
        ] {
            assert_eq!(verdict_of(state, said), verdict, "{state} {said}");
        }
    }

    #[test]
    fn only_a_missing_driver_has_advice() {
        let lib = |name| format!("Can't open lib '{name}' : file not found");
        assert!(advice("01000", &lib("PostgreSQL Unicode")).unwrap().contains("odbc-postgresql (Debian)"));
        assert!(advice("01000", &lib("Teradata")).unwrap().contains("odbcinst.ini"));
        assert!(advice("IM002", "Data source name not found").unwrap().contains("odbc.ini"));
        assert_eq!(advice("08001", "Connection refused"), None);
    }
}
