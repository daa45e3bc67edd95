//! How much a change may matter, and why: a table.
//!
//! Owns the table. Judges one change by the kind of its part, its fact and its class; never looks at two changes together.

use super::change::{Change, Class, Risk};

/// Judges a change: its risk, and the reason in a few words.
#[must_use]
pub fn of(change: &Change) -> (Risk, &'static str) {
    let _ = change;
    (Risk::Low, "")
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
