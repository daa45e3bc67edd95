//! What the user gives to `tune` and `plan`: cluster, constants, pins.

use super::read;
use crate::answer::tune::constants::{ALL, Constants};
use crate::cli::exit::{Failure, INPUT, USAGE};
use crate::cli::output;
use crate::model::cluster::Cluster;
use crate::model::problem::Problem;
use crate::read::tuning;
use crate::render::summary::place;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A cluster and the numbers of the formulas.
#[derive(Debug, clap::Args)]
#[group(id = "tune_given")]
pub(in crate::cli) struct GivenArgs {
    /// The cluster: nodes, cores, memory, platform, limits (YAML)
    #[arg(long, value_name = "FILE")]
    cluster: Option<PathBuf>,
    /// The cluster with some of its keys otherwise: nodes=8,memory_per_node=64GiB
    #[arg(long, value_name = "KEY=VALUE,...")]
    what_if: Option<String>,
    /// Constants of the formulas (YAML); `tune --print-constants` prints them
    #[arg(long, value_name = "FILE")]
    constants: Option<PathBuf>,
}

impl GivenArgs {
    /// Nothing.
    pub(in crate::cli) fn none() -> Self {
        Self { cluster: None, what_if: None, constants: None }
    }
}

/// What was given.
pub(in crate::cli) struct Given {
    /// The cluster.
    pub cluster: Cluster,
    /// Nobody named a cluster.
    pub assumed: bool,
    /// The constants.
    pub constants: Constants,
    /// Settings that win.
    pub pins: BTreeMap<String, String>,
    /// Runs that began later are not looked at, nor connections as they became later: UTC; `None`: all count.
    pub until: Option<String>,
}

/// Reads what the user names.
pub(in crate::cli) fn gather(args: &GivenArgs, pins: BTreeMap<String, String>) -> Result<Given, Failure> {
    let mut cluster = match &args.cluster {
        Some(path) => tuning::cluster(&read(path)?, &path.display().to_string()).map_err(|one| refused(&one))?,
        None => Cluster::default(),
    };
    if let Some(text) = &args.what_if {
        let wrong = |why: String| Failure::new(USAGE, format!("--what-if: {why}"));
        cluster = tuning::what_if(&cluster, text).map_err(wrong)?;
    }
    let constants = constants(args.constants.as_deref())?;
    Ok(Given { cluster, assumed: args.cluster.is_none(), constants, pins, until: None })
}

fn constants(path: Option<&Path>) -> Result<Constants, Failure> {
    let Some(path) = path else { return Ok(Constants::default()) };
    let known: Vec<(&str, i64, i64)> = ALL.iter().map(|one| (one.name, one.min, one.max)).collect();
    let name = path.display().to_string();
    let given = tuning::constants(&read(path)?, &name, &known).map_err(|one| refused(&one))?;
    Constants::with(&given).map_err(|wrong| Failure::new(INPUT, format!("{name}: {}", wrong.join("; "))))
}

fn refused(problem: &Problem) -> Failure {
    Failure::new(INPUT, format!("{}{}", place(problem), problem.message))
}

/// Settings to pin.
pub(in crate::cli) fn pins(given: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    let one = |text: &String| tuning::pinned(text).map_err(|why| Failure::new(USAGE, why));
    given.iter().map(one).collect()
}

/// A configuration that is in use. What is odd in it is said, and counts as it stands.
pub(in crate::cli) fn present(path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let conf = tuning::spark_conf(&read(path)?, &path.display().to_string());
    for problem in &conf.problems {
        output::say(&format!("{}{}", place(problem), problem.message));
    }
    Ok(conf.settings.into_iter().map(|one| (one.key, one.value)).collect())
}
