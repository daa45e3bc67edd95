//! Assessments, from end to end: verdicts, points, order, circles and what is missing, in a repository made for it, and in
//! real exports.

use super::house::corpus;
use super::sandbox::Sandbox;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Eight sessions of one workflow: a copy, a merge behind it, one before both that reads what the merge writes, two that
/// wait for each other, and three that lack something.
const MOVE: &str = include_str!("../fixtures/assess.xml");

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_example();
    std::fs::write(sandbox.path("assess.xml"), MOVE).expect("written");
    sandbox.done(&["ingest", "assess.xml"]);
    sandbox
}

fn assessed(sandbox: &Sandbox) -> Value {
    let text = sandbox.done(&["migrate", "--assess", "MOVE", "--format", "json"]).stdout;
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn session<'a>(assessment: &'a Value, name: &str) -> &'a Value {
    let all = assessment["sessions"].as_array().expect("sessions");
    all.iter().find(|one| one["session"] == name).unwrap_or_else(|| panic!("{name} is not there"))
}

fn texts(list: &Value, of: &[&str]) -> Vec<String> {
    let text =
        |one: &Value| of.iter().map(|name| one[*name].as_str().unwrap_or_default()).collect::<Vec<_>>().join(" ");
    list.as_array().expect("a list").iter().map(text).collect()
}

#[test]
fn each_session_has_its_verdict_with_reasons_and_points() {
    let assessment = assessed(&sandbox());
    for (name, verdict, points, reasons) in [
        ("s_copy", "ready", 1, &[][..]),
        ("s_merge", "manual", 3, &["spark-sequence SEQ (Sequence)", "vendor-sql Sql Query of SQ: ROWNUM (Oracle)"]),
        (
            "s_before",
            "ready",
            1,
            &["reads-later-write DWH_A is written by session:REP::MOVE/wf_move/s_merge, which comes later"],
        ),
        ("s_gone", "blocked", 2, &["missing-mapping mapping m_gone"]),
        ("s_half", "blocked", 2, &["missing-definition target NOT_HERE"]),
        (
            "s_command",
            "manual",
            4,
            &[
                "missing-parameter-file parameter-file /params/move.par",
                "missing-script script $PMRootDir/fetch.sh",
                "spark-commands Pre-session command",
                "unresolved-parameter parameter $DBConnection_SRC",
            ],
        ),
        ("s_loop_1", "ready", 1, &[]),
        ("s_loop_2", "ready", 1, &[]),
    ] {
        let one = session(&assessment, name);
        assert_eq!((&one["verdict"], &one["points"]), (&verdict.into(), &points.into()), "{one:#}");
        assert_eq!(texts(&one["reasons"], &["code", "message"]), reasons, "{name}");
        for reason in one["reasons"].as_array().expect("reasons") {
            let place = reason["place"].as_str().expect("a place");
            let (file, line) = place.rsplit_once(':').expect("file:line");
            assert!(file == "assess.xml" && line.parse::<usize>().is_ok_and(|line| line > 0), "{reason}");
        }
    }
    let totals = &assessment["totals"];
    for (name, wanted) in [("sessions", 8), ("ready", 4), ("manual", 2), ("blocked", 2), ("points", 15), ("simple", 8)]
    {
        assert_eq!(totals[name], wanted, "{name}");
    }
    assert_eq!(assessment["folders"][0]["points"], 15);
    let reasons = texts(&assessment["reasons"], &["verdict", "code"]);
    assert_eq!(reasons[..2], ["blocked missing-definition", "blocked missing-mapping"], "worst first");
}

#[test]
fn places_name_the_line_where_it_stands() {
    let assessment = assessed(&sandbox());
    let line = |place: &Value| -> String {
        let line: usize =
            place.as_str().and_then(|place| place.rsplit_once(':')).expect("file:line").1.parse().expect("a line");
        MOVE.lines().nth(line - 1).expect("a line").to_owned()
    };
    let of = |name: &str, code: &str| {
        let all = session(&assessment, name)["reasons"].as_array().expect("reasons");
        line(&all.iter().find(|one| one["code"] == code).expect("a reason")["place"])
    };
    assert!(of("s_gone", "missing-mapping").starts_with("<SESSION NAME=\"s_gone\""));
    assert!(of("s_half", "missing-definition").contains("TRANSFORMATION_NAME=\"NOT_HERE\""));
    assert!(of("s_merge", "vendor-sql").contains("ROWNUM"), "the mapping says it, not the session");
    assert!(of("s_command", "missing-script").contains("fetch.sh"));
    assert!(of("s_command", "missing-parameter-file").contains("move.par"));
}

#[test]
fn sessions_come_behind_those_whose_data_they_read() {
    let assessment = assessed(&sandbox());
    let level = |name: &str| session(&assessment, name)["level"].as_u64().expect("a level");
    assert_eq!(["s_copy", "s_before", "s_merge", "s_command"].map(level), [0, 0, 1, 0]);
    let merge = session(&assessment, "s_merge");
    assert_eq!(texts(&merge["after_data"], &["data", "session"]), ["STG_A session:REP::MOVE/wf_move/s_copy"]);
    assert_eq!(merge["after_tasks"], serde_json::json!(["cmd_tidy"]));
    let circles = assessment["circles"].as_array().expect("circles");
    assert_eq!(circles.len(), 1, "{circles:?}");
    let wanted = ["s_loop_1", "s_loop_2"].map(|name| format!("session:REP::MOVE/wf_move/{name}"));
    assert_eq!(circles[0]["sessions"], serde_json::json!(wanted));
    assert_eq!(circles[0]["data"], serde_json::json!(["LOOP_A", "LOOP_B"]));
    let levels: Vec<u64> = assessment["sessions"]
        .as_array()
        .expect("sessions")
        .iter()
        .map(|one| one["level"].as_u64().expect("a level"))
        .collect();
    assert!(levels.is_sorted(), "{levels:?}");
}

#[test]
fn what_nothing_provides_is_told_once_with_those_that_need_it() {
    let sandbox = sandbox();
    let assessment = assessed(&sandbox);
    assert_eq!(
        texts(&assessment["missing"], &["kind", "name"]),
        [
            "connection C_DWH",
            "connection C_SRC",
            "mapping m_gone",
            "parameter $DBConnection_SRC",
            "parameter-file /params/move.par",
            "script $PMRootDir/fetch.sh",
            "script /opt/etl/tidy.sh",
            "target NOT_HERE",
            "worklet wl_gone",
        ]
    );
    assert_eq!(assessment["missing"][0]["sessions"], 8);
    assert_eq!(texts(&assessment["workflows"], &["address"]), ["workflow:REP::MOVE/wf_move"]);
    // A parameter file at hand and connections that are known are missed no more.
    std::fs::write(sandbox.path("move.par"), "[MOVE.WF:wf_move.ST:s_command]\n$DBConnection_SRC=C_SRC\n")
        .expect("written");
    let yaml = "connections:\n  C_SRC: {type: oracle, attributes: {host: h}}\n  C_OTHER: {type: oracle, attributes: {host: h}}\n";
    std::fs::write(sandbox.path("connections.yaml"), yaml).expect("written");
    sandbox.done(&["connection", "import", "connections.yaml"]);
    let args = ["migrate", "--assess", "MOVE", "--format", "json", "--param-file", "move.par"];
    let assessment: Value = serde_json::from_str(&sandbox.done(&args).stdout).expect("JSON");
    let missing = texts(&assessment["missing"], &["kind", "name"]);
    let kinds: BTreeSet<&str> = missing.iter().filter_map(|one| one.split(' ').next()).collect();
    assert_eq!(missing[0], "connection C_DWH");
    assert!(!kinds.contains("parameter") && !kinds.contains("parameter-file"), "{missing:?}");
    let copy = session(&assessment, "s_copy");
    assert_eq!((&copy["verdict"], &copy["reasons"][0]["code"]), (&"manual".into(), &"missing-connection".into()));
}

#[test]
fn runs_say_what_is_dead() {
    let sandbox = sandbox();
    let record = |session: &str, day: &str, rows: &str| {
        let (from, to) = (format!("{day}T01:00:00"), format!("{day}T01:00:10"));
        let args = ["runs", "record", session, "--status", "succeeded", "--platform", "powercenter"];
        sandbox.done(&[&args[..], &["--started", &from, "--ended", &to, "--rows", rows]].concat());
    };
    record("s_copy", "2026-05-01", "100");
    record("s_copy", "2026-05-04", "300");
    record("s_merge", "2026-01-01", "5");
    let assessment = assessed(&sandbox);
    let copy = session(&assessment, "s_copy");
    assert_eq!(copy["activity"], "active");
    // Two runs on the 4 days from May 1 to May 4.
    let (runs, pace, rows) = (&copy["runs"]["runs"], &copy["runs"]["per_day_hundredths"], &copy["runs"]["target_rows"]);
    assert_eq!((runs, pace, rows), (&2.into(), &50.into(), &200.into()), "{copy:#}");
    assert_eq!(copy["runs"]["last"], "2026-05-04T01:00:00");
    assert_eq!(session(&assessment, "s_merge")["activity"], "dead");
    assert_eq!(session(&assessment, "s_gone")["activity"], "never");
    assert_eq!((&assessment["totals"]["dead"], &assessment["totals"]["never"]), (&1.into(), &6.into()));
    let text = sandbox.done(&["migrate", "--assess", "MOVE", "--dead-after", "123"]).stdout;
    assert!(text.contains("\n0 did not run lately and 6 never"), "{text}");
}

#[test]
fn text_and_rows_say_the_same() {
    let sandbox = sandbox();
    let text = sandbox.done(&["migrate", "--assess", "MOVE", "--reasons"]).stdout;
    assert!(text.starts_with("8 sessions: 4 ready, 2 manual, 2 blocked; 15 points\n"), "{text}");
    assert!(text.contains("CIRCLE 0 on level 0: these wait for each other by LOOP_A, LOOP_B"), "{text}");
    assert!(text.contains("after session:REP::MOVE/wf_move/s_copy, which writes STG_A"), "{text}");
    let csv = sandbox.done(&["migrate", "--all", "--format", "csv"]).stdout;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 9);
    assert!(
        lines[0].starts_with("address,repository,folder,workflow,session,mapping,place,verdict,level,"),
        "{}",
        lines[0]
    );
    assert!(lines[8].contains("s_merge") && lines[8].contains("spark-sequence; vendor-sql"), "{}", lines[8]);
    assert_eq!(sandbox.run(&["migrate"]).code, 2);
    assert_eq!(sandbox.run(&["migrate", "--assess", "MOVED"]).code, 3);
    assert!(sandbox.done(&["migrate", "--print-points"]).stdout.contains("missing-mapping"));
}

#[test]
fn every_session_of_real_exports_has_one_verdict_and_sums_add_up() {
    let Some(folder) = corpus() else { return };
    let sandbox = Sandbox::with_example();
    sandbox.done(&["ingest", folder.to_str().expect("UTF-8")]);
    let args = ["migrate", "--all", "--format", "json"];
    let text = sandbox.done(&args).stdout;
    assert_eq!(text, sandbox.done(&args).stdout, "the same catalog, the same bytes");
    let assessment: Value = serde_json::from_str(&text).expect("JSON");
    let sessions = assessment["sessions"].as_array().expect("sessions");
    let tuned: Value =
        serde_json::from_str(&sandbox.done(&["tune", "--all", "--format", "json"]).stdout).expect("JSON");
    assert_eq!(sessions.len(), tuned.as_array().expect("sessions").len(), "as many as `tune --all` comes to");
    let totals = &assessment["totals"];
    let mut verdicts: BTreeMap<&str, u64> = BTreeMap::new();
    for one in sessions {
        *verdicts.entry(one["verdict"].as_str().expect("a verdict")).or_default() += 1;
        let worst = one["reasons"].get(0).map_or("ready", |reason| reason["verdict"].as_str().expect("a verdict"));
        assert_eq!(one["verdict"], worst, "{one:#}");
        let parts = [&one["effort"], &one["reasons"]].map(|list| list.as_array().expect("a list"));
        let points: u64 =
            parts.iter().flat_map(|list| list.iter()).map(|one| one["points"].as_u64().expect("points")).sum();
        assert_eq!(one["points"], points, "{one:#}");
    }
    for verdict in ["ready", "manual", "blocked"] {
        assert_eq!(totals[verdict], verdicts.get(verdict).copied().unwrap_or_default(), "{verdict}");
    }
    let folders = assessment["folders"].as_array().expect("folders");
    for name in ["sessions", "ready", "manual", "blocked", "points"] {
        let sum: u64 = folders.iter().map(|one| one[name].as_u64().expect("a number")).sum();
        assert_eq!(totals[name], sum, "{name}");
    }
    let level: BTreeMap<&str, (u64, &Value)> = sessions
        .iter()
        .map(|one| {
            (one["address"].as_str().expect("an address"), (one["level"].as_u64().expect("a level"), &one["circle"]))
        })
        .collect();
    for one in sessions {
        for after in texts(&one["after_data"], &["session"]) {
            let (own, before) = (level[one["address"].as_str().expect("an address")], level[after.as_str()]);
            assert!(before.0 < own.0 || !own.1.is_null() && before.1 == own.1, "{} after {after}", one["address"]);
        }
    }
}
