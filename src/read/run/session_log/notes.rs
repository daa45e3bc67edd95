//! What was found in a log so far, besides rows: facts and problems.
//!
//! Owns how a figure is written down. Never knows which message it comes from.

use super::amount;
use crate::model::Text;
use crate::model::problem::{Problem, Severity};
use crate::model::run::{About, Fact};
use std::collections::BTreeSet;

/// What a fact is about and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'t> {
    /// What it is about.
    pub(super) about: About,
    /// Which one of these.
    pub(super) name: &'t str,
    /// Partition, where the message says it.
    pub(super) partition: &'t str,
    /// Partition of the thread that says it, from 1; counts only in a session with more than one.
    pub(super) thread: u32,
    /// Line, from 1.
    pub(super) line: u64,
}

impl<'t> Place<'t> {
    /// A place without a partition.
    pub(super) fn new(about: About, name: &'t str, line: u64) -> Self {
        Self { about, name, partition: "", thread: 0, line }
    }
}

/// Facts and problems.
#[derive(Debug, Default)]
pub(super) struct Notes {
    file: String,
    facts: Vec<(u32, Fact)>,
    /// Everything odd.
    pub(super) problems: Vec<Problem>,
}

impl Notes {
    /// Nothing yet; problems name `file`.
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), ..Self::default() }
    }

    /// Notes something odd. The rest is kept; what was passed over is an error, for it is not in the catalog.
    pub(super) fn warn(&mut self, code: &'static str, line: u64, text: &str) {
        let lost = ["impossible-amount", "impossible-time", "no-session", "second-session"].contains(&code);
        let severity = if lost { Severity::Error } else { Severity::Warning };
        self.problems.push(Problem::new(code, severity, &self.file, line, text));
    }

    /// Notes an amount, where there is one.
    pub(super) fn amount(&mut self, place: Place<'_>, what: &str, value: Option<i64>) {
        if value.is_some() {
            self.push(place, what, value, Text::default());
        }
    }

    /// Notes words, which may be none.
    pub(super) fn words(&mut self, place: Place<'_>, what: &str, said: &str) {
        self.push(place, what, None, said.into());
    }

    /// Notes a number with words.
    pub(super) fn push(&mut self, place: Place<'_>, what: &str, value: Option<i64>, said: Text) {
        let Place { about, name, partition, thread, line } = place;
        let fact = Fact { about, name: name.into(), partition: partition.into(), what: what.into(), value, said, line };
        self.facts.push((thread, fact));
    }

    /// A count or size that a message may have; one that cannot be is a problem.
    pub(super) fn whole(&mut self, text: Option<&str>, line: u64) -> Option<i64> {
        self.number(text, line, amount::whole)
    }

    /// A decimal that a message may have, in units of `10^-places`; one that cannot be is a problem.
    pub(super) fn decimal(&mut self, text: Option<&str>, places: u32, line: u64) -> Option<i64> {
        self.number(text, line, |text| amount::scaled(text, places))
    }

    fn number(&mut self, text: Option<&str>, line: u64, read: impl Fn(&str) -> Option<i64>) -> Option<i64> {
        let number = read(text?);
        if number.is_none() {
            let text = "a figure is negative, too large or no number and was passed over; look at this line of the log";
            self.warn("impossible-amount", line, text);
        }
        number
    }

    /// A time that a message may have; one that cannot be is a problem.
    pub(super) fn moment(&mut self, text: Option<&str>, line: u64) -> Option<String> {
        let moment = amount::moment(text?);
        if moment.is_none() {
            self.warn("impossible-time", line, "there is no such date or time; it was passed over");
        }
        moment
    }

    /// The facts in the order of the log, each once. `partitioned` says that the session has more than one partition.
    pub(super) fn facts(&mut self, partitioned: bool) -> Vec<Fact> {
        let mut seen = BTreeSet::new();
        let mut facts = Vec::new();
        for (thread, mut fact) in std::mem::take(&mut self.facts) {
            if partitioned && fact.partition.is_empty() && thread > 0 {
                fact.partition = thread.to_string().into();
            }
            let Fact { about, name, partition, what, value, said, .. } = &fact;
            if seen.insert((*about, name.clone(), partition.clone(), what.clone(), *value, said.clone())) {
                facts.push(fact);
            }
        }
        facts.sort_by_key(|fact| fact.line);
        facts
    }
}
