//! How targets are loaded: in bulk, after emptying, into which reject files, and what a restart does to them.

use super::asking::{Asking, few};
use crate::answer::assembled::{Assembled, is, place, relational, value};
use crate::answer::effective::Extension;
use crate::model::comply::reliability::{BULK, REJECTS_LOST, RESTART_LOADS_TWICE, TRUNCATE_UNRECOVERABLE};

const RECOVERY: &str = "Recovery Strategy";
const TRUNCATE: &str = "Truncate target table option";
const REJECTS: &str = "Reject filename";

pub(super) fn check(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    if run.writers().next().is_none() {
        return;
    }
    if ask.asks(&BULK) {
        bulk(run, ask);
    }
    if ask.asks(&TRUNCATE_UNRECOVERABLE) {
        truncated(run, ask);
    }
    if ask.asks(&RESTART_LOADS_TWICE) && run.is(RECOVERY, "Restart task") {
        restarted(run, ask);
    }
    if ask.asks(&REJECTS_LOST) {
        rejects(run, ask);
    }
}

fn name<'e>(one: &Extension<'e>) -> &'e str {
    one.extension.instance.as_str()
}

fn at(one: &Extension<'_>, attribute: &str, run: &Assembled<'_>) -> String {
    place(&one.attributes, attribute).unwrap_or_else(|| run.extension_place(one))
}

/// Rows that are driven by the data are loaded normally, whatever the target says.
fn bulk(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    if run.is("Treat source rows as", "Data driven") {
        return;
    }
    let load = "Target load type";
    for one in run.bulk() {
        if ask.is_like(&BULK, "targets", name(one)) {
            ask.fires(&BULK, &format!("{load} of {}", name(one)), &at(one, load, run), "Normal", "Bulk");
        }
    }
}

/// Names of the instance and of the table behind it decide whether a target is for staging.
fn truncated(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    if !run.is(RECOVERY, "Fail task and continue workflow") {
        return;
    }
    for one in run.writers().filter(|one| is(&one.attributes, TRUNCATE, "YES")) {
        let table = run.part(name(one)).map_or("", |part| part.object.as_str());
        let staging = [name(one), table].iter().any(|name| ask.is_like(&TRUNCATE_UNRECOVERABLE, "staging", name));
        if !staging {
            let part = format!("{TRUNCATE} of {}", name(one));
            let expected = "a load that is repeated or recovered";
            let actual = format!("truncated, and {RECOVERY} is {}", run.value(RECOVERY));
            ask.fires(&TRUNCATE_UNRECOVERABLE, &part, &at(one, TRUNCATE, run), expected, &actual);
        }
    }
}

/// What is emptied or updated first takes a second load well; so may what a statement prepares.
fn restarted(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    let inserts = run.is("Treat source rows as", "Insert");
    let twice = |one: &&Extension<'_>| {
        let table = relational(one)
            && inserts
            && !is(&one.attributes, TRUNCATE, "YES")
            && !is(&one.attributes, "Insert", "NO")
            && !is(&one.attributes, "Update else Insert", "YES")
            && run.part(name(one)).is_none_or(|part| is(&part.attributes, "Pre SQL", ""));
        table || is(&one.attributes, "Append if Exists", "YES")
    };
    let names: Vec<&str> = run.writers().filter(twice).map(name).collect();
    if !names.is_empty() {
        let actual = format!("Restart task, and rows are added to {}", few(names));
        ask.fires(&RESTART_LOADS_TWICE, RECOVERY, &run.at(RECOVERY), "targets that take a load twice", &actual);
    }
}

fn rejects(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    let writers: Vec<&Extension<'_>> = run.writers().collect();
    for (before, one) in writers.iter().enumerate() {
        // A plug-in's writer that has no such attribute is not asked.
        if !one.attributes.iter().any(|attribute| attribute.name == REJECTS) {
            continue;
        }
        let text = value(&one.attributes, REJECTS);
        let actual = match text.trim() {
            "" => "no file".to_owned(),
            "/dev/null" | "NUL" | "nul" => text.to_owned(),
            _ => match writers[..before].iter().find(|other| same_file(other, one)) {
                Some(other) => format!("{text}, as for {}", name(other)),
                None => continue,
            },
        };
        let part = format!("{REJECTS} of {}", name(one));
        ask.fires(&REJECTS_LOST, &part, &at(one, REJECTS, run), "a file of its own", &actual);
    }
}

fn same_file(a: &Extension<'_>, b: &Extension<'_>) -> bool {
    [REJECTS, "Reject file directory"].iter().all(|name| value(&a.attributes, name) == value(&b.attributes, name))
}
