//! Event logs of Spark → runs.
//!
//! Owns how a log lies in files: one file or the parts of a rolled one, plain or zstd, ended or in progress. Reads a line at a
//! time and keeps sums, so a log may be larger than the memory. Formats: Spark 3.5 and 4, `EventLoggingListener` with
//! `JsonProtocol`; older ones are close enough to be read.

mod event;
mod executor;
mod finish;
mod line;
mod log;
mod odd;
mod operator;
mod outcome;
mod part;
mod plan;
mod scalar;
mod stage;
mod tally;

use crate::model::problem::{Problem, Severity};
use crate::model::run::Run;
use finish::Said;
use line::{Line, Unopened};
use log::Log;
use std::io::Read;
use std::path::Path;

/// First bytes that [`looks_like_one`] needs to be sure: a block of zstd is never larger, and one line is far shorter.
pub const ENOUGH_BYTES: usize = 130 << 10;

/// True for the folder of a rolled log, `eventlog_v2_<application>`.
#[must_use]
pub fn is_rolled(name: &Path) -> bool {
    name.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("eventlog_v2_"))
}

/// The names that make up a rolled log, in the order in which [`read`] wants them: the status first, then the events by their
/// number, so `events_10_…` after `events_9_…`. What a compacted part was made of is left out, as in Spark's own reader; so
/// is what belongs to no log.
#[must_use]
pub fn order(names: impl IntoIterator<Item = String>) -> Vec<String> {
    part::order(names)
}

/// True where a file begins like an event log, plain or zstd, or is packed by a codec of Spark that [`read`] refuses with a
/// problem. Give it the first [`ENOUGH_BYTES`] of the file, or all where it is shorter.
#[must_use]
pub fn looks_like_one(first_bytes: &[u8]) -> bool {
    line::begins(first_bytes)
}

/// Reads one log: a file, or the parts of a rolled one in the order of [`order`]. Problems name the part and its line. The run
/// is `None` where no event was understood.
pub fn read<'a>(parts: impl IntoIterator<Item = (String, Box<dyn Read + 'a>)>) -> (Option<Run>, Vec<Problem>) {
    read_lines(parts, line::MOST_BYTES)
}

fn read_lines<'a>(
    parts: impl IntoIterator<Item = (String, Box<dyn Read + 'a>)>,
    most: usize,
) -> (Option<Run>, Vec<Problem>) {
    let mut log = Log::default();
    let mut said = Said::default();
    let mut before = None;
    for (name, bytes) in parts {
        log.odd.file.clone_from(&name);
        let part = part::named(&name);
        said.in_progress |= part.in_progress;
        if !part.application.is_empty() {
            part.application.clone_into(&mut said.application);
        }
        if part.status {
            continue;
        }
        if let Some(number) = part.number {
            follow(&mut log, before, number, part.compact);
            before = Some(number);
        }
        read_part(&mut log, bytes, &name, said.in_progress, most);
    }
    finish::run(log, &said)
}

/// Says what is not there of a rolled log.
fn follow(log: &mut Log, before: Option<u64>, number: u64, compact: bool) {
    if compact {
        let told = "this part was compacted by Spark: jobs that had ended were cut out, so the totals are too low";
        log.odd.report("event-log-parts", Severity::Warning, 0, told);
    } else if before.map_or(1, |before| before + 1) != number {
        let told = match before {
            Some(before) => format!("parts are missing between {before} and {number}; the totals are too low"),
            None => format!("the first part is {number}, those before it are missing; the totals are too low"),
        };
        log.odd.report("event-log-parts", Severity::Warning, 0, told);
    }
}

fn read_part(log: &mut Log, bytes: Box<dyn Read + '_>, name: &str, in_progress: bool, most: usize) {
    let mut lines = match line::open(bytes, name, most) {
        Ok(lines) => lines,
        Err(Unopened::Codec(codec)) => {
            let told = format!(
                "it is compressed by {codec}, which is not read; set spark.eventLog.compression.codec=zstd, or unpack it"
            );
            log.odd.report("event-log-codec", Severity::Error, 0, told);
            return;
        }
        Err(Unopened::Unread(why)) => {
            log.odd.report("read-failed", Severity::Error, 0, why);
            return;
        }
    };
    loop {
        let line = lines.next();
        let number = lines.number;
        match line {
            Line::Whole => log.take(&lines.text, number),
            Line::Last if log::is_whole(&lines.text) => log.take(&lines.text, number),
            Line::Last => cut(log, in_progress, number, "it ends in the middle of this line"),
            Line::TooLong => {
                let told = format!("this line is longer than {most} bytes; it was passed over");
                log.odd.report("event-log-line", Severity::Error, number, told);
            }
            Line::Broken(why) => {
                cut(log, in_progress, number, &format!("it cannot be read on from this line ({why})"));
                return;
            }
            Line::End => return,
        }
    }
}

/// A log that is still written may end anywhere.
fn cut(log: &mut Log, in_progress: bool, line: u64, what: &str) {
    let severity = if in_progress { Severity::Warning } else { Severity::Error };
    log.odd.report("event-log-cut", severity, line, format!("{what}; what stands before it was kept"));
}

#[cfg(test)]
#[path = "event_log_tests.rs"]
mod tests;
