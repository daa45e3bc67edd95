//! Runs that are not as usual: longer, shorter, with more or fewer rows.
//!
//! A run is told where it is `deviations` spreads and `ratio` times off, and as many seconds or rows as the rule wants at least.
//! Where its season is hardly known (fewer than three runs of its weekday or of its turn of the month), half as many
//! deviations again are wanted and twice the ratio, because it is held against all days.
//!
//! The time of a run is held against its rows, so that a large load which takes long is told once, by its rows. Rows
//! loaded are held against rows read in the same way.

use super::asked::{Asked, Limits};
use super::calendar::{Turn, WEEKDAYS, length, told};
use super::robust::{number, whole};
use super::usual::{Deviation, Measure, Point, Series, Window, deviation, point};
use super::watched::Now;
use crate::model::alert::rule::{LONGER, ROWS_UNUSUAL, SHORTER};
use crate::model::alert::{Alert, AlertBook};
use crate::model::run::Past;

/// The three rules.
pub(super) struct Rules<'b> {
    longer: Asked<'b>,
    shorter: Asked<'b>,
    rows: Asked<'b>,
}

/// The three rules as they are asked of one object.
pub(super) struct Wanted {
    longer: Option<Limits>,
    shorter: Option<Limits>,
    rows: Option<Limits>,
}

impl<'b> Rules<'b> {
    pub(super) fn of(book: &'b AlertBook) -> Self {
        Self {
            longer: Asked::of(&LONGER, book),
            shorter: Asked::of(&SHORTER, book),
            rows: Asked::of(&ROWS_UNUSUAL, book),
        }
    }

    /// What is told of the runs of an object: of those that lie within, the newest that is unusual.
    pub(super) fn alerts(&self, object: &str, runs: &[Past], series: &Series, now: Now) -> Vec<Alert> {
        let wanted = self.at(object);
        let mut all = wanted.still_running(object, runs, series, now).into_iter().collect::<Vec<_>>();
        let newest = series.points().len().wrapping_sub(1);
        let since = |at: usize, limits: &Limits| {
            let ended = runs[series.points()[at].run].ended().unwrap_or(i64::MIN);
            at == newest || ended > now.local - limits.whole("within")
        };
        let asked: Vec<(Limits, Judge)> = wanted.each().collect();
        let late = (0..series.points().len()).rev();
        let late = late.take_while(|at| asked.iter().any(|(limits, _)| since(*at, limits)));
        let late: Vec<(usize, Window<'_>)> = late.map(|at| (at, Window::of(series.before(at)))).collect();
        for (limits, judge) in asked {
            let judged = |at: usize, window: &Window<'_>| judge(&limits, runs, series.points().get(at)?, window);
            let mut within = late.iter().take_while(|(at, _)| since(*at, &limits));
            let found = within.find_map(|(at, window)| Some((*at, judged(*at, window)?)));
            let known = |told: &Alert| all.iter().any(|one| one.rule == told.rule);
            let alert =
                found.map(|(at, message)| limits.alert(object, message, told(runs[series.points()[at].run].started)));
            let fresh = alert.filter(|alert| !known(alert));
            all.extend(fresh);
        }
        all
    }

    /// As they are asked of an object.
    pub(super) fn at(&self, object: &str) -> Wanted {
        Wanted { longer: self.longer.at(object), shorter: self.shorter.at(object), rows: self.rows.at(object) }
    }
}

/// What a rule says of a good run: the message, where it is unusual.
type Judge = fn(&Limits, &[Past], &Point, &Window<'_>) -> Option<String>;

impl Wanted {
    fn each(&self) -> impl Iterator<Item = (Limits, Judge)> {
        let all: [(Option<Limits>, Judge); 3] = [(self.longer, longer), (self.shorter, shorter), (self.rows, rows)];
        all.into_iter().filter_map(|(limits, judge)| Some((limits?, judge)))
    }

    /// The newest run, where it has not ended and already takes longer than usual.
    fn still_running(&self, object: &str, runs: &[Past], series: &Series, now: Now) -> Option<Alert> {
        let limits = self.longer?;
        let (at, run) = runs.iter().enumerate().next_back().filter(|(_, run)| run.is_running())?;
        let until = now.told.max(run.started);
        let so_far = Past::new(run.started, Some(until), run.status, run.rows());
        let window = Window::of(series.before(series.points().len()));
        if window.runs(Measure::Took) < limits.count("history") {
            return None;
        }
        let deviation = deviation(&window, &point(at, &so_far), Measure::Took, None)?;
        let took = until - run.started;
        let is = far(&limits, &deviation, 1.0) && number(took) - deviation.expected >= limits.get("seconds");
        is.then(|| {
            let message = format!(
                "still runs after {}, {}",
                length(took),
                against(&deviation, &length(whole(deviation.expected)))
            );
            limits.alert(object, message, told(run.started))
        })
    }
}

/// True where a run is off by what is wanted, in one direction: 1 for more, -1 for less.
fn far(limits: &Limits, deviation: &Deviation, direction: f64) -> bool {
    let (deviations, ratio) = (limits.get("deviations"), limits.get("ratio").ln());
    let (deviations, ratio) =
        if deviation.season_known { (deviations, ratio) } else { (deviations * 1.5, ratio + std::f64::consts::LN_2) };
    let by = deviation.by * direction;
    by >= ratio && by >= deviations * deviation.spread
}

fn judged(
    limits: &Limits,
    point: &Point,
    window: &Window<'_>,
    measure: Measure,
    driver: Option<Measure>,
) -> Option<Deviation> {
    if window.runs(measure) < limits.count("history") { None } else { deviation(window, point, measure, driver) }
}

fn time(limits: &Limits, runs: &[Past], point: &Point, window: &Window<'_>, direction: f64) -> Option<String> {
    let took = runs.get(point.run)?.took()?;
    let driver = [Measure::Source, Measure::Target].into_iter().find(|rows| point.log(*rows).is_some());
    let deviation = judged(limits, point, window, Measure::Took, driver)?;
    let apart = (f64::from(took) - deviation.expected) * direction;
    let is = far(limits, &deviation, direction) && apart >= limits.get("seconds");
    is.then(|| format!("took {}, {}", length(i64::from(took)), against(&deviation, &length(whole(deviation.expected)))))
}

fn longer(limits: &Limits, runs: &[Past], point: &Point, window: &Window<'_>) -> Option<String> {
    time(limits, runs, point, window, 1.0)
}

fn shorter(limits: &Limits, runs: &[Past], point: &Point, window: &Window<'_>) -> Option<String> {
    time(limits, runs, point, window, -1.0)
}

fn rows(limits: &Limits, runs: &[Past], point: &Point, window: &Window<'_>) -> Option<String> {
    let [read, loaded] = runs.get(point.run)?.rows();
    let asked = [
        (Measure::Source, None, read, "read"),
        (Measure::Target, point.log(Measure::Source).map(|_| Measure::Source), loaded, "loaded"),
    ];
    let said = asked.into_iter().filter_map(|(measure, driver, amount, verb)| {
        let (amount, deviation) = (number(amount?), judged(limits, point, window, measure, driver)?);
        let is =
            far(limits, &deviation, deviation.by.signum()) && (amount - deviation.expected).abs() >= limits.get("rows");
        is.then(|| format!("{verb} {amount:.0} rows, {}", against(&deviation, &format!("{:.0}", deviation.expected))))
    });
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// What is usual, how far off the run is, and of how many runs that is known.
fn against(deviation: &Deviation, expected: &str) -> String {
    let times = deviation.by.abs().exp();
    let times = if deviation.by < 0.0 { format!("1/{times:.1} of it") } else { format!("{times:.1} times that") };
    let rows = if deviation.driven { " for its rows" } else { "" };
    let (season, own) = deviation.season;
    let days = if season.turn == Turn::Within { WEEKDAYS[season.weekday] } else { season.turn.words() };
    let alone = if deviation.season_known { "" } else { ", so it is held against all days" };
    format!("where {expected} is usual{rows} ({times}; {} good runs before it, {own} on {days}{alone})", deviation.runs)
}

#[cfg(test)]
#[path = "unusual_tests.rs"]
mod tests;
