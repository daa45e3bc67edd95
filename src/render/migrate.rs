//! A move as people read it: its plan as a diff, its report; and as JSON, whose shape is that of the report itself.

pub mod parameters;
pub mod readme;

use super::table::harmless;
use crate::answer::migrate::{Change, Left, Moved, Report};
use serde_json::Value;
use std::fmt::Write as _;

/// A report as JSON.
#[must_use]
pub fn json(report: &Report) -> Value {
    serde_json::to_value(report).unwrap_or_default()
}

/// A plan or report as text.
#[must_use]
pub fn text(report: &Report) -> String {
    let mut out = head(report);
    moved(&mut out, &report.moved);
    if !report.changed.is_empty() {
        out.push_str("\nCHANGED\n");
        report.changed.iter().for_each(|one| changed(&mut out, one));
    }
    if !report.parameters.is_empty() {
        out.push_str("\nPARAMETERS\n");
        for (name, value) in &report.parameters {
            let _ = writeln!(out, "+ {} = {}", harmless(name), harmless(value));
        }
    }
    if !report.left.is_empty() {
        out.push_str("\nCOULD NOT\n");
        report.left.iter().for_each(|one| left(&mut out, one));
    }
    let written = if report.dry_run { "nothing written" } else { "written" };
    let _ = writeln!(
        out,
        "\n{} moved, {} changed, {} could not; {} files, {written}",
        report.moved.len(),
        report.changed.len(),
        report.left.len(),
        report.files.len()
    );
    out
}

fn head(report: &Report) -> String {
    let environment = report.environment.as_ref().map(|name| format!(", environment {name}")).unwrap_or_default();
    let version = report.version.as_ref().map(|name| format!(", repository {name}")).unwrap_or_default();
    format!("to {}{}{}\n", report.to, harmless(&environment), harmless(&version))
}

fn moved(out: &mut String, all: &[Moved]) {
    let mut file = "";
    for one in all {
        if one.file != file {
            file = &one.file;
            let _ = writeln!(out, "\n{}", harmless(file));
        }
        let _ = writeln!(out, "  {}: {} ({})", harmless(&one.object), harmless(&one.why), harmless(&one.place));
    }
}

fn changed(out: &mut String, one: &Change) {
    let inside = if one.inside.is_empty() { String::new() } else { format!(", {}", one.inside) };
    let _ = writeln!(out, "  {}{} ({})", harmless(&one.object), harmless(&inside), harmless(&one.place));
    if let Some(was) = &one.was {
        let _ = writeln!(out, "- {} = {}", harmless(&one.what), harmless(was));
    }
    let _ = writeln!(out, "+ {} = {}", harmless(&one.what), harmless(&one.becomes));
    let _ = writeln!(out, "      {}", harmless(&one.why));
}

fn left(out: &mut String, one: &Left) {
    let times = if one.times > 1 { format!(", {} places", one.times) } else { String::new() };
    let _ = writeln!(out, "  {} ({}{times})", harmless(&one.object), harmless(&one.place));
    let _ = writeln!(out, "      {}: {}", harmless(&one.what), harmless(&one.why));
}
