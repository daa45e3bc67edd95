//! Snapshots, files, revisions: what each says of the others.

use super::{CheckReport, Wrong, each, part};
use rusqlite::Connection;

const REVISIONS: &[Wrong] = &[
    (
        "revision",
        "SELECT id || ' ends before it begins' FROM revision WHERE last_snapshot < first_snapshot
         UNION ALL
         SELECT r.id || ' has a definition of another object' FROM revision r JOIN definition d ON d.id = r.definition
         WHERE d.object <> r.object
         UNION ALL
         SELECT r.id || ' was first seen in a file of another snapshot' FROM revision r
         JOIN export_file x ON x.id = r.export_file WHERE x.snapshot <> r.first_snapshot
         UNION ALL
         SELECT id || ' ends with the newest snapshot, after which nothing can have ended it' FROM revision
         WHERE last_snapshot >= (SELECT max(id) FROM snapshot)
         UNION ALL
         SELECT id || ' covers pruned snapshots only' FROM revision
         WHERE last_snapshot IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM snapshot s WHERE s.pruned_at IS NULL
             AND s.id BETWEEN revision.first_snapshot AND revision.last_snapshot)",
    ),
    (
        "two revisions at once",
        "SELECT 'object ' || a.object FROM revision a JOIN revision b ON b.object = a.object AND b.id > a.id
         WHERE a.shadowed = 0 AND b.shadowed = 0
           AND b.first_snapshot <= coalesce(a.last_snapshot, b.first_snapshot)
           AND a.first_snapshot <= coalesce(b.last_snapshot, a.first_snapshot)",
    ),
    (
        "definition",
        "SELECT id || ' has no revision' FROM definition WHERE id NOT IN (SELECT definition FROM revision)
         UNION ALL
         SELECT d.id || ' is not noted in the content that it lies in' FROM definition d
         LEFT JOIN content_definition c ON c.content = d.content AND c.definition = d.id
         WHERE c.line IS NULL OR c.line <> d.line",
    ),
    // An object whose revisions were pruned stays, so that it keeps its number.
    (
        "object",
        "SELECT id || ' has no revision' FROM object
         WHERE id NOT IN (SELECT object FROM revision) AND NOT EXISTS (SELECT 1 FROM snapshot WHERE pruned_at IS NOT NULL)",
    ),
    // A revision that ended was followed by another one, unless a complete ingest found its object gone.
    (
        "object",
        "SELECT r.object || ' has no revision after snapshot ' || r.last_snapshot FROM revision r
         JOIN snapshot s ON s.id = (SELECT min(id) FROM snapshot WHERE id > r.last_snapshot)
         WHERE r.shadowed = 0 AND s.complete = 0 AND s.pruned_at IS NULL AND NOT EXISTS (
             SELECT 1 FROM revision n WHERE n.object = r.object AND n.shadowed = 0 AND n.first_snapshot = s.id)",
    ),
];

const SNAPSHOTS: &[Wrong] = &[
    // Inputs that could not be opened have no row, and count as failed.
    (
        "snapshot",
        "SELECT s.id || ': its files are not those it counted' FROM snapshot s
         LEFT JOIN (SELECT snapshot, count(*) AS files, count(manifest) AS stored, sum(size_bytes) AS bytes
                    FROM export_file GROUP BY snapshot) x ON x.snapshot = s.id
         WHERE s.pruned_at IS NULL AND (coalesce(x.files, 0) > s.files OR coalesce(x.stored, 0) <> s.files - s.failed
                                        OR coalesce(x.bytes, 0) <> s.size_bytes)",
    ),
    (
        "snapshot",
        "SELECT s.id || ': ' || coalesce(r.began, 0) || ' revisions begin, ' || (s.added + s.changed) || ' were counted'
         FROM snapshot s
         LEFT JOIN (SELECT first_snapshot, count(*) AS began FROM revision WHERE shadowed = 0 GROUP BY 1) r
             ON r.first_snapshot = s.id
         WHERE s.pruned_at IS NULL AND coalesce(r.began, 0) <> s.added + s.changed",
    ),
    (
        "snapshot",
        "SELECT s.id || ': ' || coalesce(r.ended, 0) || ' revisions end before it, ' || (s.gone + s.changed) || ' were counted'
         FROM snapshot s
         JOIN snapshot p ON p.id = (SELECT max(id) FROM snapshot WHERE id < s.id) AND p.pruned_at IS NULL
         LEFT JOIN (SELECT last_snapshot, count(*) AS ended FROM revision WHERE shadowed = 0 GROUP BY 1) r
             ON r.last_snapshot = p.id
         WHERE coalesce(r.ended, 0) <> s.gone + s.changed",
    ),
    (
        "file",
        "SELECT x.id || ' was not stored, and no problem says why' FROM export_file x
         JOIN snapshot s ON s.id = x.snapshot AND s.pruned_at IS NULL
         WHERE x.manifest IS NULL AND x.id NOT IN (
             SELECT export_file FROM problem WHERE severity = 'error' AND export_file IS NOT NULL)",
    ),
    ("problem", "SELECT id || ' lies in a content that is not there' FROM problem WHERE content IS NOT NULL AND content NOT IN (SELECT id FROM content)"),
    ("manifest", "SELECT id || ' is of no file' FROM manifest WHERE id NOT IN (SELECT manifest FROM export_file WHERE manifest IS NOT NULL)"),
    (
        "content",
        "SELECT DISTINCT content || ' is known to no folder, yet objects stand in it' FROM content_definition
         WHERE content NOT IN (SELECT content FROM folder_content)
           AND NOT EXISTS (SELECT 1 FROM snapshot WHERE pruned_at IS NOT NULL)",
    ),
];

pub(super) fn history(db: &Connection, report: &mut CheckReport) {
    part("revision", report, |report| {
        report.revisions =
            db.query_row::<i64, _, _>("SELECT count(*) FROM revision", [], |row| row.get(0))?.unsigned_abs();
        Ok(())
    });
    each(db, REVISIONS, report);
    each(db, SNAPSHOTS, report);
}
