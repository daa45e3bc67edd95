//! `--env`, `--environments` and `--set`: values that come from outside of the catalog.

use super::exit::{Failure, INPUT, USAGE};
use crate::model::environment::{Environment, Setting};
use crate::read::environment;
use std::path::{Path, PathBuf};

/// The file that is looked for where none is named.
const DEFAULT: &str = "environments.yaml";

/// Which environment, and where it is described.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct EnvironmentArgs {
    /// The environment: its parameter files, directories, overrides
    #[arg(long, value_name = "NAME", group = "environment_named")]
    env: Option<String>,
    /// The file that describes environments [default: environments.yaml, if there is one]
    #[arg(long, value_name = "FILE", requires = "environment_named")]
    environments: Option<PathBuf>,
}

impl EnvironmentArgs {
    /// The environment of a name; none where it is empty.
    pub(super) fn of(name: &str) -> Self {
        Self { env: (!name.is_empty()).then(|| name.to_owned()), environments: None }
    }

    /// The same file, and an environment of another name.
    pub(super) fn with_name(&self, env: Option<&str>) -> Self {
        Self { env: env.map(str::to_owned), environments: self.environments.clone() }
    }

    /// True where there is a file that describes environments.
    pub(super) fn describes(&self) -> bool {
        self.environments.is_some() || Path::new(DEFAULT).exists()
    }

    /// The environment that was asked for; empty where none was.
    pub(super) fn name(&self) -> &str {
        self.env.as_deref().unwrap_or_default()
    }
}

/// Reads the environment that was asked for; an empty one where none was. An environment that parameter files were ingested
/// for needs no description.
pub(super) fn environment(args: &EnvironmentArgs) -> Result<Environment, Failure> {
    let Some(name) = &args.env else { return Ok(Environment::default()) };
    let path = args.environments.as_deref().unwrap_or(Path::new(DEFAULT));
    if args.environments.is_none() && !path.exists() {
        return Ok(Environment { name: name.clone(), ..Environment::default() });
    }
    let text = std::fs::read_to_string(path).map_err(|error| Failure::given(path, &error))?;
    let file = path.display().to_string();
    let read = environment::environment(&text, &file, name, &|variable| std::env::var(variable).ok());
    read.map_err(|wrong| Failure::new(INPUT, format!("{file}: {wrong}")))
}

/// Reads NAME=VALUE.
pub(super) fn given(text: &str) -> Result<Setting, Failure> {
    let wrong = || Failure::new(USAGE, format!("--set wants NAME=VALUE, not {}", text.split('=').next().unwrap_or("")));
    let (name, value) =
        text.split_once('=').filter(|(name, _)| name.starts_with('$') || name.contains(".$$")).ok_or_else(wrong)?;
    Ok(Setting { name: name.into(), value: Some(environment::mask(name, value)), place: String::new() })
}
