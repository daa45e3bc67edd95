//! `catalog template` with what a hostile reader tried: templates held against their own sessions, secrets under odd names,
//! values that make no session, and where and how much a session drifts.

use super::house::export;
use super::sandbox::Sandbox;
use serde_json::{Value, json};

/// The example's sessions where they stand, by address below the repository.
const SESSIONS: [&str; 11] = [
    "CLAIMS_STG/wf_claims_import/s_m_stg_claim",
    "CLAIMS_STG/wf_claims_night/wlt_night/wlt_reserve/s_m_stg_reserve",
    "CLAIMS_STG/wf_claims_payments/s_m_stg_payment",
    "SALES_DWH/s_m_dim_calendar",
    "SALES_DWH/stock_snapshot/s_stock_snapshot",
    "SALES_DWH/wf_fact_sales/wlt_load_apac/s_m_fact_sales",
    "SALES_DWH/wf_fact_sales/wlt_load_emea/s_m_fact_sales",
    "SALES_DWH/wf_fact_sales/wlt_load_emea/wlt_post_load/s_m_agg_sales_region",
    "SALES_DWH/wf_sales_daily/s_m_dim_customer",
    "SALES_DWH/wf_sales_weekly/s_m_dim_customer_full",
    "SALES_DWH/s_m_dim_customer",
];

fn held_against_its_own(sandbox: &Sandbox, from: &[&str]) {
    sandbox.done(&[&["template", "create", "own", "--force", "--from"], from].concat());
    let ran = sandbox.run(&[&["template", "check", "own", "--from"], from].concat());
    let none = format!("{} sessions checked against own, 0 drift\n", from.len());
    assert_eq!((ran.code, ran.stdout), (0, none), "{from:?}");
}

#[test]
fn no_session_of_the_example_drifts_from_a_template_of_its_own() {
    let sandbox = Sandbox::with_catalog();
    for session in SESSIONS {
        held_against_its_own(&sandbox, &[session]);
    }
    for two in SESSIONS[..10].windows(2) {
        held_against_its_own(&sandbox, two);
    }
    held_against_its_own(&sandbox, &SESSIONS[..10]);
}

const SECRET: &str = "<ATTRIBUTE NAME=\"Password\" VALUE=\"Zq7A01Xk9v\"/>";

fn writer(instance: &str) -> String {
    format!(
        "<SESSIONEXTENSION NAME=\"Relational Writer\" SINSTANCENAME=\"{instance}\" SUBTYPE=\"Relational Writer\" TRANSFORMATIONTYPE=\"Target Definition\" TYPE=\"WRITER\">\n\
         <CONNECTIONREFERENCE CNXREFNAME=\"DB Connection\" CONNECTIONNAME=\"DWH\" CONNECTIONNUMBER=\"1\" CONNECTIONSUBTYPE=\"Oracle\" CONNECTIONTYPE=\"Relational\" VARIABLE=\"\"/>\n\
         {SECRET}\n<ATTRIBUTE NAME=\"password=\" VALUE=\"Zq7A01Xk9v\"/>\n</SESSIONEXTENSION>\n"
    )
}

#[test]
fn a_secret_anywhere_becomes_a_parameter() {
    let sandbox = Sandbox::with_example();
    let session = |name: &str, writers: &[&str]| {
        let writers: String = writers.iter().copied().map(writer).collect();
        format!(
            "<SESSION NAME=\"{name}\" MAPPINGNAME=\"m\" REUSABLE=\"YES\" ISVALID=\"YES\" SORTORDER=\"Binary\">\n\
             <SESSTRANSFORMATIONINST SINSTANCENAME=\"T\" TRANSFORMATIONNAME=\"T\" TRANSFORMATIONTYPE=\"Target Definition\">{SECRET}</SESSTRANSFORMATIONINST>\n\
             <CONFIGREFERENCE REFOBJECTNAME=\"default_session_config\" TYPE=\"Session config\">{SECRET}</CONFIGREFERENCE>\n\
             {writers}{SECRET}\n</SESSION>\n"
        )
    };
    let both = session("s_one", &["T"]) + &session("s_two", &["USER_PASSWORD", "T"]);
    std::fs::write(sandbox.path("a.xml"), export("01/02/2026 03:04:05", "LOADS", &both)).unwrap();
    sandbox.run(&["ingest", "a.xml"]);
    for from in [&["s_one"][..], &["s_two"], &["s_one", "s_two"]] {
        held_against_its_own(&sandbox, from);
        let text = sandbox.done(&["template", "show", "own"]).stdout;
        assert!(!text.contains("Zq7A") && !text.contains('«'), "{text}");
        for line in ["  Password: \"${password}\"", "      Password: \"${"] {
            assert!(text.lines().any(|one| one.starts_with(line)), "{line}\n{text}");
        }
    }
    sandbox.done(&["template", "create", "named", "--from", "s_two"]);
    let text = sandbox.done(&["template", "show", "named"]).stdout;
    assert!(text.contains("- name: \"${writer_connection}\""), "a name that makes no secret of DWH\n{text}");
}

#[test]
fn values_that_make_no_session_are_refused_by_the_name_of_their_parameter() {
    let sandbox = Sandbox::with_catalog();
    sandbox.done(&["template", "import", "tests/fixtures/example/full_load.template.yaml"]);
    let refused = |template: &str, set: &[&str], what: &str| {
        let ran = sandbox.run(&[&["template", "apply", template, "--set"], set].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{set:?} {ran:?}");
        assert!(ran.stderr.contains(what), "{what}\n{}", ran.stderr);
    };
    let part = "it is a part of a name (session.name)";
    refused("full_load", &["table="], &format!("table cannot be \"\"; {part}"));
    refused("full_load", &["table=  "], &format!("table cannot be \"  \"; {part}"));
    refused("full_load", &["table=a\nb"], "table cannot be \"a\\nb\"; it must be one line");
    refused("full_load", &["table=a\u{1b}[2J"], "table cannot be \"a\\u{1b}[2J\"; there is a control character in it");
    refused("full_load", &["table=a\u{2028}b"], "it must be one line");
    let separator = "the name of a session holds no / and no \\";
    refused("full_load", &["table=../x"], &format!("table cannot be \"../x\"; {separator}"));
    refused("full_load", &["table=a\\b"], separator);
    for (value, what) in [
        ("9223372036854775808", "commit_interval cannot be 9223372036854775808; the number is too large"),
        ("2147483648", "commit_interval cannot be \"2147483648\"; session.commit_interval is from 1 to 2147483647"),
        ("0", "session.commit_interval is from 1 to 2147483647"),
        ("", "commit_interval cannot be \"\"; a whole number belongs here"),
    ] {
        refused("full_load", &["table=x", &format!("commit_interval={value}")], what);
    }
    for value in ["1", "2147483647", "$$ROWS"] {
        let set = format!("commit_interval={value}");
        sandbox.done(&["template", "apply", "full_load", "--set", "table=x", &set]);
    }
}

#[test]
fn values_of_made_templates_are_looked_at_where_they_stand() {
    let sandbox = Sandbox::with_catalog();
    sandbox.done(&["template", "create", "own", "--from", "s_m_dim_customer"]);
    let names = ["session_name=s_new", "mapping_name=m_new"];
    let refused = |set: &str, what: &str| {
        let ran = sandbox.run(&[&["template", "apply", "own", "--set"], &names[..], &[set]].concat());
        assert!(ran.code == 2 && ran.stdout.is_empty() && ran.stderr.contains(what), "{set} {ran:?}");
    };
    refused("reader_instance=", "reader_instance cannot be \"\"; it is a part of a name");
    refused("folder=a\tb", "folder cannot be \"a\\tb\"; it must be one line");
    refused("dim_customer_ins_connection=", "dim_customer_ins_connection cannot be \"\"; it is a part of a name");
    refused("dim_customer_ins_reject_filename=a\nb", "it must be one line");
    let several = sandbox.done(&[&["template", "apply", "own", "--set"], &names[..], &["description=a\nb"]].concat());
    assert!(several.stdout.contains("description: \"a\\nb\""), "{}", several.stdout);
}

#[test]
fn drift_is_told_with_the_line_of_the_session_and_its_risk() {
    let sandbox = Sandbox::with_catalog();
    sandbox.done(&["template", "create", "emea", "--from", SESSIONS[6]]);
    let check = |more: &[&str]| sandbox.run(&[&["template", "check", "emea"], more].concat());
    let ran = check(&["--folder", "SALES_DWH", "--sessions", "s_m_fact_*", "--format", "json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let places: Vec<_> =
        answer["sessions"].as_array().unwrap().iter().map(|one| one["place"].as_str().unwrap()).collect();
    let file = "tests/fixtures/example/SALES_DWH/wf_fact_sales.xml";
    assert_eq!(places, [format!("{file}:441"), format!("{file}:228")]);
    let drift = answer["sessions"][0]["drift"].as_array().unwrap();
    let of = |key: &str| {
        let found = drift.iter().find(|one| one["key"] == key).unwrap_or_else(|| panic!("{key} {drift:#?}"));
        [found["risk"].clone(), found["reason"].clone()]
    };
    let low = [json!("low"), json!("counters are kept: a little slower")];
    assert_eq!(of("performance.collect_performance_data"), low);
    let text = check(&["--from", SESSIONS[5]]).stdout;
    assert!(text.contains(&format!("apac/s_m_fact_sales  {file}:441\n")), "{text}");
    let line = "  ~ performance.collect_performance_data: true → false  [low: counters are kept: a little slower]  (";
    assert!(text.contains(line), "{text}");
    sandbox.done(&["template", "create", "calendar", "--from", "s_m_dim_calendar"]);
    let other = sandbox.run(&["template", "check", "calendar", "--from", SESSIONS[7]]).stdout;
    let line = "session.commit_type: target → source  [high: what is kept when the load fails half way]";
    assert!(other.contains(line), "{other}");
}
