//! JSON shapes. They are documented in the README and only ever grow.

use crate::model::listing::Listing;
use crate::model::problem::Problem;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::io;

/// Renders any serialisable answer, indented, with a line break at the end.
#[must_use]
pub fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// Writes any serialisable answer, indented, with a line break at the end: the same as [`pretty`] without holding the text.
pub fn write(value: &impl Serialize, mut out: impl io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut out, value)?;
    out.write_all(b"\n")
}

/// The same without indentation: of what is large, that was a third.
pub fn write_dense(value: &impl Serialize, mut out: impl io::Write) -> io::Result<()> {
    serde_json::to_writer(&mut out, value)?;
    out.write_all(b"\n")
}

/// An element of an array that is written piece by piece.
#[must_use]
pub fn inside_array(value: &impl Serialize) -> String {
    pretty(value).trim_end().replace('\n', "\n  ")
}

/// A listing as an array of objects, keys in the order of the columns.
#[must_use]
pub fn listing(listing: &Listing) -> Value {
    let rows = listing.rows.iter().map(|row| {
        let entries = listing.columns.iter().zip(row).map(|(name, cell)| (name.replace(' ', "_"), json!(cell)));
        Value::Object(entries.collect::<Map<_, _>>())
    });
    Value::Array(rows.collect())
}

/// A problem.
#[must_use]
pub fn problem(problem: &Problem) -> Value {
    json!({
        "severity": problem.severity,
        "code": problem.code,
        "file": problem.file,
        "line": problem.line,
        "message": problem.message,
    })
}

/// A text as it stands between the quotes of a string.
#[must_use]
pub fn inside(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
