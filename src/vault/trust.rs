//! What this machine trusts: for each catalog the public key that signs its members, and the newest version seen.
//!
//! Owns the file `trusted`, one line a catalog: id, public key of minisign, version. It stands outside of the catalog, so
//! that whoever writes to the catalog cannot choose whom it trusts.

use super::error::{Result, VaultError};
use super::key_file;
use crate::model::secret::Secret;
use minisign::PublicKey;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// What is trusted for one catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Public key of minisign, base64.
    pub key: String,
    /// Newest version of the list of members that was seen; 0: none yet.
    pub seen: u64,
}

impl Pin {
    /// A pin of a public key that a person gave.
    pub fn new(key: &str) -> Result<Self> {
        let key = key.trim();
        PublicKey::from_base64(key).map_err(|_| VaultError::NotAPublicKey(key.to_owned()))?;
        Ok(Self { key: key.to_owned(), seen: 0 })
    }
}

/// The pins of this machine.
#[derive(Debug, Clone, Default)]
pub struct Pins(Vec<(String, Pin)>);

impl Pins {
    /// Reads the pins; a file that is not there holds none.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = match key_file::read(path, false) {
            Ok(bytes) => bytes,
            Err(VaultError::NoKey(_)) => return Ok(Self::default()),
            Err(error) => return Err(error),
        };
        let wrong = || VaultError::NotAKey(path.to_owned(), "list of pins (catalog, public key, version)");
        let text = std::str::from_utf8(&bytes).map_err(|_| wrong())?;
        let pins = text.lines().filter(|line| !line.trim().is_empty()).map(|line| {
            let mut words = line.split_whitespace();
            let (catalog, key, seen) = (words.next()?, words.next()?, words.next()?.parse().ok()?);
            let pin = Pin { seen, ..Pin::new(key).ok()? };
            words.next().is_none().then(|| (catalog.to_owned(), pin))
        });
        pins.collect::<Option<Vec<_>>>().map(Self).ok_or_else(wrong)
    }

    /// The pin of a catalog.
    #[must_use]
    pub fn of(&self, catalog: &str) -> Option<&Pin> {
        self.0.iter().find(|(known, _)| known == catalog).map(|(_, pin)| pin)
    }

    /// True where other catalogs are trusted, too.
    #[must_use]
    pub fn others(&self, catalog: &str) -> bool {
        self.0.iter().any(|(known, _)| known != catalog)
    }

    /// Notes a pin in the file. A version that was seen is never forgotten while the key stays the same.
    pub fn note(path: &Path, catalog: &str, pin: &Pin) -> Result<()> {
        let _alone = alone(path)?;
        let mut pins = Self::read(path)?;
        let before = pins.of(catalog).filter(|before| before.key == pin.key);
        let pin = Pin { seen: pin.seen.max(before.map_or(0, |before| before.seen)), ..pin.clone() };
        if before == Some(&pin) {
            return Ok(());
        }
        pins.0.retain(|(known, _)| known != catalog);
        pins.0.push((catalog.to_owned(), pin));
        pins.0.sort_by(|a, b| a.0.cmp(&b.0));
        let lines: Vec<String> =
            pins.0.iter().map(|(catalog, pin)| format!("{catalog} {} {}\n", pin.key, pin.seen)).collect();
        let text = lines.concat();
        key_file::replace(path, &Secret::new(text), None)
    }
}

/// Two programs that note a pin at once must not lose one.
fn alone(path: &Path) -> Result<File> {
    key_file::make_folder(path)?;
    let lock: PathBuf = path.with_extension("lock");
    let failed = |error: std::io::Error| VaultError::File(lock.clone(), error.to_string());
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    let file = options.open(&lock).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}
