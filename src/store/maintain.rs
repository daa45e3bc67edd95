//! Keeping a catalog well: backup, check, vacuum.

use super::content::{decompress, digest};
use super::error::{Result, StoreError};
use super::{Catalog, create_private};
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::path::Path;
use std::time::Duration;

/// Pages copied before a backup lets writers in.
const PAGES_AT_ONCE: i32 = 4096;

/// Copies a catalog while it may be in use. The copy has mode 0600; an existing file is never written over.
pub fn backup(catalog: &Catalog, to: &Path) -> Result<()> {
    if to.exists() {
        return Err(StoreError::Exists(to.to_owned()));
    }
    create_private(to)?;
    let mut target = Connection::open(to)?;
    Backup::new(&catalog.db, &mut target)?.run_to_completion(PAGES_AT_ONCE, Duration::from_millis(5), None)?;
    Ok(())
}

/// What a check found.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct CheckReport {
    /// Contents that were decompressed and compared with their digest.
    pub contents: u64,
    /// Definitions whose text was compared with their digest.
    pub definitions: u64,
    /// Revisions whose intervals were compared.
    pub revisions: u64,
    /// What is wrong, one line each; empty for a sound catalog.
    pub damages: Vec<String>,
}

/// Checks everything that can be checked: SQLite's own integrity, foreign keys, digests, intervals, the index of `find`.
pub fn check(catalog: &Catalog) -> Result<CheckReport> {
    let mut report = CheckReport::default();
    let db = &catalog.db;
    lines(db, "PRAGMA integrity_check", "ok", "SQLite", &mut report.damages)?;
    lines(
        db,
        "SELECT \"table\" || ' row ' || coalesce(rowid, '?') FROM pragma_foreign_key_check",
        "",
        "foreign key",
        &mut report.damages,
    )?;
    contents(db, &mut report)?;
    revisions(db, &mut report)?;
    dangling_texts(db, &mut report)?;
    let missing = "SELECT 'definition ' || id FROM definition WHERE id NOT IN (SELECT rowid FROM find)";
    lines(db, missing, "", "not in the index of find", &mut report.damages)?;
    Ok(report)
}

fn lines(db: &Connection, sql: &'static str, fine: &str, what: &str, damages: &mut Vec<String>) -> Result<()> {
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != fine {
            damages.push(format!("{what}: {line}"));
        }
    }
    Ok(())
}

/// Every content is unpacked once, its digest and those of all definitions in it are compared.
fn contents(db: &Connection, report: &mut CheckReport) -> Result<()> {
    let mut statement = db.prepare("SELECT id, digest, size_bytes, xml FROM content ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, size): (i64, i64) = (row.get(0)?, row.get(2)?);
        let (stored, xml): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(3)?);
        report.contents += 1;
        match decompress(&xml, usize::try_from(size).unwrap_or(0)) {
            Err(_) => report.damages.push(format!("content {id}: cannot be unpacked")),
            Ok(text) if digest(text.as_bytes())[..] != stored[..] => {
                report.damages.push(format!("content {id}: its digest differs"));
            }
            Ok(text) => definitions(db, id, &text, report)?,
        }
    }
    Ok(())
}

fn definitions(db: &Connection, content: i64, text: &str, report: &mut CheckReport) -> Result<()> {
    let mut statement = db.prepare_cached("SELECT id, start, length, digest FROM definition WHERE content = ?1")?;
    let mut rows = statement.query([content])?;
    while let Some(row) = rows.next()? {
        let (id, start, length): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (start, length) = (unsigned(start), unsigned(length));
        let stored: Vec<u8> = row.get(3)?;
        report.definitions += 1;
        let part = start.checked_add(length).and_then(|end| text.get(start..end));
        if part.is_none_or(|part| digest(part.as_bytes())[..] != stored[..]) {
            report.damages.push(format!("definition {id}: its text is not the one it had"));
        }
    }
    Ok(())
}

/// A count or position as the catalog holds it.
fn unsigned(stored: i64) -> usize {
    usize::try_from(stored).unwrap_or(0)
}

fn revisions(db: &Connection, report: &mut CheckReport) -> Result<()> {
    report.revisions = db.query_row::<i64, _, _>("SELECT count(*) FROM revision", [], |row| row.get(0))?.unsigned_abs();
    let reversed = "SELECT 'revision ' || id FROM revision WHERE last_snapshot < first_snapshot AND shadowed = 0";
    lines(db, reversed, "", "ends before it begins", &mut report.damages)?;
    let overlapping =
        "SELECT 'object ' || a.object FROM revision a JOIN revision b ON b.object = a.object AND b.id > a.id
         WHERE a.shadowed = 0 AND b.shadowed = 0
           AND b.first_snapshot <= coalesce(a.last_snapshot, b.first_snapshot)
           AND a.first_snapshot <= coalesce(b.last_snapshot, a.first_snapshot)";
    lines(db, overlapping, "", "two revisions at once", &mut report.damages)?;
    let foreign = "SELECT 'revision ' || r.id FROM revision r JOIN definition d ON d.id = r.definition
         WHERE d.object <> r.object";
    lines(db, foreign, "", "has a definition of another object", &mut report.damages)
}

/// Names and values are numbers of `text` without a foreign key of their own (that would cost an ingest a tenth of its
/// time); this stands in for it.
fn dangling_texts(db: &Connection, report: &mut CheckReport) -> Result<()> {
    for (table, sql) in [
        (
            "attribute_list",
            "SELECT count(*) FROM attribute_list WHERE name NOT IN (SELECT id FROM text)
             OR partition NOT IN (SELECT id FROM text) OR value NOT IN (SELECT id FROM text)",
        ),
        (
            "connection_reference",
            "SELECT count(*) FROM connection_reference WHERE name NOT IN (SELECT id FROM text)
             OR variable NOT IN (SELECT id FROM text)",
        ),
        (
            "session_extension",
            "SELECT count(*) FROM session_extension WHERE instance NOT IN (SELECT id FROM text)
             OR (attributes > 0 AND attributes NOT IN (SELECT list FROM attribute_list))",
        ),
        (
            "session",
            "SELECT count(*) FROM session WHERE attributes > 0 AND attributes NOT IN (SELECT list FROM attribute_list)",
        ),
        (
            "value_pair",
            "SELECT count(*) FROM value_pair WHERE name NOT IN (SELECT id FROM text)
             OR value NOT IN (SELECT id FROM text)",
        ),
    ] {
        let dangling: i64 = db.query_row(sql, [], |row| row.get(0))?;
        if dangling > 0 {
            report.damages.push(format!("{table}: {dangling} rows name a text that is not there"));
        }
    }
    Ok(())
}

/// Gives unused pages back to the file system. Returns bytes before and after.
pub fn vacuum(catalog: &Catalog) -> Result<(u64, u64)> {
    let size = || std::fs::metadata(catalog.path()).map_or(0, |m| m.len());
    let before = size();
    catalog.db.execute_batch("INSERT INTO find (find) VALUES ('optimize'); VACUUM;")?;
    catalog.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok((before, size()))
}
