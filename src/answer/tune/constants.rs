//! Every number that the formulas take from nowhere else: with its meaning, its default, its range and where it is from.
//!
//! Owns the table that `tune --print-constants` prints. Bytes, rows, runs and per cent are whole numbers in the unit of
//! their name.

use std::collections::BTreeMap;

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Constant {
    /// Its name in the file of constants.
    pub name: &'static str,
    /// What it says.
    pub description: &'static str,
    /// What it is where nobody says otherwise.
    pub default: i64,
    /// The least it may be.
    pub min: i64,
    /// The most it may be.
    pub max: i64,
    /// Where the default is from; `own rule` is ours.
    pub source: &'static str,
}

/// Makes the table and the values from one list, so that neither can lack what the other has.
macro_rules! constants {
    ($($name:ident = $default:expr, $min:expr, $max:expr, $description:literal, $source:literal;)*) => {
        /// A value for each of [`ALL`].
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Constants {
            $(#[doc = $description] pub $name: i64,)*
        }

        /// Every constant, in the order of the areas.
        pub const ALL: &[Constant] = &[
            $(Constant {
                name: stringify!($name),
                description: $description,
                default: $default,
                min: $min,
                max: $max,
                source: $source,
            },)*
        ];

        impl Default for Constants {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl Constants {
            fn place(&mut self, name: &str) -> Option<&mut i64> {
                match name {
                    $(stringify!($name) => Some(&mut self.$name),)*
                    _ => None,
                }
            }
        }
    };
}

#[rustfmt::skip]
constants! {
    history_runs = 60, 5, 10_000, "Newest runs on PowerCenter that are looked at.", "own rule: two months of a daily load";
    pattern_runs_min = 5, 3, 1_000, "Good runs from which on a pattern is named; fewer are unknown.", "own rule";
    failing_percent = 30, 1, 100, "Share of failed runs from which on a session counts as failing.", "own rule";
    failing_in_a_row = 3, 1, 100, "Failed runs at the end of the history from which on it counts as failing.", "own rule";
    growth_percent = 25, 1, 1_000, "Growth from the first to the last third of the runs from which on a session counts as growing.", "own rule";
    growth_pairs_percent = 70, 51, 100, "Share of pairs of runs of which the later has more rows, at least, in a growing session.", "own rule after the Mann-Kendall test";
    growth_horizon_runs = 30, 0, 1_000, "Runs ahead that a growing session is sized for.", "own rule: a month of a daily load";
    growth_limit_percent = 200, 100, 1_000, "Most that growth may make of the 95th percentile.", "own rule";
    peak_percent = 200, 101, 10_000, "A run above this share of the median is a peak.", "own rule";
    spike_headroom_percent = 25, 0, 400, "Added to the 95th percentile of a spiky session.", "own rule";
    steady_percent = 150, 100, 1_000, "95th percentile in per cent of the median up to which runs count as even, for the confidence.", "own rule";
    sure_runs = 20, 5, 10_000, "Good runs from which on an even history gives high confidence.", "own rule: from 20 on, a 95th percentile is not the maximum";
    data_bytes_unknown = 1 << 30, 1 << 20, 1 << 50, "Bytes that a session is taken to read where nothing tells its volume.", "own rule: a bounded default plan";
    row_bytes_unknown = 200, 1, 1 << 20, "Bytes of a row whose definition is not in the catalog.", "own rule";
    target_partition_bytes = 128 << 20, 1 << 20, 4 << 30, "Bytes that a task is meant to work on.", "Databricks guides; spark.sql.files.maxPartitionBytes";
    tasks_per_core = 2, 1, 10, "Tasks that a core is given in a stage.", "Spark tuning guide (2 to 3); AWS EMR guide (2)";
    partitions_max = 10_000, 1, 1_000_000, "Shuffle partitions at most, unless the cluster has more cores than that over the tasks of a core.", "own rule: the driver keeps a line for each map and reduce task";
    partitions_refined_max = 4_000, 1, 1_000_000, "Most that measured task times may raise shuffle partitions to.", "Dr. Elephant";
    small_partition_bytes = 8 << 20, 1, 1 << 30, "A PowerCenter partition below this was not worth it.", "own rule";
    executor_cores = 5, 1, 64, "Cores of an executor.", "Cloudera, AWS EMR: about five for the throughput of HDFS";
    executor_memory_min_bytes = 1 << 30, 512 << 20, 1 << 40, "Heap of an executor or driver at least, where the cluster has it.", "spark.executor.memory (1g)";
    reserved_bytes = 300 << 20, 0, 1 << 30, "Heap that Spark keeps for itself.", "Spark: (heap - 300 MiB) x spark.memory.fraction";
    memory_fraction_percent = 60, 10, 90, "Share of the heap for execution and storage.", "spark.memory.fraction (0.6)";
    expansion_percent = 200, 100, 1_000, "Bytes in memory for bytes of a partition.", "own rule: rows being sorted or joined, and the batch that comes out";
    driver_partition_bytes = 64 << 10, 0, 16 << 20, "Heap of the driver for each shuffle partition.", "own rule: task sets, map statuses, metrics";
    peak_headroom_percent = 125, 100, 400, "Measured peak heap in per cent that the next plan takes.", "Dr. Elephant (1.25)";
    gc_percent = 10, 1, 100, "Garbage collection in per cent of task time from which on the heap counts as small.", "Dr. Elephant (0.08, 0.1, 0.15, 0.2)";
    killed_overhead_bytes = 1 << 30, 0, 64 << 30, "Added to the overhead after containers were killed for memory.", "Dr. Elephant";
    broadcast_max_bytes = 100 << 20, 0, 8 << 30, "Bytes of a lookup that is broadcast at most.", "NVIDIA AutoTuner warns above 100m";
    broadcast_share_percent = 25, 1, 50, "Share of an executor's heap that all broadcasts together may take.", "own rule";
    skew_rows_percent = 200, 101, 10_000, "Rows of the largest PowerCenter partition in per cent of the median from which on they are uneven.", "Dr. Elephant (max over median 2, 4, 8, 16)";
    skew_bytes_percent = 300, 101, 10_000, "Shuffle bytes of the largest Spark task in per cent of the median from which on a stage is skewed.", "NVIDIA AutoTuner (3)";
    spill_percent = 1, 0, 100, "Bytes spilled in per cent of shuffle bytes from which on partitions are too large.", "Dr. Elephant (0.01, 0.1, 0.25, 0.5)";
    idle_percent = 50, 1, 100, "Unused core time in per cent from which on executors are let go.", "own rule after Sparklens";
    task_seconds = 150, 1, 86_400, "A task should take no longer.", "Dr. Elephant";
    weight_max_percent = 300, 100, 1_000, "Most that complex transformations may multiply the tasks by.", "own rule";
    jdbc_connections = 8, 1, 1_000, "Connections that one read or write of a table may open at a time.", "own rule: a database has other users";
    jdbc_batch_bytes = 1 << 20, 1 << 10, 1 << 30, "Bytes that one round trip to a database is meant to carry.", "own rule; Spark's JDBC guide: drivers' own fetch sizes are low (Oracle 10)";
    jdbc_rows_min = 100, 1, 1_000_000, "Rows of a round trip at least.", "own rule";
    jdbc_rows_max = 10_000, 1, 1_000_000, "Rows of a round trip at most.", "own rule";
    zstd_bytes = 100 << 30, 0, 1 << 60, "Shuffle bytes from which on zstd replaces lz4.", "own rule: network and disk cost more than CPU then";
    lineage_max = 5, 1, 1_000, "Shuffles in a row after which lineage is cut.", "own rule";
    judge_runs = 6, 1, 100, "Newest runs under a value that it is judged by.", "Dr. Elephant (6)";
    judge_runs_min = 3, 1, 100, "Runs under a value, and before it, without which it is not judged.", "own rule: walls of the same settings differ by 15 to 30 %";
    judge_worse_percent = 0, 0, 100, "A median above the baseline by more than this is worse.", "own rule: nothing that got slower is kept";
}

impl Constants {
    /// The defaults with some of them replaced.
    ///
    /// # Errors
    /// One sentence for each name that is not in [`ALL`], each value outside of its range, and each pair that cannot hold
    /// together.
    pub fn with(given: &BTreeMap<String, i64>) -> Result<Self, Vec<String>> {
        let mut out = Self::default();
        let mut wrong = Vec::new();
        for (name, value) in given {
            let known = ALL.iter().find(|constant| constant.name == name);
            match (known, out.place(name)) {
                (Some(known), Some(place)) if (known.min..=known.max).contains(value) => *place = *value,
                (Some(known), _) => {
                    wrong.push(format!("{name} is {value}, but lies between {} and {}", known.min, known.max));
                }
                (None, _) => wrong.push(format!("{name} is no constant, see tune --print-constants")),
            }
        }
        if out.jdbc_rows_min > out.jdbc_rows_max {
            wrong.push("jdbc_rows_min is above jdbc_rows_max".to_owned());
        }
        if wrong.is_empty() { Ok(out) } else { Err(wrong) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_lie_within_their_ranges_and_names_are_unique() {
        let mut names: Vec<&str> = ALL.iter().map(|constant| constant.name).collect();
        assert!(ALL.iter().all(|c| c.min <= c.default && c.default <= c.max), "{ALL:?}");
        assert!(ALL.iter().all(|c| c.description.ends_with('.') && !c.source.is_empty()));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn given_values_replace_defaults() {
        let some = Constants::with(&BTreeMap::from([("executor_cores".to_owned(), 4)])).unwrap();
        assert_eq!(some, Constants { executor_cores: 4, ..Constants::default() });
    }

    #[test]
    fn unknown_names_and_values_out_of_range_are_refused_together() {
        let given = [("executor_core", 4), ("tasks_per_core", 0), ("jdbc_rows_min", 20_000)];
        let given = given.map(|(name, value)| (name.to_owned(), value)).into();
        assert_eq!(
            Constants::with(&given).unwrap_err(),
            [
                "executor_core is no constant, see tune --print-constants",
                "tasks_per_core is 0, but lies between 1 and 10",
                "jdbc_rows_min is above jdbc_rows_max"
            ]
        );
    }
}
