//! JSON against the schema that is published.

use super::super::examples::{example, hostile};
use super::{SCHEMA, json};
use crate::answer::diff::change::{Change, Class, Diff};
use serde_json::{Value, json as value};

fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("JSON")
}

fn wrong(instance: &Value) -> Vec<String> {
    let validator = jsonschema::draft202012::new(&schema()).expect("a schema of draft 2020-12");
    validator.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn diffs_follow_the_published_schema() {
    for diff in [example(), hostile(), Diff::default()] {
        assert_eq!(wrong(&json(&diff)), [""; 0]);
    }
}

#[test]
fn references_that_follow_and_parts_in_parts_are_held_to_it_too() {
    let whole = json(&example());
    let session = "/objects/1/changes";
    for (pointer, broken) in [
        ("/objects/0/class".to_owned(), value!("moved")),
        (format!("{session}/2/follows/0/risk"), value!("awful")),
        (format!("{session}/2/follows/0/likeness"), value!(101)),
        (format!("{session}/4/part/parts/0/facts"), value!([{"name": "x"}])),
        (format!("{session}/5/hidden"), value!("«sealed:0123456789abcdef»")),
        ("/summary/changes/by_risk".to_owned(), value!({"high": 0, "medium": 0, "low": 0, "none": 0})),
        ("/diff_version".to_owned(), value!(2)),
    ] {
        let mut broken_one = whole.clone();
        *broken_one.pointer_mut(&pointer).expect(&pointer) = broken;
        assert_eq!(wrong(&broken_one).len(), 1, "{pointer}");
    }
    let mut more = whole;
    more["objects"][1]["changes"][2]["follows"][0]["more"] = value!(true);
    assert_eq!(wrong(&more).len(), 1, "the schema is closed");
}

#[test]
fn the_schema_describes_every_field_and_is_closed() {
    fn look(node: &Value, at: &str, missing: &mut Vec<String>) {
        if let Some(fields) = node["properties"].as_object() {
            let required: Vec<&str> =
                node["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let closed = node["additionalProperties"] == value!(false);
            missing.extend((!closed || required.len() != fields.len()).then(|| format!("{at}: open")));
            for (name, field) in fields {
                let described = field["description"].is_string() || field["$ref"] == "#/$defs/likeness";
                missing.extend((!described).then(|| format!("{at}/{name}")));
            }
        }
        for (name, inner) in node.as_object().into_iter().flatten() {
            look(inner, &format!("{at}/{name}"), missing);
        }
    }
    let mut missing = Vec::new();
    look(&schema(), "", &mut missing);
    assert_eq!(missing, [""; 0]);
}

#[test]
fn the_summary_counts_what_is_listed() {
    let json = json(&example());
    assert_eq!(
        json["summary"],
        value!({
            "objects": {
                "total": 2,
                "by_class": {"added": 1, "removed": 0, "changed": 1, "renamed": 0, "restated": 0},
                "by_risk": {"high": 1, "medium": 1, "low": 0},
            },
            "changes": {
                "total": 8,
                "by_class": {"added": 2, "removed": 1, "changed": 3, "renamed": 1, "restated": 1},
                "by_risk": {"high": 3, "medium": 2, "low": 3},
            },
            "noise": 3, "unchanged": 210, "unknown": 1,
        })
    );
    assert_eq!((&json["diff_version"], &json["compared"]), (&value!(1), &value!(4)));
}

#[test]
fn what_follows_is_no_change_of_its_own() {
    let mut diff = example();
    let follow = Change { class: Class::Renamed, ..Change::default() };
    diff.objects[1].changes[2].follows.push(follow);
    assert_eq!(json(&diff)["summary"]["changes"]["total"], 8);
}
