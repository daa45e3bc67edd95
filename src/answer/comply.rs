//! Whether sessions, workflows, mappings and the catalog as a whole keep the rules of `comply`.
//!
//! Owns which rule is asked of which object. A rule sees effective values, with parameters put in where they have a value.
//! What cannot be known is "not checked", never a find.

mod asking;
mod beyond;
pub mod book;
mod command;
mod connection;
mod destructive;
mod failure;
pub mod finds;
mod logging;
mod memory;
mod path;
mod setting;
mod statement;
mod target;
mod tracing;
pub mod whole;
mod workflow;

use super::assembled::{Assembled, mapping_of};
use super::design::{Beside, Standing};
use crate::model::classification::Classification;
use crate::model::comply::reliability::INVALID;
use crate::model::content::Value;
use crate::model::design::Stored;
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
    if let Some(level) = standing.levels.last() {
        workflow::check(level, &mut Asking::of(&standing.address, around, out));
    }
}

/// Asks the rules about an object at folder level that is no workflow and no session: mappings, mapplets, reusable
/// transformations, configuration objects, tasks, sources, targets.
pub fn object(stored: &Stored, address: &str, around: &Around<'_>, out: &mut Finds) {
    let mut ask = Asking::of(address, around, out);
    if let Some(mapping) = mapping_of(stored)
        && ask.asks(&INVALID)
        && !mapping.valid
    {
        ask.fires(&INVALID, "ISVALID", &stored.place(0), "YES", "NO");
    }
    if let Some(Value::Task(task)) = stored.content.definitions.first().map(|one| &one.value) {
        command::task(stored, task, &mut ask);
    }
}
