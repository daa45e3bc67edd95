//! What goes and what stays: `--complete`, objects that come back, rows that an unchanged night costs, and secrets.

use super::house::{Home, codes, export, fates, mapping};
use catalog::model::problem::Severity;
use catalog::model::snapshot::Summary;
use std::fs;

const DAY: &str = "01/02/2026 03:04:05";

/// A file with some mappings of a folder.
fn mappings(folder: &str, names: &[&str]) -> String {
    let children: Vec<String> = names.iter().map(|name| mapping(name, folder)).collect();
    export(DAY, folder, &children.join("\n"))
}

const TEN: [&str; 10] = ["m_0", "m_1", "m_2", "m_3", "m_4", "m_5", "m_6", "m_7", "m_8", "m_9"];

fn current(home: &Home) -> Vec<String> {
    home.words("SELECT folder || '/' || name FROM current_object ORDER BY 1")
}

/// A folder A of ten mappings in one file and a folder B of ten in two files, ingested; further ingests are complete.
fn two_folders() -> Home {
    let mut home = Home::with(&[("a.xml", mappings("A", &TEN))]);
    home.put("b1.xml", mappings("B", &TEN[..9]));
    home.put("b2.xml", mappings("B", &TEN[9..]));
    home.ingest();
    home.wish.complete = true;
    home
}

#[test]
fn what_complete_exports_no_longer_hold_is_gone() {
    let home = two_folders();
    home.put("a.xml", mappings("A", &TEN[..9]));
    assert_eq!(fates(&home.ingest()), (0, 0, 19, 1));
    assert!(!current(&home).contains(&"A/m_9".to_owned()) && current(&home).len() == 19);
    assert_eq!(home.count("SELECT count(*) FROM revision WHERE last_snapshot = 1"), 1);
    home.assert_sound();
    // It is not gone twice, and it comes back as the definition it was.
    assert_eq!(fates(&home.ingest()), (0, 0, 19, 0));
    home.put("a.xml", mappings("A", &TEN));
    assert_eq!(fates(&home.ingest()), (1, 0, 19, 0));
    assert_eq!(home.count("SELECT count(*) FROM definition"), 20);
    home.assert_sound();
}

#[test]
fn without_complete_nothing_ever_goes() {
    let mut home = two_folders();
    home.wish.complete = false;
    home.put("a.xml", mappings("A", &TEN[..9]));
    home.drop_export("b2.xml");
    assert_eq!(fates(&home.ingest()), (0, 0, 18, 0));
    assert_eq!(current(&home).len(), 20);
}

/// Ingests and expects that nothing of folder B went, whatever went of A.
#[track_caller]
fn nothing_of_b_goes(home: &Home, gone: u64) -> Summary {
    let summary = home.ingest();
    assert_eq!(summary.total().gone, gone, "{:#?}", summary.problems);
    assert_eq!(current(home).iter().filter(|name| name.starts_with("B/")).count(), 10);
    home.assert_sound();
    summary
}

#[test]
fn a_malformed_child_keeps_the_folders_of_its_file_only() {
    let home = two_folders();
    home.put("b2.xml", mappings("B", &TEN[9..]).replace("</MAPPING>", "<A B=1/></MAPPING>"));
    home.put("a.xml", mappings("A", &TEN[..9]));
    let summary = nothing_of_b_goes(&home, 1);
    assert_eq!(codes(&summary), ["malformed-xml"]);
}

#[test]
fn a_file_that_ends_too_early_keeps_all() {
    // What it would have held further on is not known: here a folder A of its own, of which another file holds a part.
    for cut in [40, 400] {
        let home = two_folders();
        let both = mappings("B", &TEN[9..]).replace("</REPOSITORY>", "<FOLDER NAME=\"A\"></FOLDER></REPOSITORY>");
        home.drop_export("b2.xml");
        home.put("2026-11-22.xml", &both[..both.len() - cut]);
        home.put("a.xml", mappings("A", &TEN[..9]));
        let summary = nothing_of_b_goes(&home, 0);
        assert!(codes(&summary).contains(&"complete-not-applied"), "{:?}", codes(&summary));
        assert_eq!(current(&home).len(), 20);
    }
}

#[test]
fn a_broken_file_that_never_told_its_folders_keeps_all() {
    let home = two_folders();
    home.put("c.xml", "");
    home.put("a.xml", mappings("A", &TEN[..9]));
    home.drop_export("b2.xml");
    let summary = nothing_of_b_goes(&home, 0);
    assert!(codes(&summary).contains(&"complete-not-applied"));
    assert_eq!(current(&home).len(), 20);
}

#[test]
fn an_input_that_cannot_be_opened_keeps_all() {
    let home = two_folders();
    home.drop_export("b2.xml");
    assert!(std::process::Command::new("mkfifo").arg(home.exports().join("b2.xml")).status().unwrap().success());
    let summary = nothing_of_b_goes(&home, 0);
    assert!(codes(&summary).contains(&"complete-not-applied"));
    let missing = home.ingest_paths(&[home.exports().join("a.xml"), home.exports().join("nowhere.xml")]);
    assert_eq!(missing.total().gone, 0);
    assert_eq!(current(&home).len(), 20);
}

#[test]
fn an_empty_path_and_folders_that_were_not_read_keep_all() {
    let home = two_folders();
    let empty = home.beside("empty");
    fs::create_dir(&empty).unwrap();
    assert_eq!(home.ingest_paths(std::slice::from_ref(&empty)).total().gone, 0);
    assert_eq!(home.ingest_paths(&[empty, home.exports().join("a.xml")]).total().gone, 0);
    home.drop_export("b1.xml");
    home.drop_export("b2.xml");
    nothing_of_b_goes(&home, 0);
}

#[test]
fn more_than_a_fifth_goes_only_where_it_is_allowed() {
    let mut home = two_folders();
    home.put("a.xml", mappings("A", &TEN[..8]));
    assert_eq!(fates(&home.ingest()), (0, 0, 18, 2), "a fifth may go");
    home.put("a.xml", mappings("A", &TEN[..6]));
    let refused = home.ingest();
    assert_eq!(fates(&refused), (0, 0, 16, 0));
    let said: Vec<_> = refused.problems.iter().map(|problem| (problem.code, problem.severity)).collect();
    assert_eq!(said, [("mass-removal", Severity::Error)]);
    assert_eq!(current(&home).len(), 18);
    home.wish.allow_mass_removal = true;
    assert_eq!(fates(&home.ingest()), (0, 0, 16, 2));
    home.put("a.xml", export(DAY, "A", ""));
    assert_eq!(fates(&home.ingest()), (0, 0, 10, 6), "an empty folder empties it, where that is allowed");
    home.assert_sound();
}

#[test]
fn an_empty_folder_is_a_mass_removal() {
    let home = two_folders();
    home.put("b1.xml", export(DAY, "B", ""));
    home.put("b2.xml", export(DAY, "B", ""));
    let summary = nothing_of_b_goes(&home, 0);
    assert_eq!(codes(&summary), ["mass-removal"]);
}

#[test]
fn there_and_back_again_is_three_revisions_and_two_definitions() {
    let home = Home::new();
    for description in ["first", "second", "first"] {
        home.put("a.xml", export(DAY, "A", &mapping("m", description)));
        home.ingest();
    }
    let tables = ["revision", "definition", "content", "mapping", "object", "snapshot"];
    let rows = tables.map(|table| home.count(&format!("SELECT count(*) FROM {table}")));
    assert_eq!(rows, [3, 2, 2, 2, 1, 3]);
    let intervals = home.words("SELECT first_snapshot || '-' || coalesce(last_snapshot, '') FROM revision ORDER BY id");
    assert_eq!(intervals, ["1-1", "2-2", "3-"]);
    assert_eq!(home.words("SELECT description FROM current_mapping"), ["first"]);
    home.assert_sound();
}

#[test]
fn an_unchanged_night_costs_a_snapshot_and_its_files_only() {
    let home = two_folders();
    let tables = home.words("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
    let rows = |home: &Home| -> Vec<(String, i64)> {
        tables.iter().map(|name| (name.clone(), home.count(&format!("SELECT count(*) FROM \"{name}\"")))).collect()
    };
    let before = rows(&home);
    for name in ["a.xml", "b1.xml", "b2.xml"] {
        let text = fs::read_to_string(home.exports().join(name)).unwrap();
        home.put(name, text.replace(DAY, "01/03/2026 03:04:05"));
    }
    assert_eq!(fates(&home.ingest()), (0, 0, 20, 0));
    let grown: Vec<(String, i64)> = rows(&home)
        .into_iter()
        .zip(before)
        .filter(|(now, old)| now != old)
        .map(|(now, old)| (now.0, now.1 - old.1))
        .collect();
    assert_eq!(grown, [("snapshot".to_owned(), 1), ("export_file".to_owned(), 3), ("snapshot_audit".to_owned(), 1)]);
}

#[test]
fn a_dry_run_tells_the_same_and_keeps_nothing() {
    let mut home = two_folders();
    home.put("a.xml", mappings("A", &TEN[..9]));
    home.put("c.xml", mappings("C", &TEN[..2]));
    let before = super::dump::dump(&home.catalog());
    home.wish.dry_run = true;
    let dry = home.ingest();
    assert_eq!((dry.snapshot, fates(&dry)), (None, (2, 0, 19, 1)));
    super::dump::assert_same(&before, &super::dump::dump(&home.catalog()), "before and after a dry run");
    home.wish.dry_run = false;
    assert_eq!(fates(&home.ingest()), fates(&dry));
}

#[test]
fn one_export_under_two_repository_names_is_two_repositories() {
    let mut home = Home::with(&[("a.xml", mappings("A", &TEN))]);
    home.ingest();
    home.wish.repository_as = Some("OTHER".to_owned());
    assert_eq!(fates(&home.ingest()), (10, 0, 0, 0));
    assert_eq!(home.words("SELECT DISTINCT repository FROM current_object ORDER BY 1"), ["OTHER", "REP"]);
    assert_eq!(home.count("SELECT count(*) FROM content"), 10, "texts are kept once");
    let catalog = home.open();
    let text = catalog.file_text(&catalog.files(2).unwrap()[0]).unwrap();
    assert_eq!(text, mappings("A", &TEN), "the text stays as it was read");
    home.wish.complete = true;
    home.put("a.xml", mappings("A", &TEN[1..]));
    assert_eq!(fates(&home.ingest()), (0, 0, 9, 1));
    assert_eq!(current(&home).len(), 19, "the other repository keeps its own");
    home.assert_sound();
}

#[test]
fn a_label_is_given_once_and_names_its_snapshot() {
    let mut home = Home::with(&[("a.xml", mappings("A", &TEN))]);
    home.wish.label = Some("before".to_owned());
    home.ingest();
    home.wish.label = None;
    home.ingest();
    let catalog = home.open();
    for (word, expected) in [
        ("before", Some(1)),
        ("@2", Some(2)),
        ("latest~1", Some(1)),
        ("latest~2", None),
        ("latest~-1", None),
        ("latest~99999999999999999999", None),
        ("2026-01-01", Some(2)),
        ("2025-12-31", None),
        ("x", None),
    ] {
        assert_eq!(catalog.snapshot_named(word).unwrap(), expected, "{word}");
    }
    let taken = catalog::model::snapshot::Wish { label: Some("before".to_owned()), ..home.wish.clone() };
    let writing =
        catalog::store::Catalog::open_write(&home.catalog(), std::time::Duration::from_secs(30), "x").unwrap();
    assert!(catalog::store::writer::Writer::begin(&writing, taken).is_err());
    assert_eq!(catalog.snapshots(true).unwrap().len(), 2);
}
