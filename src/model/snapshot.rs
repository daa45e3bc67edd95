//! One ingest run and what it did.

use super::problem::Problem;
use serde::Serialize;
use std::collections::BTreeMap;

/// What an ingest did, as the user reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Number of the snapshot; `None` for a dry run.
    pub snapshot: Option<i64>,
    /// Files met, whether stored or not.
    pub files: u64,
    /// Files that were not stored.
    pub failed: u64,
    /// Bytes read, decompressed.
    pub size_bytes: u64,
    /// Objects by kind.
    pub kinds: BTreeMap<String, Tally>,
    /// Parameter files, which are no objects.
    pub parameter_files: Tally,
    /// Spools, session logs and event logs met, whether they could be read or not.
    pub run_files: u64,
    /// Runs of sessions, which belong to no snapshot.
    pub runs: Tally,
    /// Everything odd, in the order of files and lines.
    pub problems: Vec<Problem>,
}

/// What became of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Never here before, or gone and back.
    Added,
    /// Another definition than before.
    Changed,
    /// As it was.
    Unchanged,
    /// Not in a folder that was read whole.
    Gone,
}

/// Objects of one kind by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Never here before, or gone and back.
    pub new: u64,
    /// Another definition than before.
    pub changed: u64,
    /// As it was.
    pub unchanged: u64,
    /// Not in a folder that was declared complete.
    pub gone: u64,
}

impl Summary {
    /// Objects of all kinds together.
    #[must_use]
    pub fn total(&self) -> Tally {
        let mut sum = Tally::default();
        self.kinds.values().for_each(|one| sum.add(*one));
        sum
    }
}

impl Tally {
    /// Counts one object.
    pub fn count(&mut self, fate: Fate) {
        match fate {
            Fate::Added => self.new += 1,
            Fate::Changed => self.changed += 1,
            Fate::Unchanged => self.unchanged += 1,
            Fate::Gone => self.gone += 1,
        }
    }

    /// Adds the counts of another tally.
    pub fn add(&mut self, other: Self) {
        self.new += other.new;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.gone += other.gone;
    }
}

/// What a user asks of an ingest besides the paths.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// A name for the snapshot.
    pub label: Option<String>,
    /// The paths hold everything there is in the folders they name.
    pub complete: bool,
    /// More than a fifth of a folder may go.
    pub allow_mass_removal: bool,
    /// The name to store repositories under, instead of what the exports say.
    pub repository_as: Option<String>,
    /// Do everything but keep nothing.
    pub dry_run: bool,
    /// Start time, UTC, as `2026-11-22T01:15:00Z`.
    pub now: String,
    /// The night that it is the ingest of.
    pub night: Option<i64>,
    /// Version of the program.
    pub program: String,
}

/// A snapshot as lists show it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SnapshotRow {
    /// Number.
    pub id: i64,
    /// Start, UTC.
    pub started_at: String,
    /// End, UTC.
    pub finished_at: String,
    /// Name given by the user.
    pub label: Option<String>,
    /// The paths were declared whole.
    pub complete: bool,
    /// Files met.
    pub files: i64,
    /// Files not stored.
    pub failed: i64,
    /// Bytes read, decompressed.
    pub size_bytes: i64,
    /// Objects by fate.
    pub new: i64,
    /// Objects by fate.
    pub changed: i64,
    /// Objects by fate.
    pub unchanged: i64,
    /// Objects by fate.
    pub gone: i64,
    /// When its files and problems were thrown away.
    pub pruned_at: Option<String>,
}
