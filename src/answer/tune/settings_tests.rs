//! Settings and advice of the areas, by hand.

use super::cases::*;
use super::outcome::{Level, PatternName};
use crate::model::cluster::{Cluster, Platform, Storage};
use crate::model::run::Status;
use crate::model::tuning::{CacheUse, PastRun, Role, SparkRun, Volume, Workload};
use std::collections::BTreeMap;

#[test]
fn skew_below_256_mib_is_split() {
    // 46 MiB on local[2]: 1 task, 2 × 2 partitions; 46 / 4 = 11.5 → 12 MiB. 9 : 1 = 900 % → factor 4.
    let mut workload = joined(46);
    workload.partition_rows = vec![("SQ".to_owned(), vec![1, 1, 9])];
    workload.partition_types = vec!["HASH AUTO KEYS".to_owned()];
    let local = Cluster { platform: Platform::Local, os_cores: 0, cores_per_node: 2, ..Cluster::default() };
    let tuning = pinned(&workload, &local, &[]);
    are(&tuning, &[(PARTITIONS, Some("4")), (ADVISORY, Some("12m")), (FACTOR, Some("4")), (SKEWED, Some("12m"))]);
    assert_eq!(setting(&tuning, FACTOR).unwrap().confidence.level, Level::Medium);
    // Cut by ranges: the cut may be uneven, not the keys.
    workload.partition_types = vec!["KEY RANGE".to_owned()];
    assert_eq!(setting(&tuned(&workload), FACTOR).unwrap().confidence.level, Level::Low);
    // 1.9 : 1 is even enough.
    workload.partition_rows = vec![("SQ".to_owned(), vec![10, 10, 19])];
    are(&tuned(&workload), &[(FACTOR, None), (SKEWED, None)]);
    // Without a join there is nothing that Spark would split.
    workload.partition_rows = vec![("SQ".to_owned(), vec![1, 1, 9])];
    workload.transformations = BTreeMap::from([("Aggregator".to_owned(), 1)]);
    let tuning = tuned(&workload);
    are(&tuning, &[(FACTOR, None)]);
    assert!(tuning.advice.iter().any(|advice| advice.text.contains("salted key")));
}

#[test]
fn lookups_are_broadcast_up_to_a_limit() {
    let with = |mebibytes: i64| {
        let cache = CacheUse {
            transformation: "L".to_owned(),
            kind: "Lookup Procedure".to_owned(),
            bytes: mebibytes * MIB,
            measured: true,
            rows: None,
        };
        tuned(&Workload { caches: vec![cache], ..joined(1) })
    };
    are(&with(10), &[(THRESHOLD, Some("10m"))]);
    // 34 × 1.25 = 42.5 → 43 MiB.
    are(&with(34), &[(THRESHOLD, Some("43m"))]);
    // 90 × 1.25 = 112.5, at most 100.
    are(&with(90), &[(THRESHOLD, Some("100m"))]);
    advises(&with(90), "broadcast", "L", &[("hint", "broadcast"), ("bytes", "94371840")]);
    are(&with(101), &[(THRESHOLD, Some("10m"))]);
    advises(&with(101), "broadcast", "L", &[("hint", "merge"), ("bytes", "105906176")]);
    // A heap of 1100 MiB lets all broadcasts take 275, each 100: four of 90 are too many, three fit.
    let cache = |name: &str| CacheUse {
        transformation: name.to_owned(),
        kind: "Lookup Procedure".to_owned(),
        bytes: 90 * MIB,
        measured: true,
        rows: None,
    };
    let workload = Workload { caches: ["A", "B", "C", "D"].map(cache).into(), ..joined(1) };
    let tuning = pinned(&workload, &Cluster { max_executor_memory_bytes: Some(1100 * MIB), ..Cluster::default() }, &[]);
    let hints: Vec<&str> =
        tuning.advice.iter().filter(|one| one.area == "broadcast").map(|one| one.options[0].1.as_str()).collect();
    assert_eq!(hints, ["broadcast", "broadcast", "broadcast", "merge"]);
    // Unknown size: no hint, and it is missing.
    let mut unknown = joined(1);
    unknown.volumes.push(Volume { rows: None, ..volume(Role::Lookup, "U", 10, 0) });
    let tuning = tuned(&unknown);
    advises(&tuning, "broadcast", "U", &[]);
    assert!(tuning.missing.contains(&"size of lookup U: no log measured its cache".to_owned()));
}

#[test]
fn jdbc_options_carry_a_mebibyte_within_bounds() {
    let mut workload = joined(0);
    workload.volumes = vec![
        volume(Role::Source, "BIG", 1000, 10_000_000),
        volume(Role::Source, "WIDE", 64 * 1024, 10),
        volume(Role::Target, "T", 10, 1000),
    ];
    workload.partitions = 4;
    let tuning = tuned(&workload);
    // 1 048 576 / 1000 = 1048 rows; ⌈10¹⁰ / 128 MiB⌉ = 75 connections, at most 8 of 15 cores.
    advises(
        &tuning,
        "jdbc",
        "BIG",
        &[("fetchsize", "1048"), ("numPartitions", "8"), ("partitionColumn", "an indexed key")],
    );
    // 16 rows, at least 100; as many connections as the session had.
    advises(
        &tuning,
        "jdbc",
        "WIDE",
        &[("fetchsize", "100"), ("numPartitions", "4"), ("partitionColumn", "an indexed key")],
    );
    // 104 857 rows, at most 10 000.
    advises(&tuning, "jdbc", "T", &[("batchsize", "10000"), ("numPartitions", "4")]);
}

#[test]
fn what_is_read_twice_is_kept() {
    let mut workload = joined(100);
    workload.volumes[0].readers = 2;
    workload.shared = BTreeMap::from([("S".to_owned(), 3)]);
    let tuning = tuned(&workload);
    // 1 executor of 1024 MiB: (1024 − 300) × 60 % × 50 % = 217 MiB hold 100.
    advises(&tuning, "persist", "S", &[("storageLevel", "MEMORY_AND_DISK")]);
    assert!(tuning.advice.iter().any(|one| one.text.starts_with("3 other sessions read it")));
    workload.volumes[0].rows = Some(100_000);
    advises(&tuned(&workload), "persist", "S", &[("storageLevel", "DISK_ONLY")]);
}

#[test]
fn transactions_and_recovery_lead_to_checkpoints() {
    let mut workload = joined(1);
    let given = |workload: &mut Workload, name: &str, value: &str| {
        workload.attributes.insert(name.to_owned(), value.to_owned());
    };
    given(&mut workload, "Recovery Strategy", "Resume from last checkpoint");
    given(&mut workload, "Commit Type", "Source");
    given(&mut workload, "Commit Interval", "500");
    given(&mut workload, "Stop on errors", "1");
    let tuning = tuned(&workload);
    are(&tuning, &[("spark.checkpoint.compress", Some("true")), ("spark.yarn.maxAppAttempts", Some("2"))]);
    advises(&tuning, "bad records", "", &[("threshold", "1")]);
    given(&mut workload, "Recovery Strategy", "Fail task and continue workflow");
    are(&tuned(&workload), &[("spark.checkpoint.compress", None), ("spark.yarn.maxAppAttempts", Some("1"))]);
}

#[test]
fn network_scan_and_storage() {
    let mut workload = joined(1);
    workload.volumes = vec![Volume { relational: false, ..volume(Role::Source, "F", 100, 20_000_000_000_000) }];
    let cluster = Cluster {
        storage: Storage::ObjectStore,
        platform: Platform::Standalone,
        local_dirs: vec!["/d1".to_owned(), "/d2".to_owned()],
        local_dir_bytes: Some(GIB),
        ..Cluster::default()
    };
    let tuning = pinned(&workload, &cluster, &[]);
    are(
        &tuning,
        &[
            ("spark.locality.wait", Some("0s")),
            ("spark.io.compression.codec", Some("zstd")),
            ("spark.local.dir", Some("/d1,/d2")),
            // ⌈2 × 10¹⁵ / 10 000⌉ = 190 735 MiB, at most 1 GiB.
            ("spark.sql.files.maxPartitionBytes", Some("1g")),
            ("spark.executor.memoryOverhead", None),
            ("spark.cores.max", Some("15")),
        ],
    );
    assert!(tuning.contradictions.iter().any(|said| said.starts_with("local folders have 1 GiB on a node")));
    // 200 files of 165 kB: the next power of two is 256 KiB.
    workload.spark = vec![SparkRun { files: Some(200), input_bytes: 33_000_000, ..run(&[]) }];
    are(&tuned(&workload), &[("spark.sql.files.openCostInBytes", Some("256k"))]);
}

#[test]
fn patterns_change_the_plan() {
    let history = |rows: &[i64], status: Status| -> Vec<PastRun> {
        let past = |(at, rows): (usize, &i64)| PastRun {
            started_at: format!("2026-{:02}-{:02}T00:00:00", at / 28 + 1, at % 28 + 1),
            status,
            source_rows: Some(*rows),
            ..PastRun::default()
        };
        rows.iter().enumerate().map(past).collect()
    };
    // Month ends: 28 January is none, 28 February is one, so a day of the month it is. 4096 MiB at the peak, 128 else:
    // 32 × 1.05 → 34 tasks, 17 cores: 3 executors; a usual run begins with ⌈3 × 128 / 4096⌉ = 1.
    let mut rows = [128; 56];
    (rows[27], rows[55]) = (4096, 4096);
    let tuning = tuned(&Workload { history: history(&rows, Status::Succeeded), ..joined(128) });
    assert_eq!(tuning.pattern.name, PatternName::Periodic);
    are(
        &tuning,
        &[
            ("spark.dynamicAllocation.enabled", Some("true")),
            ("spark.dynamicAllocation.initialExecutors", Some("1")),
            ("spark.dynamicAllocation.maxExecutors", Some("3")),
            ("spark.executor.instances", None),
            (PARTITIONS, Some("45")),
            ("spark.sql.adaptive.coalescePartitions.initialPartitionNum", Some("90")),
        ],
    );
    assert_eq!(tuning.basis.rows, Some(4096));
    // Even runs stay with a number.
    let tuning = tuned(&Workload { history: history(&[128; 20], Status::Succeeded), ..joined(128) });
    are(&tuning, &[("spark.executor.instances", Some("1")), ("spark.dynamicAllocation.enabled", None)]);
    assert_eq!(setting(&tuning, PARTITIONS).unwrap().confidence.level, Level::High);
    // Failures only: said, and tasks may fail more often.
    let tuning = tuned(&Workload { history: history(&[9; 3], Status::Failed), ..joined(128) });
    are(&tuning, &[("spark.task.maxFailures", Some("8"))]);
    assert_eq!((tuning.basis.used, tuning.basis.failed), (0, 3));
    assert_eq!(setting(&tuning, PARTITIONS).unwrap().confidence.level, Level::Low);
}

#[test]
fn pins_that_the_cluster_has_no_room_for_are_told() {
    let tuning = pinned(&joined(1), &Cluster::default(), &[("spark.executor.memory", "64g"), ("x.y", "$(rm)")]);
    let found = setting(&tuning, "spark.executor.memory").unwrap();
    assert!(found.pinned && found.value == "64g");
    assert_eq!(
        tuning.contradictions,
        [
            "no executor fits: 4 nodes with 7 cores and 31 GiB each for containers, a container wants 70.4 GiB at least, the driver as much"
        ]
    );
    // ⌈10 / 4⌉ = 3 a node, ⌊7 / 3⌋ = 2 cores each: they fit.
    let tuning = pinned(&joined(1), &Cluster::default(), &[("spark.executor.instances", "9")]);
    assert_eq!((tuning.size.executors, tuning.size.cores, tuning.contradictions.len()), (9, 2, 0));
    // 7 a node of 1 core, on one of them 6 beside the driver.
    let tuning = pinned(&joined(1), &Cluster::default(), &[("spark.executor.instances", "50")]);
    assert_eq!(
        tuning.contradictions,
        ["50 executors of 1 cores and 1.3 GiB do not fit beside the driver, the cluster has room for 27"]
    );
}

#[track_caller]
fn says(workload: &Workload, start: &str) {
    let tuning = tuned(workload);
    assert!(tuning.contradictions.iter().any(|said| said.starts_with(start)), "{:?}", tuning.contradictions);
}

#[test]
fn contradictions_are_said() {
    says(&Workload { partitions: 8, ..joined(1) }, "the session has 8 partitions, yet 1 MiB are not worth them");
    let mut workload = joined(1);
    workload.attributes.insert("Incremental Aggregation".to_owned(), "YES".to_owned());
    workload.attributes.insert("Pushdown Optimization".to_owned(), "Full".to_owned());
    says(&workload, "Incremental Aggregation is on");
    says(&workload, "Pushdown Optimization is Full");
}

#[test]
fn volumes_that_do_not_add_up_are_said() {
    let mut workload = joined(1_000_000);
    let cache = |kind: &str, bytes| CacheUse {
        transformation: "C".to_owned(),
        kind: kind.to_owned(),
        bytes,
        measured: true,
        rows: None,
    };
    workload.caches = vec![cache("Sorter", GIB)];
    says(&workload, "sorter C needed 1 GiB, yet 976.5 GiB are read");
    workload.caches = vec![cache("Aggregator", 1072)];
    says(&workload, "976.5 GiB are read, yet the largest cache (C) needed 1 KiB");
    let good = |rows, loaded, seconds| PastRun {
        status: Status::Succeeded,
        source_rows: Some(rows),
        target_rows: Some(loaded),
        seconds: Some(seconds),
        ..PastRun::default()
    };
    let mut workload = joined(100);
    workload.history = vec![good(100, 0, 10)];
    says(&workload, "all 1 good runs read rows and loaded none");
    workload.history = vec![good(100, 100, 3600)];
    says(&workload, "the newest good run took 3600 s for 100 rows");
    workload.history = vec![good(100_000, 1, 1)];
    says(
        &workload,
        "sources read 100 rows by the newest run that tells them apart, 100000 by the newest run of the history",
    );
    says(&joined(100_000_000), "95.3 TiB are more than 10000 partitions of 128 MiB hold");
}
