//! `_catalog.json`: what an export holds, with figures to hold it against.
//!
//! Owns the shape of that file, and which files of an earlier export are stale once a newer one stands. Files that it does not
//! name are nobody's business here: they are never removed.

use super::path;
use crate::answer::tally::{Figures, Tally};
use crate::model::dataset::{Dataset, Kind};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Of the shape of the file. It grows where a reader of the older one would go wrong.
const SHAPE: u64 = 1;

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Path below the folder of the export.
    pub path: String,
    /// Rows.
    pub rows: u64,
    /// Bytes.
    pub size_bytes: u64,
    /// BLAKE3 of the bytes, hexadecimal.
    pub blake3: String,
}

/// The rows of a table that were written: all of them, or those of one snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The table.
    pub dataset: &'static Dataset,
    /// The snapshot, where the table has such.
    pub snapshot: Option<i64>,
    /// What the rows come to.
    pub tally: Tally,
    /// Where they stand.
    pub files: Vec<Written>,
}

/// What an export is of.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The catalog's own number, 32 hexadecimal digits.
    pub catalog: &'a str,
    /// When it was written.
    pub written_at: &'a str,
    /// Tables that are left out, with the reason.
    pub left_out: &'a [(&'a str, &'a str)],
    /// Columns that are left out of other tables, with the reason.
    pub left_out_columns: &'a [(&'a str, &'a str, &'a str)],
}

/// The manifest after an export, and files of the one before that are stale now.
///
/// # Errors
///
/// What is wrong with the manifest before: it is of another catalog, of a newer program, or none of ours.
pub fn merged(previous: Option<&str>, origin: &Origin<'_>, parts: &[Part]) -> Result<(String, Vec<String>), String> {
    let before = previous.map(|text| read(text, origin)).transpose()?.unwrap_or_default();
    let new = parts.iter().map(|part| (key(part.dataset.name, part.snapshot), part_json(part)));
    let new: BTreeMap<(String, i64), Value> = new.collect();
    let written: BTreeSet<&str> = parts.iter().flat_map(|part| &part.files).map(|file| file.path.as_str()).collect();
    let replaced = before.iter().filter(|(key, _)| new.contains_key(*key));
    let stale: BTreeSet<String> = replaced.flat_map(|(_, part)| files_of(part)).collect();
    let stale = stale.into_iter().filter(|path| !written.contains(path.as_str()) && path::is_ours(path)).collect();
    let tables = origin.left_out.iter().map(|(table, why)| json!({"table": table, "column": null, "why": why}));
    let columns = origin.left_out_columns.iter();
    let columns = columns.map(|(table, column, why)| json!({"table": table, "column": column, "why": why}));
    let mut all = before;
    all.extend(new);
    let manifest = json!({
        "shape": SHAPE,
        "catalog": origin.catalog,
        "program": env!("CARGO_PKG_VERSION"),
        "written_at": origin.written_at,
        "parts": all.into_values().collect::<Vec<_>>(),
        "left_out": tables.chain(columns).collect::<Vec<_>>(),
    });
    Ok((crate::render::json::pretty(&manifest), stale))
}

fn key(table: &str, snapshot: Option<i64>) -> (String, i64) {
    (table.to_owned(), snapshot.unwrap_or(0))
}

fn read(text: &str, origin: &Origin<'_>) -> Result<BTreeMap<(String, i64), Value>, String> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| format!("it is no manifest of an export: {error}"))?;
    let catalog = value["catalog"].as_str().ok_or("it is no manifest of an export")?;
    if catalog != origin.catalog {
        return Err(format!("it holds an export of another catalog ({catalog})"));
    }
    if value["shape"].as_u64() != Some(SHAPE) {
        return Err("a newer program wrote it".to_owned());
    }
    let parts = value["parts"].as_array().cloned().unwrap_or_default();
    Ok(parts
        .into_iter()
        .filter_map(|part| Some((key(part["table"].as_str()?, part["snapshot"].as_i64()), part)))
        .collect())
}

fn files_of(part: &Value) -> Vec<String> {
    let files = part["files"].as_array().into_iter().flatten();
    files.filter_map(|file| file["path"].as_str().map(str::to_owned)).collect()
}

fn part_json(part: &Part) -> Value {
    let file = |file: &Written| json!({"path": file.path, "rows": file.rows, "size_bytes": file.size_bytes, "blake3": file.blake3});
    json!({
        "table": part.dataset.name,
        "snapshot": part.snapshot,
        "partitioned_by": part.dataset.partition.columns(),
        "rows": part.tally.rows,
        "columns": part.tally.columns.iter().map(figures_json).collect::<Vec<_>>(),
        "files": part.files.iter().map(file).collect::<Vec<_>>(),
    })
}

/// Sums are texts: they may be larger than a number of JSON can hold.
fn figures_json(figures: &Figures) -> Value {
    let mut all = Map::new();
    all.insert("name".to_owned(), figures.name.into());
    all.insert("kind".to_owned(), figures.kind.word().into());
    all.insert("nothing".to_owned(), figures.nothing.into());
    let sum = figures.sum.to_string();
    let mut put = |name: &str, value: Value| drop(all.insert(name.to_owned(), value));
    match figures.kind {
        Kind::Text => {
            let (first, last) = figures.told();
            put("bytes", sum.into());
            put("least", first.into());
            put("most", last.into());
        }
        Kind::Integer => {
            put("sum", sum.into());
            put("least", figures.least.into());
            put("most", figures.most.into());
        }
        Kind::Flag => put("yes", sum.into()),
        Kind::Moment | Kind::Local => {
            put("least", figures.least.into());
            put("most", figures.most.into());
        }
    }
    Value::Object(all)
}

/// Every table with its columns, for programs.
#[must_use]
pub fn schema_json(tables: &[&Dataset]) -> Value {
    let table = |table: &&Dataset| {
        let column = |column: &crate::model::dataset::Column| {
            json!({
                "name": column.name, "type": column.kind.word(), "nullable": column.nullable, "meaning": column.meaning,
                "in_path": table.partition.columns().contains(&column.name),
            })
        };
        json!({
            "table": table.name, "meaning": table.meaning, "partitioned_by": table.partition.columns(),
            "key": table.key, "columns": table.seen().iter().map(column).collect::<Vec<_>>(),
        })
    };
    Value::Array(tables.iter().map(table).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::dataset::{Column, Partition};

    static RUN: Dataset = Dataset {
        name: "run",
        meaning: "",
        columns: &[Column::text("folder", ""), Column::integer("run", "")],
        key: &["run"],
        partition: Partition::Folder,
        tells: &[],
    };

    fn part(paths: &[&str]) -> Part {
        let file = |path: &&str| Written { path: (*path).to_owned(), rows: 1, size_bytes: 1, blake3: String::new() };
        Part { dataset: &RUN, snapshot: None, tally: Tally::of(RUN.columns), files: paths.iter().map(file).collect() }
    }

    const ORIGIN: Origin<'_> = Origin { catalog: "abc", written_at: "now", left_out: &[], left_out_columns: &[] };

    #[test]
    fn what_a_newer_export_does_not_write_is_stale() {
        let (a, b) = ("run/folder=A/part-0.parquet", "run/folder=B/part-0.parquet");
        let (first, none) = merged(None, &ORIGIN, &[part(&[a, b])]).expect("new");
        assert!(none.is_empty());
        let (second, stale) = merged(Some(&first), &ORIGIN, &[part(&[a])]).expect("merged");
        assert_eq!(stale, [b]);
        let (third, none) = merged(Some(&second), &ORIGIN, &[]).expect("merged");
        assert!(none.is_empty() && third == second, "parts that are not written again stay");
    }

    #[test]
    fn what_the_manifest_names_elsewhere_is_not_removed() {
        let (first, _) = merged(None, &ORIGIN, &[part(&["../../home/part-0.parquet"])]).expect("new");
        assert_eq!(merged(Some(&first), &ORIGIN, &[part(&[])]).expect("merged").1, [""; 0]);
    }

    #[test]
    fn another_catalog_and_another_file_are_refused() {
        let (first, _) = merged(None, &ORIGIN, &[]).expect("new");
        let other = Origin { catalog: "xyz", ..ORIGIN };
        assert!(merged(Some(&first), &other, &[]).is_err_and(|why| why.contains("another catalog (abc)")));
        assert!(merged(Some("{}"), &ORIGIN, &[]).is_err() && merged(Some("x"), &ORIGIN, &[]).is_err());
        let newer = first.replace("\"shape\": 1", "\"shape\": 2");
        assert!(merged(Some(&newer), &ORIGIN, &[]).is_err());
    }
}
