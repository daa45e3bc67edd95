//! Runs and the figures over them, as text and as JSON.

use super::table::{harmless, table};
use crate::answer::runs::{Spread, Stats, seconds};
use crate::model::Text;
use crate::model::listing::{Cell, Listing};
use crate::model::run::{Fact, KnownRun, Part, RunKey};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Runs as a table, one row each.
#[must_use]
pub fn listing(runs: &[KnownRun]) -> Listing {
    let number = |value: Option<i64>| value.map_or(Cell::Nothing, Cell::Number);
    let text = |value: &str| Cell::Text(value.to_owned());
    let row = |one: &KnownRun| {
        let run = &one.run;
        vec![
            Cell::Number(one.id),
            text(&run.started_at),
            number(seconds(run)),
            text(run.status.word()),
            number(run.source.good),
            number(run.target.good),
            number(run.target.failed),
            text(&run.error_code),
            text(run.platform.word()),
            text(&where_of(one)),
        ]
    };
    let columns = vec![
        "run",
        "started_at",
        "seconds",
        "status",
        "source_rows",
        "target_rows",
        "rejected_rows",
        "error",
        "platform",
        "session",
    ];
    Listing { columns, rows: runs.iter().map(row).collect() }
}

/// `FOLDER/WORKFLOW/WORKLET/SESSION`, as far as it is known.
#[must_use]
pub fn where_of(one: &KnownRun) -> String {
    let run = &one.run;
    let parts = [&run.folder, &run.workflow, &run.path, &run.session];
    parts.into_iter().filter(|part| !part.is_empty()).map(Text::as_str).collect::<Vec<_>>().join("/")
}

/// Every session that ran, with how often.
#[must_use]
pub fn sessions(ran: &[([String; 3], i64)]) -> Listing {
    let row = |(names, runs): &([String; 3], i64)| {
        names.iter().map(|name| Cell::Text(name.clone())).chain([Cell::Number(*runs)]).collect()
    };
    Listing { columns: vec!["folder", "workflow", "session", "runs"], rows: ran.iter().map(row).collect() }
}

/// Runs as JSON, with parts and facts where they were read.
#[must_use]
pub fn json(runs: &[KnownRun]) -> Value {
    Value::Array(runs.iter().map(one_json).collect())
}

fn one_json(one: &KnownRun) -> Value {
    let run = &one.run;
    let key = |RunKey { workflow, workflow_run, worklet_run, instance }| json!({"workflow_id": workflow, "workflow_run_id": workflow_run, "worklet_run_id": worklet_run, "instance_id": instance});
    json!({
        "run": one.id, "platform": run.platform.word(), "repository": run.repository, "folder": run.folder,
        "workflow": run.workflow, "path": run.path, "session": run.session, "mapping": run.mapping,
        "key": run.key.map(key), "run_id": run.key.map_or(run.run_id, |key| Some(key.workflow_run)),
        "application": run.application, "started_at": run.started_at, "ended_at": run.ended_at, "seconds": seconds(run),
        "status": run.status.word(), "source_rows": run.source.good, "source_failed_rows": run.source.failed,
        "target_rows": run.target.good, "target_failed_rows": run.target.failed, "errors": run.errors,
        "error_code": run.error_code, "error": run.error, "file": one.file, "line": run.line,
        "parts": run.parts.iter().map(part_json).collect::<Vec<_>>(),
        "facts": run.facts.iter().map(fact_json).collect::<Vec<_>>(),
    })
}

fn part_json(part: &Part) -> Value {
    json!({
        "side": part.side.word(), "instance": part.instance, "table": part.table, "partition": part.partition,
        "operation": part.operation, "output_rows": part.output_rows, "applied_rows": part.applied_rows,
        "affected_rows": part.affected_rows, "rejected_rows": part.rejected_rows,
        "rows_per_second": part.rows_per_second, "started_at": part.started_at, "ended_at": part.ended_at,
        "error_code": part.error_code, "error": part.error, "line": part.line,
    })
}

fn fact_json(fact: &Fact) -> Value {
    json!({
        "about": fact.about.word(), "name": fact.name, "partition": fact.partition, "what": fact.what, "value": fact.value,
        "said": fact.said, "line": fact.line,
    })
}

/// Figures as text.
#[must_use]
pub fn stats_text(stats: &Stats, width: Option<usize>) -> String {
    let mut out = String::new();
    let by: Vec<String> = stats.by_status.iter().map(|(word, n)| format!("{n} {word}")).collect();
    let _ = writeln!(out, "runs          {} ({}) from {} to {}", stats.runs, by.join(", "), stats.from, stats.to);
    if let Some(good) = stats.success_permille {
        let _ = writeln!(out, "success       {}.{} %", good / 10, good % 10);
    }
    let mut spread = |name: &str, all: Option<Spread>| {
        if let Some(Spread { least, median, p95, most }) = all {
            let _ = writeln!(out, "{name:<13} median {median}, p95 {p95}, from {least} to {most}");
        }
    };
    spread("seconds", stats.seconds);
    spread("rows read", stats.source_rows);
    spread("rows loaded", stats.target_rows);
    if let Some(rate) = stats.rows_per_second {
        let _ = writeln!(out, "rows/s        {rate}");
    }
    if let Some(trend) = stats.trend {
        let change = trend.percent.map_or(String::new(), |percent| format!(" ({percent:+} %)"));
        let _ = writeln!(out, "trend         {} s → {} s{change}", trend.older, trend.newer);
    }
    if !stats.sparkline.is_empty() {
        let _ = writeln!(out, "last runs     {}", stats.sparkline);
    }
    if !stats.errors.is_empty() {
        let rows = stats.errors.iter().map(|one| {
            let first = one.message.lines().next().unwrap_or_default();
            vec![
                Cell::Text(one.class.to_owned()),
                Cell::Text(one.code.clone()),
                Cell::Number(i64::try_from(one.runs).unwrap_or(i64::MAX)),
                Cell::Text(harmless(first)),
            ]
        });
        let listing = Listing { columns: vec!["errors", "code", "runs", "newest_message"], rows: rows.collect() };
        out.push('\n');
        out.push_str(&table(&listing, width));
    }
    out
}
