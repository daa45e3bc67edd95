//! Parameters as users meet them: an export and parameter files are ingested, a session is asked about.
//!
//! The rules stand in `tests/resolve/*.txt`, one case each, with who says so.

mod case;
mod corpus;
mod export;
mod hostile;
mod written;

use super::house::Home;
use case::{Ask, Case, cases};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Runs the program in a folder and returns its exit code and what it printed.
fn run(home: &Home, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catalog"));
    command.args(args).current_dir(home.beside("")).env("CATALOG_DB", home.catalog());
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn home_of(case: &Case) -> Home {
    let home = Home::with(&[("x.xml", case.export.text())]);
    for (name, text) in &case.files {
        if name == "environments.yaml" {
            std::fs::write(home.beside(name), text).unwrap();
        } else {
            home.put(name, text);
        }
    }
    let (code, _, said) = run(&home, &["ingest", "in"]);
    assert_eq!(code, 0, "{}: {said}", case.rule);
    home
}

/// What the program says of one name; `None` where it says that the session does not use it.
fn answer(home: &Home, case: &Case, ask: &Ask) -> Option<Value> {
    let address = format!("{}/wf/{}", case.export.folder, ask.place).replace("wf/wf", "wf");
    let mut args = vec!["resolve", &address, "--format", "json"];
    args.extend(case.args.iter().map(String::as_str));
    let (code, out, said) = run(home, &args);
    assert!(code < 2, "{}: {said}", case.rule);
    let all: Value = serde_json::from_str(&out).unwrap();
    let values = all[0]["values"].as_array().unwrap();
    values.iter().find(|one| one["name"].as_str().unwrap().eq_ignore_ascii_case(&ask.name)).cloned()
}

/// What is wrong with an answer.
fn wrong(ask: &Ask, answer: Option<&Value>) -> Vec<String> {
    let Some(answer) = answer else {
        return if ask.status == "unused" { Vec::new() } else { vec!["it is not answered".to_owned()] };
    };
    let mut wrong = Vec::new();
    let mut compare = |what: &str, expected: &str, found: String| {
        if expected != found {
            wrong.push(format!("{what} is {found:?}, not {expected:?}"));
        }
    };
    let text = |key: &str| answer[key].as_str().unwrap_or_default().to_owned();
    compare("status", &ask.status, text("status"));
    if let Some(value) = &ask.value {
        compare("value", value, text("value"));
    }
    let holds = |key: &str, value: &str| {
        let all = answer[key].as_array().unwrap();
        all.iter().any(|one| one == value || one["code"] == value)
    };
    for (key, expected) in &ask.also {
        match key.as_str() {
            "line" => compare("line", expected, text("place").rsplit(':').next().unwrap().to_owned()),
            "step" => compare("step", expected, answer["step"].to_string()),
            "origin" => compare("origin", expected, text("origin")),
            "raw" => compare("raw", expected, text("raw")),
            "assumed" => compare(expected, "true", holds("assumed", expected).to_string()),
            "not-assumed" => compare(expected, "false", holds("assumed", expected).to_string()),
            "noted" => compare(expected, "true", holds("notes", expected).to_string()),
            "not-noted" => compare(expected, "false", holds("notes", expected).to_string()),
            "why" => compare(&text("why"), "true", text("why").contains(expected).to_string()),
            other => panic!("what is {other}?"),
        }
    }
    wrong
}

#[test]
fn every_rule_of_the_manual_that_a_case_tells() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/resolve");
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        all.extend(cases(&std::fs::read_to_string(entry.unwrap().path()).unwrap()));
    }
    assert!(all.len() >= 60, "{} cases", all.len());
    let mut failed = Vec::new();
    for case in &all {
        let home = home_of(case);
        assert!(!case.asks.is_empty(), "{} asks nothing", case.rule);
        for ask in &case.asks {
            let answer = answer(&home, case, ask);
            let wrong = wrong(ask, answer.as_ref());
            if !wrong.is_empty() {
                failed.push(format!("{}\n  {} {}: {}", case.rule, ask.place, ask.name, wrong.join("; ")));
            }
        }
    }
    assert!(failed.is_empty(), "{} of {} cases\n{}", failed.len(), all.len(), failed.join("\n"));
}
