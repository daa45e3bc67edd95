//! Whatever a value holds, it comes out whole and does nothing: through a shell, a parameter file, JSON and a terminal.

use catalog::answer::resolve::section::{Index, Repeated};
use catalog::answer::resolve::{Question, Resolution, Run, resolve};
use catalog::model::design::{Context, Declaration, Design, Owner, Usage};
use catalog::model::environment::{Environment, Setting};
use catalog::model::parameter::Place;
use catalog::read::parameter;
use catalog::render::resolve as rendered;
use proptest::prelude::*;
use std::process::Command;

/// Values that mean something to somebody.
const ODD: [&str; 22] = [
    "$(touch run)",
    "`touch run`",
    "'; touch run; '",
    "'\\''",
    "\"$HOME\"",
    "a'b\"c\\d",
    "\\",
    "a\nb\n",
    "\n",
    "a\r\nb",
    "\ta\t",
    "  a  ",
    " ",
    "a=b==c",
    "=",
    "[Global]",
    "# no comment",
    "*?~!&|;<>(){}",
    "äöü漢字😀\u{202e}x",
    "\u{1b}[31mred\u{1b}]0;title\u{7}",
    "\u{9b}2J\u{85}\u{2028}x",
    "-n -e %s",
];

/// Names and values, as a session that uses them all in expressions, where nothing is put into them.
fn resolution(values: &[(&str, &str)]) -> Resolution {
    let usage = |(name, _): &(&str, &str)| Usage {
        owner: "exp".to_owned(),
        attribute: "o_X\u{1b}[2J".to_owned(),
        context: Context::Expression,
        text: (*name).into(),
        place: "x.xml:1".to_owned(),
        mapplet: "".into(),
    };
    let declaration = |(name, _): &(&str, &str)| Declaration {
        name: (*name).into(),
        owner: Owner::Mapping,
        datatype: "string".into(),
        precision: None,
        scale: None,
        initial: "initial".into(),
        null: false,
        kept: false,
        expression: false,
        place: String::new(),
    };
    let design = Design {
        place: Place { folder: "F".into(), path: vec!["wf".into()], session: "s".into(), ..Place::default() },
        address: "session:REP::F/wf/s\n\u{1b}[2J'; touch run".to_owned(),
        usages: values.iter().map(usage).collect(),
        declarations: values.iter().map(declaration).collect(),
        ..Design::default()
    };
    let setting = |(name, value): &(&str, &str)| Setting {
        name: (*name).into(),
        value: Some((*value).into()),
        place: String::new(),
    };
    let given: Vec<Setting> = values.iter().map(setting).collect();
    let question = Question {
        design: &design,
        given: &given,
        environment: &Environment::default(),
        files: &[],
        started_with: None,
        run: &Run::default(),
        saved: &[],
    };
    resolve(&question)
}

/// Lets a shell read the lines and say what the variables hold; fails where it did anything else.
fn through_shell(resolution: &Resolution, names: &[&str]) -> Vec<String> {
    let (lines, refused) = rendered::env(resolution);
    assert!(refused.is_empty(), "{refused:?}");
    let empty = tempfile::tempdir().unwrap();
    let shown: Vec<String> = names.iter().map(|name| format!("\"${name}\"")).collect();
    let script = format!("{lines}\nprintf '%s\\0' {}", shown.join(" "));
    std::fs::write(empty.path().join("script"), script).unwrap();
    let output = Command::new("/bin/sh").arg("script").current_dir(empty.path()).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    assert_eq!(std::fs::read_dir(empty.path()).unwrap().count(), 1, "something was run");
    let text = String::from_utf8(output.stdout).unwrap();
    text.strip_suffix('\0').unwrap().split('\0').map(str::to_owned).collect()
}

/// What a parameter file holds when it is read again, by name, and the names that were refused.
fn through_file(resolution: &Resolution) -> (Vec<(String, String)>, Vec<String>) {
    let (text, refused) = rendered::par(resolution, "[F.WF:wf.ST:s]");
    let file = parameter::read(&text, "again");
    assert!(file.sections.len() == 1 && file.passed_over == 0, "{text:?}");
    let section = &file.sections[0];
    assert_eq!(section.heading, "[F.WF:wf.ST:s]");
    let all = section.parameters.iter().map(|one| (one.name.to_string(), one.value.to_string()));
    (all.collect(), refused)
}

/// Fails where a text could do something to a terminal.
#[track_caller]
fn assert_harmless(text: &str) {
    let odd = |c: char| c != '\n' && (c.is_control() || "\u{202e}\u{2066}".contains(c));
    assert!(!text.contains(odd), "{text:?}");
}

fn every_way(one: &str, two: &str) {
    let given = resolution(&[("$$A", one), ("$$B", two)]);
    assert_eq!(through_shell(&given, &["A", "B"]), [one, two]);
    let (found, refused) = through_file(&given);
    let line =
        |value: &str| !value.contains(['\n', '\r']) && !value.is_empty() && !value.eq_ignore_ascii_case("<null>");
    let all = [("$$A".to_owned(), one), ("$$B".to_owned(), two)];
    let expected: Vec<_> = all.iter().filter(|(_, value)| line(value)).cloned().collect();
    let found: Vec<(String, &str)> = found.iter().map(|(name, value)| (name.clone(), value.as_str())).collect();
    assert_eq!((found, refused.len()), (expected.clone(), 2 - expected.len()));
    let json: serde_json::Value = serde_json::from_str(&rendered::json_element(&given)).unwrap();
    assert_eq!((&json["values"][0]["value"], &json["values"][1]["value"]), (&one.into(), &two.into()));
    let text = rendered::text(&given, None);
    assert_harmless(&text);
    assert_eq!(text.lines().count(), rendered::text(&resolution(&[("$$A", "x"), ("$$B", "y")]), None).lines().count());
    for value in &given.values {
        assert_harmless(&rendered::explain(&given, value));
    }
}

#[test]
fn odd_values_come_out_whole_and_do_nothing() {
    for pair in ODD.chunks(2) {
        every_way(pair[0], pair[1]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_comes_out_whole(one in "[^\0]{0,40}", two in "[\\$'\"`\\\\=\n\r\t !#-]{0,12}") {
        every_way(&one, &two);
    }
}

#[test]
fn a_nul_is_refused_for_a_shell_and_written_elsewhere() {
    let resolution = resolution(&[("$$A", "a\0b"), ("$$B", "b")]);
    let (lines, refused) = rendered::env(&resolution);
    assert_eq!((lines.contains("A="), refused.as_slice()), (false, &["$$A".to_owned()][..]));
    assert_eq!(through_file(&resolution).0[0].1, "a\0b");
}

#[test]
fn names_that_would_be_one_in_a_shell_get_numbers() {
    let resolution =
        resolution(&[("$$X", "1"), ("$$x", "1"), ("$X", "2"), ("$$X_2", "3"), ("$$X_2_2", "4"), ("$$$X", "5")]);
    let (lines, _) = rendered::env(&resolution);
    let names: std::collections::BTreeSet<&str> =
        lines.lines().skip(1).map(|line| line.split_once('=').unwrap().0).collect();
    assert_eq!(names.len(), lines.lines().count() - 1, "{lines}");
    let values: Vec<&str> = lines.lines().skip(1).map(|line| line.split_once('=').unwrap().1).collect();
    assert_eq!(values.len(), resolution.values.len());
}

#[test]
fn names_that_mean_something_to_a_shell_get_another_one() {
    for name in ["PATH", "IFS", "ENV", "LD_PRELOAD", "BASH_ENV", "PS4", "path", "7UP"] {
        let dollars = format!("$${name}");
        let text = rendered::env(&resolution(&[(&dollars, "x")])).0;
        assert!(!text.contains(&format!("\n{name}=")), "{text}");
    }
}

#[test]
fn a_heading_or_name_that_is_no_line_is_refused() {
    let one = resolution(&[("$$A", "a")]);
    let (text, refused) = rendered::par(&one, "[F\n$$B=1.WF:wf]");
    assert_eq!((text.as_str(), refused), ("", vec!["$$A".to_owned()]));
    let mut two = resolution(&[("$$A", "a"), ("$$B", "b")]);
    two.values[0].name = "m=1.$$A".to_owned();
    two.values[1].name = "[m.$$B".to_owned();
    assert_eq!(rendered::par(&two, "[F.s]").1.len(), 2);
}

/// Lines that parameter files are made of, and others.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => "\\[[A-Za-z.: é]{0,20}\\]",
        1 => "\\[F\\.WF:[a-z:.]{0,6}(\\.WT:[a-z]{0,3}){0,3}(\\.ST:[a-z]{0,4}){0,2}\\]",
        3 => "\\$\\$?[A-Z]{0,3} ?=[^\\n]{0,12}",
        1 => "[^\\n]{0,20}",
        1 => Just("[Service:x.ND:y]".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_line_of_any_parameter_file_is_accounted_for(lines in proptest::collection::vec(line(), 0..30)) {
        let text = lines.join("\n");
        let file = parameter::read(&text, "any");
        let headings = file.sections.iter().filter(|section| !section.heading.is_empty()).count();
        let parameters: usize = file.sections.iter().map(|section| section.parameters.len()).sum();
        let passed = usize::try_from(file.passed_over).unwrap();
        let empty = text.lines().filter(|line| line.trim().is_empty()).count();
        prop_assert_eq!(headings + parameters + passed + empty, text.lines().count());
        let all: Vec<&str> = text.lines().collect();
        for one in file.sections.iter().flat_map(|section| &section.parameters) {
            let line = all[usize::try_from(one.line).unwrap() - 1];
            prop_assert_eq!(format!("{}={}", one.name, one.value), line);
        }
    }

    #[test]
    fn any_bytes_are_read_and_resolved(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let read = parameter::text(&bytes, "any", None, None);
        let file = parameter::read(&read.text, "any");
        let index = Index::new(&file, Repeated::default(), Repeated::default());
        let place = Place { folder: "F".into(), path: vec!["wf".into()], session: "s".into(), ..Place::default() };
        prop_assert!(index.sections(&place).len() <= file.sections.len());
    }
}
