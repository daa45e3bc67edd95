//! Findings as CSV, one row each.

use crate::model::assessment::{Assessment, Finding};
use crate::model::comply::named;
use crate::model::listing::{Cell, Listing};
use crate::render::csv as rows;

/// Columns, which only ever grow.
const COLUMNS: [&str; 19] = [
    "severity",
    "rule",
    "category",
    "title",
    "object",
    "part",
    "file",
    "line",
    "expected",
    "actual",
    "status",
    "first_seen",
    "last_seen",
    "fingerprint",
    "digest",
    "waiver_expires",
    "waiver_approver",
    "waiver_ticket",
    "waiver_justification",
];

/// Renders every finding of an assessment, worst first. Cells that a spreadsheet would run are made harmless.
#[must_use]
pub fn csv(assessment: &Assessment) -> String {
    let rows = assessment.findings.iter().map(|one| row(one, assessment)).collect();
    rows::csv(&Listing { columns: COLUMNS.to_vec(), rows })
}

fn row(one: &Finding, assessment: &Assessment) -> Vec<Cell> {
    let rule = named(one.rule);
    let waiver = one.waiver.and_then(|at| assessment.waivers.get(at)).map(|row| &row.waiver);
    let text = |text: &str| Cell::Text(text.to_owned());
    vec![
        text(one.severity.as_str()),
        text(one.rule),
        text(rule.map_or("", |rule| rule.category.as_str())),
        text(rule.map_or("", |rule| rule.title)),
        text(&one.object),
        text(&one.part),
        text(&one.file),
        Cell::Number(i64::try_from(one.line).unwrap_or(i64::MAX)),
        text(&one.expected),
        text(&one.actual),
        text(one.status.as_str()),
        text(&one.first_seen),
        text(&one.last_seen),
        text(&one.fingerprint),
        text(&one.digest),
        text(waiver.map_or("", |one| &one.expires)),
        text(waiver.map_or("", |one| &one.approver)),
        text(waiver.map_or("", |one| &one.ticket)),
        text(waiver.map_or("", |one| &one.justification)),
    ]
}
