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

/// First and last third of the runs, compared.
struct Growth {
    early: i64,
    late: i64,
    projected: i64,
    rising: usize,
    pairs: usize,
}

/// Reads the pattern. A failing session is sized by its good runs, if any.
pub(super) fn read(past: &Past<'_>, constants: &Constants) -> Reading {
    let (p95, typical) = (past.p95(), past.median());
    let say = |name, evidence: String, effect: &str, rows| Reading {
        pattern: Pattern { name, evidence, effect: effect.to_owned() },
        rows,
        typical,
    };
    if let Some(evidence) = failing(past, constants) {
        let effect = "rows from good runs only, no conclusion from failed ones; a task may fail 8 times (spark.task.maxFailures)";
        return say(PatternName::Failing, evidence, effect, p95);
    }
    let runs = past.series.len();
    let (Some(p95), Some(typical_rows)) = (p95, typical) else {
        let evidence = format!("no good run of {} tells its rows", past.runs);
        return say(PatternName::Unknown, evidence, "a bounded default plan", None);
    };
    if i64::try_from(runs).is_ok_and(|runs| runs < constants.pattern_runs_min) {
        let evidence =
            format!("good runs that tell their rows: {runs}, a pattern wants {}", constants.pattern_runs_min);
        return say(
            PatternName::Unknown,
            evidence,
            "sized for the largest run, more partitions to begin with",
            Some(p95),
        );
    }
    if let Some(growth) = growing(past, p95, constants) {
        let Growth { early, late, projected, rising, pairs } = growth;
        let evidence = format!(
            "median of the first third {early} rows, of the last {late}; {rising} of {pairs} pairs of runs rise"
        );
        let effect = format!(
            "sized for {projected} rows, {} runs ahead; more partitions to begin with",
            constants.growth_horizon_runs
        );
        return say(PatternName::Growing, evidence, &effect, Some(projected));
    }
    let peak = |rows: i64| i128::from(rows) * 100 > i128::from(typical_rows) * i128::from(constants.peak_percent);
    let peaks: Vec<&str> = past.series.iter().filter(|(_, rows)| peak(*rows)).map(|(start, _)| *start).collect();
    let most = past.sorted.last().copied().unwrap_or(p95);
    if peaks.is_empty() {
        let evidence = format!("{runs} runs, median {typical_rows} rows, 95th percentile {p95}, largest {most}");
        return say(PatternName::Steady, evidence, "sized for the 95th percentile", Some(p95));
    }
    if peaks.len() >= 2
        && let Some(days) = season::of(&peaks, &past.series)
    {
        let evidence = format!("{days}; median {typical_rows} rows, largest {most}");
        return say(PatternName::Periodic, evidence, "sized for the peak; executors come and go", Some(most));
    }
    let rows = share(p95, 100 + constants.spike_headroom_percent, 100);
    let evidence = format!(
        "{} of {runs} runs above {} % of the median of {typical_rows} rows, largest {most}, on no common day",
        peaks.len(),
        constants.peak_percent
    );
    let effect = format!(
        "sized for {rows} rows, the 95th percentile and {} %; executors come and go",
        constants.spike_headroom_percent
    );
    say(PatternName::Spiky, evidence, &effect, Some(rows))
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
fn growing(past: &Past<'_>, p95: i64, constants: &Constants) -> Option<Growth> {
    let rows: Vec<i64> = past.series.iter().map(|(_, rows)| *rows).collect();
    let third = (rows.len() / 3).max(1);
    let (early, late) = (median(rows[..third].iter().copied())?, median(rows[rows.len() - third..].iter().copied())?);
    let enough = i128::from(late) * 100 >= i128::from(early) * i128::from(100 + constants.growth_percent);
    if late <= early || !enough {
        return None;
    }
    let pairs = rows.len() * (rows.len() - 1) / 2;
    let rising =
        rows.iter().enumerate().map(|(at, one)| rows[at + 1..].iter().filter(|later| *later > one).count()).sum();
    if i64::try_from(rising * 100).ok()? < i64::try_from(pairs).ok()?.saturating_mul(constants.growth_pairs_percent) {
        return None;
    }
    let apart = i64::try_from(rows.len() - third).ok()?;
    let more = share(late.saturating_sub(early), constants.growth_horizon_runs, apart);
    let projected = p95.saturating_add(more).min(share(p95, constants.growth_limit_percent, 100));
    Some(Growth { early, late, projected, rising, pairs })
}

#[cfg(test)]
#[path = "pattern_tests.rs"]
mod tests;
