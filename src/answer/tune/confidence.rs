//! How sure a value is: how many runs it rests on, how even they are, what is missing.

use super::amount::percent_of;
use super::constants::Constants;
use super::outcome::{Confidence, Level};
use super::past::Past;
use super::volume::Load;

/// Confidence of what follows from the volume. Low below the runs of a pattern or where a width or rows are missing; high for
/// many even runs; else medium.
pub(super) fn of_volume(past: &Past<'_>, load: &Load<'_>, constants: &Constants) -> Confidence {
    let runs = past.series.len();
    let count = i64::try_from(runs).unwrap_or(i64::MAX);
    let spread = past.p95().zip(past.median()).and_then(|(p95, median)| percent_of(p95, median));
    let even = past.p95() == Some(0) || spread.is_some_and(|spread| spread <= constants.steady_percent);
    let level = if load.assumed || load.partly || count < constants.pattern_runs_min {
        Level::Low
    } else if count >= constants.sure_runs && even {
        Level::High
    } else {
        Level::Medium
    };
    let mut reason = match runs {
        0 => "no good run tells its rows".to_owned(),
        1 => "1 good run".to_owned(),
        _ => format!("{runs} good runs"),
    };
    if let Some(spread) = spread {
        reason.push_str(&format!(", 95th percentile {spread} % of the median"));
    }
    if load.assumed {
        reason.push_str("; volume is a default");
    } else if load.partly {
        reason.push_str("; row widths or rows of sources are missing");
    }
    Confidence { level, reason }
}

/// Confidence of what was measured in runs on Spark: high from three on.
pub(super) fn of_measured(runs: usize) -> Confidence {
    let level = if runs >= 3 { Level::High } else { Level::Medium };
    Confidence { level, reason: format!("measured on Spark, {runs} good {}", if runs == 1 { "run" } else { "runs" }) }
}

/// Confidence of what holds for every session.
pub(super) fn of_rule(reason: &str) -> Confidence {
    Confidence { level: Level::High, reason: reason.to_owned() }
}
