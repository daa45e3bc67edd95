//! A run of a session: what PowerCenter or Spark did, as some source told it.
//!
//! Owns the shape that spools, session logs, event logs, live pulls and orchestrators are read into. A run belongs to no
//! snapshot: it happened. Times are as the source has them, local to the service that wrote them, `2026-01-02T03:04:05`
//! (Spark's, which count from the epoch, are UTC). Amounts are whole numbers in the unit of their name.

mod figures;
mod past;
mod told;

pub use figures::Figures;
pub use past::{Past, seconds_of};
pub use told::{Around, PartOf, Told};

use super::Text;

/// Where a run stands. Source: `decode` of RUN_STATUS_CODE in monitoring scripts; two independent lists agree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Ended well.
    Succeeded,
    /// Was not to run.
    Disabled,
    /// Ended in an error.
    Failed,
    /// Somebody stopped it.
    Stopped,
    /// Was ended by force.
    Aborted,
    /// Runs.
    Running,
    /// Is being suspended.
    Suspending,
    /// Waits for somebody to resume it.
    Suspended,
    /// Is being stopped.
    Stopping,
    /// Is being ended by force.
    Aborting,
    /// Waits for a resource or an event.
    Waiting,
    /// Has its time.
    Scheduled,
    /// Was taken off the schedule.
    Unscheduled,
    /// Nobody knows.
    #[default]
    Unknown,
    /// The service died.
    Terminated,
}

impl Status {
    /// Every status with its word; the code of RUN_STATUS_CODE is the place, from 1.
    pub const ALL: [(Self, &'static str); 15] = [
        (Self::Succeeded, "succeeded"),
        (Self::Disabled, "disabled"),
        (Self::Failed, "failed"),
        (Self::Stopped, "stopped"),
        (Self::Aborted, "aborted"),
        (Self::Running, "running"),
        (Self::Suspending, "suspending"),
        (Self::Suspended, "suspended"),
        (Self::Stopping, "stopping"),
        (Self::Aborting, "aborting"),
        (Self::Waiting, "waiting"),
        (Self::Scheduled, "scheduled"),
        (Self::Unscheduled, "unscheduled"),
        (Self::Unknown, "unknown"),
        (Self::Terminated, "terminated"),
    ];

    /// The status that a source says, by code or by word in any case.
    #[must_use]
    pub fn said(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(code) = text.parse::<usize>() {
            return code.checked_sub(1).and_then(|at| Self::ALL.get(at)).map(|(status, _)| *status);
        }
        Self::ALL.iter().find(|(_, word)| word.eq_ignore_ascii_case(text)).map(|(status, _)| *status)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(status, _)| *status == self).map_or("unknown", |(_, word)| word)
    }

    /// True where nothing more will happen.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Succeeded | Self::Disabled | Self::Failed | Self::Stopped | Self::Aborted | Self::Terminated
        )
    }
}

/// What ran it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// An Integration Service.
    #[default]
    PowerCenter,
    /// A Spark application.
    Spark,
}

impl Platform {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::PowerCenter => "powercenter",
            Self::Spark => "spark",
        }
    }
}

/// What the repository knows a run by, besides the repository itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunKey {
    /// WORKFLOW_ID
    pub workflow: i64,
    /// WORKFLOW_RUN_ID
    pub workflow_run: i64,
    /// WORKLET_RUN_ID, 0 outside of a worklet
    pub worklet_run: i64,
    /// INSTANCE_ID
    pub instance: i64,
}

/// Rows on one side of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rows {
    /// Read or loaded.
    pub good: Option<i64>,
    /// Refused.
    pub failed: Option<i64>,
}

/// A run, as one source told it; empty texts and `None` are what the source does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// What ran it.
    pub platform: Platform,
    /// Repository.
    pub repository: Text,
    /// Folder.
    pub folder: Text,
    /// Workflow.
    pub workflow: Text,
    /// Worklets around it, `wl_a/wl_b`.
    pub path: Text,
    /// Session instance. For Spark, the application name where no session was named.
    pub session: Text,
    /// Mapping.
    pub mapping: Text,
    /// What the repository knows it by.
    pub key: Option<RunKey>,
    /// Number of the workflow run, where a session log says it without the rest of the key.
    pub run_id: Option<i64>,
    /// ID of the Spark application with its attempt.
    pub application: Text,
    /// When it began.
    pub started_at: String,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// Rows read.
    pub source: Rows,
    /// Rows loaded.
    pub target: Rows,
    /// The source looks at the run as a task among others: what it says only fills what no other source says.
    pub fills: bool,
    /// Row transformation errors.
    pub errors: Option<i64>,
    /// Message code of its first error, for example `RR_4036`.
    pub error_code: Text,
    /// What its first error says.
    pub error: Text,
    /// Rows of its sources, targets and transformations.
    pub parts: Vec<Part>,
    /// Everything else that was measured or stated.
    pub facts: Vec<Fact>,
    /// Line of the source, from 1; 0 where it has none.
    pub line: u64,
}

/// Which end of the session a part is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// A source or Source Qualifier.
    Source,
    /// A target.
    Target,
    /// Anything between.
    #[default]
    Transformation,
}

impl Side {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
            Self::Transformation => "transformation",
        }
    }

    /// Side by its word.
    #[must_use]
    pub fn named(word: &str) -> Self {
        match word {
            "source" => Self::Source,
            "target" => Self::Target,
            _ => Self::Transformation,
        }
    }
}

/// Rows of one source, target or transformation in one partition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Which end it is.
    pub side: Side,
    /// Instance in the mapping.
    pub instance: Text,
    /// Table or transformation behind it.
    pub table: Text,
    /// Partition; empty where the source sums them up.
    pub partition: Text,
    /// What was done with the rows where the source tells it apart: `inserted`, `updated`, `deleted`, and `read` for what
    /// a reader took from a source before its Source Qualifier; else empty. Parts with an operation are pieces of a part
    /// without one, so the two are never added to each other.
    pub operation: Text,
    /// Rows that were asked for or put out.
    pub output_rows: Option<i64>,
    /// Rows that were applied.
    pub applied_rows: Option<i64>,
    /// Rows that changed.
    pub affected_rows: Option<i64>,
    /// Rows that were refused.
    pub rejected_rows: Option<i64>,
    /// Rows a second.
    pub rows_per_second: Option<i64>,
    /// When it began.
    pub started_at: Option<String>,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Message code of its last error.
    pub error_code: Text,
    /// What its last error says.
    pub error: Text,
    /// Line of the source, from 1; 0 where it has none.
    pub line: u64,
}

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// The run as a whole.
    Run,
    /// A setting that it ran under; the name is the setting's.
    Setting,
    /// A parameter; the name is the parameter's.
    Parameter,
    /// A thread of the Integration Service; the name is the thread's, `READER_1_1_1`.
    Thread,
    /// Work of a transformation within a thread; the name is `THREAD/INSTANCE`.
    Work,
    /// A cache; the name is the transformation's.
    Cache,
    /// An error message; the name is its code.
    Error,
    /// A stage of a Spark application; the name is `STAGE.ATTEMPT`.
    Stage,
    /// An executor of a Spark application; the name is its ID.
    Executor,
    /// A join, scan or write of a Spark plan; the name is `EXECUTION/NODE`.
    Operator,
}

impl About {
    /// Every kind with its word.
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::Run, "run"),
        (Self::Setting, "setting"),
        (Self::Parameter, "parameter"),
        (Self::Thread, "thread"),
        (Self::Work, "work"),
        (Self::Cache, "cache"),
        (Self::Error, "error"),
        (Self::Stage, "stage"),
        (Self::Executor, "executor"),
        (Self::Operator, "operator"),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(about, _)| *about == self).map_or("run", |(_, word)| word)
    }

    /// Kind by its word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(about, _)| *about)
    }
}

/// One thing that was measured or stated of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is about.
    pub about: About,
    /// Which one of these.
    pub name: Text,
    /// Partition, where the source tells them apart.
    pub partition: Text,
    /// What was measured, with its unit: `run_ms`, `busy_hundredths_percent`, `index_cache_bytes`.
    pub what: Text,
    /// The amount.
    pub value: Option<i64>,
    /// The words, where it is no amount.
    pub said: Text,
    /// Line of the source, from 1; 0 where it has none.
    pub line: u64,
}

/// A run that the catalog keeps. Its parts and facts are read apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownRun {
    /// Its number in the catalog.
    pub id: i64,
    /// What is known of it.
    pub run: Run,
    /// The source that told of it last.
    pub file: String,
}
