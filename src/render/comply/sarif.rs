//! Findings as SARIF 2.1.0, which code hosts show beside the lines they are about.
//!
//! Source: OASIS, Static Analysis Results Interchange Format 2.1.0, sections 3.14 to 3.49; `suppressions` 3.35.

use crate::model::assessment::{Assessment, Finding, Status};
use crate::model::comply::{Rule, Severity, named};
use crate::render::validate::sarif::{SCHEMA, uri};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Renders findings as one SARIF run. A finding that a waiver in force covers is suppressed with its justification; one is
/// known again by `partialFingerprints`.
#[must_use]
pub fn sarif(assessment: &Assessment) -> Value {
    let fired: BTreeSet<&str> = assessment.findings.iter().map(|one| one.rule).collect();
    let rules: Vec<&'static Rule> = fired.into_iter().filter_map(named).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "catalog",
                "version": assessment.program,
                "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "properties": { "rulePack": assessment.pack, "snapshot": assessment.snapshot },
            "results": assessment.findings.iter().map(|one| result(one, &rules, assessment)).collect::<Vec<_>>(),
        }],
    })
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": rule.rationale },
        "help": { "text": format!("{}. Source: {}", rule.remediation, rule.reference) },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": {
            "category": rule.category,
            "severity": rule.severity,
            "tags": rule.controls.iter().map(|one| one.as_str()).collect::<Vec<_>>(),
        },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

fn result(one: &Finding, rules: &[&Rule], assessment: &Assessment) -> Value {
    let part = if one.part.is_empty() { String::new() } else { format!("{}: ", one.part) };
    let title = named(one.rule).map_or("", |rule| rule.title);
    let mut result = json!({
        "ruleId": one.rule,
        "level": level(one.severity),
        "message": { "text": format!("{title}. {part}expected {}, found {}", one.expected, one.actual) },
        "partialFingerprints": { "catalog/v1": &*one.fingerprint },
        "properties": { "severity": one.severity, "status": one.status, "firstSeen": &*one.first_seen },
    });
    if let Some(index) = rules.iter().position(|rule| rule.id == one.rule) {
        result["ruleIndex"] = json!(index);
    }
    let mut location = json!({ "logicalLocations": [{ "fullyQualifiedName": &*one.object }] });
    if !one.file.is_empty() {
        location["physicalLocation"] = json!({ "artifactLocation": { "uri": uri(&one.file) } });
        if one.line > 0 {
            location["physicalLocation"]["region"] = json!({ "startLine": one.line });
        }
    }
    result["locations"] = json!([location]);
    if one.status == Status::Waived
        && let Some(row) = one.waiver.and_then(|at| assessment.waivers.get(at))
    {
        let justification = &row.waiver.justification;
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": justification }]);
    }
    result
}
