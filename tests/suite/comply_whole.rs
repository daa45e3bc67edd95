//! `catalog comply` on the catalog as a whole: what stands in the catalog reaches the rules. The rules have their own tests.

use super::house::{export, mapping};
use super::sandbox::Sandbox;
use serde_json::Value;

/// What `comply` finds by a rule: object, part, what stands there, line.
fn found(sandbox: &Sandbox, more: &[&str], rule: &str) -> Vec<(String, String, String, u64)> {
    let args = [&["comply", "--format", "json"], more].concat();
    let ran = sandbox.run(&args);
    assert!(ran.code < 2, "{args:?}: {}", ran.stderr);
    let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    let of_rule = answer["findings"].as_array().expect("an array").iter().filter(|one| one["rule"] == rule);
    let told =
        |one: &Value| (text(one, "object"), text(one, "part"), text(one, "actual"), one["line"].as_u64().unwrap_or(0));
    of_rule.map(told).collect()
}

fn objects(sandbox: &Sandbox, more: &[&str], rule: &str) -> Vec<String> {
    found(sandbox, more, rule).into_iter().map(|(object, ..)| object).collect()
}

fn put(sandbox: &Sandbox, name: &str, text: &str) {
    std::fs::write(sandbox.path(name), text).expect("written");
    sandbox.run(&["ingest", name]);
}

#[test]
fn credentials_and_snapshots_age_with_the_day_that_is_judged() {
    let sandbox = Sandbox::with_keys();
    let later = ["--as-of", "2099-01-01"];
    for rule in ["SEC16", "SEC17"] {
        assert_eq!(objects(&sandbox, &later, rule), ["credential:ora_dwh"], "{rule}");
        assert!(objects(&sandbox, &[], rule).is_empty(), "{rule}");
    }
    assert_eq!(objects(&sandbox, &later, "AUD13"), ["catalog"]);
    assert!(objects(&sandbox, &[], "AUD13").is_empty());
}

#[test]
fn members_are_those_of_the_signed_list() {
    let sandbox = Sandbox::with_keys();
    assert!(objects(&sandbox, &[], "SEC22").is_empty(), "two may");
    std::fs::write(sandbox.path("rules.yaml"), "rules:\n  SEC22: {values: {most: 1}}\n").expect("written");
    assert_eq!(objects(&sandbox, &["--rules", "rules.yaml"], "SEC22"), ["member:ann", "member:owner"]);
    assert!(objects(&sandbox, &[], "SEC24").is_empty(), "two can open it");
    assert!(objects(&sandbox, &[], "AUD10").is_empty(), "the audit log is whole");
}

#[test]
fn a_secret_is_told_with_its_object_and_line_and_never_itself() {
    let sandbox = Sandbox::with_example();
    let sql = "<TRANSFORMATION NAME=\"SQ_A\" TYPE=\"Source Qualifier\" REUSABLE=\"NO\">\n\
               <TABLEATTRIBUTE NAME=\"Pre SQL\" VALUE=\"ALTER USER etl IDENTIFIED BY Zq8hunter2Kp\"/>\n</TRANSFORMATION></MAPPING>";
    let children = [mapping("m_sound", ""), mapping("m_leaky", "").replace("</MAPPING>", sql)].join("\n");
    put(&sandbox, "f.xml", &export("01/02/2026 03:04:05", "F", &children));
    let found = found(&sandbox, &[], "SEC01");
    let [(object, part, actual, line)] = &found[..] else { panic!("{found:?}") };
    assert_eq!((object.as_str(), part.as_str()), ("mapping:REP::F/m_leaky", "SQ_A TABLEATTRIBUTE Pre SQL"));
    let at =
        export("", "F", &children).lines().position(|line| line.contains("IDENTIFIED BY")).expect("it stands there");
    assert_eq!((actual.as_str(), *line), ("a secret in plain text", at as u64 + 1));
    assert!(!sandbox.run(&["comply", "--format", "csv"]).stdout.contains("hunter2"));
}

#[test]
fn headings_and_parameters_of_nothing_are_told() {
    let sandbox = Sandbox::with_catalog();
    put(
        &sandbox,
        "odd.par",
        "[SALES_DWH.WF:wf_gone]\n$$OF_NOTHING=1\n[SALES_DWH.WF:wf_sales_daily]\n$Param_Password=Zq8hunter2Kp\n",
    );
    let unused = found(&sandbox, &[], "AUD06");
    let of_file = |part: &str| unused.iter().any(|(object, one, ..)| object == "parameter file:odd.par" && one == part);
    assert!(of_file("[SALES_DWH.WF:wf_gone]") && of_file("$$OF_NOTHING"), "{unused:?}");
    assert!(!of_file("[SALES_DWH.WF:wf_sales_daily]"), "{unused:?}");
    let leaks = found(&sandbox, &[], "SEC01");
    let part = "[SALES_DWH.WF:wf_sales_daily] $Param_Password";
    assert!(leaks.iter().any(|(object, one, ..)| object == "parameter file:odd.par" && one == part), "{leaks:?}");
}

#[test]
fn runs_are_those_of_sessions_in_workflows() {
    let sandbox = Sandbox::with_catalog();
    let failed = |n: u32| {
        format!(
            "SALES_DWH,wf_sales_daily,s_m_dim_customer,m_dim_customer,2026-01-{n:02} 02:00:00,2026-01-{n:02} 02:00:09,3,0,0,0,\
             36331,no listener,7,{n},0,3\n"
        )
    };
    let head = "SUBJECT_AREA,WORKFLOW_NAME,SESSION_INSTANCE_NAME,MAPPING_NAME,ACTUAL_START,SESSION_TIMESTAMP,RUN_STATUS_CODE,\
                SUCCESSFUL_SOURCE_ROWS,SUCCESSFUL_ROWS,FAILED_ROWS,FIRST_ERROR_CODE,FIRST_ERROR_MSG,WORKFLOW_ID,WORKFLOW_RUN_ID,\
                WORKLET_RUN_ID,INSTANCE_ID\n";
    put(&sandbox, "runs.csv", &format!("{head}{}{}{}", failed(3), failed(4), failed(5)));
    let later = ["--as-of", "2099-01-01"];
    let failing = found(&sandbox, &later, "REL53");
    let [(object, _, actual, _)] = &failing[..] else { panic!("{failing:?}") };
    assert!(object.ends_with("::SALES_DWH/wf_sales_daily/s_m_dim_customer"), "{object}");
    assert_eq!(actual, "3 failures in a row, since 2026-01-03T02:00:00");
    assert_eq!(objects(&sandbox, &later, "REL54"), std::slice::from_ref(object), "and it did not run since");
    let never = objects(&sandbox, &later, "REL55");
    assert!(!never.contains(object), "{never:?}");
}

#[test]
fn copies_are_told_once_and_by_repository() {
    let sandbox = Sandbox::with_example();
    for folder in ["A", "B"] {
        put(&sandbox, "f.xml", &export("01/02/2026 03:04:05", folder, &mapping("m_same", "")));
    }
    assert_eq!(objects(&sandbox, &[], "MNT03"), ["mapping:REP::B/m_same"]);
    assert!(objects(&sandbox, &[], "MNT01").is_empty(), "there are no sessions, so nothing is known of their use");
}
