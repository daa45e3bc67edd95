//! YAML text → a tree whose every node knows its line: session files and connections.
//!
//! Owns the limits: nesting, size, no anchors, no aliases, no merged maps. Scalars stay as they were written: `010` is no
//! number here, PowerCenter shall have the last word.

use crate::model::problem::{Problem, Severity};
use crate::read::secret;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use serde_saphyr::options::MergeKeyPolicy;
use std::fmt;

/// Maps and lists nested deeper than this are refused; a session file needs 8.
const DEEPEST: usize = 32;

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// Counted from 1.
    pub line: u64,
    /// What it says.
    pub said: Said,
}

/// The three things that YAML knows, and nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing after the colon, `~` or `null`
    Nothing,
    /// A scalar as written, without its quotes
    Text(String),
    /// A map in its order
    Map(Vec<Pair>),
    /// A list
    List(Vec<Node>),
}

/// A key of a map and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    /// The key.
    pub key: String,
    /// Its line, counted from 1.
    pub line: u64,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Its text; nothing is the empty text, a map or list is none.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.said {
            Said::Nothing => Some(""),
            Said::Text(text) => Some(text),
            Said::Map(_) | Said::List(_) => None,
        }
    }
}

/// Reads one document.
pub(super) fn parse(text: &str, file: &str) -> Result<Node, Problem> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: DEEPEST, max_anchors: 0, max_aliases: 0, max_documents: 1 },
        merge_keys: MergeKeyPolicy::AsOrdinary,
        reject_unsupported_tags: true,
        non_finite_float_policy: serde_saphyr::options::NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
    };
    let raw: Spanned<Raw> = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let line = error.location().map_or(0, |place| place.line());
        // The parser may quote the text, which nobody has looked at yet.
        let said = error.to_string();
        let said = said.lines().next().and_then(|line| line.split(" at line ").next()).unwrap_or_default();
        let what = if secret::may_hold_secret(said) { "it is not well-formed" } else { said };
        Problem::new("malformed-yaml", Severity::Error, file, line, format!("no YAML that is read here: {what}"))
    })?;
    Ok(node(raw, text))
}

/// What serde hands over, before the text of scalars is looked up.
enum Raw {
    Nothing,
    /// A number or flag, whose text stands in the file
    Plain,
    Text(String),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
    List(Vec<Spanned<Raw>>),
}

fn node(raw: Spanned<Raw>, text: &str) -> Node {
    let place = raw.referenced;
    let said = match raw.value {
        Raw::Nothing => Said::Nothing,
        Raw::Plain => Said::Text(written(&place, text).trim().to_owned()),
        Raw::Text(text) => Said::Text(text),
        Raw::List(all) => Said::List(all.into_iter().map(|one| node(one, text)).collect()),
        Raw::Map(all) => {
            let pairs = all.into_iter().map(|(key, value)| Pair {
                line: key.referenced.line(),
                key: key.value,
                value: node(value, text),
            });
            Said::Map(pairs.collect())
        }
    };
    Node { line: place.line(), said }
}

fn written<'t>(place: &serde_saphyr::Location, text: &'t str) -> &'t str {
    let span = place.span();
    let from = span.byte_offset().and_then(|at| usize::try_from(at).ok());
    let length = span.byte_len().and_then(|length| usize::try_from(length).ok());
    from.zip(length).and_then(|(from, length)| text.get(from..from.checked_add(length)?)).unwrap_or_default()
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Take)
    }
}

struct Take;

impl<'de> Visitor<'de> for Take {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a map or a list")
    }

    fn visit_unit<E: Error>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_none<E: Error>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(one) = all.next_element()? {
            list.push(one);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(pair) = all.next_entry()? {
            map.push(pair);
        }
        Ok(Raw::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Node {
        Node { line: 0, said: Said::Text(text.to_owned()) }
    }

    #[test]
    fn scalars_stay_as_written_and_know_their_lines() {
        let read = parse("a: 010\nb: true\nc: 'x y'\nd: 1.50\n\ne: [1e3, 99999999999999999999, .inf]\nf:\n", "f");
        let Said::Map(pairs) = read.expect("valid").said else { panic!("a map") };
        let lines: Vec<u64> = pairs.iter().map(|pair| pair.line).collect();
        assert_eq!(lines, [1, 2, 3, 4, 6, 7]);
        let texts: Vec<&str> = pairs[..4].iter().filter_map(|pair| pair.value.text()).collect();
        assert_eq!(texts, ["010", "true", "x y", "1.50"]);
        let Said::List(list) = &pairs[4].value.said else { panic!("a list") };
        let texts: Vec<&str> = list.iter().filter_map(Node::text).collect();
        assert_eq!(texts, ["1e3", "99999999999999999999", ".inf"]);
        assert_eq!(pairs[5].value.said, Said::Nothing);
        assert_eq!(text("x").text(), Some("x"));
    }

    #[test]
    fn what_could_grow_or_nest_is_refused() {
        for wrong in ["a: &x 1\nb: 2\n", "a: *x\n", "a: 1\na: 2\n", "a: {b\n", "--- 1\n--- 2\n"] {
            let problem = parse(wrong, "f").expect_err(wrong);
            assert_eq!(problem.code, "malformed-yaml", "{wrong}");
        }
        for deep in ["[".repeat(10_000), "a: ".repeat(10_000), (0..500).map(|n| " ".repeat(n) + "a:\n").collect()] {
            assert_eq!(parse(&deep, "f").expect_err("deep").code, "malformed-yaml");
        }
    }

    #[test]
    fn no_message_tells_a_secret() {
        let problem = parse("a: 1\npassword=hunter2: 1\npassword=hunter2: 1\n", "f").expect_err("twice");
        assert!(!problem.message.contains("hunter2"), "{}", problem.message);
    }
}
