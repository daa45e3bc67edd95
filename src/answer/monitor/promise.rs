//! Whether promises were kept.
//!
//! Owns whom a promise is asked of, and which day a run is of: that of the deadline which lies between 6 h before its start
//! and 18 h after it. So a night's load that begins in the evening is of the next morning, and one that begins up to 6 h late
//! is late and not early. `due` tells what is missed now and what soon will be.

pub(super) mod due;

use super::calendar::{DAY, clock, length, told, weekday};
use super::watched::Place;
use crate::answer::template::fits;
use crate::model::run::{KnownRun, Past, Status, seconds_of};
use crate::model::sla::Sla;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A run that begins so many seconds after a deadline is still of its day.
const LATE: i64 = 6 * 3600;
/// Runs of a workflow that no number ties together are one where the next begins so many seconds after the end of those before.
const PAUSE: i64 = 3600;

/// How a promise was kept over runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Name of the promise.
    pub name: String,
    /// Address of the session (or workflow) below the repository that it was asked of.
    pub object: String,
    /// How often it was asked: of each day for a deadline, of each good run for duration and rows, of each good run and the
    /// one before it for freshness.
    pub asked: u64,
    /// How often it was kept.
    pub kept: u64,
    /// The newest that did not: its time, and what it missed.
    pub missed: Option<(String, String)>,
}

/// How each promise was kept by runs, up to `now` (UTC; each promise says how far its service is ahead), by name and object.
/// Runs may come in any order. A deadline is asked from the day of the first run to that of the newest time that any of the
/// runs tells of: what came after it is not known. Whoever was promised nothing has no row.
#[must_use]
pub fn kept(runs: &[KnownRun], slas: &[Sla], now: &str) -> Vec<Kept> {
    let Some(now) = seconds_of(now) else { return Vec::new() };
    let places = places(runs);
    let mut all = Vec::new();
    for sla in slas {
        let offset = i64::from(sla.offset_minutes) * 60;
        for (object, runs) in subjects(sla, &places, offset) {
            let told = places.iter().flat_map(|place| place.local(offset).to_vec()).map(|run| newest(&run)).max();
            let until = told.unwrap_or(i64::MIN).min(now + offset);
            let runs: Vec<Past> = runs.iter().filter(|run| run.started <= now + offset).copied().collect();
            all.push(asked(sla, object, &runs, until));
        }
    }
    all.sort_by(|a, b| (&a.name, &a.object).cmp(&(&b.name, &b.object)));
    all
}

/// The newest time that a run tells of.
pub(super) fn newest(run: &Past) -> i64 {
    run.ended().unwrap_or(run.started)
}

fn places(runs: &[KnownRun]) -> Vec<Place> {
    let mut all: BTreeMap<_, Place> = BTreeMap::new();
    for KnownRun { run, .. } in runs {
        let names = (&run.repository, &run.folder, &run.workflow, &run.path, &run.session, run.platform);
        let Some(started) = seconds_of(&run.started_at) else { continue };
        let past = Past::new(
            started,
            run.ended_at.as_deref().and_then(seconds_of),
            run.status,
            [run.source.good, run.target.good],
        );
        let place = all.entry(names).or_insert_with(|| Place {
            platform: run.platform,
            repository: run.repository.clone(),
            folder: run.folder.clone(),
            workflow: run.workflow.clone(),
            path: run.path.clone(),
            session: run.session.clone(),
            ..Place::default()
        });
        place.runs.push(past.within(run.key.map(|key| key.workflow_run).or(run.run_id).unwrap_or(0)));
    }
    let mut all: Vec<Place> = all.into_values().collect();
    for place in &mut all {
        place.runs.sort_by_key(|run| run.started);
    }
    all
}

/// Whom a promise is asked of, with their runs on the clock of the service, oldest first.
pub(super) fn subjects<'p>(sla: &Sla, places: &'p [Place], offset: i64) -> Vec<(String, Cow<'p, [Past]>)> {
    let workflow =
        |place: &Place| !place.workflow.is_empty() && sla.scope == format!("{}/{}", place.folder, place.workflow);
    let mut around: BTreeMap<&str, Vec<Past>> = BTreeMap::new();
    // A session that moves to Spark keeps its promise with the runs of both.
    let mut sessions: BTreeMap<(String, &str), Cow<'p, [Past]>> = BTreeMap::new();
    for place in places {
        if !sla.scope.contains('*') && workflow(place) {
            around.entry(&place.repository).or_default().extend(place.local(offset).iter());
        } else {
            let address = place.address();
            if fits(&sla.scope, &address) || (!place.folder.is_empty() && sla.scope == *place.folder) {
                match sessions.entry((address, &place.repository)) {
                    Entry::Vacant(free) => {
                        free.insert(place.local(offset));
                    }
                    Entry::Occupied(mut there) => {
                        let runs = there.get_mut().to_mut();
                        runs.extend(place.local(offset).iter());
                        runs.sort_by_key(|run| run.started);
                    }
                }
            }
        }
    }
    let mut all: Vec<_> = sessions.into_iter().map(|((address, _), runs)| (address, runs)).collect();
    all.extend(around.into_values().map(|runs| (sla.scope.clone(), Cow::Owned(together(runs)))));
    all
}

/// Runs of sessions as runs of their workflow: from the first start to the last end, good where all are, with all rows.
fn together(mut runs: Vec<Past>) -> Vec<Past> {
    runs.sort_by_key(|run| (run.started, run.group));
    let mut groups: Vec<Vec<Past>> = Vec::new();
    for run in runs {
        let same = |group: &&mut Vec<Past>| {
            let by_number = run.group != 0 && group.iter().any(|one| one.group == run.group);
            let by_time = run.group == 0 && group.iter().all(|one| one.group == 0);
            by_number || by_time && group.iter().map(newest).max().is_some_and(|end| run.started <= end + PAUSE)
        };
        match groups.iter_mut().rev().take(8).find(same) {
            Some(group) => group.push(run),
            None => groups.push(vec![run]),
        }
    }
    groups.iter().filter_map(|group| whole(group)).collect()
}

/// A session that was started again counts as it ended last.
fn whole(group: &[Past]) -> Option<Past> {
    let started = group.iter().map(|run| run.started).min()?;
    let ends: Option<Vec<i64>> = group.iter().map(Past::ended).collect();
    let ended = ends.and_then(|ends| ends.into_iter().max());
    let sum = |side: usize| group.iter().filter_map(|run| run.rows()[side]).reduce(i64::saturating_add);
    let worst = group.iter().find(|run| run.is_running()).or_else(|| group.iter().find(|run| !run.is_good()));
    let status = worst.map_or(Status::Succeeded, |run| run.status);
    Some(Past::new(started, ended, status, [sum(0), sum(1)]).within(group.first()?.group))
}

/// Day, counted from 1970, whose deadline a run is of.
fn day_of(run: &Past, deadline: i64) -> i64 {
    let early = run.started - LATE - deadline;
    early.div_euclid(DAY) + i64::from(early.rem_euclid(DAY) > 0)
}

/// When a day's deadline is.
fn instant(day: i64, deadline: i64) -> i64 {
    day * DAY + deadline
}

/// True where a deadline holds on a day.
fn holds(sla: &Sla, day: i64) -> bool {
    sla.days.is_none_or(|days| days[weekday(day * DAY)])
}

fn asked(sla: &Sla, object: String, runs: &[Past], until: i64) -> Kept {
    let mut verdicts: Vec<(i64, Option<String>)> = Vec::new();
    if let Some((deadline, first)) = sla.deadline.zip(runs.first()) {
        let deadline = i64::from(deadline) * 60;
        let last = (until - deadline).div_euclid(DAY);
        let days = (day_of(first, deadline)..=last).filter(|day| holds(sla, *day));
        verdicts.extend(days.map(|day| (instant(day, deadline), late(runs, day, deadline))));
    }
    let mut before: Option<i64> = None;
    for run in runs.iter().filter(|run| run.is_good()) {
        let broken = [slow(sla, run), small(sla, run)];
        verdicts.extend(broken.into_iter().flatten().map(|verdict| (run.started, verdict.err())));
        let fresh = sla.freshness_seconds.zip(before).zip(run.ended());
        verdicts.extend(fresh.map(|((most, before), ended)| (ended, old(most, before, ended))));
        before = run.ended().or(before);
    }
    let fresh = sla.freshness_seconds.zip(before).filter(|(_, before)| *before < until);
    verdicts.extend(fresh.map(|(most, before)| (until, old(most, before, until))));
    let broken = || verdicts.iter().filter_map(|(at, broken)| Some((*at, broken.clone()?)));
    Kept {
        name: sla.name.clone(),
        object,
        asked: verdicts.len() as u64,
        kept: (verdicts.len() - broken().count()) as u64,
        missed: broken().max_by_key(|(at, _)| *at).map(|(at, what)| (told(at), what)),
    }
}

/// What is wrong with a day whose deadline is over; `None` where a good run ended in time.
fn late(runs: &[Past], day: i64, deadline: i64) -> Option<String> {
    let from = runs.partition_point(|run| day_of(run, deadline) < day);
    let of_day: Vec<&Past> = runs[from..].iter().take_while(|run| day_of(run, deadline) == day).collect();
    let good: Vec<i64> = of_day.iter().filter(|run| run.is_good()).filter_map(|run| run.ended()).collect();
    let by = clock(deadline);
    match good.iter().min() {
        Some(ended) if *ended <= instant(day, deadline) => None,
        Some(ended) => Some(format!("ended {}, promised by {by}", told(*ended))),
        None => Some(match of_day.last() {
            None => format!("did not run, promised by {by}"),
            Some(run) if run.is_running() => format!("still runs since {}, promised by {by}", told(run.started)),
            Some(run) => format!("{} and did not succeed, promised by {by}", run.status.word()),
        }),
    }
}

/// What is wrong with how long a run took, as an error; `None` where nothing is promised of it.
fn slow(sla: &Sla, run: &Past) -> Option<Result<(), String>> {
    let (most, took) = sla.maximum_seconds.zip(run.took())?;
    let over = u64::from(took) > most;
    let lasted = |seconds: u64| length(i64::try_from(seconds).unwrap_or(i64::MAX));
    let wrong = || format!("took {}, promised {} at most", lasted(took.into()), lasted(most));
    Some(if over { Err(wrong()) } else { Ok(()) })
}

/// What is wrong with the rows of a run, as an error; `None` where nothing is promised of them, or nobody said them.
fn small(sla: &Sla, run: &Past) -> Option<Result<(), String>> {
    let (least, rows) = sla.minimum_rows.zip(run.rows()[1])?;
    let under = rows.unsigned_abs() < least;
    Some(if under { Err(format!("loaded {rows} rows, promised {least} at least")) } else { Ok(()) })
}

/// What is wrong with the time since the last success.
fn old(most: u64, before: i64, at: i64) -> Option<String> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let since = at - before;
    (since > most).then(|| format!("last succeeded {} before, promised {} at most", length(since), length(most)))
}

#[cfg(test)]
#[path = "promise_tests.rs"]
mod tests;
