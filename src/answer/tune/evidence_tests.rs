//! What runs on Spark change of a plan, by hand, and what is withdrawn.

use super::cases::*;
use crate::model::cluster::Cluster;
use crate::model::run::Status;
use crate::model::tuning::{SparkRun, StageSkew, Workload};

#[test]
fn skew_seen_on_spark_wins_and_partitions_are_not_raised() {
    let mut workload = joined(46);
    let stage = StageSkew {
        stage: "3.0".to_owned(),
        tasks: 8,
        most_bytes: 40 * MIB,
        median_bytes: 10 * MIB,
        ..StageSkew::default()
    };
    let mut spark = run(&[]);
    (spark.skew, spark.memory_spill_bytes, spark.shuffle_bytes) = (vec![stage], GIB, 46 * MIB);
    workload.spark = vec![spark.clone()];
    let tuning = tuned(&workload);
    // 46 MiB, 1 task, 1 core: 2 partitions of 23 MiB, but the usual task read 10 MiB. 400 % → factor 2.
    are(&tuning, &[(PARTITIONS, Some("2")), (FACTOR, Some("2")), (SKEWED, Some("10m"))]);
    // A later run that was treated and shows no skew keeps the treatment; one that was not and shows none ends it.
    let mut treated = run(&[(FACTOR, "2")]);
    treated.shuffle_bytes = 46 * MIB;
    workload.spark = vec![spark.clone(), treated];
    are(&tuned(&workload), &[(FACTOR, Some("2"))]);
    workload.spark = vec![spark, run(&[])];
    are(&tuned(&workload), &[(FACTOR, None)]);
}

#[test]
fn spill_doubles_partitions_until_they_are_enough() {
    let spilled =
        |count: &str| SparkRun { shuffle_bytes: 100 * MIB, disk_spill_bytes: 2 * MIB, ..run(&[(PARTITIONS, count)]) };
    let calm = |count: &str| SparkRun { shuffle_bytes: 100 * MIB, ..run(&[(PARTITIONS, count)]) };
    let after = |runs: Vec<SparkRun>| {
        setting(&tuned(&Workload { spark: runs, ..joined(100) }), PARTITIONS).unwrap().value.clone()
    };
    assert_eq!(after(vec![spilled("30")]), "60");
    assert_eq!(after(vec![spilled("30"), calm("60")]), "60", "what helped is kept");
    assert_eq!(after(vec![spilled("30"), spilled("60")]), "120");
    assert_eq!(after(vec![spilled("30"), calm("10")]), "10", "fewer were enough");
    // 100 MiB: 1 task (105 % of 100 MiB), 1 core: 2 partitions.
    assert_eq!(after(vec![calm("30")]), "2");
    // Less than 1 % of the shuffle is no spill.
    assert_eq!(after(vec![SparkRun { disk_spill_bytes: MIB / 2, ..calm("30") }]), "2");
    // Tasks of 300 s in the mean, 150 meant: 30 × 2 = 60.
    assert_eq!(after(vec![SparkRun { tasks: 10, task_ms: 3_000_000, ..calm("30") }]), "60");
    // Nobody set them: Spark's 200.
    assert_eq!(after(vec![SparkRun { disk_spill_bytes: GIB, shuffle_bytes: GIB, ..run(&[]) }]), "400");
}

#[test]
fn measured_heap_takes_the_place_of_the_estimate() {
    let measured = |peak, gc_ms, killed| SparkRun {
        peak_heap_bytes: peak,
        gc_ms,
        task_ms: 100,
        killed,
        ..run(&[("spark.executor.cores", "2")])
    };
    let of = |runs: Vec<SparkRun>| {
        let size = tuned(&Workload { spark: runs, ..joined(1024) }).size;
        (size.memory_bytes / MIB, size.overhead_bytes / MIB)
    };
    // 1 GiB joined (105 %): 9 tasks, 5 cores: 3 × 2. 2000 MiB × ⌈2 / 2⌉ × 1.25 + 300 = 2800.
    assert_eq!(of(vec![measured(Some(2000 * MIB), 0, 0)]), (2800, 384));
    // Garbage collection took 10 %: × 1.25 = 3500.
    assert_eq!(of(vec![measured(Some(2000 * MIB), 10, 0)]), (3500, 384));
    // Not sampled, or zero: the estimate, 1154.
    assert_eq!(of(vec![measured(None, 0, 0)]), (1154, 384));
    assert_eq!(of(vec![measured(Some(0), 0, 0)]), (1154, 384));
    // A failed run tells no heap, but its killed container adds 1024 to the overhead.
    assert_eq!(of(vec![SparkRun { status: Status::Failed, ..measured(Some(9000 * MIB), 0, 1) }]), (1154, 1408));
    // All that there is: min(31 744 − 384, 28 858).
    assert_eq!(of(vec![measured(Some(60_000 * MIB), 0, 0)]), (28_858, 2886));
}

#[test]
fn adaptive_execution_comes_first() {
    let workload = Workload { spark: vec![run(&[("spark.sql.adaptive.enabled", "false")])], ..joined(10) };
    let tuning = tuned(&workload);
    assert_eq!(
        (tuning.settings[0].key.as_str(), tuning.settings[0].value.as_str()),
        ("spark.sql.adaptive.enabled", "true")
    );
    assert!(tuning.settings[0].why.starts_with("the newest Spark run had it off: turn it on before anything else"));
    // Pinned off: what depends on it is left out, and that is said.
    let tuning = pinned(&workload, &Cluster::default(), &[("spark.sql.adaptive.enabled", "false")]);
    are(&tuning, &[("spark.sql.adaptive.enabled", Some("false")), (ADVISORY, None)]);
    assert!(tuning.contradictions[0].starts_with("spark.sql.adaptive.enabled is off"), "{:?}", tuning.contradictions);
}

#[test]
fn a_recommendation_that_made_runs_slower_is_withdrawn() {
    // 1 GiB joined: 12 partitions recommended (see the sizes).
    let timed = |day: u8, partitions: Option<&str>, run_ms, input_bytes| {
        let settings: Vec<(&str, &str)> = partitions.map(|count| (PARTITIONS, count)).into_iter().collect();
        SparkRun {
            started_at: format!("2026-01-{day:02}T00:00:00"),
            run_ms,
            input_bytes,
            shuffle_bytes: GIB,
            ..run(&settings)
        }
    };
    let judged = |before: Option<&str>, walls: [i64; 3], after: [i64; 3], input: [i64; 2]| {
        let mut spark: Vec<SparkRun> = (1..).zip(walls).map(|(day, wall)| timed(day, before, wall, input[0])).collect();
        spark.extend((10..).zip(after).map(|(day, wall)| timed(day, Some("12"), wall, input[1])));
        tuned(&Workload { spark, ..joined(1024) })
    };
    let tuning = judged(None, [100, 110, 90], [120, 101, 80], [0, 0]);
    assert_eq!(
        tuning.withdrawn,
        [
            "spark.sql.shuffle.partitions = 12 is withdrawn: 3 runs took 101 ms in the median (0 B read), 3 runs under 200 took 100 ms (0 B read)"
        ]
    );
    assert_eq!((setting(&tuning, PARTITIONS).unwrap().value.as_str(), tuning.size.partitions), ("200", 200));
    // The value before is the one that the runs before had.
    let tuning = judged(Some("48"), [100; 3], [200; 3], [0, 0]);
    assert_eq!(tuning.size.partitions, 48);
    // As fast, or faster, stays.
    for walls in [[100; 3], [50; 3]] {
        assert_eq!(judged(None, [100; 3], walls, [0, 0]).withdrawn, [""; 0]);
    }
    // Twice the time for twice the input is as fast; for a tenth more input it is slower.
    assert_eq!(judged(None, [100; 3], [200; 3], [100 * MIB, 200 * MIB]).withdrawn, [""; 0]);
    assert_eq!(judged(None, [100; 3], [200; 3], [100 * MIB, 110 * MIB]).withdrawn.len(), 1);
    // Pinned values are the user's.
    let mut spark: Vec<SparkRun> = (1..4).map(|day| timed(day, None, 1, 0)).collect();
    spark.extend((10..13).map(|day| timed(day, Some("12"), 9, 0)));
    let tuning = pinned(&Workload { spark: spark.clone(), ..joined(1024) }, &Cluster::default(), &[(PARTITIONS, "12")]);
    assert_eq!((tuning.withdrawn.len(), tuning.size.partitions), (0, 12));
    // Two runs are too few to judge by; so are failed ones.
    spark.pop();
    assert_eq!(tuned(&Workload { spark: spark.clone(), ..joined(1024) }).withdrawn, [""; 0]);
    spark.push(SparkRun { status: Status::Failed, ..timed(13, Some("12"), 9, 0) });
    assert_eq!(tuned(&Workload { spark, ..joined(1024) }).withdrawn, [""; 0]);
}

#[test]
fn what_is_withdrawn_still_fits_the_cluster() {
    let workload = joined(100_000);
    let first = tuned(&workload);
    let recommended: Vec<(&str, &str)> =
        first.settings.iter().map(|one| (one.key.as_str(), one.value.as_str())).collect();
    let huge = [
        ("spark.executor.memory", "900g"),
        ("spark.executor.cores", "99"),
        ("spark.executor.instances", "5000"),
        ("spark.driver.memory", "900g"),
    ];
    let timed = |settings: &[(&str, &str)], day: u8, run_ms| SparkRun {
        started_at: format!("2026-01-{day:02}"),
        run_ms,
        ..run(settings)
    };
    let mut spark: Vec<SparkRun> = (1..4).map(|day| timed(&huge, day, 10)).collect();
    spark.extend((4..7).map(|day| timed(&recommended, day, 20)));
    let tuning = tuned(&Workload { spark, ..workload });
    let size = tuning.size;
    assert!(tuning.withdrawn.iter().any(|said| said.starts_with("spark.executor.memory")), "{:?}", tuning.withdrawn);
    assert_eq!(
        (size.executors, size.cores, size.memory_bytes / MIB, size.driver_memory_bytes / MIB),
        (3, 5, 28_858, 28_858)
    );
    assert_eq!(tuning.contradictions, [""; 0]);
}
