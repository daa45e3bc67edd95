//! What is measured of a catalog for those who watch it from outside.
//!
//! Owns the shape of the figures. Times of the program are UTC; those of runs are as runs have them.

use super::run::{Platform, Status};

/// Everything that is measured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Id of the catalog.
    pub catalog: String,
    /// Version of the program.
    pub program: String,
    /// Version of the catalog's schema.
    pub schema: u32,
    /// Number and end of the newest snapshot.
    pub snapshot: Option<(i64, String)>,
    /// Objects that stand, by kind.
    pub objects: Vec<(String, i64)>,
    /// Problems of the newest snapshot, by severity.
    pub problems: Vec<(String, i64)>,
    /// The newest recorded assessment of each environment.
    pub assessments: Vec<Assessed>,
    /// Open alerts, by severity.
    pub alerts: Vec<(String, i64)>,
    /// Notices, by sink and state.
    pub deliveries: Vec<([String; 2], i64)>,
    /// The newest run of each session.
    pub last_runs: Vec<LastRun>,
    /// How many credentials have a value.
    pub credentials: i64,
    /// When the oldest of these values was set.
    pub oldest_credential: Option<String>,
    /// Bytes of the catalog's file.
    pub bytes: u64,
}

/// An assessment, in figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessed {
    /// Environment; empty for the one without a name.
    pub environment: String,
    /// When it was recorded.
    pub recorded_at: String,
    /// Score with waivers in force, in tenths.
    pub score: i64,
    /// Findings, by category, severity and status.
    pub findings: Vec<([String; 3], i64)>,
}

/// The newest run of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastRun {
    /// Repository, folder, workflow, worklets around it, session.
    pub place: [String; 5],
    /// What ran it.
    pub platform: Platform,
    /// When it began.
    pub started_at: String,
    /// When it ended.
    pub ended_at: Option<String>,
    /// How it stands.
    pub status: Status,
    /// Rows read, rows loaded, rows refused by targets.
    pub rows: [Option<i64>; 3],
}
