//! Files of connections: every format, no secret left behind, and what is exported reads back as the same.

use super::sandbox::{Ran, Sandbox};
use catalog::model::connection::Connection;
use catalog::read::connection::{Found, objects};
use catalog::render::connection::yaml;
use proptest::prelude::*;
use std::path::Path;

const FIXTURES: &str = "tests/fixtures/connections";

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FIXTURES).join(name);
    std::fs::read_to_string(path).expect("a fixture")
}

fn read(text: &str, environment: &str) -> Found {
    objects(text.as_bytes(), "f", environment).unwrap_or_else(|problem| panic!("{problem:?}\n{text}"))
}

/// A catalog without anything but what is imported.
fn imported(name: &str) -> (Sandbox, Ran) {
    let sandbox = Sandbox::with_example();
    sandbox.done(&["init"]);
    std::fs::write(sandbox.path(name), fixture(name)).expect("written");
    let ran = sandbox.run(&["connection", "import", name]);
    (sandbox, ran)
}

fn shown(one: &Connection) -> String {
    let attributes: Vec<String> = one.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}@{} {}/{}: {}", one.name, one.environment, one.connection_type, one.subtype, attributes.join(", "))
}

#[test]
fn every_format_is_told_from_its_content() {
    let formats = ["details.txt", "list.txt", "seed.yaml", "developer.xml", "odd.yaml"]
        .map(|name| read(&fixture(name), "").format);
    let expected =
        ["pmrep getconnectiondetails", "pmrep listconnections", "connections.yaml", "IMX", "connections.yaml"];
    assert_eq!(formats, expected);
}

#[test]
fn details_of_pmrep_become_attributes() {
    let found = read(&fixture("details.txt"), "PROD");
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let all: Vec<String> = found.connections.iter().map(shown).collect();
    let expected = [
        "DWH_PRD@PROD Relational/Oracle: code_page=UTF-8 encoding of Unicode, \
         connect_string=//dwh.acme.example:1521/DWH, enable_parallel_mode=1, \
         environment_sql=ALTER SESSION SET NLS_LANGUAGE = GERMAN, user=DWH_OWNER",
        "TARIS@PROD Relational/Microsoft SQL Server: database=Taris, domain=ACME, host=sql1\\PROD, packet_size=4096, \
         trusted=0, user=etl",
    ];
    assert_eq!(all, expected);
}

#[test]
fn connections_of_informatica_developer_are_found_by_namespace() {
    let found = read(&fixture("developer.xml"), "");
    let all: Vec<String> = found.connections.iter().map(shown).collect();
    let expected =
        ["DWH@ /ORACLE: connect_string=DWH, default_attributes.max_pool_size=15, user=DWH_OWNER", "S2A_DWH@ /ORACLE: "];
    assert_eq!(all, expected);
    assert_eq!(found.secrets.iter().map(|one| one.secret.expose()).collect::<Vec<_>>(), ["planted-imx-1"]);
}

#[test]
fn a_connection_has_one_secret_and_the_others_are_cut_out() {
    let found = read(&fixture("odd.yaml"), "");
    let secrets: Vec<_> =
        found.secrets.iter().map(|one| (one.name.as_str(), one.environment.as_str(), one.secret.expose())).collect();
    let expected = [("LAKE", "", "planted-yaml-1"), ("STG", "PROD", "planted-yaml-5"), ("STG", "", "planted-yaml-2")];
    assert_eq!(secrets, expected);
    let problems: Vec<_> = found.problems.iter().map(|one| (one.code, one.line)).collect();
    let second = ("second-secret", 15);
    let third = ("second-secret", 16);
    let ignored = ("connection-ignored", 20);
    assert_eq!(problems, [("connection-key", 4), second, second, third, third, ignored]);
    let reference = found.connections.iter().find(|one| one.name == "REFERENCE").expect("kept");
    assert_eq!(reference.attribute("password"), Some("$ParamDwhPassword"), "a parameter is no secret");
}

#[test]
fn no_secret_of_a_file_is_ever_seen() {
    for name in ["odd.yaml", "details.txt", "developer.xml"] {
        let (sandbox, ran) = imported(name);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.stderr.contains("secret-not-stored") && ran.stderr.contains("catalog key init"), "{ran:?}");
        let listed = sandbox.done(&["connection", "export"]);
        let mut seen = format!("{}{}{}{}", ran.stdout, ran.stderr, listed.stdout, listed.stderr).into_bytes();
        for file in ["catalog.db", "catalog.db-wal"] {
            seen.extend(std::fs::read(sandbox.path(file)).unwrap_or_default());
        }
        assert!(!String::from_utf8_lossy(&seen).contains("planted"), "{name}");
    }
}

#[test]
fn secrets_become_credentials_named_after_their_connections() {
    let (sandbox, _) = imported("list.txt");
    let keys = ["--keys", "keys"];
    let run = |args: &[&str]| sandbox.run(&[args, &keys].concat());
    assert_eq!(run(&["key", "init"]).code, 0);
    for name in ["odd.yaml", "details.txt", "developer.xml"] {
        std::fs::write(sandbox.path(name), fixture(name)).expect("written");
    }
    let import = ["connection", "import", "details.txt", "developer.xml", "--env", "UAT"];
    for (version, unchanged) in [(1, 0), (1, 2)] {
        let ran = run(&import);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(ran.stdout.lines().nth(1).expect("a row").split_whitespace().nth(6), Some(&*unchanged.to_string()));
        let got = run(&["credential", "get", "DWH_PRD@UAT", "--version", &version.to_string()]);
        assert_eq!(got.stdout.trim_end(), "planted-details-1", "{got:?}");
        assert_ne!(run(&["credential", "get", "DWH_PRD@UAT", "--version", "2"]).code, 0, "one value, one version");
    }
    assert_eq!(run(&["connection", "import", "odd.yaml"]).code, 1, "it has odd keys");
    for (name, value) in [("LAKE", "planted-yaml-1"), ("STG", "planted-yaml-2"), ("STG@PROD", "planted-yaml-5")] {
        assert_eq!(run(&["credential", "get", name]).stdout.trim_end(), value);
    }
    let exported = run(&["connection", "export"]).stdout;
    assert!(exported.contains("  credential: \"DWH_PRD@UAT\"\n") && !exported.contains("planted"), "{exported}");
    // What names no credential takes none away.
    let without = fixture("details.txt").replace("DWH_OWNER/planted-details-1@", "");
    std::fs::write(sandbox.path("details.txt"), without).expect("written");
    assert_eq!(run(&import).stdout.lines().nth(1).expect("a row").split_whitespace().nth(6), Some("2"));
    let mut kept = std::fs::read(sandbox.path("catalog.db")).expect("a catalog");
    kept.extend(std::fs::read(sandbox.path("catalog.db-wal")).unwrap_or_default());
    assert!(!String::from_utf8_lossy(&kept).contains("planted"));
    // A job without an identity tests what needs none, and says so of the rest.
    let ran = sandbox.run(&["connection", "test", "LAKE", "--keys", "keys", "--identity", "no-such-file"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stdout.contains("not-checked") && ran.stdout.contains("credential LAKE was not opened"), "{ran:?}");
}

#[test]
fn one_unreadable_file_does_not_stop_the_others() {
    let (sandbox, _) = imported("list.txt");
    std::fs::write(sandbox.path("not.txt"), "DWH\n").expect("written");
    let ran = sandbox.run(&["connection", "import", "not.txt", "gone.yaml", "list.txt", "--format", "json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("not-connections") && ran.stderr.contains("gone.yaml"), "{ran:?}");
    assert!(ran.stdout.contains("\"unchanged\": 4"), "{ran:?}");
    let ran = sandbox.run(&["connection", "import", "not.txt"]);
    assert_eq!(ran.code, 3, "{ran:?}");
}

fn connections() -> impl Strategy<Value = Vec<Connection>> {
    let text = || "[A-Za-z0-9_ .$:#'\"{}\\[\\],é\n-]{0,12}".prop_map(|text: String| text.trim().to_owned());
    let named = ("[A-Z][A-Za-z0-9 _:#-]{0,8}", prop_oneof![Just(String::new()), "[A-Z]{1,4}"]);
    let kinds = (prop_oneof![Just("Relational"), Just("Queue"), Just("s3"), Just("")], text(), text());
    let attribute = ("[a-z][a-z0-9]{0,6}(_[a-z0-9]{1,4})?", text());
    let one = (named, kinds, prop::collection::btree_map(attribute.0, attribute.1, 0..5));
    prop::collection::vec(one, 0..6).prop_map(|all| {
        let made = all.into_iter().map(|((name, environment), (kind, subtype, credential), attributes)| Connection {
            name: name.into(),
            environment: environment.into(),
            connection_type: kind.into(),
            subtype: subtype.into(),
            credential: Some(credential.into()),
            attributes: attributes.into_iter().map(|(name, value)| (name.into(), value.into())).collect(),
            ..Connection::default()
        });
        made.collect()
    })
}

fn without_place(found: Found) -> Vec<Connection> {
    let plain = |one: Connection| Connection { source: "".into(), line: 0, ..one };
    found.connections.into_iter().map(plain).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_exported_reads_back_as_the_same(any in connections()) {
        // Reading once makes of anything what the catalog may hold: names trimmed, doubles and secrets gone.
        let held = without_place(read(&yaml(&any), ""));
        let again = read(&yaml(&held), "");
        prop_assert!(again.problems.is_empty(), "{:?}", again.problems);
        prop_assert_eq!(without_place(again), held);
    }
}
