//! A diff as text, JSON (its shape is published: `catalog schema diff`) and HTML.
//!
//! Owns how a change looks. Judges nothing: classes, risks and reasons come with the diff. No text of an export reaches a
//! terminal or a page unharmed, and no mark of a secret reaches either.

mod count;
mod html;
mod json;
mod lines;
mod pieces;
mod stat;
mod text;
pub(super) mod words;

#[cfg(test)]
mod examples;
#[cfg(test)]
#[path = "diff/text_tests.rs"]
mod tests;

pub use html::html;
pub use json::{SCHEMA, json};

use crate::answer::diff::change::Diff;

/// How a diff is written as text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// Columns of the terminal; `None` where it is none.
    pub width: Option<usize>,
    /// Colour is wanted.
    pub colour: bool,
    /// Only counts: `--stat`.
    pub stat: bool,
}

/// A diff as text.
#[must_use]
pub fn text(diff: &Diff, look: Look) -> String {
    if look.stat { stat::text(diff, look) } else { text::text(diff, look) }
}
