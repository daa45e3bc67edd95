//! What a session or workflow needs and nothing provides: objects of the repository, parameter files, values, scripts,
//! connections.

use super::commands::scripts;
use crate::answer::assembled::{Assembled, mapping_of};
use crate::answer::connection::ConnectionUse;
use crate::answer::design::{Beside, Level, Standing};
use crate::answer::resolve::file::Fate;
use crate::answer::resolve::{Resolution, Status};
use crate::model::attribute::ValuePair;
use crate::model::content::Value;
use crate::model::design::Stored;
use crate::model::mapping::{Instance, Mapping};
use crate::model::object::Kind;
use crate::model::workflow::TaskInstance;
use serde::Serialize;
use std::collections::BTreeSet;

/// Mapplets in mapplets are looked into this deep.
const DEEPEST: usize = 8;

/// Something that is needed and not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Missing {
    /// `mapping`, `source`, `target`, `transformation`, `mapplet`, `task`, `session`, `worklet`, `parameter-file`,
    /// `parameter`, `script`, `connection`, `file`.
    pub kind: &'static str,
    /// Its name, as the one that needs it spells it.
    pub name: String,
    /// `file:line` of that.
    pub place: String,
}

pub(super) fn missing(kind: &'static str, name: &str, place: String) -> Missing {
    Missing { kind, name: name.to_owned(), place }
}

/// Tables, transformations and mapplets of the mapping that are not in the catalog; the mapping itself, where it is not.
pub(super) fn definitions(run: &Assembled<'_>, beside: Beside<'_>, out: &mut Vec<Missing>) {
    match &run.mapping {
        None => out.push(missing("mapping", &run.layered.session.1.mapping, run.place.clone())),
        Some(stored) => inside(stored, beside, 0, out),
    }
}

fn inside(stored: &Stored, beside: Beside<'_>, depth: usize, out: &mut Vec<Missing>) {
    let Some(mapping) = mapping_of(stored) else { return };
    for instance in &mapping.instances {
        let (word, kind) = match instance.object_type.as_str() {
            "Source Definition" => ("source", Kind::Source),
            "Target Definition" => ("target", Kind::Target),
            "Mapplet" => ("mapplet", Kind::Mapplet),
            _ => ("transformation", Kind::Transformation),
        };
        let here = word == "transformation" && stands(mapping, instance);
        let found = if here { None } else { beside(&kind, &instance.object) };
        if !here && found.is_none() {
            out.push(missing(word, &instance.object, stored.place(instance.line)));
        }
        if let Some(mapplet) = found.filter(|_| word == "mapplet" && depth < DEEPEST) {
            inside(&mapplet, beside, depth + 1, out);
        }
    }
}

/// True where a mapping has the transformation of an instance itself. A reusable one stands in it, too, ports and all.
fn stands(mapping: &Mapping, instance: &Instance) -> bool {
    mapping.transformations.iter().any(|one| one.name == instance.object)
}

/// Commands of a session with the scripts that they call, and reusable ones that are not in the catalog.
pub(super) fn commands(run: &Assembled<'_>, beside: Beside<'_>, out: &mut Vec<Missing>) {
    let (stored, session) = run.layered.session;
    for one in session.components.iter().filter(|one| one.component_type != "Session Config") {
        let command = one.component_type.ends_with("command");
        if let Some(task) = &one.task {
            calls(stored, if command { &task.pairs } else { &[] }, out);
        } else if one.reusable {
            match beside(&Kind::Task, &one.object) {
                Some(found) if command => calls(&found, pairs(&found), out),
                Some(_) => {}
                None => out.push(missing("task", &one.object, stored.place(one.line))),
            }
        }
    }
}

fn pairs(stored: &Stored) -> &[ValuePair] {
    match stored.content.definitions.first().map(|one| &one.value) {
        Some(Value::Task(task)) => &task.pairs,
        _ => &[],
    }
}

fn calls(stored: &Stored, pairs: &[ValuePair], out: &mut Vec<Missing>) {
    for pair in pairs {
        out.extend(scripts(&pair.value).iter().map(|script| missing("script", script, stored.place(pair.line))));
    }
}

/// Parameter files that workflow or session name and nobody has, and names without a value.
pub(super) fn parameters(resolution: &Resolution, standing: &Standing<'_>, out: &mut Vec<Missing>) {
    for file in &resolution.files {
        if matches!(file.fate, Fate::Missing | Fate::Ambiguous(_)) {
            out.push(missing("parameter-file", &file.name, file.place.clone()));
        }
    }
    for one in resolution.values.iter().filter(|one| one.status == Status::Unresolved) {
        let place = one.uses.first().map_or_else(|| standing.address.clone(), |used| used.place.clone());
        out.push(missing("parameter", &one.name, place));
    }
}

/// Connections that no object of the catalog stands behind.
pub(super) fn connections(
    run: &Assembled<'_>,
    uses: &[ConnectionUse],
    known: &BTreeSet<String>,
    out: &mut Vec<Missing>,
) {
    let named = uses.iter().filter_map(|one| Some((one, one.connection.as_ref()?)));
    for (used, name) in named.filter(|(_, name)| !known.contains(*name)) {
        let own = run.extensions.iter().find(|one| one.extension.instance == used.instance.as_str());
        let line = own.and_then(|one| Some(one.connections.0.place(one.connections.1.first()?.line)));
        out.push(missing("connection", name, line.unwrap_or_else(|| run.part_place(&used.instance))));
    }
}

/// What the tasks of a workflow or worklet need: tasks that are not in the catalog, scripts that its commands call.
pub(super) fn tasks(level: &Level<'_>, beside: Beside<'_>, out: &mut Vec<Missing>) {
    for instance in &level.workflow.task_instances {
        let (word, kind) = match instance.task_type.as_str() {
            "Start" => continue,
            "Session" => ("session", Kind::Session),
            "Worklet" => ("worklet", Kind::Worklet),
            _ => ("task", Kind::Task),
        };
        if let Some(value) = own(level, &kind, instance) {
            if let Value::Task(task) = value {
                calls(level.stored, if task.task_type == "Command" { &task.pairs } else { &[] }, out);
            }
            continue;
        }
        match beside(&kind, &instance.task) {
            Some(found) if instance.task_type == "Command" => calls(&found, pairs(&found), out),
            Some(_) => {}
            None => out.push(missing(word, &instance.task, level.stored.place(instance.line))),
        }
    }
}

fn own<'a>(level: &Level<'a>, kind: &Kind, instance: &TaskInstance) -> Option<&'a Value> {
    let all = level.stored.content.definitions.iter();
    let mut own =
        all.filter(|one| one.key.path == level.inside && one.key.kind == *kind && one.key.name == instance.task);
    own.next().map(|one| &one.value)
}
