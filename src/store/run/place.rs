//! Where runs happened: the sessions that ran, by their names. A few thousand places stand for millions of runs.
//!
//! Owns the table `run_place` and what counts as one place when a source leaves a name open.

use crate::model::Text;
use crate::store::error::{Result, StoreError};
use rusqlite::Connection;
use rustc_hash::FxHashMap;

/// Names of a session that ran; empty ones are not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Place {
    pub(super) repository: Text,
    pub(super) folder: Text,
    pub(super) workflow: Text,
    pub(super) path: Text,
    pub(super) session: Text,
}

impl Place {
    /// True where both may be one: no name that both say differs.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        let fits = |a: &Text, b: &Text| a.is_empty() || b.is_empty() || a == b;
        self.session == other.session
            && fits(&self.repository, &other.repository)
            && fits(&self.folder, &other.folder)
            && fits(&self.workflow, &other.workflow)
            && fits(&self.path, &other.path)
    }

    /// With the names that another one says.
    pub(super) fn and(&self, other: &Self) -> Self {
        let told = |own: &Text, theirs: &Text| if theirs.is_empty() { own.clone() } else { theirs.clone() };
        Self {
            repository: told(&self.repository, &other.repository),
            folder: told(&self.folder, &other.folder),
            workflow: told(&self.workflow, &other.workflow),
            path: told(&self.path, &other.path),
            session: self.session.clone(),
        }
    }
}

/// The places that are known; read when the first run comes.
#[derive(Debug, Default)]
pub(super) struct Places {
    ids: FxHashMap<Place, i64>,
    known: FxHashMap<i64, Place>,
    of_session: FxHashMap<Text, Vec<i64>>,
    loaded: bool,
}

impl Places {
    /// Number of a place, storing it where it is new.
    pub(super) fn id(&mut self, db: &Connection, place: &Place) -> Result<i64> {
        self.load(db)?;
        if let Some(id) = self.ids.get(place) {
            return Ok(*id);
        }
        let Place { repository, folder, workflow, path, session } = place;
        db.prepare_cached(
            "INSERT INTO run_place (repository, folder, workflow, path, session) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute([
            repository.as_str(),
            folder.as_str(),
            workflow.as_str(),
            path.as_str(),
            session.as_str(),
        ])?;
        let id = db.last_insert_rowid();
        self.keep(id, place.clone());
        Ok(id)
    }

    /// The place of a number.
    pub(super) fn place(&mut self, db: &Connection, id: i64) -> Result<&Place> {
        self.load(db)?;
        self.known.get(&id).ok_or_else(|| StoreError::Damaged(format!("run_place {id} is gone")))
    }

    /// Places that may be this one.
    pub(super) fn like(&mut self, db: &Connection, place: &Place) -> Result<Vec<i64>> {
        self.load(db)?;
        let of = self.of_session.get(&place.session).map_or(&[][..], Vec::as_slice);
        Ok(of.iter().copied().filter(|id| self.known.get(id).is_some_and(|known| known.may_be(place))).collect())
    }

    fn load(&mut self, db: &Connection) -> Result<()> {
        if std::mem::replace(&mut self.loaded, true) {
            return Ok(());
        }
        let mut statement =
            db.prepare("SELECT id, repository, folder, workflow, path, session FROM run_place ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text = |at: usize| -> rusqlite::Result<Text> { Ok(row.get_ref(at)?.as_str()?.into()) };
            let place =
                Place { repository: text(1)?, folder: text(2)?, workflow: text(3)?, path: text(4)?, session: text(5)? };
            self.keep(row.get(0)?, place);
        }
        Ok(())
    }

    fn keep(&mut self, id: i64, place: Place) {
        self.of_session.entry(place.session.clone()).or_default().push(id);
        self.known.insert(id, place.clone());
        self.ids.insert(place, id);
    }
}
