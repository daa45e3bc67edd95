//! Findings as they are stored.
//!
//! Owns the columns and how a row is read: by place, because names cost a twentieth; texts by their numbers, each fetched once and shared. Joined by SQLite, the texts of a hundred
//! thousand findings took longer than everything else.

use super::super::error::Result;
use crate::model::assessment::{Finding, Shared, Sharing, Status};
use crate::model::comply::{Severity, named};
use rusqlite::{CachedStatement, Connection, Row};
use rustc_hash::FxHashMap;

macro_rules! findings {
    ($rest:literal) => {
        concat!(
            "SELECT id, object, fingerprint, rule, severity, address, part, file, line, expected, actual, digest,
                    first_seen, since
             FROM assessed_finding WHERE environment = :environment AND ",
            $rest
        )
    };
}

/// Every finding of the newest assessment of `:environment`.
pub(super) const OPEN_ALL: &str = findings!("until IS NULL ORDER BY object, id");
/// Those of one object.
pub(super) const OPEN: &str = findings!("object = :object AND until IS NULL ORDER BY id");
/// Those of one object that ended with a snapshot.
pub(super) const ENDED: &str = findings!("object = :object AND until = :until ORDER BY id");

/// A finding that is stored.
pub(super) struct Stored {
    pub(super) id: i64,
    pub(super) object: i64,
    pub(super) since: i64,
    pub(super) first: i64,
    pub(super) fingerprint: Shared,
    /// `None`: of a rule that this program does not know.
    pub(super) finding: Option<Finding>,
}

/// Reads rows of [`OPEN_ALL`], [`OPEN`], [`ENDED`].
pub(super) struct Reader<'c> {
    text: CachedStatement<'c>,
    texts: FxHashMap<i64, Shared>,
    digests: Sharing,
}

impl<'c> Reader<'c> {
    pub(super) fn of(db: &'c Connection) -> Result<Self> {
        let text = db.prepare_cached("SELECT value FROM text WHERE id = ?1")?;
        Ok(Self { text, texts: FxHashMap::default(), digests: Sharing::default() })
    }

    fn text(&mut self, id: i64) -> Result<Shared> {
        if let Some(known) = self.texts.get(&id) {
            return Ok(Shared::clone(known));
        }
        let text: Shared = self.text.query_row([id], |row| row.get(0))?;
        self.texts.insert(id, Shared::clone(&text));
        Ok(text)
    }

    pub(super) fn stored(&mut self, row: &Row<'_>) -> Result<Stored> {
        let fingerprint: Shared = row.get(2)?;
        Ok(Stored {
            id: row.get(0)?,
            object: row.get(1)?,
            since: row.get(13)?,
            first: row.get(12)?,
            finding: self.finding(row, &fingerprint)?,
            fingerprint,
        })
    }

    fn finding(&mut self, row: &Row<'_>, fingerprint: &Shared) -> Result<Option<Finding>> {
        let known = named(row.get_ref(3)?.as_str().unwrap_or_default());
        let severity = Severity::named(row.get_ref(4)?.as_str().unwrap_or_default());
        let (Some(rule), Some(severity)) = (known, severity) else { return Ok(None) };
        Ok(Some(Finding {
            severity,
            rule: rule.id,
            object: self.text(row.get(5)?)?,
            part: self.text(row.get(6)?)?,
            file: self.text(row.get(7)?)?,
            line: row.get::<_, i64>(8)?.unsigned_abs(),
            expected: self.text(row.get(9)?)?,
            actual: self.text(row.get(10)?)?,
            digest: self.digests.share(row.get_ref(11)?.as_str().unwrap_or_default()),
            first_seen: Shared::default(),
            last_seen: Shared::default(),
            fingerprint: Shared::clone(fingerprint),
            status: Status::Active,
            waiver: None,
        }))
    }
}
