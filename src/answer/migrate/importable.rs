//! What an importable file must hold: an object and everything that it refers to, in the order of the DTD.
//!
//! Owns which references make PowerCenter refuse an import, and what an object that came out of a session file lacks. Finds
//! nothing itself: whoever has the catalog looks it up.

use super::edit::{Edit, Part, added, removed};
use super::inside::{Inside, walk};
use super::version::VERSIONS;
use super::{Found, Subject};
use crate::model::Text;
use crate::model::element::{Attribute, Element, Tree};
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
        if has_no_place(at) {
            found.edits.push(removed(element));
            let what = format!("{} = {}", element.get("NAME"), element.get("VALUE"));
            let why = match at.parent().map(Element::name) {
                Some("CONNECTIONREFERENCE") => "PowerCenter has no setting for it",
                _ => "an export has no place for it there; look whether the session needs a setting in its stead",
            };
            found.leave(subject, element.line(), what, why);
        }
    });
}

/// Elements that take a METADATAEXTENSION, by our schema of exports.
const EXTENDED: [&str; 8] =
    ["MAPPING", "MAPPLET", "SESSION", "SOURCE", "TARGET", "TRANSFORMATION", "WORKFLOW", "WORKLET"];

/// True for what another dialect said and we kept in an element where PowerCenter takes nothing of the kind.
pub(super) fn has_no_place(at: &Inside<'_, '_, '_>) -> bool {
    let ours = at.element.name() == "METADATAEXTENSION" && at.element.get("VENDORNAME") == VENDOR;
    ours && at.parent().is_some_and(|parent| !EXTENDED.contains(&parent.name()))
}

/// Notes that several CONFIGREFERENCE of a session become one: a session file has one for each key, at its line, and
/// PowerCenter takes one. The first is kept, with the attributes of all in their order, the last of each. Lines stay.
pub fn join_config(tree: &Tree<'_>, subject: &Subject, found: &mut Found) {
    walk(tree, &mut |at| {
        let all: Vec<Element<'_, '_>> = match at.element.name() {
            "SESSION" | "TASKINSTANCE" => at.element.named("CONFIGREFERENCE").collect(),
            _ => return,
        };
        let [first, rest @ ..] = all.as_slice() else { return };
        if rest.is_empty() {
            return;
        }
        let kept = last_of_each(&all);
        found.edits.push(Edit { span: first.span(), parts: joined(*first, &kept) });
        for one in rest {
            let lines = "\n".repeat(one.xml().matches('\n').count());
            found.edits.push(Edit { span: one.span(), parts: vec![Part::Kept(lines)] });
        }
        let (was, becomes) = (format!("{} elements", all.len()), format!("1 with {} attributes", kept.len()));
        found.change(subject, at, "CONFIGREFERENCE", (&was, &becomes), "PowerCenter takes one in a session");
    });
}

/// The attributes of several elements in their order; of equal ones the last.
fn last_of_each<'t, 'a>(all: &[Element<'t, 'a>]) -> Vec<Element<'t, 'a>> {
    let every: Vec<Element<'t, 'a>> = all.iter().flat_map(|one| one.named("ATTRIBUTE")).collect();
    let mut seen = BTreeSet::new();
    let mut kept: Vec<Element<'t, 'a>> = every.into_iter().rev().collect();
    kept.retain(|one| seen.insert((one.get("NAME"), one.get("PARTITIONNAME"))));
    kept.reverse();
    kept
}

/// An element with its own tag and these attributes inside, on as many lines as before.
fn joined(element: Element<'_, '_>, attributes: &[Element<'_, '_>]) -> Vec<Part> {
    let own = |one: &Attribute<'_>| {
        [Part::Kept(format!(" {}=\"", one.name)), Part::Value(one.value.to_string()), Part::Xml("\"")]
    };
    let mut parts = vec![Part::Xml("<CONFIGREFERENCE")];
    parts.extend(element.attributes().iter().flat_map(own));
    parts.push(Part::Xml(">"));
    parts.extend(attributes.iter().map(|one| Part::Kept(one.xml().replace('\n', " "))));
    parts.push(Part::Xml("</CONFIGREFERENCE>"));
    parts.push(Part::Kept("\n".repeat(element.xml().matches('\n').count())));
    parts
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
