//! Tasks: Command, Email, Decision, Assignment and their like.

use super::Text;
use super::attribute::{Attribute, ValuePair};

/// Predefined variables of every task: `$task.Status` and its like.
pub const VARIABLES: [&str; 6] = ["StartTime", "EndTime", "Status", "PrevTaskStatus", "ErrorCode", "ErrorMsg"];
/// Predefined variables of sessions besides.
pub const VARIABLES_OF_SESSIONS: [&str; 7] = [
    "FirstErrorCode",
    "FirstErrorMsg",
    "SrcSuccessRows",
    "SrcFailedRows",
    "TgtSuccessRows",
    "TgtFailedRows",
    "TotalTransErrors",
];
/// The predefined variable of Decision tasks besides.
pub const VARIABLE_OF_DECISIONS: &str = "Condition";

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
