//! Metrics as a collector reads them, and runs as OpenLineage has them.

use super::sandbox::{Ran, Sandbox};
use super::servers::process::installed;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

/// Reads the text format: name with labels → value. Fails where a line is none of its lines, or where a metric has no help.
fn parsed(text: &str) -> BTreeMap<String, f64> {
    let mut known = (BTreeSet::new(), BTreeSet::new());
    let mut all = BTreeMap::new();
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            assert!(known.0.insert(help.split(' ').next().unwrap().to_owned()), "{line}");
            continue;
        }
        if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').unwrap();
            assert!(kind == "gauge" && known.1.insert(name.to_owned()), "{line}");
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap();
        let name = series.split('{').next().unwrap();
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{line}");
        assert!(known.0.contains(name) && known.1.contains(name), "{line} comes before its help or type");
        assert!(series == name || series.ends_with("\"}"), "{line}");
        assert!(all.insert(series.to_owned(), value.parse().unwrap()).is_none(), "{line} stands twice");
    }
    assert!(text.ends_with('\n'));
    all
}

#[test]
fn metrics_are_written_whole_for_everybody_and_come_out_the_same() {
    let sandbox = Sandbox::with_catalog();
    let shown = sandbox.done(&["metrics"]).stdout;
    let all = parsed(&shown);
    assert!(all["catalog_objects{kind=\"session\"}"] > 0.0 && all["catalog_snapshot"] > 0.0, "{shown}");
    assert!(all.keys().all(|name| !name.starts_with("catalog_session_last_run")), "{shown}");
    fs::write(sandbox.path("catalog.prom"), "half").unwrap();
    let line = format!("umask 077 && exec {} metrics -o catalog.prom", env!("CARGO_BIN_EXE_catalog"));
    let ran = Command::new("sh").args(["-c", &line]).current_dir(sandbox.path("")).output().unwrap();
    assert_eq!(Ran::new(&ran).code, 0);
    assert_eq!(fs::read_to_string(sandbox.path("catalog.prom")).unwrap(), shown);
    let mode = fs::metadata(sandbox.path("catalog.prom")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644);
    let parts = fs::read_dir(sandbox.path("")).unwrap().map(|one| one.unwrap().file_name().into_string().unwrap());
    assert!(parts.into_iter().all(|name| Path::new(&name).extension().is_none_or(|end| end != "part")));
}

#[test]
fn every_session_that_ran_has_its_series_and_every_metric_is_listed() {
    let sandbox = with_runs();
    let all = parsed(&sandbox.done(&["metrics", "--per-session", "--utc-offset", "+02:00"]).stdout);
    let at = |name: &str| -> Vec<f64> {
        all.iter().filter(|(series, _)| series.starts_with(&format!("{name}{{"))).map(|(_, value)| *value).collect()
    };
    assert!(at("catalog_session_last_run_timestamp_seconds").contains(&1_795_312_800.0), "{all:?}");
    let listed: Vec<Value> =
        serde_json::from_str(&sandbox.done(&["metrics", "--list", "--format", "json"]).stdout).unwrap();
    let listed: BTreeSet<&str> = listed.iter().map(|one| one["metric"].as_str().unwrap()).collect();
    assert!(all.keys().all(|name| listed.contains(name.split('{').next().unwrap())));
}

/// The example catalog with session logs of runs that ended in every way, and recorded runs.
fn with_runs() -> Sandbox {
    let sandbox = Sandbox::with_catalog();
    for log in ["classic", "failed", "stopped", "partitions", "export"] {
        let log = format!("{}/tests/fixtures/runs/{log}.log", env!("CARGO_MANIFEST_DIR"));
        sandbox.run(&["ingest", &log]);
    }
    let record = |started: &str, more: &[&str]| {
        sandbox.done(&[&["runs", "record", "s_m_dim_customer", "--started", started], more].concat());
    };
    record("2026-11-20T02:00:00", &["--status", "failed", "--ended", "2026-11-20T02:10:00"]);
    record(
        "2026-11-21T02:00:00",
        &["--status", "stopped", "--ended", "2026-11-21T02:10:00", "--platform", "powercenter"],
    );
    record("2026-11-22T02:00:00", &["--status", "running"]);
    sandbox
}

fn events(sandbox: &Sandbox, more: &[&str]) -> Vec<Value> {
    sandbox.done(&[&["metrics", "--openlineage", "runs.jsonl"], more].concat());
    let text = fs::read_to_string(sandbox.path("runs.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_run_is_a_start_and_an_end_of_one_id() {
    let sandbox = with_runs();
    let all = events(&sandbox, &[]);
    let mut by_run: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for event in &all {
        by_run.entry(event["run"]["runId"].as_str().unwrap()).or_default().push(event["eventType"].as_str().unwrap());
    }
    let shapes: BTreeSet<Vec<&str>> = by_run.into_values().collect();
    for shape in [vec!["START", "FAIL"], vec!["START", "ABORT"], vec!["START"]] {
        assert!(shapes.contains(&shape), "{shape:?} of {shapes:?}");
    }
    assert_eq!(events(&sandbox, &[]), all, "the same again");
    let ended = |event: &&Value| event["eventType"] != "START";
    let rows: Vec<&Value> = all.iter().filter(ended).flat_map(|event| event["outputs"].as_array().unwrap()).collect();
    assert!(rows.iter().any(|one| one["outputFacets"]["outputStatistics"]["rowCount"].as_i64() > Some(0)), "{rows:?}");
    let said =
        |event: &Value| event["run"]["facets"]["errorMessage"]["message"].as_str().is_some_and(|text| !text.is_empty());
    assert!(all.iter().any(said));
    let later = events(&sandbox, &["--since", "2026-11-21", "--utc-offset", "-01:30"]);
    let times: Vec<&str> = later.iter().map(|event| event["eventTime"].as_str().unwrap()).collect();
    assert!(times.contains(&"2026-11-21T03:30:00Z"), "{times:?}");
}

#[test]
fn events_are_as_the_published_schema_and_the_client_of_openlineage_have_them() {
    let sandbox = with_runs();
    let all = events(&sandbox, &[]);
    assert!(!all.is_empty());
    if let Some(schema) = installed("openlineage-schema", "openlineage/OpenLineage.json") {
        let schema: Value = serde_json::from_slice(&fs::read(schema).unwrap()).unwrap();
        assert_eq!(schema["$id"], "https://openlineage.io/spec/2-0-2/OpenLineage.json");
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        for event in &all {
            let wrong: Vec<String> = validator.iter_errors(event).map(|error| error.to_string()).collect();
            assert!(wrong.is_empty(), "{wrong:?}: {event}");
        }
        let mut broken = all[0].clone();
        broken["run"]["runId"] = "no uuid".into();
        assert!(!validator.is_valid(&broken));
    }
    if let (Some(_), Some(python)) =
        (installed("openlineage", "site-packages/openlineage/client"), installed("openlineage", "venv/bin/python"))
    {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers/openlineage_check.py");
        let ran = Command::new(python).arg(script).arg(sandbox.path("runs.jsonl")).output().unwrap();
        assert_eq!(
            String::from_utf8_lossy(&ran.stdout).trim(),
            all.len().to_string(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
    }
}
