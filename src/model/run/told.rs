//! What sources tell besides runs of sessions: rows of their tables, and runs around them.

use super::{Part, Run, RunKey, Status};
use crate::model::Text;

/// A part that stands in a source of its own, with what is said of the run that it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartOf {
    /// Repository.
    pub repository: Text,
    /// Folder.
    pub folder: Text,
    /// Session instance, else the session.
    pub session: Text,
    /// What the repository knows the run by, where all of it is said.
    pub key: Option<RunKey>,
    /// WORKFLOW_ID, where the rest of the key is not said.
    pub workflow_id: Option<i64>,
    /// INSTANCE_ID, where the rest of the key is not said.
    pub instance_id: Option<i64>,
    /// The part.
    pub part: Part,
}

/// A run of a workflow, or of a worklet in one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// Repository.
    pub repository: Text,
    /// Folder.
    pub folder: Text,
    /// Name of the workflow.
    pub workflow: Text,
    /// Instance of the worklet; empty for the run of the workflow.
    pub worklet: Text,
    /// WORKFLOW_ID
    pub workflow_id: i64,
    /// WORKFLOW_RUN_ID
    pub workflow_run: i64,
    /// WORKLET_RUN_ID of the tasks in it, 0 for the workflow itself. CHILD_RUN_ID of the views.
    pub inner_run: i64,
    /// WORKLET_RUN_ID that the worklet itself ran in.
    pub outer_run: i64,
    /// When it began.
    pub started_at: String,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// True for a recovery run (RUN_TYPE 2; assumed, no source tells it for certain).
    pub recovery: bool,
    /// Who started it.
    pub user: Text,
    /// Integration Service.
    pub service: Text,
    /// RUN_ERR_CODE, 0 for none.
    pub error_code: i64,
    /// RUN_ERR_MSG
    pub error: Text,
    /// Line of the source.
    pub line: u64,
}

/// One thing that a source of runs tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// A run of a session.
    Run(Box<Run>),
    /// Rows of one of its tables.
    Part(Box<PartOf>),
    /// A run around it.
    Around(Box<Around>),
}
