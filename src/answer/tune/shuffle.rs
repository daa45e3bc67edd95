//! Adaptive execution, shuffle partitions and skew.

use super::amount::{MIB, percent_of, rank, round_up, said, written};
use super::confidence::{of_measured, of_rule};
use super::outcome::{Advice, Confidence, Level, PatternName, Setting};
use super::sheet::Sheet;
use super::size::{Frame, Ground};

const AREA: &str = "shuffle";
const ADAPTIVE: &str = "spark.sql.adaptive.enabled";
/// `spark.sql.adaptive.advisoryPartitionSizeInBytes` where nobody sets it.
const ADVISORY: i64 = 64 * MIB;
/// `spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes` where nobody sets it.
const SKEWED: i64 = 256 * MIB;

/// Adaptive execution: the first advice of every plan. Where it is pinned off, what depends on it is left out.
pub(super) fn adaptive(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    let why = if ground.seen.adaptive_off {
        "the newest Spark run had it off: turn it on before anything else; without it 200 partitions of small data cost ten times and more"
    } else {
        "partitions are merged and split by their real sizes; on since Spark 3.2, said so that an older conf does not turn it off"
    };
    sheet.put(
        Setting::new("adaptive", ADAPTIVE, "true", "true")
            .by(
                "true",
                "measured: 200 partitions of 3 MB took 41.5 s without and 4.2 s with it; Spark SQL tuning guide",
            )
            .because(&of_rule("holds for every session"), why),
    );
    if frame.fixed.adaptive == Some(false) {
        sheet.contradict(format!(
            "{ADAPTIVE} is off: merging of partitions and skew splitting are left out of the plan, they depend on it"
        ));
    }
}

/// Shuffle partitions and their sizes.
pub(super) fn settle(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    partitions(ground, frame, sheet);
    if frame.fixed.adaptive == Some(false) {
        return;
    }
    beginning(ground, frame, sheet);
    if !ground.load.assumed || ground.seen.shuffle_bytes.is_some() {
        sizes(ground, frame, sheet);
    }
    skew(ground, frame, sheet);
}

/// Confidence of what follows from shuffle bytes.
pub(super) fn sure(ground: &Ground<'_>) -> Confidence {
    if ground.seen.shuffle_bytes.is_some() { of_measured(ground.seen.good.len()) } else { ground.confidence.clone() }
}

fn partitions(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    let why = match &ground.seen.partitions {
        Some((_, why)) => why.clone(),
        None => format!(
            "{} to shuffle, {} cores, CPU weight {} %",
            said(frame.shuffle_bytes),
            frame.total_cores,
            ground.weight
        ),
    };
    let refined = ground.seen.partitions.as_ref().map_or(0, |(count, _)| *count);
    let value = frame.size.partitions;
    sheet.put(
        Setting::new(AREA, "spark.sql.shuffle.partitions", value.to_string(), "200")
            .by("max(⌈max(⌈B × w % / p⌉, k × C) / C⌉ × C, r)", "common guides: shuffle bytes by 128 MB, a multiple of the cores, 2 to 3 a core; NVIDIA AutoTuner and Dr. Elephant (r)")
            .with("B", &written(frame.shuffle_bytes))
            .with("w", &ground.weight)
            .with("p", &written(ground.constants.target_partition_bytes))
            .with("k", &ground.constants.tasks_per_core)
            .with("C", &frame.total_cores)
            .with("r", &refined)
            .because(&sure(ground), why),
    );
    let parallel = ground.constants.tasks_per_core.saturating_mul(frame.total_cores);
    sheet.put(
        Setting::new(AREA, "spark.default.parallelism", parallel.to_string(), "")
            .by("k × C", "AWS EMR: instances × cores × 2")
            .with("k", &ground.constants.tasks_per_core)
            .with("C", &frame.total_cores)
            .because(&sure(ground), "for RDDs, and the least splits that a scan of files is cut into; shuffles of SQL take spark.sql.shuffle.partitions"),
    );
}

/// Where the volume may be larger than planned, more partitions to begin with: adaptive execution merges what is too many, but
/// splits nothing but skewed joins.
fn beginning(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    use PatternName::{Growing, Periodic, Spiky, Unknown};
    let name = ground.reading.pattern.name;
    if !matches!(name, Growing | Periodic | Spiky | Unknown) || frame.fixed.partitions.is_some() {
        return;
    }
    let value = frame.size.partitions.saturating_mul(2).min(frame.partitions_most.max(frame.size.partitions));
    sheet.put(
        Setting::new(AREA, "spark.sql.adaptive.coalescePartitions.initialPartitionNum", value.to_string(), "")
            .by("min(2 × P, most)", "own rule: adaptive execution merges partitions, it does not add any")
            .with("P", &frame.size.partitions)
            .with("most", &frame.partitions_most)
            .because(&sure(ground), "the volume may be larger than planned; what is too many is merged"),
    );
}

/// Size that partitions are merged up to: what a planned partition has, so that merging does not leave cores without work.
/// Where a skew was seen, what a task usually reads of that stage if that is less: Spark packs the blocks of a skewed partition
/// into splits of this size, and a larger one leaves two splits of many.
fn advisory(ground: &Ground<'_>, frame: &Frame<'_>) -> i64 {
    let usual = usual_bytes(ground).unwrap_or(i64::MAX);
    frame.partition_bytes().min(usual).clamp(MIB, ground.constants.target_partition_bytes.max(MIB))
}

/// What the median task of a skewed stage reads, in whole MiB.
fn usual_bytes(ground: &Ground<'_>) -> Option<i64> {
    let skewed = ground.seen.skew.as_ref()?;
    Some(round_up(skewed.stage.median_bytes, MIB)).filter(|bytes| *bytes > 0)
}

fn sizes(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    let value = advisory(ground, frame);
    sheet.put(
        Setting::new(AREA, "spark.sql.adaptive.coalescePartitions.parallelismFirst", "false", "true")
            .by("false", "NVIDIA AutoTuner; Spark: the advisory size is ignored otherwise")
            .because(&sure(ground), "the advisory size counts"),
    );
    sheet.put(
        Setting::new(AREA, "spark.sql.adaptive.advisoryPartitionSizeInBytes", written(value), "64m")
            .by("clamp(min(⌈B / P⌉, m), 1 MiB, p)", "own rule: a planned partition; NVIDIA AutoTuner (128m)")
            .with("B", &written(frame.shuffle_bytes))
            .with("P", &frame.size.partitions)
            .with("m", &usual_bytes(ground).map_or_else(|| "no skew seen".to_owned(), written))
            .with("p", &written(ground.constants.target_partition_bytes))
            .because(&sure(ground), format!("{} by {} partitions", said(frame.shuffle_bytes), frame.size.partitions)),
    );
}

/// A difference between partitions, and where it was seen.
struct Uneven {
    percent: i64,
    evidence: String,
    confidence: Confidence,
}

fn uneven(ground: &Ground<'_>) -> Option<Uneven> {
    if let Some(skewed) = &ground.seen.skew {
        let stage = &skewed.stage.stage;
        let evidence = format!("stage {stage} read {} % of its median in one task", skewed.percent);
        return Some(Uneven { percent: skewed.percent, evidence, confidence: of_measured(ground.seen.good.len()) });
    }
    let ratios = ground.workload.partition_rows.iter().filter_map(|(point, rows)| {
        let mut sorted = rows.clone();
        sorted.sort_unstable();
        let (most, median) = (*sorted.last()?, rank(&sorted, 50)?);
        let percent = if median > 0 { percent_of(most, median)? } else { most.saturating_mul(100) };
        (rows.len() > 1 && percent >= ground.constants.skew_rows_percent).then_some((percent, point, most, median))
    });
    let (percent, point, most, median) = ratios.max()?;
    let evidence = format!("PowerCenter partitions of {point} had {most} rows at most and {median} in the median");
    // Only a partition by hash says that keys are uneven; ranges and pass-through partitions are cut by hand.
    let hashed = ground.workload.partition_types.iter().any(|kind| kind.to_ascii_uppercase().starts_with("HASH"));
    let (level, reason) = if hashed {
        (Level::Medium, "rows of PowerCenter partitions by hash: keys are uneven")
    } else {
        (Level::Low, "rows of PowerCenter partitions that are not by hash: the cut may be uneven, not the keys")
    };
    Some(Uneven { percent, evidence, confidence: Confidence { level, reason: reason.to_owned() } })
}

fn skew(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    let Some(Uneven { percent, evidence, confidence }) = uneven(ground) else { return };
    let joins =
        ground.workload.transformations.get("Joiner").is_some_and(|count| *count > 0) || frame.choice.shuffled > 0;
    if !joins && ground.seen.skew.is_none() {
        let text = format!(
            "{evidence}, but the mapping joins nothing: Spark splits skewed joins only; aggregate in two steps with a salted key where one group is large"
        );
        sheet.advise(Advice::new(AREA, "", text, "Spark: skewJoin"));
        return;
    }
    sheet.put(
        Setting::new(AREA, "spark.sql.adaptive.skewJoin.enabled", "true", "true")
            .by("true", "Spark")
            .because(&confidence, evidence.clone()),
    );
    let factor = (percent / 200).clamp(2, 5);
    sheet.put(
        Setting::new(AREA, "spark.sql.adaptive.skewJoin.skewedPartitionFactor", factor.to_string(), "5.0")
            .by("clamp(⌊s / 2⌋, 2, 5)", "own rule, measured: 2 split a join with 80 % of the rows on one key")
            .with("s", &format!("{percent} %"))
            .because(&confidence, evidence.clone()),
    );
    let size = advisory(ground, frame);
    let small = size < ADVISORY;
    let why = if small { format!("{evidence}; its partitions are too small for Spark's 256 MiB") } else { evidence };
    sheet.put(
        Setting::new(
            AREA,
            "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes",
            written(if small { size } else { SKEWED }),
            "256m",
        )
        .by("a < 64 MiB ? a : 256 MiB", "measured: skew below 256 MiB is not split by default; 8m gave 1.3 ×")
        .with("a", &written(size))
        .because(&confidence, why),
    );
}
