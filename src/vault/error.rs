//! Why a secret cannot be sealed or opened, named by what the user can mend. No error holds a secret.

use crate::model::Text;
use std::path::PathBuf;

/// The errors of the vault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// No key file there.
    #[error("there is no key at {}", .0.display())]
    NoKey(PathBuf),
    /// A key file is there already, and none is ever written over.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// Others than the owner may read or write a key file.
    #[error("others than its owner may read {}: its mode is {:04o}", .0.display(), .1)]
    OpenToOthers(PathBuf, u32),
    /// A key file could not be read or written.
    #[error("{}: {}", .0.display(), .1)]
    File(PathBuf, String),
    /// A file holds no key of the kind that was looked for.
    #[error("{} holds no {}", .0.display(), .1)]
    NotAKey(PathBuf, &'static str),
    /// A key file is protected and no passphrase was given.
    #[error("{} is protected by a passphrase, and none was given", .0.display())]
    NoPassphrase(PathBuf),
    /// The passphrase is not the one of the key file.
    #[error("this is not the passphrase of {}", .0.display())]
    WrongPassphrase(PathBuf),
    /// Sealed to others.
    #[error("credential {0}, version {1}: sealed to others, no identity at hand opens it")]
    NotForUs(String, u32),
    /// Truncated or changed.
    #[error("credential {0}, version {1}: the sealed value is damaged")]
    Damaged(String, u32),
    /// Sealed for another catalog, credential or version.
    #[error("credential {0}, version {1}: the sealed value belongs to another place")]
    Elsewhere(String, u32),
    /// Nobody could open it.
    #[error("credential {0}: no member may open it, and nothing is sealed to nobody")]
    NoRecipients(String),
    /// No age recipient.
    #[error("{0} is no age recipient (age1...)")]
    NotARecipient(Text),
    /// No public key of minisign.
    #[error("{0} is no public key of minisign")]
    NotAPublicKey(String),
    /// The list of members is not vouched for on this machine.
    #[error("the members of this catalog are not trusted here: no signing key is pinned for it")]
    NotPinned,
    /// The newest list of members is not signed by the pinned key.
    #[error(
        "the list of members (version {version}) is forged: the pinned key did not sign it{}",
        named(.strangers)
    )]
    Forged {
        /// Version that it claims.
        version: u64,
        /// Members that the last good list did not have: name and recipient.
        strangers: Vec<String>,
    },
    /// An older list of members than one that was seen.
    #[error("the list of members was rolled back: version {seen} was seen, the catalog has {found}")]
    RolledBack {
        /// Newest version seen on this machine.
        seen: u64,
        /// Version in the catalog; 0: none.
        found: u64,
    },
    /// The signing key at hand is not the pinned one.
    #[error("{} is not the key that signs the members of this catalog", .0.display())]
    OtherSigner(PathBuf),
    /// age or minisign could not do it.
    #[error("the key could not be used: {0}")]
    Failed(String),
}

fn named(strangers: &[String]) -> String {
    if strangers.is_empty() { String::new() } else { format!("; not vouched for: {}", strangers.join(", ")) }
}

/// Result of the vault.
pub type Result<T> = std::result::Result<T, VaultError>;
