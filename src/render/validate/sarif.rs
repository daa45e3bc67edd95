//! Findings as SARIF 2.1.0, which code hosts show beside the lines they are about.
//!
//! Source: OASIS, Static Analysis Results Interchange Format 2.1.0, sections 3.14 to 3.49.

use crate::model::finding::{Finding, Rule};
use crate::model::problem::Severity;
use crate::model::rule;
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(in crate::render) const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Renders findings as one SARIF run. Paths become URIs: relative ones stay relative, so that a code host finds them in
/// its checkout.
#[must_use]
pub fn sarif(findings: &[Finding], version: &str) -> Value {
    let codes: BTreeSet<&str> = findings.iter().map(|one| one.code).collect();
    let rules: Vec<&Rule> = codes.iter().filter_map(|code| rule::named(code)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "catalog",
                "version": version,
                "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(|one| result(one, &rules)).collect::<Vec<_>>(),
        }],
    })
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "shortDescription": { "text": sentence(rule.meaning) },
        "help": { "text": format!("{} Source: {}.", sentence(rule.advice), rule.source) },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "category": rule.category.as_str() },
    })
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(one: &Finding, rules: &[&Rule]) -> Value {
    let mut result = json!({
        "ruleId": one.code,
        "level": level(one.severity),
        "message": { "text": one.message },
    });
    if let Some(index) = rules.iter().position(|rule| rule.code == one.code) {
        result["ruleIndex"] = json!(index);
    }
    let mut location = json!({});
    if !one.file.is_empty() {
        location["physicalLocation"] = json!({ "artifactLocation": { "uri": uri(&one.file) } });
        if one.line > 0 {
            location["physicalLocation"]["region"] = json!({ "startLine": one.line });
        }
    }
    if !one.object.is_empty() {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": one.object }]);
    }
    result["locations"] = json!([location]);
    result
}

/// A path as a URI reference: `\` is `/`, a full path is a `file:` URI, what a URI may not hold is escaped.
pub(in crate::render) fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut out = String::with_capacity(path.len());
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    if drive {
        out.push_str("file:///");
    } else if path.starts_with("//") {
        out.push_str("file:");
    } else if path.starts_with('/') {
        out.push_str("file://");
    }
    let rest = path.trim_start_matches("./");
    for (at, byte) in rest.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte);
        // A colon in the first part of a relative reference would make it a scheme.
        if plain || (byte == b':' && drive && at == 1) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rule::semantic::{ILLEGAL_VALUE, INVALID_OBJECT};

    #[test]
    fn a_run_has_the_shape_that_the_standard_wants() {
        let findings = [
            Finding::of(&INVALID_OBJECT, "session:R::F/s", "in/a b.xml", 9, "it is invalid"),
            Finding::of(&ILLEGAL_VALUE, "", "", 0, "odd"),
        ];
        let sarif = sarif(&findings, "1.2.3");
        assert_eq!(sarif["version"], "2.1.0");
        let (run, driver) = (&sarif["runs"][0], &sarif["runs"][0]["tool"]["driver"]);
        assert_eq!((&driver["name"], &driver["version"]), (&json!("catalog"), &json!("1.2.3")));
        for result in run["results"].as_array().into_iter().flatten() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
            assert_eq!(driver["rules"][index]["id"], result["ruleId"]);
            assert!(["error", "warning", "note"].iter().any(|level| result["level"] == *level));
            assert!(result["message"]["text"].is_string());
        }
        let location = &run["results"][0]["locations"][0];
        assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], "in/a%20b.xml");
        assert_eq!(location["physicalLocation"]["region"]["startLine"], 9);
        assert!(run["results"][1]["locations"][0].get("physicalLocation").is_none());
        assert!(driver["rules"][0]["help"]["text"].is_string());
    }

    #[test]
    fn paths_are_uri_references() {
        assert_eq!(uri("./a/ç#1.xml"), "a/%C3%A7%231.xml");
        assert_eq!(uri("/data/x.xml"), "file:///data/x.xml");
        assert_eq!(uri("C:\\in\\x.xml"), "file:///C:/in/x.xml");
        assert_eq!(uri("\\\\host\\x.xml"), "file://host/x.xml");
        assert_eq!(uri("odd:b.xml"), "odd%3Ab.xml");
    }
}
