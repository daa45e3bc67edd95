//! `catalog connection import` and `export`.

use super::{changed, secret, subjects};
use crate::cli::audited::{actor, audited, audited_reading};
use crate::cli::exit::{DONE, Failure, INPUT, NO, Outcome};
use crate::cli::membership::vouch;
use crate::cli::settings::Settings;
use crate::cli::vault::allow;
use crate::cli::{Format, membership, now, output};
use crate::model::audit::{Act, Action};
use crate::model::listing::{Cell, Listing};
use crate::model::problem::Problem;
use crate::model::role::Right;
use crate::model::snapshot::Fate;
use crate::read::connection::{self, Found};
use crate::read::environment::mask;
use crate::read::source;
use crate::render::{connection as rendered, json, table};
use crate::store::{Catalog, credential};
use crate::vault::Vouch;
use serde::Serialize;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Import connections: connections.yaml, texts of pmrep, IMX
///
/// What a file is, is told from its content: YAML with the key connections; what `pmrep getconnectiondetails` or
/// `pmrep listconnections -t` printed; IMX with ConnectInfo. Secrets in it become credentials named after the connection,
/// NAME or NAME@ENV. Exit code 1 where something was odd.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog connection import tests/fixtures/example/connections.yaml")]
pub(in crate::cli) struct ImportArgs {
    /// Files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Environment of connections that name none themselves
    #[arg(long, value_name = "NAME", default_value = "")]
    env: String,
    /// How the result is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Write connections as connections.yaml, without secrets
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog connection export -o connections.yaml")]
pub(in crate::cli) struct ExportArgs {
    /// As this environment has them; otherwise all variants
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// The file to write; it must not exist [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What became of one file.
#[derive(Serialize)]
struct Imported {
    file: String,
    read_as: &'static str,
    connections: usize,
    new: usize,
    changed: usize,
    unchanged: usize,
    credentials: usize,
}

/// The answer as JSON.
#[derive(Serialize)]
struct Answer<'a, P: Serialize> {
    files: &'a [Imported],
    problems: Vec<P>,
}

pub(super) fn run(args: &ImportArgs, settings: &Settings) -> Outcome {
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    for path in &args.files {
        let file = path.display().to_string();
        match read(path).and_then(|bytes| connection::objects(&bytes, &file, args.env.trim())) {
            Ok(found) => all.push((file, found)),
            Err(problem) => problems.push(problem),
        }
    }
    let mut imported = Vec::new();
    if !all.is_empty() {
        let catalog = membership::open(settings, "connection import")?;
        for (file, found) in all {
            imported.push(take(&catalog, settings, file, found, &mut problems)?);
        }
    }
    print(args.format, &imported, &problems)?;
    if imported.is_empty() {
        return Err(Failure::new(INPUT, "no file of connections could be read"));
    }
    Ok(if problems.is_empty() { DONE } else { NO })
}

fn print(format: Format, imported: &[Imported], problems: &[Problem]) -> Result<(), Failure> {
    for one in problems {
        let line = if one.line == 0 { String::new() } else { format!(":{}", one.line) };
        output::say(&format!("{} {}\n  {}{line}: {}", one.severity.as_str(), one.code, one.file, one.message));
    }
    match format {
        Format::Text if imported.is_empty() => Ok(()),
        Format::Text => output::answer(&table::table(&listing(imported), output::width())),
        Format::Json => {
            let problems = problems.iter().map(json::problem).collect();
            output::answer(&json::pretty(&Answer { files: imported, problems }))
        }
    }
}

fn listing(imported: &[Imported]) -> Listing {
    let rows = imported.iter().map(|one| {
        let counts = [one.connections, one.new, one.changed, one.unchanged, one.credentials];
        let counts = counts.into_iter().map(|count| Cell::Number(i64::try_from(count).unwrap_or(i64::MAX)));
        [Cell::Text(one.file.clone()), Cell::Text(one.read_as.to_owned())].into_iter().chain(counts).collect()
    });
    let columns = vec!["file", "read_as", "connections", "new", "changed", "unchanged", "credentials"];
    Listing { columns, rows: rows.collect() }
}

/// Reads a file; nothing but a regular one.
fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let file = path.display().to_string();
    let wrong = |error: &std::io::Error| source::problem_of(error, &file);
    let meta = std::fs::metadata(path).map_err(|error| wrong(&error))?;
    if !meta.is_file() {
        return Err(Problem::error("not-a-regular-file", &file, "name a file of connections"));
    }
    let mut bytes = Vec::new();
    let limit = connection::MAX_BYTES as u64 + 1;
    let open = std::fs::File::open(path).map_err(|error| wrong(&error))?;
    open.take(limit).read_to_end(&mut bytes).map_err(|error| wrong(&error))?;
    Ok(bytes)
}

fn take(
    catalog: &Catalog,
    settings: &Settings,
    file: String,
    mut found: Found,
    problems: &mut Vec<Problem>,
) -> Result<Imported, Failure> {
    problems.append(&mut found.problems);
    let act = changed(&found.connections, &format!("imported from {}", mask("file", &file)));
    let (credentials, fates) = audited(catalog, settings, &act, || {
        let kept = keep(catalog, settings, &file, &mut found, problems)?;
        let said = format!("{} connections, {} credentials", kept.1.len(), kept.0);
        Ok((kept, said))
    })?;
    let count = |wanted: Fate| fates.iter().filter(|fate| **fate == wanted).count();
    Ok(Imported {
        file,
        read_as: found.format,
        connections: fates.len(),
        new: count(Fate::Added),
        changed: count(Fate::Changed),
        unchanged: count(Fate::Unchanged),
        credentials,
    })
}

/// Keeps connections, vouches for them, and seals their secrets: in that order, because whom a secret is sealed to follows
/// from the connections that are vouched for. Returns how many credentials there were, and what became of each connection.
fn keep(
    catalog: &Catalog,
    settings: &Settings,
    file: &str,
    found: &mut Found,
    problems: &mut Vec<Problem>,
) -> Result<(usize, Vec<Fate>), Failure> {
    let named = secret::name(catalog, settings, file, found, problems)?;
    let fates = credential::together(catalog, || -> Result<_, Failure> {
        for one in &mut found.connections {
            // A file that names no credential takes none away: others have set it.
            let known =
                one.credential.is_none().then(|| catalog.connection(&one.name, &one.environment)).transpose()?;
            one.credential = one.credential.take().or(known.flatten().and_then(|known| known.credential));
        }
        Ok(catalog.keep_connections(&found.connections, &now())?)
    })?;
    vouch(settings, catalog, &found.connections, Vouch::For)?;
    Ok((secret::keep(catalog, settings, &named)?, fates))
}

pub(super) fn export(args: &ExportArgs, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let connections = match &args.env {
        Some(environment) => catalog.connections(environment, None)?,
        None => catalog.all_connections(None)?,
    };
    let to = args.output.as_ref().map_or("standard output".to_owned(), |path| path.display().to_string());
    let act = Act { action: Action::Export, subjects: subjects(&connections), detail: format!("connections to {to}") };
    audited_reading(settings, &actor(settings), &act, || {
        allow(settings, &catalog, Right::Report, args.env.as_deref().unwrap_or_default())?;
        write(&rendered::yaml(&connections), args.output.as_deref())?;
        Ok(((), format!("{} connections", connections.len())))
    })?;
    if let Some(path) = &args.output {
        output::say(&format!("{} connections written to {}", connections.len(), path.display()));
    }
    Ok(DONE)
}

fn write(text: &str, path: Option<&Path>) -> Result<(), Failure> {
    let Some(path) = path else { return output::data(text) };
    let written = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    written.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| Failure::file(path, &error))
}
