//! What the eight steps come to: the strongest one that says something.
//!
//! Owns what each step means for the status of a name.

use super::{Note, Status, Step};
use crate::answer::layers::winner;
use std::collections::BTreeSet;

/// What the eight steps come to.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) status: Status,
    pub(crate) value: String,
    pub(crate) step: usize,
    pub(crate) origin: String,
    pub(crate) place: String,
    pub(crate) why: String,
    pub(crate) assumed: BTreeSet<&'static str>,
    pub(crate) notes: Vec<Note>,
    pub(crate) trace: Vec<Step>,
}

impl Found {
    /// The strongest step that says something, or ends the search, decides.
    pub(crate) fn of(trace: Vec<Step>, nothing: &str) -> Self {
        let mut found = Self {
            status: Status::Unresolved,
            value: String::new(),
            step: 0,
            origin: String::new(),
            place: String::new(),
            why: nothing.to_owned(),
            assumed: BTreeSet::new(),
            notes: Vec::new(),
            trace,
        };
        for step in &found.trace {
            if let Some(status) = step.ends {
                (found.status, found.step, found.why) = (status, step.number, step.note.clone());
                break;
            }
            if let Some(say) = winner(&step.says) {
                found.status = status_of(step.number);
                (found.value, found.origin) = (say.value.clone(), say.origin.clone());
                (found.step, found.place, found.why) = (step.number, say.place.clone(), String::new());
                break;
            }
        }
        found
    }
}

fn status_of(step: usize) -> Status {
    match step {
        1..=5 => Status::Resolved,
        7 => Status::BuiltIn,
        _ => Status::Default,
    }
}
