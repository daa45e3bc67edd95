//! Session files written: there and back again, for every key, any text and every real session.

use super::house::corpus;
use super::sandbox::Sandbox;
use super::session_file::{ALL_PARTS, lines, read, session_in};
use catalog::answer::session_file::unsaid;
use catalog::model::attribute::Attribute;
use catalog::model::session::{Session, SessionTransformation};
use catalog::model::session_attribute::HEADERS;
use catalog::model::session_key::{CONNECTION_TYPES, KEYS, Place, Values};
use catalog::read::session_file::powermart;
use catalog::read::tree;
use catalog::render::session_file::{Origin, text};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[test]
fn every_key_that_sets_something_is_read_and_written_back() {
    let settings = KEYS.iter().filter(|key| matches!(key.place, Place::Session | Place::Config));
    for key in settings {
        let values: Vec<(&str, &str)> = match key.values {
            Values::Words(words) => words.to_vec(),
            Values::Number => vec![("17", "17"), ("$PMNumber", "$PMNumber")],
            Values::Size => vec![("auto", "Auto"), ("64MB", "64MB"), ("1024", "1024")],
            Values::Text | Values::Inside => vec![("\"a: b\"", "a: b"), ("true", "true")],
        };
        for (word, spelt) in values {
            let session = read(&format!("{}:\n  {}: {word}\n", key.section, key.key));
            assert_eq!(lines(&session), [(2, key.attribute, spelt)], "{}: {word}", key.path());
            let written = write(&session, Vec::new());
            assert!(written.contains(&format!("\n  {}: ", key.key)), "{written}");
            assert_eq!(comparable(&read(&written)), comparable(&session), "{written}");
        }
    }
    for (word, kind, subtype) in CONNECTION_TYPES {
        let session = read(&format!("connections:\n  source: {{name: A, type: {word}}}\n"));
        let to = &session.extensions[0].connections[0];
        assert_eq!((to.connection_type.as_str(), to.subtype.as_str()), (*kind, *subtype));
    }
}

#[test]
fn every_part_comes_back() {
    let session = read(ALL_PARTS);
    let written = write(&session, Vec::new());
    assert_eq!(comparable(&read(&written)), comparable(&session), "{written}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_can_be_said(name in "[^\0]{1,12}", value in "[^\0]{0,20}", partition in "[^\0]{0,6}", number in "[0-9._e+-]{0,9}") {
        let attribute = |name: &str, value: &str, partition: &str| Attribute {
            name: name.into(), value: value.into(), partition: partition.into(), line: 0,
        };
        let session = Session {
            name: value.as_str().into(),
            description: number.as_str().into(),
            attributes: vec![attribute(&name, &value, &partition), attribute("Commit Type", &value, "")],
            transformations: vec![SessionTransformation {
                instance: value.as_str().into(),
                partitions: vec![partition.as_str().into(), number.as_str().into()],
                attributes: vec![attribute(&value, &number, &partition)],
                ..SessionTransformation::default()
            }],
            ..Session::default()
        };
        let written = write(&session, vec![value.clone()]);
        prop_assert_eq!(comparable(&read(&written)), comparable(&session), "{}", written);
    }

    #[test]
    fn any_yaml_is_read_or_refused(yaml in "(session|performance|connections|extensions|components|[a-z:{}\\[\\]\\-&*!|>\"' \n#,?%@`\t]){0,40}") {
        if let Ok(xml) = powermart(yaml.as_bytes(), "f") {
            session_in(&xml);
        }
    }
}

#[test]
fn show_writes_what_ingest_reads() {
    let sandbox = Sandbox::with_catalog();
    let written = sandbox.done(&["show", "wf_claims_payments/s_m_stg_payment", "--format", "yaml"]).stdout;
    std::fs::write(sandbox.path("again.yaml"), &written).expect("written");
    sandbox.done(&["--catalog", "b.db", "ingest", "again.yaml"]);
    let again = sandbox.done(&["--catalog", "b.db", "show", "s_m_stg_payment", "--format", "yaml"]).stdout;
    let body = |text: &str| text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(body(&again), body(&written));
    assert!(!again.contains("not said here"), "{again}");
    let listed = sandbox.done(&["--catalog", "b.db", "list", "sessions"]).stdout;
    assert!(listed.lines().nth(1).is_some_and(|line| line.trim_end().ends_with("yaml")), "{listed}");
    let shown = sandbox.done(&["--catalog", "b.db", "show", "s_m_stg_payment"]).stdout;
    assert!(shown.contains("\ndialect: yaml\n") && shown.contains("again.yaml:1,"), "{shown}");
    sandbox.done(&["--catalog", "b.db", "export", "--snapshot", "latest", "-o", "out"]);
    assert!(sandbox.path("out/again.yaml.xml").exists(), "what is written is XML");
    let mapping = sandbox.run(&["show", "mapping:m_dim_customer", "--format", "yaml"]);
    assert_eq!(mapping.code, 2, "{mapping:?}");
}

fn write(session: &Session, unsaid: Vec<String>) -> String {
    text(session, &Origin { address: "session:R::F/s".to_owned(), place: ("R", "F"), unsaid })
}

#[test]
fn every_real_session_comes_back_the_same() {
    let Some(corpus) = corpus() else { return };
    let inputs = catalog::read::source::list(&[corpus], &catalog::read::source::Limits::default()).inputs;
    let (mut sessions, mut all_said, mut told) = (0, 0, BTreeMap::<String, u32>::new());
    for input in inputs {
        let text = std::fs::read(&input.name).expect("a file");
        let text = String::from_utf8_lossy(&text);
        for (at, _) in text.match_indices("<SESSION ") {
            let Some(length) = text[at..].find("</SESSION>") else { continue };
            let element = &text[at..at + length + "</SESSION>".len()];
            let (session, _) = session_in(element);
            let tree = tree::parse(element).expect("well-formed");
            let unsaid = tree.root().map(unsaid).unwrap_or_default();
            all_said += u32::from(unsaid.is_empty());
            for one in &unsaid {
                *told.entry(one.rsplit_once(" (").map_or(one.as_str(), |(what, _)| what).to_owned()).or_default() += 1;
            }
            let written = write(&session, unsaid);
            let again = powermart(written.as_bytes(), "f").unwrap_or_else(|wrong| panic!("{wrong:?}\n{written}"));
            let (again, element) = session_in(&again);
            assert_eq!(comparable(&again), comparable(&session), "{}\n{written}", input.name);
            let tree = tree::parse(&element).expect("well-formed");
            assert_eq!(tree.root().map(catalog::answer::session_file::unsaid), Some(Vec::new()), "{element}");
            sessions += 1;
        }
    }
    assert!(sessions > 1000, "{sessions}");
    let text =
        format!("\n{sessions} real sessions came back, {all_said} without anything left out; left out: {told:#?}\n");
    let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
}

/// The session as a session file says it, for comparing: without lines, headings and what is said twice, attributes sorted.
fn comparable(session: &Session) -> Session {
    let mut same = session.clone();
    settle(&mut same.attributes);
    same.attributes.retain(|one| !HEADERS.contains(&one.name.as_str()));
    settle(&mut same.config.attributes);
    same.config.attributes.retain(|one| !HEADERS.contains(&one.name.as_str()));
    settle(&mut same.ours);
    for transformation in &mut same.transformations {
        transformation.line = 0;
        settle(&mut transformation.attributes);
    }
    for extension in &mut same.extensions {
        extension.line = 0;
        settle(&mut extension.attributes);
        for connection in &mut extension.connections {
            connection.line = 0;
            settle(&mut connection.attributes);
        }
    }
    for component in &mut same.components {
        component.line = 0;
        component.assignments.iter_mut().for_each(|pair| pair.line = 0);
        if let Some(task) = &mut component.task {
            settle(&mut task.attributes);
            task.pairs.iter_mut().for_each(|pair| pair.line = 0);
        }
    }
    same
}

/// Keeps the last of each name and partition, in the order of the names, without lines.
fn settle(attributes: &mut Vec<Attribute>) {
    let last: BTreeMap<_, _> =
        attributes.drain(..).map(|one| ((one.name.clone(), one.partition.clone()), one.value)).collect();
    attributes.extend(last.into_iter().map(|((name, partition), value)| Attribute { name, value, partition, line: 0 }));
}
