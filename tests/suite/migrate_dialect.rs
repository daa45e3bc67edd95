//! `catalog migrate` of what is not as PowerCenter exports it, and into what cannot say everything.

use super::sandbox::Sandbox;
use serde_json::Value;
use std::fs;

fn json(sandbox: &Sandbox, words: &[&str], code: i32) -> Value {
    let ran = sandbox.run(&[&["migrate"], words, &["--format", "json"]].concat());
    assert_eq!(ran.code, code, "{ran:?}");
    serde_json::from_str(&ran.stdout).expect("JSON")
}

fn texts<'v>(report: &'v Value, list: &str, key: &str) -> Vec<&'v str> {
    report[list].as_array().unwrap().iter().map(|one| one[key].as_str().unwrap()).collect()
}

#[test]
fn what_a_task_instance_overrides_of_a_reusable_session_is_told_and_stands_in_the_session_file() {
    let sandbox = Sandbox::with_catalog();
    let instance = "session:REP_ACME::SALES_DWH/wf_sales_weekly/s_m_dim_customer_full";
    for (asked, dir) in [("wf_sales_weekly", "flow"), ("wf_sales_weekly/s_m_dim_customer_full", "instance")] {
        let report = json(&sandbox, &[asked, "--to", "yaml", "-o", dir], 1);
        let all = report["left"].as_array().unwrap();
        let lost: Vec<&str> =
            all.iter().filter(|one| one["object"] == instance).map(|one| one["what"].as_str().unwrap()).collect();
        assert!(lost.contains(&"Commit Interval = 500000"), "{asked}: {lost:?}");
        assert!(lost.contains(&"READER SQ_CUSTOMER connection DB Connection = CORE_RPT"), "{asked}: {lost:?}");
        let yaml = fs::read_to_string(sandbox.path(dir).join("s_m_dim_customer.session.yaml")).unwrap();
        let comment =
            "# not said here: Commit Interval = 500000 (task instance wf_sales_weekly/s_m_dim_customer_full)\n";
        assert!(yaml.contains(comment) && yaml.contains("commit_interval: 50000\n"), "{yaml}");
    }
    let alone = json(&sandbox, &["session:SALES_DWH/s_m_dim_customer", "--to", "yaml", "-o", "alone"], 1);
    assert_eq!(texts(&alone, "left", "object"), ["session:REP_ACME::SALES_DWH/s_m_dim_customer"]);
}

#[test]
fn the_configuration_of_a_session_file_becomes_one_element_and_its_lines_stay() {
    let sandbox = Sandbox::with_example();
    let yaml = "session:\n  name: s\n  mapping_name: m\n  repository: R\n  folder: F\n  reusable: YES\nperformance:\n  \
                buffer_block_size: 128000\nconfig_attributes:\n  Stop on errors: \"1\"\n  Override tracing: None\n";
    fs::write(sandbox.path("s.yaml"), yaml).unwrap();
    sandbox.done(&["ingest", "s.yaml"]);
    let report = json(&sandbox, &["s", "-o", "out"], 1);
    let (what, becomes) = (texts(&report, "changed", "what"), texts(&report, "changed", "becomes"));
    let at = what.iter().position(|one| *one == "CONFIGREFERENCE").expect("told");
    assert_eq!(becomes[at], "1 with 3 attributes");
    let xml = fs::read_to_string(sandbox.path("out/session_s.xml")).unwrap();
    let config = "<CONFIGREFERENCE REFOBJECTNAME=\"default_session_config\" TYPE=\"Session config\"><ATTRIBUTE NAME=\"Default \
                  buffer block size\" VALUE=\"128000\"/><ATTRIBUTE NAME=\"Stop on errors\" VALUE=\"1\"/><ATTRIBUTE \
                  NAME=\"Override tracing\" VALUE=\"None\"/></CONFIGREFERENCE>";
    assert!(xml.contains(config) && xml.matches("<CONFIGREFERENCE").count() == 1, "{xml}");
}

#[test]
fn an_environment_that_nothing_knows_is_refused_with_the_nearest_that_is_known() {
    let sandbox = Sandbox::with_catalog();
    let words = ["migrate", "s_m_dim_customer", "--to-env", "TESTT", "-o", "out"];
    let ran = sandbox.run(&words);
    assert_eq!((ran.code, sandbox.path("out").exists()), (3, false), "{ran:?}");
    assert!(ran.stderr.starts_with("catalog: nothing is known of the environment TESTT\n"), "{}", ran.stderr);
    sandbox.done(&["connection", "import", "tests/fixtures/example/connections.yaml"]);
    let ran = sandbox.run(&words);
    assert!(ran.code == 3 && ran.stderr.contains("did you mean TEST?"), "{ran:?}");
    let ran = sandbox.run(&["migrate", "s_m_dim_customer", "--to-env", "TEST", "--dry-run"]);
    assert_eq!(ran.code, 1, "connections without a counterpart are told: {ran:?}");
    fs::write(sandbox.path("environments.yaml"), "environments:\n  TESTT: {}\n").unwrap();
    assert_eq!(sandbox.run(&words).code, 1, "it is described");
}

#[test]
fn what_comes_from_an_imx_document_gets_every_attribute_that_exports_have() {
    let sandbox = Sandbox::with_example();
    let imx = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/imx/orders.xml");
    sandbox.done(&["ingest", imx, "--catalog", "imx.db"]);
    let report = json(&sandbox, &["workflow:wf_orders", "-o", "out", "--catalog", "imx.db"], 1);
    let changed = report["changed"].as_array().unwrap();
    let fields = changed.iter().find(|one| one["what"].as_str().unwrap().ends_with(" SOURCEFIELD")).expect("told");
    assert!(
        fields["becomes"].as_str().unwrap().contains("FIELDTYPE=\"ELEMITEM\" HIDDEN=\"NO\" LENGTH=\"0\""),
        "{fields}"
    );
    let file = format!("out/{}", report["files"][0].as_str().unwrap());
    let xml = fs::read_to_string(sandbox.path(&file)).unwrap();
    assert!(xml.contains("PHYSICALLENGTH=\"10\""), "the length of a field in store is its precision");
    assert!(!xml.contains("SCHEDULERNAME=\"\" SCHEDULERNAME"), "nothing twice");
    let said = sandbox.done(&["validate", &file, "--min-severity", "info"]).stdout;
    assert_eq!(said, "0 errors, 0 warnings, 0 info\n");
}
