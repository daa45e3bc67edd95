//! The README's tables of rules are those of the program.

use catalog::model::alert::rule::{RULES, Threshold, Unit};
use catalog::model::comply;

const README: &str = include_str!("../../README.md");

/// The rows of the table that follows a heading, as cells.
fn table(heading: &str) -> Vec<Vec<String>> {
    let (_, rest) = README.split_once(&format!("\n### {heading}\n")).expect("the heading");
    let lines = rest.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    lines.skip(2).map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

#[test]
fn the_table_of_rules_is_that_of_comply() {
    let known = comply::all()
        .into_iter()
        .map(|rule| [rule.id, rule.severity.as_str(), rule.category.as_str(), rule.title].map(str::to_owned).to_vec());
    assert_eq!(table("Rules of comply"), known.collect::<Vec<_>>());
}

#[test]
fn the_table_of_rules_is_that_of_monitor() {
    let known = RULES.iter().map(|rule| {
        let thresholds = rule.thresholds.iter().map(shown).collect::<Vec<_>>().join(", ");
        let thresholds = if thresholds.is_empty() { "–".to_owned() } else { thresholds };
        vec![format!("`{}`", rule.code), rule.severity.as_str().to_owned(), rule.meaning.to_owned(), thresholds]
    });
    assert_eq!(table("Rules of monitor"), known.collect::<Vec<_>>());
}

/// A threshold as `alerts.yaml` may have it.
fn shown(threshold: &Threshold) -> String {
    let unit = match threshold.unit {
        Unit::Seconds => "s",
        Unit::Days => "d",
        Unit::Percent => "%",
        Unit::Number | Unit::Count => "",
    };
    format!("`{}` {}{unit}", threshold.key, threshold.default)
}
