//! What exports of tables have in common: snapshots that are meant, what the audit log says, one view of the catalog.

use super::ExportArgs;
use crate::cli::exit::{Failure, INPUT};
use crate::cli::list;
use crate::model::dataset::Dataset;
use crate::store::Catalog;
use crate::store::tables::{self, Table};

/// The snapshots that are exported, oldest first.
pub(super) fn snapshots(catalog: &Catalog, args: &ExportArgs) -> Result<Vec<i64>, Failure> {
    let word = word(args);
    if word != "all" {
        return Ok(vec![list::snapshot(catalog, word)?]);
    }
    let all: Vec<i64> = catalog.snapshots(false)?.iter().map(|row| row.id).collect();
    if all.is_empty() {
        return Err(Failure::new(INPUT, "the catalog is empty").hint("fill it with `catalog ingest PATH`"));
    }
    Ok(all)
}

/// The snapshot as the user names it.
pub(super) fn word(args: &ExportArgs) -> &str {
    args.snapshot.as_deref().unwrap_or("latest")
}

/// Every table that is exported with the snapshots it is exported for; `None` where it knows none.
pub(super) fn wanted(snapshots: &[i64]) -> Vec<(&'static Table, Option<i64>)> {
    let mut all = Vec::new();
    for table in tables::all() {
        if table.dataset.partition.has_snapshot() {
            all.extend(snapshots.iter().map(|at| (table, Some(*at))));
        } else {
            all.push((table, None));
        }
    }
    all
}

/// What a reader must know of every table.
pub(super) fn datasets() -> Vec<&'static Dataset> {
    tables::all().map(|table| &table.dataset).collect()
}
