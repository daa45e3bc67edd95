//! `catalog metrics`.

use super::exit::{DONE, Failure, Outcome};
use super::settings::Settings;
use super::{Format, output, runs};
use crate::answer::metrics::samples;
use crate::render::openlineage::{self, Source};
use crate::render::{json, metrics, table};
use crate::store::run::{Wanted, Weight};
use crate::store::{Catalog, StoreError, credential, whole_file};
use std::io::Write;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Write metrics for Prometheus, or run events for OpenLineage
///
/// For the textfile collector of the node exporter: a file whose name ends in .prom in its folder. It is replaced whole, so
/// that nobody reads half of it, and everybody may read it (0644). All metrics are gauges, and their names stay.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  catalog metrics\n  catalog metrics --list\n  catalog metrics -o catalog.prom --per-session\n  \
                        catalog metrics --openlineage runs.jsonl --since 2026-01-01\n\nTimes of runs are local to the Integration \
                        Service that wrote them: --utc-offset says how far it is east of UTC."
)]
pub(super) struct MetricsArgs {
    /// The file to write [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The newest run of every session, too: a series each
    #[arg(long)]
    per_session: bool,
    /// How far the Integration Service is east of UTC: +01:00
    #[arg(long, value_name = "OFFSET", default_value = "+00:00", value_parser = offset, allow_hyphen_values = true)]
    utc_offset: i32,
    /// List every metric with its labels and meaning
    #[arg(long, conflicts_with_all = ["output", "per_session", "openlineage"])]
    list: bool,
    /// Write the runs as events of OpenLineage instead, one JSON object a line; `-` is stdout
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "per_session"])]
    openlineage: Option<PathBuf>,
    /// Only runs that began on this day or later
    #[arg(long, value_name = "DAY", value_parser = runs::day, requires = "openlineage")]
    since: Option<String>,
    /// How the list is written
    #[arg(long, value_enum, default_value = "text", requires = "list")]
    format: Format,
}

/// The mode of what others read.
const READABLE: u32 = 0o644;

pub(super) fn run(args: &MetricsArgs, settings: &Settings) -> Outcome {
    if args.list {
        let listing = metrics::listing();
        match args.format {
            Format::Text => output::answer(&table::table(&listing, output::width()))?,
            Format::Json => output::answer(&json::pretty(&json::listing(&listing)))?,
        }
        return Ok(DONE);
    }
    let catalog = Catalog::open_read(&settings.catalog)?;
    if let Some(file) = &args.openlineage {
        return events(args, &catalog, file);
    }
    let figures = catalog.figures(env!("CARGO_PKG_VERSION"))?;
    let text = metrics::text(&samples(&figures, args.per_session, args.utc_offset));
    match &args.output {
        None => output::answer(&text)?,
        Some(path) => {
            whole_file::replace(path, &text, READABLE)?;
            readable(path)?;
        }
    }
    Ok(DONE)
}

/// Whatever the user's mask takes away: whoever collects is another account.
fn readable(path: &Path) -> Result<(), Failure> {
    let mode = std::fs::Permissions::from_mode(READABLE);
    std::fs::set_permissions(path, mode).map_err(|error| Failure::file(path, &error))
}

fn events(args: &MetricsArgs, catalog: &Catalog, file: &Path) -> Outcome {
    let id = credential::catalog_id(catalog)?.to_string();
    let source = Source { catalog: id, offset_minutes: args.utc_offset };
    let runs = catalog.runs(&Wanted { since: args.since.as_deref(), ..Wanted::default() }, Weight::Light)?;
    let write = |out: &mut dyn FnMut(&str) -> Result<(), Failure>| -> Result<(), Failure> {
        for mut one in runs.iter().cloned() {
            one.run.parts = catalog.run_parts(one.id)?;
            out(&openlineage::lines(&source, one.id, &one.run))?;
        }
        Ok(())
    };
    if file == Path::new("-") {
        write(&mut output::data)?;
        return Ok(DONE);
    }
    whole_file::replace_with(file, READABLE, |out: &mut dyn Write| {
        write(&mut |lines| {
            let failed = |error| Failure::from(StoreError::File(file.to_owned(), error));
            out.write_all(lines.as_bytes()).map_err(failed)
        })
    })?;
    Ok(DONE)
}

/// Minutes of `+01:00`, `-05:30` or `Z`.
fn offset(text: &str) -> Result<i32, String> {
    let wrong = || "write it as +01:00, -05:30 or Z".to_owned();
    if text == "Z" {
        return Ok(0);
    }
    let digits = text.strip_prefix(['+', '-']).ok_or_else(wrong)?;
    let (hours, minutes) = digits.split_once(':').ok_or_else(wrong)?;
    let two = |text: &str, most: i32| {
        let number = text.parse::<i32>().ok().filter(|number| text.len() == 2 && (0..=most).contains(number));
        number.ok_or_else(wrong)
    };
    let all = two(hours, 14)? * 60 + two(minutes, 59)?;
    Ok(if text.starts_with('-') { -all } else { all })
}
