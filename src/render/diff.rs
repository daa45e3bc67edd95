//! A diff as text, JSON (its shape is published: `catalog schema diff`) and HTML.

use crate::answer::diff::change::Diff;
use serde_json::{Value, json};

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
pub fn text(_diff: &Diff, _look: Look) -> String {
    String::new()
}

/// A diff as JSON.
#[must_use]
pub fn json(diff: &Diff) -> Value {
    json!(diff)
}

/// A diff as one HTML file. `catalog` is the version of the program.
#[must_use]
pub fn html(_diff: &Diff, _program: &str) -> String {
    String::new()
}
