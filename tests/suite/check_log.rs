//! Session logs held against our answers: hand-written ones, each for its one point, and the real ones of the corpus.

use super::house::corpus;
use super::sandbox::Sandbox;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn log(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/logs/{name}.log")).to_str().unwrap().to_owned()
}

fn check(sandbox: &Sandbox, logs: &[String], code: i32) -> Vec<Value> {
    let mut words = vec!["resolve", "--format", "json", "--check-log"];
    words.extend(logs.iter().map(String::as_str));
    let ran = sandbox.run(&words);
    assert_eq!(ran.code, code, "{}{}", ran.stdout, ran.stderr);
    serde_json::from_str::<Vec<Value>>(&ran.stdout).unwrap()
}

/// The verdict on one thing.
fn verdict<'v>(answer: &'v Value, what: &str) -> &'v str {
    let all = answer["compared"].as_array().unwrap();
    let one = all.iter().find(|one| one["what"] == what).unwrap_or_else(|| panic!("nothing on {what}: {answer:#}"));
    one["verdict"].as_str().unwrap()
}

const CUSTOMER: &str = "SALES_DWH/wf_sales_daily/s_m_dim_customer";
const FULL: &str = "SALES_DWH/wf_sales_weekly/s_m_dim_customer_full";

/// Log, the place that it must be held against, what is compared, the verdict.
const CASES: &[(&str, &str, &str, &str)] = &[
    ("session_section_wins", CUSTOMER, "$$LAST_EXTRACT", "agree"),
    ("session_section_wins", CUSTOMER, "$$SRC_SCHEMA", "agree"),
    ("workflow_section_is_used", CUSTOMER, "$$COUNTRY_LIST", "agree"),
    ("workflow_section_is_used", CUSTOMER, "$$SRC_SCHEMA", "not-stated"),
    ("global_section_is_used", FULL, "$$SRC_SCHEMA", "agree"),
    ("another_value_was_used", FULL, "$$SRC_SCHEMA", "differ"),
    ("another_value_was_used", FULL, "$$LAST_EXTRACT", "agree"),
    ("default_of_a_variable", CUSTOMER, "$$MAX_UPDATED", "agree"),
    ("kept_between_runs", CUSTOMER, "$$MAX_UPDATED", "not-stated"),
    ("worklet_emea", "SALES_DWH/wf_fact_sales/wlt_load_emea/s_m_fact_sales", "$$MONTHS_BACK", "agree"),
    ("months_of_another_worklet", "SALES_DWH/wf_fact_sales/wlt_load_apac/s_m_fact_sales", "$$REGION", "agree"),
    (
        "nested_worklet",
        "SALES_DWH/wf_fact_sales/wlt_load_emea/wlt_post_load/s_m_agg_sales_region",
        "$$AGG_MONTH",
        "agree",
    ),
    ("decimal_in_a_session_section", "CLAIMS_STG/wf_claims_import/s_m_stg_claim", "$$MIN_AMOUNT", "agree"),
    (
        "initial_value_of_an_expression",
        "CLAIMS_STG/wf_claims_night/wlt_night/wlt_reserve/s_m_stg_reserve",
        "$$CUTOFF",
        "agree",
    ),
    ("empty_defaults", "CLAIMS_STG/wf_claims_payments/s_m_stg_payment", "$$FROM_DATE", "agree"),
    ("a_value_over_two_lines", CUSTOMER, "$$COUNTRY_LIST", "differ"),
    ("workflow_variable", CUSTOMER, "$$WF_LAST_EXTRACT", "agree"),
    ("settings", CUSTOMER, "Commit Interval", "differ"),
    ("settings", CUSTOMER, "Commit Type", "agree"),
    ("settings", CUSTOMER, "Session Sort Order", "agree"),
];

#[test]
fn every_line_of_a_log_agrees_or_differs_as_it_should() {
    let differing: Vec<&str> = CASES.iter().filter(|case| case.3 == "differ").map(|case| case.0).collect();
    for (name, place, what, expected) in CASES {
        let sandbox = Sandbox::with_catalog();
        let answers = check(&sandbox, &[log(name)], i32::from(differing.contains(name)));
        assert_eq!(answers[0]["address"], format!("session:REP_ACME::{place}"), "{name}");
        assert_eq!(verdict(&answers[0], what), *expected, "{name} {what}");
        assert_eq!(verdict(&answers[0], "mapping"), "agree", "{name}");
    }
}

#[test]
fn what_a_run_left_in_the_repository_is_the_saved_value_from_then_on() {
    let sandbox = Sandbox::with_catalog();
    let explain = ["resolve", CUSTOMER, "--explain", "$$MAX_UPDATED"];
    let before = sandbox.run(&explain);
    assert!(before.stdout.contains("nothing-saved"), "{}", before.stdout);
    check(&sandbox, &[log("kept_between_runs")], 0);
    let after = sandbox.run(&explain);
    let saved = after.stdout.contains("06/03/2024 02:31:40") && after.stdout.contains("step 5 (saved value)");
    assert!(saved && !after.stdout.contains("nothing-saved"), "{}", after.stdout);
}

#[test]
fn a_log_of_nobody_and_a_secret_in_a_log() {
    let sandbox = Sandbox::with_catalog();
    let unknown = sandbox.run(&["resolve", "--check-log", &log("nobody_knows_it")]);
    assert_eq!((unknown.code, unknown.stderr.contains("wf_gone")), (3, true), "{}", unknown.stderr);
    let secret = sandbox.run(&["resolve", "--check-log", &log("a_secret_in_a_statement")]);
    assert!(!format!("{}{}", secret.stdout, secret.stderr).contains("hunter2"), "{}", secret.stdout);
    assert!(secret.stdout.contains("«secret»"), "{}", secret.stdout);
}

/// Files of the corpus below a folder whose path holds a word.
fn files(corpus: &Path, folder: &str, word: &str) -> Vec<String> {
    let all = walkdir::WalkDir::new(corpus.join(folder)).sort_by_file_name().into_iter().map(Result::unwrap);
    let paths: Vec<PathBuf> = all.map(walkdir::DirEntry::into_path).filter(|path| path.is_file()).collect();
    paths.iter().map(|path| path.to_str().unwrap().to_owned()).filter(|path| path.contains(word)).collect()
}

/// Real logs against the exports they belong to: names, commit interval, SQL agree; buffer sizes are the service's own.
#[test]
fn real_logs_agree_with_their_exports() {
    let Some(corpus) = corpus().and_then(|powermart| powermart.parent().map(Path::to_owned)) else { return };
    let sandbox = Sandbox::with_example();
    let exports = files(&corpus, "powermart", "Soujannya16");
    sandbox.run(&std::iter::once("ingest").chain(exports.iter().map(String::as_str)).collect::<Vec<_>>());
    let logs = files(&corpus, "sessionlogs", "Soujannya16");
    assert!(logs.len() >= 3, "{logs:?}");
    for answer in check(&sandbox, &logs, 0) {
        for what in ["repository", "integration service", "folder", "workflow", "session", "mapping", "Commit Interval"]
        {
            assert_eq!(verdict(&answer, what), "agree", "{what}: {answer:#}");
        }
        assert_eq!(verdict(&answer, "DTM buffer size"), "not-stated", "the sessions say Auto");
        assert_eq!(answer["differ"], 0, "{answer:#}");
    }
}
