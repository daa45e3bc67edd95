//! The files of a move: all of them are looked at before the first is written.

use crate::cli::exit::Failure;
use crate::cli::export::there_already;
use crate::store::{StoreError, whole_file};
use std::path::{Path, PathBuf};

/// A file to write.
pub(super) struct OutFile {
    /// Relative to the folder, of safe names only.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Writes files into a folder, over others only where that was asked for.
pub(super) fn all(dir: &Path, files: &[OutFile], force: bool) -> Result<(), Failure> {
    let paths: Vec<PathBuf> = files.iter().map(|file| dir.join(&file.path)).collect();
    if !force {
        paths.iter().try_for_each(|path| require_free(path))?;
    }
    for (file, path) in files.iter().zip(&paths) {
        one(path, &file.text, force)?;
    }
    Ok(())
}

/// Refuses a path where something is.
pub(super) fn require_free(path: &Path) -> Result<(), Failure> {
    if path.symlink_metadata().is_ok() { Err(refused(path)) } else { Ok(()) }
}

/// Writes one file.
pub(super) fn one(path: &Path, text: &str, force: bool) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    let written = if force {
        whole_file::replace(path, text, whole_file::USUAL)
    } else {
        whole_file::write(path, text, whole_file::USUAL)
    };
    written.map_err(|error| match error {
        StoreError::Exists(_) => refused(path),
        other => other.into(),
    })
}

fn refused(path: &Path) -> Failure {
    there_already(path).hint("--force writes over it; or choose another folder with -o")
}
