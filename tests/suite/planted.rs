//! Secrets planted in every kind of input, with keys at hand: sealed, never in plain anywhere, and put back only for whoever
//! may open them and asks for it.

mod forms;
mod marks;

use super::house::export;
use super::oracle::parse;
use super::sandbox::{Ran, Sandbox};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const DAY: &str = "01/02/2026 03:04:05";

// Values that stand for secrets; none is anybody's.
const ATTRIBUTE: &str = "Zq7vKp2Lw9Xa";
const PAIR: &str = "Hn4t<R&b8Yc1Ms";
const COMMENT: &str = "Wd6gJf3Pe5Uo";
const TEXT: &str = "Ck9sVx2Bn7Qz";
const PARAMETER: &str = "Ty5m'Lh8Ga4Rw";
const COMMAND: &str = "Pf1jDk6Se9Iv";
const YAML: &str = "Bx3uNc7Wo2Yt";
const CONNECTION: &str = "Lm8aQr5Zd1Hg";
const URL: &str = "Ve2kXs9Jt6Cp";
const PLAIN: [&str; 9] = [ATTRIBUTE, PAIR, COMMENT, TEXT, PARAMETER, COMMAND, YAML, CONNECTION, URL];

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&apos;")
}

/// An export with a session that reads a parameter of a parameter file.
fn planted() -> String {
    let children = format!(
        "<MAPPING NAME=\"m\"/>\n<WORKFLOW NAME=\"wf_night\">\n\
         <SESSION NAME=\"s_load\" MAPPINGNAME=\"m\">\n\
         <ATTRIBUTE NAME=\"Parameter Filename\" VALUE=\"$PMRootDir/night.par\"/>\n\
         <ATTRIBUTE NAME=\"Connection Information\" VALUE=\"user=etl password={ATTRIBUTE} and $ParamDbPassword\"/>\n\
         <ATTRIBUTE NAME=\"Password\" VALUE=\"{}\"/>\n\
         <!-- password={COMMENT} -->\n\
         </SESSION>\n\
         <TASK NAME=\"cmd\" TYPE=\"Command\"><VALUEPAIR NAME=\"c\" VALUE=\"sqlplus etl/{COMMAND}@DWH @load.sql\"/></TASK>\n\
         <TASKINSTANCE NAME=\"s_load\" TASKNAME=\"s_load\" TASKTYPE=\"Session\" REUSABLE=\"NO\"/>\n</WORKFLOW>\n\
         <CONFIG NAME=\"c\"><A>password={TEXT}</A></CONFIG>",
        escaped(PAIR),
    );
    export(DAY, "PLANTED", &children)
}

const IN: &str = "in";

/// A catalog with keys, filled from inputs full of secrets.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_keys();
    std::fs::create_dir(sandbox.path(IN)).unwrap();
    let put = |name: &str, text: &str| std::fs::write(sandbox.path(IN).join(name), text).unwrap();
    put("a.xml", &planted());
    put("night.par", &format!("[PLANTED.WF:wf_night]\n$ParamDbPassword={PARAMETER}\n$$URL=https://etl:{URL}@h/x\n"));
    put(
        "s.session.yaml",
        &format!(
            "session:\n  name: s_yaml\n  mapping_name: m\n  repository: REP\n  folder: PLANTED\nattributes:\n  Java Classpath: /x password={YAML}\n"
        ),
    );
    put(
        "connections.yaml",
        &format!(
            "connections:\n  DWH_X:\n    type: Relational\n    subtype: PostgreSQL\n    attributes: {{host: 127.0.0.1, port: 1, user: u, password: {CONNECTION}}}\n"
        ),
    );
    let ran = sandbox.run(&["ingest", IN]);
    assert!(ran.code <= 1, "{ran:?}");
    sandbox.done(&["connection", "import", "in/connections.yaml"]);
    sandbox
}

/// Every command that prints or writes something, with nothing revealed.
const COMMANDS: &[&str] = &[
    "ingest in",
    "ingest in --format json",
    "list problems --format json",
    "list sessions",
    "list parameters",
    "list connections",
    "show PLANTED/wf_night/s_load",
    "show PLANTED/wf_night/s_load --format json",
    "show PLANTED/wf_night/s_load --format yaml",
    "show PLANTED/wf_night/s_load --effective",
    "show PLANTED/wf_night --xml",
    "show config:PLANTED/c --xml",
    "resolve PLANTED/wf_night/s_load",
    "resolve PLANTED/wf_night/s_load --format json",
    "resolve PLANTED/wf_night/s_load --format par",
    "resolve PLANTED/wf_night/s_load --format env",
    "resolve PLANTED/wf_night/s_load --explain $ParamDbPassword",
    "resolve --all --used",
    "resolve --all --unused",
    "validate --all --connect --format json",
    "validate --all --format sarif",
    "validate in/night.par in/a.xml in/s.session.yaml",
    "find password",
    "find sqlplus",
    "export --snapshot latest -o out",
    "export PLANTED/wf_night -o one",
    "connection show DWH_X --history --usage --resolved --format json",
    "connection export -o connections.out.yaml",
    "connection test --all --timeout 1 --format json",
    "credential list --format json",
    "credential history DWH_X",
    "credential verify",
    "credential rotate --all-keys",
    "key list",
    "role list",
    "audit log --format json",
    "audit export -o audit.jsonl",
    "audit verify",
    "snapshot show latest",
    "check",
    "backup copy.db",
    "vacuum",
    "config --format json",
];

/// Every plain value in some bytes.
fn found_in(bytes: &[u8]) -> Vec<&'static str> {
    let holds = |value: &&str| bytes.windows(value.len()).any(|window| window == value.as_bytes());
    PLAIN.into_iter().filter(holds).collect()
}

/// Files in which a plain value stands, besides the inputs.
fn leaking(folder: &Path) -> Vec<String> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|one| one.file_type().is_file());
    let outside = files.map(walkdir::DirEntry::into_path).filter(|path| !path.starts_with(folder.join(IN)));
    let leaks = |path: PathBuf| {
        let found = found_in(&std::fs::read(&path).unwrap());
        (!found.is_empty()).then(|| format!("{found:?} in {}", path.display()))
    };
    outside.filter_map(leaks).collect()
}

#[test]
fn no_command_tells_or_writes_a_planted_secret() {
    let sandbox = sandbox();
    for line in COMMANDS {
        let words: Vec<&str> = line.split(' ').collect();
        let ran = sandbox.run(&words);
        // Exit codes above 1 would mean that the command did not do its work.
        assert!(ran.code <= 1, "{line}: {ran:?}");
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert_eq!(found_in(said.as_bytes()), [""; 0], "{line}: {said}");
    }
    sandbox.done(&["check"]);
    assert_eq!(leaking(&sandbox.path("")), Vec::<String>::new());
    assert!(found_in(&std::fs::read(sandbox.path("in/a.xml")).unwrap()).len() > 3, "the search finds what is there");
    let sealed = sandbox.done(&["show", "PLANTED/wf_night", "--xml"]).stdout;
    assert_eq!(sealed.matches("«sealed:").count(), 4, "{sealed}");
    let problems = sandbox.done(&["list", "problems", "--like", "secret-found", "--format", "json"]).stdout;
    for place in ["a.xml", "night.par", "s.session.yaml"] {
        assert!(problems.contains(place), "{place}: {problems}");
    }
}

/// The credential that the problem of a file tells of, and its line.
fn sealed_at(sandbox: &Sandbox, line: &str) -> String {
    let listed = sandbox.done(&["credential", "list", "--format", "csv"]).stdout;
    let row = listed.lines().find(|row| row.contains(line)).unwrap_or_else(|| panic!("{line}: {listed}"));
    row.split(',').next().unwrap().to_owned()
}

fn opened(sandbox: &Sandbox) -> BTreeSet<String> {
    let log = sandbox.done(&["audit", "log", "--action", "secret-read", "--format", "json"]).stdout;
    let acts: serde_json::Value = serde_json::from_str(&log).unwrap();
    let subjects = acts.as_array().unwrap().iter().flat_map(|act| act["subjects"].as_array().unwrap().clone());
    subjects.map(|one| one.as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_is_revealed_is_what_was_read_and_the_log_names_it() {
    let sandbox = sandbox();
    assert_eq!(opened(&sandbox), BTreeSet::new());
    let shown = sandbox.done(&["show", "PLANTED/wf_night/s_load", "--reveal"]).stdout;
    assert!(shown.contains(ATTRIBUTE) && shown.contains(PAIR) && !shown.contains(COMMAND), "{shown}");
    assert_eq!(opened(&sandbox).len(), 2);
    let password = sealed_at(&sandbox, "a.xml:11");
    assert!(opened(&sandbox).contains(&format!("credential:{password}")));
    assert_eq!(sandbox.done(&["credential", "get", &password]).stdout, PAIR);
    sandbox.done(&["export", "--snapshot", "latest", "-o", "back", "--reveal"]);
    let back = std::fs::read_to_string(sandbox.path("back/in/a.xml"))
        .or_else(|_| std::fs::read_to_string(sandbox.path("back/a.xml")));
    assert_same_tree(&back.unwrap(), &planted());
    for (format, value) in
        [("par", PARAMETER.to_owned()), ("env", PARAMETER.replace('\'', "'\\''")), ("json", PARAMETER.to_owned())]
    {
        let said = sandbox.run(&["resolve", "PLANTED/wf_night/s_load", "--reveal", "--format", format]).stdout;
        assert!(said.contains(&value), "{format}: {said}");
    }
    let yaml = sandbox.done(&["show", "PLANTED/wf_night/s_load", "--reveal", "--format", "yaml"]).stdout;
    assert!(yaml.contains(ATTRIBUTE), "{yaml}");
}

/// Equal but for white space and the spelling of references.
#[track_caller]
fn assert_same_tree(left: &str, right: &str) {
    let told = |text: &str| {
        let tree = parse(text);
        let nodes = tree.descendants().map(|node| {
            let attributes: Vec<_> =
                node.attributes().map(|one| (one.name().to_owned(), one.value().to_owned())).collect();
            (node.tag_name().name().to_owned(), node.text().map(|text| text.trim().to_owned()), attributes)
        });
        nodes.collect::<Vec<_>>()
    };
    assert_eq!(told(left), told(right));
}

#[test]
fn who_may_not_open_reveals_nothing() {
    let sandbox = sandbox();
    let stranger = sandbox.path("stranger.txt");
    catalog::vault::write_new(&stranger, &catalog::vault::Identities::mint("now").text, None).unwrap();
    let refused = |ran: Ran| {
        assert_eq!(ran.code, 4, "{ran:?}");
        assert_eq!(found_in(format!("{}{}", ran.stdout, ran.stderr).as_bytes()), [""; 0]);
    };
    let with = |identity: &str| {
        refused(sandbox.run(&["show", "PLANTED/wf_night/s_load", "--reveal", "--identity", identity]));
        refused(sandbox.run(&["resolve", "PLANTED/wf_night/s_load", "--reveal", "--identity", identity]));
        refused(sandbox.run(&["export", "PLANTED/wf_night", "-o", "out", "--reveal", "--identity", identity]));
        assert!(!sandbox.path("out").exists());
    };
    with(stranger.to_str().unwrap());
    with("/no/such/identity");
}

#[test]
fn a_secret_that_changed_in_its_place_is_a_new_version_and_no_change_of_the_object() {
    let sandbox = sandbox();
    let name = sealed_at(&sandbox, "a.xml:11");
    let versions = || sandbox.done(&["credential", "history", &name, "--format", "csv"]).stdout.lines().count() - 1;
    sandbox.run(&["ingest", IN]);
    assert_eq!(versions(), 1);
    let other = planted().replace(&escaped(PAIR), "Gy5wTb3Nq8Lx");
    std::fs::write(sandbox.path("in/a.xml"), &other).unwrap();
    let ran = sandbox.run(&["ingest", IN, "--format", "json"]);
    let summary: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(summary["total"]["changed"], 0, "{ran:?}");
    assert_eq!((versions(), sandbox.done(&["credential", "get", &name]).stdout), (2, "Gy5wTb3Nq8Lx".to_owned()));
    // As it was in the first snapshot that had it.
    let shown = |at: &str| sandbox.done(&["show", &format!("PLANTED/wf_night/s_load@{at}"), "--reveal"]).stdout;
    assert!(shown("latest").contains("Gy5wTb3Nq8Lx"));
    // Without the key of MACs nobody can tell whether it changed: the new value takes the place of the old one.
    std::fs::remove_file(sandbox.path("keys/mac.key")).unwrap();
    std::fs::write(sandbox.path("in/a.xml"), other.replace("Gy5wTb3Nq8Lx", "Third0neHere")).unwrap();
    sandbox.run(&["ingest", IN]);
    assert_eq!((versions(), sandbox.done(&["credential", "get", &name]).stdout), (2, "Third0neHere".to_owned()));
}

#[test]
fn a_job_without_an_identity_seals_what_it_cannot_read() {
    let sandbox = sandbox();
    std::fs::rename(sandbox.path("keys/identity.txt"), sandbox.path("owner.txt")).unwrap();
    std::fs::remove_file(sandbox.path("keys/signing.key")).unwrap();
    std::fs::write(sandbox.path("in/b.xml"), planted().replace("PLANTED", "SECOND")).unwrap();
    let ran = sandbox.run(&["ingest", IN]);
    assert!(ran.code <= 1, "{ran:?}");
    assert_eq!(sandbox.run(&["show", "SECOND/wf_night/s_load", "--reveal"]).code, 4);
    let shown = sandbox.done(&["show", "SECOND/wf_night/s_load", "--reveal", "--identity", "owner.txt"]).stdout;
    assert!(shown.contains(PAIR), "{shown}");
}

#[test]
fn members_that_are_not_to_be_believed_end_an_ingest_before_anything_is_stored() {
    let sandbox = sandbox();
    std::fs::remove_file(sandbox.path("keys/trusted")).unwrap();
    let before = sandbox.done(&["list", "snapshots", "--format", "csv"]).stdout;
    let ran = sandbox.run(&["ingest", IN]);
    assert!(ran.code == 4 && ran.stderr.contains("no signing key is pinned"), "{ran:?}");
    assert_eq!(sandbox.done(&["list", "snapshots", "--format", "csv"]).stdout, before);
}

#[test]
fn an_older_catalog_is_scrubbed_on_the_way_up() {
    let sandbox = Sandbox::with_catalog();
    let path = sandbox.path("catalog.db");
    let db = rusqlite::Connection::open(&path).unwrap();
    // As the version before left it, with what it once deleted still in unused pages.
    let tables = [
        "DROP TABLE night_step; DROP TABLE night; DROP TABLE alert_delivery; DROP TABLE alert;",
        "DROP TABLE snapshot_audit; DROP TABLE assessed_object; DROP TABLE assessed_answer; DROP TABLE assessed_finding;",
        "DROP TABLE assessment_count; DROP TABLE assessment;",
        "DROP VIEW current_template; DROP TABLE template_revision; DROP TABLE template;",
        "DROP VIEW current_run; DROP VIEW current_workflow_run; DROP VIEW current_run_part; DROP VIEW current_run_fact; DROP TABLE run_pull;",
        "DROP TABLE workflow_run; DROP TABLE run_fact; DROP TABLE run_part; DROP TABLE run; DROP TABLE run_place;",
        "DROP VIEW audit_act; DROP TABLE audit_event;",
        "DROP VIEW current_grant; DROP VIEW current_role_member; DROP VIEW current_member; DROP TABLE membership;",
        "DROP VIEW current_credential; DROP TABLE credential_version; DROP TABLE credential; DROP TABLE catalog_identity;",
        "DROP VIEW current_connection_test; DROP VIEW current_connection_attribute; DROP VIEW current_connection_object;",
        "DROP TABLE connection_test; DROP TABLE connection_attribute; DROP TABLE connection_revision; DROP TABLE connection_object;",
        "DELETE FROM refinery_schema_history WHERE version > 9; CREATE TABLE gone (value TEXT);",
    ];
    db.execute_batch("PRAGMA secure_delete = OFF; PRAGMA wal_autocheckpoint = 0;").unwrap();
    db.execute_batch(&tables.concat()).unwrap();
    for value in PLAIN {
        db.execute("INSERT INTO gone VALUES (?1)", [value.repeat(200)]).unwrap();
    }
    db.execute_batch("DELETE FROM gone; DROP TABLE gone;").unwrap();
    let wal = || std::fs::read(sandbox.path("catalog.db-wal")).unwrap_or_default();
    assert_eq!(found_in(&wal()).len(), PLAIN.len(), "the search finds what is there");
    drop(db);
    assert_eq!(found_in(&std::fs::read(&path).unwrap()).len(), PLAIN.len(), "in unused pages");
    sandbox.done(&["upgrade"]);
    assert_eq!(leaking(&sandbox.path("")), Vec::<String>::new());
    assert!(sandbox.path("catalog.db.schema-9").exists());
    sandbox.done(&["check"]);
    sandbox.done(&["list", "sessions"]);
    let acts = sandbox.done(&["audit", "log", "--action", "upgrade", "--format", "csv"]).stdout;
    assert!(acts.contains("done"), "{acts}");
}
