//! The files of a snapshot with digests, for whoever wants to know what an assessment was made from.
//!
//! Owns how a file's digest is computed: BLAKE3 over its frame (creation date in place) and the digests of the contents in it, each
//! with its length before it; of a parameter file, that of its text. Secrets are cut out before, so it is not the digest of
//! the file as it lay on disk; the same file gives the same digest in every catalog.

use crate::model::assessment::Input;
use crate::store::Catalog;
use crate::store::error::Result;
use crate::store::manifest::{self, Part};
use rusqlite::Connection;
use std::collections::BTreeMap;

impl Catalog {
    /// Exports and parameter files of a snapshot, by name, with what kept any from being read.
    pub fn inputs(&self, at: i64) -> Result<Vec<Input>> {
        let mut trouble = troubles(&self.db, at)?;
        let mut inputs = Vec::new();
        for file in self.files(at)? {
            let digest = match file.row.manifest {
                Some(manifest) => digest(&self.db, manifest, &file.row.creation_date)?,
                None => String::new(),
            };
            let why = trouble.remove(&file.row.name).unwrap_or_default();
            let trouble = if digest.is_empty() { why } else { String::new() };
            inputs.push(Input { name: file.row.name, digest, size: file.row.size, trouble });
        }
        inputs.extend(parameters(&self.db, at)?);
        // What could not even be opened has no row.
        let unopened = trouble.into_iter().filter(|(name, _)| !name.is_empty());
        inputs.extend(unopened.map(|(name, trouble)| Input { name, digest: String::new(), size: 0, trouble }));
        inputs.sort_by(|a, b| (&a.name, &a.digest).cmp(&(&b.name, &b.digest)));
        Ok(inputs)
    }
}

fn digest(db: &Connection, id: i64, creation_date: &str) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    let mut add = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    };
    let mut content = db.prepare_cached("SELECT digest FROM content WHERE id = ?1")?;
    for part in manifest::load(db, id)? {
        match part {
            Part::Text(text) => add(manifest::with_date(&text, creation_date).as_bytes()),
            Part::Content(number) => add(&content.query_row([number], |row| row.get::<_, Vec<u8>>(0))?),
        }
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// The first error of each file that has one and was not read.
fn troubles(db: &Connection, at: i64) -> Result<BTreeMap<String, String>> {
    let mut statement = db.prepare_cached(
        "SELECT p.file, p.code || ': ' || p.message FROM problem p LEFT JOIN export_file x ON x.id = p.export_file
         WHERE p.snapshot = ?1 AND p.severity = 'error' AND x.manifest IS NULL AND p.content IS NULL
         ORDER BY p.id DESC",
    )?;
    let rows = statement.query_map([at], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

fn parameters(db: &Connection, at: i64) -> Result<Vec<Input>> {
    let mut statement = db.prepare_cached(
        "SELECT CASE f.environment WHEN '' THEN f.name ELSE f.name || ' (' || f.environment || ')' END,
                lower(hex(t.digest)), t.size_bytes
         FROM parameter_revision r JOIN parameter_text t ON t.id = r.text JOIN parameter_file f ON f.id = t.file
         WHERE r.first_snapshot <= ?1 AND (r.last_snapshot IS NULL OR r.last_snapshot >= ?1)",
    )?;
    let rows = statement.query_map([at], |row| {
        let size: i64 = row.get(2)?;
        Ok(Input { name: row.get(0)?, digest: row.get(1)?, size: size.unsigned_abs(), trouble: String::new() })
    })?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}
