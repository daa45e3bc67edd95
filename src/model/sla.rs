//! What was promised of sessions, workflows and folders.
//!
//! Owns the shape of `sla.yaml`. Whether a promise was kept is `answer::monitor::promise`'s.

/// One promise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sla {
    /// Name of it, as reports show it.
    pub name: String,
    /// Addresses below the repository, `FOLDER/WORKFLOW/SESSION`: `*` stands for any characters, also `/`. Without a `*`, a
    /// folder means each session in it, a workflow means the workflow as a whole.
    pub scope: String,
    /// Minute of the day by which the day's run has ended, local to the service; from 0.
    pub deadline: Option<u32>,
    /// Days of the week on which the deadline holds, Monday first; none: every day.
    pub days: Option<[bool; 7]>,
    /// Seconds a run may take.
    pub maximum_seconds: Option<u64>,
    /// Rows a run must load.
    pub minimum_rows: Option<u64>,
    /// Seconds since the last success.
    pub freshness_seconds: Option<u64>,
    /// How far the clock of the service is ahead of UTC, in minutes.
    pub offset_minutes: i32,
}

/// `sla.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlaBook {
    /// How far the clock of the services is ahead of UTC, in minutes.
    pub offset_minutes: i32,
    /// In the order of the file.
    pub slas: Vec<Sla>,
}
