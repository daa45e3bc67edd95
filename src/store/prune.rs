//! Forgetting old snapshots: what no kept snapshot shows is thrown away.
//!
//! Owns what depends on what: revisions → definitions (typed rows follow by foreign key) → contents → manifests. A pruned
//! snapshot keeps its row, so that intervals still have a beginning, and of its problems one for each place in a content
//! that stays: an ingest that meets the content again tells them again. A folder forgets a content of which it lost a
//! definition, so that the content is read anew when it comes back. Of assessments the counts stay, so that the trend keeps its
//! past.

use super::Catalog;
use super::error::Result;
use rusqlite::Connection;

/// What pruning threw away, or would.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Pruned {
    /// Numbers of the snapshots.
    pub snapshots: Vec<i64>,
    /// Revisions that no kept snapshot shows.
    pub revisions: usize,
    /// Definitions that nothing refers to any more.
    pub definitions: usize,
    /// Contents that nothing refers to any more.
    pub contents: usize,
    /// Snapshots that are old enough and stay all the same.
    pub held: Vec<Held>,
}

/// A snapshot that is not to be thrown away.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Held {
    /// Its number.
    pub snapshot: i64,
    /// What holds it.
    pub reason: String,
}

/// Keeps the newest `keep` snapshots and every one that has a label or that a report cites. A dry run changes nothing.
pub fn prune(catalog: &Catalog, keep: usize, dry_run: bool, now: &str) -> Result<Pruned> {
    let db = &catalog.db;
    db.execute_batch("BEGIN IMMEDIATE")?;
    let pruned = prune_in_transaction(db, keep, now);
    let end = if dry_run || pruned.is_err() { "ROLLBACK" } else { "COMMIT" };
    db.execute_batch(end)?;
    pruned
}

fn prune_in_transaction(db: &Connection, keep: usize, now: &str) -> Result<Pruned> {
    let mut pruned = Pruned::default();
    for (id, reason) in old(db, keep)? {
        match reason {
            Some(reason) => pruned.held.push(Held { snapshot: id, reason }),
            None => pruned.snapshots.push(id),
        }
    }
    for id in &pruned.snapshots {
        db.execute("UPDATE snapshot SET pruned_at = ?1 WHERE id = ?2", (now, id))?;
    }
    // A revision stays while any kept snapshot lies in its interval.
    pruned.revisions = db.execute(
        "DELETE FROM revision WHERE last_snapshot IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM snapshot s WHERE s.pruned_at IS NULL
             AND s.id BETWEEN revision.first_snapshot AND revision.last_snapshot)",
        [],
    )?;
    db.execute_batch(
        "DELETE FROM problem WHERE content IS NULL AND snapshot IN (SELECT id FROM snapshot WHERE pruned_at IS NOT NULL);
         UPDATE problem SET export_file = NULL
             WHERE snapshot IN (SELECT id FROM snapshot WHERE pruned_at IS NOT NULL);
         UPDATE export_file SET manifest = NULL WHERE snapshot IN (SELECT id FROM snapshot WHERE pruned_at IS NOT NULL);
         DELETE FROM export_file WHERE snapshot IN (SELECT id FROM snapshot WHERE pruned_at IS NOT NULL)
             AND id NOT IN (SELECT export_file FROM revision);
         DELETE FROM manifest WHERE id NOT IN (SELECT manifest FROM export_file WHERE manifest IS NOT NULL);",
    )?;
    forget_definitions(db, &mut pruned)?;
    super::parameter::prune(db)?;
    super::assessment::prune(db)?;
    Ok(pruned)
}

/// Snapshots older than the newest `keep`, each with what holds it: its label, or a report that cites it.
fn old(db: &Connection, keep: usize) -> Result<Vec<(i64, Option<String>)>> {
    let mut statement = db.prepare(
        "SELECT s.id, CASE WHEN s.label IS NOT NULL THEN 'its label ' || s.label
             ELSE (SELECT 'a report cites it (audit event ' || min(a.sequence) || ')' FROM audit_act a
                   WHERE a.action = 'report' AND a.result = 'done' AND EXISTS (
                       SELECT 1 FROM json_each(a.subjects) WHERE value = 'snapshot:' || s.id)
                   HAVING count(*) > 0) END
         FROM snapshot s WHERE s.pruned_at IS NULL
         AND s.id NOT IN (SELECT id FROM snapshot WHERE pruned_at IS NULL ORDER BY id DESC LIMIT ?1) ORDER BY s.id",
    )?;
    let keep = i64::try_from(keep).unwrap_or(i64::MAX);
    let rows = statement.query_map([keep], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

fn forget_definitions(db: &Connection, pruned: &mut Pruned) -> Result<()> {
    db.execute_batch(
        "CREATE TEMP TABLE kept_content (id INTEGER PRIMARY KEY);
         CREATE TEMP TABLE lost_definition (id INTEGER PRIMARY KEY);
         INSERT INTO lost_definition SELECT id FROM definition WHERE id NOT IN (SELECT definition FROM revision);",
    )?;
    for id in manifests(db)? {
        for part in super::manifest::load(db, id)? {
            if let super::manifest::Part::Content(content) = part {
                db.prepare_cached("INSERT OR IGNORE INTO kept_content VALUES (?1)")?.execute([content])?;
            }
        }
    }
    db.execute_batch(
        "DELETE FROM folder_content WHERE (folder, content) IN (
             SELECT o.folder, c.content FROM content_definition c JOIN definition d ON d.id = c.definition
             JOIN object o ON o.id = d.object WHERE d.id IN (SELECT id FROM lost_definition));
         DELETE FROM find WHERE rowid IN (SELECT id FROM lost_definition);
         DELETE FROM content_definition WHERE definition IN (SELECT id FROM lost_definition);",
    )?;
    pruned.definitions = db.execute("DELETE FROM definition WHERE id IN (SELECT id FROM lost_definition)", [])?;
    db.execute_batch(
        "INSERT OR IGNORE INTO kept_content SELECT content FROM definition;
         DELETE FROM folder_content WHERE content NOT IN (SELECT id FROM kept_content);
         DELETE FROM content_definition WHERE content NOT IN (SELECT id FROM kept_content);
         DELETE FROM problem WHERE content NOT IN (SELECT id FROM kept_content)
             AND snapshot IN (SELECT id FROM snapshot WHERE pruned_at IS NOT NULL);
         UPDATE problem SET content = NULL WHERE content NOT IN (SELECT id FROM kept_content);",
    )?;
    forget_repeated_problems(db)?;
    pruned.contents = db.execute("DELETE FROM content WHERE id NOT IN (SELECT id FROM kept_content)", [])?;
    db.execute_batch("DROP TABLE kept_content; DROP TABLE lost_definition;")?;
    Ok(())
}

/// Of the problems of pruned snapshots, one stays for each place that no kept snapshot tells of.
fn forget_repeated_problems(db: &Connection) -> Result<()> {
    db.execute_batch(
        "CREATE TEMP TABLE kept_problem (id INTEGER PRIMARY KEY);
         INSERT INTO kept_problem SELECT id FROM (
             SELECT p.id, s.pruned_at, row_number() OVER (
                 PARTITION BY p.content, p.content_line, p.code, p.severity, p.message
                 ORDER BY s.pruned_at IS NOT NULL, p.id) AS place
             FROM problem p JOIN snapshot s ON s.id = p.snapshot WHERE p.content IS NOT NULL)
             WHERE place = 1 OR pruned_at IS NULL;
         DELETE FROM problem WHERE content IS NOT NULL AND id NOT IN (SELECT id FROM kept_problem);
         DROP TABLE kept_problem;",
    )?;
    Ok(())
}

fn manifests(db: &Connection) -> Result<Vec<i64>> {
    let mut statement = db.prepare("SELECT id FROM manifest")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}
