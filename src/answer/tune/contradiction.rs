//! Where inputs speak against each other, and where a plan does not fit its cluster. Said, never mended in silence.

use super::amount::{GIB, MIB, said, share};
use super::executors::LEAST_HEAP;
use super::memory;
use super::sheet::Sheet;
use super::size::{Frame, Ground};
use crate::model::cluster::Platform;
use crate::model::tuning::Role;

/// Rows a second below which time does not come from the volume.
const SLOW: i64 = 10;
/// Seconds below which a run is not slow.
const SHORT: i64 = 600;

/// Everything that does not add up.
pub(super) fn find(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    let all = [
        partitioned_for_nothing(ground, frame),
        incremental(ground),
        pushed_down(ground),
        tiny_caches(ground),
        loads_nothing(ground),
        slow(ground),
        other_rows(ground),
        zero_rows(ground),
        memory::short_of(frame, ground),
    ];
    for said in all.into_iter().flatten().chain(room(ground, frame)) {
        sheet.contradict(said);
    }
}

fn partitioned_for_nothing(ground: &Ground<'_>, frame: &Frame<'_>) -> Option<String> {
    let partitions = i64::from(ground.workload.partitions);
    let small = partitions.saturating_mul(ground.constants.small_partition_bytes);
    (partitions > 1 && !ground.load.assumed && frame.work_bytes < small).then(|| {
        format!(
            "the session has {partitions} partitions, yet {} are not worth them: they do not count for the plan",
            said(frame.work_bytes)
        )
    })
}

fn incremental(ground: &Ground<'_>) -> Option<String> {
    let on = ground.attribute("Incremental Aggregation").is_some_and(|on| on.eq_ignore_ascii_case("YES"));
    on.then(|| "Incremental Aggregation is on: rows of a run are the increment only, the aggregates of earlier runs are in no figure; on Spark they must be read and merged too".to_owned())
}

fn pushed_down(ground: &Ground<'_>) -> Option<String> {
    let kind = ground
        .attribute("Pushdown Optimization")
        .filter(|kind| !kind.is_empty() && !kind.eq_ignore_ascii_case("None"))?;
    Some(format!(
        "Pushdown Optimization is {kind}: rows and seconds of the history are the database's work, not that of a session that moves the rows itself"
    ))
}

/// A sorter holds all that is read; a cache of some MiB under hundreds of GiB is worth a look.
fn tiny_caches(ground: &Ground<'_>) -> Option<String> {
    if ground.load.assumed {
        return None;
    }
    let bytes = ground.load.bytes;
    let measured = || ground.workload.caches.iter().filter(|cache| cache.measured);
    if let Some(sorter) = measured().find(|cache| cache.kind == "Sorter" && cache.bytes < share(bytes, 1, 100)) {
        return Some(format!(
            "sorter {} needed {}, yet {} are read: rows are filtered before it, or rows and cache are of different runs",
            sorter.transformation,
            said(sorter.bytes),
            said(bytes)
        ));
    }
    let largest = measured().max_by_key(|cache| cache.bytes)?;
    (bytes >= 100 * GIB && largest.bytes < MIB).then(|| {
        format!("{} are read, yet the largest cache ({}) needed {}: few groups or keys, or rows and caches are of different runs", said(bytes), largest.transformation, said(largest.bytes))
    })
}

fn loads_nothing(ground: &Ground<'_>) -> Option<String> {
    let (nothing, told) = ground.past.loaded_nothing;
    (nothing > 0 && nothing == told)
        .then(|| format!("all {told} good runs read rows and loaded none: the plan is for rows that end nowhere"))
}

fn slow(ground: &Ground<'_>) -> Option<String> {
    let (seconds, rows) = ground.past.newest_speed?;
    (seconds >= SHORT && rows / seconds < SLOW).then(|| {
        format!("the newest good run took {seconds} s for {rows} rows: the time is not in the volume (a query, a lock, an uncached lookup, a command), and no Spark setting mends it")
    })
}

/// Rows of the sources against rows of the run that the history tells.
fn other_rows(ground: &Ground<'_>) -> Option<String> {
    let sources = ground.workload.volumes.iter().filter(|volume| volume.role == Role::Source);
    let told = sources.filter_map(|volume| volume.rows).reduce(i64::saturating_add)?;
    let (_, newest) = ground.past.series.last()?;
    let (less, more) = (told.min(*newest), told.max(*newest));
    (less >= 0 && more > less.saturating_mul(10)).then(|| format!("sources read {told} rows by the newest run that tells them apart, {newest} by the newest run of the history: the larger plan is taken"))
}

fn zero_rows(ground: &Ground<'_>) -> Option<String> {
    let none = ground.load.rows == Some(0) && ground.load.bytes == 0;
    none.then(|| {
        "no rows are read: the plan is the smallest there is, its figures say nothing of a run with rows".to_owned()
    })
}

/// Containers that a cluster holds beside the driver, by packing whole nodes.
fn places(ground: &Ground<'_>, frame: &Frame<'_>) -> i64 {
    let size = &frame.size;
    let container = size.memory_bytes.saturating_add(size.overhead_bytes).max(1);
    let on = |bytes: i64, cores: i64| (bytes / container).min(cores / size.cores.max(1)).max(0);
    let nodes = ground.cluster.nodes.max(0);
    let whole = on(frame.room.node_bytes, frame.room.free_cores);
    if ground.cluster.platform == Platform::Databricks {
        return whole.saturating_mul(nodes);
    }
    let driver = size.driver_memory_bytes.saturating_add(size.driver_overhead_bytes);
    let cores = if nodes.saturating_mul(whole) > 1 { frame.room.free_cores - 1 } else { frame.room.free_cores };
    whole.saturating_mul(nodes - 1).max(0).saturating_add(on(frame.room.node_bytes.saturating_sub(driver), cores))
}

/// What of the cluster is too small for a plan, or for what is pinned.
fn room(ground: &Ground<'_>, frame: &Frame<'_>) -> Vec<String> {
    let (cluster, size) = (ground.cluster, &frame.size);
    let mut all = Vec::new();
    let node = said(frame.room.node_bytes);
    if let Some(most) = cluster.max_driver_memory_bytes.filter(|most| size.driver_memory_bytes > *most) {
        all.push(format!("driver memory {} is above the limit of {}", said(size.driver_memory_bytes), said(most)));
    }
    if !ground.has_executors() {
        let driver = size.driver_memory_bytes.saturating_add(size.driver_overhead_bytes);
        if driver == 0 || driver > frame.room.node_bytes {
            all.push(format!(
                "the driver does not fit into {node}: a JVM of Spark wants {} and its overhead",
                said(LEAST_HEAP)
            ));
        }
        return all;
    }
    if frame.room.limit == 0 {
        let quota = if cluster.max_executors == Some(0) { "; max_executors is 0" } else { "" };
        all.push(format!(
            "no executor fits: {} nodes with {} cores and {node} each for containers, a container wants {} at least, the driver as much{quota}",
            cluster.nodes,
            frame.room.free_cores,
            said(frame.room.overhead.container(frame.fixed.memory.unwrap_or(LEAST_HEAP)))
        ));
        return all;
    }
    let driver = size.driver_memory_bytes.saturating_add(size.driver_overhead_bytes);
    if driver > frame.room.node_bytes {
        all.push(format!("the driver wants {} and fits on no node: {node} each for containers", said(driver)));
    }
    let places = places(ground, frame);
    if size.executors > places {
        all.push(format!(
            "{} executors of {} cores and {} do not fit beside the driver, the cluster has room for {places}",
            size.executors,
            size.cores,
            said(size.memory_bytes.saturating_add(size.overhead_bytes))
        ));
    }
    if let Some(most) = cluster.max_executors.filter(|most| size.executors > *most) {
        all.push(format!("{} executors are above max_executors {most}", size.executors));
    }
    if let Some(most) = cluster.max_executor_memory_bytes.filter(|most| size.memory_bytes > *most) {
        all.push(format!("executor memory {} is above the limit of {}", said(size.memory_bytes), said(most)));
    }
    if frame.room.free_cores == 1 && cluster.nodes == 1 {
        all.push("one core for driver and executor: platform local does the same work in one JVM".to_owned());
    }
    all
}
