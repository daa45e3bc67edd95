//! Whether names follow the convention of their folder.
//!
//! Owns which pattern is held against which name. What the patterns are is the rulebook's to say.

use super::asking::Asking;
use super::book::like_any;
use crate::model::comply::Rule;
use crate::model::comply::naming::AWKWARD;

/// Names told of one object; the rest is counted.
const TOLD: usize = 5;

/// Asks a rule with one pattern of a name.
pub(super) fn name(rule: &Rule, name: &str, place: &str, ask: &mut Asking<'_>) {
    if !ask.asks(rule) {
        return;
    }
    let pattern = ask.around.book.text(rule, "pattern");
    if !like_any(pattern, name) {
        ask.fires(rule, "", place, pattern, name);
    }
}

/// Asks whether a name has blanks or signs.
pub(super) fn signs(name: &str, place: &str, ask: &mut Asking<'_>) {
    let harmless = |one: char| one.is_alphanumeric() || matches!(one, '_' | '$' | '#');
    if ask.asks(&AWKWARD) && !name.chars().all(harmless) {
        ask.fires(&AWKWARD, "", place, "letters, digits and underscores", name);
    }
}

/// Asks about transformations or tasks, together: types and names.
pub(super) fn by_type<'t>(
    rule: &Rule,
    named: impl Iterator<Item = (&'t str, &'t str)>,
    place: &str,
    ask: &mut Asking<'_>,
) {
    if !ask.asks(rule) {
        return;
    }
    let (mut wrong, mut expected) = (Vec::new(), Vec::new());
    for (kind, name) in named {
        let Some(key) = key_of(kind) else { continue };
        let pattern = ask.around.book.text(rule, key);
        if !pattern.is_empty() && !like_any(pattern, name) {
            wrong.push(name);
            let said = format!("{kind} {pattern}");
            if !expected.contains(&said) {
                expected.push(said);
            }
        }
    }
    if !wrong.is_empty() {
        ask.fires(rule, "", place, &expected.join("; "), &some_of(&wrong));
    }
}

/// The first of many names, and how many more there are.
pub(super) fn some_of(names: &[&str]) -> String {
    let told = names[..names.len().min(TOLD)].join(", ");
    if names.len() > TOLD { format!("{told} and {} more", names.len() - TOLD) } else { told }
}

/// Key of the pattern for a type of transformation or task, as the exports spell it.
fn key_of(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "Source Qualifier" | "Application Source Qualifier" | "XML Source Qualifier" => "source_qualifier",
        "Expression" => "expression",
        "Filter" => "filter",
        "Aggregator" => "aggregator",
        "Joiner" => "joiner",
        "Lookup Procedure" => "lookup",
        "Router" => "router",
        "Sorter" => "sorter",
        "Union Transformation" => "union",
        "Sequence" => "sequence",
        "Update Strategy" => "update_strategy",
        "Stored Procedure" => "stored_procedure",
        "Normalizer" => "normalizer",
        "Rank" => "rank",
        "Command" => "command",
        "Email" => "email",
        "Decision" => "decision",
        "Assignment" => "assignment",
        "Event Wait" | "EventWait" => "event_wait",
        "Event Raise" | "EventRaise" => "event_raise",
        "Timer" => "timer",
        "Control" => "control",
        _ => return None,
    })
}
