//! Repositories and folders.
//!
//! Owns their rows and notices when two different repositories claim one name.

use super::Catalog;
use super::error::Result;
use crate::model::census::FolderFacts;
use crate::model::repository::{Folder, Repository};
use rusqlite::{Connection, OptionalExtension, named_params};
use rustc_hash::FxHashMap;

/// Marks of a repository of which nothing but the name was said, as session files do. It may be any of that name.
const NO_MARKS: &str = " on ";

/// What a lookup of a folder tells.
#[derive(Debug, Clone)]
pub struct Found {
    /// Number of the folder.
    pub id: i64,
    /// What differs from what was known under this name, where it differs enough to be another repository.
    pub clash: Option<String>,
}

/// Numbers of folders of this ingest, and what tells repositories of one name apart.
///
/// Two files of one ingest that disagree are a clash each time; a whole ingest that disagrees with the last one is told
/// once, and then is what is known.
#[derive(Debug, Default)]
pub struct Folders {
    ids: FxHashMap<(Repository, Folder), i64>,
    repositories: FxHashMap<String, (i64, String)>,
    uuids: FxHashMap<(i64, String), (i64, String)>,
    /// The names that the file at hand met first, to forget them when it is taken back.
    added: Vec<(Repository, Folder)>,
}

impl Folders {
    /// Returns the number of a folder, storing it and its repository where they are new.
    pub fn find(&mut self, db: &Connection, repository: &Repository, folder: &Folder) -> Result<Found> {
        let key = (repository.clone(), folder.clone());
        if let Some(id) = self.ids.get(&key) {
            return Ok(Found { id: *id, clash: None });
        }
        let (in_repository, repository_clash) = self.repository(db, repository)?;
        let (id, folder_clash) = self.folder(db, in_repository, repository, folder)?;
        let clash = repository_clash.or(folder_clash);
        if clash.is_none() {
            self.added.push(key.clone());
            self.ids.insert(key, id);
        }
        Ok(Found { id, clash })
    }

    fn repository(&mut self, db: &Connection, repository: &Repository) -> Result<(i64, Option<String>)> {
        let name = repository.name.to_string();
        let marks = format!("{} on {}", repository.codepage, repository.database_type);
        let clash = |was: &str| {
            let differs = was != marks && was != NO_MARKS && marks != NO_MARKS;
            differs.then(|| format!("repository {name} is {marks} here and was {was}"))
        };
        if let Some((id, was)) = self.repositories.get(&name)
            && (was != NO_MARKS || marks == NO_MARKS)
        {
            return Ok((*id, clash(was)));
        }
        let (id, was) = ensure_repository(db, repository)?;
        let clash = was.as_deref().and_then(clash);
        let kept = if marks == NO_MARKS { was.unwrap_or(marks) } else { marks };
        self.repositories.insert(name.clone(), (id, kept));
        Ok((id, clash))
    }

    fn folder(
        &mut self,
        db: &Connection,
        in_repository: i64,
        repository: &Repository,
        folder: &Folder,
    ) -> Result<(i64, Option<String>)> {
        let clash = |was: &str| {
            let same = was == folder.uuid.as_str() || was.is_empty() || folder.uuid.is_empty();
            let message =
                format!("folder {} of {} has UUID {} here and had {was}", folder.name, repository.name, folder.uuid);
            (!same).then_some(message)
        };
        let key = (in_repository, folder.name.to_string());
        if let Some((id, was)) = self.uuids.get(&key)
            && (!was.is_empty() || folder.uuid.is_empty())
        {
            return Ok((*id, clash(was)));
        }
        let (id, was) = ensure_folder(db, in_repository, folder)?;
        let clash = was.as_deref().and_then(clash);
        let kept = if folder.uuid.is_empty() { was.unwrap_or_default() } else { folder.uuid.to_string() };
        self.uuids.insert(key, (id, kept));
        Ok((id, clash))
    }

    /// From here on, what is added can be taken back.
    pub fn mark(&mut self) {
        self.added.clear();
    }

    /// Forgets what was added since the mark, whose rows were rolled back.
    pub fn take_back(&mut self) {
        if !self.added.is_empty() {
            self.added.clear();
            self.ids.clear();
            self.repositories.clear();
            self.uuids.clear();
        }
    }
}

/// Stores or updates a repository; returns its number and the marks it had before.
fn ensure_repository(db: &Connection, repository: &Repository) -> Result<(i64, Option<String>)> {
    let mut find = db.prepare_cached("SELECT id, codepage, database_type FROM repository WHERE name = ?1")?;
    let known = find
        .query_row([repository.name.as_str()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })
        .optional()?;
    let write = match &known {
        Some((id, codepage, database_type))
            if repository.codepage.is_empty() && repository.database_type.is_empty() =>
        {
            return Ok((*id, Some(format!("{codepage} on {database_type}"))));
        }
        Some(_) => {
            "UPDATE repository SET codepage = :codepage, database_type = :type, version = :version WHERE name = :name"
        }
        None => {
            "INSERT INTO repository (name, codepage, database_type, version)
             VALUES (:name, :codepage, :type, :version)"
        }
    };
    db.prepare_cached(write)?.execute(named_params! {
        ":name": repository.name.as_str(),
        ":codepage": repository.codepage.as_str(),
        ":type": repository.database_type.as_str(),
        ":version": repository.version.as_str(),
    })?;
    Ok(match known {
        None => (db.last_insert_rowid(), None),
        Some((id, codepage, database_type)) => (id, Some(format!("{codepage} on {database_type}"))),
    })
}

/// Stores or updates a folder; returns its number and the UUID it had before.
fn ensure_folder(db: &Connection, repository_id: i64, folder: &Folder) -> Result<(i64, Option<String>)> {
    let mut find = db.prepare_cached("SELECT id, uuid FROM folder WHERE repository = ?1 AND name = ?2")?;
    let known = find
        .query_row((repository_id, folder.name.as_str()), |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
        .optional()?;
    let named_only = Folder { name: folder.name.clone(), ..Folder::default() };
    let write = match &known {
        Some((id, uuid)) if *folder == named_only => return Ok((*id, Some(uuid.clone()))),
        Some(_) => {
            "UPDATE folder SET owner = :owner, description = :description, shared = :shared,
             permissions = :permissions, uuid = :uuid WHERE repository = :repository AND name = :name"
        }
        None => {
            "INSERT INTO folder (repository, name, owner, description, shared, permissions, uuid)
             VALUES (:repository, :name, :owner, :description, :shared, :permissions, :uuid)"
        }
    };
    db.prepare_cached(write)?.execute(named_params! {
        ":repository": repository_id,
        ":name": folder.name.as_str(),
        ":owner": folder.owner.as_str(),
        ":description": folder.description.as_str(),
        ":shared": folder.shared,
        ":permissions": folder.permissions.as_str(),
        ":uuid": folder.uuid.as_str(),
    })?;
    Ok(match known {
        None => (db.last_insert_rowid(), None),
        Some((id, uuid)) => (id, Some(uuid)),
    })
}

impl Catalog {
    /// Every folder in which something stands as of a snapshot, by repository and name, with how many of its sources and
    /// targets are described.
    pub fn folder_facts(&self, at: i64) -> Result<Vec<FolderFacts>> {
        let mut statement = self.db.prepare_cached(
            "SELECT r.name, f.name, f.description, sum(o.kind IN ('source', 'target')),
                    sum(coalesce(s.description, t.description, '') <> '')
             FROM object o CROSS JOIN revision v ON v.object = o.id CROSS JOIN folder f ON f.id = o.folder
             CROSS JOIN repository r ON r.id = f.repository
             LEFT JOIN source s ON s.definition = v.definition LEFT JOIN target t ON t.definition = v.definition
             WHERE o.path = '' AND v.shadowed = 0 AND v.first_snapshot <= :at
               AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)
             GROUP BY f.id ORDER BY r.name, f.name",
        )?;
        let rows = statement.query_map([at], |row| {
            Ok(FolderFacts {
                repository: row.get(0)?,
                name: row.get(1)?,
                description: row.get(2)?,
                tables: row.get::<_, i64>(3)?.unsigned_abs(),
                described: row.get::<_, i64>(4)?.unsigned_abs(),
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}
