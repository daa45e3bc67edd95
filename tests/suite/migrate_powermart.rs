//! `migrate --to powermart` of every session and workflow of real exports: each file alone gives the same objects again.

use super::house::{Home, corpus};
use super::oracle::{objects, parse};
use super::sandbox::Sandbox;
use catalog::store::Catalog;
use rusqlite::Connection;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Repository, folder, kind, path, name, qualifier.
type Key = [String; 6];

/// The current objects of a catalog with their definitions.
fn stored(catalog: &Path) -> BTreeMap<Key, i64> {
    let db = Connection::open(catalog).unwrap();
    let sql = "SELECT repository, folder, kind, path, name, qualifier, definition FROM current_object";
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| {
        let key = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
        Ok((key, row.get(6)?))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// The full address of an object at folder level, by the rules of the README.
fn address(key: &Key) -> String {
    let escape = |name: &str| name.replace('%', "%25").replace('/', "%2F").replace(':', "%3A").replace('@', "%40");
    format!("{}:{}::{}/{}", key[2], escape(&key[0]), escape(&key[1]), escape(&key[4]))
}

/// Findings of syntax and references in a catalog, without the place: folder, code, message.
fn findings(sandbox: &Sandbox, catalog: &Path) -> BTreeSet<[String; 3]> {
    let catalog = catalog.to_str().unwrap();
    let words = ["validate", "--all", "--category", "syntax,semantic", "--format", "json", "--catalog", catalog];
    let said: Value = serde_json::from_str(&sandbox.run(&words).stdout).expect("JSON");
    let all = said["findings"].as_array().expect("findings").iter();
    let wanted = |one: &&Value| {
        let code = one["code"].as_str().unwrap();
        one["category"] == "syntax" || code.starts_with("missing-") || code.contains("-missing-")
    };
    let triple = |one: &Value| {
        let object = one["object"].as_str().unwrap();
        let folder = object.split_once(':').map_or("", |(_, rest)| rest).split('/').next().unwrap_or_default();
        [folder.to_owned(), one["code"].as_str().unwrap().to_owned(), one["message"].as_str().unwrap().to_owned()]
    };
    all.filter(wanted).map(triple).collect()
}

#[test]
fn every_session_and_workflow_of_real_exports_can_be_imported_again() {
    let Some(folder) = corpus() else { return };
    let sandbox = Sandbox::with_example();
    sandbox.done(&["ingest", folder.to_str().unwrap()]);
    let original = stored(&sandbox.path("catalog.db"));
    let flows = ["session", "worklet", "workflow"];
    let asked: Vec<String> =
        original.keys().filter(|key| flows.contains(&key[2].as_str()) && key[3].is_empty()).map(address).collect();
    let mut words: Vec<&str> = vec!["migrate", "-o", "out", "--format", "json"];
    words.extend(asked.iter().map(String::as_str));
    let report: Value = serde_json::from_str(&sandbox.run(&words).stdout).expect("a report");
    assert_eq!(report["files"].as_array().unwrap().len(), asked.len());
    let before = findings(&sandbox, &sandbox.path("catalog.db"));
    let files: Vec<&str> = report["files"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    let judging = |files: &[&str]| -> BTreeSet<Key> {
        let catalog = Catalog::open_read(&sandbox.path("catalog.db")).unwrap();
        files.iter().flat_map(|file| judged(&sandbox, file, &original, &catalog, &before)).collect()
    };
    let (ours, theirs) = files.split_at(files.len() / 2);
    let mut seen = std::thread::scope(|scope| {
        let other = scope.spawn(|| judging(theirs));
        let mut seen = judging(ours);
        seen.extend(other.join().unwrap());
        seen
    });
    seen.retain(|key| flows.contains(&key[2].as_str()));
    let all: BTreeSet<Key> = original.keys().filter(|key| flows.contains(&key[2].as_str())).cloned().collect();
    assert!(seen == all, "lost: {:?}", all.difference(&seen).collect::<Vec<_>>());
}

/// Ingests one file into a catalog of its own and holds its objects against those that it was made of.
/// Some exports of the corpus were incomplete; a file by itself says so again and adds nothing.
fn judged(
    sandbox: &Sandbox,
    file: &str,
    original: &BTreeMap<Key, i64>,
    catalog: &Catalog,
    before: &BTreeSet<[String; 3]>,
) -> Vec<Key> {
    let path = sandbox.path("out").join(file);
    let home = Home::new();
    let summary = home.ingest_paths(std::slice::from_ref(&path));
    assert_eq!(summary.failed, 0, "{file}");
    let alone = findings(sandbox, &home.catalog());
    let new: Vec<_> = alone.difference(before).collect();
    assert!(new.is_empty(), "{file}: {new:?}");
    let (again, text) = (stored(&home.catalog()), std::fs::read_to_string(&path).unwrap());
    let by_other: BTreeSet<Key> = objects(&parse(&text)).into_iter().map(|one| one.key).collect();
    assert_eq!(again.keys().cloned().collect::<BTreeSet<Key>>(), by_other, "{file}: as another parser reads it");
    let open = home.open();
    for (key, definition) in &again {
        let was = original.get(key).unwrap_or_else(|| panic!("{file}: {key:?} is new"));
        let (was, is) = (catalog.definition_text(*was).unwrap().xml, open.definition_text(*definition).unwrap().xml);
        assert!(was == is, "{file}: {key:?} is another one");
    }
    again.into_keys().collect()
}
