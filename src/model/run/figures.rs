//! What the runs of a place come to: how often, from when to when, how many rows.

use super::{Platform, Run};
use crate::model::Text;

/// The runs of one place on one platform, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// What ran.
    pub platform: Platform,
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
    /// Runs of any kind.
    pub runs: i64,
    /// Start of the oldest.
    pub first: String,
    /// Start of the newest.
    pub last: String,
    /// Rows that a good run loads in the mean; `None` where none says it.
    pub target_rows: Option<i64>,
}

impl Figures {
    /// True where these may be runs of the place; what nobody said fits.
    #[must_use]
    pub fn are_of(&self, place: &Run) -> bool {
        let fits = |said: &Text, wanted: &Text| said.is_empty() || said == wanted;
        self.session == place.session
            && fits(&self.repository, &place.repository)
            && fits(&self.folder, &place.folder)
            && fits(&self.workflow, &place.workflow)
            && (place.workflow.is_empty() || fits(&self.path, &place.path))
    }
}
