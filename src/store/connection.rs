//! Rows of connection references.

use super::Catalog;
use super::error::Result;
use super::mapping::place;
use super::text::Texts;
use crate::model::census::ConnectionUse;
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

/// Counted by numbers first; the texts behind them are looked up once for each use.
const USES: &str = "
    SELECT r.name, f.name, n.value, w.value, e.value, u.times
    FROM (SELECT o.folder AS folder, x.name AS name, x.variable AS variable, k.type AS extension, count(*) AS times
          FROM object o CROSS JOIN revision v ON v.object = o.id
          CROSS JOIN connection_reference x ON x.definition = v.definition
          CROSS JOIN session_extension k ON k.definition = x.definition AND k.number = x.extension
          WHERE o.kind IN ('session', 'workflow', 'worklet') AND v.shadowed = 0 AND v.first_snapshot <= :at
            AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)
          GROUP BY 1, 2, 3, 4) u
    CROSS JOIN folder f ON f.id = u.folder CROSS JOIN repository r ON r.id = f.repository
    CROSS JOIN text n ON n.id = u.name CROSS JOIN text w ON w.id = u.variable CROSS JOIN text e ON e.id = u.extension
    WHERE n.value <> '' OR w.value <> ''
    ORDER BY n.value, w.value, r.name, f.name, e.value";

impl Catalog {
    /// How the sessions of each folder use connections as of a snapshot, by connection.
    pub fn connection_uses(&self, at: i64) -> Result<Vec<ConnectionUse>> {
        let mut statement = self.db.prepare_cached(USES)?;
        let rows = statement.query_map([at], |row| {
            let (name, variable): (String, String) = (row.get(2)?, row.get(3)?);
            Ok(ConnectionUse {
                repository: row.get(0)?,
                folder: row.get(1)?,
                connection: if name.is_empty() { variable } else { name }.into(),
                extension: row.get(4)?,
                times: row.get::<_, i64>(5)?.unsigned_abs(),
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}
