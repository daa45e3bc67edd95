//! Threads: how long they ran, idled and were busy, and with which transformations.
//!
//! Owns the shapes of thread statistics: the block of 8.5 and later (PETL_24031, shown in the Performance Tuning Guide) and
//! one message for each thread before (PETL_24010, PETL_24018 to PETL_24022, by memory). Never computes a share itself.

use super::message::{Message, partition_of};
use super::notes::{Notes, Place};
use crate::model::run::About;
use crate::read::session_log::between;

/// Where the statistics stand: the header goes before the threads, once or in a message of its own.
#[derive(Debug, Default)]
pub(super) struct Threads {
    group: Option<i64>,
    set: Option<i64>,
    pipeline: String,
    /// Highest number of a partition that a thread works for.
    pub(super) partitions: u32,
}

impl Threads {
    /// Takes what a message says of threads.
    pub(super) fn take(&mut self, notes: &mut Notes, message: &Message) {
        self.partitions = self.partitions.max(message.partition());
        if !message.code.starts_with("PETL_") {
            return;
        }
        if message.said.contains("RUN INFO FOR") {
            self.header(notes, message);
        }
        for piece in message.said.split("Thread [").skip(1).filter(|piece| piece.contains("created for")) {
            self.thread(notes, piece, message.line);
        }
    }

    /// `***** RUN INFO FOR TGT LOAD ORDER GROUP [1], CONCURRENT SET [1] *****`, `… SRC PIPELINE [1] …` before, or
    /// `***** RUN INFO FOR DYNAMIC PIPELINE [LKPDP_1] *****` where a lookup cache was built.
    fn header(&mut self, notes: &mut Notes, message: &Message) {
        let said = |before: &str| between(&message.said, before, "]");
        self.group = notes.whole(said("TGT LOAD ORDER GROUP ["), message.line);
        self.set = notes.whole(said("CONCURRENT SET [").or_else(|| said("SRC PIPELINE [")), message.line);
        said("DYNAMIC PIPELINE [").unwrap_or_default().clone_into(&mut self.pipeline);
    }

    /// `READER_1_1_1] created for [the read stage] of partition point [SQ_X] has completed.` and what follows.
    fn thread(&mut self, notes: &mut Notes, piece: &str, line: u64) {
        let Some((name, rest)) = piece.split_once(']') else { return };
        let name = name.trim();
        self.partitions = self.partitions.max(partition_of(name));
        let place = Place::new(About::Thread, name, line);
        notes.words(place, "stage", stage(rest));
        let point = rest.split_once("partition point").and_then(|(_, rest)| between(rest, "[", "]"));
        notes.words(place, "partition_point", point.unwrap_or_default().trim());
        notes.amount(place, "target_load_order_group", self.group);
        notes.amount(place, "concurrent_set", self.set);
        if !self.pipeline.is_empty() {
            notes.words(place, "dynamic_pipeline", &self.pipeline);
        }
        times(notes, place, rest);
        for (text, what) in
            [("insufficient for any meaningful", "statistics"), ("not accurate enough", "work_statistics")]
        {
            if rest.contains(text) {
                notes.words(place, what, "insufficient");
            }
        }
        work(notes, name, rest, line);
    }
}

/// `[the read stage]`, or without brackets before 8.5 → `read`.
fn stage(rest: &str) -> &str {
    let text = rest.split_once("created for").map_or("", |(_, rest)| rest);
    let text = text.split_once(" of ").map_or(text, |(text, _)| text).trim_matches(['[', ']', ' ']);
    let text = text.strip_prefix("the ").unwrap_or(text);
    text.strip_suffix(" stage").unwrap_or(text)
}

/// `Total Run Time = [37.172195] secs`, `Total Idle Time = [8.244166] secs`, `Busy Percentage = [77.821686]`
fn times(notes: &mut Notes, place: Place<'_>, rest: &str) {
    for (label, what) in [("Total Run Time = [", "run_ms"), ("Total Idle Time = [", "idle_ms")] {
        let amount = notes.decimal(between(rest, label, "]"), 3, place.line);
        notes.amount(place, what, amount);
    }
    let busy = share(notes, between(rest, "Busy Percentage = [", "]"), place.line);
    notes.amount(place, "busy_hundredths_percent", busy);
}

/// Lines `LKP_ADDRESS: 25.000000 percent` below `Thread work time breakdown:`.
fn work(notes: &mut Notes, thread: &str, rest: &str, line: u64) {
    let Some((_, lines)) = rest.split_once("Thread work time breakdown:") else { return };
    let works = lines.lines().filter_map(|text| text.trim().strip_suffix(" percent")?.rsplit_once(": "));
    for (transformation, percent) in works {
        let name = format!("{thread}/{}", transformation.trim());
        let share = share(notes, Some(percent), line);
        notes.amount(Place::new(About::Work, &name, line), "work_hundredths_percent", share);
    }
}

/// A percentage in hundredths; more than a hundred per cent cannot be.
fn share(notes: &mut Notes, text: Option<&str>, line: u64) -> Option<i64> {
    let share = notes.decimal(text, 2, line)?;
    if share > 10_000 {
        notes.warn(
            "impossible-amount",
            line,
            "a share is more than 100 per cent and was passed over; look at this line of the log",
        );
        return None;
    }
    Some(share)
}
