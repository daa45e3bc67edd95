//! Files that hold keys: private, whole or not there, never written over by accident.
//!
//! Owns modes, atomic writing and protection by a passphrase (age's scrypt). What stands in the files is for others.

use super::error::{Result, VaultError};
use crate::model::secret::Secret;
use age::secrecy::SecretString;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// How age files begin.
const AGE: &[u8] = b"age-encryption.org/v1";
/// Work of guessing a passphrase once, as a power of two: about half a second and 128 MB.
const WORK: u8 = 17;
/// More work than this is refused: a file that asks for it would stall the program.
const MOST_WORK: u8 = 22;
/// A key file is small; nobody is made to read more.
const MOST_BYTES: u64 = 1 << 20;
/// What group and others may not have.
const OTHERS: u32 = 0o077;
/// The same of a file of systemd, which lets the account of the service in by an access list: the mode then shows its mask
/// as right of the group. The folder around it is closed to everybody else.
const OTHERS_OF_SYSTEMD: u32 = 0o037;

/// True where something has this name.
#[must_use]
pub fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Reads a private file. `by_systemd` says that it stands in systemd's folder of credentials.
pub(super) fn read(path: &Path, by_systemd: bool) -> Result<Zeroizing<Vec<u8>>> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => VaultError::NoKey(path.to_owned()),
        _ => VaultError::File(path.to_owned(), error.to_string()),
    };
    let file = File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    let mode = about.permissions().mode() & 0o7777;
    if mode & (if by_systemd { OTHERS_OF_SYSTEMD } else { OTHERS }) != 0 {
        return Err(VaultError::OpenToOthers(path.to_owned(), mode));
    }
    // Room for all at once: a vector that grows leaves copies behind that nobody wipes.
    let room = usize::try_from(about.len().min(MOST_BYTES)).unwrap_or(0) + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Reads a private file of text, taking its protection off; `passphrase` is asked only where there is one.
pub(super) fn read_text(path: &Path, by_systemd: bool, passphrase: &dyn Fn() -> Option<Secret>) -> Result<Secret> {
    let bytes = read(path, by_systemd)?;
    let plain = if bytes.starts_with(AGE) { unprotected(path, &bytes, passphrase)? } else { bytes };
    let text = std::str::from_utf8(&plain).map_err(|_| VaultError::NotAKey(path.to_owned(), "text"))?;
    Ok(Secret::new(text.to_owned()))
}

/// True for a file that is protected by a passphrase.
pub fn is_protected(path: &Path) -> Result<bool> {
    // The mode was looked at when its keys were read.
    Ok(read(path, true)?.starts_with(AGE))
}

/// The passphrase in a private file: its first line.
pub fn passphrase(path: &Path) -> Result<Secret> {
    let bytes = read(path, false)?;
    let line = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let text = std::str::from_utf8(line).ok().filter(|text| !text.is_empty());
    text.map(|text| Secret::new(text.to_owned())).ok_or_else(|| VaultError::NotAKey(path.to_owned(), "passphrase"))
}

fn unprotected(path: &Path, bytes: &[u8], passphrase: &dyn Fn() -> Option<Secret>) -> Result<Zeroizing<Vec<u8>>> {
    let given = passphrase().ok_or_else(|| VaultError::NoPassphrase(path.to_owned()))?;
    let mut identity = age::scrypt::Identity::new(SecretString::from(given.expose().to_owned()));
    identity.set_max_work_factor(MOST_WORK);
    age::decrypt(&identity, bytes).map(Zeroizing::new).map_err(|_| VaultError::WrongPassphrase(path.to_owned()))
}

/// The text of a key file as it is written: plain, or protected by a passphrase.
fn protected(text: &Secret, passphrase: Option<&Secret>) -> Result<Zeroizing<Vec<u8>>> {
    let plain = text.expose().as_bytes();
    let Some(passphrase) = passphrase else { return Ok(Zeroizing::new(plain.to_vec())) };
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase.expose().to_owned()));
    recipient.set_work_factor(WORK);
    let sealed = age::encrypt(&recipient, plain).map_err(|error| VaultError::Failed(error.to_string()))?;
    Ok(Zeroizing::new(sealed))
}

/// Writes a key file that is not there yet, mode 0600; its folder is made with mode 0700.
pub fn write_new(path: &Path, text: &Secret, passphrase: Option<&Secret>) -> Result<()> {
    if is_there(path) {
        return Err(VaultError::Exists(path.to_owned()));
    }
    let part = fill(path, &protected(text, passphrase)?)?;
    // A link refuses to take the place of a file that came meanwhile; `rename` would write over it.
    let linked = fs::hard_link(&part, path);
    let _ = fs::remove_file(&part);
    linked.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => VaultError::Exists(path.to_owned()),
        _ => VaultError::File(path.to_owned(), error.to_string()),
    })?;
    keep_name(path)
}

/// Writes a key file anew: whoever looks sees all of the old or all of the new text.
pub fn replace(path: &Path, text: &Secret, passphrase: Option<&Secret>) -> Result<()> {
    let part = fill(path, &protected(text, passphrase)?)?;
    fs::rename(&part, path).map_err(|error| VaultError::File(path.to_owned(), error.to_string()))?;
    keep_name(path)
}

/// Writes a file beside the one that is meant, down to the disk.
fn fill(path: &Path, bytes: &[u8]) -> Result<PathBuf> {
    let failed = |error: std::io::Error| VaultError::File(path.to_owned(), error.to_string());
    make_folder(path)?;
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = PathBuf::from(name);
    // One of a process of this number that was killed.
    let _ = fs::remove_file(&part);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    Ok(part)
}

/// Makes the folder of a file, for its owner only; one that is there stays as it is.
pub(super) fn make_folder(path: &Path) -> Result<()> {
    let Some(folder) = folder(path) else { return Ok(()) };
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| VaultError::File(folder.to_owned(), error.to_string()))
}

/// Makes the name last, too: it stands in the folder.
fn keep_name(path: &Path) -> Result<()> {
    let Some(folder) = folder(path) else { return Ok(()) };
    let failed = |error: std::io::Error| VaultError::File(path.to_owned(), error.to_string());
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}

fn folder(path: &Path) -> Option<&Path> {
    path.parent().filter(|folder| !folder.as_os_str().is_empty())
}
