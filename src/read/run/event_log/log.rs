//! The events of one log, one at a time → a run.
//!
//! Owns which events are read and what each is good for. Class path, JVM, Hadoop and system properties are never looked at.

use super::event::{
    AdaptiveUpdate, ApplicationEnd, ApplicationStart, BlockManagerAdded, DriverUpdates, Environment, ExecutionEnd,
    ExecutionStart, ExecutorAdded, ExecutorRemoved, JobEnd, JobStart, LogStart, Named, StageCompleted,
    StageExecutorMetrics, TaskEnd,
};
use super::executor::Executors;
use super::odd::Odd;
use super::operator::Executions;
use super::outcome::Outcome;
use super::scalar::Said;
use super::stage::Stages;
use super::tally::Tally;
use crate::model::Text;
use crate::model::problem::Severity;
use crate::model::run::Run;
use crate::read::environment::mask;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Where Spark keeps the events of SQL.
const SQL: &str = "org.apache.spark.sql.execution.ui.";
/// Events of Spark that hold nothing that is asked for.
const PASSED_OVER: &[&str] = &[
    "SparkListenerBlockManagerRemoved",
    "SparkListenerBlockUpdated",
    "SparkListenerExecutorBlacklisted",
    "SparkListenerExecutorBlacklistedForStage",
    "SparkListenerExecutorExcluded",
    "SparkListenerExecutorExcludedForStage",
    "SparkListenerExecutorMetricsUpdate",
    "SparkListenerExecutorUnblacklisted",
    "SparkListenerExecutorUnexcluded",
    "SparkListenerMiscellaneousProcessAdded",
    "SparkListenerNodeBlacklisted",
    "SparkListenerNodeBlacklistedForStage",
    "SparkListenerNodeExcluded",
    "SparkListenerNodeExcludedForStage",
    "SparkListenerNodeUnblacklisted",
    "SparkListenerNodeUnexcluded",
    "SparkListenerResourceProfileAdded",
    "SparkListenerSpeculativeTaskSubmitted",
    "SparkListenerStageSubmitted",
    "SparkListenerTaskGettingResult",
    "SparkListenerTaskStart",
    "SparkListenerUnpersistRDD",
    "SparkListenerUnschedulableTaskSetAdded",
    "SparkListenerUnschedulableTaskSetRemoved",
    "org.apache.spark.sql.execution.ui.SparkListenerSQLAdaptiveSQLMetricUpdates",
];
/// Packages whose events hold nothing that is asked for.
const PASSED_OVER_PACKAGES: &[&str] = &["org.apache.spark.sql.streaming.", "org.apache.spark.sql.hive.thriftserver."];
/// Names of unknown events that are told.
const MOST_NAMES: usize = 100;

/// A log under way.
#[derive(Default)]
pub(super) struct Log {
    pub(super) run: Run,
    pub(super) odd: Odd,
    pub(super) version: Text,
    pub(super) settings: BTreeMap<(String, &'static str), (Text, u64)>,
    pub(super) tally: Tally,
    pub(super) stages: Stages,
    pub(super) executors: Executors,
    pub(super) executions: Executions,
    pub(super) outcome: Outcome,
    pub(super) started_ms: Option<i64>,
    /// End and exit code.
    pub(super) ended: Option<(i64, Option<i64>)>,
    /// Earliest launch of a task, for a log that has lost its beginning.
    pub(super) first_launch: Option<i64>,
    /// Events that were understood.
    pub(super) events: u64,
    unknown: BTreeSet<String>,
}

impl Log {
    /// Takes a line.
    pub(super) fn take(&mut self, text: &[u8], line: u64) {
        if text.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        let Some(name) = name(text) else {
            self.odd.report("event-log-line", Severity::Error, line, "this is no event of Spark; it was passed over");
            return;
        };
        match self.event(&name, text, line) {
            Ok(()) => self.events += 1,
            // What serde_json says may quote a value.
            Err(error) => {
                let said = format!("{name} cannot be read at column {}; it was passed over", error.column());
                self.odd.report("event-log-line", Severity::Error, line, said);
            }
        }
    }

    fn event(&mut self, name: &str, text: &[u8], line: u64) -> serde_json::Result<()> {
        match name {
            "SparkListenerTaskEnd" => self.task(shape(text)?, line),
            "SparkListenerStageCompleted" => self.stage(&shape(text)?, line),
            "SparkListenerJobStart" => self.outcome.job(&shape::<JobStart>(text)?),
            "SparkListenerJobEnd" => self.outcome.job_end(shape::<JobEnd>(text)?),
            "SparkListenerLogStart" => self.version = shape::<LogStart>(text)?.version.into(),
            "SparkListenerApplicationStart" => self.start(shape(text)?, line),
            "SparkListenerApplicationEnd" => {
                let end: ApplicationEnd = shape(text)?;
                self.ended = Some((end.at, end.exit));
            }
            "SparkListenerEnvironmentUpdate" => self.settings(shape::<Environment>(text)?.spark, "start", line),
            "SparkListenerExecutorAdded" => {
                let added: ExecutorAdded = shape(text)?;
                self.executors.add(added.id, added.info.cores.max(0), line);
            }
            "SparkListenerExecutorRemoved" => {
                let removed: ExecutorRemoved = shape(text)?;
                self.executors.remove(removed.id, &removed.reason);
            }
            "SparkListenerBlockManagerAdded" => {
                let added: BlockManagerAdded = shape(text)?;
                self.executors.memory(added.of.executor, added.memory.max(0));
            }
            "SparkListenerStageExecutorMetrics" => {
                let sample: StageExecutorMetrics = shape(text)?;
                self.executors.heap(&sample.executor, sample.metrics.heap);
                self.tally.resident(sample.metrics.resident());
            }
            _ => return self.sql(name, text, line),
        }
        Ok(())
    }

    fn sql(&mut self, name: &str, text: &[u8], line: u64) -> serde_json::Result<()> {
        match name.strip_prefix(SQL) {
            Some("SparkListenerSQLExecutionStart") => {
                let start: ExecutionStart = shape(text)?;
                self.executions.start(start.execution_id, text, line);
                self.settings(start.modified_configs, "run time", line);
            }
            Some("SparkListenerSQLAdaptiveExecutionUpdate") => {
                let update: AdaptiveUpdate = shape(text)?;
                self.executions.plan(update.execution_id, text, line);
            }
            Some("SparkListenerDriverAccumUpdates") => {
                self.executions.driver(&shape::<DriverUpdates>(text)?.accum_updates);
            }
            Some("SparkListenerSQLExecutionEnd") => {
                let end: ExecutionEnd = shape(text)?;
                self.executions.end(end.execution_id);
                self.outcome.execution_end(end);
            }
            _ => self.unknown(name, line),
        }
        Ok(())
    }

    fn unknown(&mut self, name: &str, line: u64) {
        let known = PASSED_OVER.contains(&name) || PASSED_OVER_PACKAGES.iter().any(|package| name.starts_with(package));
        if known || self.unknown.len() == MOST_NAMES || !self.unknown.insert(name.to_owned()) {
            return;
        }
        let name: String = mask("", name).escape_debug().take(120).collect();
        let said = format!("{name} is an event that no reader knows; all of this name were passed over");
        self.odd.report("event-log-event", Severity::Info, line, said);
    }

    fn start(&mut self, start: ApplicationStart, line: u64) {
        self.run.session = mask("", &start.name);
        self.run.line = line;
        self.run.application = match (start.id, start.attempt) {
            (Some(id), Some(attempt)) => format!("{id}/{attempt}").into(),
            (id, _) => id.unwrap_or_default().into(),
        };
        self.started_ms = Some(start.at);
    }

    fn settings(&mut self, all: BTreeMap<String, Said>, when: &'static str, line: u64) {
        for (key, Said(value)) in all.into_iter().filter(|(key, _)| key.starts_with("spark.")) {
            let value = mask(&key, &value);
            self.settings.insert((key, when), (value, line));
        }
    }

    fn task(&mut self, mut task: TaskEnd<'_>, line: u64) {
        if task.metrics.as_mut().is_some_and(super::event::TaskMetrics::lift) {
            self.impossible(line, "an amount of a task is below zero; it counts as nothing");
        }
        let (launched, finished) = (task.info.launched, task.info.finished);
        let took = finished.checked_sub(launched).filter(|took| *took >= 0 && launched > 0);
        if took.is_none() {
            self.impossible(line, "a task ends before it begins; its duration was left out");
        } else if self.first_launch.is_none_or(|first| launched < first) {
            self.first_launch = Some(launched);
        }
        let took = took.filter(|_| task.info.succeeded());
        self.tally.task(&task, took);
        self.stages.task((task.stage, task.attempt), took, task.metrics.as_ref());
        if let Some(sampled) = &task.sampled {
            self.executors.heap(&task.info.executor, sampled.heap);
        }
        if task.info.succeeded() {
            self.executions.task(&task.info.accumulables);
        }
    }

    fn stage(&mut self, stage: &StageCompleted, line: u64) {
        let stage = &stage.info;
        let wall = stage.completed.zip(stage.submitted).and_then(|(end, start)| end.checked_sub(start));
        if wall.is_some_and(|wall| wall < 0) {
            self.impossible(line, "a stage ends before it begins; its duration was left out");
        }
        self.stages.complete((stage.id, stage.attempt), wall.filter(|wall| *wall >= 0), line);
    }

    /// Tells of an amount or time that cannot be.
    pub(super) fn impossible(&mut self, line: u64, said: &str) {
        self.odd.report("event-log-amount", Severity::Error, line, said);
    }
}

fn shape<'a, T: Deserialize<'a>>(text: &'a [u8]) -> serde_json::Result<T> {
    serde_json::from_slice(text)
}

/// Name of the event of a line. Spark writes it first, so mostly nothing has to be parsed; `None` where there is none.
fn name(text: &[u8]) -> Option<Cow<'_, str>> {
    let first = text.strip_prefix(b"{\"Event\":\"").and_then(|rest| {
        let end = memchr::memchr2(b'"', b'\\', rest).filter(|end| rest[*end] == b'"')?;
        std::str::from_utf8(&rest[..end]).ok()
    });
    first.map(Cow::Borrowed).or_else(|| shape::<Named<'_>>(text).ok().map(|named| named.event))
}

/// True where a text is a whole value of JSON: a line that was cut is not.
pub(super) fn is_whole(text: &[u8]) -> bool {
    shape::<IgnoredAny>(text).is_ok()
}
