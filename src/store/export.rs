//! Texts out of the catalog: a whole file as it was read, one definition, the frame around a content.

use super::Catalog;
use super::error::{Result, StoreError};
use super::manifest::{self, Part};
use super::snapshot::FileRow;
use rusqlite::Row;
use rustc_hash::FxHashSet;
use std::rc::Rc;

/// A file of a snapshot with its number.
#[derive(Debug, Clone)]
pub struct StoredFile {
    /// Number of the file.
    pub id: i64,
    /// What is known of it.
    pub row: FileRow,
}

/// The XML of a definition and where it was first seen.
#[derive(Debug, Clone)]
pub struct DefinitionText {
    /// The element as stored, secrets cut out.
    pub xml: String,
    /// Lines of its file before it.
    pub lines_before: u64,
    /// Name of that file.
    pub file: String,
    /// The whole child of FOLDER in which it stands.
    pub content: i64,
}

const FILE_COLUMNS: &str = "SELECT id, name, size_bytes, encoding, creation_date, coalesce(created_at, ''),
                                   repository_version, manifest FROM export_file";

impl Catalog {
    /// The files of a snapshot, in the order they were read.
    pub fn files(&self, snapshot: i64) -> Result<Vec<StoredFile>> {
        let mut statement = self.db.prepare_cached(&format!("{FILE_COLUMNS} WHERE snapshot = ?1 ORDER BY id"))?;
        let rows = statement.query_map([snapshot], stored_file)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// The text of a file as it was read, in UTF-8, secrets cut out.
    pub fn file_text(&self, file: &StoredFile) -> Result<String> {
        let refused = || StoreError::Refused(format!("{} was not stored", file.row.name));
        let manifest = file.row.manifest.ok_or_else(refused)?;
        let mut text = String::new();
        for part in manifest::load(&self.db, manifest)? {
            match part {
                Part::Text(frame) => text.push_str(&manifest::with_date(&frame, &file.row.creation_date)),
                Part::Content(content) => text.push_str(&self.content_text(content)?),
            }
        }
        Ok(text)
    }

    /// How many elements of each counted name stand in a file.
    pub fn file_counts(&self, file: &StoredFile) -> Result<std::collections::BTreeMap<String, u32>> {
        let mut sum = std::collections::BTreeMap::new();
        let Some(manifest) = file.row.manifest else { return Ok(sum) };
        for part in manifest::load(&self.db, manifest)? {
            if let Part::Content(content) = part {
                let mut statement = self.db.prepare_cached("SELECT counts FROM content WHERE id = ?1")?;
                let json: String = statement.query_row([content], |row| row.get(0))?;
                for (name, count) in super::content::counts(&json)? {
                    *sum.entry(name).or_default() += count;
                }
            }
        }
        Ok(sum)
    }

    /// The text of a content, unpacked once for all definitions in it that are asked for one after the other. Contents never
    /// change; four are kept, for two snapshots are often read side by side.
    fn unpacked(&self, content: i64) -> Result<Rc<String>> {
        const KEPT: usize = 4;
        if let Some((_, text)) = self.unpacked.borrow().iter().find(|(known, _)| *known == content) {
            return Ok(Rc::clone(text));
        }
        let text = Rc::new(self.content_text(content)?);
        let mut kept = self.unpacked.borrow_mut();
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((content, Rc::clone(&text)));
        Ok(text)
    }

    /// The text of a definition.
    pub fn definition_text(&self, definition: i64) -> Result<DefinitionText> {
        let mut statement = self.db.prepare_cached(
            "SELECT d.content, d.start, d.length, x.name, r.line FROM definition d
             JOIN revision r ON r.definition = d.id JOIN export_file x ON x.id = r.export_file
             WHERE d.id = ?1 ORDER BY r.id DESC LIMIT 1",
        )?;
        let (content, start, length, file, line): (i64, i64, i64, String, i64) = statement
            .query_row([definition], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
        let text = self.unpacked(content)?;
        let (start, length) = (usize::try_from(start).unwrap_or(0), usize::try_from(length).unwrap_or(0));
        let damaged = || StoreError::Damaged(format!("definition {definition} lies outside of its content"));
        let xml = text.get(start..start + length).ok_or_else(damaged)?.to_owned();
        Ok(DefinitionText { xml, lines_before: line.unsigned_abs().saturating_sub(1), file, content })
    }

    /// The text of the frame before a content, from the newest file up to a snapshot in which it stands where it should: one
    /// content may stand in many folders and repositories. `belongs` is given that text and the name that the ingest gave to
    /// all repositories of the file, if it did.
    pub fn frame_before(
        &self,
        content: i64,
        snapshot: i64,
        belongs: &dyn Fn(&str, Option<&str>) -> bool,
    ) -> Result<Option<String>> {
        let mut statement = self.db.prepare(
            "SELECT x.manifest, x.creation_date, s.repository_as FROM export_file x JOIN snapshot s ON s.id = x.snapshot
             WHERE x.snapshot <= ?1 AND x.manifest IS NOT NULL ORDER BY x.id DESC",
        )?;
        let mut rows = statement.query([snapshot])?;
        // Night after night most files are the same.
        let mut known = FxHashSet::default();
        while let Some(row) = rows.next()? {
            let (manifest, renamed): (i64, Option<String>) = (row.get(0)?, row.get(2)?);
            if !known.insert((manifest, renamed.clone())) {
                continue;
            }
            let mut before = String::new();
            for part in manifest::load(&self.db, manifest)? {
                match part {
                    Part::Text(text) => before.push_str(&manifest::with_date(&text, &row.get::<_, String>(1)?)),
                    Part::Content(one) if one == content && belongs(&before, renamed.as_deref()) => {
                        return Ok(Some(before));
                    }
                    Part::Content(_) => {}
                }
            }
        }
        Ok(None)
    }
}

fn stored_file(row: &Row<'_>) -> rusqlite::Result<StoredFile> {
    let size: i64 = row.get(2)?;
    let known = FileRow {
        name: row.get(1)?,
        size: size.unsigned_abs(),
        encoding: row.get(3)?,
        creation_date: row.get(4)?,
        created_at: row.get(5)?,
        repository_version: row.get(6)?,
        manifest: row.get(7)?,
    };
    Ok(StoredFile { id: row.get(0)?, row: known })
}
