//! One object before the rules: whether a rule is asked of it, and what it says.
//!
//! Owns the words between a rule and [`Finds`], and how values and patterns are taken. Knows no rule.

use super::Around;
use super::book::like;
use super::finds::{Finds, Fired};
use crate::model::comply::Rule;
use std::borrow::Cow;

/// Why a rule is not asked where a value is not known.
const NO_VALUE: &str = "a parameter in the value has no value";

/// An object, what lies around it, and where finds are put.
pub(super) struct Asking<'a> {
    /// Full address of the object.
    pub(super) object: &'a str,
    /// What is the same for every rule.
    pub(super) around: &'a Around<'a>,
    out: &'a mut Finds,
}

impl<'a> Asking<'a> {
    pub(super) fn of(object: &'a str, around: &'a Around<'a>, out: &'a mut Finds) -> Self {
        Self { object, around, out }
    }

    /// Asks a rule of the object; false where the rulebook turned it off.
    pub(super) fn asks(&mut self, rule: &Rule) -> bool {
        self.out.asks(rule, self.around.book)
    }

    /// A rule could not be asked of all of the object.
    pub(super) fn not_checked(&mut self, rule: &Rule, why: &str) {
        self.out.not_checked(rule, why);
    }

    /// A rule could not be asked because a parameter has no value.
    pub(super) fn unknown(&mut self, rule: &Rule) {
        self.not_checked(rule, NO_VALUE);
    }

    /// A rule fires at `file:line`, unless the rulebook turned it off.
    pub(super) fn fires(&mut self, rule: &Rule, part: &str, place: &str, expected: &str, actual: &str) {
        if self.around.book.is_off(rule) {
            return;
        }
        self.out.say(rule, self.around.book, Fired { object: self.object, part, place, expected, actual });
    }

    /// A text with its parameters put in; `None` where one has no value.
    pub(super) fn known<'t>(&self, text: &'t str) -> Option<Cow<'t, str>> {
        known(text, self.around)
    }

    /// A text with those of its parameters put in that have a value.
    pub(super) fn as_known<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if text.contains('$') { Cow::Owned((self.around.put_in)(text)) } else { Cow::Borrowed(text) }
    }

    /// True where a text is like one of the patterns of a threshold, which are separated by commas.
    pub(super) fn is_like(&self, rule: &Rule, threshold: &str, text: &str) -> bool {
        let patterns = self.around.book.text(rule, threshold);
        patterns.split(',').map(str::trim).any(|pattern| !pattern.is_empty() && like(pattern, text))
    }

    /// A threshold that is a whole number.
    pub(super) fn number(&self, rule: &Rule, threshold: &str) -> u64 {
        self.around.book.number(rule, threshold)
    }
}

/// A value as it is told: its beginning, on one line; an empty one is said to be empty.
pub(super) fn told(text: &str) -> String {
    const MOST: usize = 120;
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if let Some((end, _)) = line.char_indices().nth(MOST) {
            line.truncate(end);
            line.push('…');
            return line;
        }
    }
    if line.is_empty() { "empty".to_owned() } else { line }
}

/// A text with its parameters put in; `None` where one has no value.
pub(super) fn known<'t>(text: &'t str, around: &Around<'_>) -> Option<Cow<'t, str>> {
    if !text.contains('$') {
        return Some(Cow::Borrowed(text));
    }
    let put_in = (around.put_in)(text);
    (!put_in.contains('$')).then_some(Cow::Owned(put_in))
}

/// The beginning of a long text, on one line.
pub(super) fn short(text: &str) -> String {
    if text.trim().is_empty() { String::new() } else { told(text) }
}

/// The first few of many names, and how many more there are.
pub(super) fn few<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    const MOST: usize = 5;
    let mut names = names.into_iter();
    let first: Vec<&str> = names.by_ref().take(MOST).collect();
    let more = names.count();
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    first.join(", ") + &tail
}
