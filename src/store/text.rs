//! Names and values of attributes, each stored once: a few thousand distinct ones make millions of rows.
//!
//! Owns the table `text`. The map is filled from the table when the first new text comes, so that an ingest in which
//! nothing changed never loads it.

use super::error::Result;
use crate::model::Text;
use rusqlite::Connection;
use rustc_hash::FxHashMap;

/// Numbers of texts.
#[derive(Debug, Default)]
pub struct Texts {
    ids: FxHashMap<Text, i64>,
    loaded: bool,
    next: i64,
    /// Texts added since the last mark, to forget them when their file is taken back.
    added: Vec<Text>,
}

impl Texts {
    /// Returns the number of a text, storing it where it is new.
    pub fn id(&mut self, db: &Connection, text: &str) -> Result<i64> {
        if let Some(id) = self.ids.get(text) {
            return Ok(*id);
        }
        if !self.loaded {
            self.load(db)?;
            return self.id(db, text);
        }
        self.next += 1;
        db.prepare_cached("INSERT INTO text (id, value) VALUES (?1, ?2)")?.execute((self.next, text))?;
        self.ids.insert(text.into(), self.next);
        self.added.push(text.into());
        Ok(self.next)
    }

    /// From here on, texts can be taken back.
    pub fn mark(&mut self) {
        self.added.clear();
    }

    /// Forgets the texts since the mark, whose rows were rolled back.
    pub fn take_back(&mut self) {
        for text in self.added.drain(..) {
            self.ids.remove(&text);
        }
    }

    fn load(&mut self, db: &Connection) -> Result<()> {
        let mut statement = db.prepare("SELECT id, value FROM text")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            self.next = self.next.max(id);
            self.ids.insert(row.get_ref(1)?.as_str().unwrap_or_default().into(), id);
        }
        self.loaded = true;
        Ok(())
    }
}
