//! `catalog list`: the listing for every noun.

use super::exit::{DONE, Failure, INPUT, Outcome, USAGE};
use super::output;
use super::settings::Settings;
use crate::answer::address::nearest;
use crate::model::listing::{Filter, Listing};
use crate::render::csv::csv;
use crate::render::{json, table};
use crate::store::Catalog;
use crate::store::list::Noun;
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// List repositories, folders, workflows, sessions, ...
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog list sessions --folder SALES_DWH\n  \
                        catalog list sources --like 'STG%' --format csv\n  \
                        catalog list sessions --at latest --format json")]
pub(super) struct ListArgs {
    /// What to list
    #[arg(value_parser = nouns(), value_name = "NOUN")]
    noun: Noun,
    /// Only this folder
    #[arg(long, value_name = "NAME")]
    folder: Option<String>,
    /// Only this repository
    #[arg(long, value_name = "NAME")]
    repository: Option<String>,
    /// Only names like this: % stands for any text, _ for any character
    #[arg(long, value_name = "PATTERN")]
    like: Option<String>,
    /// As of this snapshot: 3, latest~1, 2026-11-21, a label
    #[arg(long, value_name = "SNAPSHOT", default_value = "latest")]
    at: String,
    /// How the rows are written
    #[arg(long, value_enum, default_value = "text")]
    format: ListFormat,
}

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// An aligned table
    Text,
    /// An array of objects
    Json,
    /// With a header; cells that a spreadsheet would run are made harmless
    Csv,
}

fn nouns() -> impl TypedValueParser<Value = Noun> {
    let words = Noun::ALL.map(|(word, _)| word);
    PossibleValuesParser::new(words).try_map(|word| Noun::named(&word).ok_or("there is no such noun"))
}

pub(super) fn run(args: &ListArgs, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    if matches!(args.noun, Noun::Snapshots | Noun::Problems | Noun::Parameters)
        && (args.folder.is_some() || args.repository.is_some())
    {
        return Err(Failure::new(USAGE, "snapshots, problems and parameters belong to no folder or repository"));
    }
    require_folder(&catalog, args.folder.as_deref())?;
    let filter = Filter {
        repository: args.repository.clone(),
        folder: args.folder.clone(),
        like: args.like.clone(),
        at: as_of(&catalog, args)?,
    };
    let listing = catalog.list(args.noun, &filter)?;
    print(&listing, args.format)
}

/// Prints a listing.
pub(super) fn print(listing: &Listing, format: ListFormat) -> Outcome {
    match format {
        ListFormat::Text if listing.rows.is_empty() => output::say("nothing to list"),
        ListFormat::Text => output::answer(&table::table(listing, output::width()))?,
        ListFormat::Json => output::answer(&json::pretty(&json::listing(listing)))?,
        ListFormat::Csv => output::data(&csv(listing))?,
    }
    Ok(DONE)
}

/// Connections can be known before anything was ingested.
fn as_of(catalog: &Catalog, args: &ListArgs) -> Result<i64, Failure> {
    let nothing_yet = args.noun == Noun::Connections && args.at == "latest" && catalog.latest_snapshot()?.is_none();
    if nothing_yet && !catalog.all_connections(None)?.is_empty() { Ok(0) } else { snapshot(catalog, &args.at) }
}

/// The number of the snapshot that the user named.
pub(super) fn snapshot(catalog: &Catalog, word: &str) -> Result<i64, Failure> {
    if catalog.latest_snapshot()?.is_none() {
        return Err(Failure::new(INPUT, "the catalog is empty").hint("fill it with `catalog ingest PATH`"));
    }
    catalog.snapshot_named(word)?.ok_or_else(|| no_snapshot(word))
}

/// What is said of a snapshot that is not there.
pub(super) fn no_snapshot(word: &str) -> Failure {
    let message = format!("there is no snapshot {word}, or it was pruned");
    Failure::new(INPUT, message).hint("`catalog snapshot list` shows them")
}

/// Refuses a folder that no snapshot ever had: a slip of the hand must not look like an empty answer.
pub(super) fn require_folder(catalog: &Catalog, name: Option<&str>) -> Result<(), Failure> {
    let Some(name) = name else { return Ok(()) };
    if catalog.has_folder(name)? {
        return Ok(());
    }
    let near = nearest(name, &catalog.folder_names()?);
    let failure = Failure::new(INPUT, format!("there is no folder {name}"));
    Err(if near.is_empty() {
        failure.hint("`catalog list folders` shows them")
    } else {
        failure.hint(format!("did you mean {}?", near.join(", ")))
    })
}
