//! How much CPU the transformations of a mapping want, as a weight in per cent that multiplies tasks.
//!
//! `spark.task.cpus` stays 1: a Spark task is one thread, so more CPU means more tasks. The points are a rule of ours: no tuner
//! publishes one.

use super::constants::Constants;
use super::outcome::Advice;
use crate::model::tuning::Workload;

/// Per cent that one transformation of a type adds. Code that leaves the engine's own expressions (Java, procedures, XML,
/// HTTP) weighs most, then what compares or groups rows; a type that is not listed adds 1.
const POINTS: &[(&str, i64)] = &[
    ("Advanced External Procedure", 25),
    ("Aggregator", 5),
    ("Custom Transformation", 25),
    ("Data Masking", 25),
    ("External Procedure", 25),
    ("Filter", 0),
    ("HTTP Transformation", 25),
    ("Java", 25),
    ("Java Transformation", 25),
    ("Joiner", 5),
    ("Lookup Procedure", 5),
    ("Normalizer", 5),
    ("Rank", 5),
    ("SQL Transformation", 25),
    ("Sequence", 5),
    ("Sorter", 5),
    ("Source Qualifier", 0),
    ("Stored Procedure", 25),
    ("Union Transformation", 0),
    ("Unstructured Data Transformation", 25),
    ("XML Generator", 25),
    ("XML Parser", 25),
    ("XML Source Qualifier", 25),
];
/// Ports that add 1 %.
const PORTS: i64 = 20;
/// Added where transformation threads are the busiest by [`LEAD`].
const BUSY: i64 = 25;
/// Hundredths of a per cent that one kind of thread must be ahead of the others.
const LEAD: i64 = 2_000;
/// Busy share, in hundredths of a per cent, from which on a thread is what a run waits for.
const BOTTLENECK: i64 = 8_000;

/// Weight in per cent, 100 for a mapping that only copies.
pub(super) fn weight(workload: &Workload, constants: &Constants) -> i64 {
    let points = workload.transformations.iter().map(|(kind, count)| {
        let own = POINTS.iter().find(|(known, _)| known == kind).map_or(1, |(_, points)| *points);
        own.saturating_mul(i64::from(*count))
    });
    let ports = i64::from(workload.ports) / PORTS;
    let busy = if busiest(workload) == Some("TRANSF") { BUSY } else { 0 };
    points.fold(100 + ports + busy, i64::saturating_add).min(constants.weight_max_percent)
}

/// Which kind of thread, `READER`, `TRANSF` or `WRITER`, is busier than both others by [`LEAD`] and works most of its time.
fn busiest(workload: &Workload) -> Option<&'static str> {
    let most = |prefix: &str| {
        let threads = workload.threads.iter().filter(|thread| thread.thread.starts_with(prefix));
        threads.map(|thread| thread.busy).max().unwrap_or(0)
    };
    let mut kinds = ["READER", "TRANSF", "WRITER"].map(|kind| (most(kind), kind));
    kinds.sort_unstable_by(|a, b| b.cmp(a));
    (kinds[0].0 >= BOTTLENECK && kinds[0].0 - kinds[1].0 >= LEAD).then_some(kinds[0].1)
}

/// What the weight did, and what the busiest thread says.
pub(super) fn advice(workload: &Workload, weight: i64, out: &mut Vec<Advice>) {
    if weight > 100 {
        let text = format!(
            "CPU weight {weight} %: tasks are multiplied by it, because a Spark task is one thread; leave spark.task.cpus at 1"
        );
        let types = workload.transformations.values().map(|count| i64::from(*count)).fold(0, i64::saturating_add);
        let said = Advice::new("cpu", "", text, "own rule: points by type of transformation, 1 % for 20 ports");
        out.push(said.with("transformations", &types).with("ports", &workload.ports));
    }
    let text = match busiest(workload) {
        Some("READER") => {
            "reader threads were the busiest: the source is what a run waits for, read it in parallel (numPartitions) before adding cores"
        }
        Some("WRITER") => {
            "writer threads were the busiest: the target is what a run waits for; more executors do not help before it takes more connections or larger batches"
        }
        Some(_) => {
            "transformation threads were the busiest: CPU is what a run waits for, so tasks are multiplied by 25 % more"
        }
        None => return,
    };
    out.push(Advice::new("cpu", "", text, "thread statistics of the newest session log (busy 80 %, 20 points ahead)"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tuning::ThreadUse;

    fn mapping(types: &[(&str, u32)], ports: u32, threads: &[(&str, i64)]) -> Workload {
        Workload {
            transformations: types.iter().map(|(kind, count)| ((*kind).to_owned(), *count)).collect(),
            ports,
            threads: threads.iter().map(|(name, busy)| ThreadUse { thread: (*name).to_owned(), busy: *busy }).collect(),
            ..Workload::default()
        }
    }

    #[track_caller]
    fn weighs(workload: &Workload, expected: i64) {
        assert_eq!(weight(workload, &Constants::default()), expected);
    }

    #[test]
    fn points_add_up_to_a_limit() {
        weighs(&mapping(&[], 0, &[]), 100);
        weighs(&mapping(&[("Source Qualifier", 2), ("Filter", 3)], 19, &[]), 100);
        // 2 × Expression 1 + Joiner 5 + Java 25 + 100 / 20 ports 5 = 37.
        weighs(&mapping(&[("Expression", 2), ("Joiner", 1), ("Java", 1)], 100, &[]), 137);
        weighs(&mapping(&[("Java", 99)], 0, &[]), 300);
        weighs(&mapping(&[("Java", u32::MAX)], u32::MAX, &[]), 300);
    }

    #[test]
    fn a_busy_transformation_thread_adds_weight() {
        weighs(&mapping(&[], 0, &[("READER_1_1_1", 3000), ("TRANSF_1_1_1", 9900), ("WRITER_1_*_1", 100)]), 125);
        weighs(&mapping(&[], 0, &[("READER_1_1_1", 8500), ("TRANSF_1_1_1", 9900)]), 100);
        weighs(&mapping(&[], 0, &[("READER_1_1_1", 9900)]), 100);
    }

    #[test]
    fn the_busiest_thread_is_advice() {
        let mut out = Vec::new();
        advice(&mapping(&[], 0, &[("WRITER_1_*_1", 9000)]), 100, &mut out);
        assert!(out[0].text.starts_with("writer threads were the busiest"), "{out:?}");
        assert_eq!(out.len(), 1);
    }
}
