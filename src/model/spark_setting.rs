//! Spark's settings as we know them: key, type, range, default, when it may be set, since which version.
//!
//! Owns what is refused, because Spark takes a misspelt key in silence, checks few ranges, and reads some keys only when it is
//! too late. Never reads a file and never decides a value.
//!
//! Sources: the configuration pages of Spark 4 (Configuration, SQL Performance Tuning, Running on YARN, Running on Kubernetes,
//! Monitoring), and Spark 4.3.0 itself: every key but [`BY_NAME`] and those of `spark.hadoop.` was looked up there in the
//! registry of `org.apache.spark.internal.config.ConfigEntry`, which holds all that `SET -v` lists. Key, default, first
//! version, and whether it may change at run time (`RuntimeConfig.isModifiable`) come from it; types, words and bounds were
//! tried with its converters. [`BY_NAME`] are read by their names in its classes. What begins with `spark.hadoop.` goes to
//! Hadoop unread; its few rows are of Hadoop 3 and Parquet. Defaults that a machine makes (hosts, folders, the time zone) are
//! left out.

mod size;
mod table;

use super::near::nearest;
pub use size::{bytes, bytes_text, heap, milliseconds};
pub use table::{ALL, BY_NAME, OPEN, RENAMED};

/// One KiB in bytes.
const KIB: i64 = 1 << 10;
/// One MiB in bytes.
const MIB: i64 = 1 << 20;
/// The smallest heap that Spark starts with: 1.5 × 300 MiB; with less, `UnifiedMemoryManager` refuses to start.
pub const LEAST_HEAP: i64 = 450 * MIB;
/// Characters of a value that a message repeats.
const QUOTED: usize = 60;

/// What a size without a unit is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes
    Byte,
    /// 1024 bytes
    Kib,
    /// 1024 × 1024 bytes
    Mib,
}

/// What a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A size; its bounds are bytes.
    Bytes(Unit),
    /// A size that goes to `-Xmx` of a JVM as it stands: one letter, and a number alone is bytes; its bounds are bytes.
    Heap,
    /// A time, with the milliseconds of one where it has no unit; its bounds are milliseconds.
    Duration(i64),
    /// A whole number.
    Int,
    /// A decimal number, kept as text; its bounds are thousandths.
    Float,
    /// `true` or `false`
    Bool,
    /// One of these words, in capitals or not.
    Word(&'static [&'static str]),
    /// One of these words, letter by letter.
    Exact(&'static [&'static str]),
    /// A class with its package, or one of these short names.
    Class(&'static [&'static str]),
    /// Anything.
    Text,
}

/// What a setting is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// Name, libraries, logs and pages of the application
    Application,
    /// The driver
    Driver,
    /// Executors and the containers around them
    Executor,
    /// Executors that come and go
    DynamicAllocation,
    /// What heap and off-heap memory are used for, serializers
    Memory,
    /// How many tasks
    Parallelism,
    /// Plans that change while a query runs
    Adaptive,
    /// Broadcasts and kinds of join
    Join,
    /// How plans are made and compiled
    Optimizer,
    /// Reading of files and tables
    Scan,
    /// Writing of files and tables
    Write,
    /// What is kept between queries
    Cache,
    /// Exchange of data between stages
    Shuffle,
    /// Folders and blocks on disks
    Storage,
    /// Codecs
    Compression,
    /// Checkpoints
    Checkpoint,
    /// Ports, time-outs, locality
    Network,
    /// Retries, speculation, order of tasks
    Scheduling,
    /// The event log
    EventLog,
    /// What SQL means: types, zones, casts
    Sql,
    /// Python workers
    Python,
}

/// A setting of Spark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SparkSetting {
    /// `spark.sql.shuffle.partitions`
    pub key: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// The least value, in the unit of its kind; of no meaning where the kind has no order.
    pub min: i64,
    /// The greatest.
    pub max: i64,
    /// What Spark 4.3 uses where it is not set; empty where there is none, or none that is the same everywhere.
    pub default: &'static str,
    /// True where it is read once, when an application starts; then `SET` and `spark.conf.set` are refused or do nothing.
    pub start_only: bool,
    /// The version of Spark that had it first.
    pub since: &'static str,
    /// What it is about.
    pub area: Area,
}

/// The setting with a key.
#[must_use]
pub fn find(key: &str) -> Option<&'static SparkSetting> {
    ALL.binary_search_by(|setting| setting.key.cmp(key)).ok().map(|at| &ALL[at])
}

/// True where a key is of a family whose ends are anybody's: `spark.hadoop.fs.s3a.endpoint`.
#[must_use]
pub fn is_open(key: &str) -> bool {
    OPEN.iter().any(|family| key.strip_prefix(family).is_some_and(|end| !end.is_empty()))
}

/// Checks a key and its value by the table.
///
/// Fails with what is wrong and what would be right: a key that nobody knows, or that has a new name, another type, a value
/// out of range.
pub fn check(key: &str, value: &str) -> Result<(), String> {
    match find(key) {
        Some(setting) => setting.check(value),
        None if is_open(key) => Ok(()),
        None => Err(unknown(key)),
    }
}

fn unknown(key: &str) -> String {
    if let Some((_, new)) = RENAMED.iter().find(|(old, _)| *old == key) {
        return format!("{key} has a new name: use {new}");
    }
    let whole = format!("spark.{key}");
    let keys: Vec<String> = ALL.iter().map(|setting| setting.key.to_owned()).collect();
    let near = if find(&whole).is_some() { vec![whole] } else { nearest(key, &keys) };
    match near.as_slice() {
        [] => format!("{} is no setting of Spark that is known here", quoted(key)),
        near => format!("{} is no setting of Spark; did you mean {}?", quoted(key), near.join(", ")),
    }
}

impl SparkSetting {
    /// Checks a value. Fails with what the setting takes.
    pub fn check(&self, value: &str) -> Result<(), String> {
        let fits = match self.kind {
            Kind::Bytes(unit) => bytes(value, unit).is_some_and(|n| self.holds(n)),
            Kind::Heap => heap(value).is_some_and(|n| self.holds(n)),
            Kind::Duration(unit) => milliseconds(value, unit).is_some_and(|n| self.holds(n)),
            Kind::Int => value.parse().is_ok_and(|n| self.holds(n)),
            Kind::Float => value.parse().is_ok_and(|n: f64| n >= thousandths(self.min) && n <= thousandths(self.max)),
            Kind::Bool => ["true", "false"].iter().any(|word| value.trim().eq_ignore_ascii_case(word)),
            Kind::Word(words) => words.iter().any(|word| value.eq_ignore_ascii_case(word)),
            Kind::Exact(words) => words.contains(&value),
            Kind::Class(short) => is_class(value) || short.iter().any(|word| value.eq_ignore_ascii_case(word)),
            Kind::Text => !(self.key.ends_with(".extraJavaOptions") && value.contains("-Xmx")),
        };
        if fits { Ok(()) } else { Err(format!("{} wants {}, not {}", self.key, self.wanted(), quoted(value))) }
    }

    fn holds(&self, n: i64) -> bool {
        (self.min..=self.max).contains(&n)
    }

    /// What it takes, in words: `a whole number of 1 or more`.
    #[must_use]
    pub fn wanted(&self) -> String {
        match self.kind {
            Kind::Bytes(_) => format!("a size such as 64m{}", self.range(&bytes_text)),
            Kind::Heap => format!("a size with one letter, such as 4g{}", self.range(&bytes_text)),
            Kind::Duration(_) => format!("a time such as 30s{}", self.range(&|n| format!("{n}ms"))),
            Kind::Int => format!("a whole number{}", self.range(&|n| n.to_string())),
            Kind::Float => format!("a number{}", self.range(&|n| thousandths(n).to_string())),
            Kind::Bool => "true or false".to_owned(),
            Kind::Word(words) | Kind::Exact(words) => format!("one of {}", words.join(", ")),
            Kind::Class([]) => "a class with its package".to_owned(),
            Kind::Class(short) => format!("one of {}, or a class with its package", short.join(", ")),
            Kind::Text => "options without -Xmx, for which there are the settings of memory".to_owned(),
        }
    }

    fn range(&self, text: &dyn Fn(i64) -> String) -> String {
        match (self.min, self.max) {
            (-1, i64::MAX) => ", or -1 for none".to_owned(),
            (min, i64::MAX) => format!(" of {} or more", text(min)),
            (min, max) => format!(" of {} to {}", text(min), text(max)),
        }
    }
}

/// Thousandths as a number; a bound that does not fit is none.
fn thousandths(n: i64) -> f64 {
    i32::try_from(n).map_or(f64::MAX, f64::from) / 1_000.0
}

/// True for `a.b.C`: names of Java with dots between them, two at least.
fn is_class(value: &str) -> bool {
    let is_name = |name: &str| {
        name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
            && name.starts_with(|c: char| !c.is_numeric())
    };
    value.contains('.') && value.split('.').all(is_name)
}

/// A text of the user as a message may repeat it: short, and without what steers a terminal.
fn quoted(text: &str) -> String {
    let mut out: String = text.chars().take(QUOTED).map(|c| if super::steers(c) { ' ' } else { c }).collect();
    if text.chars().nth(QUOTED).is_some() {
        out.push('…');
    }
    if out.is_empty() { "nothing".to_owned() } else { out }
}

#[cfg(test)]
#[path = "spark_setting_tests.rs"]
mod tests;
