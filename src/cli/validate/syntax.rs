//! What schemas say of the files of a snapshot.
//!
//! Owns that a file is looked at by one reader only.

use crate::cli::exit::Failure;
use crate::model::finding::Finding;
use crate::model::imx;
use crate::model::session_key::DIALECT;
use crate::read::schema::{self, Schemas};
use crate::render::powermart;
use crate::store::Catalog;
use crate::store::export::StoredFile;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Files of a snapshot that are held against schemas, by as many readers as there are.
pub(super) struct Syntax<'s> {
    schemas: &'s Schemas,
    files: Vec<StoredFile>,
    next: AtomicUsize,
}

impl<'s> Syntax<'s> {
    pub(super) fn of(files: Vec<StoredFile>, schemas: &'s Schemas) -> Self {
        Self { schemas, files, next: AtomicUsize::new(0) }
    }

    pub(super) fn files(&self) -> usize {
        self.files.len()
    }

    /// The work of one reader: takes files until there are none left.
    pub(super) fn some(&self, catalog: &Catalog) -> Result<Vec<Finding>, Failure> {
        let mut findings = Vec::new();
        while let Some(file) = self.files.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            // The catalog holds UTF-8 whatever the file was in; its own encoding was judged when it was read.
            let text = powermart::in_utf8(&catalog.file_text(file)?);
            findings.extend(schema::check(&file.row.name, text.as_bytes(), self.schemas));
        }
        Ok(findings)
    }
}

/// A file that was stored, and whose text is as PowerCenter wrote it: no session file and no IMX.
pub(super) fn is_export(file: &StoredFile) -> bool {
    file.row.manifest.is_some() && ![DIALECT, imx::DIALECT].contains(&file.row.repository_version.as_str())
}
