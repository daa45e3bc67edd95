//! Real exports compared: everything is the same as itself, and of edits put in by a script exactly those are told.

mod edits;

use super::diff_pairs::told;
use super::house::{Home, corpus};
use super::oracle::originals;
use super::sandbox::{Ran, VARIABLES};
use catalog::answer::diff::merge::merge;
use catalog::answer::diff::part::Part;
use catalog::answer::diff::stored::{Inner, part};
use catalog::read::tree;
use edits::Edited;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Stdio};

/// Kinds of which some objects are compared with themselves by their addresses.
const KINDS: [&str; 10] =
    ["session", "workflow", "worklet", "task", "mapping", "mapplet", "transformation", "source", "target", "config"];
/// Objects of each kind that are compared by their addresses; all take too long.
const EACH: usize = 4;

/// Runs the program over the catalog of a home.
fn run(home: &Home, args: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catalog"));
    command.args(args).arg("--catalog").arg(home.catalog()).stdin(Stdio::null());
    VARIABLES.into_iter().fold(&mut command, |command, name| command.env_remove(name));
    command.env("CATALOG_KEYS", home.beside("keys"));
    Ran::new(&command.output().unwrap())
}

#[track_caller]
fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// Fails where something differs.
#[track_caller]
fn assert_same(home: &Home, args: &[&str]) {
    let ran = run(home, &[&["diff"], args, &["--format", "json"]].concat());
    assert_eq!(ran.code, 0, "{args:?}: {}", ran.stdout.chars().take(2000).collect::<String>() + &ran.stderr);
    assert_eq!(told::list(&json(&ran), "objects").len(), 0, "{args:?}");
}

#[test]
fn a_snapshot_and_a_second_catalog_of_the_same_files_are_the_same() {
    let Some(folder) = corpus() else { return };
    let (home, other) = (Home::new(), Home::new());
    for one in [&home, &other] {
        one.ingest_paths(std::slice::from_ref(&folder));
    }
    home.ingest_paths(std::slice::from_ref(&folder));
    assert_same(&home, &["@latest", "@latest"]);
    assert_same(&home, &["@latest~1", "@latest", "--with-noise"]);
    assert_same(&home, &["@latest~1", "@latest", "--raw"]);
    let against = other.catalog();
    assert_same(&home, &["@latest", "@latest", "--against", against.to_str().unwrap()]);
}

#[test]
fn objects_of_every_kind_are_the_same_as_themselves_in_every_way_of_looking() {
    let Some(folder) = corpus() else { return };
    let home = Home::new();
    home.ingest_paths(std::slice::from_ref(&folder));
    for kind in KINDS {
        // The largest ones, because most can go wrong in them.
        let sql = format!(
            "SELECT o.repository || char(10) || o.folder || char(10) || o.path || char(10) || o.name || char(10) || o.qualifier
             FROM current_object o JOIN definition d ON d.id = o.definition WHERE o.kind = '{kind}'
             ORDER BY d.length DESC, o.object LIMIT {EACH}"
        );
        let found = home.words(&sql);
        assert!(!found.is_empty(), "{kind}");
        for keys in found {
            let keys: Vec<&str> = keys.split('\n').collect();
            let address = edits::address(&[keys[0], keys[1], kind, keys[2], keys[3], keys[4]].map(str::to_owned));
            for flags in [&[][..], &["--raw"], &["--with-noise"], &["--resolved"]] {
                assert_same(&home, &[&[address.as_str(), address.as_str()], flags].concat());
            }
        }
    }
}

#[test]
fn every_definition_makes_a_tree_that_is_the_same_as_itself_and_has_no_twins() {
    let Some(folder) = corpus() else { return };
    let home = Home::new();
    home.ingest_paths(std::slice::from_ref(&folder));
    let catalog = home.open();
    let ids = home.words("SELECT CAST(id AS TEXT) FROM definition ORDER BY id");
    assert!(ids.len() > 1000, "{} definitions", ids.len());
    for id in ids {
        let text = catalog.definition_text(id.parse().unwrap()).unwrap();
        let parsed = tree::parse(&text.xml).unwrap();
        let tree = part(parsed.root().unwrap(), Inner::Within, &|line| format!("x:{line}"));
        assert!(!tree.kind.is_empty(), "{}:{}", text.file, text.lines_before);
        let facts = count(&tree, &text.file);
        let merged = merge(&tree, &tree, true, &|_, _| None);
        assert_eq!((merged.changes.len(), merged.noise), (0, 0), "{}:{}", text.file, text.lines_before);
        // A secret that was cut out is neither the same nor another one.
        assert_eq!(merged.unchanged + merged.unknown, facts, "{}:{}", text.file, text.lines_before);
    }
}

/// Counts the facts of a tree; fails where two siblings are one by kind and name.
fn count(part: &Part, file: &str) -> u32 {
    let names: BTreeSet<_> = part.parts.iter().map(|one| (&one.kind, &one.name)).collect();
    assert_eq!(names.len(), part.parts.len(), "{file}: siblings in {} {} at {}", part.kind, part.name, part.place);
    let own = u32::try_from(part.facts.len()).unwrap();
    own + part.parts.iter().map(|one| count(one, file)).sum::<u32>()
}

/// Copies the exports into a home, as bytes.
fn copy_into(home: &Home, folder: &Path) {
    for one in originals(folder) {
        let name = Path::new(&one.name).strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        home.put(&name, std::fs::read(&one.name).unwrap());
    }
}

#[test]
fn of_25_edits_between_two_ingests_exactly_those_are_told() {
    let Some(folder) = corpus() else { return };
    let home = Home::new();
    copy_into(&home, &folder);
    assert_eq!(home.ingest().failed, 0);
    let edited: Vec<Edited> = edits::choose(&originals(&home.exports()));
    assert_eq!(edited.len(), edits::COUNT);
    edits::write(&edited);
    assert_eq!(home.ingest().failed, 0);
    let expected: BTreeMap<&str, &str> = edited.iter().map(|one| (one.address.as_str(), one.recipe)).collect();
    assert_eq!(expected.len(), edits::COUNT, "each in an object of its own");
    let ran = run(&home, &["diff", "@latest~1", "@latest", "--format", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let diff = json(&ran);
    let objects = told::list(&diff, "objects");
    let told: BTreeMap<&str, &Value> =
        objects.iter().map(|object| (told::text(&object["b"], "address"), object)).collect();
    assert_eq!(told.len(), objects.len(), "an object is told twice");
    let missing: Vec<_> = expected.iter().filter(|(address, _)| !told.contains_key(*address)).collect();
    let more: Vec<_> = told.keys().filter(|address| !expected.contains_key(*address)).collect();
    assert!(missing.is_empty() && more.is_empty(), "missing: {missing:#?}\ntold besides: {more:#?}");
    for (address, object) in told {
        let changes = told::list(object, "changes");
        assert_eq!((changes.len(), &object["class"]), (1, &"changed".into()), "{}: {object}", expected[address]);
        let after = &changes[0]["after"];
        let one = edited.iter().find(|one| one.address == address).unwrap();
        let told = if after.is_null() { "" } else { told::text(after, "value") };
        assert!(told == one.after, "{}: {told:?} instead of {:?}", one.recipe, one.after);
    }
}

/// The script is held against the catalog, which counts what became of objects in its own way.
#[test]
fn the_script_edits_25_objects() {
    let Some(folder) = corpus() else { return };
    let home = Home::new();
    copy_into(&home, &folder);
    let before = home.ingest();
    let edited = edits::choose(&originals(&home.exports()));
    edits::write(&edited);
    let after = home.ingest().total();
    // What stands around an edited task, session or worklet has another text, too.
    let around: BTreeSet<&str> = edited.iter().flat_map(|one| one.around.iter().map(String::as_str)).collect();
    let own: BTreeSet<&str> = edited.iter().map(|one| one.address.as_str()).collect();
    let all = own.union(&around).count() as u64;
    assert_eq!((after.new, after.gone, after.changed), (0, 0, all), "{edited:#?}");
    assert_eq!(after.unchanged + after.changed, before.total().new);
}
