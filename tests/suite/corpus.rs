//! Real exports: what the catalog says of them, held against a parser that is not ours.

use super::house::{Home, corpus, fates};
use super::oracle::{Found, Key, Original, assert_same_but_for_secrets, counts, flat, objects, originals, parse};
use catalog::model::content::COUNTED;
use chrono::NaiveDateTime;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Every current object of a catalog.
fn stored(home: &Home) -> BTreeSet<Key> {
    let sql = "SELECT repository, folder, kind, path, name, qualifier FROM current_object";
    let db = home.sql();
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement
        .query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?]));
    rows.unwrap().map(Result::unwrap).collect()
}

fn all_objects(originals: &[Original]) -> Vec<(&Original, Vec<Found>)> {
    originals.iter().map(|original| (original, objects(&parse(&original.text)))).collect()
}

#[test]
fn every_file_has_as_many_elements_as_another_parser_counts() {
    let Some(folder) = corpus() else { return };
    let home = Home::new();
    let summary = home.ingest_paths(std::slice::from_ref(&folder));
    assert_eq!((summary.failed, summary.files), (0, originals(&folder).len() as u64));
    let catalog = home.open();
    let files: BTreeMap<String, _> =
        catalog.files(1).unwrap().into_iter().map(|file| (file.row.name.clone(), file)).collect();
    for original in originals(&folder) {
        let file = &files[&original.name];
        let expected = counts(&parse(&original.text), &COUNTED);
        assert_eq!(catalog.file_counts(file).unwrap(), expected, "{}", original.name);
    }
    home.assert_sound();
}

#[test]
fn a_file_alone_gives_exactly_its_objects_and_connection_references() {
    let Some(folder) = corpus() else { return };
    for original in originals(&folder) {
        let home = Home::new();
        home.ingest_paths(&[PathBuf::from(&original.name)]);
        let found = objects(&parse(&original.text));
        let keys: BTreeSet<Key> = found.iter().map(|one| one.key.clone()).collect();
        assert_eq!(stored(&home), keys, "{}", original.name);
        // One object written twice in the same way is one definition; in two ways, two.
        let distinct: BTreeMap<(&Key, &str), usize> =
            found.iter().map(|one| ((&one.key, one.xml.as_str()), one.references)).collect();
        let count = |sql| usize::try_from(home.count(sql)).unwrap();
        assert_eq!(count("SELECT count(*) FROM definition"), distinct.len(), "{}", original.name);
        let references: usize = distinct.values().sum();
        assert_eq!(count("SELECT count(*) FROM connection_reference"), references, "{}", original.name);
        let sessions = distinct.keys().filter(|(key, _)| key[2] == "session").count();
        assert_eq!(count("SELECT count(*) FROM session"), sessions, "{}", original.name);
        let flows = distinct.keys().filter(|(key, _)| ["workflow", "worklet"].contains(&key[2].as_str())).count();
        assert_eq!(count("SELECT count(*) FROM workflow"), flows, "{}", original.name);
    }
}

#[test]
fn every_file_can_be_built_again_secrets_aside() {
    let Some(folder) = corpus() else { return };
    let home = Home::new();
    let summary = home.ingest_paths(std::slice::from_ref(&folder));
    let catalog = home.open();
    let originals: BTreeMap<String, String> = originals(&folder).into_iter().map(|one| (one.name, one.text)).collect();
    let mut masked = 0;
    for file in catalog.files(1).unwrap() {
        let (text, original) = (catalog.file_text(&file).unwrap(), &originals[&file.row.name]);
        masked += assert_same_but_for_secrets(&flat(&parse(original)), &flat(&parse(&text)), &file.row.name);
    }
    let said = summary.problems.iter().filter(|problem| problem.code == "secret-found").count();
    assert_eq!(masked, said, "each cut is a problem");
}

#[test]
fn a_shadowed_definition_stands_in_its_file_at_its_line() {
    let Some(folder) = corpus() else { return };
    let home = Home::new();
    home.ingest_paths(std::slice::from_ref(&folder));
    let originals: BTreeMap<String, String> = originals(&folder).into_iter().map(|one| (one.name, one.text)).collect();
    let (db, catalog) = (home.sql(), home.open());
    let mut statement = db
        .prepare("SELECT r.definition, x.name, r.line FROM revision r JOIN export_file x ON x.id = r.export_file WHERE r.shadowed = 1")
        .unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut seen = 0;
    while let Some(row) = rows.next().unwrap() {
        let (definition, file, line): (i64, String, u32) =
            (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap());
        let xml = catalog.definition_text(definition).unwrap().xml;
        let first = xml.lines().next().unwrap();
        let there: Vec<&str> = originals[&file].lines().collect();
        assert!(there[line as usize - 1].contains(first), "{file}:{line}");
        assert!(originals[&file].contains(&xml), "{file}:{line}");
        seen += 1;
    }
    assert!(seen > 0, "the corpus has conflicting definitions");
}

/// What ranks definitions: creation date of the file, its position, the line.
type Place = (Option<NaiveDateTime>, usize, u32);

/// Creation date in a form that sorts; none where it is no date.
fn created(original: &Original) -> Option<NaiveDateTime> {
    let date = parse(&original.text).root_element().attribute("CREATION_DATE").unwrap_or_default().to_owned();
    NaiveDateTime::parse_from_str(&date, "%m/%d/%Y %H:%M:%S").ok()
}

#[test]
fn of_two_definitions_the_newest_export_counts_and_the_other_is_shadowed() {
    let Some(folder) = corpus() else { return };
    let home = Home::new();
    home.ingest_paths(std::slice::from_ref(&folder));
    let originals = originals(&folder);
    // By key: each text with the best place it has, (creation date, position of the file, line).
    let mut by_key: BTreeMap<Key, BTreeMap<String, Place>> = BTreeMap::new();
    for (position, (original, found)) in all_objects(&originals).into_iter().enumerate() {
        let created = created(original);
        for one in found {
            let best = by_key.entry(one.key).or_default().entry(one.xml).or_default();
            *best = (*best).max((created, position, one.line));
        }
    }
    by_key.retain(|_, texts| texts.len() > 1);
    let db = home.sql();
    let key = "SELECT p.name, f.name, o.kind, o.path, o.name, o.qualifier, x.name, r.line FROM revision r
               JOIN object o ON o.id = r.object JOIN folder f ON f.id = o.folder
               JOIN repository p ON p.id = f.repository JOIN export_file x ON x.id = r.export_file WHERE ";
    let keyed = |condition: &str| -> BTreeMap<Key, (String, u32)> {
        let mut statement = db.prepare(&format!("{key}{condition}")).unwrap();
        let rows = statement.query_map([], |row| {
            let key = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
            Ok((key, (row.get(6)?, row.get(7)?)))
        });
        rows.unwrap().map(Result::unwrap).collect()
    };
    let shadowed = keyed("r.shadowed = 1");
    assert_eq!(shadowed.keys().collect::<Vec<_>>(), by_key.keys().collect::<Vec<_>>());
    assert!(!by_key.is_empty(), "the corpus has conflicting definitions");
    let current = keyed("r.shadowed = 0 AND r.last_snapshot IS NULL");
    for (key, texts) in &by_key {
        let (_, file, line) = *texts.values().max().unwrap();
        assert_eq!(current[key], (originals[file].name.clone(), line), "{key:?}");
    }
}

#[test]
fn a_mapping_and_a_workflow_of_one_name_are_two_objects() {
    let Some(folder) = corpus() else { return };
    let home = Home::new();
    home.ingest_paths(std::slice::from_ref(&folder));
    let stored = stored(&home);
    let originals = originals(&folder);
    let keys: BTreeSet<Key> =
        all_objects(&originals).into_iter().flat_map(|(_, found)| found).map(|one| one.key).collect();
    assert_eq!(stored, keys);
    let twin = |key: &Key| {
        let mut other = key.clone();
        "workflow".clone_into(&mut other[2]);
        other
    };
    let pairs: Vec<&Key> = keys.iter().filter(|key| key[2] == "mapping" && keys.contains(&twin(key))).collect();
    assert!(!pairs.is_empty(), "the corpus has such pairs");
    assert!(pairs.iter().all(|key| stored.contains(*key) && stored.contains(&twin(key))));
}

#[test]
fn one_session_name_many_times_in_a_file_is_as_many_objects() {
    let Some(folder) = corpus() else { return };
    let originals = originals(&folder);
    let mut most: Option<(usize, &Original, Key)> = None;
    for (original, found) in all_objects(&originals) {
        let sessions: BTreeSet<&Key> = found.iter().map(|one| &one.key).filter(|key| key[2] == "session").collect();
        for key in &sessions {
            let equal = sessions.iter().filter(|other| (&other[..2], &other[4]) == (&key[..2], &key[4])).count();
            if most.as_ref().is_none_or(|(count, ..)| equal > *count) {
                most = Some((equal, original, (*key).clone()));
            }
        }
    }
    let (count, original, key) = most.unwrap();
    assert!(count > 50, "the corpus has a session name that often, not {count} times");
    let home = Home::new();
    home.ingest_paths(&[PathBuf::from(&original.name)]);
    let same =
        stored(&home).into_iter().filter(|one| one[2] == "session" && (&one[..2], &one[4]) == (&key[..2], &key[4]));
    assert_eq!(same.count(), count);
}

#[test]
fn real_exports_read_twice_are_read_once() {
    let Some(folder) = corpus() else { return };
    let home = Home::new();
    let first = home.ingest_paths(std::slice::from_ref(&folder));
    let tables =
        ["object", "definition", "revision", "content", "content_definition", "manifest", "text", "attribute_list"];
    let rows = || tables.map(|table| home.count(&format!("SELECT count(*) FROM {table}")));
    let before = rows();
    let second = home.ingest_paths(std::slice::from_ref(&folder));
    assert_eq!(fates(&second), (0, 0, fates(&first).0, 0));
    assert_eq!(rows(), before);
    assert_eq!(first.problems, second.problems);
    home.assert_sound();
}

#[test]
fn jobs_and_the_order_of_paths_make_no_difference() {
    let Some(folder) = corpus() else { return };
    let dumped = |jobs: usize, paths: &[PathBuf]| {
        let mut home = Home::new();
        home.jobs = jobs;
        home.ingest_paths(paths);
        super::dump::dump(&home.catalog())
    };
    let one = dumped(1, std::slice::from_ref(&folder));
    super::dump::assert_same(&one, &dumped(2, std::slice::from_ref(&folder)), "two readers");
    let mut paths: Vec<PathBuf> = originals(&folder).into_iter().map(|one| PathBuf::from(one.name)).collect();
    paths.reverse();
    paths.rotate_left(37);
    super::dump::assert_same(&one, &dumped(4, &paths), "the files one by one, backwards");
}
