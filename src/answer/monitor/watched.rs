//! Everything that the rules of `monitor` look at, as values.

use crate::model::Text;
use crate::model::connection::StoredTest;
use crate::model::run::{Past, Platform};
use std::borrow::Cow;

/// What is watched.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    /// Sessions that ran, with their newest runs.
    pub places: Vec<Place>,
    /// What changed between snapshots, oldest first.
    pub changes: Vec<Changed>,
    /// Credentials in force: name, and when the value was set, UTC.
    pub credentials: Vec<(Text, String)>,
    /// The newest test of each connection in each environment.
    pub tests: Vec<StoredTest>,
    /// The newest two recorded assessments of each environment, oldest first.
    pub assessed: Vec<Assessed>,
}

/// A session that ran.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// What ran it. Times of Spark are UTC, those of PowerCenter are local to its service.
    pub platform: Platform,
    /// Repository; empty where nobody said it, as in all that follow.
    pub repository: Text,
    /// Folder.
    pub folder: Text,
    /// Workflow.
    pub workflow: Text,
    /// Worklets around it, `wl_a/wl_b`.
    pub path: Text,
    /// Session instance.
    pub session: Text,
    /// Mapping of its newest run.
    pub mapping: Text,
    /// Code and words of the error that ended its newest run, where that failed.
    pub error: Text,
    /// Its newest runs, oldest first.
    pub runs: Vec<Past>,
}

/// An object that is not the same in a snapshot as in the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// Number of the snapshot that has it changed.
    pub snapshot: i64,
    /// When the snapshot before was taken, UTC: the change is later.
    pub after: String,
    /// When the snapshot was taken, UTC: the change is earlier.
    pub seen: String,
    /// Repository.
    pub repository: Text,
    /// Folder.
    pub folder: Text,
    /// Word of its kind.
    pub kind: Text,
    /// The workflow or worklet that it stands in; empty at folder level.
    pub path: Text,
    /// Name.
    pub name: Text,
    /// Mappings of the folder that use it.
    pub mappings: Vec<Text>,
    /// Session instances that it reaches otherwise, by name: those that stand for a reusable session.
    pub sessions: Vec<Text>,
}

/// A recorded assessment, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessed {
    /// Environment.
    pub environment: Text,
    /// Number of the snapshot.
    pub snapshot: i64,
    /// When the snapshot was taken, UTC.
    pub at: String,
    /// Findings by severity, worst first as in `comply::Severity::ALL`.
    pub by_severity: [u64; 5],
}

impl Place {
    /// Its address below the repository: `FOLDER/WORKFLOW/WORKLETS/SESSION`, without what nobody said.
    #[must_use]
    pub fn address(&self) -> String {
        let pieces = [&self.folder, &self.workflow, &self.path, &self.session];
        let said: Vec<&str> = pieces.into_iter().filter(|piece| !piece.is_empty()).map(Text::as_str).collect();
        said.join("/")
    }

    /// Its runs on the clock of the services.
    pub(super) fn local(&self, offset_seconds: i64) -> Cow<'_, [Past]> {
        if self.platform == Platform::PowerCenter || offset_seconds == 0 {
            return Cow::Borrowed(&self.runs);
        }
        Cow::Owned(self.runs.iter().map(|run| run.ahead(offset_seconds)).collect())
    }
}

/// The time, in seconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(super) struct Now {
    /// UTC.
    pub utc: i64,
    /// On the clock of the services.
    pub local: i64,
    /// The newest time that any run tells of, on the clock of the services, not after `local`: what came later is not known.
    pub told: i64,
}
