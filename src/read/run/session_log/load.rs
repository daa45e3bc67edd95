//! Rows of sources and targets: load summaries, loads of writers, reads of readers.
//!
//! Owns what is a sum, what is a piece of it and what was said before. A load summary (TM_6252, TM_6253) has the sums; a
//! writer's LOAD SUMMARY (WRT_8035) has the same rows by operation; a commit point (WRT_8160, WRT_8161, WRT_8141) has what
//! that summary will have, so far. Never adds one to another.

use super::message::Message;
use super::notes::{Notes, Place};
use crate::model::Text;
use crate::model::run::{About, Part, Rows, Side};
use crate::read::session_log::between;
use std::collections::{BTreeMap, BTreeSet};

/// What the operation of a part is that a reader states (BLKR_16019); its rows are those of a source, not of the Source
/// Qualifier behind it.
pub(super) const READ: &str = "read";

/// A part and the partition of the thread that states it, 0 where it is no thread of a partition.
type Held = (u32, Part);

/// Everything about rows so far.
#[derive(Debug, Default)]
pub(super) struct Loads {
    side: Side,
    sums: Vec<Held>,
    reads: Vec<Held>,
    /// By writer thread: its LOAD SUMMARY, or its commit points up to now.
    writes: BTreeMap<String, Vec<Held>>,
    /// Writer threads that came to their LOAD SUMMARY.
    ended: BTreeSet<String>,
    /// Start and end of loading, by writer thread and table.
    times: BTreeMap<(String, Text), Times>,
    /// Instances that a writer thread has for a table: (thread, table, instance).
    instances: BTreeSet<(String, Text, Text)>,
    commits: (i64, u64),
}

/// When loading began and ended.
#[derive(Debug, Clone, Default)]
struct Times {
    start: Option<String>,
    end: Option<String>,
}

impl Times {
    /// Widens it to hold `other`.
    fn join(&mut self, other: &Self) {
        let earlier = self.start.iter().chain(&other.start).min().cloned();
        self.end = self.end.iter().chain(&other.end).max().cloned();
        self.start = earlier;
    }
}

impl Loads {
    /// Takes what a message says of rows.
    pub(super) fn take(&mut self, notes: &mut Notes, message: &Message) {
        match message.code.as_str() {
            "TM_6252" => self.side = Side::Source,
            "TM_6253" => self.side = Side::Target,
            "TM_6023" => self.side = Side::Transformation,
            "CMN_1740" => self.sum(notes, message),
            "BLKR_16019" => self.read(notes, message),
            "WRT_8167" => self.time(notes, message, |times, at| times.start = Some(at)),
            "WRT_8168" => self.time(notes, message, |times, at| times.end = Some(at)),
            code if code.starts_with("WRT_") && message.said.contains("Target: ") => self.write(notes, message),
            _ => {}
        }
    }

    /// `Table: [T] (Instance Name: [I])`, then `Output Rows [1], Affected Rows [1], Applied Rows [1], Rejected Rows [0]`,
    /// which may come again for each partition.
    fn sum(&mut self, notes: &mut Notes, message: &Message) {
        let Some(table) = between(&message.said, "Table: [", "]") else { return };
        let instance = between(&message.said, "Instance Name: [", "]").unwrap_or(table);
        let rest = message.said.split_once("Instance Name: [").map_or(message.said.as_str(), |(_, rest)| rest);
        let mut pieces = rest.split("Output Rows [");
        let mut partition = partition_in(pieces.next().unwrap_or_default());
        for piece in pieces {
            let rows = |name: &str| between(piece, name, "]");
            let part = Part {
                side: self.side,
                instance: instance.into(),
                table: table.into(),
                partition: partition.into(),
                output_rows: notes.whole(piece.split_once(']').map(|(rows, _)| rows), message.line),
                applied_rows: notes.whole(rows("Applied Rows ["), message.line),
                affected_rows: notes.whole(rows("Affected Rows ["), message.line),
                rejected_rows: notes.whole(rows("Rejected Rows ["), message.line),
                line: message.line,
                ..Part::default()
            };
            self.sums.push((0, part));
            partition = Some(partition_in(piece)).filter(|next| !next.is_empty()).unwrap_or(partition);
        }
    }

    /// `Read [10] rows, read [0] error rows for source table [T] instance name [I]`
    fn read(&mut self, notes: &mut Notes, message: &Message) {
        let said = |before: &str| between(&message.said, before, "]");
        let Some(table) = said("source table [") else { return };
        let part = Part {
            side: Side::Source,
            instance: said("instance name [").unwrap_or(table).into(),
            table: table.into(),
            operation: READ.into(),
            output_rows: notes.whole(said("Read ["), message.line),
            rejected_rows: notes.whole(said(", read ["), message.line),
            line: message.line,
            ..Part::default()
        };
        self.reads.push((message.partition(), part));
    }

    /// `Start loading table [T] at: Fri Nov 06 06:52:26 2020`
    fn time(&mut self, notes: &mut Notes, message: &Message, set: impl Fn(&mut Times, String)) {
        let Some(table) = between(&message.said, "table [", "]") else { return };
        let at = message.said.split_once(" at: ").map(|(_, at)| at);
        if let Some(at) = notes.moment(at, message.line) {
            set(self.times.entry((message.thread.clone(), table.into())).or_default(), at);
        }
    }

    /// A LOAD SUMMARY or a commit point.
    fn write(&mut self, notes: &mut Notes, message: &Message) {
        let mut parts = Vec::new();
        let (mut table, mut instance, mut partition) = (Text::default(), Text::default(), Text::default());
        for (line, text) in (message.line..).zip(message.said.lines()) {
            if let Some((_, target)) = text.split_once("Target: ") {
                (table, instance, partition) = target_of(target);
                self.instances.insert((message.thread.clone(), table.clone(), instance.clone()));
            } else if let Some((operation, figures)) = text.split_once(" - Requested:") {
                let part = written(notes, operation, figures, line);
                let (instance, table, partition) = (instance.clone(), table.clone(), partition.clone());
                parts.push((message.partition(), Part { instance, table, partition, ..part }));
            }
        }
        let before = self.writes.entry(message.thread.clone()).or_default();
        if message.code == "WRT_8035" {
            self.ended.insert(message.thread.clone());
            before.clear();
        } else {
            self.commits = (self.commits.0 + 1, message.line);
            before.retain(|(_, old)| !parts.iter().any(|(_, new)| new.instance == old.instance));
        }
        before.append(&mut parts);
    }

    /// Rows read and loaded: what the load summaries say. Where a whole log has none, the rows loaded are those of the
    /// writers' LOAD SUMMARIES, if every writer came to its own.
    pub(super) fn rows(&self, whole: bool) -> (Rows, Rows) {
        let side = |side| total(self.sums.iter().filter(|(_, part)| part.side == side).map(|(_, part)| part));
        let summed = self.sums.iter().any(|(_, part)| part.side == Side::Target);
        let target = if !summed && whole && self.writes.keys().all(|thread| self.ended.contains(thread)) {
            total(self.writes.values().flatten().map(|(_, part)| part))
        } else {
            side(Side::Target)
        };
        (side(Side::Source), target)
    }

    /// All parts in the order of the log. `partitioned` says that the session has more than one partition.
    pub(super) fn parts(&mut self, notes: &mut Notes, partitioned: bool) -> Vec<Part> {
        let (commits, line) = self.commits;
        notes.amount(Place::new(About::Run, "", line), "commits", (commits > 0).then_some(commits));
        let mut parts = Vec::new();
        for (_, part) in std::mem::take(&mut self.sums) {
            let times = if part.side == Side::Target { self.times_of(None, &part) } else { Times::default() };
            parts.push(Part { started_at: times.start, ended_at: times.end, ..part });
        }
        for (thread, held) in std::mem::take(&mut self.writes) {
            for (partition, part) in held {
                let times = self.times_of(Some(&thread), &part);
                let part = Part { started_at: times.start, ended_at: times.end, ..part };
                parts.push(in_partition(partition, part, partitioned));
            }
        }
        for (partition, part) in std::mem::take(&mut self.reads) {
            parts.push(in_partition(partition, part, partitioned));
        }
        parts.sort_by_key(|part| part.line);
        parts
    }

    /// When a target was loaded, by one writer thread or by all. Writers say tables; which instances these are stands in
    /// their LOAD SUMMARY. Where there is none, the table alone must do.
    fn times_of(&self, thread: Option<&str>, part: &Part) -> Times {
        let of_thread = |one: &str| thread.is_none_or(|thread| thread == one);
        let mut times = Times::default();
        for (one, table, _) in self.instances.iter().filter(|(one, _, known)| of_thread(one) && known == part.instance)
        {
            if let Some(found) = self.times.get(&(one.clone(), table.clone())) {
                times.join(found);
            }
        }
        if times.start.is_none() && times.end.is_none() && !self.instances.iter().any(|one| one.2 == part.instance) {
            let same = self.times.iter().filter(|((one, table), _)| of_thread(one) && table == part.table);
            same.for_each(|(_, found)| times.join(found));
        }
        times
    }
}

/// A part with the partition of its thread, where it says none itself.
fn in_partition(thread: u32, mut part: Part, partitioned: bool) -> Part {
    if partitioned && part.partition.is_empty() && thread > 0 {
        part.partition = thread.to_string().into();
    }
    part
}

/// `DEPT_DIM (Instance Name: [DEPT_DIM1])` → table, instance, partition.
fn target_of(target: &str) -> (Text, Text, Text) {
    let (table, rest) = target.split_once(" (Instance Name: [").unwrap_or((target.trim_end(), ""));
    let (instance, rest) = rest.split_once(']').unwrap_or((table, ""));
    (table.into(), instance.into(), partition_in(rest).into())
}

/// `WRT_8038 Inserted rows`, ` 23  Applied: 23  Rejected: 0  Affected: 23`
fn written(notes: &mut Notes, operation: &str, figures: &str, line: u64) -> Part {
    let words = operation.trim().split_once(' ').map_or(operation, |(_, words)| words);
    let operation = words.trim().trim_end_matches(" rows").to_ascii_lowercase();
    let figure = |name: &str| {
        let rest = if name.is_empty() { Some(figures) } else { figures.split_once(name).map(|(_, rest)| rest) };
        rest.and_then(|rest| rest.split_whitespace().next())
    };
    Part {
        side: Side::Target,
        operation: operation.into(),
        output_rows: notes.whole(figure(""), line),
        applied_rows: notes.whole(figure("Applied:"), line),
        affected_rows: notes.whole(figure("Affected:"), line),
        rejected_rows: notes.whole(figure("Rejected:"), line),
        line,
        ..Part::default()
    }
}

/// `Partition Name: [Partition #1]`, `Partition: [1]`, `Partition [1]` → what stands in the brackets, else nothing.
fn partition_in(text: &str) -> &str {
    let Some((_, rest)) = text.split_once("Partition") else { return "" };
    let label =
        |before: &str| before.trim_matches([' ', ':']).is_empty() || before.trim_end_matches([' ', ':']) == " Name";
    rest.split_once('[')
        .filter(|(before, _)| label(before))
        .and_then(|(_, rest)| rest.split_once(']'))
        .map_or("", |(partition, _)| partition.trim())
}

/// Sum of applied (else put out) and of rejected rows. An instance that is summed up itself counts so, else its
/// partitions. Nothing where nothing says it.
fn total<'p>(parts: impl Iterator<Item = &'p Part> + Clone) -> Rows {
    let summed: BTreeSet<&str> =
        parts.clone().filter(|part| part.partition.is_empty()).map(|part| part.instance.as_str()).collect();
    let counted = parts.filter(|part| part.partition.is_empty() || !summed.contains(part.instance.as_str()));
    let mut rows = Rows::default();
    for part in counted {
        add(&mut rows.good, part.applied_rows.or(part.output_rows));
        add(&mut rows.failed, part.rejected_rows);
    }
    rows
}

fn add(sum: &mut Option<i64>, more: Option<i64>) {
    if let Some(more) = more {
        *sum = Some(sum.unwrap_or(0).saturating_add(more));
    }
}
