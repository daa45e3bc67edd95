//! The lock of the one writer, and who holds it.
//!
//! Owns `FILE-lock` beside the catalog: an advisory lock that the system drops when its holder dies, whatever way, and one
//! line that says who it is. Readers never look at it.

use super::error::{Result, StoreError};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often a waiting writer looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Held for as long as the value lives.
#[derive(Debug)]
pub struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// Takes the lock of a catalog, waiting up to `wait`. `holder` is what a second writer is told.
    pub fn take(catalog: &Path, wait: Duration, holder: &str) -> Result<Self> {
        let path = lock_path(catalog);
        let failed = |error| StoreError::File(path.clone(), error);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let mut file = options.open(&path).map_err(failed)?;
        let until = Instant::now() + wait;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => return Err(failed(error)),
                Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(LOOK_AGAIN),
                Err(TryLockError::WouldBlock) => return Err(StoreError::Busy(holder_of(&mut file))),
            }
        }
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(holder.as_bytes()))
            .map_err(failed)?;
        Ok(Self { _file: file })
    }
}

fn lock_path(catalog: &Path) -> PathBuf {
    let mut name = catalog.as_os_str().to_owned();
    name.push("-lock");
    PathBuf::from(name)
}

fn holder_of(file: &mut File) -> String {
    let mut holder = String::new();
    match file.read_to_string(&mut holder) {
        Ok(_) if !holder.is_empty() => holder,
        _ => "another process".to_owned(),
    }
}
