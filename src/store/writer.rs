//! One ingest as one transaction: files come in order, each in or out as a whole.
//!
//! Owns the order of writing. While files come, contents, definitions and typed rows are written and sightings gathered;
//! at the end sightings become revisions. A file that turns out bad is rolled back to its savepoint, the others stay.

use super::content::{self, Compressor, Digest, Packed};
use super::error::{Result, StoreError};
use super::find::WordQueue;
use super::manifest::Manifest;
use super::object::{self, Objects, Whereabouts};
use super::repository::Folders;
use super::revision::{Seen, SeenFile, Sightings};
use super::run::Touched;
use super::snapshot::{self, FileRow, Placed};
use super::text::Texts;
use super::{Catalog, mapping, session, workflow};
use crate::model::content::{Content, Definition, Value};
use crate::model::problem::{Problem, Severity};
use crate::model::repository::{Folder, Repository};
use crate::model::snapshot::{Summary, Wish};
use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

/// The digests that need not be parsed again, by repository and folder name.
pub type Known = FxHashMap<(String, String), FxHashSet<Digest>>;

/// A child of FOLDER that is new or changed, ready to be stored.
#[derive(Debug)]
pub struct Child {
    /// Its text, compressed.
    pub packed: Packed,
    /// What it says.
    pub content: Content,
    /// Digest of each definition's text.
    pub digests: Vec<Digest>,
}

/// A file while its pieces come.
#[derive(Debug)]
pub(super) struct OpenFile {
    /// Position in the ingest.
    number: u32,
    pub(super) name: String,
    creation_date: String,
    manifest: Manifest,
    pub(super) problems: Vec<Placed>,
    folders: FxHashSet<i64>,
    /// What it shows, by object; counts once the file is whole, so that a broken file takes nothing away from others.
    sightings: Vec<(i64, Seen)>,
}

/// Writes one ingest.
pub struct Writer<'c> {
    pub(super) db: &'c Connection,
    pub(super) wish: Wish,
    pub(super) snapshot: i64,
    contents: FxHashMap<Digest, i64>,
    /// The first content that the file at hand added; it and what follows go when the file is taken back.
    first_content: Option<i64>,
    pub(super) texts: Texts,
    objects: Objects,
    folders: Folders,
    pub(super) sightings: Sightings,
    pub(super) words: WordQueue,
    compressor: Compressor,
    open: Option<OpenFile>,
    /// Folders read in files that were stored, and those that a failed file may have held.
    pub(super) read_folders: FxHashSet<i64>,
    pub(super) doubtful: FxHashSet<i64>,
    pub(super) blind: bool,
    /// What the runs of this ingest leave for its end.
    pub(super) runs: Touched,
    /// Parameter files that were met.
    pub(super) parameter_files: FxHashSet<i64>,
    pub(super) with_problems: FxHashSet<i64>,
    pub(super) problems: Vec<(Option<i64>, Placed)>,
    pub(super) summary: Summary,
    pub(super) done: bool,
}

impl<'c> Writer<'c> {
    /// Begins the transaction.
    pub fn begin(catalog: &'c Catalog, wish: Wish) -> Result<Self> {
        let db = &catalog.db;
        db.execute_batch("BEGIN IMMEDIATE")?;
        let snapshot = match snapshot::begin(db, &wish) {
            Ok(id) => id,
            Err(error) => {
                db.execute_batch("ROLLBACK")?;
                return Err(error);
            }
        };
        Ok(Self {
            db,
            wish,
            snapshot,
            contents: load_contents(db)?,
            first_content: None,
            texts: Texts::default(),
            objects: Objects::default(),
            folders: Folders::default(),
            sightings: Sightings::default(),
            words: WordQueue::default(),
            compressor: Compressor::new()?,
            open: None,
            read_folders: FxHashSet::default(),
            doubtful: FxHashSet::default(),
            blind: false,
            runs: Touched::default(),
            parameter_files: FxHashSet::default(),
            with_problems: load_ids(db, "SELECT DISTINCT content FROM problem WHERE content IS NOT NULL")?,
            problems: Vec::new(),
            summary: Summary::default(),
            done: false,
        })
    }

    /// What readers need not parse again.
    pub fn known(&self) -> Result<Known> {
        let mut statement = self.db.prepare(
            "SELECT r.name, f.name, c.digest FROM folder_content x JOIN content c ON c.id = x.content
             JOIN folder f ON f.id = x.folder JOIN repository r ON r.id = f.repository",
        )?;
        let mut rows = statement.query([])?;
        let mut known = Known::default();
        while let Some(row) = rows.next()? {
            known.entry((row.get(0)?, row.get(1)?)).or_default().insert(row.get(2)?);
        }
        Ok(known)
    }

    /// Begins a file.
    pub fn begin_file(&mut self, name: &str) -> Result<()> {
        self.db.prepare_cached("SAVEPOINT file")?.execute([])?;
        self.texts.mark();
        self.objects.mark();
        self.folders.mark();
        self.first_content = None;
        let number = u32::try_from(self.sightings.files.len()).unwrap_or(u32::MAX);
        self.words.mark();
        self.sightings.files.push(SeenFile { name: name.to_owned(), ..SeenFile::default() });
        self.open = Some(OpenFile {
            number,
            name: name.to_owned(),
            creation_date: String::new(),
            manifest: Manifest::default(),
            problems: Vec::new(),
            folders: FxHashSet::default(),
            sightings: Vec::new(),
        });
        Ok(())
    }

    pub(super) fn file(&mut self) -> Result<&mut OpenFile> {
        self.open.as_mut().ok_or_else(|| StoreError::Refused("a piece of a file outside of a file".to_owned()))
    }

    /// Takes text of the frame, with the creation date as far as it is known: as written and in sortable form.
    pub fn frame(&mut self, text: &str, creation_date: &str, created_at: &str) -> Result<()> {
        let file = self.file()?;
        if file.creation_date != creation_date {
            creation_date.clone_into(&mut file.creation_date);
        }
        file.manifest.text(text, creation_date);
        let number = file.number as usize;
        if let Some(seen) = self.sightings.files.get_mut(number) {
            created_at.clone_into(&mut seen.created_at);
        }
        Ok(())
    }

    /// Takes a place of the frame, also one without any child. Returns the folder's number.
    pub fn place(&mut self, repository: &Repository, folder: &Folder) -> Result<i64> {
        let found = self.folders.find(self.db, repository, folder)?;
        let file = self.file()?;
        file.folders.insert(found.id);
        if let Some(clash) = found.clash {
            let message = format!("{clash}: two repositories of one name? tell them apart with --repository-as");
            file.problems.push(Placed {
                problem: Problem {
                    code: "repository-name-clash",
                    severity: Severity::Warning,
                    file: file.name.clone(),
                    line: 0,
                    message,
                },
                content: None,
            });
        }
        Ok(found.id)
    }

    /// Takes a child whose text is stored already and belongs to this folder.
    pub fn unchanged(&mut self, folder: i64, digest: &Digest, line: u64) -> Result<()> {
        let Some(content) = self.contents.get(digest).copied() else {
            return Err(StoreError::Damaged("a known content is gone".to_owned()));
        };
        self.file()?.manifest.content(content);
        self.repeat_problems(content, line)?;
        for (object, definition, before) in object::standing_in(self.db, folder, content)? {
            self.saw(object, definition, line + u64::from(before))?;
        }
        Ok(())
    }

    /// Takes a child that is new, changed, or stands outside of a folder.
    pub fn child(&mut self, folder: Option<i64>, child: &Child, line: u64) -> Result<()> {
        let content = self.content(&child.packed, &child.content.counts)?;
        self.file()?.manifest.content(content);
        self.oddities(content, &child.content.oddities, line)?;
        let Some(folder) = folder else { return Ok(()) };
        self.db
            .prepare_cached("INSERT OR IGNORE INTO folder_content (folder, content) VALUES (?1, ?2)")?
            .execute((folder, content))?;
        for (definition, digest) in child.content.definitions.iter().zip(&child.digests) {
            let object = self.objects.object(self.db, folder, &definition.key)?;
            let id = self.definition(folder, object, content, definition, digest)?;
            object::stands_in(self.db, content, id, definition.line)?;
            self.saw(object, id, line + u64::from(definition.line))?;
        }
        Ok(())
    }

    fn content(&mut self, packed: &Packed, counts: &[u32]) -> Result<i64> {
        if let Some(id) = self.contents.get(&packed.digest) {
            return Ok(*id);
        }
        let id = content::insert(self.db, packed, counts)?;
        self.contents.insert(packed.digest, id);
        self.first_content.get_or_insert(id);
        Ok(id)
    }

    fn definition(
        &mut self,
        folder: i64,
        object: i64,
        content: i64,
        definition: &Definition,
        digest: &Digest,
    ) -> Result<i64> {
        if let Some(id) = self.objects.definition(self.db, folder, object, digest)? {
            return Ok(id);
        }
        let (start, length) = (definition.span.start, definition.span.len());
        let at = Whereabouts { content, start, length, line: definition.line };
        let id = self.objects.define(self.db, folder, object, digest, at)?;
        self.words.push((id, definition.words.as_str()));
        let (db, texts) = (self.db, &mut self.texts);
        match &definition.value {
            Value::Table(table) => mapping::table(db, texts, id, &definition.key.kind, table)?,
            Value::Mapping(value) => mapping::mapping(db, texts, id, value)?,
            Value::Transformation(value) => mapping::transformation(db, texts, id, 0, value)?,
            Value::Session(value) => session::session(db, texts, id, value)?,
            Value::Config(value) => session::config(db, texts, id, value)?,
            Value::Workflow(value) => workflow::workflow(db, texts, id, value)?,
            Value::Task(value) => workflow::task(db, texts, id, value)?,
            Value::Shortcut(value) => mapping::shortcut(db, id, value)?,
            Value::Text(_) => {}
        }
        Ok(id)
    }

    fn saw(&mut self, object: i64, definition: i64, line: u64) -> Result<()> {
        let file = self.file()?;
        let seen = Seen { definition, file: file.number, line: u32::try_from(line).unwrap_or(u32::MAX) };
        file.sightings.push((object, seen));
        Ok(())
    }

    /// Ends a whole file.
    pub fn end_file(&mut self, mut facts: FileRow) -> Result<()> {
        let Some(file) = self.open.take() else { return Ok(()) };
        facts.manifest = Some(file.manifest.store(self.db, &mut self.compressor)?);
        let id = snapshot::insert_file(self.db, self.snapshot, &facts)?;
        if let Some(seen) = self.sightings.files.get_mut(file.number as usize) {
            seen.id = id;
        }
        self.db.prepare_cached("RELEASE file")?.execute([])?;
        self.read_folders.extend(&file.folders);
        self.words.write_many(self.db)?;
        for (object, seen) in file.sightings {
            self.sightings.add(object, seen);
        }
        self.problems.extend(file.problems.into_iter().map(|placed| (Some(id), placed)));
        self.summary.files += 1;
        self.summary.size_bytes += facts.size;
        Ok(())
    }

    /// Takes a bad file back; only its name and its problems stay. Where it was read to its end, all the folders it holds
    /// are known and count as not read; where it was not, it may hold any folder, so nothing may count as gone.
    pub fn fail_file(&mut self, mut facts: FileRow, problem: Problem, to_its_end: bool) -> Result<()> {
        let Some(file) = self.open.take() else { return Ok(()) };
        self.db.execute_batch("ROLLBACK TO file; RELEASE file")?;
        self.texts.take_back();
        self.words.take_back();
        self.objects.take_back();
        self.folders.take_back();
        if let Some(first) = self.first_content {
            self.contents.retain(|_, id| *id < first);
        }
        self.blind |= !to_its_end;
        self.doubtful.extend(&file.folders);
        facts.manifest = None;
        let id = snapshot::insert_file(self.db, self.snapshot, &facts)?;
        let kept = file.problems.into_iter().filter(|placed| placed.content.is_none());
        self.problems.extend(kept.map(|placed| (Some(id), placed)));
        self.problems.push((Some(id), Placed { problem, content: None }));
        self.summary.files += 1;
        self.summary.failed += 1;
        self.summary.size_bytes += facts.size;
        Ok(())
    }
}

impl Drop for Writer<'_> {
    /// An ingest that was given up leaves nothing behind.
    fn drop(&mut self) {
        if !self.done {
            // A failing rollback means the connection is gone, and the transaction with it.
            let _ = self.db.execute_batch("ROLLBACK");
        }
    }
}

fn load_contents(db: &Connection) -> Result<FxHashMap<Digest, i64>> {
    let mut statement = db.prepare("SELECT digest, id FROM content")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

fn load_ids(db: &Connection, sql: &'static str) -> Result<FxHashSet<i64>> {
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}
