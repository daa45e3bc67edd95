//! Identities and their definitions.
//!
//! Owns `object`, `definition` and `content_definition`. A folder's identities are loaded when its first changed child
//! comes; a folder in which nothing changed costs one look at `content_definition` for each child.

use super::Catalog;
use super::content::{Digest, digest};
use super::error::Result;
use crate::model::address::full;
use crate::model::census::Top;
use crate::model::object::{Key, Kind};
use rusqlite::{Connection, named_params};
use rustc_hash::FxHashMap;

/// Where a definition stands.
#[derive(Debug, Clone, Copy)]
pub struct Whereabouts {
    /// Its content.
    pub content: i64,
    /// Bytes into the content.
    pub start: usize,
    /// Bytes long.
    pub length: usize,
    /// Lines before it in the content.
    pub line: u32,
}

/// 128 bits of a digest: enough to tell apart what one folder holds, and half the memory.
type Short = [u8; 16];

#[derive(Debug, Default)]
struct Folder {
    objects: FxHashMap<Short, i64>,
    definitions: FxHashMap<(i64, Short), i64>,
}

fn identity(key: &Key) -> Short {
    let parts = [key.kind.as_str(), key.path.as_str(), key.name.as_str(), key.qualifier.as_str()];
    short(&digest(parts.join("\0").as_bytes()))
}

fn short(digest: &Digest) -> Short {
    let mut short = Short::default();
    short.copy_from_slice(&digest[..16]);
    short
}

/// Numbers of objects and definitions, folder by folder.
#[derive(Debug, Default)]
pub struct Objects {
    folders: FxHashMap<i64, Folder>,
    /// The first object and definition that the file at hand added; they and what follows go when it is taken back.
    first: (Option<i64>, Option<i64>),
}

impl Objects {
    /// Returns the number of an object, storing it where it is new.
    pub fn object(&mut self, db: &Connection, folder: i64, key: &Key) -> Result<i64> {
        let identity = identity(key);
        if let Some(id) = self.folder(db, folder)?.objects.get(&identity) {
            return Ok(*id);
        }
        db.prepare_cached(
            "INSERT INTO object (folder, kind, path, name, qualifier) VALUES (:folder, :kind, :path, :name, :qualifier)",
        )?
        .execute(named_params! {
            ":folder": folder,
            ":kind": key.kind.as_str(),
            ":path": key.path.as_str(),
            ":name": key.name.as_str(),
            ":qualifier": key.qualifier.as_str(),
        })?;
        let id = db.last_insert_rowid();
        self.folder(db, folder)?.objects.insert(identity, id);
        self.first.0.get_or_insert(id);
        Ok(id)
    }

    /// Returns the number of a definition that is stored already.
    pub fn definition(&mut self, db: &Connection, folder: i64, object: i64, digest: &Digest) -> Result<Option<i64>> {
        Ok(self.folder(db, folder)?.definitions.get(&(object, short(digest))).copied())
    }

    /// Stores a new definition.
    pub fn define(
        &mut self,
        db: &Connection,
        folder: i64,
        object: i64,
        digest: &Digest,
        at: Whereabouts,
    ) -> Result<i64> {
        db.prepare_cached(
            "INSERT INTO definition (object, content, start, length, line, digest)
             VALUES (:object, :content, :start, :length, :line, :digest)",
        )?
        .execute(named_params! {
            ":object": object,
            ":content": at.content,
            ":start": i64::try_from(at.start).unwrap_or(i64::MAX),
            ":length": i64::try_from(at.length).unwrap_or(i64::MAX),
            ":line": at.line,
            ":digest": &digest[..],
        })?;
        let id = db.last_insert_rowid();
        self.folder(db, folder)?.definitions.insert((object, short(digest)), id);
        self.first.1.get_or_insert(id);
        Ok(id)
    }

    /// From here on, what is added can be taken back.
    pub fn mark(&mut self) {
        self.first = (None, None);
    }

    /// Forgets what was added since the mark, whose rows were rolled back.
    pub fn take_back(&mut self) {
        let (object, definition) = (self.first.0.unwrap_or(i64::MAX), self.first.1.unwrap_or(i64::MAX));
        for folder in self.folders.values_mut() {
            folder.objects.retain(|_, id| *id < object);
            folder.definitions.retain(|_, id| *id < definition);
        }
    }

    fn folder(&mut self, db: &Connection, folder: i64) -> Result<&mut Folder> {
        if let std::collections::hash_map::Entry::Vacant(e) = self.folders.entry(folder) {
            e.insert(load(db, folder)?);
        }
        Ok(self.folders.entry(folder).or_default())
    }
}

fn load(db: &Connection, folder: i64) -> Result<Folder> {
    let mut loaded = Folder::default();
    let mut objects = db.prepare_cached("SELECT id, kind, path, name, qualifier FROM object WHERE folder = ?1")?;
    let mut rows = objects.query([folder])?;
    while let Some(row) = rows.next()? {
        loaded.objects.insert(identity(&key_of(row, 1)?), row.get(0)?);
    }
    let mut definitions = db.prepare_cached(
        "SELECT d.id, d.object, d.digest FROM definition d JOIN object o ON o.id = d.object WHERE o.folder = ?1",
    )?;
    let mut rows = definitions.query([folder])?;
    while let Some(row) = rows.next()? {
        loaded.definitions.insert((row.get(1)?, short(&row.get(2)?)), row.get(0)?);
    }
    Ok(loaded)
}

/// Reads kind, path, name and qualifier from four columns.
pub fn key_of(row: &rusqlite::Row<'_>, first: usize) -> Result<Key> {
    let column = |at: usize| -> Result<String> { Ok(row.get(first + at)?) };
    Ok(Key {
        kind: Kind::of_word(&column(0)?),
        path: column(1)?.into(),
        name: column(2)?.into(),
        qualifier: column(3)?.into(),
    })
}

/// Notes that a definition stands in a content.
pub fn stands_in(db: &Connection, content: i64, definition: i64, line: u32) -> Result<()> {
    db.prepare_cached("INSERT OR IGNORE INTO content_definition (content, definition, line) VALUES (?1, ?2, ?3)")?
        .execute((content, definition, line))?;
    Ok(())
}

/// The definitions of a folder that stand in a content: object, definition, lines before it.
pub fn standing_in(db: &Connection, folder: i64, content: i64) -> Result<Vec<(i64, i64, u32)>> {
    let mut statement = db.prepare_cached(
        "SELECT d.object, d.id, c.line FROM content_definition c
         JOIN definition d ON d.id = c.definition JOIN object o ON o.id = d.object
         WHERE c.content = ?1 AND o.folder = ?2 ORDER BY d.id",
    )?;
    let rows = statement.query_map([content, folder], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

const TOPS: &str = "
    SELECT o.kind, o.path, o.name, o.qualifier, f.id, r.name, f.name, x.name, v.line, d.digest, d.length, d.id,
           coalesce(length(CAST(m.description AS BLOB)), 0)
    FROM object o CROSS JOIN revision v ON v.object = o.id CROSS JOIN definition d ON d.id = v.definition
    CROSS JOIN folder f ON f.id = o.folder CROSS JOIN repository r ON r.id = f.repository
    CROSS JOIN export_file x ON x.id = v.export_file LEFT JOIN mapping m ON m.definition = d.id
    WHERE o.path = '' AND o.kind IN ('session', 'workflow', 'worklet', 'mapping', 'mapplet', 'transformation')
      AND v.shadowed = 0 AND v.first_snapshot <= :at AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)
    ORDER BY r.name, f.name, o.kind, o.name, o.qualifier";

impl Catalog {
    /// The sessions, workflows, worklets, mappings, mapplets and transformations at folder level as of a snapshot, by
    /// repository, folder, kind and name.
    pub fn tops(&self, at: i64) -> Result<Vec<Top>> {
        let mut statement = self.db.prepare_cached(TOPS)?;
        let mut rows = statement.query([at])?;
        let mut tops = Vec::new();
        while let Some(row) = rows.next()? {
            let key = key_of(row, 0)?;
            let (repository, folder, file): (String, String, String) = (row.get(5)?, row.get(6)?, row.get(7)?);
            tops.push(Top {
                address: full(&repository, &folder, &key),
                place: format!("{file}:{}", row.get::<_, i64>(8)?),
                kind: key.kind,
                name: key.name,
                folder_id: row.get(4)?,
                digest: row.get(9)?,
                length: row.get(10)?,
                definition: row.get(11)?,
                description: row.get(12)?,
                repository,
                folder,
            });
        }
        Ok(tops)
    }
}
