//! An object as a keyed tree: what `diff` compares.
//!
//! Owns the shape. `stored` fills it from XML as it stands, `session` lays what is in effect over it.

use crate::model::Text;
use serde::Serialize;

/// A part of an object: the object itself, or an instance, port, connector, reader, link, … of it.
///
/// Siblings differ in kind or name: who makes a tree sees to it (a second sibling of the same kind and name is `NAME #2`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Part {
    /// What it is, in words of the field: `session`, `transformation`, `port`, `connector`, `writer`, …
    pub kind: Text,
    /// What tells it from siblings of its kind; empty for the only one.
    pub name: Text,
    /// `file:line`; no part of what is compared.
    pub place: String,
    /// Which child it is of the part around it, from 0; no part of what is compared, but what moved is counted as noise.
    #[serde(skip)]
    pub at: u32,
    /// What it says, sorted by name, each name once.
    pub facts: Vec<Fact>,
    /// What stands in it, sorted by kind and name.
    pub parts: Vec<Part>,
}

/// A name and its value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// As Informatica names it: `Commit Interval`, `MAPPINGNAME`; with the partition in parentheses where it has one.
    pub name: Text,
    /// The value.
    pub value: Text,
    /// The kind of layer that says so, where layers are compared: `default`, `config`, `session`, `task instance`,
    /// `mapping`; empty where there are no layers. A part of what is compared.
    pub origin: Text,
    /// `file:line`; no part of what is compared.
    pub place: String,
}

impl Part {
    /// Value of a fact, `None` where there is none of the name. Facts are sorted.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&str> {
        let at = self.facts.binary_search_by(|fact| fact.name.as_str().cmp(name)).ok()?;
        Some(&self.facts[at].value)
    }

    /// How it is told among its siblings.
    #[must_use]
    pub(super) fn key(&self) -> (&str, &str) {
        (&self.kind, &self.name)
    }
}
