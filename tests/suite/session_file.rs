//! Session files (YAML) read: the examples to the letter, lines, mistakes, secrets.

use super::house::{Home, codes, export};
use catalog::model::content::Value;
use catalog::model::session::Session;
use catalog::read::session_file::powermart;
use catalog::read::{content, tree};

const BASIC: &str = r#"session:
  name: "CustomerDataLoad"
  mapping_name: "m_CustomerETL"
  commit_type: "target"
  commit_interval: 10000
  rollback_transaction: "on_errors"
  recovery_strategy: "fail_task_and_continue_workflow"
"#;
const PERFORMANCE: &str = r#"performance:
  pushdown_optimization: "full"
  buffer_block_size: 128000
  dtm_buffer_pool_size: 512000000
  parallel_execution: true
  cache_policy: "auto"
"#;
const CONNECTIONS: &str = r#"connections:
  source:
    name: "SOURCE_DB"
    type: "oracle"
    validation_required: true
  target:
    name: "TARGET_DW"
    type: "hive"
    partition_strategy: "dynamic"
"#;

/// The session in POWERMART text, and its element.
pub(crate) fn session_in(xml: &str) -> (Session, String) {
    let element = &xml[xml.find("<SESSION ").expect("a session")..];
    let end = element.rfind("</SESSION>").expect("its end") + "</SESSION>".len();
    let tree = tree::parse(&element[..end]).expect("well-formed");
    let definition = content::content(&tree).definitions.into_iter().next().expect("a definition");
    let Value::Session(session) = definition.value else { panic!("no session") };
    (*session, element[..end].to_owned())
}

/// The session of a session file.
pub(crate) fn read(yaml: &str) -> Session {
    session_in(&powermart(yaml.as_bytes(), "f.session.yaml").unwrap_or_else(|problem| panic!("{problem:?}\n{yaml}"))).0
}

/// Line, counted from 1, name and value of the attributes of a session and of what it lays over its configuration.
pub(crate) fn lines(session: &Session) -> Vec<(u32, &str, &str)> {
    let all = session.attributes.iter().chain(&session.config.attributes).chain(&session.ours);
    let mut all: Vec<_> = all.map(|one| (one.line + 1, one.name.as_str(), one.value.as_str())).collect();
    all.sort_unstable();
    all
}

#[test]
fn the_basic_example_means_what_it_says() {
    let session = read(BASIC);
    assert_eq!((session.name.as_str(), session.mapping.as_str()), ("CustomerDataLoad", "m_CustomerETL"));
    let expected = [
        (4, "Commit Type", "Target"),
        (5, "Commit Interval", "10000"),
        (6, "Rollback Transactions on Errors", "YES"),
        (7, "Recovery Strategy", "Fail task and continue workflow"),
    ];
    assert_eq!(lines(&session), expected);
    assert!(session.valid && session.reusable);
    assert_eq!(session.config.config, "default_session_config");
}

#[test]
fn the_performance_example_means_what_it_says() {
    let session = read(PERFORMANCE);
    assert_eq!(session.name, "f", "the name of the file");
    let expected = [
        (2, "Pushdown Optimization", "Full"),
        (3, "Default buffer block size", "128000"),
        (4, "DTM buffer size", "512000000"),
        (5, "Dynamic Partitioning", "Based on number of CPUs"),
        (6, "Pre-build lookup cache", "Auto"),
    ];
    assert_eq!(lines(&session), expected);
    let own: Vec<&str> = session.attributes.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(own, ["Pushdown Optimization", "DTM buffer size"]);
}

#[test]
fn the_connection_example_means_what_it_says() {
    let session = read(CONNECTIONS);
    let told: Vec<_> = session
        .extensions
        .iter()
        .map(|one| {
            let to = &one.connections[0];
            let connection = (to.line + 1, to.name.as_str(), to.connection_type.as_str(), to.subtype.as_str());
            (one.extension_type.as_str(), one.instance.as_str(), connection)
        })
        .collect();
    let expected = [
        ("READER", "source", (3, "SOURCE_DB", "Relational", "Oracle")),
        ("WRITER", "target", (7, "TARGET_DW", "Relational", "Hive")),
    ];
    assert_eq!(told, expected);
    let expected =
        [(5, "connections.source.validation_required", "YES"), (9, "connections.target.partition_strategy", "dynamic")];
    assert_eq!(lines(&session), expected);
}

/// Every part of a session file.
pub(crate) const ALL_PARTS: &str = r#"# a comment
session: {name: "s <&> \"x\"", mapping_name: m_x, config: cfg_x, folder: F, repository: R, reusable: false}
attributes:
  Java Classpath: /opt/a.jar
config_attributes:
  Custom Properties: |
    A=1
    B=2
extensions:
  - instance: SQ_A
    type: reader
    connection: $DBConnection_A
  - instance: lkp
    type: lookup
    connection:
      name: LKP_DB
      type: teradata
      attributes: {Environment SQL: set x}
    attributes:
      Lookup cache directory name:
        "Partition #1": /a
        "Partition #2": /b
transformations:
  - instance: SQ_A
    type: Source Qualifier
    partition_type: PASS THROUGH
    partitions: ["Partition #1", "Partition #2"]
    attributes:
      Sql Query: select 1
components:
  - type: Pre-session command
    object: pre
    task:
      name: pre
      type: Command
      commands:
        - {name: a, value: "echo 'a' > /tmp/x"}
        - {name: b, value: echo b}
  - type: Pre-session variable assignment
    object: presession_variable_assignment
    assignments:
      - name: $$X
        value: $PMWorkflowName
"#;

#[test]
fn every_part_can_be_said_on_its_line() {
    let session = read(ALL_PARTS);
    assert_eq!(session.name, "s <&> \"x\"");
    assert!(!session.reusable);
    assert_eq!(lines(&session), [(4, "Java Classpath", "/opt/a.jar"), (6, "Custom Properties", "A=1\nB=2\n")]);
    let [reader, lookup] = session.extensions.as_slice() else { panic!("{:?}", session.extensions) };
    assert_eq!((reader.connections[0].variable.as_str(), reader.connections[0].line + 1), ("$DBConnection_A", 12));
    assert_eq!((lookup.connections[0].subtype.as_str(), lookup.connections[0].line + 1), ("Teradata", 16));
    assert_eq!(lookup.connections[0].attributes[0].line + 1, 18);
    let parts: Vec<_> =
        lookup.attributes.iter().map(|a| (a.line + 1, a.partition.as_str(), a.value.as_str())).collect();
    assert_eq!(parts, [(21, "Partition #1", "/a"), (22, "Partition #2", "/b")]);
    assert_eq!(session.transformations[0].partitions.len(), 2);
    assert_eq!(session.transformations[0].attributes[0].line + 1, 29);
    let task = session.components[0].task.as_ref().expect("a task");
    let commands: Vec<_> = task.pairs.iter().map(|one| (one.line + 1, one.order, one.value.as_str())).collect();
    assert_eq!(commands, [(37, 1, "echo 'a' > /tmp/x"), (38, 2, "echo b")]);
    assert_eq!(session.components[1].assignments[0].value, "$PMWorkflowName");
}

#[test]
fn keys_of_a_connection_may_stand_in_any_order() {
    let session = read(
        "connections:\n  source:\n    validation_required: true\n    name: A\n    attributes:\n      Environment SQL: x\n    \
         partition_strategy: p\n",
    );
    let own = [(3, "connections.source.validation_required", "YES"), (7, "connections.source.partition_strategy", "p")];
    assert_eq!(lines(&session), own);
    let to = &session.extensions[0].connections[0];
    assert_eq!((to.name.as_str(), to.line + 1, to.attributes[0].line + 1), ("A", 4, 6));
}

#[track_caller]
fn refused(yaml: &str, code: &str, line: u64, says: &str) {
    let problem = powermart(yaml.as_bytes(), "f.yaml").expect_err(yaml);
    assert_eq!((problem.code, problem.line), (code, line), "{problem:?}");
    assert!(problem.message.contains(says), "{problem:?}");
}

#[test]
fn a_mistake_is_told_with_its_line_and_what_was_meant() {
    refused("session:\n  comit_type: target\n", "unknown-key", 2, "did you mean commit_type?");
    refused("session:\n  name: x\nperformence: {}\n", "unknown-key", 3, "did you mean performance?");
    refused("session:\n  commit_type: targt\n", "wrong-value", 2, "did you mean target?");
    refused("session:\n  commit_interval: ten\n", "wrong-value", 2, "a whole number");
    refused("session:\n  name: [a]\n", "wrong-value", 2, "a single value");
    refused("performance: 5\n", "wrong-value", 1, "a map");
    refused("extensions: {a: b}\n", "wrong-value", 1, "a list");
    refused("connections:\n  source: {name: A, type: oracel}\n", "wrong-value", 2, "did you mean oracle?");
    refused("connections:\n  sorce: {name: A}\n", "unknown-key", 2, "did you mean source?");
    refused("connections:\n  source: {nmae: A}\n", "unknown-key", 2, "did you mean name?");
    refused("extensions:\n- type: reader\n  instanc: x\n", "unknown-key", 3, "did you mean instance?");
    refused("extensions:\n- instance: x\n", "wrong-value", 2, "its type");
    refused("session:\n  commit_interval: 5\nattributes:\n  Commit Interval: 6\n", "said-twice", 4, "Commit Interval");
    refused("session:\n  a: 1\n  commit_type: x\n", "unknown-key", 2, "; line 3: session.commit_type");
    refused("catalog: a.db\nwait: 5\n", "not-a-session-file", 1, "it may be session, performance");
    refused("- a\n", "not-a-session-file", 1, "");
    refused("", "not-a-session-file", 1, "");
    refused("session:\n  name: x\n  name: y\n", "malformed-yaml", 3, "");
    refused("session: {name: \n", "malformed-yaml", 1, "unclosed bracket");
}

#[test]
fn hostile_yaml_is_refused() {
    let bomb = "session: &a {name: x}\nperformance: *a\n";
    assert_eq!(powermart(bomb.as_bytes(), "f").expect_err("an alias").code, "malformed-yaml");
    for odd in
        ["session: !x {name: a}\n", "session: !!binary aGVsbG8=\n", "? [a]\n: b\n", "session: {1: a, true: b, : c}\n"]
    {
        assert!(powermart(odd.as_bytes(), "f").is_err(), "{odd}");
    }
    let deep = format!("attributes:\n  a: {}", "{b: ".repeat(10_000));
    assert_eq!(powermart(deep.as_bytes(), "f").expect_err("deep").code, "malformed-yaml");
    let nul = powermart(b"session:\n  name: a\0b\n", "f").expect_err("NUL");
    assert_eq!((nul.code, nul.line), ("nul-byte", 2));
    let latin = powermart(b"session:\n  name: caf\xe9\n", "f").expect_err("no UTF-8");
    assert_eq!((latin.code, latin.line), ("malformed-yaml", 2));
    let large = vec![b' '; (16 << 20) + 1];
    assert_eq!(powermart(&large, "f").expect_err("large").code, "file-too-large");
    let marked = powermart(format!("\u{feff}{BASIC}").as_bytes(), "f").expect("a byte order mark");
    assert_eq!(session_in(&marked).0.name, "CustomerDataLoad");
}

#[test]
fn a_folder_gives_its_session_files_and_no_other_yaml() {
    let home = Home::with(&[
        ("a.session.yaml", BASIC),
        ("b.SESSION.YML", PERFORMANCE),
        ("catalog.yaml", "wait: 5\n"),
        ("environments.yml", "environments: {}\n"),
        ("bad.session.yaml", "sesion: {}\n"),
    ]);
    let summary = home.ingest();
    assert_eq!((summary.files, summary.failed), (3, 1), "{summary:?}");
    assert_eq!(codes(&summary), ["not-a-session-file"]);
    assert_eq!(summary.problems[0].line, 1);
    assert_eq!(home.words("SELECT name FROM object ORDER BY 1"), ["CustomerDataLoad", "b"]);
    home.assert_sound();
    let named = home.ingest_paths(&[home.exports().join("catalog.yaml")]);
    assert_eq!(codes(&named), ["not-a-session-file"]);
}

#[test]
fn a_secret_in_a_session_file_is_cut_out() {
    let yaml = "session: {name: s, mapping_name: m}\nattributes:\n  $ParamPassword: hunter2\ncomponents:\n- type: \
                Pre-session command\n  task:\n    commands:\n      - {name: a, value: sqlplus scott/tiger9@db}\n";
    let home = Home::with(&[("s.session.yaml", yaml)]);
    let summary = home.ingest();
    assert_eq!(codes(&summary), ["secret-found", "secret-found"]);
    let lines: Vec<u64> = summary.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [3, 8], "lines of the YAML");
    let stored = std::fs::read(home.catalog()).expect("a catalog");
    for secret in ["hunter2", "tiger9"] {
        assert!(!stored.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()), "{secret}");
    }
    let wrong = powermart(b"session:\n  commit_type: password=hunter2\n  pwd=hunter2: x\n", "f").expect_err("wrong");
    assert!(!wrong.message.contains("hunter2"), "{wrong:?}");
}

#[test]
fn a_session_file_says_nothing_of_its_repository_and_folder() {
    let home = Home::with(&[("a.xml", export("01/02/2026 03:04:05", "F", ""))]);
    home.ingest();
    home.put("s.session.yaml", "session: {name: s, repository: REP, folder: F}\n");
    assert_eq!(codes(&home.ingest()), [] as [&str; 0]);
    home.drop_export("a.xml");
    assert_eq!(codes(&home.ingest()), [] as [&str; 0]);
    let kept =
        home.words("SELECT r.codepage || f.owner || f.uuid FROM folder f JOIN repository r ON r.id = f.repository");
    assert_eq!(kept, ["UTF-8ouuid-F"]);
    home.assert_sound();
}
