//! A session as a session file (YAML), by the table of `model::session_key`.
//!
//! Owns the order and the layout. Whatever the table has no key for stands under its exact name in `attributes`.

use super::yaml::{comment, scalar, word};
use crate::model::attribute::{Attribute, ValuePair};
use crate::model::connection::ConnectionReference;
use crate::model::listing::{Cell, Listing};
use crate::model::session::{Session, SessionComponent, SessionExtension, SessionTransformation};
use crate::model::session_attribute::HEADERS;
use crate::model::session_key::{KEYS, PAIRS, Place, SessionKey, find};
use crate::model::task::Task;
use std::collections::BTreeMap;

/// Where a session stands, and what of it cannot be said.
#[derive(Debug, Clone)]
pub struct Origin<'a> {
    /// Full address.
    pub address: String,
    /// Repository and folder.
    pub place: (&'a str, &'a str),
    /// What cannot be said, for people.
    pub unsaid: Vec<String>,
}

/// The keys of session files, for people and programs.
#[must_use]
pub fn keys() -> Listing {
    let rows = KEYS.iter().map(|key| [key.path(), key.meaning(), key.accepted()].map(Cell::Text).to_vec());
    Listing { columns: vec!["key", "powercenter", "values"], rows: rows.collect() }
}

/// Writes a session.
#[must_use]
pub fn text(session: &Session, origin: &Origin<'_>) -> String {
    let mut out = comment(&origin.address);
    for one in &origin.unsaid {
        out.push_str(&comment(&format!("not said here: {one}")));
    }
    let mut own = settled(&session.attributes);
    let mut config = settled(&session.config.attributes);
    out.push_str("session:\n");
    for (key, value) in header(session, origin) {
        out.push_str(&format!("  {key}: {}\n", value_of(find("session", key), &value)));
    }
    out.push_str(&settings("session", &mut own, &mut config));
    titled(&mut out, "performance", &settings("performance", &mut own, &mut config));
    let roles: Vec<&str> = ["source", "target"].into_iter().filter(|role| has_role(session, role)).collect();
    let said: String = roles.iter().map(|role| connection_of(session, role)).collect();
    titled(&mut out, "connections", &said);
    let lost = session
        .ours
        .iter()
        .filter(|own| !roles.iter().any(|role| own.name.starts_with(&format!("connections.{role}."))));
    lost.for_each(|own| out.push_str(&comment(&format!("not said here: {} = {}", own.name, own.value))));
    titled(&mut out, "attributes", &attributes("  ", &own));
    titled(&mut out, "config_attributes", &attributes("  ", &config));
    let rest = session.extensions.iter().filter(|one| !roles.iter().any(|role| is_role(one, role)));
    titled(&mut out, "extensions", &rest.map(extension).collect::<String>());
    titled(&mut out, "transformations", &session.transformations.iter().map(transformation).collect::<String>());
    titled(&mut out, "components", &session.components.iter().map(component).collect::<String>());
    out
}

/// Attributes by name, and by partition where they have one; the last of each counts. Headings of groups set nothing.
type Settled = BTreeMap<String, BTreeMap<String, String>>;

fn settled(attributes: &[Attribute]) -> Settled {
    let mut all = settled_all(attributes);
    all.retain(|name, _| !HEADERS.contains(&name.as_str()));
    all
}

fn titled(out: &mut String, title: &str, body: &str) {
    if !body.is_empty() {
        out.push_str(&format!("{title}:\n{body}"));
    }
}

/// What stands in tags of its own, with the key of each.
fn header(session: &Session, origin: &Origin<'_>) -> Vec<(&'static str, String)> {
    let yes = |flag: bool| if flag { "YES" } else { "NO" }.to_owned();
    vec![
        ("name", session.name.to_string()),
        ("mapping_name", session.mapping.to_string()),
        ("repository", origin.place.0.to_owned()),
        ("folder", origin.place.1.to_owned()),
        ("description", session.description.to_string()),
        ("config", session.config.config.to_string()),
        ("reusable", yes(session.reusable)),
        ("valid", yes(session.valid)),
        ("sort_order", session.sort_order.to_string()),
    ]
}

/// Takes what the keys of a section can say out of the attributes, and says it.
fn settings(section: &str, own: &mut Settled, config: &mut Settled) -> String {
    let mut out = String::new();
    for key in KEYS.iter().filter(|key| key.section == section) {
        let from = match key.place {
            Place::Session => &mut *own,
            Place::Config => &mut *config,
            _ => continue,
        };
        let Some(values) = from.get(key.attribute).filter(|values| values.len() == 1) else { continue };
        let Some(value) = values.get("").filter(|value| key.word(value).is_some()) else { continue };
        out.push_str(&format!("  {}: {}\n", key.key, value_of(Some(key), value)));
        from.remove(key.attribute);
    }
    out
}

/// The word for a value where the key has one; it stands bare even where it is a flag.
fn value_of(key: Option<&SessionKey>, spelt: &str) -> String {
    let said = key.and_then(|key| key.word(spelt)).unwrap_or(spelt);
    if said == spelt { scalar(said) } else { word(said) }
}

fn attributes(indent: &str, all: &Settled) -> String {
    let mut out = String::new();
    for (name, values) in all {
        if let Some(value) = values.get("").filter(|_| values.len() == 1) {
            out.push_str(&format!("{indent}{}: {}\n", scalar(name), scalar(value)));
        } else {
            out.push_str(&format!("{indent}{}:\n", scalar(name)));
            let each = values.iter().map(|(part, value)| format!("{indent}  {}: {}\n", scalar(part), scalar(value)));
            out.extend(each);
        }
    }
    out
}

/// True for the one reader or writer that `connections` means by `source` or `target`.
fn is_role(one: &SessionExtension, role: &str) -> bool {
    let (kind, subtype, definition) = match role {
        "source" => ("READER", "Relational Reader", "Source Qualifier"),
        _ => ("WRITER", "Relational Writer", "Target Definition"),
    };
    one.instance == role
        && one.extension_type == kind
        && one.subtype == subtype
        && one.transformation_type == definition
        && one.attributes.is_empty()
        && one.connections.len() == 1
}

fn has_role(session: &Session, role: &str) -> bool {
    session.extensions.iter().filter(|one| is_role(one, role)).count() == 1
}

fn connection_of(session: &Session, role: &str) -> String {
    let Some(one) = session.extensions.iter().find(|one| is_role(one, role)) else { return String::new() };
    let mut out = format!("  {role}:\n");
    for connection in &one.connections {
        out.push_str(&connection_keys("    ", connection));
    }
    let prefix = format!("connections.{role}.");
    for own in &session.ours {
        let Some(key) = own.name.strip_prefix(&prefix) else { continue };
        out.push_str(&format!("    {key}: {}\n", value_of(find("connections.*", key), &own.value)));
    }
    out
}

/// Name and variable both stand, and type and subtype, so that none is guessed when the file is read.
fn connection_keys(indent: &str, one: &ConnectionReference) -> String {
    let mut out = String::new();
    let all = [
        ("name", &one.name),
        ("variable", &one.variable),
        ("type", &one.connection_type),
        ("subtype", &one.subtype),
        ("reference", &one.reference),
        ("partition", &one.partition),
    ];
    for (key, value) in all.into_iter().filter(|(key, value)| *key != "partition" || !value.is_empty()) {
        out.push_str(&format!("{indent}{key}: {}\n", scalar(value)));
    }
    inside(&mut out, indent, "attributes", &attributes(&format!("{indent}  "), &settled_all(&one.attributes)));
    out
}

/// As [`settled`]; outside of sessions and configurations there are no headings.
fn settled_all(attributes: &[Attribute]) -> Settled {
    let mut all = Settled::new();
    for one in attributes {
        all.entry(one.name.to_string()).or_default().insert(one.partition.to_string(), one.value.to_string());
    }
    all
}

fn inside(out: &mut String, indent: &str, title: &str, body: &str) {
    if !body.is_empty() {
        out.push_str(&format!("{indent}{title}:\n{body}"));
    }
}

/// The keys of one entry of a list, the first behind the dash.
fn entry(section: &str, indent: &str, all: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (at, (key, value)) in all.iter().enumerate() {
        let dash = if at == 0 { "- " } else { "  " };
        out.push_str(&format!("{indent}{dash}{key}: {}\n", value_of(find(section, key), value)));
    }
    out
}

fn extension(one: &SessionExtension) -> String {
    let all = [
        ("instance", one.instance.as_str()),
        ("type", &one.extension_type),
        ("subtype", &one.subtype),
        ("transformation_type", &one.transformation_type),
    ];
    let mut out = entry("extensions[]", "  ", &all);
    let connections = one.connections.iter().map(|one| {
        let keys = connection_keys("        ", one);
        format!("      - {}", keys.trim_start())
    });
    inside(&mut out, "    ", "connection", &connections.collect::<String>());
    inside(&mut out, "    ", "attributes", &attributes("      ", &settled_all(&one.attributes)));
    out
}

fn transformation(one: &SessionTransformation) -> String {
    let mut all = vec![("instance", one.instance.as_str())];
    if one.transformation != one.instance {
        all.push(("transformation", &one.transformation));
    }
    all.push(("type", &one.transformation_type));
    if !one.partition_type.is_empty() {
        all.push(("partition_type", &one.partition_type));
    }
    let mut out = entry("transformations[]", "  ", &all);
    if !one.partitions.is_empty() {
        let names: Vec<String> = one.partitions.iter().map(|name| scalar(name)).collect();
        out.push_str(&format!("    partitions: [{}]\n", names.join(", ")));
    }
    inside(&mut out, "    ", "attributes", &attributes("      ", &settled_all(&one.attributes)));
    out
}

fn component(one: &SessionComponent) -> String {
    let yes = |flag: bool| if flag { "YES" } else { "NO" };
    let all = [("type", one.component_type.as_str()), ("object", &one.object), ("reusable", yes(one.reusable))];
    let mut out = entry("components[]", "  ", &all);
    if let Some(within) = &one.task {
        out.push_str("    task:\n");
        out.push_str(&task(within));
    }
    inside(&mut out, "    ", "assignments", &pairs("      ", &one.assignments));
    out
}

fn task(one: &Task) -> String {
    let mut out = format!("      name: {}\n      type: {}\n", scalar(&one.name), scalar(&one.task_type));
    out.push_str(&format!("      description: {}\n      reusable: {}\n", scalar(&one.description), one.reusable));
    inside(&mut out, "      ", "attributes", &attributes("        ", &settled_all(&one.attributes)));
    inside(&mut out, "      ", "commands", &pairs("        ", &one.pairs));
    out
}

fn pairs(indent: &str, all: &[ValuePair]) -> String {
    let mut out = String::new();
    for one in all {
        let order = one.order.to_string();
        let reverse = if one.reverse { "YES" } else { "NO" };
        let said = [("name", one.name.as_str()), ("value", &one.value), ("order", &order), ("reverse", reverse)];
        out.push_str(&entry(PAIRS, indent, &said));
    }
    out
}
