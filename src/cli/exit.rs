//! What the user sees when something cannot be done: what, where, what to do. The one table of exit codes.
//!
//! | code | meaning |
//! |---|---|
//! | 0 | done |
//! | 1 | done, and the answer is "no": problems, findings, differences, damage |
//! | 2 | the command line is wrong |
//! | 3 | input: nothing readable, object not found |
//! | 4 | key or permission |
//! | 5 | the store, or reading and writing files |
//! | 70 | a bug of ours |
//!
//! A broken pipe is 0: whoever reads has what they wanted.

use crate::ingest::IngestError;
use crate::store::StoreError;
use crate::vault::VaultError;
use std::fmt;

/// Done.
pub const DONE: u8 = 0;
/// Done, and the answer is "no".
pub const NO: u8 = 1;
/// The command line is wrong.
pub const USAGE: u8 = 2;
/// Nothing readable, object not found.
pub const INPUT: u8 = 3;
/// Key or permission.
pub const PERMISSION: u8 = 4;
/// Store or files.
pub const STORE: u8 = 5;

/// A command that could not do its work.
#[derive(Debug)]
pub struct Failure {
    /// Exit code.
    pub code: u8,
    message: String,
    hint: Option<String>,
}

impl Failure {
    /// Makes a failure.
    pub fn new(code: u8, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What went wrong, without what to do.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Reading or writing a file went wrong.
    #[must_use]
    pub fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        let code = if error.kind() == std::io::ErrorKind::PermissionDenied { PERMISSION } else { STORE };
        Self::new(code, format!("{}: {error}", path.display()))
    }

    /// The same for a file that is given to read: one that is not there is wrong input.
    #[must_use]
    pub fn given(path: &std::path::Path, error: &std::io::Error) -> Self {
        let failure = Self::file(path, error);
        if error.kind() == std::io::ErrorKind::NotFound { Self { code: INPUT, ..failure } } else { failure }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "catalog: {}", self.message)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, "\n  {hint}"))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        match error {
            StoreError::NoCatalog(_) => Self::new(INPUT, message)
                .hint("make one with `catalog ingest PATH`, or name another with --catalog FILE or CATALOG_DB"),
            StoreError::NotACatalog(_) => Self::new(INPUT, message).hint("name another file with --catalog FILE"),
            StoreError::Exists(_) => Self::new(STORE, message).hint("choose another name or move it away"),
            StoreError::NewerSchema { .. } => {
                Self::new(STORE, message).hint("a newer catalog program wrote it; update this one")
            }
            StoreError::OldSchema { .. } => {
                Self::new(STORE, message).hint("run `catalog upgrade` (it makes a copy first)")
            }
            StoreError::Busy(_) => {
                Self::new(STORE, message).hint("wait longer with --wait SECONDS, or try again later")
            }
            StoreError::File(path, error) => Self::file(&path, &error),
            StoreError::Refused(_) => Self::new(USAGE, message),
            StoreError::Damaged(_) => {
                Self::new(STORE, message).hint("run `catalog check`; restore a backup if it is damaged")
            }
            StoreError::Sqlite(_) => Self::new(STORE, message),
        }
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        let message = error.to_string();
        let key = |hint: &str| Self::new(PERMISSION, message.clone()).hint(hint);
        match error {
            VaultError::NoKey(_) => key("`catalog key init` makes keys; --identity FILE or --keys DIR names others"),
            VaultError::Exists(_) => key("nothing was changed; --reuse takes the keys that are there"),
            VaultError::OpenToOthers(path, _) => key(&format!("run `chmod 600 {}`", path.display())),
            VaultError::NoPassphrase(_) => key("give it at the prompt, or name a file in CATALOG_PASSPHRASE_FILE"),
            VaultError::NotForUs(..) => key("use the identity of a member who may open it: --identity FILE"),
            VaultError::Damaged(..) => key("set it anew with `catalog credential rotate`, or restore a backup"),
            VaultError::Elsewhere(..) => key("somebody moved rows; set it anew, or restore a backup"),
            VaultError::NoRecipients(_) => key("`catalog role grant` says who may open what"),
            VaultError::NotPinned => {
                key("`catalog key trust PUBLIC-KEY` pins the key that the owner's `catalog key show` prints")
            }
            VaultError::Forged { .. } => {
                key("nothing is sealed to it; restore a backup, and ask who wrote to the file")
            }
            VaultError::RolledBack { .. } => key("nothing is sealed to it; restore the newest backup"),
            VaultError::OtherSigner(_) => key("use the keys of the owner: --keys DIR"),
            VaultError::WrongPassphrase(_) | VaultError::NotAKey(..) => Self::new(PERMISSION, message),
            VaultError::NotARecipient(_) | VaultError::NotAPublicKey(_) => Self::new(USAGE, message),
            VaultError::File(..) | VaultError::Failed(_) => Self::new(STORE, message),
        }
    }
}

impl From<IngestError> for Failure {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Store(error) => error.into(),
            IngestError::Vault(error) => error.into(),
        }
    }
}

/// Result of a command: its exit code.
pub type Outcome = Result<u8, Failure>;
