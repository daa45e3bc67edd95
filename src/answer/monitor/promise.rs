//! Whether promises were kept.

use crate::model::run::KnownRun;
use crate::model::sla::Sla;

/// How a promise was kept over runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Name of the promise.
    pub name: String,
    /// Address of the session (or workflow) below the repository that it was asked of.
    pub object: String,
    /// Runs, or days for a deadline, that it was asked of.
    pub asked: u64,
    /// Those that kept it.
    pub kept: u64,
    /// The newest that did not: its time, and what it missed.
    pub missed: Option<(String, String)>,
}

/// How each promise was kept by runs, up to `now` (local to the service, as runs have it), by name and object.
#[must_use]
pub fn kept(_runs: &[KnownRun], _slas: &[Sla], _now: &str) -> Vec<Kept> {
    Vec::new()
}
