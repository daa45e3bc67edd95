//! What `tune` is asked with and what it answers: the workload of a session, a cluster, settings with their reasons.
//!
//! Plain values. Bytes, rows, milliseconds and counts are whole numbers in the unit of their name.

use super::run::Status;
use std::collections::BTreeMap;

/// What is known of a session before it is tuned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Workload {
    /// Address of the session.
    pub session: String,
    /// Session attributes in effect, by name: `Commit Type`, `DTM buffer size`, …
    pub attributes: BTreeMap<String, String>,
    /// Sources, lookups and targets.
    pub volumes: Vec<Volume>,
    /// Source definitions that the mapping's sources stand for, by instance.
    pub sources: Vec<(String, String)>,
    /// Transformations of the mapping by type, mapplets opened: `Joiner` → 2.
    pub transformations: BTreeMap<String, u32>,
    /// Ports of all transformations.
    pub ports: u32,
    /// Most partitions of any partition point in the session; 1 where it is not partitioned.
    pub partitions: u32,
    /// Partition types that the session uses, sorted, without doubles.
    pub partition_types: Vec<String>,
    /// Runs on PowerCenter, oldest first.
    pub history: Vec<PastRun>,
    /// Caches as the newest logs measured them.
    pub caches: Vec<CacheUse>,
    /// Busy share of threads of the newest run that tells it.
    pub threads: Vec<ThreadUse>,
    /// Rows by partition of the newest run that tells them, for each partition point with two or more.
    pub partition_rows: Vec<(String, Vec<i64>)>,
    /// Runs on Spark, oldest first.
    pub spark: Vec<SparkRun>,
    /// Sessions that read the same sources or lookups, by instance, other than this one.
    pub shared: BTreeMap<String, u32>,
}

/// Which way data goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Is read as a stream.
    #[default]
    Source,
    /// Is looked up.
    Lookup,
    /// Is written.
    Target,
}

/// A source, lookup or target.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Volume {
    /// Instance in the mapping.
    pub instance: String,
    /// Which way data goes.
    pub role: Role,
    /// Database type of its definition: `Oracle`, `Flat File`, …
    pub database_type: String,
    /// True where it is a table behind a relational connection, so JDBC reads or writes it.
    pub relational: bool,
    /// Bytes of one row by the field definitions; `None` where the definition is not in the catalog.
    pub row_bytes: Option<i64>,
    /// Rows in the newest good run that tells them apart.
    pub rows: Option<i64>,
    /// Targets of the mapping that its data reaches; 1 where the mapping's flow is not known.
    pub readers: u32,
}

/// A run in the past.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PastRun {
    /// When it began, `2026-01-02T03:04:05`.
    pub started_at: String,
    /// How long it took, where it ended.
    pub seconds: Option<i64>,
    /// Where it stands.
    pub status: Status,
    /// Rows read.
    pub source_rows: Option<i64>,
    /// Rows loaded.
    pub target_rows: Option<i64>,
}

/// A cache as a log measured it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CacheUse {
    /// Transformation.
    pub transformation: String,
    /// Its type, as the mapping has it: `Lookup Procedure`, `Joiner`, `Sorter`, `Aggregator`, `Rank`; empty where unknown.
    pub kind: String,
    /// Bytes that the data needed (index and data), else those that were set aside.
    pub bytes: i64,
    /// True where `bytes` is what the data needed.
    pub measured: bool,
    /// Rows in it.
    pub rows: Option<i64>,
}

/// How busy a thread was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ThreadUse {
    /// `READER_1_1_1`
    pub thread: String,
    /// Hundredths of a per cent, 0 to 10 000.
    pub busy: i64,
}

/// A run on Spark, from its event log. `None` in a polled metric is "not sampled".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SparkRun {
    /// When it began, UTC.
    pub started_at: String,
    /// Wall time.
    pub run_ms: i64,
    /// Where it stands.
    pub status: Status,
    /// Settings that were given at start or set at run time.
    pub settings: BTreeMap<String, String>,
    /// Cores of all executors together.
    pub cores: i64,
    /// Tasks that ended.
    pub tasks: i64,
    /// Longest task.
    pub longest_task_ms: i64,
    /// Sum of executor run time.
    pub task_ms: i64,
    /// Sum of executor CPU time.
    pub cpu_ms: i64,
    /// Sum of garbage collection.
    pub gc_ms: i64,
    /// Bytes spilled to disk.
    pub disk_spill_bytes: i64,
    /// Bytes spilled as they lay in memory.
    pub memory_spill_bytes: i64,
    /// Bytes written by all shuffles.
    pub shuffle_bytes: i64,
    /// Bytes read from storage.
    pub input_bytes: i64,
    /// Highest heap of an executor.
    pub peak_heap_bytes: Option<i64>,
    /// Highest execution memory of a task.
    pub peak_execution_bytes: i64,
    /// Stages that read a shuffle: longest and median task in ms, longest and median bytes read.
    pub skew: Vec<StageSkew>,
    /// Executors or containers that were killed for memory.
    pub killed: i64,
    /// Files that scans read, where the plan counts them.
    pub files: Option<i64>,
}

/// How uneven the tasks of a stage were.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StageSkew {
    /// `STAGE.ATTEMPT`
    pub stage: String,
    /// Tasks.
    pub tasks: i64,
    /// Longest task.
    pub longest_ms: i64,
    /// Median task.
    pub median_ms: i64,
    /// Most shuffle bytes read by a task.
    pub most_bytes: i64,
    /// Median shuffle bytes read by a task.
    pub median_bytes: i64,
}
