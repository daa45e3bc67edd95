//! `catalog template`: what becomes a parameter, what is refused, who drifts.

use super::house::export;
use super::sandbox::{Ran, Sandbox};
use catalog::read::template::template;
use serde_json::{Value, json};

/// What one of three sessions that do nearly the same is made of.
struct Load {
    name: &'static str,
    /// Commit interval; `None` leaves it to the product, which takes 10000.
    interval: Option<u32>,
    connection: &'static str,
    truncate: &'static str,
    command: &'static str,
}

fn load(one: &Load) -> String {
    let Load { name, connection, truncate, command, .. } = one;
    let interval = one.interval.map(|rows| format!("<ATTRIBUTE NAME=\"Commit Interval\" VALUE=\"{rows}\"/>\n"));
    format!(
        "<SESSION NAME=\"s_{name}\" MAPPINGNAME=\"m_{name}\" REUSABLE=\"YES\" ISVALID=\"YES\" SORTORDER=\"Binary\">\n\
         <CONFIGREFERENCE REFOBJECTNAME=\"default_session_config\" TYPE=\"Session config\"/>\n\
         <SESSTRANSFORMATIONINST SINSTANCENAME=\"T_{name}\" TRANSFORMATIONNAME=\"T_{name}\" TRANSFORMATIONTYPE=\"Target Definition\"/>\n\
         <SESSIONCOMPONENT TYPE=\"Pre-session command\" REFOBJECTNAME=\"pre\" REUSABLE=\"NO\">\
         <TASK NAME=\"pre\" TYPE=\"Command\" REUSABLE=\"NO\"><VALUEPAIR NAME=\"c\" VALUE=\"{command}\" EXECORDER=\"1\" REVERSEASSIGNMENT=\"NO\"/></TASK></SESSIONCOMPONENT>\n\
         <SESSIONEXTENSION NAME=\"Relational Writer\" SINSTANCENAME=\"T_{name}\" SUBTYPE=\"Relational Writer\" TRANSFORMATIONTYPE=\"Target Definition\" TYPE=\"WRITER\">\n\
         <CONNECTIONREFERENCE CNXREFNAME=\"DB Connection\" CONNECTIONNAME=\"{connection}\" CONNECTIONNUMBER=\"1\" CONNECTIONSUBTYPE=\"Oracle\" CONNECTIONTYPE=\"Relational\" VARIABLE=\"\"/>\n\
         <ATTRIBUTE NAME=\"Truncate target table option\" VALUE=\"{truncate}\"/>\n\
         </SESSIONEXTENSION>\n\
         <ATTRIBUTE NAME=\"Treat source rows as\" VALUE=\"Insert\"/>\n{}\
         <ATTRIBUTE NAME=\"Session Log File Name\" VALUE=\"s_{name}.log\"/>\n</SESSION>\n",
        interval.unwrap_or_default()
    )
}

const COMMAND: &str = "cp ${HOME}/a $PMRootDir/$$DAY";
const LOADS: [Load; 3] = [
    Load { name: "ann", interval: Some(500), connection: "DWH", truncate: "YES", command: COMMAND },
    Load { name: "bob", interval: Some(500), connection: "DWH", truncate: "NO", command: COMMAND },
    Load { name: "cat", interval: None, connection: "STG", truncate: "NO", command: COMMAND },
];

/// A catalog with the three sessions, and a fourth of other words.
fn sandbox(other: &str) -> Sandbox {
    let sandbox = Sandbox::with_example();
    let children: String = LOADS.iter().map(load).collect();
    std::fs::write(sandbox.path("a.xml"), export("01/02/2026 03:04:05", "LOADS", &format!("{children}{other}")))
        .unwrap();
    sandbox.done(&["ingest", "a.xml"]);
    sandbox
}

fn made(sandbox: &Sandbox) -> Value {
    sandbox.done(&["template", "create", "load", "--from", "s_ann", "s_bob", "s_cat", "--description", "daily"]);
    serde_json::from_str(&sandbox.done(&["template", "show", "load", "--format", "json"]).stdout).unwrap()
}

#[test]
fn what_differs_becomes_a_parameter_and_the_rest_stays() {
    let sandbox = sandbox("");
    let made = made(&sandbox);
    let told = |one: &Value| (one["name"].as_str().unwrap().to_owned(), one["type"].clone(), one["default"].clone());
    let parameters: Vec<_> = made["parameters"].as_array().unwrap().iter().map(told).collect();
    let expected = [
        ("session_name", "text", Value::Null),
        ("mapping_name", "text", Value::Null),
        ("repository", "text", json!("REP")),
        ("folder", "text", json!("LOADS")),
        ("commit_interval", "number", json!("500")),
        ("writer_instance", "text", Value::Null),
        ("writer_truncate_target_table_option", "choice", json!("NO")),
        ("writer_connection", "text", json!("DWH")),
    ];
    let expected: Vec<_> =
        expected.into_iter().map(|(name, kind, value)| (name.to_owned(), json!(kind), value)).collect();
    assert_eq!(parameters, expected);
    let interval = &made["parameters"][4];
    let values: Vec<_> = interval["values"].as_array().unwrap().iter().map(|one| one["value"].as_str()).collect();
    assert_eq!(values, [Some("500"), Some("500"), Some("10000")], "the third has the product's default");
    let text = made["text"].as_str().unwrap();
    for line in [
        "  log_file_name: \"${session_name}.log\"",
        "  treat_source_rows_as: insert",
        "  - instance: \"${writer_instance}\"",
        "          value: \"cp $${HOME}/a $PMRootDir/$$DAY\"",
    ] {
        assert!(text.lines().any(|one| one == line), "{line}\n{text}");
    }
    assert_eq!(text.matches("${writer_instance}").count(), 3 - 1, "a target and its writer have one name\n{text}");
}

#[test]
fn a_session_made_of_it_is_one() {
    let sandbox = sandbox("");
    made(&sandbox);
    let set = ["--set", "session_name=s_dan", "mapping_name=m_dan", "writer_instance=T_dan", "commit_interval=$$ROWS"];
    let apply = |more: &[&str]| sandbox.run(&[&["template", "apply", "load"], &set[..], more].concat());
    assert_eq!(apply(&["-o", "s_dan.yaml"]).stdout, "s_dan.yaml\n");
    let again = apply(&["-o", "s_dan.yaml"]);
    assert!(again.code == 5 && again.stderr.contains("exists already"), "{again:?}");
    assert_eq!(apply(&["-o", "s_dan.yaml", "--force"]).code, 0);
    assert_eq!(apply(&["-o", "s_dan.xml"]).code, 2);
    sandbox.done(&["ingest", "s_dan.yaml"]);
    let shown = sandbox.done(&["show", "LOADS/s_dan", "--effective", "--format", "json"]).stdout;
    let rows: Value = serde_json::from_str(&shown).unwrap();
    let value = |part: &str, name: &str| {
        let found = rows.as_array().unwrap().iter().find(|row| row["part"] == part && row["attribute"] == name);
        found.map(|row| row["value"].clone()).unwrap_or_default()
    };
    assert_eq!(value("", "Commit Interval"), "$$ROWS");
    assert_eq!(value("", "Session Log File Name"), "s_dan.log");
    assert_eq!(value("T_dan", "Truncate target table option"), "NO");
    let yaml = sandbox.done(&["show", "LOADS/s_dan", "--format", "yaml"]).stdout;
    assert!(yaml.contains("value: \"cp ${HOME}/a $PMRootDir/$$DAY\"") && yaml.contains("name: DWH"), "{yaml}");
    assert_eq!(
        sandbox.run(&["template", "check", "load", "--folder", "LOADS"]).stdout,
        "4 sessions checked against load, 0 drift\n"
    );
}

#[test]
fn values_that_cannot_be_are_refused() {
    let sandbox = sandbox("");
    made(&sandbox);
    let refused = |set: &[&str]| {
        let ran = sandbox.run(&[&["template", "apply", "load", "--set"], set].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        ran.stderr
    };
    let said = refused(&["sesion_name=s", "commit_interval=many", "writer_truncate_target_table_option=maybe"]);
    for what in [
        "there is no parameter sesion_name; did you mean session_name?",
        "commit_interval cannot be many; a whole number belongs here",
        "writer_truncate_target_table_option cannot be maybe; it may be YES, NO",
        "session_name is not set (session.name); for example s_ann, s_bob",
    ] {
        assert!(said.contains(what), "{what}\n{said}");
    }
    let secret = refused(&["session_name=s", "writer_connection=etl password=Zq7vKp2Lw9Xa"]);
    assert!(secret.contains("would hold a secret") && !secret.contains("Zq7v"), "{secret}");
    let unknown = sandbox.run(&["template", "show", "laod"]);
    assert!(unknown.code == 3 && unknown.stderr.contains("did you mean load?"), "{unknown:?}");
}

#[test]
fn who_drifts_is_told_with_what_and_where() {
    let odd = Load { name: "eve", interval: Some(500), connection: "DWH", truncate: "NO", command: "rm -f a" };
    let odd = load(&odd).replace("VALUE=\"Insert\"", "VALUE=\"Update\"").replace(
        "VALUE=\"s_eve.log\"/>",
        "VALUE=\"other.log\"/>\n<ATTRIBUTE NAME=\"Enable Test Load\" VALUE=\"YES\"/>",
    );
    let sandbox = sandbox(&odd);
    made(&sandbox);
    let ran = sandbox.run(&["template", "check", "load", "--folder", "LOADS", "--format", "json"]);
    assert_eq!(ran.code, 1);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&answer["checked"], &answer["drifted"]), (&json!(4), &json!(1)));
    let eve = answer["sessions"].as_array().unwrap().iter().find(|one| one["drift"] != json!([])).unwrap();
    assert_eq!(eve["address"], "session:REP::LOADS/s_eve");
    let told =
        |one: &Value| [&one["class"], &one["key"], &one["expected"]["value"], &one["found"]["value"]].map(Clone::clone);
    let drift: Vec<_> = eve["drift"].as_array().unwrap().iter().map(told).collect();
    let expected = [
        ["changed", "session.log_file_name", "s_eve.log", "other.log"],
        ["changed", "session.treat_source_rows_as", "insert", "update"],
        ["added", "session.test_load", "false", "true"],
        ["changed", "components[Pre-session command].task.commands[c].value", COMMAND, "rm -f a"],
    ];
    assert_eq!(drift, expected.map(|row| row.map(|text| json!(text))));
    let places: Vec<_> =
        eve["drift"].as_array().unwrap().iter().map(|one| one["found"]["place"].as_str().unwrap()).collect();
    assert!(places.iter().all(|place| place.starts_with("a.xml:")), "{places:?}");
    let only = sandbox.run(&["template", "check", "load", "--all", "--sessions", "s_*b"]);
    assert_eq!((only.code, only.stdout.as_str()), (0, "1 sessions checked against load, 0 drift\n"));
    let text = sandbox.run(&["template", "check", "load", "--from", "s_eve"]).stdout;
    assert!(text.contains("  ~ session.treat_source_rows_as: insert → update  [high: "), "{text}");
}

#[test]
fn a_part_that_only_some_have_is_told_and_no_drift() {
    let lookup = "<SESSIONEXTENSION NAME=\"Relational Lookup\" SINSTANCENAME=\"LKP\" SUBTYPE=\"Relational Lookup\" TRANSFORMATIONTYPE=\"Lookup Procedure\" TYPE=\"LOOKUPEXTENSION\"/>\n</SESSION>";
    let other = load(&Load { name: "eve", ..LOADS[0] }).replace("</SESSION>", lookup);
    let sandbox = sandbox(&other);
    let ran = sandbox.done(&["template", "create", "two", "--from", "s_ann", "s_eve"]);
    assert_eq!(ran.stderr, "not covered: lookup LKP of session:REP::LOADS/s_eve\n");
    assert!(sandbox.done(&["template", "show", "two"]).stdout.contains("# not said here: lookup LKP of"));
    let checked = sandbox.done(&["template", "check", "two", "--from", "s_eve", "--format", "json"]).stdout;
    assert!(checked.contains("\"lookup LKP\""), "{checked}");
}

#[test]
fn a_template_keeps_no_secret() {
    let sandbox = sandbox("");
    let with = load(&LOADS[0]).replace("s_ann", "s_pwd").replace(
        "<ATTRIBUTE NAME=\"Treat",
        "<ATTRIBUTE NAME=\"Password\" VALUE=\"Hn4tRb8Yc1Ms\"/>\n<ATTRIBUTE NAME=\"Treat",
    );
    std::fs::write(sandbox.path("b.xml"), export("01/02/2026 03:04:05", "LOADS", &with)).unwrap();
    sandbox.run(&["ingest", "b.xml"]);
    sandbox.done(&["template", "create", "pwd", "--from", "s_pwd"]);
    let text = sandbox.done(&["template", "show", "pwd"]).stdout;
    assert!(text.contains("Password: \"${password}\"") && !text.contains('«') && !text.contains("Hn4t"), "{text}");
    let open = sandbox.run(&["template", "apply", "pwd", "--set", "session_name=s", "mapping_name=m"]);
    assert!(open.code == 2 && open.stderr.contains("password is not set"), "{open:?}");
    let refused = |text: &str| {
        std::fs::write(sandbox.path("t.yaml"), text).unwrap();
        let ran = sandbox.run(&["template", "import", "t.yaml"]);
        assert!(ran.code == 3 && ran.stderr.contains("template-secret") && !ran.stderr.contains("Hn4t"), "{ran:?}");
        assert!(ran.stderr.contains("t.yaml:4:"), "{ran:?}");
    };
    refused("session:\n  name: s\nattributes:\n  Password: Hn4tRb8Yc1Ms\n");
    refused("session:\n  name: s\nattributes:\n  X: a password=Hn4tRb8Yc1Ms\n");
    refused("session:\n  name: s\n\n# password=Hn4tRb8Yc1Ms\n");
    refused("session:\n  name: ${a}\nparameters:\n  a: {default: 'password=Hn4tRb8Yc1Ms'}\n");
    refused("session:\n  name: s\nattributes:\n  X: «secret»\n");
}

#[test]
fn what_is_no_template_is_refused_at_its_line() {
    let wrong = [
        ("session:\n  name: ${a}\n", 2, "there is no parameter a"),
        ("session:\n  name: s\nparameters:\n  a: {}\n", 3, "the parameter a is used nowhere"),
        ("session:\n  name: ${HOME}\n", 2, "write $${ for ${ itself"),
        ("parameters: {a: {}}\nsession:\n  reusable: ${a}\n", 3, "reusable cannot be a parameter"),
        ("parameters: {a: {}}\nsession:\n  name: s\nattributes:\n  ${a}: x\n", 5, "a parameter cannot stand in a key"),
        (
            "parameters:\n  a: {type: number, default: x}\nsession:\n  commit_interval: ${a}\n",
            2,
            "its default cannot be",
        ),
        ("parameters:\n  a: {type: choise}\nsession:\n  name: ${a}\n", 2, "did you mean choice?"),
        ("parameters:\n  a: {defualt: x}\nsession:\n  name: ${a}\n", 2, "did you mean default?"),
        ("parameters:\n  A-b: {}\nsession:\n  name: x\n", 2, "lower case"),
        ("template:\n  name: ../x\nsession:\n  name: x\n", 2, "lower case"),
        ("session:\n  nmae: x\n", 2, "did you mean name?"),
        ("parameters: {a: {}}\n", 1, "used nowhere"),
        ("- a\n", 1, "no map"),
    ];
    for (text, line, what) in wrong {
        let problem = template(text.as_bytes(), "t").expect_err(text);
        assert!(problem.line == line && problem.message.contains(what), "{text}\n{problem:?}");
    }
}

#[test]
fn a_template_has_a_history_and_traces() {
    let sandbox = sandbox("");
    made(&sandbox);
    let told = |ran: Ran| (ran.code, ran.stdout);
    let again = ["template", "create", "load", "--from", "s_ann"];
    assert_eq!(told(sandbox.run(&again)).0, 3, "it is there");
    let forced = told(sandbox.run(&[&again[..], &["--force"]].concat()));
    assert!(forced.0 == 0 && forced.1.starts_with("template load changed"), "{forced:?}");
    assert!(told(sandbox.run(&[&again[..], &["--force"]].concat())).1.starts_with("template load unchanged"));
    assert_eq!(told(sandbox.run(&["template", "remove", "load"])), (0, "removed\n".to_owned()));
    assert_eq!(sandbox.run(&["template", "remove", "load"]).code, 3);
    for name in ["upsert", "No name"] {
        assert_eq!(sandbox.run(&["template", "create", name, "--from", "s_ann"]).code, 2, "{name}");
    }
    let store = rusqlite::Connection::open(sandbox.path("catalog.db")).unwrap();
    let count = |sql: &str| store.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM template_revision WHERE last_at IS NOT NULL"), 2);
    assert_eq!(count("SELECT count(*) FROM current_template"), 0);
    let acts = sandbox.done(&["audit", "log", "--action", "template", "--format", "csv"]).stdout;
    assert_eq!(acts.lines().filter(|line| line.contains("template:load")).count(), 4, "{acts}");
    sandbox.done(&["check"]);
}

#[test]
fn built_in_templates_make_sessions_without_errors() {
    let sandbox = Sandbox::with_catalog();
    let list: Value = serde_json::from_str(&sandbox.done(&["template", "list", "--format", "json"]).stdout).unwrap();
    let names: Vec<_> = list.as_array().unwrap().iter().filter(|one| one["built_in"] == true).collect();
    let names: Vec<_> = names.iter().map(|one| one["template"].as_str().unwrap()).collect();
    assert_eq!(names, ["bulk_insert", "cdc", "incremental", "upsert"]);
    for name in names {
        let session = format!("session_name=s_{name}");
        let mut set = vec![session.as_str(), "mapping_name=m_new", "source_instance=SQ_A", "source_connection=STG_PRD"];
        set.extend(["target_instance=T_A", "target_connection=DWH_PRD", "repository=REP_ACME", "folder=SALES_DWH"]);
        set.extend((name == "incremental").then_some("source_filter=A.CHANGED_AT > '$$LAST'"));
        let file = format!("s_{name}.session.yaml");
        let apply = [&["template", "apply", name, "--set"], &set[..], &["-o", &file]].concat();
        sandbox.done(&apply);
        sandbox.done(&["ingest", &file]);
        let validated = sandbox.run(&["validate", &format!("SALES_DWH/s_{name}"), "--format", "json"]).stdout;
        let validated: Value = serde_json::from_str(&validated).unwrap();
        let findings = validated["findings"].as_array().unwrap().iter();
        let errors: Vec<_> =
            findings.clone().filter(|one| one["severity"] == "error" && one["code"] != "missing-mapping").collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        // What Spark has no counterpart for is another matter.
        let ours: Vec<_> = findings
            .filter(|one| !one["code"].as_str().unwrap().starts_with("spark-"))
            .map(|one| &one["code"])
            .collect();
        assert_eq!(ours, [&json!("missing-mapping")], "{name}");
        assert_eq!(
            sandbox.run(&["template", "check", name, "--from", &format!("SALES_DWH/s_{name}")]).code,
            0,
            "{name}"
        );
    }
}
