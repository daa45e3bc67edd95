//! `export --format postgres`: the tables in a real PostgreSQL.

use super::sandbox::{EXAMPLE, Sandbox};
use super::servers::{ADMIN_PASSWORD, Postgresql};
use catalog::model::Text;
use catalog::model::connection::{Connection, Family};
use catalog::model::secret::Secret;
use catalog::reach::Target;
use catalog::reach::postgres::upsert::Upsert;
use std::sync::Arc;

/// A database of its own, and a catalog that knows the way to it.
fn database(name: &str) -> Option<(Arc<Postgresql>, Sandbox)> {
    let server = Postgresql::running()?;
    server.sql("postgres", &format!("CREATE DATABASE {name}"));
    let sandbox = Sandbox::with_keys();
    std::fs::write(sandbox.path("secret"), ADMIN_PASSWORD).unwrap();
    sandbox.done(&["credential", "set", "shared", "--from-file", "secret"]);
    connect(&server, &sandbox, name, &[]);
    Some((server, sandbox))
}

fn connect(server: &Postgresql, sandbox: &Sandbox, name: &str, more: &[&str]) {
    let (port, ca_file) = (format!("port={}", server.port), format!("ca_file={}", server.certificates.path("ca.pem")));
    let database = format!("database={name}");
    let mut words = vec!["connection", "add", "SHARED_DB", "--type", "Relational", "--subtype", "PostgreSQL"];
    for one in ["host=localhost", "user=admin", &port, &ca_file, &database] {
        words.extend(["--set", one]);
    }
    sandbox.done(&[&words[..], &["--credential", "shared"], more].concat());
}

const EXPORT: [&str; 5] = ["export", "--format", "postgres", "--to", "SHARED_DB"];

/// What the export says of a table: rows, written, removed.
#[track_caller]
fn said(stdout: &str, table: &str) -> [u64; 3] {
    let line = stdout.lines().find(|line| line.split_whitespace().next() == Some(table));
    let line = line.unwrap_or_else(|| panic!("no {table} in {stdout}"));
    let numbers: Vec<u64> = line.split_whitespace().skip(1).map(|word| word.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}

/// Lets the server hold something to be true.
fn holds(server: &Postgresql, database: &str, condition: &str) {
    server.sql(database, &format!("SELECT 1 / (CASE WHEN {condition} THEN 1 ELSE 0 END)"));
}

#[test]
fn twice_is_once_and_two_catalogs_share_a_database() {
    let Some((server, sandbox)) = database("export_twice") else { return };
    sandbox.done(&["runs", "record", "s_m_dim_customer", "--status", "running", "--started", "2026-01-02T03:04:05"]);
    let first = sandbox.done(&EXPORT).stdout;
    let [rows, written, removed] = said(&first, "attribute");
    assert!(rows > 500 && written == rows && removed == 0, "{first}");
    let second = sandbox.done(&EXPORT).stdout;
    for table in ["attribute", "session", "run", "parameter", "snapshot", "connection", "credential"] {
        let (before, after) = (said(&first, table), said(&second, table));
        assert_eq!(after, [before[0], 0, 0], "{table}");
    }
    holds(&server, "export_twice", &format!("(SELECT count(*) FROM attribute) = {rows}"));
    holds(
        &server,
        "export_twice",
        "(SELECT count(*) FROM session) = 9 AND (SELECT count(DISTINCT catalog) FROM session) = 1",
    );
    // What the time is does not hang on the zone of the server.
    server.sql("postgres", "ALTER DATABASE export_twice SET timezone TO 'Asia/Tokyo'");
    holds(&server, "export_twice", "(SELECT started_at FROM run) = timestamp '2026-01-02 03:04:05'");
    holds(&server, "export_twice", "(SELECT count(*) FROM snapshot WHERE started_at > now() - interval '1 day') = 1");
    holds(&server, "export_twice", "col_description('attribute'::regclass, 2) LIKE 'Number of the snapshot%'");
    // Another catalog: its rows stand beside, and those of the first stay.
    let other = Sandbox::with_keys();
    std::fs::write(other.path("secret"), ADMIN_PASSWORD).unwrap();
    other.done(&["credential", "set", "shared", "--from-file", "secret"]);
    connect(&server, &other, "export_twice", &[]);
    other.done(&EXPORT);
    holds(
        &server,
        "export_twice",
        "(SELECT count(*) FROM session) = 18 AND (SELECT count(DISTINCT catalog) FROM session) = 2",
    );
    let log = sandbox.done(&["audit", "log"]).stdout;
    assert!(log.contains("connection:SHARED_DB") && log.contains("credential:shared"), "{log}");
}

#[test]
fn what_stands_in_a_snapshot_no_more_is_removed_and_what_changed_is_changed() {
    let Some((server, sandbox)) = database("export_changed") else { return };
    sandbox.done(&["ingest", EXAMPLE]);
    let words = [&EXPORT[..], &["--schema", "Repo \"x\"", "--snapshot", "all"]].concat();
    sandbox.done(&words);
    let store = rusqlite::Connection::open(sandbox.path("catalog.db")).unwrap();
    let change = "UPDATE problem SET message = 'it''s \\ ' || char(0) || 'é' WHERE snapshot = 2;
                  DELETE FROM parameter_revision";
    store.execute_batch(change).unwrap();
    let again = sandbox.done(&[&EXPORT[..], &["--schema", "Repo \"x\"", "--snapshot", "2"]].concat()).stdout;
    let [rows, written, removed] = said(&again, "parameter");
    assert!(rows == 0 && written == 0 && removed > 0, "{again}");
    let [problems, written, _] = said(&again, "problem");
    assert_eq!(problems, written, "{again}");
    let table = "\"Repo \"\"x\"\"\"";
    holds(
        &server,
        "export_changed",
        &format!("(SELECT count(*) FROM {table}.parameter WHERE snapshot = 1) = {removed}"),
    );
    let odd = format!("(SELECT count(*) FROM {table}.problem WHERE message = E'it\\'s \\\\ \u{fffd}é') = {problems}");
    holds(&server, "export_changed", &odd);
}

#[test]
fn an_older_table_gets_its_new_columns_and_a_refusal_writes_nothing() {
    let Some((server, sandbox)) = database("export_older") else { return };
    sandbox.done(&EXPORT);
    server.sql("export_older", "ALTER TABLE session DROP COLUMN mapping; DELETE FROM session");
    sandbox.done(&EXPORT);
    holds(&server, "export_older", "(SELECT count(*) FROM session WHERE mapping <> '') = 9");
    // The last table cannot be written: those before it are as they were.
    server.sql("export_older", "DELETE FROM session; ALTER TABLE night_step RENAME COLUMN result TO other; ALTER TABLE night_step DROP CONSTRAINT night_step_pkey");
    let refused = sandbox.run(&EXPORT);
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(
        refused.stderr.contains("connection SHARED_DB: ") && !refused.stderr.contains(ADMIN_PASSWORD),
        "{refused:?}"
    );
    holds(&server, "export_older", "(SELECT count(*) FROM session) = 0");
}

#[test]
fn without_a_commit_nothing_was_written() {
    let Some((server, _sandbox)) = database("export_dropped") else { return };
    let port = server.port.to_string();
    let attributes =
        [("host", "127.0.0.1"), ("port", &port), ("user", "admin"), ("database", "export_dropped"), ("tls", "disable")];
    let attributes = attributes.iter().map(|(name, value)| (Text::from(*name), Text::from(*value))).collect();
    let target = Target {
        family: Family::Postgresql,
        connection: Connection { name: "C".into(), attributes, ..Connection::default() },
        secret: Some(Secret::new(ADMIN_PASSWORD.to_owned())),
        insecure: false,
        table: None,
    };
    let upsert = Upsert::begin(&target, None, "abc").unwrap();
    let table = &catalog::store::tables::all().next().unwrap().dataset;
    assert_eq!(upsert.copy(table, None).unwrap().finish().unwrap().rows, 0);
    drop(upsert);
    holds(&server, "export_dropped", "to_regclass('snapshot') IS NULL");
}
