//! What `catalog check` looks at of credentials, connection objects and the audit log.
//!
//! Opens nothing: whether a value opens, `credential verify` says; whether the members are signed, the vault does.

use super::{CheckReport, Wrong, each, part};
use crate::store::Catalog;

const WRONG: &[Wrong] = &[
    (
        "credentials",
        "SELECT 'credential ' || c.name || ' has no value in force' FROM credential c
         WHERE c.removed_at IS NULL AND NOT EXISTS (
             SELECT 1 FROM credential_version v WHERE v.credential = c.id AND v.sealed IS NOT NULL
               AND v.version = (SELECT max(n.version) FROM credential_version n WHERE n.credential = c.id))",
    ),
    (
        "credentials",
        "SELECT 'credential ' || c.name || ', version ' || v.version || ' is sealed to nobody'
         FROM credential_version v JOIN credential c ON c.id = v.credential
         WHERE v.sealed IS NOT NULL AND trim(v.recipients) = ''",
    ),
    (
        "credentials",
        "SELECT 'credential ' || c.name || ', version ' || v.version || ' is no file of age'
         FROM credential_version v JOIN credential c ON c.id = v.credential
         WHERE v.sealed IS NOT NULL AND substr(v.sealed, 1, 21) <> CAST('age-encryption.org/v1' AS BLOB)",
    ),
    (
        "credentials",
        "SELECT 'credential ' || c.name || ' is removed and has values still' FROM credential c
         WHERE c.removed_at IS NOT NULL
           AND EXISTS (SELECT 1 FROM credential_version v WHERE v.credential = c.id AND v.sealed IS NOT NULL)",
    ),
    (
        "connections",
        "SELECT 'connection ' || o.name || ' was two things at once since ' || b.first_at
         FROM connection_revision a JOIN connection_revision b ON b.object = a.object AND b.id > a.id
         JOIN connection_object o ON o.id = a.object WHERE a.last_at IS NULL OR a.last_at > b.first_at",
    ),
    (
        "connections",
        "SELECT 'connection ' || o.name || ' ended before it began at ' || r.first_at
         FROM connection_revision r JOIN connection_object o ON o.id = r.object WHERE r.last_at < r.first_at",
    ),
];

pub(super) fn vault(catalog: &Catalog, report: &mut CheckReport) {
    each(&catalog.db, WRONG, report);
    part("audit", report, |report| {
        report.damages.extend(catalog.verify_audit(None)?.broken.map(|why| format!("audit: {why}")));
        Ok(())
    });
}
