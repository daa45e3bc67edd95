//! Schema versions: which one a file has, and the way up.
//!
//! Owns `migrations/`, one file a noun. A shipped migration is never edited; a new one follows. An old catalog is backed up
//! beside itself before it is changed.

use super::error::{Result, StoreError};
use super::{APPLICATION_ID, Catalog, maintain};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// The newest schema this program knows.
#[must_use]
pub fn known_version() -> u32 {
    let runner = embedded::migrations::runner();
    runner.get_migrations().iter().filter_map(|m| u32::try_from(m.version()).ok()).max().unwrap_or(0)
}

/// The schema of a catalog; 0 for an empty file.
pub fn version(db: &Connection) -> Result<u32> {
    const HAS: &str = "SELECT count(*) FROM sqlite_schema WHERE name = 'refinery_schema_history'";
    let has: u32 = db.query_row(HAS, [], |row| row.get(0))?;
    if has == 0 {
        return Ok(0);
    }
    Ok(db.query_row("SELECT coalesce(max(version), 0) FROM refinery_schema_history", [], |row| row.get(0))?)
}

/// Refuses a file that is no catalog; an empty file may become one.
pub fn require_ours(db: &Connection, path: &Path) -> Result<()> {
    let not_ours = |_| StoreError::NotACatalog(path.to_owned());
    let id: i32 = db.query_row("PRAGMA application_id", [], |row| row.get(0)).map_err(not_ours)?;
    let tables: u32 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(not_ours)?;
    if id == APPLICATION_ID || (id == 0 && tables == 0) {
        Ok(())
    } else {
        Err(StoreError::NotACatalog(path.to_owned()))
    }
}

/// Refuses a catalog whose schema is not exactly the one this program knows.
pub fn require_current(db: &Connection, path: &Path) -> Result<()> {
    require_ours(db, path)?;
    let (found, known) = (version(db)?, known_version());
    match found {
        0 => Err(StoreError::NotACatalog(path.to_owned())),
        _ if found > known => Err(StoreError::NewerSchema { found, known }),
        _ if found < known => Err(StoreError::OldSchema { found, known }),
        _ => Ok(()),
    }
}

/// The first schema in which secrets are sealed. Older catalogs are scrubbed on the way up: nothing that was once deleted or
/// replaced in one may be read out of its unused pages, its log, or the copy that is made of it.
const SEALS: u32 = 11;

/// Brings a catalog to the newest schema.
pub fn migrate(mut catalog: Catalog) -> Result<Catalog> {
    let (found, known) = (version(&catalog.db)?, known_version());
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    if found == known {
        return Ok(catalog);
    }
    let scrubbed = found > 0 && found < SEALS;
    if found > 0 {
        // Written anew, the copy holds no unused pages either.
        maintain::rewritten(&catalog, &backup_path(catalog.path(), found))?;
    }
    catalog.db.pragma_update(None, "application_id", APPLICATION_ID)?;
    if scrubbed {
        catalog.db.pragma_update(None, "secure_delete", true)?;
    }
    make(&mut catalog.db)?;
    if scrubbed {
        maintain::vacuum(&catalog)?;
    }
    Ok(catalog)
}

/// Runs every migration that a database has not had.
pub(super) fn make(db: &mut Connection) -> Result<()> {
    let runner = embedded::migrations::runner().set_grouped(true);
    runner.run(db).map_err(|error| StoreError::Sqlite(error.to_string()))?;
    Ok(())
}

/// Where the copy of an old catalog goes.
#[must_use]
pub fn backup_path(path: &Path, version: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".schema-{version}"));
    PathBuf::from(name)
}
