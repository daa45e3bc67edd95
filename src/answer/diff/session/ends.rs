//! Readers, writers and lookups of a session in effect, with their connections.
//!
//! Owns what a task instance lays over them in the tree.

use super::{fact, is_named, name_of, put, said};
use crate::answer::diff::part::{Fact, Part};
use crate::answer::effective::{Extension, Layered};
use crate::answer::layers::Effective;
use crate::model::connection::ConnectionReference;
use crate::model::design::Stored;
use crate::model::session::SessionExtension;

/// Layer of what the session itself says.
const SESSION: &str = "session";
/// Layer of what its task instance says.
const INSTANCE: &str = "task instance";

/// Lays what is in effect over the readers, writers and lookups of a session's tree.
pub(super) fn lay(session: &mut Part, layered: &Layered<'_>) {
    let mut taken: Vec<usize> = Vec::new();
    for one in layered.extensions() {
        let own = layered.session.1.extensions.iter().any(|extension| std::ptr::eq(extension, one.extension));
        let origin = if own { SESSION } else { INSTANCE };
        let at = find(session, one.extension, &taken).unwrap_or_else(|| {
            session.parts.push(new(one.extension));
            session.parts.len() - 1
        });
        taken.push(at);
        lay_one(&mut session.parts[at], &one, origin);
    }
}

fn lay_one(part: &mut Part, one: &Extension<'_>, origin: &str) {
    for attribute in &one.attributes {
        // What only the instance has is told by the layers as the session's.
        let said = if origin == INSTANCE {
            Effective { origin: origin.to_owned(), ..attribute.clone() }
        } else {
            attribute.clone()
        };
        put(part, fact(&said));
    }
    let (stored, connections) = one.connections;
    let is_own = std::ptr::eq(connections, one.extension.connections.as_slice());
    if !is_own || origin == INSTANCE {
        part.parts.retain(|inner| inner.kind != "connection");
        part.parts.extend(connections.iter().map(|one| connection(stored, one)));
        part.parts.sort_by(|one, other| (&one.kind, &one.name).cmp(&(&other.kind, &other.name)));
        return;
    }
    let inner = part.parts.iter_mut().filter(|inner| inner.kind == "connection");
    for fact in inner.flat_map(|inner| &mut inner.facts) {
        fact.origin = origin.into();
    }
}

fn kind(extension_type: &str) -> &'static str {
    match extension_type {
        "READER" => "reader",
        "WRITER" => "writer",
        "LOOKUPEXTENSION" => "lookup",
        _ => "extension",
    }
}

/// The part of an extension: of several with one name, the one that says the same and is not taken yet.
fn find(session: &Part, one: &SessionExtension, taken: &[usize]) -> Option<usize> {
    let fits = |part: &Part| {
        let same_type = said(part, "TRANSFORMATIONTYPE").is_none_or(|of| of == one.transformation_type);
        part.kind == kind(&one.extension_type) && is_named(part, &one.instance) && same_type
    };
    let says_the_same = |part: &Part| {
        one.attributes.iter().all(|attribute| said(part, &name_of(attribute)) == Some(attribute.value.as_str()))
    };
    let open = || session.parts.iter().enumerate().filter(|(at, part)| !taken.contains(at) && fits(part));
    open().find(|(_, part)| says_the_same(part)).or_else(|| open().next()).map(|(at, _)| at)
}

/// What only the task instance has.
fn new(one: &SessionExtension) -> Part {
    let mut part = Part { kind: kind(&one.extension_type).into(), name: one.instance.clone(), ..Part::default() };
    for (name, value) in [("SUBTYPE", &one.subtype), ("TRANSFORMATIONTYPE", &one.transformation_type)] {
        put(&mut part, Fact { name: name.into(), value: value.clone(), origin: INSTANCE.into(), ..Fact::default() });
    }
    part
}

/// A connection that a task instance names, told as a stored one is.
fn connection(stored: &Stored, one: &ConnectionReference) -> Part {
    let name = if one.partition.is_empty() {
        one.reference.clone()
    } else {
        format!("{} ({})", one.reference, one.partition).into()
    };
    let place = stored.place(one.line);
    let mut part = Part { kind: "connection".into(), name, place: place.clone(), ..Part::default() };
    let told = |name: &str, value: &str, place: String| Fact {
        name: name.into(),
        value: value.into(),
        origin: INSTANCE.into(),
        place,
    };
    for (name, value) in [
        ("CONNECTIONNAME", &one.name),
        ("CONNECTIONSUBTYPE", &one.subtype),
        ("CONNECTIONTYPE", &one.connection_type),
        ("VARIABLE", &one.variable),
    ] {
        put(&mut part, told(name, value, place.clone()));
    }
    for attribute in &one.attributes {
        put(&mut part, told(&name_of(attribute), &attribute.value, stored.place(attribute.line)));
    }
    part
}
