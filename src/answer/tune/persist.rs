//! What to keep in memory because it is read more than once, and at which storage level.

use super::amount::{said, share};
use super::outcome::Advice;
use super::sheet::Sheet;
use super::size::{Frame, Ground};
use crate::model::tuning::{Role, Volume};

/// Share of the unified memory that storage keeps against execution. Source: `spark.memory.storageFraction`, 0.5.
const STORAGE_PERCENT: i64 = 50;

/// Advice on each source or lookup that several targets or sessions read.
pub(super) fn settle(ground: &Ground<'_>, frame: &Frame<'_>, sheet: &mut Sheet<'_>) {
    for volume in ground.workload.volumes.iter().filter(|volume| volume.role != Role::Target) {
        if volume.readers > 1 {
            sheet.advise(within(volume, ground, frame));
        }
    }
    for (instance, sessions) in ground.workload.shared.iter().filter(|(_, sessions)| **sessions > 0) {
        let text = format!(
            "{sessions} other sessions read it: a cache ends with its application, so write it once as a table or file (Parquet) that all of them read, or run them in one application"
        );
        sheet.advise(
            Advice::new("persist", instance, text, "Spark: persist lives as long as the application")
                .with("sessions", sessions),
        );
    }
}

/// Bytes that executors hold in storage without pushing execution aside.
fn storage(ground: &Ground<'_>, frame: &Frame<'_>) -> i64 {
    let (heap, count) = if ground.has_executors() {
        (frame.size.memory_bytes, frame.executors)
    } else {
        (frame.size.driver_memory_bytes, 1)
    };
    let unified = share(
        heap.saturating_sub(ground.constants.reserved_bytes).max(0),
        ground.constants.memory_fraction_percent,
        100,
    );
    share(unified, STORAGE_PERCENT, 100).saturating_mul(count)
}

fn within(volume: &Volume, ground: &Ground<'_>, frame: &Frame<'_>) -> Advice {
    let flow = ground.load.sources.iter().find(|flow| std::ptr::eq(flow.volume, volume));
    let table = ground.tables.iter().position(|table| table.name == volume.instance);
    let bytes = flow.and_then(|flow| flow.bytes).or_else(|| table.and_then(|at| ground.tables[at].bytes));
    let readers = volume.readers;
    let room = storage(ground, frame);
    let source = "own rule: half of the unified memory; Spark: storage levels";
    if volume.role == Role::Lookup && table.is_some_and(|at| at < frame.choice.chosen) {
        let text = format!(
            "its data reach {readers} targets, but it is broadcast: persist it only where it is broadcast more than once"
        );
        return Advice::new("persist", &volume.instance, text, source);
    }
    let (level, text) = match bytes {
        None => (
            "MEMORY_AND_DISK",
            format!(
                "its data reach {readers} targets, so it would be read as often: persist it after its filters; its size is not known"
            ),
        ),
        Some(bytes) if bytes <= room => (
            "MEMORY_AND_DISK",
            format!(
                "its data reach {readers} targets: persist {} after its filters, of {} that executors hold without pushing execution aside",
                said(bytes),
                said(room)
            ),
        ),
        Some(bytes) => (
            "DISK_ONLY",
            format!(
                "its data reach {readers} targets, but {} are more than the {} that executors hold: keep it on disk, or write it to a staging table",
                said(bytes),
                said(room)
            ),
        ),
    };
    Advice::new("persist", &volume.instance, text, source).with("storageLevel", &level)
}
