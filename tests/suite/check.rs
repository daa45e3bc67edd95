//! Damages of a catalog, each of which a check must name in one line, and catalogs that are sound.

use super::house::{Home, NOW, example, export, fates, mapping};
use catalog::store::{Catalog, check, prune};
use rusqlite::Connection;
use std::fs;
use std::time::Duration;

const DAY: &str = "01/02/2026 03:04:05";

/// A workflow with a session, a task and a worklet with a session in it.
fn workflow(description: &str) -> String {
    format!(
        "<WORKFLOW NAME=\"wf\" DESCRIPTION=\"{description}\" ISENABLED=\"YES\">\n\
         <TASK NAME=\"t\" TYPE=\"Command\"><VALUEPAIR NAME=\"c1\" VALUE=\"ls\"/><VALUEPAIR NAME=\"c2\" VALUE=\"w\"/></TASK>\n\
         <SESSION NAME=\"s_&lt;one&gt;\" MAPPINGNAME=\"m\">\n\
         <SESSIONEXTENSION NAME=\"r\" SINSTANCENAME=\"sq\" SUBTYPE=\"Relational Reader\" TYPE=\"READER\">\n\
         <CONNECTIONREFERENCE CNXREFNAME=\"DB\" CONNECTIONNAME=\"ORA\" CONNECTIONSUBTYPE=\"Oracle\" CONNECTIONTYPE=\"Relational\"/>\n\
         </SESSIONEXTENSION>\n\
         <ATTRIBUTE NAME=\"Commit Interval\" VALUE=\"10000\"/><ATTRIBUTE NAME=\"Commit Type\" VALUE=\"Target\"/></SESSION>\n\
         <WORKLET NAME=\"wl\"><SESSION NAME=\"s_two\" MAPPINGNAME=\"m\"/></WORKLET>\n\
         <TASKINSTANCE NAME=\"Start\" TASKNAME=\"Start\" TASKTYPE=\"Start\"/>\n\
         <WORKFLOWLINK FROMTASK=\"Start\" TOTASK=\"s_&lt;one&gt;\"/></WORKFLOW>"
    )
}

/// One object of every other kind that has a table.
fn others(description: &str) -> String {
    [
        mapping("m", description).replace("></MAPPING>", "><TRANSFORMATION NAME=\"x\" TYPE=\"Expression\"/></MAPPING>"),
        "<SOURCE NAME=\"src\" DBDNAME=\"ORA\"><SOURCEFIELD NAME=\"f1\"/><SOURCEFIELD NAME=\"f2\"/></SOURCE>".to_owned(),
        "<TARGET NAME=\"tgt\"/>".to_owned(),
        "<CONFIG NAME=\"default\"><ATTRIBUTE NAME=\"Stop on errors\" VALUE=\"0\"/></CONFIG>".to_owned(),
        "<TRANSFORMATION NAME=\"lkp\" TYPE=\"Lookup Procedure\"/>".to_owned(),
        "<SHORTCUT NAME=\"sc\" OBJECTTYPE=\"SOURCE\"/>".to_owned(),
    ]
    .join("\n")
}

/// Three snapshots: everything; the workflow and the mapping changed, so that what stands in the workflow lies in its old
/// text, and a file failed; the worklet is gone.
fn three_snapshots() -> Home {
    let mut home = Home::with(&[("a.xml", export(DAY, "A", &workflow("first")))]);
    home.put("b.xml", export(DAY, "B", &others("first")));
    home.ingest();
    home.put("a.xml", export(DAY, "A", &workflow("second")));
    home.put("b.xml", export(DAY, "B", &others("second")));
    home.put("c.xml", "<POWERMART>");
    assert_eq!(fates(&home.ingest()), (0, 2, 9, 0));
    home.drop_export("c.xml");
    home.wish.complete = true;
    home.wish.allow_mass_removal = true;
    home.put("b.xml", export(DAY, "B", &others("second").replace("<TARGET NAME=\"tgt\"/>", "")));
    assert_eq!(fates(&home.ingest()), (0, 0, 10, 1));
    home.assert_sound();
    home
}

/// What is done to a catalog, and part of a line that must tell of it.
const DAMAGES: &[(&str, &str)] = &[
    (
        "INSERT INTO credential VALUES (1, 'c', 'set', '', 't', NULL, NULL)",
        "credentials: credential c has no value in force",
    ),
    (
        "INSERT INTO credential VALUES (1, 'c', 'set', '', 't', NULL, NULL);
         INSERT INTO credential_version VALUES (1, 1, CAST('age-encryption.org/v1' AS BLOB), NULL, ' ', 't', 't')",
        "credentials: credential c, version 1 is sealed to nobody",
    ),
    (
        "INSERT INTO credential VALUES (1, 'c', 'set', '', 't', NULL, NULL);
         INSERT INTO credential_version VALUES (1, 1, CAST('tiger' AS BLOB), NULL, 'age1x', 't', 't')",
        "credentials: credential c, version 1 is no file of age",
    ),
    (
        "INSERT INTO credential VALUES (1, 'c', 'set', '', 't', 't', NULL);
         INSERT INTO credential_version VALUES (1, 1, CAST('age-encryption.org/v1' AS BLOB), NULL, 'age1x', 't', 't')",
        "credentials: credential c is removed and has values still",
    ),
    (
        "INSERT INTO connection_object VALUES (1, '', 'DWH');
         INSERT INTO connection_revision VALUES (1, 1, '', 's3', NULL, 'hand', 0, '2026-01-01', '2026-01-03');
         INSERT INTO connection_revision VALUES (2, 1, '', 's3', NULL, 'hand', 0, '2026-01-02', NULL)",
        "connections: connection DWH was two things at once since 2026-01-02",
    ),
    (
        "INSERT INTO connection_object VALUES (1, '', 'DWH');
         INSERT INTO connection_revision VALUES (1, 1, '', 's3', NULL, 'hand', 0, '2026-01-02', '2026-01-01')",
        "connections: connection DWH ended before it began at 2026-01-02",
    ),
    (
        "INSERT INTO audit_event VALUES (1, 't', 'intent', 1, 'u', 'h', '', 'ingest', '[]', '', '', x'00')",
        "audit: event 1 was changed",
    ),
    // Rows that are gone.
    ("DELETE FROM content_definition", "is not noted in the content that it lies in"),
    (
        "DELETE FROM content_definition WHERE content <> (SELECT content FROM definition d WHERE d.id = definition)",
        "nothing is noted of session wf/s_<one> in folder 1",
    ),
    ("DELETE FROM folder_content", "no folder knows content"),
    ("DELETE FROM folder_content WHERE content = 1", "manifest 1: no folder knows content 1"),
    ("DELETE FROM definition WHERE id = 1", "nothing is noted of workflow wf in folder 1"),
    ("DELETE FROM definition WHERE id = 1", "foreign key: revision row 1 names a row of definition"),
    ("DELETE FROM revision WHERE id = 1", "definition: 1 has no revision"),
    ("DELETE FROM revision WHERE last_snapshot IS NULL AND definition = 2", "object: 2 has no revision"),
    ("DELETE FROM revision WHERE id = (SELECT max(id) FROM revision)", "1 revisions begin, 2 were counted"),
    ("DELETE FROM object WHERE name = 'm'", "names a row of object"),
    ("DELETE FROM content WHERE id = 2", "manifest 2: content 2 is not there"),
    ("DELETE FROM export_file WHERE snapshot = 3", "snapshot: 3: its files are not those it counted"),
    ("DELETE FROM problem", "was not stored, and no problem says why"),
    ("DELETE FROM find WHERE rowid = 1", "the index of find: definition 1 is not in it"),
    // Typed rows that are gone, or of another kind.
    ("DELETE FROM session WHERE definition = 3", "session: definition 3 has no row"),
    ("DELETE FROM mapping", "mapping: definition 6 has no row"),
    ("DELETE FROM workflow", "workflow: definition 1 has no row"),
    ("DELETE FROM task", "task: definition 2 has no row"),
    ("DELETE FROM source", "source: definition 7 has no row"),
    ("DELETE FROM target", "target: definition 8 has no row"),
    ("DELETE FROM config", "config: definition 9 has no row"),
    ("DELETE FROM transformation WHERE definition = 10", "transformation: definition 10 has no row"),
    ("DELETE FROM transformation WHERE definition = 6", "transformation: definition 6 lacks rows"),
    ("DELETE FROM shortcut", "shortcut: definition 11 has no row"),
    ("INSERT INTO target VALUES (1, '', '')", "target: definition 1 of kind workflow has a row"),
    ("DELETE FROM field WHERE number = 0", "field: definition 7 lacks rows"),
    ("DELETE FROM value_pair WHERE number = 0", "value_pair: definition 2 lacks rows"),
    ("DELETE FROM attribute_list WHERE number = 0 AND list = 1", "attribute_list: list 1 lacks rows"),
    ("DELETE FROM attribute_list WHERE list = 1", "name a row of attribute_list that is not there"),
    ("DELETE FROM session_extension", "refers from an extension that is not there"),
    // Texts.
    ("DELETE FROM text WHERE value = 'Start'", "link: 2 rows name a row of text that is not there"),
    ("UPDATE text SET value = 'Target' WHERE value = '10000'", "are one value"),
    ("UPDATE field SET datatype = 999", "field: 2 rows name a row of text"),
    // Names and places.
    (
        "UPDATE object SET name = 's_three' WHERE name = 's_two'",
        "its text is of session wf/wl/s_two, its object is session wf/wl/s_three",
    ),
    ("UPDATE object SET kind = 'worklet' WHERE name = 'wf'", "its text is of workflow wf, its object is worklet wf"),
    ("UPDATE object SET path = '' WHERE name = 's_two'", "its object is session s_two"),
    ("UPDATE object SET qualifier = 'DB2' WHERE name = 'src'", "its text is of source src"),
    ("UPDATE definition SET start = start + 1 WHERE id = 2", "definition 2: its text is not the one it had"),
    ("UPDATE definition SET digest = zeroblob(32) WHERE id = 2", "definition 2: its text is not the one it had"),
    ("UPDATE definition SET line = 9 WHERE id = 2", "definition 2: its line is not that of its text"),
    ("UPDATE content_definition SET line = 9 WHERE definition = 2", "definition 2 does not stand where it is noted"),
    ("UPDATE definition SET object = 1 WHERE id = 2", "has a definition of another object"),
    // Contents and manifests.
    ("UPDATE content SET xml = x'00' WHERE id = 1", "content 1: cannot be unpacked"),
    ("UPDATE content SET digest = zeroblob(32) WHERE id = 1", "content 1: its digest differs"),
    ("UPDATE content SET counts = '{\"SESSION\":3}' WHERE id = 1", "content 1: its counts are not those of its text"),
    ("UPDATE content SET counts = '' WHERE id = 1", "content 1: its counts are not those of its text"),
    ("UPDATE manifest SET body = x'00' WHERE id = 1", "manifest 1: cannot be read"),
    (
        "UPDATE manifest SET body = (SELECT body FROM manifest WHERE id = 2) WHERE id = 1",
        "manifest 1: its digest differs",
    ),
    ("UPDATE manifest SET digest = zeroblob(32) WHERE id = 1", "manifest 1: its digest differs"),
    ("UPDATE export_file SET manifest = NULL WHERE id = 1", "file: 1 was not stored, and no problem says why"),
    (
        "UPDATE export_file SET manifest = 3 - manifest WHERE snapshot = 1",
        "was first seen in its file, which does not hold it",
    ),
    ("INSERT INTO manifest SELECT 99, zeroblob(32), body FROM manifest WHERE id = 1", "manifest: 99 is of no file"),
    ("UPDATE problem SET content = 999", "lies in a content that is not there"),
    // Intervals.
    ("UPDATE revision SET last_snapshot = 0 WHERE id = 1", "revision: 1 ends before it begins"),
    ("UPDATE revision SET last_snapshot = 3 WHERE id = 1", "two revisions at once"),
    ("UPDATE revision SET last_snapshot = 3 WHERE id = 2", "revision: 2 ends with the newest snapshot"),
    ("UPDATE revision SET last_snapshot = 99 WHERE id = 2", "names a row of snapshot that is not there"),
    ("UPDATE revision SET last_snapshot = 1 WHERE id = 2", "object: 2 has no revision after snapshot 1"),
    ("UPDATE revision SET last_snapshot = 2 WHERE id = 2", "is in snapshot 3, of whose objects no revision says so"),
    ("UPDATE revision SET last_snapshot = NULL WHERE definition = 8", "0 revisions end before it, 1 were counted"),
    ("UPDATE revision SET first_snapshot = 2 WHERE id = 2", "is in snapshot 1, of whose objects no revision says so"),
    ("UPDATE revision SET first_snapshot = 2 WHERE id = 2", "revision: 2 was first seen in a file of another snapshot"),
    // Figures.
    ("UPDATE snapshot SET added = added + 1 WHERE id = 1", "snapshot: 1: 11 revisions begin, 12 were counted"),
    ("UPDATE snapshot SET failed = 0 WHERE id = 2", "snapshot: 2: its files are not those it counted"),
    ("UPDATE snapshot SET size_bytes = 1 WHERE id = 2", "snapshot: 2: its files are not those it counted"),
    ("UPDATE snapshot SET pruned_at = 'x' WHERE id = 1", "covers pruned snapshots only"),
    // The schema.
    ("DROP INDEX object_name", "the schema: index object_name is missing"),
    ("DROP VIEW current_session", "the schema: view current_session is missing"),
    ("DROP TABLE session", "the schema: table session is missing"),
    ("DROP TABLE session", "session: cannot be checked: no such table: session"),
    ("DROP TABLE content", "contents: cannot be checked: no such table: content"),
    ("DROP TABLE revision", "manifests: cannot be checked: no such table: revision"),
    ("DROP TABLE text", "text: cannot be checked: no such table: text"),
    ("DROP TABLE find", "the index of find: cannot be checked"),
    ("DROP INDEX object_name; CREATE INDEX object_name ON object (kind)", "the schema: index object_name was changed"),
    ("CREATE TABLE mine (a)", "the schema: table mine is none of this program"),
    (
        "CREATE TRIGGER t AFTER INSERT ON snapshot BEGIN DELETE FROM text; END",
        "the schema: trigger t is none of this program",
    ),
];

#[test]
fn every_damage_is_named() {
    let home = three_snapshots();
    let sound = fs::read(home.catalog()).unwrap();
    let mut unnamed = Vec::new();
    for (number, (damage, expected)) in DAMAGES.iter().enumerate() {
        let copy = home.beside(&format!("{number}.db"));
        fs::write(&copy, &sound).unwrap();
        let db = Connection::open(&copy).unwrap();
        db.execute_batch(&format!("PRAGMA foreign_keys = OFF; {damage}")).unwrap();
        drop(db);
        let damages = check::check(&Catalog::open_read(&copy).unwrap()).unwrap().damages;
        if !damages.iter().any(|line| line.contains(expected)) {
            unnamed.push(format!("{damage}\n  wanted: {expected}\n  {}", damages.join("\n  ")));
        }
    }
    assert!(unnamed.is_empty(), "{}", unnamed.join("\n"));
}

#[test]
fn many_damages_of_one_kind_are_counted() {
    let children: Vec<String> = (0..100).map(|number| mapping(&format!("m_{number}"), "")).collect();
    let home = Home::with(&[("a.xml", export(DAY, "A", &children.join("\n")))]);
    home.ingest();
    home.sql().execute("DELETE FROM mapping", []).unwrap();
    let damages = check::check(&home.open()).unwrap().damages;
    assert_eq!((damages.len(), damages[20].as_str()), (21, "mapping: 80 more damages"));
}

fn keep(home: &Home, snapshots: usize) {
    let catalog = Catalog::open_write(&home.catalog(), Duration::ZERO, "a test").unwrap();
    prune::prune(&catalog, snapshots, false, NOW).unwrap();
}

#[test]
fn what_was_pruned_leaves_a_sound_catalog() {
    for snapshots in 1..3 {
        let mut home = three_snapshots();
        keep(&home, snapshots);
        home.assert_sound();
        home.wish.complete = false;
        home.put("a.xml", export(DAY, "A", &workflow("first")));
        home.put("b.xml", export(DAY, "B", &others("third")));
        home.ingest();
        home.assert_sound();
        keep(&home, 1);
        home.assert_sound();
    }
}

#[test]
fn the_example_is_sound_under_two_names_and_with_two_of_everything() {
    let mut home = Home::new();
    home.ingest_paths(&[example()]);
    home.assert_sound();
    home.wish.repository_as = Some("OTHER".to_owned());
    home.ingest_paths(&[example(), example()]);
    home.assert_sound();
    keep(&home, 1);
    home.assert_sound();
}

#[test]
fn odd_names_and_doubles_are_sound() {
    let children = [
        "<CONFIG NAME='a\n\tb&#10;c&amp;&quot;&nope;&#x41;&#0;'/>",
        "<CONFIG NAME=''/><CONFIG/><CONFIG ENAME='x' NAME = \"y'>z\" />",
        "<WORKFLOW NAME='w'><!-- <SESSION NAME='no'/> --><SESSION NAME='s'/><SESSION NAME='s'/><SESSION NAME='s' X='1'/>\
         <![CDATA[<SESSION>]]><OTHER><SESSION NAME='deep'/></OTHER><?p <TASK> ?><TASK NAME='t'><SESSION NAME='no'/></TASK>\
         <WORKLET NAME='l'/><SESSION NAME='after'></SESSION></WORKFLOW>",
        "<MAPPING NAME='m'/><MAPPING NAME='m'/><MAPPING NAME='m' DESCRIPTION='other'/><ODD NAME='o'><TASK NAME='no'/></ODD>",
        "<CONFIG NAME='password=Zq7vKp2Lw9Xa'/>",
    ];
    let home = Home::with(&[("a.xml", export(DAY, "A", &children.join("\n")))]);
    home.put("b.xml", export(DAY, "B", &children.join("\n")));
    assert_eq!(home.ingest().failed, 0);
    home.assert_sound();
    home.put("b.xml", export(DAY, "B", &children.join("\n").replace("other", "another")));
    home.ingest();
    home.assert_sound();
    keep(&home, 1);
    home.assert_sound();
}
