//! Contents: a child of FOLDER as compressed text, once whoever refers to it.

use super::Catalog;
use super::error::{Result, StoreError};
use super::object::key_of;
use crate::model::address::full;
use crate::model::census::MaskedText;
use crate::model::content::COUNTED;
use crate::model::credential::{MASK, marks};
use crate::model::object::Kind;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use zstd::dict::{DecoderDictionary, EncoderDictionary};

/// BLAKE3 of a text.
pub type Digest = [u8; 32];

/// Level 3: level 1 makes contents 12 % larger and saves a tenth of a second for 70 MB; level 6 costs three times as much.
const LEVEL: i32 = 3;

/// Digest of a text.
#[must_use]
pub fn digest(text: &[u8]) -> Digest {
    *blake3::hash(text).as_bytes()
}

/// What every content is compressed against: lines as exports have them, written by hand. Most contents are a few kilobytes
/// of text that differs from these lines in names only, and shrink to half of what they shrink to alone. The file is part
/// of the format: it never changes; a better one would be a second one beside it.
const DICTIONARY: &[u8] = include_bytes!("powermart.dict");

static PACKING: LazyLock<EncoderDictionary<'static>> = LazyLock::new(|| EncoderDictionary::copy(DICTIONARY, LEVEL));
static UNPACKING: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(DICTIONARY));

/// From this size on, a content is compressed without the dictionary: it would gain nothing and take a third longer. A frame
/// that never refers to the dictionary unpacks with it all the same.
const LARGE: usize = 128 << 10;

/// Compresses one content after the other with one context for small and one for large ones.
pub struct Compressor {
    small: zstd::bulk::Compressor<'static>,
    large: zstd::bulk::Compressor<'static>,
    out: Vec<u8>,
}

impl Compressor {
    /// Makes a compressor.
    pub fn new() -> Result<Self> {
        let damaged = |error: std::io::Error| StoreError::Damaged(error.to_string());
        let small = zstd::bulk::Compressor::with_prepared_dictionary(&PACKING).map_err(damaged)?;
        let large = zstd::bulk::Compressor::new(LEVEL).map_err(damaged)?;
        Ok(Self { small, large, out: Vec::new() })
    }

    /// Compresses a text.
    pub fn compress(&mut self, text: &[u8]) -> Result<Vec<u8>> {
        let inner = if text.len() < LARGE { &mut self.small } else { &mut self.large };
        self.out.clear();
        self.out.reserve(zstd::zstd_safe::compress_bound(text.len()));
        inner.compress_to_buffer(text, &mut self.out).map_err(|error| StoreError::Damaged(error.to_string()))?;
        Ok(self.out.clone())
    }
}

/// Decompresses a text whose size is known.
pub fn decompress(packed: &[u8], size: usize) -> Result<String> {
    let text = unpack(packed, size)?;
    String::from_utf8(text).map_err(|_| StoreError::Damaged("a content is not UTF-8".to_owned()))
}

/// Decompresses bytes whose number is known.
pub fn unpack(packed: &[u8], size: usize) -> Result<Vec<u8>> {
    let damaged = |error: std::io::Error| StoreError::Damaged(error.to_string());
    let mut inner = zstd::bulk::Decompressor::with_prepared_dictionary(&UNPACKING).map_err(damaged)?;
    inner.decompress(packed, size).map_err(damaged)
}

/// A content ready to be stored.
#[derive(Debug, Clone)]
pub struct Packed {
    /// Digest of its text.
    pub digest: Digest,
    /// A secret was cut out of it.
    pub masked: bool,
    /// Bytes of its text.
    pub size: usize,
    /// The compressed text.
    pub xml: Vec<u8>,
}

/// Stores a content and returns its number.
pub fn insert(db: &Connection, packed: &Packed, counts: &[u32]) -> Result<i64> {
    let mut statement =
        db.prepare_cached("INSERT INTO content (digest, masked, size_bytes, counts, xml) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let size = i64::try_from(packed.size).unwrap_or(i64::MAX);
    statement.execute((&packed.digest[..], packed.masked, size, counts_json(counts), &packed.xml))?;
    Ok(db.last_insert_rowid())
}

fn counts_json(counts: &[u32]) -> String {
    let counted: BTreeMap<&str, u32> =
        COUNTED.into_iter().zip(counts.iter().copied()).filter(|(_, count)| *count > 0).collect();
    serde_json::to_string(&counted).unwrap_or_default()
}

/// Reads element counts as they are stored.
pub fn counts(json: &str) -> Result<BTreeMap<String, u32>> {
    serde_json::from_str(json).map_err(|error| StoreError::Damaged(format!("element counts: {error}")))
}

impl Catalog {
    /// The text of a content.
    pub fn content_text(&self, content: i64) -> Result<String> {
        let mut statement = self.db.prepare_cached("SELECT size_bytes, xml FROM content WHERE id = ?1")?;
        let (size, xml): (i64, Vec<u8>) = statement.query_row([content], |row| Ok((row.get(0)?, row.get(1)?)))?;
        decompress(&xml, usize::try_from(size).unwrap_or(0))
    }
}

/// Definitions of contents out of which a secret was cut, as of a snapshot.
const MASKED: &str = "
    SELECT o.kind, o.path, o.name, o.qualifier, r.name, f.name, x.name, v.line, c.id, d.start, d.length
    FROM content c CROSS JOIN definition d ON d.content = c.id CROSS JOIN revision v ON v.definition = d.id
    CROSS JOIN object o ON o.id = v.object CROSS JOIN folder f ON f.id = o.folder
    CROSS JOIN repository r ON r.id = f.repository CROSS JOIN export_file x ON x.id = v.export_file
    WHERE c.masked = 1 AND v.shadowed = 0 AND v.first_snapshot <= :at
      AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)
    ORDER BY c.id, d.start, v.id";

impl Catalog {
    /// The texts of the objects out of which a secret was cut, as of a snapshot, by content. Texts without a mark are left
    /// out: the secret stood in another object of the content.
    pub fn masked_texts(&self, at: i64) -> Result<Vec<MaskedText>> {
        let mut statement = self.db.prepare_cached(MASKED)?;
        let mut rows = statement.query([at])?;
        let (mut found, mut text) = (Vec::new(), (-1, String::new()));
        while let Some(row) = rows.next()? {
            let content: i64 = row.get(8)?;
            if text.0 != content {
                text = (content, self.content_text(content)?);
            }
            let (start, length): (i64, i64) = (row.get(9)?, row.get(10)?);
            let (start, length) = (usize::try_from(start).unwrap_or(0), usize::try_from(length).unwrap_or(0));
            let Some(xml) = text.1.get(start..start + length).filter(|xml| is_marked(xml)) else { continue };
            let key = key_of(row, 0)?;
            let folder: String = row.get(5)?;
            found.push(MaskedText {
                address: full(&row.get::<_, String>(4)?, &folder, &key),
                holds_others: matches!(key.kind, Kind::Workflow | Kind::Worklet),
                file: row.get(6)?,
                lines_before: row.get::<_, i64>(7)?.unsigned_abs().saturating_sub(1),
                xml: xml.to_owned(),
                folder,
            });
        }
        Ok(found)
    }
}

fn is_marked(text: &str) -> bool {
    text.contains(MASK) || marks(text).next().is_some()
}
