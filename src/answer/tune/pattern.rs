//! Which pattern the history shows, what says so, and how many rows the plan is for.
//!
//! Every test is a ratio of rows to rows: a session whose runs all have k times the rows shows the same pattern, so that more
//! rows never lead to a smaller plan by way of another pattern.

use super::amount::{median, share};
use super::constants::Constants;
use super::outcome::{Pattern, PatternName};
use super::past::Past;
use super::season;

/// A pattern with the rows that it leads to.
#[derive(Debug)]
pub(super) struct Reading {
    /// The pattern.
    pub pattern: Pattern,
    /// Rows that the plan is for; `None` where no good run tells them.
    pub rows: Option<i64>,
    /// Rows of a usual run.
    pub typical: Option<i64>,
}

/// A pattern's name, evidence and effect, and the rows that it leads to.
type Found = (PatternName, String, String, Option<i64>);

/// Reads the pattern. A failing session is sized by its good runs, if any.
pub(super) fn read(past: &Past<'_>, constants: &Constants) -> Reading {
    let (name, evidence, effect, rows) = find(past, constants);
    Reading { pattern: Pattern { name, evidence, effect }, rows, typical: past.median() }
}

fn find(past: &Past<'_>, constants: &Constants) -> Found {
    if let Some(evidence) = failing(past, constants) {
        let effect = "rows from good runs only, no conclusion from failed ones; a task may fail 8 times";
        return (PatternName::Failing, evidence, effect.to_owned(), past.p95());
    }
    let runs = past.series.len();
    let (Some(p95), Some(typical)) = (past.p95(), past.median()) else {
        let evidence = format!("no good run of {} tells its rows", past.runs);
        return (PatternName::Unknown, evidence, "a bounded default plan".to_owned(), None);
    };
    if i64::try_from(runs).is_ok_and(|runs| runs < constants.pattern_runs_min) {
        let least = constants.pattern_runs_min;
        let evidence = format!("good runs that tell their rows: {runs}, a pattern wants {least}");
        let effect = "sized for the largest run, more partitions to begin with";
        return (PatternName::Unknown, evidence, effect.to_owned(), Some(p95));
    }
    growing(past, p95, constants).unwrap_or_else(|| peaking(past, p95, typical, constants))
}

/// Steady where no run is a peak, periodic where peaks come on the same days, else spiky.
fn peaking(past: &Past<'_>, p95: i64, typical: i64, constants: &Constants) -> Found {
    let runs = past.series.len();
    let limit = i128::from(typical) * i128::from(constants.peak_percent);
    let peaks = past.series.iter().filter(|(_, rows)| i128::from(*rows) * 100 > limit);
    let peaks: Vec<&str> = peaks.map(|(start, _)| *start).collect();
    let most = past.sorted.last().copied().unwrap_or(p95);
    if peaks.is_empty() {
        let evidence = format!("{runs} runs, median {typical} rows, 95th percentile {p95}, largest {most}");
        return (PatternName::Steady, evidence, "sized for the 95th percentile".to_owned(), Some(p95));
    }
    let days = if peaks.len() >= 2 { season::of(&peaks, &past.series) } else { None };
    if let Some(days) = days {
        let evidence = format!("{days}; median {typical} rows, largest {most}");
        return (PatternName::Periodic, evidence, "sized for the peak; executors come and go".to_owned(), Some(most));
    }
    let rows = share(p95, 100 + constants.spike_headroom_percent, 100);
    let evidence = format!(
        "{} of {runs} runs above {} % of the median of {typical} rows, largest {most}, on no common day",
        peaks.len(),
        constants.peak_percent
    );
    let headroom = constants.spike_headroom_percent;
    let effect = format!("sized for {rows} rows, the 95th percentile and {headroom} %; executors come and go");
    (PatternName::Spiky, evidence, effect, Some(rows))
}

fn failing(past: &Past<'_>, constants: &Constants) -> Option<String> {
    let Past { finished, failed, failed_in_a_row, .. } = *past;
    if failed == 0 {
        return None;
    }
    if failed == finished {
        return Some(format!("all {failed} runs that ended failed"));
    }
    let count = |runs: usize| i64::try_from(runs).unwrap_or(i64::MAX);
    if count(failed_in_a_row) >= constants.failing_in_a_row {
        return Some(format!("the last {failed_in_a_row} runs failed, {failed} of {finished} in all"));
    }
    let many = count(failed).saturating_mul(100) >= count(finished).saturating_mul(constants.failing_percent);
    (failed >= 2 && many).then(|| format!("{failed} of {finished} runs that ended failed"))
}

/// Growth, where the last third has so much more rows than the first and most pairs of runs rise. The projection adds the
/// mean growth a run between the middles of the two thirds.
fn growing(past: &Past<'_>, p95: i64, constants: &Constants) -> Option<Found> {
    let rows: Vec<i64> = past.series.iter().map(|(_, rows)| *rows).collect();
    let third = (rows.len() / 3).max(1);
    let (early, late) = (median(rows[..third].iter().copied())?, median(rows[rows.len() - third..].iter().copied())?);
    let enough = i128::from(late) * 100 >= i128::from(early) * i128::from(100 + constants.growth_percent);
    if late <= early || !enough {
        return None;
    }
    let pairs = rows.len() * (rows.len() - 1) / 2;
    let rising: usize =
        rows.iter().enumerate().map(|(at, one)| rows[at + 1..].iter().filter(|later| *later > one).count()).sum();
    if i64::try_from(rising * 100).ok()? < i64::try_from(pairs).ok()?.saturating_mul(constants.growth_pairs_percent) {
        return None;
    }
    let apart = i64::try_from(rows.len() - third).ok()?;
    let more = share(late.saturating_sub(early), constants.growth_horizon_runs, apart);
    let projected = p95.saturating_add(more).min(share(p95, constants.growth_limit_percent, 100));
    let evidence =
        format!("median of the first third {early} rows, of the last {late}; {rising} of {pairs} pairs of runs rise");
    let ahead = constants.growth_horizon_runs;
    let effect = format!("sized for {projected} rows, {ahead} runs ahead; more partitions to begin with");
    Some((PatternName::Growing, evidence, effect, Some(projected)))
}

#[cfg(test)]
#[path = "pattern_tests.rs"]
mod tests;
