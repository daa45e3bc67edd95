//! The audit log: nothing happens without an intent, and nothing is changed in it unseen.

use super::sandbox::{EXAMPLE, Ran, Sandbox};
use catalog::model::audit::{Act, Action, Actor, Head};
use catalog::store::Catalog;
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::Value;
use std::process::Stdio;
use std::time::Duration;

const UNGUARDED: &str = "DROP TRIGGER audit_event_is_never_changed; DROP TRIGGER audit_event_is_never_removed;";
const GUARDS: &str = include_str!("../../migrations/V13__audit.sql");

fn sql(sandbox: &Sandbox) -> Connection {
    Connection::open(sandbox.path("catalog.db")).unwrap()
}

fn log(sandbox: &Sandbox, args: &[&str]) -> Vec<Value> {
    let words = [&["audit", "log", "--format", "json"], args].concat();
    serde_json::from_str(&sandbox.done(&words).stdout).unwrap()
}

fn verify(sandbox: &Sandbox, head: Option<&str>) -> Ran {
    match head {
        Some(head) => sandbox.run(&["audit", "verify", "--expect", head]),
        None => sandbox.run(&["audit", "verify"]),
    }
}

#[test]
fn acts_are_noted_before_and_after() {
    let sandbox = Sandbox::with_catalog();
    sandbox.done(&["export", "wf_sales_daily", "-o", "out"]);
    sandbox.done(&["backup", "copy.db"]);
    let missing = sandbox.run(&["export", "no_such_thing", "-o", "out"]);
    assert_eq!(missing.code, 3);
    let acts = log(&sandbox, &[]);
    let told: Vec<(&str, &str, &str)> = acts
        .iter()
        .map(|act| {
            let word = |name: &str| act[name].as_str().unwrap();
            (word("action"), act["subjects"][0].as_str().unwrap(), word("result"))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("ingest", "path:tests/fixtures/example", "done"),
            ("export", "object:wf_sales_daily", "done"),
            ("export", "catalog:all", "done"),
            ("export", "object:no_such_thing", "failed"),
        ]
    );
    assert!(acts[0]["outcome"].as_str().unwrap().starts_with("snapshot 1: "), "{}", acts[0]);
    assert_eq!(log(&sandbox, &["--subject", "wf_sales_daily"]).len(), 1);
    assert_eq!(log(&sandbox, &["--action", "export"]).len(), 3);
    assert_eq!(log(&sandbox, &["--since", "2999-01-01"]).len(), 0);
    let account = acts[0]["os_user"].as_str().unwrap();
    assert_eq!((log(&sandbox, &["--actor", account]).len(), log(&sandbox, &["--actor", "nobody else"]).len()), (4, 0));
    // Questions leave no trace.
    sandbox.done(&["list", "sessions"]);
    sandbox.done(&["ingest", EXAMPLE, "--dry-run"]);
    assert_eq!(log(&sandbox, &[]).len(), 4);
}

#[test]
fn an_intent_without_outcome_reads_interrupted() {
    let sandbox = Sandbox::with_catalog();
    let catalog = Catalog::open_existing(&sandbox.path("catalog.db"), Duration::ZERO, "a test").unwrap();
    let actor = Actor { os_user: "u".into(), host: "h".into(), recipient: "age1x".into() };
    let act = Act { action: Action::SecretRead, subjects: vec!["credential:DWH".into()], detail: String::new() };
    catalog.intend(&act, &actor, "2026-01-01T00:00:00Z").unwrap();
    drop(catalog);
    let acts = log(&sandbox, &["--subject", "credential:DWH"]);
    assert_eq!((acts.len(), acts[0]["result"].as_str()), (1, Some("interrupted")));
    let verified = verify(&sandbox, None);
    assert!(verified.code == 0 && verified.stdout.contains(" 1 interrupted,"), "{verified:?}");
}

#[test]
fn events_can_be_neither_changed_nor_removed() {
    let sandbox = Sandbox::with_catalog();
    for statement in
        ["UPDATE audit_event SET detail = 'x'", "DELETE FROM audit_event", "DELETE FROM audit_event WHERE sequence = 2"]
    {
        let error = sql(&sandbox).execute_batch(statement).expect_err(statement).to_string();
        assert!(error.contains("audit events are never"), "{error}");
    }
    assert_eq!(verify(&sandbox, None).code, 0);
}

#[test]
fn a_catalog_without_its_guards_is_suspect() {
    let sandbox = Sandbox::with_catalog();
    sql(&sandbox).execute_batch("DROP TRIGGER audit_event_is_never_removed").unwrap();
    let verified = verify(&sandbox, None);
    assert!(verified.code == 1 && verified.stdout.contains("the trigger audit_event_is_never_removed"), "{verified:?}");
}

#[test]
fn the_exported_log_has_every_event_with_its_digest() {
    let sandbox = Sandbox::with_catalog();
    let head: Head = sandbox.done(&["audit", "head"]).stdout.parse().unwrap();
    sandbox.done(&["audit", "export", "-o", "audit.jsonl"]);
    let text = std::fs::read_to_string(sandbox.path("audit.jsonl")).unwrap();
    let events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    // The intent of the export itself is the last.
    assert_eq!(events.len(), 3);
    assert_eq!((events[1]["sequence"].as_i64().unwrap(), events[1]["digest"].as_str().unwrap()), (2, &*head.digest));
    let csv = sandbox.done(&["audit", "export", "--format", "csv"]).stdout;
    assert!(csv.starts_with("sequence,intent,at,phase,"), "{csv}");
    assert_eq!(csv.lines().count(), 6);
}

#[test]
fn a_head_of_another_catalog_or_of_no_shape_is_told() {
    let (ours, theirs) = (Sandbox::with_catalog(), Sandbox::with_catalog());
    let head = theirs.done(&["audit", "head"]).stdout;
    let verified = ours.run(&["audit", "head", "--expect", head.trim()]);
    assert!(verified.code == 1 && verified.stdout.contains("history was rewritten"), "{verified:?}");
    assert_eq!(ours.run(&["audit", "verify", "--expect", "2:abc"]).code, 2);
}

/// Something that someone with sqlite3 in hand does to the log of six events.
#[derive(Debug, Clone)]
enum Tampering {
    Edit { sequence: i64, column: &'static str },
    Delete { sequence: i64 },
    Swap { one: i64, other: i64 },
    Insert { after: i64 },
    CutOff { from: i64 },
}

const EDITABLE: [&str; 10] =
    ["at", "phase", "intent", "os_user", "host", "recipient", "action", "subjects", "detail", "result"];

fn tampering() -> impl Strategy<Value = Tampering> {
    let swap = (1_i64..=6, 1_i64..=6).prop_filter("two events", |(one, other)| one != other);
    prop_oneof![
        (1_i64..=6, prop::sample::select(EDITABLE.to_vec()))
            .prop_map(|(sequence, column)| Tampering::Edit { sequence, column }),
        (1_i64..=5).prop_map(|sequence| Tampering::Delete { sequence }),
        swap.prop_map(|(one, other)| Tampering::Swap { one, other }),
        (1_i64..=6).prop_map(|after| Tampering::Insert { after }),
        (1_i64..=6).prop_map(|from| Tampering::CutOff { from }),
    ]
}

impl Tampering {
    fn statements(&self) -> String {
        let all = "at, phase, intent, os_user, host, recipient, action, subjects, detail, result, digest";
        match self {
            Self::Edit { sequence, column: "intent" } => {
                format!("UPDATE audit_event SET intent = intent + 1 WHERE sequence = {sequence}")
            }
            Self::Edit { sequence, column: "phase" } => format!(
                "UPDATE audit_event SET phase = CASE phase WHEN 'intent' THEN 'outcome' ELSE 'intent' END
                 WHERE sequence = {sequence}"
            ),
            Self::Edit { sequence, column } => {
                format!("UPDATE audit_event SET {column} = {column} || '~' WHERE sequence = {sequence}")
            }
            Self::Delete { sequence } => format!("DELETE FROM audit_event WHERE sequence = {sequence}"),
            Self::Swap { one, other } => format!(
                "UPDATE audit_event SET sequence = -1 WHERE sequence = {one};
                 UPDATE audit_event SET sequence = {one} WHERE sequence = {other};
                 UPDATE audit_event SET sequence = {other} WHERE sequence = -1"
            ),
            Self::Insert { after } => format!(
                "UPDATE audit_event SET sequence = -sequence WHERE sequence > {after};
                 UPDATE audit_event SET sequence = 1 - sequence WHERE sequence < 0;
                 INSERT INTO audit_event (sequence, {all}) SELECT sequence + 1, {all} FROM audit_event WHERE sequence = {after}"
            ),
            Self::CutOff { from } => format!("DELETE FROM audit_event WHERE sequence >= {from}"),
        }
    }

    /// The end of a log cut off shows only to whoever kept a head.
    fn needs_a_head(&self) -> bool {
        matches!(self, Self::CutOff { .. })
    }
}

/// The statements of the migration that make the triggers, so that a test can put them back.
fn guards() -> String {
    let from = GUARDS.find("CREATE TRIGGER").unwrap();
    GUARDS[from..GUARDS.find("-- One row an act.").unwrap()].to_owned()
}

#[test]
fn every_tampering_with_the_log_is_seen() {
    let sandbox = Sandbox::with_catalog();
    sandbox.done(&["export", "wf_sales_daily", "-o", "out"]);
    sandbox.done(&["backup", "copy.db"]);
    let head: Head = sandbox.done(&["audit", "head"]).stdout.parse().unwrap();
    assert_eq!(head.sequence, 6);
    sql(&sandbox).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let whole = std::fs::read(sandbox.path("catalog.db")).unwrap();
    proptest!(ProptestConfig::with_cases(150), |(tampering in tampering())| {
        let path = sandbox.path("tampered.db");
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(sandbox.path(&format!("tampered.db{end}")));
        }
        std::fs::write(&path, &whole).unwrap();
        let hand = Connection::open(&path).unwrap();
        hand.execute_batch(&format!("{UNGUARDED}{};{}", tampering.statements(), guards())).unwrap();
        drop(hand);
        let catalog = Catalog::open_read(&path).unwrap();
        let alone = catalog.verify_audit(None).unwrap();
        prop_assert_eq!(alone.broken.is_some(), !tampering.needs_a_head(), "{:?}", alone);
        prop_assert!(catalog.verify_audit(Some(&head)).unwrap().broken.is_some());
    });
    // The log itself is sound, with and without the head, also after more was added to it.
    sandbox.done(&["backup", "second.db"]);
    assert_eq!(verify(&sandbox, None).code, 0);
    assert_eq!(verify(&sandbox, Some(&head.to_string())).code, 0);
}

#[test]
fn an_act_whose_intent_cannot_be_written_does_not_happen() {
    let sandbox = Sandbox::with_catalog();
    let before = log(&sandbox, &[]).len();
    // Another writer holds the catalog.
    let held = Catalog::open_existing(&sandbox.path("catalog.db"), Duration::ZERO, "a test").unwrap();
    let ran = sandbox.run(&["export", "wf_sales_daily", "-o", "held", "--wait", "0"]);
    assert_eq!((ran.code, sandbox.path("held").exists()), (5, false), "{ran:?}");
    drop(held);
    // Somebody who goes past our lock holds the database.
    let hand = sql(&sandbox);
    hand.execute_batch("BEGIN IMMEDIATE").unwrap();
    let ran = sandbox.run(&["export", "wf_sales_daily", "-o", "locked"]);
    assert_eq!((ran.code, sandbox.path("locked").exists()), (5, false), "{ran:?}");
    drop(hand);
    // The disk is full: no file may grow.
    let mut full = std::process::Command::new("sh");
    full.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" export wf_sales_daily -o full"])
        .arg(env!("CARGO_BIN_EXE_catalog"))
        .current_dir(sandbox.path(""))
        .stdin(Stdio::null());
    let ran = Ran::new(&full.output().unwrap());
    assert_eq!((ran.code, sandbox.path("full").exists()), (5, false), "{ran:?}");
    assert_eq!(log(&sandbox, &[]).len(), before);
    assert_eq!(verify(&sandbox, None).code, 0);
}

#[test]
fn what_a_report_cites_is_not_pruned() {
    let sandbox = Sandbox::with_catalog();
    sandbox.done(&["ingest", EXAMPLE]);
    sandbox.done(&["ingest", EXAMPLE]);
    let catalog = Catalog::open_existing(&sandbox.path("catalog.db"), Duration::ZERO, "a test").unwrap();
    let actor = Actor { os_user: "u".into(), host: "h".into(), recipient: "".into() };
    let cites = |id: &str| Act { action: Action::Report, subjects: vec![id.into()], detail: String::new() };
    let (kept, given_up) = (cites("snapshot:1"), cites("snapshot:2"));
    let intent = catalog.intend(&kept, &actor, "2026-01-01T00:00:00Z").unwrap();
    catalog.conclude(intent, true, "", "2026-01-01T00:00:01Z").unwrap();
    let intent = catalog.intend(&given_up, &actor, "2026-01-01T00:00:00Z").unwrap();
    catalog.conclude(intent, false, "", "2026-01-01T00:00:01Z").unwrap();
    drop(catalog);
    let pruned: Value =
        serde_json::from_str(&sandbox.done(&["snapshot", "prune", "--keep", "1", "--format", "json"]).stdout).unwrap();
    assert_eq!(pruned["snapshots"], serde_json::json!([2]), "a report that was never written cites nothing");
    assert_eq!(pruned["held"][0]["snapshot"], 1);
    assert!(pruned["held"][0]["reason"].as_str().unwrap().contains("a report cites it"), "{pruned}");
    let acts = log(&sandbox, &["--subject", "snapshot:2", "--action", "prune"]);
    assert_eq!((acts.len(), acts[0]["result"].as_str()), (1, Some("done")));
}
