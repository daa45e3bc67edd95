//! Where finds are put while objects are looked at, and what was asked.

use super::book::Book;
use crate::model::comply::{Find, Rule, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// What was asked of how many objects, and what was found.
#[derive(Debug, Clone, Default)]
pub struct Finds {
    /// Everything found, with how severe it is where it was found.
    pub found: Vec<(Severity, Find)>,
    /// By rule: objects it was asked of.
    pub asked: BTreeMap<&'static str, u64>,
    /// By rule: why it was not asked, or not of all.
    pub not_asked: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Finds {
    /// Asks a rule of one more object; false where the rulebook turned it off.
    pub fn asks(&mut self, rule: &Rule, book: &Book<'_>) -> bool {
        if book.is_off(rule) {
            self.not_checked(rule, "turned off by the rulebook");
            return false;
        }
        *self.asked.entry(rule.id).or_default() += 1;
        true
    }

    /// A rule could not be asked of something.
    pub fn not_checked(&mut self, rule: &Rule, why: &str) {
        let reasons = self.not_asked.entry(rule.id).or_default();
        if !reasons.contains(why) {
            reasons.insert(why.to_owned());
        }
    }

    /// A rule fires; `place` is `file:line`, or empty.
    pub fn say(&mut self, rule: &Rule, book: &Book<'_>, find: Fired<'_>) {
        let (file, line) = find.place.rsplit_once(':').unwrap_or((find.place, ""));
        let found = Find {
            rule: rule.id,
            object: find.object.to_owned(),
            part: find.part.to_owned(),
            file: file.to_owned(),
            line: line.parse().unwrap_or_default(),
            expected: find.expected.to_owned(),
            actual: find.actual.to_owned(),
        };
        self.found.push((book.severity(rule), found));
    }

    /// Takes what another one has; the order of the two does not count.
    pub fn add(&mut self, other: Self) {
        self.found.extend(other.found);
        for (rule, count) in other.asked {
            *self.asked.entry(rule).or_default() += count;
        }
        for (rule, reasons) in other.not_asked {
            self.not_asked.entry(rule).or_default().extend(reasons);
        }
    }
}

/// What a rule says when it fires.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fired<'a> {
    /// Full address of the object.
    pub object: &'a str,
    /// What within it; see [`Find::part`].
    pub part: &'a str,
    /// `file:line`.
    pub place: &'a str,
    /// What should stand there.
    pub expected: &'a str,
    /// What stands there.
    pub actual: &'a str,
}
