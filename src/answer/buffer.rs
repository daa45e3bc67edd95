//! The buffer of a session: how many blocks it holds and how many are needed.
//!
//! Owns sizes as PowerCenter writes them and the arithmetic of blocks. Judges nothing.

use super::assembled::Assembled;

/// The attribute that sets the buffer.
pub(in crate::answer) const BUFFER: &str = "DTM buffer size";

/// Blocks that the buffer holds and blocks that are needed, where both are known: buffer and block size are fixed, and
/// everything in the mapping was found.
///
/// Nine tenths of the buffer hold blocks; each source and target wants two of them for each partition. Source: the manual's
/// pages on buffer memory.
pub(in crate::answer) fn blocks(run: &Assembled<'_>) -> Option<(u64, u64)> {
    let buffer = size_bytes(run.value(BUFFER))?;
    let block = size_bytes(run.value("Default buffer block size")).filter(|bytes| *bytes > 0)?;
    let ends = run.parts.iter().filter(|one| one.kind.contains("Qualifier") || one.kind == "Target Definition").count();
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let needed = count(ends).saturating_mul(2).saturating_mul(count(run.partitions()));
    run.whole.then_some((buffer / 10 * 9 / block, needed))
}

/// Bytes of a size as PowerCenter writes it: bare, or with KB, MB or GB; `None` for `Auto` and what is no size.
pub(in crate::answer) fn size_bytes(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_uppercase();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let factor = match text[digits.len()..].trim() {
        "" | "B" => 1,
        "KB" => 1 << 10,
        "MB" => 1 << 20,
        "GB" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::size_bytes;

    #[test]
    fn sizes_are_binary() {
        assert_eq!(size_bytes("512MB"), Some(512 << 20));
        assert_eq!(size_bytes(" 12000000 "), Some(12_000_000));
        assert_eq!((size_bytes("Auto"), size_bytes("12 parsecs"), size_bytes("-1")), (None, None, None));
    }
}
