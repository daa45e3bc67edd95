//! The rules themselves, as text, JSON and CSV.

use crate::model::comply::{Control, Rule};
use crate::model::listing::{Cell, Listing};
use crate::render::csv as rows;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Every rule as text, in the order given: id, severity and title, then why, what to do, values that `rules.yaml` may set,
/// controls and source.
#[must_use]
pub fn rules_text(rules: &[&Rule]) -> String {
    let mut out = String::new();
    let mut last = None;
    for rule in rules {
        if last.replace(rule.category) != Some(rule.category) {
            let between = if out.is_empty() { "" } else { "\n" };
            let _ = writeln!(out, "{between}{}", rule.category.as_str().to_uppercase());
        }
        let _ = writeln!(out, "{} ({}) {}", rule.id, rule.severity.as_str(), rule.title);
        let _ = writeln!(out, "  why: {}\n  do: {}", rule.rationale, rule.remediation);
        for value in rule.values {
            let _ = writeln!(out, "  {}: {} ({})", value.name, value.default, value.meaning);
        }
        let _ = writeln!(out, "  controls: {}\n  source: {}", controls(rule.controls), rule.reference);
    }
    out
}

fn controls(controls: &[Control]) -> String {
    let words: Vec<&str> = controls.iter().map(|one| one.as_str()).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// A rule as JSON:
///
/// ```json
/// { "id": "SEC01", "category": "security", "severity": "critical", "title": "…", "rationale": "…", "remediation": "…",
///   "reference": "…", "controls": ["PCI DSS 8"], "values": [{"name": "most", "default": "5", "meaning": "…"}] }
/// ```
#[must_use]
pub(super) fn rule_json(rule: &Rule) -> Value {
    let value = |one: &crate::model::comply::Threshold| json!({ "name": one.name, "default": one.default, "meaning": one.meaning });
    json!({
        "id": rule.id,
        "category": rule.category,
        "severity": rule.severity,
        "title": rule.title,
        "rationale": rule.rationale,
        "remediation": rule.remediation,
        "reference": rule.reference,
        "controls": rule.controls.iter().map(|one| one.as_str()).collect::<Vec<_>>(),
        "values": rule.values.iter().map(value).collect::<Vec<_>>(),
    })
}

/// Every rule as JSON: an array.
#[must_use]
pub fn rules_json(rules: &[&Rule]) -> Value {
    rules.iter().map(|rule| rule_json(rule)).collect()
}

/// Every rule as CSV.
#[must_use]
pub fn rules_csv(rules: &[&Rule]) -> String {
    let row = |rule: &&Rule| {
        let controls = controls(rule.controls);
        let cells = [
            rule.id,
            rule.category.as_str(),
            rule.severity.as_str(),
            rule.title,
            rule.rationale,
            rule.remediation,
            rule.reference,
            &controls,
        ];
        cells.iter().map(|cell| Cell::Text((*cell).to_owned())).collect()
    };
    let columns = vec!["rule", "category", "severity", "title", "rationale", "remediation", "reference", "controls"];
    rows::csv(&Listing { columns, rows: rules.iter().map(row).collect() })
}
