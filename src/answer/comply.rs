//! Whether sessions, workflows, mappings and the catalog as a whole keep the rules of `comply`.
//!
//! Owns which rule is asked of which object. A rule sees effective values, with parameters put in where they have a value.
//! What cannot be known is "not checked", never a find.

pub mod book;
pub mod coverage;
pub mod finds;
pub mod judge;
pub mod score;
pub mod shown;
pub mod whole;

use super::design::{Beside, Standing};
use crate::model::classification::Classification;
use crate::model::design::Stored;
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
pub fn session(_standing: &Standing<'_>, _around: &Around<'_>, _out: &mut Finds) {}

/// Asks the rules about the innermost workflow or worklet of a standing: its tasks, links, attributes.
pub fn workflow(_standing: &Standing<'_>, _around: &Around<'_>, _out: &mut Finds) {}

/// Asks the rules about an object at folder level that is no workflow and no session: mappings, mapplets, reusable
/// transformations, configuration objects, tasks, sources, targets.
pub fn object(_stored: &Stored, _address: &str, _around: &Around<'_>, _out: &mut Finds) {}
