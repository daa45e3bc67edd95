//! How users name an object: `[kind:][REPOSITORY::]FOLDER/WORKFLOW[/WORKLET…]/NAME`, or any suffix of it that is clear.
//!
//! Owns the grammar and how an address is written. A snapshot after `@` is split off before, by whoever knows the snapshots,
//! because names may hold `@`. Odd characters may be written as `%2F`.

use super::Text;
use super::object::{Key, Kind};

/// An address as the user gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The kind before `:`.
    pub kind: Option<Kind>,
    /// The repository before `::`.
    pub repository: Option<Text>,
    /// Folder, workflow, worklets and name, or a suffix of these; never empty.
    pub segments: Vec<Text>,
}

impl Address {
    /// Reads an address. `None` where a part of it is empty.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = split_kind(text);
        let (repository, rest) = match rest.split_once("::") {
            Some((repository, rest)) => (Some(unescape(repository)), rest),
            None => (None, rest),
        };
        let segments: Vec<Text> = rest.split('/').map(unescape).collect();
        let empty = segments.iter().any(Text::is_empty) || repository.as_ref().is_some_and(Text::is_empty);
        (!empty).then_some(Self { kind, repository, segments })
    }

    /// The last segment.
    #[must_use]
    pub fn name(&self) -> &str {
        self.segments.last().map_or("", Text::as_str)
    }

    /// True where the object's folder, path and name end with the segments of this address, or begin with its first
    /// segment as folder and end with the others.
    #[must_use]
    pub fn fits(&self, repository: &str, folder: &str, key: &Key) -> bool {
        let kind = self.kind.as_ref().is_none_or(|kind| *kind == key.kind);
        let repository = self.repository.as_ref().is_none_or(|name| name == repository);
        let around: Vec<&str> =
            std::iter::once(folder).chain(key.path.split('/').filter(|part| !part.is_empty())).collect();
        let Some((name, before)) = self.segments.split_last() else { return false };
        let named = *name == key.name || qualified(key).as_str() == name.as_str();
        kind && repository && named && (ends_with(&around, before) || starts_in(folder, &around, before))
    }
}

fn ends_with(around: &[&str], before: &[Text]) -> bool {
    before.len() <= around.len()
        && around[around.len() - before.len()..].iter().zip(before).all(|(a, b)| *a == b.as_str())
}

fn starts_in(folder: &str, around: &[&str], before: &[Text]) -> bool {
    before.split_first().is_some_and(|(first, rest)| first == folder && ends_with(&around[1..], rest))
}

/// The name as an address writes it: `QUALIFIER.NAME` for the kinds that need one.
#[must_use]
pub fn qualified(key: &Key) -> String {
    if key.qualifier.is_empty() { key.name.to_string() } else { format!("{}.{}", key.qualifier, key.name) }
}

/// Writes the full address of an object.
#[must_use]
pub fn full(repository: &str, folder: &str, key: &Key) -> String {
    let parts = std::iter::once(folder).chain(key.path.split('/').filter(|part| !part.is_empty()));
    let mut segments: Vec<String> = parts.map(escape).collect();
    segments.push(escape(&qualified(key)));
    format!("{}:{}::{}", key.kind.as_str(), escape(repository), segments.join("/"))
}

fn split_kind(text: &str) -> (Option<Kind>, &str) {
    match text.split_once(':') {
        Some((word, rest)) if !rest.starts_with(':') => match Kind::of_word(word) {
            Kind::Other(_) => (None, text),
            kind => (Some(kind), rest),
        },
        _ => (None, text),
    }
}

fn escape(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for c in part.chars() {
        match c {
            '%' | '/' => out.push_str(&format!("%{:02X}", u32::from(c))),
            _ if c.is_control() => c.to_string().bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}"))),
            _ => out.push(c),
        }
    }
    out.replace("::", "%3A%3A")
}

fn unescape(part: &str) -> Text {
    let bytes = part.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| part.get(at + 1..at + 3)).flatten();
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).map_or_else(|_| part.into(), Text::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(path: &str, name: &str) -> Key {
        Key { kind: Kind::Session, path: path.into(), name: name.into(), qualifier: Text::default() }
    }

    #[test]
    fn any_suffix_fits() {
        let key = session("wf_a/wl_b", "s_m_c");
        for text in
            ["s_m_c", "wl_b/s_m_c", "wf_a/wl_b/s_m_c", "F/wf_a/wl_b/s_m_c", "session:R::F/s_m_c", "F/wl_b/s_m_c"]
        {
            assert!(Address::parse(text).expect("an address").fits("R", "F", &key), "{text}");
        }
        for text in ["mapping:s_m_c", "X::s_m_c", "wf_b/s_m_c", "G/s_m_c", "c"] {
            assert!(!Address::parse(text).expect("an address").fits("R", "F", &key), "{text}");
        }
    }

    #[test]
    fn full_addresses_read_back_whatever_the_names() {
        let key = session("wf/x", "s 100%:/ä\u{1}");
        let key = Key { path: "wf".into(), ..key };
        let written = full("R:S", "@F", &key);
        assert!(Address::parse(&written).expect("an address").fits("R:S", "@F", &key), "{written}");
    }

    #[test]
    fn empty_parts_are_no_address() {
        assert_eq!(Address::parse("F//x"), None);
        assert_eq!(Address::parse(""), None);
    }
}
