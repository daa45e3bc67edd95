//! What the user writes for `tune`: `cluster.yaml`, constants, a Spark configuration, settings to pin, a cluster to imagine.
//!
//! Owns which keys these files may have and what is refused in them. Never decides a setting.

mod cluster;
mod conf;
mod constants;
mod properties;

pub use cluster::{cluster, what_if};
pub use conf::{Conf, pinned, spark_conf};
pub use constants::constants;
pub use properties::{Property, properties};

use super::yaml::{self, Node, Pair, Said};
use crate::model::problem::{Problem, Severity};

/// Mistakes told of one file.
const TOLD: usize = 6;

/// What is wrong at a line.
struct Wrong {
    /// Counted from 1; 0 where something is missing.
    line: u64,
    /// Lower case: what, and what to do about it.
    message: String,
}

/// One problem for all that is wrong, at the first place.
fn refused(code: &'static str, file: &str, mut wrong: Vec<Wrong>) -> Problem {
    wrong.sort_by_key(|one| one.line);
    let more = wrong.len().saturating_sub(TOLD);
    let line = wrong.first().map_or(0, |one| one.line);
    let told = |one: &Wrong| {
        if one.line == line { one.message.clone() } else { format!("line {}: {}", one.line, one.message) }
    };
    let mut messages: Vec<String> = wrong.iter().take(TOLD).map(told).collect();
    if more > 0 {
        messages.push(format!("and {more} more"));
    }
    Problem::new(code, Severity::Error, file, line, messages.join("; "))
}

/// The pairs of a YAML file that is one map; none where it holds comments at most.
fn map(text: &str, file: &str, code: &'static str) -> Result<Vec<Pair>, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Vec::new());
    }
    let Node { line, said } = yaml::parse(text, file)?;
    match said {
        Said::Map(pairs) => Ok(pairs),
        Said::Nothing => Ok(Vec::new()),
        _ => Err(Problem::new(code, Severity::Error, file, line, "no map of keys and values: write KEY: VALUE lines")),
    }
}
