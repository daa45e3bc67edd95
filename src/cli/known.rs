//! Everything that answers what a parameter is, besides the design: files, environment, what is given, what is saved.

use super::exit::Failure;
use super::settings::Settings;
use super::{environments, parameter_files};
use crate::answer::resolve::section::{Index, Repeated};
use crate::answer::resolve::{Question, Run};
use crate::model::design::Design;
use crate::model::environment::{Environment, Saved, Setting};
use crate::model::parameter::ParameterFile;
use crate::read::parameter;
use crate::store::Catalog;
use clap::ValueEnum;
use std::path::PathBuf;

/// Where values come from, as the command line says.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct KnownArgs {
    /// Give a parameter a value, stronger than anything else (no secrets: others can read the command line)
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    pub(super) environment: environments::EnvironmentArgs,
    /// Use this parameter file in place of those that workflow and session name, as pmcmd -paramfile does
    #[arg(long, value_name = "FILE")]
    param_file: Option<PathBuf>,
    /// Start of the run, for built-in variables: MM/DD/YYYY HH24:MI:SS
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
    /// Number of the run, for $PMWorkflowRunId
    #[arg(long, value_name = "ID")]
    run_id: Option<String>,
    /// Of sections with the same heading: the first counts (as the manual says), all are merged, or the last counts
    #[arg(long, value_enum, default_value = "first", value_name = "WHICH")]
    duplicate_section: Which,
    /// Of equal names in one section: the first counts (assumed), or the last
    #[arg(long, value_enum, default_value = "first", value_name = "WHICH")]
    duplicate_parameter: First,
}

impl KnownArgs {
    /// What an environment knows, and nothing else.
    pub(super) fn of(environment: &str) -> Self {
        Self {
            set: Vec::new(),
            environment: environments::EnvironmentArgs::of(environment),
            param_file: None,
            now: None,
            run_id: None,
            duplicate_section: Which::First,
            duplicate_parameter: First::First,
        }
    }

    /// Encoding of parameter files that are no UTF-8.
    pub(super) fn code_page(&self) -> Result<Option<String>, Failure> {
        Ok(environments::environment(&self.environment)?.code_page)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    First,
    Merge,
    Last,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum First {
    First,
    Last,
}

/// Everything that answers, besides the catalog.
#[derive(Debug)]
pub(super) struct Known {
    environment: Environment,
    files: Vec<ParameterFile>,
    started_with: Option<(&'static str, usize)>,
    given: Vec<Setting>,
    saved: Vec<Saved>,
    run: Run,
    duplicates: (Which, First),
}

impl Known {
    /// Reads everything that the user names and the catalog holds; a snapshot of 0 holds no files.
    pub(super) fn gather(args: &KnownArgs, settings: &Settings, catalog: &Catalog, at: i64) -> Result<Self, Failure> {
        let environment = environments::environment(&args.environment)?;
        let mut files = Vec::new();
        // A file that is named here as it stands on disk is not asked twice.
        let named = |name: &str| environment.parameter_files.iter().any(|one| one == name);
        for stored in catalog.parameter_files(&environment.name, at)?.iter().filter(|one| !named(&one.name)) {
            files.push(parameter::read(&stored.text, &stored.name));
        }
        let code_page = environment.code_page.as_deref();
        for name in &environment.parameter_files {
            files.push(parameter_files::one(name.as_ref(), code_page, &settings.limits)?.file);
        }
        let start = environment.start_with.as_ref().map(|name| ("environment", PathBuf::from(name)));
        let start = args.param_file.clone().map(|path| ("command line", path)).or(start);
        let mut started_with = None;
        if let Some((by, path)) = start {
            started_with = Some((by, files.len()));
            files.push(parameter_files::one(&path, code_page, &settings.limits)?.file);
        }
        let given = args.set.iter().map(|text| environments::given(text)).collect::<Result<_, _>>()?;
        let run = Run { now: args.now.clone(), id: args.run_id.clone() };
        Ok(Self {
            environment,
            files,
            started_with,
            given,
            saved: catalog.saved_values()?,
            run,
            duplicates: (args.duplicate_section, args.duplicate_parameter),
        })
    }

    /// What is asked of one session or workflow.
    pub(super) fn question<'q>(&'q self, design: &'q Design, files: &'q [Index<'q>]) -> Question<'q> {
        Question {
            design,
            given: &self.given,
            environment: &self.environment,
            files,
            started_with: self.started_with,
            run: &self.run,
            saved: &self.saved,
        }
    }

    /// What is asked of something that belongs to no session: the file that was given at the start, or each file at hand.
    pub(super) fn questions<'q>(&'q self, design: &'q Design, files: &'q [Index<'q>]) -> Vec<Question<'q>> {
        let one = self.question(design, files);
        if self.started_with.is_some() || files.is_empty() {
            return vec![one];
        }
        (0..files.len()).map(|at| Question { started_with: Some(("catalog", at)), ..one }).collect()
    }

    /// Everything that it knows in one text, which is another one where anything in it is: for a digest, for nobody to read.
    pub(super) fn words(&self) -> String {
        format!("{self:?}")
    }

    /// The environment.
    pub(super) fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The parameter files at hand, ready to be asked.
    pub(super) fn indexes(&self) -> Vec<Index<'_>> {
        let section = match self.duplicates.0 {
            Which::First => Repeated::First,
            Which::Merge => Repeated::Merge,
            Which::Last => Repeated::Last,
        };
        let parameter = match self.duplicates.1 {
            First::First => Repeated::First,
            First::Last => Repeated::Last,
        };
        self.files.iter().map(|file| Index::new(file, section, parameter)).collect()
    }
}
