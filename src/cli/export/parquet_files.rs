//! `catalog export --format parquet`.
//!
//! Owns how an export comes to its place: everything is written beside it first, then each file takes the place of the one
//! before it, the manifest after all, and files that the manifest before named and this one does not are removed last. A
//! reader meanwhile sees whole files, and the manifest tells which belong together.

mod place;

use super::{ExportArgs, tables};
use crate::answer::tally::Tally;
use crate::cli::audited::{actor, audited_reading};
use crate::cli::exit::{DONE, Failure, Outcome, USAGE};
use crate::cli::settings::Settings;
use crate::cli::vault::allow;
use crate::cli::{now, output};
use crate::model::audit::{Act, Action};
use crate::model::dataset::{Cell, Dataset};
use crate::model::listing::{Cell as Shown, Listing};
use crate::model::role::Right;
use crate::render::parquet::manifest::{self, Origin, Part, Written};
use crate::render::parquet::{Writer, path};
use crate::render::{json, table};
use crate::store::tables::{LEFT_OUT, LEFT_OUT_COLUMNS, Table};
use crate::store::{Catalog, whole_file};
use place::{Place, Stage};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// Rows of a file, at most: one that goes to S3 is held in memory.
const FILE_ROWS: u64 = 1_000_000;

pub(super) fn run(args: &ExportArgs, settings: &Settings) -> Outcome {
    if let Some(form) = &args.schema {
        return schema(form);
    }
    let Some(to) = &args.output else {
        return Err(Failure::new(USAGE, "name the folder or s3://BUCKET/PREFIX to write to with --output"));
    };
    let catalog = Catalog::open_read(&settings.catalog)?;
    let place = Place::of(to, args, settings, &catalog)?;
    let subjects = [format!("snapshot:{}", tables::word(args)).into()].into_iter().chain(place.subjects());
    let act = Act { action: Action::Export, subjects: subjects.collect(), detail: format!("parquet to {to}") };
    let parts = audited_reading(settings, &actor(settings), &act, || {
        allow(settings, &catalog, Right::Report, "")?;
        let place = place.open(settings, &catalog)?;
        let parts = export(args, &catalog, &place)?;
        let files: usize = parts.iter().map(|part| part.files.len()).sum();
        Ok((parts, format!("{files} files")))
    })?;
    output::answer(&table::table(&summary(&parts), output::width()))?;
    Ok(DONE)
}

fn schema(form: &str) -> Outcome {
    match form {
        "" | "text" => output::answer(&table::table(&schema_listing(), output::width()))?,
        "json" => output::answer(&json::pretty(&manifest::schema_json(&tables::datasets())))?,
        other => {
            return Err(Failure::new(USAGE, format!("--schema {other}: with parquet it prints, as `text` or `json`")));
        }
    }
    Ok(DONE)
}

fn schema_listing() -> Listing {
    let text = |text: &str| Shown::Text(text.to_owned());
    let rows_of = |table: &&'static Dataset| -> Vec<Vec<Shown>> {
        let head = vec![text(table.name), text(""), text(""), Shown::Nothing, text(table.meaning)];
        let columns = table.seen().into_iter().map(|column| {
            let place = if table.partition.columns().contains(&column.name) { " (path)" } else { "" };
            vec![
                text(table.name),
                text(column.name),
                text(&format!("{}{place}", column.kind.word())),
                Shown::Flag(column.nullable),
                text(column.meaning),
            ]
        });
        std::iter::once(head).chain(columns).collect()
    };
    let rows = tables::datasets().iter().flat_map(rows_of).collect();
    Listing { columns: vec!["table", "column", "type", "nullable", "meaning"], rows }
}

/// Writes everything beside its place, and then to it.
fn export(args: &ExportArgs, catalog: &Catalog, place: &place::Open) -> Result<Vec<Part>, Failure> {
    let origin = catalog.identity()?;
    let origin =
        Origin { catalog: &origin, written_at: &now(), left_out: LEFT_OUT, left_out_columns: LEFT_OUT_COLUMNS };
    // A place that holds something else is found before the work, not after it.
    let previous = place.manifest()?;
    let refused = |why: String| Failure::new(USAGE, format!("{}/{}: {why}", place.shown(), path::MANIFEST));
    manifest::merged(previous.as_deref(), &origin, &[])
        .map_err(|why| refused(why).hint("export each catalog to a place of its own"))?;
    let stage = place.stage()?;
    let parts = catalog.in_one_view(|| {
        let snapshots = tables::snapshots(catalog, args)?;
        let wanted = tables::wanted(&snapshots);
        wanted.into_iter().map(|(table, at)| part(catalog, table, at, &stage)).collect::<Result<Vec<_>, Failure>>()
    })?;
    let (text, leftover) = manifest::merged(previous.as_deref(), &origin, &parts).map_err(refused)?;
    for file in parts.iter().flat_map(|part| &part.files) {
        place.take(&stage, &file.path)?;
    }
    place.put_manifest(&text)?;
    leftover.iter().try_for_each(|path| place.remove(path))?;
    Ok(parts)
}

/// Writes the rows of a table, of one snapshot where it has such.
fn part(catalog: &Catalog, table: &'static Table, at: Option<i64>, stage: &Stage) -> Result<Part, Failure> {
    let dataset = &table.dataset;
    let mut writing =
        Writing { dataset, at: at.unwrap_or(0), stage, open: None, files: Vec::new(), parts: BTreeMap::new() };
    let mut tally = Tally::of(dataset.columns);
    if !dataset.partition.has_folder() && !dataset.partition.has_snapshot() {
        // A table is there even where it has no rows.
        writing.begin("")?;
    }
    catalog.rows_of(table, writing.at, &mut |cells| {
        tally.add(cells);
        writing.row(cells)
    })?;
    writing.end()?;
    Ok(Part { dataset, snapshot: at, tally, files: writing.files })
}

/// A file that is being written.
struct Opened {
    folder: String,
    path: String,
    rows: u64,
    to: Writer<File>,
}

/// Files of one table, one after the other.
struct Writing<'w> {
    dataset: &'static Dataset,
    at: i64,
    stage: &'w Stage,
    open: Option<Opened>,
    files: Vec<Written>,
    /// Files that each folder has so far.
    parts: BTreeMap<String, usize>,
}

impl Writing<'_> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Failure> {
        let (folder, cells) = match cells {
            [Cell::Text(folder), rest @ ..] if self.dataset.partition.has_folder() => (folder.as_ref(), rest),
            all => ("", all),
        };
        let fits = self.open.as_ref().is_some_and(|open| open.folder == folder && open.rows < FILE_ROWS);
        if !fits {
            self.end()?;
            self.begin(folder)?;
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        open.rows += 1;
        open.to.row(cells).map_err(|error| Failure::file(Path::new(&open.path), &error))
    }

    fn begin(&mut self, folder: &str) -> Result<(), Failure> {
        let number = self.parts.entry(folder.to_owned()).or_insert(0);
        let path = path::of(self.dataset, self.at, folder, *number);
        *number += 1;
        let file = self.stage.create(&path)?;
        let to = Writer::new(file, self.dataset).map_err(|error| Failure::file(Path::new(&path), &error))?;
        self.open = Some(Opened { folder: folder.to_owned(), path, rows: 0, to });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Failure> {
        let Some(Opened { path, rows, to, .. }) = self.open.take() else { return Ok(()) };
        to.finish().map_err(|error| Failure::file(Path::new(&path), &error))?;
        let (blake3, size_bytes) = whole_file::digest(&self.stage.path(&path))?;
        self.files.push(Written { path, rows, size_bytes, blake3 });
        Ok(())
    }
}

/// One row a table.
fn summary(parts: &[Part]) -> Listing {
    let mut tables: BTreeMap<&str, [u64; 4]> = BTreeMap::new();
    for part in parts {
        let of = tables.entry(part.dataset.name).or_default();
        of[0] += u64::from(part.snapshot.is_some());
        of[1] += part.tally.rows;
        of[2] += part.files.len() as u64;
        of[3] += part.files.iter().map(|file| file.size_bytes).sum::<u64>();
    }
    let number = |number: u64| Shown::Number(i64::try_from(number).unwrap_or(i64::MAX));
    let rows = tables
        .into_iter()
        .map(|(name, of)| std::iter::once(Shown::Text(name.to_owned())).chain(of.into_iter().map(number)).collect());
    Listing { columns: vec!["table", "snapshots", "rows", "files", "bytes"], rows: rows.collect() }
}
