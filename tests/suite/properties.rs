//! What holds for every input: damaged bytes do no damage, what was read can be written again, order and split of files
//! make no difference, reading twice is reading once.

use super::house::{Home, example_files, export, fates, good, mapping};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static EXAMPLES: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(example_files);

/// Few cases, for each is a catalog of its own; no file of failed cases is written beside the tests.
fn budget(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 200, ..ProptestConfig::default() }
}

/// A wound of a file; places are thousandths of its length.
#[derive(Debug, Clone)]
enum Wound {
    Cut(usize),
    Flip(usize, u8),
    Without(usize, usize),
    Twice(usize, usize),
    Insert(usize, Vec<u8>),
}

fn wound() -> impl Strategy<Value = Wound> {
    let place = || 0..1000_usize;
    let markup = prop_oneof![
        Just(b"<".to_vec()),
        Just(b">".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"</FOLDER>".to_vec()),
        Just(b"<!--".to_vec()),
        Just(b"<![CDATA[".to_vec()),
        Just(b"&#0;".to_vec()),
        Just(b"\xff\xfe".to_vec()),
        vec(any::<u8>(), 1..40),
    ];
    prop_oneof![
        1 => place().prop_map(Wound::Cut),
        4 => (place(), any::<u8>()).prop_map(|(at, byte)| Wound::Flip(at, byte)),
        2 => (place(), 1..2000_usize).prop_map(|(at, length)| Wound::Without(at, length)),
        2 => (place(), 1..2000_usize).prop_map(|(at, length)| Wound::Twice(at, length)),
        4 => (place(), markup).prop_map(|(at, bytes)| Wound::Insert(at, bytes)),
    ]
}

fn wounded(mut bytes: Vec<u8>, wounds: &[Wound]) -> Vec<u8> {
    for wound in wounds {
        let length = bytes.len();
        let place = |thousandth: usize| thousandth * length / 1000;
        match wound {
            Wound::Cut(at) => bytes.truncate(place(*at)),
            Wound::Flip(at, byte) if place(*at) < length => bytes[place(*at)] = *byte,
            Wound::Flip(..) => {}
            Wound::Without(at, size) => drop(bytes.drain(place(*at)..(place(*at) + size).min(length))),
            Wound::Twice(at, size) => {
                let piece = bytes[place(*at)..(place(*at) + size).min(length)].to_vec();
                bytes.splice(place(*at)..place(*at), piece);
            }
            Wound::Insert(at, piece) => drop(bytes.splice(place(*at)..place(*at), piece.iter().copied())),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(budget(32))]

    #[test]
    fn wounded_exports_never_damage_a_catalog(which in 0..9_usize, wounds in vec(wound(), 1..5)) {
        let (_, bytes) = &EXAMPLES[which % EXAMPLES.len()];
        let home = Home::with(&[("m.xml", good())]);
        home.put("a.xml", wounded(bytes.clone(), &wounds));
        home.put("z.xml", bytes);
        let first = home.ingest();
        home.assert_sound();
        prop_assert_eq!(home.count("SELECT count(*) FROM current_object WHERE name = 'm_good'"), 1);
        prop_assert!(first.failed <= 1 && first.files == 3, "{:#?}", first.problems);
        prop_assert!(first.problems.iter().all(|problem| problem.code != "reader-failed"));
        // Read again, nothing is new, whether it was stored or refused.
        let second = home.ingest();
        prop_assert_eq!(fates(&second), (0, 0, fates(&first).0, 0));
        home.assert_sound();
    }
}

/// A value as exports write it: text, references, the other quote, line breaks.
fn raw_value() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z0-9_ .:/$é漢-]{0,12}",
        Just("&#xD;&#xA;".to_owned()),
        Just("&quot;&apos;&lt;&gt;&amp;".to_owned()),
        Just("'".to_owned()),
        Just(">".to_owned()),
        Just("\n\t".to_owned()),
        Just("😀".to_owned()),
    ];
    vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn element_name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "MAPPING",
        "SOURCE",
        "WORKFLOW",
        "SESSION",
        "TASK",
        "CONFIG",
        "ATTRIBUTE",
        "VALUEPAIR",
        "NEWTHING",
    ])
}

fn element() -> impl Strategy<Value = String> {
    let attributes = vec(raw_value(), 0..4).prop_map(|values| {
        let names = ["NAME", "TYPE", "DESCRIPTION", "VALUE"];
        let pairs = names.iter().zip(values).map(|(name, value)| format!(" {name} =\"{value}\""));
        pairs.collect::<String>()
    });
    let leaf = (element_name(), attributes).prop_map(|(name, attributes)| (name, attributes, String::new()));
    let written = |(name, attributes, inside): (&str, String, String)| {
        if inside.is_empty() {
            format!("<{name}{attributes}/>")
        } else {
            format!("<{name}{attributes}>{inside}</{name}>")
        }
    };
    leaf.prop_map(written).prop_recursive(4, 24, 5, move |inner| {
        let between = prop_oneof![
            Just(String::new()),
            Just("\n    ".to_owned()),
            "[a-z ]{1,8}",
            Just("<!-- a <comment> -->".to_owned()),
            Just("<![CDATA[ </x> ]]>".to_owned()),
            Just("<?target data?>".to_owned()),
        ];
        (element_name(), raw_value(), vec((between, inner), 0..5)).prop_map(move |(name, value, children)| {
            let inside: String = children.into_iter().map(|(space, child)| space + &child).collect();
            written((name, format!(" NAME=\"{value}\""), inside))
        })
    })
}

proptest! {
    #![proptest_config(budget(32))]

    #[test]
    fn what_was_read_can_be_written_again_to_the_letter(children in vec(element(), 0..6), crlf in any::<bool>()) {
        let mut text = export("01/02/2026 03:04:05", "F & \u{e9}".replace('&', "&amp;").as_str(), &children.join("\n"));
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        let home = Home::with(&[("a.xml", &text)]);
        let summary = home.ingest();
        prop_assert_eq!(summary.failed, 0, "{:#?}", summary.problems);
        prop_assert!(summary.problems.iter().all(|problem| problem.code != "secret-found"));
        let catalog = home.open();
        let files = catalog.files(1).unwrap();
        prop_assert_eq!(catalog.file_text(&files[0]).unwrap(), text);
        home.assert_sound();
    }
}

/// A mapping in one of its versions; the export that holds a version has a date that goes with it.
type Version = (u8, u8, u8);

/// Writes files that hold all versions: each file one version of one folder, split and named as told.
fn write(home: &Home, versions: &[Version], salts: &[u8], backwards: bool) {
    let mut files: BTreeMap<(u8, u8, u8), Vec<String>> = BTreeMap::new();
    for (at, (folder, name, version)) in versions.iter().enumerate() {
        let salt = salts[at % salts.len()] % 3;
        let child = mapping(&format!("m_{name}"), &format!("version {version}"));
        files.entry((*folder, *version, salt)).or_default().push(child);
    }
    for ((folder, version, salt), mut children) in files {
        if backwards {
            children.reverse();
        }
        let order = if backwards { 9 - version } else { version };
        let text = export(&format!("01/0{}/2026 00:00:00", version + 1), &format!("F{folder}"), &children.join("\n"));
        home.put(&format!("{order}_{salt}_{folder}.xml"), text);
    }
}

/// Current objects with their description.
fn current(home: &Home) -> Vec<String> {
    home.words("SELECT folder || '/' || mapping || ': ' || description FROM current_mapping ORDER BY 1")
}

proptest! {
    #![proptest_config(budget(24))]

    #[test]
    fn any_order_and_any_split_give_the_same_current_objects(
        versions in prop::collection::btree_set((0..3_u8, 0..6_u8, 0..5_u8), 1..20),
        salts in (vec(any::<u8>(), 1..6), vec(any::<u8>(), 1..6)),
    ) {
        let versions: Vec<Version> = versions.into_iter().collect();
        let (home, mut other) = (Home::new(), Home::new());
        write(&home, &versions, &salts.0, false);
        write(&other, &versions, &salts.1, true);
        other.jobs = 1;
        let first = home.ingest();
        other.ingest();
        let mut newest: BTreeMap<(u8, u8), u8> = BTreeMap::new();
        for (folder, name, version) in &versions {
            let best = newest.entry((*folder, *name)).or_default();
            *best = (*best).max(*version);
        }
        let expected = newest.iter().map(|((folder, name), version)| format!("F{folder}/m_{name}: version {version}"));
        prop_assert_eq!(current(&home), expected.collect::<Vec<_>>());
        prop_assert_eq!(current(&home), current(&other));
        let shadowed = |home: &Home| home.count("SELECT count(*) FROM revision WHERE shadowed = 1");
        prop_assert_eq!(shadowed(&home), i64::try_from(versions.len() - newest.len()).unwrap());
        prop_assert_eq!(shadowed(&home), shadowed(&other));
        let rows = home.count("SELECT count(*) FROM revision");
        prop_assert_eq!(fates(&home.ingest()), (0, 0, fates(&first).0, 0));
        prop_assert_eq!(home.count("SELECT count(*) FROM revision"), rows);
        home.assert_sound();
    }
}
