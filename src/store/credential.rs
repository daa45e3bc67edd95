//! Rows of credentials: sealed values by name and version.
//!
//! Owns `credential` and `credential_version`. Never seals or opens: it takes and gives bytes. Each function is one savepoint,
//! so it may stand alone or inside a transaction of the caller.

use super::Catalog;
use super::error::{Result, StoreError};
use crate::model::Text;
use crate::model::census::CredentialFacts;
use crate::model::credential::{Origin, Sealed};
use crate::model::listing::{Cell, Listing};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use std::collections::BTreeMap;

/// One version of a credential as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredVersion {
    /// Name of the credential.
    pub credential: Text,
    /// Its version, from 1.
    pub version: u32,
    /// The sealed value, its digest and who can open it.
    pub value: Sealed,
    /// True where it is the value in force.
    pub in_force: bool,
    /// When it was set, UTC.
    pub set_at: String,
    id: i64,
}

/// The credentials that connections refer to: name of the credential → (connection, environment).
pub type References = BTreeMap<Text, Vec<(Text, Text)>>;

const ALL: &str = "
    SELECT c.id, c.name, v.version, v.sealed, v.mac, v.recipients,
           v.version = (SELECT max(n.version) FROM credential_version n WHERE n.credential = c.id), v.set_at
    FROM credential c JOIN credential_version v ON v.credential = c.id
    WHERE c.removed_at IS NULL AND v.sealed IS NOT NULL
    ORDER BY c.name, v.version";
/// One name by its index: an ingest asks for each secret that it meets.
const OF_NAME: &str = "
    SELECT c.id, c.name, v.version, v.sealed, v.mac, v.recipients,
           v.version = (SELECT max(n.version) FROM credential_version n WHERE n.credential = c.id), v.set_at
    FROM credential c JOIN credential_version v ON v.credential = c.id
    WHERE c.name = ?1 AND c.removed_at IS NULL AND v.sealed IS NOT NULL
    ORDER BY v.version";
const LIST: &str = "
    SELECT c.name, c.origin, c.place, n.version,
           (SELECT count(*) - 1 FROM credential_version v WHERE v.credential = c.id AND v.sealed IS NOT NULL),
           length(n.recipients) - length(replace(n.recipients, ' ', '')) + 1, n.set_at, n.sealed_at, c.rotate
    FROM credential c JOIN credential_version n ON n.credential = c.id
    WHERE c.removed_at IS NULL
      AND n.version = (SELECT max(v.version) FROM credential_version v WHERE v.credential = c.id)
    ORDER BY c.name";
const HISTORY: &str = "
    SELECT v.version, CASE WHEN c.removed_at IS NOT NULL THEN 'removed' WHEN v.sealed IS NULL THEN 'purged'
                           WHEN v.version = (SELECT max(n.version) FROM credential_version n
                                             WHERE n.credential = c.id) THEN 'in force'
                           ELSE 'old' END,
           v.set_at, v.sealed_at, c.removed_at, v.recipients,
           CASE WHEN v.version = (SELECT max(n.version) FROM credential_version n WHERE n.credential = c.id)
                THEN c.rotate END
    FROM credential c JOIN credential_version v ON v.credential = c.id
    WHERE c.name = ?1 ORDER BY c.id, v.version";

/// The version that a credential had at a time, UTC; `None` where it had none, or where nobody could tell whether a new value
/// was another one, because there was no key of digests.
pub fn version_at(catalog: &Catalog, name: &str, at: &str) -> Result<Option<u32>> {
    const AT: &str =
        "SELECT v.version, v.mac IS NOT NULL FROM credential c JOIN credential_version v ON v.credential = c.id
                      WHERE c.name = ?1 AND v.set_at <= ?2 ORDER BY v.version DESC LIMIT 1";
    let found: Option<(u32, bool)> =
        catalog.db.prepare_cached(AT)?.query_row((name, at), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(found.filter(|(_, can_tell)| *can_tell).map(|(version, _)| version))
}

/// Names of the found credentials that got a value after one time and not after another, UTC.
pub fn found_between(catalog: &Catalog, after: &str, until: &str) -> Result<Vec<String>> {
    const BETWEEN: &str = "SELECT DISTINCT c.name FROM credential c JOIN credential_version v ON v.credential = c.id
                           WHERE c.origin = 'found' AND v.set_at > ?1 AND v.set_at <= ?2 ORDER BY c.name";
    let mut statement = catalog.db.prepare_cached(BETWEEN)?;
    let rows = statement.query_map((after, until), |row| row.get(0))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// Names of the credentials that there were at a time, UTC, each with the time at which its value of then was set.
pub fn names_at(catalog: &Catalog, at: &str) -> Result<Vec<(String, String)>> {
    const AT: &str = "SELECT c.name, max(v.set_at) FROM credential c JOIN credential_version v ON v.credential = c.id
                      WHERE v.set_at <= ?1 AND (c.removed_at IS NULL OR c.removed_at > ?1) GROUP BY c.id ORDER BY c.name";
    let mut statement = catalog.db.prepare_cached(AT)?;
    let rows = statement.query_map([at], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

/// The id of the catalog, to which sealed values are bound: 32 hexadecimal digits.
pub fn catalog_id(catalog: &Catalog) -> Result<Text> {
    let id = catalog.db.query_row("SELECT id FROM catalog_identity", [], |row| row.get::<_, String>(0)).optional()?;
    id.map(Text::from).ok_or_else(|| StoreError::Damaged("it has no id".to_owned()))
}

/// Makes every commit from now on last even if the power goes, and wipes what is written over. For commands that seal.
pub fn durable(catalog: &Catalog) -> Result<()> {
    catalog.db.pragma_update(None, "synchronous", "FULL")?;
    catalog.db.pragma_update(None, "secure_delete", true)?;
    Ok(())
}

/// Runs several steps as one: all of them happen, or none.
pub fn together<T, E: From<StoreError>>(
    catalog: &Catalog,
    steps: impl FnOnce() -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let say = |sql| catalog.db.execute_batch(sql).map_err(StoreError::from);
    say("SAVEPOINT together")?;
    match steps() {
        Ok(done) => say("RELEASE together").map(|()| done).map_err(E::from),
        Err(error) => {
            say("ROLLBACK TO together; RELEASE together")?;
            Err(error)
        }
    }
}

/// The version that the next value of a credential gets. Goes on counting after a removal, so that no old sealed value ever
/// fits a new place.
pub fn next_version(catalog: &Catalog, name: &str) -> Result<u32> {
    const NEWEST: &str = "SELECT coalesce(max(v.version), 0) FROM credential c
                          JOIN credential_version v ON v.credential = c.id WHERE c.name = ?1";
    let newest: u32 = catalog.db.prepare_cached(NEWEST)?.query_row([name], |row| row.get(0))?;
    newest.checked_add(1).ok_or_else(|| StoreError::Damaged(format!("credential {name} has too many versions")))
}

/// Stores a value as the one in force; its reason to be rotated is gone with that. `version` is what [`next_version`] said
/// before it was sealed. `place` tells where a found one stood.
pub fn set(
    catalog: &Catalog,
    name: &str,
    origin: Origin,
    place: &str,
    version: u32,
    value: &Sealed,
    now: &str,
) -> Result<()> {
    if value.recipients.is_empty() {
        return Err(StoreError::Refused(format!("credential {name}: nothing is sealed to nobody")));
    }
    together(catalog, || {
        if next_version(catalog, name)? != version {
            return Err(StoreError::Refused(format!("credential {name} was changed meanwhile; try again")));
        }
        let id = existing_or_new(&catalog.db, name, origin, place, now)?;
        catalog
            .db
            .prepare_cached(
                "INSERT INTO credential_version (credential, version, sealed, mac, recipients, set_at, sealed_at)
                 VALUES (:id, :version, :sealed, :mac, :recipients, :now, :now)",
            )?
            .execute(named_params! {
                ":id": id, ":version": version, ":sealed": value.sealed, ":mac": value.mac,
                ":recipients": value.recipients.join(" "), ":now": now,
            })?;
        Ok(())
    })
}

fn existing_or_new(db: &Connection, name: &str, origin: Origin, place: &str, now: &str) -> Result<i64> {
    let update = "UPDATE credential SET rotate = NULL, place = ?2 WHERE name = ?1 AND removed_at IS NULL RETURNING id";
    let there = db.prepare_cached(update)?.query_row((name, place), |row| row.get(0)).optional()?;
    if let Some(id) = there {
        return Ok(id);
    }
    db.prepare_cached("INSERT INTO credential (name, origin, place, created_at) VALUES (?1, ?2, ?3, ?4)")?
        .execute((name, origin.word(), place, now))?;
    Ok(db.last_insert_rowid())
}

/// The value in force, `None` where there is no such credential.
pub fn current(catalog: &Catalog, name: &str) -> Result<Option<StoredVersion>> {
    Ok(versions(catalog, name)?.into_iter().rfind(|one| one.in_force))
}

/// The value that was in force just before a time, or the oldest one where all are newer; `None` as the time: the one in force.
pub fn before(catalog: &Catalog, name: &str, time: Option<&str>) -> Result<Option<StoredVersion>> {
    let mut all = versions(catalog, name)?;
    let at = all.iter().rposition(|one| time.is_none_or(|time| one.set_at.as_str() < time)).unwrap_or(0);
    Ok((at < all.len()).then(|| all.swap_remove(at)))
}

/// Every sealed version of a credential, oldest first; purged ones are not there.
pub fn versions(catalog: &Catalog, name: &str) -> Result<Vec<StoredVersion>> {
    let mut statement = catalog.db.prepare_cached(OF_NAME)?;
    let rows = statement.query_map([name], version_of)?;
    rows.map(|row| Ok(row?)).collect()
}

/// Every sealed version of every credential, by name and version.
pub fn all(catalog: &Catalog) -> Result<Vec<StoredVersion>> {
    let mut statement = catalog.db.prepare_cached(ALL)?;
    let rows = statement.query_map([], version_of)?;
    rows.map(|row| Ok(row?)).collect()
}

fn version_of(row: &Row<'_>) -> rusqlite::Result<StoredVersion> {
    let recipients: String = row.get(5)?;
    Ok(StoredVersion {
        id: row.get(0)?,
        credential: Text::from(row.get::<_, String>(1)?),
        version: row.get(2)?,
        value: Sealed {
            sealed: row.get(3)?,
            mac: row.get(4)?,
            recipients: recipients.split_whitespace().map(Text::from).collect(),
        },
        in_force: row.get(6)?,
        set_at: row.get(7)?,
    })
}

/// Puts newly sealed values in the place of others, as one step. The values are the same, only who can open them changes.
pub fn replace_sealed(catalog: &Catalog, values: &[(StoredVersion, Sealed)], now: &str) -> Result<()> {
    const REPLACE: &str = "UPDATE credential_version SET sealed = ?3, mac = ?4, recipients = ?5, sealed_at = ?6
                           WHERE credential = ?1 AND version = ?2 AND sealed IS NOT NULL";
    together(catalog, || {
        let mut statement = catalog.db.prepare_cached(REPLACE)?;
        for (old, new) in values {
            if new.recipients.is_empty() {
                return Err(StoreError::Refused(format!("credential {}: nothing is sealed to nobody", old.credential)));
            }
            statement.execute((old.id, old.version, &new.sealed, &new.mac, new.recipients.join(" "), now))?;
        }
        Ok(())
    })
}

/// Throws the old values of a credential away, keeping that they were; returns how many.
pub fn purge_old(catalog: &Catalog, name: &str) -> Result<usize> {
    const PURGE: &str = "
        UPDATE credential_version SET sealed = NULL, mac = NULL
        WHERE sealed IS NOT NULL AND credential = (SELECT id FROM credential WHERE name = ?1 AND removed_at IS NULL)
          AND version < (SELECT max(n.version) FROM credential_version n WHERE n.credential = credential_version.credential)";
    Ok(catalog.db.execute(PURGE, [name])?)
}

/// Removes a credential: its values are gone, its history stays. False where there is none.
pub fn remove(catalog: &Catalog, name: &str, now: &str) -> Result<bool> {
    together(catalog, || {
        catalog.db.execute(
            "UPDATE credential_version SET sealed = NULL, mac = NULL
             WHERE credential = (SELECT id FROM credential WHERE name = ?1 AND removed_at IS NULL)",
            [name],
        )?;
        let sql = "UPDATE credential SET removed_at = ?2, rotate = NULL WHERE name = ?1 AND removed_at IS NULL";
        Ok(catalog.db.execute(sql, (name, now))? > 0)
    })
}

/// Notes why the value of a credential should be changed.
pub fn mark_rotate(catalog: &Catalog, name: &str, reason: &str) -> Result<()> {
    let sql = "UPDATE credential SET rotate = ?2 WHERE name = ?1 AND removed_at IS NULL";
    catalog.db.prepare_cached(sql)?.execute((name, reason))?;
    Ok(())
}

/// Which connections refer to which credential.
pub fn references(catalog: &Catalog) -> Result<References> {
    const REFERENCES: &str = "SELECT credential, connection, environment FROM current_connection_object
                              WHERE credential IS NOT NULL ORDER BY 1, 2, 3";
    let mut statement = catalog.db.prepare_cached(REFERENCES)?;
    let mut rows = statement.query([])?;
    let mut all = References::new();
    while let Some(row) = rows.next()? {
        let text = |at| row.get::<_, String>(at).map(Text::from);
        all.entry(text(0)?).or_default().push((text(1)?, text(2)?));
    }
    Ok(all)
}

/// The credentials, by name; never a value.
pub fn list(catalog: &Catalog) -> Result<Listing> {
    let columns =
        vec!["credential", "origin", "place", "version", "old_versions", "recipients", "set_at", "sealed_at", "rotate"];
    listing(catalog, LIST, columns, None)
}

/// Every version that a name ever had, those of removed credentials, too.
pub fn history(catalog: &Catalog, name: &str) -> Result<Listing> {
    let columns = vec!["version", "state", "set_at", "sealed_at", "removed_at", "recipients", "rotate"];
    listing(catalog, HISTORY, columns, Some(name))
}

fn listing(catalog: &Catalog, sql: &str, columns: Vec<&'static str>, name: Option<&str>) -> Result<Listing> {
    use rusqlite::types::ValueRef;
    let mut statement = catalog.db.prepare(sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(name))?;
    let mut listing = Listing { columns, rows: Vec::new() };
    while let Some(row) = rows.next()? {
        let cells = (0..listing.columns.len()).map(|at| {
            Ok(match row.get_ref(at)? {
                ValueRef::Null => Cell::Nothing,
                ValueRef::Integer(number) => Cell::Number(number),
                other => Cell::Text(other.as_str().unwrap_or_default().to_owned()),
            })
        });
        listing.rows.push(cells.collect::<Result<_>>()?);
    }
    Ok(listing)
}

/// What is known of the credentials that were in force at a time (UTC), by name. Recipients and reasons to rotate are
/// those of today.
pub fn facts_at(catalog: &Catalog, time: &str) -> Result<Vec<CredentialFacts>> {
    let mut statement = catalog.db.prepare_cached(
        "SELECT c.name, c.origin, c.created_at, v.set_at, v.recipients, coalesce(c.rotate, ''),
                (SELECT count(*) FROM credential_version n WHERE n.credential = c.id AND n.set_at <= :time)
         FROM credential c JOIN credential_version v ON v.credential = c.id
         WHERE c.created_at <= :time AND (c.removed_at IS NULL OR c.removed_at > :time)
           AND v.version = (SELECT max(n.version) FROM credential_version n
                            WHERE n.credential = c.id AND n.set_at <= :time)
         ORDER BY c.name",
    )?;
    let rows = statement.query_map([time], |row| {
        Ok(CredentialFacts {
            name: row.get::<_, String>(0)?.into(),
            found: row.get_ref(1)?.as_str()? == Origin::Found.word(),
            created_at: row.get(2)?,
            set_at: row.get(3)?,
            recipients: row.get_ref(4)?.as_str()?.split_whitespace().map(Text::from).collect(),
            rotate: row.get(5)?,
            versions: row.get::<_, i64>(6)?.unsigned_abs(),
        })
    })?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}
