//! Rules about what settings mean together for running: partitions, memory, pushdown, logs, files.
#![expect(missing_docs, reason = "a rule says itself what it means")]

use super::Of;
use crate::model::finding::{Category, Rule};
use crate::model::problem::Severity;

const OF: Of = Of(Category::Semantic);

pub const DATABASE_PARTITIONING_CONFLICT: Rule = OF.rule(
    "database-partitioning-conflict",
    Severity::Warning,
    "database partitioning together with source or user-defined commit, constraint-based loading, recovery or pushdown",
    "use pass-through partitioning",
    "PowerCenter manual, Database Partitioning",
);

pub const DYNAMIC_AND_MANUAL_PARTITIONS: Rule = OF.rule(
    "dynamic-and-manual-partitions",
    Severity::Error,
    "dynamic partitioning of a session that also has partitions of its own: PowerCenter does not run it",
    "delete the partitions, or disable dynamic partitioning",
    "PowerCenter manual, Dynamic Partitioning",
);

pub const DYNAMIC_PARTITION_COUNT: Rule = OF.rule(
    "dynamic-partition-count",
    Severity::Error,
    "the number of dynamic partitions is neither a number above 1 nor $DynamicPartitionCount",
    "give a number above 1, or $DynamicPartitionCount; no other parameter is taken",
    "PowerCenter manual, Dynamic Partitioning",
);

pub const DYNAMIC_RUNS_SINGLE: Rule = OF.rule(
    "dynamic-runs-single",
    Severity::Warning,
    "dynamic partitioning, but something in the session makes PowerCenter run one partition",
    "take away what the finding names, or disable dynamic partitioning",
    "PowerCenter manual, Rules and Guidelines for Dynamic Partitioning",
);

pub const BUFFER_TOO_SMALL_FOR_PARTITIONS: Rule = OF.rule(
    "buffer-too-small-for-partitions",
    Severity::Info,
    "several partitions share a DTM buffer that has less than 12 MB for each",
    "multiply \"DTM buffer size\" by the number of partitions, or use Auto",
    "PowerCenter manual, Performance Settings",
);

pub const BUFFER_BLOCKS_SHORT: Rule = OF.rule(
    "buffer-blocks-short",
    Severity::Warning,
    "the DTM buffer holds fewer blocks than two for each source and target",
    "raise \"DTM buffer size\", lower \"Default buffer block size\", or use Auto for both",
    "PowerCenter manual, Performance Tuning, Buffer Memory",
);

pub const BUFFER_SIZE_ODD: Rule = OF.rule(
    "buffer-size-odd",
    Severity::Info,
    "a DTM buffer below 12 MB, which PowerCenter raises, or above 1 GB, which Informatica advises against",
    "use Auto",
    "PowerCenter manual, Performance Settings",
);

pub const AUTO_MEMORY_OFF: Rule = OF.rule(
    "auto-memory-off",
    Severity::Warning,
    "one limit of automatic memory is 0: caches set to Auto get a small default size",
    "set both limits, for example 512MB and 5 percent",
    "PowerCenter manual, Configuring Automatic Memory Settings",
);

pub const AUTO_MEMORY_LARGE: Rule = OF.rule(
    "auto-memory-large",
    Severity::Info,
    "caches may take half of the memory of the machine or more",
    "lower the percentage; several sessions share one machine",
    "census of exports; ours",
);

pub const PUSHDOWN_HIDES_COUNTS: Rule = OF.rule(
    "pushdown-hides-counts",
    Severity::Info,
    "full pushdown: the log has no busy percentages and no count of source rows",
    "do not judge this session by its statistics",
    "PowerCenter manual, Working with Pushdown Optimization",
);

pub const PUSHDOWN_NEEDS_VIEW: Rule = OF.rule(
    "pushdown-needs-view",
    Severity::Warning,
    "pushdown of an SQL override, but temporary views are not allowed: the override is not pushed",
    "switch on \"Allow Temporary View for Pushdown\"",
    "PowerCenter manual, Pushdown Optimization Options",
);

pub const PUSHDOWN_NEEDS_SEQUENCE: Rule = OF.rule(
    "pushdown-needs-sequence",
    Severity::Warning,
    "pushdown of a Sequence Generator, but temporary sequences are not allowed: it is not pushed",
    "switch on \"Allow Temporary Sequence for Pushdown\"",
    "PowerCenter manual, Pushdown Optimization Options",
);

pub const PUSHDOWN_USERS: Rule = OF.rule(
    "pushdown-users",
    Severity::Info,
    "pushdown across several connections: it works only where their users may read each other's tables",
    "compare the users of the connections, which no export holds",
    "PowerCenter manual, Pushdown Optimization Options",
);

pub const PUSHDOWN_STOPS: Rule = OF.rule(
    "pushdown-stops",
    Severity::Info,
    "pushdown of a transformation that PowerCenter runs itself, for its variable ports",
    "expect the rest of the pipeline not to be pushed",
    "PowerCenter manual, Pushdown Optimization Transformations",
);

pub const PUSHDOWN_ONE_TRANSACTION: Rule = OF.rule(
    "pushdown-one-transaction",
    Severity::Warning,
    "full pushdown is one transaction of the database: commit interval and row error log mean nothing",
    "leave both at their defaults, so that nobody relies on them",
    "PowerCenter manual, Working with Pushdown Optimization",
);

pub const ERROR_LOG_INCOMPLETE: Rule = OF.rule(
    "error-log-incomplete",
    Severity::Warning,
    "row errors are to be logged, but it is not said where",
    "give \"Error Log DB Connection\" for a database, directory and name for a file",
    "PowerCenter manual, Row Error Logging",
);

pub const SOURCE_ROWS_WITHOUT_ERROR_LOG: Rule = OF.rule(
    "source-rows-without-error-log",
    Severity::Info,
    "source rows are to be logged, but row errors are not",
    "choose an \"Error Log Type\", or switch \"Log Source Row Data\" off",
    "PowerCenter manual, Row Error Logging",
);

pub const NEVER_STOPS_ON_ERRORS: Rule = OF.rule(
    "never-stops-on-errors",
    Severity::Info,
    "\"Stop on errors\" is 0: rows may be rejected without end and the session still succeeds",
    "set a number, or $PMSessionErrorThreshold",
    "PowerCenter manual, Error Handling Settings",
);

pub const INCREMENTAL_AGGREGATION_CONFLICT: Rule = OF.rule(
    "incremental-aggregation-conflict",
    Severity::Warning,
    "incremental aggregation without an Aggregator, on a grid, or of real-time sources",
    "switch it off",
    "PowerCenter manual, Incremental Aggregation",
);

pub const AGGREGATE_CACHE_RESET: Rule = OF.rule(
    "aggregate-cache-reset",
    Severity::Warning,
    "the historical aggregates are thrown away at every run",
    "set \"Reinitialize aggregate cache\" to NO after the first run",
    "PowerCenter manual, Incremental Aggregation",
);

pub const DECIMAL_AS_DOUBLE: Rule = OF.rule(
    "decimal-as-double",
    Severity::Warning,
    "ports of type decimal hold more digits than the session keeps: they are computed as double",
    "switch on \"Enable high precision\", or lower the precision of the ports",
    "PowerCenter manual, High Precision Data",
);

pub const TEST_LOAD: Rule = OF.rule(
    "test-load",
    Severity::Warning,
    "a test load: the session reads and transforms, and writes nothing",
    "switch \"Enable Test Load\" off where rows are to arrive",
    "PowerCenter manual, Session Properties Reference",
);

pub const DIRECTORY_BEFORE_FULL_PATH: Rule = OF.rule(
    "directory-before-full-path",
    Severity::Warning,
    "a file name with a full path behind a directory: PowerCenter puts the two together",
    "clear the directory, or give the name alone",
    "PowerCenter manual, General Options; Rules and Guidelines for File Parameters",
);

pub const LOGS_KEPT_FOR_EVER: Rule = OF.rule(
    "logs-kept-for-ever",
    Severity::Info,
    "session logs are saved by timestamp: none is ever deleted",
    "save them by session runs, or delete old ones by other means",
    "PowerCenter manual, Log Options",
);

pub const BINARY_SESSION_LOG: Rule = OF.rule(
    "binary-session-log",
    Severity::Info,
    "the session log is written in binary form only",
    "switch on \"Write Backward Compatible Session Log File\" where a text log is to be read by other programs",
    "PowerCenter manual, General Options",
);

pub const GRID_CACHES_APART: Rule = OF.rule(
    "grid-caches-apart",
    Severity::Info,
    "the session runs on a grid with caches: each node has its own",
    "partition so that rows that belong together meet on one node",
    "PowerCenter manual, Running Sessions on a Grid",
);

/// Every rule of this file.
pub const RULES: &[&Rule] = &[
    &DATABASE_PARTITIONING_CONFLICT,
    &DYNAMIC_AND_MANUAL_PARTITIONS,
    &DYNAMIC_PARTITION_COUNT,
    &DYNAMIC_RUNS_SINGLE,
    &BUFFER_TOO_SMALL_FOR_PARTITIONS,
    &BUFFER_BLOCKS_SHORT,
    &BUFFER_SIZE_ODD,
    &AUTO_MEMORY_OFF,
    &AUTO_MEMORY_LARGE,
    &PUSHDOWN_HIDES_COUNTS,
    &PUSHDOWN_NEEDS_VIEW,
    &PUSHDOWN_NEEDS_SEQUENCE,
    &PUSHDOWN_USERS,
    &PUSHDOWN_STOPS,
    &PUSHDOWN_ONE_TRANSACTION,
    &ERROR_LOG_INCOMPLETE,
    &SOURCE_ROWS_WITHOUT_ERROR_LOG,
    &NEVER_STOPS_ON_ERRORS,
    &INCREMENTAL_AGGREGATION_CONFLICT,
    &AGGREGATE_CACHE_RESET,
    &DECIMAL_AS_DOUBLE,
    &TEST_LOAD,
    &DIRECTORY_BEFORE_FULL_PATH,
    &LOGS_KEPT_FOR_EVER,
    &BINARY_SESSION_LOG,
    &GRID_CACHES_APART,
];
