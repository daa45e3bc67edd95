//! `catalog connection show`.

use super::unknown;
use crate::answer::connection::{self, ConnectionUse, ResolvedConnection};
use crate::answer::design::{Standing, design};
use crate::answer::resolve::resolve;
use crate::answer::resolve::section::Index;
use crate::cli::design::{Found, Shelf};
use crate::cli::exit::{DONE, Failure, Outcome};
use crate::cli::known::{Known, KnownArgs};
use crate::cli::settings::Settings;
use crate::cli::{Format, list, output, places};
use crate::model::connection::Connection;
use crate::model::listing::{Cell, Filter, Listing};
use crate::model::object::{Key, Kind};
use crate::render::connection::{Shown, Variant};
use crate::render::{connection as rendered, json};
use crate::store::Catalog;
use crate::store::find::Object;
use crate::store::list::Noun;

/// Show one connection: its attributes, its newest test, who uses it, what it was
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog connection show DWH_PRD --usage\n  \
                        catalog connection show DWH_PRD --usage --format json")]
pub(in crate::cli) struct ShowArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,
    /// The sessions that read, write or look up through it, by name or by a variable; `maybe` where that cannot be known
    #[arg(long)]
    usage: bool,
    /// Everything that it was
    #[arg(long)]
    history: bool,
    /// Put in the values of $Param… and $$…, with their origin
    #[arg(long)]
    resolved: bool,
    /// As of this snapshot (until the next one began), or at the end of a day, or at a time: 2026-11-21T08:00:00Z
    #[arg(long, value_name = "SNAPSHOT|TIME", default_value = "latest")]
    at: String,
    #[command(flatten)]
    known: KnownArgs,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &ShowArgs, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let (snapshot, time) = moment(&catalog, &args.at)?;
    let environment = args.known.environment.name();
    let known = Known::gather(&args.known, settings, &catalog, snapshot)?;
    let mut found = catalog.all_connections(time.as_deref())?;
    found.retain(|one| one.name == args.name.as_str());
    if !environment.is_empty() {
        found = catalog.connections(environment, time.as_deref())?;
        found.retain(|one| one.name == args.name.as_str());
    }
    let history = catalog.connection_history(&args.name)?;
    if found.is_empty() && history.is_empty() && !is_referred_to(&catalog, &args.name, snapshot)? {
        return Err(unknown(&catalog, &args.name, environment)?);
    }
    let indexes = known.indexes();
    let variant = |connection: Connection| -> Result<Variant, Failure> {
        let asked = if environment.is_empty() { connection.environment.as_str() } else { environment };
        let test = catalog.newest_tests(asked)?.into_iter().find(|one| one.name == connection.name);
        let resolved = args.resolved.then(|| resolved(&connection, &known, &indexes));
        Ok(Variant { connection, resolved, test })
    };
    let shown = Shown {
        name: args.name.clone(),
        variants: found.into_iter().map(variant).collect::<Result<_, _>>()?,
        usage: args.usage.then(|| usage(&catalog, snapshot, &args.name, &known)).transpose()?,
        history: args.history.then_some(history),
    };
    match args.format {
        Format::Text => output::answer(&rendered::text(&shown, output::width()))?,
        Format::Json => output::answer(&json::pretty(&rendered::json(&shown)))?,
    }
    Ok(DONE)
}

/// The snapshot of a word, 0 where there is none, and the time as of which objects count; `None`: now.
pub(super) fn moment(catalog: &Catalog, word: &str) -> Result<(i64, Option<String>), Failure> {
    if word == "latest" {
        return Ok((catalog.latest_snapshot()?.unwrap_or(0), None));
    }
    let day = chrono::NaiveDate::parse_from_str(word, "%Y-%m-%d").is_ok();
    let time = chrono::DateTime::parse_from_rfc3339(word).ok().map(|time| time.to_utc());
    if !day && time.is_none() {
        let snapshot = list::snapshot(catalog, word)?;
        return Ok((snapshot, catalog.superseded_at(snapshot)?));
    }
    let end = time.map_or_else(|| format!("{word}T23:59:59Z"), |time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    let before = catalog.snapshots(false)?.into_iter().rfind(|one| one.started_at <= end);
    Ok((before.map_or(0, |one| one.id), Some(end)))
}

fn is_referred_to(catalog: &Catalog, name: &str, at: i64) -> Result<bool, Failure> {
    let listing = catalog.list(Noun::Connections, &Filter { at, ..Filter::default() })?;
    Ok(listing.rows.iter().any(|row| row.get(1) == Some(&Cell::Text(name.to_owned()))))
}

/// A connection with the parameters put in that the catalog and the command line know.
pub(super) fn resolved(connection: &Connection, known: &Known, indexes: &[Index<'_>]) -> ResolvedConnection {
    let design = connection::design(connection);
    let answers: Vec<_> = known.questions(&design, indexes).iter().map(resolve).collect();
    connection::resolved(connection, &answers)
}

/// Sessions that use a connection, or may use it.
fn usage(catalog: &Catalog, at: i64, name: &str, known: &Known) -> Result<Listing, Failure> {
    let shelf = Shelf::new(catalog, at);
    let indexes = known.indexes();
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    places::every(&shelf, catalog, None, &mut |top, found, key, standing| {
        if matches!(found, Found::Session) {
            let all = uses(&shelf, top, standing, known, &indexes);
            let wanted = all.iter().filter(|one| one.connection.as_deref().is_none_or(|used| used == name));
            rows.extend(wanted.map(|one| row(top, key, one)));
        }
        Ok(())
    })?;
    shelf.check()?;
    rows.sort_by_key(|row| row.iter().map(Cell::text).collect::<Vec<_>>());
    rows.dedup();
    Ok(Listing { columns: vec!["repository", "folder", "session", "instance", "access", "certain", "how"], rows })
}

fn uses(
    shelf: &Shelf<'_>,
    top: &Object,
    standing: &Standing<'_>,
    known: &Known,
    indexes: &[Index<'_>],
) -> Vec<ConnectionUse> {
    let Some(layered) = &standing.session else { return Vec::new() };
    let design = design(standing, &|kind, name| shelf.beside(top.folder_id, kind, name));
    let resolution = resolve(&known.question(&design, indexes));
    let mapping = shelf.beside(top.folder_id, &Kind::Mapping, &layered.session.1.mapping);
    connection::uses(layered, mapping.as_deref(), &resolution, known.environment())
}

fn row(top: &Object, key: &Key, one: &ConnectionUse) -> Vec<Cell> {
    let session = if key.path.is_empty() { key.name.to_string() } else { format!("{}/{}", key.path, key.name) };
    let certain = if one.connection.is_some() { "yes" } else { "maybe" };
    let cells = [&top.repository, &top.folder, &session, &one.instance, one.access, certain, &one.how];
    cells.iter().map(|cell| Cell::Text((*cell).to_owned())).collect()
}
