//! The history of runs pulled from a real PostgreSQL that holds a small repository, and from what is none.

use super::{
    ADMIN_PASSWORD, Family, HASTY, Listener, Manner, PATIENT, Postgresql, READER_PASSWORD, Target, Verdict,
    refused_port, target,
};
use catalog::reach::pull::{Ask, Pulled, VIEWS, pull};
use catalog::reach::{Limits, Trouble};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const REPOSITORY: &str = include_str!("../../fixtures/runs/repository.sql");

/// A database of its own with a repository in it, and what is to be done to that.
fn repository(name: &str, then: &str) -> Option<Arc<Postgresql>> {
    let server = Postgresql::running()?;
    server.sql("postgres", &format!("CREATE DATABASE {name}"));
    server.sql(name, REPOSITORY);
    server.sql(name, then);
    Some(server)
}

const WITHOUT_VIEWS: &str = "DROP TABLE REP_WFLOW_RUN; DROP TABLE REP_TASK_INST_RUN; DROP TABLE REP_SESS_LOG;
    DROP TABLE REP_SESS_TBL_LOG";

fn at(server: &Postgresql, family: Family, database: &str, other: &[(&str, &str)]) -> Target {
    let port = server.port.to_string();
    let usual = [("host", "127.0.0.1"), ("port", port.as_str()), ("database", database), ("user", "admin")];
    let extra: &[_] = if family == Family::Odbc { &[("driver", "PostgreSQL Unicode")] } else { &[("tls", "disable")] };
    let attributes: Vec<_> = usual.into_iter().chain(extra.iter().copied()).chain(other.iter().copied()).collect();
    target(family, &attributes, Some(ADMIN_PASSWORD))
}

fn limits() -> Limits {
    Limits { timeout: PATIENT.timeout }
}

/// What came of the asks, and each row by the name of its view.
type All = (Vec<Pulled>, Vec<Row>);

/// A row: its view, and its cells by name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row(&'static str, BTreeMap<String, String>);

impl Row {
    fn cells<const N: usize>(&self, names: [&str; N]) -> [&str; N] {
        names.map(|name| self.1.get(name).unwrap_or_else(|| panic!("no {name} in {self:?}")).as_str())
    }
}

fn pulled(target: &Target, asks: &[Ask]) -> Result<All, Trouble> {
    let mut rows = Vec::new();
    let done = pull(target, limits(), asks, &mut |at, names, cells| {
        assert_eq!(names.len(), cells.len());
        rows.push(Row(asks[at].view, names.iter().cloned().zip(cells).collect()));
        true
    })?;
    Ok((done, rows))
}

fn asks(after: Option<i64>, since: Option<&str>) -> Vec<Ask> {
    VIEWS.into_iter().map(|view| Ask { view, after, since: since.map(str::to_owned) }).collect()
}

fn one(view: &'static str) -> Vec<Ask> {
    vec![Ask { view, after: None, since: None }]
}

fn of<'a>(rows: &'a [Row], view: &str) -> Vec<&'a Row> {
    rows.iter().filter(|row| row.0 == view).collect()
}

fn column<'a>(rows: &'a [Row], view: &str, name: &str) -> Vec<&'a str> {
    of(rows, view).into_iter().map(|row| row.cells([name])[0]).collect()
}

#[test]
fn every_view_of_a_repository_comes_whole_and_in_the_order_of_its_runs() {
    let Some(server) = repository("runs_views", "") else { return };
    let (done, rows) = pulled(&at(&server, Family::Postgresql, "runs_views", &[]), &asks(None, None)).unwrap();
    let counts: Vec<_> = done.iter().map(|one| (one.view, one.rows, one.missing, one.said.as_str())).collect();
    let wanted = [
        ("REP_WFLOW_RUN", 5, false, ""),
        ("REP_TASK_INST_RUN", 11, false, ""),
        ("REP_SESS_LOG", 7, false, ""),
        ("REP_SESS_TBL_LOG", 8, false, ""),
        ("OPB_SWIDGINST_LOG", 12, false, ""),
    ];
    assert_eq!(counts, wanted);
    assert_eq!(column(&rows, "REP_WFLOW_RUN", "WORKFLOW_RUN_ID"), ["5001", "5002", "5003", "5004", "5005"]);
    assert_eq!(column(&rows, "REP_WFLOW_RUN", "RUN_TYPE"), ["1", "1", "2", "1", "1"]);
    let tasks: Vec<_> = of(&rows, "REP_TASK_INST_RUN")
        .iter()
        .map(|row| row.cells(["WORKFLOW_RUN_ID", "INSTANCE_NAME"]).join(" "))
        .collect();
    let first = ["5001 cmd_touch", "5001 s_orders", "5001 wl_load", "5001 s_lines", "5002 s_orders", "5002 wl_load"];
    assert_eq!(tasks[..6], first, "a worklet's tasks stand after it");
    let failed = of(&rows, "REP_SESS_LOG")[3];
    assert_eq!(
        failed.cells(["SESSION_NAME", "SESSION_INSTANCE_NAME", "WORKLET_RUN_ID", "FAILED_ROWS", "FIRST_ERROR_CODE"]),
        ["s_lines_template", "s_lines", "9002", "3", "8229"]
    );
    let error =
        "Database errors occurred:\nORA-00001: unique constraint (SALES.PK_LINES) violated\n\"T_LINES\", row '7'";
    assert_eq!(failed.cells(["FIRST_ERROR_MSG", "BAD_FILE_LOCATION"]), [error, "/bad/t_lines1.bad"]);
    let running = of(&rows, "REP_SESS_LOG")[6];
    assert_eq!(
        running.cells(["SUBJECT_AREA", "ACTUAL_START", "SESSION_TIMESTAMP", "FIRST_ERROR_MSG"]),
        ["Personalbüro", "2026-01-13 01:00:02.000", "1753-01-01 00:00:00.000", ""]
    );
    let orders = of(&rows, "REP_SESS_LOG")[0];
    assert_eq!(orders.cells(["ACTUAL_START", "SUCCESSFUL_ROWS"]), ["2026-01-10 02:00:02.457", "12345678901"]);
    let partitions: Vec<_> = of(&rows, "REP_SESS_TBL_LOG")[1..3]
        .iter()
        .map(|row| row.cells(["TABLE_INSTANCE_NAME", "PARTITION_NAME", "SUCCESSFUL_ROWS", "FAILED_ROWS"]))
        .collect();
    assert_eq!(partitions, [["T_LINES", "Partition #1", "600", "0"], ["T_LINES", "Partition #2", "400", "1"]]);
}

/// Rows without what only one of two ways tells, times without a fraction of zeros.
fn comparable(rows: &[Row], but: &[&str]) -> Vec<Row> {
    let kept = |name: &String| !but.contains(&name.as_str());
    let cell = |text: String| text.strip_suffix(".000").map_or(text.clone(), str::to_owned);
    let row = |row: &Row| {
        let cells = row.1.iter().filter(|(name, _)| kept(name));
        Row(row.0, cells.map(|(name, text)| (name.clone(), cell(text.clone()))).collect())
    };
    let mut all: Vec<Row> = rows.iter().map(row).collect();
    all.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    all
}

/// No source tells in which table these stand, or the view lacks them.
const NOT_IN_TABLES: &[&str] =
    &["BAD_FILE_LOCATION", "TABLE_ID", "TABLE_VERSION_NUMBER", "TABLE_BUSNAME", "TYPE_NAME", "TYPE_ID"];

#[test]
fn the_tables_under_the_views_tell_the_same() {
    let Some(server) = repository("runs_both", "") else { return };
    let target = at(&server, Family::Postgresql, "runs_both", &[]);
    let (_, with_views) = pulled(&target, &asks(None, None)).unwrap();
    server.sql("runs_both", WITHOUT_VIEWS);
    let (done, without) = pulled(&target, &asks(None, None)).unwrap();
    for one in &done[..4] {
        assert!(one.sql.contains(" FROM OPB_") && one.said.contains("does not exist (SQLSTATE 42P01)"), "{one:?}");
    }
    let tables = of(&without, "REP_SESS_TBL_LOG");
    assert_eq!(
        tables[0].cells(["WORKFLOW_RUN_ID", "WORKLET_RUN_ID"]),
        ["5001", "0"],
        "the view does not say which run"
    );
    let both = |rows: &[Row], view: &str| {
        let keys: &[&str] = if view == "REP_SESS_TBL_LOG" { &["WORKFLOW_RUN_ID", "WORKLET_RUN_ID"] } else { &[] };
        let rows: Vec<Row> = of(rows, view).into_iter().cloned().collect();
        comparable(&rows, &[NOT_IN_TABLES, keys].concat())
    };
    for view in VIEWS {
        assert_eq!(both(&without, view), both(&with_views, view), "{view}");
    }
    server.sql("runs_both", "DROP TABLE OPB_SWIDGINST_LOG; DROP TABLE OPB_SESS_TASK_LOG");
    let (done, _) = pulled(&target, &asks(None, None)).unwrap();
    let missing: Vec<_> = done.iter().filter(|one| one.missing).map(|one| one.view).collect();
    assert_eq!(
        missing,
        ["REP_SESS_LOG", "REP_SESS_TBL_LOG", "OPB_SWIDGINST_LOG"],
        "and the others are pulled all the same"
    );
    assert!(done[2].said.contains("rep_sess_log"), "{done:?}");
}

#[test]
fn only_newer_runs_are_pulled_when_asked_for() {
    let Some(server) = repository("runs_newer", "") else { return };
    let target = at(&server, Family::Postgresql, "runs_newer", &[]);
    let counts = |asks: &[Ask]| pulled(&target, asks).unwrap().0.iter().map(|one| one.rows).collect::<Vec<_>>();
    assert_eq!(counts(&asks(Some(5002), None)), [3, 4, 3, 8, 3], "the view of targets has no run to count from");
    assert_eq!(counts(&asks(Some(5005), None)), [0, 0, 0, 8, 0]);
    assert_eq!(counts(&asks(None, Some("2026-01-12"))), [2, 2, 2, 2, 2]);
    assert_eq!(counts(&asks(Some(5004), Some("2026-01-11"))), [1, 1, 1, 5, 1]);
    server.sql("runs_newer", WITHOUT_VIEWS);
    assert_eq!(counts(&asks(Some(5002), None)), [3, 4, 3, 3, 3]);
    assert_eq!(counts(&asks(Some(5004), Some("2026-01-11"))), [1; 5]);
}

#[test]
fn a_pull_that_is_ended_handed_over_a_beginning_and_many_rows_come_whole() {
    let many = "INSERT INTO REP_WFLOW_RUN (WORKFLOW_ID, WORKFLOW_RUN_ID, WORKFLOW_NAME)
                SELECT 300, 9001 - n, 'wf_many' FROM generate_series(1, 2600) n";
    let Some(server) = repository("runs_many", many) else { return };
    let target = at(&server, Family::Postgresql, "runs_many", &[]);
    let (_, rows) = pulled(&target, &one("REP_WFLOW_RUN")).unwrap();
    let ids: Vec<i64> =
        column(&rows, "REP_WFLOW_RUN", "WORKFLOW_RUN_ID").iter().map(|id| id.parse().unwrap()).collect();
    assert!(ids.len() == 2605 && ids.is_sorted(), "{} rows", ids.len());
    let mut taken = Vec::new();
    let done = pull(&target, limits(), &asks(None, None), &mut |at, _, cells| {
        taken.push((at, cells));
        taken.len() < 700
    });
    let done = done.unwrap();
    assert_eq!(done.iter().map(|one| (one.view, one.rows)).collect::<Vec<_>>(), [("REP_WFLOW_RUN", 700)]);
    let ended: Vec<_> = taken.iter().map(|(at, cells)| (*at, cells[3].parse::<i64>().unwrap())).collect();
    assert_eq!(ended, ids[..700].iter().map(|id| (0, *id)).collect::<Vec<_>>());
}

#[test]
fn an_older_repository_and_one_in_another_schema_are_read() {
    let older = "ALTER TABLE REP_SESS_LOG DROP COLUMN TASK_VERSION_NUMBER";
    let Some(server) = repository("runs_older", older) else { return };
    let (done, rows) = pulled(&at(&server, Family::Postgresql, "runs_older", &[]), &one("REP_SESS_LOG")).unwrap();
    assert!(done[0].said.contains("task_version_number") && done[0].rows == 7, "{done:?}");
    assert!(rows.iter().all(|row| row.1.contains_key("TOTAL_ERR") && !row.1.contains_key("LAST_ERROR")));
    server.sql("runs_older", &format!("CREATE SCHEMA pc_repo; SET search_path TO pc_repo; {REPOSITORY}"));
    server.sql("runs_older", "DROP TABLE public.REP_SESS_LOG; DROP TABLE public.OPB_SESS_TASK_LOG");
    let in_schema =
        |schema| pulled(&at(&server, Family::Postgresql, "runs_older", &[("schema", schema)]), &one("REP_SESS_LOG"));
    assert_eq!(in_schema("PC_REPO").unwrap().0[0].rows, 7);
    assert!(in_schema("public").unwrap().0[0].missing && in_schema("no_such").unwrap().0[0].missing);
    let refused = in_schema("pc_repo; DROP TABLE x").err().unwrap();
    assert_eq!(refused.verdict, Verdict::NotChecked);
}

#[test]
fn nothing_can_be_written_and_what_may_not_be_read_is_told() {
    let writes = "CREATE SEQUENCE counted; DROP TABLE REP_WFLOW_RUN; CREATE VIEW REP_WFLOW_RUN AS
        SELECT *, 'SALES' AS SUBJECT_AREA FROM OPB_WFLOW_RUN WHERE nextval('counted') > 0";
    let Some(server) = repository("runs_refused", writes) else { return };
    let written = pulled(&at(&server, Family::Postgresql, "runs_refused", &[]), &one("REP_WFLOW_RUN")).err().unwrap();
    assert!(written.message.contains("read-only transaction (SQLSTATE 25006)"), "{written:?}");
    let port = server.port.to_string();
    let attributes = [
        ("host", "127.0.0.1"),
        ("port", port.as_str()),
        ("database", "runs_refused"),
        ("user", "reader"),
        ("tls", "disable"),
    ];
    for (secret, verdict) in
        [(READER_PASSWORD, Verdict::PermissionDenied), ("wr0ng secret", Verdict::AuthenticationFailed)]
    {
        let reader = target(Family::Postgresql, &attributes, Some(secret));
        let refused = pulled(&reader, &one("REP_SESS_LOG")).err().unwrap();
        assert_eq!(refused.verdict, verdict, "{refused:?}");
    }
}

#[test]
fn who_is_silent_is_not_waited_for_and_what_was_handed_over_stays() {
    let Some(server) = repository("runs_slow", "") else { return };
    server.sql(
        "runs_slow",
        "ALTER TABLE REP_SESS_LOG RENAME TO kept;
        CREATE VIEW REP_SESS_LOG AS SELECT kept.* FROM kept, (SELECT pg_sleep(60)) s",
    );
    let slow = at(&server, Family::Postgresql, "runs_slow", &[]);
    let mut views = Vec::new();
    let late = pull(&slow, Limits { timeout: Duration::from_secs(4) }, &asks(None, None), &mut |at, _, _| {
        views.push(VIEWS[at]);
        true
    });
    assert_eq!(late.err().map(|trouble| trouble.verdict), Some(Verdict::TimedOut));
    assert_eq!((views.len(), views.last()), (16, Some(&"REP_TASK_INST_RUN")));
    let listener = Listener::start(Manner::Silent);
    for (port, verdict) in [(listener.port(), Verdict::TimedOut), (refused_port(), Verdict::Unreachable)] {
        let port = port.to_string();
        let attributes = [("host", "127.0.0.1"), ("port", port.as_str()), ("tls", "disable"), ("user", "u")];
        let nobody = target(Family::Postgresql, &attributes, Some("s3cr3t"));
        let trouble = pull(&nobody, Limits { timeout: HASTY.timeout }, &asks(None, None), &mut |_, _, _| true);
        assert_eq!(trouble.err().map(|trouble| trouble.verdict), Some(verdict));
    }
}

#[test]
fn what_holds_no_repository_is_refused() {
    let kafka = target(Family::Kafka, &[("brokers", "127.0.0.1:1")], None);
    let refused = pulled(&kafka, &asks(None, None)).err().unwrap();
    assert_eq!(refused.verdict, Verdict::NotSupported);
    assert!(refused.message.contains("PostgreSQL, SQL Server, Oracle and ODBC"), "{refused:?}");
}

#[cfg(feature = "odbc")]
#[test]
fn a_driver_of_odbc_tells_the_same_as_the_client_of_our_own() {
    if !super::odbc::has(super::odbc::DRIVER) {
        return;
    }
    let Some(server) = repository("runs_odbc", "") else { return };
    let with = |family, asks: &[Ask]| pulled(&at(&server, family, "runs_odbc", &[("schema", "public")]), asks).unwrap();
    for _ in 0..2 {
        for asks in [asks(None, None), asks(Some(5001), Some("2026-01-11"))] {
            let (own, odbc) = (with(Family::Postgresql, &asks), with(Family::Odbc, &asks));
            assert_eq!(comparable(&odbc.1, &[]), comparable(&own.1, &[]));
            assert!(
                odbc.0.iter().map(|one| (one.rows, one.missing)).eq(own.0.iter().map(|one| (one.rows, one.missing)))
            );
        }
        // Again, now of the tables.
        server.sql("runs_odbc", &WITHOUT_VIEWS.replace("TABLE", "TABLE IF EXISTS"));
    }
}

#[cfg(feature = "odbc")]
#[test]
fn a_driver_whose_failures_have_no_states_of_their_own_is_understood() {
    if !super::odbc::has("SQLite3") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("repository.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute_batch(REPOSITORY).unwrap();
    database.execute_batch(&format!("{WITHOUT_VIEWS}; ALTER TABLE OPB_SWIDGINST_LOG DROP COLUMN THRUPUT")).unwrap();
    let target = target(Family::Odbc, &[("driver", "SQLite3"), ("database", path.to_str().unwrap())], None);
    let (done, rows) = pulled(&target, &asks(Some(5001), Some("2026-01-11"))).unwrap();
    assert_eq!(done.iter().map(|one| (one.rows, one.missing)).collect::<Vec<_>>(), [4, 7, 5, 5, 5].map(|n| (n, false)));
    assert!(done[0].said.contains("no such table") && done[4].said.contains("no such column"), "{done:?}");
    assert_eq!(column(&rows, "REP_WFLOW_RUN", "END_TIME")[3], "1753-01-01 00:00:00");
}
