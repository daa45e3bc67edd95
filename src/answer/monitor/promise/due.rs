//! What of the promises is missed now, and what will be if things go on like this.

use super::{DAY, holds, instant, late, old, slow, small, subjects};
use crate::answer::monitor::asked::{Asked, Limits};
use crate::answer::monitor::calendar::{clock, length, told};
use crate::answer::monitor::promise::day_of;
use crate::answer::monitor::robust::{median, number, slope, whole};
use crate::answer::monitor::watched::{Now, Watched};
use crate::model::alert::rule::{SLA_AT_RISK, SLA_MISSED};
use crate::model::alert::{Alert, AlertBook};
use crate::model::run::Past;
use crate::model::sla::Sla;
use std::collections::BTreeMap;

/// Newest good runs that tell how long it usually takes.
const USUAL: usize = 7;
/// Newest good runs that tell how it grows, and the fewest that do.
const GROWTH: (usize, usize) = (30, 10);
/// Least share of pairs of runs of which the later took longer: chance alone has a half.
const RISING: f64 = 0.65;

/// One alert an object: what of its promises is missed (else at risk), each with its name.
pub(in crate::answer::monitor) fn alerts(watched: &Watched, book: &AlertBook, slas: &[Sla], now: Now) -> Vec<Alert> {
    let (missed, at_risk) = (Asked::of(&SLA_MISSED, book), Asked::of(&SLA_AT_RISK, book));
    let mut found: [BTreeMap<String, (i64, Vec<String>)>; 2] = Default::default();
    for sla in slas {
        let local = now.utc + i64::from(sla.offset_minutes) * 60;
        let subjects = subjects(sla, &watched.places, i64::from(sla.offset_minutes) * 60);
        if subjects.is_empty() && !watched.places.is_empty() {
            let nobody = format!("its scope {} means no session that ran", sla.scope);
            note(&mut found[1], sla, format!("promise:{}", sla.name), (local, nobody));
        }
        for (object, runs) in subjects {
            let runs: Vec<Past> = runs.iter().filter(|run| run.started <= local).copied().collect();
            let broken = missed_now(sla, &runs, local);
            let risk =
                at_risk.at(&object).filter(|_| broken.is_none()).and_then(|limits| risk(&limits, sla, &runs, local));
            for (side, what) in [broken, risk].into_iter().enumerate() {
                if let Some(what) = what {
                    note(&mut found[side], sla, object.clone(), what);
                }
            }
        }
    }
    let tell = |asked: &Asked<'_>, found: &BTreeMap<String, (i64, Vec<String>)>| -> Vec<Alert> {
        let one = |(object, (at, said)): (&String, &(i64, Vec<String>))| {
            Some(asked.at(object)?.alert(object, said.join("; "), told(*at)))
        };
        found.iter().filter_map(one).collect()
    };
    let mut all = tell(&missed, &found[0]);
    all.extend(tell(&at_risk, &found[1]));
    all
}

fn note(found: &mut BTreeMap<String, (i64, Vec<String>)>, sla: &Sla, object: String, (at, what): (i64, String)) {
    let entry = found.entry(object).or_insert((at, Vec::new()));
    entry.0 = entry.0.max(at);
    entry.1.push(format!("promise {}: {what}", sla.name));
}

/// All that is missed: of the newest deadline that is over, and by a run that still runs, else of the newest good one. How
/// long ago it succeeded is told where nothing else is.
fn missed_now(sla: &Sla, runs: &[Past], now: i64) -> Option<(i64, String)> {
    let deadline = sla.deadline.and_then(|minutes| {
        let deadline = i64::from(minutes) * 60;
        let first = day_of(runs.first()?, deadline);
        let newest = (now - deadline).div_euclid(DAY);
        let day = (newest - 7..=newest).rev().find(|day| *day >= first && holds(sla, *day))?;
        late(runs, day, deadline).map(|what| (instant(day, deadline), what))
    });
    let good = runs.iter().rev().find(|run| run.is_good());
    let of_good = || {
        let run = good?;
        let broken: Vec<String> =
            [slow(sla, run), small(sla, run)].into_iter().flatten().filter_map(Result::err).collect();
        (!broken.is_empty()).then(|| (run.started, broken.join(" and ")))
    };
    let running = || {
        let run = runs.last().filter(|run| run.is_running())?;
        let so_far = Past::new(run.started, Some(now), run.status, [None; 2]);
        slow(sla, &so_far).and_then(Result::err).map(|what| (run.started, what.replacen("took", "still runs after", 1)))
    };
    let fresh = || {
        let (most, ended) = sla.freshness_seconds.zip(good.and_then(Past::ended))?;
        old(most, ended, now).map(|what| (ended, what))
    };
    let of_runs = running().or_else(of_good);
    match (deadline, of_runs) {
        (Some((at, late)), Some((began, broken))) => Some((at.max(began), format!("{late} and {broken}"))),
        (deadline, of_runs) => deadline.or(of_runs).or_else(fresh),
    }
}

fn risk(limits: &Limits, sla: &Sla, runs: &[Past], now: i64) -> Option<(i64, String)> {
    let good: Vec<(i64, u32)> =
        runs.iter().filter(|run| run.is_good()).filter_map(|run| Some((run.started, run.took()?))).collect();
    let usual = median(&mut good.iter().rev().take(USUAL).map(|(_, took)| f64::from(*took)).collect::<Vec<f64>>());
    nears(limits, sla, runs, usual, now).or_else(|| grows(limits, sla, &good, usual?))
}

/// The next deadline comes sooner than a run usually takes.
fn nears(limits: &Limits, sla: &Sla, runs: &[Past], usual: Option<f64>, now: i64) -> Option<(i64, String)> {
    let deadline = i64::from(sla.deadline?) * 60;
    let day = (now - deadline).div_euclid(DAY) + 1;
    let of_day = |run: &&Past| day_of(run, deadline) == day;
    if !holds(sla, day)
        || runs.iter().rev().take_while(|run| day_of(run, deadline) >= day).any(|run| of_day(&run) && run.is_good())
    {
        return None;
    }
    let usual = usual.map(whole);
    let running = runs.last().filter(|run| of_day(run) && run.is_running());
    let ends = running.map_or(now, |run| run.started) + usual.unwrap_or(0);
    let until = instant(day, deadline);
    let near = until - now <= limits.whole("before");
    (near || ends.max(now) > until).then(|| {
        let state = running.map_or("has not begun".to_owned(), |run| format!("runs since {}", clock(run.started)));
        let takes = usual.map_or(String::new(), |usual| format!(" and usually takes {}", length(usual)));
        (now, format!("{state}{takes}, promised by {} in {}", clock(deadline), length(until - now)))
    })
}

/// Runs come close to the longest that was promised, or grow towards it.
fn grows(limits: &Limits, sla: &Sla, good: &[(i64, u32)], usual: f64) -> Option<(i64, String)> {
    let most = number(i64::try_from(sla.maximum_seconds?).unwrap_or(i64::MAX));
    let (last, _) = good.last()?;
    let promised = length(whole(most));
    if usual >= limits.get("share") / 100.0 * most {
        let share = usual / most * 100.0;
        return Some((
            *last,
            format!("usually takes {}, {share:.0} % of the {promised} that are promised", length(whole(usual))),
        ));
    }
    let newest = &good[good.len().saturating_sub(GROWTH.0)..];
    let points: Vec<(f64, f64)> =
        newest.iter().map(|(at, took)| (number(at - newest[0].0) / number(DAY), f64::from(*took))).collect();
    let (daily, rising) = slope(&points).filter(|_| points.len() >= GROWTH.1)?;
    let days = limits.get("days");
    (rising >= RISING && usual + daily * days >= most).then(|| {
        let in_days = (most - usual) / daily;
        let (usual, daily) = (length(whole(usual)), length(whole(daily)));
        (*last, format!("usually takes {usual} and {daily} more each day: over the {promised} that are promised in {in_days:.0} days"))
    })
}
