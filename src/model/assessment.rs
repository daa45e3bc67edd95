//! An assessment: what `comply` found as of a snapshot, judged against waivers, with coverage and trend.
//!
//! Owns the shape that every form of the answer is rendered from. Never carries a secret.

use super::comply::{Category, Severity};
use super::waiver::Waiver;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A text that many findings share: two hundred thousand findings have a tenth as many objects, and fewer values.
pub type Shared = Arc<str>;

/// Hands out one copy of each text.
#[derive(Debug, Default)]
pub struct Sharing(FxHashSet<Shared>);

impl Sharing {
    /// The one copy of a text.
    pub fn share(&mut self, text: &str) -> Shared {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let new = Shared::from(text);
        self.0.insert(Arc::clone(&new));
        new
    }
}

/// What became of a find under the waivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It counts.
    Active,
    /// A waiver in force covers it; it is shown beside it and does not count.
    Waived,
    /// A waiver that has expired covered it: it counts again.
    Expired,
}

impl Status {
    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Waived => "waived",
            Self::Expired => "expired",
        }
    }
}

/// One thing found, with everything an auditor asks about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// How much it matters here.
    pub severity: Severity,
    /// Id of its rule.
    pub rule: &'static str,
    /// Full address of the object.
    pub object: Shared,
    /// What within the object.
    pub part: Shared,
    /// The file as the catalog knows it.
    pub file: Shared,
    /// Counted from 1; 0 means the whole file.
    pub line: u64,
    /// What should stand there.
    pub expected: Shared,
    /// What stands there.
    pub actual: Shared,
    /// BLAKE3 of the definition that it was found in, in hex; empty for what has none.
    pub digest: Shared,
    /// When it was first seen: time of a snapshot, UTC.
    pub first_seen: Shared,
    /// When it was last seen: time of the snapshot of the assessment, UTC.
    pub last_seen: Shared,
    /// Stable over snapshots and machines; see `answer::fingerprint`.
    pub fingerprint: Shared,
    /// Whether it counts.
    pub status: Status,
    /// Place of the waiver that covers or covered it, in [`Assessment::waivers`].
    pub waiver: Option<usize>,
}

impl WaiverState {
    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::Unused => "unused",
            Self::Refused => "refused",
        }
    }
}

/// What was asked of one object at folder level with all in it, or of the catalog as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Asked {
    /// By rule: objects it was asked of.
    pub counts: BTreeMap<&'static str, u64>,
    /// By rule: why it was not asked, or not of all.
    pub reasons: BTreeMap<&'static str, BTreeSet<String>>,
    /// Texts that hold a parameter without a value; rules saw its name.
    pub open: u64,
    /// What the walk passed over, and why.
    pub passed: Vec<String>,
}

/// What was found in one object at folder level with all in it, or in the catalog as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Portion {
    /// Number of the object; 0 is the catalog as a whole.
    pub object: i64,
    /// Its repository and folder; empty for the catalog as a whole.
    pub place: (String, String),
    /// Each with the snapshot in which it was first seen.
    pub found: Vec<(i64, Finding)>,
    /// What was asked; objects of one kind mostly share it.
    pub asked: Arc<Asked>,
    /// It was asked now; else it stands as it was recorded.
    pub fresh: bool,
}

/// What became of a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum WaiverState {
    /// In force, and covers something; with findings of one folder only, perhaps something elsewhere.
    Active,
    /// In force and covers something, and expires within the days that the rulebook names.
    Expiring,
    /// Its last day is over: what it covered counts again.
    Expired,
    /// In force, and covers nothing.
    Unused,
    /// Without justification or approver, its rule is none of ours, or it was made after the day that is judged: it covers
    /// nothing.
    Refused,
}

/// A waiver with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverRow {
    /// As the file has it.
    pub waiver: Waiver,
    /// What became of it.
    pub state: WaiverState,
    /// How many findings it covers, or covered before it expired.
    pub covers: u64,
    /// Why it is refused, else empty.
    pub why: String,
}

/// How far a rule was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Id of the rule.
    pub rule: &'static str,
    /// Objects it was asked of; 0 with a reason means "not checked".
    pub looked_at: u64,
    /// Objects on which it fired, whatever the waivers say.
    pub objects: u64,
    /// Findings that count.
    pub active: u64,
    /// Findings that a waiver in force covers.
    pub waived: u64,
    /// Why it was not asked, or not of all; else empty.
    pub reason: String,
}

/// 0 to 100, in tenths: the share of what was asked that holds, weighted by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// As if there were no waivers, in tenths: 873 is 87.3.
    pub before_waivers: u32,
    /// With waivers in force, in tenths.
    pub after_waivers: u32,
}

/// One point of the trend: an assessment that was recorded, or the one at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Point {
    /// Number of its snapshot.
    pub snapshot: i64,
    /// Time of the snapshot, UTC.
    pub at: String,
    /// Findings that counted, by severity, worst first as in `Severity::ALL`.
    pub by_severity: [u64; 5],
}

/// Against an earlier assessment or report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Since {
    /// What it is held against: `snapshot 3 of 2026-11-21T02:00:00Z`.
    pub than: String,
    /// Fingerprints that were not there.
    pub new: Vec<String>,
    /// How many are gone.
    pub fixed: u64,
    /// How many are still there.
    pub unchanged: u64,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// As the catalog knows it.
    pub name: String,
    /// BLAKE3 of its bytes, hex; empty where it could not be read.
    pub digest: String,
    /// Bytes.
    pub size: u64,
    /// Why it was skipped or could not be parsed; empty where it was read.
    pub trouble: String,
}

/// The whole answer of `comply`.
#[derive(Debug, Clone, Default)]
pub struct Assessment {
    /// Id of the catalog.
    pub catalog: String,
    /// Number of the snapshot.
    pub snapshot: i64,
    /// Its time, UTC: data as of.
    pub data_as_of: String,
    /// The day by which waivers and ages are judged, UTC, `2026-11-29T00:00:00Z`.
    pub as_of: String,
    /// Environment whose parameters and connections were taken.
    pub environment: String,
    /// Only this folder; empty: all.
    pub folder: String,
    /// Version of this program.
    pub program: String,
    /// Version of the catalog's schema.
    pub schema: u32,
    /// Version of the rule pack.
    pub pack: String,
    /// BLAKE3 of rulebook and classification as given, hex; empty where none was given.
    pub rulebook: String,
    /// Sessions, workflows, mappings, … that stand as of the snapshot, by kind.
    pub objects: BTreeMap<String, u64>,
    /// Worst first, then by rule, object and part.
    pub findings: Vec<Finding>,
    /// In the order of the file.
    pub waivers: Vec<WaiverRow>,
    /// One row a rule, by category and id.
    pub coverage: Vec<Coverage>,
    /// How good it is.
    pub score: Score,
    /// By category, for the summary.
    pub score_of: BTreeMap<Category, Score>,
    /// Recorded assessments of earlier snapshots, oldest first, and this one as the last.
    pub trend: Vec<Point>,
    /// Against the previous one, where there is one.
    pub since: Option<Since>,
    /// Files of the snapshot.
    pub inputs: Vec<Input>,
    /// Sequence and digest of the audit log's head that was stored with the snapshot.
    pub audit_head: Option<(i64, String)>,
    /// What could not be looked at: files that were not read, parameters without a value, what walks passed over.
    pub not_checked: Vec<String>,
    /// What is not versioned by snapshot, so that an earlier `--as-of` shows it as it is today.
    pub not_as_of: Vec<String>,
}
