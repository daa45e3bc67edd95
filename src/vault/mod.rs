//! Seals and opens secrets; keys; signed lists of members. The one door to age and to signatures.
//!
//! Sealing needs recipients only, which are public; opening needs an identity, which is a file outside of the catalog. Never
//! touches SQLite, never prints, never puts a secret into an error.

mod binding;
mod error;
mod identity;
mod key_file;
mod mac;
mod membership;
mod seal;
mod sealer;
mod signature;
mod trust;

pub use binding::{Vouch, is_bound, opens_secret, rebound, subjects_of};
pub use error::{Result, VaultError};
pub use identity::{Identities, Minted, joined};
pub use key_file::{is_protected, is_there, passphrase, replace, write_new};
pub use mac::MacKey;
pub use membership::{
    Signed, SigningKey, changed, claimed, former_name, has_reader, may, openers, recipients_for, verified,
};
pub use seal::{Place, is_recipient, seal};
pub use sealer::Sealer;
pub use signature::file_signed_by;
pub use trust::{Pin, Pins};
