//! Waivers of `catalog comply`: when one covers a finding, and what is said of one that does not.

use super::comply::{RULE, bare, comply, two_mappings};
use super::sandbox::Sandbox;
use serde_json::Value;

const WHOLE: &str = "rule: AUD04\n  scope: '*/m_bare'\n  justification: to be described in Q1\n  approver: ann\n  ticket: CHG-1\n  \
                     expires: 2026-12-31";

/// Writes waivers, each as the lines of a map, and judges as of a day or time: status of the finding, and the waivers.
fn judged(sandbox: &Sandbox, waivers: &[&str], as_of: &str) -> (String, Value, Value) {
    let list: Vec<String> = waivers.iter().map(|one| format!("- {one}\n")).collect();
    std::fs::write(sandbox.path("waivers.yaml"), list.concat()).unwrap();
    let answer = comply(sandbox, &["--waivers", "waivers.yaml", "--as-of", as_of]);
    let found = bare(&answer);
    assert_eq!(found.len(), 1, "a waiver hides nothing");
    (found[0].2.clone(), answer["waivers"].clone(), answer)
}

/// The same of one waiver: status of the finding, state of the waiver, how many it covers.
fn one(sandbox: &Sandbox, waiver: &str, as_of: &str) -> (String, String, u64) {
    let (status, waivers, _) = judged(sandbox, &[waiver], as_of);
    (status, waivers[0]["state"].as_str().unwrap().to_owned(), waivers[0]["covers"].as_u64().unwrap())
}

fn is(status: &str, state: &str, covers: u64) -> (String, String, u64) {
    (status.to_owned(), state.to_owned(), covers)
}

#[test]
fn one_in_force_takes_the_finding_out_of_the_count_and_shows_it() {
    let sandbox = two_mappings();
    assert_eq!(one(&sandbox, WHOLE, "2026-12-01"), is("waived", "expiring", 1), "30 days are near");
    let later = WHOLE.replace("2026-12-31", "2027-12-31");
    assert_eq!(one(&sandbox, &later, "2026-12-01"), is("waived", "active", 1));
    let (_, _, answer) = judged(&sandbox, &[&later], "2026-12-01");
    assert_eq!(answer["counts"]["high"]["waived"], 1);
    let score = |key: &str| answer["score"][key].as_f64().unwrap();
    assert!(score("after_waivers") > score("before_waivers"), "{}", answer["score"]);
    let code = |more: &[&str]| {
        let args = ["comply", "--rules", "rules.yaml", "--category", "documentation", "--as-of", "2026-12-01"];
        sandbox.run(&[&args, more].concat()).code
    };
    assert_eq!((code(&[]), code(&["--waivers", "waivers.yaml"])), (1, 0));
}

#[test]
fn the_last_day_counts_from_its_first_second_to_its_last() {
    let sandbox = two_mappings();
    for (time, status, state) in [
        ("2026-12-30T23:59:59Z", "waived", "expiring"),
        ("2026-12-31T00:00:00Z", "waived", "expiring"),
        ("2026-12-31T23:59:59Z", "waived", "expiring"),
        ("2026-12-31", "waived", "expiring"),
        ("2027-01-01T00:00:00Z", "expired", "expired"),
        ("2027-01-01", "expired", "expired"),
    ] {
        assert_eq!(one(&sandbox, WHOLE, time), is(status, state, 1), "{time}");
    }
}

#[test]
fn the_day_is_that_of_the_clock_where_none_is_given() {
    let sandbox = two_mappings();
    std::fs::write(sandbox.path("waivers.yaml"), format!("- {WHOLE}\n")).unwrap();
    let code = |seconds: &str| {
        let args = ["comply", "--rules", "rules.yaml", "--waivers", "waivers.yaml", "--category", "documentation"];
        let ran = sandbox.command(&args).env("SOURCE_DATE_EPOCH", seconds).output().unwrap();
        ran.status.code()
    };
    assert_eq!(code("1798761599"), Some(0), "2026-12-31T23:59:59Z");
    assert_eq!(code("1798761600"), Some(1), "2027-01-01T00:00:00Z");
}

#[test]
fn one_that_covers_nothing_is_unused() {
    let sandbox = two_mappings();
    let elsewhere = WHOLE.replace("*/m_bare", "*/m_other");
    assert_eq!(one(&sandbox, &elsewhere, "2026-12-01"), is("active", "unused", 0), "wrong scope");
    let other_rule = WHOLE.replace(RULE, "DOC05");
    assert_eq!(one(&sandbox, &other_rule, "2026-12-01"), is("active", "unused", 0), "another rule");
    let other_part = format!("{WHOLE}\n  part: no such part");
    assert_eq!(one(&sandbox, &other_part, "2026-12-01"), is("active", "unused", 0), "another part");
    assert_eq!(one(&sandbox, &elsewhere, "2027-02-01"), is("active", "expired", 0));
}

#[test]
fn with_one_folder_nobody_calls_the_waiver_of_another_one_unused() {
    let sandbox = two_mappings();
    let elsewhere =
        "rule: AUD04\n  scope: 'mapping:*::ELSEWHERE/*'\n  justification: j\n  approver: ann\n  expires: 2027-12-31";
    assert_eq!(one(&sandbox, elsewhere, "2026-12-01"), is("active", "unused", 0));
    let more = ["--folder", "F", "--waivers", "waivers.yaml", "--as-of", "2026-12-01"];
    assert_eq!(comply(&sandbox, &more)["waivers"][0]["state"], "active");
}

#[test]
fn one_that_nobody_answers_for_is_refused_and_shown() {
    let sandbox = two_mappings();
    for (wrong, why) in [
        (WHOLE.replace("justification: to be described in Q1", "justification: ''"), "it has no justification"),
        (WHOLE.replace("justification: to be described in Q1\n  ", ""), "it has no justification"),
        (WHOLE.replace("approver: ann\n  ", ""), "it has no approver"),
        (WHOLE.replace(RULE, "AUD99"), "there is no rule AUD99"),
        (format!("{WHOLE}\n  created: 2026-12-15"), "it was made on 2026-12-15, after the day that is judged"),
    ] {
        let (status, waivers, _) = judged(&sandbox, &[&wrong], "2026-12-01");
        assert_eq!((status.as_str(), &waivers[0]["state"]), ("active", &"refused".into()), "{wrong}");
        assert_eq!(waivers[0]["why"], why);
    }
    let text = sandbox.run(&["comply", "--rules", "rules.yaml", "--waivers", "waivers.yaml", "--as-of", "2026-12-01"]);
    assert!(text.stdout.contains("is refused: it was made on"), "{}", text.stdout);
}

#[test]
fn of_several_the_one_in_force_counts() {
    let sandbox = two_mappings();
    let (old, new) = (WHOLE.replace("2026-12-31", "2026-11-30"), WHOLE.to_owned());
    let (status, waivers, answer) = judged(&sandbox, &[&old, &new], "2026-12-01");
    assert_eq!(
        (status.as_str(), &waivers[0]["state"], &waivers[1]["state"]),
        ("waived", &"expired".into(), &"expiring".into())
    );
    let finding = answer["findings"].as_array().unwrap().iter().find(|one| one["rule"] == RULE).unwrap();
    assert_eq!(finding["waiver"], 1);
}

#[test]
fn sarif_suppresses_what_is_waived_and_knows_it_again() {
    let sandbox = two_mappings();
    judged(&sandbox, &[WHOLE], "2026-12-01");
    let args =
        ["comply", "--rules", "rules.yaml", "--waivers", "waivers.yaml", "--as-of", "2026-12-01", "--format", "sarif"];
    let sarif: Value = serde_json::from_str(&sandbox.run(&args).stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let result = results.iter().find(|one| one["ruleId"] == RULE).unwrap();
    assert_eq!(result["suppressions"][0]["justification"], "to be described in Q1");
    assert_eq!(result["partialFingerprints"]["catalog/v1"].as_str().map(str::len), Some(32));
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][index]["id"], RULE);
}

#[test]
fn a_file_that_cannot_be_read_is_no_answer() {
    let sandbox = two_mappings();
    for (text, said) in [
        ("- rule: AUD04\n  scope: '*'\n", "waivers.yaml:1: the waiver does not say expires"),
        ("- rule: AUD04\n  scope: '*'\n  expires: soon\n", "waivers.yaml:3: soon is no day"),
        ("- rule: AUD04\n  scopes: '*'\n", "waivers.yaml:2: there is no key scopes"),
    ] {
        std::fs::write(sandbox.path("waivers.yaml"), text).unwrap();
        let ran = sandbox.run(&["comply", "--waivers", "waivers.yaml"]);
        assert!(ran.code == 3 && ran.stderr.contains(said), "{}", ran.stderr);
    }
}
