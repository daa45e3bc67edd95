//! Equal or different, without opening: a keyed digest of the value.
//!
//! What is stored is the digest of the value, keyed, XOR a pad that is made of the key and the place. Without the key two
//! rows tell nothing, not even whether they are equal; with it the pads come off and the digests can be compared.

use super::error::{Result, VaultError};
use super::key_file;
use super::seal::Place;
use crate::model::secret::Secret;
use age::secrecy::ExposeSecret;
use std::path::Path;
use zeroize::Zeroizing;

/// Bytes of a digest.
const BYTES: usize = 32;

/// The key of the digests. Not to be shown, so it has no `Debug`.
#[derive(Clone)]
pub struct MacKey {
    values: Zeroizing<[u8; BYTES]>,
    pads: Zeroizing<[u8; BYTES]>,
}

impl MacKey {
    /// Makes the text of a new key file: 64 hexadecimal digits.
    #[must_use]
    pub fn mint() -> Secret {
        // 256 random bits: those of a new identity, which is used for nothing else.
        let random = age::x25519::Identity::generate().to_string();
        let key = Zeroizing::new(blake3::derive_key("catalog 2026 key of MACs", random.expose_secret().as_bytes()));
        let mut text = String::with_capacity(2 * BYTES + 1);
        for byte in key.iter() {
            for digit in [byte >> 4, byte & 15] {
                text.extend(char::from_digit(digit.into(), 16));
            }
        }
        text.push('\n');
        Secret::new(text)
    }

    /// Reads a key file; `None` where there is none.
    pub fn read(path: &Path) -> Result<Option<Self>> {
        let bytes = match key_file::read(path, false) {
            Ok(bytes) => bytes,
            Err(VaultError::NoKey(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let digits = bytes.trim_ascii();
        if digits.len() != 2 * BYTES || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(VaultError::NotAKey(path.to_owned(), "key of MACs (64 hexadecimal digits)"));
        }
        let key = |what: &str| Zeroizing::new(blake3::derive_key(what, digits));
        Ok(Some(Self { values: key("catalog 2026 MAC of a value"), pads: key("catalog 2026 pad of a MAC") }))
    }

    /// The digest of a value at a place, as it is stored.
    #[must_use]
    pub fn mac(&self, secret: &Secret, place: &Place<'_>) -> Vec<u8> {
        let digest = blake3::keyed_hash(&self.values, secret.expose().as_bytes());
        self.padded(digest.as_bytes(), place)
    }

    /// True where two stored digests are of the same value.
    #[must_use]
    pub fn same(&self, a: (&[u8], &Place<'_>), b: (&[u8], &Place<'_>)) -> bool {
        a.0.len() == BYTES && b.0.len() == BYTES && self.padded(a.0, a.1) == self.padded(b.0, b.1)
    }

    /// Puts the pad of a place on a digest, or takes it off.
    fn padded(&self, digest: &[u8], place: &Place<'_>) -> Vec<u8> {
        let pad = blake3::keyed_hash(&self.pads, &place.bytes());
        digest.iter().zip(pad.as_bytes()).map(|(digit, pad)| digit ^ pad).collect()
    }
}
