//! The nightly job: its steps, its silence, what a step that fails hides (nothing), two at once, and one that is killed.

use super::sandbox::{EXAMPLE, Ran, Sandbox};
use rusqlite::Connection;
use serde_json::Value;
use std::process::Stdio;
use std::time::{Duration, Instant};

const CONFIG: &str = "night.yaml";
const KILLS: u32 = 10;
/// The clock of every night that is compared with another.
const EPOCH: &str = "1767225600";

fn sandbox(nightly: &str) -> Sandbox {
    let sandbox = Sandbox::with_example();
    std::fs::write(sandbox.path(CONFIG), format!("nightly:\n{nightly}")).expect("written");
    sandbox
}

fn usual() -> Sandbox {
    sandbox(&format!(
        "  exports: [{EXAMPLE}]\n  complete: true\n  reports: reports\n  metrics: catalog.prom\n  fail_on: {{validate: never, comply: never, \
         monitor: never, ingest: never}}\n"
    ))
}

fn night(sandbox: &Sandbox, more: &[&str]) -> Ran {
    sandbox.run(&[&["nightly", "--config", CONFIG], more].concat())
}

fn summary(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

fn states(summary: &Value) -> Vec<String> {
    let steps = summary["steps"].as_array().expect("steps").iter();
    steps
        .map(|one| format!("{} {}", one["step"].as_str().expect("a word"), one["state"].as_str().expect("a word")))
        .collect()
}

/// Makes a session of the example another one.
fn change(sandbox: &Sandbox) {
    let mut changed = 0;
    for entry in std::fs::read_dir(sandbox.path(EXAMPLE)).expect("a folder") {
        let path = entry.expect("an entry").path();
        let Ok(bytes) = std::fs::read(&path) else { continue };
        // Whatever the file is in, these are ASCII.
        let (from, to) = (&b"\"Commit Interval\" VALUE =\"10000\""[..], &b"\"Commit Interval\" VALUE =\"20000\""[..]);
        if let Some(at) = bytes.windows(from.len()).position(|window| window == from) {
            let other = [&bytes[..at], to, &bytes[at + from.len()..]].concat();
            std::fs::write(&path, other).expect("written");
            changed += 1;
        }
    }
    assert!(changed > 0, "the example has a commit interval");
}

#[test]
fn a_night_that_crosses_no_bar_says_nothing_and_leaves_everything() {
    let sandbox = usual();
    let ran = night(&sandbox, &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    assert!(std::fs::read_to_string(sandbox.path("catalog.prom")).expect("metrics").contains("# HELP catalog_"));
    let reports: Vec<_> = std::fs::read_dir(sandbox.path("reports")).expect("reports").collect();
    assert!(!reports.is_empty());
    let log = std::fs::read_to_string(sandbox.path("catalog.db-night/nightly.log")).expect("a log");
    for step in ["ingest done", "validate done", "comply done", "report done", "night 1 ends"] {
        assert!(log.contains(step), "{step}: {log}");
    }
    sandbox.done(&["check"]);
}

#[test]
fn the_second_night_tells_what_changed_since_the_first() {
    let sandbox = usual();
    night(&sandbox, &[]);
    change(&sandbox);
    let ran = night(&sandbox, &["--json"]);
    let told = summary(&ran);
    assert_eq!((&told["night"], &told["snapshot"], &told["before"]), (&2.into(), &2.into(), &1.into()));
    let diff = told["steps"].as_array().expect("steps").iter().find(|one| one["step"] == "diff").expect("a diff");
    assert_eq!(diff["state"], "done");
    assert!(diff["counts"]["changed"].as_i64().expect("a count") > 0, "{diff}");
    let log = std::fs::read_to_string(sandbox.path("catalog.db-night/nightly.log")).expect("a log");
    assert!(log.contains("validate --all --format json --changed-since 1"), "{log}");
}

#[test]
fn a_step_that_fails_hides_no_other() {
    let sandbox = sandbox("  exports: [not/here]\n  fail_on: {validate: never, comply: never, monitor: never}\n");
    sandbox.done(&["ingest", EXAMPLE]);
    let ran = night(&sandbox, &["--json"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    let told = summary(&ran);
    let states = states(&told);
    for state in ["ingest failed", "validate done", "runs skipped", "comply done", "diff skipped"] {
        assert!(states.iter().any(|one| one == state), "{state}: {states:?}");
    }
    let ingest = &told["steps"][0];
    assert_eq!(ingest["exit_code"], 3);
    assert!(!ingest["message"].as_str().expect("a message").is_empty());
}

#[test]
fn a_folder_of_reports_that_cannot_be_made_costs_the_report_alone() {
    let sandbox = sandbox(&format!(
        "  exports: [{EXAMPLE}]\n  reports: {CONFIG}/reports\n  fail_on: {{validate: never, comply: never, monitor: never}}\n"
    ));
    let told = summary(&night(&sandbox, &["--json"]));
    let states = states(&told);
    for state in ["ingest done", "comply done", "monitor done", "report failed"] {
        assert!(states.iter().any(|one| one == state), "{state}: {states:?}");
    }
}

#[test]
fn what_crosses_a_bar_is_told_and_is_exit_code_1() {
    let sandbox =
        sandbox(&format!("  exports: [{EXAMPLE}]\n  skip: [comply, monitor, tune]\n  fail_on: {{validate: info}}\n"));
    let ran = night(&sandbox, &[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.lines().any(|line| line.starts_with("validate") && line.contains("crossed")), "{ran:?}");
    assert!(ran.stdout.contains("left out by the settings"), "{ran:?}");
}

#[test]
fn risk_in_a_diff_crosses_its_bar() {
    let sandbox = sandbox(&format!(
        "  exports: [{EXAMPLE}]\n  skip: [validate, comply, monitor, tune]\n  fail_on: {{ingest: never, diff: low}}\n"
    ));
    assert_eq!(night(&sandbox, &[]).code, 0);
    assert_eq!(night(&sandbox, &[]).code, 0, "nothing changed");
    change(&sandbox);
    assert_eq!(night(&sandbox, &[]).code, 1, "something did");
}

#[test]
fn two_nights_of_one_catalog_never_run_at_once() {
    let sandbox = usual();
    let lock = sandbox.path("catalog.db-night-lock");
    let file = std::fs::OpenOptions::new().create(true).write(true).truncate(false).open(lock).expect("a lock");
    file.lock().expect("taken");
    std::io::Write::write_all(&mut &file, b"somebody").expect("written");
    let ran = night(&sandbox, &[]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(ran.stderr.contains("somebody"), "{ran:?}");
    assert!(!sandbox.path("catalog.db").exists());
}

#[test]
fn without_settings_a_night_says_what_to_do() {
    let sandbox = Sandbox::with_example();
    let ran = sandbox.run(&["nightly"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("catalog init"), "{ran:?}");
}

/// What two catalogs must have in common, however often one of them was interrupted: everything but the audit log and the
/// night's own times.
fn left(sandbox: &Sandbox) -> Vec<String> {
    let db = Connection::open(sandbox.path("catalog.db")).expect("a catalog");
    let ask = |sql: &str| -> String {
        let mut statement = db.prepare(sql).expect(sql);
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).expect(sql);
        rows.map(|row| row.expect(sql)).collect::<Vec<_>>().join("\n")
    };
    let asked = [
        "SELECT id || ' ' || started_at FROM snapshot",
        "SELECT id || ' ' || snapshot || ' ' || (ended_at IS NOT NULL) FROM night",
        "SELECT step || ' ' || json_extract(result, '$.state') FROM night_step ORDER BY step",
        "SELECT snapshot || ' ' || environment FROM assessment",
        "SELECT fingerprint || ' ' || since || ' ' || coalesce(until, '') FROM assessed_finding ORDER BY fingerprint, since",
        "SELECT fingerprint || ' ' || episode FROM alert ORDER BY fingerprint",
        "SELECT count(*) || ' revisions' FROM revision",
    ];
    let mut all: Vec<String> = asked.into_iter().map(ask).collect();
    let reports = std::fs::read_dir(sandbox.path("reports")).expect("reports");
    let mut reports: Vec<String> =
        reports.map(|one| one.expect("an entry").file_name().into_string().expect("a name")).collect();
    reports.sort();
    all.extend(reports);
    all
}

/// True where the night came to its end: one more would be another night.
fn is_over(sandbox: &Sandbox) -> bool {
    let Ok(db) = Connection::open(sandbox.path("catalog.db")) else { return false };
    let ended = "SELECT count(*) FROM night WHERE ended_at IS NOT NULL";
    db.query_row(ended, [], |row| row.get::<_, i64>(0)).is_ok_and(|count| count > 0)
}

/// Runs a night and kills it after a while, with everything it started.
fn killed(sandbox: &Sandbox, after: Duration) {
    let mut command = sandbox.command(&["nightly", "--config", CONFIG]);
    command.env("SOURCE_DATE_EPOCH", EPOCH).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("started");
    std::thread::sleep(after);
    child.kill().expect("killed");
    child.wait().expect("ended");
}

#[test]
fn a_night_that_is_killed_and_started_again_ends_as_if_undisturbed() {
    let whole = |sandbox: &Sandbox| {
        let mut command = sandbox.command(&["nightly", "--config", CONFIG]);
        let ran = Ran::new(&command.env("SOURCE_DATE_EPOCH", EPOCH).output().expect("started"));
        assert_eq!(ran.code, 0, "{ran:?}");
    };
    let undisturbed = usual();
    let began = Instant::now();
    whole(&undisturbed);
    let took = began.elapsed();
    let wanted = left(&undisturbed);
    let (mut hit, mut state) = (0, 0x9E37_79B9_u32);
    for part in 0..KILLS {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let sandbox = usual();
        let after = (took / KILLS) * part + (took / KILLS).mul_f64(f64::from(state) / f64::from(u32::MAX));
        killed(&sandbox, after);
        if !is_over(&sandbox) {
            hit += 1;
            whole(&sandbox);
        }
        assert_eq!(left(&sandbox), wanted, "killed after {after:?}");
        sandbox.done(&["check"]);
    }
    assert!(hit >= KILLS / 2, "only {hit} of {KILLS} were killed at work");
}
