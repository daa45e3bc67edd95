//! Two keyed trees → changes.
//!
//! Owns matching: by kind and name, then by renaming. Never by position.

use super::change::Change;
use super::part::Part;

/// What came out of comparing two trees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// What differs, sorted by path and fact. Risk and reason are filled in by `risk`.
    pub changes: Vec<Change>,
    /// Differences left out as noise.
    pub noise: u32,
    /// Facts that are the same.
    pub unchanged: u32,
    /// Secrets that cannot be compared.
    pub unknown: u32,
}

/// Tells of two secrets, by the IDs in their marks in a and in b, whether they are the same; `None` where nobody can tell.
pub type SameSecret<'s> = &'s dyn Fn(&str, &str) -> Option<bool>;

/// Compares two trees. The names of the outermost parts are not compared.
#[must_use]
pub fn merge(_a: &Part, _b: &Part, _with_noise: bool, _same: SameSecret<'_>) -> Merged {
    Merged::default()
}

/// Fills risk and reason in.
pub fn judge(_changes: &mut [Change]) {}
