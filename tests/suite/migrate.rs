//! `catalog migrate` as users meet it: what is written, what is told, what is refused.

use super::house::export;
use super::sandbox::Sandbox;
use serde_json::Value;
use std::fs;

const DAY: &str = "01/02/2026 03:04:05";
const TEST: &str = "environments:\n  test:\n    service: IS_ACME_TST\n    connections:\n      $DBConnection_DWH: DWH_TST\n      \
                    $DBConnection_CORE: CORE_TST\n      DWH_PRD: DWH_TST\n    paths:\n      /data/infa: /test/infa\n    \
                    overrides:\n      $$COUNTRY_LIST: \"'DE'\"\n      $$SRC_SCHEMA: CORE\n      $$LAST_EXTRACT: \
                    2026-01-01 00:00:00\n      $$WF_LAST_EXTRACT: 01/01/2026 00:00:00\n      $$MAX_UPDATED: 01/01/2026 \
                    00:00:00\n    directories:\n      $PMCacheDir: /fast/cache\n";

/// The example with the environment `test` beside it and connection objects for it.
fn with_test() -> Sandbox {
    let sandbox = Sandbox::with_catalog();
    fs::write(sandbox.path("environments.yaml"), TEST).unwrap();
    let connections = "connections:\n  - {name: DWH_TST, type: Relational, subtype: Oracle}\n  - {name: CORE_TST, type: \
                       Relational, subtype: Microsoft SQL Server}\n";
    fs::write(sandbox.path("c.yaml"), connections).unwrap();
    sandbox.done(&["connection", "import", "c.yaml"]);
    sandbox
}

fn json(sandbox: &Sandbox, words: &[&str], code: i32) -> Value {
    let ran = sandbox.run(&[&["migrate"], words, &["--format", "json"]].concat());
    assert_eq!(ran.code, code, "{ran:?}");
    serde_json::from_str(&ran.stdout).expect("JSON")
}

fn texts<'v>(report: &'v Value, list: &str, key: &str) -> Vec<&'v str> {
    report[list].as_array().unwrap().iter().map(|one| one[key].as_str().unwrap()).collect()
}

fn objects(value: &Value) -> Vec<&str> {
    value["moved"].as_array().unwrap().iter().map(|one| one["object"].as_str().unwrap()).collect()
}

#[test]
fn a_workflow_goes_with_everything_that_it_needs_in_the_order_of_the_dtd() {
    let sandbox = Sandbox::with_catalog();
    let report = json(&sandbox, &["wf_sales_daily", "-o", "out"], 0);
    let kinds: Vec<&str> = objects(&report).iter().map(|one| one.split(':').next().unwrap()).collect();
    let shared = ["source", "target", "transformation", "mapplet"];
    assert_eq!(kinds[..4], shared, "what shortcuts lead to");
    assert_eq!(kinds[4..9], ["mapping", "shortcut", "shortcut", "shortcut", "shortcut"]);
    let rest: Vec<&&str> = kinds[9..].iter().collect();
    assert!(rest.is_sorted_by_key(|one| {
        ["config", "scheduler", "task", "session", "worklet", "workflow"].iter().position(|two| two == *one)
    }));
    assert_eq!(report["files"], serde_json::json!(["workflow_wf_sales_daily.xml"]));
    sandbox.done(&["validate", "out/workflow_wf_sales_daily.xml"]);
    sandbox.done(&["ingest", "out", "--catalog", "again.db"]);
    for object in objects(&report) {
        let was = sandbox.done(&["show", object, "--xml"]).stdout;
        assert_eq!(sandbox.done(&["show", object, "--xml", "--catalog", "again.db"]).stdout, was);
    }
    let clock = json(&sandbox, &["workflow:wf_housekeeping", "--dry-run"], 0);
    assert!(objects(&clock).contains(&"scheduler:REP_ACME::SALES_DWH/sch_every_6h"), "{clock}");
}

#[test]
fn a_session_that_is_not_reusable_goes_with_its_workflow_once() {
    let sandbox = Sandbox::with_catalog();
    let report = json(&sandbox, &["wlt_load_apac/s_m_fact_sales", "workflow:wf_fact_sales", "-o", "out"], 1);
    assert_eq!(report["files"], serde_json::json!(["workflow_wf_fact_sales.xml"]));
    assert_eq!(texts(&report, "left", "what"), ["the secret in ATTRIBUTE VALUE Sql Query"]);
    let why = report["moved"].as_array().unwrap().last().unwrap()["why"].as_str().unwrap();
    assert!(
        why.starts_with("holds session:REP_ACME::SALES_DWH/wf_fact_sales/") && why.ends_with("which is not reusable"),
        "{why}"
    );
}

#[test]
fn a_dry_run_shows_the_diff_and_writes_nothing() {
    let sandbox = with_test();
    let ran = sandbox.run(&["migrate", "s_m_dim_customer", "--to-env", "test", "--dry-run", "-o", "out"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let shown =
        "\n- connection = $DBConnection_DWH\n+ connection = DWH_TST\n      stands for $DBConnection_DWH in test\n";
    assert!(ran.stdout.contains(shown), "{}", ran.stdout);
    assert!(ran.stdout.ends_with(" files, nothing written\n") && !sandbox.path("out").exists(), "{}", ran.stdout);
}

#[test]
fn an_environment_rewrites_connections_paths_the_service_and_initial_values() {
    let sandbox = with_test();
    let words = ["wf_sales_daily", "--to-env", "test", "-o", "out"];
    let report = json(&sandbox, &words, 0);
    let what: std::collections::BTreeSet<&str> = texts(&report, "changed", "what").into_iter().collect();
    let wanted = [
        "$Target connection value",
        "CONNECTIONSUBTYPE",
        "DEFAULTVALUE",
        "Parameter Filename",
        "SERVERNAME",
        "connection",
    ];
    assert!(wanted.iter().all(|one| what.contains(one)), "{what:?}");
    assert_eq!(report["parameters"]["$PMCacheDir"], "/fast/cache");
    let written = fs::read_to_string(sandbox.path("out/parameters_test.par")).unwrap();
    assert!(written.starts_with("[Global]\n") && written.contains("\n$$SRC_SCHEMA=CORE\n"), "{written}");
    let xml = fs::read_to_string(sandbox.path("out/workflow_wf_sales_daily.xml")).unwrap();
    assert!(
        !xml.contains("DWH_PRD") && !xml.contains("IS_ACME_PRD") && xml.contains("/test/infa/params/sales_dwh.par")
    );
    sandbox.done(&["validate", "out/workflow_wf_sales_daily.xml"]);
    // What is there already stays: nothing is left to rewrite.
    sandbox.done(&["ingest", "out", "--catalog", "again.db"]);
    sandbox.done(&["connection", "import", "c.yaml", "--catalog", "again.db"]);
    let again = json(&sandbox, &["wf_sales_daily", "--to-env", "test", "--dry-run", "--catalog", "again.db"], 0);
    assert_eq!(again["changed"], serde_json::json!([]));
}

#[test]
fn a_connection_without_a_counterpart_is_told() {
    let sandbox = with_test();
    fs::write(sandbox.path("environments.yaml"), TEST.replace("      DWH_PRD: DWH_TST\n", "")).unwrap();
    let report = json(&sandbox, &["wf_sales_daily", "--to-env", "test", "-o", "out"], 1);
    assert_eq!(texts(&report, "left", "what"), ["connection DWH_PRD"]);
    assert!(sandbox.path("out/workflow_wf_sales_daily.xml").exists(), "the rest is moved");
}

#[test]
fn a_version_is_in_the_frame_and_an_unknown_one_is_refused_with_the_known_ones() {
    let sandbox = Sandbox::with_catalog();
    let report = json(&sandbox, &["wf_sales_daily", "--to-version", "9.1", "-o", "out"], 1);
    let xml = fs::read_to_string(sandbox.path("out/workflow_wf_sales_daily.xml")).unwrap();
    assert!(xml.contains("REPOSITORY_VERSION=\"181.90\"") && xml.contains("VERSION=\"181\""), "{}", &xml[..500]);
    assert!(texts(&report, "left", "what").contains(&"repository version 181.90"), "{report}");
    let ran = sandbox.run(&["migrate", "wf_sales_daily", "--to-version", "11", "--dry-run"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("188.97 (10.4), 189.98 (10.5)"), "{}", ran.stderr);
    for form in ["yaml", "spark"] {
        let ran = sandbox.run(&["migrate", "wf_sales_daily", "--to", form, "--to-version", "10.5", "-o", "none"]);
        assert_eq!((ran.code, sandbox.path("none").exists()), (2, false), "{ran:?}");
        assert!(ran.stderr.starts_with(&format!("catalog: --to-version says nothing to {form}\n")), "{}", ran.stderr);
    }
}

#[test]
fn session_files_are_read_again_with_what_was_rewritten() {
    let sandbox = with_test();
    let report = json(&sandbox, &["s_m_dim_customer", "--to", "yaml", "--to-env", "test", "-o", "out"], 1);
    let left = texts(&report, "left", "why");
    assert!(left.len() == 1 && left[0].starts_with("a session file cannot say it"), "{report}");
    let yaml = fs::read_to_string(sandbox.path("out/s_m_dim_customer.session.yaml")).unwrap();
    assert!(
        yaml.contains("DWH_TST") && !yaml.contains("$DBConnection_DWH") && yaml.contains("# not said here: "),
        "{yaml}"
    );
    sandbox.done(&["ingest", "out/s_m_dim_customer.session.yaml", "--catalog", "again.db"]);
    let all = json(&sandbox, &["workflow:wf_fact_sales", "--to", "yaml", "-o", "all"], 1);
    let files = all["files"].as_array().unwrap();
    assert_eq!(files.len(), fs::read_dir(sandbox.path("all")).unwrap().count());
    assert!(files.len() > 1, "each session of the workflow: {files:?}");
}

#[test]
fn a_folder_for_spark_holds_the_plan_and_what_has_no_counterpart() {
    let sandbox = Sandbox::with_catalog();
    let report = json(&sandbox, &["s_m_dim_customer", "--to", "spark", "-o", "out"], 1);
    let folder = sandbox.path("out/wf_sales_daily/s_m_dim_customer");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(read("plan.json"), sandbox.run(&["plan", "s_m_dim_customer", "--format", "json"]).stdout);
    let conf = sandbox.done(&["tune", "s_m_dim_customer", "--format", "spark-defaults"]).stdout;
    assert_eq!(read("spark-defaults.conf"), conf);
    let parameters: Value = serde_json::from_str(&read("parameters.json")).unwrap();
    assert_eq!(parameters["$$SRC_SCHEMA"]["value"], "CORE_V2");
    assert!(read("README.md").contains("- `spark-sequence`: "), "{}", read("README.md"));
    assert!(texts(&report, "left", "why").iter().any(|why| why.starts_with("spark-sequence: ")), "{report}");
}

#[test]
fn nothing_is_written_over_without_force_and_nothing_at_all_where_one_file_is_there() {
    let sandbox = Sandbox::with_catalog();
    fs::create_dir(sandbox.path("out")).unwrap();
    fs::write(sandbox.path("out/workflow_wf_housekeeping.xml"), "mine").unwrap();
    let words = ["migrate", "wf_sales_daily", "workflow:wf_housekeeping", "-o", "out"];
    let ran = sandbox.run(&words);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(ran.stderr.contains("--force"), "{}", ran.stderr);
    assert_eq!(fs::read_dir(sandbox.path("out")).unwrap().count(), 1);
    sandbox.done(&[&words[..], &["--force", "--report", "r.txt"]].concat());
    assert!(fs::read_to_string(sandbox.path("out/workflow_wf_housekeeping.xml")).unwrap().contains("<WORKFLOW"));
    assert!(fs::read_to_string(sandbox.path("r.txt")).unwrap().ends_with("; 2 files, written\n"));
    let ran = sandbox.run(&["migrate", "wf_fact_sales", "-o", "other", "--report", "r.txt"]);
    assert_eq!((ran.code, sandbox.path("other").exists()), (5, false), "the report would be written over");
}

#[test]
fn names_of_exports_are_no_paths_and_secrets_stay() {
    let sandbox = Sandbox::with_example();
    let session = "<SESSION NAME=\"../../up\" MAPPINGNAME=\"m&quot;&gt;\" REUSABLE=\"YES\" ISVALID=\"YES\"><SESSIONCOMPONENT \
                   TYPE=\"Pre-session command\" REUSABLE=\"NO\"><TASK NAME=\"c\" TYPE=\"Command\" REUSABLE=\"NO\"><VALUEPAIR \
                   NAME=\"c\" VALUE=\"sqlplus scott/tiger@db\" EXECORDER=\"0\"/></TASK></SESSIONCOMPONENT></SESSION>";
    let mapping = "<MAPPING NAME=\"m&quot;&gt;\" ISVALID=\"YES\"/>";
    fs::write(sandbox.path("a.xml"), export(DAY, "..", &format!("{mapping}{session}"))).unwrap();
    sandbox.done(&["ingest", "a.xml"]);
    for (form, file) in
        [("powermart", "session_.._.._up.xml"), ("yaml", "_.._.._up.session.yaml"), ("spark", "_.._.._up/plan.json")]
    {
        let report = json(&sandbox, &["..%2F..%2Fup", "--to", form, "-o", "in/out"], 1);
        assert!(sandbox.path("in/out").join(file).exists(), "{form}: {report}");
    }
    for entry in
        walkdir::WalkDir::new(sandbox.path("in")).into_iter().map(Result::unwrap).filter(|one| one.path().is_file())
    {
        assert!(!fs::read_to_string(entry.path()).unwrap().contains("tiger"), "{}", entry.path().display());
    }
    assert_eq!(fs::read_dir(sandbox.path("in")).unwrap().count(), 1);
}

#[test]
fn what_is_no_session_is_refused_and_what_is_not_there_is_told() {
    let sandbox = Sandbox::with_catalog();
    let ran = sandbox.run(&["migrate", "mapping:m_dim_customer", "--dry-run"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.starts_with("catalog: mapping:m_dim_customer is no session, worklet or workflow\n"),
        "{}",
        ran.stderr
    );
    assert_eq!(sandbox.run(&["migrate", "nobody", "--dry-run"]).code, 3);
    let flow = "<WORKFLOW NAME=\"w\"><SESSION NAME=\"s\" MAPPINGNAME=\"gone\" REUSABLE=\"NO\"/><TASKINSTANCE NAME=\"s\" \
                TASKNAME=\"s\" TASKTYPE=\"Session\" REUSABLE=\"NO\"/></WORKFLOW>";
    fs::write(sandbox.path("a.xml"), export(DAY, "A", flow)).unwrap();
    sandbox.done(&["ingest", "a.xml", "--catalog", "a.db"]);
    let report = json(&sandbox, &["w", "--dry-run", "--catalog", "a.db"], 1);
    assert_eq!(texts(&report, "left", "what"), ["mapping gone"]);
}

#[test]
fn a_move_stands_in_the_audit_log() {
    let sandbox = Sandbox::with_catalog();
    sandbox.done(&["migrate", "wf_sales_daily", "-o", "out"]);
    let log = sandbox.done(&["audit", "log", "--format", "json"]).stdout;
    assert!(log.contains("object:wf_sales_daily") && log.contains("migrate to powermart in out"), "{log}");
}

#[test]
fn a_session_out_of_a_session_file_gets_what_every_export_has() {
    let sandbox = Sandbox::with_example();
    sandbox.done(&["ingest", "tests/fixtures/example/s_customer.yaml", "tests/fixtures/example"]);
    let report = json(&sandbox, &["s_customer", "-o", "out"], 1);
    let changed = texts(&report, "changed", "what");
    assert_eq!(changed, ["CONFIGREFERENCE", "VERSIONNUMBER"], "the frame is that of an export of the folder");
    assert!(texts(&report, "left", "why").iter().all(|why| *why == "PowerCenter has no setting for it"), "{report}");
    let said = sandbox.done(&["validate", "out/session_s_customer.xml", "--min-severity", "info"]).stdout;
    assert_eq!(said, "0 errors, 0 warnings, 0 info\n");
    // Alone there is no export whose frame it could have.
    sandbox.done(&["ingest", "tests/fixtures/example/s_customer.yaml", "--catalog", "alone.db"]);
    let report = json(&sandbox, &["s_customer", "-o", "alone", "--catalog", "alone.db"], 1);
    assert!(texts(&report, "changed", "what").contains(&"REPOSITORY_VERSION"), "{report}");
    let said = sandbox.done(&["validate", "alone/session_s_customer.xml", "--min-severity", "info"]).stdout;
    assert_eq!(said, "0 errors, 0 warnings, 0 info\n");
    sandbox.done(&["migrate", "s_customer", "--to", "yaml", "-o", "yaml"]);
}

#[test]
fn a_shortcut_brings_its_object_even_out_of_another_repository() {
    let sandbox = Sandbox::with_example();
    let shared = export(DAY, "SHARED", "<TARGET NAME=\"t\" DATABASETYPE=\"Oracle\"/>").replace("\"REP\"", "\"GLOBAL\"");
    let shortcut = "<SHORTCUT NAME=\"sc_t\" OBJECTTYPE=\"TARGET\" OBJECTSUBTYPE=\"Target Definition\" REFERENCETYPE=\"GLOBAL\" \
                    REPOSITORYNAME=\"GLOBAL\" FOLDERNAME=\"SHARED\" REFOBJECTNAME=\"t\"/>";
    let mapping = "<MAPPING NAME=\"m\"><INSTANCE NAME=\"t1\" TYPE=\"TARGET\" TRANSFORMATION_TYPE=\"Target Definition\" \
                   TRANSFORMATION_NAME=\"sc_t\"/></MAPPING>";
    let session = "<SESSION NAME=\"s\" MAPPINGNAME=\"m\" REUSABLE=\"YES\"/>";
    fs::write(sandbox.path("g.xml"), shared).unwrap();
    fs::write(sandbox.path("a.xml"), export(DAY, "A", &format!("{session}{shortcut}{mapping}"))).unwrap();
    sandbox.done(&["ingest", "g.xml", "a.xml", "--catalog", "a.db"]);
    let report = json(&sandbox, &["s", "-o", "out", "--catalog", "a.db"], 0);
    let wanted = ["target:GLOBAL::SHARED/t", "mapping:REP::A/m", "shortcut:REP::A/TARGET.sc_t", "session:REP::A/s"];
    assert_eq!(objects(&report), wanted);
    let text = fs::read_to_string(sandbox.path("out/session_s.xml")).unwrap();
    let at = |piece: &str| text.find(piece).unwrap_or_else(|| panic!("{piece} in {text}"));
    assert!(
        at("NAME=\"GLOBAL\"") < at("<TARGET") && at("<TARGET") < at("NAME=\"REP\"") && at("<MAPPING") < at("<SESSION")
    );
    sandbox.done(&["ingest", "out", "--catalog", "again.db"]);
}
