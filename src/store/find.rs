//! Looking objects up: by name, by what is near a name, by the words in their definitions.

use super::Catalog;
use super::error::{Result, StoreError};
use super::object::key_of;
use crate::model::object::Key;
use rusqlite::{Connection, Row, ToSql, named_params};
use std::collections::BTreeSet;

/// Characters that may be looked for at once: more than any name has, fewer than SQLite refuses.
const MOST_CHARACTERS: usize = 1000;
/// Words that wait at most for the end of their file.
const MANY_BYTES: usize = 4 << 20;

/// An object as of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its number, the same in every snapshot.
    pub id: i64,
    /// Number of its folder.
    pub folder_id: i64,
    /// Number of its definition as of the snapshot.
    pub definition: i64,
    /// Name of its repository.
    pub repository: String,
    /// Name of its folder.
    pub folder: String,
    /// Its identity in the folder.
    pub key: Key,
    /// File in which this definition was first seen.
    pub file: String,
    /// Line there.
    pub line: i64,
    /// Snapshot since which it is so.
    pub since: i64,
    /// The dialect of its file where that is no export of PowerCenter: `yaml` or `imx`; empty for one.
    pub dialect: String,
}

/// Columns and joins of an object as of `:at`.
macro_rules! object {
    ($from:literal, $rest:literal) => {
        concat!(
            "SELECT o.kind, o.path, o.name, o.qualifier, f.id, v.definition, r.name, f.name, x.name, v.line,
                    v.first_snapshot, CASE WHEN x.repository_version IN ('yaml', 'imx') THEN x.repository_version ELSE '' END,
                    o.id FROM ",
            $from,
            " CROSS JOIN folder f ON f.id = o.folder CROSS JOIN repository r ON r.id = f.repository
              CROSS JOIN export_file x ON x.id = v.export_file
              WHERE v.shadowed = 0 AND v.first_snapshot <= :at
                AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at) ",
            $rest
        )
    };
}

const BY_NAME: &str = object!(
    "object o CROSS JOIN revision v ON v.object = o.id",
    "AND o.name = :name ORDER BY r.name, f.name, o.kind, o.path, o.qualifier"
);
const BY_WORDS: &str = object!(
    "find CROSS JOIN revision v ON v.definition = find.rowid CROSS JOIN object o ON o.id = v.object",
    "AND find MATCH :words AND (:folder IS NULL OR f.name = :folder) AND (:kind IS NULL OR o.kind = :kind)
     ORDER BY o.kind, r.name, f.name, o.path, o.name, o.qualifier"
);
const AROUND: &str = object!(
    "object o CROSS JOIN revision v ON v.object = o.id CROSS JOIN definition d ON d.id = v.definition
     CROSS JOIN content_definition c ON c.content = d.content",
    "AND c.definition = :definition AND o.folder = :folder AND o.path = '' AND o.kind IN ('workflow', 'worklet')
     ORDER BY o.kind LIMIT 1"
);

/// `text` has no index of values, which would cost every ingest; so it is gone through once.
const USERS: &str = object!(
    "(SELECT id FROM text WHERE value = :name) n CROSS JOIN task_instance t ON t.name = n.id OR t.task = n.id
     CROSS JOIN revision v ON v.definition = t.definition CROSS JOIN object o ON o.id = v.object",
    "GROUP BY o.id ORDER BY r.name, f.name, o.path, o.name"
);
const AT_TOP: &str = object!(
    "object o CROSS JOIN revision v ON v.object = o.id",
    "AND o.kind = :kind AND o.path = '' ORDER BY r.name, f.name, o.name"
);

const BY_NUMBER: &str = object!("object o CROSS JOIN revision v ON v.object = o.id", "AND o.id = :object");
const IN_FOLDER: &str = object!(
    "object o CROSS JOIN revision v ON v.object = o.id",
    "AND f.name = :folder AND (:repository IS NULL OR r.name = :repository)
     ORDER BY r.name, o.kind, o.path, o.name, o.qualifier"
);
const WITH_SECRETS: &str = object!(
    "object o CROSS JOIN revision v ON v.object = o.id CROSS JOIN definition d ON d.id = v.definition
     CROSS JOIN content c ON c.id = d.content",
    "AND c.masked = 1 ORDER BY r.name, f.name, o.kind, o.path, o.name, o.qualifier"
);
/// An object that is the same at both ends but was not in between is looked at, too; its definitions tell.
const TOUCHED: &str = "
    SELECT DISTINCT object FROM revision
    WHERE shadowed = 0 AND (first_snapshot > :low AND first_snapshot <= :high
                            OR last_snapshot >= :low AND last_snapshot < :high) ORDER BY object";

/// An object as of two snapshots; `None` where it is not there.
pub type TwoStates = (Option<Object>, Option<Object>);

impl Catalog {
    /// The objects that are not the same as of two snapshots, by address, and how many there are as of either.
    pub fn changed_between(&self, a: i64, b: i64) -> Result<(Vec<TwoStates>, u64)> {
        const STANDING: &str = "SELECT count(*) FROM revision WHERE shadowed = 0 AND first_snapshot <= ?1
                                AND (last_snapshot IS NULL OR last_snapshot >= ?1)";
        let (low, high) = (a.min(b), a.max(b));
        let mut statement = self.db.prepare_cached(TOUCHED)?;
        let touched = statement.query_map(named_params! { ":low": low, ":high": high }, |row| row.get::<_, i64>(0))?;
        let mut changed = Vec::new();
        for object in touched {
            let object = object?;
            let (before, after) = (self.object_numbered(object, a)?, self.object_numbered(object, b)?);
            let definition = |one: &Option<Object>| one.as_ref().map(|one| one.definition);
            if definition(&before) != definition(&after) {
                changed.push((before, after));
            }
        }
        let standing = self.db.query_row(STANDING, [b], |row| row.get::<_, i64>(0))?.unsigned_abs();
        let gone = changed.iter().filter(|(_, after)| after.is_none()).count() as u64;
        Ok((changed, standing + gone))
    }

    fn object_numbered(&self, object: i64, at: i64) -> Result<Option<Object>> {
        Ok(self.objects(BY_NUMBER, named_params! { ":object": object, ":at": at })?.pop())
    }

    /// The objects that stand in a child of FOLDER out of which a secret was cut.
    pub fn objects_near_secrets(&self, at: i64) -> Result<Vec<Object>> {
        self.objects(WITH_SECRETS, named_params! { ":at": at })
    }

    /// Digest of a definition's text; `None` where a secret was cut out near it, so that equal texts need not be the same.
    pub fn definition_digest(&self, definition: i64) -> Result<Option<Vec<u8>>> {
        const DIGEST: &str =
            "SELECT d.digest, c.masked FROM definition d JOIN content c ON c.id = d.content WHERE d.id = ?1";
        let (digest, masked): (Vec<u8>, bool) =
            self.db.prepare_cached(DIGEST)?.query_row([definition], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((!masked).then_some(digest))
    }

    /// Everything in the folders of a name.
    pub fn objects_in_folder(&self, repository: Option<&str>, folder: &str, at: i64) -> Result<Vec<Object>> {
        self.objects(IN_FOLDER, named_params! { ":repository": repository, ":folder": folder, ":at": at })
    }

    /// The workflows and worklets in which a task instance of a name stands, or a task of that name.
    pub fn users_of(&self, name: &str, at: i64) -> Result<Vec<Object>> {
        self.objects(USERS, named_params! { ":name": name, ":at": at })
    }

    /// The objects of a kind that stand at folder level.
    pub fn objects_at_top(&self, kind: &str, at: i64) -> Result<Vec<Object>> {
        self.objects(AT_TOP, named_params! { ":kind": kind, ":at": at })
    }

    /// The objects of a name as of a snapshot.
    pub fn objects_named(&self, name: &str, at: i64) -> Result<Vec<Object>> {
        self.objects(BY_NAME, named_params! { ":name": name, ":at": at })
    }

    fn objects(&self, sql: &'static str, params: &[(&str, &dyn ToSql)]) -> Result<Vec<Object>> {
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(object(row)?);
        }
        Ok(found)
    }

    /// The objects whose definition holds all words, as of a snapshot. A word that ends in `*` stands for all words that
    /// begin so. Case does not count.
    pub fn objects_with_words(
        &self,
        words: &[String],
        folder: Option<&str>,
        kind: Option<&str>,
        at: i64,
    ) -> Result<Vec<Object>> {
        require_short("text to find", words.join(" ").chars().count())?;
        let terms: Vec<String> = words.iter().map(|word| term(word)).collect();
        let words = terms.join(" AND ");
        self.objects(BY_WORDS, named_params! { ":words": words, ":at": at, ":folder": folder, ":kind": kind })
    }

    /// The workflow or worklet at folder level in which a nested object stands as of a snapshot. A workflow and a worklet may
    /// share a name, so not the path tells but the text.
    pub fn object_around(&self, nested: &Object, at: i64) -> Result<Option<Object>> {
        let mut statement = self.db.prepare_cached(AROUND)?;
        let mut rows = statement.query(named_params! {
            ":definition": nested.definition, ":folder": nested.folder_id, ":at": at,
        })?;
        rows.next()?.map(object).transpose()
    }

    /// The last snapshot in which objects of a name were there, of all that are gone.
    pub fn last_seen(&self, name: &str) -> Result<Option<i64>> {
        const LAST: &str = "SELECT max(r.last_snapshot) FROM object o JOIN revision r ON r.object = o.id
                            WHERE o.name = ?1 AND r.shadowed = 0";
        Ok(self.db.query_row(LAST, [name], |row| row.get(0))?)
    }

    /// True where there is a folder of this name.
    pub fn has_folder(&self, name: &str) -> Result<bool> {
        Ok(self.db.query_row("SELECT count(*) > 0 FROM folder WHERE name = ?1", [name], |row| row.get(0))?)
    }

    /// Since when an object was as it was, the newest first: snapshot, its time, file and line, up to a snapshot.
    pub fn revisions_of(&self, object: &Object, at: i64) -> Result<Vec<(i64, String, String, i64)>> {
        const REVISIONS: &str = "
            SELECT v.first_snapshot, s.started_at, x.name, v.line FROM object o
            CROSS JOIN revision v ON v.object = o.id CROSS JOIN snapshot s ON s.id = v.first_snapshot
            CROSS JOIN export_file x ON x.id = v.export_file
            WHERE o.folder = :folder AND o.kind = :kind AND o.path = :path AND o.name = :name AND o.qualifier = :qualifier
              AND v.shadowed = 0 AND v.first_snapshot <= :at ORDER BY v.first_snapshot DESC";
        let key = &object.key;
        let mut statement = self.db.prepare_cached(REVISIONS)?;
        let rows = statement.query_map(
            named_params! {
                ":folder": object.folder_id, ":kind": key.kind.as_str(), ":path": key.path.as_str(),
                ":name": key.name.as_str(), ":qualifier": key.qualifier.as_str(), ":at": at,
            },
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// The names of all folders.
    pub fn folder_names(&self) -> Result<Vec<String>> {
        let mut statement = self.db.prepare("SELECT DISTINCT name FROM folder ORDER BY name")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Every distinct name of an object, to suggest the nearest one.
    pub fn object_names(&self) -> Result<Vec<String>> {
        let mut statement = self.db.prepare("SELECT DISTINCT name FROM object ORDER BY name")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// The newest snapshot; `None` in an empty catalog.
    pub fn latest_snapshot(&self) -> Result<Option<i64>> {
        self.snapshot_named("latest")
    }
}

/// Words of definitions on their way into the index.
///
/// Every savepoint makes the index write what it holds as a segment of its own; with one for each file, making and merging
/// them took a twentieth of an ingest. So words wait here until there are many.
#[derive(Debug, Default)]
pub struct WordQueue {
    definitions: Vec<(i64, usize)>,
    text: String,
    mark: (usize, usize),
}

impl WordQueue {
    /// Adds the words of a definition.
    pub fn push(&mut self, (definition, words): (i64, &str)) {
        self.text.push_str(words);
        self.definitions.push((definition, self.text.len()));
    }

    /// From here on, what is added can be taken back.
    pub fn mark(&mut self) {
        self.mark = (self.definitions.len(), self.text.len());
    }

    /// Forgets what was added since the mark.
    pub fn take_back(&mut self) {
        self.definitions.truncate(self.mark.0);
        self.text.truncate(self.mark.1);
    }

    /// Writes the words, if they are many.
    pub fn write_many(&mut self, db: &Connection) -> Result<()> {
        if self.text.len() < MANY_BYTES { Ok(()) } else { self.write_all(db) }
    }

    /// Writes the words.
    pub fn write_all(&mut self, db: &Connection) -> Result<()> {
        let mut insert = db.prepare_cached("INSERT INTO find (rowid, words) VALUES (?1, ?2)")?;
        let mut from = 0;
        for (definition, to) in self.definitions.drain(..) {
            insert.execute((definition, &self.text[from..to]))?;
            from = to;
        }
        self.text.clear();
        self.mark = (0, 0);
        Ok(())
    }
}

/// Refuses what is too long to be looked for.
pub(super) fn require_short(what: &str, characters: usize) -> Result<()> {
    if characters <= MOST_CHARACTERS {
        return Ok(());
    }
    Err(StoreError::Refused(format!("a {what} of {characters} characters is too long; give {MOST_CHARACTERS} at most")))
}

fn term(word: &str) -> String {
    let (word, prefix) = word.strip_suffix('*').map_or((word, ""), |word| (word, "*"));
    format!("\"{}\"{prefix}", word.replace('"', "\"\""))
}

fn object(row: &Row<'_>) -> Result<Object> {
    Ok(Object {
        key: key_of(row, 0)?,
        folder_id: row.get(4)?,
        definition: row.get(5)?,
        repository: row.get(6)?,
        folder: row.get(7)?,
        file: row.get(8)?,
        line: row.get(9)?,
        since: row.get(10)?,
        dialect: row.get(11)?,
        id: row.get(12)?,
    })
}

impl Catalog {
    /// Of some words, those that stand in a definition as of a snapshot. Case does not count; a word has letters, digits, `_`,
    /// `$` and `#`.
    pub fn words_in_use<'w>(&self, words: impl Iterator<Item = &'w str>, at: i64) -> Result<BTreeSet<String>> {
        const IN_USE: &str = "
            SELECT EXISTS (SELECT 1 FROM find CROSS JOIN revision v ON v.definition = find.rowid
                           WHERE find MATCH ?1 AND v.shadowed = 0 AND v.first_snapshot <= ?2
                             AND (v.last_snapshot IS NULL OR v.last_snapshot >= ?2))";
        let mut statement = self.db.prepare_cached(IN_USE)?;
        let mut used = BTreeSet::new();
        for word in words {
            if statement.query_row((format!("\"{}\"", word.replace('"', "\"\"")), at), |row| row.get(0))? {
                used.insert(word.to_owned());
            }
        }
        Ok(used)
    }
}
