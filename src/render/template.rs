//! Templates as YAML and JSON, and who drifts from one.

use super::diff::words;
use super::session_file::{self, Origin};
use super::table::harmless;
use super::yaml::scalar;
use crate::answer::diff::change::{Class, Told};
use crate::answer::template::apply::Applied;
use crate::answer::template::check::{Checked, Drift};
use crate::model::Text;
use crate::model::template::{Kind, Parameter, StoredTemplate, Template};
use serde_json::{Value, json};

/// What no session file says, and so no template.
const NEVER_SAID: &str =
    "where a session stands in a workflow, the layout of pipelines, metadata extensions, options of flat files";

/// Writes a template: `read::template` reads it back.
#[must_use]
pub fn yaml(template: &Template) -> String {
    let mut out = String::from("template:\n");
    out.push_str(&format!("  name: {}\n", scalar(&template.name)));
    out.push_str(&format!("  description: {}\n", scalar(&template.description)));
    if !template.parameters.is_empty() {
        out.push_str("parameters:\n");
        out.extend(template.parameters.iter().map(parameter));
    }
    let place = (template.repository.as_str(), template.folder.as_str());
    let unsaid = std::iter::once(NEVER_SAID.to_owned()).chain(template.uncovered.iter().cloned()).collect();
    out.push_str(&session_file::text(
        &template.session,
        &Origin { address: format!("what becomes of the template {}", template.name), place, unsaid },
    ));
    out
}

fn parameter(one: &Parameter) -> String {
    let mut out = format!("  {}:\n    type: {}\n", one.name, one.kind.word());
    if let Kind::Choice(words) = &one.kind {
        let words: Vec<String> = words.iter().map(|word| scalar(word)).collect();
        out.push_str(&format!("    choices: [{}]\n", words.join(", ")));
    }
    if let Some(default) = &one.default {
        out.push_str(&format!("    default: {}\n", scalar(default)));
    }
    if one.optional {
        out.push_str("    optional: true\n");
    }
    if !one.description.is_empty() {
        out.push_str(&format!("    description: {}\n", scalar(&one.description)));
    }
    if !one.values.is_empty() {
        out.push_str("    values:\n");
        for (address, value) in &one.values {
            let value = value.as_deref().map_or_else(|| "~".to_owned(), scalar);
            out.push_str(&format!("      {}: {value}\n", scalar(address)));
        }
    }
    out
}

/// Writes the session that was made of a template.
#[must_use]
pub fn session(applied: &Applied, template: &str) -> String {
    let place = (applied.repository.as_str(), applied.folder.as_str());
    let address = format!("made of the template {template}");
    session_file::text(&applied.session, &Origin { address, place, unsaid: Vec::new() })
}

/// A template as JSON.
#[must_use]
pub fn json(stored: &StoredTemplate, template: &Template) -> Value {
    let parameters: Vec<Value> = template.parameters.iter().map(parameter_json).collect();
    json!({
        "template": stored.name,
        "description": stored.description,
        "source": stored.source,
        "since": Some(&stored.since).filter(|since| !since.is_empty()),
        "parameters": parameters,
        "text": stored.text,
    })
}

fn parameter_json(one: &Parameter) -> Value {
    let choices: &[Text] = if let Kind::Choice(words) = &one.kind { words } else { &[] };
    let values: Vec<Value> =
        one.values.iter().map(|(address, value)| json!({"session": address, "value": value})).collect();
    json!({
        "name": one.name,
        "type": one.kind.word(),
        "choices": choices,
        "default": one.default,
        "optional": one.optional,
        "description": one.description,
        "values": values,
    })
}

/// Who drifts, as JSON.
#[must_use]
pub fn drift_json(template: &str, checked: &[Checked]) -> Value {
    let drifted = checked.iter().filter(|one| !one.drift.is_empty()).count();
    json!({"template": template, "checked": checked.len(), "drifted": drifted, "sessions": checked})
}

/// Who drifts, for people: sessions that do, then a line of counts.
#[must_use]
pub fn drift_text(template: &str, checked: &[Checked]) -> String {
    let mut out = String::new();
    let drifted: Vec<&Checked> = checked.iter().filter(|one| !one.drift.is_empty()).collect();
    for one in &drifted {
        out.push_str(&format!("{}  {}\n", harmless(&one.address), harmless(&one.place)));
        out.extend(one.drift.iter().map(|drift| format!("  {}\n", harmless(&line(drift)))));
        if !one.not_covered.is_empty() {
            out.push_str(&format!("  not covered: {}\n", harmless(&one.not_covered.join("; "))));
        }
    }
    let (all, drifted) = (checked.len(), drifted.len());
    out.push_str(&format!("{all} sessions checked against {template}, {drifted} drift\n"));
    out
}

fn line(one: &Drift) -> String {
    let sign = match one.class {
        Class::Added => '+',
        Class::Removed => '-',
        Class::Changed | Class::Renamed | Class::Restated => '~',
    };
    let value = |told: &Option<Told>| told.as_ref().map_or_else(|| "nothing".to_owned(), |told| quoted(&told.value));
    let places = [("", &one.found), ("template ", &one.expected)].into_iter().filter_map(|(of, told)| {
        let told = told.as_ref()?;
        let layer = if told.origin == "default" { "default" } else { "" };
        let place = if told.place.is_empty() { layer.to_owned() } else { format!("{of}{}", told.place) };
        (!place.is_empty()).then_some(place)
    });
    let places: Vec<String> = places.collect();
    let (from, to, places) = (value(&one.expected), value(&one.found), places.join("; "));
    format!("{sign} {}: {from} → {to}  [{}: {}]  ({places})", one.key, words::risk(one.risk), one.reason)
}

fn quoted(value: &str) -> String {
    if value.is_empty() || value.contains([' ', ':']) { format!("\"{value}\"") } else { value.to_owned() }
}
