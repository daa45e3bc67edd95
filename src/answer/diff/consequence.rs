//! What `validate` and `tune` would answer differently.

use super::change::Consequence;
use crate::model::finding::Finding;
use std::collections::BTreeMap;

/// Findings that came or went, by rule and message; places are not compared.
#[must_use]
pub fn findings(before: &[Finding], after: &[Finding]) -> Vec<Consequence> {
    let (a, b) = (counted(before), counted(after));
    let only = |one: &BTreeMap<(&str, &str), usize>, other: &BTreeMap<(&str, &str), usize>| {
        let more = one.iter().filter(|(key, count)| other.get(*key).is_none_or(|known| known < *count));
        more.map(|((code, message), _)| (code.to_string(), message.to_string())).collect::<Vec<_>>()
    };
    let went = only(&a, &b).into_iter().map(|(what, before)| consequence("validate", what, before, String::new()));
    let came = only(&b, &a).into_iter().map(|(what, after)| consequence("validate", what, String::new(), after));
    let mut all: Vec<Consequence> = went.chain(came).collect();
    all.sort();
    all
}

/// A finding may be made of several places: it counts how often.
fn counted(findings: &[Finding]) -> BTreeMap<(&str, &str), usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry((finding.code, finding.message.as_str())).or_default() += 1;
    }
    counts
}

fn consequence(of: &str, what: String, before: String, after: String) -> Consequence {
    Consequence { of: of.to_owned(), what, before, after }
}

/// Spark settings that differ, given as name and value, sorted.
#[must_use]
pub fn settings(before: &[(String, String)], after: &[(String, String)]) -> Vec<Consequence> {
    let a: BTreeMap<&str, &str> = before.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let b: BTreeMap<&str, &str> = after.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let names: std::collections::BTreeSet<&str> = a.keys().chain(b.keys()).copied().collect();
    let differ = names.into_iter().filter(|name| a.get(name) != b.get(name));
    let said = |side: &BTreeMap<&str, &str>, name| side.get(name).copied().unwrap_or_default().to_owned();
    differ.map(|name| consequence("tune", name.to_owned(), said(&a, name), said(&b, name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::problem::Severity;

    fn finding(code: &'static str, line: u64, message: &str) -> Finding {
        let (file, object) = ("a.xml".to_owned(), "REP/F/session:s".to_owned());
        Finding { file, line, code, object, severity: Severity::Warning, message: message.to_owned() }
    }

    fn told(all: &[Consequence]) -> Vec<[&str; 4]> {
        all.iter().map(|one| [&one.of, &one.what, &one.before, &one.after].map(String::as_str)).collect()
    }

    #[test]
    fn findings_that_came_and_went_wherever_they_stand() {
        let before = [finding("bulk-with-pre-sql", 3, "bulk"), finding("kept", 9, "the same")];
        let after = [finding("kept", 12, "the same"), finding("no-connection", 4, "SQ_X has none")];
        let found = findings(&before, &after);
        assert_eq!(
            told(&found),
            [["validate", "bulk-with-pre-sql", "bulk", ""], ["validate", "no-connection", "", "SQ_X has none"]]
        );
        assert!(findings(&before, &before).is_empty());
    }

    #[test]
    fn a_second_finding_of_one_kind_is_one_that_came() {
        let one = [finding("unresolved", 3, "$$X")];
        let two = [finding("unresolved", 3, "$$X"), finding("unresolved", 7, "$$X")];
        assert_eq!(told(&findings(&one, &two)), [["validate", "unresolved", "", "$$X"]]);
        assert_eq!(told(&findings(&two, &one)), [["validate", "unresolved", "$$X", ""]]);
    }

    #[test]
    fn settings_that_differ_came_or_went() {
        let pairs = |all: &[(&str, &str)]| all.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect::<Vec<_>>();
        let before = pairs(&[("a", "1"), ("b", "2"), ("c", "3")]);
        let after = pairs(&[("b", "2"), ("c", "4"), ("d", "5")]);
        assert_eq!(
            told(&settings(&before, &after)),
            [["tune", "a", "1", ""], ["tune", "c", "3", "4"], ["tune", "d", "", "5"]]
        );
    }
}
