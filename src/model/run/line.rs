//! A run in a line: what figures over many thousand sessions need of it, and no more.

use super::{Platform, Rows, Status};
use crate::model::Text;

/// A run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Its number.
    pub id: i64,
    /// What ran it.
    pub platform: Platform,
    /// When it began, local to the service.
    pub started_at: String,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// Rows read.
    pub source: Rows,
    /// Rows loaded.
    pub target: Rows,
    /// Message code of its first error; empty for a run that did not end badly.
    pub error_code: Text,
    /// What its first error says; empty as above.
    pub error: Text,
    /// Number of the workflow run that it was part of.
    pub workflow_run: Option<i64>,
}

/// The newest runs of one place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// Repository; empty where nobody said it, as in all that follow.
    pub repository: Text,
    /// Folder.
    pub folder: Text,
    /// Workflow.
    pub workflow: Text,
    /// Worklets around it.
    pub path: Text,
    /// Session instance.
    pub session: Text,
    /// Oldest first.
    pub runs: Vec<Line>,
}

impl Lines {
    /// `FOLDER/WORKFLOW/WORKLET/SESSION`, as far as it is known.
    #[must_use]
    pub fn address(&self) -> String {
        let parts = [&self.folder, &self.workflow, &self.path, &self.session];
        parts.into_iter().filter(|part| !part.is_empty()).map(Text::as_str).collect::<Vec<_>>().join("/")
    }
}
