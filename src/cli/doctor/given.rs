//! Whether the files that a site wants say what the commands of a night will understand.
//!
//! Owns which reader belongs to which file. What a file means is no business of it.

use crate::model::problem::Problem;
use crate::read::{alert, classification, environment, prices, rulebook, sla, tuning::cluster, waiver};
use crate::render::summary::place;
use std::path::Path;

/// Reads a file as its command would; fails with where and what is wrong. `environment`: the one that a night asks for.
pub(super) fn understood(what: &str, path: &Path, environment: &str) -> Result<(), String> {
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{file}: {error}"))?;
    let told = |problem: Problem| format!("{}{}", place(&problem), problem.message);
    let here = |wrong: String| format!("{file}: {wrong}");
    match what {
        "rules" => rulebook::rulebook(&text, &file).map(drop),
        "waivers" => waiver::waivers(&text, &file).map(drop),
        "classification" => classification::classification(&text, &file).map(drop),
        "sla" => sla::promises(&text, 0).map(drop).map_err(here),
        "alerts" => alert::alerts(&text).map(drop).map_err(here),
        "prices" => prices::prices(&text, &file).map(drop).map_err(told),
        "nightly.cluster" => cluster(&text, &file).map(drop).map_err(told),
        "nightly.environments" if !environment.is_empty() => {
            let read = environment::environment(&text, &file, environment, &|name| std::env::var(name).ok());
            read.map(drop).map_err(here)
        }
        _ => Ok(()),
    }
}
