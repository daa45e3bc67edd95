//! Seals secrets that are met while a catalog is filled: it needs no identity, only the members and, where it is at hand, the
//! key of MACs.
//!
//! Owns the IDs of such secrets: digests of where they stood, so that the text around one stays the same while its value
//! changes, and tells nothing of the value.

use super::binding::subjects_of;
use super::error::{Result, VaultError};
use super::mac::MacKey;
use super::membership::recipients_for;
use super::seal::{Place, seal};
use crate::model::Text;
use crate::model::credential::Sealed;
use crate::model::role::Membership;
use crate::model::secret::Secret;

/// What seals for one catalog.
pub struct Sealer {
    catalog: Text,
    list: Membership,
    mac: Option<MacKey>,
}

impl Sealer {
    /// `list` was verified.
    #[must_use]
    pub fn new(catalog: Text, list: Membership, mac: Option<MacKey>) -> Self {
        Self { catalog, list, mac }
    }

    /// The ID of the Nth secret of a place: 16 hexadecimal digits, other ones in another catalog.
    #[must_use]
    pub fn id(&self, place: &[&str], nth: usize) -> Text {
        let mut hasher = blake3::Hasher::new();
        let nth = nth.to_string();
        for part in [self.catalog.as_str(), nth.as_str()].iter().chain(place) {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.finalize().to_hex()[..16].into()
    }

    /// Seals a value to those who may open a credential of this name.
    pub fn seal(&self, name: &str, version: u32, secret: &Secret) -> Result<Sealed> {
        let recipients = recipients_for(&self.list, &subjects_of(&self.list, name));
        if recipients.is_empty() {
            return Err(VaultError::NoRecipients(name.to_owned()));
        }
        let place = Place { catalog: &self.catalog, credential: name, version };
        let mac = self.mac.as_ref().map(|key| key.mac(secret, &place));
        Ok(Sealed { sealed: seal(secret, &place, &recipients)?, mac, recipients })
    }

    /// Whether a sealed value is this one; `None`: that cannot be told without opening it.
    #[must_use]
    pub fn is(&self, sealed: &Sealed, name: &str, version: u32, secret: &Secret) -> Option<bool> {
        let (key, mac) = (self.mac.as_ref()?, sealed.mac.as_ref()?);
        let place = Place { catalog: &self.catalog, credential: name, version };
        Some(key.same((&key.mac(secret, &place), &place), (mac, &place)))
    }
}
