//! `catalog connection`: objects by time and environment, who uses them, tests and what they feed.

use super::house::export;
use super::sandbox::{EXAMPLE, Ran, Sandbox};
use super::servers::{Listener, Manner, Postgresql, READER_PASSWORD, refused_port};
use serde_json::Value;

fn with_connections() -> Sandbox {
    let sandbox = Sandbox::with_catalog();
    sandbox.done(&["connection", "import", &format!("{EXAMPLE}/connections.yaml")]);
    sandbox
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// Runs a command at a time: seconds after 2026-01-01.
fn at(sandbox: &Sandbox, seconds: u64, args: &[&str]) -> Ran {
    let mut command = sandbox.command(args);
    let epoch = (1_767_225_600 + seconds).to_string();
    let ran = Ran::new(&command.env("SOURCE_DATE_EPOCH", epoch).output().expect("started"));
    assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
    ran
}

#[test]
fn there_and_back_are_three_revisions_and_the_same_is_none() {
    let sandbox = Sandbox::with_example();
    sandbox.done(&["init"]);
    at(&sandbox, 0, &["connection", "add", "C", "--type", "oracle", "--set", "host=a"]);
    at(&sandbox, 10, &["connection", "edit", "C", "--set", "host=b"]);
    assert_eq!(at(&sandbox, 15, &["connection", "edit", "C", "--set", "host=b"]).stdout, "unchanged\n");
    at(&sandbox, 20, &["connection", "edit", "C", "--set", "host=a"]);
    at(&sandbox, 30, &["connection", "remove", "C"]);
    let shown = json(&sandbox.done(&["connection", "show", "C", "--history", "--format", "json"]));
    let history: Vec<_> = shown["history"]
        .as_array()
        .expect("a history")
        .iter()
        .map(|one| {
            (
                one["since"].as_str().unwrap(),
                one["until"].as_str().unwrap(),
                one["attributes"]["host"].as_str().unwrap(),
            )
        })
        .collect();
    let time = |seconds: &str| format!("2026-01-01T00:00:{seconds}Z");
    let times = [time("00"), time("10"), time("20"), time("30")];
    assert_eq!(history, [(&*times[0], &*times[1], "a"), (&*times[1], &*times[2], "b"), (&*times[2], &*times[3], "a")]);
    assert_eq!(shown["variants"], serde_json::json!([]));
    for (when, host) in [("05", Some("a")), ("10", Some("b")), ("29", Some("a")), ("30", None)] {
        let shown = json(&sandbox.done(&["connection", "show", "C", "--at", &time(when), "--format", "json"]));
        assert_eq!(shown["variants"][0]["attributes"]["host"].as_str(), host, "{when}");
    }
}

#[test]
fn an_environment_has_its_own_variant_or_the_one_of_all() {
    let sandbox = with_connections();
    let of = |environment: &str, name: &str| {
        let args = ["connection", "show", name, "--env", environment, "--format", "json"];
        json(&sandbox.done(&args))["variants"][0]["attributes"]["connect_string"].as_str().map(str::to_owned)
    };
    assert_eq!(of("TEST", "DWH_PRD").as_deref(), Some("//dwh-test.acme.example:1521/DWH"));
    assert_eq!(of("PROD", "DWH_PRD").as_deref(), Some("//dwh.acme.example:1521/DWH"));
    assert_eq!(of("TEST", "OLTP_EMEA").as_deref(), Some("OLTP_EMEA"));
    let ran = sandbox.run(&["connection", "remove", "DWH_PRD", "--env", "PROD"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("none, TEST"), "{ran:?}");
}

#[test]
fn an_export_reads_back_without_a_change() {
    let sandbox = with_connections();
    sandbox.done(&["connection", "export", "-o", "out.yaml"]);
    let again = json(&sandbox.done(&["connection", "import", "out.yaml", "--format", "json"]));
    let file = &again["files"][0];
    assert_eq!((file["connections"].as_u64(), file["unchanged"].as_u64()), (Some(5), Some(5)), "{again}");
    assert_eq!(sandbox.run(&["connection", "export", "-o", "out.yaml"]).code, 5, "nothing is written over");
    let only = sandbox.done(&["connection", "export", "--env", "TEST"]).stdout;
    assert_eq!(only.matches("- name: DWH_PRD\n  environment: TEST").count(), 1, "{only}");
    assert_eq!(only.matches("- name:").count(), 4, "{only}");
}

#[test]
fn secrets_are_no_attributes() {
    let sandbox = with_connections();
    for set in ["password=hunter2", "Secret Key=hunter2", "connect_string=u/hunter2@d", "url=x;PWD=hunter2;y=1"] {
        for args in [["edit", "DWH_PRD", "--set", set, "--unset", "user"], ["add", "N", "--type", "s3", "--set", set]] {
            let ran = sandbox.run(&[&["connection"][..], &args].concat());
            assert_eq!(ran.code, 2, "{args:?}: {ran:?}");
            assert!(ran.stderr.contains("catalog credential set") && !ran.stderr.contains("hunter2"), "{ran:?}");
        }
    }
    let parameter = ["connection", "edit", "DWH_PRD", "--set", "password=$ParamPwd"];
    assert_eq!(sandbox.done(&parameter).stdout, "changed\n");
}

#[test]
fn usage_follows_names_and_variables_and_says_what_it_does_not_know() {
    let sandbox = with_connections();
    let shown = json(&sandbox.done(&["connection", "show", "DWH_PRD", "--usage", "--format", "json"]));
    let rows = shown["sessions"].as_array().expect("rows").clone();
    let find = |session: &str, instance: &str| {
        let found = rows.iter().find(|row| row["session"] == session && row["instance"] == instance);
        let row = found.unwrap_or_else(|| panic!("{session} {instance} in {rows:?}"));
        ["access", "certain", "how"].map(|key| row[key].as_str().expect("text").to_owned())
    };
    let by_variable = format!("$DBConnection_DWH ({EXAMPLE}/params/sales_dwh.par:5)");
    assert_eq!(find("wf_sales_daily/s_m_dim_customer", "DIM_CUSTOMER_ins"), ["WRITE", "yes", "name"]);
    assert_eq!(find("wf_sales_daily/s_m_dim_customer", "lkp_dim_customer"), ["LOOKUP", "yes", &by_variable]);
    let region = "wf_fact_sales/wlt_load_emea/wlt_post_load/s_m_agg_sales_region";
    assert_eq!(find(region, "SQ_FACT_SALES"), ["READ", "yes", &by_variable]);
    let maybe = find("wf_claims_payments/s_m_stg_payment", "STG_PAYMENT");
    assert!(maybe[1] == "maybe" && maybe[2].starts_with("$DBConnection_STG: "), "{maybe:?}");
    assert!(!rows.iter().any(|row| row["instance"] == "SQ_PAYMENT"), "it reads INS_CLAIMS_RO by name");
    // A name without an object is known, too; one that nobody names is not.
    sandbox.done(&["connection", "show", "CORE_RPT", "--usage"]);
    let ran = sandbox.run(&["connection", "show", "DWH_PRDD"]);
    assert!(ran.code == 3 && ran.stderr.contains("did you mean DWH_PRD?"), "{ran:?}");
}

#[test]
fn one_listing_has_what_sessions_name_and_what_is_known() {
    let sandbox = with_connections();
    let rows = json(&sandbox.done(&["list", "connections", "--format", "json"]));
    let of = |name: &str| {
        let row = rows.as_array().unwrap().iter().find(|row| row["connection"] == name).expect(name);
        (row["writes"].as_i64().unwrap(), row["environments"].as_str().unwrap(), row["known"].as_str().unwrap())
    };
    let file = format!("{EXAMPLE}/connections.yaml");
    assert_eq!(of("DWH_PRD"), (7, "*, TEST", &*format!("sessions, {file}")));
    assert_eq!(of("LANDING"), (0, "*", &*file));
    assert_eq!(of("CORE_RPT"), (0, "", "sessions"));
    assert_eq!(rows.as_array().unwrap().len(), 11);
    let some = json(&sandbox.done(&["list", "connections", "--like", "%PRD", "--format", "json"]));
    assert_eq!(some.as_array().unwrap().len(), 2, "{some}");
    let folder = json(&sandbox.done(&["list", "connections", "--folder", "SALES_DWH", "--format", "json"]));
    assert!(folder.as_array().unwrap().iter().all(|row| row["connection"] != "LANDING"), "it belongs to no folder");
}

#[test]
fn the_listing_of_an_old_snapshot_has_the_connections_of_its_time() {
    let sandbox = Sandbox::with_example();
    at(&sandbox, 0, &["ingest", EXAMPLE]);
    at(&sandbox, 10, &["connection", "add", "C", "--type", "s3"]);
    at(&sandbox, 20, &["ingest", EXAMPLE]);
    at(&sandbox, 30, &["connection", "remove", "C"]);
    at(&sandbox, 40, &["connection", "add", "D", "--type", "s3"]);
    let known = |snapshot: &str| {
        let rows = json(&sandbox.done(&["list", "connections", "--at", snapshot, "--format", "json"]));
        let names = rows.as_array().unwrap().iter().map(|row| row["connection"].as_str().unwrap().to_owned());
        names.filter(|name| name.len() == 1).collect::<Vec<_>>()
    };
    assert_eq!((known("1"), known("2")), (vec!["C".to_owned()], vec!["D".to_owned()]));
}

#[test]
fn parameters_of_attributes_are_resolved_with_their_origin() {
    let sandbox = with_connections();
    let args = ["connection", "show", "STG_PRD", "--resolved", "--format", "json"];
    let shown = json(&sandbox.done(&args));
    let resolved = &shown["variants"][0]["resolved"][0];
    let place = format!("$$SRC_SCHEMA: [Global] ({EXAMPLE}/params/sales_dwh.par:7)");
    assert_eq!((resolved["attribute"].as_str(), resolved["value"].as_str()), (Some("schema"), Some("CORE")));
    assert_eq!(resolved["origin"].as_str(), Some(&*place));
    let given = json(&sandbox.done(&[&args[..], &["--set", "$$SRC_SCHEMA=OTHER"]].concat()));
    assert_eq!(given["variants"][0]["resolved"][0]["value"].as_str(), Some("OTHER"));
    let file = format!("{EXAMPLE}/params/claims_stg.par");
    let other = json(&sandbox.done(&[&args[..], &["--param-file", &file]].concat()));
    assert_eq!(other["variants"][0]["unresolved"][0]["name"].as_str(), Some("$$SRC_SCHEMA"), "{other}");
}

#[test]
fn tests_are_stored_and_feed_validate() {
    let sandbox = with_connections();
    sandbox.done(&["connection", "add", "GONE", "--type", "file", "--set", "path=no/such/folder"]);
    sandbox.done(&["connection", "add", "PARAM", "--type", "file", "--set", "path=$ParamNoSuch"]);
    sandbox.done(&["connection", "add", "MAIL", "--type", "FTP"]);
    let locked = ["connection", "add", "LOCKED", "--type", "postgresql", "--set", "host=127.0.0.1"];
    sandbox.done(&[&locked[..], &["--set", "user=u", "--credential", "nobody_has_it"]].concat());
    let untested = sandbox.done(&[
        "validate",
        "--all",
        "--connect",
        "--min-severity",
        "info",
        "--fail-on",
        "error",
        "--format",
        "json",
        "--category",
        "parameter",
    ]);
    assert!(!untested.stdout.contains("connection-"), "{untested:?}");
    let ok = sandbox.done(&["connection", "test", "LANDING", "--format", "json"]);
    assert_eq!(json(&ok)[0]["verdict"].as_str(), Some("ok"));
    let ran = sandbox.run(&["connection", "test", "--all", "--format", "json", "--timeout", "2"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let of = |name: &str| {
        let all = json(&ran);
        let row = all.as_array().unwrap().iter().find(|row| row["connection"] == name).expect(name).clone();
        (row["verdict"].as_str().unwrap().to_owned(), row["message"].as_str().unwrap().to_owned())
    };
    assert_eq!(of("GONE").0, "not-found");
    assert_eq!(of("MAIL").0, "not-supported");
    for (name, what) in [("PARAM", "$ParamNoSuch"), ("LOCKED", "nobody_has_it")] {
        let (verdict, message) = of(name);
        assert!(verdict == "not-checked" && message.contains(what), "{name}: {verdict} {message}");
    }
    let args = ["validate", "--all", "--category", "connection", "--min-severity", "info", "--format", "json"];
    let without = sandbox.run(&args);
    assert!(!without.stdout.contains("connection-test-"), "{without:?}");
    let with = json(&sandbox.run(&[&args[..], &["--connect"]].concat()));
    let finding = |object: &str| -> Vec<String> {
        let all = with["findings"].as_array().expect("findings").iter().filter(|one| one["object"] == object);
        all.map(|one| one["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(finding("connection:GONE"), ["connection-test-failed"]);
    assert_eq!(finding("connection:PARAM"), ["connection-test-undecided"]);
    assert_eq!(finding("connection:LANDING"), Vec::<String>::new());
    assert_eq!(finding("connection:DWH_PRD@TEST"), ["connection-not-tested", "missing-credential"]);
}

#[test]
fn a_name_that_is_not_known_is_told_where_others_are() {
    let sandbox = Sandbox::with_catalog();
    let args = ["validate", "SALES_DWH/wf_sales_weekly/s_m_dim_customer_full", "--format", "json"];
    assert!(!sandbox.run(&args).stdout.contains("unknown-connection"), "no object is known at all");
    sandbox.done(&["connection", "import", &format!("{EXAMPLE}/connections.yaml")]);
    let found = sandbox.run(&args).stdout;
    assert!(found.contains("unknown-connection") && found.contains("CORE_RPT"), "{found}");
    assert!(!found.contains("connection:LANDING"), "only what the session names is looked at: {found}");
}

/// The table `customers` of the server, with one column of each way to differ.
const CUSTOMERS: &str = "<TARGET NAME=\"CUSTOMERS\" DATABASETYPE=\"PostgreSQL\">\
    <TARGETFIELD NAME=\"ID\" DATATYPE=\"integer\" PRECISION=\"10\" SCALE=\"0\"/>\
    <TARGETFIELD NAME=\"NAME\" DATATYPE=\"varchar\" PRECISION=\"40\" SCALE=\"0\"/>\
    <TARGETFIELD NAME=\"AMOUNT\" DATATYPE=\"numeric\" PRECISION=\"10\" SCALE=\"2\"/>\
    <TARGETFIELD NAME=\"GONE\" DATATYPE=\"date\" PRECISION=\"19\" SCALE=\"0\"/></TARGET>";

#[test]
fn columns_of_a_table_are_held_against_its_definition_and_the_secret_comes_out_of_the_vault() {
    let Some(server) = Postgresql::running() else { return };
    let sandbox = Sandbox::with_keys();
    std::fs::write(sandbox.path("a.xml"), export("01/02/2026 03:04:05", "T", CUSTOMERS)).unwrap();
    sandbox.done(&["ingest", "a.xml"]);
    std::fs::write(sandbox.path("secret"), READER_PASSWORD).unwrap();
    sandbox.done(&["credential", "set", "reader", "--from-file", "secret"]);
    let (port, ca_file) = (server.port.to_string(), server.certificates.path("ca.pem"));
    let set = |name: &str, value: &str| format!("{name}={value}");
    let attributes = [
        set("host", "localhost"),
        set("port", &port),
        set("ca_file", &ca_file),
        set("database", "sales"),
        set("user", "reader"),
    ];
    let mut words = vec!["connection", "add", "SALES", "--type", "Relational", "--subtype", "PostgreSQL"];
    words.extend(attributes.iter().flat_map(|one| ["--set", one]));
    sandbox.done(&[&words[..], &["--credential", "reader"]].concat());
    assert_eq!(sandbox.run(&["connection", "test", "SALES"]).code, 0);
    let ran = sandbox.run(&["connection", "test", "SALES", "--table", "customers", "--format", "json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let said = json(&ran);
    assert_eq!(said[0]["verdict"], "ok");
    assert_eq!(said[0]["definitions"][0]["definition"], "target:REP::T/CUSTOMERS");
    let rows = said[0]["definitions"][0]["differences"].as_array().unwrap();
    let rows: Vec<(&str, &str)> =
        rows.iter().map(|one| (one["column"].as_str().unwrap(), one["difference"].as_str().unwrap())).collect();
    assert_eq!(rows, [("NAME", "precision"), ("GONE", "missing"), ("born", "extra")]);
    let text = sandbox.run(&["connection", "test", "SALES", "--table", "customers"]).stdout;
    assert!(text.contains("varchar(40)") && text.contains("character varying(50)"), "{text}");
    // Whoever has no identity is not told that all is well.
    let ran = sandbox.run(&["connection", "test", "SALES", "--identity", "nowhere", "--format", "json"]);
    assert_eq!((ran.code, json(&ran)[0]["verdict"].as_str()), (1, Some("not-checked")), "{ran:?}");
}

#[test]
fn three_hundred_references_are_tested_in_the_time_of_the_slowest_endpoint() {
    let sandbox = Sandbox::with_catalog();
    let silent = Listener::start(Manner::Silent);
    let closes = Listener::start(Manner::Closes);
    let ports = [silent.port(), closes.port(), refused_port()];
    let mut text = "connections:\n".to_owned();
    for number in 0..300 {
        let port = ports[number % 3];
        text.push_str(&format!(
            "- {{name: C{number}, type: Relational, subtype: PostgreSQL, attributes: {{host: 127.0.0.1, port: {port}, user: u}}}}\n"
        ));
    }
    std::fs::write(sandbox.path("many.yaml"), text).unwrap();
    sandbox.done(&["connection", "import", "many.yaml"]);
    let ran = sandbox.run(&["connection", "test", "--all", "--timeout", "2", "--format", "json"]);
    let said = json(&ran);
    let count = |word: &str| said.as_array().unwrap().iter().filter(|one| one["verdict"] == word).count();
    assert_eq!((count("timed-out"), count("failed"), count("unreachable")), (100, 100, 100), "{said}");
    assert_eq!((silent.accepted(), closes.accepted()), (1, 1));
}

#[test]
fn every_change_and_test_of_a_connection_is_in_the_audit_log() {
    let sandbox = with_connections();
    sandbox.done(&["connection", "edit", "LANDING", "--set", "note=x"]);
    sandbox.done(&["connection", "test", "LANDING"]);
    sandbox.done(&["connection", "export", "-o", "out.yaml"]);
    sandbox.done(&["connection", "remove", "LANDING"]);
    let acts = json(&sandbox.done(&["audit", "log", "--subject", "connection:LANDING", "--format", "json"]));
    let said: Vec<(&str, &str)> = acts
        .as_array()
        .unwrap()
        .iter()
        .map(|act| (act["action"].as_str().unwrap(), act["result"].as_str().unwrap()))
        .collect();
    let done = |action| (action, "done");
    assert_eq!(said, ["connection", "connection", "test", "export", "connection"].map(done));
    sandbox.done(&["audit", "verify"]);
}
