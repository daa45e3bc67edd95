//! Two keyed trees → changes.
//!
//! Owns the steps: pair, tell, judge. Parts come together by kind and name, then by renaming, never by position.

use super::change::Change;
use super::pairs::Pairs;
use super::part::Part;
use super::risk;
use super::tell::Telling;

pub use super::tell::DOCUMENT_ORDER;

/// What came out of comparing two trees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// What differs, sorted by path and fact. Risk and reason are filled in by [`judge`].
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
///
/// The changes are all it takes to make b of a, and swapping a and b swaps them and nothing else. Facts that say the same
/// secret under two marks are the same fact.
#[must_use]
pub fn merge(a: &Part, b: &Part, with_noise: bool, same: SameSecret<'_>) -> Merged {
    let pairs = Pairs::of(a, b);
    Telling::of(&pairs, with_noise, same).finish()
}

/// Gives every change its risk and the reason, and what follows it, too.
pub fn judge(changes: &mut [Change]) {
    for change in changes {
        let (risk, reason) = risk::of(change);
        change.risk = risk;
        reason.clone_into(&mut change.reason);
        judge(&mut change.follows);
    }
}

/// Fills risk and reason in.
pub fn judge(_changes: &mut [Change]) {}
