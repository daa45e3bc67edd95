//! Plans written by hand.

use super::*;
use crate::model::run::{Run, Status};
use crate::read::run::event_log::read;
use std::io::Read;

const SQL: &str = "org.apache.spark.sql.execution.ui.SparkListener";

fn node(name: &str, metrics: &[(&str, i64)], children: &[String]) -> String {
    let metrics: Vec<String> = metrics
        .iter()
        .map(|(name, id)| format!("{{\"name\":\"{name}\",\"accumulatorId\":{id},\"metricType\":\"sum\"}}"))
        .collect();
    format!(
        "{{\"nodeName\":\"{name}\",\"simpleString\":\"x \\\"{{[\\\\\",\"children\":[{}],\"metadata\":{{\"nodeName\":\"no\"}},\"metrics\":[{}]}}",
        children.join(","),
        metrics.join(",")
    )
}

fn event(kind: &str, rest: &str) -> String {
    format!("{{\"Event\":\"{SQL}{kind}\",{rest}}}\n")
}

fn started(execution: i64, plan: &str) -> String {
    let rest = format!(
        "\"executionId\":{execution},\"physicalPlanDescription\":\"\\\"sparkPlanInfo\\\":{{\",\"sparkPlanInfo\":{plan},\"modifiedConfigs\":{{\"spark.sql.shuffle.partitions\":\"6\"}}"
    );
    event("SQLExecutionStart", &rest)
}

fn replanned(execution: i64, plan: &str) -> String {
    event("SQLAdaptiveExecutionUpdate", &format!("\"executionId\":{execution},\"sparkPlanInfo\":{plan}"))
}

fn ended(execution: i64, error: &str) -> String {
    event("SQLExecutionEnd", &format!("\"executionId\":{execution},\"time\":1,\"errorMessage\":\"{error}\""))
}

fn task(failed: bool, updates: &[(i64, &str)]) -> String {
    let updates: Vec<String> = updates
        .iter()
        .map(|(id, value)| {
            format!("{{\"ID\":{id},\"Name\":\"x\",\"Update\":{value},\"Value\":\"99999\",\"Metadata\":\"sql\"}}")
        })
        .collect();
    format!(
        "{{\"Event\":\"SparkListenerTaskEnd\",\"Stage ID\":0,\"Task Info\":{{\"Launch Time\":1,\"Finish Time\":2,\"Failed\":{failed},\"Accumulables\":[{}]}}}}\n",
        updates.join(",")
    )
}

fn log(events: &[String]) -> Run {
    let text = format!(
        "{{\"Event\":\"SparkListenerApplicationStart\",\"App Name\":\"a\",\"App ID\":\"b\",\"Timestamp\":1}}\n{}{{\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":2}}\n",
        events.concat()
    );
    let (run, problems) = read([("b".to_owned(), Box::new(text.as_bytes()) as Box<dyn Read + '_>)]);
    assert_eq!(problems, []);
    run.unwrap()
}

/// `NAME what value-or-words` of each operator.
fn operators(run: &Run) -> Vec<String> {
    let facts = run.facts.iter().filter(|fact| fact.about == About::Operator);
    facts
        .map(|fact| {
            let value = fact.value.map_or_else(|| fact.said.to_string(), |value| value.to_string());
            format!("{} {} {value}", fact.name, fact.what)
        })
        .collect()
}

#[test]
fn the_last_plan_counts_and_its_metrics_add_up() {
    let scans = |first: i64| {
        [
            node("Scan parquet ", &[("number of output rows", first), ("size of files read", 12)], &[]),
            node("Scan csv ", &[("number of output rows", 13)], &[]),
        ]
    };
    let first = node("SortMergeJoin", &[("number of output rows", 1)], &scans(10));
    let metrics = [("number of output rows", 2), ("spill size", 3), ("peak memory", 4), ("time", 5)];
    let last = node("WholeStageCodegen (1)", &[], &[node("BroadcastHashJoin", &metrics, &scans(11))]);
    let run = log(&[
        started(7, &first),
        event("DriverAccumUpdates", "\"executionId\":7,\"accumUpdates\":[[12,100],[12,20],[13,-1]]"),
        task(false, &[(11, "\"40\""), (1, "\"5\""), (4, "\"300\"")]),
        replanned(7, &last),
        task(false, &[(11, "\"2\""), (2, "3"), (3, "\"-1\""), (4, "\"200\"")]),
        task(true, &[(2, "\"1000\"")]),
        ended(7, ""),
    ]);
    assert_eq!(
        operators(&run),
        [
            "7/BroadcastHashJoin#1 kind join",
            "7/BroadcastHashJoin#1 output_rows 3",
            // Of its spill nothing but an initial value was seen. The higher of two tasks, not their sum.
            "7/BroadcastHashJoin#1 peak_memory_bytes 300",
            "7/Scan parquet#1 kind scan",
            "7/Scan parquet#1 output_rows 42",
            "7/Scan parquet#1 file_bytes 120",
            "7/Scan csv#1 kind scan",
        ]
    );
    let setting = run.facts.iter().find(|fact| fact.about == About::Setting).unwrap();
    assert_eq!((setting.what.as_str(), setting.said.as_str()), ("run time", "6"));
    assert_eq!(run.status, Status::Succeeded);
}

#[test]
fn every_strategy_scan_and_write_is_told_apart_and_reused_ones_count_once() {
    let names = [
        "BroadcastHashJoin",
        "SortMergeJoin(skew=true)",
        "ShuffledHashJoin",
        "BroadcastNestedLoopJoin",
        "CartesianProduct",
        "BatchScan orders",
        "Execute InsertIntoHadoopFsRelationCommand",
        "OverwriteByExpression noop-table",
        "BroadcastExchange",
        "HashAggregate",
    ];
    let mut children: Vec<String> = names.iter().map(|name| node(name, &[], &[])).collect();
    children.push(node("ReusedExchange", &[], &[node("Exchange", &[], &[node("Scan parquet ", &[], &[])])]));
    children.push(node("Exchange", &[], &[]));
    let run = log(&[started(0, &node("Union", &[], &children)), ended(0, "")]);
    assert_eq!(
        operators(&run),
        [
            "0/BroadcastHashJoin#1 kind join",
            "0/SortMergeJoin(skew=true)#1 kind join",
            "0/ShuffledHashJoin#1 kind join",
            "0/BroadcastNestedLoopJoin#1 kind join",
            "0/CartesianProduct#1 kind join",
            "0/BatchScan orders#1 kind scan",
            "0/Execute InsertIntoHadoopFsRelationCommand#1 kind write",
            "0/OverwriteByExpression noop-table#1 kind write",
            "0/BroadcastExchange#1 kind broadcast",
            "0/Exchange#1 kind shuffle",
        ]
    );
}

#[test]
fn a_plan_deeper_than_serde_json_follows_is_read() {
    let mut plan = node("Scan parquet ", &[("number of output rows", 1)], &[]);
    for _ in 0..500 {
        plan = node("SortMergeJoin", &[], &[plan]);
    }
    let run = log(&[started(0, &plan), task(false, &[(1, "\"8\"")]), ended(0, "")]);
    let all = operators(&run);
    assert_eq!((all.len(), all[501].as_str()), (502, "0/Scan parquet#1 output_rows 8"));
}

#[test]
fn an_execution_that_never_ends_is_kept() {
    let run = log(&[started(3, &node("LocalTableScan", &[], &[]))]);
    assert_eq!(operators(&run), ["3/LocalTableScan#1 kind scan"]);
}

#[test]
fn rows_of_a_sink_that_tells_no_task_come_from_its_node() {
    let plan = node("OverwriteByExpression noop-table", &[("number of output rows", 1)], &[]);
    let run = log(&[started(0, &plan), task(false, &[(1, "\"8\"")]), ended(0, "")]);
    assert_eq!(run.target.good, Some(8));
    let run = log(&[task(false, &[])]);
    assert_eq!((run.source.good, run.target.good), (Some(0), None), "nobody counted what was written");
}

#[test]
fn the_last_execution_or_free_job_says_how_it_went() {
    let plan = || node("LocalTableScan", &[], &[]);
    let job = |execution: &str, result: &str| {
        format!(
            "{{\"Event\":\"SparkListenerJobStart\",\"Job ID\":1,\"Properties\":{{{execution}}}}}\n{{\"Event\":\"SparkListenerJobEnd\",\"Job ID\":1,\"Job Result\":{result}}}\n"
        )
    };
    let of_sql = "\"spark.sql.execution.id\":\"0\"";
    let fails = "{\"Result\":\"JobFailed\",\"Exception\":{\"Message\":\"Task 0 [x] failed: org.E: [DIVIDE_BY_ZERO] Division by zero.\\nat a.b\"}}";
    let run = log(&[started(0, &plan()), job(of_sql, fails), ended(0, "")]);
    assert_eq!((run.status, run.error.as_str()), (Status::Succeeded, ""), "a cancelled job of a good execution");
    let run = log(&[started(0, &plan()), job(of_sql, fails)]);
    assert_eq!((run.status, run.error_code.as_str()), (Status::Failed, "DIVIDE_BY_ZERO"), "it never ended");
    let run = log(&[job("", fails)]);
    assert_eq!(run.error, "Task 0 [x] failed: org.E: [DIVIDE_BY_ZERO] Division by zero.");
    let run = log(&[job("", fails), job("", "{\"Result\":\"JobSucceeded\"}")]);
    assert_eq!(run.status, Status::Succeeded, "what failed was tried again");
    let run = log(&[started(0, &plan()), ended(0, "[TABLE_NOT_FOUND] no t")]);
    assert_eq!((run.status, run.error_code.as_str()), (Status::Failed, "TABLE_NOT_FOUND"));
}

#[test]
fn an_execution_of_an_old_spark_goes_by_its_jobs() {
    let end = event("SQLExecutionEnd", "\"executionId\":0,\"time\":1");
    let job = "{\"Event\":\"SparkListenerJobStart\",\"Job ID\":1,\"Properties\":{\"spark.sql.execution.id\":\"0\"}}\n{\"Event\":\"SparkListenerJobEnd\",\"Job ID\":1,\"Job Result\":{\"Result\":\"JobFailed\"}}\n".to_owned();
    let plan = node("LocalTableScan", &[], &[]);
    assert_eq!(log(&[started(0, &plan), job, end.clone()]).status, Status::Failed);
    assert_eq!(log(&[started(0, &plan), end]).status, Status::Succeeded);
}

#[test]
fn an_exit_code_says_what_jobs_do_not() {
    let text = "{\"Event\":\"SparkListenerApplicationStart\",\"App Name\":\"a\",\"App ID\":\"b\",\"Timestamp\":1}\n{\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":2,\"ExitCode\":7}\n";
    let run = read([("b".to_owned(), Box::new(text.as_bytes()) as Box<dyn Read + '_>)]).0.unwrap();
    assert_eq!((run.status, run.error.as_str()), (Status::Failed, "exit code 7"));
}

#[test]
fn a_log_without_end_keeps_the_last_executions() {
    let plan = node("LocalTableScan", &[("number of output rows", 1)], &[]);
    let events: Vec<String> = (0..502).flat_map(|at| [started(at, &plan), ended(at, "")]).collect();
    let text = format!(
        "{{\"Event\":\"SparkListenerApplicationStart\",\"App Name\":\"a\",\"App ID\":\"b\",\"Timestamp\":1}}\n{}{{\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":2}}\n",
        events.concat()
    );
    let (run, problems) = read([("b".to_owned(), Box::new(text.as_bytes()) as Box<dyn Read + '_>)]);
    let all = operators(&run.unwrap());
    assert_eq!((all.len(), all[0].as_str()), (500, "2/LocalTableScan#1 kind scan"));
    assert_eq!(problems.iter().map(|one| one.code).collect::<Vec<_>>(), ["event-log-large"]);
    assert!(problems[0].message.contains("plans of 2 early executions"), "{}", problems[0].message);
}
