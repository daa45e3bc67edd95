//! Snapshots, files and problems.

use super::Catalog;
use super::error::{Result, StoreError};
use crate::model::problem::Problem;
use crate::model::snapshot::{SnapshotRow, Summary, Wish};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, named_params};

/// A file as it is stored.
#[derive(Debug, Clone)]
pub struct FileRow {
    /// Name as the user gave it.
    pub name: String,
    /// Bytes read, decompressed.
    pub size: u64,
    /// Encoding it was read in.
    pub encoding: String,
    /// CREATION_DATE as written.
    pub creation_date: String,
    /// The same in sortable form, empty where it is no date.
    pub created_at: String,
    /// REPOSITORY_VERSION.
    pub repository_version: String,
    /// Its manifest; `None` where it was not stored.
    pub manifest: Option<i64>,
}

/// Opens a snapshot; the figures come at its end.
pub fn begin(db: &Connection, wish: &Wish) -> Result<i64> {
    if let Some(label) = &wish.label {
        if label.is_empty() || looks_like_snapshot(label) {
            let wrong = format!("the label `{label}` could be taken for another snapshot; choose a name");
            return Err(StoreError::Refused(wrong));
        }
        let taken: i64 = db.query_row("SELECT count(*) FROM snapshot WHERE label = ?1", [label], |row| row.get(0))?;
        if taken > 0 {
            return Err(StoreError::Refused(format!("there is a snapshot labelled {label} already; choose another")));
        }
    }
    db.execute(
        "INSERT INTO snapshot (started_at, finished_at, label, program, complete, repository_as, files, failed,
                               size_bytes, added, changed, unchanged, gone)
         VALUES (:now, :now, :label, :program, :complete, :repository_as, 0, 0, 0, 0, 0, 0, 0)",
        named_params! {
            ":now": wish.now, ":label": wish.label, ":program": wish.program, ":complete": wish.complete,
            ":repository_as": wish.repository_as,
        },
    )?;
    Ok(db.last_insert_rowid())
}

/// True for words that name a snapshot by themselves: a number, `latest…`, a date.
#[must_use]
pub fn looks_like_snapshot(word: &str) -> bool {
    word.parse::<i64>().is_ok() || word.starts_with("latest") || NaiveDate::parse_from_str(word, "%Y-%m-%d").is_ok()
}

/// Takes back a snapshot that holds nothing; what else the transaction wrote stays.
pub fn forget(db: &Connection, id: i64) -> Result<()> {
    db.execute("DELETE FROM problem WHERE snapshot = ?1", [id])?;
    db.execute("DELETE FROM export_file WHERE snapshot = ?1", [id])?;
    db.execute("DELETE FROM snapshot WHERE id = ?1", [id])?;
    Ok(())
}

/// Writes the figures of a snapshot.
pub fn finish(db: &Connection, id: i64, finished_at: &str, summary: &Summary) -> Result<()> {
    let total = summary.total();
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    db.execute(
        "UPDATE snapshot SET finished_at = :at, files = :files, failed = :failed, size_bytes = :bytes, added = :new,
                             changed = :changed, unchanged = :unchanged, gone = :gone WHERE id = :id",
        named_params! {
            ":at": finished_at, ":files": count(summary.files), ":failed": count(summary.failed),
            ":bytes": count(summary.size_bytes), ":new": count(total.new), ":changed": count(total.changed),
            ":unchanged": count(total.unchanged), ":gone": count(total.gone), ":id": id,
        },
    )?;
    Ok(())
}

/// Stores a file of a snapshot.
pub fn insert_file(db: &Connection, snapshot: i64, file: &FileRow) -> Result<i64> {
    db.prepare_cached(
        "INSERT INTO export_file (snapshot, name, size_bytes, encoding, creation_date, created_at, repository_version,
                                  manifest)
         VALUES (:snapshot, :name, :size, :encoding, :creation_date, nullif(:created_at, ''), :version, :manifest)",
    )?
    .execute(named_params! {
        ":snapshot": snapshot, ":name": file.name, ":size": i64::try_from(file.size).unwrap_or(i64::MAX),
        ":encoding": file.encoding, ":creation_date": file.creation_date, ":created_at": file.created_at,
        ":version": file.repository_version, ":manifest": file.manifest,
    })?;
    Ok(db.last_insert_rowid())
}

/// A problem with the place it has inside a content, if it has one.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The problem.
    pub problem: Problem,
    /// Content and lines before it in that content.
    pub content: Option<(i64, u32)>,
}

/// Stores a problem of a snapshot.
pub fn insert_problem(db: &Connection, snapshot: i64, file: Option<i64>, placed: &Placed) -> Result<()> {
    let problem = &placed.problem;
    db.prepare_cached(
        "INSERT INTO problem (snapshot, export_file, content, content_line, code, severity, file, line, message)
         VALUES (:snapshot, :export_file, :content, :content_line, :code, :severity, :file, :line, :message)",
    )?
    .execute(named_params! {
        ":snapshot": snapshot, ":export_file": file,
        ":content": placed.content.map(|c| c.0), ":content_line": placed.content.map(|c| c.1),
        ":code": problem.code, ":severity": problem.severity.as_str(), ":file": problem.file,
        ":line": i64::try_from(problem.line).unwrap_or(i64::MAX), ":message": problem.message,
    })?;
    Ok(())
}

impl Catalog {
    /// All snapshots, oldest first; pruned ones too where asked.
    pub fn snapshots(&self, with_pruned: bool) -> Result<Vec<SnapshotRow>> {
        let mut statement = self.db.prepare(
            "SELECT id, started_at, finished_at, label, complete, files, failed, size_bytes, added, changed, unchanged,
                    gone, pruned_at
             FROM snapshot WHERE pruned_at IS NULL OR ?1 ORDER BY id",
        )?;
        let rows = statement.query_map([with_pruned], |row| {
            Ok(SnapshotRow {
                id: row.get(0)?,
                started_at: row.get(1)?,
                finished_at: row.get(2)?,
                label: row.get(3)?,
                complete: row.get(4)?,
                files: row.get(5)?,
                failed: row.get(6)?,
                size_bytes: row.get(7)?,
                new: row.get(8)?,
                changed: row.get(9)?,
                unchanged: row.get(10)?,
                gone: row.get(11)?,
                pruned_at: row.get(12)?,
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Number of the snapshot that a word names: `3`, `latest`, `latest~1`, `2026-11-21` (the last one of that day or
    /// before), or a label. `None` where it names none.
    pub fn snapshot_named(&self, word: &str) -> Result<Option<i64>> {
        let word = word.strip_prefix('@').unwrap_or(word);
        let back = if word == "latest" { Some("0") } else { word.strip_prefix("latest~") };
        let query = |sql: &str, value: &dyn rusqlite::ToSql| -> Result<Option<i64>> {
            Ok(self.db.query_row(sql, [value], |row| row.get(0)).optional()?)
        };
        if let Some(back) = back {
            // SQLite takes an offset below 0 for none.
            let Some(back) = back.parse::<i64>().ok().filter(|back| *back >= 0) else { return Ok(None) };
            return query("SELECT id FROM snapshot WHERE pruned_at IS NULL ORDER BY id DESC LIMIT 1 OFFSET ?1", &back);
        }
        if let Ok(id) = word.parse::<i64>() {
            return query("SELECT id FROM snapshot WHERE id = ?1 AND pruned_at IS NULL", &id);
        }
        if let Some(id) = query("SELECT id FROM snapshot WHERE label = ?1", &word)? {
            return Ok(Some(id));
        }
        if NaiveDate::parse_from_str(word, "%Y-%m-%d").is_ok() {
            return query(
                "SELECT max(id) FROM snapshot WHERE pruned_at IS NULL AND substr(started_at, 1, 10) <= ?1 HAVING max(id) > 0",
                &word,
            );
        }
        Ok(None)
    }
}
