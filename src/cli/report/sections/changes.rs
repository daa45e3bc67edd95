//! What changed since an earlier snapshot, as `catalog diff` tells it.

use super::Asking;
use crate::cli::diff;
use crate::cli::exit::Failure;
use crate::render::report::Section;
use crate::render::report::section::changes::{Known, changes};

/// Changed objects that are looked into: what more changed is counted. A night changes some hundred; a first load of another
/// repository everything.
const MOST: usize = 1000;

pub(super) fn section(asking: &Asking<'_>) -> Result<Section, Failure> {
    let at = asking.asked.at;
    let snapshots = asking.catalog.snapshots(false)?;
    let before = snapshots.iter().map(|one| one.id).filter(|id| *id < at).max();
    let known = match asking.asked.previous.or(before) {
        None => Known::First,
        Some(previous) => {
            let wanted = diff::Between { from: previous, to: at, environment: &asking.asked.environment, most: MOST };
            let (mut found, unseen) = diff::between(asking.catalog, asking.settings, &wanted)?;
            if let Some(folder) = asking.folder() {
                let mark = format!("::{folder}");
                let inside = |address: &str| {
                    let rest = address.split_once(&mark).map(|(_, rest)| rest);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                };
                found.objects.retain(|one| one.a.iter().chain(&one.b).any(|side| inside(&side.address)));
            }
            Known::Diff(Box::new(found), unseen)
        }
    };
    Ok(changes(&known))
}
