//! Parts that came, went or have another name, and facts that no row of the table knows: judged by the kind of part.

use crate::answer::diff::change::Class;
use crate::answer::diff::change::Risk::{self, High, Low, Medium};

/// What is said of a part.
type Judged = (Risk, &'static str);

/// Kind, what is said of one that came, of one that went, of one with another name.
type Row = (&'static str, Judged, Judged, Judged);

const NAME: Judged = (Low, "another name, the same content");
const KNOWN_BY_NAME: Judged = (Medium, "parameter files and scripts may know it by its old name");
const FLOW: Judged = (High, "values come from elsewhere, or go elsewhere");
const ENDS: Judged = (High, "another table or file is read or written");
const CONNECTION: Judged = (High, "another database or system is read or written");
const STARTS: Judged = (High, "when it starts, or whether it starts at all");
const TIME: Judged = (Medium, "it starts at other times");
const SPREAD: Judged = (Medium, "rows are spread over more or fewer partitions");
const ROWS: Judged = (High, "rows go another way, or are changed in another way");
const LOOKUP: Judged = (High, "lookups may find other values");
const EXTRA: Judged = (Low, "what somebody noted about it");

#[rustfmt::skip]
const KINDS: &[Row] = &[
    ("argument", FLOW, FLOW, NAME),
    ("assignment", (High, "a variable is given a value now"), (High, "a variable is given no value any more"),
        (High, "another variable is given the value")),
    ("associated source", ENDS, ENDS, NAME),
    ("column", (Medium, "the table or file has one more column"), (High, "the column is not read or written any more"),
        (High, "another column of the table or file is read or written")),
    ("command", (High, "another command runs"), (High, "a command does not run any more"), NAME),
    ("component", (Medium, "something more is done around the load"), (Medium, "something is not done any more around the load"), NAME),
    ("config", (Medium, "what is not set in the session comes from it"), (Medium, "what is not set in the session comes from elsewhere"), NAME),
    ("config reference", (Medium, "what is not set here comes from another object"),
        (Medium, "what is not set here comes from another object"), NAME),
    ("connection", CONNECTION, CONNECTION, CONNECTION),
    ("connector", FLOW, FLOW, FLOW),
    ("custom repeat", TIME, TIME, NAME),
    ("daily frequency", TIME, TIME, NAME),
    ("day filter", TIME, TIME, TIME),
    ("end options", TIME, TIME, NAME),
    ("event", (Low, "nothing that was there before waits for it"), (High, "what waits for it waits for ever"), KNOWN_BY_NAME),
    ("extension", ENDS, ENDS, NAME),
    ("field dependency", FLOW, FLOW, FLOW),
    ("flat file", (High, "it is a file now, no table"), (High, "it is no file any more"), NAME),
    ("function used", ROWS, ROWS, NAME),
    ("group", ROWS, ROWS, NAME),
    ("group setting", SPREAD, SPREAD, NAME),
    ("instance", ROWS, ROWS, NAME),
    ("instance setting", (Medium, "the session runs one more part of its mapping"),
        (Medium, "the session runs one part less of its mapping"), NAME),
    ("link", (High, "the order of tasks, or whether one runs"), (High, "the order of tasks, or whether one runs"),
        (High, "the order of tasks, or whether one runs")),
    ("lookup", LOOKUP, LOOKUP, NAME),
    ("mapping", (High, "another mapping runs"), (High, "another mapping runs"), NAME),
    ("mapplet", ROWS, ROWS, NAME),
    ("metadata extension", EXTRA, EXTRA, EXTRA),
    ("partition", SPREAD, SPREAD, NAME),
    ("port", (Medium, "one more value goes through"), (High, "a value does not go through any more"), NAME),
    ("reader", (High, "something more is read"), (High, "something is not read any more"), NAME),
    ("recurrence", TIME, TIME, NAME),
    ("repeat", TIME, TIME, NAME),
    ("schedule", STARTS, STARTS, NAME),
    ("schedule options", TIME, TIME, NAME),
    ("scheduler", STARTS, STARTS, NAME),
    ("section", (Medium, "parameters have a value of their own here"), (Medium, "parameters have no value of their own here"),
        (Medium, "parameters count for something else")),
    ("session", (Medium, "something new may run"), (High, "what it loaded is not loaded any more"), KNOWN_BY_NAME),
    ("shortcut", (Low, "nothing that was there before uses it"), (High, "what used it has to do without it"), NAME),
    ("source", ENDS, ENDS, ENDS),
    ("start options", TIME, TIME, NAME),
    ("target", ENDS, ENDS, ENDS),
    ("target load order", (Medium, "targets are loaded in another order"), (Medium, "targets are loaded in another order"), NAME),
    ("task", (High, "one more task may run"), (High, "a task does not run any more"), KNOWN_BY_NAME),
    ("task instance", (High, "one more task runs"), (High, "a task does not run any more"), KNOWN_BY_NAME),
    ("timer", TIME, TIME, NAME),
    ("transformation", ROWS, ROWS, NAME),
    ("user-defined function", ROWS, ROWS, NAME),
    ("variable", (Low, "nothing that was there before uses it"), (Medium, "what used it has to do without it"), KNOWN_BY_NAME),
    ("workflow", (Medium, "something new may run"), (High, "what it loaded is not loaded any more"), KNOWN_BY_NAME),
    ("worklet", (Medium, "something new may run"), (High, "what it loaded is not loaded any more"), KNOWN_BY_NAME),
    ("writer", (High, "something more is written"), (High, "something is not written any more"), NAME),
];

fn row(kind: &str) -> Option<&'static Row> {
    KINDS.iter().find(|(name, ..)| *name == kind)
}

/// A part that came or went.
pub(super) fn of(class: Class, kind: &str, name: &str) -> Judged {
    // A mail tells people; it moves no row.
    if kind == "component" && name.to_ascii_lowercase().contains("email") {
        return match class {
            Class::Removed if name.to_ascii_lowercase().contains("fail") => (Medium, "nobody is told when it fails"),
            _ => (Low, "who is told of a run"),
        };
    }
    let unknown = (Low, "nothing is known to depend on it");
    row(kind).map_or(unknown, |(_, added, removed, _)| if class == Class::Removed { *removed } else { *added })
}

/// A parameter of a parameter file. Names of connection parameters begin so by rule (facts: names of parameters).
pub(super) fn parameter(name: &str) -> Judged {
    let begins = |start: &str| name.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    let connections = ["$DBConnection", "$AppConnection", "$FTPConnection", "$LoaderConnection", "$QueueConnection"];
    if connections.into_iter().any(begins) { CONNECTION } else { (Medium, "a parameter has another value") }
}

/// A part with another name.
pub(super) fn renamed(kind: &str, is_guess: bool) -> Judged {
    if is_guess && kind == "mapping" {
        return (High, "another mapping runs");
    }
    let (risk, reason) = row(kind).map_or(NAME, |(.., renamed)| *renamed);
    // What only resembles what was there may be something else; what differs in it is told apart.
    if is_guess && risk < Medium { (Medium, "taken for the same under another name") } else { (risk, reason) }
}

/// Kinds of parts in which every fact means something.
#[rustfmt::skip]
const OTHER_FACTS: &[(&str, Judged)] = &[
    ("column", (Medium, "the table or file is described in another way")),
    ("connection", (Medium, "the connection works in another way")),
    ("connector", FLOW),
    ("custom repeat", TIME),
    ("daily frequency", TIME),
    ("end options", TIME),
    ("event", (Medium, "what tasks wait for")),
    ("extension", (Medium, "a source or target is handled in another way")),
    ("field dependency", FLOW),
    ("group", ROWS),
    ("instance setting", (Medium, "the session runs a transformation in another way")),
    ("link", (Medium, "the order of tasks")),
    ("metadata extension", EXTRA),
    ("lookup", (Medium, "lookups work in another way")),
    ("partition", SPREAD),
    ("port", (Medium, "what the port does")),
    ("reader", (Medium, "the source is read in another way")),
    ("recurrence", TIME),
    ("repeat", TIME),
    ("schedule", TIME),
    ("schedule options", TIME),
    ("source", (Medium, "the source is described in another way")),
    ("start options", TIME),
    ("target", (Medium, "the target is described in another way")),
    ("task", (Medium, "the task works in another way")),
    ("timer", TIME),
    ("transformation", (Medium, "the transformation works in another way")),
    ("user-defined function", ROWS),
    ("writer", (Medium, "the target is written in another way")),
];

/// A fact that the table does not know.
pub(super) fn other_fact(kind: &str, name: &str) -> Judged {
    if name.ends_with("Cache Size") {
        return (Medium, "the memory of the load: speed, or failing for want of it");
    }
    if name.starts_with("order of ") {
        return (High, "values or rows are worked on in another order");
    }
    let unknown = (Low, "nothing is known to depend on it");
    OTHER_FACTS.iter().find(|(of, _)| *of == kind).map_or(unknown, |(_, judged)| *judged)
}
