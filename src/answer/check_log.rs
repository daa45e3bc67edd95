//! A session log held against our answer: agree, differ, not stated.
//!
//! Owns what may be compared with what. Where one side has no value of its own (`Auto`, a query that the service makes), it
//! says so and does not guess.

use super::effective::Parts;
use super::layers::Effective;
use super::resolve::token::tokens;
use super::resolve::{Resolution, Resolved, Status};
use crate::model::design::{Context, Design};
use crate::model::session_log::{About, SessionLog, Statement};

/// How a statement of the log and an answer of ours stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The same.
    Agree,
    /// Not the same.
    Differ,
    /// One of the two says nothing that can be compared.
    NotStated,
}

/// One comparison.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Compared {
    /// What is compared.
    pub what: String,
    /// Our answer; empty where we have none.
    pub ours: String,
    /// What the log says; empty where it says nothing.
    pub log: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Line of the log; 0 where it says nothing.
    pub line: u64,
    /// What bears on the verdict.
    pub note: String,
}

/// What our side has to say of a session.
#[derive(Debug, Clone, Copy)]
pub struct Ours<'a> {
    /// The session put together.
    pub design: &'a Design,
    /// Its attributes in effect, product defaults among them.
    pub attributes: &'a [Effective],
    /// What its parts say.
    pub parts: &'a Parts,
    /// Its parameters.
    pub resolution: &'a Resolution,
}

/// Compares everything that the log states, and names what of ours it does not state.
#[must_use]
pub fn check(log: &SessionLog, ours: &Ours<'_>) -> Vec<Compared> {
    let mut all: Vec<Compared> = log.statements.iter().filter_map(|one| statement(one, ours)).collect();
    all.dedup_by(|a, b| (&a.what, &a.log) == (&b.what, &b.log));
    for (what, value) in &ours.parts.connections {
        let value = resolved(ours, value).map_or_else(|| value.clone(), |one| one.value.clone());
        all.push(silent(what, &value, "session logs name databases, not connections"));
    }
    let stated = |name: &str| {
        log.statements
            .iter()
            .any(|one| matches!(&one.about, About::Start { name: other, .. } if other.eq_ignore_ascii_case(name)))
    };
    for one in ours.resolution.values.iter().filter(|one| one.name.starts_with("$$") && !stated(&one.name)) {
        if !one.name.starts_with("$$$") {
            all.push(silent(&one.name, &one.value, "the log has no VAR_ line for it"));
        }
    }
    all
}

fn silent(what: &str, ours: &str, note: &str) -> Compared {
    let (what, ours, note) = (what.to_owned(), ours.to_owned(), note.to_owned());
    Compared { what, ours, log: String::new(), verdict: Verdict::NotStated, line: 0, note }
}

fn statement(one: &Statement, ours: &Ours<'_>) -> Option<Compared> {
    let (what, our_value, note) = match &one.about {
        About::Name(what) => ((*what).to_owned(), Some(name(what, ours)).filter(|value| !value.is_empty()), ""),
        About::Attribute(name) => ((*name).to_owned(), attribute(name, ours), ""),
        About::Start { name, from } => start(name, from, &one.value, ours),
        About::Query(instance) => return Some(query(instance, one, ours)),
        About::SourceFile => return Some(file("source file", "Source filename", one, ours)),
        About::TargetFile => return Some(file("target file", "Output filename", one, ours)),
        About::Truncated(table) => (format!("truncate {table}"), truncates(table, ours), ""),
        About::RunId | About::Kept(_) => return None,
    };
    Some(compare(what, our_value, one, note))
}

fn compare(what: String, ours: Option<String>, one: &Statement, note: &str) -> Compared {
    let (verdict, note) = match &ours {
        None => (Verdict::NotStated, if note.is_empty() { "we have no value for it" } else { note }),
        Some(ours) if ours.eq_ignore_ascii_case("Auto") => {
            (Verdict::NotStated, "the session says Auto, so the service chose")
        }
        Some(ours) if same(ours, &one.value) => (Verdict::Agree, note),
        Some(_) => (Verdict::Differ, note),
    };
    let (log, note) = (one.value.clone(), note.to_owned());
    Compared { what, ours: ours.unwrap_or_default(), log, verdict, line: one.line, note }
}

/// Sizes are the same in any unit, texts up to white space and, for words, case.
fn same(ours: &str, log: &str) -> bool {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
    words(ours).eq_ignore_ascii_case(&words(log))
        || bytes(ours).is_some_and(|bytes_ours| Some(bytes_ours) == bytes(log))
}

/// A size in bytes: a bare number, or with KB, MB, GB of 1,024 (manual: Performance Settings).
#[must_use]
pub fn bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unit = match text[digits..].trim().to_ascii_uppercase().as_str() {
        "" => 1,
        "KB" => 1 << 10,
        "MB" => 1 << 20,
        "GB" => 1 << 30,
        _ => return None,
    };
    text[..digits].parse::<u64>().ok()?.checked_mul(unit)
}

fn name(what: &str, ours: &Ours<'_>) -> String {
    let (design, place) = (ours.design, &ours.design.place);
    match what {
        "repository" => design.repository.to_string(),
        "integration service" => place.service.to_string(),
        "folder" => place.folder.to_string(),
        "workflow" => place.path.first().map(ToString::to_string).unwrap_or_default(),
        "session" => place.session.to_string(),
        "mapping" => design.mapping.to_string(),
        _ => String::new(),
    }
}

fn attribute(name: &str, ours: &Ours<'_>) -> Option<String> {
    ours.attributes.iter().find(|one| one.name == name).map(|one| one.value.clone())
}

fn resolved<'a>(ours: &Ours<'a>, name: &str) -> Option<&'a Resolved> {
    ours.resolution.values.iter().find(|one| one.name.eq_ignore_ascii_case(name))
}

/// A value that the repository kept is known here from logs only, and every run may keep another one.
fn start(name: &str, from: &str, stated: &str, ours: &Ours<'_>) -> (String, Option<String>, &'static str) {
    let kept = |one: &Resolved| one.assumed.contains("nothing-saved") || one.step == 5 && !same(&one.value, stated);
    match resolved(ours, name) {
        Some(one) if from == "persisted" && kept(one) => {
            (name.to_owned(), None, "the repository kept it from an earlier run; only logs tell such values")
        }
        Some(one) if matches!(one.status, Status::Resolved | Status::Default | Status::BuiltIn) => {
            (name.to_owned(), Some(one.value.clone()), "")
        }
        Some(_) => (name.to_owned(), None, "we cannot know its value without the run"),
        None => (name.to_owned(), None, "the session does not use it"),
    }
}

/// The log names the table, the session the instance.
fn truncates(table: &str, ours: &Ours<'_>) -> Option<String> {
    let of_table = |instance: &str| {
        instance == table || ours.design.tables.iter().any(|(name, of)| name == instance && of == table)
    };
    let parts = ours.parts.attributes.iter().filter(|(instance, _)| of_table(instance));
    parts.flat_map(|(_, all)| all).find(|one| one.name == "Truncate target table option").map(|one| one.value.clone())
}

/// A query that the session or mapping writes must be the log's; one that the service makes can only be held against the
/// tables of the mapping.
fn query(instance: &str, one: &Statement, ours: &Ours<'_>) -> Compared {
    let found = ours.parts.attributes.iter().filter(|(name, _)| name == instance).flat_map(|(_, all)| all);
    let own = found.into_iter().find(|one| one.name == "Sql Query" && !one.value.is_empty());
    let what = format!("SQL of {instance}");
    if let Some(own) = own {
        let value = put_in(&own.value, ours.resolution);
        return compare(what, Some(value), one, "");
    }
    let stated = |name: &&str| {
        one.value.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word.eq_ignore_ascii_case(name))
    };
    let renamed = ours.parts.attributes.iter().flat_map(|(_, all)| all).filter(|one| one.name == "Source Table Name");
    let known = ours.design.tables.iter().map(|(_, table)| table.as_str());
    let known: Vec<&str> = known.chain(renamed.map(|one| one.value.as_str())).collect();
    let read: Vec<&str> = known.iter().copied().filter(stated).collect();
    let verdict = match (known.is_empty(), read.is_empty()) {
        (true, _) => Verdict::NotStated,
        (_, true) => Verdict::Differ,
        (_, false) => Verdict::Agree,
    };
    Compared {
        what,
        ours: format!("made by the service from {}", if read.is_empty() { known.join(", ") } else { read.join(", ") }),
        log: one.value.clone(),
        verdict,
        line: one.line,
        note: "no query is written; only its tables are compared".to_owned(),
    }
}

/// Puts resolved values into a text.
fn put_in(text: &str, resolution: &Resolution) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for token in tokens(text, Context::Text) {
        let known =
            resolution.values.iter().find(|one| one.name.eq_ignore_ascii_case(token.name) && !one.value.is_empty());
        out.push_str(&text[from..token.span.start]);
        out.push_str(known.map_or(token.name, |one| one.value.as_str()));
        from = token.span.end;
    }
    out + &text[from..]
}

/// Directories have their values in the Administrator tool, so names of files are compared.
fn file(what: &str, attribute: &str, one: &Statement, ours: &Ours<'_>) -> Compared {
    let base = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let named = ours.parts.attributes.iter().flat_map(|(_, all)| all).filter(|one| one.name == attribute);
    let mine: Vec<String> = named.map(|one| base(&put_in(&one.value, ours.resolution))).collect();
    let stated = base(&one.value);
    let verdict = match mine.iter().any(|name| name.eq_ignore_ascii_case(&stated)) {
        true => Verdict::Agree,
        false if mine.is_empty() => Verdict::NotStated,
        false => Verdict::Differ,
    };
    let ours = if verdict == Verdict::Agree { stated.clone() } else { mine.join(", ") };
    let note = "the name of the file is compared, not its directory".to_owned();
    Compared { what: format!("{what} {stated}"), ours, log: one.value.clone(), verdict, line: one.line, note }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_the_same_in_any_unit() {
        assert!(same("64KB", "65536") && same("12 MB", "12582912") && same("Select  1", "SELECT 1"));
        assert!(!same("64KB", "64000") && !same("Auto", "1"));
        assert_eq!((bytes("1GB"), bytes("x"), bytes("18446744073709551615KB")), (Some(1 << 30), None, None));
    }
}
