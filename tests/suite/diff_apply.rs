//! The JSON of changes put to use: applied to a it gives b, and mirrored it is that of b against a.

use serde_json::{Map, Value, json};

/// Applies changes to a tree. Places and the order of parts in documents are no part of a tree.
pub(crate) fn apply(tree: &Value, changes: &Value) -> Value {
    let mut out = bare(tree);
    let mut all = Vec::new();
    flatten(changes, &mut all);
    all.retain(|one| !one["fact"].as_str().is_some_and(|fact| fact.starts_with("document order of ")));
    // Names of a until everything that is gone has gone; then renames from the outermost inwards; then names of b.
    for one in all.iter().filter(|one| one["class"] == "removed" && one["fact"].is_null()) {
        let (around, step) = parted(one);
        let parts = array(at(&mut out, &around), "parts");
        let before = parts.len();
        parts.retain(|part| !is(part, step));
        assert_eq!(parts.len() + 1, before, "removes one: {one}");
    }
    let mut renames: Vec<_> = all.iter().filter(|one| one["class"] == "renamed").collect();
    renames.sort_by_key(|one| one["path"].as_array().unwrap().len());
    for one in renames {
        let (around, step) = parted(one);
        let was = json!({"kind": step["kind"], "name": one["was"]});
        at(&mut out, &around[..]);
        let part = array(at(&mut out, &around), "parts").iter_mut().find(|part| is(part, &was));
        part.unwrap_or_else(|| panic!("{one}"))["name"] = step["name"].clone();
    }
    for one in all.iter().filter(|one| one["class"] == "added" && one["fact"].is_null()) {
        let (around, _) = parted(one);
        array(at(&mut out, &around), "parts").push(bare(&one["part"]));
    }
    for one in all.iter().filter(|one| !one["fact"].is_null()) {
        change_fact(at(&mut out, &one["path"].as_array().unwrap().iter().collect::<Vec<_>>()), one);
    }
    sort(&mut out);
    out
}

fn change_fact(part: &mut Value, change: &Value) {
    let facts = array(part, "facts");
    let place = facts.iter().position(|fact| fact["name"] == change["fact"]);
    assert_eq!(place.is_some(), !change["before"].is_null(), "{change}");
    if let Some(place) = place {
        let gone = facts.remove(place);
        assert_eq!((&gone["value"], &gone["origin"]), (&change["before"]["value"], &change["before"]["origin"]));
    }
    if !change["after"].is_null() {
        let (value, origin) = (&change["after"]["value"], &change["after"]["origin"]);
        facts.push(json!({"name": change["fact"], "value": value, "origin": origin}));
    }
}

/// All changes, with what follows them.
pub(crate) fn flatten(changes: &Value, out: &mut Vec<Value>) {
    for one in changes.as_array().unwrap() {
        flatten(&one["follows"], out);
        let mut one = one.clone();
        one["follows"] = json!([]);
        out.push(one);
    }
}

/// The changes of b against a, made of those of a against b.
pub(crate) fn mirror(changes: &Value) -> Value {
    let mut all = Vec::new();
    flatten(changes, &mut all);
    let renames = all.into_iter().filter(|one| one["class"] == "renamed");
    let renames: Vec<(Value, Value)> = renames.map(|one| (one["path"].clone(), one["was"].clone())).collect();
    mirrored(changes, &renames)
}

fn mirrored(changes: &Value, renames: &[(Value, Value)]) -> Value {
    let mut all: Vec<Value> = changes
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let mut other = one.clone();
            let is_part = one["fact"].is_null() && one["class"] != "renamed";
            if !is_part {
                other["path"] = in_a(&one["path"], renames);
            }
            if one["class"] == "renamed" {
                other["was"] = one["path"].as_array().unwrap().last().unwrap()["name"].clone();
            }
            other["class"] = match one["class"].as_str().unwrap() {
                "added" => json!("removed"),
                "removed" => json!("added"),
                same => json!(same),
            };
            (other["before"], other["after"]) = (one["after"].clone(), one["before"].clone());
            other["follows"] = mirrored(&one["follows"], renames);
            other
        })
        .collect();
    sorted(&mut all);
    Value::Array(all)
}

/// Changes in the order of path, fact and class.
fn sorted(all: &mut [Value]) {
    let class = |one: &Value| {
        ["added", "removed", "changed", "renamed", "restated"].iter().position(|class| one["class"] == *class)
    };
    let path = |one: &Value| {
        let steps = one["path"].as_array().unwrap().iter();
        steps.map(|step| (text(&step["kind"]), text(&step["name"]))).collect::<Vec<_>>()
    };
    all.sort_by_key(|one| (path(one), one["fact"].as_str().map(str::to_owned), class(one)));
}

/// A way in names of b, in names of a.
fn in_a(path: &Value, renames: &[(Value, Value)]) -> Value {
    let steps = path.as_array().unwrap();
    let translated = steps.iter().enumerate().map(|(at, step)| {
        let way = Value::Array(steps[..=at].to_vec());
        let was = renames.iter().find(|(renamed, _)| *renamed == way).map(|(_, was)| was);
        json!({"kind": step["kind"], "name": was.unwrap_or(&step["name"])})
    });
    translated.collect()
}

/// A tree without places, sorted.
pub(crate) fn bare(tree: &Value) -> Value {
    let part = |part: &Value| bare(part);
    let fact = |fact: &Value| json!({"name": fact["name"], "value": fact["value"], "origin": fact["origin"]});
    let list =
        |name: &str, of: &dyn Fn(&Value) -> Value| tree[name].as_array().unwrap().iter().map(of).collect::<Vec<_>>();
    let mut out = Map::new();
    out.insert("kind".into(), tree["kind"].clone());
    out.insert("name".into(), tree["name"].clone());
    out.insert("facts".into(), list("facts", &fact).into());
    out.insert("parts".into(), list("parts", &part).into());
    let mut out = Value::Object(out);
    sort(&mut out);
    out
}

fn sort(part: &mut Value) {
    array(part, "facts").sort_by_key(|fact| text(&fact["name"]));
    array(part, "parts").sort_by_key(|part| (text(&part["kind"]), text(&part["name"])));
    for inner in array(part, "parts") {
        sort(inner);
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn array<'v>(part: &'v mut Value, name: &str) -> &'v mut Vec<Value> {
    part[name].as_array_mut().unwrap()
}

fn is(part: &Value, step: &Value) -> bool {
    part["kind"] == step["kind"] && part["name"] == step["name"]
}

fn parted(change: &Value) -> (Vec<&Value>, &Value) {
    let path = change["path"].as_array().unwrap();
    let (last, around) = path.split_last().unwrap();
    (around.iter().collect(), last)
}

fn at<'v>(tree: &'v mut Value, path: &[&Value]) -> &'v mut Value {
    path.iter().fold(tree, |part, step| {
        array(part, "parts").iter_mut().find(|part| is(part, step)).unwrap_or_else(|| panic!("no {step}"))
    })
}
