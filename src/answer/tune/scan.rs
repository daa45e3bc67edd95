//! Sizes of scans of files: bytes of a task, cost of opening a file.

use super::amount::{GIB, KIB, MIB, parts, round_up, said, written};
use super::confidence::of_measured;
use super::outcome::Setting;
use super::sheet::Sheet;
use super::size::{Frame, Ground};

/// `spark.sql.files.openCostInBytes` where nobody sets it.
const OPEN_COST: i64 = 4 * MIB;
/// Files below this number are not many.
const MANY: i64 = 20;

/// Scan settings, where a source is read from files or a run on Spark read some.
pub(super) fn settle(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    scan(ground, frame, sheet);
    open_cost(ground, sheet);
}

/// Small files: what it costs to open one is set to the size that they have, so that a task takes more of them.
fn open_cost(ground: &Ground<'_>, sheet: &mut Sheet<'_>) {
    let Some((mean, files)) = ground.seen.files.filter(|(mean, files)| *mean < OPEN_COST && *files >= MANY) else {
        return;
    };
    let value = u64::try_from(mean).unwrap_or(0).next_power_of_two();
    let value = i64::try_from(value).unwrap_or(OPEN_COST).clamp(64 * KIB, OPEN_COST);
    sheet.put(
        Setting::new("scan", "spark.sql.files.openCostInBytes", written(value), "4m")
            .by("clamp(2^⌈log2 m⌉, 64 KiB, 4 MiB)", "own rule, measured: 256k read 200 files of 165 kB 1.5 × as fast")
            .with("m", &written(mean))
            .because(&of_measured(ground.seen.good.len()), format!("{files} files of {} in the mean", said(mean))),
    );
}

/// Bytes of a scan task.
fn scan(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    if !ground.load.has_files() {
        return;
    }
    let bytes = ground.load.file_bytes();
    let least = ground.constants.target_partition_bytes;
    let value = round_up(parts(bytes, frame.partitions_most), MIB).clamp(least, GIB.max(least));
    sheet.put(
        Setting::new("scan", "spark.sql.files.maxPartitionBytes", written(value), "128m")
            .by("clamp(⌈F / most⌉, p, 1 GiB)", "NVIDIA AutoTuner: tasks of 128 to 256 MiB, at most 4 GiB")
            .with("F", &written(bytes))
            .with("most", &frame.partitions_most)
            .with("p", &written(least))
            .because(
                &ground.confidence,
                format!("{} of files; Spark itself makes tasks smaller where cores would be idle", said(bytes)),
            ),
    );
}
