//! Facts by hand → what `tune` sees.

use super::*;
use crate::model::run::Status;

fn fact(about: About, name: &str, what: &str, value: Option<i64>, said: &str) -> Fact {
    Fact { about, name: name.into(), partition: "".into(), what: what.into(), value, said: said.into(), line: 0 }
}

#[test]
fn facts_become_figures_settings_and_skew() {
    let stage = |name, what, value| fact(About::Stage, name, what, Some(value), "");
    let facts = vec![
        fact(About::Run, "", "run_ms", Some(60_000), ""),
        fact(About::Run, "", "tasks", Some(9), ""),
        fact(About::Run, "", "shuffle_write_bytes", Some(46), ""),
        fact(About::Run, "", "shuffle_read_bytes", Some(47), ""),
        fact(About::Run, "", "killed_executors", Some(1), ""),
        fact(About::Setting, "spark.sql.shuffle.partitions", "run time", None, "6"),
        fact(About::Setting, "spark.sql.shuffle.partitions", "start", None, "200"),
        fact(About::Setting, "spark.executor.cores", "start", None, "4"),
        stage("10.0", "tasks", 2),
        stage("10.0", "most_shuffle_read_bytes", 17),
        stage("9.1", "tasks", 3),
        stage("9.1", "longest_task_ms", 3_000),
        stage("9.1", "median_task_ms", 1_000),
        stage("9.1", "most_shuffle_read_bytes", 900),
        stage("9.1", "median_shuffle_read_bytes", 20),
        stage("0.0", "tasks", 4),
        stage("0.0", "most_shuffle_read_bytes", 0),
    ];
    let run = Run { started_at: "2026-01-02T03:04:05".into(), status: Status::Failed, facts, ..Run::default() };
    let seen = spark_run(&run);
    assert_eq!((seen.run_ms, seen.tasks, seen.shuffle_bytes, seen.killed), (60_000, 9, 46, 1));
    assert_eq!((seen.started_at.as_str(), seen.status), ("2026-01-02T03:04:05", Status::Failed));
    assert_eq!((seen.peak_heap_bytes, seen.peak_execution_bytes), (None, 0), "not sampled is not zero");
    let settings: Vec<_> = seen.settings.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    assert_eq!(settings, [("spark.executor.cores", "4"), ("spark.sql.shuffle.partitions", "6")]);
    let nine = StageSkew {
        stage: "9.1".into(),
        tasks: 3,
        longest_ms: 3_000,
        median_ms: 1_000,
        most_bytes: 900,
        median_bytes: 20,
    };
    let ten = StageSkew { stage: "10.0".into(), tasks: 2, most_bytes: 17, ..StageSkew::default() };
    assert_eq!(seen.skew, [nine, ten]);
}
