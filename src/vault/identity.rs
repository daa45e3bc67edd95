//! Identities: what opens sealed values. A file of them, newest first, as age writes it.

use super::error::{Result, VaultError};
use super::key_file;
use super::seal::{Place, taken};
use crate::model::Text;
use crate::model::secret::Secret;
use age::secrecy::ExposeSecret;
use age::x25519;
use std::io::Read;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A new identity as text for a file, and its recipient.
pub struct Minted {
    /// Lines of the file: comments and the secret key.
    pub text: Secret,
    /// `age1…`
    pub recipient: Text,
}

/// The identities of a file, newest first. Not to be shown, so it has no `Debug`.
pub struct Identities {
    path: PathBuf,
    keys: Vec<x25519::Identity>,
}

impl Identities {
    /// Makes a new identity. `now` is noted in the file.
    #[must_use]
    pub fn mint(now: &str) -> Minted {
        let key = x25519::Identity::generate();
        let recipient = Text::from(key.to_public().to_string());
        let secret = key.to_string();
        // One allocation: a text that grows leaves copies behind that nobody wipes.
        let mut text = String::with_capacity(256);
        for part in ["# created: ", now, "\n# public key: ", &recipient, "\n", secret.expose_secret(), "\n"] {
            text.push_str(part);
        }
        Minted { text: Secret::new(text), recipient }
    }

    /// Reads a file that only its owner may read. `passphrase` is asked where it is protected.
    pub fn read(path: &Path, by_systemd: bool, passphrase: &dyn Fn() -> Option<Secret>) -> Result<Self> {
        let text = key_file::read_text(path, by_systemd, passphrase)?;
        let lines = text.expose().lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let keys: std::result::Result<Vec<_>, _> = lines.map(str::parse::<x25519::Identity>).collect();
        let keys = keys.ok().filter(|keys| !keys.is_empty());
        let keys = keys.ok_or_else(|| VaultError::NotAKey(path.to_owned(), "identity of age (AGE-SECRET-KEY-1...)"))?;
        Ok(Self { path: path.to_owned(), keys })
    }

    /// Where they were read.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Their recipients, newest first.
    #[must_use]
    pub fn recipients(&self) -> Vec<Text> {
        self.keys.iter().map(|key| Text::from(key.to_public().to_string())).collect()
    }

    /// Opens a sealed value, if it is for this place.
    pub fn open(&self, sealed: &[u8], place: &Place<'_>) -> Result<Secret> {
        let (name, version) = (place.credential.to_owned(), place.version);
        let decryptor = match age::Decryptor::new_buffered(sealed) {
            Ok(decryptor) if !decryptor.is_scrypt() => decryptor,
            _ => return Err(VaultError::Damaged(name, version)),
        };
        let keys = self.keys.iter().map(|key| key as &dyn age::Identity);
        let mut reader = match decryptor.decrypt(keys) {
            Ok(reader) => reader,
            Err(age::DecryptError::NoMatchingKeys) => return Err(VaultError::NotForUs(name, version)),
            Err(_) => return Err(VaultError::Damaged(name, version)),
        };
        let mut opened = Zeroizing::new(Vec::with_capacity(sealed.len()));
        reader.read_to_end(&mut opened).map_err(|_| VaultError::Damaged(name, version))?;
        taken(&opened, place)
    }

    /// The text of a file with these identities without those of some recipients, for a file that is written anew.
    #[must_use]
    pub fn text_of(&self, kept: &dyn Fn(&str) -> bool) -> Secret {
        let mut text = String::with_capacity(256 * self.keys.len());
        for key in &self.keys {
            let recipient = key.to_public().to_string();
            if kept(&recipient) {
                for part in ["# public key: ", &recipient, "\n", key.to_string().expose_secret(), "\n"] {
                    text.push_str(part);
                }
            }
        }
        Secret::new(text)
    }
}

impl Minted {
    /// This identity before those of a file.
    #[must_use]
    pub fn before(&self, others: &Secret) -> Secret {
        joined(&self.text, others)
    }
}

/// The text of a file with the identities of two.
#[must_use]
pub fn joined(first: &Secret, second: &Secret) -> Secret {
    let mut text = String::with_capacity(first.expose().len() + second.expose().len());
    text.push_str(first.expose());
    text.push_str(second.expose());
    Secret::new(text)
}
