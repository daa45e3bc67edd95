//! Whole logs against what stands in them.

use super::*;
use crate::model::run::{About, Fact, Part, Rows, Status};

/// Log and its run as text, written by hand.
macro_rules! fixture {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../tests/fixtures/runs/", $name, ".log")),
            include_str!(concat!("../../../tests/fixtures/runs/", $name, ".golden")),
        )
    };
}

const FIXTURES: [(&str, &str, &str); 6] = [
    fixture!("partitions"),
    fixture!("failed"),
    fixture!("stopped"),
    fixture!("classic"),
    fixture!("export"),
    fixture!("cut"),
];

fn opt(value: Option<impl std::fmt::Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

fn named(name: &str) -> &str {
    if name.is_empty() { "-" } else { name }
}

fn partition(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("#{name}") }
}

fn part(part: &Part) -> String {
    let Part { side, instance, table, operation, line, .. } = part;
    let space = if operation.is_empty() { "" } else { " " };
    format!(
        "part {line} {} {instance}<{table}>{}{space}{operation} out={} applied={} affected={} rejected={} {}..{}\n",
        side.word(),
        partition(&part.partition),
        opt(part.output_rows),
        opt(part.applied_rows),
        opt(part.affected_rows),
        opt(part.rejected_rows),
        opt(part.started_at.as_ref()),
        opt(part.ended_at.as_ref()),
    )
}

fn fact(fact: &Fact) -> String {
    let Fact { about, name, what, value, said, line, .. } = fact;
    let name = if name.is_empty() { String::new() } else { format!(" {name}{}", partition(&fact.partition)) };
    let value = value.map_or_else(String::new, |value| format!(" {value}"));
    let said = if said.is_empty() && !value.is_empty() { String::new() } else { format!(" \"{said}\"") };
    format!("fact {line} {}{name} {what}{value}{said}\n", about.word())
}

/// The run as text.
fn dump(run: &Run, problems: &[Problem]) -> String {
    let rows = |rows: Rows| format!("{}/{}", opt(rows.good), opt(rows.failed));
    let names = [&run.repository, &run.folder, &run.workflow, &run.session, &run.mapping].map(|name| named(name));
    let mut text = format!("run {} run_id={} line={}\n", names.join(" "), opt(run.run_id), run.line);
    text += &format!("time {}..{} {}\n", run.started_at, opt(run.ended_at.as_ref()), run.status.word());
    let (source, target) = (rows(run.source), rows(run.target));
    text += &format!("rows source={source} target={target} errors={}\n", opt(run.errors));
    if !run.error_code.is_empty() {
        text += &format!("error {} {}\n", run.error_code, run.error);
    }
    run.parts.iter().for_each(|one| text += &part(one));
    run.facts.iter().for_each(|one| text += &fact(one));
    for problem in problems {
        text += &format!("problem {} {} {}\n", problem.line, problem.severity.as_str(), problem.code);
    }
    text
}

fn dump_of(bytes: &[u8]) -> String {
    let (run, problems) = read(bytes, "s.log").expect("memory");
    dump(&run.expect("a run"), &problems)
}

/// The run of a log and the codes and lines of its problems.
fn read_text(text: &str) -> (Run, Vec<(&'static str, u64)>) {
    let (run, problems) = read(text.as_bytes(), "s.log").expect("memory");
    (run.expect("a run"), problems.iter().map(|problem| (problem.code, problem.line)).collect())
}

fn line(thread: &str, code: &str, said: &str) -> String {
    format!("2026-01-02 03:04:05 : INFO : (12 | {thread}) : (IS | IS_DEV) : node01 : {code} : {said}\n")
}

const START: &str = "Initializing session [s] at [Fri Jan 02 03:04:05 2026].";
const END_SAID: &str = "Session [s] completed at [Fri Jan 02 03:04:06 2026].";

/// A log with a beginning, these messages and an end.
fn log(messages: &[(&str, &str, &str)]) -> String {
    let inside: String = messages.iter().map(|(thread, code, said)| line(thread, code, said)).collect();
    line("DIRECTOR", "TM_6014", START) + &inside + &line("DIRECTOR", "TM_6020", END_SAID)
}

#[test]
fn logs_become_what_stands_in_their_goldens() {
    for (name, log, golden) in FIXTURES {
        let dumped = dump_of(log.as_bytes());
        for (at, (found, wanted)) in dumped.lines().zip(golden.lines()).enumerate() {
            assert_eq!(found, wanted, "{name}.golden line {}", at + 1);
        }
        assert_eq!(dumped, golden, "{name}");
        assert!(looks_like_one(log), "{name}");
        for secret in ["swordfish", "tiger"] {
            assert!(!dumped.contains(secret), "{name}");
        }
    }
}

#[test]
fn encodings_and_line_breaks_change_nothing() {
    let (_, log, golden) = FIXTURES[0];
    let crlf = log.replace('\n', "\r\n");
    assert_eq!(dump_of(crlf.as_bytes()), golden, "CRLF");
    let marked = [b"\xEF\xBB\xBF", log.as_bytes()].concat();
    assert_eq!(dump_of(&marked), golden, "UTF-8 with a mark");
    let little: Vec<u8> = [0xFF, 0xFE].into_iter().chain(crlf.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(dump_of(&little), golden, "UTF-16LE");
    let big: Vec<u8> = [0xFE, 0xFF].into_iter().chain(log.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    assert_eq!(dump_of(&big), golden, "UTF-16BE");
    let umlaut = log.replace("SRC_ORDERS", "SRC_AUFTR\u{c4}GE");
    let latin: Vec<u8> =
        umlaut.chars().map(|c| if c == '\u{c4}' { 0xC4 } else { u8::try_from(c).expect("ASCII") }).collect();
    assert_eq!(dump_of(&latin), golden.replace("SRC_ORDERS", "SRC_AUFTR\u{c4}GE"), "Windows-1252");
}

#[test]
fn how_the_bytes_come_changes_nothing() {
    struct OneByOne<'b>(&'b [u8]);
    impl Read for OneByOne<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let count = self.0.len().min(out.len()).min(1);
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }
    let (_, log, golden) = FIXTURES[0];
    let (run, problems) = read(OneByOne(log.as_bytes()), "s.log").expect("memory");
    assert_eq!(dump(&run.expect("a run"), &problems), golden);
}

#[test]
fn a_log_that_is_cut_anywhere_keeps_only_what_it_says_whole() {
    let (_, log, _) = FIXTURES[0];
    let whole = read_text(log).0;
    for at in (0..log.len() - 2).step_by(7).filter(|at| log.is_char_boundary(*at)) {
        let (run, problems) = read(&log.as_bytes()[..at], "s.log").expect("memory");
        assert!(problems.iter().any(|problem| ["log-ends-early", "no-session"].contains(&problem.code)), "cut at {at}");
        let Some(run) = run else { continue };
        assert_eq!(run.ended_at, None, "cut at {at}");
        // A commit point is what its LOAD SUMMARY will have; nothing else changes.
        let committed = |part: &Part| whole.parts.iter().all(|known| known.line != part.line) && part.line < 54;
        for part in run.parts.iter().filter(|part| !committed(part)) {
            let known = whole.parts.iter().find(|known| known.line == part.line).expect("known");
            let rows = |part: &Part| [part.output_rows, part.applied_rows, part.affected_rows, part.rejected_rows];
            let cut = rows(part).iter().zip(rows(known)).any(|(cut, known)| cut.is_some() && *cut != known);
            assert!(!cut, "cut at {at}: {part:?}");
        }
        for fact in run.facts.iter().filter(|fact| fact.about == About::Cache && fact.value.is_some()) {
            assert!(
                whole.facts.iter().any(|known| known.line == fact.line && known.value == fact.value),
                "{at}: {fact:?}"
            );
        }
    }
}

#[test]
fn figures_that_cannot_be_are_passed_over_and_told() {
    let text = log(&[
        ("MAPPING", "TM_6018", "The session completed with [99999999999999999999] row transformation errors."),
        ("DIRECTOR", "TM_6253", "Target Load Summary."),
        (
            "DIRECTOR",
            "CMN_1740",
            "Table: [T] (Instance Name: [T])\n\t Output Rows [5], Affected Rows [5], Applied Rows [-5], Rejected Rows [1]",
        ),
        (
            "MANAGER",
            "PETL_24031",
            "\nThread [READER_1_1_1] created for [the read stage] of partition point [S] has completed.\n\tTotal Run Time = [-1.5] secs\n\tTotal Idle Time = [1.5] secs\n\tBusy Percentage = [100.010000]",
        ),
    ]);
    let (run, problems) = read_text(&text);
    assert_eq!(
        problems,
        [("impossible-amount", 2), ("impossible-amount", 4), ("impossible-amount", 6), ("impossible-amount", 6)]
    );
    assert_eq!(run.errors, None);
    assert_eq!(
        (run.parts[0].output_rows, run.parts[0].applied_rows, run.parts[0].rejected_rows),
        (Some(5), None, Some(1))
    );
    assert_eq!(run.target, Rows { good: Some(5), failed: Some(1) }, "put out, as nothing says what was applied");
    let measured: Vec<&str> =
        run.facts.iter().filter(|fact| fact.value.is_some()).map(|fact| fact.what.as_str()).collect();
    assert_eq!(measured, ["idle_ms"]);
}

#[test]
fn times_that_cannot_be_are_passed_over_and_told() {
    let start = |at: &str| line("DIRECTOR", "TM_6014", &format!("Initializing session [s] at [{at}]."));
    let end = |at: &str| line("DIRECTOR", "TM_6020", &format!("Session [s] completed at [{at}]."));
    let (run, problems) = read_text(&(start("Fri Jan 02 03:04:05 2026") + &end("Fri Jan 02 03:04:04 2026")));
    assert_eq!((run.started_at.as_str(), run.ended_at), ("2026-01-02T03:04:05", None));
    assert_eq!(problems, [("impossible-time", 2)]);
    let (run, problems) = read_text(&(start("Mon Feb 30 03:04:05 2026") + &end("Fri Jan 02 03:04:04 2026")));
    assert_eq!(run.started_at, "2026-01-02T03:04:05", "the time of the line");
    assert_eq!(run.ended_at.as_deref(), Some("2026-01-02T03:04:04"), "not held against the line's");
    assert_eq!(problems, [("impossible-time", 1)]);
    let (run, problems) = read_text(&(start("Fri Jan 02 03:04:05 2026") + &end("Fri Jan 32 03:04:04 2026")));
    assert_eq!((run.ended_at, problems), (None, vec![("impossible-time", 2)]), "it ended, nobody knows when");
}

#[test]
fn a_log_without_its_beginning_is_read_as_far_as_it_goes() {
    let read_rows =
        line("READER_1_1_1", "BLKR_16019", "Read [5] rows, read [0] error rows for source table [T] instance name [T]");
    let (run, problems) = read_text(&(read_rows.clone() + &line("DIRECTOR", "TM_6020", END_SAID)));
    assert_eq!((run.session.as_str(), run.started_at.as_str()), ("s", "2026-01-02T03:04:05"));
    assert_eq!(problems, [("no-session", 1)]);
    let (run, problems) = read_text(&read_rows);
    assert_eq!((run.session.as_str(), run.parts.len(), run.status), ("", 1, Status::Running));
    assert_eq!(problems, [("no-session", 1), ("log-ends-early", 1)]);
    for text in ["", "no log\nat all\n", "a > b\n\x00\n"] {
        let (run, problems) = read(text.as_bytes(), "s.log").expect("memory");
        assert_eq!((run, problems[0].code), (None, "no-session"), "{text}");
    }
}

#[test]
fn only_the_first_of_two_sessions_is_read() {
    let second = log(&[("MAPPING", "TM_6018", "The session completed with [7] row transformation errors.")]);
    let parameter = line("DIRECTOR", "VAR_27028", "Use override value [1] for mapping parameter:[$$P].");
    let (run, problems) = read_text(&(log(&[]) + &parameter + &second));
    assert_eq!(problems, [("second-session", 4)]);
    assert_eq!((run.errors, run.ended_at.as_deref()), (None, Some("2026-01-02T03:04:06")));
    assert_eq!(run.facts, [], "the parameter is of the second");
}

#[test]
fn a_stop_counts_where_no_error_came_before_it() {
    let stop = ("MANAGER", "PETL_24007", "Received request to stop session run. Attempting to stop worker threads.");
    let abort = ("MANAGER", "PETL_24008", "Received request to abort session run.");
    let (good, bad) = (
        ("DIRECTOR", "PETL_24012", "Session run completed successfully."),
        ("DIRECTOR", "PETL_24013", "Session run completed with failure."),
    );
    for (messages, status) in [
        (vec![stop, bad], Status::Stopped),
        (vec![stop, abort, bad], Status::Aborted),
        (vec![stop, good], Status::Succeeded),
        (vec![stop], Status::Stopped),
        (vec![bad], Status::Failed),
        (vec![], Status::Unknown),
    ] {
        assert_eq!(read_text(&log(&messages)).0.status, status, "{messages:?}");
        let running = log(&messages).replace("TM_6020", "TM_9999");
        let expected = match status {
            Status::Unknown => Status::Running,
            Status::Stopped if messages == [stop] => Status::Stopping,
            other => other,
        };
        assert_eq!(read_text(&running).0.status, expected, "{messages:?} without an end");
    }
    let error = line("WRITER_1_*_1", "WRT_8229", "Database errors occurred: x").replace(" INFO ", " ERROR ");
    let failed = log(&[stop, bad]).replacen('\n', &format!("\n{error}"), 1);
    assert_eq!(read_text(&failed).0.status, Status::Failed, "the service stops its own threads");
}

#[test]
fn rows_by_operation_stand_in_for_a_missing_load_summary() {
    let summary = "Load complete time: Fri Jan 02 03:04:05 2026\n\nLOAD SUMMARY\n============\n\nWRT_8036 Target: T (Instance Name: [T1])\n\
                   WRT_8038 Inserted rows - Requested: 64  Applied: 4  Rejected: 60  Affected: 4\n\
                   WRT_8039 Updated rows - Requested: 6  Applied: 5  Rejected: 1  Affected: 3\n";
    let (run, _) = read_text(&log(&[("WRITER_1_*_1", "WRT_8035", summary)]));
    assert_eq!(run.target, Rows { good: Some(9), failed: Some(61) });
    assert_eq!(run.source, Rows::default());
    let sum = "Table: [T] (Instance Name: [T1])\n\t Output Rows [70], Affected Rows [7], Applied Rows [9], Rejected Rows [61]";
    let (run, _) = read_text(&log(&[
        ("WRITER_1_*_1", "WRT_8035", summary),
        ("DIRECTOR", "TM_6253", "Target Load Summary."),
        ("DIRECTOR", "CMN_1740", sum),
    ]));
    assert_eq!((run.target, run.parts.len()), (Rows { good: Some(9), failed: Some(61) }, 3), "not counted twice");
}

#[test]
fn a_sum_of_partitions_counts_once() {
    let rows = |n: i64| format!("\n\t Output Rows [{n}], Affected Rows [{n}], Applied Rows [{n}], Rejected Rows [0]");
    let instance = "Table: [T Partition X] (Instance Name: [T])";
    let apart = format!("{instance}\n\tPartition: [a]{}\n\tPartition: [b]{}", rows(3), rows(4));
    let (run, _) =
        read_text(&log(&[("DIRECTOR", "TM_6252", "Source Load Summary."), ("DIRECTOR", "CMN_1740", &apart)]));
    let partitions: Vec<(&str, Option<i64>)> =
        run.parts.iter().map(|part| (part.partition.as_str(), part.applied_rows)).collect();
    assert_eq!(partitions, [("a", Some(3)), ("b", Some(4))]);
    assert_eq!(run.source.good, Some(7));
    let whole = format!("{instance}{}", rows(7));
    let (run, _) = read_text(&log(&[
        ("DIRECTOR", "TM_6252", "Source Load Summary."),
        ("DIRECTOR", "CMN_1740", &whole),
        ("DIRECTOR", "CMN_1740", &apart),
    ]));
    assert_eq!((run.source.good, run.parts.len()), (Some(7), 3));
}

#[test]
fn only_session_logs_look_like_one() {
    let workflow = "2026-01-02 03:04:05 : INFO : (12 | THREAD) : (IS | IS_DEV) : node01 : LM_36435 : Starting execution of workflow [w].\n";
    for text in [
        "",
        "{\"Event\":\"SparkListenerLogStart\"}\n",
        "SESSION_NAME,RUN_STATUS_CODE\ns,1\n",
        "<?xml version=\"1.0\"?>",
        workflow,
    ] {
        assert!(!looks_like_one(text), "{text}");
    }
    let (_, log, _) = FIXTURES[0];
    assert!(looks_like_one(&format!("\u{feff}{}", &log[..300])));
}

#[test]
fn a_long_log_is_read_a_message_at_a_time() {
    /// A log of many messages that exists nowhere as a whole.
    struct Endless {
        left: u32,
        block: Vec<u8>,
        at: usize,
    }
    impl Read for Endless {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            if self.at == self.block.len() && self.left > 0 {
                (self.left, self.at) = (self.left - 1, 0);
            }
            let count = out.len().min(self.block.len() - self.at);
            out[..count].copy_from_slice(&self.block[self.at..self.at + count]);
            self.at += count;
            Ok(count)
        }
    }
    let error =
        line("READER_1_1_1", "FR_3065", "Row [1], field [A]: Invalid number: [x].").replace(" INFO ", " ERROR ");
    let block = error.repeat(100).into_bytes();
    let at = block.len();
    let start = line("DIRECTOR", "TM_6014", START).into_bytes();
    let (run, _) = read(start.as_slice().chain(Endless { left: 200, block, at }), "s.log").expect("memory");
    let run = run.expect("a run");
    assert_eq!((run.facts.len(), run.facts[0].value), (1, Some(20_000)));
}
