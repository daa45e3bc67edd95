//! Cases as text: one rule each, who says so, what differs from the plain repository, and what must come out.
//!
//! ```text
//! ## the rule (who says so)
//! mapping $$X integer = 5          declares: mapping, mapplet, workflow, worklet, deep; kept, null, expression before `=`
//! before $$X <- $$W                assigns: before (the session), into (the worklet), out, task, after (another session)
//! sql select $$X                   the text that uses names; else it holds every name that is asked
//! | [F.WF:wf]                      lines of the file w.par, which the workflow names
//! file s.par                       the lines that follow are another file's
//! args --set $$X=1
//! ask s $$X: resolved [5]; line 3; step 3; assumed TAG; noted CODE; why TEXT; as VALUE
//! ```

use super::export::{Declared, Export};
use std::collections::BTreeMap;

/// A question and what must come out.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) place: String,
    pub(crate) name: String,
    pub(crate) status: String,
    pub(crate) value: Option<String>,
    /// `line`, `step`, `assumed`, `noted`, `why`
    pub(crate) also: Vec<(String, String)>,
}

/// One case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Case {
    pub(crate) rule: String,
    pub(crate) export: Export,
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) args: Vec<String>,
    pub(crate) asks: Vec<Ask>,
}

const DECLARES: [&str; 5] = ["mapping", "mapplet", "workflow", "worklet", "deep"];
const ASSIGNS: [&str; 6] = ["before", "after", "into", "deep-into", "out", "task"];

/// Reads the cases of a text.
pub(crate) fn cases(text: &str) -> Vec<Case> {
    let blocks = text.split("\n## ").skip(1);
    blocks.map(case).collect()
}

fn case(block: &str) -> Case {
    let mut lines = block.lines();
    let rule = lines.next().unwrap().to_owned();
    assert!(rule.ends_with(')') && rule.contains(" ("), "who says that {rule}?");
    let mut case = Case { rule, ..Case::default() };
    let mut file = "w.par".to_owned();
    for line in lines.filter(|line| !line.is_empty()) {
        if let Some(text) = line.strip_prefix('|') {
            let text = unescaped(text.strip_prefix(' ').unwrap_or(text));
            *case.files.entry(file.clone()).or_default() += &format!("{text}\n");
            continue;
        }
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "file" => rest.clone_into(&mut file),
            "args" => case.args.extend(rest.split(' ').map(str::to_owned)),
            "ask" => case.asks.push(ask(rest)),
            _ => differs(&mut case.export, word, rest),
        }
    }
    let asked: Vec<&str> = case.asks.iter().map(|ask| ask.name.as_str()).filter(|name| !name.contains('.')).collect();
    let own = [&case.export.sql, &case.export.expression, &case.export.connection, &case.export.in_mapplet];
    if own.iter().all(|text| text.is_empty()) {
        case.export.sql = asked.join(" ");
    }
    case.files.entry("w.par".to_owned()).or_insert_with(|| "[Global]\n".to_owned());
    case
}

fn differs(export: &mut Export, word: &str, rest: &str) {
    if DECLARES.contains(&word) {
        let (before, initial) = rest.split_once(" =").unwrap_or((rest, ""));
        let words: Vec<&str> = before.split(' ').collect();
        let has = |flag: &str| words[2..].contains(&flag);
        let declared = Declared {
            name: words[0].to_owned(),
            datatype: words[1].to_owned(),
            kept: has("kept"),
            null: has("null"),
            expression: has("expression"),
            initial: initial.strip_prefix(' ').unwrap_or(initial).to_owned(),
        };
        export.declared.push((word.to_owned(), declared));
    } else if ASSIGNS.contains(&word) {
        let (name, value) = rest.split_once(" <- ").unwrap();
        export.assigned.push((word.to_owned(), name.to_owned(), value.to_owned()));
    } else {
        let place = match word {
            "sql" => &mut export.sql,
            "expression" => &mut export.expression,
            "in-mapplet" => &mut export.in_mapplet,
            "connection" => &mut export.connection,
            "source" => &mut export.source,
            "workflow-file" => &mut export.workflow_file,
            "session-file" => &mut export.session_file,
            "folder" => &mut export.folder,
            other => panic!("what is {other}?"),
        };
        rest.clone_into(place);
    }
}

fn ask(text: &str) -> Ask {
    let (head, rest) = text.split_once(": ").unwrap();
    let (place, name) = head.split_once(' ').unwrap();
    let (status, after) = rest.split_once([' ', ';']).unwrap_or((rest, ""));
    let value = after.trim_start().strip_prefix('[').and_then(|value| value.split_once(']'));
    let also = value.map_or(after, |(_, also)| also).split(';').map(str::trim).filter(|one| !one.is_empty());
    Ask {
        place: place.to_owned(),
        name: name.to_owned(),
        status: status.trim_end_matches(';').to_owned(),
        value: value.map(|(value, _)| unescaped(value)),
        also: also
            .map(|one| one.split_once(' ').unwrap())
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
    }
}

/// `\r`, `\t`, `\u{feff}` and `\s` (a space at the end of a line) as what they mean.
fn unescaped(text: &str) -> String {
    text.replace("\\r", "\r").replace("\\t", "\t").replace("\\s", " ").replace("\\u{feff}", "\u{feff}")
}
