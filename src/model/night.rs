//! A night: the nightly job from its ingest to its report, step by step.
//!
//! Owns the steps, their order, and what becomes of one.

use std::collections::BTreeMap;

/// A step, in the order of the night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Exports and parameter files are read.
    Ingest,
    /// What changed is validated.
    Validate,
    /// Connections are tested.
    Connections,
    /// Runs are read: spools, logs, repositories' databases.
    Runs,
    /// Spark settings of what changed are computed.
    Tune,
    /// The rules of compliance are asked.
    Comply,
    /// The snapshot is compared with that of the last night.
    Diff,
    /// Alerts are evaluated and told.
    Monitor,
    /// Metrics are written.
    Metrics,
    /// The report is written.
    Report,
}

impl Step {
    /// Every step with its word.
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::Ingest, "ingest"),
        (Self::Validate, "validate"),
        (Self::Connections, "connections"),
        (Self::Runs, "runs"),
        (Self::Tune, "tune"),
        (Self::Comply, "comply"),
        (Self::Diff, "diff"),
        (Self::Monitor, "monitor"),
        (Self::Metrics, "metrics"),
        (Self::Report, "report"),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(step, _)| *step == self).map_or("", |(_, word)| word)
    }

    /// Step by its word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(step, _)| *step)
    }
}

/// What became of a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It ran, and nothing crosses the bar of `fail_on`.
    Done,
    /// It ran, and something does.
    Crossed,
    /// It could not do its work.
    Failed,
    /// There was nothing to do, or nobody wants it.
    #[default]
    Skipped,
}

impl State {
    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Crossed => "crossed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// What a step came to.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct StepResult {
    /// What became of it.
    pub state: State,
    /// Exit code of its command; the highest, where it has several.
    pub exit_code: u8,
    /// Milliseconds it took.
    pub milliseconds: u64,
    /// What it counted, by name.
    pub counts: BTreeMap<String, i64>,
    /// Why it failed or was skipped, else empty.
    pub message: String,
}

/// A night that is going on, or was cut short.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Night {
    /// Its number.
    pub id: i64,
    /// UTC.
    pub started_at: String,
    /// The snapshot that its ingest made.
    pub snapshot: Option<i64>,
    /// The snapshot of the last night that came to its end.
    pub before: Option<i64>,
    /// Steps that are behind it, by word.
    pub steps: BTreeMap<String, StepResult>,
    /// It was cut short and is taken up.
    pub resumed: bool,
}
