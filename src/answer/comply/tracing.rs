//! What of the data, and how much else, a session writes into its logs.

use super::asking::Asking;
use super::beyond::not_all;
use crate::answer::assembled::{Assembled, Part, place, value};
use crate::model::comply::Rule;
use crate::model::comply::auditability::TERSE;
use crate::model::comply::security::{ROW_ERROR_LOG, VERBOSE_DATA, VERBOSE_INITIALIZATION};

const OVERRIDE: &str = "Override tracing";
const LEVEL: &str = "Tracing Level";
/// A level and the rule that fires on it.
const LEVELS: [(&Rule, &str); 3] =
    [(&VERBOSE_DATA, "Verbose Data"), (&VERBOSE_INITIALIZATION, "Verbose Initialization"), (&TERSE, "Terse")];

pub(super) fn check(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    for (rule, level) in LEVELS {
        if ask.asks(rule) {
            fires_at(rule, level, run, ask);
        }
    }
    if run.is(OVERRIDE, "") || run.is(OVERRIDE, "None") {
        not_all(&LEVELS.map(|(rule, _)| rule), run, ask);
    }
    row_errors(run, ask);
}

/// The override of the session counts for all transformations; without it, each one's own level does.
fn fires_at(rule: &Rule, level: &str, run: &Assembled<'_>, ask: &mut Asking<'_>) {
    if run.is(OVERRIDE, level) {
        return ask.fires(rule, OVERRIDE, &run.at(OVERRIDE), "Normal", level);
    }
    if !(run.is(OVERRIDE, "") || run.is(OVERRIDE, "None")) {
        return;
    }
    let at_level = |part: &&Part| value(&part.attributes, LEVEL).eq_ignore_ascii_case(level);
    for part in run.parts.iter().filter(at_level) {
        let at = place(&part.attributes, LEVEL).unwrap_or_else(|| run.part_place(&part.instance));
        ask.fires(rule, &format!("{LEVEL} of {}", part.instance), &at, "Normal", level);
    }
}

fn row_errors(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    if !ask.asks(&ROW_ERROR_LOG) {
        return;
    }
    let (kind, source) = ("Error Log Type", "Log Source Row Data");
    if !run.is(kind, "None") && !run.is(kind, "") {
        let rows = if run.is(source, "YES") { ", with the source rows" } else { "" };
        let actual = format!("{}{rows}", run.value(kind));
        ask.fires(&ROW_ERROR_LOG, kind, &run.at(kind), "None", &actual);
    } else if run.is(source, "YES") {
        let actual = "YES, waiting for an Error Log Type";
        ask.fires(&ROW_ERROR_LOG, source, &run.at(source), "NO", actual);
    }
}
