//! Session logs: text lines → statements.
//!
//! Owns the shapes of the messages that state a value (seen in logs of 9.6 to 10.5). What it does not know is passed over.
//! Secrets in what a log quotes are cut out.

use super::encoding::TextReader;
use super::environment::mask;
use crate::model::session_log::{About, SessionLog, Statement};
use std::io::Read;

/// Reads a session log. Fails only where its bytes cannot be read.
pub fn read(bytes: impl Read, file: &str) -> std::io::Result<SessionLog> {
    let mut reader = TextReader::new(bytes, file);
    let mut text = String::new();
    while reader.read_into(&mut text)? {}
    let mut log = SessionLog { file: file.to_owned(), ..SessionLog::default() };
    let mut message: Option<(u64, String, String)> = None;
    for (at, line) in text.lines().enumerate() {
        match head_of(line) {
            Some(Head { time, code, said, .. }) => {
                if log.started_at.is_empty() {
                    log.started_at = time.replace(' ', "T");
                }
                if let Some((line, code, said)) = message.replace((at as u64 + 1, code.to_owned(), said.to_owned())) {
                    take(&mut log, line, &code, &said);
                }
            }
            // A message goes on until the next time stamp: SQL and values may have line breaks.
            None => {
                if let Some((.., said)) = &mut message {
                    said.push('\n');
                    said.push_str(line);
                }
            }
        }
    }
    if let Some((line, code, said)) = message {
        take(&mut log, line, &code, &said);
    }
    Ok(log)
}

/// What the first line of a message says, in pieces; empty where its form has no such piece.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Head<'t> {
    /// `2020-11-06 06:52:26`, in the time zone of whoever wrote the text.
    pub(super) time: &'t str,
    /// `INFO`, `ERROR`, …
    pub(super) severity: &'t str,
    /// `READER_1_1_1`
    pub(super) thread: &'t str,
    /// Node that the service ran on.
    pub(super) node: &'t str,
    /// `TM_6014`
    pub(super) code: &'t str,
    /// The message.
    pub(super) said: &'t str,
}

/// `2020-11-06 06:52:26 : INFO : (3324 | DIRECTOR) : (IS | INT_X) : node01 : TM_6014 : …`
pub(super) fn head_of(line: &str) -> Option<Head<'_>> {
    let mut parts = line.splitn(7, " : ");
    let time = parts.next()?;
    if time.len() != 19 || !time.bytes().all(|byte| byte.is_ascii_digit() || b"-: ".contains(&byte)) {
        return None;
    }
    let (severity, process, _service, node) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    // An editor that cuts blanks off the end of lines leaves `PETL_24031 :`.
    let code = parts.next()?.trim_end_matches(" :");
    let said = parts.next().unwrap_or_default();
    Some(Head { time, severity, thread: thread_of(process), node, code, said })
}

/// `(3324 | DIRECTOR)` → `DIRECTOR`
pub(super) fn thread_of(process: &str) -> &str {
    let inside = process.trim_matches(['(', ')']);
    inside.rsplit_once('|').map_or(inside, |(_, thread)| thread).trim()
}

fn take(log: &mut SessionLog, line: u64, code: &str, said: &str) {
    // Some messages repeat their code: `RR_4010 : RR_4010 SQ instance …`.
    let said = said.strip_prefix(code).map_or(said, str::trim_start);
    for (about, value) in statements(code, said) {
        let name = match &about {
            About::Start { name, .. } | About::Kept(name) => name.as_str(),
            _ => "",
        };
        let value = mask(name, &value).to_string();
        match &about {
            About::Name("folder") => log.folder.clone_from(&value),
            About::Name("workflow") => log.workflow.clone_from(&value),
            About::Name("session") => log.session.clone_from(&value),
            _ => {}
        }
        log.statements.push(Statement { line, code: code.to_owned(), about, value });
    }
}

/// What a message states, by its code.
pub(super) fn statements(code: &str, said: &str) -> Vec<(About, String)> {
    let name = |what: &'static str, value: Option<&str>| one(About::Name(what), value);
    match code {
        "TM_6014" => name("session", between(said, "session [", "]")),
        "TM_6683" => name("repository", between(said, "[", "]")),
        "TM_6684" => name("integration service", between(said, "[", "]")),
        "TM_6686" => name("folder", between(said, "[", "]")),
        "TM_6685" => {
            [name("workflow", between(said, "Workflow: [", "]")), one(About::RunId, between(said, "Run Id: [", "]"))]
                .concat()
        }
        "TM_6101" => {
            name("mapping", between(said, "Mapping name: ", " [").or_else(|| between(said, "Mapping name: ", ".")))
        }
        "TM_6151" => one(About::Attribute("Session Sort Order"), between(said, "[", "]")),
        "TM_6156" => one(About::Attribute("Enable high precision"), yes_no(said, "high precision", "low precision")),
        "TM_6180" => {
            one(About::Attribute("Session retry on deadlock"), yes_no(said, "will be implemented", "will not be"))
        }
        "TM_6187" => commit(said),
        "TM_6660" => [
            one(About::Attribute("DTM buffer size"), between(said, "Pool size is ", " bytes")),
            one(About::Attribute("Default buffer block size"), between(said, "Block size is ", " bytes")),
        ]
        .concat(),
        "TM_6964" => one(About::Attribute("DateTime Format String"), between(said, "[", "]")),
        "TM_6307" if said.contains("disabled") => one(About::Attribute("Error Log Type"), Some("None")),
        "RR_4010" => query(said),
        "DBG_21430" => one(About::SourceFile, between(said, "file [", "]")),
        "WRT_8222" => one(About::TargetFile, between(said, "Target file [", "]")),
        "WRT_8022" if said.contains("succeeded") => between(said, "table [", "]")
            .map_or_else(Vec::new, |table| vec![(About::Truncated(table.to_owned()), "YES".to_owned())]),
        "VAR_27027" => start(said, "Use default value [", "default"),
        "VAR_27028" => start(said, "Use override value [", "override"),
        "VAR_27029" => start(said, "Use persisted repository value [", "persisted"),
        "VAR_27049" => kept(said),
        _ => Vec::new(),
    }
}

fn one(about: About, value: Option<&str>) -> Vec<(About, String)> {
    value.map(|value| (about, value.to_owned())).into_iter().collect()
}

/// What stands between the first `before` and the next `after`.
pub(super) fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let rest = &text[text.find(before)? + before.len()..];
    Some(&rest[..rest.find(after)?])
}

fn yes_no(said: &str, yes: &str, no: &str) -> Option<&'static str> {
    if said.contains(yes) { Some("YES") } else { said.contains(no).then_some("NO") }
}

/// `Session target-based commit interval is [10000].`
fn commit(said: &str) -> Vec<(About, String)> {
    let kind = between(said, "Session ", "-based commit");
    let kind = kind.map(|word| match word {
        "target" => "Target",
        "source" => "Source",
        _ => "User Defined",
    });
    [one(About::Attribute("Commit Type"), kind), one(About::Attribute("Commit Interval"), between(said, "[", "]"))]
        .concat()
}

/// `SQ instance [SQ_X] SQL Query [SELECT …]`; the statement may hold brackets itself.
fn query(said: &str) -> Vec<(About, String)> {
    let Some(instance) = between(said, "[", "]") else { return Vec::new() };
    let sql = said.split_once("SQL Query [").and_then(|(_, rest)| rest.rfind(']').map(|end| rest[..end].to_owned()));
    sql.map(|sql| (About::Query(instance.to_owned()), sql)).into_iter().collect()
}

/// `Use override value [x] for mapping parameter:[$$P].`; the value may hold brackets itself.
fn start(said: &str, before: &str, from: &'static str) -> Vec<(About, String)> {
    let Some(rest) = said.split_once(before).map(|(_, rest)| rest) else { return Vec::new() };
    let Some((value, name)) = rest.rsplit_once(":[").and_then(|(rest, name)| {
        let value = &rest[..rest.rfind("] for ")?];
        Some((value, name.split(']').next()?))
    }) else {
        return Vec::new();
    };
    vec![(About::Start { name: name.to_owned(), from }, value.to_owned())]
}

/// `Mapping variable name: [$$V], persisted value: [x], run instance name [].`
fn kept(said: &str) -> Vec<(About, String)> {
    let name = between(said, "name: [", "]");
    let value = said
        .split_once("persisted value: [")
        .and_then(|(_, rest)| rest.rfind("], run instance").map(|end| &rest[..end]));
    match (name, value) {
        (Some(name), Some(value)) => vec![(About::Kept(name.to_owned()), value.to_owned())],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lines: &str) -> Vec<(About, String)> {
        let log = read(lines.as_bytes(), "s.log").expect("memory");
        log.statements.into_iter().map(|one| (one.about, one.value)).collect()
    }

    fn line(code: &str, text: &str) -> String {
        format!("2026-01-02 03:04:05 : INFO : (12 | MAPPING) : (IS | IS_DEV) : node01 : {code} : {text}\n")
    }

    #[test]
    fn values_may_hold_brackets_and_line_breaks() {
        let text = line("VAR_27028", "Use override value [a [b] for c\nd] for mapping parameter:[$$P].");
        let about = About::Start { name: "$$P".to_owned(), from: "override" };
        assert_eq!(said(&text), [(about, "a [b] for c\nd".to_owned())]);
        let text = line("RR_4010", "SQ instance [SQ_X] SQL Query [SELECT \"A[1]\"\nFROM T]");
        assert_eq!(said(&text), [(About::Query("SQ_X".to_owned()), "SELECT \"A[1]\"\nFROM T".to_owned())]);
    }

    #[test]
    fn secrets_are_cut_out_and_other_lines_passed_over() {
        let text = line("RR_4010", "SQ instance [S] SQL Query [select 1 from x where password='hunter2']");
        assert!(!said(&text)[0].1.contains("hunter2"));
        let text = line(
            "VAR_27049",
            "Mapping variable name: [$$DB_PASSWORD], persisted value: [hunter2], run instance name [].",
        );
        assert!(!said(&text)[0].1.contains("hunter2"), "named so");
        for other in ["", "no log at all", "a : b : c : d : e : VAR_27028 : f", "2026-01-02 03:04:05 : x"] {
            assert!(said(other).is_empty(), "{other}");
        }
    }
}
