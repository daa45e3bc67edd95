//! The table: how a row is written, and all rows in one.
//!
//! Owns ranges and words that several rows share. Where Spark checks a range itself (`checkValue` in `SQLConf` and
//! `internal.config`), it is the same here; where Spark takes any number and fails later or does nothing, the range is ours.

mod core;
mod sql;

use super::{Area, KIB, Kind, LEAST_HEAP, MIB, SparkSetting, Unit};

/// One GiB in bytes.
const GIB: i64 = 1 << 30;
/// No upper bound.
const MAX: i64 = i64::MAX;
/// The largest `Int` of the JVM.
const INT: i64 = 2_147_483_647;

const LEVELS: &[&str] = &["ALL", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF"];
const CODECS: &[&str] = &["lz4", "lzf", "snappy", "zstd"];
const ORC: &[&str] = &["none", "uncompressed", "snappy", "zlib", "lzo", "zstd", "lz4", "brotli"];
const PARQUET: &[&str] = &["none", "uncompressed", "snappy", "gzip", "lzo", "brotli", "lz4", "lz4_raw", "zstd"];
const REBASE: &[&str] = &["EXCEPTION", "LEGACY", "CORRECTED"];
const STORAGE_LEVELS: &[&str] = &[
    "NONE",
    "DISK_ONLY",
    "DISK_ONLY_2",
    "DISK_ONLY_3",
    "MEMORY_ONLY",
    "MEMORY_ONLY_2",
    "MEMORY_ONLY_SER",
    "MEMORY_ONLY_SER_2",
    "MEMORY_AND_DISK",
    "MEMORY_AND_DISK_2",
    "MEMORY_AND_DISK_SER",
    "MEMORY_AND_DISK_SER_2",
    "OFF_HEAP",
];

/// What a setting takes, and its bounds.
type Values = (Kind, i64, i64);

const BOOL: Values = (Kind::Bool, 0, 0);
const TEXT: Values = (Kind::Text, 0, 0);
const COUNT: Values = ints(1, INT);
const NATURAL: Values = ints(0, INT);
const PORT: Values = ints(0, 65_535);
const HEAP: Values = (Kind::Heap, LEAST_HEAP, MAX);
/// −1 turns broadcasts off.
const BROADCAST: Values = bytes(Unit::Byte, -1, MAX);

const fn bytes(unit: Unit, min: i64, max: i64) -> Values {
    (Kind::Bytes(unit), min, max)
}

const fn class(short: &'static [&'static str]) -> Values {
    (Kind::Class(short), 0, 0)
}

const fn exact(words: &'static [&'static str]) -> Values {
    (Kind::Exact(words), 0, 0)
}

const fn floats(min: i64, max: i64) -> Values {
    (Kind::Float, min, max)
}

const fn ints(min: i64, max: i64) -> Values {
    (Kind::Int, min, max)
}

/// A number without a unit is milliseconds; the bounds are milliseconds.
const fn millis(min: i64) -> Values {
    (Kind::Duration(1), min, MAX)
}

/// A number without a unit is minutes; the least is in minutes.
const fn minutes(min: i64) -> Values {
    (Kind::Duration(60_000), min * 60_000, MAX)
}

/// A number without a unit is seconds; the least is in seconds.
const fn seconds(min: i64) -> Values {
    (Kind::Duration(1_000), min * 1_000, MAX)
}

const fn words(words: &'static [&'static str]) -> Values {
    (Kind::Word(words), 0, 0)
}

/// A setting that is read once, when an application starts.
const fn start(
    key: &'static str,
    values: Values,
    default: &'static str,
    since: &'static str,
    area: Area,
) -> SparkSetting {
    SparkSetting { key, kind: values.0, min: values.1, max: values.2, default, start_only: true, since, area }
}

/// A setting of a session, which may change between two queries.
const fn sql(
    key: &'static str,
    values: Values,
    default: &'static str,
    since: &'static str,
    area: Area,
) -> SparkSetting {
    SparkSetting { start_only: false, ..start(key, values, default, since, area) }
}

const ROWS: usize = core::BEFORE_SQL.len() + sql::SQL.len() + core::AFTER_SQL.len();

static JOINED: [SparkSetting; ROWS] = {
    let mut all = [core::BEFORE_SQL[0]; ROWS];
    let parts = [core::BEFORE_SQL, sql::SQL, core::AFTER_SQL];
    let (mut at, mut part) = (0, 0);
    while part < parts.len() {
        let mut row = 0;
        while row < parts[part].len() {
            all[at] = parts[part][row];
            at += 1;
            row += 1;
        }
        part += 1;
    }
    all
};

/// Every setting that we know, by key.
pub const ALL: &[SparkSetting] = &JOINED;

/// Keys of the table that Spark 4.3.0 knows by name only: they are read from the configuration without a `ConfigEntry`, so its
/// registry does not list them.
pub const BY_NAME: &[&str] = &[
    "spark.app.name",
    "spark.local.dir",
    "spark.master",
    "spark.port.maxRetries",
    "spark.shuffle.io.backLog",
    "spark.shuffle.io.connectionTimeout",
    "spark.shuffle.io.maxRetries",
    "spark.shuffle.io.numConnectionsPerPeer",
    "spark.shuffle.io.preferDirectBufs",
    "spark.shuffle.io.retryWait",
];

/// Families of keys whose ends are anybody's: what stands behind the last dot is a name of Hadoop, of the environment, of a
/// catalog, of a resource. Their values are taken as they stand.
pub const OPEN: &[&str] = &[
    "spark.driver.resource.",
    "spark.executor.resource.",
    "spark.executorEnv.",
    "spark.hadoop.",
    "spark.kubernetes.driver.annotation.",
    "spark.kubernetes.driver.label.",
    "spark.kubernetes.driver.volumes.",
    "spark.kubernetes.driverEnv.",
    "spark.kubernetes.executor.annotation.",
    "spark.kubernetes.executor.label.",
    "spark.kubernetes.executor.volumes.",
    "spark.kubernetes.node.selector.",
    "spark.metrics.conf.",
    "spark.sql.catalog.",
    "spark.task.resource.",
    "spark.yarn.appMasterEnv.",
];

/// Old names that Spark still takes or has let go, and the key of the table that stands for each. Sources: `SparkConf`
/// (`configsWithAlternatives`, `deprecatedConfigs`) and `SQLConf.deprecatedSQLConfigs` of Spark 4.3.0.
pub const RENAMED: &[(&str, &str)] = &[
    ("spark.blacklist.enabled", "spark.excludeOnFailure.enabled"),
    ("spark.blacklist.killBlacklistedExecutors", "spark.excludeOnFailure.killExcludedExecutors"),
    ("spark.blacklist.timeout", "spark.excludeOnFailure.timeout"),
    ("spark.io.compression.lz4.block.size", "spark.io.compression.lz4.blockSize"),
    ("spark.io.compression.snappy.block.size", "spark.io.compression.snappy.blockSize"),
    ("spark.kryoserializer.buffer.max.mb", "spark.kryoserializer.buffer.max"),
    ("spark.kryoserializer.buffer.mb", "spark.kryoserializer.buffer"),
    ("spark.maxRemoteBlockSizeFetchToMem", "spark.network.maxRemoteBlockSizeFetchToMem"),
    ("spark.reducer.maxMbInFlight", "spark.reducer.maxSizeInFlight"),
    ("spark.reducer.maxReqSizeShuffleToMem", "spark.network.maxRemoteBlockSizeFetchToMem"),
    ("spark.scheduler.listenerbus.eventqueue.size", "spark.scheduler.listenerbus.eventqueue.capacity"),
    ("spark.shuffle.file.buffer.kb", "spark.shuffle.file.buffer"),
    ("spark.shuffle.unsafe.file.output.buffer", "spark.shuffle.localDisk.file.output.buffer"),
    ("spark.sql.adaptive.shuffle.targetPostShuffleInputSize", "spark.sql.adaptive.advisoryPartitionSizeInBytes"),
    ("spark.sql.execution.arrow.enabled", "spark.sql.execution.arrow.pyspark.enabled"),
    ("spark.unsafe.offHeap", "spark.memory.offHeap.enabled"),
    ("spark.yarn.driver.memoryOverhead", "spark.driver.memoryOverhead"),
    ("spark.yarn.executor.memoryOverhead", "spark.executor.memoryOverhead"),
    ("spark.yarn.max.executor.failures", "spark.executor.maxNumFailures"),
];
