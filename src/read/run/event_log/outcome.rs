//! How an application went: its last job or SQL execution, and its exit code.
//!
//! Owns that rule. A job of an SQL execution does not count by itself: adaptive execution cancels jobs that it no longer
//! needs, and they end as failed although the execution goes well.

use super::event::{ExecutionEnd, JobEnd, JobStart};
use crate::model::Text;
use crate::model::run::Status;
use crate::read::environment::mask;
use std::collections::BTreeMap;

/// Characters of an error that are kept: its first line.
const MOST_CHARS: usize = 500;

/// Jobs and executions of a log.
#[derive(Default)]
pub(super) struct Outcome {
    /// Jobs under way, with the SQL execution that each belongs to.
    jobs: BTreeMap<i64, Option<i64>>,
    /// Errors of jobs of executions under way.
    failed: BTreeMap<i64, String>,
    last: Option<Result<(), String>>,
    /// Jobs that ended.
    pub(super) ended: i64,
    /// Jobs that ended in an error or were cancelled.
    pub(super) failed_jobs: i64,
}

impl Outcome {
    /// A job begins.
    pub(super) fn job(&mut self, job: &JobStart) {
        let execution = job.properties.as_ref().and_then(|all| all.execution.as_deref()?.parse().ok());
        self.jobs.insert(job.id, execution);
    }

    /// A job ends.
    pub(super) fn job_end(&mut self, job: JobEnd) {
        self.ended += 1;
        let execution = self.jobs.remove(&job.id).flatten();
        let went_well = job.result.word == "JobSucceeded";
        let error = job.result.exception.and_then(|exception| exception.message).unwrap_or(job.result.word);
        self.failed_jobs += i64::from(!went_well);
        match execution {
            Some(execution) if !went_well => drop(self.failed.insert(execution, error)),
            Some(_) => {}
            None => self.last = Some(if went_well { Ok(()) } else { Err(error) }),
        }
    }

    /// An SQL execution ends. Before Spark 3.4 it does not say how: then its jobs do.
    pub(super) fn execution_end(&mut self, end: ExecutionEnd) {
        let failed_job = self.failed.remove(&end.execution_id);
        self.last = Some(match end.error_message.or(failed_job) {
            Some(error) if !error.is_empty() => Err(error),
            _ => Ok(()),
        });
    }

    /// Status of an application that ended with this exit code, with the code and text of its error.
    pub(super) fn status(&self, exit: Option<i64>) -> (Status, Text, Text) {
        let exit = exit.filter(|code| *code != 0);
        // A job of an execution that never ended is all there is to go by.
        let last = self.last.as_ref().and_then(|last| last.as_ref().err()).or_else(|| self.failed.values().next_back());
        match (last, exit) {
            (Some(error), _) => (Status::Failed, class(error), shown(error)),
            (None, Some(code)) => (Status::Failed, Text::default(), format!("exit code {code}").into()),
            (None, None) => (Status::Succeeded, Text::default(), Text::default()),
        }
    }
}

/// The error class that Spark puts in brackets, `[DIVIDE_BY_ZERO] Division by zero.`; empty where there is none.
fn class(error: &str) -> Text {
    let begins = error.match_indices('[').map(|(at, _)| &error[at + 1..]);
    let mut classes = begins.filter_map(|rest| rest.split_once(']')).map(|(word, _)| word);
    let fits = |word: &&str| {
        word.len() > 3
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || "_.".contains(c))
    };
    classes.find(fits).unwrap_or_default().into()
}

fn shown(error: &str) -> Text {
    let line = error.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    mask("", line).chars().take(MOST_CHARS).collect()
}
