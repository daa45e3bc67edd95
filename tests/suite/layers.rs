//! The laws of the house, asked of the source text. Each checker is shown a wrong example, so that it can fail.

mod doors;

use super::rust_text::{functions, names, paths_from, strip};
use doors::DOORS;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Rooms and what they may import of ours; `src/lib.rs` says the same for people.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("read", &["model"]),
    ("store", &["model"]),
    ("answer", &["model"]),
    ("render", &["model", "answer"]),
    ("vault", &["model"]),
    ("reach", &["model"]),
    ("ingest", &["model", "read", "store", "vault"]),
    ("cli", &["model", "read", "store", "vault", "reach", "answer", "render", "ingest"]),
    ("main", &["cli"]),
];

/// Things that are kept, and the rooms in which each has its file.
const NOUNS: &[(&str, &[&str])] = &[
    ("snapshot", &["model", "store"]),
    ("repository", &["model", "store"]),
    ("mapping", &["model", "read", "store"]),
    ("session", &["model", "read", "store"]),
    ("workflow", &["model", "read", "store"]),
    ("connection", &["model", "read", "store"]),
    ("parameter", &["model", "read", "store"]),
    ("run", &["model", "read", "store"]),
    ("credential", &["model", "store"]),
    ("role", &["model", "store"]),
    ("audit", &["model", "store"]),
    ("template", &["model", "read", "store"]),
    ("assessment", &["model", "store"]),
    ("alert", &["model", "read", "store"]),
];

/// What only `cli` and `main` may do.
#[rustfmt::skip]
const OUTSIDE: &[&str] = &[
    "println!", "eprintln!", "print!", "eprint!", "dbg!", "process::exit", "std::env", "env::var",
    "SystemTime", "Utc::now", "Local::now", "Instant", "io::stdout", "io::stderr",
];

/// Files that may measure time although they lie below `cli`.
const WAITS: &[&str] = &["src/store/lock.rs", "src/reach/"];

const JUNK: &[&str] =
    &["utils", "util", "helpers", "helper", "common", "manager", "service", "types", "prelude", "misc"];

/// How a problem code is handed over in the source.
const CODE_GIVEN: &[&str] =
    &["code:", "Problem::error(", "Problem::new(", "stop(", "broken(", "warn(", "warning(", "report("];

/// Detectors of secrets have codes of their own, which are words of a message; so have the rules of `validate`, by which
/// `resolve` notes what is odd.
const OTHER_CODES: &[&str] = &["src/read/secret/", "src/model/alert/", "src/model/rule/", "src/answer/resolve"];

const MOST_LINES: usize = 400;
const MOST_LINES_OF_A_FUNCTION: usize = 60;

/// Every Rust file under a folder with its text, by path relative to the crate.
fn sources(folder: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = walkdir::WalkDir::new(root.join(folder)).into_iter().map(Result::unwrap);
    files
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "rs"))
        .map(|entry| {
            let name = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

fn judge(law: impl Fn(&str, &str) -> Vec<String>) -> Vec<String> {
    sources("src").iter().flat_map(|(path, text)| law(path, text)).collect()
}

#[track_caller]
fn nobody(broke: &[String]) {
    assert!(broke.is_empty(), "{} places:\n{}", broke.len(), broke.join("\n"));
}

/// The modules around a file, outermost first: `src/read/source/open_tests.rs` is read, source, open, tests.
fn modules(path: &str) -> Vec<String> {
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    let mut all: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if let Some(tested) = all.last().and_then(|name| name.strip_suffix("_tests")).map(str::to_owned) {
        all.pop();
        all.extend([tested, "tests".to_owned()]);
    }
    all
}

fn arrows(path: &str, text: &str) -> Vec<String> {
    let stripped = strip(text).0;
    let around = modules(path);
    let room = around[0].as_str();
    if room == "lib" {
        return Vec::new();
    }
    let Some((_, may)) = ARROWS.iter().find(|(name, _)| *name == room) else {
        return vec![format!("{path}: {room} is no room of the table")];
    };
    let mut all = paths_from(&stripped, "crate::");
    all.extend(paths_from(&stripped, "catalog::"));
    let climb = "super::".repeat(around.len());
    let climbs = stripped.contains(&climb).then(|| format!("{path}: super:: climbs out of the room; say crate::"));
    let wrong = all.into_iter().filter(|to| to != room && !may.contains(&to.as_str()));
    wrong.map(|to| format!("{path}: {room} → {to}")).chain(climbs).collect()
}

#[test]
fn arrows_between_rooms_run_as_in_the_table() {
    nobody(&judge(arrows));
    assert_eq!(
        arrows("src/read/split.rs", "use crate::{model::Text, store::Catalog};"),
        ["src/read/split.rs: read → store"]
    );
    assert_eq!(arrows("src/store/a_tests.rs", "#[cfg(test)] mod t { use crate::read::tree; }").len(), 1);
    assert_eq!(arrows("src/model/object.rs", "use super::super::store::Catalog;").len(), 1);
    assert_eq!(arrows("src/helper/mod.rs", "").len(), 1);
}

#[test]
fn the_map_in_lib_rs_says_the_same_as_the_table() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let mut said = BTreeMap::new();
    for row in lib.lines().filter_map(|line| line.strip_prefix("//! | [`")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let imports: BTreeSet<&str> = match cells[2] {
            "nothing" => BTreeSet::new(),
            "all" => ARROWS.iter().map(|(room, _)| *room).filter(|room| !["cli", "main"].contains(room)).collect(),
            list => list.split(", ").collect(),
        };
        said.insert(cells[0].trim_end_matches("`]"), imports);
    }
    let ours = ARROWS.iter().filter(|(room, _)| *room != "main");
    assert_eq!(said, ours.map(|(room, may)| (*room, may.iter().copied().collect())).collect());
}

/// Follows the arrows of the table from a room; true where they lead back.
fn circles(table: &[(&str, &[&str])], from: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![from];
    while let Some(room) = next.pop() {
        for to in table.iter().filter(|(name, _)| *name == room).flat_map(|(_, may)| may.iter()) {
            if *to == from {
                return true;
            }
            if seen.insert(*to) {
                next.push(to);
            }
        }
    }
    false
}

#[test]
fn no_arrow_leads_back_to_its_room() {
    assert!(ARROWS.iter().all(|(room, _)| !circles(ARROWS, room)));
    assert!(circles(&[("a", &["b"]), ("b", &["c"]), ("c", &["a"])], "a"));
}

fn doors(path: &str, text: &str) -> Vec<String> {
    let stripped = strip(text).0;
    let wrong = DOORS
        .iter()
        .filter(|(name, _)| names(&stripped, name))
        .filter(|(_, doors)| !doors.iter().any(|door| path.starts_with(door)));
    wrong.map(|(name, _)| format!("{path}: {name} has its door elsewhere")).collect()
}

#[test]
fn each_dependency_has_one_door() {
    nobody(&judge(doors));
    assert_eq!(doors("src/read/split.rs", "use quick_xml::Reader; // rusqlite::x").len(), 1);
    assert_eq!(doors("src/cli/mod.rs", "fn f() { rusqlite::Connection::open(\"zstd::\") }").len(), 1);
}

#[test]
fn every_dependency_stands_in_the_table_of_doors() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap().to_owned();
    let said = section.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" ="));
    let said: BTreeSet<String> = said.map(|(name, _)| name.replace('-', "_")).collect();
    assert_eq!(said, DOORS.iter().map(|(name, _)| (*name).to_owned()).collect());
}

fn sizes(path: &str, text: &str) -> Vec<String> {
    let lines = text.lines().count();
    let long = (lines > MOST_LINES).then(|| format!("{path}: {lines} lines"));
    let functions = functions(&strip(text).0).into_iter().filter(|(_, _, lines)| *lines > MOST_LINES_OF_A_FUNCTION);
    functions.map(|(name, line, lines)| format!("{path}:{line}: {name} has {lines} lines")).chain(long).collect()
}

#[test]
fn no_file_is_over_400_lines_and_no_function_over_60() {
    nobody(&judge(sizes));
    let all = sources("tests").into_iter().chain(sources("benches")).chain(sources("examples"));
    nobody(&all.flat_map(|(path, text)| sizes(&path, &text)).collect::<Vec<_>>());
    assert_eq!(sizes("src/a.rs", &"\n".repeat(401)).len(), 1);
    assert_eq!(sizes("src/a.rs", &format!("fn long() {{{}}}", "\n".repeat(60))).len(), 1);
}

fn junk(path: &str, text: &str) -> Vec<String> {
    let inline = paths_from(&strip(text).0, "mod ");
    let all = modules(path).into_iter().chain(inline);
    all.filter(|name| JUNK.contains(&name.as_str())).map(|name| format!("{path}: {name}")).collect()
}

#[test]
fn no_file_or_module_is_a_junk_drawer() {
    nobody(&judge(junk));
    nobody(&sources("tests").iter().flat_map(|(path, text)| junk(path, text)).collect::<Vec<_>>());
    assert_eq!(junk("src/read/utils.rs", "").len(), 1);
    assert_eq!(junk("src/read/tree.rs", "mod common {}").len(), 1);
}

fn outside(path: &str, text: &str) -> Vec<String> {
    let is_test = modules(path).last().is_some_and(|name| name == "tests");
    if is_test || path.starts_with("src/cli/") || path == "src/main.rs" {
        return Vec::new();
    }
    let stripped = strip(text).0;
    let does = |what: &&&str| {
        stripped.match_indices(**what).any(|(at, _)| {
            let inside = |c: char| c.is_alphanumeric() || c == '_';
            !stripped[..at].ends_with(inside) && !stripped[at + what.len()..].starts_with(inside)
        })
    };
    let wrong = OUTSIDE
        .iter()
        .filter(does)
        .filter(|what| **what != "Instant" || !WAITS.iter().any(|waits| path.starts_with(waits)));
    wrong.map(|what| format!("{path}: {what}")).collect()
}

#[test]
fn nothing_below_cli_prints_exits_or_reads_environment_and_clock() {
    nobody(&judge(outside));
    for wrong in
        ["dbg!(1);", "std::process::exit(1)", "use std::env;", "chrono::Utc::now()", "std::time::Instant::now()"]
    {
        assert_eq!(outside("src/read/tree.rs", wrong).len(), 1, "{wrong}");
    }
    assert!(outside("src/store/lock.rs", "Instant::now() // SystemTime").is_empty());
}

fn missing_nouns(stands: &dyn Fn(&str) -> bool, migrations: &[String]) -> Vec<String> {
    let mut missing = Vec::new();
    for (noun, rooms) in NOUNS {
        let files = rooms.iter().map(|room| format!("src/{room}/{noun}.rs"));
        missing.extend(files.filter(|file| !stands(file)));
        if !migrations.iter().any(|name| name.starts_with('V') && name.ends_with(&format!("__{noun}.sql"))) {
            missing.push(format!("migrations/V?__{noun}.sql"));
        }
    }
    missing
}

#[test]
fn every_noun_stands_in_its_rooms_and_has_its_tables() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let migrations = fs::read_dir(root.join("migrations")).unwrap();
    let migrations: Vec<String> = migrations.map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
    nobody(&missing_nouns(&|file| root.join(file).is_file(), &migrations));
    let wrong = missing_nouns(&|file| file != "src/read/session.rs", &migrations);
    assert_eq!(wrong, ["src/read/session.rs"]);
    assert_eq!(missing_nouns(&|_| true, &[]).len(), NOUNS.len());
}

/// Codes that a source hands to a problem.
fn codes(text: &str) -> Vec<String> {
    let given = strip(text).1.into_iter().filter(|one| CODE_GIVEN.iter().any(|way| one.before.ends_with(way)));
    let kebab =
        |text: &String| text.contains('-') && text.chars().all(|c| c.is_ascii_lowercase() || "-0123456789".contains(c));
    given.map(|one| one.text).filter(kebab).collect()
}

#[test]
fn every_problem_code_is_listed_once_and_used() {
    let listed: Vec<&str> = catalog::model::problem::CODES.iter().map(|(code, _)| *code).collect();
    assert!(listed.is_sorted_by(|a, b| a < b), "sorted and without doubles");
    let unlisted = judge(|path, text| {
        if OTHER_CODES.iter().any(|folder| path.starts_with(folder)) {
            return Vec::new();
        }
        let wrong = codes(text).into_iter().filter(|code| !listed.contains(&code.as_str()));
        wrong.map(|code| format!("{path}: {code}")).collect()
    });
    nobody(&unlisted);
    let elsewhere = sources("src").into_iter().filter(|(path, _)| path != "src/model/problem.rs");
    let said: BTreeSet<String> = elsewhere.flat_map(|(_, text)| strip(&text).1).map(|one| one.text).collect();
    nobody(
        &listed
            .iter()
            .filter(|code| !said.contains(**code))
            .map(|code| format!("{code} is never given"))
            .collect::<Vec<_>>(),
    );
    assert_eq!(codes("Problem::error(\n    \"no-such-code\", name)"), ["no-such-code"]);
    assert_eq!(codes("Oddity { code: \"other-code\", line } // code: \"not-this\""), ["other-code"]);
}

#[test]
fn every_rule_has_a_code_of_its_own_and_is_used() {
    let rules = catalog::model::rule::all();
    let codes: BTreeSet<&str> = rules.iter().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), rules.len(), "two rules share a code");
    let tables = sources("src/model/rule").into_values();
    let constants = |text: String| -> Vec<String> {
        let lines = text.lines().filter_map(|line| line.strip_prefix("pub const ")?.split_once(": Rule ="));
        lines.map(|(name, _)| name.to_owned()).collect()
    };
    let named: Vec<String> = tables.flat_map(constants).collect();
    assert_eq!(named.len(), rules.len(), "every rule stands in a table");
    let elsewhere = sources("src").into_iter().filter(|(path, _)| !path.starts_with("src/model/rule"));
    let text: String = elsewhere.map(|(_, text)| strip(&text).0).collect();
    let said: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let unused = named.iter().filter(|name| !said.contains(name.as_str()));
    nobody(&unused.map(|name| format!("{name} is never given")).collect::<Vec<_>>());
}

/// What `cli.rs` gives to trycmd.
const CLI_FILES: &str = "tests/cli/*.toml";

#[test]
fn every_file_of_cli_behaviour_is_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let runner = fs::read_to_string(root.join("tests/suite/cli.rs")).unwrap();
    assert!(strip(&runner).1.iter().any(|literal| literal.text == CLI_FILES), "cli.rs runs {CLI_FILES}");
    let all = walkdir::WalkDir::new(root.join("tests/cli")).min_depth(2).into_iter().filter_map(Result::ok);
    let deeper = all.filter(|entry| entry.path().extension().is_some_and(|end| end == "toml"));
    nobody(&deeper.map(|entry| format!("{} is not run", entry.path().display())).collect::<Vec<_>>());
}
