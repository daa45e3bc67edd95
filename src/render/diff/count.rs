//! Counts of a diff: what the last line of the text, the summary of JSON and the head of the page say.

use super::words::{CLASSES, RISKS};
use crate::answer::diff::change::{Class, Diff, ObjectDiff, Risk};
use std::collections::BTreeMap;

/// How many of each class and of each risk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Count {
    classes: BTreeMap<Class, usize>,
    risks: BTreeMap<Risk, usize>,
    /// All of them.
    pub(super) total: usize,
}

impl Count {
    fn add(&mut self, class: Class, risk: Risk) {
        *self.classes.entry(class).or_default() += 1;
        *self.risks.entry(risk).or_default() += 1;
        self.total += 1;
    }

    /// How many of a class.
    pub(super) fn class(&self, class: Class) -> usize {
        self.classes.get(&class).copied().unwrap_or_default()
    }

    /// How many of a risk.
    pub(super) fn risk(&self, risk: Risk) -> usize {
        self.risks.get(&risk).copied().unwrap_or_default()
    }

    /// Every class with its count.
    pub(super) fn by_class(&self) -> impl Iterator<Item = (Class, usize)> {
        CLASSES.into_iter().map(|class| (class, self.class(class)))
    }

    /// Every risk with its count, the highest first.
    pub(super) fn by_risk(&self) -> impl Iterator<Item = (Risk, usize)> {
        RISKS.into_iter().map(|risk| (risk, self.risk(risk)))
    }
}

/// Changes of an object. An object that is new, gone or renamed and has no change below it is one change itself.
pub(super) fn changes(object: &ObjectDiff) -> Count {
    let mut count = Count::default();
    for change in &object.changes {
        count.add(change.class, change.risk);
    }
    if object.changes.is_empty() {
        count.add(object.class, object.risk);
    }
    count
}

/// Counts of a whole diff.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Total {
    /// Objects that differ, by what became of them and by their highest risk.
    pub(super) objects: Count,
    /// Their changes.
    pub(super) changes: Count,
    /// Differences left out as noise.
    pub(super) noise: u64,
    /// Facts that are the same, of objects that were read.
    pub(super) unchanged: u64,
    /// Secrets that nobody can compare.
    pub(super) unknown: u64,
}

impl Total {
    /// Counts of a diff.
    pub(super) fn of(diff: &Diff) -> Self {
        let mut total = Self { noise: diff.noise, unchanged: diff.unchanged, unknown: diff.unknown, ..Self::default() };
        for object in &diff.objects {
            total.objects.add(object.class, object.risk);
            let own = changes(object);
            for (class, count) in own.classes {
                *total.changes.classes.entry(class).or_default() += count;
            }
            for (risk, count) in own.risks {
                *total.changes.risks.entry(risk).or_default() += count;
            }
            total.changes.total += own.total;
            total.noise += u64::from(object.noise);
            total.unchanged += u64::from(object.unchanged);
            total.unknown += u64::from(object.unknown);
        }
        total
    }
}

/// The last line of a text: objects, changes by risk, and what was not listed.
pub(super) fn line(diff: &Diff) -> String {
    let total = Total::of(diff);
    let unit = if diff.compared == 1 { "object differs" } else { "objects differ" };
    let mut said = vec![format!("{} of {} {unit}", total.objects.total, diff.compared)];
    if total.changes.total > 0 {
        let risks: Vec<String> =
            total.changes.by_risk().map(|(risk, count)| format!("{count} {}", super::words::risk(risk))).collect();
        said.push(format!("{}: {}", super::words::several(total.changes.total, "change"), risks.join(", ")));
    }
    said.push(format!("noise: {}", total.noise));
    said.push(format!("unchanged: {}", total.unchanged));
    said.push(format!("unknown secrets: {}", total.unknown));
    if diff.left_out > 0 {
        said.push(format!("left out by --only or --ignore: {}", diff.left_out));
    }
    said.join(" · ")
}
