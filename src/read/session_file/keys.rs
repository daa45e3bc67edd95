//! Keys of `session` and `performance`, and attributes by their exact names.
//!
//! Owns that nothing is said twice: once by a key and once by the name of the attribute behind it.

use super::entries;
use super::parts;
use super::xml::Xml;
use super::yaml::{Node, Pair, Said};
use crate::model::session_key::{KEYS, Place, SessionKey, VENDOR, Values, find, hint};
use crate::read::secret;
use rustc_hash::FxHashSet;

/// A walk through a session file.
pub(super) struct Keys<'x> {
    pub out: &'x mut Xml,
    config: String,
    /// Attributes of the session and its configuration that were said: place, name, partition.
    said: FxHashSet<(bool, String, String)>,
}

impl<'x> Keys<'x> {
    pub(super) fn new(out: &'x mut Xml, config: String) -> Self {
        Self { out, config, said: FxHashSet::default() }
    }

    /// One of the outermost keys.
    pub(super) fn outermost(&mut self, pair: &Pair) {
        match pair.key.as_str() {
            "session" | "performance" => self.section(pair),
            "attributes" => self.named(pair, Place::Session),
            "config_attributes" => self.named(pair, Place::Config),
            "connections" => parts::connections(self.out, pair),
            "extensions" => parts::extensions(self.out, &pair.value),
            "transformations" => parts::transformations(self.out, &pair.value),
            "components" => parts::components(self.out, &pair.value),
            _ => unknown(self.out, &[""], pair),
        }
    }

    fn section(&mut self, section: &Pair) {
        for pair in map(self.out, &section.value) {
            match find(&section.key, &pair.key) {
                Some(key) => self.setting(key, pair),
                None => unknown(self.out, &[&section.key], pair),
            }
        }
    }

    fn setting(&mut self, key: &SessionKey, pair: &Pair) {
        let Some(value) = value(self.out, key, pair) else { return };
        if matches!(key.place, Place::Session | Place::Config) {
            self.attribute(key.place, pair.line, key.attribute, "", &value);
        }
    }

    /// A map of attributes by their exact names.
    fn named(&mut self, section: &Pair, place: Place) {
        for pair in map(self.out, &section.value) {
            for (line, partition, value) in by_partition(self.out, pair) {
                self.attribute(place, line, &pair.key, partition, value);
            }
        }
    }

    fn attribute(&mut self, place: Place, line: u64, name: &str, partition: &str, value: &str) {
        let is_config = place == Place::Config;
        if !self.said.insert((is_config, name.to_owned(), partition.to_owned())) {
            let message = format!("{} is said twice; leave one out", secret::told(name));
            return self.out.wrong("said-twice", line, message);
        }
        if is_config {
            let config = self.config.clone();
            self.out.open(line, "CONFIGREFERENCE", &[("REFOBJECTNAME", &config), ("TYPE", "Session config")]);
        }
        attribute(self.out, line, name, partition, value);
        if is_config {
            self.out.close("CONFIGREFERENCE");
        }
    }
}

/// Writes one ATTRIBUTE.
fn attribute(out: &mut Xml, line: u64, name: &str, partition: &str, value: &str) {
    let mut all = vec![("NAME", name), ("VALUE", value)];
    if !partition.is_empty() {
        all.insert(1, ("PARTITIONNAME", partition));
    }
    out.empty(line, "ATTRIBUTE", &all);
}

/// Writes a map of attributes inside an element that is open.
pub(super) fn attributes(out: &mut Xml, section: &Pair) {
    for pair in map(out, &section.value) {
        for (line, partition, value) in by_partition(out, pair) {
            attribute(out, line, &pair.key, partition, value);
        }
    }
}

/// What a map of attributes says of one: its value, or a value for each partition (`""` for all).
fn by_partition<'n>(out: &mut Xml, pair: &'n Pair) -> Vec<(u64, &'n str, &'n str)> {
    if let Some(text) = pair.value.text() {
        return vec![(pair.line, "", text)];
    }
    let mut found = Vec::new();
    for one in map(out, &pair.value) {
        match one.value.text() {
            Some(text) => found.push((one.line, one.key.as_str(), text)),
            None => out.wrong("wrong-value", one.line, "a text belongs here: the value for a partition"),
        }
    }
    found
}

/// Writes what is ours.
pub(super) fn ours(out: &mut Xml, line: u64, name: &str, value: &str) {
    let all =
        [("DATATYPE", "STRING"), ("DOMAINNAME", VENDOR), ("NAME", name), ("VALUE", value), ("VENDORNAME", VENDOR)];
    out.empty(line, "METADATAEXTENSION", &all);
}

/// PowerCenter's spelling of the value of a key.
pub(super) fn value(out: &mut Xml, key: &SessionKey, pair: &Pair) -> Option<String> {
    if key.values == Values::Inside {
        return None;
    }
    let spelt = pair.value.text().ok_or_else(|| "a single value belongs here".to_owned());
    match spelt.and_then(|text| key.spelling(text)) {
        Ok(spelt) => Some(spelt),
        Err(what) => {
            out.wrong("wrong-value", pair.line, format!("{} cannot be this; {what}", key.path()));
            None
        }
    }
}

/// The pairs of what must be a map; nothing at all is an empty one.
pub(super) fn map<'n>(out: &mut Xml, node: &'n Node) -> &'n [Pair] {
    if !matches!(node.said, Said::Map(_) | Said::Nothing) {
        out.wrong("wrong-value", node.line, "a map belongs here: key: value");
    }
    entries(node)
}

/// Complains of a key that none of the sections knows.
pub(super) fn unknown(out: &mut Xml, sections: &[&str], pair: &Pair) {
    let known = KEYS.iter().filter(|key| sections.contains(&key.section)).map(|key| key.key);
    let name = secret::told(&pair.key);
    let message = format!("the key {name} is unknown here; {}", hint(&pair.key, known));
    out.wrong("unknown-key", pair.line, message);
}
