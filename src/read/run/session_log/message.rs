//! Lines → messages, in the three forms that session logs come in.
//!
//! Owns where a message begins and what its pieces are. Never reads what a message means.

use super::amount::moment;
use crate::read::session_log::{self, Head, thread_of};

/// Bytes of a message that are kept. The longest that count are blocks of thread statistics and load summaries.
const LONGEST: usize = 1024 * 1024;

/// How the names of threads begin in logs before 8.5, which have `READER_1_1_1> BLKR_16019 …`.
const THREADS: [&str; 10] =
    ["READER_", "WRITER_", "TRANSF_", "LKPDP_", "DIRECTOR", "MANAGER", "MASTER", "MAPPING", "PRE-SESS", "POST-SESS"];

/// Severities in an export of the Workflow Monitor.
const SEVERITIES: [&str; 6] = ["INFO", "ERROR", "WARNING", "DEBUG", "FATAL", "TRACE"];

/// A message with all its lines.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Message {
    /// Line that it begins in, from 1.
    pub(super) line: u64,
    /// Time that its first line has.
    pub(super) time: String,
    /// Severity; empty where its form has none.
    pub(super) severity: String,
    /// Thread.
    pub(super) thread: String,
    /// Node.
    pub(super) node: String,
    /// Code.
    pub(super) code: String,
    /// What it says, without the code that some messages repeat.
    pub(super) said: String,
    /// True where it was too long to be kept whole.
    pub(super) cut: bool,
}

impl Message {
    /// A message that begins in a line.
    pub(super) fn new(line: u64, head: Head<'_>) -> Self {
        let Head { time, severity, thread, node, code, said } = head;
        let said = said.strip_prefix(code).map_or(said, str::trim_start);
        Self {
            line,
            time: time.to_owned(),
            severity: severity.to_owned(),
            thread: thread.to_owned(),
            node: node.to_owned(),
            code: code.to_owned(),
            said: said.to_owned(),
            cut: false,
        }
    }

    /// Adds a line that begins no message.
    pub(super) fn go_on(&mut self, line: &str) {
        self.cut = self.cut || self.said.len() + line.len() >= LONGEST;
        if !self.cut {
            self.said.push('\n');
            self.said.push_str(line);
        }
    }

    /// Partition that its thread works for; 0 where the thread is none of a partition.
    pub(super) fn partition(&self) -> u32 {
        partition_of(&self.thread)
    }
}

/// `READER_1_1_2` → 2, `WRITER_1_*_2` → 2: target load order group, pipeline, partition. Threads that build lookup caches
/// (`LKPDP_1:READER_1_1`) and services have none.
pub(super) fn partition_of(thread: &str) -> u32 {
    let piped = ["READER_", "WRITER_", "TRANSF_"].iter().any(|kind| thread.starts_with(kind));
    thread.rsplit_once('_').filter(|_| piped).and_then(|(_, last)| last.parse().ok()).unwrap_or(0)
}

/// Which form a log has is known by its lines; an export says its columns first.
#[derive(Debug, Default)]
pub(super) struct Form {
    columns: Vec<Column>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Severity,
    Timestamp,
    Node,
    Thread,
    Code,
    Message,
    Other,
}

impl Form {
    /// The pieces of a line that begins a message.
    pub(super) fn head<'t>(&mut self, line: &'t str) -> Option<Head<'t>> {
        if self.columns.is_empty() {
            self.columns = columns(line);
        }
        session_log::head_of(line).or_else(|| classic(line)).or_else(|| exported(line, &self.columns))
    }

    /// True once the columns of an export were seen.
    pub(super) fn is_export(&self) -> bool {
        !self.columns.is_empty()
    }
}

/// `READER_1_1_1> BLKR_16019 [2013-06-13 10:11:12] Read [100] rows …`; the time is not always there.
fn classic(line: &str) -> Option<Head<'_>> {
    let (thread, rest) = line.split_once("> ")?;
    if !THREADS.iter().any(|known| thread.starts_with(known)) || thread.contains(' ') {
        return None;
    }
    let (code, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let timed = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).filter(|(time, _)| moment(time).is_some());
    let (time, said) = timed.unwrap_or(("", rest));
    is_code(code).then(|| Head { time, thread, code, said: said.trim_start(), ..Head::default() })
}

/// `Severity\tTimestamp\tNode\tThread\tMessage Code\tMessage`, the first line of an export; its columns may stand in any
/// order. Nothing where the line is no such line.
fn columns(line: &str) -> Vec<Column> {
    let columns: Vec<Column> = line.trim_start_matches('\u{feff}').split('\t').map(column).collect();
    let has = |column| columns.contains(&column);
    if has(Column::Code) && has(Column::Message) && has(Column::Severity) { columns } else { Vec::new() }
}

fn column(name: &str) -> Column {
    match name.trim().to_ascii_lowercase().as_str() {
        "severity" => Column::Severity,
        "timestamp" => Column::Timestamp,
        "node" => Column::Node,
        "thread" => Column::Thread,
        "message code" => Column::Code,
        "message" => Column::Message,
        _ => Column::Other,
    }
}

/// A row of an export. Rows without a severity or a code belong to the message before.
fn exported<'t>(line: &'t str, columns: &[Column]) -> Option<Head<'t>> {
    let mut head = Head::default();
    let mut fields = line.splitn(columns.len().max(1), '\t');
    for column in columns {
        let field = fields.next()?.trim();
        match column {
            Column::Severity => head.severity = field,
            Column::Timestamp => head.time = field,
            Column::Node => head.node = field,
            Column::Thread => head.thread = thread_of(field),
            Column::Code => head.code = field,
            Column::Message => head.said = field,
            Column::Other => {}
        }
    }
    (is_code(head.code) && SEVERITIES.iter().any(|known| known.eq_ignore_ascii_case(head.severity))).then_some(head)
}

/// `TM_6014`: capitals, an underscore, digits.
pub(super) fn is_code(text: &str) -> bool {
    text.rsplit_once('_').is_some_and(|(prefix, number)| {
        prefix.len() >= 2
            && prefix.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
            && (3..=7).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_forms_have_the_same_pieces() {
        let mut form = Form::default();
        let line =
            "2026-01-02 03:04:05 : INFO : (12 | READER_1_1_1) : (IS | IS_DEV) : node01 : BLKR_16019 : Read [1] rows";
        let (time, thread, node) = ("2026-01-02 03:04:05", "READER_1_1_1", "node01");
        let (code, said) = ("BLKR_16019", "Read [1] rows");
        let head = Head { time, severity: "INFO", thread, node, code, said };
        assert_eq!(form.head(line), Some(head));
        let classic = "READER_1_1_1> BLKR_16019 [2026-01-02 03:04:05] Read [1] rows";
        assert_eq!(form.head(classic), Some(Head { severity: "", node: "", ..head }));
        let untimed = "READER_1_1_1> BLKR_16019 Read [1] rows";
        assert_eq!(form.head(untimed), Some(Head { severity: "", node: "", time: "", ..head }));
        let row = "INFO\t1/2/2026 3:04:05 AM\tnode01\tREADER_1_1_1\tBLKR_16019\tRead [1] rows";
        assert_eq!(form.head(row), None, "no columns yet");
        assert_eq!(form.head("Severity\tTimestamp\tNode\tThread\tMessage Code\tMessage"), None);
        assert_eq!(form.head(row), Some(Head { time: "1/2/2026 3:04:05 AM", ..head }));
    }

    #[test]
    fn lines_within_a_message_begin_none() {
        let mut form = Form::default();
        assert_eq!(form.head("Severity\tTimestamp\tNode\tThread\tMessage Code\tMessage"), None);
        for line in [
            "",
            "\t Output Rows [1], Affected Rows [1], Applied Rows [1], Rejected Rows [0]",
            "WRT_8036 Target: T (Instance Name: [T])",
            "WHERE A> B_1000 and C",
            "DIRECTOR> no code",
            "Timestamp : Severity : (Pid | Thread) : (ServiceType | ServiceName) : ClientNode : MessageCode : Message",
            "a\tb\tc\td\te\tf",
        ] {
            assert_eq!(form.head(line), None, "{line}");
        }
    }

    #[test]
    fn threads_name_their_partition() {
        for (thread, partition) in
            [("READER_1_1_2", 2), ("WRITER_1_*_3", 3), ("TRANSF_1_1_1", 1), ("LKPDP_1:TRANSF_1_2", 0), ("MAPPING", 0)]
        {
            assert_eq!(partition_of(thread), partition, "{thread}");
        }
    }
}
