//! Heap and overhead of executors and of the driver.
//!
//! An executor holds its tasks' partitions and its tables. The need stands in the terms of Spark's unified memory: 60 % of the
//! heap less 300 MiB.

use super::amount::{MIB, parts, round_up, said, share_up, written};
use super::confidence::{of_measured, of_rule};
use super::outcome::{Advice, Confidence, Setting};
use super::sheet::Sheet;
use super::size::{Frame, Ground};
use crate::model::cluster::Platform;
use crate::model::run::Status;

const SOURCE: &str = "Spark: unified memory = 0.6 × (heap − 300 MiB); constants are ours";
const MEASURED: &str = "Dr. Elephant: memory = peak × ⌈cores′ / cores⌉ × 1.25 + 300 MiB";
/// Copies of broadcast tables that the driver holds while it collects and sends them.
const DRIVER_COPIES: i64 = 3;

/// Heap that so many tasks at a time and the tables want.
fn wanted(ground: &Ground<'_>, frame: &Frame<'_>, cores: i64) -> i64 {
    let constants = ground.constants;
    let tasks = share_up(frame.task_bytes, constants.expansion_percent, 100).saturating_mul(cores);
    let unified = tasks.saturating_add(frame.choice.reserve);
    let own = share_up(unified, 100, constants.memory_fraction_percent).saturating_add(constants.reserved_bytes);
    let heap = ground.seen.heap(cores, constants).unwrap_or_else(|| round_up(own, MIB));
    let tables = round_up(share_up(frame.choice.limit_used, 100, constants.broadcast_share_percent), MIB);
    heap.max(constants.executor_memory_min_bytes).max(tables)
}

/// Heap that the driver wants beside what tasks want under `local`.
fn driver_wanted(ground: &Ground<'_>, frame: &Frame<'_>) -> i64 {
    let tables = frame.choice.reserve.saturating_mul(DRIVER_COPIES);
    let own = frame.size.partitions.saturating_mul(ground.constants.driver_partition_bytes);
    round_up(ground.constants.executor_memory_min_bytes.saturating_add(tables).saturating_add(own), MIB)
}

/// Fills in the memory of a frame whose executors, cores and partitions are known.
pub(super) fn fill(ground: &Ground<'_>, frame: &mut Frame<'_>) {
    let driver = driver_wanted(ground, frame);
    if ground.has_executors() {
        let heap = wanted(ground, frame, frame.size.cores).min(frame.room.heap);
        let heap = if frame.executors > 0 { heap } else { 0 };
        frame.size.memory_bytes = frame.fixed.memory.unwrap_or(heap);
        frame.size.overhead_bytes =
            if frame.size.memory_bytes > 0 { frame.room.overhead.of(frame.size.memory_bytes) } else { 0 };
        frame.size.driver_memory_bytes = driver.min(frame.room.driver_heap);
    } else {
        frame.size.driver_memory_bytes =
            wanted(ground, frame, frame.size.cores).max(driver).min(frame.room.driver_heap);
    }
    if let Some(pinned) = frame.fixed.driver_memory {
        frame.size.driver_memory_bytes = pinned;
    }
    let driver = frame.size.driver_memory_bytes;
    frame.size.driver_overhead_bytes = if driver > 0 { frame.room.driver_overhead.of(driver) } else { 0 };
}

/// Memory settings.
pub(super) fn settle(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    let (confidence, measured) = match ground.seen.peak {
        Some(_) => (of_measured(ground.seen.good.len()), true),
        None => (ground.confidence.clone(), false),
    };
    let containers = !matches!(ground.cluster.platform, Platform::Standalone | Platform::Databricks | Platform::Local);
    if frame.size.memory_bytes > 0 && ground.cluster.platform != Platform::Databricks {
        sheet.put(heap(ground, frame, "spark.executor.memory", frame.size.memory_bytes, &confidence, measured));
        if containers {
            sheet.put(overhead(ground, frame));
        }
    }
    if frame.size.driver_memory_bytes > 0 && ground.cluster.platform != Platform::Databricks {
        let bytes = frame.size.driver_memory_bytes;
        if ground.has_executors() {
            sheet.put(driver(ground, frame));
        } else {
            sheet.put(heap(ground, frame, "spark.driver.memory", bytes, &confidence, measured));
        }
    }
    auto(ground, sheet);
    if measured && ground.workload.spark.iter().any(|run| run.status != Status::Succeeded) {
        let text = "memory is concluded from runs on Spark that succeeded; others tell nothing, but their killed containers add to the overhead";
        sheet.advise(Advice::new("memory", "", text, "own rule"));
    }
}

fn heap(
    ground: &Ground<'_>,
    frame: &Frame<'_>,
    key: &'static str,
    bytes: i64,
    sure: &Confidence,
    measured: bool,
) -> Setting {
    let constants = ground.constants;
    let cores = frame.size.cores;
    let most = if ground.has_executors() { frame.room.heap } else { frame.room.driver_heap };
    let setting = Setting::new("memory", key, written(bytes), "1g");
    let capped = if bytes >= most { ", which is all that the cluster gives" } else { "" };
    if let (true, Some((peak, then))) = (measured, ground.seen.peak) {
        let why = format!("executors peaked at {} with {then} cores{capped}", said(peak));
        return setting
            .by("clamp(P × ⌈C / c⌉ × H % + R, M, L)", MEASURED)
            .with("P", &written(peak))
            .with("C", &cores)
            .with("c", &then)
            .with("H", &constants.peak_headroom_percent)
            .with("R", &written(constants.reserved_bytes))
            .with("M", &written(constants.executor_memory_min_bytes))
            .with("L", &written(most))
            .because(sure, why);
    }
    let why = format!(
        "{cores} tasks at a time of {} each, tables {}{capped}",
        said(frame.task_bytes),
        said(frame.choice.reserve)
    );
    setting
        .by("clamp(R + (C × t × E % + T) / F %, max(M, b / S %), L)", SOURCE)
        .with("R", &written(constants.reserved_bytes))
        .with("C", &cores)
        .with("t", &written(frame.task_bytes))
        .with("E", &constants.expansion_percent)
        .with("T", &written(frame.choice.reserve))
        .with("F", &constants.memory_fraction_percent)
        .with("M", &written(constants.executor_memory_min_bytes))
        .with("b", &written(frame.choice.limit_used))
        .with("S", &constants.broadcast_share_percent)
        .with("L", &written(most))
        .because(sure, why)
}

fn overhead(ground: &Ground<'_>, frame: &Frame<'_>) -> Setting {
    let own = frame.room.overhead;
    let why = match own.extra {
        0 => "as the platform takes it, said so that the container is known".to_owned(),
        extra => format!("{} containers were killed for memory: {} more", ground.seen.killed, said(extra)),
    };
    Setting::new("memory", "spark.executor.memoryOverhead", written(frame.size.overhead_bytes), "")
        .by("max(m, heap × p %) + k", "Spark (384 MiB, 10 %); Dr. Elephant (k = 1 GiB after kills)")
        .with("m", &written(own.least))
        .with("heap", &written(frame.size.memory_bytes))
        .with("p", &own.percent)
        .with("k", &written(own.extra))
        .because(&of_rule("follows from the heap and the cluster profile"), why)
}

fn driver(ground: &Ground<'_>, frame: &Frame<'_>) -> Setting {
    let constants = ground.constants;
    let why = format!(
        "the driver collects {} of broadcast tables and keeps track of {} partitions",
        said(frame.choice.reserve),
        frame.size.partitions
    );
    Setting::new("memory", "spark.driver.memory", written(frame.size.driver_memory_bytes), "1g")
        .by("min(M + 3 × B + n × d, L)", "own rule: three copies of a broadcast, a line for each partition")
        .with("M", &written(constants.executor_memory_min_bytes))
        .with("B", &written(frame.choice.reserve))
        .with("n", &frame.size.partitions)
        .with("d", &written(constants.driver_partition_bytes))
        .with("L", &written(frame.room.driver_heap))
        .because(&ground.confidence, why)
}

/// What PowerCenter would have given its transformations, where no log measured what they need.
fn auto(ground: &Ground<'_>, sheet: &mut Sheet<'_>) {
    let measured = ground.workload.caches.iter().any(|cache| cache.measured);
    if measured || ground.auto.is_empty() {
        return;
    }
    let text = "no log measured a cache; PowerCenter's automatic memory would give these bytes to each transformation of the type: an upper bound of the state, not a need";
    let mut advice =
        Advice::new("memory", "", text, "PowerCenter: units 1 + 2 for index and data cache, 8 Sorter, 10 XML target");
    for (kind, bytes) in &ground.auto {
        advice = advice.with(kind, bytes);
    }
    sheet.advise(advice);
}

/// Bytes of all measured or assumed data that tasks hold at one time, for what is said of a cluster that is too small.
pub(super) fn short_of(frame: &Frame<'_>, ground: &Ground<'_>) -> Option<String> {
    let target = ground.constants.target_partition_bytes;
    if frame.task_bytes <= target || frame.fixed.partitions.is_some() {
        return None;
    }
    let waves = parts(frame.tasks, frame.total_cores);
    Some(format!(
        "{} are more than {} partitions of {} hold: each task works on {} with a heap of {}, in {waves} waves, and spills; a larger cluster or a higher partitions_max would help",
        said(frame.work_bytes),
        frame.partitions_most,
        said(target),
        said(frame.task_bytes),
        said(frame.size.memory_bytes)
    ))
}
