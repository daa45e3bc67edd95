//! Findings as text, as JSON and as SARIF, and the table of rules.

pub(in crate::render) mod sarif;

pub use sarif::sarif;

use super::table::harmless;
use crate::model::finding::{Category, Finding, Rule};
use crate::model::listing::{Cell, Listing};
use crate::model::problem::Severity;
use crate::model::rule;
use serde_json::{Map, Value, json};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Severities, worst first.
const WORST_FIRST: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

/// Renders findings as text: by object, worst first, each with its place; advice stands once for each code at the end.
#[must_use]
pub fn text(findings: &[Finding]) -> String {
    let mut out = String::new();
    let mut objects: BTreeMap<(&str, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        // What belongs to no object belongs to its file.
        let heading = if finding.object.is_empty() { finding.file.as_str() } else { finding.object.as_str() };
        objects.entry((heading, &finding.object)).or_default().push(finding);
    }
    for ((heading, _), mut found) in objects {
        found.sort_by_key(|one| (Reverse(one.severity), one.code, &one.file, one.line, &one.message));
        let _ = writeln!(out, "{}", harmless(heading));
        for one in found {
            let (severity, message) = (one.severity.as_str(), harmless(&one.message));
            let _ = writeln!(out, "  {severity:<7}  {}  {message}{}", one.code, place(one));
        }
        out.push('\n');
    }
    let codes: BTreeSet<&str> = findings.iter().map(|one| one.code).collect();
    for rule in codes.iter().filter_map(|code| rule::named(code)) {
        let _ = writeln!(out, "{}: {}.\n  {}.", rule.code, rule.meaning, rule.advice);
    }
    let _ = writeln!(out, "{}{}", if codes.is_empty() { "" } else { "\n" }, total(findings));
    out
}

fn place(one: &Finding) -> String {
    match (one.file.as_str(), one.line) {
        ("", _) => String::new(),
        (file, 0) => format!(" ({})", harmless(file)),
        (file, line) => format!(" ({}:{line})", harmless(file)),
    }
}

fn total(findings: &[Finding]) -> String {
    let counts = WORST_FIRST.map(|severity| findings.iter().filter(|one| one.severity == severity).count());
    let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    format!("{}, {}, {} info", plural(counts[0], "error"), plural(counts[1], "warning"), counts[2])
}

/// Renders findings as JSON. The shape is stable:
///
/// ```json
/// {
///   "findings": [{
///     "code": "illegal-value", "category": "semantic", "severity": "warning",
///     "object": "session:REP::F/wf/s_load", "file": "exports/wf.xml", "line": 12,
///     "message": "what stands there", "advice": "what to do about it"
///   }],
///   "counts": {
///     "error": 0, "warning": 1, "info": 0,
///     "by_category": {"syntax": 0, "semantic": 1, "connection": 0, "parameter": 0, "compatibility": 0},
///     "by_code": {"illegal-value": 1}
///   }
/// }
/// ```
///
/// `object` is empty for a file as such, `line` is 0 for a file as a whole. Findings keep the order they are given in.
#[must_use]
pub fn json(findings: &[Finding]) -> Value {
    let all: Vec<Value> = findings.iter().map(finding).collect();
    let mut counts = Map::new();
    for severity in WORST_FIRST {
        let count = findings.iter().filter(|one| one.severity == severity).count();
        counts.insert(severity.as_str().to_owned(), json!(count));
    }
    let category = |of: Category| findings.iter().filter(|one| category_of(one) == Some(of)).count();
    let by_category: Map<String, Value> =
        Category::ALL.into_iter().map(|one| (one.as_str().to_owned(), json!(category(one)))).collect();
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for one in findings {
        *by_code.entry(one.code).or_default() += 1;
    }
    counts.insert("by_category".to_owned(), Value::Object(by_category));
    counts.insert("by_code".to_owned(), json!(by_code));
    json!({ "findings": all, "counts": counts })
}

fn finding(one: &Finding) -> Value {
    json!({
        "code": one.code,
        "category": category_of(one).map(Category::as_str),
        "severity": one.severity,
        "object": one.object,
        "file": one.file,
        "line": one.line,
        "message": one.message,
        "advice": rule::named(one.code).map(|rule| rule.advice),
    })
}

fn category_of(one: &Finding) -> Option<Category> {
    rule::named(one.code).map(|rule| rule.category)
}

/// Every rule as text, by category in the order given: code and severity, then meaning, advice and source.
#[must_use]
pub fn rules_text(rules: &[&Rule]) -> String {
    let mut out = String::new();
    let mut last = None;
    for rule in rules {
        if last.replace(rule.category) != Some(rule.category) {
            let _ =
                writeln!(out, "{}{}", if out.is_empty() { "" } else { "\n" }, rule.category.as_str().to_uppercase());
        }
        let _ = writeln!(out, "{} ({})\n  {}.", rule.code, rule.severity.as_str(), rule.meaning);
        let _ = writeln!(out, "  advice: {}.\n  source: {}.", rule.advice, rule.source);
    }
    out
}

/// Every rule as JSON: an array of code, category, severity, meaning, advice and source.
#[must_use]
pub fn rules_json(rules: &[&Rule]) -> Value {
    json!(rules)
}

/// Every rule as a table, for CSV.
#[must_use]
pub fn rules_listing(rules: &[&Rule]) -> Listing {
    let rows = rules.iter().map(|rule| {
        let cells = [rule.code, rule.category.as_str(), rule.severity.as_str(), rule.meaning, rule.advice, rule.source];
        cells.iter().map(|cell| Cell::Text((*cell).to_owned())).collect()
    });
    Listing { columns: vec!["code", "category", "severity", "meaning", "advice", "source"], rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rule::semantic::{ILLEGAL_VALUE, INVALID_OBJECT};

    fn findings() -> Vec<Finding> {
        vec![
            Finding::of(&ILLEGAL_VALUE, "session:R::F/s\u{1b}[31m", "a b.xml", 3, "it is \u{1b}odd"),
            Finding::of(&INVALID_OBJECT, "session:R::F/s\u{1b}[31m", "a b.xml", 9, "it is invalid"),
            Finding::of(&ILLEGAL_VALUE, "", "b.xml", 0, "also odd"),
        ]
    }

    #[test]
    fn text_goes_by_object_and_worst_first_and_says_advice_once() {
        let text = text(&findings());
        assert!(!text.contains('\u{1b}'), "{text}");
        let session = text.split("session:").nth(1).unwrap_or_default();
        assert!(session.find("it is invalid") < session.find("odd"), "{text}");
        assert!(text.contains("it is invalid (a b.xml:9)") && text.contains("also odd (b.xml)"), "{text}");
        assert_eq!(text.matches(ILLEGAL_VALUE.advice).count(), 1, "{text}");
        assert!(text.ends_with("1 error, 2 warnings, 0 info\n"), "{text}");
        assert_eq!(super::text(&[]), "0 errors, 0 warnings, 0 info\n");
    }

    #[test]
    fn json_has_its_shape() {
        let json = json(&findings());
        assert_eq!(json["findings"][0]["category"], "semantic");
        assert_eq!(json["findings"][1]["severity"], "error");
        assert_eq!(json["findings"][2]["line"], 0);
        assert_eq!(json["counts"]["by_code"]["illegal-value"], 2);
        assert_eq!((&json["counts"]["warning"], &json["counts"]["by_category"]["semantic"]), (&json!(2), &json!(3)));
    }

    #[test]
    fn every_rule_is_listed() {
        let rules = rule::all();
        assert_eq!(rules_json(&rules).as_array().map(Vec::len), Some(rules.len()));
        assert_eq!(rules_listing(&rules).rows.len(), rules.len());
        let text = rules_text(&rules);
        assert!(rules.iter().all(|rule| text.contains(&format!("{} ({})\n", rule.code, rule.severity.as_str()))));
        assert!(text.contains("\n\nCOMPATIBILITY\n"), "{text}");
    }
}
