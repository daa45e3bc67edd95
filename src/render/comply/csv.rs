//! Findings as CSV, one row each.

use crate::model::assessment::{Assessment, Finding};
use crate::model::comply::named;
use crate::render::csv as rows;
use std::borrow::Cow;
use std::io;

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

/// Writes every finding of an assessment, worst first. Cells that a spreadsheet would run are made harmless.
pub fn csv(assessment: &Assessment, out: impl io::Write) -> io::Result<()> {
    rows::write(out, &COLUMNS, assessment.findings.iter().map(|one| row(one, assessment)))
}

fn row<'a>(one: &'a Finding, assessment: &'a Assessment) -> [Cow<'a, str>; 19] {
    let rule = named(one.rule);
    let waiver = one.waiver.and_then(|at| assessment.waivers.get(at)).map(|row| &row.waiver);
    let text = Cow::Borrowed;
    [
        text(one.severity.as_str()),
        text(one.rule),
        text(rule.map_or("", |rule| rule.category.as_str())),
        text(rule.map_or("", |rule| rule.title)),
        text(&one.object),
        text(&one.part),
        text(&one.file),
        Cow::Owned(one.line.to_string()),
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
