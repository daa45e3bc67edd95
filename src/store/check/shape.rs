//! Tables, indexes and views against those that the migrations make.

use super::CheckReport;
use crate::store::error::Result;
use crate::store::schema;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Tables of SQLite and of refinery, and those inside the index of `find`, may be spelt otherwise by another version.
const SHAPE: &str = "
    SELECT type || ' ' || name,
           CASE WHEN name LIKE 'find\\_%' ESCAPE '\\' OR name = 'refinery_schema_history' THEN '' ELSE coalesce(sql, '') END
    FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'";

pub(super) fn shape(db: &Connection, report: &mut CheckReport) -> Result<()> {
    let mut fresh = Connection::open_in_memory()?;
    schema::make(&mut fresh)?;
    let (found, expected) = (read(db)?, read(&fresh)?);
    for (name, sql) in &expected {
        match found.get(name) {
            None => report.damages.push(format!("the schema: {name} is missing")),
            Some(other) if other != sql => report.damages.push(format!("the schema: {name} was changed")),
            Some(_) => {}
        }
    }
    let foreign = found.keys().filter(|name| !expected.contains_key(*name));
    report.damages.extend(foreign.map(|name| format!("the schema: {name} is none of this program")));
    Ok(())
}

fn read(db: &Connection) -> Result<BTreeMap<String, String>> {
    let mut statement = db.prepare(SHAPE)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}
