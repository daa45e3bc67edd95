//! Two states of one hand-made folder that differ in one thing: exactly that is told, with its risk, and nothing else.
//!
//! Each pair has a folder of its own, with the base in the first snapshot and the edited base in the second one, so that two
//! ingests make all of them.

mod designs;
mod flows;
mod pair;
mod quiet;
mod secrets;
mod sessions;
pub(crate) mod told;

use super::sandbox::Sandbox;
use pair::{How, Look, Pair};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The issue asks for as many.
const LEAST: usize = 40;

fn pairs() -> Vec<Pair> {
    [sessions::pairs(), designs::pairs(), flows::pairs(), quiet::pairs()].into_iter().flatten().collect()
}

/// Folder of the pair at a position.
fn folder(at: usize) -> String {
    format!("P{:02}", at + 1)
}

#[track_caller]
fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Makes two snapshots of all pairs, each in a folder of its own.
#[track_caller]
fn ingest(sandbox: &Sandbox, pairs: &[Pair]) {
    std::fs::create_dir(sandbox.path("pairs")).expect("a folder");
    let write = |text: &dyn Fn(&Pair, &str) -> String| {
        for (at, pair) in pairs.iter().enumerate() {
            let folder = folder(at);
            std::fs::write(sandbox.path(&format!("pairs/{folder}.xml")), text(pair, &folder)).expect("written");
        }
        let ran = sandbox.run(&["ingest", "--complete", "pairs"]);
        assert!(ran.code <= 1 && !ran.stderr.contains("error "), "{ran:?}");
    };
    write(&|_, folder| Pair::before(folder));
    // Values of secrets are dated to the second.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    write(&|pair, folder| pair.after(folder));
}

/// Does something for each of many on two threads, and gathers what was wrong.
fn each<T: Sync>(all: &[T], wrong: &(dyn Fn(&T) -> Vec<String> + Sync)) -> Vec<String> {
    let (one, other) = all.split_at(all.len() / 2);
    std::thread::scope(|scope| {
        let halves = [one, other].map(|half| scope.spawn(move || half.iter().flat_map(wrong).collect::<Vec<_>>()));
        halves.into_iter().flat_map(|half| half.join().expect("a half")).collect()
    })
}

#[track_caller]
fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn each_edit_changes_the_base_and_each_pair_has_a_name_of_its_own() {
    let pairs = pairs();
    let names: BTreeSet<&str> = pairs.iter().map(|pair| pair.name).collect();
    assert_eq!(names.len(), pairs.len(), "a name stands twice");
    assert!(pairs.len() >= LEAST, "{} pairs", pairs.len());
    for pair in &pairs {
        assert_ne!(pair.after("X"), Pair::before("X"), "{}", pair.name);
        super::oracle::parse(&pair.after("X"));
    }
}

/// The edits are held against the catalog, which tells by text which objects have another definition.
#[test]
fn each_edit_is_one_of_the_objects_that_its_pair_names() {
    let pairs = pairs();
    let sandbox = Sandbox::with_example();
    ingest(&sandbox, &pairs);
    let db = rusqlite::Connection::open(sandbox.path("catalog.db")).expect("a catalog");
    let sql = "SELECT f.name, o.kind, o.path, iif(o.qualifier = '', '', o.qualifier || '.') || o.name FROM revision r
               JOIN object o ON o.id = r.object JOIN folder f ON f.id = o.folder WHERE r.first_snapshot = 2";
    let mut statement = db.prepare(sql).expect("a query");
    let rows = statement.query_map([], |row| {
        let [folder, kind, path, name] = [0, 1, 2, 3].map(|at| row.get::<_, String>(at));
        let (path, name) = (path?, name?);
        Ok((folder?, format!("{} {path}{}{name}", kind?, if path.is_empty() { "" } else { "/" })))
    });
    let mut changed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows.expect("rows") {
        let (folder, object) = row.expect("a row");
        changed.entry(folder).or_default().insert(object);
    }
    let mut wrong = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        let changed = changed.remove(&folder(at)).unwrap_or_default();
        let listed = pair.listed();
        let named = |line: &String| line.split(' ').skip(1).take(2).collect::<Vec<_>>().join(" ");
        let listed: BTreeSet<String> = listed.iter().filter(|line| !line.starts_with("removed ")).map(named).collect();
        let looked: BTreeSet<String> = pair.looks.iter().map(|look| look.at.to_owned()).collect();
        let missing = listed.difference(&changed).map(|object| format!("{} leaves {object} as it was", pair.name));
        wrong.extend(missing);
        let more = changed.iter().filter(|object| !looked.contains(*object) && !listed.contains(*object));
        // The text of a workflow or worklet holds those of its tasks.
        let around = |object: &String| object.starts_with("work") && changed.len() > 1;
        wrong.extend(more.filter(|object| !around(object)).map(|object| format!("{} edits {object}, too", pair.name)));
    }
    assert_none(&wrong);
}

#[test]
fn of_each_pair_exactly_its_change_is_told() {
    let pairs = pairs();
    let sandbox = Sandbox::with_example();
    ingest(&sandbox, &pairs);
    let looks: Vec<(String, &Pair, &Look)> = pairs
        .iter()
        .enumerate()
        .flat_map(|(at, pair)| pair.looks.iter().map(move |look| (folder(at), pair, look)))
        .collect();
    assert_none(&each(&looks, &|(folder, pair, look)| {
        let wrong = look_wrong(&sandbox, folder, pair, look);
        let head = format!("{folder} {} ({})", pair.name, look.at);
        wrong.into_iter().map(|line| format!("{head}\n{line}")).collect()
    }));
}

/// Runs the program on one address before and after.
fn look_wrong(sandbox: &Sandbox, folder: &str, pair: &Pair, look: &Look) -> Vec<String> {
    let address = match look.at.split_once(' ') {
        Some((kind, path)) => format!("{kind}:{folder}/{path}"),
        None => format!("folder:{folder}"),
    };
    let [a, b] = ["latest~1", "latest"].map(|at| format!("{address}@{at}"));
    let mut args = vec!["diff", &a, &b, "--format", "json"];
    args.extend((look.how == How::Raw).then_some("--raw"));
    let ran = sandbox.run(&args);
    if ran.code > 1 {
        return vec![format!("  exit {}: {}", ran.code, ran.stderr)];
    }
    let diff = json(&ran.stdout);
    let objects = told::list(&diff, "objects");
    let lines: Vec<String> = objects.iter().flat_map(told::lines).collect();
    let mut wrong = told::difference(&lines, &look.expected);
    let code = i32::from(!look.expected.is_empty());
    wrong.extend((ran.code != code).then(|| format!("  exit {} instead of {code}", ran.code)));
    let count = usize::from(!look.expected.is_empty());
    wrong.extend((objects.len() != count).then(|| format!("  {} objects instead of {count}", objects.len())));
    wrong.extend((diff["diff_version"] != 1).then(|| "  no version".to_owned()));
    let texts = [Pair::before(folder), pair.after(folder)];
    for change in objects.iter().flat_map(|object| told::list(object, "changes")) {
        wrong.extend(told::misplaced(change, [&texts[0], &texts[1]]));
    }
    wrong.extend(objects.iter().filter(|object| object["risk"] != highest(object)).map(|object| format!("  {object}")));
    if look.how == How::Noise {
        wrong.extend(noise_wrong(sandbox, &diff, &[&args[..], &["--with-noise"]].concat()));
    }
    wrong
}

/// The highest risk of an object's changes.
fn highest(object: &Value) -> &'static str {
    let risks: BTreeSet<&str> = told::list(object, "changes").iter().map(|change| told::text(change, "risk")).collect();
    ["high", "medium"].into_iter().find(|risk| risks.contains(risk)).unwrap_or("low")
}

/// Noise is counted, and shown on demand.
fn noise_wrong(sandbox: &Sandbox, diff: &Value, args: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    let counted = diff["summary"]["noise"].as_u64().unwrap_or_default() > 0;
    wrong.extend((!counted).then(|| format!("  no noise is counted: {}", diff["summary"])));
    let shown = sandbox.run(args);
    let objects = told::list(&json(&shown.stdout), "objects").len();
    wrong.extend(((shown.code, objects) != (1, 1)).then(|| format!("  --with-noise: exit {}", shown.code)));
    wrong
}

/// Objects of a comparison by folder.
fn by_folder(diff: &Value) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for object in told::list(diff, "objects") {
        let folder = told::folder(object);
        found.entry(folder.to_owned()).or_default().push(told::object(object, folder));
    }
    for lines in found.values_mut() {
        lines.sort();
    }
    found
}

#[test]
fn whole_snapshots_and_folders_list_the_edited_objects_and_no_other() {
    let pairs = pairs();
    let sandbox = Sandbox::with_example();
    ingest(&sandbox, &pairs);
    let compare = |a: &str, b: &str| {
        let ran = sandbox.run(&["diff", a, b, "--format", "json"]);
        assert!(ran.code <= 1, "{ran:?}");
        (ran.code, json(&ran.stdout), ran.stdout)
    };
    let (code, diff, said) = compare("@latest~1", "@latest");
    assert_eq!((code, &said), (1, &compare("@latest~1", "@latest").2), "the same bytes again");
    let found = by_folder(&diff);
    let mut wrong = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        let (listed, folder) = (pair.listed(), folder(at));
        let told = found.get(&folder).cloned().unwrap_or_default();
        if told != listed {
            wrong.push(format!("{folder} {}: {told:#?} instead of {listed:#?}", pair.name));
        }
    }
    wrong.extend(mirror_wrong(&diff, &compare("@latest", "@latest~1").1));
    // Of every tenth pair, its folder alone; and of those in which an object came, went or has another name.
    let alone =
        pairs.iter().enumerate().filter(|(at, pair)| at % 10 == 0 || pair.listed().iter().any(|line| is_whole(line)));
    for (at, pair) in alone {
        let name = folder(at);
        let (code, diff, _) = compare(&format!("folder:{name}@latest~1"), &format!("folder:{name}@latest"));
        let told = by_folder(&diff).remove(&name).unwrap_or_default();
        if told != pair.listed() || code != i32::from(!told.is_empty()) {
            wrong.push(format!("folder {name} {}: exit {code}, {told:#?}", pair.name));
        }
    }
    assert_eq!(compare("@latest", "@latest").0, 0, "a snapshot is the same as itself");
    assert_none(&wrong);
}

/// True for an object that came, went or has another name.
fn is_whole(line: &str) -> bool {
    !line.starts_with("changed ")
}

/// Every change of a comparison the other way round, in no particular order.
fn mirror_wrong(there: &Value, back: &Value) -> Vec<String> {
    let turned = |class: &str| match class {
        "added" => "removed".to_owned(),
        "removed" => "added".to_owned(),
        class => class.to_owned(),
    };
    let flat = |diff: &Value, turn: bool| -> Vec<String> {
        let mut lines = Vec::new();
        let sides = if turn { ["after", "before"] } else { ["before", "after"] };
        let class = |value: &Value| {
            if turn { turned(told::text(value, "class")) } else { told::text(value, "class").to_owned() }
        };
        for object in told::list(diff, "objects") {
            lines.push(format!("{} {}", class(object), object["kind"]));
            for change in told::list(object, "changes") {
                let [one, other] = sides.map(|side| format!("{} {}", change[side]["value"], change[side]["origin"]));
                let (fact, hidden, likeness) = (&change["fact"], &change["hidden"], &change["likeness"]);
                let followers = told::list(change, "follows").len();
                lines.push(format!("  {} {fact} {one} -> {other} {hidden} {likeness} +{followers}", class(change)));
            }
        }
        lines.sort();
        lines
    };
    let (there, back) = (flat(there, false), flat(back, true));
    let missing =
        |of: &[String], from: &[String]| of.iter().filter(|line| !from.contains(line)).cloned().collect::<Vec<_>>();
    [missing(&there, &back), missing(&back, &there)]
        .concat()
        .into_iter()
        .map(|line| format!("mirror: {line}"))
        .collect()
}
