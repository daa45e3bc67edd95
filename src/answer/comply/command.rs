//! Commands of the shell: of tasks, around sessions, instead of files.

use super::asking::{Asking, few, told};
use super::destructive::destructive;
use crate::answer::assembled::{Assembled, is, place, value};
use crate::answer::design::Level;
use crate::model::attribute::ValuePair;
use crate::model::comply::reliability::COMMAND_ERROR_UNSEEN;
use crate::model::comply::security::{DESTRUCTIVE_COMMAND, SHELL_COMMAND};
use crate::model::content::Value;
use crate::model::design::Stored;
use crate::model::object::Kind;
use crate::model::session::SessionComponent;
use crate::model::task::Task;

const FAILS: &str = "Fail task if any command fails";

/// Commands before and after a session, and those that stand for its files.
pub(super) fn session(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    for rule in [&SHELL_COMMAND, &DESTRUCTIVE_COMMAND, &COMMAND_ERROR_UNSEEN] {
        ask.asks(rule);
    }
    let (stored, session) = run.layered.session;
    for component in session.components.iter().filter(|one| one.component_type.ends_with("command")) {
        if let Some(task) = component.task.as_ref().filter(|task| !task.pairs.is_empty()) {
            let part = component.component_type.as_str();
            there_is(component, task, run, ask);
            commands(&format!("{part}, "), stored, task, ask);
            errors(part, stored, task, ask);
        } else if component.reusable
            && let Some(found) = (ask.around.beside)(&Kind::Task, &component.object)
            && let Some(Value::Task(task)) = found.content.definitions.first().map(|one| &one.value)
        {
            // What its commands do is told of the task itself, once.
            there_is(component, task, run, ask);
        }
    }
    for (name, switch) in FILES {
        files(run, name, switch, ask);
    }
}

fn there_is(component: &SessionComponent, task: &Task, run: &Assembled<'_>, ask: &mut Asking<'_>) {
    let names = few(task.pairs.iter().map(|pair| pair.name.as_str()));
    let place = run.layered.session.0.place(component.line);
    ask.fires(&SHELL_COMMAND, &component.component_type, &place, "no command around the session", &names);
}

/// A command of a reader or writer, and the setting that turns it on.
const FILES: [(&str, (&str, &str)); 4] = [
    ("Command", ("Input Type", "Command")),
    ("Command", ("Output Type", "Command")),
    ("Header Command", ("Header Options", "Use header command output")),
    ("Footer Command", ("", "")),
];

fn files(run: &Assembled<'_>, name: &str, (switch, on): (&str, &str), ask: &mut Asking<'_>) {
    for one in &run.extensions {
        let text = value(&one.attributes, name);
        if text.is_empty() || !is(&one.attributes, switch, on) {
            continue;
        }
        let part = format!("{name} of {}", one.extension.instance);
        let at = place(&one.attributes, name).unwrap_or_else(|| run.extension_place(one));
        ask.fires(&SHELL_COMMAND, &part, &at, "a file", &told(text));
        judge(&part, &at, text, ask);
    }
}

/// Command tasks that stand in a workflow or worklet itself.
pub(super) fn workflow(level: &Level<'_>, ask: &mut Asking<'_>) {
    let inside = level.stored.content.definitions.iter().filter(|one| one.key.path == level.inside);
    let tasks = inside.filter_map(|one| match &one.value {
        Value::Task(task) if is_command(task) => Some(task),
        _ => None,
    });
    ask.asks(&DESTRUCTIVE_COMMAND);
    ask.asks(&COMMAND_ERROR_UNSEEN);
    for task in tasks {
        commands(&format!("{}, ", task.name), level.stored, task, ask);
        errors(&task.name, level.stored, task, ask);
    }
}

/// A reusable Command task.
pub(super) fn task(stored: &Stored, task: &Task, ask: &mut Asking<'_>) {
    if is_command(task) {
        ask.asks(&DESTRUCTIVE_COMMAND);
        ask.asks(&COMMAND_ERROR_UNSEEN);
        commands("", stored, task, ask);
        errors("", stored, task, ask);
    }
}

fn is_command(task: &Task) -> bool {
    task.task_type == "Command" && !task.pairs.is_empty()
}

fn commands(before: &str, stored: &Stored, task: &Task, ask: &mut Asking<'_>) {
    for ValuePair { name, value, line, .. } in &task.pairs {
        judge(&format!("{before}{name}"), &stored.place(*line), value, ask);
    }
}

fn judge(part: &str, place: &str, text: &str, ask: &mut Asking<'_>) {
    let known = ask.as_known(text);
    if let Some(what) = destructive(&known) {
        let actual = format!("{what}: {}", told(text));
        ask.fires(&DESTRUCTIVE_COMMAND, part, place, "a command that does no more than it has to", &actual);
    }
}

fn errors(part: &str, stored: &Stored, task: &Task, ask: &mut Asking<'_>) {
    let set = task.attributes.iter().find(|one| one.name == FAILS);
    if set.is_some_and(|one| one.value.eq_ignore_ascii_case("YES")) {
        return;
    }
    let line = set.map(|one| one.line).or(task.pairs.first().map(|one| one.line)).unwrap_or_default();
    let part = if part.is_empty() { FAILS.to_owned() } else { format!("{FAILS} of {part}") };
    ask.fires(&COMMAND_ERROR_UNSEEN, &part, &stored.place(line), "YES", set.map_or("not set", |one| &one.value));
}
