//! Settings of `tune` on a real Spark: it starts under them and knows them, the result stays the same, and the event log of the
//! run is what the next answer rests on.
//!
//! Spark itself takes any key in silence, so `benches/spark/workloads.py` looks keys up in Spark's own registers.

use super::sandbox::{Ran, Sandbox};
use super::servers::process::installed;
use super::servers::skip_or_fail;
use catalog::model::spark_setting::{ALL, BY_NAME, is_open};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const SESSION: &str = "s_m_dim_customer";
const ADDRESS: &str = "SALES_DWH/wf_sales_daily/s_m_dim_customer";
const LOCAL: &str = "platform: local\nnodes: 1\ncores_per_node: 2\nmemory_per_node: 3GiB\n";
/// Rows that the job reads: orders and customers.
const INPUT_ROWS: i64 = 60_000 + 5_000;

/// A Python that has Spark; `None`, and said aloud, where it or Java is not there.
fn python() -> Option<PathBuf> {
    installed("spark", "site-packages/pyspark/jars")?;
    let python = installed("spark", "venv/bin/python")?;
    if Command::new("java").arg("-version").output().is_err() {
        skip_or_fail("spark", "no java");
        return None;
    }
    Some(python)
}

/// What a subcommand of `workloads.py` answers, run in the sandbox.
#[track_caller]
fn workloads(python: &Path, sandbox: &Sandbox, args: &[&str]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/spark/workloads.py");
    let mut command = Command::new(python);
    command.arg(script).args(args).current_dir(sandbox.path("")).stdin(Stdio::null());
    // Never the Spark of whoever runs the tests.
    for name in ["SPARK_HOME", "SPARK_CONF_DIR", "SPARK_LOCAL_DIRS", "PYTHONPATH", "PYSPARK_SUBMIT_ARGS"] {
        command.env_remove(name);
    }
    let ran = Ran::new(&command.output().expect("Python starts"));
    assert_eq!(ran.code, 0, "{}: {}{}", args[0], ran.stdout, ran.stderr);
    let answer = ran.stdout.lines().last().unwrap_or_default();
    serde_json::from_str(answer).unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
}

/// A join, an aggregation and a write on `local[2]`, with the log in `log/ARM`.
#[track_caller]
fn job(python: &Path, sandbox: &Sandbox, arm: &str, more: &[&str]) -> Value {
    let (out, log) = (format!("out/{arm}"), format!("log/{arm}"));
    let args = [&["job", "--seed", "7", "--out", out.as_str(), "--eventlog", log.as_str()], more].concat();
    workloads(python, sandbox, &args)
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
}

fn write(sandbox: &Sandbox, name: &str, text: &str) {
    std::fs::write(sandbox.path(name), text).expect("written");
}

/// Five good runs of the session on PowerCenter.
fn spool(sandbox: &Sandbox, rows: i64) {
    let mut text = String::from(
        "SUBJECT_AREA,WORKFLOW_NAME,SESSION_INSTANCE_NAME,ACTUAL_START,SESSION_TIMESTAMP,RUN_STATUS_CODE,SUCCESSFUL_SOURCE_ROWS,SUCCESSFUL_ROWS\n",
    );
    for day in 1..=5 {
        text.push_str(&format!(
            "SALES_DWH,wf_sales_daily,{SESSION},2026-01-0{day} 02:00:00,2026-01-0{day} 02:30:00,1,{rows},{rows}\n"
        ));
    }
    write(sandbox, "runs.csv", &text);
    sandbox.done(&["ingest", "runs.csv"]);
}

fn tuned(sandbox: &Sandbox) -> Value {
    json(&sandbox.done(&["tune", SESSION, "--cluster", "local.yaml", "--format", "json"]))[0].clone()
}

/// Keys and values of an answer.
fn settings(tuning: &Value) -> Vec<(String, String)> {
    let text = |one: &Value, what: &str| one[what].as_str().expect("a text").to_owned();
    let all = tuning["settings"].as_array().expect("settings");
    all.iter().map(|one| (text(one, "key"), text(one, "value"))).collect()
}

/// An amount of a whole run.
#[track_caller]
fn amount(run: &Value, what: &str) -> i64 {
    let facts = run["facts"].as_array().expect("facts");
    let found = facts.iter().find(|fact| fact["about"] == "run" && fact["what"] == what);
    found.and_then(|fact| fact["value"].as_i64()).unwrap_or_else(|| panic!("{what} is not there"))
}

/// Ingests the log of a job and gives the only run on Spark that the catalog then has.
#[track_caller]
fn ingested(sandbox: &Sandbox, log: &str, job: &Value) -> Value {
    let summary = json(&sandbox.done(&["ingest", log, "--format", "json"]));
    assert_eq!((&summary["runs"]["new"], &summary["problems"]), (&1.into(), &serde_json::json!([])));
    // The same log again is the same run.
    let again = json(&sandbox.done(&["ingest", log, "--format", "json"]));
    assert_eq!(again["runs"]["unchanged"], 1);
    let all = json(&sandbox.done(&["runs", SESSION, "--format", "json"]));
    let on_spark = all.as_array().expect("runs").iter().filter(|run| run["platform"] == "spark");
    let on_spark: Vec<Value> = on_spark.cloned().collect();
    assert_eq!(on_spark.len(), 1);
    assert_eq!((&on_spark[0]["application"], &on_spark[0]["status"]), (&job["application"], &"succeeded".into()));
    on_spark[0].clone()
}

#[test]
fn a_job_runs_under_the_settings_and_its_log_changes_the_next_answer() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::with_catalog();
    write(&sandbox, "local.yaml", LOCAL);
    spool(&sandbox, 60_000);
    let first = tuned(&sandbox);
    let conf = sandbox.done(&["tune", SESSION, "--cluster", "local.yaml", "--format", "spark-defaults"]).stdout;
    write(&sandbox, "tuned.conf", &conf);

    let by_default = job(&python, &sandbox, "default", &[]);
    let by_tuning = job(&python, &sandbox, "tuned", &["--conf", "tuned.conf"]);
    let rows = by_default["rows"].as_i64().expect("rows");
    assert!(rows > 0, "{by_default}");
    assert_eq!((&by_tuning["rows"], &by_tuning["checksum"]), (&by_default["rows"], &by_default["checksum"]));
    let wrong = (&by_tuning["unknown"], &by_tuning["differs"], &by_tuning["overridden"]);
    assert_eq!(wrong, (&serde_json::json!([]), &serde_json::json!({}), &serde_json::json!([])));
    let read_back = &by_tuning["read_back"];
    assert_eq!(read_back["spark.app.name"], ADDRESS);
    for (key, value) in settings(&first) {
        assert_eq!(read_back[&key], value.as_str(), "{key}");
    }

    let run = ingested(&sandbox, "log/tuned", &by_tuning);
    assert_eq!((&run["folder"], &run["workflow"]), (&"SALES_DWH".into(), &"wf_sales_daily".into()));
    // The result is read back for its checksum.
    assert_eq!((run["source_rows"].as_i64(), run["target_rows"].as_i64()), (Some(INPUT_ROWS + rows), Some(rows)));
    for what in ["tasks", "longest_task_ms", "cpu_ms", "input_bytes", "shuffle_write_bytes", "shuffle_read_bytes"] {
        assert!(amount(&run, what) > 0, "{what}");
    }
    let set = run["facts"].as_array().expect("facts").iter().filter(|fact| fact["about"] == "setting");
    let set: BTreeSet<(&str, &str)> =
        set.filter_map(|fact| Some((fact["name"].as_str()?, fact["said"].as_str()?))).collect();
    for (key, value) in settings(&first) {
        assert!(set.contains(&(key.as_str(), value.as_str())), "{key} is not in the log as it was given");
    }

    let second = tuned(&sandbox);
    let runs = |tuning: &Value| (tuning["basis"]["runs"].as_i64(), tuning["basis"]["spark_runs"].as_i64());
    assert_eq!((runs(&first), runs(&second)), ((Some(5), Some(0)), (Some(5), Some(1))));
    let scans = run["facts"].as_array().expect("facts").iter().filter(|fact| fact["what"] == "file_bytes");
    let scanned: i64 = scans.filter_map(|fact| fact["value"].as_i64()).sum();
    // Tasks count too little of Parquet, the plan counts whole files.
    let moved = amount(&run, "input_bytes").max(scanned).max(amount(&run, "shuffle_write_bytes"));
    assert_ne!(first["basis"]["bytes"], second["basis"]["bytes"]);
    assert_eq!(second["basis"]["bytes"].as_i64(), Some(moved), "what Spark measured counts");
    assert_ne!(settings(&first), settings(&second));
}

/// Writes the settings of every session for a large cluster of each platform, and gives the names of the files.
fn large_clusters(sandbox: &Sandbox) -> Vec<String> {
    spool(sandbox, 2_000_000_000);
    let all = json(&sandbox.done(&["tune", "--all", "--format", "json"]));
    let sessions: Vec<&str> = all
        .as_array()
        .expect("sessions")
        .iter()
        .filter_map(|one| one["session"].as_str()?.strip_prefix("session:"))
        .collect();
    assert!(sessions.iter().any(|session| session.ends_with(ADDRESS)), "{sessions:?}");
    let mut names = Vec::new();
    for platform in ["yarn", "standalone", "kubernetes", "emr", "databricks"] {
        for dynamic in [true, false] {
            let cluster = format!(
                "platform: {platform}\nnodes: 40\ncores_per_node: 16\nmemory_per_node: 64GiB\n\
                 dynamic_allocation: {dynamic}\nlocal_dirs: [/data1, /data2]\ncheckpoint_dir: hdfs:///checkpoints\n"
            );
            write(sandbox, "cluster.yaml", &cluster);
            for (at, session) in sessions.iter().enumerate() {
                let args = ["tune", session, "--cluster", "cluster.yaml", "--format", "spark-defaults"];
                let name = format!("{platform}-{dynamic}-{at}.conf");
                write(sandbox, &name, &sandbox.done(&args).stdout);
                names.push(name);
            }
        }
    }
    names
}

/// Our table of settings as configurations: defaults in one, keys without a default in the other.
fn table(sandbox: &Sandbox) -> [String; 2] {
    let rows = |with_default: bool| -> String {
        let own = ALL.iter().filter(|one| !is_open(one.key) && one.default.is_empty() != with_default);
        own.map(|one| format!("{} {}\n", one.key, one.default)).collect::<Vec<_>>().concat()
    };
    write(sandbox, "defaults.conf", &rows(true));
    write(sandbox, "bare.conf", &rows(false));
    ["defaults.conf".to_owned(), "bare.conf".to_owned()]
}

fn words<'a>(answer: &'a Value, what: &str) -> BTreeSet<&'a str> {
    answer[what].as_array().expect("a list").iter().filter_map(Value::as_str).collect()
}

#[test]
fn spark_knows_what_tune_writes_for_a_cluster_and_every_key_of_our_table() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::with_catalog();
    let clusters = large_clusters(&sandbox);
    let table = table(&sandbox);
    write(
        &sandbox,
        "wrong.conf",
        "spark.sql.shufle.partitions 8\nspark.executor.memory lots\nspark.executor.cores 4\n",
    );
    let names: Vec<&str> = clusters.iter().chain(&table).map(String::as_str).chain(["wrong.conf"]).collect();
    let args: Vec<&str> = names.iter().flat_map(|name| ["--conf", name]).collect();
    let answer = workloads(&python, &sandbox, &[&["known"], args.as_slice()].concat());

    for name in &clusters {
        let one = &answer[name.as_str()];
        assert!(one["keys"].as_i64() > Some(5), "{name}: {one}");
        assert_eq!((&one["unknown"], &one["refused"]), (&serde_json::json!([]), &serde_json::json!({})), "{name}");
    }
    assert!(words(&answer["yarn-false-0.conf"], "start_only").contains("spark.executor.memory"));
    for name in &table {
        let unknown = words(&answer[name.as_str()], "unknown");
        assert!(unknown.iter().all(|key| BY_NAME.contains(key)), "{name}: {unknown:?}");
        let start_only = words(&answer[name.as_str()], "start_only");
        let wrong = ALL.iter().filter(|one| !one.start_only && start_only.contains(one.key));
        assert_eq!(
            wrong.map(|one| one.key).collect::<Vec<_>>(),
            [""; 0],
            "{name}: Spark takes these at its start only"
        );
    }
    assert_eq!(answer["defaults.conf"]["refused"], serde_json::json!({}));
    // The answer is not empty because nothing was looked at.
    assert_eq!(words(&answer["wrong.conf"], "unknown"), BTreeSet::from(["spark.sql.shufle.partitions"]));
    assert!(answer["wrong.conf"]["refused"]["spark.executor.memory"].is_string(), "{}", answer["wrong.conf"]);
}
