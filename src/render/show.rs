//! One object as text and as JSON.

use super::json;
use super::table::{harmless, table};
use crate::answer::layers::{DEFAULT, Effective};
use crate::answer::show::Shown;
use crate::model::listing::{Cell, Listing};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// Where an object stands.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Full address.
    pub address: String,
    /// File in which this definition was first seen.
    pub file: String,
    /// Line there.
    pub line: i64,
    /// Snapshot since which it is so.
    pub since: i64,
}

/// Renders an object as text.
#[must_use]
pub fn text(heading: &Heading, shown: &Shown, width: Option<usize>) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", harmless(&heading.address));
    let _ = writeln!(out, "{}:{}, since snapshot {}", harmless(&heading.file), heading.line, heading.since);
    for (name, value) in shown.facts.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(out, "{name}: {}", harmless(value));
    }
    let (set, as_default): (Vec<_>, Vec<_>) = shown.attributes.iter().cloned().partition(differs);
    for (title, attributes) in [("attributes other than the default", set), ("attributes as the default", as_default)] {
        if !attributes.is_empty() {
            push_table(&mut out, title, &effective_rows("", &attributes), width);
        }
    }
    if !shown.transformations.is_empty() {
        let mut all = Listing { columns: vec!["instance", "attribute", "value", "origin", "overrides"], rows: vec![] };
        for one in &shown.transformations {
            if !one.partition_type.is_empty() {
                let cells = [&one.instance, "Partition Type", &one.partition_type, "session", ""];
                all.rows.push(cells.iter().map(|cell| Cell::Text((*cell).to_owned())).collect());
            }
            all.rows.extend(effective_rows(&one.instance, &one.attributes).rows);
        }
        push_table(&mut out, "overridden transformations", &all, width);
    }
    for section in &shown.sections {
        push_table(&mut out, section.title, &section.rows, width);
    }
    out
}

/// True where the value is not the product's default, or where there is none to compare with.
fn differs(one: &Effective) -> bool {
    one.trace.iter().find(|say| say.origin == DEFAULT).is_none_or(|say| say.value != one.value)
}

fn push_table(out: &mut String, title: &str, rows: &Listing, width: Option<usize>) {
    let _ = writeln!(out, "\n{}", title.to_uppercase());
    out.push_str(&table(rows, width));
}

fn effective_rows(instance: &str, attributes: &[Effective]) -> Listing {
    let rows = attributes.iter().map(|one| {
        let outer = one.trace.iter().rev().skip(1).filter(|say| say.value != one.value || say.origin != DEFAULT);
        let outer = outer.map(|say| match say.value.as_str() {
            "" => format!("{} empty", say.origin),
            value => format!("{} = {value}", say.origin),
        });
        let overridden = outer.collect::<Vec<_>>().join(", ");
        let cells = [one.name.as_str(), &one.value, &one.origin, &overridden];
        let own = cells.iter().map(|cell| Cell::Text((*cell).to_owned()));
        (!instance.is_empty()).then(|| Cell::Text(instance.to_owned())).into_iter().chain(own).collect()
    });
    Listing { columns: vec!["attribute", "value", "origin", "overrides"], rows: rows.collect() }
}

/// Renders an object as JSON.
#[must_use]
pub fn json(heading: &Heading, shown: &Shown) -> Value {
    let facts: Map<String, Value> =
        shown.facts.iter().map(|(name, value)| (name.replace(' ', "_"), json!(value))).collect();
    let sections: Map<String, Value> =
        shown.sections.iter().map(|section| (section.title.replace(' ', "_"), json::listing(&section.rows))).collect();
    json!({
        "address": heading.address,
        "file": heading.file,
        "line": heading.line,
        "since_snapshot": heading.since,
        "facts": facts,
        "attributes": shown.attributes,
        "transformations": shown.transformations,
        "sections": sections,
    })
}
