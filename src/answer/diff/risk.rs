//! How much a change may matter, and why: a table.
//!
//! Owns the table. Judges one change by the kind of its part, its fact and its class; never looks at two changes together.

mod table;
mod whole;

use super::change::{Change, Class, Hidden, Risk};
use super::sql;
use table::{OF_ENDS, OF_MAPPINGS, OF_SESSIONS, OF_WORKFLOWS, Row, When};

/// Judges a change: its risk, and the reason in a few words.
#[must_use]
pub fn of(change: &Change) -> (Risk, &'static str) {
    let step = change.path.last();
    let (kind, name) = step.map_or(("", ""), |step| (step.kind.as_str(), step.name.as_str()));
    match (change.class, &change.fact) {
        (Class::Restated, _) => (Risk::Low, "the same value, said by another layer"),
        (Class::Renamed, _) => whole::renamed(kind, change.likeness.is_some()),
        (class, None) => whole::of(class, kind, name),
        (_, Some(fact)) => of_fact(change, kind, fact),
    }
}

/// Judges a fact by the table; where no row fits, by what holds for its kind of part.
fn of_fact(change: &Change, kind: &str, fact: &str) -> (Risk, &'static str) {
    // A partition's fact stands with the partition in parentheses.
    let name = fact.split_once(" (").map_or(fact, |(name, _)| name);
    let said = |side: &Option<super::change::Told>| side.as_ref().map(|told| told.value.trim().to_owned());
    let values = (said(&change.before).unwrap_or_default(), said(&change.after).unwrap_or_default());
    // Differences in layout are shown on request only.
    if sql::is_sql(kind, fact) && !values.0.is_empty() && change.hidden.is_none() && sql::same(&values.0, &values.1) {
        return (Risk::Low, "only the layout of the statement");
    }
    if kind == "section" {
        return whole::parameter(name);
    }
    let rows = [OF_SESSIONS, OF_ENDS, OF_MAPPINGS, OF_WORKFLOWS].into_iter().flatten();
    let found = rows.into_iter().find(|row| fits(row, kind, name, &values));
    match (found, change.hidden) {
        (Some((.., risk, reason)), _) => (*risk, reason),
        (None, Some(Hidden::Changed)) => (Risk::Medium, "another secret is used"),
        (None, Some(Hidden::Unknown)) => (Risk::Medium, "another secret may be used"),
        (None, None) => whole::other_fact(kind, name),
    }
}

fn fits(row: &Row, kind: &str, fact: &str, (before, after): &(String, String)) -> bool {
    let (of, name, when, ..) = row;
    let is_named = (of.is_empty() || *of == kind) && (name.is_empty() || name.eq_ignore_ascii_case(fact));
    is_named
        && match when {
            When::Any => true,
            When::To(value) => after.eq_ignore_ascii_case(value),
            When::ToAny(start) => after.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)),
            When::From(value) => before.eq_ignore_ascii_case(value),
            When::More => numbers(before, after).is_some_and(|(before, after)| after > before),
            When::Less => numbers(before, after).is_some_and(|(before, after)| after < before),
        }
}

fn numbers(before: &str, after: &str) -> Option<(i64, i64)> {
    Some((before.parse().ok()?, after.parse().ok()?))
}

/// Judges an object that came, went or has another name.
#[must_use]
pub fn of_object(class: Class, kind: &str) -> (Risk, &'static str) {
    let runs = matches!(kind, "session" | "workflow" | "worklet");
    match class {
        Class::Removed if runs => (Risk::High, "what it loaded is not loaded any more"),
        Class::Removed => (Risk::Medium, "what used it has to do without it"),
        Class::Added if runs => (Risk::Medium, "something new may run"),
        Class::Added => (Risk::Low, "nothing that was there before uses it"),
        Class::Renamed => (Risk::Medium, "schedulers, scripts and parameter files may know it by its old name"),
        Class::Changed | Class::Restated => (Risk::Low, ""),
    }
}

#[cfg(test)]
#[path = "risk_tests.rs"]
mod tests;
