//! Parameter files of each snapshot, and values that session logs tell.
//!
//! Owns the tables `parameter*` and `saved_value`. Takes texts from which secrets were cut out; never reads their grammar.

use super::Catalog;
use super::content::{Compressor, decompress, digest};
use super::error::Result;
use super::writer::Writer;
use crate::model::credential::{FoundSecret, marks};
use crate::model::environment::Saved;
use crate::model::parameter::ParameterFile;
use crate::model::problem::Problem;
use crate::model::snapshot::Fate;
use crate::model::usage::FileLine;
use rusqlite::{Connection, OptionalExtension, named_params};
use std::collections::BTreeSet;

/// A parameter file to be stored.
#[derive(Clone, Default)]
pub struct Given {
    /// Environment; empty where none was named.
    pub environment: String,
    /// Its text, secrets cut out.
    pub text: String,
    /// What the text says.
    pub file: ParameterFile,
    /// What was odd in it.
    pub problems: Vec<Problem>,
    /// Secrets that were taken out of the text, to be sealed.
    pub secrets: Vec<FoundSecret>,
}

/// A parameter file as of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredParameters {
    /// Environment; empty where none was named.
    pub environment: String,
    /// The file as it was named.
    pub name: String,
    /// Its text, secrets cut out.
    pub text: String,
}

impl Writer<'_> {
    /// Stores a parameter file as of this snapshot.
    pub fn parameters(&mut self, given: &Given, compressor: &mut Compressor) -> Result<()> {
        let file = file_id(self.db, &given.environment, &given.file.name)?;
        let text = self.parameter_text(file, given, compressor)?;
        let fate = revise(self.db, self.snapshot, file, text)?;
        self.parameter_files.insert(file);
        self.summary.parameter_files.count(fate);
        given.problems.iter().for_each(|problem| self.note(problem.clone()));
        Ok(())
    }

    fn parameter_text(&mut self, file: i64, given: &Given, compressor: &mut Compressor) -> Result<i64> {
        let digest = digest(given.text.as_bytes());
        let mut find = self.db.prepare_cached("SELECT id FROM parameter_text WHERE file = ?1 AND digest = ?2")?;
        if let Some(id) = find.query_row((file, &digest[..]), |row| row.get(0)).optional()? {
            return Ok(id);
        }
        let packed = compressor.compress(given.text.as_bytes())?;
        let size = i64::try_from(given.text.len()).unwrap_or(i64::MAX);
        self.db
            .prepare_cached("INSERT INTO parameter_text (file, digest, size_bytes, text) VALUES (?1, ?2, ?3, ?4)")?
            .execute((file, &digest[..], size, packed))?;
        let id = self.db.last_insert_rowid();
        self.parameter_lines(id, &given.file)?;
        Ok(id)
    }

    fn parameter_lines(&mut self, id: i64, file: &ParameterFile) -> Result<()> {
        let mut insert = self.db.prepare_cached(
            "INSERT INTO parameter (parameter_text, line, heading, heading_line, name, value)
             VALUES (:text, :line, :heading, :heading_line, :name, :value)",
        )?;
        for section in &file.sections {
            let heading = self.texts.id(self.db, &section.heading)?;
            for parameter in &section.parameters {
                insert.execute(named_params! {
                    ":text": id,
                    ":line": number(parameter.line),
                    ":heading": heading,
                    ":heading_line": number(section.line),
                    ":name": self.texts.id(self.db, &parameter.name)?,
                    ":value": self.texts.id(self.db, &parameter.value)?,
                })?;
            }
        }
        Ok(())
    }

    /// Ends the interval of parameter files that a complete ingest did not meet, in the environments of those it met.
    pub(super) fn close_parameters(&mut self) -> Result<()> {
        let mut statement = self.db.prepare(
            "SELECT r.id, t.file, f.environment FROM parameter_revision r JOIN parameter_text t ON t.id = r.text
             JOIN parameter_file f ON f.id = t.file WHERE r.last_snapshot IS NULL",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let open: Vec<(i64, i64, String)> = rows.collect::<std::result::Result<_, _>>()?;
        let met = |file: &i64| self.parameter_files.contains(file);
        let environments: BTreeSet<&str> =
            open.iter().filter(|(_, file, _)| met(file)).map(|(.., environment)| environment.as_str()).collect();
        for (revision, file, environment) in &open {
            if environments.contains(environment.as_str()) && !met(file) {
                close(self.db, self.snapshot, *revision)?;
                self.summary.parameter_files.count(Fate::Gone);
            }
        }
        Ok(())
    }
}

fn number(line: u64) -> i64 {
    i64::try_from(line).unwrap_or(i64::MAX)
}

fn file_id(db: &Connection, environment: &str, name: &str) -> Result<i64> {
    let mut find = db.prepare_cached("SELECT id FROM parameter_file WHERE environment = ?1 AND name = ?2")?;
    if let Some(id) = find.query_row((environment, name), |row| row.get(0)).optional()? {
        return Ok(id);
    }
    db.prepare_cached("INSERT INTO parameter_file (environment, name) VALUES (?1, ?2)")?
        .execute((environment, name))?;
    Ok(db.last_insert_rowid())
}

/// Makes a text the current one of its file.
fn revise(db: &Connection, snapshot: i64, file: i64, text: i64) -> Result<Fate> {
    let current: Option<(i64, i64)> = db
        .query_row(
            "SELECT r.id, r.text FROM parameter_revision r JOIN parameter_text t ON t.id = r.text
             WHERE t.file = ?1 AND r.last_snapshot IS NULL",
            [file],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let fate = match current {
        Some((_, known)) if known == text => return Ok(Fate::Unchanged),
        Some((revision, _)) => {
            close(db, snapshot, revision)?;
            Fate::Changed
        }
        None => Fate::Added,
    };
    db.execute("INSERT INTO parameter_revision (text, first_snapshot) VALUES (?1, ?2)", (text, snapshot))?;
    Ok(fate)
}

fn close(db: &Connection, snapshot: i64, revision: i64) -> Result<()> {
    db.execute(
        "UPDATE parameter_revision SET last_snapshot = (SELECT max(id) FROM snapshot WHERE id < ?1) WHERE id = ?2",
        (snapshot, revision),
    )?;
    Ok(())
}

/// Forgets texts that no kept snapshot shows.
pub(super) fn prune(db: &Connection) -> Result<()> {
    db.execute_batch(
        "DELETE FROM parameter_revision WHERE last_snapshot IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM snapshot s WHERE s.pruned_at IS NULL
             AND s.id BETWEEN parameter_revision.first_snapshot AND parameter_revision.last_snapshot);
         DELETE FROM parameter_text WHERE id NOT IN (SELECT text FROM parameter_revision);
         DELETE FROM parameter_file WHERE id NOT IN (SELECT file FROM parameter_text);",
    )?;
    Ok(())
}

fn stored_parameters(mut rows: rusqlite::Rows<'_>) -> Result<Vec<StoredParameters>> {
    let mut files = Vec::new();
    while let Some(row) = rows.next()? {
        let (size, packed): (i64, Vec<u8>) = (row.get(2)?, row.get(3)?);
        let text = decompress(&packed, usize::try_from(size).unwrap_or(0))?;
        files.push(StoredParameters { environment: row.get(0)?, name: row.get(1)?, text });
    }
    Ok(files)
}

impl Catalog {
    /// The parameter files of an environment as of a snapshot, by name.
    pub fn parameter_files(&self, environment: &str, at: i64) -> Result<Vec<StoredParameters>> {
        let mut statement = self.db.prepare_cached(
            "SELECT f.environment, f.name, t.size_bytes, t.text FROM parameter_file f
             JOIN parameter_text t ON t.file = f.id JOIN parameter_revision r ON r.text = t.id
             WHERE f.environment = :environment AND r.first_snapshot <= :at
               AND (r.last_snapshot IS NULL OR r.last_snapshot >= :at)
             ORDER BY f.name",
        )?;
        stored_parameters(statement.query(named_params! { ":environment": environment, ":at": at })?)
    }

    /// The lines of the parameter files of an environment as of a snapshot, in the order of files and lines; never a value.
    pub fn parameter_lines(&self, environment: &str, at: i64) -> Result<Vec<FileLine>> {
        let mut statement = self.db.prepare_cached(
            "SELECT f.name, p.line, h.value, n.value FROM parameter_file f
             CROSS JOIN parameter_text t ON t.file = f.id
             CROSS JOIN parameter_revision r ON r.text = t.id AND r.first_snapshot <= :at
                              AND (r.last_snapshot IS NULL OR r.last_snapshot >= :at)
             CROSS JOIN parameter p ON p.parameter_text = t.id
             CROSS JOIN text h ON h.id = p.heading CROSS JOIN text n ON n.id = p.name
             WHERE f.environment = :environment ORDER BY f.name, p.line",
        )?;
        let rows = statement.query_map(named_params! { ":environment": environment, ":at": at }, |row| {
            Ok(FileLine { file: row.get(0)?, line: row.get(1)?, heading: row.get(2)?, name: row.get(3)? })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// All parameter files of every environment as of a snapshot whose text is another one, or none, as of `other`.
    pub fn parameter_files_unlike(&self, at: i64, other: i64) -> Result<Vec<StoredParameters>> {
        let mut statement = self.db.prepare_cached(
            "SELECT f.environment, f.name, t.size_bytes, t.text FROM parameter_revision r
             JOIN parameter_text t ON t.id = r.text JOIN parameter_file f ON f.id = t.file
             WHERE r.first_snapshot <= :at AND (r.last_snapshot IS NULL OR r.last_snapshot >= :at)
               AND NOT EXISTS (SELECT 1 FROM parameter_revision o WHERE o.text = r.text AND o.first_snapshot <= :other
                               AND (o.last_snapshot IS NULL OR o.last_snapshot >= :other))
             ORDER BY f.environment, f.name",
        )?;
        let rows = statement.query(named_params! { ":at": at, ":other": other })?;
        stored_parameters(rows)
    }

    /// All parameter files of every environment as of a snapshot, out of which a secret was cut.
    pub fn parameter_files_with_secrets(&self, at: i64) -> Result<Vec<StoredParameters>> {
        let mut statement = self.db.prepare_cached(
            "SELECT f.environment, f.name, t.size_bytes, t.text FROM parameter_revision r
             JOIN parameter_text t ON t.id = r.text JOIN parameter_file f ON f.id = t.file
             WHERE r.first_snapshot <= :at AND (r.last_snapshot IS NULL OR r.last_snapshot >= :at)
             ORDER BY f.environment, f.name",
        )?;
        let mut files = stored_parameters(statement.query(named_params! { ":at": at })?)?;
        files.retain(|one| marks(&one.text).next().is_some());
        Ok(files)
    }

    /// What logs tell of values that the repository keeps.
    pub fn saved_values(&self) -> Result<Vec<Saved>> {
        let mut statement = self.db.prepare_cached(
            "SELECT folder, workflow, session, name, value, log FROM saved_value ORDER BY folder, workflow, session, name",
        )?;
        let text = |row: &rusqlite::Row<'_>, at: usize| row.get::<_, String>(at).map(Into::into);
        let rows = statement.query_map([], |row| {
            Ok(Saved {
                folder: text(row, 0)?,
                workflow: text(row, 1)?,
                session: text(row, 2)?,
                name: text(row, 3)?,
                value: text(row, 4)?,
                place: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Keeps a value that a log tells; an older log never replaces a newer one.
    pub fn keep_saved(&self, saved: &Saved, logged_at: &str) -> Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO saved_value (folder, workflow, session, name, value, log, logged_at)
                 VALUES (:folder, :workflow, :session, :name, :value, :log, :at)
                 ON CONFLICT DO UPDATE SET value = excluded.value, log = excluded.log, logged_at = excluded.logged_at
                 WHERE excluded.logged_at >= saved_value.logged_at",
            )?
            .execute(named_params! {
                ":folder": saved.folder.as_str(),
                ":workflow": saved.workflow.as_str(),
                ":session": saved.session.as_str(),
                ":name": saved.name.to_ascii_lowercase().as_str(),
                ":value": saved.value.as_str(),
                ":log": saved.place,
                ":at": logged_at,
            })?;
        Ok(())
    }
}
