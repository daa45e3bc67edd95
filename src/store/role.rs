//! Rows of the signed list of members.
//!
//! Owns `membership`. Takes and gives text: whether a list is to be believed is for the vault to say.

use super::Catalog;
use super::error::{Result, StoreError};
use rusqlite::OptionalExtension;

/// A list as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipRow {
    /// Version that the row claims.
    pub version: u64,
    /// JSON, exactly as it was signed.
    pub body: String,
    /// minisign.
    pub signature: String,
}

/// Every list of members, newest first; none where the catalog has no keys.
pub fn memberships(catalog: &Catalog) -> Result<Vec<MembershipRow>> {
    let mut statement =
        catalog.db.prepare_cached("SELECT version, body, signature FROM membership ORDER BY version DESC")?;
    let rows = statement.query_map([], |row| {
        // A negative version is none of ours; 0 is older than any.
        let version = u64::try_from(row.get::<_, i64>(0)?).unwrap_or(0);
        Ok(MembershipRow { version, body: row.get(1)?, signature: row.get(2)? })
    })?;
    rows.map(|row| Ok(row?)).collect()
}

/// Every list of members that was stored by a time, newest first, and when the newest of them was.
pub fn memberships_by(catalog: &Catalog, at: &str) -> Result<(Vec<MembershipRow>, String)> {
    let newest: Option<(i64, String)> = catalog
        .db
        .prepare_cached(
            "SELECT version, signed_at FROM membership WHERE signed_at <= ?1 ORDER BY version DESC LIMIT 1",
        )?
        .query_row([at], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((version, signed_at)) = newest else { return Ok((Vec::new(), String::new())) };
    let mut all = memberships(catalog)?;
    all.retain(|list| i64::try_from(list.version).is_ok_and(|own| own <= version));
    Ok((all, signed_at))
}

/// Stores a list that is one version newer than the newest.
pub fn store(catalog: &Catalog, list: &MembershipRow, now: &str) -> Result<()> {
    let newest = catalog.db.query_row("SELECT max(version) FROM membership", [], |row| row.get::<_, Option<i64>>(0));
    let newest = newest.optional()?.flatten().unwrap_or(0);
    let version = i64::try_from(list.version).unwrap_or(i64::MAX);
    if version != newest + 1 {
        return Err(StoreError::Refused("the members were changed meanwhile; try again".to_owned()));
    }
    catalog.db.execute(
        "INSERT INTO membership (version, body, signature, signed_at) VALUES (?1, ?2, ?3, ?4)",
        (version, &list.body, &list.signature, now),
    )?;
    Ok(())
}

/// The lists of members that were signed up to a time (UTC), newest first.
pub fn memberships_at(catalog: &Catalog, time: &str) -> Result<Vec<MembershipRow>> {
    let mut statement = catalog.db.prepare_cached("SELECT version FROM membership WHERE signed_at <= ?1")?;
    let known = statement.query_map([time], |row| row.get::<_, i64>(0))?;
    let known: Vec<i64> = known.collect::<std::result::Result<_, _>>()?;
    let mut all = memberships(catalog)?;
    all.retain(|one| known.iter().any(|version| u64::try_from(*version).unwrap_or(0) == one.version));
    Ok(all)
}
