//! Connections of a session: how they are named, and by what they travel.

use super::asking::{Asking, few};
use crate::answer::assembled::{Assembled, Part, value};
use crate::model::comply::reliability::UNSET_SOURCE_OR_TARGET;
use crate::model::comply::security::{CLEAR_TEXT_FTP, FIXED_CONNECTION};
use std::collections::BTreeSet;

/// The variables of a session and the settings that give them a connection.
const VARIABLES: [(&str, &str); 2] = [("$Source", "$Source connection value"), ("$Target", "$Target connection value")];
/// Where Lookups and Stored Procedures say their connection.
const LOOKUP: &str = "Connection Information";

pub(super) fn check(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    if ask.asks(&FIXED_CONNECTION) {
        fixed(run, ask);
    }
    if ask.asks(&CLEAR_TEXT_FTP) {
        ftp(run, ask);
    }
    if ask.asks(&UNSET_SOURCE_OR_TARGET) {
        for (variable, setting) in VARIABLES {
            unset(variable, setting, run, ask);
        }
    }
}

/// One find a session: what has to be changed before it can move is told at once.
fn fixed(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for one in &run.extensions {
        let fixed = one.connections.1.iter().filter(|reference| reference.variable.is_empty());
        names.extend(fixed.map(|reference| reference.name.as_str()));
    }
    names.extend(VARIABLES.map(|(_, setting)| bare(run.value(setting))));
    names.extend(run.parts.iter().map(|part| bare(value(&part.attributes, LOOKUP))));
    names.retain(|name| !name.is_empty() && !name.contains('$'));
    if !names.is_empty() {
        let expected = "$DBConnection… or another session parameter";
        ask.fires(&FIXED_CONNECTION, "connections", &run.place, expected, &few(names));
    }
}

/// Attributes write `Relational:DWH_PRD` where a reference says `DWH_PRD`.
fn bare(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, name)| name)
}

fn ftp(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    for one in &run.extensions {
        let (stored, connections) = one.connections;
        for reference in connections.iter().filter(|one| one.connection_type.eq_ignore_ascii_case("FTP")) {
            let part = format!("{} of {}", reference.reference, one.extension.instance);
            let name = [&reference.name, &reference.variable].into_iter().find(|name| !name.is_empty());
            let actual = format!("FTP {}", name.map_or("without a name", |name| name));
            ask.fires(&CLEAR_TEXT_FTP, &part, &stored.place(reference.line), "SFTP", &actual);
        }
    }
}

fn unset(variable: &str, setting: &str, run: &Assembled<'_>, ask: &mut Asking<'_>) {
    if !run.is(setting, "") {
        return;
    }
    let references = run.extensions.iter().flat_map(|one| one.connections.1).filter(|one| one.variable == variable);
    let lookup = |part: &&Part| value(&part.attributes, LOOKUP) == variable;
    let uses = references.count() + run.parts.iter().filter(lookup).count();
    if uses > 0 {
        let times = if uses == 1 { "once".to_owned() } else { format!("{uses} times") };
        let actual = format!("empty, and {variable} is used {times}");
        ask.fires(&UNSET_SOURCE_OR_TARGET, setting, &run.at(setting), "a connection", &actual);
    }
}
