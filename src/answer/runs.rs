//! Figures over the runs of a session.
//!
//! Owns what counts as good, how a median and a trend are taken, and the sparkline. Nearest rank throughout: every figure is
//! one that really happened. Runs that failed tell nothing of how long the work takes.

use crate::model::error_class::{Class, class_of};
use crate::model::run::{KnownRun, Run, Status};
use chrono::NaiveDateTime;
use serde::Serialize;
use std::collections::BTreeMap;

/// Newest good runs that a sparkline shows.
const SPARKS: usize = 40;
/// A trend needs so many good runs: two thirds of two are no trend.
const TREND: usize = 6;

/// Figures over runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Runs of any kind.
    pub runs: usize,
    /// Start of the oldest and of the newest.
    pub from: String,
    /// Start of the newest.
    pub to: String,
    /// Runs by status, in the order of the codes.
    pub by_status: Vec<(&'static str, usize)>,
    /// Good ones of those that are over and were not disabled, in tenths of a per cent; nothing where none is over.
    pub success_permille: Option<usize>,
    /// Failures by class and message code.
    pub errors: Vec<Errors>,
    /// Seconds of good runs.
    pub seconds: Option<Spread>,
    /// Rows read by good runs.
    pub source_rows: Option<Spread>,
    /// Rows loaded by good runs.
    pub target_rows: Option<Spread>,
    /// Median of rows loaded a second, over good runs that took a second at least.
    pub rows_per_second: Option<i64>,
    /// Whether good runs get longer.
    pub trend: Option<Trend>,
    /// Seconds of the newest good runs, oldest first, as bars.
    pub sparkline: String,
}

/// Failures of one class and code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Errors {
    /// What kind of trouble it is.
    pub class: &'static str,
    /// Message code; empty where the source says none.
    pub code: String,
    /// Runs that it ended.
    pub runs: usize,
    /// What the newest of them says.
    pub message: String,
}

/// How figures spread, by nearest rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Spread {
    /// The least.
    pub least: i64,
    /// Half are at most so.
    pub median: i64,
    /// 95 of 100 are at most so.
    pub p95: i64,
    /// The most.
    pub most: i64,
}

/// The newest third of the good runs against the oldest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Trend {
    /// Median seconds of the oldest third.
    pub older: i64,
    /// Median seconds of the newest third.
    pub newer: i64,
    /// How much longer they take, in per cent of the older; nothing where that is 0 s.
    pub percent: Option<i64>,
}

/// Which way a run goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// On, or it stays where it is.
    Forward,
    /// Back, or from one end to another.
    Backward,
}

/// Scheduled → running → over. A run that is over stays as it ended.
#[must_use]
pub fn step(from: Status, to: Status) -> Step {
    let rank = |status: Status| match status {
        Status::Unscheduled | Status::Scheduled | Status::Waiting | Status::Unknown => 0,
        over if over.is_over() => 2,
        _ => 1,
    };
    let same_end = rank(from) == 2 && from != to;
    if rank(to) < rank(from) || same_end { Step::Backward } else { Step::Forward }
}

/// Seconds that a run took; `None` while it runs.
#[must_use]
pub fn seconds(run: &Run) -> Option<i64> {
    between(&run.started_at, run.ended_at.as_deref()?)
}

/// Seconds between two times, `2026-01-02T03:04:05`.
#[must_use]
pub fn between(from: &str, to: &str) -> Option<i64> {
    let parse = |at: &str| NaiveDateTime::parse_from_str(at, "%Y-%m-%dT%H:%M:%S").ok();
    Some((parse(to)? - parse(from)?).num_seconds())
}

/// Figures over runs, oldest first.
#[must_use]
pub fn stats(runs: &[KnownRun]) -> Stats {
    let good: Vec<&Run> = runs.iter().map(|one| &one.run).filter(|run| run.status == Status::Succeeded).collect();
    let took: Vec<i64> = good.iter().filter_map(|run| seconds(run)).collect();
    let rates: Vec<i64> = good.iter().filter_map(|run| rate(run)).collect();
    let of = |rows: &dyn Fn(&Run) -> Option<i64>| spread(good.iter().filter_map(|run| rows(run)).collect());
    Stats {
        runs: runs.len(),
        from: runs.first().map_or_else(String::new, |one| one.run.started_at.clone()),
        to: runs.last().map_or_else(String::new, |one| one.run.started_at.clone()),
        by_status: by_status(runs),
        success_permille: success(runs, good.len()),
        errors: errors(runs),
        source_rows: of(&|run| run.source.good),
        target_rows: of(&|run| run.target.good),
        rows_per_second: spread(rates).map(|all| all.median),
        trend: trend(&took),
        sparkline: sparkline(&took),
        seconds: spread(took),
    }
}

fn rate(run: &Run) -> Option<i64> {
    let seconds = seconds(run).filter(|seconds| *seconds > 0)?;
    Some(run.target.good? / seconds)
}

fn by_status(runs: &[KnownRun]) -> Vec<(&'static str, usize)> {
    let count = |status: Status| runs.iter().filter(|one| one.run.status == status).count();
    Status::ALL.iter().map(|(status, word)| (*word, count(*status))).filter(|(_, n)| *n > 0).collect()
}

fn success(runs: &[KnownRun], good: usize) -> Option<usize> {
    let counts = |run: &Run| run.status.is_over() && run.status != Status::Disabled;
    let over = runs.iter().filter(|one| counts(&one.run)).count();
    (over > 0).then(|| good * 1000 / over)
}

fn errors(runs: &[KnownRun]) -> Vec<Errors> {
    let mut found: BTreeMap<(&'static str, String), (usize, String)> = BTreeMap::new();
    let bad = |run: &Run| matches!(run.status, Status::Failed | Status::Stopped | Status::Aborted | Status::Terminated);
    for run in runs.iter().map(|one| &one.run).filter(|run| bad(run)) {
        let class = if run.error_code.is_empty() && run.error.is_empty() {
            Class::Runtime
        } else {
            class_of(&run.error_code, &run.error)
        };
        let entry = found.entry((class.word(), run.error_code.to_string())).or_default();
        entry.0 += 1;
        if !run.error.is_empty() {
            entry.1 = run.error.to_string();
        }
    }
    let mut all: Vec<Errors> =
        found.into_iter().map(|((class, code), (runs, message))| Errors { class, code, runs, message }).collect();
    all.sort_by(|a, b| b.runs.cmp(&a.runs).then_with(|| (a.class, &a.code).cmp(&(b.class, &b.code))));
    all
}

/// The spread of figures; `None` of none.
#[must_use]
pub fn spread(mut all: Vec<i64>) -> Option<Spread> {
    all.sort_unstable();
    let rank = |percent: usize| all.get((all.len() * percent).div_ceil(100).saturating_sub(1)).copied();
    Some(Spread { least: *all.first()?, median: rank(50)?, p95: rank(95)?, most: *all.last()? })
}

fn trend(took: &[i64]) -> Option<Trend> {
    if took.len() < TREND {
        return None;
    }
    let third = took.len() / 3;
    let older = spread(took[..third].to_vec())?.median;
    let newer = spread(took[took.len() - third..].to_vec())?.median;
    Some(Trend { older, newer, percent: (older > 0).then(|| (newer - older) * 100 / older) })
}

/// Bars from nothing to the longest of them.
fn sparkline(took: &[i64]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let newest = &took[took.len().saturating_sub(SPARKS)..];
    let most = newest.iter().copied().max().unwrap_or(0).max(1);
    let bar = |seconds: &i64| BARS[usize::try_from((seconds.max(&0) * 7 + most / 2) / most).unwrap_or(7).min(7)];
    newest.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran(day: u32, seconds: i64, status: Status, code: &str, rows: Option<i64>) -> KnownRun {
        let started_at = format!("2026-01-{day:02}T00:00:00");
        let ended_at = Some(format!("2026-01-{day:02}T00:{:02}:{:02}", seconds / 60, seconds % 60));
        let run = Run { started_at, ended_at, status, error_code: code.into(), ..Run::default() };
        KnownRun {
            run: Run { target: crate::model::run::Rows { good: rows, failed: None }, ..run },
            ..KnownRun::default()
        }
    }

    #[test]
    fn figures_are_of_good_runs_and_by_nearest_rank() {
        let mut runs: Vec<KnownRun> =
            (1..=20).map(|day| ran(day, i64::from(day), Status::Succeeded, "", Some(100))).collect();
        runs.push(ran(21, 50, Status::Failed, "RR_4036", None));
        runs.push(ran(22, 50, Status::Failed, "RR_4036", None));
        runs.push(ran(23, 50, Status::Disabled, "", None));
        let stats = stats(&runs);
        // 20 figures: the median is the 10th, the 95th percentile the 19th.
        assert_eq!(stats.seconds, Some(Spread { least: 1, median: 10, p95: 19, most: 20 }));
        assert_eq!(stats.success_permille, Some(909)); // 20 of 22: disabled runs are no failures
        assert_eq!(stats.by_status, [("succeeded", 20), ("disabled", 1), ("failed", 2)]);
        assert_eq!((stats.errors[0].class, stats.errors[0].runs), ("connection", 2));
        // Thirds of 6: medians of 1..=6 and of 15..=20.
        assert_eq!(stats.trend, Some(Trend { older: 3, newer: 17, percent: Some(466) }));
        // 100 rows in 1, 2, … 20 s: 100, 50, 33, … 5; the 10th from below is 100 / 11 = 9.
        assert_eq!(stats.rows_per_second, Some(9));
    }

    #[test]
    fn runs_go_forward_only() {
        for (from, to) in [
            (Status::Scheduled, Status::Running),
            (Status::Running, Status::Running),
            (Status::Running, Status::Aborted),
            (Status::Scheduled, Status::Stopped),
            (Status::Failed, Status::Failed),
        ] {
            assert_eq!(step(from, to), Step::Forward, "{from:?} {to:?}");
        }
        for (from, to) in [
            (Status::Running, Status::Scheduled),
            (Status::Succeeded, Status::Running),
            (Status::Failed, Status::Succeeded),
            (Status::Succeeded, Status::Scheduled),
        ] {
            assert_eq!(step(from, to), Step::Backward, "{from:?} {to:?}");
        }
    }

    #[test]
    fn nothing_and_little_make_no_figures() {
        let none = stats(&[]);
        assert_eq!((none.seconds, none.trend, none.success_permille), (None, None, None));
        let one = stats(&[ran(1, 0, Status::Succeeded, "", None)]);
        assert_eq!(one.seconds, Some(Spread { least: 0, median: 0, p95: 0, most: 0 }));
        assert_eq!((one.rows_per_second, one.sparkline.as_str()), (None, "▁"));
    }

    #[test]
    fn a_sparkline_shows_the_newest_runs_up_to_the_longest() {
        assert_eq!(sparkline(&[0, 7, 14]), "▁▅█");
        assert_eq!(sparkline(&[1; 100]).chars().count(), SPARKS);
    }
}
