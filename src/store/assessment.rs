//! Assessments: what `comply` found, over intervals of snapshots.
//!
//! Owns the tables of V16 and what is read out of them. Writing is `record`'s; which objects a change touches is `again`'s;
//! `inputs` tells of files. Never judges: severities, waivers and scores come from above.

mod asked;
mod inputs;
mod record;
mod stored;

pub use record::Recording;

use super::Catalog;
use super::error::Result;
use crate::model::address::Address;
use crate::model::assessment::{Asked, Finding, Point, Shared};
use crate::model::comply::Severity;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;
use stored::Reader;

/// An assessment that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Number of its snapshot.
    pub snapshot: i64,
    /// Time of the snapshot, UTC.
    pub at: String,
    /// When it was recorded, UTC.
    pub recorded_at: String,
    /// Digest of everything that counts besides objects.
    pub basis: String,
    /// Score without and with waivers, in tenths.
    pub score: (u32, u32),
}

/// How many findings an assessment had, by category, severity and status, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// `security`, …
    pub category: String,
    /// `critical`, …
    pub severity: String,
    /// `active`, `waived`, `expired`
    pub status: String,
    /// How many.
    pub findings: u64,
}

/// An object as of a snapshot: its number, when it began to be so, and the digest of its definition in hex.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stands {
    /// Snapshot since which it is so.
    pub since: i64,
    /// BLAKE3 of its text, without secrets that were cut out of it.
    pub digest: String,
}

/// Digest of pieces, each with its length before it, in hex.
#[must_use]
pub fn digest_of(pieces: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for piece in pieces {
        hasher.update(&(piece.len() as u64).to_le_bytes());
        hasher.update(piece.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

impl Catalog {
    /// The newest assessment of an environment that was recorded of a snapshot up to this one, of those whose findings are
    /// still there.
    pub fn recorded(&self, environment: &str, at: i64) -> Result<Option<Recorded>> {
        const NEWEST: &str = "
            SELECT a.snapshot, s.started_at, a.recorded_at, a.basis, a.score_before, a.score_after
            FROM assessment a JOIN snapshot s ON s.id = a.snapshot
            WHERE a.environment = ?1 AND a.snapshot <= ?2 AND s.pruned_at IS NULL ORDER BY a.snapshot DESC LIMIT 1";
        let row = |row: &Row<'_>| {
            Ok(Recorded {
                snapshot: row.get(0)?,
                at: row.get(1)?,
                recorded_at: row.get(2)?,
                basis: row.get(3)?,
                score: (row.get(4)?, row.get(5)?),
            })
        };
        Ok(self.db.prepare_cached(NEWEST)?.query_row((environment, at), row).optional()?)
    }

    /// How many findings an assessment had.
    pub fn assessment_counts(&self, environment: &str, snapshot: i64) -> Result<Vec<Count>> {
        let mut statement = self.db.prepare_cached(
            "SELECT category, severity, status, findings FROM assessment_count
             WHERE environment = ?1 AND snapshot = ?2 ORDER BY category, severity, status",
        )?;
        let rows = statement.query_map((environment, snapshot), |row| {
            let findings: i64 = row.get(3)?;
            let findings = findings.unsigned_abs();
            Ok(Count { category: row.get(0)?, severity: row.get(1)?, status: row.get(2)?, findings })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Assessments of snapshots before this one, oldest first, with the findings that counted then.
    pub fn assessment_trend(&self, environment: &str, before: i64) -> Result<Vec<Point>> {
        let mut statement = self.db.prepare_cached(
            "SELECT a.snapshot, s.started_at, c.severity, coalesce(c.findings, 0) FROM assessment a
             JOIN snapshot s ON s.id = a.snapshot
             LEFT JOIN assessment_count c ON c.snapshot = a.snapshot AND c.environment = a.environment
                 AND c.status <> 'waived'
             WHERE a.environment = ?1 AND a.snapshot < ?2 ORDER BY a.snapshot",
        )?;
        let mut points: Vec<Point> = Vec::new();
        let mut rows = statement.query((environment, before))?;
        while let Some(row) = rows.next()? {
            let snapshot = row.get(0)?;
            if points.last().is_none_or(|last| last.snapshot != snapshot) {
                points.push(Point { snapshot, at: row.get(1)?, by_severity: [0; 5] });
            }
            let severity = row.get::<_, Option<String>>(2)?.and_then(|word| Severity::named(&word));
            let place = severity.and_then(|one| Severity::ALL.iter().position(|known| *known == one));
            if let (Some(place), Some(last)) = (place, points.last_mut()) {
                last.by_severity[place] += row.get::<_, i64>(3)?.unsigned_abs();
            }
        }
        Ok(points)
    }

    /// Fingerprints of a recorded assessment, each with the snapshot in which it was first seen.
    pub fn recorded_fingerprints(&self, environment: &str, snapshot: i64) -> Result<FxHashMap<Shared, i64>> {
        // Not grouped by SQLite, which would sort them all.
        let mut statement = self.db.prepare_cached(
            "SELECT fingerprint, first_seen FROM assessed_finding
             WHERE environment = ?1 AND since <= ?2 AND (until IS NULL OR until >= ?2)",
        )?;
        let mut rows = statement.query((environment, snapshot))?;
        let mut first: FxHashMap<Shared, i64> = FxHashMap::default();
        while let Some(row) = rows.next()? {
            let seen: i64 = row.get(1)?;
            let earliest = first.entry(row.get(0)?).or_insert(seen);
            *earliest = seen.min(*earliest);
        }
        Ok(first)
    }

    /// What the newest recorded assessment of an environment found, by object, each with the snapshot in which it was first
    /// seen. Only rules that this program knows.
    pub fn recorded_findings(&self, environment: &str) -> Result<FxHashMap<i64, Vec<(i64, Finding)>>> {
        let mut statement = self.db.prepare_cached(stored::OPEN_ALL)?;
        let mut rows = statement.query(named_params! { ":environment": environment })?;
        let (mut reader, mut found) = (Reader::of(&self.db)?, FxHashMap::<i64, Vec<(i64, Finding)>>::default());
        while let Some(row) = rows.next()? {
            let one = reader.stored(row)?;
            if let Some(finding) = one.finding {
                found.entry(one.object).or_default().push((one.first, finding));
            }
        }
        Ok(found)
    }

    /// What the newest recorded assessment of an environment asked, by object. Objects that were asked the same share it.
    pub fn recorded_answers(&self, environment: &str) -> Result<BTreeMap<i64, Arc<Asked>>> {
        let mut said = self.db.prepare_cached("SELECT id, said FROM assessed_answer")?;
        let parsed = said.query_map([], |row| {
            let asked = asked::parse(row.get_ref(1)?.as_str().unwrap_or_default());
            Ok((row.get(0)?, Arc::new(asked)))
        })?;
        let parsed: FxHashMap<i64, Arc<Asked>> = parsed.collect::<std::result::Result<_, _>>()?;
        let mut statement =
            self.db.prepare_cached("SELECT object, asked FROM assessed_object WHERE environment = ?1")?;
        let mut rows = statement.query([environment])?;
        let mut answers = BTreeMap::new();
        while let Some(row) = rows.next()? {
            if let Some(asked) = parsed.get(&row.get(1)?) {
                answers.insert(row.get(0)?, Arc::clone(asked));
            }
        }
        Ok(answers)
    }

    /// How many objects of each kind stand as of a snapshot, in all folders or in those of a name.
    pub fn objects_by_kind(&self, folder: Option<&str>, at: i64) -> Result<BTreeMap<String, u64>> {
        let mut statement = self.db.prepare_cached(
            "SELECT o.kind, count(*) FROM revision v JOIN object o ON o.id = v.object
             WHERE v.shadowed = 0 AND v.first_snapshot <= :at AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)
               AND (:folder IS NULL OR o.folder IN (SELECT id FROM folder WHERE name = :folder))
             GROUP BY o.kind",
        )?;
        let rows = statement.query_map(named_params! { ":folder": folder, ":at": at }, |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// An object as it stands as of a snapshot, by its full address; `None` where it is none, or has a qualifier.
    pub fn stands(&self, address: &Address, at: i64) -> Result<Option<Stands>> {
        // By name: by folder and kind, as SQLite would have it, every session of a folder is gone through, which made a
        // third of `comply`.
        const STANDS: &str = "
            SELECT v.first_snapshot, lower(hex(d.digest)) FROM object o INDEXED BY object_name
            CROSS JOIN folder f ON f.id = o.folder CROSS JOIN repository r ON r.id = f.repository
            CROSS JOIN revision v ON v.object = o.id CROSS JOIN definition d ON d.id = v.definition
            WHERE o.name = :name AND o.kind = :kind AND o.path = :path AND f.name = :folder AND r.name = :repository
              AND v.shadowed = 0 AND v.first_snapshot <= :at AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)";
        let (Some(kind), Some(repository)) = (&address.kind, &address.repository) else { return Ok(None) };
        let [folder, path @ .., name] = address.segments.as_slice() else { return Ok(None) };
        let mut statement = self.db.prepare_cached(STANDS)?;
        let params = named_params! {
            ":name": name.as_str(), ":kind": kind.as_str(), ":path": path.join("/"), ":folder": folder.as_str(),
            ":repository": repository.as_str(), ":at": at,
        };
        let found = statement.query_row(params, |row| Ok(Stands { since: row.get(0)?, digest: row.get(1)? }));
        Ok(found.optional()?)
    }

    /// Digest of a definition's text, in hex; secrets that were cut out of it are not in it.
    pub fn digest_of_definition(&self, definition: i64) -> Result<String> {
        const DIGEST: &str = "SELECT lower(hex(digest)) FROM definition WHERE id = ?1";
        Ok(self.db.prepare_cached(DIGEST)?.query_row([definition], |row| row.get(0))?)
    }

    /// Sessions and worklets at folder level that stand in a workflow or worklet as of a snapshot: folder, kind, name.
    pub fn instances_used(&self, at: i64) -> Result<FxHashSet<(i64, String, String)>> {
        let mut statement = self.db.prepare_cached(
            "SELECT DISTINCT o.folder, lower(y.value), k.value FROM task_instance t
             JOIN revision v ON v.definition = t.definition JOIN object o ON o.id = v.object
             JOIN text k ON k.id = t.task JOIN text y ON y.id = t.type
             WHERE t.reusable = 1 AND y.value IN ('Session', 'Worklet') AND v.shadowed = 0 AND v.first_snapshot <= ?1
               AND (v.last_snapshot IS NULL OR v.last_snapshot >= ?1)",
        )?;
        let rows = statement.query_map([at], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Sequence and digest of the audit log's head that was stored with a snapshot.
    pub fn audit_head_of(&self, snapshot: i64) -> Result<Option<(i64, String)>> {
        const HEAD: &str = "SELECT sequence, digest FROM snapshot_audit WHERE snapshot = ?1";
        Ok(self.db.query_row(HEAD, [snapshot], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }
}

/// Stores the audit log's head with a snapshot.
pub(super) fn keep_audit_head(db: &Connection, snapshot: i64) -> Result<()> {
    let head = super::audit::head(db)?;
    db.execute(
        "INSERT INTO snapshot_audit (snapshot, sequence, digest) VALUES (?1, ?2, ?3)",
        (snapshot, head.sequence, head.digest),
    )?;
    Ok(())
}

/// Forgets findings that no kept snapshot shows. Assessments and their counts stay, for the trend.
pub(super) fn prune(db: &Connection) -> Result<()> {
    db.execute(
        "DELETE FROM assessed_finding WHERE until IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM snapshot s WHERE s.pruned_at IS NULL AND s.id BETWEEN since AND until)",
        [],
    )?;
    Ok(())
}
