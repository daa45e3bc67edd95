//! A session laid out as a tree of parts and facts, as a session file says it; and back.
//!
//! Owns which part holds what. A part says everything of itself in its facts; its name only tells it from its siblings. Nothing
//! is lost but whether the session is valid and reusable, which says nothing of what it does.

use crate::answer::diff::part::{Fact, Part};
use crate::answer::effective::{Layered, layer};
use crate::answer::layers::{Layer, defaults};
use crate::model::Text;
use crate::model::attribute::{Attribute, ValuePair};
use crate::model::connection::ConnectionReference;
use crate::model::content::Content;
use crate::model::design::Stored;
use crate::model::session::{Session, SessionComponent, SessionExtension, SessionTransformation};
use crate::model::session_attribute::{CONFIG_DEFAULTS, HEADERS, SESSION_DEFAULTS};
use crate::model::task::Task;
use std::collections::BTreeMap;

/// Kinds of parts.
pub(super) const ATTRIBUTES: &str = "attributes";
/// See [`ATTRIBUTES`].
pub(super) const CONFIG_ATTRIBUTES: &str = "config_attributes";
/// See [`ATTRIBUTES`].
pub(super) const EXTENSION: &str = "extension";
/// See [`ATTRIBUTES`].
pub(super) const CONNECTION: &str = "connection";
/// See [`ATTRIBUTES`].
pub(super) const TRANSFORMATION: &str = "transformation";
/// See [`ATTRIBUTES`].
pub(super) const PARTITION: &str = "partition";
/// See [`ATTRIBUTES`].
pub(super) const COMPONENT: &str = "component";
/// See [`ATTRIBUTES`].
pub(super) const TASK: &str = "task";
/// See [`ATTRIBUTES`].
pub(super) const COMMAND: &str = "command";
/// See [`ATTRIBUTES`].
pub(super) const ASSIGNMENT: &str = "assignment";
/// See [`ATTRIBUTES`].
pub(super) const OURS: &str = "ours";

/// A session laid out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Full address; empty for a template.
    pub address: String,
    /// What the session and its task instance say.
    pub part: Part,
    /// What its attributes would be without that: the configuration object over the product's defaults, by name.
    pub outer: BTreeMap<Text, Fact>,
}

impl Sheet {
    /// Lays out a session with what lies around it.
    #[must_use]
    pub fn of(layered: &Layered<'_>, address: &str, repository: &str, folder: &str) -> Self {
        let mut around = vec![defaults(SESSION_DEFAULTS), defaults(CONFIG_DEFAULTS)];
        around.extend(layered.config.map(|(stored, one)| layer("config", stored, &one.attributes)));
        let outer = innermost(&around).remove("").unwrap_or_default();
        Self { address: address.to_owned(), part: root(layered, repository, folder), outer }
    }

    /// Says where the session itself stands, `file:line`: what it is laid out of may begin with the workflow around it.
    pub fn stands_at(&mut self, place: &str) {
        place.clone_into(&mut self.part.place);
        self.part.facts.iter_mut().for_each(|fact| place.clone_into(&mut fact.place));
    }

    /// Lays out a session that nothing lies around: that of a template.
    #[must_use]
    pub fn alone(session: &Session, repository: &str, folder: &str, file: &str) -> Self {
        let stored = Stored { file: file.to_owned(), content: Content::default(), ..Stored::default() };
        let layered = Layered { session: (&stored, session), config: None, instance: None };
        Self { address: String::new(), part: root(&layered, repository, folder), outer: BTreeMap::new() }
    }
}

fn root(layered: &Layered<'_>, repository: &str, folder: &str) -> Part {
    let (stored, session) = layered.session;
    let header = Origin { layer: "session", place: stored.place(0) };
    let facts = [
        ("name", session.name.as_str()),
        ("mapping_name", &session.mapping),
        ("repository", repository),
        ("folder", folder),
        ("description", &session.description),
        ("config", &session.config.config),
        ("sort_order", &session.sort_order),
    ];
    let mut part = header.part("session", "", &facts);
    let mut own = vec![layer("session", stored, &session.attributes)];
    let mut config = vec![layer("session", stored, &session.config.attributes)];
    if let Some((stored, instance)) = layered.instance {
        own.push(layer("task instance", stored, &instance.attributes));
        config.push(layer("task instance", stored, &instance.config.attributes));
    }
    part.parts.extend(settings(ATTRIBUTES, &own));
    part.parts.extend(settings(CONFIG_ATTRIBUTES, &config));
    part.parts.extend(settings(OURS, &[layer("session", stored, &session.ours)]));
    part.parts.extend(session.components.iter().map(|one| component(stored, one)));
    part.parts.extend(extensions(layered));
    part.parts.extend(session.transformations.iter().map(|one| transformation(stored, one)));
    part
}

/// Who says something, and where.
struct Origin<'o> {
    layer: &'o str,
    place: String,
}

impl Origin<'_> {
    fn part(&self, kind: &str, name: &str, facts: &[(&str, &str)]) -> Part {
        let fact = |(name, value): &(&str, &str)| Fact {
            name: (*name).into(),
            value: (*value).into(),
            origin: self.layer.into(),
            place: self.place.clone(),
        };
        Part {
            kind: kind.into(),
            name: name.into(),
            place: self.place.clone(),
            facts: facts.iter().map(fact).collect(),
            ..Part::default()
        }
    }
}

fn session_origin(stored: &Stored, line: u32) -> Origin<'static> {
    Origin { layer: "session", place: stored.place(line) }
}

/// Attributes in effect by partition and name.
fn innermost(layers: &[Layer]) -> BTreeMap<Text, BTreeMap<Text, Fact>> {
    let mut all: BTreeMap<Text, BTreeMap<Text, Fact>> = BTreeMap::new();
    for layer in layers {
        for one in layer.attributes.iter().filter(|one| !HEADERS.contains(&one.name.as_str())) {
            let line = layer.lines_before + u64::from(one.line) + 1;
            let place = if layer.file.is_empty() { String::new() } else { format!("{}:{line}", layer.file) };
            let fact =
                Fact { name: one.name.clone(), value: one.value.clone(), origin: layer.origin.as_str().into(), place };
            all.entry(one.partition.clone()).or_default().insert(one.name.clone(), fact);
        }
    }
    all
}

/// A part for each partition, `""` for all.
fn settings(kind: &str, layers: &[Layer]) -> Vec<Part> {
    let by_partition = innermost(layers).into_iter();
    let part = |(partition, facts): (Text, BTreeMap<Text, Fact>)| Part {
        kind: kind.into(),
        name: partition,
        place: facts.values().next().map(|fact| fact.place.clone()).unwrap_or_default(),
        facts: facts.into_values().collect(),
        ..Part::default()
    };
    by_partition.map(part).collect()
}

fn extensions(layered: &Layered<'_>) -> Vec<Part> {
    let over = layered.instance.map_or(&[][..], |(_, instance)| &instance.extensions);
    let parts = layered.extensions().into_iter().map(|one| {
        let extension = one.extension;
        let (stored, connections) = one.connections;
        let (within, base) = match layered.instance {
            // Said by the task instance alone.
            Some((within, _)) if !layered.session.1.extensions.contains(extension) => (within, "task instance"),
            _ => (layered.session.0, "session"),
        };
        let facts = [
            ("instance", extension.instance.as_str()),
            ("type", &extension.extension_type),
            ("subtype", &extension.subtype),
            ("transformation_type", &extension.transformation_type),
        ];
        let origin = Origin { layer: base, place: within.place(extension.line) };
        let mut part = origin.part(EXTENSION, &extension.instance, &facts);
        let mut layers = vec![layer(base, within, &extension.attributes)];
        let same = |other: &&SessionExtension| {
            (&other.instance, &other.extension_type) == (&extension.instance, &extension.extension_type)
        };
        if let (Some((within, _)), Some(over)) = (layered.instance, over.iter().find(same)) {
            layers.push(layer("task instance", within, &over.attributes));
        }
        part.parts.extend(settings(ATTRIBUTES, &layers));
        part.parts.extend(connections.iter().map(|one| connection(stored, one)));
        part
    });
    parts.collect()
}

fn connection(stored: &Stored, one: &ConnectionReference) -> Part {
    let facts = [
        ("name", one.name.as_str()),
        ("variable", &one.variable),
        ("type", &one.connection_type),
        ("subtype", &one.subtype),
        ("reference", &one.reference),
        ("partition", &one.partition),
    ];
    let name = if one.partition.is_empty() { &one.reference } else { &one.partition };
    let mut part = session_origin(stored, one.line).part(CONNECTION, name, &facts);
    part.parts.extend(settings(ATTRIBUTES, &[layer("session", stored, &one.attributes)]));
    part
}

fn transformation(stored: &Stored, one: &SessionTransformation) -> Part {
    let facts = [
        ("instance", one.instance.as_str()),
        ("transformation", &one.transformation),
        ("type", &one.transformation_type),
        ("partition_type", &one.partition_type),
    ];
    let origin = session_origin(stored, one.line);
    let mut part = origin.part(TRANSFORMATION, &one.instance, &facts);
    part.parts.extend(settings(ATTRIBUTES, &[layer("session", stored, &one.attributes)]));
    part.parts.extend(one.partitions.iter().map(|name| origin.part(PARTITION, name, &[("name", name)])));
    part
}

fn flag(is: bool) -> &'static str {
    if is { "YES" } else { "NO" }
}

fn component(stored: &Stored, one: &SessionComponent) -> Part {
    let facts = [("type", one.component_type.as_str()), ("object", &one.object), ("reusable", flag(one.reusable))];
    let mut part = session_origin(stored, one.line).part(COMPONENT, &one.component_type, &facts);
    part.parts.extend(one.task.as_ref().map(|task| inner_task(stored, one.line, task)));
    part.parts.extend(one.assignments.iter().map(|one| pair(stored, ASSIGNMENT, one)));
    part
}

fn inner_task(stored: &Stored, line: u32, one: &Task) -> Part {
    let facts = [
        ("name", one.name.as_str()),
        ("type", &one.task_type),
        ("description", &one.description),
        ("reusable", flag(one.reusable)),
    ];
    let mut part = session_origin(stored, line).part(TASK, "", &facts);
    part.parts.extend(settings(ATTRIBUTES, &[layer("session", stored, &one.attributes)]));
    part.parts.extend(one.pairs.iter().map(|one| pair(stored, COMMAND, one)));
    part
}

fn pair(stored: &Stored, kind: &str, one: &ValuePair) -> Part {
    let order = one.order.to_string();
    let facts = [("name", one.name.as_str()), ("value", &one.value), ("order", &order), ("reverse", flag(one.reverse))];
    session_origin(stored, one.line).part(kind, &one.name, &facts)
}

/// The value of a fact; empty where there is none.
pub(super) fn fact(part: &Part, name: &str) -> Text {
    part.facts.iter().find(|one| one.name == name).map(|one| one.value.clone()).unwrap_or_default()
}

fn of_kind<'p>(part: &'p Part, kind: &'static str) -> impl Iterator<Item = &'p Part> {
    part.parts.iter().filter(move |one| one.kind == kind)
}

fn attributes(part: &Part, kind: &'static str) -> Vec<Attribute> {
    let all = of_kind(part, kind).flat_map(|of| of.facts.iter().map(move |one| (of, one)));
    let attribute = |(of, one): (&Part, &Fact)| Attribute {
        name: one.name.clone(),
        value: one.value.clone(),
        partition: of.name.clone(),
        line: 0,
    };
    all.map(attribute).collect()
}

/// The session that a tree says: reusable and valid, because it stands alone. With it its repository and folder.
#[must_use]
pub fn session(part: &Part) -> (Session, Text, Text) {
    let mut session = Session {
        name: fact(part, "name"),
        description: fact(part, "description"),
        mapping: fact(part, "mapping_name"),
        reusable: true,
        valid: true,
        sort_order: fact(part, "sort_order"),
        attributes: attributes(part, ATTRIBUTES),
        ours: attributes(part, OURS),
        ..Session::default()
    };
    session.config.config = fact(part, "config");
    session.config.attributes = attributes(part, CONFIG_ATTRIBUTES);
    session.components = of_kind(part, COMPONENT).map(component_back).collect();
    session.extensions = of_kind(part, EXTENSION).map(extension_back).collect();
    session.transformations = of_kind(part, TRANSFORMATION).map(transformation_back).collect();
    (session, fact(part, "repository"), fact(part, "folder"))
}

fn extension_back(part: &Part) -> SessionExtension {
    let connection = |one: &Part| ConnectionReference {
        name: fact(one, "name"),
        variable: fact(one, "variable"),
        connection_type: fact(one, "type"),
        subtype: fact(one, "subtype"),
        reference: fact(one, "reference"),
        partition: fact(one, "partition"),
        attributes: attributes(one, ATTRIBUTES),
        ..ConnectionReference::default()
    };
    SessionExtension {
        extension_type: fact(part, "type"),
        subtype: fact(part, "subtype"),
        instance: fact(part, "instance"),
        transformation_type: fact(part, "transformation_type"),
        connections: of_kind(part, CONNECTION).map(connection).collect(),
        attributes: attributes(part, ATTRIBUTES),
        line: 0,
    }
}

fn transformation_back(part: &Part) -> SessionTransformation {
    SessionTransformation {
        instance: fact(part, "instance"),
        transformation: fact(part, "transformation"),
        transformation_type: fact(part, "type"),
        partition_type: fact(part, "partition_type"),
        partitions: of_kind(part, PARTITION).map(|one| fact(one, "name")).collect(),
        attributes: attributes(part, ATTRIBUTES),
        line: 0,
    }
}

fn component_back(part: &Part) -> SessionComponent {
    let task = |one: &Part| Task {
        name: fact(one, "name"),
        task_type: fact(one, "type"),
        description: fact(one, "description"),
        reusable: fact(one, "reusable") == "YES",
        attributes: attributes(one, ATTRIBUTES),
        pairs: of_kind(one, COMMAND).map(pair_back).collect(),
    };
    SessionComponent {
        component_type: fact(part, "type"),
        object: fact(part, "object"),
        reusable: fact(part, "reusable") == "YES",
        task: of_kind(part, TASK).next().map(task),
        assignments: of_kind(part, ASSIGNMENT).map(pair_back).collect(),
        line: 0,
    }
}

fn pair_back(part: &Part) -> ValuePair {
    ValuePair {
        name: fact(part, "name"),
        value: fact(part, "value"),
        order: fact(part, "order").parse().unwrap_or_default(),
        reverse: fact(part, "reverse") == "YES",
        line: 0,
    }
}
