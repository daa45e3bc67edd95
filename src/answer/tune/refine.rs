//! What runs on Spark showed: heap, spill, skew, garbage collection, idle cores, task times.
//!
//! Owns what of an event log counts as evidence. Memory is concluded from runs that succeeded; a killed container counts
//! wherever it was. A metric that was not sampled is no zero.

use super::amount::{MIB, percent_of, said, share, share_up};
use super::constants::Constants;
use super::outcome::Advice;
use crate::model::run::Status;
use crate::model::tuning::{SparkRun, StageSkew};

/// Partitions that Spark takes where nobody says.
const PARTITIONS: i64 = 200;

/// A stage with a task that read much more than the others.
#[derive(Debug)]
pub(super) struct Skewed<'a> {
    /// The stage.
    pub stage: &'a StageSkew,
    /// Most bytes in per cent of the median.
    pub percent: i64,
}

/// What the newest runs on Spark showed.
#[derive(Debug, Default)]
pub(super) struct Seen<'a> {
    /// The newest runs that succeeded, oldest first.
    pub good: Vec<&'a SparkRun>,
    /// Highest heap with the cores of the executor it was measured in.
    pub peak: Option<(i64, i64)>,
    /// Containers killed for memory.
    pub killed: i64,
    /// Most shuffle bytes of a run.
    pub shuffle_bytes: Option<i64>,
    /// Most bytes read by a run.
    pub input_bytes: Option<i64>,
    /// The most skewed stage, while it is not known to be mended.
    pub skew: Option<Skewed<'a>>,
    /// Partitions that the good runs call for, and why.
    pub partitions: Option<(i64, String)>,
    /// Garbage collection in per cent of task time, newest good run.
    pub gc: Option<i64>,
    /// Unused core time in per cent, newest good run.
    pub idle: Option<i64>,
    /// Mean size of the files and how many, newest good run that tells it.
    pub files: Option<(i64, i64)>,
    /// True where executors came and went in the newest good run.
    pub dynamic: bool,
    /// True where the newest run had adaptive execution off.
    pub adaptive_off: bool,
}

/// Value of a key in a run, as a whole number.
fn number(run: &SparkRun, key: &str) -> Option<i64> {
    run.settings.get(key)?.trim().parse().ok().filter(|number| *number > 0)
}

/// Cores of an executor of a run: as set; under `local` all of the JVM; else Spark's 1.
fn executor_cores(run: &SparkRun) -> i64 {
    let local = run.settings.get("spark.master").is_some_and(|master| master.starts_with("local"));
    number(run, "spark.executor.cores").unwrap_or(if local { run.cores.max(1) } else { 1 })
}

fn most_skewed<'a>(run: &'a SparkRun, constants: &Constants) -> Option<Skewed<'a>> {
    let stages = run.skew.iter().filter(|stage| stage.tasks > 1 && stage.most_bytes > 0);
    let ratios = stages.map(|stage| Skewed { stage, percent: share(stage.most_bytes, 100, stage.median_bytes) });
    ratios
        .filter(|skewed| skewed.percent >= constants.skew_bytes_percent)
        .max_by_key(|skewed| (skewed.percent, skewed.stage.most_bytes))
}

/// Spill without skew wants twice the partitions; tasks over the time want as many more as they are over it. A skewed stage
/// wants no more partitions: its largest key stays in one task. Sources: NVIDIA AutoTuner, Dr. Elephant.
fn wanted_partitions(run: &SparkRun, now: i64, constants: &Constants) -> Option<(i64, String)> {
    let spill = run.memory_spill_bytes.max(run.disk_spill_bytes);
    if spill > 0 && percent_of(spill, run.shuffle_bytes).is_none_or(|percent| percent >= constants.spill_percent) {
        let why = format!("{} spilled under {now} partitions without skew: twice as many", said(spill));
        return Some((now.saturating_mul(2).min(constants.partitions_max), why));
    }
    let mean = run.task_ms / run.tasks.max(1);
    let most = constants.task_seconds.saturating_mul(1000);
    (mean > most).then(|| {
        let why = format!("tasks took {mean} ms in the mean under {now} partitions, {most} ms are meant");
        (share_up(now, mean, most).min(constants.partitions_refined_max).max(now), why)
    })
}

/// Partitions that the runs call for: the most that any wanted, down to what a later run did without wanting more. So a raise
/// is kept after it has helped, and is dropped once fewer were enough.
fn settled_partitions(good: &[&SparkRun], constants: &Constants) -> Option<(i64, String)> {
    let mut settled: Option<(i64, String)> = None;
    for run in good.iter().filter(|run| most_skewed(run, constants).is_none()) {
        let now = number(run, "spark.sql.shuffle.partitions").unwrap_or(PARTITIONS);
        match (wanted_partitions(run, now, constants), &settled) {
            (Some(wanted), Some((floor, _))) if wanted.0 <= *floor => {}
            (Some(wanted), _) => settled = Some(wanted),
            (None, Some((floor, _))) if now <= *floor => {
                settled = Some((now, format!("{now} partitions were enough after fewer or slower ones were not")));
            }
            (None, _) => {}
        }
    }
    settled
}

/// The skew of the newest run; of an older one as long as every run since then was treated for it.
fn standing_skew<'a>(good: &[&'a SparkRun], constants: &Constants) -> Option<Skewed<'a>> {
    for run in good.iter().rev() {
        let skewed = most_skewed(run, constants);
        if skewed.is_some() || !run.settings.contains_key("spark.sql.adaptive.skewJoin.skewedPartitionFactor") {
            return skewed;
        }
    }
    None
}

impl<'a> Seen<'a> {
    /// Looks at the runs on Spark, given oldest first: sizes from the newest, what was mended from all.
    pub(super) fn of(runs: &'a [SparkRun], constants: &Constants) -> Self {
        let most = usize::try_from(constants.judge_runs).unwrap_or(usize::MAX);
        let good: Vec<&SparkRun> = runs.iter().filter(|run| run.status == Status::Succeeded).collect();
        let newest = &good[good.len().saturating_sub(most)..];
        let set = |run: &SparkRun, key: &str, value: &str| {
            run.settings.get(key).is_some_and(|given| given.trim().eq_ignore_ascii_case(value))
        };
        let heaps =
            newest.iter().filter_map(|run| Some((run.peak_heap_bytes.filter(|b| *b > 0)?, executor_cores(run))));
        let files = newest.iter().rev().find_map(|run| {
            let files = run.files.filter(|files| *files > 0)?;
            Some((run.input_bytes.max(0) / files, files))
        });
        let mut seen = Self {
            killed: runs.iter().map(|run| run.killed.max(0)).fold(0, i64::saturating_add),
            shuffle_bytes: newest.iter().map(|run| run.shuffle_bytes).max().filter(|bytes| *bytes > 0),
            input_bytes: newest.iter().map(|run| run.input_bytes).max().filter(|bytes| *bytes > 0),
            adaptive_off: runs.last().is_some_and(|run| set(run, "spark.sql.adaptive.enabled", "false")),
            dynamic: newest.last().is_some_and(|run| set(run, "spark.dynamicAllocation.enabled", "true")),
            partitions: settled_partitions(&good, constants),
            skew: standing_skew(&good, constants),
            peak: heaps.max(),
            files,
            ..Self::default()
        };
        if let Some(run) = newest.last() {
            seen.look(run);
        }
        seen.good = newest.to_vec();
        seen
    }

    fn look(&mut self, run: &SparkRun) {
        self.gc = percent_of(run.gc_ms, run.task_ms);
        let room = run.cores.saturating_mul(run.run_ms);
        self.idle = percent_of(room.saturating_sub(run.task_ms).max(0), room);
    }

    /// Heap that the measured peak calls for with so many cores an executor: peak × ⌈cores / cores then⌉ × 1.25 + 300 MiB.
    /// Source: Dr. Elephant. More, by the same share, where garbage collection says that the heap was small.
    pub(super) fn heap(&self, cores: i64, constants: &Constants) -> Option<i64> {
        let (peak, then) = self.peak?;
        let scaled = peak.saturating_mul(super::amount::parts(cores, then).max(1));
        let heap = share_up(scaled, constants.peak_headroom_percent, 100).saturating_add(constants.reserved_bytes);
        let small = self.gc.is_some_and(|gc| gc >= constants.gc_percent);
        let heap = if small { share_up(heap, constants.peak_headroom_percent, 100) } else { heap };
        Some(super::amount::round_up(heap, MIB))
    }

    /// What the runs say that no setting holds.
    pub(super) fn advice(&self, constants: &Constants, out: &mut Vec<Advice>) {
        let Some(run) = self.good.last() else { return };
        let mut say = |area, text: String, source| out.push(Advice::new(area, "", text, source));
        if let Some(Skewed { stage, percent }) = &self.skew {
            let text = format!(
                "stage {} is skewed: its largest task read {} against a median of {} ({percent} %), longest task {} ms against {} ms; partitions are not raised, one key stays in one task: split skewed partitions, or salt the key",
                stage.stage,
                said(stage.most_bytes),
                said(stage.median_bytes),
                stage.longest_ms,
                stage.median_ms
            );
            say("shuffle", text, "NVIDIA AutoTuner");
        }
        if let Some(gc) = self.gc.filter(|gc| *gc >= constants.gc_percent) {
            say(
                "memory",
                format!(
                    "garbage collection took {gc} % of the task time: the heap is raised by a quarter where its peak was measured"
                ),
                "Dr. Elephant (severe from 10 %)",
            );
        }
        if let Some(idle) = self.idle.filter(|idle| *idle >= constants.idle_percent) {
            let used = share_up(run.cores, 100 - idle, 100);
            say(
                "executors",
                format!(
                    "{idle} % of the core time was unused: about {used} of {} cores had work; fewer executors do as well",
                    run.cores
                ),
                "own rule after Sparklens",
            );
        }
        if run.cpu_ms > 0 && run.task_ms > run.cpu_ms.saturating_mul(3) {
            say(
                "cpu",
                format!(
                    "tasks ran {} ms but computed for {} ms only: they waited for the network, the disk or a neighbour, which no setting of Spark mends",
                    run.task_ms, run.cpu_ms
                ),
                "event log: run time against CPU time",
            );
        }
    }
}
