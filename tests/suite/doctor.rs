//! `catalog doctor`: what it vouches for is what the commands of a night understand.

use super::sandbox::Sandbox;
use serde_json::Value;

/// What the doctor says of each thing that is broken.
fn broken(sandbox: &Sandbox) -> Vec<(String, String)> {
    let ran = sandbox.run(&["doctor", "--format", "json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let rows: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    rows.iter().filter(|row| row["state"] == "fail").map(|row| (text(row, "what"), text(row, "seen"))).collect()
}

#[test]
fn files_that_no_command_would_understand_are_broken() {
    let sandbox = Sandbox::with_catalog();
    let files = ["rules", "waivers", "classification", "sla", "alerts", "prices"];
    let named = files.map(|name| format!("{name}: {name}.yaml")).join("\n");
    let nightly = "nightly:\n  metrics: nowhere/catalog.prom\n  run_connections: [NOBODY]\n";
    std::fs::write(sandbox.path("catalog.yaml"), format!("{named}\n{nightly}")).unwrap();
    for name in files {
        std::fs::write(sandbox.path(&format!("{name}.yaml")), "# fine\nno_such_key: 1\n").unwrap();
    }
    let broken = broken(&sandbox);
    for name in files {
        let seen = broken.iter().find(|(what, _)| what == name).map(|(_, seen)| seen.as_str());
        assert!(seen.is_some_and(|seen| seen.contains(&format!("{name}.yaml"))), "{name}: {broken:?}");
    }
    let told = |what: &str, part: &str| broken.iter().any(|(name, seen)| name == what && seen.contains(part));
    assert!(told("nightly.metrics", "no folder") && told("nightly.run_connections", "NOBODY"), "{broken:?}");
}

#[test]
fn a_catalog_that_is_not_there_is_told_once() {
    let sandbox = Sandbox::with_example();
    let broken = broken(&sandbox);
    assert_eq!(broken.iter().map(|(what, _)| what.as_str()).collect::<Vec<_>>(), ["catalog"], "{broken:?}");
}
