//! What sessions, workflows and worklets refer to: is it there, is it valid, is it enabled.

use super::findings::Findings;
use super::legal::{WORKFLOW, WORKLET};
use super::setting::{self, Others};
use crate::answer::address::nearest;
use crate::answer::assembled::Assembled;
use crate::answer::design::{Beside, Level};
use crate::model::content::Value;
use crate::model::object::Kind;
use crate::model::problem::Severity;
use crate::model::rule::reference as rule;
use crate::model::rule::semantic::{DISABLED_TASK, DISABLED_WORKFLOW, INVALID_OBJECT};
use crate::model::workflow::TaskInstance;

pub(super) fn session(run: &Assembled<'_>, beside: Beside<'_>, out: &mut Findings) {
    let (stored, session) = run.layered.session;
    if run.mapping.is_none() {
        out.say(&rule::MISSING_MAPPING, &run.place, format!("mapping {} is not in the catalog", session.mapping));
    }
    if run.layered.config.is_none() && !session.config.config.is_empty() {
        let message = format!("config {} is not in the catalog", session.config.config);
        // Every folder has this one, so that an export without it is only a partial one.
        let known = session.config.config == "default_session_config";
        let severity = if known { Severity::Info } else { rule::MISSING_CONFIG.severity };
        out.say_as(&rule::MISSING_CONFIG, severity, &run.place, message);
    }
    for one in session.components.iter().filter(|one| one.reusable && one.task.is_none()) {
        if beside(&Kind::Task, &one.object).is_none() {
            let message = format!("{} {} is not in the catalog", one.component_type, one.object);
            out.at(&rule::MISSING_COMPONENT, stored, one.line, message);
        }
    }
    instances(run, out);
}

/// Instances that the session names and its mapping does not have.
fn instances(run: &Assembled<'_>, out: &mut Findings) {
    if run.mapping.is_none() {
        return;
    }
    let session = run.layered.session.1;
    let names: Vec<String> = run.parts.iter().map(|part| part.instance.clone()).collect();
    let said = session.transformations.iter().map(|one| (one.instance.as_str(), run.part_place(&one.instance)));
    let said = said.chain(run.extensions.iter().map(|one| (one.extension.instance.as_str(), run.extension_place(one))));
    let mut seen = std::collections::BTreeSet::new();
    for (instance, place) in said {
        // What stands in a mapplet is known only where all mapplets are.
        let judged = !instance.is_empty() && (run.whole || !instance.contains('.'));
        if judged && run.part(instance).is_none() && seen.insert(instance) {
            let hint = nearest(instance, &names).first().map(|name| format!("; did you mean {name}?"));
            let message = format!("mapping {} has no instance {instance}{}", session.mapping, hint.unwrap_or_default());
            out.say(&rule::INSTANCE_NOT_IN_MAPPING, &place, message);
        }
    }
}

pub(super) fn workflow(level: &Level<'_>, beside: Beside<'_>, out: &mut Findings) {
    let (stored, workflow) = (level.stored, level.workflow);
    let own = stored.content.definitions.iter().find(|one| path_of(&one.key.path, &one.key.name) == level.inside);
    let line = own.map_or(0, |one| one.line);
    let is_worklet = own.is_some_and(|one| one.key.kind == Kind::Worklet);
    if !workflow.valid {
        out.at(&INVALID_OBJECT, stored, line, format!("{} is marked invalid", workflow.name));
    }
    if !workflow.enabled {
        out.at(&DISABLED_WORKFLOW, stored, line, format!("{} is disabled", workflow.name));
    }
    let known = if is_worklet { WORKLET } else { WORKFLOW };
    setting::judge(&workflow.attributes, known, Others::Told, stored, out);
    for definition in stored.content.definitions.iter().filter(|one| one.key.path == level.inside) {
        if let Value::Task(task) = &definition.value {
            setting::task(task, stored, out);
        }
    }
    for instance in &workflow.task_instances {
        if !instance.enabled {
            out.at(&DISABLED_TASK, stored, instance.line, format!("task {} is disabled", instance.name));
        }
        if !stands(level, instance, beside) {
            let message = format!("{} {} is not in the catalog", instance.task_type.to_lowercase(), instance.task);
            out.at(&rule::MISSING_TASK, stored, instance.line, message);
        }
    }
}

/// Path of what stands inside an object.
fn path_of(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") }
}

/// True where the task behind an instance is in the workflow or worklet, or beside it where it is reusable.
fn stands(level: &Level<'_>, instance: &TaskInstance, beside: Beside<'_>) -> bool {
    let kind = match instance.task_type.as_str() {
        "Session" => Kind::Session,
        "Worklet" => Kind::Worklet,
        // Every workflow has its Start, whether the export writes it or not.
        "Start" => return true,
        _ => Kind::Task,
    };
    let inside = |path: &str| path == level.inside;
    let own = level
        .stored
        .content
        .definitions
        .iter()
        .any(|one| inside(&one.key.path) && one.key.kind == kind && one.key.name == instance.task);
    own || beside(&kind, &instance.task).is_some()
}
