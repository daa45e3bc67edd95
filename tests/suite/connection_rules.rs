//! Rules about connection objects, fired and kept silent through the program.

use super::sandbox::Sandbox;
use super::servers::refused_port;
use std::collections::BTreeSet;

/// What the objects below are found to be, by connection; each rule of connection objects is one of them.
pub(crate) const FOUND: [(&str, &str); 6] = [
    ("FAILS", "connection-test-failed"),
    ("NAMELESS", "incomplete-connection"),
    ("NAMELESS", "connection-test-undecided"),
    ("LOCKED", "missing-credential"),
    ("LOCKED", "connection-not-tested"),
    ("DWH_PRD", "unknown-connection"),
];

/// Objects of which `GOOD` is whole and opens.
fn objects(port: u16) -> String {
    format!(
        "connections:\n  GOOD:\n    type: file\n    attributes: {{path: .}}\n  FAILS:\n    type: Relational\n    \
         subtype: PostgreSQL\n    attributes: {{host: 127.0.0.1, port: {port}, user: u}}\n  NAMELESS:\n    type: \
         Relational\n    subtype: PostgreSQL\n    attributes: {{user: u}}\n  LOCKED:\n    type: file\n    attributes: \
         {{path: .}}\n    credential: nobody_has_it\n"
    )
}

fn found(sandbox: &Sandbox, more: &[&str]) -> BTreeSet<(String, String)> {
    let words = ["validate", "--all", "--category", "connection", "--min-severity", "info", "--format", "json"];
    let ran = sandbox.run(&[&words[..], more].concat());
    let all: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let ours: BTreeSet<&str> = FOUND.iter().map(|(_, code)| *code).collect();
    let mut found = BTreeSet::new();
    for one in all["findings"].as_array().expect("findings") {
        let (code, message) = (one["code"].as_str().unwrap(), one["message"].as_str().unwrap());
        let names =
            ["FAILS", "NAMELESS", "LOCKED", "DWH_PRD", "GOOD"].into_iter().filter(|name| message.contains(name));
        if ours.contains(code) {
            found.extend(names.map(|name| (name.to_owned(), code.to_owned())));
        }
    }
    found
}

#[test]
fn each_rule_of_connection_objects_fires_where_it_should() {
    let sandbox = Sandbox::with_catalog();
    assert_eq!(found(&sandbox, &["--connect"]), BTreeSet::new());
    std::fs::write(sandbox.path("objects.yaml"), objects(refused_port())).unwrap();
    sandbox.done(&["connection", "import", "objects.yaml"]);
    let ran = sandbox.run(&["connection", "test", "GOOD", "FAILS", "NAMELESS"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let all: BTreeSet<_> = FOUND.iter().map(|(name, code)| ((*name).to_owned(), (*code).to_owned())).collect();
    assert_eq!(found(&sandbox, &["--connect"]), all);
    // What tests saw is told only to whoever asks.
    let untold = |(_, code): &(String, String)| !code.starts_with("connection-");
    assert_eq!(found(&sandbox, &[]), all.into_iter().filter(untold).collect());
}
