//! Checkpoints, commits, recovery and bad rows: what PowerCenter's transaction settings ask of a Spark job.
//!
//! No published tuner advises on checkpoints. The rules are ours: a reliable checkpoint where the session is to resume, lineage
//! cut after many shuffles, nothing otherwise, because Spark recomputes a lost partition by itself.

use super::confidence::of_rule;
use super::outcome::{Advice, Setting};
use super::sheet::Sheet;
use super::size::{Frame, Ground};
use crate::model::cluster::Platform;
use crate::model::tuning::Role;

const AREA: &str = "checkpoint";
const SOURCE: &str = "own rule from Recovery Strategy and Commit Type";

/// Settings and advice that follow from commit, recovery and error settings.
pub(super) fn settle(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    recovery(ground, sheet);
    lineage(ground, frame, sheet);
    commit(ground, sheet);
    bad_rows(ground, sheet);
}

fn recovery(ground: &Ground<'_>, sheet: &mut Sheet<'_>) {
    let Some(strategy) = ground.attribute("Recovery Strategy") else { return };
    let resumes = strategy.to_ascii_lowercase().starts_with("resume");
    let restarts = strategy.to_ascii_lowercase().starts_with("restart");
    if resumes {
        let folder = &ground.cluster.checkpoint_dir;
        let place = if folder.is_empty() {
            "a folder that every node reaches (checkpoint_dir of the cluster profile is empty)"
        } else {
            folder
        };
        let text = format!(
            "{strategy}: set the checkpoint folder to {place} and checkpoint the result of each shuffle before it is written, so that a restart need not read the sources again"
        );
        sheet.advise(Advice::new(AREA, "", text, SOURCE).with("checkpointDir", folder));
        sheet.put(
            Setting::new(AREA, "spark.checkpoint.compress", "true", "false")
                .by("resume ? true : false", SOURCE)
                .because(&of_rule("an attribute of the session"), "checkpoints are written once and read seldom"),
        );
    }
    if matches!(ground.cluster.platform, Platform::Yarn | Platform::Emr) {
        let attempts = if resumes || restarts { "2" } else { "1" };
        sheet.put(
            Setting::new(AREA, "spark.yarn.maxAppAttempts", attempts, "")
                .by("restart or resume ? 2 : 1", SOURCE)
                .with("Recovery Strategy", &strategy)
                .because(
                    &of_rule("an attribute of the session"),
                    "YARN would start a failed load again by itself, which PowerCenter does only where it is told to",
                ),
        );
    }
}

fn lineage(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    let shuffles = frame.shuffles(ground);
    if shuffles > ground.constants.lineage_max {
        let most = ground.constants.lineage_max;
        let text = format!(
            "{shuffles} shuffles, above {most}: cut the lineage in the middle (localCheckpoint, or a staging table), so that a lost executor does not repeat all of them and plans stay small"
        );
        sheet.advise(Advice::new(AREA, "", text, "own rule").with("shuffles", &shuffles));
    }
}

fn commit(ground: &Ground<'_>, sheet: &mut Sheet<'_>) {
    let Some(kind) = ground.attribute("Commit Type") else { return };
    let interval = ground.attribute("Commit Interval").unwrap_or("");
    let text = if kind.eq_ignore_ascii_case("User Defined") {
        "transactions follow the data: write to a staging table and move each transaction with one statement, Spark's writers know no transaction control"
    } else {
        "a Spark writer commits by partition, not by rows: where the interval kept undo or locks small, repartition before the write; where nothing may be seen half loaded, write to a staging table and swap"
    };
    let advice = Advice::new(AREA, "", text, SOURCE).with("Commit Type", &kind);
    sheet.advise(if interval.is_empty() { advice } else { advice.with("Commit Interval", &interval) });
    let rolls_back =
        ground.attribute("Rollback Transactions on Errors").is_some_and(|on| on.eq_ignore_ascii_case("YES"));
    if rolls_back {
        let text = "errors roll back: use a sink with transactions (Delta, Iceberg, Hudi, or a staging table), because rows of finished partitions stay otherwise";
        sheet.advise(Advice::new(AREA, "", text, "own rule from Rollback Transactions on Errors"));
    }
}

/// Stop on errors: 0 goes on for ever, 1 stops at the first, more counts.
fn bad_rows(ground: &Ground<'_>, sheet: &mut Sheet<'_>) {
    let Some(limit) = ground.attribute("Stop on errors").and_then(|text| text.parse::<i64>().ok()) else { return };
    let files = ground.workload.volumes.iter().any(|one| one.role == Role::Source && !one.relational);
    let (mode, text) = match limit {
        1 => ("FAILFAST", "the first bad row stops the session".to_owned()),
        ..=0 => ("PERMISSIVE", "bad rows never stop the session: keep them apart (columnNameOfCorruptRecord, or badRecordsPath on Databricks) and count them".to_owned()),
        _ => ("PERMISSIVE", format!("{limit} bad rows stop the session: keep them apart, count them, and fail the job from {limit} on")),
    };
    let advice = Advice::new("bad records", "", text, "own rule from Stop on errors").with("threshold", &limit);
    sheet.advise(if files { advice.with("mode", &mode) } else { advice });
}
