//! `--changed-since`: only what changed after a snapshot, and what uses it.

use super::exit::Failure;
use super::list;
use crate::store::Catalog;
use crate::store::affected::Top;
use crate::store::find::Object;
use std::collections::BTreeSet;

/// Restricts a walk over everything.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct ChangedArgs {
    /// With --all: only what changed after this snapshot, and what uses it; what is unused is not told
    #[arg(long, value_name = "SNAPSHOT", requires = "all")]
    changed_since: Option<String>,
}

/// What is to be looked at.
#[derive(Debug, Clone)]
pub(super) enum Reach {
    /// Everything.
    All,
    /// These objects at folder level; changed after a snapshot themselves, or using what was.
    Only(BTreeSet<Top>, i64),
}

impl ChangedArgs {
    /// What is to be looked at as of a snapshot. Everything where a parameter file changed: which session it reaches is only
    /// known when all are resolved.
    pub(super) fn reach(&self, catalog: &Catalog, at: i64) -> Result<Reach, Failure> {
        let Some(word) = &self.changed_since else { return Ok(Reach::All) };
        between(catalog, list::snapshot(catalog, word)?, at)
    }
}

/// What is to be looked at as of `at` by whoever has looked at everything as of `before`.
pub(super) fn between(catalog: &Catalog, before: i64, at: i64) -> Result<Reach, Failure> {
    let parameters =
        catalog.parameter_files_unlike(at, before)?.len() + catalog.parameter_files_unlike(before, at)?.len();
    if parameters > 0 {
        return Ok(Reach::All);
    }
    Ok(Reach::Only(catalog.affected_between(before, at)?, before))
}

impl Reach {
    /// True for an object at folder level that is to be looked at.
    pub(super) fn holds(&self, object: &Object) -> bool {
        match self {
            Self::All => true,
            Self::Only(tops, _) => tops.contains(&(object.folder_id, object.key.kind.clone(), object.key.name.clone())),
        }
    }

    /// True for an object that is to be looked at because it changed itself.
    pub(super) fn is_new(&self, object: &Object) -> bool {
        match self {
            Self::All => true,
            Self::Only(_, before) => self.holds(object) && object.since > *before,
        }
    }
}
