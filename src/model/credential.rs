//! Credentials: named secrets, sealed. What is known of one without opening it.

use super::Text;
use super::secret::Secret;
use std::collections::BTreeMap;
use std::ops::Range;

/// Where a credential came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Set by somebody, or imported with a connection.
    Set,
    /// Found inside an export, a parameter file or YAML, and sealed instead of stored.
    Found,
}

impl Origin {
    /// As it is stored and shown.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Found => "found",
        }
    }
}

/// A secret that was found in an input, on its way to be sealed.
#[derive(Clone)]
pub struct FoundSecret {
    /// ID, as in `«sealed:ID»`. It is made of the place, never of the value.
    pub id: Text,
    /// The plain value.
    pub secret: Secret,
    /// Lines before it in the text that was read.
    pub line: u32,
}

/// The ID of the Nth secret, from 1, of a place in an input.
pub type Ids<'i> = dyn Fn(&str, usize) -> Text + 'i;

/// What stands in a text in the place of a secret that was cut out and not kept.
pub const MASK: &str = "«secret»";
/// How a mark begins and ends.
const OPENING: &str = "«sealed:";
const CLOSING: char = '»';
/// Hexadecimal digits of an ID.
const DIGITS: usize = 16;

/// Name of the credential in which a found secret is kept.
#[must_use]
pub fn found_name(id: &str) -> String {
    format!("found/{id}")
}

/// What stands in a text in the place of a secret that was sealed.
#[must_use]
pub fn mark(id: &str) -> String {
    format!("{OPENING}{id}{CLOSING}")
}

/// The marks in a text: where each stands, and its ID.
pub fn marks(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    text.match_indices(OPENING).filter_map(|(start, _)| {
        let from = start + OPENING.len();
        let id = text.get(from..from + DIGITS)?;
        let is_id = id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let end = from + DIGITS + CLOSING.len_utf8();
        (is_id && text[from + DIGITS..].starts_with(CLOSING)).then_some((start..end, id))
    })
}

/// The text without marks, whole or only begun, but those of known IDs; `None` where there are none. Whoever puts secrets back
/// must meet no mark that does not belong where it stands.
#[must_use]
pub fn without_strange_marks(text: &str, is_known: &dyn Fn(&str) -> bool) -> Option<String> {
    let whole: BTreeMap<usize, (usize, &str)> = marks(text).map(|(range, id)| (range.start, (range.end, id))).collect();
    let (mut out, mut from) = (String::new(), 0);
    for (at, opening) in text.match_indices(OPENING) {
        let end = match whole.get(&at) {
            Some((_, id)) if is_known(id) => continue,
            Some((end, _)) => *end,
            None => at + opening.len(),
        };
        out.push_str(&text[from..at]);
        out.push_str(MASK);
        from = end;
    }
    (from > 0).then(|| out + &text[from..])
}

/// The ID where a text is a mark and nothing else.
#[must_use]
pub fn marked(text: &str) -> Option<&str> {
    marks(text).next().filter(|(range, _)| *range == (0..text.len())).map(|(_, id)| id)
}

/// A sealed value as it is stored: one version of a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Bytes of an age file.
    pub sealed: Vec<u8>,
    /// Keyed digest of the value, where the key was at hand: equal or different can then be told without opening.
    pub mac: Option<Vec<u8>>,
    /// age recipients that can open it, sorted.
    pub recipients: Vec<Text>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_marks_stay() {
        let (known, other) = (mark("0123456789abcdef"), mark("fedcba9876543210"));
        let swept = |text: &str| without_strange_marks(text, &|id| id == "0123456789abcdef");
        assert_eq!(swept(&format!("a {known} b")), None);
        assert_eq!(swept(&format!("{known}{other}{OPENING}x")), Some(format!("{known}{MASK}{MASK}x")));
        assert_eq!(swept("sealed: «»"), None);
    }
}
