//! Whether sessions, workflows, mappings and the catalog as a whole keep the rules of `comply`.
//!
//! Owns which rule is asked of which object. A rule sees effective values, with parameters put in where they have a value.
//! What cannot be known is "not checked", never a find.

mod asking;
mod beyond;
pub mod book;
mod classified;
mod command;
mod connection;
pub mod coverage;
mod described;
mod destructive;
mod environment;
mod failure;
pub mod finds;
mod flow;
pub mod judge;
mod logging;
mod mapping;
mod memory;
mod naming;
mod path;
mod replaced;
pub mod score;
mod setting;
pub mod shown;
mod sql;
mod statement;
mod target;
mod tracing;
pub mod whole;
mod workflow;

use super::assembled::{Assembled, mapping_of};
use super::design::{Beside, Level, Standing};
use crate::model::classification::Classification;
use crate::model::comply::documentation::PART;
use crate::model::comply::evidence::NO_DESCRIPTION;
use crate::model::comply::naming::{SESSION, TASK, WORKFLOW, WORKLET};
use crate::model::comply::reliability::INVALID;
use crate::model::content::Value;
use crate::model::design::Stored;
use crate::model::object::{Key, Kind};
use asking::Asking;
use book::Book;
use finds::Finds;

/// What is the same for every rule that looks at one object.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// What the site wants of the rules, in this folder and environment.
    pub book: &'a Book<'a>,
    /// Which tables and columns hold what.
    pub classification: &'a Classification,
    /// Finds an object at folder level beside it.
    pub beside: Beside<'a>,
    /// A text with every parameter that has a value put in.
    pub put_in: &'a dyn Fn(&str) -> String,
    /// The environment is production: by its name, or as the rulebook says.
    pub production: bool,
}

/// Asks the rules about sessions. Nothing is found where the standing has no session.
pub fn session(standing: &Standing<'_>, around: &Around<'_>, out: &mut Finds) {
    let Some(mut run) = Assembled::of(standing, around.beside) else { return };
    beyond::add_to(&mut run);
    as_it_runs(&run, standing, &mut Asking::of(&standing.address, around, out));
    designed(&run, standing, around, out);
}

/// Names, descriptions, texts and data of a session.
fn designed(run: &Assembled<'_>, standing: &Standing<'_>, around: &Around<'_>, out: &mut Finds) {
    let ask = &mut Asking::of(&standing.address, around, out);
    let session = run.layered.session.1;
    naming::name(&SESSION, &session.name, &run.place, ask);
    naming::signs(&session.name, &run.place, ask);
    described::check(&NO_DESCRIPTION, (&session.name, &session.description), &run.place, ask);
    replaced::session(run, ask);
    environment::session(run, standing, around, ask);
    classified::session(run, standing, around, ask);
}

/// Settings in effect, logs, commands, connections, paths, statements, targets, memory.
fn as_it_runs(run: &Assembled<'_>, standing: &Standing<'_>, ask: &mut Asking<'_>) {
    setting::check(run, ask);
    tracing::check(run, ask);
    logging::session(run, standing, ask);
    command::session(run, ask);
    connection::check(run, ask);
    path::session(run, standing, ask);
    statement::check(run, ask);
    target::check(run, ask);
    memory::check(run, ask);
    failure::session(run, standing, ask);
}

/// Asks the rules about the innermost workflow or worklet of a standing: its tasks, links, attributes.
pub fn workflow(standing: &Standing<'_>, around: &Around<'_>, out: &mut Finds) {
    let Some(level) = standing.levels.last() else { return };
    let ask = &mut Asking::of(&standing.address, around, out);
    workflow::check(level, ask);
    levelled(level, ask);
}

/// Names and descriptions of a workflow or worklet, and of its tasks.
fn levelled(level: &Level<'_>, ask: &mut Asking<'_>) {
    let definitions = &level.stored.content.definitions;
    let own = definitions.iter().find(|one| is_at(&one.key, level.inside) && !matches!(one.value, Value::Task(_)));
    let place = level.stored.place(own.map_or(0, |one| one.line));
    let said = (level.workflow.name.as_str(), level.workflow.description.as_str());
    let worklet = own.is_some_and(|one| one.key.kind == Kind::Worklet);
    let (named, described) = if worklet { (&WORKLET, &PART) } else { (&WORKFLOW, &NO_DESCRIPTION) };
    naming::name(named, said.0, &place, ask);
    naming::signs(said.0, &place, ask);
    described::check(described, said, &place, ask);
    let tasks = definitions.iter().filter(|one| one.key.path == level.inside).filter_map(|one| match &one.value {
        Value::Task(task) if task.task_type != "Start" => Some((task.task_type.as_str(), task.name.as_str())),
        _ => None,
    });
    naming::by_type(&TASK, tasks, &place, ask);
}

/// True where a path and a name together are a place, `wf/wl`. Asked of everything in a workflow for each of its worklets.
fn is_at(key: &Key, inside: &str) -> bool {
    let Some(path) = inside.strip_suffix(key.name.as_str()) else { return false };
    if key.path.is_empty() { path.is_empty() } else { path.strip_suffix('/') == Some(key.path.as_str()) }
}

/// Asks the rules about an object at folder level that is no workflow and no session: mappings, mapplets, reusable
/// transformations, configuration objects, tasks, sources, targets.
pub fn object(stored: &Stored, address: &str, around: &Around<'_>, out: &mut Finds) {
    let Some(definition) = stored.content.definitions.first() else { return };
    let ask = &mut Asking::of(address, around, out);
    let place = stored.place(0);
    if let Some(mapping) = mapping_of(stored)
        && ask.asks(&INVALID)
        && !mapping.valid
    {
        ask.fires(&INVALID, "ISVALID", &place, "YES", "NO");
    }
    match &definition.value {
        Value::Mapping(one) => mapping::mapping(&definition.key.kind, one, stored, around, ask),
        Value::Transformation(one) => mapping::reusable(one, stored, ask),
        Value::Table(one) => classified::table(one, &place, around, ask),
        Value::Task(one) => {
            command::task(stored, one, ask);
            naming::by_type(&TASK, std::iter::once((one.task_type.as_str(), one.name.as_str())), &place, ask);
            naming::signs(&one.name, &place, ask);
            described::check(&PART, (&one.name, &one.description), &place, ask);
        }
        _ => {}
    }
}
