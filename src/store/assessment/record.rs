//! Writing an assessment: what is as it was is not touched.
//!
//! Owns intervals: a finding that is new begins, one that is gone ends with the assessment before, one whose words, line or
//! severity changed ends and begins anew with the same first sight. Recording a snapshot again takes back what the first time
//! wrote and is not so any more.

use super::asked;
use super::stored::{ENDED, OPEN, Reader, Stored};
use crate::model::assessment::{Finding, Portion, Score, Shared};
use crate::store::Catalog;
use crate::store::error::{Result, StoreError};
use crate::store::text::Texts;
use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// What an assessment says of itself when it is written.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    /// Number of its snapshot.
    pub snapshot: i64,
    /// Its environment.
    pub environment: String,
    /// When it is recorded, UTC.
    pub recorded_at: String,
    /// Digest of everything that counts besides objects.
    pub basis: String,
    /// Version of the program.
    pub program: String,
    /// How good it is.
    pub score: Score,
    /// By category, severity and status, in words.
    pub counts: BTreeMap<[&'static str; 3], u64>,
}

impl Catalog {
    /// Records an assessment. Of portions that are not fresh, nothing is written.
    ///
    /// Fails where one of a later snapshot is recorded already.
    pub fn record_assessment(&self, recording: &Recording, portions: &[Portion]) -> Result<()> {
        self.db.execute_batch("BEGIN IMMEDIATE")?;
        let done = write(&self.db, recording, portions);
        self.db.execute_batch(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
        done
    }
}

fn write(db: &Connection, recording: &Recording, portions: &[Portion]) -> Result<()> {
    let newest: Option<i64> =
        db.query_row("SELECT max(snapshot) FROM assessment WHERE environment = ?1", [&recording.environment], |row| {
            row.get(0)
        })?;
    if let Some(newest) = newest.filter(|newest| *newest > recording.snapshot) {
        let wrong = format!(
            "an assessment of snapshot {newest} is recorded already, so one of snapshot {} cannot be added before it",
            recording.snapshot
        );
        return Err(StoreError::Refused(wrong));
    }
    let before = db
        .query_row(
            "SELECT max(snapshot) FROM assessment WHERE environment = ?1 AND snapshot < ?2",
            (&recording.environment, recording.snapshot),
            |row| row.get::<_, Option<i64>>(0),
        )
        .optional()?
        .flatten();
    head(db, recording)?;
    let mut writing = Writing { db, recording, before, texts: Texts::default(), reader: Reader::of(db)? };
    for portion in portions.iter().filter(|portion| portion.fresh) {
        writing.portion(portion)?;
    }
    writing.gone(&portions.iter().map(|portion| portion.object).collect())
}

fn head(db: &Connection, recording: &Recording) -> Result<()> {
    let place = (recording.snapshot, &recording.environment);
    db.execute("DELETE FROM assessment_count WHERE snapshot = ?1 AND environment = ?2", place)?;
    db.execute(
        "INSERT OR REPLACE INTO assessment (snapshot, environment, recorded_at, basis, program, score_before, score_after)
         VALUES (:snapshot, :environment, :at, :basis, :program, :before, :after)",
        named_params! {
            ":snapshot": recording.snapshot, ":environment": recording.environment, ":at": recording.recorded_at,
            ":basis": recording.basis, ":program": recording.program, ":before": recording.score.before_waivers,
            ":after": recording.score.after_waivers,
        },
    )?;
    for ([category, severity, status], count) in &recording.counts {
        db.prepare_cached(
            "INSERT INTO assessment_count (snapshot, environment, category, severity, status, findings)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((
            recording.snapshot,
            &recording.environment,
            category,
            severity,
            status,
            i64::try_from(*count).unwrap_or(i64::MAX),
        ))?;
    }
    Ok(())
}

impl Stored {
    fn is(&self, first: i64, finding: &Finding) -> bool {
        self.first == first && self.finding.as_ref().is_some_and(|one| says_the_same(one, finding))
    }
}

struct Writing<'a> {
    db: &'a Connection,
    recording: &'a Recording,
    /// Snapshot of the assessment before.
    before: Option<i64>,
    texts: Texts,
    reader: Reader<'a>,
}

impl Writing<'_> {
    fn portion(&mut self, portion: &Portion) -> Result<()> {
        let mut open = self.stored(OPEN, portion.object, None)?;
        let ended = match self.before {
            Some(before) => self.stored(ENDED, portion.object, Some(before))?,
            None => FxHashMap::default(),
        };
        for (first, finding) in &portion.found {
            let same = |one: &Stored| one.is(*first, finding);
            if open.get(&finding.fingerprint).is_some_and(same) {
                open.remove(&finding.fingerprint);
            } else if let Some(one) = ended.get(&finding.fingerprint).filter(|one| same(one)) {
                // The first recording of this snapshot ended it, and it is there after all.
                self.db.prepare_cached("UPDATE assessed_finding SET until = NULL WHERE id = ?1")?.execute([one.id])?;
            } else {
                self.begin(portion.object, *first, finding)?;
            }
        }
        self.end(open.into_values())?;
        self.answer(portion)
    }

    /// By fingerprint.
    fn stored(&mut self, sql: &'static str, object: i64, until: Option<i64>) -> Result<FxHashMap<Shared, Stored>> {
        let mut statement = self.db.prepare_cached(sql)?;
        let environment = &self.recording.environment;
        let mut rows = match until {
            None => statement.query(named_params! { ":environment": environment, ":object": object })?,
            Some(until) => {
                statement.query(named_params! { ":environment": environment, ":object": object, ":until": until })?
            }
        };
        let mut all = FxHashMap::default();
        while let Some(row) = rows.next()? {
            let one = self.reader.stored(row)?;
            all.insert(Shared::clone(&one.fingerprint), one);
        }
        Ok(all)
    }

    fn begin(&mut self, object: i64, first: i64, finding: &Finding) -> Result<()> {
        let mut text = |text: &str| self.texts.id(self.db, text);
        let (address, part, file) = (text(&finding.object)?, text(&finding.part)?, text(&finding.file)?);
        let (expected, actual) = (text(&finding.expected)?, text(&finding.actual)?);
        self.db
            .prepare_cached(
                "INSERT INTO assessed_finding (environment, object, fingerprint, rule, severity, address, part, file, line,
                                               expected, actual, digest, first_seen, since)
                 VALUES (:environment, :object, :fingerprint, :rule, :severity, :address, :part, :file, :line, :expected,
                         :actual, :digest, :first, :since)",
            )?
            .execute(named_params! {
                ":environment": self.recording.environment, ":object": object, ":fingerprint": &*finding.fingerprint,
                ":rule": finding.rule, ":severity": finding.severity.as_str(), ":address": address, ":part": part,
                ":file": file, ":line": i64::try_from(finding.line).unwrap_or(i64::MAX), ":expected": expected,
                ":actual": actual, ":digest": &*finding.digest, ":first": first, ":since": self.recording.snapshot,
            })?;
        Ok(())
    }

    /// Ends findings with the assessment before; what began with this one never was.
    fn end(&self, gone: impl Iterator<Item = Stored>) -> Result<()> {
        for one in gone {
            match self.before.filter(|before| one.since <= *before) {
                Some(before) => self
                    .db
                    .prepare_cached("UPDATE assessed_finding SET until = ?1 WHERE id = ?2")?
                    .execute((before, one.id))?,
                None => self.db.prepare_cached("DELETE FROM assessed_finding WHERE id = ?1")?.execute([one.id])?,
            };
        }
        Ok(())
    }

    fn answer(&self, portion: &Portion) -> Result<()> {
        let said = asked::written(&portion.asked);
        self.db.prepare_cached("INSERT OR IGNORE INTO assessed_answer (said) VALUES (?1)")?.execute([&said])?;
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO assessed_object (environment, object, asked)
                 VALUES (?1, ?2, (SELECT id FROM assessed_answer WHERE said = ?3))",
            )?
            .execute((&self.recording.environment, portion.object, &said))?;
        Ok(())
    }

    /// Ends what was found in objects that are not asked any more.
    fn gone(&mut self, there: &BTreeSet<i64>) -> Result<()> {
        let environment = &self.recording.environment;
        let mut statement = self.db.prepare("SELECT object FROM assessed_object WHERE environment = ?1")?;
        let known = statement.query_map([environment], |row| row.get::<_, i64>(0))?;
        let known: Vec<i64> = known.collect::<std::result::Result<_, _>>()?;
        for object in known.into_iter().filter(|object| !there.contains(object)) {
            let open = self.stored(OPEN, object, None)?;
            self.end(open.into_values())?;
            self.db
                .execute("DELETE FROM assessed_object WHERE environment = ?1 AND object = ?2", (environment, object))?;
        }
        self.db.execute("DELETE FROM assessed_answer WHERE id NOT IN (SELECT asked FROM assessed_object)", [])?;
        Ok(())
    }
}

fn says_the_same(stored: &Finding, finding: &Finding) -> bool {
    (stored.severity, stored.rule, stored.line) == (finding.severity, finding.rule, finding.line)
        && stored.fingerprint == finding.fingerprint
        && (&stored.object, &stored.part, &stored.file) == (&finding.object, &finding.part, &finding.file)
        && (&stored.expected, &stored.actual) == (&finding.expected, &finding.actual)
        && stored.digest == finding.digest
}
