//! What an importable file must hold: an object and everything that it refers to, in the order of the DTD.
//!
//! Owns which references make PowerCenter refuse an import, and what an object that came out of a session file lacks. Finds
//! nothing itself: whoever has the catalog looks it up.

use super::edit::{added, removed};
use super::inside::walk;
use super::version::VERSIONS;
use super::{Found, Subject};
use crate::model::Text;
use crate::model::element::{Element, Tree};
use crate::model::object::Kind;
use crate::model::session_key::VENDOR;
use std::collections::BTreeSet;

/// Something at folder level that an object refers to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: Text,
    /// DBDNAME of a source, TYPE of a transformation; empty where the reference does not say it.
    pub qualifier: Text,
    /// Folder of a shortcut's object; empty for the folder of what refers to it.
    pub folder: Text,
    /// Repository of a shortcut's object, as the shortcut says it; empty otherwise.
    pub repository: Text,
    /// The object has it in itself, too: it is no loss where it stands nowhere else.
    pub own: bool,
    /// Lines before the reference in the text of the object.
    pub line: u32,
}

/// What an object refers to, each thing once.
#[must_use]
pub fn needs(tree: &Tree<'_>) -> Vec<Need> {
    let mut found = Vec::new();
    let own: BTreeSet<(&str, &str)> = tree.elements().filter_map(local).collect();
    for element in tree.elements() {
        found.extend(reference(element, &own));
        found.extend(mail(element, &own));
        functions(element, &mut found);
    }
    let declared: BTreeSet<String> = tree
        .elements()
        .filter(|one| one.name() == "EXPRMACRODEPENDENCY")
        .map(|one| one.get("NAME").to_lowercase())
        .collect();
    // An expression may write the name of a function in another case.
    found.retain(|one| one.kind != Kind::Function || !one.own || !declared.contains(one.name.to_lowercase().as_str()));
    found.iter_mut().filter(|one| one.kind == Kind::Function).for_each(|one| one.own = false);
    let mut seen = BTreeSet::new();
    found.retain(|one| !one.name.is_empty() && seen.insert(Need { line: 0, own: false, ..one.clone() }));
    found
}

/// Tasks and transformations that stand in the object itself.
fn local<'t>(element: Element<'t, '_>) -> Option<(&'t str, &'t str)> {
    let inner = element.depth() > 0 && matches!(element.name(), "TASK" | "TRANSFORMATION");
    inner.then(|| (element.name(), element.get("NAME")))
}

fn need(element: Element<'_, '_>, kind: Kind, name: &str) -> Need {
    let empty = Text::default();
    Need {
        kind,
        name: name.into(),
        qualifier: empty.clone(),
        folder: empty.clone(),
        repository: empty,
        own: false,
        line: element.line(),
    }
}

fn reference(element: Element<'_, '_>, own: &BTreeSet<(&str, &str)>) -> Option<Need> {
    let found = match element.name() {
        "SESSION" => need(element, Kind::Mapping, element.get("MAPPINGNAME")),
        "CONFIGREFERENCE" => need(element, Kind::Config, element.get("REFOBJECTNAME")),
        "SESSIONCOMPONENT" if element.yes("REUSABLE") => need(element, Kind::Task, element.get("REFOBJECTNAME")),
        "WORKFLOW" if element.yes("REUSABLE_SCHEDULER") => need(element, Kind::Scheduler, element.get("SCHEDULERNAME")),
        "TASKINSTANCE" if element.yes("REUSABLE") => return task(element),
        "INSTANCE" => return instance(element, own),
        "SHORTCUT" => shortcut(element),
        "EXPRMACRODEPENDENCY" => need(element, Kind::Function, element.get("NAME")),
        _ => return None,
    };
    Some(found)
}

/// The mail of a workflow that is suspended.
fn mail(element: Element<'_, '_>, own: &BTreeSet<(&str, &str)>) -> Option<Need> {
    let name = element.find("SUSPENSION_EMAIL")?;
    Some(Need { own: own.contains(&("TASK", name)), ..need(element, Kind::Task, name) })
}

fn task(element: Element<'_, '_>) -> Option<Need> {
    let kind = match element.get("TASKTYPE") {
        "Session" => Kind::Session,
        "Worklet" => Kind::Worklet,
        "Start" => return None,
        _ => Kind::Task,
    };
    Some(need(element, kind, element.get("TASKNAME")))
}

fn instance(element: Element<'_, '_>, own: &BTreeSet<(&str, &str)>) -> Option<Need> {
    let name = element.get("TRANSFORMATION_NAME");
    let kind = match element.get("TYPE") {
        "SOURCE" => Kind::Source,
        "TARGET" => Kind::Target,
        "MAPPLET" => Kind::Mapplet,
        _ if element.yes("REUSABLE") => Kind::Transformation,
        _ => return None,
    };
    let qualifier = match kind {
        Kind::Source => element.get("DBDNAME"),
        Kind::Transformation => element.get("TRANSFORMATION_TYPE"),
        _ => "",
    };
    // Some exports write a reusable transformation into the mapping as well.
    let own = kind == Kind::Transformation && own.contains(&("TRANSFORMATION", name));
    Some(Need { qualifier: qualifier.into(), own, ..need(element, kind, name) })
}

fn shortcut(element: Element<'_, '_>) -> Need {
    let kind = Kind::of_word(&element.get("OBJECTTYPE").to_lowercase());
    let found = need(element, kind, element.get("REFOBJECTNAME"));
    let database = element.find("REFERENCEDDBD").filter(|name| !name.is_empty());
    let qualifier = match found.kind {
        Kind::Source => database.unwrap_or_else(|| element.get("DBDNAME")),
        Kind::Transformation => element.get("OBJECTSUBTYPE"),
        _ => "",
    };
    let (folder, repository) = (element.get("FOLDERNAME").into(), element.get("REPOSITORYNAME").into());
    Need { qualifier: qualifier.into(), folder, repository, ..found }
}

/// User-defined functions in expressions: `:UDF.NAME(`.
fn functions(element: Element<'_, '_>, found: &mut Vec<Need>) {
    for attribute in element.attributes() {
        for (at, mark) in attribute.value.match_indices(":UDF.") {
            let rest = &attribute.value[at + mark.len()..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let called = need(element, Kind::Function, &rest[..end]);
            found.push(Need { own: true, ..called });
        }
    }
}

/// The place of a kind among the children of FOLDER, as the DTD and real exports order them.
#[must_use]
pub fn rank(kind: &Kind) -> usize {
    const ORDER: [Kind; 13] = [
        Kind::Source,
        Kind::Target,
        Kind::Transformation,
        Kind::Mapplet,
        Kind::Function,
        Kind::Mapping,
        Kind::Shortcut,
        Kind::Config,
        Kind::Scheduler,
        Kind::Task,
        Kind::Session,
        Kind::Worklet,
        Kind::Workflow,
    ];
    ORDER.iter().position(|one| one == kind).unwrap_or(ORDER.len())
}

/// Why an attribute is added.
const REQUIRED: &str = "every export has it, and what this was read from has not";

/// Notes what an object lacks that every export has: one that came out of a session file says only what it must.
pub fn complete(tree: &Tree<'_>, subject: &Subject, found: &mut Found) {
    walk(tree, &mut |at| {
        let element = at.element;
        if element.depth() == 0 && element.name() == "SESSION" && element.find("VERSIONNUMBER").is_none() {
            found.edits.push(added(element, &[("VERSIONNUMBER", "1".to_owned())]));
            found.add(subject, at, "VERSIONNUMBER", "1", REQUIRED);
        }
        let in_connection = at.parent().is_some_and(|parent| parent.name() == "CONNECTIONREFERENCE");
        if in_connection && element.name() == "METADATAEXTENSION" && element.get("VENDORNAME") == VENDOR {
            found.edits.push(removed(element));
            let what = format!("{} = {}", element.get("NAME"), element.get("VALUE"));
            found.leave(subject, element.line(), what, "PowerCenter has no setting for it");
        }
    });
}

/// Notes what a start tag of the frame lacks that every export has. `now` is the time as exports write it.
pub fn complete_frame(tag: &Tree<'_>, subject: &Subject, now: &str, found: &mut Found) {
    let newest = VERSIONS.last().copied();
    let (version, major) = newest.map_or(("", ""), |one| (one.repository, one.major()));
    let defaults: &[(&str, &str)] = match tag.root().map(Element::name) {
        Some("POWERMART") => &[("CREATION_DATE", now), ("REPOSITORY_VERSION", version)],
        Some("REPOSITORY") => &[("VERSION", major), ("CODEPAGE", "UTF-8"), ("DATABASETYPE", "Oracle")],
        Some("FOLDER") => &[
            ("GROUP", ""),
            ("OWNER", ""),
            ("SHARED", "NOTSHARED"),
            ("DESCRIPTION", ""),
            ("PERMISSIONS", "rwx---r--"),
            ("UUID", ""),
        ],
        _ => return,
    };
    walk(tag, &mut |at| {
        let missing = defaults.iter().filter(|(name, _)| at.element.find(name).is_none());
        let missing: Vec<(&str, String)> = missing.map(|(name, value)| (*name, (*value).to_owned())).collect();
        for (name, value) in &missing {
            found.add(subject, at, name, value, REQUIRED);
        }
        found.edits.push(added(at.element, &missing));
    });
}
