//! `catalog resolve`.

use super::design::{Found, Shelf};
use super::exit::{DONE, Failure, INPUT, NO, Outcome, USAGE};
use super::known::{Known, KnownArgs};
use super::object::{self, Wanted};
use super::reveal::{Reveal, Written};
use super::settings::Settings;
use super::{check_log, list, output, places};
use crate::answer::asked::{Asked, unused, used};
use crate::answer::design::{Standing, design};
use crate::answer::resolve::section::Index;
use crate::answer::resolve::{Resolution, Status, resolve};
use crate::model::listing::Listing;
use crate::model::object::{Key, Kind};
use crate::render::{json, resolve as rendered, table};
use crate::store::Catalog;
use clap::ValueEnum;
use std::path::{Path, PathBuf};

/// Resolve every parameter, variable and connection token that a session uses
///
/// Strongest first: --set, the environment's overrides, the parameter file in force (narrowest section first), assignments,
/// the saved value, the initial value, the system, the datatype's default. Exit code 1 where anything is unresolved.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog resolve s_m_dim_customer\n  \
                        catalog resolve s_m_dim_customer --explain '$$LAST_EXTRACT'\n  \
                        catalog resolve --all --folder SALES_DWH --format json\n  \
                        catalog resolve --all --used sales_dwh.par")]
pub(super) struct ResolveArgs {
    /// The session, worklet or workflow: [REPOSITORY::]FOLDER/WORKFLOW/NAME[@SNAPSHOT], or any clear suffix of it
    #[arg(value_name = "ADDRESS", required_unless_present_any = ["all", "check_log"])]
    address: Option<String>,
    /// Every session of the folder or of the catalog instead
    #[arg(long, conflicts_with = "address")]
    all: bool,
    /// With --all: only this folder
    #[arg(long, value_name = "NAME", requires = "all", conflicts_with = "address")]
    folder: Option<String>,
    /// With --all: as of this snapshot
    #[arg(long, value_name = "SNAPSHOT", requires = "all", conflicts_with = "address", default_value = "latest")]
    at: String,
    #[command(flatten)]
    known: KnownArgs,
    /// Print the whole trace of one name, or of all
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    explain: Option<String>,
    /// List the lines of the parameter files at hand that nothing uses, and sections that match nothing
    #[arg(long, conflicts_with = "explain")]
    unused: bool,
    /// List the lines of the parameter files at hand that are used, and where; of one file with its name
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["explain", "unused"])]
    used: Option<String>,
    /// Hold session logs against our answers: agree, differ, not stated; saved values that they tell are kept
    #[arg(long, value_name = "LOG", num_args = 1.., conflicts_with_all = ["address", "all", "explain", "unused", "used"])]
    check_log: Vec<PathBuf>,
    /// Put sealed secrets back in; it takes an identity that opens them, and the audit log tells of it
    #[arg(long, conflicts_with_all = ["unused", "used", "check_log"])]
    reveal: bool,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: ResolveFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ResolveFormat {
    /// A table for each session
    Text,
    /// An array with one element for each session
    Json,
    /// A parameter file
    Par,
    /// Assignments for a POSIX shell
    Env,
}

pub(super) fn run(args: &ResolveArgs, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let (wanted, at) = match &args.address {
        Some(address) => {
            let wanted = object::wanted(&catalog, address)?;
            let at = wanted.at;
            (Some(wanted), at)
        }
        None => (None, list::snapshot(&catalog, &args.at)?),
    };
    list::require_folder(&catalog, args.folder.as_deref())?;
    let known = Known::gather(&args.known, settings, &catalog, at)?;
    let indexes = known.indexes();
    if !args.check_log.is_empty() {
        let as_json = args.format == ResolveFormat::Json;
        return check_log::run(&args.check_log, as_json, (catalog, at), (&known, &indexes), settings);
    }
    let shelf = Shelf::new(&catalog, at);
    let what = format!("resolve {} --reveal", args.address.as_deref().unwrap_or("--all"));
    let reveal = Reveal::new(args.reveal, settings, &catalog, at, &what)?;
    let mut answering = Answering {
        args,
        known: &known,
        indexes: &indexes,
        reveal: &reveal,
        printed: 0,
        open: 0,
        passed: 0,
        asked: Asked::default(),
    };
    match &wanted {
        Some(wanted) => one(&shelf, &catalog, wanted, &mut answering)?,
        None => all(&shelf, &catalog, args.folder.as_deref(), &mut answering)?,
    }
    shelf.check()?;
    for passed in shelf.passed_over().iter().filter(|_| args.all) {
        output::say(passed);
        answering.passed += 1;
    }
    answering.end()
}

struct Answering<'a> {
    args: &'a ResolveArgs,
    known: &'a Known,
    indexes: &'a [Index<'a>],
    reveal: &'a Reveal<'a>,
    printed: usize,
    open: usize,
    /// Sessions and worklets that could not be followed.
    passed: usize,
    asked: Asked,
}

impl Answering<'_> {
    fn answer(&mut self, from: &Shelf<'_>, folder: i64, key: &Key, standing: &Standing<'_>) -> Result<(), Failure> {
        let design = design(standing, &|kind, name| from.beside(folder, kind, name));
        let resolution = resolve(&self.known.question(&design, self.indexes));
        self.open += resolution.values.iter().filter(|one| one.status == Status::Unresolved).count();
        self.asked.add(&resolution);
        if !self.args.unused && self.args.used.is_none() {
            self.print(&resolution, &heading(key, &design.place.folder))?;
        }
        self.printed += 1;
        Ok(())
    }

    fn print(&self, resolution: &Resolution, heading: &str) -> Result<(), Failure> {
        if let Some(name) = &self.args.explain
            && self.args.format == ResolveFormat::Text
        {
            let text = explain(resolution, name, self.args.all)?;
            return output::answer(&self.revealed(resolution, text, Written::Text)?);
        }
        let first = self.printed == 0;
        let between = if first { "" } else { "\n" };
        let whole = |(text, refused): (String, Vec<String>), written| {
            for name in refused {
                output::say(&format!("{name}: its value cannot be written in this format; use --format json"));
            }
            output::data(&format!("{between}{}", self.revealed(resolution, text, written)?))
        };
        match self.args.format {
            ResolveFormat::Text => {
                let text = rendered::text(resolution, self.reveal.width());
                let text = self.revealed(resolution, text, Written::Text)?;
                output::answer(&format!("{between}{text}"))
            }
            ResolveFormat::Json => {
                let before = if first { "[\n  " } else { ",\n  " };
                let text = self.revealed(resolution, rendered::json_element(resolution), Written::Json)?;
                output::answer(&format!("{before}{text}"))
            }
            ResolveFormat::Par => whole(rendered::par(resolution, heading), Written::Line),
            ResolveFormat::Env => whole(rendered::env(resolution), Written::Shell),
        }
    }

    /// Values are put into values; a mark that comes together only then could be that of any secret.
    fn revealed(&self, resolution: &Resolution, text: String, written: Written) -> Result<String, Failure> {
        self.reveal.put_together(text, written, resolution.values.iter().map(|one| one.raw.as_str()))
    }

    fn end(&self) -> Outcome {
        if self.args.unused {
            return self.unused();
        }
        if let Some(file) = &self.args.used {
            return self.used(file);
        }
        if self.args.format == ResolveFormat::Json {
            output::answer(if self.printed == 0 { "[]\n" } else { "\n]\n" })?;
        }
        if self.args.all {
            output::say(&format!("{} sessions, {} values unresolved", self.printed, self.open));
        }
        Ok(if self.open + self.passed > 0 { NO } else { DONE })
    }

    fn unused(&self) -> Outcome {
        // One session or folder says nothing of files that it has nothing to do with.
        let wanted = |at: usize| self.args.all && self.args.folder.is_none() || self.asked.in_force(at);
        let unused = unused(self.indexes, &self.asked, &wanted);
        self.list(&unused)?;
        Ok(if unused.rows.is_empty() { DONE } else { NO })
    }

    /// `file` is the end of the name of one file, or empty for all.
    fn used(&self, file: &str) -> Outcome {
        let named = |at: usize| Path::new(&self.indexes[at].file.name).ends_with(file);
        if !file.is_empty() && !(0..self.indexes.len()).any(named) {
            let known: Vec<&str> = self.indexes.iter().map(|index| index.file.name.as_str()).collect();
            let failure = Failure::new(INPUT, format!("there is no parameter file {file} at hand"));
            return Err(failure.hint(format!("there are: {}", known.join(", "))));
        }
        self.list(&used(self.indexes, &self.asked, &|at| file.is_empty() || named(at)))?;
        Ok(DONE)
    }

    fn list(&self, listing: &Listing) -> Result<(), Failure> {
        output::answer(&match self.args.format {
            ResolveFormat::Json => json::pretty(&json::listing(listing)),
            _ if listing.rows.is_empty() => String::new(),
            _ => table::table(listing, output::width()),
        })
    }
}

/// `[folder.WF:workflow.WT:worklet.ST:session]`
fn heading(key: &Key, folder: &str) -> String {
    let mut path = key.path.split('/').filter(|part| !part.is_empty());
    let session = key.kind == Kind::Session;
    let Some(workflow) = path.next() else {
        return if session { format!("[{folder}.{}]", key.name) } else { format!("[{folder}.WF:{}]", key.name) };
    };
    let worklets: Vec<String> = path.map(|name| format!(".WT:{name}")).collect();
    let worklets = worklets.concat();
    let last = if session { "ST" } else { "WT" };
    format!("[{folder}.WF:{workflow}{worklets}.{last}:{}]", key.name)
}

/// Prints the trace of one name, or of all; of many sessions some may not use it.
fn explain(resolution: &Resolution, name: &str, many: bool) -> Result<String, Failure> {
    let wanted: Vec<_> =
        resolution.values.iter().filter(|one| name.is_empty() || one.name.eq_ignore_ascii_case(name)).collect();
    if wanted.is_empty() && (many || name.is_empty()) {
        return Ok(String::new());
    }
    if wanted.is_empty() {
        let known: Vec<&str> = resolution.values.iter().map(|one| one.name.as_str()).collect();
        let failure = Failure::new(INPUT, format!("{} does not use {name}", resolution.address));
        return Err(failure.hint(format!("it uses {}", known.join(", "))));
    }
    let texts: Vec<String> = wanted.into_iter().map(|one| rendered::explain(resolution, one)).collect();
    Ok(texts.join("\n"))
}

/// The one place that an address means.
fn one(shelf: &Shelf<'_>, catalog: &Catalog, wanted: &Wanted, answering: &mut Answering<'_>) -> Result<(), Failure> {
    let (places, tops) = places::of(shelf, catalog, wanted)?;
    match places.as_slice() {
        [] => {
            let found = object::one(catalog, wanted)?;
            let mut visit =
                |key: &Key, standing: &Standing<'_>| answering.answer(shelf, found.folder_id, key, standing);
            match found.key.kind {
                Kind::Session => shelf.alone(&found, &mut |_, key, standing| visit(key, standing)),
                Kind::Worklet if found.key.path.is_empty() => shelf.walk(&found, &mut |_, key, standing| {
                    let itself = standing.levels.len() == 1 && standing.session.is_none();
                    if itself { visit(key, standing) } else { Ok(()) }
                }),
                _ => {
                    let message = format!("{} is no session, worklet or workflow", object::address(&found));
                    Err(Failure::new(USAGE, message))
                }
            }
        }
        [place] => {
            shelf.only(Some(wanted.address.name()));
            for top in &tops {
                shelf.walk(top, &mut |_, key, standing| {
                    if standing.address == *place {
                        answering.answer(shelf, top.folder_id, key, standing)
                    } else {
                        Ok(())
                    }
                })?;
            }
            Ok(())
        }
        several => {
            let shown: Vec<String> = several.iter().take(20).map(|place| format!("  {place}")).collect();
            let message = format!("{} stands in {} places:\n{}", wanted.text, several.len(), shown.join("\n"));
            Err(Failure::new(INPUT, message).hint("give the workflow before it: WORKFLOW/NAME"))
        }
    }
}

/// Every session of the catalog or of a folder.
fn all(
    shelf: &Shelf<'_>,
    catalog: &Catalog,
    folder: Option<&str>,
    answering: &mut Answering<'_>,
) -> Result<(), Failure> {
    places::every(shelf, catalog, folder, &mut |top, found, key, standing| match found {
        Found::Session => answering.answer(shelf, top.folder_id, key, standing),
        // What a workflow itself uses is used, too.
        Found::Workflow if answering.args.unused || answering.args.used.is_some() => {
            answering.answer(shelf, top.folder_id, key, standing)
        }
        Found::Workflow => Ok(()),
    })
}
