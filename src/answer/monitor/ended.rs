//! How runs ended: failures in a row, and successes that loaded nothing.

use super::asked::{Asked, Limits};
use super::calendar::told;
use super::robust::{count, median, number};
use super::watched::Now;
use crate::model::alert::rule::{FAILURES, ZERO_ROWS};
use crate::model::alert::{Alert, AlertBook};
use crate::model::run::Past;

/// Characters of an error that a message repeats.
const LONGEST: usize = 240;

/// The two rules.
pub(super) struct Rules<'b> {
    failures: Asked<'b>,
    zero: Asked<'b>,
}

impl<'b> Rules<'b> {
    pub(super) fn of(book: &'b AlertBook) -> Self {
        Self { failures: Asked::of(&FAILURES, book), zero: Asked::of(&ZERO_ROWS, book) }
    }

    /// What is told of an object by its runs, oldest first.
    /// `error`: what ended the newest failed run; empty where nobody said it.
    pub(super) fn alerts(&self, object: &str, runs: &[Past], error: &str, now: Now) -> Vec<Alert> {
        let failed = self.failures.at(object).and_then(|limits| failures(&limits, object, runs, error));
        let empty = self.zero.at(object).and_then(|limits| zero_rows(&limits, object, runs, now));
        failed.into_iter().chain(empty).collect()
    }
}

/// Runs that neither succeeded nor failed are passed over: nobody learns from them whether it works.
fn failures(limits: &Limits, object: &str, runs: &[Past], error: &str) -> Option<Alert> {
    let mut ends = runs.iter().rev().filter(|run| run.is_good() || run.is_failed());
    let row: Vec<&Past> = ends.by_ref().take_while(|run| run.is_failed()).collect();
    let (newest, oldest) = row.first().zip(row.last())?;
    if row.len() < limits.count("failures") {
        return None;
    }
    let good = runs.iter().rev().find(|run| run.is_good());
    let since =
        good.map_or("no good run is known".to_owned(), |run| format!("the last good run began {}", told(run.started)));
    let all =
        if row.len() == 1 { "the newest run failed".to_owned() } else { format!("{} runs failed in a row", row.len()) };
    let message = format!("{all} since {}; {since}{}", told(oldest.started), said(error));
    Some(limits.alert(object, message, told(newest.started)))
}

/// The beginning of what an error said, to stand at the end of a message.
pub(super) fn said(error: &str) -> String {
    let words = error.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = words.char_indices().nth(LONGEST).map_or(words.len(), |(at, _)| at);
    match words.get(..cut) {
        None | Some("") => String::new(),
        Some(part) if part.len() < words.len() => format!("; error {part}…"),
        Some(part) => format!("; error {part}"),
    }
}

/// Rows loaded, else rows read: a session without a target that counts still reads.
fn loaded(run: &Past) -> Option<i64> {
    let [read, loaded] = run.rows();
    loaded.or(read)
}

fn zero_rows(limits: &Limits, object: &str, runs: &[Past], now: Now) -> Option<Alert> {
    let good: Vec<&Past> = runs.iter().filter(|run| run.is_good()).collect();
    let newest = good.len().checked_sub(1)?;
    let within =
        |at: &usize| *at == newest || good[*at].ended().is_some_and(|ended| ended > now.local - limits.whole("within"));
    let at = (0..good.len()).rev().take_while(within).find(|at| loaded(good[*at]) == Some(0))?;
    let before: Vec<i64> = good[..at].iter().filter_map(|run| loaded(run)).collect();
    let empty = before.iter().filter(|rows| **rows == 0).count();
    let rare = count(empty) <= limits.get("share") / 100.0 * count(before.len());
    if before.len() < limits.count("history") || !rare {
        return None;
    }
    let usual = median(&mut before.iter().map(|rows| number(*rows)).collect::<Vec<f64>>())?;
    let said = if empty == 0 { "none".to_owned() } else { format!("{empty}") };
    let message = format!(
        "succeeded and loaded no row, where {usual:.0} are usual ({said} of {} good runs before it loaded none)",
        before.len()
    );
    Some(limits.alert(object, message, told(good[at].started)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::run::Status;
    use crate::model::run::Status::{Failed, Stopped, Succeeded};

    const DAY: i64 = 86_400;

    fn runs(ends: &[(Status, i64)]) -> Vec<Past> {
        let run = |(day, (status, rows)): (i64, &(Status, i64))| {
            Past::new(day * DAY, Some(day * DAY + 600), *status, [None, Some(*rows)])
        };
        (0..).zip(ends).map(run).collect()
    }

    fn codes(ends: &[(Status, i64)]) -> Vec<String> {
        let runs = runs(ends);
        let local = i64::try_from(ends.len()).expect("few") * DAY;
        let now = Now { utc: local, local, told: local };
        let book = AlertBook::default();
        Rules::of(&book).alerts("F/w/s", &runs, "", now).into_iter().map(|alert| alert.rule).collect()
    }

    #[test]
    fn two_failures_in_a_row_are_told_and_one_is_not() {
        assert!(codes(&[(Succeeded, 5), (Failed, 0), (Succeeded, 5), (Failed, 0)]).is_empty());
        assert_eq!(codes(&[(Succeeded, 5), (Failed, 0), (Failed, 0)]), ["failures-in-a-row"]);
        assert_eq!(codes(&[(Succeeded, 5), (Failed, 0), (Stopped, 0), (Failed, 0)]), ["failures-in-a-row"]);
        assert!(codes(&[(Failed, 0), (Failed, 0), (Succeeded, 5)]).is_empty());
    }

    #[test]
    fn what_ended_it_is_said_in_one_line_that_is_not_long() {
        let runs = runs(&[(Succeeded, 5), (Failed, 0), (Failed, 0)]);
        let now = Now { utc: 3 * DAY, local: 3 * DAY, told: 3 * DAY };
        let book = AlertBook::default();
        let said = |error: &str| Rules::of(&book).alerts("F/w/s", &runs, error, now)[0].message.clone();
        assert!(said("RR_4035: SQL error\n  ORA-00942").ends_with("; error RR_4035: SQL error ORA-00942"));
        assert!(!said("").contains("error"));
        let long = said(&"ü".repeat(9000));
        assert!(long.chars().count() < 400 && long.ends_with("ü…"), "{long}");
    }

    #[test]
    fn an_empty_load_is_told_where_it_is_rare() {
        let mut rare = vec![(Succeeded, 100); 6];
        rare.push((Succeeded, 0));
        assert_eq!(codes(&rare), ["zero-rows"]);
        // The next good run ends it, once it is a day old.
        rare.extend([(Succeeded, 100), (Succeeded, 100)]);
        assert!(codes(&rare).is_empty());
        let often: Vec<_> = (0..20).map(|day| (Succeeded, if day % 4 == 3 { 0 } else { 100 })).collect();
        assert!(codes(&often).is_empty());
        assert!(codes(&[(Succeeded, 100), (Succeeded, 0)]).is_empty(), "too little history");
    }
}
