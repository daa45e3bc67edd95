//! Attributes that every export has and an object of another dialect has not, with values that change nothing.
//!
//! Owns the values. Which attributes every export has is told from outside; a name is never made up.

use super::edit::added;
use super::importable::has_no_place;
use super::inside::walk;
use super::{Change, Found, Subject};
use crate::model::element::{Element, Tree};
use std::collections::BTreeMap;

/// By element: the attributes that it always has, each with whether it is a flag (YES or NO).
pub type Always = BTreeMap<String, Vec<(String, bool)>>;

/// Values that are neither empty nor NO, by attribute. Source: what exports say nearly everywhere.
#[rustfmt::skip]
const VALUES: &[(&str, &str)] = &[
    ("CONNECTIONNUMBER", "1"), ("EXECORDER", "0"), ("FIELDPROPERTY", "0"), ("FIELDTYPE", "ELEMITEM"),
    ("ISENABLED", "YES"), ("ISVALID", "YES"), ("LENGTH", "0"), ("LEVEL", "0"), ("MAXLENGTH", "0"), ("OBJECTVERSION", "1"),
    ("OCCURS", "0"), ("OFFSET", "0"), ("ORDER", "1"), ("PHYSICALLENGTH", "0"), ("PHYSICALOFFSET", "0"), ("PIPELINE", "0"),
    ("PRECISION", "0"), ("SCALE", "0"), ("SKIPROWS", "0"), ("STAGE", "0"), ("VERSIONNUMBER", "1"),
];

/// What was added to the elements of one kind.
struct Added {
    times: u32,
    line: u32,
    values: BTreeMap<String, String>,
}

/// Notes what the elements of an object lack; told once for each kind of element.
pub fn fill(tree: &Tree<'_>, subject: &Subject, always: &Always, found: &mut Found) {
    let mut kinds: BTreeMap<String, Added> = BTreeMap::new();
    walk(tree, &mut |at| {
        let element = at.element;
        // `importable` gives a session its version.
        let given = |name: &str| element.depth() == 0 && element.name() == "SESSION" && name == "VERSIONNUMBER";
        let all = always.get(element.name()).map(Vec::as_slice).unwrap_or_default();
        let missing = all.iter().filter(|(name, _)| name != "NAME" && element.find(name).is_none() && !given(name));
        let new: Vec<(&str, String)> =
            missing.map(|(name, flag)| (name.as_str(), neutral(element, name, *flag))).collect();
        if new.is_empty() || has_no_place(at) {
            return;
        }
        found.edits.push(added(element, &new));
        let fresh = || Added { times: 0, line: element.line(), values: BTreeMap::new() };
        let kind = kinds.entry(element.name().to_owned()).or_insert_with(fresh);
        kind.times += 1;
        for (name, value) in new {
            kind.values.entry(name.to_owned()).or_insert(value);
        }
    });
    found.changed.extend(kinds.into_iter().map(|(name, one)| told(subject, &name, &one)));
}

fn told(subject: &Subject, name: &str, added: &Added) -> Change {
    let values: Vec<String> = added.values.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
    Change {
        object: subject.object.clone(),
        inside: String::new(),
        what: format!("attributes of {} {name}", added.times),
        was: None,
        becomes: values.join(" "),
        why: "every export has them, and what this was read from has not; the values are neutral".to_owned(),
        place: subject.place(added.line),
    }
}

fn neutral(element: Element<'_, '_>, name: &str, flag: bool) -> String {
    let precision = element.find("PRECISION").filter(|value| !value.is_empty());
    match name {
        "PHYSICALLENGTH" if precision.is_some() => precision.unwrap_or_default().to_owned(),
        "ISREPARTITIONPOINT" if !element.get("PARTITIONTYPE").is_empty() => "YES".to_owned(),
        "TYPE" if element.name() == "CONFIGREFERENCE" => "Session config".to_owned(),
        _ => {
            let usual = VALUES.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
            usual.unwrap_or(if flag { "NO" } else { "" }).to_owned()
        }
    }
}
