//! Where findings are put while an object is looked at.

use crate::model::design::Stored;
use crate::model::finding::{Finding, Rule};
use crate::model::problem::Severity;

/// The findings of one object.
pub(super) struct Findings {
    object: String,
    found: Vec<Finding>,
}

impl Findings {
    pub(super) fn of(object: &str) -> Self {
        Self { object: object.to_owned(), found: Vec::new() }
    }

    /// A rule fires at `file:line`.
    pub(super) fn say(&mut self, rule: &Rule, place: &str, message: impl Into<String>) {
        self.say_as(rule, rule.severity, place, message);
    }

    /// A rule fires at a line of a child of FOLDER.
    pub(super) fn at(&mut self, rule: &Rule, stored: &Stored, line: u32, message: impl Into<String>) {
        self.say(rule, &stored.place(line), message);
    }

    /// A rule fires, more or less severe than it says.
    pub(super) fn say_as(&mut self, rule: &Rule, severity: Severity, place: &str, message: impl Into<String>) {
        let (file, line) = place.rsplit_once(':').unwrap_or((place, ""));
        let finding = Finding::of(rule, &self.object, file, line.parse().unwrap_or_default(), message);
        self.found.push(Finding { severity, ..finding });
    }

    /// All of them by file and line, each once.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        self.found.sort();
        self.found.dedup();
        self.found
    }
}
