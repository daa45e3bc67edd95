//! A document type definition → a schema in XSD, so that one validator serves both.
//!
//! Owns the small part of DTD that the grammar of PowerCenter exports uses: elements, attributes, parameter entities of the
//! file itself. What would lead out of the file, and conditional sections, are refused. Never reads a file.

mod model;

use super::{POWERMART, bad_schema};
use crate::model::problem::Problem;
use model::Cursor;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Bytes that the replacement of parameter entities may make of one declaration.
const MOST_EXPANDED: usize = 1 << 20;
/// Replacements in one declaration: entities that hold each other have no end.
const MOST_REPLACED: usize = 1_000;

/// What is wrong, in our words.
pub(super) type Wrong = String;

/// Translates a DTD; `label` is its file.
pub(super) fn to_xsd(text: &str, label: &str) -> Result<String, Problem> {
    let mut dtd = Dtd::default();
    let mut rest = text;
    while let Some(found) = rest.find(['<', '%']) {
        let at = text.len() - rest.len() + found;
        let taken = dtd.take(&rest[found..]).map_err(|wrong| {
            let line = text[..at].matches('\n').count() as u64 + 1;
            Problem { line, ..bad_schema(label, &wrong) }
        })?;
        rest = &rest[found + taken..];
    }
    if !dtd.elements.contains_key(POWERMART.1) {
        return Err(bad_schema(label, "it declares no element POWERMART"));
    }
    Ok(dtd.xsd())
}

/// What was declared so far.
#[derive(Default)]
struct Dtd {
    /// Name and content as XSD.
    elements: BTreeMap<String, Content>,
    /// Element, attribute, and its declaration as XSD; the first declaration counts.
    attributes: BTreeMap<String, BTreeMap<String, String>>,
    /// Parameter entities of the file.
    entities: BTreeMap<String, String>,
}

/// What an element may hold.
#[derive(Default)]
pub(super) struct Content {
    /// Particles as XSD; empty for none.
    particle: String,
    /// Names in it.
    names: BTreeSet<String>,
    has_text: bool,
}

impl Dtd {
    /// Takes what starts at the beginning of a text; returns its length.
    fn take(&mut self, text: &str) -> Result<usize, Wrong> {
        if let Some(comment) = text.strip_prefix("<!--") {
            return comment.find("-->").map(|end| end + 7).ok_or_else(|| "a comment without an end".to_owned());
        }
        if text.starts_with("<?") {
            return text.find("?>").map(|end| end + 2).ok_or_else(|| "an instruction without an end".to_owned());
        }
        if let Some(reference) = text.strip_prefix('%') {
            let name = reference.split(';').next().unwrap_or_default();
            let inner = self.entities.get(name).cloned().ok_or_else(|| unknown_entity(name))?;
            if inner.contains(['<', '%']) {
                return Err(format!("parameter entity {name} holds declarations; write them out"));
            }
            return Ok(name.len() + 2);
        }
        let end = end_of(text).ok_or("a declaration without an end")?;
        let body = &text[2..end];
        if let Some(entity) = body.strip_prefix("ENTITY") {
            self.entity(entity)?;
        } else if let Some(element) = body.strip_prefix("ELEMENT") {
            let element = self.expanded(element)?;
            self.element(&element)?;
        } else if let Some(list) = body.strip_prefix("ATTLIST") {
            let list = self.expanded(list)?;
            self.attribute_list(&list)?;
        } else if !body.starts_with("NOTATION") {
            return Err("markup that is no ELEMENT, ATTLIST or ENTITY; conditional sections are not read".to_owned());
        }
        Ok(end + 1)
    }

    /// Keeps a parameter entity of the file itself and refuses every other.
    fn entity(&mut self, body: &str) -> Result<(), Wrong> {
        let mut cursor = Cursor::new(body);
        if !cursor.takes("%") {
            return Err("it declares an entity; PowerCenter's grammar has none, remove it".to_owned());
        }
        let name = cursor.name()?.to_owned();
        let Some(value) = cursor.quoted() else {
            return Err(format!("parameter entity {name} points to another file; nothing is fetched, write it out"));
        };
        self.entities.entry(name).or_insert_with(|| value.to_owned());
        Ok(())
    }

    /// A declaration with its parameter entities replaced.
    fn expanded(&self, body: &str) -> Result<String, Wrong> {
        let mut text = body.to_owned();
        let (mut from, mut replaced) = (0, 0);
        while let Some(at) = text[from..].find('%').map(|at| from + at) {
            let after = &text[at + 1..];
            let name = after.split(';').next().unwrap_or_default().to_owned();
            if name.len() == after.len() || !name.chars().all(|c| c.is_alphanumeric() || "._-:".contains(c)) {
                from = at + 1;
                continue;
            }
            let value = self.entities.get(&name).ok_or_else(|| unknown_entity(&name))?;
            text.replace_range(at..at + name.len() + 2, value);
            replaced += 1;
            if text.len() > MOST_EXPANDED || replaced > MOST_REPLACED {
                return Err("its parameter entities never end, or grow beyond 1 MiB".to_owned());
            }
        }
        Ok(text)
    }

    fn element(&mut self, body: &str) -> Result<(), Wrong> {
        let mut cursor = Cursor::new(body);
        let name = cursor.name()?.to_owned();
        let content = cursor.content()?;
        if self.elements.insert(name.clone(), content).is_some() {
            return Err(format!("it declares element {name} twice"));
        }
        Ok(())
    }

    fn attribute_list(&mut self, body: &str) -> Result<(), Wrong> {
        let mut cursor = Cursor::new(body);
        let element = cursor.name()?.to_owned();
        let all = self.attributes.entry(element).or_default();
        while !cursor.is_done() {
            let (name, xsd) = cursor.attribute()?;
            all.entry(name).or_insert(xsd);
        }
        Ok(())
    }

    /// The schema: one named type for each element, only the root global.
    fn xsd(&self) -> String {
        let mut out = String::from("<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\n");
        let _ = writeln!(out, "<xs:element name=\"{0}\" type=\"{0}\"/>", POWERMART.1);
        let used: BTreeSet<&String> = self.elements.values().flat_map(|content| &content.names).collect();
        let undeclared = used.into_iter().filter(|name| !self.elements.contains_key(*name));
        let empty = Content::default();
        let all = self.elements.iter().chain(undeclared.map(|name| (name, &empty)));
        for (name, content) in all {
            let mixed = if content.has_text { " mixed=\"true\"" } else { "" };
            let _ = writeln!(out, "<xs:complexType name=\"{name}\"{mixed}>{}", content.particle);
            for xsd in self.attributes.get(name).into_iter().flat_map(BTreeMap::values) {
                let _ = writeln!(out, "{xsd}");
            }
            out.push_str("</xs:complexType>\n");
        }
        out.push_str("</xs:schema>\n");
        out
    }
}

/// Place of the `>` that ends a declaration, outside of quotes.
fn end_of(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return Some(at),
            _ => {}
        }
    }
    None
}

fn unknown_entity(name: &str) -> Wrong {
    let name: String = name.chars().take(40).collect();
    format!("parameter entity {name} is not declared in this file")
}
