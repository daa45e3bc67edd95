//! `catalog tune`.

pub(super) mod given;

use super::changed::ChangedArgs;
use super::design::{Found, Shelf};
use super::exit::{DONE, Failure, NO, Outcome, USAGE};
use super::settings::Settings;
use super::{history, list, object, output, places, progress};
use crate::answer::design::Standing;
use crate::answer::tune::{Tuning, tune, workload};
use crate::read::words;
use crate::render::{json, tune as rendered};
use crate::store::Catalog;
use crate::store::find::Object;
use clap::ValueEnum;
use given::{Given, GivenArgs, pins};
use std::path::{Path, PathBuf};

/// Compute Spark settings from session settings, the shape of the mapping, run history and a cluster
///
/// Every value comes with its formula, inputs, source and confidence. Missing history gives a bounded default plan, marked
/// so. Without --cluster, a cluster of 4 nodes with 8 cores and 32 GiB is assumed, and the answer says so.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog tune s_m_dim_customer\n  \
                        catalog tune s_m_dim_customer --format spark-submit --set spark.executor.memory=8g\n  \
                        catalog tune s_m_dim_customer --what-if nodes=8,cores_per_node=16\n  \
                        catalog tune --all --format json\n  catalog tune --print-constants")]
pub(super) struct TuneArgs {
    /// Sessions, by their addresses
    #[arg(value_name = "SESSION", required_unless_present_any = ["all", "print_constants"])]
    sessions: Vec<String>,
    /// Every session of the catalog
    #[arg(long, conflicts_with = "sessions")]
    all: bool,
    /// With --all: only this folder
    #[arg(long, value_name = "NAME", requires = "all")]
    folder: Option<String>,
    /// With --all: as of this snapshot
    #[arg(long, value_name = "SNAPSHOT", requires = "all", default_value = "latest")]
    at: String,
    #[command(flatten)]
    changed: ChangedArgs,
    #[command(flatten)]
    given: GivenArgs,
    /// Pin a setting; it wins, and the rest is made to fit it. Unknown keys and impossible values are refused
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pin: Vec<String>,
    /// Only what a running session takes; pins of what it does not take are refused
    #[arg(long)]
    run_time: bool,
    /// Hold the settings against this spark-defaults.conf; exit code 1 where they differ
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
    /// Print every constant of the formulas, as YAML for --constants
    #[arg(long)]
    print_constants: bool,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: TuneFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TuneFormat {
    /// For people, with reasons
    Text,
    /// Everything; the shape is in the README
    Json,
    /// Everything, as YAML
    Yaml,
    /// A file for `spark-submit --properties-file`
    SparkDefaults,
    /// A command for a POSIX shell
    SparkSubmit,
    /// A snippet that opens a SparkSession
    Python,
}

pub(super) fn run(args: &TuneArgs, settings: &Settings) -> Outcome {
    if args.print_constants {
        return output::answer(&rendered::constants()).map(|()| DONE);
    }
    require_one(args)?;
    let given = given::gather(&args.given, pins(&args.pin)?)?;
    require_run_time(args, &given)?;
    let present = args.compare.as_deref().map(given::present).transpose()?;
    let catalog = Catalog::open_read(&settings.catalog)?;
    let mut writing = Writing { args, given: &given, present, printed: 0, differ: false };
    if args.all {
        all(args, &catalog, &mut writing)?;
    } else {
        named(args, &catalog, &mut writing)?;
    }
    writing.end()
}

/// A file or command that configures Spark is of one session.
fn require_one(args: &TuneArgs) -> Result<(), Failure> {
    let many = args.all || args.sessions.len() > 1;
    let wide = matches!(args.format, TuneFormat::Text | TuneFormat::Json | TuneFormat::Yaml);
    if many && !wide {
        return Err(Failure::new(USAGE, "this format configures one session").hint("use --format text, json or yaml"));
    }
    Ok(())
}

fn require_run_time(args: &TuneArgs, given: &Given) -> Result<(), Failure> {
    let refused = given.pins.keys().find(|key| args.run_time && !rendered::at_run_time(key));
    refused.map_or(Ok(()), |key| {
        Err(Failure::new(USAGE, format!("{key} can only be set when Spark starts")).hint("leave --run-time away"))
    })
}

fn named(args: &TuneArgs, catalog: &Catalog, writing: &mut Writing<'_>) -> Result<(), Failure> {
    for session in &args.sessions {
        let wanted = object::wanted(catalog, session)?;
        let shelf = Shelf::with_flows(catalog, wanted.at);
        places::session(&shelf, catalog, &wanted, &mut |folder, standing| {
            let tuning = tuned(catalog, &shelf, folder, standing, writing.given, &Sharing::One)?;
            tuning.map_or(Ok(()), |tuning| writing.write(&tuning))
        })?;
    }
    Ok(())
}

fn all(args: &TuneArgs, catalog: &Catalog, writing: &mut Writing<'_>) -> Result<(), Failure> {
    let at = list::snapshot(catalog, &args.at)?;
    list::require_folder(catalog, args.folder.as_deref())?;
    let shelf = Shelf::with_flows(catalog, at);
    let sharing = Sharing::All(catalog.readers(at)?);
    let reach = args.changed.reach(catalog, at)?;
    let wanted = |one: &Object| args.folder.as_ref().is_none_or(|folder| *folder == one.folder) && reach.holds(one);
    let bar = progress::counting("sessions tuned");
    places::some(&shelf, catalog, &wanted, &mut |top, found, _, standing| {
        if matches!(found, Found::Session)
            && let Some(tuning) = tuned(catalog, &shelf, top.folder_id, standing, writing.given, &sharing)?
        {
            bar.inc(1);
            writing.write(&tuning)?;
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    shelf.check()?;
    for passed in shelf.passed_over() {
        output::say(&passed);
    }
    Ok(())
}

fn cut(name: &str) -> Vec<String> {
    words::split(name).map(str::to_owned).collect()
}

/// How many sessions read a source.
pub(super) enum Sharing {
    /// Looked up for one session.
    One,
    /// Counted for the whole catalog, by folder and name of the source.
    All(rustc_hash::FxHashMap<(i64, String), u32>),
}

/// The settings of the session of a standing.
pub(super) fn tuned(
    catalog: &Catalog,
    shelf: &Shelf<'_>,
    folder: i64,
    standing: &Standing<'_>,
    given: &Given,
    sharing: &Sharing,
) -> Result<Option<Tuning>, Failure> {
    let runs = history::of(catalog, standing, given.until.as_deref())?;
    let Some(mut workload) = workload(standing, &|kind, name| shelf.beside(folder, kind, name), &runs) else {
        return Ok(None);
    };
    for (instance, source) in &workload.sources {
        let readers = match sharing {
            Sharing::One => catalog.readers_of(folder, source, &cut, shelf.at)?,
            Sharing::All(all) => all.get(&(folder, source.clone())).copied().unwrap_or(0),
        };
        if readers > 1 {
            workload.shared.insert(instance.clone(), readers - 1);
        }
    }
    let mut tuning = tune(&workload, &given.cluster, &given.constants, &given.pins);
    if given.assumed {
        tuning.missing.insert(0, "--cluster: 4 nodes with 8 cores and 32 GiB are assumed".to_owned());
    }
    Ok(Some(tuning))
}

/// Writes one answer after the other.
struct Writing<'a> {
    args: &'a TuneArgs,
    given: &'a Given,
    present: Option<Vec<(String, String)>>,
    printed: usize,
    differ: bool,
}

impl Writing<'_> {
    fn write(&mut self, tuning: &Tuning) -> Result<(), Failure> {
        let first = self.printed == 0;
        self.printed += 1;
        let mut tuning = std::borrow::Cow::Borrowed(tuning);
        if self.args.run_time {
            tuning.to_mut().settings.retain(|one| rendered::at_run_time(&one.key));
        }
        if let Some(present) = &self.present {
            let compared = rendered::compare(&tuning, present);
            self.differ |= !compared.is_empty();
            return self.compared(&tuning, &compared, first);
        }
        let between = if first { "" } else { "\n" };
        match self.args.format {
            TuneFormat::Text => output::answer(&format!("{between}{}", rendered::text(&tuning, output::width()))),
            TuneFormat::Json => element(&json::inside_array(&*tuning), first),
            TuneFormat::Yaml => output::data(&format!("---\n{}", rendered::yaml(&tuning))),
            TuneFormat::SparkDefaults => output::data(&rendered::spark_defaults(&rendered::settings(&tuning))),
            TuneFormat::SparkSubmit => output::data(&rendered::spark_submit(&rendered::settings(&tuning), "")),
            TuneFormat::Python => output::data(&rendered::python(&rendered::settings(&tuning))),
        }
    }

    fn compared(&self, tuning: &Tuning, compared: &[rendered::Compared], first: bool) -> Result<(), Failure> {
        match self.args.format {
            TuneFormat::Json => {
                let value = rendered::compared_json(tuning, compared);
                element(&json::inside_array(&value), first)
            }
            _ => output::answer(&rendered::compared_text(tuning, compared, output::width())),
        }
    }

    fn end(&self) -> Outcome {
        if self.args.format == TuneFormat::Json {
            output::answer(if self.printed == 0 { "[]\n" } else { "\n]\n" })?;
        }
        Ok(if self.differ { NO } else { DONE })
    }
}

fn element(text: &str, first: bool) -> Result<(), Failure> {
    output::answer(&format!("{}{text}", if first { "[\n  " } else { ",\n  " }))
}

/// A file that the user names for tuning.
pub(super) fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::given(path, &error))
}
