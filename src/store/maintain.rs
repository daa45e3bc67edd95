//! Keeping a catalog well: backup, vacuum.

use super::error::Result;
use super::{Catalog, whole_file};
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::path::Path;
use std::time::Duration;

/// Pages copied before a backup lets writers in.
const PAGES_AT_ONCE: i32 = 4096;

/// Copies a catalog while it may be in use. The copy has mode 0600; an existing file is never written over, and a copy that
/// could not be finished leaves nothing.
pub fn backup(catalog: &Catalog, to: &Path) -> Result<()> {
    whole_file::create(to, 0o600, |copy| {
        let mut target = Connection::open(copy)?;
        Backup::new(&catalog.db, &mut target)?.run_to_completion(PAGES_AT_ONCE, Duration::from_millis(5), None)?;
        Ok(())
    })
}

/// Copies what a catalog holds, and none of its unused pages. Mode 0600; nobody may write meanwhile.
pub fn rewritten(catalog: &Catalog, to: &Path) -> Result<()> {
    whole_file::create(to, 0o600, |copy| {
        // An empty file is filled; its mode stays.
        catalog.db.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
        Ok(())
    })
}

/// Gives unused pages back to the file system. Returns bytes before and after.
pub fn vacuum(catalog: &Catalog) -> Result<(u64, u64)> {
    let size = || std::fs::metadata(catalog.path()).map_or(0, |m| m.len());
    let before = size();
    catalog.db.execute_batch("INSERT INTO find (find) VALUES ('optimize'); VACUUM;")?;
    catalog.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok((before, size()))
}
