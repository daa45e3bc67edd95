//! What `tune` answers: settings and advice with their reasons, and what does not add up.
//!
//! Plain values that serialise in a fixed order. Holds no formula.

use serde::Serialize;

/// The answer for a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tuning {
    /// Address of the session.
    pub session: String,
    /// How its volume moves.
    pub pattern: Pattern,
    /// What the answer rests on.
    pub basis: Basis,
    /// What the plan takes of the cluster.
    pub size: Size,
    /// Spark settings, adaptive execution first, then by area.
    pub settings: Vec<Setting>,
    /// What is no Spark setting.
    pub advice: Vec<Advice>,
    /// Where inputs, pins or the cluster speak against each other.
    pub contradictions: Vec<String>,
    /// Inputs that were lacking, sorted.
    pub missing: Vec<String>,
    /// Recommendations that made runs slower and are taken back.
    pub withdrawn: Vec<String>,
}

/// A workload pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PatternName {
    /// Runs are alike.
    Steady,
    /// Later runs have more rows.
    Growing,
    /// Peaks come on the same days.
    Periodic,
    /// Peaks come without an order in time.
    Spiky,
    /// Many runs fail.
    Failing,
    /// There are too few runs to tell.
    Unknown,
}

/// How the volume of a session moves, by its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pattern {
    /// Which pattern it is.
    pub name: PatternName,
    /// What says so.
    pub evidence: String,
    /// What of the plan it changes.
    pub effect: String,
}

/// What the answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Basis {
    /// Runs on PowerCenter that were looked at.
    pub runs: usize,
    /// Those that succeeded and tell their rows: rows are taken from these alone.
    pub used: usize,
    /// Those that failed.
    pub failed: usize,
    /// When the oldest used one began; empty where there is none.
    pub oldest: String,
    /// When the newest used one began; empty where there is none.
    pub newest: String,
    /// Runs on Spark that succeeded and were looked at.
    pub spark_runs: usize,
    /// Rows that the plan is for; `None` where nothing tells them.
    pub rows: Option<i64>,
    /// Bytes that the plan is for: read from sources, or moved by the largest shuffle where that is more.
    pub bytes: i64,
    /// True where `bytes` is a default because nothing tells the volume.
    pub assumed: bool,
}

/// What a plan takes of a cluster.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Size {
    /// Executors, at most at one time; 0 under `local` and where none fits.
    pub executors: i64,
    /// Cores of one; under `local` those of the driver.
    pub cores: i64,
    /// Heap of one.
    pub memory_bytes: i64,
    /// Memory of its container beside the heap.
    pub overhead_bytes: i64,
    /// Heap of the driver.
    pub driver_memory_bytes: i64,
    /// Memory of its container beside the heap.
    pub driver_overhead_bytes: i64,
    /// Shuffle partitions.
    pub partitions: i64,
}

/// How sure a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Inputs are missing or few.
    Low,
    /// Inputs are there, but few or uneven.
    Medium,
    /// Many even runs, or measured on Spark.
    High,
}

/// How sure a value is and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confidence {
    /// How sure.
    pub level: Level,
    /// Runs, how even they are, what is missing.
    pub reason: String,
}

/// A Spark setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// `spark.sql.shuffle.partitions`
    pub key: String,
    /// What to set.
    pub value: String,
    /// What Spark takes otherwise; empty where it has no fixed default.
    pub default: String,
    /// Which area of tuning it belongs to.
    pub area: &'static str,
    /// Formula, with symbols.
    pub formula: String,
    /// Symbols and what they stand for here.
    pub inputs: Vec<(String, String)>,
    /// Where the formula is from.
    pub source: &'static str,
    /// How sure the value is.
    pub confidence: Confidence,
    /// The reason in words.
    pub why: String,
    /// True where the user pinned it.
    pub pinned: bool,
}

/// Advice that is no Spark setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// Which area of tuning it belongs to.
    pub area: &'static str,
    /// Source, lookup, target or transformation that it is about; empty for the session.
    pub subject: String,
    /// What to do and why.
    pub text: String,
    /// Options with values for a reader, writer or hint.
    pub options: Vec<(String, String)>,
    /// Where the rule is from.
    pub source: &'static str,
}

impl Setting {
    /// A setting without its reasons yet.
    pub(super) fn new(area: &'static str, key: &'static str, value: impl Into<String>, default: &'static str) -> Self {
        Self {
            key: key.to_owned(),
            value: value.into(),
            default: default.to_owned(),
            area,
            formula: String::new(),
            inputs: Vec::new(),
            source: "",
            confidence: Confidence { level: Level::Low, reason: String::new() },
            why: String::new(),
            pinned: false,
        }
    }

    /// With its formula and where that is from.
    pub(super) fn by(mut self, formula: &str, source: &'static str) -> Self {
        formula.clone_into(&mut self.formula);
        self.source = source;
        self
    }

    /// With what a symbol stands for.
    pub(super) fn with(mut self, symbol: &str, value: &dyn std::fmt::Display) -> Self {
        self.inputs.push((symbol.to_owned(), value.to_string()));
        self
    }

    /// With its confidence and the reason in words.
    pub(super) fn because(mut self, confidence: &Confidence, why: impl Into<String>) -> Self {
        self.confidence = confidence.clone();
        self.why = why.into();
        self
    }
}

impl Advice {
    /// Advice without options.
    pub(super) fn new(area: &'static str, subject: &str, text: impl Into<String>, source: &'static str) -> Self {
        Self { area, subject: subject.to_owned(), text: text.into(), options: Vec::new(), source }
    }

    /// With an option.
    pub(super) fn with(mut self, name: &str, value: &dyn std::fmt::Display) -> Self {
        self.options.push((name.to_owned(), value.to_string()));
        self
    }
}
