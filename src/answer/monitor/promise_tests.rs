//! Promises: kept, missed, at risk.

#![allow(clippy::expect_used)]

use super::*;
use crate::answer::monitor::{Watched, alerts};
use crate::model::alert::AlertBook;
use crate::model::run::{Rows, Run};
use crate::model::sla::SlaBook;

fn run(session: &str, start: &str, end: Option<&str>, status: Status, rows: i64) -> KnownRun {
    let run = Run {
        folder: "FIN".into(),
        workflow: "wf".into(),
        session: session.into(),
        started_at: start.to_owned(),
        ended_at: end.map(str::to_owned),
        status,
        target: Rows { good: Some(rows), failed: None },
        ..Run::default()
    };
    KnownRun { id: 0, run, file: String::new() }
}

/// Three nights: in time, late, failed. The deadline is at 06:00.
fn nights() -> Vec<KnownRun> {
    vec![
        run("s", "2026-11-25T05:00:00", Some("2026-11-25T05:30:00"), Status::Succeeded, 100),
        run("s", "2026-11-26T05:00:00", Some("2026-11-26T06:41:00"), Status::Succeeded, 10),
        run("s", "2026-11-26T22:00:00", Some("2026-11-26T23:00:00"), Status::Failed, 0),
    ]
}

fn sla(scope: &str) -> Sla {
    Sla { name: "night".to_owned(), scope: scope.to_owned(), ..Sla::default() }
}

fn one(sla: Sla, runs: &[KnownRun], now: &str) -> Kept {
    let mut all = kept(runs, &[sla], now);
    assert_eq!(all.len(), 1);
    all.pop().expect("one")
}

#[test]
fn a_deadline_is_asked_of_each_day() {
    let promise = Sla { deadline: Some(360), ..sla("FIN/*") };
    let mut runs = nights();
    let two = one(promise.clone(), &runs, "2026-11-29T00:00:00Z");
    assert_eq!(
        (two.object.as_str(), two.asked, two.kept),
        ("FIN/wf/s", 2, 1),
        "the third day is not over where runs end"
    );
    assert_eq!(two.missed.expect("missed").1, "ended 2026-11-26T06:41:00, promised by 06:00");
    runs.push(run("s", "2026-11-28T01:00:00", Some("2026-11-28T02:00:00"), Status::Succeeded, 100));
    let three = one(promise.clone(), &runs, "2026-11-29T00:00:00Z");
    assert_eq!((three.asked, three.kept), (3, 1), "the failed evening is of Friday's deadline");
    let missed = three.missed.expect("missed");
    assert_eq!(missed, ("2026-11-27T06:00:00".to_owned(), "failed and did not succeed, promised by 06:00".to_owned()));
    let only_mondays = Sla { days: Some([true, false, false, false, false, false, false]), ..promise };
    assert_eq!(one(only_mondays, &runs, "2026-11-29T00:00:00Z").asked, 0);
}

#[test]
fn duration_rows_and_freshness_are_asked_of_good_runs() {
    let long = one(Sla { maximum_seconds: Some(3600), ..sla("FIN") }, &nights(), "2026-11-29T00:00:00Z");
    assert_eq!((long.asked, long.kept), (2, 1));
    assert_eq!(long.missed.expect("missed").1, "took 1h41m, promised 1h at most");
    let small = one(Sla { minimum_rows: Some(50), ..sla("FIN/wf/s") }, &nights(), "2026-11-29T00:00:00Z");
    assert_eq!(
        (small.asked, small.kept, small.missed.expect("missed").1.as_str()),
        (2, 1, "loaded 10 rows, promised 50 at least")
    );
    let fresh = one(Sla { freshness_seconds: Some(86_400), ..sla("*") }, &nights(), "2026-11-29T00:00:00Z");
    assert_eq!(
        (fresh.asked, fresh.kept),
        (2, 1),
        "to the second success, and from there to the newest end that is known"
    );
}

#[test]
fn a_workflow_is_promised_as_a_whole() {
    let mut runs = vec![
        run("a", "2026-11-25T05:00:00", Some("2026-11-25T05:30:00"), Status::Succeeded, 60),
        run("b", "2026-11-25T05:31:00", Some("2026-11-25T06:10:00"), Status::Succeeded, 60),
    ];
    let promise = Sla { maximum_seconds: Some(3600), minimum_rows: Some(100), ..sla("FIN/wf") };
    let whole = one(promise.clone(), &runs, "2026-11-26T00:00:00Z");
    assert_eq!((whole.object.as_str(), whole.asked, whole.kept), ("FIN/wf", 2, 1), "70 minutes, 120 rows");
    assert_eq!(whole.missed.expect("missed").1, "took 1h10m, promised 1h at most");
    runs[1].run.status = Status::Failed;
    assert_eq!(one(promise, &runs, "2026-11-26T00:00:00Z").asked, 0, "it did not succeed");
    assert!(kept(&runs, &[sla("HR/*")], "2026-11-26T00:00:00Z").is_empty());
}

fn told(sla: Sla, runs: &[KnownRun], now: &str) -> Vec<(String, String)> {
    let watched = Watched { places: places(runs), ..Watched::default() };
    let book = SlaBook { slas: vec![sla], ..SlaBook::default() };
    let all = alerts(&watched, &AlertBook::default(), &book, now);
    all.into_iter().filter(|alert| alert.rule.starts_with("sla")).map(|alert| (alert.rule, alert.message)).collect()
}

#[test]
fn what_is_missed_now_is_told() {
    let deadline = Sla { deadline: Some(360), ..sla("FIN/*") };
    let late = told(deadline.clone(), &nights(), "2026-11-26T08:00:00Z");
    assert_eq!(late[0].0, "sla-missed");
    assert_eq!(late[0].1, "promise night: ended 2026-11-26T06:41:00, promised by 06:00");
    assert!(told(deadline.clone(), &nights(), "2026-11-25T08:00:00Z").is_empty(), "in time");
    let gone = told(deadline, &nights()[..1], "2026-11-26T08:00:00Z");
    assert_eq!(gone[0].1, "promise night: did not run, promised by 06:00");
    let fresh = told(Sla { freshness_seconds: Some(86_400), ..sla("FIN/*") }, &nights(), "2026-11-28T08:00:00Z");
    assert_eq!(fresh[0].1, "promise night: last succeeded 2d1h before, promised 1d at most");
    let running = [run("s", "2026-11-25T05:00:00", None, Status::Running, 0)];
    let long = told(Sla { maximum_seconds: Some(3600), ..sla("FIN/*") }, &running, "2026-11-25T07:00:00Z");
    assert_eq!(long[0].1, "promise night: still runs after 2h, promised 1h at most");
    assert!(told(Sla { maximum_seconds: Some(7200), ..sla("FIN/*") }, &running, "2026-11-25T07:00:00Z").is_empty());
}

#[test]
fn everything_that_is_missed_is_told_at_once() {
    let promise = Sla { deadline: Some(360), maximum_seconds: Some(60), minimum_rows: Some(1 << 40), ..sla("FIN/*") };
    let said = told(promise, &nights(), "2026-11-26T08:00:00Z");
    let parts: Vec<&str> = said[0].1.split(" and ").collect();
    assert_eq!(parts.len(), 3, "{}", said[0].1);
    assert_eq!(parts[0], "promise night: ended 2026-11-26T06:41:00, promised by 06:00");
    assert!(
        parts[1].ends_with("promised 1m at most") && parts[2].ends_with("promised 1099511627776 at least"),
        "{parts:?}"
    );
}

#[test]
fn what_will_be_missed_is_told() {
    let deadline = Sla { deadline: Some(360), ..sla("FIN/*") };
    let near = told(deadline.clone(), &nights()[..1], "2026-11-26T05:40:00Z");
    assert_eq!(near[0].0, "sla-at-risk");
    assert_eq!(near[0].1, "promise night: has not begun and usually takes 30m, promised by 06:00 in 20m");
    assert!(told(deadline, &nights()[..1], "2026-11-26T04:00:00Z").is_empty(), "there is time");
    let close = Sla { maximum_seconds: Some(2000), ..sla("FIN/*") };
    assert_eq!(
        told(close, &nights()[..1], "2026-11-25T12:00:00Z")[0].1,
        "promise night: usually takes 30m, 90 % of the 33m20s that are promised"
    );
    let nobody = told(Sla { deadline: Some(360), ..sla("HR/*") }, &nights(), "2026-11-25T12:00:00Z");
    assert_eq!(nobody[0].1, "promise night: its scope HR/* means no session that ran");
}

#[test]
fn growth_towards_what_was_promised_is_told() {
    let growing = |by: i64| -> Vec<KnownRun> {
        let day = |day: i64| {
            let start = 1_795_000_000 + day * DAY;
            run("s", &told_at(start), Some(&told_at(start + 1800 + by * day)), Status::Succeeded, 1)
        };
        (0..20).map(day).collect()
    };
    let promise = Sla { maximum_seconds: Some(3600), ..sla("FIN/*") };
    let now = format!("{}Z", told_at(1_795_000_000 + 19 * DAY + 7200));
    let grows = told(promise.clone(), &growing(60), &now);
    assert_eq!(
        grows[0].1,
        "promise night: usually takes 46m and 1m more each day: over the 1h that are promised in 14 days"
    );
    assert!(told(promise, &growing(5), &now).is_empty());
}

fn told_at(seconds: i64) -> String {
    super::told(seconds)
}
