//! What commits, recovery, errors, partitions and tracing come to on Spark.
//!
//! Owns the rules; all are ours, chosen by what the settings do in PowerCenter. No published tuner has such advice, so every
//! rule is stated with it.

use crate::answer::assembled::{Assembled, is, place, relational, value};
use crate::answer::resolve::Resolution;
use serde::Serialize;

/// One policy: a setting of PowerCenter and what to do for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// What it is about: `commit`, `recovery`, `errors`, `rollback`, `deadlock`, `pushdown`, `partitions`, `tracing`, `rows`,
    /// `truncate`, `test-load`.
    pub topic: &'static str,
    /// The settings in effect, `NAME = VALUE`.
    pub settings: Vec<String>,
    /// `file:line` of the first of them; empty where a default of the product counts.
    pub place: String,
    /// What to do on Spark.
    pub advice: String,
    /// Options of a reader, writer or session, and orchestration parameters.
    pub options: Vec<(String, String)>,
}

/// The policies of a session, in a fixed order. Numbers that a parameter gives are taken as it resolves.
pub(in crate::answer) fn policies(session: &Assembled<'_>, resolution: &Resolution) -> Vec<Policy> {
    let number = |name: &str| number(session.value(name), resolution);
    let (interval, limit) = (number("Commit Interval"), number("Stop on errors"));
    let always =
        [commit(session, interval), recovery(session), errors(session, limit), tracing(session), rows(session)];
    let sometimes = [rollback, deadlock, pushdown, partitions, truncate, test_load];
    always.into_iter().chain(sometimes.iter().filter_map(|of| of(session))).collect()
}

/// A whole number, or one that a parameter resolves to.
fn number(value: &str, resolution: &Resolution) -> Option<i64> {
    let value = value.trim();
    let resolved = || resolution.values.iter().find(|one| one.name.eq_ignore_ascii_case(value));
    value.parse().ok().or_else(|| resolved()?.value.trim().parse().ok())
}

fn policy(session: &Assembled<'_>, topic: &'static str, names: &[&str], advice: impl Into<String>) -> Policy {
    Policy {
        topic,
        settings: names.iter().map(|name| format!("{name} = {}", session.value(name))).collect(),
        place: names.first().and_then(|name| place(&session.settings, name)).unwrap_or_default(),
        advice: advice.into(),
        options: Vec::new(),
    }
}

impl Policy {
    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.options.push((name.to_owned(), value.into()));
        self
    }
}

fn commit(session: &Assembled<'_>, interval: Option<i64>) -> Policy {
    let names = ["Commit Type", "Commit Interval", "Commit On End Of File"];
    // A JDBC batch is one round trip, not one transaction; beyond some ten thousand rows it only costs memory.
    let batch = interval.map(|rows| ("batchsize", rows.clamp(1, 10_000).to_string()));
    let policy = match session.value("Commit Type") {
        kind if kind.eq_ignore_ascii_case("User Defined") => policy(
            session,
            "commit",
            &names,
            "transactions follow the data: group rows by what the Transaction Control or the transaction generator groups by, and \
             write each group in one transaction (foreachPartition after repartition by that key); Spark itself commits a task, \
             not a group",
        ),
        kind if kind.eq_ignore_ascii_case("Source") => policy(
            session,
            "commit",
            &names,
            "commits follow the rows that are read: where a restart must go on from the last commit, read in ranges of that many \
             rows and keep the last range that was written (a checkpoint table); else write once",
        ),
        _ => policy(
            session,
            "commit",
            &names,
            "commits follow the rows that are written: Spark's JDBC writer commits once a task, so a failed job leaves the tasks \
             that were done; write to a staging table and swap, or make the write idempotent by key",
        ),
    };
    match batch.filter(|_| !session.is("Commit Type", "User Defined")) {
        Some((name, rows)) => policy.with(name, rows),
        None => policy,
    }
}

fn recovery(session: &Assembled<'_>) -> Policy {
    let names = ["Recovery Strategy"];
    let strategy = session.value("Recovery Strategy").to_ascii_lowercase();
    if strategy.contains("resume") {
        policy(
            session,
            "recovery",
            &names,
            "it goes on from the last checkpoint: keep a checkpoint of what was written, make the write idempotent, and let the \
             orchestrator try again",
        )
        .with("retries", "3")
        .with("idempotent", "true")
    } else if strategy.contains("restart") {
        policy(session, "recovery", &names, "it begins anew: overwrite what a failed run left, and try again")
            .with("retries", "1")
            .with("overwrite", "true")
    } else {
        policy(
            session,
            "recovery",
            &names,
            "it fails and the workflow goes on: no retry by the orchestrator; Spark's own retries of tasks stay",
        )
        .with("retries", "0")
    }
}

fn errors(session: &Assembled<'_>, limit: Option<i64>) -> Policy {
    let names = ["Stop on errors", "Error Log Type"];
    let logged = !session.is("Error Log Type", "None");
    let kept = if logged {
        "; the error log wants bad rows kept: write them to a table of their own with the reason"
    } else {
        ""
    };
    let (mode, advice) = match limit {
        None => {
            let said = session.value("Stop on errors");
            let advice = format!(
                "it stops after as many errors as {said} says, whose value is not known: count bad rows, and stop there"
            );
            ("PERMISSIVE", advice)
        }
        Some(..=0) => ("PERMISSIVE", "it never stops on errors: keep bad rows apart and count them".to_owned()),
        Some(1) => ("FAILFAST", "it stops on the first error".to_owned()),
        Some(many) => (
            "PERMISSIVE",
            format!("it stops after {many} errors: count bad rows and fail the job where there are {many} or more"),
        ),
    };
    let policy = policy(session, "errors", &names, format!("{advice}{kept}")).with("mode", mode);
    let policy =
        if mode == "PERMISSIVE" { policy.with("columnNameOfCorruptRecord", "_corrupt_record") } else { policy };
    match limit {
        Some(many) if many > 1 => policy.with("max_errors", many.to_string()),
        _ => policy,
    }
}

fn rollback(session: &Assembled<'_>) -> Option<Policy> {
    session.is("Rollback Transactions on Errors", "YES").then(|| {
        let advice = "a transaction with an error is undone: write through a sink with transactions (a table format with atomic \
                      commits, or a staging table that is swapped in one transaction)";
        policy(session, "rollback", &["Rollback Transactions on Errors"], advice).with("sink", "transactional")
    })
}

fn deadlock(session: &Assembled<'_>) -> Option<Policy> {
    session.is("Session retry on deadlock", "YES").then(|| {
        let advice = "a deadlock is tried again: catch it in the writer (SQLSTATE 40001, 40P01; ORA-00060) and write the \
                      partition again; fewer writers at once make it rarer";
        policy(session, "deadlock", &["Session retry on deadlock"], advice).with("write_retries", "3")
    })
}

fn pushdown(session: &Assembled<'_>) -> Option<Policy> {
    let wanted = session.value("Pushdown Optimization");
    if wanted.is_empty() || wanted.eq_ignore_ascii_case("None") {
        return None;
    }
    let advice = "the database did the work: push filters and aggregates down to it, or give the reader the whole query; where \
                  source and target are one database, SQL there stays faster than Spark";
    let policy = policy(session, "pushdown", &["Pushdown Optimization"], advice);
    Some(policy.with("pushDownPredicate", "true").with("pushDownAggregate", "true").with("pushDownLimit", "true"))
}

fn partitions(session: &Assembled<'_>) -> Option<Policy> {
    let count = session.partitions();
    let transformations = &session.layered.session.1.transformations;
    let many = transformations.iter().filter(|one| one.partitions.len() > 1);
    let points: Vec<String> =
        many.map(|one| format!("{} {} × {}", one.instance, one.partition_type, one.partitions.len())).collect();
    (count > 1).then(|| Policy {
        topic: "partitions",
        settings: points,
        place: session.place.clone(),
        advice: "readers and writers worked side by side: read over JDBC in as many parts by a column of even ranges, and let \
                 Spark partition the rest; partition counts of PowerCenter bound connections, not shuffles"
            .to_owned(),
        options: vec![("numPartitions".to_owned(), count.to_string())],
    })
}

fn tracing(session: &Assembled<'_>) -> Policy {
    let level = match session.value("Override tracing").to_ascii_lowercase() {
        word if word.contains("verbose") => "DEBUG",
        word if word.contains("terse") => "WARN",
        _ => "INFO",
    };
    let advice = if level == "DEBUG" {
        "rows are traced: DEBUG of Spark does not show rows, and floods; use it for a test only"
    } else {
        "messages as they were"
    };
    policy(session, "tracing", &["Override tracing"], advice).with("spark.log.level", level)
}

fn rows(session: &Assembled<'_>) -> Policy {
    let how = session.value("Treat source rows as").to_ascii_lowercase();
    let (mode, advice) = match how.as_str() {
        "insert" => ("append", "rows are inserted"),
        "update" => (
            "merge",
            "rows are updated by key: Spark's writers have no update; MERGE through a table format, or a staging table and SQL",
        ),
        "delete" => ("merge", "rows are deleted by key: MERGE through a table format, or a staging table and SQL"),
        _ => ("merge", "each row says what becomes of it (Update Strategy): stage rows with their operation and MERGE"),
    };
    policy(session, "rows", &["Treat source rows as"], advice).with("write_mode", mode)
}

fn truncate(session: &Assembled<'_>) -> Option<Policy> {
    let emptied = session.writers().filter(|one| is(&one.attributes, "Truncate target table option", "YES"));
    let names: Vec<String> = emptied.map(|one| one.extension.instance.to_string()).collect();
    (!names.is_empty()).then(|| Policy {
        topic: "truncate",
        settings: names.iter().map(|name| format!("{name}: Truncate target table option = YES")).collect(),
        place: session.place.clone(),
        advice: "these targets are emptied before the load: overwrite with truncate, which keeps the table with its grants and \
                 indexes"
            .to_owned(),
        options: vec![("mode".to_owned(), "overwrite".to_owned()), ("truncate".to_owned(), "true".to_owned())],
    })
}

fn test_load(session: &Assembled<'_>) -> Option<Policy> {
    session.is("Enable Test Load", "YES").then(|| {
        let advice = "it is a test load, which writes nothing for relational targets: limit the rows and write nowhere";
        let writes = session.writers().filter(|one| relational(one)).count();
        let rows = value(&session.settings, "Number of rows to test");
        policy(session, "test-load", &["Enable Test Load"], advice)
            .with("limit", rows)
            .with("relational_targets", writes.to_string())
    })
}
