//! Single settings: names that nobody knows, values that are none.
//!
//! A value with a `$` may become anything when it runs, and an empty one is not set: neither is judged.

use super::findings::Findings;
use super::legal::{COMMAND, CONFIG, EXTENSIONS, Known, Legal, SESSION, TRANSFORMATION};
use crate::answer::address::nearest;
use crate::answer::assembled::Assembled;
use crate::answer::buffer::size_bytes;
use crate::model::attribute::Attribute;
use crate::model::design::Stored;
use crate::model::rule::semantic::{CUSTOM_PROPERTIES, ILLEGAL_VALUE, UNKNOWN_SETTING, VALUE_OUT_OF_RANGE};
use crate::model::session::{Session, SessionExtension};
use crate::model::task::Task;

/// Whether names that are not in the list are told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    Told,
    Ignored,
}

/// Everything that a session and its task instance set.
pub(super) fn session(run: &Assembled<'_>, out: &mut Findings) {
    let (stored, session) = run.layered.session;
    judge(&session.attributes, SESSION, Others::Told, stored, out);
    judge(&session.config.attributes, CONFIG, Others::Told, stored, out);
    extensions(&session.extensions, stored, out);
    inside(session, stored, out);
    if let Some((stored, instance)) = run.layered.instance {
        judge(&instance.attributes, SESSION, Others::Told, stored, out);
        judge(&instance.config.attributes, CONFIG, Others::Told, stored, out);
        extensions(&instance.extensions, stored, out);
    }
    let custom = run.value("Custom Properties");
    if !custom.is_empty() {
        out.say(&CUSTOM_PROPERTIES, &run.at("Custom Properties"), format!("Custom Properties is {custom:?}"));
    }
}

fn inside(session: &Session, stored: &Stored, out: &mut Findings) {
    for one in &session.transformations {
        judge(&one.attributes, TRANSFORMATION, Others::Ignored, stored, out);
    }
    for one in session.components.iter().filter_map(|one| one.task.as_ref()) {
        task(one, stored, out);
    }
}

/// What a task sets.
pub(super) fn task(task: &Task, stored: &Stored, out: &mut Findings) {
    if task.task_type == "Command" {
        judge(&task.attributes, COMMAND, Others::Told, stored, out);
    }
}

fn extensions(all: &[SessionExtension], stored: &Stored, out: &mut Findings) {
    for one in all {
        if let Some((_, known)) = EXTENSIONS.iter().find(|(subtype, _)| one.subtype == *subtype) {
            judge(&one.attributes, known, Others::Told, stored, out);
        }
    }
}

/// Attributes against what is known of their place.
pub(super) fn judge(all: &[Attribute], known: Known, others: Others, stored: &Stored, out: &mut Findings) {
    for one in all {
        match known.iter().find(|(name, _)| one.name.eq_ignore_ascii_case(name)) {
            Some((_, legal)) => judge_value(one, *legal, stored, out),
            None if others == Others::Told => unknown(one, known, stored, out),
            None => {}
        }
    }
}

fn unknown(one: &Attribute, known: Known, stored: &Stored, out: &mut Findings) {
    let names: Vec<String> = known.iter().map(|(name, _)| (*name).to_owned()).collect();
    let hint = nearest(&one.name, &names).first().map(|name| format!("; did you mean {name:?}?")).unwrap_or_default();
    out.at(&UNKNOWN_SETTING, stored, one.line, format!("{:?} is no attribute known here{hint}", one.name.as_str()));
}

fn judge_value(one: &Attribute, legal: Legal, stored: &Stored, out: &mut Findings) {
    let value = one.value.trim();
    if value.is_empty() || value.contains('$') {
        return;
    }
    let word = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(value));
    let none_of = |words: &[&str], out: &mut Findings| {
        let message = format!("{} is {value:?}, which is none of {}", one.name, words.join(", "));
        out.at(&ILLEGAL_VALUE, stored, one.line, message);
    };
    match legal {
        Legal::Flag if !word(&["YES", "NO"]) => none_of(&["YES", "NO"], out),
        Legal::OneOf(words) if !word(words) => none_of(words, out),
        Legal::Number(least, most) => number(one, value, (least, most), stored, out),
        Legal::WordOrNumber(words, least, most) if !word(words) => number(one, value, (least, most), stored, out),
        Legal::Size if !word(&["Auto"]) && size_bytes(value).is_none() => {
            let message = format!("{} is {value:?}, which is neither Auto nor a size", one.name);
            out.at(&VALUE_OUT_OF_RANGE, stored, one.line, message);
        }
        _ => {}
    }
}

fn number(one: &Attribute, value: &str, (least, most): (u64, u64), stored: &Stored, out: &mut Findings) {
    if value.parse::<u64>().is_ok_and(|number| (least..=most).contains(&number)) {
        return;
    }
    let range = if most == u64::MAX { format!("from {least} up") } else { format!("from {least} to {most}") };
    out.at(
        &VALUE_OUT_OF_RANGE,
        stored,
        one.line,
        format!("{} is {value:?}, which is no whole number {range}", one.name),
    );
}
