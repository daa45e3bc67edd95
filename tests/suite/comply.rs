//! `catalog comply`: the walk, what is recorded, what changes make, forms of the answer. The rules have their own tests.

use super::house::{export, mapping};
use super::sandbox::{Ran, Sandbox};
use serde_json::Value;
use std::collections::BTreeSet;

/// A rule that fires on what has no description.
pub(crate) const RULE: &str = "AUD04";
/// A rulebook in which it matters.
pub(crate) const RULES: &str = "rules:\n  AUD04: {severity: high}\n";

/// Noon of days in December 2026, in seconds.
pub(crate) fn noon(day: u64) -> String {
    (1_796_126_400 + (day - 1) * 86_400).to_string()
}

/// A catalog of two mappings, one without a word, as of December 1st; `rules.yaml` makes that matter.
pub(crate) fn two_mappings() -> Sandbox {
    let sandbox = Sandbox::with_example();
    std::fs::write(sandbox.path("rules.yaml"), RULES).unwrap();
    ingest(&sandbox, 1, &[("m_bare", ""), ("m_said", "loads customers")]);
    sandbox
}

/// Ingests mappings with their descriptions as all there is, at noon of a day.
pub(crate) fn ingest(sandbox: &Sandbox, day: u64, mappings: &[(&str, &str)]) {
    let children: Vec<String> = mappings.iter().map(|(name, said)| mapping(name, said)).collect();
    std::fs::create_dir_all(sandbox.path("in")).unwrap();
    let text = export(&format!("12/{day:02}/2026 01:00:00"), "F", &children.join("\n"));
    std::fs::write(sandbox.path("in/f.xml"), text).unwrap();
    let args = ["ingest", "--complete", "--allow-mass-removal", "in"];
    let done = sandbox.command(&args).env("SOURCE_DATE_EPOCH", noon(day)).output().unwrap();
    assert_eq!(Ran::new(&done).code, 0, "{done:?}");
}

/// Runs `comply` with more arguments, which must have an answer.
pub(crate) fn comply(sandbox: &Sandbox, more: &[&str]) -> Value {
    let args = [&["comply", "--rules", "rules.yaml", "--format", "json"], more].concat();
    let ran = sandbox.run(&args);
    assert!(ran.code < 2, "{args:?}: {}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("JSON")
}

/// Findings of the rule: name of the object, first seen, status.
pub(crate) fn bare(answer: &Value) -> Vec<(String, String, String)> {
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    let of_rule = answer["findings"].as_array().unwrap().iter().filter(|one| one["rule"] == RULE);
    let name = |one: &Value| text(one, "object").rsplit('/').next().unwrap_or_default().to_owned();
    of_rule.map(|one| (name(one), text(one, "first_seen"), text(one, "status"))).collect()
}

fn seen(name: &str, day: u64) -> (String, String, String) {
    (name.to_owned(), format!("2026-12-{day:02}T12:00:00Z"), "active".to_owned())
}

#[test]
fn every_form_is_the_same_for_any_number_of_jobs_and_every_time() {
    let sandbox = Sandbox::with_catalog();
    for format in ["text", "json", "sarif", "csv"] {
        let run = |jobs: &str| {
            let ran = sandbox.run(&["comply", "--as-of", "latest", "--format", format, "--jobs", jobs]);
            assert!(ran.code < 2, "{}", ran.stderr);
            ran.stdout
        };
        let one = run("1");
        assert!(one.len() > 100, "{one}");
        assert_eq!(one, run("2"), "{format}: two readers");
        assert_eq!(one, run("7"), "{format}: seven readers");
        assert_eq!(one, run("1"), "{format}: again");
    }
}

#[test]
fn a_finding_has_all_that_an_auditor_asks_about_it() {
    let sandbox = two_mappings();
    let answer = comply(&sandbox, &[]);
    assert_eq!(bare(&answer), [seen("m_bare", 1)]);
    let finding = answer["findings"].as_array().unwrap().iter().find(|one| one["rule"] == RULE).unwrap();
    assert_eq!(finding["object"], "mapping:REP::F/m_bare");
    assert_eq!((&finding["file"], &finding["line"]), (&"in/f.xml".into(), &6.into()));
    assert_eq!((&finding["severity"], &finding["category"]), (&"high".into(), &"documentation".into()));
    let length = |key: &str| finding[key].as_str().unwrap().len();
    assert_eq!((length("digest"), length("fingerprint")), (64, 32));
    let text = export("12/01/2026 01:00:00", "F", "");
    assert!(text.lines().nth(4).unwrap().contains("FOLDER"), "the mapping stands in line 6");
    assert_eq!(answer["audit_head"]["sequence"], 1, "the ingest's own intent");
    assert_eq!(answer["inputs"][0]["name"], "in/f.xml");
    assert_eq!(answer["objects"]["mapping"], 2);
    let looked_at = answer["coverage"].as_array().unwrap().iter().find(|one| one["rule"] == RULE).unwrap();
    assert_eq!((&looked_at["looked_at"], &looked_at["objects"]), (&2.into(), &1.into()));
}

#[test]
fn exit_codes_go_by_what_counts_and_how_severe_it_is() {
    let sandbox = two_mappings();
    let code = |more: &[&str]| sandbox.run(&[&["comply", "--category", "documentation"], more].concat()).code;
    assert_eq!(code(&["--rules", "rules.yaml"]), 1);
    assert_eq!(code(&["--rules", "rules.yaml", "--fail-on", "critical"]), 0);
    assert_eq!(code(&["--rules", "rules.yaml", "--min-severity", "critical"]), 1, "what is not shown counts, too");
    std::fs::write(sandbox.path("off.yaml"), "rules:\n  AUD04: {off: true}\n").unwrap();
    assert_eq!(code(&["--rules", "off.yaml"]), 0);
    assert_eq!(code(&["--folder", "NONE"]), 3);
    assert_eq!(code(&["--as-of", "2026-11-30"]), 3, "no snapshot yet");
    std::fs::write(sandbox.path("bad.yaml"), "rules:\n  AUD04: {off: true}\n  AUD99: {off: true}\n").unwrap();
    let bad = sandbox.run(&["comply", "--rules", "bad.yaml"]);
    assert!(bad.code == 3 && bad.stderr.contains("bad.yaml:3: there is no rule AUD99"), "{}", bad.stderr);
    assert_eq!(sandbox.run(&["comply", "--waivers", "none.yaml"]).code, 3);
}

#[test]
fn a_rule_that_is_off_is_not_checked_and_says_so() {
    let sandbox = two_mappings();
    std::fs::write(sandbox.path("rules.yaml"), "sections:\n  - folder: F*\n    rules:\n      AUD04: {off: true}\n")
        .unwrap();
    let answer = comply(&sandbox, &[]);
    let row = answer["coverage"].as_array().unwrap().iter().find(|one| one["rule"] == RULE).unwrap();
    assert_eq!((&row["looked_at"], &row["reason"]), (&0.into(), &"turned off by the rulebook".into()));
    std::fs::write(sandbox.path("rules.yaml"), "sections:\n  - folder: G*\n    rules:\n      AUD04: {off: true}\n")
        .unwrap();
    assert_eq!(bare(&comply(&sandbox, &[])).len(), 1, "another folder");
}

#[test]
fn what_is_recorded_says_since_when_and_what_is_new_and_fixed() {
    let sandbox = two_mappings();
    comply(&sandbox, &["--record", "--as-of", "latest"]);
    ingest(&sandbox, 2, &[("m_bare", ""), ("m_said", ""), ("m_new", "")]);
    let second = comply(&sandbox, &["--record", "--as-of", "latest"]);
    assert_eq!(bare(&second), [seen("m_bare", 1), seen("m_new", 2), seen("m_said", 2)]);
    assert_eq!(second["since"]["than"], "snapshot 1 of 2026-12-01T12:00:00Z");
    ingest(&sandbox, 3, &[("m_bare", "said"), ("m_said", ""), ("m_new", "")]);
    let third = comply(&sandbox, &["--as-of", "latest"]);
    assert_eq!(bare(&third), [seen("m_new", 2), seen("m_said", 2)]);
    assert!(third["since"]["fixed"].as_u64() >= Some(1), "{}", third["since"]);
    let snapshots: Vec<_> =
        third["trend"].as_array().unwrap().iter().map(|one| one["snapshot"].as_u64().unwrap()).collect();
    assert_eq!(snapshots, [1, 2, 3], "the one at hand is the last point, recorded or not");
    let recorded = comply(&sandbox, &["--record", "--as-of", "latest"]);
    assert_eq!(recorded, third, "recording changes nothing that is said");
    assert_eq!(comply(&sandbox, &["--record", "--as-of", "latest"]), third, "nor does recording again");
    assert_eq!(comply(&sandbox, &["--as-of", "latest"]), third);
    assert_eq!(bare(&comply(&sandbox, &["--as-of", "2026-12-02"])), bare(&second), "as it was then");
    sandbox.done(&["check"]);
}

#[test]
fn what_is_asked_again_gives_the_same_as_asking_everything() {
    let sandbox = Sandbox::with_catalog();
    std::fs::write(sandbox.path("rules.yaml"), RULES).unwrap();
    comply(&sandbox, &["--record", "--as-of", "latest"]);
    // Another mapping for every session that uses it, and a configuration object.
    let changed = change_example(&sandbox);
    assert!(changed > 1, "{changed} files");
    sandbox.run(&["ingest", super::sandbox::EXAMPLE]);
    let full = comply(&sandbox, &["--as-of", "latest"]);
    let again = comply(&sandbox, &["--record", "--as-of", "latest"]);
    assert_eq!(again["findings"], full["findings"]);
    assert_eq!(again, full);
    assert_eq!(comply(&sandbox, &["--record", "--full", "--as-of", "latest"]), full);
    sandbox.done(&["check"]);
}

/// Takes the descriptions out of the example's mappings and changes what configuration objects say; returns how many files.
pub(crate) fn change_example(sandbox: &Sandbox) -> usize {
    let mut changed = 0;
    for entry in walkdir::WalkDir::new(sandbox.path(super::sandbox::EXAMPLE)) {
        let entry = entry.unwrap();
        if entry.path().extension().is_none_or(|end| end != "xml") {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        let lines = text.lines().map(|line| {
            let line = line.replace("NAME =\"Stop on errors\" VALUE =\"0\"", "NAME =\"Stop on errors\" VALUE =\"7\"");
            let is_mapping = line.contains("<MAPPING ");
            if is_mapping { line.replace("DESCRIPTION =\"", "DESCRIPTION =\"other: ") } else { line }
        });
        let new = lines.collect::<Vec<_>>().join("\n") + "\n";
        if new.trim_end() != text.trim_end() {
            std::fs::write(entry.path(), new).unwrap();
            changed += 1;
        }
    }
    changed
}

#[test]
fn pruned_snapshots_lose_their_findings_and_keep_their_place_in_the_trend() {
    let sandbox = two_mappings();
    comply(&sandbox, &["--record", "--as-of", "latest"]);
    for day in 2..=3 {
        ingest(&sandbox, day, &[("m_bare", "said"), ("m_said", "loads customers")]);
        comply(&sandbox, &["--record", "--as-of", "latest"]);
    }
    let db = rusqlite::Connection::open(sandbox.path("catalog.db")).unwrap();
    let count =
        || db.query_row("SELECT count(*) FROM assessed_finding WHERE until = 1", [], |row| row.get::<_, i64>(0));
    assert!(count().unwrap() > 0);
    sandbox.done(&["snapshot", "prune", "--keep", "2"]);
    assert_eq!(count().unwrap(), 0);
    sandbox.done(&["check"]);
    assert_eq!(comply(&sandbox, &["--as-of", "latest"])["trend"].as_array().unwrap().len(), 3);
}

#[test]
fn an_assessment_of_an_older_snapshot_is_not_recorded_behind_a_newer_one() {
    let sandbox = two_mappings();
    ingest(&sandbox, 2, &[("m_bare", "")]);
    comply(&sandbox, &["--record", "--as-of", "latest"]);
    let ran = sandbox.run(&["comply", "--record", "--as-of", "1"]);
    assert!(ran.code == 2 && ran.stderr.contains("snapshot 2 is recorded already"), "{} {}", ran.code, ran.stderr);
    let one = comply(&sandbox, &["--as-of", "1"]);
    assert_eq!(bare(&one), [seen("m_bare", 1)], "without a recorded one, since its definition stands");
}

#[test]
fn the_same_files_have_the_same_digests_in_another_catalog() {
    let sandbox = Sandbox::with_catalog();
    let inputs = |more: &[&str]| comply(&sandbox, more)["inputs"].clone();
    std::fs::write(sandbox.path("rules.yaml"), RULES).unwrap();
    let here = inputs(&[]);
    sandbox.done(
        &["ingest", "--catalog", "other.db", "in"]
            .map(|word| if word == "in" { super::sandbox::EXAMPLE } else { word }),
    );
    assert_eq!(inputs(&["--catalog", "other.db"]), here);
    let digests: BTreeSet<&str> = here.as_array().unwrap().iter().map(|one| one["digest"].as_str().unwrap()).collect();
    assert_eq!(digests.len(), here.as_array().unwrap().len(), "each file its own");
    assert!(!digests.contains(""));
}

#[test]
fn rules_are_listed_with_all_that_is_said_of_them() {
    let sandbox = Sandbox::with_example();
    let listed = sandbox.done(&["comply", "--list-rules", "--format", "json"]).stdout;
    let rules: Value = serde_json::from_str(&listed).unwrap();
    let rule = rules.as_array().unwrap().iter().find(|one| one["id"] == RULE).unwrap();
    for key in ["title", "rationale", "remediation", "reference", "category", "severity"] {
        assert!(rule[key].as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
    let text = sandbox.done(&["comply", "--list-rules", "--category", "documentation"]).stdout;
    assert!(text.starts_with("DOCUMENTATION\n") && text.contains(RULE) && !text.contains("SECURITY"), "{text}");
}
