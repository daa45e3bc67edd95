//! What was promised of sessions, workflows and folders.
//!
//! Owns the shape of `sla.yaml`.

/// One promise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sla {
    /// Name of it, as reports show it.
    pub name: String,
    /// Addresses below the repository, `FOLDER/WORKFLOW/SESSION`: `*` stands for any characters, also `/`.
    pub scope: String,
    /// Minute of the day by which the day's run has ended, local to the service; from 0.
    pub deadline: Option<u32>,
    /// Seconds a run may take.
    pub maximum_seconds: Option<u64>,
    /// Rows a run must load.
    pub minimum_rows: Option<u64>,
    /// Seconds since the last success.
    pub freshness_seconds: Option<u64>,
}
