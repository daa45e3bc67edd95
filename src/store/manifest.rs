//! The frame of a file and the order of its contents, from which its text is built again.
//!
//! Owns the format of `manifest.body`: a sequence of `0` + length + text, and `1` + content number, numbers as LEB128,
//! the whole compressed. The value of CREATION_DATE is left out (a NUL stands in its place), because it differs every
//! night; so a night without changes adds no manifest.

use super::content::{self, Digest};
use super::error::{Result, StoreError};
use rusqlite::{Connection, OptionalExtension};

const TEXT: u8 = 0;
const CONTENT: u8 = 1;
const DATE_HERE: &str = "\0";

/// A manifest in the making, or read back.
#[derive(Debug, Default, Clone)]
pub struct Manifest {
    body: Vec<u8>,
    /// The contents in it, in order.
    pub contents: Vec<i64>,
}

/// A part of a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// Text of the frame, with a NUL where the creation date stands.
    Text(String),
    /// A content.
    Content(i64),
}

impl Manifest {
    /// Adds text of the frame; `creation_date` is what the file says, as far as it is known.
    pub fn text(&mut self, text: &str, creation_date: &str) {
        let dated = format!("\"{creation_date}\"");
        let text = match text.find("CREATION_DATE=") {
            Some(at) if !creation_date.is_empty() => {
                let (head, tail) = text.split_at(at);
                format!("{head}{}", tail.replacen(&dated, &format!("\"{DATE_HERE}\""), 1))
            }
            _ => text.to_owned(),
        };
        self.body.push(TEXT);
        self.number(text.len() as u64);
        self.body.extend_from_slice(text.as_bytes());
    }

    /// Adds a content.
    pub fn content(&mut self, content: i64) {
        self.body.push(CONTENT);
        self.number(content.unsigned_abs());
        self.contents.push(content);
    }

    fn number(&mut self, mut number: u64) {
        loop {
            let [low, ..] = number.to_le_bytes();
            number >>= 7;
            if number == 0 {
                return self.body.push(low & 0x7f);
            }
            self.body.push(low | 0x80);
        }
    }

    /// Stores it where it is new and returns its number.
    pub fn store(&self, db: &Connection, compressor: &mut content::Compressor) -> Result<i64> {
        let digest: Digest = content::digest(&self.body);
        let mut find = db.prepare_cached("SELECT id FROM manifest WHERE digest = ?1")?;
        if let Some(id) = find.query_row([&digest[..]], |row| row.get(0)).optional()? {
            return Ok(id);
        }
        let mut body = (self.body.len() as u64).to_le_bytes().to_vec();
        body.extend(compressor.compress(&self.body)?);
        db.prepare_cached("INSERT INTO manifest (digest, body) VALUES (?1, ?2)")?.execute((&digest[..], body))?;
        Ok(db.last_insert_rowid())
    }
}

/// Reads a stored manifest.
pub fn load(db: &Connection, id: i64) -> Result<Vec<Part>> {
    read(id, &unpacked(db, id)?)
}

/// The unpacked body of a stored manifest, of which its digest is.
pub fn unpacked(db: &Connection, id: i64) -> Result<Vec<u8>> {
    let mut statement = db.prepare_cached("SELECT body FROM manifest WHERE id = ?1")?;
    let stored: Vec<u8> = statement.query_row([id], |row| row.get(0))?;
    let damaged = || StoreError::Damaged(format!("manifest {id}"));
    let (size, packed) = stored.split_first_chunk::<8>().ok_or_else(damaged)?;
    let size = usize::try_from(u64::from_le_bytes(*size)).map_err(|_| damaged())?;
    content::unpack(packed, size).map_err(|_| damaged())
}

/// Reads an unpacked body.
pub fn read(id: i64, body: &[u8]) -> Result<Vec<Part>> {
    parts(body).ok_or_else(|| StoreError::Damaged(format!("manifest {id}")))
}

fn parts(mut body: &[u8]) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    while let Some((kind, rest)) = body.split_first() {
        let (number, rest) = take_number(rest)?;
        if *kind == CONTENT {
            parts.push(Part::Content(i64::try_from(number).ok()?));
            body = rest;
        } else {
            let (text, rest) = rest.split_at_checked(usize::try_from(number).ok()?)?;
            parts.push(Part::Text(std::str::from_utf8(text).ok()?.to_owned()));
            body = rest;
        }
    }
    Some(parts)
}

fn take_number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0_u64;
    for (at, byte) in bytes.iter().enumerate().take(10) {
        number |= u64::from(byte & 0x7f).checked_shl(u32::try_from(at * 7).ok()?)?;
        if byte & 0x80 == 0 {
            return Some((number, &bytes[at + 1..]));
        }
    }
    None
}

/// Puts the creation date back into text of the frame.
#[must_use]
pub fn with_date(text: &str, creation_date: &str) -> String {
    text.replace(DATE_HERE, creation_date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_in_order_and_the_date_is_left_out() {
        let mut manifest = Manifest::default();
        manifest.text("<POWERMART CREATION_DATE=\"01/02/2026 03:04:05\">", "01/02/2026 03:04:05");
        manifest.content(300);
        manifest.text("\n", "01/02/2026 03:04:05");
        let read = parts(&manifest.body).expect("whole");
        let frame = "<POWERMART CREATION_DATE=\"\0\">".to_owned();
        assert_eq!(read, [Part::Text(frame.clone()), Part::Content(300), Part::Text("\n".to_owned())]);
        assert_eq!(with_date(&frame, "x"), "<POWERMART CREATION_DATE=\"x\">");
    }
}
