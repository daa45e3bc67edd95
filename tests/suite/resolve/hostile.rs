//! Parameter files and worklets that mean ill: a clear answer, in bounded time and memory.

use super::export::{Declared, Export, task, worklet};
use super::{home_of, run};
use crate::house::Home;
use crate::resolve::case::Case;
use serde_json::Value;
use std::fmt::Write as _;

/// A repository with one parameter file and SQL that uses these names.
fn home(sql: &str, file: impl AsRef<[u8]>) -> Home {
    let export = Export { sql: sql.to_owned(), ..Export::default() };
    let home = home_of(&Case { rule: "hostile".to_owned(), export, ..Case::default() });
    home.put("w.par", file);
    home
}

/// Values of the session, by name.
fn values(home: &Home, args: &[&str]) -> Vec<Value> {
    let mut all = vec!["resolve", "F/wf/s", "--format", "json", "--param-file", "in/w.par"];
    all.extend(args);
    let (code, out, said) = run(home, &all);
    assert!(code < 2, "{said}");
    let read: Value = serde_json::from_str(&out).unwrap();
    read[0]["values"].as_array().unwrap().clone()
}

fn value<'v>(values: &'v [Value], name: &str) -> &'v Value {
    values.iter().find(|one| one["name"] == name).unwrap()
}

#[track_caller]
fn unresolved(values: &[Value], name: &str, why: &str) {
    let one = value(values, name);
    assert_eq!(one["status"], "unresolved");
    assert!(one["why"].as_str().unwrap().contains(why), "{}", one["why"]);
}

#[test]
fn circles_of_any_length_are_told() {
    for (sql, lines) in [
        ("$$A", "$$A=$$A"),
        ("$$A", "$$A=$$B\n$$B=$$A"),
        ("$$A", "$$A=x$$B\n$$B=$$C\n$$C=$$D\n$$D=$$E\n$$E=$$A"),
        ("$ParamA", "$ParamA=$ParamB\n$ParamB=$ParamA"),
        ("$PMBadFileDir", "$PMRootDir=$PMBadFileDir\n$PMBadFileDir=$PMRootDir"),
    ] {
        unresolved(&values(&home(sql, format!("[Global]\n{lines}\n")), &[]), sql, "circle");
    }
}

#[test]
fn a_circle_through_an_assignment_and_a_file_is_told() {
    let declared = |place: &str, name: &str, datatype: &str| {
        let declared = Declared { name: name.to_owned(), datatype: datatype.to_owned(), ..Declared::default() };
        (place.to_owned(), declared)
    };
    let export = Export {
        sql: "$$A".to_owned(),
        declared: vec![declared("mapping", "$$A", "string(9)"), declared("workflow", "$$B", "nstring")],
        assigned: vec![("before".to_owned(), "$$A".to_owned(), "$$B".to_owned())],
        ..Export::default()
    };
    let home = home_of(&Case { rule: "circle".to_owned(), export, ..Case::default() });
    home.put("w.par", "[Global]\n$$B=$$A\n");
    unresolved(&values(&home, &[]), "$$A", "circle");
}

#[test]
fn values_in_values_a_thousand_deep_end() {
    let mut file = "[Global]\n".to_owned();
    for at in 0..1000 {
        writeln!(file, "$$A{at}=$$A{}", at + 1).unwrap();
    }
    unresolved(&values(&home("$$A0", file), &[]), "$$A0", "8 deep");
}

#[test]
fn values_that_multiply_end() {
    let mut file = "[Global]\n".to_owned();
    for level in 0..8 {
        writeln!(file, "$$L{level}={}", format!("$$L{} ", level + 1).repeat(20)).unwrap();
    }
    unresolved(&values(&home("$$L0", format!("{file}$$L8=ha\n")), &[]), "$$L0", "more than 10000 values");
    let large = format!("[Global]\n$$L0={}\n$$L1={}\n", "$$L1".repeat(5000), "x".repeat(1 << 20));
    unresolved(&values(&home("$$L0", large), &[]), "$$L0", "4 MiB");
}

#[test]
fn a_value_of_a_megabyte_comes_out_whole() {
    let long = "x".repeat(1 << 20);
    let home = home("$$A", format!("[Global]\n$$A={long}\n"));
    assert_eq!(value(&values(&home, &[]), "$$A")["value"], long.as_str());
    let (code, out, _) = run(&home, &["resolve", "F/wf/s", "--format", "env", "--param-file", "in/w.par"]);
    assert_eq!((code, out.lines().nth(1).unwrap()), (0, format!("A='{long}'").as_str()));
}

#[test]
fn a_megabyte_of_dollars_holds_no_name() {
    let home = home(&"$".repeat(1 << 20), "[Global]\n");
    assert!(values(&home, &[]).is_empty());
    let dollars = format!("[Global]\n$$A={}\n", "$".repeat(1 << 20));
    home.put("w.par", dollars);
    let (code, ..) = run(&home, &["resolve", "F/wf/s", "--param-file", "in/w.par"]);
    assert_eq!(code, 0);
}

#[test]
fn a_hundred_thousand_lines_are_asked_quickly() {
    let mut file = "[Global]\n".to_owned();
    for at in 0..100_000 {
        writeln!(file, "$$A{at}={at}").unwrap();
    }
    let home = home("$$A0 $$A99999", file);
    let values = values(&home, &[]);
    assert_eq!(
        (&value(&values, "$$A0")["value"], &value(&values, "$$A99999")["value"]),
        (&"0".into(), &"99999".into())
    );
    let (code, out, _) = run(&home, &["resolve", "F/wf/s", "--unused", "--format", "json", "--param-file", "in/w.par"]);
    let unused: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, unused.as_array().unwrap().len()), (1, 99_998));
}

#[test]
fn of_a_section_a_thousand_times_the_first_counts_and_the_others_are_told() {
    let sections: Vec<String> = (0..1000).map(|at| format!("[F.WF:wf]\n$$A={at}\n$$B{at}=x\n")).collect();
    let home = home("$$A $$B7", sections.concat());
    let first = values(&home, &[]);
    assert_eq!(value(&first, "$$A")["value"], "0");
    assert_eq!(value(&first, "$$B7")["status"], "unresolved");
    let merged = values(&home, &["--duplicate-section", "merge"]);
    assert_eq!((&value(&merged, "$$A")["value"], &value(&merged, "$$B7")["value"]), (&"0".into(), &"x".into()));
    let (_, out, _) = run(&home, &["resolve", "F/wf/s", "--unused", "--format", "json", "--param-file", "in/w.par"]);
    let unused: Value = serde_json::from_str(&out).unwrap();
    let sections = unused.as_array().unwrap().iter().filter(|row| row["parameter"] == "");
    assert_eq!(sections.count(), 999);
}

#[test]
fn bytes_that_are_no_utf_8_are_read_in_the_code_page_and_told() {
    let home = home("$$A", b"[Global]\n$$A=caf\xe9\n");
    assert_eq!(value(&values(&home, &[]), "$$A")["value"], "café");
    let (_, out, _) = run(&home, &["ingest", "in", "--format", "json"]);
    let summary: Value = serde_json::from_str(&out).unwrap();
    let codes: Vec<&Value> = summary["problems"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
    assert!(codes.contains(&&"not-utf8".into()), "{codes:?}");
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("[Global]\n$$A=é\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    home.put("w.par", utf16);
    assert_eq!(value(&values(&home, &[]), "$$A")["value"], "é");
    home.put("w.par", b"[Global]\n$$A=\xff\xfe\x00\x81\n");
    assert_eq!(value(&values(&home, &[]), "$$A")["status"], "resolved");
    home.put("w.par", [0_u8; 4096]);
    assert_eq!(value(&values(&home, &[]), "$$A")["status"], "unresolved");
}

#[test]
fn a_line_without_end_is_passed_over() {
    let home = home("$$A $$B", format!("[Global]\n$$A={}\n$$B=2\n", "x".repeat(9 << 20)));
    let values = values(&home, &[]);
    assert_eq!(
        (&value(&values, "$$A")["status"], &value(&values, "$$B")["value"]),
        (&"unresolved".into(), &"2".into())
    );
}

/// All sessions of a folder whose workflow holds these worklets; addresses and what was said.
fn all(worklets: &str, top: &str) -> (i32, Vec<String>, String) {
    let session = "<SESSION NAME=\"rs\" MAPPINGNAME=\"m\" REUSABLE=\"YES\"></SESSION>";
    let workflow = format!("<WORKFLOW NAME=\"wf\">{top}</WORKFLOW>");
    let text = crate::house::export("01/02/2026 03:04:05", "F", &format!("{session}{worklets}{workflow}"));
    let home = Home::with(&[("x.xml", text)]);
    home.ingest();
    let (code, out, said) = run(&home, &["resolve", "--all", "--format", "json"]);
    let read: Value = serde_json::from_str(&out).unwrap();
    let addresses = read.as_array().unwrap().iter().map(|one| one["address"].as_str().unwrap().to_owned());
    (code, addresses.collect(), said)
}

#[test]
fn a_worklet_that_contains_itself_is_told_once_and_its_sessions_answered_once() {
    let session = task("s", "rs", "Session", true, "");
    let itself = worklet("w", &format!("{session}{}", task("w2", "w", "Worklet", true, "")));
    let (code, addresses, said) = all(&itself, &task("w1", "w", "Worklet", true, ""));
    assert_eq!(addresses, ["session:REP::F/wf/w1/s"]);
    assert_eq!(code, 1);
    assert!(said.contains("worklet F/wf/w1/w2 is passed over: it contains itself"), "{said}");
    let other = |name: &str, to: &str| worklet(name, &format!("{session}{}", task("x", to, "Worklet", true, "")));
    let (_, addresses, said) = all(&(other("a", "b") + &other("b", "a")), &task("a1", "a", "Worklet", true, ""));
    assert_eq!(addresses, ["session:REP::F/wf/a1/s", "session:REP::F/wf/a1/x/s"]);
    assert!(said.contains("it contains itself"), "{said}");
}

#[test]
fn worklets_that_double_at_each_level_end() {
    let two = |at: usize| {
        let name = format!("w{}", at + 1);
        task("a", &name, "Worklet", true, "") + &task("b", &name, "Worklet", true, "")
    };
    let worklets: String = (0..40).map(|at| worklet(&format!("w{at}"), &two(at))).collect();
    let (code, addresses, said) = all(&worklets, &task("top", "w0", "Worklet", true, ""));
    assert_eq!((code, addresses.len()), (1, 1), "the session that nothing uses");
    assert!(said.contains("more than 50000 worklets"), "{}", &said[..said.len().min(2000)]);
    assert!(said.lines().count() < 100, "{} lines", said.lines().count());
}

#[test]
fn worklets_in_each_other_without_end_end() {
    let worklets: String = (0..200)
        .map(|at| worklet(&format!("w{at}"), &task("x", &format!("w{}", at + 1), "Worklet", true, "")))
        .collect();
    let (code, addresses, said) = all(&worklets, &task("top", "w0", "Worklet", true, ""));
    assert_eq!((code, addresses.len()), (1, 1));
    assert!(said.contains("more than 64 deep"), "{said}");
}

#[test]
fn what_an_instance_stands_for_and_is_not_here_is_told() {
    let top = task("s", "gone", "Session", true, "") + &task("w", "gone", "Worklet", true, "");
    let (code, addresses, said) = all("", &top);
    assert_eq!((code, addresses.as_slice()), (1, &["session:REP::F/rs".to_owned()][..]));
    assert!(said.contains("session F/wf/s is passed over") && said.contains("worklet F/wf/w is passed over"), "{said}");
}

#[test]
fn a_worklet_that_no_workflow_uses_is_answered_too() {
    let inner = worklet("inner", &task("s", "rs", "Session", true, ""));
    let outer = worklet("outer", &(task("i", "inner", "Worklet", true, "") + &task("s", "rs", "Session", true, "")));
    let (code, mut addresses, said) = all(&(inner + &outer), "");
    addresses.sort();
    assert_eq!(addresses, ["session:REP::F/outer/i/s", "session:REP::F/outer/s"], "{said}");
    assert_eq!(code, 0);
}
