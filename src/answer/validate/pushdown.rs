//! Pushdown optimization: what it needs, where it stops, what it changes.

use super::findings::Findings;
use crate::answer::assembled::{Assembled, value};
use crate::model::rule::running as rule;
use std::collections::BTreeSet;

const PUSHDOWN: &str = "Pushdown Optimization";

/// True where the session pushes work to a database, or may.
pub(super) fn wanted(run: &Assembled<'_>) -> bool {
    !run.is(PUSHDOWN, "None") && !run.is(PUSHDOWN, "")
}

pub(super) fn check(run: &Assembled<'_>, out: &mut Findings) {
    if !wanted(run) {
        return;
    }
    needs(run, out);
    stops(run, out);
    if run.value(PUSHDOWN).to_ascii_lowercase().starts_with("full") {
        full(run, out);
    }
}

fn needs(run: &Assembled<'_>, out: &mut Findings) {
    let at = run.at(PUSHDOWN);
    for part in run.parts.iter().filter(|_| run.is("Allow Temporary View for Pushdown", "NO")) {
        if ["Sql Query", "Lookup Sql Override"].iter().any(|name| !value(&part.attributes, name).is_empty()) {
            out.say(&rule::PUSHDOWN_NEEDS_VIEW, &at, format!("{} has an SQL override", part.instance));
        }
    }
    for part in run.kind("Sequence").filter(|_| run.is("Allow Temporary Sequence for Pushdown", "NO")) {
        out.say(&rule::PUSHDOWN_NEEDS_SEQUENCE, &at, format!("{} is a Sequence Generator", part.instance));
    }
    let references = run.extensions.iter().flat_map(|one| one.connections.1);
    let names: BTreeSet<&str> = references.map(|one| one.name.as_str()).filter(|name| !name.is_empty()).collect();
    if names.len() > 1 && run.is("Allow Pushdown for User Incompatible Connections", "NO") {
        let names: Vec<&str> = names.into_iter().collect();
        out.say(&rule::PUSHDOWN_USERS, &at, format!("the session uses {}", names.join(", ")));
    }
}

fn stops(run: &Assembled<'_>, out: &mut Findings) {
    for part in &run.parts {
        if let Some(port) = part.ports.iter().find(|one| one.port_type == "LOCAL VARIABLE") {
            let message = format!("{} has variable ports, for example {}", part.instance, port.name);
            out.say(&rule::PUSHDOWN_STOPS, &run.at(PUSHDOWN), message);
        }
    }
}

fn full(run: &Assembled<'_>, out: &mut Findings) {
    let at = run.at(PUSHDOWN);
    out.say(&rule::PUSHDOWN_HIDES_COUNTS, &at, format!("{PUSHDOWN} is {}", run.value(PUSHDOWN)));
    if run.value("Commit Interval") != "10000" {
        let message = format!("full pushdown with a Commit Interval of {}", run.value("Commit Interval"));
        out.say(&rule::PUSHDOWN_ONE_TRANSACTION, &at, message);
    }
    if !run.is("Error Log Type", "None") {
        let message = format!("full pushdown with Error Log Type {}", run.value("Error Log Type"));
        out.say(&rule::PUSHDOWN_ONE_TRANSACTION, &at, message);
    }
}
