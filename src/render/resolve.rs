//! Resolved parameters as text, JSON, a parameter file, or lines for a shell.
//!
//! Owns how values are quoted: whatever a value holds, it comes out whole and does nothing.

use super::json;
use super::table::{harmless, table};
use crate::answer::resolve::file::{Fate, Named};
use crate::answer::resolve::{Note, Resolution, Resolved, STEPS, Status, Step};
use crate::model::listing::{Cell, Listing};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The word of a status.
#[must_use]
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Resolved => "resolved",
        Status::Default => "default",
        Status::BuiltIn => "built-in",
        Status::Runtime => "runtime",
        Status::Unresolved => "unresolved",
    }
}

/// One session or workflow as a table for people.
#[must_use]
pub fn text(resolution: &Resolution, width: Option<usize>) -> String {
    let mut out = format!("{}\n", harmless(&resolution.address));
    for named in &resolution.files {
        let _ = writeln!(out, "  {}", harmless(&file_line(named)));
    }
    if resolution.values.is_empty() {
        out.push_str("  it uses no parameters\n");
        return out;
    }
    let cell = |text: &str| Cell::Text(text.to_owned());
    let row = |one: &Resolved| {
        vec![cell(&one.name), cell(&one.value), cell(status(one.status)), cell(&source(one)), cell(&one.datatype)]
    };
    let rows = resolution.values.iter().map(row).collect();
    out.push_str(&table(&Listing { columns: vec!["name", "value", "status", "source", "type"], rows }, width));
    for one in &resolution.values {
        for line in remarks(one) {
            let _ = writeln!(out, "  {}", harmless(&line));
        }
    }
    out
}

fn file_line(named: &Named) -> String {
    let by = if named.place.is_empty() { named.by.to_owned() } else { format!("{} ({})", named.by, named.place) };
    match &named.fate {
        Fate::InForce(_) => format!("parameter file {} of the {by} is in force", named.name),
        Fate::PassedOver(why) => format!("parameter file {} of the {by} is passed over: {why}", named.name),
        Fate::Missing => {
            format!("parameter file {} of the {by} is not at hand; give it with --param-file or ingest it", named.name)
        }
        Fate::Ambiguous(files) => format!("parameter file {} of the {by} may be {}", named.name, files.join(" or ")),
    }
}

fn source(one: &Resolved) -> String {
    match (one.origin.as_str(), one.place.as_str()) {
        ("", "") => String::new(),
        (origin, "") => origin.to_owned(),
        (origin, place) => format!("{origin} {place}"),
    }
}

fn remarks(one: &Resolved) -> Vec<String> {
    let why = (!one.why.is_empty()).then(|| format!("{} is {}: {}", one.name, status(one.status), one.why));
    let assumed = (!one.assumed.is_empty())
        .then(|| format!("{}: assumed ({})", one.name, one.assumed.iter().copied().collect::<Vec<_>>().join(", ")));
    let notes = one.notes.iter().map(|note| format!("{}: {}", note.code, note_text(note)));
    why.into_iter().chain(assumed).chain(notes).collect()
}

fn note_text(note: &Note) -> String {
    if note.place.is_empty() { note.message.clone() } else { format!("{} ({})", note.message, note.place) }
}

/// The whole way one value was found, for people.
#[must_use]
pub fn explain(resolution: &Resolution, one: &Resolved) -> String {
    let mut out = format!("{}\n  {} = {}\n", harmless(&resolution.address), harmless(&one.name), harmless(&one.value));
    let _ = writeln!(
        out,
        "  {} by step {} ({})",
        status(one.status),
        one.step,
        STEPS.get(one.step.wrapping_sub(1)).unwrap_or(&"none")
    );
    if one.raw != one.value {
        let _ = writeln!(out, "  before other values were put in: {}", harmless(&one.raw));
    }
    for line in remarks(one) {
        let _ = writeln!(out, "  {}", harmless(&line));
    }
    for step in &one.trace {
        explain_step(&mut out, step, one.step == step.number);
    }
    let _ = writeln!(out, "  used in");
    for place in &one.uses {
        let _ =
            writeln!(out, "    {} {} ({})", harmless(&place.owner), harmless(&place.attribute), harmless(&place.place));
    }
    out
}

fn explain_step(out: &mut String, step: &Step, decided: bool) {
    let mark = if decided { "→" } else { " " };
    let title = STEPS.get(step.number.wrapping_sub(1)).unwrap_or(&"");
    let note = if step.note.is_empty() { String::new() } else { format!(": {}", harmless(&step.note)) };
    let nothing = if step.says.is_empty() && step.note.is_empty() { ": says nothing" } else { "" };
    let _ = writeln!(out, "{mark} {} {title}{nothing}{note}", step.number);
    for (at, say) in step.says.iter().enumerate() {
        let mark = if decided && at + 1 == step.says.len() { "→" } else { " " };
        let place = if say.place.is_empty() { String::new() } else { format!(" ({})", harmless(&say.place)) };
        let _ = writeln!(out, "  {mark} {} = {}{place}", harmless(&say.origin), harmless(&say.value));
    }
}

/// One session or workflow as JSON.
#[must_use]
pub fn json(resolution: &Resolution) -> Value {
    json!({
        "address": resolution.address,
        "parameter_files": resolution.files.iter().map(file_json).collect::<Vec<_>>(),
        "values": resolution.values.iter().map(value_json).collect::<Vec<_>>(),
    })
}

fn file_json(named: &Named) -> Value {
    let (fate, why) = match &named.fate {
        Fate::InForce(_) => ("in force", String::new()),
        Fate::PassedOver(why) => ("passed over", (*why).to_owned()),
        Fate::Missing => ("missing", String::new()),
        Fate::Ambiguous(files) => ("ambiguous", files.join(" or ")),
    };
    json!({ "by": named.by, "name": named.name, "place": named.place, "fate": fate, "why": why })
}

fn value_json(one: &Resolved) -> Value {
    let has_value = !matches!(one.status, Status::Unresolved);
    json!({
        "name": one.name,
        "class": one.class,
        "type": one.datatype.as_str(),
        "status": one.status,
        "value": has_value.then_some(&one.value),
        "raw": has_value.then_some(&one.raw),
        "step": one.step,
        "origin": one.origin,
        "place": one.place,
        "why": one.why,
        "assumed": one.assumed,
        "notes": one.notes.iter().map(|note| json!({ "code": note.code, "message": note.message, "place": note.place })).collect::<Vec<_>>(),
        "uses": one.uses.iter().map(|place| json!({
            "owner": place.owner, "attribute": place.attribute, "context": place.context, "place": place.place,
        })).collect::<Vec<_>>(),
        "trace": one.trace.iter().map(step_json).collect::<Vec<_>>(),
    })
}

fn step_json(step: &Step) -> Value {
    json!({
        "step": step.number,
        "title": STEPS.get(step.number.wrapping_sub(1)),
        "note": step.note,
        "says": step.says,
    })
}

/// A JSON text of one resolution, indented as an element of an array.
#[must_use]
pub fn json_element(resolution: &Resolution) -> String {
    json::pretty(&json(resolution)).trim_end().replace('\n', "\n  ")
}

/// A section of a parameter file that gives this place the values it has. Returns it with the names that cannot stand in one,
/// because their value holds a line break, is empty, or `<null>`; all of them where the heading is no line.
#[must_use]
pub fn par(resolution: &Resolution, heading: &str) -> (String, Vec<String>) {
    let mut refused = Vec::new();
    if heading.contains(char::is_control) {
        return (String::new(), given(resolution).map(|one| one.name.clone()).collect());
    }
    let mut out = format!("{heading}\n");
    for one in given(resolution) {
        // An empty value or `<null>` says there that nothing is defined: true of a default only.
        let null = one.value.is_empty() || one.value.eq_ignore_ascii_case("<null>");
        let line = one.value.contains(['\n', '\r'])
            || one.name.contains(|c: char| c == '=' || c.is_control())
            || one.name.starts_with('[');
        if line || null && one.status == Status::Resolved {
            refused.push(one.name.clone());
        } else {
            let _ = writeln!(out, "{}={}", one.name, one.value);
        }
    }
    (out, refused)
}

/// Names that a parameter file or a program can be given: not those that the service sets, and only with a value.
fn given(resolution: &Resolution) -> impl Iterator<Item = &Resolved> {
    use crate::answer::resolve::token::Class;
    let fixed = |class: Class| matches!(class, Class::BuiltIn | Class::Task | Class::ConnectionVariable);
    let has_value = |one: &Resolved| matches!(one.status, Status::Resolved | Status::Default | Status::BuiltIn);
    resolution.values.iter().filter(move |one| !fixed(one.class) && has_value(one))
}

/// Assignments for a POSIX shell, each value in single quotes, in which nothing is run or put in. `$$X` and `$X` become `X`, `$$PATH`
/// becomes `_PATH`; where two names would become one, the later gets a number. Returns them with the names whose value holds a NUL.
#[must_use]
pub fn env(resolution: &Resolution) -> (String, Vec<String>) {
    let mut out = format!("# {}\n", harmless(&resolution.address));
    let (mut taken, mut refused) = (BTreeSet::new(), Vec::new());
    for one in given(resolution) {
        if one.value.contains('\0') {
            refused.push(one.name.clone());
            continue;
        }
        let first = shell_name(&one.name);
        let mut name = first.clone();
        let mut number = 1;
        while !taken.insert(name.clone()) {
            number += 1;
            name = format!("{first}_{number}");
        }
        let _ = writeln!(out, "{name}='{}'", one.value.replace('\'', "'\\''"));
    }
    (out, refused)
}

fn shell_name(name: &str) -> String {
    let clean: String =
        name.replace('$', "").chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let upper = clean.to_ascii_uppercase();
    let shells = SHELLS.contains(&upper.as_str()) || ["LD_", "BASH"].iter().any(|begin| upper.starts_with(begin));
    if shells || clean.is_empty() || clean.starts_with(|c: char| c.is_ascii_digit()) {
        format!("_{clean}")
    } else {
        clean
    }
}

/// Variables that mean something to a shell or to the programs it starts; a parameter of such a name gets a `_` before it.
const SHELLS: [&str; 24] = [
    "PATH",
    "IFS",
    "ENV",
    "HOME",
    "SHELL",
    "SHELLOPTS",
    "CDPATH",
    "PWD",
    "OLDPWD",
    "UID",
    "EUID",
    "GID",
    "PPID",
    "PS1",
    "PS2",
    "PS4",
    "MAIL",
    "MAILPATH",
    "OPTIND",
    "OPTARG",
    "LINENO",
    "RANDOM",
    "TMPDIR",
    "PROMPT_COMMAND",
];
