//! Sealing: a secret and the place that it is for become an age file.
//!
//! age has no associated data, so the place stands inside, before the secret, each part with its length: two places never
//! give the same bytes.

use super::error::{Result, VaultError};
use crate::model::Text;
use crate::model::secret::Secret;
use age::x25519;
use std::io::Write;
use zeroize::Zeroizing;

/// What a sealed value is for. It opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Id of the catalog.
    pub catalog: &'a str,
    /// Name of the credential.
    pub credential: &'a str,
    /// Version of its value, from 1.
    pub version: u32,
}

impl Place<'_> {
    /// The place as bytes, different for every place.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"catalog secret 1\n".to_vec();
        for part in [self.catalog, self.credential] {
            bytes.extend(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            bytes.extend(part.as_bytes());
        }
        bytes.extend(self.version.to_le_bytes());
        bytes
    }
}

/// True for a recipient that secrets can be sealed to (X25519, `age1…`).
#[must_use]
pub fn is_recipient(text: &str) -> bool {
    text.parse::<x25519::Recipient>().is_ok()
}

/// Seals a secret for a place to recipients. Refuses none.
pub fn seal(secret: &Secret, place: &Place<'_>, recipients: &[Text]) -> Result<Vec<u8>> {
    let parsed = recipients
        .iter()
        .map(|text| text.parse::<x25519::Recipient>().map_err(|_| VaultError::NotARecipient(text.clone())));
    let parsed: Vec<x25519::Recipient> = parsed.collect::<Result<_>>()?;
    let failed = |error: String| VaultError::Failed(error);
    let recipients = parsed.iter().map(|one| one as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).map_err(|error| match error {
        age::EncryptError::MissingRecipients => VaultError::NoRecipients(place.credential.to_owned()),
        other => failed(other.to_string()),
    })?;
    let mut sealed = Vec::with_capacity(512 + secret.expose().len());
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(|error| failed(error.to_string()))?;
    let written = writer.write_all(&place.bytes()).and_then(|()| writer.write_all(secret.expose().as_bytes()));
    written.and_then(|()| writer.finish().map(drop)).map_err(|error| failed(error.to_string()))?;
    Ok(sealed)
}

/// Takes the secret out of an opened value, if it is for this place.
pub(super) fn taken(opened: &Zeroizing<Vec<u8>>, place: &Place<'_>) -> Result<Secret> {
    let named = || (place.credential.to_owned(), place.version);
    let inside = opened.strip_prefix(place.bytes().as_slice()).ok_or_else(|| {
        let (name, version) = named();
        VaultError::Elsewhere(name, version)
    })?;
    let text = std::str::from_utf8(inside).map_err(|_| {
        let (name, version) = named();
        VaultError::Damaged(name, version)
    })?;
    Ok(Secret::new(text.to_owned()))
}
