//! One object before the rules: whether a rule is asked of it, and what it says.
//!
//! Owns the words between a rule and [`Finds`]. Knows no rule.

use super::Around;
use super::book::Book;
use super::finds::{Finds, Fired};
use crate::model::comply::Rule;
use std::borrow::Cow;

/// Why a rule is not asked where a value is not known.
const NO_VALUE: &str = "a parameter in the value has no value";

/// An object, the rulebook that holds for it, and where finds are put.
pub(super) struct Asking<'a> {
    /// Full address of the object.
    pub(super) object: &'a str,
    /// What the site wants.
    pub(super) book: &'a Book<'a>,
    /// What is found.
    pub(super) out: &'a mut Finds,
}

impl<'a> Asking<'a> {
    pub(super) fn of(object: &'a str, around: &Around<'a>, out: &'a mut Finds) -> Self {
        Self { object, book: around.book, out }
    }

    /// Asks a rule of the object; false where the rulebook turned it off.
    pub(super) fn asks(&mut self, rule: &Rule) -> bool {
        self.out.asks(rule, self.book)
    }

    /// A rule could not be asked of all of the object.
    pub(super) fn not_checked(&mut self, rule: &Rule, why: &str) {
        self.out.not_checked(rule, why);
    }

    /// A rule could not be asked because a parameter has no value.
    pub(super) fn unknown(&mut self, rule: &Rule) {
        self.not_checked(rule, NO_VALUE);
    }

    /// A rule fires at `file:line`.
    pub(super) fn fires(&mut self, rule: &Rule, part: &str, place: &str, expected: &str, actual: &str) {
        self.out.say(rule, self.book, Fired { object: self.object, part, place, expected, actual });
    }
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
    const MOST: usize = 120;
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(MOST) {
        words.truncate(end);
        words.push('…');
    }
    words
}
