//! Spools, session logs and event logs → runs.
//!
//! Owns how a source of runs is known by its first bytes. What it says is read by the file of its kind.

pub mod event_log;
pub mod session_log;
pub mod spool;
mod time;

use super::encoding::TextReader;
use super::source::{Input, Limits, Listing};
use crate::model::problem::Problem;
use spool::View;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// Bytes by which a source is known: enough for one block of a packed event log.
const START: u64 = event_log::ENOUGH_BYTES as u64;

/// What a source of runs is. Runs come before the rows that are to be attached to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Views of workflows, tasks and sessions.
    Spool(View),
    /// A log of a session.
    SessionLog,
    /// A log of a Spark application.
    EventLog,
    /// Views of tables and transformations.
    Rows(View),
}

/// A source of runs.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name; for an event log in parts, that of their folder.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its parts, in order; one but for event logs that Spark rolled.
    pub parts: Vec<Input>,
}

/// What the first bytes of a file say that it is; `None` for everything else.
#[must_use]
pub fn kind_of(start: &[u8]) -> Option<Kind> {
    if event_log::looks_like_one(start) {
        return Some(Kind::EventLog);
    }
    if session_log::looks_like_one(&text(start)) {
        return Some(Kind::SessionLog);
    }
    spool::view_of(start).map(|view| match view {
        View::Tables | View::Widgets => Kind::Rows(view),
        _ => Kind::Spool(view),
    })
}

/// The beginning of a file as text.
fn text(start: &[u8]) -> String {
    let (mut reader, mut text) = (TextReader::guessing(start, ""), String::new());
    // What breaks off in the middle of a character was read as far as it goes.
    while reader.read_into(&mut text).unwrap_or(false) {}
    text
}

/// The sources of runs among what was listed, in the order in which they are to be read; and what could not be opened.
#[must_use]
pub fn sources(listing: &Listing, limits: &Limits) -> (Vec<Source>, Vec<Problem>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    let mut rolled: BTreeMap<String, Vec<Input>> = BTreeMap::new();
    for input in &listing.inputs {
        if let Some(folder) = rolled_folder(&input.name) {
            rolled.entry(folder).or_default().push(input.clone());
            continue;
        }
        match start(input, limits) {
            Ok(start) => found.extend(kind_of(&start).map(|kind| one(input, kind))),
            Err(problem) => problems.push(problem),
        }
    }
    for (name, inputs) in rolled {
        let order = event_log::order(inputs.iter().map(|input| input.name.clone()));
        let named = |name: &String| inputs.iter().find(|input| input.name == *name).cloned();
        let parts: Vec<Input> = order.iter().filter_map(named).collect();
        if !parts.is_empty() {
            found.push(Source { name, kind: Kind::EventLog, parts });
        }
    }
    found.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    (found, problems)
}

fn one(input: &Input, kind: Kind) -> Source {
    Source { name: input.name.clone(), kind, parts: vec![input.clone()] }
}

/// The folder of an event log that Spark rolled, for a file in it.
fn rolled_folder(name: &str) -> Option<String> {
    let folder = Path::new(name).parent()?;
    event_log::is_rolled(folder).then(|| folder.to_string_lossy().into_owned())
}

fn start(input: &Input, limits: &Limits) -> Result<Vec<u8>, Problem> {
    let mut start = Vec::new();
    let open = input.open(limits)?;
    // A damaged end is told when the source is read.
    let _ = open.take(START).read_to_end(&mut start);
    Ok(start)
}
