//! Runs as events of OpenLineage 2-0-2 (<https://openlineage.io/spec/2-0-2/OpenLineage.json>), one JSON object a line.
//!
//! Owns how a run becomes a START and, once it is over, a COMPLETE, FAIL or ABORT, and what its job and datasets are called.
//! A run says which tables it read and loaded, not of which database: datasets are named within the repository.

use crate::answer::fingerprint::fingerprint;
use crate::model::Text;
use crate::model::run::{Part, Platform, Run, Side, Status};
use chrono::{FixedOffset, NaiveDateTime, SecondsFormat, TimeZone, Utc};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Who makes the events.
const PRODUCER: &str = concat!("urn:catalog:", env!("CARGO_PKG_VERSION"));
const EVENT: &str = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
const FACETS: &str = "https://openlineage.io/spec/facets";

/// What all events of one file share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Id of the catalog.
    pub catalog: String,
    /// How far the services that wrote local times are east of UTC, in minutes; Spark's times are UTC.
    pub offset_minutes: i32,
}

/// The events of a run as lines: none for one that never began, or whose times cannot be.
#[must_use]
pub fn lines(source: &Source, id: i64, run: &Run) -> String {
    let start = match run.status {
        Status::Disabled | Status::Scheduled | Status::Unscheduled | Status::Waiting => None,
        _ => source.time(run, &run.started_at),
    };
    let Some(start) = start else { return String::new() };
    let mut out = format!("{}\n", source.event("START", &start, id, run));
    let kind = match run.status {
        Status::Succeeded => "COMPLETE",
        Status::Failed | Status::Terminated => "FAIL",
        Status::Stopped | Status::Aborted => "ABORT",
        _ => return out,
    };
    // One that is over has ended, even where nobody says when.
    let end = run.ended_at.as_deref().and_then(|at| source.time(run, at)).unwrap_or(start);
    out.push_str(&format!("{}\n", source.event(kind, &end, id, run)));
    out
}

impl Source {
    fn time(&self, run: &Run, at: &str) -> Option<String> {
        let local = NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M:%S").ok()?;
        let minutes = if run.platform == Platform::Spark { 0 } else { self.offset_minutes };
        let zone = FixedOffset::east_opt(minutes.checked_mul(60)?)?;
        let there = zone.from_local_datetime(&local).single()?;
        Some(there.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Secs, true))
    }

    fn event(&self, kind: &str, time: &str, id: i64, run: &Run) -> Value {
        // What was read and loaded is known at the end.
        let with_rows = kind != "START";
        let (inputs, outputs) = (datasets(run, Side::Source, with_rows), datasets(run, Side::Target, with_rows));
        json!({
            "eventType": kind, "eventTime": time, "producer": PRODUCER, "schemaURL": EVENT,
            "run": { "runId": uuid(&[&self.catalog, "run", &id.to_string()]), "facets": self.run_facets(kind, run) },
            "job": { "namespace": namespace(run), "name": name(run), "facets": { "jobType": job_type(run) } },
            "inputs": inputs, "outputs": outputs,
        })
    }

    fn run_facets(&self, kind: &str, run: &Run) -> Value {
        let mut facets = Map::new();
        let number = run.key.map_or(run.run_id, |key| Some(key.workflow_run));
        if let Some(number) = number.filter(|_| !run.workflow.is_empty()) {
            let above = format!("{}/{}", run.folder, run.workflow);
            let pieces = [&self.catalog, "workflow run", &run.repository, above.as_str(), &number.to_string()];
            let parent = json!({
                "run": { "runId": uuid(&pieces) }, "job": { "namespace": namespace(run), "name": above },
            });
            facets.insert("parent".to_owned(), facet("1-2-0", "ParentRunFacet", parent));
        }
        if matches!(kind, "FAIL" | "ABORT") && !run.error.is_empty() {
            let words = if run.error_code.is_empty() {
                run.error.to_string()
            } else {
                format!("{}: {}", run.error_code, run.error)
            };
            let message = json!({ "message": words, "programmingLanguage": language(run) });
            facets.insert("errorMessage".to_owned(), facet("1-0-1", "ErrorMessageRunFacet", message));
        }
        Value::Object(facets)
    }
}

fn language(run: &Run) -> &'static str {
    if run.platform == Platform::Spark { "SCALA" } else { "POWERCENTER" }
}

fn job_type(run: &Run) -> Value {
    let (integration, kind) = match run.platform {
        Platform::Spark => ("SPARK", "APPLICATION"),
        Platform::PowerCenter => ("POWERCENTER", "SESSION"),
    };
    let content = json!({ "processingType": "BATCH", "integration": integration, "jobType": kind });
    facet("2-0-4", "JobTypeJobFacet", content)
}

/// A facet of a version, with what every facet has.
fn facet(version: &str, name: &str, content: Value) -> Value {
    let mut all = Map::new();
    all.insert("_producer".to_owned(), PRODUCER.into());
    all.insert("_schemaURL".to_owned(), format!("{FACETS}/{version}/{name}.json#/$defs/{name}").into());
    if let Value::Object(content) = content {
        all.extend(content);
    }
    Value::Object(all)
}

/// `powercenter://REPOSITORY`, `spark://REPOSITORY`.
fn namespace(run: &Run) -> String {
    let repository = if run.repository.is_empty() { "unknown" } else { &run.repository };
    format!("{}://{repository}", run.platform.word())
}

/// `FOLDER/WORKFLOW/WORKLET/SESSION`, as far as it is known.
fn name(run: &Run) -> String {
    let parts = [&run.folder, &run.workflow, &run.path, &run.session];
    parts.into_iter().filter(|part| !part.is_empty()).map(Text::as_str).collect::<Vec<_>>().join("/")
}

/// Tables of one side, each once: rows of its partitions are added up. Without a table the instance's name stands for it.
fn datasets(run: &Run, side: Side, with_rows: bool) -> Vec<Value> {
    let whole = |part: &&Part| part.side == side && part.operation.is_empty();
    let mut rows: BTreeMap<&str, Option<i64>> = BTreeMap::new();
    for part in run.parts.iter().filter(whole) {
        let table = if part.table.is_empty() { &part.instance } else { &part.table };
        let said = if side == Side::Source { part.output_rows } else { part.applied_rows.or(part.affected_rows) };
        let sum = rows.entry(table).or_default();
        *sum = match (*sum, said.filter(|rows| *rows >= 0)) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (a, b) => a.or(b),
        };
    }
    let statistics = |rows: i64| {
        let content = json!({ "rowCount": rows });
        if side == Side::Source {
            ("inputFacets", "inputStatistics", facet("1-0-0", "InputStatisticsInputDatasetFacet", content))
        } else {
            ("outputFacets", "outputStatistics", facet("1-0-2", "OutputStatisticsOutputDatasetFacet", content))
        }
    };
    let dataset = |(table, rows): (&str, Option<i64>)| {
        let mut all = json!({ "namespace": namespace(run), "name": table });
        if let Some((kind, name, facet)) = rows.filter(|_| with_rows).map(statistics) {
            all[kind] = json!({ name: facet });
        }
        all
    };
    rows.into_iter().filter(|(table, _)| !table.is_empty()).map(dataset).collect()
}

/// A UUID of version 8 (RFC 9562, 5.8): the first 16 bytes of BLAKE3 over the pieces, but for the bits that say so. The same
/// run of the same catalog has the same, always.
fn uuid(pieces: &[&str]) -> String {
    let all: Vec<&str> = ["openlineage"].into_iter().chain(pieces.iter().copied()).collect();
    let digits: Vec<char> = fingerprint(&all).chars().collect();
    let variant = match digits[16] {
        '0' | '4' | '8' | 'c' => '8',
        '1' | '5' | '9' | 'd' => '9',
        '2' | '6' | 'a' | 'e' => 'a',
        _ => 'b',
    };
    let part = |range: std::ops::Range<usize>| digits[range].iter().collect::<String>();
    format!("{}-{}-8{}-{variant}{}-{}", part(0..8), part(8..12), part(13..16), part(17..20), part(20..32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_says_that_it_is_one() {
        for number in 0..64 {
            let uuid = uuid(&[&number.to_string()]);
            let parts: Vec<usize> = uuid.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{uuid}");
            assert!(uuid.as_bytes()[14] == b'8' && b"89ab".contains(&uuid.as_bytes()[19]), "{uuid}");
        }
    }

    #[test]
    fn partitions_are_added_up_and_pieces_are_not() {
        let part = |partition: &str, operation: &str, rows| Part {
            side: Side::Target,
            instance: "t".into(),
            table: "T".into(),
            partition: partition.into(),
            operation: operation.into(),
            applied_rows: rows,
            ..Part::default()
        };
        let parts =
            vec![part("1", "", Some(2)), part("2", "", Some(3)), part("1", "inserted", Some(2)), part("3", "", None)];
        let run = Run { parts, ..Run::default() };
        let all = datasets(&run, Side::Target, true);
        assert_eq!((all.len(), &all[0]["outputFacets"]["outputStatistics"]["rowCount"]), (1, &json!(5)));
    }
}
