//! Sizes at the edges, computed by hand. Each case shows its arithmetic; a name that stands for a number is of `constants`.
//!
//! The cluster is the default one where nothing else is said: 4 nodes of 8 cores and 32 GiB, of which 7 cores and 31 GiB =
//! 31 744 MiB are for containers. One executor a node (⌊7 / 5⌋ = 1), one place for the driver: 3 executors of 5 cores at most.
//! Largest heap: min(31 744 − 384, ⌊31 744 × 100 / 110⌋) = 28 858 MiB.

use super::constants::Constants;
use super::outcome::Tuning;
use super::tune;
use crate::model::cluster::{Cluster, Platform};
use crate::model::run::Status;
use crate::model::tuning::{CacheUse, PastRun, Role, Volume, Workload};
use std::collections::BTreeMap;

const MIB: i64 = 1 << 20;
const GIB: i64 = 1 << 30;

/// Executors, cores, heap, overhead, driver heap (MiB), partitions.
type Sizes = [i64; 6];

/// A session with one source of 100 bytes a row.
fn rows(rows: Option<i64>) -> Workload {
    wide(100, rows)
}

fn wide(row_bytes: i64, rows: Option<i64>) -> Workload {
    let source = Volume { instance: "S".to_owned(), row_bytes: Some(row_bytes), rows, ..Volume::default() };
    Workload { volumes: vec![source], ..Workload::default() }
}

fn with(mut workload: Workload, types: &[(&str, u32)]) -> Workload {
    workload.transformations = types.iter().map(|(kind, count)| ((*kind).to_owned(), *count)).collect();
    workload
}

fn cached(mut workload: Workload, kind: &str, bytes: i64, measured: bool) -> Workload {
    let transformation = kind.to_lowercase();
    workload.caches.push(CacheUse { transformation, kind: kind.to_owned(), bytes, measured, rows: None });
    workload
}

fn lookup(mut workload: Workload, instance: &str, rows: i64) -> Workload {
    let volume = Volume {
        instance: instance.to_owned(),
        role: Role::Lookup,
        row_bytes: Some(MIB),
        rows: Some(rows),
        ..Volume::default()
    };
    workload.volumes.push(volume);
    workload
}

fn ran(mut workload: Workload, status: Status, rows: &[i64]) -> Workload {
    let runs = rows.iter().map(|rows| PastRun { status, source_rows: Some(*rows), ..PastRun::default() });
    workload.history.extend(runs);
    workload
}

fn nodes(nodes: i64, cores_per_node: i64, memory: i64) -> Cluster {
    Cluster { nodes, cores_per_node, memory_per_node_bytes: memory, ..Cluster::default() }
}

fn on(platform: Platform, cluster: Cluster) -> Cluster {
    Cluster { platform, os_cores: platform.os_cores(), ..cluster }
}

fn tuned(workload: &Workload, cluster: &Cluster) -> Tuning {
    tune(workload, cluster, &Constants::default(), &BTreeMap::new())
}

#[track_caller]
fn all(cases: &[(&str, Workload, Cluster, Sizes)]) {
    for (name, workload, cluster, expected) in cases {
        let size = tuned(workload, cluster).size;
        let mib = |bytes: i64| if bytes % MIB == 0 { bytes / MIB } else { -1 };
        let (memory, overhead) = (mib(size.memory_bytes), mib(size.overhead_bytes));
        let found = [size.executors, size.cores, memory, overhead, mib(size.driver_memory_bytes), size.partitions];
        assert_eq!(found, *expected, "{name}");
    }
}

#[test]
fn volumes_at_the_edges() {
    let default = Cluster::default;
    all(&[
        // Nothing known: 1 GiB taken. 1024 / 128 = 8 tasks, 8 / 2 = 4 cores of work; spread min(4 nodes, 3, 4) = 3 executors,
        // ⌈4 / 3⌉ = 2 cores each. Heap: 2 × 128 × 200 % = 512 MiB / 60 % = 853.3, + 300 = 1153.3 → 1154.
        // Overhead max(384, 115) = 384. Partitions: no shuffle, 2 × 6 cores = 12. Driver: 1024 + 12 × 64 KiB = 1024.75 → 1025.
        ("nothing known", Workload::default(), default(), [3, 2, 1154, 384, 1025, 12]),
        ("no history, rows not told", rows(None), default(), [3, 2, 1154, 384, 1025, 12]),
        // 0 bytes: 1 task at least, 1 core, 1 executor, 2 × 1 partitions; heap 300 → the least, 1024. Driver 1024.125 → 1025.
        ("zero rows", rows(Some(0)), default(), [1, 1, 1024, 384, 1025, 2]),
        ("one run of zero rows", ran(rows(None), Status::Succeeded, &[0]), default(), [1, 1, 1024, 384, 1025, 2]),
        ("one row", rows(Some(1)), default(), [1, 1, 1024, 384, 1025, 2]),
        ("one run of one row", ran(rows(None), Status::Succeeded, &[1]), default(), [1, 1, 1024, 384, 1025, 2]),
        // 1 342 177 rows × 100 = 134 217 700 bytes, 28 below 128 MiB: 1 task. One row more: 2 tasks, still 1 core of work.
        // 2 × 128 MiB / 60 % + 300 = 726.7 → 1024.
        ("just one task", rows(Some(1_342_177)), default(), [1, 1, 1024, 384, 1025, 2]),
        ("just two tasks", rows(Some(1_342_178)), default(), [1, 1, 1024, 384, 1025, 2]),
        // 3 × 128 MiB: 3 tasks, ⌈3 / 2⌉ = 2 cores in 2 executors of 1; 2 × 2 partitions. Driver 1024.25 → 1025.
        ("three tasks", wide(128 * MIB, Some(3)), default(), [2, 1, 1024, 384, 1025, 4]),
        // 10¹² × 100 = 10¹⁴ bytes: 745 059 tasks, at most 10 000; 5000 cores of work: 3 executors of 5. Each task has
        // 10¹⁴ / 10⁴ = 10¹⁰ bytes: 5 × 2 × 10¹⁰ / 60 % = 166 GB → all there is, 28 858. Overhead 2885.8 → 2886.
        // No shuffle: 2 × 15 partitions. Driver 1024 + 30 / 16 = 1025.9 → 1026.
        ("10¹² rows", rows(Some(1_000_000_000_000)), default(), [3, 5, 28_858, 2886, 1026, 30]),
        // The same sorted: 10 000 partitions to a multiple of 15 = 10 005. Driver 1024 + 10 005 / 16 = 1649.3 → 1650.
        (
            "10¹² rows sorted",
            with(rows(Some(1_000_000_000_000)), &[("Sorter", 1)]),
            default(),
            [3, 5, 28_858, 2886, 1650, 10_005],
        ),
        // Products stop at 2⁶³ − 1 and change nothing.
        (
            "more than can be counted",
            with(wide(i64::MAX, Some(i64::MAX)), &[("Sorter", 1)]),
            default(),
            [3, 5, 28_858, 2886, 1650, 10_005],
        ),
        // Only failures: their rows count for nothing, 1 GiB taken.
        ("failures only", ran(rows(None), Status::Failed, &[5, 1_000_000_000]), default(), [3, 2, 1154, 384, 1025, 12]),
        // 10 GiB: 80 tasks, 40 cores of work: 3 executors of 5 (15 cores). Heap: 5 × 256 MiB / 60 % = 2133.3 + 300 → 2434.
        // Joiner: weight 105 %: ⌈80 × 1.05⌉ = 84 tasks, to a multiple of 15 = 90. Driver 1024 + 90 / 16 = 1029.6 → 1030.
        ("10 GiB joined", with(wide(GIB, Some(10)), &[("Joiner", 1)]), default(), [3, 5, 2434, 384, 1030, 90]),
    ]);
}

#[test]
fn clusters_at_the_edges() {
    let nothing = Workload::default;
    let tera = || with(rows(Some(1_000_000_000_000)), &[("Sorter", 1)]);
    all(&[
        // 1 node of 1 core, 4 GiB: the system's core is shared. 3072 MiB: driver max(3072 / 4, 512 + 384) = 896 → heap 512;
        // executor 2176 → heap min(1792, 1978). 1 executor of 1 core; heap 256 / 60 % + 300 = 726.7 → 1024. Partitions 2 × 1.
        ("one core", nothing(), nodes(1, 1, 4 * GIB), [1, 1, 1024, 384, 512, 2]),
        // 4 nodes of 1 core: the driver takes one: 3 executors of 1. Partitions 2 × 3. Driver 1024.4 → 1025.
        ("one core a node", nothing(), nodes(4, 1, 4 * GIB), [3, 1, 1024, 384, 1025, 6]),
        // 1000 nodes of 64 cores, 256 GiB: ⌊63 / 5⌋ = 12 a node, 11 999 beside the driver. 255 GiB / 12 = 21 760 MiB a place,
        // heap at most ⌊21 760 / 1.1⌋ = 19 781. Partitions at most 11 999 × 5 × 2 = 119 990; the tasks are more.
        // A task has ⌈10¹⁴ / 119 990⌉ = 833 402 784 bytes: 5 × 2 × that / 60 % + 300 MiB = 14 204 619 200 = 13 546.6 → 13 547.
        // Overhead 1354.7 → 1355. Driver 1024 + 119 990 / 16 = 8523.4 → 8524.
        ("1000 nodes", tera(), nodes(1000, 64, 256 * GIB), [11_999, 5, 13_547, 1355, 8524, 119_990]),
        ("1000 nodes for one row", rows(Some(1)), nodes(1000, 64, 256 * GIB), [1, 1, 1024, 384, 1025, 2]),
        // Nothing is left after the system's 1 GiB. Partitions: cores of work are none, 2 × 1.
        ("memory smaller than the system's", nothing(), nodes(4, 8, GIB), [0, 0, 0, 0, 0, 2]),
        // 384 MiB overhead alone: 300 MiB left of 1324.
        ("memory smaller than overhead", nothing(), nodes(4, 8, GIB + 300 * MIB), [0, 0, 0, 0, 0, 2]),
        // 1024 MiB a node: no heap of 1024, but min(1024 − 384, 930) = 640 starts. Its tasks: (640 − 300) × 60 % = 204 MiB feeds
        // no 256: 1 core. 3 executors, 2 × 3 partitions.
        ("memory for less than 1 GiB of heap", nothing(), nodes(4, 8, 2 * GIB), [3, 1, 640, 384, 640, 6]),
        // The same on one node: 896 MiB for the driver leave 128.
        ("one small node", nothing(), nodes(1, 8, 2 * GIB), [0, 0, 0, 0, 512, 2]),
        ("no nodes", nothing(), nodes(0, 8, 32 * GIB), [0, 0, 0, 0, 0, 2]),
        ("no cores", nothing(), nodes(4, 0, 32 * GIB), [0, 0, 0, 0, 0, 2]),
        ("negative figures", nothing(), nodes(-4, -8, -32 * GIB), [0, 0, 0, 0, 0, 2]),
        // 1 node of 8 cores: 31 744 MiB: the driver has a quarter, 7936: heap at most min(7552, 7214). One executor, the driver
        // keeps a core: min(5, 6) = 5. 4 cores of work. Heap 4 × 256 / 60 % + 300 = 2006.7 → 2007. Partitions 2 × 4.
        ("one node", nothing(), nodes(1, 8, 32 * GIB), [1, 4, 2007, 384, 1025, 8]),
    ]);
}

#[test]
fn limits_of_clusters() {
    let nothing = Workload::default;
    let tera = || with(rows(Some(1_000_000_000_000)), &[("Sorter", 1)]);
    all(&[
        // 16 cores: ⌊15 / 5⌋ = 3 a node, 11 executors; 10 GiB: 80 tasks, 40 cores of work: max(min(4, 11, 40), ⌈40 / 5⌉ = 8) = 8
        // executors of 5. No shuffle: 2 × 40. Driver 1024 + 5 = 1029.
        ("packed", wide(GIB, Some(10)), nodes(4, 16, 64 * GIB), [8, 5, 2434, 384, 1029, 80]),
        // A quota of 2: 2 executors of min(5, ⌈40 / 2⌉), 2 × 10 partitions. Driver 1024 + 1.25 → 1026.
        (
            "a quota",
            wide(GIB, Some(10)),
            Cluster { max_executors: Some(2), ..nodes(4, 16, 64 * GIB) },
            [2, 5, 2434, 384, 1026, 20],
        ),
        ("a quota of none", nothing(), Cluster { max_executors: Some(0), ..Cluster::default() }, [0, 0, 0, 0, 1025, 2]),
        // Heaps of 1100 at most: (1100 − 300) × 60 % = 480 MiB feed 1 task of 256. 3 executors of 1; driver of 1024 at most.
        (
            "limits on heaps",
            wide(GIB, Some(10)),
            Cluster {
                max_executor_memory_bytes: Some(1100 * MIB),
                max_driver_memory_bytes: Some(GIB),
                ..Cluster::default()
            },
            [3, 1, 1024, 384, 1024, 6],
        ),
        // 40 % overhead, 1 GiB at least: heap at most min(30 720, ⌊31 744 / 1.4⌋ = 22 674); 10¹⁴ bytes want it all.
        // Overhead ⌈9069.6⌉ = 9070: 31 744 together.
        (
            "another overhead",
            tera(),
            Cluster { overhead_percent: 40, min_overhead_bytes: GIB, ..Cluster::default() },
            [3, 5, 22_674, 9070, 1650, 10_005],
        ),
    ]);
}

#[test]
fn platforms_and_state() {
    let nothing = Workload::default;
    let local = || on(Platform::Local, nodes(1, 2, 8 * GIB));
    let forty = || lookup(rows(Some(1)), "L", 40);
    all(&[
        // local[2], 7168 MiB: one JVM with 2 tasks at a time: 1154 as above. Partitions 2 × 2.
        ("local", nothing(), local(), [0, 2, 0, 0, 1154, 4]),
        // 10¹² rows: heap at most min(7168 − 384, ⌊7168 / 1.1⌋ = 6516). Partitions 10 000, a multiple of 2.
        (
            "local, 10¹² rows",
            with(rows(Some(1_000_000_000_000)), &[("Sorter", 1)]),
            local(),
            [0, 2, 0, 0, 6516, 10_000],
        ),
        // Databricks: one executor a node with all 7 cores, no place for the driver; 4 cores of work on 4 nodes: 1 core each.
        ("databricks", nothing(), on(Platform::Databricks, Cluster::default()), [4, 1, 1024, 384, 1025, 8]),
        // Kubernetes keeps no core back: ⌊8 / 5⌋ = 1 a node all the same.
        ("kubernetes", nothing(), on(Platform::Kubernetes, Cluster::default()), [3, 2, 1154, 384, 1025, 12]),
        // A lookup of 40 MiB: heap max(300 + 40 / 60 %, 1024, 40 / 25 % = 160) = 1024. Driver 1024 + 3 × 40 + 0.1 → 1145.
        ("a lookup", forty(), Cluster::default(), [1, 1, 1024, 384, 1145, 2]),
        // A lookup of 5 GiB is shuffled: 100 B + 5 GiB: 41 tasks (5120.0001 / 128), 21 cores of work: 3 × 5; heap: 5 × 256 MiB
        // and 100 of the lookup: 1380 / 60 % + 300 = 2600. Partitions 41 → a multiple of 15 = 45. Driver 1024 + 300 + 2.8 → 1327.
        (
            "a lookup too large to broadcast",
            lookup(rows(Some(1)), "L", 5120),
            Cluster::default(),
            [3, 5, 2600, 384, 1327, 45],
        ),
    ]);
}

#[test]
fn what_adds_tasks() {
    all(&[
        // A measured cache of 1 GiB sorts more than the 100 bytes read: 8 tasks (weight 105 %: 8.4 → 9), 5 cores: 3 × 2;
        // partitions max(9, 12) = 12.
        (
            "a measured cache",
            cached(with(rows(Some(1)), &[("Sorter", 1)]), "Sorter", GIB, true),
            Cluster::default(),
            [3, 2, 1154, 384, 1025, 12],
        ),
        // One that was only set aside says nothing where the volume is known.
        (
            "a cache set aside",
            cached(with(rows(Some(1)), &[("Sorter", 1)]), "Sorter", GIB, false),
            Cluster::default(),
            [1, 1, 1024, 384, 1025, 2],
        ),
        // 64 PowerCenter partitions of 16 MiB each: 1 GiB has 8 tasks, the session had 64: 32 cores of work: 3 × 5.
        // Heap 5 × 256 / 60 % + 300 = 2433.3 → 2434. No shuffle: 2 × 15. Driver 1024 + 1.9 → 1026.
        (
            "partitioned before",
            Workload { partitions: 64, ..wide(GIB, Some(1)) },
            Cluster::default(),
            [3, 5, 2434, 384, 1026, 30],
        ),
        // 64 partitions of 100 bytes were worth nothing.
        (
            "partitioned for nothing",
            Workload { partitions: 64, ..rows(Some(64)) },
            Cluster::default(),
            [1, 1, 1024, 384, 1025, 2],
        ),
        // 12 Java transformations: 100 + 12 × 25 → 300 % at most: 24 tasks, 12 cores of work: 3 × 4. Heap 4 × 256 / 60 % + 300 =
        // 2006.7 → 2007. Partitions 2 × 12. Driver 1024 + 1.5 → 1026.
        ("complex", with(wide(GIB, Some(1)), &[("Java", 12)]), Cluster::default(), [3, 4, 2007, 384, 1026, 24]),
    ]);
}

#[test]
fn where_nothing_fits_the_settings_leave_it_out_and_say_so() {
    let tuning = tuned(&Workload::default(), &nodes(4, 8, GIB));
    assert!(!tuning.settings.iter().any(|one| one.key.starts_with("spark.executor") || one.key.ends_with("memory")));
    assert_eq!(
        tuning.contradictions,
        [
            "no executor fits: 4 nodes with 7 cores and 0 B each for containers, a container wants 896 MiB at least, the driver as much"
        ]
    );
}

#[test]
fn history_of_zero_rows_is_said_to_say_nothing() {
    let tuning = tuned(&ran(rows(None), Status::Succeeded, &[0]), &Cluster::default());
    assert_eq!(
        tuning.contradictions,
        ["no rows are read: the plan is the smallest there is, its figures say nothing of a run with rows"]
    );
    assert_eq!((tuning.basis.rows, tuning.basis.bytes, tuning.basis.assumed), (Some(0), 0, false));
}
