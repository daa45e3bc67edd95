//! Laws of `tune` over generated sessions and clusters: monotone in rows and cores, pins win, nothing exceeds the cluster, the
//! same inputs give the same answer.

use super::constants::Constants;
use super::outcome::Tuning;
use super::tune;
use crate::model::cluster::{Cluster, Platform, Storage};
use crate::model::run::Status;
use crate::model::tuning::{CacheUse, PastRun, Role, SparkRun, StageSkew, Volume, Workload};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::collections::BTreeMap;

const MIB: i64 = 1 << 20;
const TYPES: [&str; 6] = ["Aggregator", "Expression", "Java", "Joiner", "Lookup Procedure", "Sorter"];

/// Amounts of every size, small ones and edges included.
fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![Just(0_i64), Just(1), 0..2_000_i64, 0..10_000_000_i64, 0..1_000_000_000_000_i64]
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![6 => Just(Status::Succeeded), 2 => Just(Status::Failed), 1 => Just(Status::Stopped), 1 => Just(Status::Running)]
}

fn volume() -> impl Strategy<Value = Volume> {
    let role = prop_oneof![Just(Role::Source), Just(Role::Lookup), Just(Role::Target)];
    (role, any::<bool>(), option::of(0..5_000_i64), option::of(amount()), 0..4_u32, 0..5_u8).prop_map(
        |(role, relational, row_bytes, rows, readers, name)| Volume {
            instance: format!("{role:?}{name}"),
            role,
            relational,
            row_bytes,
            rows,
            readers,
            ..Volume::default()
        },
    )
}

fn past_run() -> impl Strategy<Value = PastRun> {
    (status(), 1..13_u8, 1..29_u8, option::of(amount()), option::of(amount()), option::of(0..100_000_i64)).prop_map(
        |(status, month, day, source_rows, target_rows, seconds)| PastRun {
            started_at: format!("2026-{month:02}-{day:02}T01:00:00"),
            seconds,
            status,
            source_rows,
            target_rows,
        },
    )
}

fn spark_run() -> impl Strategy<Value = SparkRun> {
    let walls = (0..10_000_000_i64, 0..64_i64, 0..5_000_i64, 0..100_000_000_i64);
    let bytes = (amount(), amount(), amount(), option::of(amount()), option::of(0..5_000_i64));
    let skew = vec((0..500_i64, amount(), amount()), 0..3);
    (status(), walls, bytes, skew, 0..2_i64).prop_map(|(status, walls, bytes, skew, killed)| SparkRun {
        started_at: "2026-06-01T00:00:00".to_owned(),
        status,
        run_ms: walls.0,
        cores: walls.1,
        tasks: walls.2,
        task_ms: walls.3,
        gc_ms: walls.3 / 9,
        shuffle_bytes: bytes.0,
        memory_spill_bytes: bytes.1,
        input_bytes: bytes.2,
        peak_heap_bytes: bytes.3,
        files: bytes.4,
        skew: skew
            .into_iter()
            .map(|(tasks, most_bytes, median_bytes)| StageSkew {
                tasks,
                most_bytes,
                median_bytes,
                ..StageSkew::default()
            })
            .collect(),
        killed,
        ..SparkRun::default()
    })
}

fn workload() -> impl Strategy<Value = Workload> {
    let cache = (0..5_u8, 0..6_usize, amount(), any::<bool>()).prop_map(|(name, kind, bytes, measured)| CacheUse {
        transformation: format!("Lookup{name}"),
        kind: TYPES[kind].to_owned(),
        bytes,
        measured,
        rows: None,
    });
    let types = vec((0..6_usize, 0..4_u32), 0..6);
    (
        vec(volume(), 0..5),
        vec(past_run(), 0..30),
        vec(cache, 0..4),
        types,
        0..600_u32,
        1..65_u32,
        vec(spark_run(), 0..3),
    )
        .prop_map(|(volumes, history, caches, types, ports, partitions, spark)| Workload {
            session: "F.wf.s".to_owned(),
            volumes,
            history,
            caches,
            transformations: types.into_iter().map(|(kind, count)| (TYPES[kind].to_owned(), count)).collect(),
            ports,
            partitions,
            partition_rows: vec![("SQ".to_owned(), vec![1, 5, i64::from(partitions)])],
            spark,
            ..Workload::default()
        })
}

fn cluster() -> impl Strategy<Value = Cluster> {
    let platform = (0..Platform::ALL.len()).prop_map(|at| Platform::ALL[at]);
    let limits = (option::of(0..500_i64), option::of(0..200_000_i64), option::of(0..200_000_i64));
    let node = (0..1_001_i64, 0..129_i64, 0..600_000_i64, 0..3_i64, 0..4_000_i64);
    (platform, node, 0..60_i64, 0..3_000_i64, limits, any::<bool>(), any::<bool>()).prop_map(
        |(platform, node, overhead_percent, least, limits, dynamic_allocation, object_store)| Cluster {
            platform,
            nodes: node.0,
            cores_per_node: node.1,
            memory_per_node_bytes: node.2 * MIB + 12_345,
            os_cores: node.3,
            os_memory_bytes: node.4 * MIB,
            overhead_percent,
            min_overhead_bytes: least * MIB,
            max_executors: limits.0,
            max_executor_memory_bytes: limits.1.map(|most| most * MIB),
            max_driver_memory_bytes: limits.2.map(|most| most * MIB),
            dynamic_allocation,
            storage: if object_store { Storage::ObjectStore } else { Storage::Hdfs },
            ..Cluster::default()
        },
    )
}

fn tuned(workload: &Workload, cluster: &Cluster) -> Tuning {
    tune(workload, cluster, &Constants::default(), &BTreeMap::new())
}

fn executor_memory(tuning: &Tuning) -> i64 {
    let size = &tuning.size;
    (size.memory_bytes + size.overhead_bytes) * size.executors
}

/// The same session with so many times the rows, everywhere.
fn times(workload: &Workload, factor: i64) -> Workload {
    let mut more = workload.clone();
    let grow = |rows: &mut Option<i64>| *rows = rows.map(|rows| rows * factor);
    more.volumes.iter_mut().for_each(|volume| grow(&mut volume.rows));
    for run in &mut more.history {
        grow(&mut run.source_rows);
        grow(&mut run.target_rows);
    }
    more
}

fn no_less(less: &Tuning, more: &Tuning) -> Result<(), TestCaseError> {
    prop_assert!(executor_memory(more) >= executor_memory(less), "{:?} {:?}", less.size, more.size);
    prop_assert!(more.size.partitions >= less.size.partitions, "{:?} {:?}", less.size, more.size);
    prop_assert!(more.size.driver_memory_bytes >= less.size.driver_memory_bytes, "{:?} {:?}", less.size, more.size);
    Ok(())
}

/// What a cluster says of a plan, computed by packing nodes one after the other, not as the plan computes it.
fn fits(tuning: &Tuning, cluster: &Cluster) -> Result<(), TestCaseError> {
    let size = &tuning.size;
    let node = (cluster.memory_per_node_bytes - cluster.os_memory_bytes).max(0);
    let free = (cluster.cores_per_node - cluster.os_cores).max(1).min(cluster.cores_per_node);
    let (container, driver) =
        (size.memory_bytes + size.overhead_bytes, size.driver_memory_bytes + size.driver_overhead_bytes);
    prop_assert!(size.memory_bytes <= cluster.max_executor_memory_bytes.unwrap_or(i64::MAX).max(0), "{size:?}");
    prop_assert!(size.driver_memory_bytes <= cluster.max_driver_memory_bytes.unwrap_or(i64::MAX).max(0), "{size:?}");
    prop_assert!(size.executors <= cluster.max_executors.unwrap_or(i64::MAX), "{size:?}");
    prop_assert!(driver <= node, "{size:?}");
    prop_assert!(size.cores <= free, "{size:?}");
    let mut left = size.executors;
    for at in 0..cluster.nodes {
        let own = if at == 0 && cluster.platform != Platform::Databricks { driver } else { 0 };
        let by_memory = (node - own) / container.max(1);
        left -= by_memory.min(free / size.cores.max(1)).min(left);
    }
    prop_assert_eq!(left, 0, "{:?} on {:?}", size, cluster);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_inputs_give_the_same_bytes(workload in workload(), cluster in cluster()) {
        let (one, other) = (tuned(&workload, &cluster), tuned(&workload.clone(), &cluster.clone()));
        prop_assert_eq!(format!("{one:?}"), format!("{other:?}"));
    }

    #[test]
    fn more_rows_never_give_less(workload in workload(), cluster in cluster(), factor in 1..1_000_i64) {
        let (less, more) = (tuned(&workload, &cluster), tuned(&times(&workload, factor), &cluster));
        prop_assert_eq!(less.pattern.name, more.pattern.name);
        no_less(&less, &more)?;
    }

    #[test]
    fn more_rows_of_one_volume_never_give_less(
        mut workload in workload(), cluster in cluster(), at in any::<prop::sample::Index>(), rows in amount()
    ) {
        workload.history.clear();
        // An unknown volume is no number of rows that could be fewer.
        workload.volumes.push(Volume { instance: "more".to_owned(), ..Volume::default() });
        for volume in &mut workload.volumes {
            volume.rows.get_or_insert(0);
        }
        let less = tuned(&workload, &cluster);
        let mut grown = workload.clone();
        let at = at.index(grown.volumes.len());
        grown.volumes[at].rows = grown.volumes[at].rows.map(|own| own + rows);
        no_less(&less, &tuned(&grown, &cluster))?;
    }

    #[test]
    fn more_cores_never_give_fewer_executors(workload in workload(), cluster in cluster(), cores in 0..70_i64, nodes in 0..70_i64) {
        let less = tuned(&workload, &cluster);
        let thicker = Cluster { cores_per_node: cluster.cores_per_node + cores, ..cluster.clone() };
        let wider = Cluster { nodes: cluster.nodes + nodes, ..cluster };
        for cluster in [thicker, wider] {
            let more = tuned(&workload, &cluster);
            prop_assert!(more.size.executors >= less.size.executors, "{:?} {:?}", less.size, more.size);
        }
    }

    #[test]
    fn no_plan_exceeds_the_cluster(workload in workload(), cluster in cluster()) {
        fits(&tuned(&workload, &cluster), &cluster)?;
    }

    #[test]
    fn the_settings_say_what_the_size_says(workload in workload(), cluster in cluster()) {
        let tuning = tuned(&workload, &cluster);
        let value = |key: &str| tuning.settings.iter().find(|one| one.key == key).map(|one| one.value.clone());
        let bytes = |key: &str| value(key).and_then(|text| super::amount::read(&text, 1));
        let executors = value("spark.executor.instances").or_else(|| value("spark.dynamicAllocation.maxExecutors"));
        let said = executors.map(|text| text.parse::<i64>().unwrap());
        prop_assert!(said.is_none_or(|said| said == tuning.size.executors), "{said:?} {:?}", tuning.size);
        prop_assert!(bytes("spark.executor.memory").is_none_or(|said| said == tuning.size.memory_bytes));
        prop_assert!(bytes("spark.executor.memoryOverhead").is_none_or(|said| said == tuning.size.overhead_bytes));
        prop_assert_eq!(value("spark.sql.shuffle.partitions"), Some(tuning.size.partitions.to_string()));
        prop_assert_eq!(&tuning.settings[0].key, "spark.sql.adaptive.enabled");
        let mut keys: Vec<&str> = tuning.settings.iter().map(|setting| setting.key.as_str()).collect();
        keys.sort_unstable();
        let count = keys.len();
        keys.dedup();
        prop_assert_eq!(keys.len(), count, "a key stands twice");
    }

    #[test]
    fn pins_win(workload in workload(), cluster in cluster(), memory in 1..100_000_i64, count in 1..5_000_i64, which in 0..256_u32) {
        let all = [
            ("spark.executor.memory", format!("{memory}m")),
            ("spark.executor.cores", (count % 40 + 1).to_string()),
            ("spark.executor.instances", count.to_string()),
            ("spark.driver.memory", format!("{memory}m")),
            ("spark.sql.shuffle.partitions", count.to_string()),
            ("spark.sql.adaptive.enabled", "false".to_owned()),
            ("spark.sql.autoBroadcastJoinThreshold", "-1".to_owned()),
            ("spark.some.other.key", "it's $(x)\n".to_owned()),
        ];
        let chosen = all.iter().enumerate().filter(|(at, _)| which & (1 << at) != 0);
        let pins: BTreeMap<String, String> = chosen.map(|(_, (key, value))| ((*key).to_owned(), value.clone())).collect();
        let tuning = tune(&workload, &cluster, &Constants::default(), &pins);
        for (key, value) in &pins {
            let found: Vec<_> = tuning.settings.iter().filter(|setting| setting.key == *key).collect();
            prop_assert_eq!(found.len(), 1);
            prop_assert!(found[0].pinned && found[0].value == *value, "{:?}", found[0]);
        }
        prop_assert!(tuning.settings.iter().all(|setting| setting.pinned == pins.contains_key(&setting.key)));
        if fits(&tuning, &cluster).is_err() {
            prop_assert!(!tuning.contradictions.is_empty(), "{:?} exceeds {:?} and nothing says so", tuning.size, cluster);
        }
    }
}
