//! What a finding or an alert is known by, over nights and machines.
//!
//! A fingerprint is the first 16 bytes, in hex, of BLAKE3 over the pieces with their lengths before them. Values and times
//! are no pieces: the same thing wrong tomorrow has the same fingerprint.

/// The fingerprint of pieces, in their order.
#[must_use]
pub fn fingerprint(pieces: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for piece in pieces {
        hasher.update(&(piece.len() as u64).to_le_bytes());
        hasher.update(piece.as_bytes());
    }
    hasher.finalize().to_hex().chars().take(32).collect()
}

/// BLAKE3 of bytes, in hex: what tells that a whole file or a set of files is as it was.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn pieces_do_not_run_into_each_other() {
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
        assert_eq!(fingerprint(&["SEC01", "x"]).len(), 32);
    }
}
