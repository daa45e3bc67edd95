//! XML against schemas: real exports pass, each small mutation is found where it stands, hostile files cost little.

use super::house::{corpus, example};
use catalog::model::finding::Finding;
use catalog::model::problem::Severity::{self, Error, Info, Warning};
use catalog::read::schema::{self, Schemas};
use catalog::read::source::{self, Limits};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Mutations of `valid.xml`: file, code, severity, line. One thing is wrong in each.
#[rustfmt::skip]
const MUTATIONS: &[(&str, &str, Severity, u64)] = &[
    ("attribute-element-in-link", "unexpected-element", Error, 41),
    ("attribute-in-lower-case", "unknown-attribute", Warning, 15),
    ("attribute-misspelt", "unknown-attribute", Warning, 28),
    ("attribute-twice", "malformed-xml", Error, 36),
    ("attribute-unknown", "unknown-attribute", Warning, 10),
    ("bare-ampersand", "malformed-xml", Error, 36),
    ("cdata-in-folder", "unexpected-text", Error, 14),
    ("doctype-from-elsewhere", "unsafe-doctype", Error, 2),
    ("element-in-lower-case", "unexpected-element", Error, 32),
    ("element-in-wrong-parent", "unexpected-element", Error, 11),
    ("element-misspelt", "unexpected-element", Error, 40),
    ("empty-yes-or-no", "wrong-value", Error, 41),
    ("entity-declared", "unsafe-doctype", Error, 2),
    ("entity-from-elsewhere", "unsafe-doctype", Error, 2),
    ("folder-in-folder", "unexpected-element", Error, 14),
    ("less-than-in-value", "malformed-xml", Error, 40),
    ("missing-connection-name", "missing-attribute", Warning, 34),
    ("missing-name", "missing-attribute", Warning, 9),
    ("options-in-wrong-order", "misplaced-element", Error, 24),
    ("reusable-is-maybe", "wrong-value", Error, 27),
    ("root-in-a-namespace", "wrong-root", Error, 3),
    ("scheduler-with-two-infos", "misplaced-element", Error, 26),
    ("scheduler-without-info", "missing-element", Error, 18),
    ("second-root", "malformed-xml", Error, 47),
    ("secret-in-wrong-value", "wrong-value", Error, 39),
    ("session-in-session", "unexpected-element", Error, 36),
    ("tag-over-three-lines", "wrong-value", Error, 38),
    ("text-in-empty-element", "unexpected-text", Error, 12),
    ("text-in-session", "unexpected-text", Error, 32),
    ("truncated", "malformed-xml", Error, 37),
    ("undeclared-entity", "malformed-xml", Error, 12),
    ("unexpected-element", "unexpected-element", Error, 13),
    ("wrong-end-tag", "malformed-xml", Error, 16),
    ("wrong-root", "wrong-root", Error, 3),
    ("yes-or-no-in-lower-case", "wrong-value", Error, 9),
];

/// Refused by our own choice: another validator may resolve what they declare.
const OUR_CHOICE: &[&str] = &["doctype-from-elsewhere", "entity-declared", "entity-from-elsewhere"];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema")
}

fn fixture(name: &str) -> String {
    std::fs::read_to_string(fixtures().join(format!("{name}.xml"))).unwrap()
}

pub(crate) fn check(text: impl AsRef<[u8]>) -> Vec<Finding> {
    schema::check("a.xml", text.as_ref(), &Schemas::built_in().unwrap())
}

/// Code and line of each finding.
pub(crate) fn places(findings: &[Finding]) -> Vec<(&str, u64)> {
    findings.iter().map(|one| (one.code, one.line)).collect()
}

/// Findings of every export under a folder.
fn all(folder: &Path) -> (usize, Vec<Finding>) {
    let (schemas, limits) = (Schemas::built_in().unwrap(), Limits::default());
    let inputs = source::list(&[folder.to_owned()], &limits).inputs;
    let check = |input: &source::Input| schema::check(&input.name, input.open(&limits).unwrap(), &schemas);
    (inputs.len(), inputs.iter().flat_map(check).collect())
}

#[test]
fn real_exports_and_our_example_have_nothing_to_find() {
    let (files, findings) = all(&example());
    assert!(files >= 9 && findings.is_empty(), "{findings:#?}");
    let Some(folder) = corpus() else { return };
    let (files, mut findings) = all(&folder);
    assert_eq!(files, 120);
    // Four of them call themselves ISO-8859-1 and hold UTF-8: true, and nothing about the schema.
    assert_eq!(findings.iter().filter(|one| one.code == "odd-encoding").count(), 4);
    findings.retain(|one| one.code != "odd-encoding");
    assert_eq!(findings, []);
    let (_, findings) = all(&folder.with_file_name("imx"));
    // Nearly nothing of a vendor's mappings is covered, and that is said without calling it wrong.
    assert!(findings.iter().all(|one| one.severity == Info), "{findings:#?}");
}

#[test]
fn each_mutation_is_found_where_it_stands() {
    assert_eq!(check(fixture("valid")), []);
    let known = catalog::model::rule::syntax::RULES;
    for (name, code, severity, line) in MUTATIONS {
        let findings = check(fixture(name));
        let first = findings.first().unwrap_or_else(|| panic!("{name} is accepted"));
        assert_eq!((first.code, first.severity, first.line), (*code, *severity, *line), "{name}: {first:?}");
        // A misspelt attribute that is required is missing, too.
        let expected = if *name == "attribute-misspelt" { 2 } else { 1 };
        assert_eq!(findings.len(), expected, "{name}: {findings:#?}");
        for finding in &findings {
            assert!(known.iter().any(|rule| rule.code == finding.code));
            let message = &finding.message;
            assert!(!message.is_empty() && !message.contains("position") && !message.contains("Xk29v"), "{message}");
        }
    }
}

#[test]
fn every_fixture_is_in_the_table() {
    let named: BTreeSet<String> =
        MUTATIONS.iter().map(|(name, ..)| (*name).to_owned()).chain(["valid".into()]).collect();
    let files = std::fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path());
    let there: BTreeSet<String> = files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(there, named);
}

#[test]
fn suggestions_name_the_nearest() {
    let message = |name| check(fixture(name))[0].message.clone();
    assert!(message("attribute-misspelt").ends_with("did you mean MAPPINGNAME?"));
    assert!(message("element-misspelt").ends_with("did you mean <WORKFLOWLINK>?"));
    assert!(message("reusable-is-maybe").ends_with("YES or NO"));
    assert!(message("scheduler-without-info").ends_with("expected SCHEDULEINFO"));
}

/// What libxml2 says of a file, `None` where it is not installed.
fn libxml2_accepts(path: &Path, xsd: &str) -> Option<bool> {
    let xsd = Path::new(env!("CARGO_MANIFEST_DIR")).join("informatica_xsd_xml").join(xsd);
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet", "--schema"]).arg(xsd).arg(path).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().ok().map(|status| status.success())
}

#[test]
fn another_validator_agrees_on_every_fixture() {
    let Some(accepted) = libxml2_accepts(&fixtures().join("valid.xml"), "powermart.xsd") else {
        let said = b"\nSKIPPED: no xmllint, install libxml2-utils to hold our findings against another validator\n";
        let _ = std::io::Write::write_all(&mut std::io::stderr(), said);
        return;
    };
    assert!(accepted);
    for (name, ..) in MUTATIONS {
        let accepted = libxml2_accepts(&fixtures().join(format!("{name}.xml")), "powermart.xsd").unwrap();
        assert_eq!(accepted, OUR_CHOICE.contains(name), "{name}");
    }
    for file in walkdir::WalkDir::new(example()).into_iter().map(Result::unwrap) {
        if file.path().extension().is_some_and(|end| end == "xml") {
            assert_eq!(libxml2_accepts(file.path(), "powermart.xsd"), Some(true), "{}", file.path().display());
        }
    }
}

#[test]
fn any_encoding_is_read() {
    let text = fixture("reusable-is-maybe").replace("NAME =\"ORDERS_FILE\"", "NAME =\"COMMANDES_ÉTÉ\"");
    let latin = text.replace("encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\"");
    let latin: Vec<u8> = latin.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(places(&check(latin)), [("wrong-value", 27)]);
    let wide = text.replace("encoding=\"UTF-8\"", "encoding=\"UTF-16\"");
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let wide: Vec<u8> = "\u{feff}".encode_utf16().chain(wide.encode_utf16()).flat_map(bytes).collect();
        assert_eq!(places(&check(wide)), [("wrong-value", 27)]);
    }
    assert_eq!(places(&check(text.replace('\n', "\r\n"))), [("wrong-value", 27)]);
    let odd = fixture("valid").replace("ORDERS_FILE", "\u{1}").into_bytes();
    let odd: Vec<u8> = odd.into_iter().map(|byte| if byte == 1 { 0xff } else { byte }).collect();
    assert_eq!(check(&odd)[0].code, "odd-encoding");
}

/// A mapping with many attributes that nothing knows, over several pieces.
fn many(count: usize) -> String {
    let mut inside = String::new();
    for number in 0..count {
        let _ = writeln!(inside, "<ERPINFO X{number}=''/>");
    }
    fixture("valid").replace("        <ERPINFO/>\n", &inside)
}

#[test]
fn findings_are_bounded_and_the_rest_is_counted() {
    let findings = check(many(137));
    assert_eq!(findings.len(), 101);
    let last = findings.last().unwrap();
    assert_eq!((last.code, last.severity, last.message.as_str()), ("more-findings", Warning, "and 37 more"));
    let findings = check(many(20_000));
    assert_eq!(findings.len(), 101);
    assert_eq!(findings.last().unwrap().message, "and at least 19900 more");
}

#[test]
fn bombs_depth_and_endless_tags_are_refused() {
    let bomb = "<!DOCTYPE POWERMART [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>\n<POWERMART>&b;</POWERMART>";
    assert_eq!(places(&check(bomb)), [("unsafe-doctype", 1)]);
    let deep = format!("<POWERMART>{}", "\n<SOURCEFIELD>".repeat(10_000));
    assert_eq!(places(&check(deep)), [("too-deep", 257)]);
    let endless = format!("<POWERMART X='{}", "x".repeat(17 << 20));
    assert_eq!(places(&check(endless)), [("too-deep", 1)]);
    let wide = fixture("valid").replace("        <ERPINFO/>\n", &format!("{}<SHADE/>", " \n".repeat(3 << 20)));
    assert_eq!(places(&check(wide)), [("unexpected-element", 12 + (3 << 20))]);
    for text in
        ["", " \n ", "words", "<", "<POWERMART", "<!DOCTYPE POWERMART>", "<?xml version='1.0'?>\n", "<POWERMART>\0"]
    {
        let findings = check(text);
        assert_eq!((findings.len(), findings[0].code), (1, "malformed-xml"), "{text:?}");
    }
}

#[test]
fn sessions_of_imx_are_checked_and_the_rest_is_said_not_to_be() {
    let imx = |inside: &str| {
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<imx:IMX xmlns:imx=\"http://com.informatica.imx\" \
             xmlns:s=\"http://com.informatica.metadata.common.session/2\" xmlns:w=\"urn:w\" \
             serializationSpecVersion=\"14.0\" versions=\"2.0.0\">\n{inside}\n</imx:IMX>"
        );
        check(text)
    };
    assert_eq!(imx("<s:Session imx:id=\"U:1\" name=\"s_a\" commitType=\"target\" dtmBufferSize=\"12000000\"/>"), []);
    let wrong = imx(
        "<s:Session commitType=\"sometimes\"/>\n<s:Session dtmBufferSize=\"much\"/>\n<s:Session comitType=\"source\"/>",
    );
    assert_eq!(places(&wrong), [("wrong-value", 3), ("wrong-value", 4), ("unknown-attribute", 5)]);
    assert!(wrong[0].message.ends_with("source or target or userDefined") && wrong[1].message.ends_with("int"));
    assert!(wrong[2].message.ends_with("did you mean commitType?"), "{wrong:#?}");
    let other = imx("<w:Workflow><tasks/></w:Workflow>\n<w:Workflow/>\n<s:Session><annotations/></s:Session>");
    assert_eq!(places(&other), [("not-covered", 3), ("not-covered", 5)]);
    assert!(other.iter().all(|one| one.severity == Info));
}

#[test]
fn no_cut_and_no_changed_byte_makes_it_fall_over() {
    let (valid, schemas) = (fixture("valid").into_bytes(), Schemas::built_in().unwrap());
    let lines = fixture("valid").lines().count() as u64 + 1;
    let sound = |bytes: &[u8]| {
        let findings = schema::check("a.xml", bytes, &schemas);
        assert!(findings.iter().all(|one| one.line <= lines + 1 && !one.message.is_empty()), "{findings:#?}");
        findings
    };
    for end in (0..valid.len() - 1).step_by(7) {
        assert!(!sound(&valid[..end]).is_empty(), "cut at {end}");
    }
    for at in (0..valid.len()).step_by(5) {
        for byte in *b"<>&\"'/!?[]:\0\n \xff" {
            let mut changed = valid.clone();
            changed[at] = byte;
            sound(&changed);
        }
    }
}
