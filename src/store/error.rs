//! Why the store could not do its work, named by what the user can mend.

use std::path::PathBuf;

/// The errors of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No file there.
    #[error("no catalog at {}", .0.display())]
    NoCatalog(PathBuf),
    /// A file that is no catalog of ours.
    #[error("{} is not a catalog", .0.display())]
    NotACatalog(PathBuf),
    /// Something is already where a new file should go.
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    /// Written by a newer program.
    #[error("the catalog has schema {found}, this program knows {known}")]
    NewerSchema {
        /// Schema of the file.
        found: u32,
        /// Newest schema of the program.
        known: u32,
    },
    /// Written by an older program and not upgraded.
    #[error("the catalog has schema {found}, this program needs {known}")]
    OldSchema {
        /// Schema of the file.
        found: u32,
        /// Newest schema of the program.
        known: u32,
    },
    /// Another writer kept it for the whole waiting time.
    #[error("the catalog is being written by {0}")]
    Busy(String),
    /// The folder or file may not be read or written.
    #[error("{}: {}", .0.display(), .1)]
    File(PathBuf, std::io::Error),
    /// What was asked would be wrong; the message says why.
    #[error("{0}")]
    Refused(String),
    /// What is stored contradicts itself.
    #[error("the catalog is damaged: {0}")]
    Damaged(String),
    /// SQLite could not do it.
    #[error("{0}")]
    Sqlite(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error.to_string())
    }
}

/// Result of the store.
pub type Result<T> = std::result::Result<T, StoreError>;
