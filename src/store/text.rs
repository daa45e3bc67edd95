//! Names and values of attributes, each stored once: a few thousand distinct ones make millions of rows.
//!
//! Owns the tables `text` and `attribute_list`. The map is filled from the table when the first new text comes, so that an ingest in which
//! nothing changed never loads it.

use super::content::digest;
use super::error::Result;
use crate::model::Text;
use crate::model::attribute::Attribute;
use rusqlite::Connection;
use rustc_hash::FxHashMap;

/// Numbers of texts.
#[derive(Debug, Default)]
pub struct Texts {
    ids: FxHashMap<Text, i64>,
    loaded: bool,
    next: i64,
    lists: FxHashMap<List, i64>,
    next_list: i64,
    /// The highest numbers when the file at hand began; what is above goes when the file is taken back.
    mark: (i64, i64),
}

/// A list of attributes, name, partition and value of each as numbers of texts, by 128 bits of its digest: there may be a
/// hundred thousand lists, and holding them whole took 20 MB.
type List = [u8; 16];

fn key(list: &[(i64, i64, i64)]) -> List {
    let numbers = list.iter().flat_map(|(name, partition, value)| [*name, *partition, *value]);
    let bytes: Vec<u8> = numbers.flat_map(i64::to_le_bytes).collect();
    let mut key = List::default();
    key.copy_from_slice(&digest(&bytes)[..16]);
    key
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
        Ok(self.next)
    }

    /// Returns the number of a list of attributes, storing it where it is new; 0 for the empty list.
    pub fn list<'a>(&mut self, db: &Connection, attributes: impl Iterator<Item = &'a Attribute>) -> Result<i64> {
        let mut list = Vec::new();
        for attribute in attributes {
            let (name, partition) = (self.id(db, &attribute.name)?, self.id(db, &attribute.partition)?);
            list.push((name, partition, self.id(db, &attribute.value)?));
        }
        if list.is_empty() {
            return Ok(0);
        }
        let key = key(&list);
        if let Some(id) = self.lists.get(&key) {
            return Ok(*id);
        }
        self.next_list += 1;
        let mut insert = db.prepare_cached(
            "INSERT INTO attribute_list (list, number, name, partition, value) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for (number, (name, partition, value)) in list.iter().enumerate() {
            insert.execute((self.next_list, i64::try_from(number).unwrap_or(i64::MAX), name, partition, value))?;
        }
        self.lists.insert(key, self.next_list);
        Ok(self.next_list)
    }

    /// From here on, texts and lists can be taken back.
    pub fn mark(&mut self) {
        self.mark = (self.next, self.next_list);
    }

    /// Forgets the texts and lists since the mark, whose rows were rolled back.
    pub fn take_back(&mut self) {
        let (text, list) = self.mark;
        self.ids.retain(|_, id| *id <= text);
        self.lists.retain(|_, id| *id <= list);
        (self.next, self.next_list) = self.mark;
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
        self.load_lists(db)?;
        self.mark = (self.next, self.next_list);
        Ok(())
    }

    fn load_lists(&mut self, db: &Connection) -> Result<()> {
        let mut statement =
            db.prepare("SELECT list, name, partition, value FROM attribute_list ORDER BY list, number")?;
        let mut rows = statement.query([])?;
        let mut list = Vec::new();
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if id != self.next_list && !list.is_empty() {
                self.lists.insert(key(&std::mem::take(&mut list)), self.next_list);
            }
            self.next_list = id;
            list.push((row.get(1)?, row.get(2)?, row.get(3)?));
        }
        if !list.is_empty() {
            self.lists.insert(key(&list), self.next_list);
        }
        Ok(())
    }
}
