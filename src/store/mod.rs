//! Model ↔ SQLite. The one door to rusqlite, refinery, zstd and blake3.
//!
//! A catalog is one file: WAL, `synchronous=NORMAL` for an ingest, foreign keys on, mode 0600. Only `init`, `ingest` and
//! `upgrade` change its schema; every other command opens it read-only. One writer at a time holds `FILE-lock`; readers
//! see the last whole snapshot meanwhile. Statements are `const` or literal, values always bound.

pub mod affected;
pub mod alert;
pub mod assessment;
pub mod audit;
pub mod check;
pub mod connection;
pub mod connection_object;
pub mod content;
pub mod credential;
pub mod error;
pub mod export;
pub mod find;
pub mod finish;
pub mod list;
pub mod lock;
pub mod maintain;
pub mod manifest;
pub mod mapping;
pub mod metric;
pub mod night;
pub mod object;
pub mod parameter;
pub mod problem;
pub mod prune;
pub mod repository;
pub mod revision;
pub mod role;
pub mod run;
pub mod schema;
pub mod session;
pub mod snapshot;
pub mod tables;
pub mod template;
pub mod text;
pub mod usage;
pub mod watched;
pub mod whole_file;
pub mod workflow;
pub mod writer;

pub use error::{Result, StoreError};

use lock::WriterLock;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

/// Marks a SQLite file as a catalog (`PRAGMA application_id`, "CATL").
const APPLICATION_ID: i32 = 0x4341_544C;

/// An open catalog.
#[derive(Debug)]
pub struct Catalog {
    /// The connection; rooms above never see it.
    pub(crate) db: Connection,
    path: PathBuf,
    /// The contents that were unpacked last: sessions of one workflow lie in one.
    unpacked: RefCell<Vec<(i64, Rc<String>)>>,
    _lock: Option<WriterLock>,
}

impl Catalog {
    /// Opens an existing catalog for questions. Writes nothing.
    pub fn open_read(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Err(StoreError::NoCatalog(path.to_owned()));
        }
        readable(path)?;
        // Read-only where it can be: a WAL file that another process left needs a writable -shm to be read.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = match at_rest(path) {
            Some(uri) => Connection::open_with_flags(uri, read_only | OpenFlags::SQLITE_OPEN_URI)?,
            None => {
                Connection::open_with_flags(path, flags).or_else(|_| Connection::open_with_flags(path, read_only))?
            }
        };
        db.pragma_update(None, "query_only", true)?;
        let catalog = Self::prepare(db, path, None)?;
        schema::require_current(&catalog.db, path)?;
        Ok(catalog)
    }

    /// Opens a catalog to change it, making it where there is none, and brings its schema up to date.
    /// Waits up to `wait` for another writer.
    pub fn open_write(path: &Path, wait: Duration, holder: &str) -> Result<Self> {
        let catalog = Self::open_unmigrated(path, wait, holder)?;
        schema::migrate(catalog)
    }

    /// Opens what a dry run may write to and roll back: the catalog without touching its schema, or where there is none, one
    /// in memory, so that nothing is left behind.
    pub fn open_for_trial(path: &Path, wait: Duration, holder: &str) -> Result<Self> {
        if path.exists() {
            return Self::open_existing(path, wait, holder);
        }
        schema::migrate(Self::prepare(Connection::open_in_memory()?, path, None)?)
    }

    /// Opens an existing catalog to change it, without touching its schema.
    pub fn open_existing(path: &Path, wait: Duration, holder: &str) -> Result<Self> {
        if !path.exists() {
            return Err(StoreError::NoCatalog(path.to_owned()));
        }
        let catalog = Self::open_unmigrated(path, wait, holder)?;
        schema::require_current(&catalog.db, path)?;
        Ok(catalog)
    }

    fn open_unmigrated(path: &Path, wait: Duration, holder: &str) -> Result<Self> {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        if let Some(missing) = parent.filter(|parent| !parent.exists()) {
            return Err(StoreError::Refused(format!("there is no folder {} for the catalog", missing.display())));
        }
        if path.exists() {
            readable(path)?;
        }
        let lock = WriterLock::take(path, wait, holder)?;
        create_private(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)?;
        let catalog = Self::prepare(db, path, Some(lock))?;
        catalog.db.pragma_update(None, "journal_mode", "WAL")?;
        catalog.db.pragma_update(None, "synchronous", "NORMAL")?;
        Ok(catalog)
    }

    fn prepare(db: Connection, path: &Path, lock: Option<WriterLock>) -> Result<Self> {
        db.busy_timeout(Duration::from_secs(5))?;
        schema::require_ours(&db, path)?;
        db.pragma_update(None, "foreign_keys", true)?;
        // Without it SQLite makes the plan of a statement anew whenever another value is bound, which was a quarter of the time
        // of `tune --all`.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        db.pragma_update(None, "cache_size", -32_000)?;
        db.pragma_update(None, "temp_store", "MEMORY")?;
        db.set_prepared_statement_cache_capacity(128);
        Ok(Self { db, path: path.to_owned(), unpacked: RefCell::default(), _lock: lock })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Says what keeps a file from being read, in words of the file system and not of SQLite.
fn readable(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Err(StoreError::NotACatalog(path.to_owned()));
    }
    std::fs::File::open(path).map(drop).map_err(|error| StoreError::File(path.to_owned(), error))
}

/// The name by which SQLite reads a catalog that lies where nothing can be written, a read-only copy or disk: it wants its WAL
/// beside the file, unless it is told that nobody writes. `None` where it can write there, or a writer left a WAL.
fn at_rest(path: &Path) -> Option<String> {
    let beside = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        Path::new(&name).exists()
    };
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok() || beside("-wal") || beside("-shm") {
        return None;
    }
    let absolute = std::path::absolute(path).ok()?;
    let escaped = absolute.to_str()?.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    Some(format!("file://{escaped}?immutable=1"))
}

/// Makes the file with mode 0600 before SQLite sees it; WAL and shared memory inherit the mode.
fn create_private(path: &Path) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(StoreError::File(path.to_owned(), error))
        }
        _ => Ok(()),
    }
}
