//! Single settings of a session, as they are in effect.

use super::asking::{Asking, told};
use crate::answer::assembled::{Assembled, relational};
use crate::model::comply::auditability::ROWS_UNCOUNTED;
use crate::model::comply::performance::{COMMIT_INTERVAL, PERFORMANCE_DATA};
use crate::model::comply::reliability::{
    AGGREGATE_CACHE_RESET, COMMIT_LOST, ERROR_PASSED_OVER, INVALID, NEVER_STOPS, STRATEGY_IGNORED, TEST_LOAD,
};

pub(super) fn check(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    if ask.asks(&INVALID) && !run.layered.session.1.valid {
        ask.fires(&INVALID, "ISVALID", &run.place, "YES", "NO");
    }
    never_stops(run, ask);
    test_load(run, ask);
    passed_over(run, ask);
    treated_as(run, ask);
    pushdown(run, ask);
    commits(run, ask);
    if ask.asks(&AGGREGATE_CACHE_RESET) {
        let on = run.is("Incremental Aggregation", "YES");
        let reset = "Reinitialize aggregate cache";
        if on && run.is(reset, "YES") {
            ask.fires(&AGGREGATE_CACHE_RESET, reset, &run.at(reset), "NO", "YES");
        }
    }
    if ask.asks(&PERFORMANCE_DATA) {
        for name in ["Collect performance data", "Write performance data to repository"] {
            if run.is(name, "YES") {
                ask.fires(&PERFORMANCE_DATA, name, &run.at(name), "NO", "YES");
            }
        }
    }
}

/// Only a session that writes somewhere loads.
fn never_stops(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    let name = "Stop on errors";
    if run.writers().next().is_none() || !ask.asks(&NEVER_STOPS) {
        return;
    }
    let value = run.value(name);
    match ask.known(value).map(|known| known.trim().parse::<u64>()) {
        None => ask.unknown(&NEVER_STOPS),
        Some(Ok(0)) => {
            let from = if value.contains('$') { format!("0, from {}", told(value)) } else { "0".to_owned() };
            ask.fires(&NEVER_STOPS, name, &run.at(name), "1 or more", &from);
        }
        Some(_) => {}
    }
}

fn test_load(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    let name = "Enable Test Load";
    if !ask.around.production {
        return ask.not_checked(&TEST_LOAD, "the environment is not production");
    }
    if ask.asks(&TEST_LOAD) && run.is(name, "YES") {
        ask.fires(&TEST_LOAD, name, &run.at(name), "NO", "YES");
    }
}

/// The product writes `Continue`; its windows say `Continue Session`.
fn passed_over(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    if !ask.asks(&ERROR_PASSED_OVER) {
        return;
    }
    for name in ["On Pre-Post SQL error", "On Stored Procedure error", "On Pre-session command task error"] {
        let value = run.value(name);
        if value.get(..8).is_some_and(|begin| begin.eq_ignore_ascii_case("continue")) {
            ask.fires(&ERROR_PASSED_OVER, name, &run.at(name), "Stop", value);
        }
    }
}

fn treated_as(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    let name = "Treat source rows as";
    if !ask.asks(&STRATEGY_IGNORED) || run.is(name, "Data driven") {
        return;
    }
    let found = run.kind("Update Strategy").next();
    if let Some(strategy) = found {
        let actual = format!("{}, although {} is an Update Strategy", told(run.value(name)), strategy.instance);
        ask.fires(&STRATEGY_IGNORED, name, &run.at(name), "Data driven", &actual);
    }
}

fn pushdown(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    let name = "Pushdown Optimization";
    if !ask.asks(&ROWS_UNCOUNTED) {
        return;
    }
    let value = run.value(name);
    match ask.known(value) {
        None => ask.unknown(&ROWS_UNCOUNTED),
        Some(known) if known.get(..4).is_some_and(|begin| begin.eq_ignore_ascii_case("full")) => {
            ask.fires(&ROWS_UNCOUNTED, name, &run.at(name), "None or To Source", &told(value));
        }
        Some(_) => {}
    }
}

fn commits(run: &Assembled<'_>, ask: &mut Asking<'_>) {
    let end = "Commit On End Of File";
    // Target-based commits always commit at the end, whatever the setting says.
    if ask.asks(&COMMIT_LOST) && run.is(end, "NO") && !run.is("Commit Type", "Target") {
        ask.fires(&COMMIT_LOST, end, &run.at(end), "YES", "NO");
    }
    let by_user = run.is("Commit Type", "User Defined");
    if by_user || !run.writers().any(relational) || !ask.asks(&COMMIT_INTERVAL) {
        return;
    }
    let name = "Commit Interval";
    let (least, most) = (ask.number(&COMMIT_INTERVAL, "least"), ask.number(&COMMIT_INTERVAL, "most"));
    match ask.known(run.value(name)).map(|known| known.trim().parse::<u64>()) {
        None => ask.unknown(&COMMIT_INTERVAL),
        Some(Ok(rows)) if !(least..=most).contains(&rows) => {
            let expected = format!("from {least} to {most} rows");
            ask.fires(&COMMIT_INTERVAL, name, &run.at(name), &expected, &rows.to_string());
        }
        Some(_) => {}
    }
}
