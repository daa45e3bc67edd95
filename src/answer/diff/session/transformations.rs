//! Attributes of transformations in effect: what the mapping says, with the session's overrides over it.
//!
//! Owns where in the tree they stand. A reusable transformation or a mapplet may run in several instances with several
//! overrides, so its attributes stand at each instance, and no longer at the object behind it.

use super::{fact, is_named, name_of, put, said};
use crate::answer::assembled::{self, Assembled};
use crate::answer::diff::part::Part;
use crate::answer::layers::Effective;
use crate::model::Text;
use crate::model::session::Session;

/// Attributes of INSTANCE itself; every other fact of an instance is an attribute of the transformation there.
const OF_INSTANCES: [&str; 8] =
    ["DBDNAME", "DESCRIPTION", "INSTANCEID", "NAME", "REUSABLE", "TRANSFORMATION_NAME", "TRANSFORMATION_TYPE", "TYPE"];
const SETTING: &str = "instance setting";
const TRANSFORMATION: &str = "transformation";

/// Says of every override that it is the session's.
pub(super) fn say_origin(session: &mut Part, stored: &Session) {
    for part in session.parts.iter_mut().filter(|part| part.kind == SETTING) {
        let own = stored.transformations.iter().filter(|one| is_named(part, &one.instance));
        let names: Vec<Text> = own.flat_map(|one| &one.attributes).map(name_of).collect();
        for fact in part.facts.iter_mut().filter(|fact| names.contains(&fact.name)) {
            fact.origin = "session".into();
        }
    }
}

/// Lays attributes in effect over the mapping's tree. An override that stands there goes from the session's own tree.
pub(super) fn lay(session: &mut Part, behind: &mut [Part], assembled: &Assembled<'_>) {
    let mapping = assembled.layered.session.1.mapping.as_str();
    let at = behind.iter().position(|part| part.kind == "mapping" && part.name == mapping);
    // Behind a shortcut the mapping has another name.
    let Some(at) = at.or_else(|| behind.iter().position(|part| part.kind == "mapping")) else { return };
    let mut said_elsewhere = Vec::new();
    for one in &assembled.parts {
        let around = around(assembled, one);
        let Some(home) = home(&mut behind[at], one, around.first().copied()) else { continue };
        let is_own = home.kind == TRANSFORMATION && around.is_empty();
        lay_one(home, &one.attributes);
        take_away(session, one);
        if !is_own {
            said_elsewhere.push((one, around.last().copied()));
        }
    }
    for (one, around) in said_elsewhere {
        strip(behind, at, one, around);
    }
}

/// The instances of mapplets that a part stands in, outermost first.
fn around<'s>(assembled: &'s Assembled<'_>, one: &assembled::Part) -> Vec<&'s assembled::Part> {
    let inside = |mapplet: &&assembled::Part| {
        let rest = one.instance.strip_prefix(mapplet.instance.as_str());
        mapplet.kind == "Mapplet" && rest.is_some_and(|rest| rest.starts_with('.'))
    };
    let mut found: Vec<&assembled::Part> = assembled.parts.iter().filter(inside).collect();
    found.sort_by_key(|mapplet| mapplet.instance.len());
    found
}

/// Where the attributes of a part stand.
fn home<'m>(mapping: &'m mut Part, one: &assembled::Part, mapplet: Option<&assembled::Part>) -> Option<&'m mut Part> {
    if one.attributes.is_empty() && !is_table(one) {
        return None;
    }
    if let Some(mapplet) = mapplet {
        let instance = instance(mapping, &mapplet.instance, "Mapplet")?;
        let name: Text = one.instance.get(mapplet.instance.len() + 1..)?.into();
        let is_it = |part: &Part| part.kind == TRANSFORMATION && part.name == name;
        let at = instance.parts.iter().position(is_it).unwrap_or_else(|| {
            let place = instance.place.clone();
            instance.parts.push(Part { kind: TRANSFORMATION.into(), name, place, ..Part::default() });
            instance.parts.len() - 1
        });
        return instance.parts.get_mut(at);
    }
    let own = |part: &Part| part.kind == TRANSFORMATION && part.name == one.object && !is_reusable(part);
    match mapping.parts.iter().position(own).filter(|_| !is_table(one)) {
        Some(at) => mapping.parts.get_mut(at),
        None => instance(mapping, &one.instance, &one.kind),
    }
}

fn is_table(one: &assembled::Part) -> bool {
    matches!(one.kind.as_str(), "Source Definition" | "Target Definition")
}

fn is_reusable(part: &Part) -> bool {
    said(part, "REUSABLE") == Some("YES")
}

fn instance<'m>(mapping: &'m mut Part, name: &str, kind: &str) -> Option<&'m mut Part> {
    let fits = |part: &&mut Part| {
        let same_type = said(part, "TRANSFORMATION_TYPE").is_none_or(|of| of == kind);
        part.kind == "instance" && is_named(part, name) && same_type
    };
    mapping.parts.iter_mut().find(fits)
}

fn lay_one(home: &mut Part, attributes: &[Effective]) {
    let is_instance = home.kind == "instance";
    for fact in home.facts.iter_mut().filter(|fact| is_instance && !OF_INSTANCES.contains(&fact.name.as_str())) {
        fact.origin = "mapping".into();
    }
    for one in attributes {
        // What the instance in the mapping says wins over the reusable transformation it stands for.
        let said_there = is_instance && one.origin == "mapping" && said(home, &one.name).is_some();
        if !said_there {
            put(home, fact(one));
        }
    }
    home.parts.sort_by(|one, other| (&one.kind, &one.name).cmp(&(&other.kind, &other.name)));
}

/// Takes overrides that stand in the mapping's tree away from the session's.
fn take_away(session: &mut Part, one: &assembled::Part) {
    let overridden: Vec<(&str, &str)> = one
        .attributes
        .iter()
        .filter(|attribute| attribute.origin == "session")
        .map(|attribute| (attribute.name.as_str(), attribute.value.as_str()))
        .collect();
    let of_it = |part: &&mut Part| {
        let same_type = said(part, "TRANSFORMATIONTYPE").is_none_or(|of| of == one.kind);
        part.kind == SETTING && is_named(part, &one.instance) && same_type
    };
    if let Some(part) = session.parts.iter_mut().find(of_it) {
        part.facts.retain(|fact| !overridden.contains(&(fact.name.as_str(), fact.value.as_str())));
    }
}

/// Takes what stands at the instances away from the object behind them.
fn strip(behind: &mut [Part], mapping: usize, one: &assembled::Part, around: Option<&assembled::Part>) {
    let designed = |attribute: &&Effective| attribute.trace.first().is_some_and(|say| say.origin == "mapping");
    let names: Vec<&str> = one.attributes.iter().filter(designed).map(|attribute| attribute.name.as_str()).collect();
    let strip_one = |part: &mut Part| part.facts.retain(|fact| !names.contains(&fact.name.as_str()));
    let is_it = |part: &&mut Part| part.kind == TRANSFORMATION && part.name == one.object;
    let holder = match around {
        Some(mapplet) => behind.iter_mut().find(|part| part.kind == "mapplet" && part.name == mapplet.object),
        None => behind.get_mut(mapping),
    };
    if let Some(inner) = holder.and_then(|holder| holder.parts.iter_mut().find(is_it)) {
        strip_one(inner);
        if !is_reusable(inner) {
            return;
        }
    }
    if let Some(reusable) = behind.iter_mut().find(is_it) {
        strip_one(reusable);
    }
}
