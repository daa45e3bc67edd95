//! Event-log figures of a run, as `tune` asks for them.
//!
//! Owns the way from the facts that `read::run::event_log` gives to a `SparkRun`. An amount that is not there counts as zero,
//! except the polled ones, which stay unknown.

use crate::model::run::{About, Fact, Run};
use crate::model::tuning::{SparkRun, StageSkew};
use std::collections::BTreeMap;

/// A run on Spark by its facts. Settings that were set at run time stand before those given at start; where several SQL
/// executions set one key, the last one counts.
#[must_use]
pub fn spark_run(run: &Run) -> SparkRun {
    let amounts: BTreeMap<&str, i64> =
        amounts(run, About::Run).map(|(fact, value)| (fact.what.as_str(), value)).collect();
    let known = |what: &str| amounts.get(what).copied();
    let amount = |what: &str| known(what).unwrap_or(0);
    SparkRun {
        started_at: run.started_at.clone(),
        run_ms: amount("run_ms"),
        status: run.status,
        settings: settings(run),
        cores: amount("cores"),
        tasks: amount("tasks"),
        longest_task_ms: amount("longest_task_ms"),
        task_ms: amount("task_ms"),
        cpu_ms: amount("cpu_ms"),
        gc_ms: amount("gc_ms"),
        disk_spill_bytes: amount("disk_spill_bytes"),
        memory_spill_bytes: amount("memory_spill_bytes"),
        shuffle_bytes: amount("shuffle_write_bytes"),
        input_bytes: amount("input_bytes").max(scanned(run)),
        peak_heap_bytes: known("peak_heap_bytes"),
        peak_execution_bytes: amount("peak_execution_bytes"),
        skew: skew(run),
        killed: amount("killed_executors"),
        files: files(run),
    }
}

fn amounts(run: &Run, about: About) -> impl Iterator<Item = (&Fact, i64)> {
    let of = run.facts.iter().filter(move |fact| fact.about == about);
    of.filter_map(|fact| fact.value.map(|value| (fact, value)))
}

/// Bytes of the files that scans read, by the plan: tasks that read Parquet count some kilobytes of 40 MB (seen on 4.3.0).
fn scanned(run: &Run) -> i64 {
    let files = amounts(run, About::Operator).filter(|(fact, _)| fact.what == "file_bytes");
    files.map(|(_, value)| value).fold(0, i64::saturating_add)
}

/// Files that scans read, where a plan counts them.
fn files(run: &Run) -> Option<i64> {
    amounts(run, About::Operator)
        .filter(|(fact, _)| fact.what == "files")
        .map(|(_, value)| value)
        .reduce(i64::saturating_add)
}

fn settings(run: &Run) -> BTreeMap<String, String> {
    let all = || run.facts.iter().filter(|fact| fact.about == About::Setting);
    let at_start = all().filter(|fact| fact.what != "run time");
    let at_run_time = all().filter(|fact| fact.what == "run time");
    at_start.chain(at_run_time).map(|fact| (fact.name.to_string(), fact.said.to_string())).collect()
}

/// Stages of which a task read a shuffle, in the order of their numbers.
fn skew(run: &Run) -> Vec<StageSkew> {
    let mut stages: BTreeMap<(i64, i64), StageSkew> = BTreeMap::new();
    for (fact, value) in amounts(run, About::Stage) {
        let Some(key) =
            fact.name.split_once('.').and_then(|(id, attempt)| Some((id.parse().ok()?, attempt.parse().ok()?)))
        else {
            continue;
        };
        let stage =
            stages.entry(key).or_insert_with(|| StageSkew { stage: fact.name.to_string(), ..StageSkew::default() });
        match fact.what.as_str() {
            "tasks" => stage.tasks = value,
            "longest_task_ms" => stage.longest_ms = value,
            "median_task_ms" => stage.median_ms = value,
            "most_shuffle_read_bytes" => stage.most_bytes = value,
            "median_shuffle_read_bytes" => stage.median_bytes = value,
            _ => {}
        }
    }
    stages.into_values().filter(|stage| stage.most_bytes > 0).collect()
}

#[cfg(test)]
#[path = "observed_tests.rs"]
mod tests;
