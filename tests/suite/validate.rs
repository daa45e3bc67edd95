//! What `validate` finds in a session, workflow, mapping and configuration object, case by case and in real exports.

mod cases;

use super::house::corpus;
use super::shelf::{Seen, Shelf};
use cases::{CASES, Case};
use catalog::answer::validate;
use catalog::model::content::Value;
use catalog::model::finding::{Category, Finding};
use catalog::model::problem::Severity;
use catalog::model::rule;
use std::collections::{BTreeMap, BTreeSet};

/// A small repository in which no rule but those of `ALWAYS` fires.
const BASE: &str = include_str!("../fixtures/validate.xml");

/// What is told of every session: it is information, not a fault.
const ALWAYS: [&str; 1] = ["connection-not-in-export"];

fn found_in(text: &str) -> Vec<Finding> {
    let mut shelf = Shelf::default();
    shelf.put("base.xml", text.as_bytes());
    validated(&shelf)
}

fn validated(shelf: &Shelf) -> Vec<Finding> {
    let mut found = Vec::new();
    shelf.each(&mut |seen, beside| {
        found.extend(match seen {
            Seen::Session(standing) => validate::session(standing, beside),
            Seen::Workflow(standing) => validate::workflow(standing, beside),
            Seen::Object(stored, address) => match &stored.content.definitions[0].value {
                Value::Mapping(_) => validate::mapping(stored, address, beside),
                Value::Config(_) => validate::config(stored, address),
                Value::Task(_) => validate::task(stored, address),
                Value::Shortcut(_) => validate::shortcut(stored, address, beside),
                _ => Vec::new(),
            },
        });
    });
    found
}

fn codes(findings: &[Finding]) -> BTreeSet<&'static str> {
    findings.iter().map(|one| one.code).collect()
}

fn changed(case: &Case) -> String {
    case.changes.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{}: the base has no {from}", case.code);
        text.replacen(from, to, 1)
    })
}

#[test]
fn nothing_is_found_in_a_sound_repository() {
    let found = found_in(BASE);
    assert_eq!(codes(&found), ALWAYS.into_iter().collect(), "{found:#?}");
}

#[test]
fn each_rule_fires_where_it_should_and_says_where() {
    for case in CASES {
        let found = found_in(&changed(case));
        let fired: Vec<&Finding> = found.iter().filter(|one| one.code == case.code).collect();
        let said = fired.iter().any(|one| one.message.contains(case.says));
        assert!(said, "{} does not say {:?}: {found:#?}", case.code, case.says);
        for one in fired {
            assert!(one.file == "base.xml" && one.line > 0 && !one.object.is_empty(), "{one:#?}");
        }
    }
}

#[test]
fn each_rule_is_silent_where_it_should_be() {
    for case in CASES.iter().filter(|case| !ALWAYS.contains(&case.code)) {
        assert!(!codes(&found_in(BASE)).contains(case.code), "{} in the base", case.code);
        let silent = case.but.iter().fold(changed(case), |text, (from, to)| {
            assert!(text.contains(from), "{}: there is no {from}", case.code);
            text.replacen(from, to, 1)
        });
        if !case.but.is_empty() {
            let found = found_in(&silent);
            assert!(!codes(&found).contains(case.code), "{}: {found:#?}", case.code);
        }
    }
}

#[test]
fn every_rule_has_a_case() {
    let ours = [Category::Semantic, Category::Connection, Category::Compatibility];
    let known: BTreeSet<&str> =
        rule::all().into_iter().filter(|rule| ours.contains(&rule.category)).map(|rule| rule.code).collect();
    let tried: BTreeSet<&str> =
        CASES.iter().map(|case| case.code).chain(super::connection_rules::FOUND.map(|(_, code)| code)).collect();
    assert_eq!(known.difference(&tried).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn values_that_hold_a_parameter_are_not_judged() {
    for value in ["$Param_Commit", "$$Commit"] {
        let text = BASE
            .replace("\"Commit Type\" VALUE=\"Target\"", &format!("\"Commit Type\" VALUE=\"{value}\""))
            .replace("\"Commit Interval\" VALUE=\"10000\"", &format!("\"Commit Interval\" VALUE=\"{value}\""));
        let found = found_in(&text);
        assert_eq!(codes(&found), ALWAYS.into_iter().collect(), "{found:#?}");
    }
}

#[test]
fn a_name_that_is_a_slip_is_suggested() {
    let text = BASE.replace("\"Commit Interval\" VALUE", "\"Comit Interval\" VALUE");
    let found = found_in(&text);
    assert!(found.iter().any(|one| one.message.contains("did you mean \"Commit Interval\"?")), "{found:#?}");
}

#[test]
fn what_stands_in_a_mapplet_has_the_mapplet_before_its_name() {
    let mapplet = "<MAPPLET NAME=\"mp\" ISVALID=\"YES\"><TRANSFORMATION NAME=\"SEQ\" TYPE=\"Sequence\"/>\
        <INSTANCE NAME=\"SEQ\" TRANSFORMATION_NAME=\"SEQ\" TRANSFORMATION_TYPE=\"Sequence\"/></MAPPLET>";
    let instance =
        "<INSTANCE NAME=\"MP\" TRANSFORMATION_NAME=\"mp\" TRANSFORMATION_TYPE=\"Mapplet\"/><INSTANCE NAME=\"ORDERS\"";
    let text = BASE
        .replacen("<MAPPING ", &format!("{mapplet}\n<MAPPING "), 1)
        .replacen("<INSTANCE NAME=\"ORDERS\"", instance, 1)
        .replacen(
            "<SESSTRANSFORMATIONINST ",
            "<SESSTRANSFORMATIONINST SINSTANCENAME=\"MP.SEQ\"/><SESSTRANSFORMATIONINST ",
            1,
        );
    let found = found_in(&text);
    let expected = ALWAYS.into_iter().chain(["spark-sequence"]).collect();
    assert_eq!(codes(&found), expected, "{found:#?}");
    assert!(found.iter().any(|one| one.message == "MP.SEQ (Sequence)"), "{found:#?}");
    let gone = found_in(&text.replacen("\"MP.SEQ\"", "\"MP.GONE\"", 1));
    assert!(codes(&gone).contains("instance-not-in-mapping"), "{gone:#?}");
    // Without the mapplet, nothing is known of what stands in it.
    let partial = found_in(&text.replacen("<MAPPLET NAME=\"mp\"", "<MAPPLET NAME=\"other\"", 1));
    assert!(!codes(&partial).contains("instance-not-in-mapping"), "{partial:#?}");
}

#[test]
fn what_a_task_instance_overrides_counts() {
    let attribute = "<ATTRIBUTE NAME=\"Pushdown Optimization\" VALUE=\"Full\"/>";
    let instance = "<TASKINSTANCE NAME=\"s\" TASKNAME=\"s\" TASKTYPE=\"Session\" REUSABLE=\"NO\" ISENABLED=\"YES\"";
    let text = BASE.replacen(&format!("{instance}/>"), &format!("{instance}>\n{attribute}</TASKINSTANCE>"), 1);
    let line = text.lines().position(|line| line.contains(attribute)).unwrap() as u64 + 1;
    let found = found_in(&text);
    let pushdown = found.iter().find(|one| one.code == "spark-pushdown").unwrap();
    assert_eq!(pushdown.line, line);
}

/// Errors that real exports hold, and why they are right.
const RIGHT: [(&str, &str); 1] = [("invalid-object", "the export itself says ISVALID=\"NO\"")];

#[test]
fn no_real_export_is_wrongly_told_to_be_in_error() {
    let Some(folder) = corpus() else { return };
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    // Each file alone, as a partial export; and all files of a project together.
    let mut shelves: BTreeMap<String, Shelf> = BTreeMap::new();
    for original in super::oracle::originals(&folder) {
        let project = original.name.strip_prefix(folder.to_str().unwrap()).unwrap().split('/').nth(1).unwrap();
        for shelf in [project, &original.name] {
            shelves.entry(shelf.to_owned()).or_default().put(&original.name, original.text.as_bytes());
        }
    }
    for shelf in shelves.values() {
        for one in validated(shelf) {
            *counts.entry((one.severity, one.code)).or_default() += 1;
            if one.severity == Severity::Error && !RIGHT.iter().any(|(code, _)| *code == one.code) {
                wrong.push(one);
            }
        }
    }
    for ((severity, code), n) in &counts {
        eprintln!("{n:>7} {} {code}", severity.as_str());
    }
    assert!(wrong.is_empty(), "{} errors, first: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
}
