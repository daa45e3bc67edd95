//! The table of points: what makes a session ready, manual or blocked, and the effort of it.
//!
//! Every row is a rule of ours: no vendor publishes what a session costs to move. A point is relative: 1 is a session that
//! only copies a table. Multiply by the days that your first ten sessions took.

use serde::Serialize;

/// Whether a session can be moved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Its plan can be turned into Spark code as it stands.
    #[default]
    Ready,
    /// Somebody must write or decide something first.
    Manual,
    /// Something that it needs is not there, or Spark has nothing for it.
    Blocked,
}

impl Verdict {
    /// Every verdict, best first.
    pub const ALL: [Self; 3] = [Self::Ready, Self::Manual, Self::Blocked];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Manual => "manual",
            Self::Blocked => "blocked",
        }
    }
}

/// How often a row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// Once for a session, however often it is found.
    Session,
    /// For each place where it is found.
    Place,
    /// For so many of what is counted; what is left over counts nothing.
    Count(u32),
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Code of the reason, or of what is counted. Codes that begin with `spark-` are those of `validate`.
    pub code: &'static str,
    /// The best that a session with it can be.
    pub verdict: Verdict,
    /// Points.
    pub points: u32,
    /// How often they count.
    pub per: Per,
    /// Why.
    pub why: &'static str,
}

const fn row(code: &'static str, verdict: Verdict, points: u32, per: Per, why: &'static str) -> Row {
    Row { code, verdict, points, per, why }
}

use Per::{Count, Place, Session};
use Verdict::{Blocked, Manual, Ready};

/// What every session costs by its size. The code says what is counted.
#[rustfmt::skip]
pub const SIZE: &[Row] = &[
    row("session", Ready, 1, Session, "settings, connections, a run beside the old one, and a comparison of rows"),
    row("transformations", Ready, 1, Count(10), "each is generated, and somebody reads what came out"),
    row("ports", Ready, 1, Count(100), "names and types of columns are checked"),
    row("expressions", Ready, 1, Count(20), "functions of PowerCenter and Spark differ at NULLs, dates and rounding"),
    row("lookups", Ready, 1, Count(3), "each becomes a join, whose doubles and defaults are checked"),
    row("joins", Ready, 1, Count(3), "sides, keys and sort orders are checked"),
    row("targets", Ready, 1, Count(3), "each is written and compared by itself"),
];

/// What else is found in a session. Sorted by code.
#[rustfmt::skip]
pub const REASONS: &[Row] = &[
    row("compiled-code", Blocked, 8, Place, "the code is in a library that is in no export: find its source first"),
    row("disabled", Ready, 0, Session, "it does not run now: ask whether it is to move at all"),
    row("faulty", Manual, 1, Place, "`validate` calls it an error: it must be mended, here or there"),
    row("invalid", Blocked, 1, Place, "PowerCenter itself does not run it: mend it, or leave it behind"),
    row("missing-component", Manual, 1, Place, "a command or mail is in no export: what it does is not known"),
    row("missing-connection", Manual, 0, Place, "the catalog knows connections, and not this one; entering it is work of the platform, not of the session"),
    row("missing-definition", Blocked, 1, Place, "a table, transformation or mapplet is in no export: export it first"),
    row("missing-mapping", Blocked, 1, Session, "there is nothing to generate from: export the mapping first"),
    row("missing-parameter-file", Manual, 1, Place, "the file is named, is not at hand, and parameters of the session lack values"),
    row("missing-script", Manual, 1, Place, "a command calls something that is in no export: get it, read it, give it to the scheduler"),
    row("no-connector", Blocked, 5, Place, "Spark reads and writes this kind of system only through a product that must be chosen"),
    row("no-transformation", Blocked, 5, Place, "Spark has nothing like it, and its rules are not in the export"),
    row("policy-deadlock", Ready, 0, Session, "the orchestrator tries again; the plan says how often"),
    row("policy-errors", Ready, 0, Session, "a number of errors stops it: the plan counts bad rows"),
    row("policy-partitions", Ready, 0, Session, "partitions become numPartitions of the reader; the plan says how many"),
    row("policy-rollback", Manual, 1, Session, "an error undoes the load: the sink must have transactions"),
    row("policy-truncate", Ready, 0, Session, "targets are overwritten; the plan says so"),
    row("reads-later-write", Ready, 0, Place, "it reads what a session behind it writes: the rows of the run before"),
    row("spark-bulk-load", Ready, 0, Place, "writes of Spark are batches already"),
    row("spark-command-source", Manual, 2, Place, "the command becomes a task of the scheduler, with a file between"),
    row("spark-commands", Manual, 1, Place, "commands become tasks of the scheduler"),
    row("spark-constraint-order", Manual, 1, Session, "targets are written one after another, in the order of their keys"),
    row("spark-custom-code", Manual, 5, Place, "code is written again and tested"),
    row("spark-dynamic-lookup", Manual, 3, Place, "doubles within the run must be found another way, then merged"),
    row("spark-external-loader", Manual, 2, Place, "files are written and the loader started behind them"),
    row("spark-ftp", Manual, 2, Place, "files are brought and sent by the scheduler"),
    row("spark-grid", Ready, 0, Session, "Spark is spread over machines anyway"),
    row("spark-incremental-aggregation", Manual, 3, Session, "aggregates that are kept must be moved and merged"),
    row("spark-lookup-any-match", Ready, 0, Place, "one row of each key is kept by a window before the join"),
    row("spark-mainframe", Blocked, 5, Place, "somebody must unload the data, and describe its records"),
    row("spark-orchestration", Ready, 0, Session, "tasks of the workflow go to the scheduler, once for all its sessions"),
    row("spark-pushdown", Ready, 0, Session, "the reader pushes down what it can; SQL stays where it is"),
    row("spark-queue", Blocked, 5, Place, "the queue must be bridged first"),
    row("spark-real-time", Blocked, 8, Place, "changes must come as a stream first: another design"),
    row("spark-reject-file", Ready, 0, Session, "nearly every target has one, and nearly none is looked at"),
    row("spark-resume", Manual, 1, Session, "the write must be made repeatable"),
    row("spark-row-error-log", Manual, 2, Session, "bad rows get a table of their own"),
    row("spark-sequence", Manual, 1, Place, "where numbers go on from, and whether gaps hurt, is to be decided"),
    row("spark-sql-around", Manual, 1, Place, "SQL before and behind the load becomes a task of its own"),
    row("spark-stored-procedure", Manual, 3, Place, "called from the driver, or its logic written again"),
    row("spark-test-load", Ready, 0, Session, "a switch of tests; nothing is moved for it"),
    row("spark-transaction-control", Manual, 3, Place, "commits follow the data: write group by group"),
    row("spark-update-strategy", Manual, 2, Session, "updates and deletes become a MERGE, whose keys are to be decided"),
    row("spark-user-commit", Manual, 1, Session, "batches follow the data"),
    row("spark-web-service", Manual, 5, Session, "a client is written, with retries and limits"),
    row("spark-xml", Manual, 2, Place, "groups become nested columns, which are mapped by hand"),
    row("unknown-connector", Manual, 3, Place, "a plug-in: find out whether the platform has a connector for it"),
    row("unresolved-parameter", Manual, 0, Place, "nothing gives it a value; asking for it is little work"),
    row("vendor-sql", Manual, 1, Place, "it runs as it is only in the database it was written for"),
];

/// The row of a code.
#[must_use]
pub fn named(code: &str) -> Option<&'static Row> {
    REASONS.iter().find(|row| row.code == code)
}

/// Above so many points of size, a session is no longer simple.
pub const SIMPLE: u32 = 3;
/// Above so many points of size, a session is complex.
pub const MEDIUM: u32 = 8;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rule::compatibility::RULES;

    #[test]
    fn codes_are_sorted_and_each_stands_once() {
        assert!(REASONS.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(REASONS.iter().all(|row| !row.why.is_empty() && !matches!(row.per, Count(_))));
    }

    #[test]
    fn every_rule_about_spark_has_a_row() {
        for rule in RULES {
            assert!(named(rule.code).is_some(), "{} has no row", rule.code);
        }
    }

    #[test]
    fn nothing_that_blocks_is_free() {
        assert!(REASONS.iter().filter(|row| row.verdict == Blocked).all(|row| row.points > 0));
    }
}
