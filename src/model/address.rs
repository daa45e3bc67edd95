//! How users name an object: `[kind:][REPOSITORY::]FOLDER/WORKFLOW[/WORKLET…]/NAME`, or any suffix of it that is clear.
//!
//! Owns the grammar and how an address is written. A snapshot after `@` is split off before, by whoever knows the snapshots,
//! because names may hold `@`. Odd characters may be written as `%2F`, and `%00` is the empty name. [`full`] writes every
//! object in its own way and escapes whatever could be read otherwise, so that what is printed can be pasted.

use super::object::{Key, Kind};
use super::{Text, steers};

/// An address as the user gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// As it was written.
    pub text: Text,
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
        let (repository, names) = match rest.split_once("::") {
            Some((repository, names)) => (Some(unescape(repository)), names),
            None => (None, rest),
        };
        let empty = rest.starts_with("::") || names.split('/').any(str::is_empty);
        let segments = names.split('/').map(unescape).collect();
        (!empty).then_some(Self { text: text.into(), kind, repository, segments })
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
        let around: Vec<&str> = std::iter::once(folder).chain(path_of(key)).collect();
        let Some((name, before)) = self.segments.split_last() else { return false };
        let named = *name == key.name || qualified(key).as_str() == name.as_str();
        kind && repository && named && (ends_with(&around, before) || starts_in(folder, &around, before))
    }

    /// True where this is the full address of an object, as [`full`] writes it; no other object is meant then.
    #[must_use]
    pub fn is_full(&self, repository: &str, folder: &str, key: &Key) -> bool {
        self.text == full(repository, folder, key)
    }
}

fn ends_with(around: &[&str], before: &[Text]) -> bool {
    before.len() <= around.len()
        && around[around.len() - before.len()..].iter().zip(before).all(|(a, b)| *a == b.as_str())
}

fn starts_in(folder: &str, around: &[&str], before: &[Text]) -> bool {
    before.split_first().is_some_and(|(first, rest)| first == folder && ends_with(&around[1..], rest))
}

/// Workflow and worklets around an object, outermost first.
fn path_of(key: &Key) -> impl Iterator<Item = &str> {
    key.path.split('/').filter(|_| !key.path.is_empty())
}

/// The name as an address means it: `QUALIFIER.NAME` for the kinds that need one.
#[must_use]
pub fn qualified(key: &Key) -> String {
    if key.qualifier.is_empty() { key.name.to_string() } else { format!("{}.{}", key.qualifier, key.name) }
}

/// Writes the full address of an object. No two objects have the same.
#[must_use]
pub fn full(repository: &str, folder: &str, key: &Key) -> String {
    let mut segments: Vec<String> = std::iter::once(folder).chain(path_of(key)).map(escape).collect();
    // The first dot that is not escaped ends the qualifier.
    let undotted = |part: &str| escape(part).replace('.', "%2E");
    segments.push(match key.kind.qualifier() {
        None => escape(&key.name),
        Some(_) if key.qualifier.is_empty() => undotted(&key.name),
        Some(_) => format!("{}.{}", undotted(&key.qualifier), escape(&key.name)),
    });
    format!("{}:{}::{}", escape(key.kind.as_str()), escape(repository), segments.join("/"))
}

fn split_kind(text: &str) -> (Option<Kind>, &str) {
    match text.split_once(':') {
        Some((word, rest)) if !rest.starts_with(':') => match Kind::of_word(&unescape(word)) {
            // A kind without a reader is meant where a repository follows; else it is part of a name.
            Kind::Other(_) if !rest.contains("::") => (None, text),
            kind => (Some(kind), rest),
        },
        _ => (None, text),
    }
}

/// Writes a name so that it is read as this name, wherever it stands in an address.
#[must_use]
pub fn escape(part: &str) -> String {
    if part.is_empty() {
        return "%00".to_owned();
    }
    let mut out = String::with_capacity(part.len());
    for c in part.chars() {
        if matches!(c, '%' | '/' | ':' | '@') || steers(c) {
            c.to_string().bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
        } else {
            out.push(c);
        }
    }
    out
}

fn unescape(part: &str) -> Text {
    let bytes = part.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| part.get(at + 1..at + 3)).flatten();
        let code = code.filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit()));
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            // XML has no NUL, so `%00` alone can stand for the empty name.
            out.extend((byte != 0).then_some(byte));
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

    /// Keys that differ in nothing but where odd names are cut.
    fn odd_keys() -> Vec<Key> {
        let names = [
            "",
            "a",
            "a@1",
            "@1",
            "R::a",
            ":a",
            "a:",
            "::",
            "a/b",
            "a.b",
            ".",
            "%",
            "%00",
            "%2F",
            "%+1",
            " a ",
            "s 100%:/ä\u{1}",
            "a\u{202e}b",
            "session:a",
        ];
        let kinds = [Kind::Session, Kind::Source, Kind::Other("x:y".into())];
        let mut keys = Vec::new();
        for kind in kinds {
            let qualifiers: &[&str] = if kind.qualifier().is_some() { &["", "a", "a.b", "."] } else { &[""] };
            for name in names {
                for qualifier in qualifiers {
                    for path in ["", "wf", "wf/", "wf//a", "a@1/b::c"] {
                        let (path, name, qualifier) = (path.into(), name.into(), (*qualifier).into());
                        keys.push(Key { kind: kind.clone(), path, name, qualifier });
                    }
                }
            }
        }
        keys
    }

    #[test]
    fn full_addresses_read_back_whatever_the_names() {
        let mut seen = std::collections::HashSet::new();
        for (repository, folder) in [("R", "F"), ("", ""), ("R:", "@F"), ("R:S", "F/1")] {
            for key in odd_keys() {
                let written = full(repository, folder, &key);
                assert!(!written.contains('@') && !written.contains(steers), "{written}");
                let read = Address::parse(&written).expect("an address");
                assert!(
                    read.fits(repository, folder, &key) && read.is_full(repository, folder, &key),
                    "{written} {key:?}"
                );
                assert!(seen.insert(written.clone()), "{written} twice");
            }
        }
    }

    #[test]
    fn a_name_alone_reads_back() {
        for key in odd_keys() {
            assert!(Address::parse(&escape(&key.name)).expect("an address").fits("R", "F", &key), "{key:?}");
        }
    }

    #[test]
    fn empty_parts_are_no_address() {
        assert_eq!(Address::parse("F//x"), None);
        assert_eq!(Address::parse(""), None);
        assert_eq!(Address::parse("::F/x"), None);
        assert_eq!(Address::parse("F/%00").expect("an address").name(), "");
    }
}
