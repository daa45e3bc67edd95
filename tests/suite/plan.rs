//! Plans, from end to end: the published schema, order, determinism, exit codes.

use super::sandbox::Sandbox;
use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn schema(sandbox: &Sandbox) -> jsonschema::Validator {
    let schema = json(&sandbox.done(&["schema", "plan"]).stdout);
    jsonschema::draft202012::new(&schema).expect("a schema of draft 2020-12")
}

#[track_caller]
fn assert_valid(validator: &jsonschema::Validator, plan: &Value) {
    let wrong: Vec<String> =
        validator.iter_errors(plan).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n").chars().take(3000).collect::<String>());
}

#[test]
fn plans_of_every_session_and_workflow_follow_the_published_schema() {
    let sandbox = Sandbox::with_catalog();
    let validator = schema(&sandbox);
    assert!(!validator.is_valid(&serde_json::json!({"plan_version": 1})), "the schema can refuse");
    let listed =
        |noun: &str| json(&sandbox.done(&["list", noun, "--format", "json"]).stdout).as_array().expect("rows").clone();
    for session in listed("sessions").iter().filter(|one| one["path"] != "") {
        let text = |name: &str| session[name].as_str().unwrap_or_default().to_owned();
        let address = format!("{}/{}/{}", text("folder"), text("path"), text("session"));
        let plan = sandbox.run(&["plan", &address, "--format", "json"]);
        assert!(plan.code <= 1, "{address}: {}", plan.stderr);
        let plan = json(&plan.stdout);
        assert_valid(&validator, &plan);
        assert_eq!(plan["session"]["session"], session["session"], "{address}");
    }
    for workflow in listed("workflows") {
        let address =
            format!("workflow:{}/{}", workflow["folder"].as_str().unwrap(), workflow["workflow"].as_str().unwrap());
        let plan = sandbox.run(&["plan", &address, "--format", "json"]);
        assert!(plan.code <= 1, "{address}: {}", plan.stderr);
        assert_valid(&validator, &json(&plan.stdout));
    }
}

#[test]
fn a_plan_holds_what_the_other_commands_say() {
    let sandbox = Sandbox::with_catalog();
    let plan = json(&sandbox.run(&["plan", "s_m_dim_customer", "--format", "json"]).stdout);
    let resolved = json(&sandbox.run(&["resolve", "s_m_dim_customer", "--format", "json"]).stdout);
    assert_eq!(plan["parameters"], resolved[0]["values"]);
    let tuned = json(&sandbox.done(&["tune", "s_m_dim_customer", "--format", "json"]).stdout);
    assert_eq!(plan["spark"], tuned[0]);
    let findings = json(&sandbox.run(&["validate", "s_m_dim_customer", "--format", "json"]).stdout);
    let codes = |all: &Value| -> Vec<String> {
        let mut codes: Vec<String> =
            all.as_array().expect("findings").iter().map(|one| one["code"].to_string()).collect();
        codes.sort();
        codes
    };
    let all: Vec<String> = codes(&findings["findings"]);
    for code in codes(&plan["findings"]) {
        assert!(all.contains(&code), "{code} is told by the plan alone");
    }
    let commit = plan["settings"].as_array().expect("settings").iter().find(|one| one["name"] == "Commit Interval");
    let commit = commit.expect("a commit interval");
    assert_eq!((&commit["value"], commit["trace"].as_array().map(Vec::len)), (&"50000".into(), Some(2)), "{commit}");
    assert_eq!(plan["position"]["predecessors"][0]["task"], "evt_core_ready");
    let lookups: Vec<&Value> =
        plan["endpoints"].as_array().expect("ends").iter().filter(|one| one["role"] == "lookup").collect();
    assert_eq!((&lookups[0]["table"], &lookups[0]["connections"][0]), (&"DIM_CUSTOMER".into(), &"DWH_PRD".into()));
}

#[test]
fn a_workflow_comes_in_order_with_its_worklets() {
    let sandbox = Sandbox::with_catalog();
    let plan = json(&sandbox.run(&["plan", "workflow:wf_fact_sales", "--format", "json"]).stdout);
    let tasks = plan["tasks"].as_array().expect("tasks");
    let place = |name: &str, path: &str| {
        let found = tasks.iter().position(|one| one["task"] == name && one["path"] == path);
        found.unwrap_or_else(|| panic!("{path}/{name} is not there"))
    };
    for (at, task) in tasks.iter().enumerate() {
        for before in task["predecessors"].as_array().expect("predecessors") {
            assert!(place(before["task"].as_str().unwrap(), task["path"].as_str().unwrap()) < at, "{task}");
        }
        assert_eq!(task["plan"].is_null(), task["task_type"] != "Session", "{task}");
    }
    assert!(place("s_m_agg_sales_region", "wlt_load_emea/wlt_post_load") > place("wlt_load_emea", ""));
}

#[test]
fn the_same_catalog_gives_the_same_bytes() {
    let (one, other) = (Sandbox::with_catalog(), Sandbox::with_catalog());
    for args in [
        &["plan", "s_m_dim_customer", "--format", "json"][..],
        &["tune", "--all", "--format", "json"],
        &["tune", "s_m_dim_customer", "--format", "spark-submit"],
    ] {
        // The time of the snapshot is the one thing in which two catalogs differ.
        let said = |sandbox: &Sandbox| {
            let text = sandbox.run(args).stdout;
            text.lines().filter(|line| !line.contains("snapshot_at")).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(said(&one), said(&one), "{args:?}");
        assert_eq!(said(&one), said(&other), "{args:?}");
    }
}
