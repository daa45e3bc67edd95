//! What ran in a window: how often, with what end, how many rows, how long; by day, by error.
//!
//! A success is a run that succeeded; its share is of those that are over and were not disabled. Rows are rows loaded.

use super::window::{Window, day_of};
use crate::answer::runs::between;
use crate::model::error_class::{Class, class_of};
use crate::model::run::{Line, Lines, Status};
use std::collections::BTreeMap;

/// What ran on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Day {
    /// Runs that succeeded.
    pub succeeded: u64,
    /// Runs that failed, were stopped, aborted or terminated.
    pub failed: u64,
    /// Runs that are not over, or were disabled.
    pub other: u64,
    /// Rows loaded.
    pub rows: i64,
    /// Seconds of runs that ended.
    pub seconds: i64,
}

/// Runs that ended in errors of one class and code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors {
    /// What kind of trouble it is.
    pub class: &'static str,
    /// Message code; empty where no source says one.
    pub code: String,
    /// Runs that it ended.
    pub runs: u64,
    /// Sessions that it met.
    pub sessions: u64,
    /// Start of the newest run, its session, and what it says.
    pub newest: (String, String, String),
}

/// What ran.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ran {
    /// Sessions with a run.
    pub sessions: u64,
    /// Runs of any kind.
    pub runs: u64,
    /// Runs by status.
    pub by_status: BTreeMap<&'static str, u64>,
    /// Rows read, loaded and refused.
    pub rows: [i64; 3],
    /// Seconds of runs that ended.
    pub seconds: i64,
    /// By day; days without a run are not there.
    pub days: BTreeMap<String, Day>,
    errors: BTreeMap<(&'static str, String), Errors>,
}

/// Seconds that a run took; `None` while it runs.
#[must_use]
pub fn seconds(run: &Line) -> Option<i64> {
    between(&run.started_at, run.ended_at.as_deref()?)
}

/// True for a run that ended in an error, or was ended.
#[must_use]
pub fn is_bad(status: Status) -> bool {
    matches!(status, Status::Failed | Status::Stopped | Status::Aborted | Status::Terminated)
}

impl Ran {
    /// Adds the runs of a session that are in the window.
    pub fn add(&mut self, window: &Window, lines: &Lines) {
        let mut any = false;
        let mut met: Vec<(&'static str, String)> = Vec::new();
        for run in lines.runs.iter().filter(|run| window.holds(&run.started_at)) {
            any = true;
            self.one(run);
            if is_bad(run.status) {
                self.error(run, &lines.address(), &mut met);
            }
        }
        self.sessions += u64::from(any);
    }

    fn one(&mut self, run: &Line) {
        let took = seconds(run).unwrap_or(0);
        let loaded = run.target.good.unwrap_or(0);
        let refused = run.target.failed.unwrap_or(0).saturating_add(run.source.failed.unwrap_or(0));
        self.runs += 1;
        *self.by_status.entry(run.status.word()).or_default() += 1;
        self.seconds += took;
        for (sum, rows) in self.rows.iter_mut().zip([run.source.good.unwrap_or(0), loaded, refused]) {
            *sum = sum.saturating_add(rows);
        }
        let day = self.days.entry(day_of(&run.started_at).to_owned()).or_default();
        match run.status {
            Status::Succeeded => day.succeeded += 1,
            status if is_bad(status) => day.failed += 1,
            _ => day.other += 1,
        }
        day.rows = day.rows.saturating_add(loaded);
        day.seconds += took;
    }

    fn error(&mut self, run: &Line, session: &str, met: &mut Vec<(&'static str, String)>) {
        let nothing_said = run.error_code.is_empty() && run.error.is_empty();
        let class = if nothing_said { Class::Runtime } else { class_of(&run.error_code, &run.error) };
        let key = (class.word(), run.error_code.to_string());
        let errors = self.errors.entry(key.clone()).or_default();
        (errors.class, errors.code) = key.clone();
        errors.runs += 1;
        if !met.contains(&key) {
            met.push(key);
            errors.sessions += 1;
        }
        if run.started_at >= errors.newest.0 {
            errors.newest = (run.started_at.clone(), session.to_owned(), run.error.to_string());
        }
    }

    /// Successes of those that are over and were not disabled, in tenths of a per cent; nothing where none is over.
    #[must_use]
    pub fn success_permille(&self) -> Option<u64> {
        let (good, bad) = self.days.values().fold((0, 0), |(good, bad), day| (good + day.succeeded, bad + day.failed));
        (good + bad > 0).then(|| good * 1000 / (good + bad))
    }

    /// Errors, the most frequent first.
    #[must_use]
    pub fn errors(&self) -> Vec<&Errors> {
        let mut all: Vec<&Errors> = self.errors.values().collect();
        all.sort_by(|a, b| b.runs.cmp(&a.runs).then_with(|| (a.class, &a.code).cmp(&(b.class, &b.code))));
        all
    }
}
