//! What an ingest did, as text and as JSON.

use super::json;
use super::table::{harmless, table};
use crate::model::listing::{Cell, Listing};
use crate::model::object::Kind;
use crate::model::problem::{Problem, Severity};
use crate::model::snapshot::{Summary, Tally};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Places shown for each problem code.
const PLACES: usize = 3;

/// Renders a summary as text.
#[must_use]
pub fn text(summary: &Summary, width: Option<usize>) -> String {
    let mut out = String::new();
    let snapshot = summary.snapshot.map_or("nothing kept".to_owned(), |id| format!("snapshot {id}"));
    let stored = summary.files - summary.failed;
    if summary.files > 0 || summary.run_files == 0 || summary.snapshot.is_some() {
        let _ = writeln!(out, "{snapshot}: {stored} of {} files, {}", summary.files, megabytes(summary.size_bytes));
    }
    if summary.run_files > 0 {
        let Tally { new, changed, unchanged, .. } = summary.runs;
        let (files, sources) = (summary.run_files, if summary.run_files == 1 { "source" } else { "sources" });
        let _ = writeln!(out, "runs: {new} new, {changed} changed, {unchanged} unchanged; {files} {sources}");
    }
    if !summary.kinds.is_empty() || summary.parameter_files != Tally::default() {
        let _ = writeln!(out);
        out.push_str(&table(&kinds(summary), width));
    }
    for (code, problems) in by_code(&summary.problems) {
        let _ = writeln!(out, "\n{} {code} ({})", problems[0].severity.as_str(), count(problems.len()));
        for problem in problems.iter().take(PLACES) {
            let _ = writeln!(out, "  {}{}", place(problem), harmless(&problem.message));
        }
        if problems.len() > PLACES {
            let _ = writeln!(out, "  … and {} more: catalog list problems --like {code}", problems.len() - PLACES);
        }
    }
    out
}

/// What the audit log says of an ingest, in one line.
#[must_use]
pub fn line(summary: &Summary) -> String {
    let (total, id) = (summary.total(), summary.snapshot.unwrap_or_default());
    format!(
        "snapshot {id}: {} files, {} failed; {} new, {} changed, {} unchanged, {} gone; {} runs; {} problems",
        summary.files,
        summary.failed,
        total.new,
        total.changed,
        total.unchanged,
        total.gone,
        summary.runs.new + summary.runs.changed + summary.runs.unchanged,
        summary.problems.len()
    )
}

/// Renders a summary as JSON.
#[must_use]
pub fn json(summary: &Summary) -> Value {
    json!({
        "snapshot": summary.snapshot,
        "files": summary.files,
        "failed": summary.failed,
        "size_bytes": summary.size_bytes,
        "objects": summary.kinds,
        "total": summary.total(),
        "parameter_files": summary.parameter_files,
        "run_files": summary.run_files,
        "runs": summary.runs,
        "problems": summary.problems.iter().map(json::problem).collect::<Vec<_>>(),
    })
}

fn kinds(summary: &Summary) -> Listing {
    let known = Kind::KNOWN.iter().map(|kind| kind.as_str().to_owned());
    let others = summary.kinds.keys().filter(|name| matches!(Kind::of_word(name), Kind::Other(_))).cloned();
    let mut rows: Vec<Vec<Cell>> =
        known.chain(others).filter_map(|name| summary.kinds.get(&name).map(|tally| row(&name, *tally))).collect();
    if summary.parameter_files != Tally::default() {
        rows.push(row("parameter file", summary.parameter_files));
    }
    rows.push(row("total", summary.total()));
    Listing { columns: vec!["kind", "new", "changed", "unchanged", "gone"], rows }
}

fn row(name: &str, tally: Tally) -> Vec<Cell> {
    let counts = [tally.new, tally.changed, tally.unchanged, tally.gone];
    let cells = counts.map(|n| Cell::Number(i64::try_from(n).unwrap_or(i64::MAX)));
    std::iter::once(Cell::Text(name.to_owned())).chain(cells).collect()
}

/// Errors first, then by code.
fn by_code(problems: &[Problem]) -> Vec<(&'static str, Vec<&Problem>)> {
    let mut groups: BTreeMap<(std::cmp::Reverse<Severity>, &'static str), Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        groups.entry((std::cmp::Reverse(problem.severity), problem.code)).or_default().push(problem);
    }
    groups.into_iter().map(|((_, code), problems)| (code, problems)).collect()
}

/// `file:line: `, as far as there is one.
#[must_use]
pub fn place(problem: &Problem) -> String {
    match (problem.file.as_str(), problem.line) {
        ("", _) => String::new(),
        (file, 0) => format!("{}: ", harmless(file)),
        (file, line) => format!("{}:{line}: ", harmless(file)),
    }
}

fn count(n: usize) -> String {
    if n == 1 { "once".to_owned() } else { format!("{n} times") }
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    if tenths < 10 { format!("{} kB", bytes.div_ceil(1000)) } else { format!("{}.{} MB", tenths / 10, tenths % 10) }
}
