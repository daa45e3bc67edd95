//! Tasks: Command, Email, Decision, Assignment and their like.

use super::Text;
use super::attribute::{Attribute, ValuePair};

/// TASK
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Task {
    /// NAME
    pub name: Text,
    /// TYPE: Command, Email, Decision, …
    pub task_type: Text,
    /// DESCRIPTION
    pub description: Text,
    /// REUSABLE
    pub reusable: bool,
    /// Its attributes
    pub attributes: Vec<Attribute>,
    /// Commands of a Command task, assignments of an Assignment task, in EXECORDER
    pub pairs: Vec<ValuePair>,
}
