//! One object as people look at it: facts, parts, and for a session every layered attribute with its origin.
//!
//! Owns what is shown of each kind. Takes values only; whoever asks has read them.

use super::layers::{Effective, Layer, innermost};
use crate::model::attribute::Attribute;
use crate::model::content::Value;
use crate::model::listing::{Cell, Listing};
use crate::model::mapping::{Mapping, Table, Transformation};
use crate::model::session::{Session, SessionExtension};
use crate::model::task::Task;
use crate::model::workflow::{TaskInstance, Variable, Workflow};
use serde::Serialize;

/// An object, shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// What is known of it, in order.
    pub facts: Vec<(&'static str, String)>,
    /// Its parts, each a titled table; empty ones are left out.
    pub sections: Vec<Section>,
    /// For a session: every attribute with its layers.
    pub attributes: Vec<Effective>,
    /// For a session: the attributes of its transformations with their layers.
    pub transformations: Vec<Overridden>,
}

/// A titled table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What it lists.
    pub title: &'static str,
    /// The rows.
    pub rows: Listing,
}

/// A transformation of the mapping as a session runs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overridden {
    /// Instance in the mapping.
    pub instance: String,
    /// Its type.
    pub kind: String,
    /// Partition type, empty where it is no partition point.
    pub partition_type: String,
    /// Attributes with their layers: mapping → session (→ partition in the name).
    pub attributes: Vec<Effective>,
}

/// What a session is looked at with: the layers around it, and what the mapping says of its transformations.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// Outermost first: defaults, config, session, task instance.
    pub layers: Vec<Layer>,
    /// The mapping's transformations, where the mapping is in the catalog.
    pub transformations: Vec<(Transformation, Layer)>,
    /// The session's own overrides of transformations, in the same order as in the session.
    pub overrides: Vec<Layer>,
    /// The task instance that it is shown as.
    pub instance: Option<TaskInstance>,
}

/// Shows what a definition says.
#[must_use]
pub fn show(value: &Value, around: &Around) -> Shown {
    match value {
        Value::Table(table) => show_table(table),
        Value::Mapping(mapping) => show_mapping(mapping),
        Value::Transformation(transformation) => show_transformation(transformation),
        Value::Session(session) => show_session(session, around),
        Value::Config(config) => Shown {
            facts: vec![("description", config.description.to_string()), ("default", yes(config.is_default))],
            attributes: innermost(&around.layers),
            ..Shown::default()
        },
        Value::Workflow(workflow) => show_workflow(workflow),
        Value::Task(task) => show_task(task),
        Value::Shortcut(shortcut) => Shown {
            facts: vec![
                ("refers to", shortcut.object_type.to_lowercase().to_string()),
                ("repository", shortcut.repository.to_string()),
                ("folder", shortcut.folder.to_string()),
                ("object", shortcut.object.to_string()),
            ],
            ..Shown::default()
        },
        Value::Text(text) => Shown { facts: vec![("description", text.to_string())], ..Shown::default() },
    }
}

fn yes(flag: bool) -> String {
    if flag { "yes" } else { "no" }.to_owned()
}

fn text(value: &str) -> Cell {
    Cell::Text(value.to_owned())
}

fn section(title: &'static str, columns: &[&'static str], rows: Vec<Vec<Cell>>) -> Option<Section> {
    (!rows.is_empty()).then(|| Section { title, rows: Listing { columns: columns.to_vec(), rows } })
}

fn show_table(table: &Table) -> Shown {
    let rows = table.fields.iter().enumerate().map(|(at, field)| {
        let number = |value: Option<i64>| value.map_or(Cell::Nothing, Cell::Number);
        vec![
            Cell::Number(i64::try_from(at + 1).unwrap_or(i64::MAX)),
            text(&field.name),
            text(&field.datatype),
            number(field.precision),
            number(field.scale),
            text(&field.key_type.to_lowercase()),
            Cell::Flag(field.nullable),
        ]
    });
    let columns = ["number", "field", "datatype", "precision", "scale", "key", "nullable"];
    Shown {
        facts: vec![
            ("database type", table.database_type.to_string()),
            ("database", table.database.to_string()),
            ("owner", table.owner.to_string()),
            ("description", table.description.to_string()),
        ],
        sections: section("fields", &columns, rows.collect()).into_iter().collect(),
        ..Shown::default()
    }
}

fn variables(variables: &[Variable]) -> Option<Section> {
    let rows = variables
        .iter()
        .map(|one| vec![text(&one.name), text(&one.datatype), text(&one.default), Cell::Flag(one.persistent)]);
    section("variables", &["name", "datatype", "default", "persistent"], rows.collect())
}

fn show_mapping(mapping: &Mapping) -> Shown {
    let instances = mapping
        .instances
        .iter()
        .map(|one| vec![text(&one.name), text(&one.object_type), text(&one.object), text(&one.database)]);
    let transformations = mapping.transformations.iter().map(|one| {
        vec![text(&one.name), text(&one.transformation_type), Cell::Number(one.ports.into()), Cell::Flag(one.reusable)]
    });
    let queries = mapping.transformations.iter().flat_map(|one| {
        let said = one.attributes.iter().filter(|a| is_code(&a.name) && !a.value.is_empty());
        said.map(|a| vec![text(&one.name), text(&a.name), text(&a.value)])
    });
    Shown {
        facts: vec![
            ("description", mapping.description.to_string()),
            ("valid", yes(mapping.valid)),
            ("connectors", mapping.connectors.to_string()),
        ],
        sections: [
            section("instances", &["instance", "type", "object", "database"], instances.collect()),
            section("transformations", &["transformation", "type", "ports", "reusable"], transformations.collect()),
            section("sql and conditions", &["transformation", "attribute", "value"], queries.collect()),
            variables(&mapping.variables),
        ]
        .into_iter()
        .flatten()
        .collect(),
        ..Shown::default()
    }
}

/// Attributes of transformations that hold SQL, filters or conditions.
fn is_code(name: &str) -> bool {
    ["sql", "query", "filter", "condition", "join"].iter().any(|word| name.to_lowercase().contains(word))
}

fn show_transformation(one: &Transformation) -> Shown {
    let rows = one.attributes.iter().map(|a| vec![text(&a.name), text(&a.value)]);
    Shown {
        facts: vec![
            ("type", one.transformation_type.to_string()),
            ("description", one.description.to_string()),
            ("ports", one.ports.to_string()),
        ],
        sections: section("attributes", &["attribute", "value"], rows.collect()).into_iter().collect(),
        ..Shown::default()
    }
}

fn show_session(session: &Session, around: &Around) -> Shown {
    let mut facts = vec![
        ("mapping", session.mapping.to_string()),
        ("config", session.config.config.to_string()),
        ("description", session.description.to_string()),
        ("valid", yes(session.valid)),
        ("reusable", yes(session.reusable)),
        ("sort order", session.sort_order.to_string()),
    ];
    let mut extensions = session.extensions.clone();
    if let Some(instance) = &around.instance {
        facts.push(("task instance", instance.name.to_string()));
        facts.push(("enabled", yes(instance.enabled)));
        instance.extensions.iter().for_each(|own| override_extension(&mut extensions, own));
    }
    Shown {
        facts,
        sections: [connections(&extensions), extension_attributes(&extensions), components(session), ours(session)]
            .into_iter()
            .flatten()
            .collect(),
        attributes: innermost(&around.layers),
        transformations: overridden(session, around),
    }
}

/// Lays an extension of a task instance over the session's for the same place, attribute by attribute.
fn override_extension(extensions: &mut Vec<SessionExtension>, own: &SessionExtension) {
    let same = |e: &&mut SessionExtension| (&e.instance, &e.extension_type) == (&own.instance, &own.extension_type);
    let Some(known) = extensions.iter_mut().find(same) else { return extensions.push(own.clone()) };
    if !own.connections.is_empty() {
        known.connections.clone_from(&own.connections);
    }
    for attribute in &own.attributes {
        let same = |a: &&mut Attribute| (&a.name, &a.partition) == (&attribute.name, &attribute.partition);
        match known.attributes.iter_mut().find(same) {
            Some(overridden) => overridden.value.clone_from(&attribute.value),
            None => known.attributes.push(attribute.clone()),
        }
    }
}

fn connections(extensions: &[SessionExtension]) -> Option<Section> {
    let rows = extensions.iter().flat_map(|extension| {
        extension.connections.iter().map(|one| {
            let (given, by) = match (one.name.as_str(), one.variable.as_str()) {
                ("", "") => ("", ""),
                ("", variable) => (variable, "variable"),
                (name, _) => (name, "name"),
            };
            vec![
                text(&extension.instance),
                text(&extension.subtype),
                text(given),
                text(by),
                text(&one.connection_type),
                text(&one.subtype),
                text(&one.partition),
            ]
        })
    });
    let columns = ["instance", "extension", "connection", "given by", "type", "subtype", "partition"];
    section("connections", &columns, rows.collect())
}

fn extension_attributes(extensions: &[SessionExtension]) -> Option<Section> {
    let rows = extensions.iter().flat_map(|extension| {
        extension.attributes.iter().map(|a| {
            vec![text(&extension.instance), text(&extension.subtype), text(&a.name), text(&a.value), text(&a.partition)]
        })
    });
    let columns = ["instance", "extension", "attribute", "value", "partition"];
    section("readers and writers", &columns, rows.collect())
}

fn components(session: &Session) -> Option<Section> {
    let rows = session.components.iter().flat_map(|component| {
        let row = |name: &str, value: &str| {
            vec![text(&component.component_type), text(&component.object), text(name), text(value)]
        };
        let commands = component.task.iter().flat_map(|task| &task.pairs);
        let said: Vec<_> = commands.chain(&component.assignments).map(|pair| row(&pair.name, &pair.value)).collect();
        if said.is_empty() { vec![row("", "")] } else { said }
    });
    section("components", &["component", "object", "name", "value"], rows.collect())
}

/// What a session file said beyond PowerCenter.
fn ours(session: &Session) -> Option<Section> {
    let rows = session.ours.iter().map(|one| vec![text(&one.name), text(&one.value)]);
    section("ours", &["key", "value"], rows.collect())
}

fn overridden(session: &Session, around: &Around) -> Vec<Overridden> {
    let shown = session.transformations.iter().zip(&around.overrides).filter_map(|(one, own)| {
        let inherited =
            around.transformations.iter().find(|(t, _)| t.name == one.transformation).map(|(_, layer)| layer);
        let own_only = innermost(std::slice::from_ref(own));
        if own_only.is_empty() && one.partition_type.is_empty() {
            return None;
        }
        let layers: Vec<Layer> = inherited.into_iter().chain([own]).cloned().collect();
        let changed = innermost(&layers).into_iter().filter(|e| e.origin == own.origin).collect();
        Some(Overridden {
            instance: one.instance.to_string(),
            kind: one.transformation_type.to_string(),
            partition_type: one.partition_type.to_string(),
            attributes: changed,
        })
    });
    shown.filter(|one| !one.attributes.is_empty() || !one.partition_type.is_empty()).collect()
}

fn show_workflow(workflow: &Workflow) -> Shown {
    let tasks = workflow.task_instances.iter().map(|one| {
        let overrides = one.attributes.len() + one.config.attributes.len() + one.extensions.len();
        vec![
            text(&one.name),
            text(&one.task_type),
            text(&one.task),
            Cell::Flag(one.reusable),
            Cell::Flag(one.enabled),
            Cell::Flag(one.fail_parent_if_fails),
            Cell::Number(i64::try_from(overrides).unwrap_or(i64::MAX)),
        ]
    });
    let links = workflow.links.iter().map(|one| vec![text(&one.from), text(&one.to), text(&one.condition)]);
    let attributes = workflow.attributes.iter().map(|a| vec![text(&a.name), text(&a.value)]);
    Shown {
        facts: vec![
            ("description", workflow.description.to_string()),
            ("valid", yes(workflow.valid)),
            ("enabled", yes(workflow.enabled)),
            ("integration service", workflow.integration_service.to_string()),
            ("scheduler", workflow.scheduler.to_string()),
            ("schedule", workflow.schedule_type.to_string()),
            ("suspend on error", yes(workflow.suspend_on_error)),
        ],
        sections: [
            section(
                "tasks",
                &["instance", "type", "task", "reusable", "enabled", "fails parent", "overrides"],
                tasks.collect(),
            ),
            section("links", &["from", "to", "condition"], links.collect()),
            variables(&workflow.variables),
            section("attributes", &["attribute", "value"], attributes.collect()),
        ]
        .into_iter()
        .flatten()
        .collect(),
        ..Shown::default()
    }
}

fn show_task(task: &Task) -> Shown {
    let attributes = task.attributes.iter().map(|a| vec![text(&a.name), text(&a.value)]);
    let pairs = task.pairs.iter().map(|pair| vec![text(&pair.name), text(&pair.value)]);
    Shown {
        facts: vec![
            ("type", task.task_type.to_string()),
            ("description", task.description.to_string()),
            ("reusable", yes(task.reusable)),
        ],
        sections: [
            section("attributes", &["attribute", "value"], attributes.collect()),
            section("commands and assignments", &["name", "value"], pairs.collect()),
        ]
        .into_iter()
        .flatten()
        .collect(),
        ..Shown::default()
    }
}
