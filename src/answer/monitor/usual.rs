//! What is usual: for each good run, what those before it would make one expect of its rows and of its time.
//!
//! Everything is a logarithm, so that "twice" weighs the same for large and small, and seasons multiply:
//!
//! ```text
//! expected = level + slope · days + weekday + turn of the month + recent + β · (driver − expected driver)
//! ```
//!
//! * level, weekday and turn are medians of what the others leave over, found in turns (median polish, Tukey 1977);
//! * slope is the median of the newest third less that of the oldest, over the time between them;
//! * recent is the median of what is left of the newest [`RECENT`] runs, so that a lasting shift becomes usual;
//! * β is the least-squares slope on the rows that drive a run's time, of residuals cut at three spreads, from 0 to 1.2;
//! * the spread is a robust standard deviation of what is left (`robust::spread`), n / (n − p) in its square for the p seasons
//!   that were learned, and as much wider as the medians are uncertain: the variance of a median of n is π/2 · σ² / n.

use super::calendar::{self, DAY, Season, Turn};
use super::robust::{count, median, number, spread};
use crate::model::run::Past;
use std::cell::OnceCell;

/// Good runs before one that are looked at.
const WINDOW: usize = 200;
/// Newest runs that tell the level of now.
const RECENT: usize = 15;
/// Runs of a weekday or of a turn of the month from which on its season is known.
const KNOWN: usize = 3;
/// Least spread: 2 % are no news, however regular a session is.
const LEAST_SPREAD: f64 = 0.02;
/// Growth in a day that is carried on at most: twice in 30 days.
const STEEPEST: f64 = std::f64::consts::LN_2 / 30.0;

/// What is measured of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// Rows read.
    Source,
    /// Rows loaded.
    Target,
    /// Seconds.
    Took,
}

/// A good run. Logarithms by measure, NaN where there is none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    /// Its place among all runs.
    pub run: usize,
    started: i64,
    season: Season,
    logs: [f64; 3],
}

impl Point {
    /// Logarithm of a measure.
    pub(super) fn log(&self, measure: Measure) -> Option<f64> {
        Some(self.logs[measure as usize]).filter(|log| !log.is_nan())
    }
}

/// The good runs of a place, oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Series {
    points: Vec<Point>,
}

impl Series {
    /// Of runs, oldest first.
    pub(super) fn of(runs: &[Past]) -> Self {
        let good = runs.iter().enumerate().filter(|(_, run)| run.is_good());
        Self { points: good.map(|(at, run)| point(at, run)).collect() }
    }

    /// The good runs.
    pub(super) fn points(&self) -> &[Point] {
        &self.points
    }

    /// Those before a point that it is held against.
    pub(super) fn before(&self, at: usize) -> &[Point] {
        &self.points[at.saturating_sub(WINDOW)..at]
    }
}

/// A run as a point, whatever its status; rows of none and times of nothing are no logarithms.
pub(super) fn point(run: usize, past: &Past) -> Point {
    let log = |amount: Option<i64>| amount.filter(|amount| *amount > 0).map_or(f64::NAN, |amount| number(amount).ln());
    let [source, target] = past.rows().map(log);
    let took = log(past.took().map(|took| i64::from(took).max(1)));
    Point { run, started: past.started, season: calendar::season(past.started), logs: [source, target, took] }
}

/// The parts of what is expected of one measure.
struct Fit {
    measure: Measure,
    origin: i64,
    level: f64,
    slope: f64,
    weekday: Groups,
    turn: Groups,
    /// What is left of each point of the window, NaN where it has no value.
    left: Vec<f64>,
    runs: usize,
}

/// Medians by group, with how many runs each is of.
#[derive(Default, Clone)]
struct Groups {
    factor: [f64; Turn::COUNT],
    runs: [usize; Turn::COUNT],
}

impl Groups {
    /// Takes the medians of values by group. A median of few is drawn towards none.
    fn learn(&mut self, values: impl Iterator<Item = (usize, f64)>) {
        let mut all: [Vec<f64>; Turn::COUNT] = Default::default();
        for (group, value) in values {
            all[group].push(value);
        }
        for (group, values) in all.iter_mut().enumerate() {
            let many = values.len();
            self.runs[group] = many;
            let drawn = count(many) / count(many + 1);
            self.factor[group] = median(values).map_or(0.0, |middle| middle * drawn);
        }
    }

    /// Groups that have a factor of their own.
    fn used(&self) -> usize {
        self.runs.iter().filter(|runs| **runs > 0).count()
    }
}

fn days(point: &Point, origin: i64) -> f64 {
    number(point.started - origin) / number(DAY)
}

impl Fit {
    fn of(window: &[Point], measure: Measure) -> Option<Self> {
        let origin = window.first()?.started;
        let mut fit = Self {
            measure,
            origin,
            level: 0.0,
            slope: 0.0,
            weekday: Groups::default(),
            turn: Groups::default(),
            left: Vec::new(),
            runs: 0,
        };
        for _ in 0..3 {
            fit.polish(window)?;
        }
        fit.left = window.iter().map(|one| one.logs[measure as usize] - fit.smooth(one)).collect();
        fit.runs = fit.left.iter().filter(|left| !left.is_nan()).count();
        Some(fit)
    }

    /// One round: level and slope of what seasons leave, then seasons of what these leave.
    fn polish(&mut self, window: &[Point]) -> Option<()> {
        let known = || window.iter().filter_map(|one| Some((one, one.log(self.measure)?)));
        let plain: Vec<(f64, f64)> =
            known().map(|(one, log)| (days(one, self.origin), log - self.seasonal(one))).collect();
        let slope = thirds(&plain);
        let level = median(&mut plain.iter().map(|(day, log)| log - slope * day).collect::<Vec<f64>>())?;
        let flat: Vec<(&Point, f64)> =
            known().map(|(one, log)| (one, log - level - slope * days(one, self.origin))).collect();
        let (mut weekday, mut turn) = (Groups::default(), Groups::default());
        let within = flat.iter().filter(|(one, _)| one.season.turn == Turn::Within);
        weekday.learn(within.map(|(one, left)| (one.season.weekday, *left)));
        let near = flat.iter().filter(|(one, _)| one.season.turn != Turn::Within);
        turn.learn(near.map(|(one, left)| (one.season.turn.place(), left - weekday.factor[one.season.weekday])));
        (self.slope, self.level, self.weekday, self.turn) = (slope, level, weekday, turn);
        Some(())
    }

    /// What the turn of the month of a day may come to. Where too few runs of it are known, it may be like any other turn,
    /// or like days within.
    fn readings(&self, turn: Turn) -> Vec<f64> {
        let known = |place: &usize| self.turn.runs[*place] >= KNOWN;
        let own = turn.place();
        if turn == Turn::Within || known(&own) {
            return vec![self.turn.factor[own]];
        }
        let others = (1..Turn::COUNT).filter(known).map(|place| self.turn.factor[place]);
        others.chain([0.0, self.turn.factor[own]]).collect()
    }

    fn seasonal(&self, point: &Point) -> f64 {
        self.weekday.factor[point.season.weekday] + self.turn.factor[point.season.turn.place()]
    }

    fn smooth(&self, point: &Point) -> f64 {
        self.level + self.slope * days(point, self.origin) + self.seasonal(point)
    }

    /// What a run is off by what is expected of it, before the newest runs and the driver are asked: the least of what its
    /// turn of the month may come to.
    fn off(&self, point: &Point, log: f64) -> f64 {
        let plain = log - self.smooth(point) + self.turn.factor[point.season.turn.place()];
        let all = self.readings(point.season.turn).into_iter().map(|factor| plain - factor);
        all.min_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(plain)
    }
}

/// Growth in a day: the newest third against the oldest. None where there are too few runs or days to tell.
fn thirds(points: &[(f64, f64)]) -> f64 {
    let third = points.len() / 3;
    let middle =
        |part: &[(f64, f64)], of: fn(&(f64, f64)) -> f64| median(&mut part.iter().map(of).collect::<Vec<f64>>());
    let (old, new) = (&points[..third], &points[points.len() - third..]);
    let by = |of: fn(&(f64, f64)) -> f64| Some(middle(new, of)? - middle(old, of)?);
    let Some((days, growth)) = by(|point| point.0).zip(by(|point| point.1)) else { return 0.0 };
    if third < 5 || days < 14.0 { 0.0 } else { (growth / days).clamp(-STEEPEST, STEEPEST) }
}

/// How a run stands to what is usual.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deviation {
    /// Logarithm of the run over what was expected of it.
    pub by: f64,
    /// Standard deviation of that, by what usual runs do.
    pub spread: f64,
    /// What was expected, as an amount.
    pub expected: f64,
    /// Runs that it was held against.
    pub runs: usize,
    /// Its season, and how many of these runs are of it.
    pub season: (Season, usize),
    /// Enough runs of its season are known; else more is wanted of it.
    pub season_known: bool,
    /// Its rows were taken into account.
    pub driven: bool,
}

/// What a window makes one expect, measure by measure, worked out once each.
pub(super) struct Window<'p> {
    points: &'p [Point],
    fits: [OnceCell<Option<Fit>>; 3],
}

impl<'p> Window<'p> {
    /// Of the runs before one.
    pub(super) fn of(points: &'p [Point]) -> Self {
        Self { points, fits: Default::default() }
    }

    fn fit(&self, measure: Measure) -> Option<&Fit> {
        self.fits[measure as usize].get_or_init(|| Fit::of(self.points, measure)).as_ref()
    }

    /// Runs that have a measure.
    pub(super) fn runs(&self, measure: Measure) -> usize {
        self.fit(measure).map_or(0, |fit| fit.runs)
    }
}

/// Holds a run against the window before it. `driver`: the measure that what is measured follows from. `None` for a run
/// without the measure, and near the end of a month while no turn of a month is known.
pub(super) fn deviation(
    window: &Window<'_>,
    point: &Point,
    measure: Measure,
    driver: Option<Measure>,
) -> Option<Deviation> {
    let log = point.log(measure)?;
    let fit = window.fit(measure)?;
    if point.season.turn != Turn::Within && fit.turn.runs.iter().all(|runs| *runs < KNOWN) {
        return None;
    }
    let pulls = driver.and_then(|driver| Some((window.fit(driver)?, point.log(driver)?)));
    let link = pulls.and_then(|(driver, log)| Link::of(fit, driver, driver.off(point, log)));
    let pull = link.as_ref().map_or(0.0, |link| link.slope * link.push);
    let mut left: Vec<f64> = match (&link, &pulls) {
        (Some(link), Some((driver, _))) => link.left(fit, driver).collect(),
        _ => fit.left.clone(),
    };
    left.retain(|left| !left.is_nan());
    let newest = left.len().saturating_sub(RECENT);
    let recent = median(&mut left[newest..].to_vec())?;
    let by = fit.off(point, log) - recent - pull;
    let by_season = (fit.weekday.runs[point.season.weekday], fit.turn.runs[point.season.turn.place()]);
    let near = point.season.turn != Turn::Within;
    let own = if near { by_season.1 } else { by_season.0 };
    let wide = uncertainty(fit, point, link.as_ref()) * spread(&mut left).max(LEAST_SPREAD);
    Some(Deviation {
        by,
        spread: wide,
        expected: (log - by).exp(),
        runs: fit.runs,
        season: (point.season, own),
        season_known: by_season.0 >= KNOWN && (!near || by_season.1 >= KNOWN),
        driven: link.is_some(),
    })
}

/// By how much the spread grows because everything is learned from few.
fn uncertainty(fit: &Fit, point: &Point, link: Option<&Link>) -> f64 {
    let runs = count(fit.runs);
    let learned = count(fit.weekday.used() + fit.turn.used());
    let freedom = (runs / (runs - learned).max(1.0)).min(4.0);
    let of_median = |runs: usize| if runs == 0 { 0.0 } else { std::f64::consts::FRAC_PI_2 / count(runs) };
    let near = fit.turn.runs[point.season.turn.place()];
    let medians = of_median(fit.runs.min(RECENT)) + of_median(fit.weekday.runs[point.season.weekday]) + of_median(near);
    let pulled = link.map_or(0.0, |link| link.push * link.push / link.strength);
    (freedom * (1.0 + medians + pulled)).sqrt()
}

/// How one measure follows another.
struct Link {
    slope: f64,
    /// By how much the driver of this run is off what was expected of it.
    push: f64,
    /// Sum of the squares of the driver's residuals.
    strength: f64,
}

impl Link {
    /// `None` where the driver explains nothing.
    fn of(fit: &Fit, driver: &Fit, push: f64) -> Option<Self> {
        let width =
            |left: &[f64]| spread(&mut left.iter().copied().filter(|left| !left.is_nan()).collect::<Vec<f64>>());
        let (own, other) = (width(&fit.left), width(&driver.left));
        let cut = |left: f64, width: f64| left.clamp(-3.0 * width, 3.0 * width);
        let pairs = || fit.left.iter().zip(&driver.left).filter(|(a, b)| !a.is_nan() && !b.is_nan());
        let strength: f64 = pairs().map(|(_, b)| cut(*b, other).powi(2)).sum();
        let both: f64 = pairs().map(|(a, b)| cut(*a, own) * cut(*b, other)).sum();
        if strength <= f64::EPSILON {
            return None;
        }
        let slope = (both / strength).clamp(0.0, 1.2);
        (slope > 0.05).then_some(Self { slope, push, strength })
    }

    /// What is left of a measure when its driver is taken out. A run without the driver is left as it is.
    fn left<'l>(&'l self, fit: &'l Fit, driver: &'l Fit) -> impl Iterator<Item = f64> + 'l {
        fit.left
            .iter()
            .zip(&driver.left)
            .map(|(own, other)| if other.is_nan() { *own } else { own - self.slope * other })
    }
}
