//! Rows of connection references.

use super::error::Result;
use super::mapping::place;
use super::text::Texts;
use crate::model::connection::ConnectionReference;
use rusqlite::Connection;

/// Numbers the references of one definition.
#[derive(Debug, Default)]
pub struct Counter(usize);

/// Stores a CONNECTIONREFERENCE of an extension.
pub fn reference(
    db: &Connection,
    texts: &mut Texts,
    id: i64,
    extension: usize,
    one: &ConnectionReference,
    counter: &mut Counter,
) -> Result<()> {
    let columns = [&one.reference, &one.connection_type, &one.subtype, &one.name, &one.variable, &one.partition];
    let mut ids = [0_i64; 6];
    for (id, text) in ids.iter_mut().zip(columns) {
        *id = texts.id(db, text)?;
    }
    let [reference, kind, subtype, name, variable, partition] = ids;
    db.prepare_cached(
        "INSERT INTO connection_reference
             (definition, number, extension, reference, type, subtype, name, variable, partition)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute((id, place(counter.0), place(extension), reference, kind, subtype, name, variable, partition))?;
    counter.0 += 1;
    Ok(())
}
