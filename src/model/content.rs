//! What a child of FOLDER says, as values: its definitions, what is odd in it, what stands in it.

use super::mapping::{Mapping, Shortcut, Table, Transformation};
use super::object::Key;
use super::session::{Config, Session};
use super::task::Task;
use super::workflow::Workflow;
use super::{Text, problem::Severity};
use std::ops::Range;

/// A child of FOLDER, read.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// The objects in it: the child itself first, then sessions, worklets and tasks nested in it, in document order.
    pub definitions: Vec<Definition>,
    /// What is odd in it.
    pub oddities: Vec<Oddity>,
    /// How many elements of [`COUNTED`] stand in it, in that order.
    pub counts: [u32; COUNTED.len()],
}

/// The elements that every summary counts.
pub const COUNTED: [&str; 11] = [
    "SESSION",
    "WORKFLOW",
    "WORKLET",
    "CONFIG",
    "MAPPING",
    "MAPPLET",
    "SOURCE",
    "TARGET",
    "SHORTCUT",
    "TASK",
    "CONNECTIONREFERENCE",
];

/// One text that an object had.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Whose text it is.
    pub key: Key,
    /// Where it stands in the content.
    pub span: Range<usize>,
    /// Lines before it in the content.
    pub line: u32,
    /// What it says.
    pub value: Value,
    /// Its words for `find`, each once, separated by a space.
    pub words: String,
}

/// What a definition says.
#[derive(Debug, Clone)]
pub enum Value {
    /// SOURCE, TARGET
    Table(Table),
    /// MAPPING, MAPPLET
    Mapping(Mapping),
    /// TRANSFORMATION under FOLDER
    Transformation(Transformation),
    /// SESSION
    Session(Box<Session>),
    /// CONFIG
    Config(Config),
    /// WORKFLOW, WORKLET
    Workflow(Box<Workflow>),
    /// TASK
    Task(Task),
    /// SHORTCUT
    Shortcut(Shortcut),
    /// SCHEDULER, EXPRMACRO and what no reader knows: kept as text
    Text(Text),
}

/// A problem inside a content, before file and line of the file are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oddity {
    /// Stable code.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Lines before it in the content.
    pub line: u32,
    /// What, and what to do.
    pub message: String,
}
