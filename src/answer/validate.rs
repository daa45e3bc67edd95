//! What is wrong with a session, workflow, mapping or configuration object, and what of it Spark cannot do.
//!
//! Owns which rules of the categories semantic, connection and compatibility are asked of which object. An export may be
//! partial and a value may hold a parameter: what cannot be known is not an error.

mod compatibility;
mod connection;
pub mod connection_object;
mod connector;
mod findings;
mod legal;
mod link;
pub mod parameter;
mod pushdown;
mod reference;
mod running;
mod setting;
mod transaction;

use super::assembled::{Assembled, mapping_of};
use super::design::{Beside, Standing};
use crate::model::content::Value;
use crate::model::design::Stored;
use crate::model::finding::Finding;
use crate::model::object::Kind;
use crate::model::rule::reference::MISSING_SHORTCUT_TARGET;
use crate::model::rule::semantic::INVALID_OBJECT;
use findings::Findings;

/// Looks at a session as it stands: its settings alone and together, what it refers to, its connections, and Spark.
/// Nothing is found where the standing has no session. Rules about ports want [`Stored::flow`] of what `beside` finds.
#[must_use]
pub fn session(standing: &Standing<'_>, beside: Beside<'_>) -> Vec<Finding> {
    let mut out = Findings::of(&standing.address);
    if let Some(run) = Assembled::of(standing, beside) {
        if !run.layered.session.1.valid {
            out.say(&INVALID_OBJECT, &run.place, "the session is marked invalid");
        }
        setting::session(&run, &mut out);
        transaction::check(&run, &mut out);
        running::check(&run, &mut out);
        reference::session(&run, beside, &mut out);
        connection::check(&run, &mut out);
        compatibility::session(&run, &mut out);
    }
    out.finish()
}

/// Looks at the innermost workflow or worklet of a standing: its tasks, links, conditions and attributes. What stands in
/// its worklets and sessions is looked at with them.
#[must_use]
pub fn workflow(standing: &Standing<'_>, beside: Beside<'_>) -> Vec<Finding> {
    let mut out = Findings::of(&standing.address);
    if let Some(level) = standing.levels.last() {
        reference::workflow(level, beside, &mut out);
        link::check(level, &mut out);
        compatibility::workflow(level, &mut out);
    }
    out.finish()
}

/// Looks at a mapping or mapplet: whether it is valid, what its instances name, what its connectors join.
/// Connectors are looked at as far as [`Stored::flow`] was read, here and beside.
#[must_use]
pub fn mapping(stored: &Stored, address: &str, beside: Beside<'_>) -> Vec<Finding> {
    let mut out = Findings::of(address);
    if let Some(mapping) = mapping_of(stored) {
        if !mapping.valid {
            out.at(&INVALID_OBJECT, stored, 0, "the mapping is marked invalid");
        }
        connector::check(stored, mapping, beside, &mut out);
    }
    out.finish()
}

/// Looks at the attributes of a session configuration object.
#[must_use]
pub fn config(stored: &Stored, address: &str) -> Vec<Finding> {
    let mut out = Findings::of(address);
    if let Some(Value::Config(config)) = stored.content.definitions.first().map(|one| &one.value) {
        setting::judge(&config.attributes, legal::CONFIG, setting::Others::Told, stored, &mut out);
    }
    out.finish()
}

/// Looks at a reusable task.
#[must_use]
pub fn task(stored: &Stored, address: &str) -> Vec<Finding> {
    let mut out = Findings::of(address);
    if let Some(Value::Task(task)) = stored.content.definitions.first().map(|one| &one.value) {
        setting::task(task, stored, &mut out);
    }
    out.finish()
}

/// Looks at a shortcut: whether `beside`, which follows shortcuts, finds what it leads to.
#[must_use]
pub fn shortcut(stored: &Stored, address: &str, beside: Beside<'_>) -> Vec<Finding> {
    let mut out = Findings::of(address);
    if let Some(Value::Shortcut(shortcut)) = stored.content.definitions.first().map(|one| &one.value) {
        let kind = Kind::of_word(&shortcut.object_type.to_lowercase());
        if beside(&kind, &shortcut.name).is_none() {
            let message = format!("{} {}/{} is not in the catalog", kind.as_str(), shortcut.folder, shortcut.object);
            out.at(&MISSING_SHORTCUT_TARGET, stored, 0, message);
        }
    }
    out.finish()
}
