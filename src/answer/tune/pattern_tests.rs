//! Patterns and the rows that they lead to, by hand.

use super::*;
use crate::model::run::Status;
use crate::model::tuning::PastRun;

fn run(started_at: String, status: Status, rows: i64) -> PastRun {
    PastRun { started_at, status, source_rows: Some(rows), ..PastRun::default() }
}

/// One good run a day from 2026-01-01 on.
fn daily(rows: &[i64]) -> Vec<PastRun> {
    let day = |at: u64| chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(at);
    (0..).zip(rows).map(|(at, rows)| run(format!("{}T02:00:00", day(at)), Status::Succeeded, *rows)).collect()
}

#[track_caller]
fn reads(history: &[PastRun], name: PatternName, rows: Option<i64>, evidence: &str) {
    let constants = Constants::default();
    let reading = read(&Past::of(history, &constants), &constants);
    assert_eq!((reading.pattern.name, reading.rows), (name, rows), "{:?}", reading.pattern);
    assert_eq!(reading.pattern.evidence, evidence);
}

#[test]
fn too_few_runs_are_unknown() {
    reads(&[], PatternName::Unknown, None, "no good run of 0 tells its rows");
    reads(&daily(&[7]), PatternName::Unknown, Some(7), "good runs that tell their rows: 1, a pattern wants 5");
    // ⌈0.95 × 4⌉ = 4th.
    reads(&daily(&[1, 9, 2, 3]), PatternName::Unknown, Some(9), "good runs that tell their rows: 4, a pattern wants 5");
    let silent = vec![PastRun { status: Status::Succeeded, ..PastRun::default() }];
    reads(&silent, PatternName::Unknown, None, "no good run of 1 tells its rows");
}

#[test]
fn even_runs_are_steady_at_their_95th_percentile() {
    reads(&daily(&[0; 6]), PatternName::Steady, Some(0), "6 runs, median 0 rows, 95th percentile 0, largest 0");
    // 20 values: 0.95 × 20 = 19th = 190; the median is the 10th = 100; 200 is not above 200 % of it.
    let ups: Vec<i64> = (1..=20).map(|at| (at * 7 % 20 + 1) * 10).collect();
    reads(&daily(&ups), PatternName::Steady, Some(190), "20 runs, median 100 rows, 95th percentile 190, largest 200");
}

#[test]
fn growth_is_projected_and_bounded() {
    // Thirds: 100 110 120 → 110, 160 170 180 → 170. Nine runs: 95th percentile the 9th, 180. Middles are 9 − 3 = 6 runs apart:
    // + 60 × 30 / 6 = 300 → 480, but 200 % of 180 = 360 at most. All 9 × 8 / 2 = 36 pairs rise.
    let rows = [100, 110, 120, 130, 140, 150, 160, 170, 180];
    let evidence = "median of the first third 110 rows, of the last 170; 36 of 36 pairs of runs rise";
    reads(&daily(&rows), PatternName::Growing, Some(360), evidence);
    // 60 runs from 1000 up by 10: thirds 1000…1190 → 10th = 1090, 1400…1590 → 1490; 57th = 1560; 40 apart: + 400 × 30 / 40 = 300.
    let slow: Vec<i64> = (0..60).map(|at| 1000 + at * 10).collect();
    let evidence = "median of the first third 1090 rows, of the last 1490; 1770 of 1770 pairs of runs rise";
    reads(&daily(&slow), PatternName::Growing, Some(1860), evidence);
    // From nothing: 0 0 0 … 5 is growth as well. Thirds of 6: 0 0 → 0, 5 5 → 5. Rising: 4 × 2 = 8 of 15, too few.
    let evidence = "2 of 6 runs above 200 % of the median of 0 rows, largest 5, on no common day";
    reads(&daily(&[0, 0, 0, 0, 5, 5]), PatternName::Spiky, Some(6), evidence);
}

#[test]
fn peaks_on_month_ends_are_periodic_at_the_peak() {
    // 2026-01-31 is the 31st run, 2026-02-28 the 59th.
    let mut rows = [100; 60];
    (rows[30], rows[58]) = (900, 1000);
    let evidence = "all 2 peaks fall on a month end, of 2 months; median 100 rows, largest 1000";
    reads(&daily(&rows), PatternName::Periodic, Some(1000), evidence);
}

#[test]
fn other_peaks_are_spikes_with_headroom() {
    // 60 values: ⌈57⌉ = 57th = 100; + 25 % = 125.
    let mut rows = [100; 60];
    rows[11] = 900;
    let evidence = "1 of 60 runs above 200 % of the median of 100 rows, largest 900, on no common day";
    reads(&daily(&rows), PatternName::Spiky, Some(125), evidence);
}

#[test]
fn only_the_newest_sixty_runs_count() {
    let mut rows = vec![1_000_000; 40];
    rows.extend([10; 60]);
    reads(&daily(&rows), PatternName::Steady, Some(10), "60 runs, median 10 rows, 95th percentile 10, largest 10");
}

#[test]
fn failing_sessions_are_sized_by_good_runs_only() {
    let fail = |rows| run("2026-03-01T00:00:00".to_owned(), Status::Failed, rows);
    reads(&[fail(1)], PatternName::Failing, None, "all 1 runs that ended failed");
    let mut last = daily(&[10, 12, 11, 10, 12, 11, 10, 12, 11, 10]);
    last.extend([fail(99), fail(99), fail(99)]);
    reads(&last, PatternName::Failing, Some(12), "the last 3 runs failed, 3 of 13 in all");
    let mut often = vec![fail(99), fail(99), fail(99)];
    often.extend(daily(&[10, 12, 11, 10, 12, 11, 10]));
    reads(&often, PatternName::Failing, Some(12), "3 of 10 runs that ended failed");
    // One failure of two is no habit.
    reads(
        &[fail(99), daily(&[5]).remove(0)],
        PatternName::Unknown,
        Some(5),
        "good runs that tell their rows: 1, a pattern wants 5",
    );
    // Stopped and running ones say nothing.
    let stopped = [run(String::new(), Status::Stopped, 9), run(String::new(), Status::Running, 9)];
    reads(&stopped, PatternName::Unknown, None, "no good run of 2 tells its rows");
}
