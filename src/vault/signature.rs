//! Detached signatures of files, as minisign writes and checks them.
//!
//! Owns what a signature of a file looks like. The key is the one that signs the members.

use super::error::{Result, VaultError};
use super::membership::{SIGNATURE, SigningKey};
use minisign::{PublicKey, SignatureBox};
use std::io::Cursor;

/// Characters of the signature of the file itself in base64.
const FILE_SIGNATURE: usize = 100;
/// Lines of a file of a signature, and what the first and the third begin with.
const COMMENTS: [&str; 2] = ["untrusted comment: ", "trusted comment: "];

impl SigningKey {
    /// The text of a detached signature of these bytes. Whoever checks it sees `comment`, which is signed, too; it is one line.
    pub fn sign_file(&self, bytes: &[u8], comment: &str) -> Result<String> {
        let comment: String = comment.chars().filter(|c| !c.is_control()).collect();
        let untrusted = Some("signature of a report of catalog");
        let signed = minisign::sign(None, self.secret(), Cursor::new(bytes), Some(&comment), untrusted);
        Ok(signed.map_err(|error| VaultError::Failed(error.to_string()))?.into_string())
    }
}

/// Checks a detached signature of bytes with a public key. Returns its signed comment; `None` where that key did not sign
/// these bytes. Fails only where the key is none.
pub fn file_signed_by(public: &str, bytes: &[u8], signature: &str) -> Result<Option<String>> {
    let key = PublicKey::from_base64(public.trim()).map_err(|_| VaultError::NotAPublicKey(public.trim().to_owned()))?;
    if !is_well_formed(signature) {
        return Ok(None);
    }
    let Ok(boxed) = SignatureBox::from_string(signature) else { return Ok(None) };
    if minisign::verify(&key, &boxed, Cursor::new(bytes), true, false, false).is_err() {
        return Ok(None);
    }
    Ok(boxed.trusted_comment().ok())
}

/// The library takes shorter texts and stumbles over them.
fn is_well_formed(signature: &str) -> bool {
    let lines: Vec<&str> = signature.lines().collect();
    let [first, file, third, whole] = lines[..] else { return false };
    first.starts_with(COMMENTS[0])
        && third.starts_with(COMMENTS[1])
        && file.trim().len() == FILE_SIGNATURE
        && whole.trim().len() == SIGNATURE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::key_file;

    fn key() -> SigningKey {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("signing.key");
        key_file::write_new(&path, &SigningKey::mint().expect("a key"), None).expect("written");
        SigningKey::read(&path, &|| None).expect("read")
    }

    #[test]
    fn only_the_key_that_signed_these_bytes_verifies_them() {
        let (ours, theirs) = (key(), key());
        let signature = ours.sign_file(b"page", "report:compliance\nforged: line").expect("signed");
        let by = |key: &SigningKey, bytes: &[u8], text: &str| file_signed_by(key.public(), bytes, text).expect("a key");
        assert_eq!(by(&ours, b"page", &signature).as_deref(), Some("report:complianceforged: line"));
        assert_eq!(by(&ours, b"pagE", &signature), None);
        assert_eq!(by(&theirs, b"page", &signature), None);
        assert_eq!(by(&ours, b"page", &signature.replace("report:", "forged:")), None, "the comment is signed");
        for at in 0..signature.len() {
            if let Some(cut) = signature.get(..at) {
                assert!(by(&ours, b"page", cut).is_none() || cut.trim_end() == signature.trim_end(), "cut at {at}");
            }
        }
        assert!(file_signed_by("no key", b"page", &signature).is_err());
    }
}
