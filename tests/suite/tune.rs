//! Tuning from end to end: history that is read changes the plan, pins are checked, forms hold one session.

use super::sandbox::{Ran, Sandbox};
use serde_json::Value;

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
}

fn tuned(sandbox: &Sandbox, more: &[&str]) -> Value {
    json(&sandbox.done(&[&["tune", "s_m_dim_customer", "--format", "json"], more].concat()))[0].clone()
}

fn setting(tuning: &Value, key: &str) -> Value {
    let all = tuning["settings"].as_array().expect("settings");
    all.iter().find(|one| one["key"] == key).unwrap_or_else(|| panic!("{key} is not there")).clone()
}

/// Good runs of the session, one a day, each with that many rows.
fn spool(sandbox: &Sandbox, rows: i64) {
    let mut text = String::from(
        "SUBJECT_AREA,WORKFLOW_NAME,SESSION_INSTANCE_NAME,ACTUAL_START,SESSION_TIMESTAMP,RUN_STATUS_CODE,SUCCESSFUL_SOURCE_ROWS,SUCCESSFUL_ROWS\n",
    );
    for day in 1..=20 {
        text.push_str(&format!(
            "SALES_DWH,wf_sales_daily,s_m_dim_customer,2026-01-{day:02} 02:00:00,2026-01-{day:02} 02:30:00,Succeeded,{rows},{rows}\n"
        ));
    }
    std::fs::write(sandbox.path("runs.csv"), text).expect("written");
    sandbox.done(&["ingest", "runs.csv"]);
}

fn number(value: &Value) -> i64 {
    value["value"].as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn history_changes_the_plan_and_its_confidence() {
    let sandbox = Sandbox::with_catalog();
    let before = tuned(&sandbox, &[]);
    assert_eq!((&before["basis"]["runs"], &before["basis"]["assumed"]), (&0.into(), &true.into()));
    assert_eq!(before["pattern"]["name"], "unknown");
    spool(&sandbox, 2_000_000_000);
    let after = tuned(&sandbox, &[]);
    assert_eq!((&after["basis"]["used"], &after["basis"]["rows"]), (&20.into(), &2_000_000_000_i64.into()));
    assert_eq!(after["pattern"]["name"], "steady");
    let partitions = "spark.sql.shuffle.partitions";
    assert!(number(&setting(&after, partitions)) > number(&setting(&before, partitions)));
    assert_eq!(setting(&before, partitions)["confidence"]["level"], "low");
    assert_ne!(setting(&after, partitions)["confidence"]["level"], "low");
}

#[test]
fn pins_win_and_are_checked() {
    let sandbox = Sandbox::with_catalog();
    let pinned = tuned(&sandbox, &["--set", "spark.sql.shuffle.partitions=77"]);
    let partitions = setting(&pinned, "spark.sql.shuffle.partitions");
    assert_eq!((number(&partitions), &partitions["pinned"]), (77, &true.into()));
    for wrong in [
        "spark.sql.shufle.partitions=8",
        "spark.sql.shuffle.partitions=0",
        "spark.sql.shuffle.partitions=1.5",
        "spark.sql.shuffle.partitions",
        "spark.memory.fraction=2",
        "spark.executor.memory=lots",
        "spark.sql.adaptive.enabled=maybe",
    ] {
        let ran = sandbox.run(&["tune", "s_m_dim_customer", "--set", wrong]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{wrong}: {}", ran.stderr);
    }
    let ran = sandbox.run(&["tune", "s_m_dim_customer", "--run-time", "--set", "spark.executor.memory=8g"]);
    assert_eq!((ran.code, ran.stderr.contains("only be set when Spark starts")), (2, true), "{}", ran.stderr);
    let running = tuned(&sandbox, &["--run-time"]);
    assert!(running["settings"].as_array().expect("settings").iter().all(|one| one["key"] != "spark.executor.memory"));
}

#[test]
fn a_configuration_is_held_against_the_settings() {
    let sandbox = Sandbox::with_catalog();
    let conf = sandbox.done(&["tune", "s_m_dim_customer", "--format", "spark-defaults"]).stdout;
    std::fs::write(sandbox.path("tuned.conf"), &conf).expect("written");
    let same = sandbox.done(&["tune", "s_m_dim_customer", "--compare", "tuned.conf"]);
    assert!(same.stdout.contains("nothing to change"), "{}", same.stdout);
    std::fs::write(sandbox.path("old.conf"), "spark.sql.adaptive.enabled false\nspark.sql.shuffle.partitions 200\n")
        .expect("written");
    let ran = sandbox.run(&["tune", "s_m_dim_customer", "--compare", "old.conf", "--format", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let first = &json(&ran)[0]["differences"][0];
    assert_eq!(
        (&first["key"], &first["present"], &first["tuned"]),
        (&"spark.sql.adaptive.enabled".into(), &"false".into(), &"true".into())
    );
}

#[test]
fn clusters_and_constants_are_the_users() {
    let sandbox = Sandbox::with_catalog();
    spool(&sandbox, 2_000_000_000);
    std::fs::write(
        sandbox.path("cluster.yaml"),
        "nodes: 2\ncores_per_node: 4\nmemory_per_node: 16GiB\nplatform: standalone\n",
    )
    .expect("written");
    let small = tuned(&sandbox, &["--cluster", "cluster.yaml"]);
    let large = tuned(
        &sandbox,
        &["--cluster", "cluster.yaml", "--what-if", "nodes=20,cores_per_node=16,memory_per_node=64GiB"],
    );
    let cores =
        |tuning: &Value| tuning["size"]["executors"].as_i64().unwrap() * tuning["size"]["cores"].as_i64().unwrap();
    assert!(cores(&small) <= 8 && cores(&large) > cores(&small), "{} {}", cores(&small), cores(&large));
    let constants = sandbox.done(&["tune", "--print-constants"]).stdout;
    std::fs::write(sandbox.path("constants.yaml"), &constants).expect("written");
    assert_eq!(
        tuned(&sandbox, &["--constants", "constants.yaml"]),
        tuned(&sandbox, &[]),
        "the printed ones are the defaults"
    );
    std::fs::write(sandbox.path("constants.yaml"), "no_such_constant: 1\n").expect("written");
    assert_eq!(sandbox.run(&["tune", "s_m_dim_customer", "--constants", "constants.yaml"]).code, 3);
    std::fs::write(sandbox.path("cluster.yaml"), "nodes: 0\ncores: 4\n").expect("written");
    let ran = sandbox.run(&["tune", "s_m_dim_customer", "--cluster", "cluster.yaml"]);
    assert_eq!((ran.code, ran.stderr.contains("line 1: nodes")), (3, true), "{}", ran.stderr);
}

#[test]
fn forms_of_spark_are_of_one_session() {
    let sandbox = Sandbox::with_catalog();
    for form in ["spark-defaults", "spark-submit", "python"] {
        let ran = sandbox.done(&["tune", "s_m_dim_customer", "--format", form]);
        assert!(
            ran.stdout.contains("SALES_DWH/wf_sales_daily/s_m_dim_customer"),
            "{form}: the event log finds its session"
        );
        assert_eq!(sandbox.run(&["tune", "--all", "--format", form]).code, 2);
    }
    let yaml = sandbox.done(&["tune", "--all", "--format", "yaml"]).stdout;
    let all = json(&sandbox.done(&["tune", "--all", "--format", "json"])).as_array().map(Vec::len);
    assert_eq!(Some(yaml.matches("\nsession: ").count()), all);
}
