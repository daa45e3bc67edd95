//! What is known before any setting is written (`Ground`), and the sizes that follow from it (`Frame`): tasks, executors,
//! heap, partitions. Areas read these two; only this file connects them.
//!
//! Every size grows with the rows, or stays: bytes → tasks → cores of work → executors and cores → heap and partitions.

use super::amount::{MIB, parts, round_up, share_up};
use super::automemory;
use super::broadcast::{self, Choice, Table};
use super::complexity;
use super::confidence;
use super::constants::Constants;
use super::executors::Room;
use super::fixed::Fixed;
use super::memory;
use super::outcome::{Confidence, PatternName, Size};
use super::past::Past;
use super::pattern::{self, Reading};
use super::refine::Seen;
use super::volume::Load;
use crate::model::cluster::{Cluster, Platform};
use crate::model::tuning::Workload;
use std::collections::{BTreeMap, BTreeSet};

/// Transformations that Spark does by a shuffle.
pub(super) const WIDE: [&str; 4] = ["Aggregator", "Joiner", "Rank", "Sorter"];

/// What is known of a session.
pub(super) struct Ground<'a> {
    /// The question.
    pub workload: &'a Workload,
    /// The cluster.
    pub cluster: &'a Cluster,
    /// The constants.
    pub constants: &'a Constants,
    /// Runs on PowerCenter.
    pub past: Past<'a>,
    /// Their pattern.
    pub reading: Reading,
    /// Bytes and rows.
    pub load: Load<'a>,
    /// Runs on Spark.
    pub seen: Seen<'a>,
    /// Lookups and joiners.
    pub tables: Vec<Table>,
    /// Bytes that PowerCenter would give a transformation of a type.
    pub auto: BTreeMap<&'static str, i64>,
    /// CPU weight in per cent.
    pub weight: i64,
    /// Confidence of what follows from the volume.
    pub confidence: Confidence,
    /// What is missing.
    pub missing: BTreeSet<String>,
}

impl<'a> Ground<'a> {
    /// Gathers what is known.
    pub(super) fn of(workload: &'a Workload, cluster: &'a Cluster, constants: &'a Constants) -> Self {
        let mut missing = BTreeSet::new();
        let past = Past::of(&workload.history, constants);
        let reading = pattern::read(&past, constants);
        let load = Load::of(workload, reading.rows, constants, &mut missing);
        if workload.history.is_empty() {
            missing.insert("runs: the history is empty".to_owned());
        }
        if past.silent > 0 {
            missing.insert(format!("rows of {} good runs", past.silent));
        }
        if workload.transformations.is_empty() {
            missing.insert("transformations of the mapping".to_owned());
        }
        let seen = Seen::of(&workload.spark, constants);
        if load.has_files() && seen.files.is_none() {
            missing
                .insert("number and size of source files: spark.sql.files.openCostInBytes stays as it is".to_owned());
        }
        if cluster.local_dir_bytes.is_none() {
            missing.insert("local_dir_size of the cluster: whether shuffles fit on the disks is not known".to_owned());
        }
        let confidence = confidence::of_volume(&past, &load, constants);
        Self {
            tables: broadcast::tables(workload, constants, &mut missing),
            auto: automemory::shares(workload, &mut missing),
            seen,
            weight: complexity::weight(workload, constants),
            workload,
            cluster,
            constants,
            past,
            reading,
            load,
            confidence,
            missing,
        }
    }

    /// Shuffles of the mapping apart from lookups.
    pub(super) fn wide(&self) -> i64 {
        let counts = WIDE.iter().filter_map(|kind| self.workload.transformations.get(*kind));
        counts.map(|count| i64::from(*count)).fold(0, i64::saturating_add)
    }

    /// A session attribute, trimmed.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.workload.attributes.get(name).map(|value| value.trim())
    }

    /// True where executors belong to the plan.
    pub(super) fn has_executors(&self) -> bool {
        self.cluster.platform != Platform::Local
    }
}

/// Executors that come and go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dynamic {
    /// How many to begin with.
    pub initial: i64,
    /// How many at most.
    pub most: i64,
}

/// Sizes of a plan.
pub(super) struct Frame<'f> {
    /// What is fixed.
    pub fixed: &'f Fixed,
    /// Room of the cluster.
    pub room: Room,
    /// Bytes that one table may have to be broadcast.
    pub broadcast_each: i64,
    /// Share of the heap that all of them may have.
    pub broadcast_share: i64,
    /// Tables that are broadcast.
    pub choice: Choice,
    /// Bytes of the largest shuffle.
    pub shuffle_bytes: i64,
    /// Bytes that decide the number of tasks.
    pub work_bytes: i64,
    /// Bytes that a task works on.
    pub task_bytes: i64,
    /// Tasks of the largest stage.
    pub tasks: i64,
    /// Partitions at most.
    pub partitions_most: i64,
    /// Cores of all executors, or of the driver under `local`.
    pub total_cores: i64,
    /// Executors to begin with where they do not come and go.
    pub executors: i64,
    /// Where executors come and go.
    pub dynamic: Option<Dynamic>,
    /// What is taken.
    pub size: Size,
}

/// Bytes of the largest shuffle: as measured on Spark; else all that is read, with the tables that are not broadcast, where
/// the mapping shuffles at all; never less than the largest measured cache of what shuffles.
fn shuffle_bytes(ground: &Ground<'_>, choice: &Choice) -> i64 {
    if let Some(measured) = ground.seen.shuffle_bytes {
        return measured;
    }
    let wide = |kind: &str| WIDE.contains(&kind);
    let shuffled = ground.workload.caches.iter().filter(|cache| wide(&cache.kind));
    let cached =
        shuffled.filter(|cache| cache.measured || ground.load.assumed).map(|cache| cache.bytes).max().unwrap_or(0);
    let auto = ground.auto.iter().filter(|(kind, _)| wide(kind) && ground.load.assumed).map(|(_, bytes)| *bytes).max();
    let least = cached.max(auto.unwrap_or(0)).max(0);
    if ground.wide() == 0 && choice.shuffled == 0 {
        return least;
    }
    ground.load.bytes.saturating_add(choice.shuffled_bytes).max(least)
}

/// Tasks for so many bytes: bytes × CPU weight / target, at least 1.
fn tasks(bytes: i64, ground: &Ground<'_>, most: i64) -> i64 {
    parts(share_up(bytes, ground.weight, 100), ground.constants.target_partition_bytes).clamp(1, most)
}

impl<'f> Frame<'f> {
    /// Sizes a plan.
    pub(super) fn of(ground: &Ground<'_>, fixed: &'f Fixed) -> Self {
        let constants = ground.constants;
        let room = Room::of(ground.cluster, constants, fixed, ground.seen.killed > 0);
        let together = super::amount::share(room.heap, constants.broadcast_share_percent, 100);
        let each = constants.broadcast_max_bytes.min(together);
        let each = fixed.threshold.map_or(each, |pin| each.min(pin.max(0)));
        let choice = broadcast::choose(&ground.tables, each, together);
        let shuffle = shuffle_bytes(ground, &choice);
        let work = shuffle.max(ground.seen.input_bytes.unwrap_or(ground.load.bytes));
        let slots = room.limit.max(1).saturating_mul(room.cores.max(1));
        let most = constants.partitions_max.max(slots.saturating_mul(constants.tasks_per_core));
        let mut frame = Self {
            fixed,
            broadcast_each: each,
            broadcast_share: constants.broadcast_share_percent,
            choice,
            shuffle_bytes: shuffle,
            work_bytes: work,
            task_bytes: work.min(constants.target_partition_bytes).max(parts(work, most)),
            tasks: tasks(work, ground, most).max(partitions_before(ground, work).min(most)),
            partitions_most: most,
            total_cores: room.cores.max(1),
            executors: 0,
            dynamic: None,
            size: Size::default(),
            room,
        };
        frame.take(ground);
        frame
    }

    fn take(&mut self, ground: &Ground<'_>) {
        let constants = ground.constants;
        self.size.cores = self.room.cores;
        if ground.has_executors() {
            let work = parts(self.tasks, constants.tasks_per_core);
            let (executors, cores) = self.room.take(work, ground.cluster.nodes.max(0), self.fixed);
            self.executors = executors;
            self.size.cores = if executors > 0 { cores } else { 0 };
            self.total_cores = executors.saturating_mul(cores).max(1);
            self.dynamic = self.dynamic_of(ground);
            self.size.executors = self.dynamic.map_or(executors, |dynamic| dynamic.most);
        }
        self.size.partitions = self.fixed.partitions.unwrap_or_else(|| self.partitions(ground));
        memory::fill(ground, self);
    }

    /// Shuffle bytes by the target, at least some tasks a core, a multiple of the cores; more where runs on Spark call for it.
    fn partitions(&self, ground: &Ground<'_>) -> i64 {
        let constants = ground.constants;
        let own = tasks(self.shuffle_bytes, ground, self.partitions_most);
        let least = constants.tasks_per_core.saturating_mul(self.total_cores);
        let planned = round_up(own.max(least), self.total_cores);
        let refined = ground.seen.partitions.as_ref().map_or(0, |(count, _)| *count);
        planned.max(refined.min(self.partitions_most))
    }

    /// Executors come and go where the cluster or the user says so, where the volume has peaks, or where runs left cores idle.
    /// A plan that fixes their number keeps them.
    fn dynamic_of(&self, ground: &Ground<'_>) -> Option<Dynamic> {
        let name = ground.reading.pattern.name;
        let peaks = matches!(name, PatternName::Periodic | PatternName::Spiky);
        let idle = ground.seen.idle.is_some_and(|idle| idle >= ground.constants.idle_percent);
        let on =
            self.fixed.dynamic.unwrap_or(ground.cluster.dynamic_allocation || peaks || idle || ground.seen.dynamic);
        let kept = self.fixed.executors.is_some() && self.fixed.dynamic != Some(true);
        if !on || kept || self.executors < 1 || ground.cluster.platform == Platform::Databricks {
            return None;
        }
        let headroom = if name == PatternName::Spiky { self.executors.saturating_mul(2) } else { self.executors };
        let most = headroom.min(self.room.limit.max(self.executors));
        let most = self.fixed.most_executors.unwrap_or(most);
        let usual = ground.reading.typical.zip(ground.reading.rows);
        let initial = usual.map_or(self.executors, |(typical, rows)| share_up(self.executors, typical, rows));
        Some(Dynamic { initial: initial.clamp(1, most.min(self.executors)), most })
    }

    /// Shuffles of the mapping: its wide transformations, and tables that are not broadcast.
    pub(super) fn shuffles(&self, ground: &Ground<'_>) -> i64 {
        ground.wide().saturating_add(i64::try_from(self.choice.shuffled).unwrap_or(i64::MAX))
    }

    /// Bytes of a shuffle partition.
    pub(super) fn partition_bytes(&self) -> i64 {
        round_up(parts(self.shuffle_bytes, self.size.partitions), MIB)
    }
}

/// Partitions that the session had on PowerCenter, where each had enough to do; else 0.
fn partitions_before(ground: &Ground<'_>, work: i64) -> i64 {
    let before = i64::from(ground.workload.partitions);
    let small = before.saturating_mul(ground.constants.small_partition_bytes);
    if before > 1 && work >= small { before } else { 0 }
}
