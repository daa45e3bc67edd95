//! A diff as JSON: all of it, with counts in front.
//!
//! Marks of sealed secrets stay as they are stored: whoever applies the diff needs to know which secret is meant. They tell
//! no value.

use super::count::{Count, Total};
use super::words;
use crate::answer::diff::change::{Diff, VERSION};
use serde_json::{Map, Value, json};

/// The JSON Schema of a diff, draft 2020-12.
pub const SCHEMA: &str = include_str!("../../../templates/diff.schema.json");

/// A diff as JSON.
#[must_use]
pub fn json(diff: &Diff) -> Value {
    let total = Total::of(diff);
    json!({
        "diff_version": VERSION,
        "a": diff.a,
        "b": diff.b,
        "compared": diff.compared,
        "left_out": diff.left_out,
        "summary": {
            "objects": counted(&total.objects),
            "changes": counted(&total.changes),
            "noise": total.noise,
            "unchanged": total.unchanged,
            "unknown": total.unknown,
        },
        "objects": diff.objects,
    })
}

fn counted(count: &Count) -> Value {
    let classes: Map<String, Value> =
        count.by_class().map(|(class, own)| (words::class(class).into(), own.into())).collect();
    let risks: Map<String, Value> = count.by_risk().map(|(risk, own)| (words::risk(risk).into(), own.into())).collect();
    json!({ "total": count.total, "by_class": classes, "by_risk": risks })
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
