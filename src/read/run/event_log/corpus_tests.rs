//! The real logs of the corpus, against sums that are made here in another way: every line a tree, every figure looked up.

use super::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

const FILES: [&str; 5] =
    ["bc_large-4.3.0.json", "csvmany-4.3.0.json", "skew-3.5.9.json", "skew-4.3.0.json", "small-4.3.0.zstd"];

/// The folder of real logs; where there is none, says so and returns `None`.
fn corpus() -> Option<PathBuf> {
    let found = std::env::var_os("CATALOG_CORPUS").map(|folder| Path::new(&folder).join("eventlogs"));
    if found.is_none() {
        // Straight to the terminal: the test harness swallows what a passing test prints.
        let said = b"\nSKIPPED: no real event logs, set CATALOG_CORPUS to the folder that holds eventlogs/\n";
        let _ = std::io::Write::write_all(&mut std::io::stderr(), said);
    }
    found
}

fn number(event: &Value, path: &[&str]) -> i64 {
    path.iter().fold(event, |at, key| &at[key]).as_i64().unwrap_or_else(|| panic!("{path:?} is no number"))
}

fn events(bytes: &[u8]) -> Vec<Value> {
    let text = if bytes.starts_with(b"{") { bytes.to_vec() } else { ::zstd::stream::decode_all(bytes).unwrap() };
    String::from_utf8(text).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of<'a>(events: &'a [Value], name: &'a str) -> impl Iterator<Item = &'a Value> + Clone {
    events.iter().filter(move |event| event["Event"].as_str().unwrap().rsplit('.').next() == Some(name))
}

/// Totals by their names, from the trees.
fn totals(events: &[Value]) -> BTreeMap<&'static str, i64> {
    let tasks = of(events, "SparkListenerTaskEnd");
    let sum = |path: &[&str]| tasks.clone().map(|task| number(&task["Task Metrics"], path)).sum::<i64>();
    let took = |task: &Value| number(task, &["Task Info", "Finish Time"]) - number(task, &["Task Info", "Launch Time"]);
    let ends = number(of(events, "SparkListenerApplicationEnd").next().unwrap(), &["Timestamp"]);
    let begins = number(of(events, "SparkListenerApplicationStart").next().unwrap(), &["Timestamp"]);
    let heap = tasks.clone().map(|task| number(task, &["Task Executor Metrics", "JVMHeapMemory"])).max().unwrap();
    BTreeMap::from([
        ("tasks", i64::try_from(tasks.clone().count()).unwrap()),
        ("longest_task_ms", tasks.clone().map(took).max().unwrap()),
        ("task_ms", sum(&["Executor Run Time"])),
        ("cpu_ms", sum(&["Executor CPU Time"]) / 1_000_000),
        ("gc_ms", sum(&["JVM GC Time"])),
        ("deserialize_ms", sum(&["Executor Deserialize Time"])),
        ("result_bytes", sum(&["Result Size"])),
        ("disk_spill_bytes", sum(&["Disk Bytes Spilled"])),
        ("memory_spill_bytes", sum(&["Memory Bytes Spilled"])),
        ("shuffle_write_bytes", sum(&["Shuffle Write Metrics", "Shuffle Bytes Written"])),
        (
            "shuffle_read_bytes",
            sum(&["Shuffle Read Metrics", "Remote Bytes Read"]) + sum(&["Shuffle Read Metrics", "Local Bytes Read"]),
        ),
        ("fetch_wait_ms", sum(&["Shuffle Read Metrics", "Fetch Wait Time"])),
        ("input_bytes", sum(&["Input Metrics", "Bytes Read"])),
        ("input_rows", sum(&["Input Metrics", "Records Read"])),
        ("output_bytes", sum(&["Output Metrics", "Bytes Written"])),
        ("output_rows", sum(&["Output Metrics", "Records Written"])),
        (
            "peak_execution_bytes",
            tasks.clone().map(|task| number(task, &["Task Metrics", "Peak Execution Memory"])).max().unwrap(),
        ),
        ("peak_heap_bytes", heap),
        ("jobs", i64::try_from(of(events, "SparkListenerJobEnd").count()).unwrap()),
        ("stages", i64::try_from(of(events, "SparkListenerStageCompleted").count()).unwrap()),
        ("executions", i64::try_from(of(events, "SparkListenerSQLExecutionStart").count()).unwrap()),
        ("cores", 2),
        ("executors", 1),
        ("failed_tasks", 0),
        ("run_ms", ends - begins),
    ])
}

#[test]
fn totals_of_real_logs_are_those_of_their_trees() {
    let Some(folder) = corpus() else { return };
    for file in FILES {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        assert!(looks_like_one(&bytes[..bytes.len().min(ENOUGH_BYTES)]), "{file}");
        let (run, problems) = read_one(file, &bytes);
        let run = run.unwrap();
        assert_eq!((codes(&problems), run.status), (vec![], Status::Succeeded), "{file}");
        let events = events(&bytes);
        for (what, expected) in totals(&events) {
            let found = total(&run, what);
            // Where nobody looked, the polled metric is zero and no fact.
            assert_eq!(found.or((what == "peak_heap_bytes").then_some(0)), Some(expected), "{file} {what}");
        }
        let start = of(&events, "SparkListenerApplicationStart").next().unwrap();
        assert_eq!(Some(run.session.as_str()), start["App Name"].as_str(), "{file}");
        assert_eq!(Some(run.application.as_str()), start["App ID"].as_str(), "{file}");
        let given =
            of(&events, "SparkListenerEnvironmentUpdate").next().unwrap()["Spark Properties"].as_object().unwrap();
        for (key, value) in given {
            assert_eq!(said(&run, About::Setting, key, "start").as_deref(), value.as_str(), "{file} {key}");
        }
    }
}

#[test]
fn stages_of_real_logs_are_those_of_their_trees() {
    let Some(folder) = corpus() else { return };
    for file in FILES {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let run = read_one(file, &bytes).0.unwrap();
        let events = events(&bytes);
        for stage in of(&events, "SparkListenerStageCompleted").map(|event| &event["Stage Info"]) {
            let id = number(stage, &["Stage ID"]);
            let tasks = of(&events, "SparkListenerTaskEnd").filter(|task| number(task, &["Stage ID"]) == id);
            let mut reads: Vec<i64> = tasks
                .clone()
                .map(|task| {
                    let read = &task["Task Metrics"]["Shuffle Read Metrics"];
                    number(read, &["Local Bytes Read"]) + number(read, &["Remote Bytes Read"])
                })
                .collect();
            reads.sort_unstable();
            let name = format!("{id}.0");
            let fact = |what| amount(&run, About::Stage, &name, what);
            assert_eq!(fact("tasks"), i64::try_from(reads.len()).ok(), "{file} {name}");
            assert_eq!(fact("most_shuffle_read_bytes"), reads.last().copied(), "{file} {name}");
            let below = reads.iter().filter(|read| Some(**read) <= fact("median_shuffle_read_bytes")).count();
            assert!(below >= reads.len().div_ceil(2), "{file} {name}");
            let wall = number(stage, &["Completion Time"]) - number(stage, &["Submission Time"]);
            assert_eq!(fact("wall_ms"), Some(wall), "{file} {name}");
        }
    }
}

#[test]
fn joins_and_scans_of_real_logs_have_their_rows() {
    let Some(folder) = corpus() else { return };
    for file in ["skew-3.5.9.json", "skew-4.3.0.json"] {
        let run = read_one(file, &std::fs::read(folder.join(file)).unwrap()).0.unwrap();
        let operator = |name, what| amount(&run, About::Operator, name, what);
        assert_eq!(said(&run, About::Operator, "0/SortMergeJoin#1", "kind").as_deref(), Some("join"), "{file}");
        assert_eq!(operator("0/Scan parquet#1", "output_rows"), Some(262_500), "{file}");
        assert_eq!(operator("0/Scan parquet#2", "output_rows"), Some(100_001), "{file}");
        assert_eq!(operator("0/Exchange#1", "data_bytes"), Some(27_300_000), "{file}");
        assert_eq!(operator("0/SortMergeJoin#1", "output_rows"), Some(262_500), "{file}");
    }
}
