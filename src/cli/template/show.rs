//! `catalog template list` and `show`.

use super::{BUILT_IN_SOURCE, built_in, named};
use crate::cli::exit::{DONE, Outcome};
use crate::cli::list::{self, ListFormat};
use crate::cli::output;
use crate::cli::settings::Settings;
use crate::model::listing::{Cell, Listing};
use crate::model::template::StoredTemplate;
use crate::render::{json, template as rendered};
use crate::store::Catalog;

/// List templates, those that are built in last
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog template list")]
pub(in crate::cli) struct ListArgs {
    /// How the rows are written
    #[arg(long, value_enum, default_value = "text")]
    format: ListFormat,
}

/// Print a template
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog template show upsert")]
pub(in crate::cli) struct ShowArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,
    /// How it is written
    #[arg(long, value_enum, default_value = "yaml")]
    format: ShowFormat,
}

/// How a template is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ShowFormat {
    /// As it is kept; `template import` reads it
    Yaml,
    /// For programs; the shapes are in the README
    Json,
}

pub(super) fn list(args: &ListArgs, settings: &Settings) -> Outcome {
    let own = if settings.catalog.exists() { Catalog::open_read(&settings.catalog)?.templates()? } else { Vec::new() };
    let rows = own.into_iter().chain(built_in()).map(row).collect();
    let columns = vec!["template", "built_in", "parameters", "since", "source", "description"];
    list::print(&Listing { columns, rows }, args.format)
}

fn row(one: StoredTemplate) -> Vec<Cell> {
    let is_built_in = one.source == BUILT_IN_SOURCE && one.since.is_empty();
    vec![
        Cell::Text(one.name.to_string()),
        Cell::Flag(is_built_in),
        Cell::Number(i64::from(one.parameters)),
        Cell::Text(one.since),
        Cell::Text(one.source),
        Cell::Text(one.description),
    ]
}

pub(super) fn show(args: &ShowArgs, settings: &Settings) -> Outcome {
    let (stored, template) = named(settings, &args.name)?;
    match args.format {
        ShowFormat::Yaml => output::data(&stored.text)?,
        ShowFormat::Json => output::answer(&json::pretty(&rendered::json(&stored, &template)))?,
    }
    Ok(DONE)
}
