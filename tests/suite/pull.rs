//! Run history pulled from a real PostgreSQL that holds a small repository, as users do it.

use super::sandbox::{Ran, Sandbox};
use super::servers::{ADMIN_PASSWORD, Postgresql};
use serde_json::Value;
use std::sync::Arc;

const REPOSITORY: &str = include_str!("../fixtures/runs/repository.sql");

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// A database of its own with a repository in it, and a catalog that knows the way to it.
fn repository(database: &str) -> Option<(Arc<Postgresql>, Sandbox)> {
    let server = Postgresql::running()?;
    server.sql("postgres", &format!("CREATE DATABASE {database}"));
    server.sql(database, REPOSITORY);
    let sandbox = Sandbox::with_keys();
    std::fs::write(sandbox.path("secret"), ADMIN_PASSWORD).unwrap();
    sandbox.done(&["credential", "set", "repository", "--from-file", "secret"]);
    let (port, ca_file) = (format!("port={}", server.port), format!("ca_file={}", server.certificates.path("ca.pem")));
    let database = format!("database={database}");
    let mut words = vec!["connection", "add", "REPO", "--type", "Relational", "--subtype", "PostgreSQL"];
    for one in ["host=localhost", "user=admin", &port, &ca_file, &database] {
        words.extend(["--set", one]);
    }
    sandbox.done(&[&words[..], &["--credential", "repository"]].concat());
    Some((server, sandbox))
}

fn runs(sandbox: &Sandbox, session: &str) -> Vec<Value> {
    json(&sandbox.done(&["runs", session, "--format", "json"])).as_array().expect("an array").clone()
}

#[test]
fn a_pull_brings_runs_with_their_worklets_rows_and_errors() {
    let Some((_server, sandbox)) = repository("pulled_whole") else { return };
    let ran = sandbox.done(&["ingest", "--from-connection", "REPO", "--repository-as", "REP_LIVE", "--format", "json"]);
    let said = json(&ran);
    assert_eq!((&said["snapshot"], &said["runs"]["new"]), (&Value::Null, &7.into()), "{said}");
    let lines = runs(&sandbox, "wf_sales/wl_load/s_lines");
    let failed = lines.iter().find(|run| run["status"] == "failed").expect("a failed run");
    assert_eq!((&failed["repository"], &failed["key"]["worklet_run_id"]), (&"REP_LIVE".into(), &9002.into()));
    assert!(failed["error"].as_str().expect("text").contains("ORA-00001"), "{failed}");
    let parts = |run: &Value| run["parts"].as_array().map_or(0, Vec::len);
    assert!(lines.iter().map(parts).sum::<usize>() > 2, "{lines:?}");
    let running: Vec<Value> = said["problems"].as_array().expect("problems").clone();
    assert!(running.iter().all(|one| one["severity"] != "error"), "{running:?}");
    let log = sandbox.done(&["audit", "log"]).stdout;
    assert!(log.contains("connection:REPO") && log.contains("credential:repository"), "{log}");
    let stored = std::fs::read(sandbox.path("catalog.db")).expect("a catalog");
    assert!(!stored.windows(ADMIN_PASSWORD.len()).any(|part| part == ADMIN_PASSWORD.as_bytes()));
    sandbox.done(&["check"]);
}

#[test]
fn the_next_pull_goes_on_from_the_first_run_that_was_under_way() {
    let Some((server, sandbox)) = repository("pulled_again") else { return };
    let pull = || json(&sandbox.done(&["ingest", "--from-connection", "REPO", "--format", "json"]));
    pull();
    // 5005 was running. It ends, and one more begins; an old row that changes is not looked at again.
    server.sql(
        "pulled_again",
        "UPDATE REP_WFLOW_RUN SET END_TIME = '2026-01-13 01:30:00', RUN_STATUS_CODE = 1 WHERE WORKFLOW_RUN_ID = 5005;
         UPDATE REP_TASK_INST_RUN SET END_TIME = '2026-01-13 01:20:00', RUN_STATUS_CODE = 1 WHERE WORKFLOW_RUN_ID = 5005;
         UPDATE REP_SESS_LOG SET SESSION_TIMESTAMP = '2026-01-13 01:20:00', RUN_STATUS_CODE = 1 WHERE WORKFLOW_RUN_ID = 5005;
         UPDATE REP_SESS_LOG SET SUCCESSFUL_ROWS = 77777 WHERE WORKFLOW_RUN_ID = 5001",
    );
    let said = pull();
    assert_eq!((&said["runs"]["new"], &said["runs"]["changed"]), (&0.into(), &1.into()), "{said}");
    let again = pull();
    assert_eq!((&again["runs"]["new"], &again["runs"]["changed"]), (&0.into(), &0.into()), "{again}");
    // A day asks for everything since, pulled before or not.
    let since =
        json(&sandbox.done(&["ingest", "--from-connection", "REPO", "--since", "2026-01-01", "--format", "json"]));
    assert!(since["runs"]["changed"].as_i64() >= Some(1), "{since}");
}

#[test]
fn tables_under_the_views_serve_where_the_views_are_not() {
    let Some((server, sandbox)) = repository("pulled_tables") else { return };
    server.sql(
        "pulled_tables",
        "DROP TABLE REP_WFLOW_RUN; DROP TABLE REP_TASK_INST_RUN; DROP TABLE REP_SESS_LOG; DROP TABLE REP_SESS_TBL_LOG",
    );
    let said = json(&sandbox.done(&["ingest", "--from-connection", "REPO", "--format", "json"]));
    assert_eq!(said["runs"]["new"], 7, "{said}");
}

#[test]
fn what_cannot_be_opened_leaves_nothing_and_says_why() {
    let Some((_server, sandbox)) = repository("pulled_not") else { return };
    let pull = |more: &[&str]| sandbox.run(&[&["ingest", "--from-connection"], more].concat());
    let nobody = pull(&["NOBODY"]);
    assert_eq!(nobody.code, 3, "{nobody:?}");
    let closed = pull(&["REPO", "--identity", "nowhere"]);
    assert_eq!((closed.code, closed.stderr.contains("connection REPO: not-checked")), (4, true), "{closed:?}");
    sandbox.done(&["connection", "edit", "REPO", "--set", "database=nowhere"]);
    let gone = pull(&["REPO"]);
    assert_eq!((gone.code, gone.stderr.contains("not-found")), (3, true), "{gone:?}");
    assert_eq!(sandbox.run(&["runs", "--all"]).stdout, "");
}
