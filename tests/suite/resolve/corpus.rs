//! Real exports and the parameter files that were published with them.

use super::run;
use crate::house::{Home, corpus};
use crate::oracle::{originals, parse};
use roxmltree::Node;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// A published lesson: an export and its parameter file, in which a placeholder stands for the folder.
fn lesson(name: &str, folder: &str) -> Option<Home> {
    let root = corpus()?;
    let home = Home::new();
    let beside = root.parent().unwrap().join("paramfiles");
    for from in [root, beside] {
        for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
            let path = entry.path().to_str().unwrap();
            if entry.file_type().is_file() && path.contains("scanbix__") && path.contains(name) {
                let text = std::fs::read_to_string(path).unwrap();
                home.put(entry.file_name().to_str().unwrap(), text.replace("<Folder Name>", folder));
            }
        }
    }
    let (code, _, said) = run(&home, &["ingest", "in"]);
    assert_eq!(code, 0, "{said}");
    Some(home)
}

const SCOPE: &str = "Mapping_Parameter Scope";
const SESSION: &str = "1725/wf_m_parameter_file_scope/s_m_parameter_file_scope";

fn scope(home: &Home) -> Value {
    let (_, out, said) = run(home, &["resolve", SESSION, "--format", "json"]);
    let read: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{said}"));
    read[0]["values"].as_array().unwrap().iter().find(|one| one["name"] == "$$expressionstring").unwrap().clone()
}

fn unused(home: &Home) -> Vec<(String, String)> {
    let (_, out, _) = run(home, &["resolve", SESSION, "--unused", "--format", "json"]);
    let read: Value = serde_json::from_str(&out).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    read.as_array().unwrap().iter().map(|row| (text(&row["heading"]), text(&row["why"]))).collect()
}

#[test]
fn a_published_file_with_a_placeholder_for_the_folder_gives_its_global_value() {
    let Some(home) = lesson(SCOPE, "<Folder Name>") else { return };
    let found = scope(&home);
    assert_eq!(found["value"], "IIF(price > 10 OR quantity > 10,price*.05,price*.02)");
    assert_eq!((&found["origin"], &found["status"]), (&"[GLOBAL]".into(), &"resolved".into()));
    let unused = unused(&home);
    assert_eq!(unused.len(), 2, "{unused:?}");
    assert!(unused.iter().all(|(heading, why)| heading.contains("<Folder Name>") && why.contains("matches nothing")));
}

#[test]
fn with_the_folders_name_the_section_of_the_session_wins() {
    let Some(home) = lesson(SCOPE, "1725") else { return };
    let found = scope(&home);
    assert_eq!(found["value"], "IIF(price > 1000 OR quantity > 1000,price*.05,price*.02)");
    assert_eq!(found["origin"], "[1725.WF:wf_m_parameter_file_scope.ST:s_m_parameter_file_scope]");
    assert!(unused(&home).is_empty(), "the wider sections hold, too");
}

#[test]
fn a_published_file_that_gives_an_expression_keeps_it_whole() {
    let Some(home) = lesson("Workflow_Parameter files", "") else { return };
    let (_, out, said) = run(&home, &["resolve", "--all", "--format", "json"]);
    let read: Value = serde_json::from_str(&out).unwrap();
    let values = read.as_array().unwrap().iter().flat_map(|one| one["values"].as_array().unwrap());
    let found: Vec<&Value> = values.filter(|one| one["name"] == "$$Deduction_Amount").collect();
    assert_eq!(found.len(), 1, "{said}");
    assert_eq!(found[0]["value"], "IIF(Balance_Amount < 20000,500,0)");
}

fn children<'a>(node: Node<'a, 'a>, name: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(move |child| child.has_tag_name(name))
}

fn named<'a>(parent: Node<'a, 'a>, kind: &'static str, name: &str) -> Option<Node<'a, 'a>> {
    children(parent, kind).find(|child| child.attribute("NAME") == Some(name))
}

/// Addresses of the sessions in a workflow or worklet; what they and the worklets at folder level are called goes to `used`.
fn sessions<'a>(
    folder: Node<'a, 'a>,
    around: Node<'a, 'a>,
    path: &str,
    found: &mut Vec<String>,
    used: &mut BTreeSet<(&'static str, &'a str)>,
) {
    for instance in children(around, "TASKINSTANCE") {
        let kind = match instance.attribute("TASKTYPE") {
            Some("Session") => "SESSION",
            Some("Worklet") => "WORKLET",
            _ => continue,
        };
        let (task, reusable) = (instance.attribute("TASKNAME").unwrap(), instance.attribute("REUSABLE") == Some("YES"));
        let Some(meant) = named(if reusable { folder } else { around }, kind, task) else { continue };
        if reusable {
            used.insert((kind, task));
        }
        let path = format!("{path}/{}", instance.attribute("NAME").unwrap());
        if kind == "SESSION" {
            found.push(path);
        } else {
            sessions(folder, meant, &path, found, used);
        }
    }
}

/// Every place of a session in an export.
fn places(text: &str) -> Vec<String> {
    let document = parse(text);
    let mut found = Vec::new();
    for repository in children(document.root_element(), "REPOSITORY") {
        for folder in children(repository, "FOLDER") {
            let mut used = BTreeSet::new();
            let name = folder.attribute("NAME").unwrap();
            let path = |top: Node<'_, '_>| format!("{name}/{}", top.attribute("NAME").unwrap());
            for top in children(folder, "WORKFLOW") {
                sessions(folder, top, &path(top), &mut found, &mut used);
            }
            let free = |kind: &'static str, used: &BTreeSet<(&str, &str)>| {
                let all = children(folder, kind);
                all.filter(|one| !used.contains(&(kind, one.attribute("NAME").unwrap()))).collect::<Vec<_>>()
            };
            for top in free("WORKLET", &used) {
                sessions(folder, top, &path(top), &mut Vec::new(), &mut used);
            }
            for top in free("WORKLET", &used) {
                sessions(folder, top, &path(top), &mut found, &mut used);
            }
            found.extend(free("SESSION", &used).into_iter().map(path));
        }
    }
    found
}

/// Addresses of `resolve --all`, without kind and repository.
fn answered(home: &Home) -> (Vec<String>, String) {
    let (_, out, said) = run(home, &["resolve", "--all", "--format", "json"]);
    let read: Value = serde_json::from_str(&out).unwrap();
    let address = |one: &Value| one["address"].as_str().unwrap().split_once("::").unwrap().1.to_owned();
    (read.as_array().unwrap().iter().map(address).collect(), said)
}

#[test]
fn every_session_of_every_real_export_is_answered_once() {
    let Some(folder) = corpus() else { return };
    let mut sum = 0;
    for original in originals(&folder).iter().filter(|one| one.text.contains("<SESSION ")) {
        let home = Home::new();
        home.ingest_paths(&[Path::new(&original.name).to_owned()]);
        let (mut found, said) = answered(&home);
        let mut expected = places(&original.text);
        found.sort();
        expected.sort();
        expected.dedup();
        assert_eq!(found, expected, "{}: {said}", original.name);
        sum += found.len();
    }
    assert!(sum > 1000, "{sum} sessions");
}

#[test]
fn all_of_them_together_are_answered_once_each() {
    let Some(folder) = corpus() else { return };
    let home = Home::new();
    home.ingest_paths(std::slice::from_ref(&folder));
    let (_, out, said) = run(&home, &["resolve", "--all", "--format", "env"]);
    let addresses: Vec<&str> = out.lines().filter(|line| line.starts_with("# session:")).collect();
    let distinct: BTreeSet<&str> = addresses.iter().copied().collect();
    assert_eq!(addresses.len(), distinct.len());
    assert!(said.contains(&format!("{} sessions", addresses.len())), "{said}");
}
