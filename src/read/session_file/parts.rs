//! Readers, writers and lookups with their connections, transformations, and what runs around a session.

use super::entries;
use super::keys::{attributes, map, ours, unknown, value};
use super::xml::Xml;
use super::yaml::{Node, Pair, Said};
use crate::model::session_key::{CONNECTION_TYPES, PAIRS, Place, find, hint};
use crate::read::secret;

/// XML attributes of an element with their values.
type Tag = Vec<(&'static str, String)>;

/// `connections`: the reader of the source and the writer of the target, for sessions with one of each.
pub(super) fn connections(out: &mut Xml, section: &Pair) {
    for pair in map(out, &section.value) {
        let (extension, definition) = match pair.key.as_str() {
            "source" => (("READER", "Relational Reader"), "Source Qualifier"),
            "target" => (("WRITER", "Relational Writer"), "Target Definition"),
            _ => {
                unknown(out, &["connections"], pair);
                continue;
            }
        };
        let tag = [
            ("NAME", extension.1),
            ("SINSTANCENAME", pair.key.as_str()),
            ("SUBTYPE", extension.1),
            ("TRANSFORMATIONTYPE", definition),
            ("TYPE", extension.0),
        ];
        out.open(pair.line, "SESSIONEXTENSION", &tag);
        connection(out, pair.line, &pair.value, Some(&pair.key));
        out.close("SESSIONEXTENSION");
    }
}

/// One connection: its name or `$` variable, or a map. `role` is `source` or `target` in `connections`.
fn connection(out: &mut Xml, line: u64, node: &Node, role: Option<&str>) {
    let by_text = node.text().map(|text| vec![("name", text.to_owned())]);
    let pairs = if by_text.is_some() { &[] } else { map(out, node) };
    let mut said = by_text.unwrap_or_default();
    for pair in pairs.iter().filter(|pair| pair.key != "attributes") {
        let Some(key) = find("connection", &pair.key) else { continue };
        said.extend(value(out, key, pair).map(|value| (key.key, value)));
    }
    let at = pairs.iter().find(|pair| pair.key == "name" || pair.key == "variable").map_or(line, |pair| pair.line);
    let tag = connection_tag(out, at, &said);
    // The element opens where the first of what is inside stands: attributes of the connection may come before its name.
    let first = first_line(pairs, at);
    let is_ours = |pair: &&Pair| role.is_some() && find("connections.*", &pair.key).is_some();
    for pair in pairs.iter().filter(is_ours).filter(|pair| pair.line < first) {
        own(out, role, pair);
    }
    open(out, first, "CONNECTIONREFERENCE", &tag);
    for pair in pairs {
        match pair.key.as_str() {
            "attributes" => attributes(out, pair),
            _ if is_ours(&pair) && pair.line >= first => own(out, role, pair),
            key if is_ours(&pair) || find("connection", key).is_some() => {}
            _ if role.is_some() => unknown(out, &["connection", "connections.*"], pair),
            _ => unknown(out, &["connection"], pair),
        }
    }
    out.close("CONNECTIONREFERENCE");
}

/// What is ours of a connection.
fn own(out: &mut Xml, role: Option<&str>, pair: &Pair) {
    let spelt = find("connections.*", &pair.key).and_then(|key| value(out, key, pair));
    if let Some((role, spelt)) = role.zip(spelt) {
        ours(out, pair.line, &format!("connections.{role}.{}", pair.key), &spelt);
    }
}

/// The line of the name, or that of what must be inside and stands before it.
fn first_line(pairs: &[Pair], name: u64) -> u64 {
    pairs.iter().filter(|pair| pair.key == "attributes").map(|pair| pair.line).fold(name, u64::min)
}

fn connection_tag(out: &mut Xml, line: u64, said: &[(&str, String)]) -> Tag {
    let get = |key: &str| said.iter().find(|(known, _)| *known == key).map(|(_, value)| value.clone());
    let (name, variable) = match (get("name").unwrap_or_default(), get("variable")) {
        (name, Some(variable)) => (name, variable),
        // `${…}` is no variable but the parameter of a template.
        (name, None) if name.starts_with('$') && !name.starts_with("${") => (String::new(), name),
        (name, None) => (name, String::new()),
    };
    let named = get("type").unwrap_or_else(|| "relational".to_owned());
    let (kind, subtype) = match get("subtype") {
        Some(subtype) => (named, subtype),
        None => connection_type(out, line, &named),
    };
    let mut tag = vec![
        ("CNXREFNAME", get("reference").unwrap_or_else(|| "DB Connection".to_owned())),
        ("CONNECTIONNAME", name),
        ("CONNECTIONNUMBER", "1".to_owned()),
        ("CONNECTIONSUBTYPE", subtype),
        ("CONNECTIONTYPE", kind),
        ("VARIABLE", variable),
    ];
    tag.extend(get("partition").filter(|partition| !partition.is_empty()).map(|one| ("PARTITIONNAME", one)));
    tag
}

fn connection_type(out: &mut Xml, line: u64, word: &str) -> (String, String) {
    let found = CONNECTION_TYPES.iter().find(|(known, ..)| known.eq_ignore_ascii_case(word));
    if found.is_none() && !word.is_empty() {
        let near = hint(word, CONNECTION_TYPES.iter().map(|(known, ..)| *known));
        let message = format!(
            "{} is no type of connection; {near} Or give type and subtype as PowerCenter spells them",
            secret::told(word)
        );
        out.wrong("wrong-value", line, message);
    }
    found.map_or_else(Default::default, |(_, kind, subtype)| ((*kind).to_owned(), (*subtype).to_owned()))
}

/// `extensions`
pub(super) fn extensions(out: &mut Xml, node: &Node) {
    for one in list(out, node) {
        let mut tag = tag(out, "extensions[]", one);
        let (subtype, definition) = match get(&tag, "TYPE") {
            "READER" => ("Relational Reader", "Source Qualifier"),
            "WRITER" => ("Relational Writer", "Target Definition"),
            "LOOKUPEXTENSION" => ("Relational Lookup", "Lookup Procedure"),
            "" => {
                out.wrong("wrong-value", one.line, "an extension needs its type: reader, writer, lookup or template");
                continue;
            }
            _ => ("", ""),
        };
        default(&mut tag, "SUBTYPE", subtype);
        default(&mut tag, "TRANSFORMATIONTYPE", definition);
        let name = get(&tag, "SUBTYPE").to_owned();
        tag.insert(0, ("NAME", name));
        open(out, one.line, "SESSIONEXTENSION", &tag);
        for pair in entries(one) {
            match (pair.key.as_str(), &pair.value.said) {
                ("attributes", _) => attributes(out, pair),
                ("connection", Said::List(all)) => {
                    for one in all {
                        connection(out, one.line, one, None);
                    }
                }
                ("connection", _) => connection(out, pair.line, &pair.value, None),
                _ => {}
            }
        }
        out.close("SESSIONEXTENSION");
    }
}

/// `transformations`
pub(super) fn transformations(out: &mut Xml, node: &Node) {
    for one in list(out, node) {
        let mut tag = tag(out, "transformations[]", one);
        let instance = get(&tag, "SINSTANCENAME").to_owned();
        default(&mut tag, "TRANSFORMATIONNAME", &instance);
        open(out, one.line, "SESSTRANSFORMATIONINST", &tag);
        for pair in entries(one) {
            match pair.key.as_str() {
                "attributes" => attributes(out, pair),
                "partitions" => partitions(out, pair),
                _ => {}
            }
        }
        out.close("SESSTRANSFORMATIONINST");
    }
}

fn partitions(out: &mut Xml, pair: &Pair) {
    for one in list(out, &pair.value) {
        match one.text() {
            Some(name) => out.empty(one.line, "PARTITION", &[("DESCRIPTION", ""), ("NAME", name)]),
            None => out.wrong("wrong-value", one.line, "the name of a partition belongs here"),
        }
    }
}

/// `components`
pub(super) fn components(out: &mut Xml, node: &Node) {
    for one in list(out, node) {
        let mut tag = tag(out, "components[]", one);
        default(&mut tag, "REUSABLE", "NO");
        open(out, one.line, "SESSIONCOMPONENT", &tag);
        for pair in entries(one) {
            match pair.key.as_str() {
                "task" => task(out, pair),
                "assignments" => pairs(out, pair),
                _ => {}
            }
        }
        out.close("SESSIONCOMPONENT");
    }
}

fn task(out: &mut Xml, section: &Pair) {
    let mut tag = tag(out, "task", &section.value);
    default(&mut tag, "REUSABLE", "NO");
    default(&mut tag, "TYPE", "Command");
    open(out, section.line, "TASK", &tag);
    for pair in entries(&section.value) {
        match pair.key.as_str() {
            "attributes" => attributes(out, pair),
            "commands" => pairs(out, pair),
            _ => {}
        }
    }
    out.close("TASK");
}

/// Commands or assignments.
fn pairs(out: &mut Xml, section: &Pair) {
    for (at, one) in list(out, &section.value).iter().enumerate() {
        let mut tag = tag(out, PAIRS, one);
        default(&mut tag, "EXECORDER", &(at + 1).to_string());
        default(&mut tag, "REVERSEASSIGNMENT", "NO");
        let tag: Vec<(&str, &str)> = tag.iter().map(|(name, value)| (*name, value.as_str())).collect();
        out.empty(one.line, "VALUEPAIR", &tag);
    }
}

/// What the keys of a section put into the tag of its element; complains of keys that are unknown there.
fn tag(out: &mut Xml, section: &str, node: &Node) -> Tag {
    let mut tag = Tag::new();
    for pair in map(out, node) {
        match find(section, &pair.key) {
            None => unknown(out, &[section], pair),
            Some(key) if matches!(key.place, Place::Tag(_)) => {
                tag.extend(value(out, key, pair).map(|value| (key.attribute, value)));
            }
            Some(_) => {}
        }
    }
    tag
}

fn get<'t>(tag: &'t Tag, name: &str) -> &'t str {
    tag.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
}

fn default(tag: &mut Tag, name: &'static str, value: &str) {
    if !tag.iter().any(|(known, _)| *known == name) {
        tag.push((name, value.to_owned()));
    }
}

fn open(out: &mut Xml, line: u64, element: &str, tag: &Tag) {
    let tag: Vec<(&str, &str)> = tag.iter().map(|(name, value)| (*name, value.as_str())).collect();
    out.open(line, element, &tag);
}

/// The entries of what must be a list; nothing at all is an empty one.
fn list<'n>(out: &mut Xml, node: &'n Node) -> &'n [Node] {
    match &node.said {
        Said::List(all) => all,
        Said::Nothing => &[],
        Said::Text(_) | Said::Map(_) => {
            out.wrong("wrong-value", node.line, "a list belongs here: one entry after each -");
            &[]
        }
    }
}
