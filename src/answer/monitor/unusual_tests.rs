//! Longer, shorter, more and fewer rows: told, and not told.

#![allow(clippy::expect_used)]

use super::*;
use crate::model::run::Status::{Running, Succeeded};

const DAY: i64 = 86_400;
/// 2026-09-07, a Monday, at 02:00.
const START: i64 = 1_788_746_400;
/// So many that each weekday is known; the night after them is one within its month.
const NIGHTS: i64 = 36;

/// Five weeks of nights of about 20 minutes and about 100,000 rows, and one more.
fn nights(took: i64, rows: [i64; 2]) -> Vec<Past> {
    let wobble = |day: i64| 100 + (day * 37 % 11) - 5;
    let night = |day: i64| {
        let (start, by) = (START + day * DAY, wobble(day));
        Past::new(start, Some(start + 12 * by), Succeeded, [Some(1000 * by), Some(500 * by)])
    };
    let last = START + NIGHTS * DAY;
    let mut all: Vec<Past> = (0..NIGHTS).map(night).collect();
    all.push(Past::new(last, Some(last + took), Succeeded, rows.map(Some)));
    all
}

fn said(runs: &[Past]) -> Vec<(String, String)> {
    let local = runs.last().map_or(0, |run| run.ended().unwrap_or(run.started + 7200));
    let book = AlertBook::default();
    let all = Rules::of(&book).alerts("F/w/s", runs, &Series::of(runs), Now { utc: local, local, told: local });
    all.into_iter().map(|alert| (alert.rule, alert.message)).collect()
}

#[test]
fn a_usual_night_is_not_told() {
    assert!(said(&nights(1200, [100_000, 50_000])).is_empty());
    assert!(said(&nights(1900, [100_000, 50_000])).is_empty(), "half as long again is within the ratio");
    assert!(said(&nights(3600, [100_000, 50_000])[26..]).is_empty(), "too little history");
}

#[test]
fn time_is_told_against_rows() {
    let longer = said(&nights(3600, [100_000, 50_000]));
    assert_eq!(longer.len(), 1);
    assert_eq!(longer[0].0, "longer-than-usual");
    assert!(
        longer[0].1.starts_with("took 1h, where ") && longer[0].1.contains("36 good runs before it, "),
        "{}",
        longer[0].1
    );
    assert_eq!(said(&nights(400, [100_000, 50_000]))[0].0, "shorter-than-usual");
    let large = said(&nights(3600, [300_000, 150_000]));
    assert_eq!(large.iter().map(|(rule, _)| rule.as_str()).collect::<Vec<_>>(), ["rows-unusual"], "{large:?}");
}

#[test]
fn rows_are_told_on_either_side() {
    let fewer = said(&nights(1200, [30_000, 15_000]));
    assert!(
        fewer.iter().any(|(rule, message)| rule == "rows-unusual" && message.starts_with("read 30000 rows, where ")),
        "{fewer:?}"
    );
    let share = said(&nights(1200, [100_000, 150_000]));
    assert!(
        share[0].1.starts_with("loaded 150000 rows, where ") && share[0].1.contains("is usual for its rows"),
        "{share:?}"
    );
}

#[test]
fn small_jobs_are_not_told() {
    let quick = |took: i64| -> Vec<Past> {
        let night = |day: i64| {
            let start = START + day * DAY;
            Past::new(start, Some(start + if day == 20 { took } else { 5 }), Succeeded, [None; 2])
        };
        (0..21).map(night).collect()
    };
    assert!(said(&quick(40)).is_empty(), "eight times as long, and 35 seconds");
    assert_eq!(said(&quick(400)).len(), 1);
}

#[test]
fn a_run_that_goes_on_is_told() {
    let mut runs = nights(1200, [100_000, 50_000]);
    let start = START + 16 * DAY;
    runs.push(Past::new(start, None, Running, [None; 2]));
    let told = said(&runs);
    assert_eq!(told[0].0, "longer-than-usual");
    assert!(told[0].1.starts_with("still runs after 2h, where "), "{}", told[0].1);
}
