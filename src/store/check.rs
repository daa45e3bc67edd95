//! `catalog check`: everything in a catalog that must agree, compared.
//!
//! Owns the report and the order of the parts. No part may stop the others: what cannot be looked at is a damage too.
//! Changes nothing, and takes one pass over each table and each text.
//!
//! What it cannot see: another wording of a description, a flag or a number in a typed table, or of a value in `text`, as
//! long as no row is missing or names a row that is not there; the last rows missing from a list whose length is noted
//! nowhere; what depended on snapshots that were pruned.

mod content;
mod history;
mod manifest;
mod outline;
mod rows;
mod shape;
mod vault;

use super::Catalog;
use super::error::Result;
use rusqlite::Connection;

/// Lines that one part says at most; more of the same help nobody.
const MOST_LINES: usize = 20;

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

/// A statement whose every row is a place, and what is wrong there.
type Wrong = (&'static str, &'static str);

/// Checks everything that can be checked: SQLite's own integrity, the schema, foreign keys, digests, that every text has
/// its objects and every object its rows, intervals against manifests and figures, the index of `find`.
pub fn check(catalog: &Catalog) -> Result<CheckReport> {
    let mut report = CheckReport::default();
    let db = &catalog.db;
    part("SQLite", &mut report, |report| integrity(db, report));
    part("the schema", &mut report, |report| shape::shape(db, report));
    each(db, FOREIGN_KEYS, &mut report);
    part("contents", &mut report, |report| content::contents(db, report));
    rows::rows(db, &mut report);
    history::history(db, &mut report);
    part("manifests", &mut report, |report| manifest::manifests(db, report));
    vault::vault(catalog, &mut report);
    Ok(report)
}

const FOREIGN_KEYS: &[Wrong] = &[(
    "foreign key",
    "SELECT \"table\" || ' row ' || coalesce(rowid, '?') || ' names a row of ' || parent || ' that is not there'
     FROM pragma_foreign_key_check",
)];

/// Looks at one part. What keeps it from being looked at is a damage.
fn part(what: &str, report: &mut CheckReport, look: impl FnOnce(&mut CheckReport) -> Result<()>) {
    let before = report.damages.len();
    if let Err(error) = look(report) {
        report.damages.push(format!("{what}: cannot be checked: {error}"));
    }
    let more = (report.damages.len() - before).saturating_sub(MOST_LINES);
    if more > 0 {
        report.damages.truncate(before + MOST_LINES);
        report.damages.push(format!("{what}: {more} more damages"));
    }
}

/// Looks at one part after the other, each a statement.
fn each(db: &Connection, parts: &[Wrong], report: &mut CheckReport) {
    for (what, sql) in parts {
        part(what, report, |report| {
            let mut statement = db.prepare(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                report.damages.push(format!("{what}: {}", row.get::<_, String>(0)?));
            }
            Ok(())
        });
    }
}

fn integrity(db: &Connection, report: &mut CheckReport) -> Result<()> {
    let mut statement = db.prepare("PRAGMA integrity_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            report.damages.push(format!("SQLite: {line}"));
        }
    }
    Ok(())
}
