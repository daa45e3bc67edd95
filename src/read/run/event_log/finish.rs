//! What was read of a log → the run with its facts.
//!
//! Owns the names of the facts of a Spark run, their order, and what is said of a log that has no end or no beginning.

use super::log::Log;
use crate::model::Text;
use crate::model::problem::{Problem, Severity};
use crate::model::run::{About, Fact, Platform, Rows, Run, Status};

/// What the names of the parts say.
#[derive(Default)]
pub(super) struct Said {
    /// The application has not ended.
    pub(super) in_progress: bool,
    /// The application.
    pub(super) application: String,
}

/// The run; `None` where no event was understood.
pub(super) fn run(mut log: Log, said: &Said) -> (Option<Run>, Vec<Problem>) {
    if log.events == 0 {
        if !log.odd.was_refused() {
            let said = "no event of Spark was found in it; nothing was stored";
            log.odd.report("event-log-no-application", Severity::Error, 0, said);
        }
        return (None, log.odd.done());
    }
    let mut run = std::mem::take(&mut log.run);
    run.platform = Platform::Spark;
    identify(&mut log, &mut run, said);
    let run_ms = times(&mut log, &mut run);
    status(&mut log, &mut run, said);
    let (read, written) = log.tally.rows();
    run.source = Rows { good: (log.tally.tasks() > 0).then_some(read), failed: None };
    // Sinks of the second data source interface report no rows to the task, but count them in their plan node.
    let written = (written > 0).then_some(written).or(log.executions.written());
    run.target = Rows { good: written, failed: None };
    facts(&mut log, &mut run, run_ms);
    (Some(run), log.odd.done())
}

/// Names a run whose log has lost the start of the application.
fn identify(log: &mut Log, run: &mut Run, said: &Said) {
    if log.started_ms.is_none() {
        run.session = given(log, "spark.app.name").unwrap_or_default();
        log.started_ms = given(log, "spark.app.startTime").and_then(|ms| ms.parse().ok()).or(log.first_launch);
        let told =
            "the start of the application is not in it; its settings, or its file name and first task, stand for it";
        log.odd.report("event-log-no-application", Severity::Warning, 0, told);
    }
    if run.application.is_empty() {
        run.application = given(log, "spark.app.id").unwrap_or_else(|| said.application.as_str().into());
    }
}

/// A setting that was given at start.
fn given(log: &Log, key: &str) -> Option<Text> {
    log.settings.get(&(key.to_owned(), "start")).map(|(value, _)| value.clone())
}

/// Sets start and end; the milliseconds between them where both are possible.
fn times(log: &mut Log, run: &mut Run) -> Option<i64> {
    let started = log.started_ms;
    let ended = log.ended.map(|(at, _)| at);
    let start = started.and_then(moment);
    if started.is_some() && start.is_none() {
        log.impossible(run.line, "the start of the application is no possible time; it was left out");
    }
    let end = ended.and_then(moment).filter(|_| started <= ended);
    if ended.is_some() && end.is_none() {
        log.impossible(0, "the end of the application is no possible time or before its start; it was left out");
    }
    let both = start.is_some() && end.is_some();
    run.started_at = start.unwrap_or_default();
    run.ended_at = end;
    ended.zip(started).filter(|_| both).map(|(ended, started)| ended - started)
}

/// Milliseconds since 1970 → `2026-01-02T03:04:05` UTC; `None` before it and after the year 9999.
fn moment(ms: i64) -> Option<String> {
    const YEAR_10000: i64 = 253_402_300_800_000;
    let time = chrono::DateTime::from_timestamp_millis(ms).filter(|_| ms > 0 && ms < YEAR_10000)?;
    Some(time.format("%Y-%m-%dT%H:%M:%S").to_string())
}

fn status(log: &mut Log, run: &mut Run, said: &Said) {
    match log.ended {
        Some((_, exit)) => (run.status, run.error_code, run.error) = log.outcome.status(exit),
        None if said.in_progress => run.status = Status::Running,
        None => {
            run.status = Status::Unknown;
            let told = "the end of the application is not in it; its figures are those until the last line";
            log.odd.report("event-log-not-ended", Severity::Warning, 0, told);
        }
    }
}

fn facts(log: &mut Log, run: &mut Run, run_ms: Option<i64>) {
    let mut amounts = log.tally.amounts();
    amounts.extend([
        ("jobs", log.outcome.ended),
        ("failed_jobs", log.outcome.failed_jobs),
        ("stages", log.stages.count()),
        ("executions", log.executions.started()),
        ("cores", log.executors.cores),
        ("executors", log.executors.most),
        ("killed_executors", log.executors.killed),
    ]);
    amounts.extend(log.executors.peak_heap().map(|bytes| ("peak_heap_bytes", bytes)));
    amounts.extend(run_ms.map(|ms| ("run_ms", ms)));
    run.facts = amounts.into_iter().map(|(what, value)| of_run(what, Some(value), Text::default())).collect();
    if !log.version.is_empty() {
        run.facts.push(of_run("spark_version", None, std::mem::take(&mut log.version)));
    }
    let settings = std::mem::take(&mut log.settings).into_iter();
    run.facts.extend(settings.map(|((key, when), (value, line))| Fact {
        about: About::Setting,
        name: key.into(),
        partition: Text::default(),
        what: when.into(),
        value: None,
        said: value,
        line,
    }));
    run.facts.extend(log.executors.facts());
    let (stages, stages_left) = std::mem::take(&mut log.stages).done();
    let (operators, executions_left) = std::mem::take(&mut log.executions).done();
    run.facts.extend(stages.into_iter().chain(operators));
    if stages_left + executions_left > 0 {
        let told = format!(
            "it is large: {stages_left} short stages and the plans of {executions_left} early executions are in the totals only"
        );
        log.odd.report("event-log-large", Severity::Info, 0, told);
    }
}

fn of_run(what: &str, value: Option<i64>, said: Text) -> Fact {
    Fact {
        about: About::Run,
        name: Text::default(),
        partition: Text::default(),
        what: what.into(),
        value,
        said,
        line: 0,
    }
}
