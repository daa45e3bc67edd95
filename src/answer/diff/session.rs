//! A session as it runs → a keyed tree: attributes in effect with the layer that says them, what its mapping says, its readers,
//! writers, connections, partitions, commands.
//!
//! Owns what is laid over the stored tree. Which layer wins is `layers`' business.

mod ends;
mod resolved;
mod transformations;

use super::part::{Fact, Part};
use crate::answer::assembled::Assembled;
use crate::answer::design::{Beside, Standing};
use crate::answer::effective::Layered;
use crate::answer::layers::{Effective, defaults, innermost};
use crate::answer::resolve::Resolution;
use crate::model::Text;
use crate::model::attribute::Attribute;
use crate::model::session_attribute::{CONFIG_DEFAULTS, SESSION_DEFAULTS};

/// What is at hand of a session.
pub struct Given<'a> {
    /// The session as it stands.
    pub standing: &'a Standing<'a>,
    /// Looks objects of its folder up.
    pub beside: Beside<'a>,
    /// Stored tree of the session (`stored::part` of its SESSION element).
    pub session: Part,
    /// Stored trees of its mapping and of everything the mapping uses: the mapping itself, mapplets, reusable
    /// transformations, sources, targets; each once. None: the mapping is not looked at.
    pub behind: Vec<Part>,
    /// Stored trees of reusable tasks that its components name.
    pub tasks: Vec<Part>,
    /// Values of parameters, where the session is compared after resolution.
    pub resolution: Option<&'a Resolution>,
}

/// Makes the tree of a session as it runs.
///
/// Attributes of the session and of its configuration stand at the session itself, those of a transformation where the mapping
/// has it: at the transformation, at the instance of a source, target or reusable transformation, below the instance of a
/// mapplet. What the objects behind those instances say of the same attributes is said there and nowhere else.
#[must_use]
pub fn part(given: Given<'_>) -> Part {
    let Given { standing, beside, session: mut part, mut behind, tasks, resolution } = given;
    let Some(layered) = standing.session else { return part };
    settings(&mut part, &layered);
    ends::lay(&mut part, &layered);
    components(&mut part, &tasks);
    part.parts.extend(task_instance(&layered));
    transformations::say_origin(&mut part, layered.session.1);
    let assembled = if behind.is_empty() { None } else { Assembled::of(standing, beside) };
    if let Some(assembled) = &assembled {
        transformations::lay(&mut part, &mut behind, assembled);
    }
    tell_apart(&mut behind);
    part.parts.extend(behind);
    part.parts.sort_by(|one, other| (&one.kind, &one.name).cmp(&(&other.kind, &other.name)));
    if let Some(resolution) = resolution {
        resolved::put_in(&mut part, resolution, assembled.as_ref());
    }
    part
}

/// Attributes of the session and its configuration: in effect instead of as stored.
fn settings(part: &mut Part, layered: &Layered<'_>) {
    let session = layered.session.1;
    remove(part, &session.attributes);
    for reference in part.parts.iter_mut().filter(|one| one.kind == "config reference") {
        remove(reference, &session.config.attributes);
    }
    let mut layers = vec![defaults(SESSION_DEFAULTS), defaults(CONFIG_DEFAULTS)];
    layers.extend(layered.layers());
    for one in innermost(&layers) {
        put(part, fact(&one));
    }
}

fn remove(part: &mut Part, attributes: &[Attribute]) {
    let stored: Vec<Text> = attributes.iter().map(name_of).collect();
    part.facts.retain(|fact| !stored.contains(&fact.name));
}

/// Name of the fact that an attribute is.
fn name_of(attribute: &Attribute) -> Text {
    let Attribute { name, partition, .. } = attribute;
    if partition.is_empty() { name.clone() } else { format!("{name} ({partition})").into() }
}

/// An attribute in effect as a fact.
fn fact(one: &Effective) -> Fact {
    let place = one.trace.last().map(|say| say.place.clone()).unwrap_or_default();
    Fact { name: one.name.as_str().into(), value: one.value.as_str().into(), origin: layer(&one.origin).into(), place }
}

/// The kind of a layer: its name would make sessions differ that follow two masters of one content.
fn layer(origin: &str) -> &str {
    let kinds = ["task instance", "session", "config"];
    kinds.into_iter().find(|kind| origin.starts_with(kind)).unwrap_or(origin)
}

/// Puts a fact among the others, which are sorted; one of the same name goes.
fn put(part: &mut Part, fact: Fact) {
    match part.facts.binary_search_by(|one| one.name.cmp(&fact.name)) {
        Ok(at) => part.facts[at] = fact,
        Err(at) => part.facts.insert(at, fact),
    }
}

fn said<'p>(part: &'p Part, name: &str) -> Option<&'p str> {
    part.facts.iter().find(|fact| fact.name == name).map(|fact| fact.value.as_str())
}

/// True of a part of this name, or of one that has something behind it that tells it from siblings.
fn is_named(part: &Part, name: &str) -> bool {
    part.name.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(" (") || rest.starts_with(" #"))
}

/// Reusable tasks stand in the components that name them.
fn components(part: &mut Part, tasks: &[Part]) {
    for component in part.parts.iter_mut().filter(|one| one.kind == "component") {
        let named = said(component, "REFOBJECTNAME").filter(|_| said(component, "REUSABLE") == Some("YES"));
        let found = named.and_then(|name| tasks.iter().find(|task| task.name == name)).cloned();
        component.parts.extend(found);
        component.parts.sort_by(|one, other| (&one.kind, &one.name).cmp(&(&other.kind, &other.name)));
    }
}

/// How the session stands in its workflow.
fn task_instance(layered: &Layered<'_>) -> Option<Part> {
    let (stored, instance) = layered.instance?;
    let place = stored.place(instance.line);
    let yes = |name: &str, is: bool| Fact {
        name: name.into(),
        value: if is { "YES" } else { "NO" }.into(),
        place: place.clone(),
        ..Fact::default()
    };
    let facts = vec![
        yes("FAIL_PARENT_IF_INSTANCE_DID_NOT_RUN", instance.fail_parent_if_not_run),
        yes("FAIL_PARENT_IF_INSTANCE_FAILS", instance.fail_parent_if_fails),
        yes("ISENABLED", instance.enabled),
        yes("TREAT_INPUTLINK_AS_AND", instance.treat_inputs_as_and),
    ];
    Some(Part { kind: "task instance".into(), place, facts, ..Part::default() })
}

/// Sources of one name come from two databases.
fn tell_apart(behind: &mut [Part]) {
    behind.sort_by(|one, other| {
        let key = |part: &Part| (part.kind.clone(), part.name.clone(), said(part, "DBDNAME").map(Text::from));
        key(one).cmp(&key(other))
    });
    for alike in behind.chunk_by_mut(|one, other| (&one.kind, &one.name) == (&other.kind, &other.name)) {
        let many = alike.len() > 1;
        for (at, part) in alike.iter_mut().enumerate().filter(|_| many) {
            let database = said(part, "DBDNAME").unwrap_or_default().to_owned();
            part.name = match database.as_str() {
                "" if at == 0 => continue,
                "" => format!("{} #{}", part.name, at + 1).into(),
                database => format!("{} ({database})", part.name).into(),
            };
        }
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
