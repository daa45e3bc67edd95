//! How many executors a cluster has room for, with how many cores and how much heap, and how many of them a session takes.
//!
//! Executors are spread over the nodes first, then packed by five cores each. That order is what makes the count grow with the
//! rows and with the cores of a node alike: no input of a formula here falls when one of these rises.

use super::amount::{GIB, MIB, parts, round_down, round_up, share};
use super::constants::Constants;
use super::fixed::Fixed;
use crate::model::cluster::{Cluster, Platform};

/// Smallest heap that a JVM of Spark starts with: 1.5 × 300 MiB of reserved memory, and the survivor space that the JVM does
/// not count. Source: Spark, `UnifiedMemoryManager`.
pub(super) const LEAST_HEAP: i64 = 512 * MIB;

/// Memory of a container beside the heap: max(least, heap × per cent) + extra.
#[derive(Debug, Clone, Copy)]
pub(super) struct Overhead {
    /// Per cent of the heap.
    pub percent: i64,
    /// The least.
    pub least: i64,
    /// Added to either.
    pub extra: i64,
    /// Takes the place of all three.
    pub fixed: Option<i64>,
}

impl Overhead {
    /// Overhead of a heap, in whole MiB.
    pub(super) fn of(&self, heap: i64) -> i64 {
        let own = share(heap, self.percent, 100).max(self.least).saturating_add(self.extra);
        round_up(self.fixed.unwrap_or(own), MIB)
    }

    /// A heap with its overhead.
    pub(super) fn container(&self, heap: i64) -> i64 {
        heap.saturating_add(self.of(heap))
    }

    /// The largest heap, in whole MiB, that fits into so many bytes with its overhead; 0 where none does.
    pub(super) fn heap_within(&self, bytes: i64) -> i64 {
        let bytes = round_down(bytes, MIB);
        let heap = if let Some(fixed) = self.fixed {
            bytes.saturating_sub(round_up(fixed, MIB))
        } else {
            let rest = bytes.saturating_sub(round_up(self.extra, MIB));
            rest.saturating_sub(round_up(self.least, MIB)).min(share(rest, 100, 100 + self.percent))
        };
        round_down(heap.max(0), MIB)
    }
}

/// What a cluster has room for.
#[derive(Debug)]
pub(super) struct Room {
    /// Cores of a node that executors may have.
    pub free_cores: i64,
    /// Executors on a node.
    pub per_node: i64,
    /// Executors at most, the driver's place left out; 0 where none fits.
    pub limit: i64,
    /// Cores of an executor at most.
    pub cores: i64,
    /// Heap of an executor at most.
    pub heap: i64,
    /// Heap of the driver at most.
    pub driver_heap: i64,
    /// Memory of a node for containers.
    pub node_bytes: i64,
    /// Overhead of an executor.
    pub overhead: Overhead,
    /// Overhead of the driver.
    pub driver_overhead: Overhead,
}

/// Bytes for an executor and for the driver, and how many executors there may be.
struct Slots {
    executor: i64,
    driver: i64,
    limit: i64,
}

impl Room {
    /// Room of a cluster. `killed` is true where containers were killed for memory: then overhead grows by a constant.
    pub(super) fn of(cluster: &Cluster, constants: &Constants, fixed: &Fixed, killed: bool) -> Self {
        let extra = if killed { constants.killed_overhead_bytes } else { 0 };
        let overhead = |extra, fixed| Overhead {
            percent: cluster.overhead_percent.clamp(0, 1_000),
            least: cluster.min_overhead_bytes.clamp(0, 1_024 * GIB),
            extra,
            fixed,
        };
        let (overhead, driver_overhead) = (overhead(extra, fixed.overhead), overhead(0, fixed.driver_overhead));
        let usable = cluster.memory_per_node_bytes.saturating_sub(cluster.os_memory_bytes.max(0)).max(0);
        let all_cores = cluster.cores_per_node.max(0);
        let mut room = Self {
            free_cores: all_cores.saturating_sub(cluster.os_cores.max(0)).max(1).min(all_cores),
            per_node: 0,
            limit: 0,
            cores: 0,
            heap: 0,
            driver_heap: 0,
            node_bytes: round_down(usable, MIB),
            overhead,
            driver_overhead,
        };
        if room.free_cores > 0 && cluster.nodes > 0 {
            room.divide(cluster, constants, fixed);
        }
        room
    }

    fn divide(&mut self, cluster: &Cluster, constants: &Constants, fixed: &Fixed) {
        if cluster.platform == Platform::Local {
            self.cores = self.free_cores;
            let heap = capped(self.driver_overhead.heap_within(self.node_bytes), cluster.max_driver_memory_bytes);
            self.heap = startable(heap);
            self.driver_heap = self.heap;
            return;
        }
        let whole_node = cluster.platform == Platform::Databricks;
        let wanted = fixed.cores.unwrap_or(constants.executor_cores);
        // A fixed number of executors, and the driver, are spread over the nodes with fewer cores each.
        let fixed_count = fixed.executors.filter(|_| fixed.cores.is_none());
        let needed = fixed_count.map_or(1, |count| parts(count.saturating_add(1), cluster.nodes).min(self.free_cores));
        let by_cores = if whole_node { 1 } else { (self.free_cores / wanted).max(needed) };
        let least = fixed.memory.unwrap_or(constants.executor_memory_min_bytes);
        self.per_node = by_cores.min(self.node_bytes / self.overhead.container(least).max(1));
        if self.per_node == 0 && fixed.memory.is_none() && self.overhead.heap_within(self.node_bytes) >= LEAST_HEAP {
            self.per_node = 1;
        }
        let slots = self.slots(cluster.nodes, whole_node, fixed);
        self.heap = fixed
            .memory
            .unwrap_or(capped(self.overhead.heap_within(slots.executor), cluster.max_executor_memory_bytes));
        self.driver_heap =
            startable(capped(self.driver_overhead.heap_within(slots.driver), cluster.max_driver_memory_bytes));
        let fits = self.per_node > 0 && self.heap >= LEAST_HEAP && self.driver_heap > 0;
        let limit = slots.limit.min(cluster.max_executors.unwrap_or(i64::MAX).max(0));
        self.limit = if fits { limit } else { 0 };
        self.cores = fixed.cores.unwrap_or_else(|| self.cores_of_an_executor(cluster.nodes, whole_node, constants));
    }

    /// Places for executors. The driver takes one of them (AWS EMR: instances − 1; Cloudera: one for the application master);
    /// where there is only one, it takes a quarter of the node. On Databricks it has a node of its own.
    fn slots(&self, nodes: i64, own_node: bool, fixed: &Fixed) -> Slots {
        let all = nodes.saturating_mul(self.per_node);
        if own_node {
            return Slots { executor: self.node_bytes, driver: self.node_bytes, limit: all };
        }
        if all > 1 {
            let slot = round_down(self.node_bytes / self.per_node, MIB);
            let driver = fixed.driver_memory.map_or(slot, |heap| self.driver_overhead.container(heap));
            let beside = self.node_bytes.saturating_sub(driver).max(0) / slot.max(1);
            let limit = all.saturating_sub(self.per_node).saturating_add(beside.min(self.per_node - 1));
            return Slots { executor: slot, driver, limit: limit.max(1) };
        }
        let least = self.driver_overhead.container(LEAST_HEAP);
        let driver = match (fixed.driver_memory, fixed.memory) {
            (Some(heap), _) => self.driver_overhead.container(heap),
            (None, Some(heap)) => self.node_bytes.saturating_sub(self.overhead.container(heap)),
            (None, None) => round_down(self.node_bytes / 4, MIB).max(least),
        };
        let executor = self.node_bytes.saturating_sub(driver).max(0);
        Slots { executor, driver: driver.min(self.node_bytes), limit: all }
    }

    /// Cores of an executor: those of the constant, as far as the node has them and the heap feeds their tasks with whole
    /// partitions. On the only place of a cluster the driver keeps a core.
    fn cores_of_an_executor(&self, nodes: i64, whole_node: bool, constants: &Constants) -> i64 {
        if whole_node {
            return self.free_cores;
        }
        let task = share(constants.target_partition_bytes, constants.expansion_percent, 100).max(1);
        let fed =
            share(self.heap.saturating_sub(constants.reserved_bytes), constants.memory_fraction_percent, 100) / task;
        let alone = nodes.saturating_mul(self.per_node) <= 1;
        let free = if alone { self.free_cores - 1 } else { self.free_cores / self.per_node.max(1) };
        constants.executor_cores.min(free).min(fed).max(1)
    }

    /// Executors and cores of each for so many cores of work: one executor a node as far as there is a core of work for each,
    /// then full ones.
    pub(super) fn take(&self, work: i64, nodes: i64, fixed: &Fixed) -> (i64, i64) {
        let spread = nodes.min(self.limit).min(work);
        let packed = self.limit.min(parts(work, self.cores));
        let executors = fixed.executors.unwrap_or(spread.max(packed));
        let needed = if executors > nodes { self.cores } else { parts(work, executors) };
        (executors, fixed.cores.unwrap_or(needed.min(self.cores).max(1)))
    }
}

fn capped(heap: i64, most: Option<i64>) -> i64 {
    round_down(heap.min(most.unwrap_or(i64::MAX)).max(0), MIB)
}

/// A heap that a JVM of Spark starts with, else 0.
fn startable(heap: i64) -> i64 {
    if heap >= LEAST_HEAP { heap } else { 0 }
}
