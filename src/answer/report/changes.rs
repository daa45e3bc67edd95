//! What changed between two snapshots, counted and ranked for a reader.
//!
//! Owns the counts. What a change is and how much it may matter is `answer::diff`'s business.

use crate::answer::diff::change::{Class, Diff, ObjectDiff, Risk};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Objects of one kind by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// In the later snapshot only.
    pub added: u64,
    /// Another definition than before.
    pub changed: u64,
    /// In the earlier snapshot only.
    pub removed: u64,
    /// Under another name.
    pub renamed: u64,
    /// By risk: low, medium, high.
    pub by_risk: [u64; 3],
}

/// What changed.
#[derive(Debug, Clone, Default)]
pub struct Changes<'d> {
    /// By kind of object.
    pub by_kind: BTreeMap<&'d str, Tally>,
    /// All kinds together.
    pub all: Tally,
    /// The highest risk first, then by kind and address.
    pub objects: Vec<&'d ObjectDiff>,
}

/// Counts and ranks a diff.
#[must_use]
pub fn changes(diff: &Diff) -> Changes<'_> {
    let mut out = Changes { objects: diff.objects.iter().collect(), ..Changes::default() };
    for object in &diff.objects {
        count(out.by_kind.entry(&object.kind).or_default(), object);
        count(&mut out.all, object);
    }
    // Stable: the diff is sorted by kind and address.
    out.objects.sort_by_key(|object| Reverse(object.risk));
    out
}

fn count(tally: &mut Tally, object: &ObjectDiff) {
    match object.class {
        Class::Added => tally.added += 1,
        Class::Removed => tally.removed += 1,
        Class::Renamed => tally.renamed += 1,
        Class::Changed | Class::Restated => tally.changed += 1,
    }
    tally.by_risk[match object.risk {
        Risk::Low => 0,
        Risk::Medium => 1,
        Risk::High => 2,
    }] += 1;
}
