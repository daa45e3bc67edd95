//! What is odd in an event log, without drowning in it: a log may hold the same oddity a million times.
//!
//! Owns the limit. The first of a kind are told with their lines, the rest as one number.

use crate::model::problem::{Problem, Severity};
use std::collections::BTreeMap;

/// Problems of one code that are told one by one.
const MOST: u64 = 20;

/// Oddities of a log.
#[derive(Default)]
pub(super) struct Odd {
    told: Vec<Problem>,
    seen: BTreeMap<&'static str, (Severity, u64)>,
    /// The part that is read.
    pub(super) file: String,
}

impl Odd {
    /// Tells one.
    pub(super) fn report(&mut self, code: &'static str, severity: Severity, line: u64, message: impl Into<String>) {
        let (worst, count) = self.seen.entry(code).or_insert((severity, 0));
        *worst = severity.max(*worst);
        *count += 1;
        if *count <= MOST {
            self.told.push(Problem::new(code, severity, &self.file, line, message));
        }
    }

    /// True where the log could not be opened, which says enough.
    pub(super) fn was_refused(&self) -> bool {
        ["event-log-codec", "read-failed"].iter().any(|code| self.seen.contains_key(code))
    }

    /// Everything, with what was not told one by one as a number.
    pub(super) fn done(mut self) -> Vec<Problem> {
        for (code, (severity, count)) in self.seen {
            if count > MOST {
                let more = format!("{} more of these were met and are not told one by one", count - MOST);
                self.told.push(Problem::new(code, severity, &self.file, 0, more));
            }
        }
        self.told
    }
}
