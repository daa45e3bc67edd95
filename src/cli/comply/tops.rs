//! The objects at folder level that the rules are asked of, each with everything in it.
//!
//! Owns how each is looked at: workflows and worklets that nothing uses are walked, sessions that nothing uses stand alone, and
//! everything else is looked at as it is stored. The same objects as `places::every` comes to, without walking first.

use crate::cli::exit::Failure;
use crate::store::Catalog;
use crate::store::find::Object;

/// How an object is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// With every worklet and session in it.
    Walk,
    /// A session that stands in no workflow.
    Alone,
    /// As it is stored.
    Stored,
}

/// An object at folder level.
#[derive(Debug)]
pub(super) struct Top {
    /// Where it stands.
    pub(super) object: Object,
    /// How it is looked at.
    pub(super) how: How,
}

/// All of them as of a snapshot, in all folders or in those of a name: folder by folder.
pub(super) fn tops(catalog: &Catalog, folder: Option<&str>, at: i64) -> Result<Vec<Top>, Failure> {
    let used = catalog.instances_used(at)?;
    let is_used =
        |one: &Object| used.contains(&(one.folder_id, one.key.kind.as_str().to_owned(), one.key.name.to_string()));
    let mut tops = Vec::new();
    let mut take = |kind: &str, how: How, keep: &dyn Fn(&Object) -> bool| -> Result<(), Failure> {
        let all = catalog.objects_at_top(kind, at)?.into_iter();
        let wanted = all.filter(|one| folder.is_none_or(|folder| folder == one.folder) && keep(one));
        tops.extend(wanted.map(|object| Top { object, how }));
        Ok(())
    };
    take("workflow", How::Walk, &|_| true)?;
    take("worklet", How::Walk, &|one| !is_used(one))?;
    take("session", How::Alone, &|one| !is_used(one))?;
    for kind in ["mapping", "mapplet", "transformation", "config", "task", "source", "target"] {
        take(kind, How::Stored, &|_| true)?;
    }
    // What sessions of a folder have read of it is still at hand when its mappings come.
    tops.sort_by(|Top { object: a, .. }, Top { object: b, .. }| {
        (&a.repository, &a.folder).cmp(&(&b.repository, &b.folder))
    });
    Ok(tops)
}
