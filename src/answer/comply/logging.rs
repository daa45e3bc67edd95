//! Logs of sessions and workflows: whether they are kept, how they are named, where they lie.

use super::asking::{Asking, few, told};
use super::path::is_absolute;
use crate::answer::assembled::Assembled;
use crate::answer::design::{Level, Standing};
use crate::model::attribute::Attribute;
use crate::model::comply::auditability::{LOG_ELSEWHERE, LOG_KEPT_FOR_EVER, LOG_NAME, LOG_NOT_KEPT, LOG_SHARED};
use crate::model::content::Value;
use crate::model::object::Kind;
use std::collections::BTreeMap;

/// Names of the settings of a log; a session's and a workflow's are spelled in their own ways.
struct Names {
    by: &'static str,
    runs: &'static str,
    text: &'static str,
    name: &'static str,
    folder: &'static str,
    /// Built-in variable that holds the name of who writes it.
    own: &'static str,
    /// Threshold with the folders where it may lie.
    folders: &'static str,
}

const SESSION: Names = Names {
    by: "Save session log by",
    runs: "Save session log for these runs",
    text: "Write Backward Compatible Session Log File",
    name: "Session Log File Name",
    folder: "Session Log File directory",
    own: "$PMSessionName",
    folders: "session",
};
const WORKFLOW: Names = Names {
    by: "Save Workflow log by",
    runs: "Save workflow log for these runs",
    text: "Write Backward Compatible Workflow Log File",
    name: "Workflow Log File Name",
    folder: "Workflow Log File Directory",
    own: "$PMWorkflowName",
    folders: "workflow",
};

/// A log: its settings in effect and their places.
struct Log<'l> {
    names: &'l Names,
    value: &'l dyn Fn(&str) -> &'l str,
    at: &'l dyn Fn(&str) -> String,
}

pub(super) fn session(run: &Assembled<'_>, standing: &Standing<'_>, ask: &mut Asking<'_>) {
    let log = Log { names: &SESSION, value: &|name| run.value(name), at: &|name| run.at(name) };
    let instance = standing.session.and_then(|layered| layered.instance).map(|(_, instance)| instance);
    let session = run.layered.session.1;
    let name = instance.map_or("", |instance| instance.name.as_str());
    // Named after a session that runs in many places, the logs of its instances would overwrite each other.
    let apart = instance.is_some_and(|one| one.attributes.iter().any(|set| set.name == SESSION.name));
    let own = [session.name.as_str(), name, session.mapping.as_str()];
    check(&log, if apart { &[] } else { &own }, ask);
}

/// The log of a workflow; worklets have none.
pub(super) fn workflow(level: &Level<'_>, place: &str, ask: &mut Asking<'_>) {
    let set = |name: &str| level.workflow.attributes.iter().find(|one| one.name == name);
    let value = |name: &str| set(name).map_or("", |one: &Attribute| one.value.as_str());
    let at = |name: &str| set(name).map_or_else(|| place.to_owned(), |one| level.stored.place(one.line));
    check(&Log { names: &WORKFLOW, value: &value, at: &at }, &[level.workflow.name.as_str()], ask);
    shared(level, ask);
}

/// `own`: names after which the log may be named; none where it may have any name.
fn check(log: &Log<'_>, own: &[&str], ask: &mut Asking<'_>) {
    kept(log, ask);
    if ask.asks(&LOG_NAME) && !own.is_empty() {
        named(log, own, ask);
    }
    if ask.asks(&LOG_ELSEWHERE) {
        lies(log, ask);
    }
}

fn kept(log: &Log<'_>, ask: &mut Asking<'_>) {
    let Names { by, runs, text, .. } = *log.names;
    let for_ever = (log.value)(by).to_ascii_lowercase().ends_with("timestamp");
    if ask.asks(&LOG_KEPT_FOR_EVER) && for_ever {
        ask.fires(&LOG_KEPT_FOR_EVER, by, &(log.at)(by), "by runs", (log.value)(by));
    }
    if !ask.asks(&LOG_NOT_KEPT) {
        return;
    }
    if ask.around.book.text(&LOG_NOT_KEPT, "text_log") == "yes" && !(log.value)(text).eq_ignore_ascii_case("YES") {
        ask.fires(&LOG_NOT_KEPT, text, &(log.at)(text), "YES", "NO");
    }
    let least = ask.number(&LOG_NOT_KEPT, "least");
    let value = (log.value)(runs);
    match ask.known(value).map(|known| known.trim().parse::<u64>().unwrap_or_default()) {
        _ if for_ever => {}
        None => ask.unknown(&LOG_NOT_KEPT),
        Some(count) if count < least => {
            let expected = format!("{least} or more");
            ask.fires(&LOG_NOT_KEPT, runs, &(log.at)(runs), &expected, &count.to_string());
        }
        Some(_) => {}
    }
}

/// A file name that holds the name of who writes it or of its mapping, or the variable for it, is well named; so is none at
/// all.
fn named(log: &Log<'_>, own: &[&str], ask: &mut Asking<'_>) {
    let Names { name, own: variable, .. } = *log.names;
    let text = (log.value)(name);
    if text.is_empty() || text.contains(variable) || holds_one(text, own) {
        return;
    }
    let known = ask.as_known(text);
    // Without a value the service names the log after the session.
    if known == "$PMSessionLogFile" || holds_one(&known, own) {
        return;
    }
    if known.contains('$') {
        return ask.unknown(&LOG_NAME);
    }
    let expected = format!("{}.log", own.first().copied().unwrap_or_default());
    ask.fires(&LOG_NAME, name, &(log.at)(name), &expected, &told(text));
}

/// Letters and digits count: the Workflow Manager writes a space where a session's name has an underscore.
fn holds_one(text: &str, names: &[&str]) -> bool {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let text: String = plain(text);
    names.iter().map(|name| plain(name)).any(|name: String| !name.is_empty() && text.contains(&name))
}

/// A name that is a path counts instead of the folder.
fn lies(log: &Log<'_>, ask: &mut Asking<'_>) {
    let Names { name, folder, folders, .. } = *log.names;
    let is_path = |text: &str| is_absolute(text) || text.starts_with("$PM") && text.contains("Dir");
    let by_name = (log.value)(name);
    let known = ask.as_known(by_name);
    let (attribute, text) = if is_path(&known) { (name, known.as_ref()) } else { (folder, (log.value)(folder)) };
    if ask.is_like(&LOG_ELSEWHERE, folders, text) {
        return;
    }
    if text.is_empty() && known.starts_with('$') {
        return ask.unknown(&LOG_ELSEWHERE);
    }
    match ask.known(text) {
        None if !text.starts_with("$PM") => ask.unknown(&LOG_ELSEWHERE),
        Some(known) if ask.is_like(&LOG_ELSEWHERE, folders, &known) => {}
        _ => {
            let expected = format!("a folder in {}", ask.around.book.text(&LOG_ELSEWHERE, folders));
            ask.fires(&LOG_ELSEWHERE, attribute, &(log.at)(attribute), &expected, &told(text));
        }
    }
}

/// Sessions by the log file that they say, with the place of the first.
type Writers = BTreeMap<String, (String, Vec<String>)>;

/// Sessions anywhere in a workflow that say the same log file; one find a file.
fn shared(level: &Level<'_>, ask: &mut Asking<'_>) {
    if !ask.asks(&LOG_SHARED) {
        return;
    }
    let mut writers = Writers::new();
    for one in &level.stored.content.definitions {
        if let Value::Session(session) = &one.value {
            let path = format!("{}/{}", one.key.path, session.name);
            writes(&mut writers, path, &session.attributes, || level.stored.place(one.line));
        }
    }
    for instance in level.workflow.task_instances.iter().filter(|one| one.reusable && one.task_type == "Session") {
        let Some(found) = (ask.around.beside)(&Kind::Session, &instance.task) else { continue };
        let Some(Value::Session(session)) = found.content.definitions.first().map(|one| &one.value) else { continue };
        let over = instance.attributes.iter().any(|one| one.name == SESSION.name);
        let attributes = if over { &instance.attributes } else { &session.attributes };
        let path = format!("{}/{}", level.inside, instance.name);
        writes(&mut writers, path, attributes, || level.stored.place(instance.line));
    }
    for (file, (at, sessions)) in writers.iter().filter(|(_, (_, sessions))| sessions.len() > 1) {
        let actual = format!("{} sessions: {}", sessions.len(), few(sessions.iter().map(String::as_str)));
        ask.fires(&LOG_SHARED, file, at, "a log for each session", &actual);
    }
}

/// A parameter may differ from session to session, and without a name the log is the session's own: neither is shared.
fn writes(writers: &mut Writers, path: String, attributes: &[Attribute], at: impl Fn() -> String) {
    let value = |name: &str| attributes.iter().find(|one| one.name == name).map_or("", |one| one.value.as_str());
    let file = value(SESSION.name);
    if !file.is_empty() && !file.contains('$') {
        let key = format!("{}{file}", value(SESSION.folder)).to_lowercase();
        writers.entry(key).or_insert_with(|| (at(), Vec::new())).1.push(path);
    }
}
