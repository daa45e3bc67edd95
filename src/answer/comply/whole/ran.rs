//! What the newest runs of sessions say: whether they run, succeed, and load something.
//!
//! Owns what is held against the newest runs at hand, at most [`MOST_RUNS`] of each place. Whether a run was unusual is
//! `monitor`'s question.

use super::{Asked, Asking, MOST_RUNS, days_between};
use crate::model::Text;
use crate::model::address::full;
use crate::model::census::{OneRun, Placed, Ran};
use crate::model::comply::operation::{FAILING, NEVER_RAN, NOT_RUN, REJECTED_ROWS, ZERO_ROWS};
use crate::model::object::{Key, Kind};
use crate::model::run::Status;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    if whole.ran.is_empty() {
        for rule in [&ZERO_ROWS, &REJECTED_ROWS, &FAILING, &NOT_RUN, &NEVER_RAN] {
            ask.not_checked(rule, "the catalog knows no runs");
        }
        return;
    }
    let mut placed: BTreeMap<(&str, &str), Vec<&Placed>> = BTreeMap::new();
    for one in &whole.placed {
        placed.entry((&one.folder, &one.session)).or_default().push(one);
    }
    let mut seen = BTreeSet::new();
    for ran in &whole.ran {
        let fitting = fitting(ran, &placed);
        seen.extend(
            fitting.iter().map(|one| address(&one.repository, &one.folder, (&one.workflow, &one.path), &one.session)),
        );
        place(ran, &fitting, ask);
    }
    for one in whole.placed.iter().filter(|one| one.scheduled && one.enabled) {
        let Some(asked) = ask.asks(&NEVER_RAN, &one.folder) else { continue };
        let address = address(&one.repository, &one.folder, (&one.workflow, &one.path), &one.session);
        if !seen.contains(&address) {
            ask.fires_at(&asked, (&address, "", &one.place), "a run", "none that the catalog knows");
        }
    }
}

/// The places in workflows that a run may be of; what nobody said of the run fits all.
fn fitting<'w>(ran: &Ran, placed: &BTreeMap<(&str, &str), Vec<&'w Placed>>) -> Vec<&'w Placed> {
    let fits = |one: &&&Placed| {
        (ran.workflow.is_empty() || ran.workflow == one.workflow)
            && (ran.path.is_empty() || ran.path == one.path)
            && (ran.repository.is_empty() || ran.repository == one.repository)
    };
    if ran.folder.is_empty() {
        let all = placed.iter().filter(|((_, session), _)| *session == ran.session).flat_map(|(_, all)| all);
        return all.filter(fits).copied().collect();
    }
    let all = placed.get(&(ran.folder.as_str(), ran.session.as_str()));
    all.into_iter().flatten().filter(fits).copied().collect()
}

fn address(repository: &str, folder: &str, (workflow, path): (&str, &str), session: &str) -> String {
    let around = [workflow, path].into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join("/");
    let key = Key { kind: Kind::Session, path: around.into(), name: session.into(), qualifier: Text::default() };
    full(repository, folder, &key)
}

fn place(ran: &Ran, fitting: &[&Placed], ask: &mut Asking<'_, '_>) {
    let (object, place) = match fitting {
        [one] => (address(&one.repository, &one.folder, (&one.workflow, &one.path), &one.session), one.place.as_str()),
        _ => (address(&ran.repository, &ran.folder, (&ran.workflow, &ran.path), &ran.session), ""),
    };
    let at = (object.as_str(), "", place);
    if let Some(asked) = ask.asks(&FAILING, &ran.folder) {
        failing(&ran.runs, at, &asked, ask);
    }
    if let Some(asked) = ask.asks(&ZERO_ROWS, &ran.folder) {
        empty(&ran.runs, at, &asked, ask);
    }
    if let Some(asked) = ask.asks(&REJECTED_ROWS, &ran.folder) {
        rejected(&ran.runs, at, &asked, ask);
    }
    // What was taken out of its workflow, or disabled, need not run.
    if fitting.iter().any(|one| one.enabled)
        && let Some(asked) = ask.asks(&NOT_RUN, &ran.folder)
    {
        let age = ran.runs.first().and_then(|one| days_between(&one.started_at, &ask.whole.as_of));
        if age.is_some_and(|age| age > asked.number("days")) {
            let expected = format!("a run within {} days", asked.number("days"));
            ask.fires_at(&asked, at, &expected, &format!("last run {}", ran.runs[0].started_at));
        }
    }
}

fn failing<'b>(runs: &[OneRun], at: (&str, &str, &str), asked: &Asked<'b>, ask: &mut Asking<'_, 'b>) {
    let bad = |one: &&OneRun| matches!(one.status, Status::Failed | Status::Aborted | Status::Terminated);
    let times = runs.iter().filter(|one| one.status.is_over()).take_while(bad).count() as u64;
    if times > 0 && times >= asked.number("times") {
        let since = runs.iter().filter(|one| one.status.is_over()).take_while(bad).last();
        let since = since.map_or("", |one| one.started_at.as_str());
        let more = if times == u64::from(MOST_RUNS) { " or more" } else { "" };
        let actual = format!("{times}{more} failures in a row, since {since}");
        ask.fires_at(asked, at, "a run that succeeds", &actual);
    }
}

fn empty<'b>(runs: &[OneRun], at: (&str, &str, &str), asked: &Asked<'b>, ask: &mut Asking<'_, 'b>) {
    let good: Vec<&OneRun> = runs.iter().filter(|one| one.status == Status::Succeeded).collect();
    let none = |one: &&&OneRun| one.target_rows == Some(0);
    let times = good.iter().take_while(none).count() as u64;
    // One that never loaded anything is none that loads: a check, a command, a file that is only moved.
    let ever = good.iter().any(|one| one.target_rows.is_some_and(|rows| rows > 0));
    if ever && times >= asked.number("runs").max(1) {
        let before = good.iter().find_map(|one| one.target_rows.filter(|rows| *rows > 0)).unwrap_or_default();
        let actual = format!("{times} successful runs without a row; {before} rows before");
        ask.fires_at(asked, at, "rows in the target", &actual);
    }
}

fn rejected<'b>(runs: &[OneRun], at: (&str, &str, &str), asked: &Asked<'b>, ask: &mut Asking<'_, 'b>) {
    let Some(newest) = runs.iter().find(|one| one.status == Status::Succeeded) else { return };
    let (bad, good) = (newest.rejected_rows.unwrap_or_default(), newest.target_rows.unwrap_or_default());
    let all = u64::try_from(bad.saturating_add(good)).unwrap_or_default();
    let bad = u64::try_from(bad).unwrap_or_default();
    if bad > 0 && u128::from(bad) * 100 > u128::from(all) * u128::from(asked.number("percent")) {
        let expected = format!("{} % at most", asked.number("percent"));
        let actual = format!("{bad} of {all} rows rejected in the run of {}", newest.started_at);
        ask.fires_at(asked, at, &expected, &actual);
    }
}
