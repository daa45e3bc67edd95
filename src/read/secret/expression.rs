//! Regular expressions over bytes: classes and case are ASCII, so that all patterns compile in a few milliseconds.
//!
//! Owns the step between bytes and text. With Unicode classes, compiling took 60 ms, a third of an ingest in which nothing
//! changed. Keywords are ASCII anyway, and a class like `[^\s;]` takes the bytes of any other letter one by one.

use regex::bytes::{Captures, Regex, RegexBuilder};
use std::ops::Range;

/// A compiled expression.
pub(super) struct Expression(Regex);

/// What an expression found.
pub(super) struct Found<'t> {
    text: &'t str,
    captures: Captures<'t>,
}

impl Expression {
    /// Compiles a constant pattern.
    #[expect(clippy::expect_used, reason = "constant patterns, all compiled by the tests")]
    pub(super) fn new(pattern: &str) -> Self {
        Self(RegexBuilder::new(pattern).unicode(false).build().expect("a constant pattern"))
    }

    /// True where it matches anywhere in the text.
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text.as_bytes())
    }

    /// The first match.
    pub(super) fn captures<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        self.0.captures(text.as_bytes()).map(|captures| Found { text, captures })
    }

    /// All matches, one after the other.
    pub(super) fn captures_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Found<'t>> {
        self.0.captures_iter(text.as_bytes()).map(move |captures| Found { text, captures })
    }
}

impl Found<'_> {
    /// Where the whole match begins.
    pub(super) fn start(&self) -> usize {
        self.captures.get(0).map_or(0, |whole| whole_letters(self.text, whole.range()).start)
    }

    /// Where a named group matched, in whole letters.
    pub(super) fn range(&self, name: &str) -> Option<Range<usize>> {
        self.captures.name(name).map(|part| whole_letters(self.text, part.range()))
    }

    /// What a named group matched, empty where it did not.
    pub(super) fn part(&self, name: &str) -> &str {
        self.range(name).map_or("", |range| &self.text[range])
    }
}

/// Widens a range to whole letters: a secret is cut out with all of its last one.
fn whole_letters(text: &str, range: Range<usize>) -> Range<usize> {
    let start = (0..=range.start).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let end = (range.end..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    start..end
}
