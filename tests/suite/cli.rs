//! The command line as users meet it: `tests/cli/*.toml`, and what needs more than one command.
//!
//! Most cases ask one catalog that is made here: the example repository twice, the first time with another commit interval in
//! one session. Its times are set to fixed ones, so that the expected texts hold no wildcard. Cases that write have a folder
//! of their own.

use super::sandbox::{EXAMPLE, NIGHTLY, Ran, Sandbox, VARIABLES};
use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;

/// The catalog that the cases ask: two snapshots, one changed session between them, fixed times.
fn two_snapshots() -> Sandbox {
    let sandbox = Sandbox::with_example();
    let file = sandbox.path(EXAMPLE).join("SALES_DWH/wf_sales_daily.xml");
    let now = std::fs::read_to_string(&file).expect("UTF-8");
    let before = now.replace("NAME=\"Commit Interval\" VALUE=\"50000\"", "NAME=\"Commit Interval\" VALUE=\"20000\"");
    let before =
        before.replace("NAME =\"Commit Interval\" VALUE =\"50000\"", "NAME =\"Commit Interval\" VALUE =\"20000\"");
    assert_ne!(now, before, "the example has a session that commits every 50000 rows");
    std::fs::write(&file, before).expect("written");
    sandbox.done(&["ingest", EXAMPLE, "--label", "first"]);
    std::fs::write(&file, now).expect("written");
    sandbox.done(&["ingest", EXAMPLE]);
    let store = rusqlite::Connection::open(sandbox.path("catalog.db")).expect("a catalog");
    store
        .execute_batch(
            "UPDATE snapshot SET started_at = '2026-01-0' || id || 'T01:15:00Z',
                                 finished_at = '2026-01-0' || id || 'T01:15:09Z'",
        )
        .expect("fixed times");
    sandbox
}

#[test]
fn every_case_says_and_does_what_its_files_expect() {
    let sandbox = two_snapshots();
    let cases = trycmd::TestCases::new();
    cases.env("CATALOG_DB", sandbox.path("catalog.db").display().to_string());
    for name in &VARIABLES[1..] {
        cases.env(*name, "");
    }
    // Never the keys of whoever runs the tests.
    cases.env("CATALOG_KEYS", "/keys/of/nobody");
    cases.case("tests/cli/*.toml");
    cases.run();
}

#[test]
fn every_command_has_a_help_case() {
    let sandbox = Sandbox::with_example();
    for command in commands(&sandbox) {
        let case = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cli/help_{}.toml", command.join("_")));
        assert!(case.exists(), "{} is missing", case.display());
    }
}

/// Every command and subcommand, as `--help` names them.
fn commands(sandbox: &Sandbox) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for command in listed(&sandbox.done(&["--help"]).stdout) {
        let help = sandbox.done(&[&command, "--help"]).stdout;
        found.push(vec![command.clone()]);
        found.extend(listed(&help).into_iter().map(|below| vec![command.clone(), below]));
    }
    found
}

fn listed(help: &str) -> Vec<String> {
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    commands
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_example_of_the_help_pages_runs() {
    let pages = Sandbox::with_example();
    for command in commands(&pages) {
        let mut words: Vec<&str> = command.iter().map(String::as_str).collect();
        words.push("--help");
        let help = pages.done(&words).stdout;
        let examples: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("  catalog ")).collect();
        let piped = help.lines().filter(|line| line.contains(" | catalog ")).count();
        // `snapshot` itself only groups commands.
        assert!(examples.len() + piped > 0 || help.contains("\nCommands:"), "{command:?} has no example");
        for example in examples {
            run_example(example);
        }
    }
}

/// Examples that may say no.
const SAY_NO: [&str; 6] = ["comply", "plan ", "diff ", "template check ", "monitor check ", "nightly "];

/// Runs an example in a fresh folder with the example repository; what it reads beside that is laid there first.
fn run_example(example: &str) {
    let keyed = ["key ", "credential ", "role ", "connection trust "].iter().any(|noun| example.starts_with(noun));
    let keyed = keyed && !example.starts_with("key init");
    let sandbox = if keyed { Sandbox::with_keys() } else { Sandbox::with_catalog() };
    let trusted = std::fs::read_to_string(sandbox.path("keys/trusted")).unwrap_or_default();
    let example = example.replace("PUBLIC-KEY", trusted.split(' ').nth(1).unwrap_or_default());
    let example = example.replace("RECIPIENT", &catalog::vault::Identities::mint("now").recipient);
    // An absolute path cannot be made by a test; the example repository stands for it.
    let example = example.replace("/exports/REP_PROD", EXAMPLE);
    let example = example.replace("/etc/catalog", NIGHTLY);
    if example.starts_with("connection ") {
        sandbox.done(&["connection", "import", &format!("{EXAMPLE}/connections.yaml")]);
    }
    if example.starts_with("runs ") {
        let started = ["--started", "2026-11-21T02:00:00"];
        let record = ["runs", "record", "s_m_dim_customer", "--status", "running"];
        sandbox.done(&[&record[..], &started].concat());
    }
    if example.starts_with("template apply ") {
        sandbox.done(&["template", "import", &format!("{EXAMPLE}/full_load.template.yaml")]);
    }
    if example.starts_with("template remove ") {
        sandbox.done(&["template", "create", "nightly", "--from", "s_m_dim_customer"]);
    }
    if example.starts_with("report verify ") {
        sandbox.done(&["report", "compliance", "-o", "audit.html"]);
    }
    let words: Vec<String> = example.split(' ').map(|word| word.trim_matches('\'').to_owned()).collect();
    let ran = sandbox.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
    // The example has parameters whose values are known only to the service: a plan says so with 1. So does a check of sessions
    // that were not made of the template, and a diff of what differs.
    let says_no = SAY_NO.iter().any(|start| example.starts_with(start));
    let may_be = i32::from(says_no);
    assert!((0..=may_be).contains(&ran.code), "catalog {example}: {}{}", ran.stdout, ran.stderr);
}

#[test]
fn a_flag_beats_the_environment_and_that_the_settings_file() {
    let sandbox = Sandbox::with_example();
    std::fs::write(sandbox.path("catalog.yaml"), "catalog: file.db\nwait: 7\nmax_file_size: 2G\n").expect("written");
    let mut command = sandbox.command(&["config", "--origin", "--catalog", "flag.db"]);
    let ran = Ran::new(&command.env("CATALOG_DB", "variable.db").env("CATALOG_WAIT", "5").output().expect("started"));
    let lines: Vec<Vec<&str>> =
        ran.stdout.lines().map(|line| line.split("  ").filter(|c| !c.is_empty()).collect()).collect();
    let cells = |at: usize| lines[at].iter().map(|cell| cell.trim()).collect::<Vec<_>>();
    assert_eq!(cells(1), ["catalog", "flag.db", "command line"]);
    assert_eq!(cells(2), ["wait", "5", "environment CATALOG_WAIT"]);
    assert_eq!((cells(3)[0], cells(3)[2]), ("jobs", "default"));
    assert_eq!(cells(4), ["max_file_size", "2G", "file catalog.yaml"]);
}

#[test]
fn a_bad_variable_is_named() {
    let sandbox = Sandbox::with_example();
    let ran = Ran::new(&sandbox.command(&["config"]).env("CATALOG_JOBS", "few").output().expect("started"));
    assert_eq!(ran.code, 2, "{ran:?}");
    assert_eq!(ran.stderr, "catalog: jobs = few (environment CATALOG_JOBS): give a whole number\n");
}

#[test]
fn an_answer_has_no_colour() {
    let sandbox = Sandbox::with_catalog();
    for value in ["", "1"] {
        let output = sandbox.command(&["list", "folders"]).env("NO_COLOR", value).output().expect("started");
        assert!(!output.stdout.contains(&0x1b), "{output:?}");
    }
}

#[test]
fn a_label_is_given_once() {
    let sandbox = Sandbox::with_example();
    sandbox.done(&["ingest", EXAMPLE, "--label", "nightly"]);
    let again = sandbox.run(&["ingest", EXAMPLE, "--label", "nightly"]);
    assert_eq!(again.code, 2, "{again:?}");
    assert!(again.stderr.contains("nightly"), "{again:?}");
    let snapshots = sandbox.done(&["snapshot", "list", "--format", "json"]).stdout;
    assert_eq!(snapshots.matches("\"snapshot\":").count(), 1, "{snapshots}");
}

#[test]
fn a_dry_run_keeps_nothing() {
    let sandbox = Sandbox::with_catalog();
    let before = sandbox.done(&["list", "snapshots", "--format", "json"]).stdout;
    sandbox.done(&["ingest", EXAMPLE, "--dry-run"]);
    assert_eq!(sandbox.done(&["list", "snapshots", "--format", "json"]).stdout, before);
}

#[test]
fn a_second_ingest_finds_everything_unchanged() {
    let sandbox = Sandbox::with_catalog();
    let summary = sandbox.done(&["ingest", EXAMPLE, "--format", "json"]).stdout;
    let summary: serde_json::Value = serde_json::from_str(&summary).expect("JSON");
    let total = &summary["total"];
    assert_eq!((total["new"].as_u64(), total["changed"].as_u64(), total["gone"].as_u64()), (Some(0), Some(0), Some(0)));
    assert!(total["unchanged"].as_u64() > Some(0), "{summary}");
}

#[test]
fn pruning_forgets_old_snapshots_but_not_labelled_ones() {
    let sandbox = Sandbox::with_example();
    sandbox.done(&["ingest", EXAMPLE, "--label", "release"]);
    sandbox.done(&["ingest", EXAMPLE]);
    sandbox.done(&["ingest", EXAMPLE]);
    let dry = sandbox.done(&["snapshot", "prune", "--keep", "1", "--dry-run"]).stdout;
    assert!(dry.starts_with("would forget snapshots: 1,"), "{dry}");
    let wet = sandbox.done(&["snapshot", "prune", "--keep", "1", "--format", "json"]).stdout;
    assert!(wet.contains("\"snapshots\": [\n    2\n  ]"), "{wet}");
    let left = sandbox.done(&["list", "snapshots", "--format", "csv"]).stdout;
    let left: Vec<&str> = left.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(left, ["1", "3"]);
    sandbox.done(&["check"]);
}

#[test]
fn init_upgrade_and_vacuum_leave_a_sound_catalog() {
    let sandbox = Sandbox::with_example();
    assert_eq!(sandbox.done(&["init"]).stdout, "catalog.db is ready\ncatalog.yaml is ready\n");
    assert_eq!(sandbox.done(&["init"]).stdout, "catalog.db is there already\ncatalog.yaml is there already\n");
    sandbox.done(&["ingest", EXAMPLE]);
    assert!(sandbox.done(&["upgrade"]).stdout.starts_with("catalog.db has schema "));
    assert!(sandbox.done(&["vacuum"]).stdout.ends_with(" after\n"));
    assert!(sandbox.done(&["check"]).stdout.ends_with("sound\n"));
}

#[test]
fn an_empty_catalog_says_what_to_do() {
    let sandbox = Sandbox::with_example();
    sandbox.done(&["init"]);
    let ran = sandbox.run(&["show", "s_m_dim_customer"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stderr.contains("catalog ingest PATH"), "{ran:?}");
    for noun in ["sessions", "snapshots"] {
        let ran = sandbox.run(&["list", noun]);
        assert_eq!(ran.stderr, "catalog: the catalog is empty\n  fill it with `catalog ingest PATH`\n");
    }
}

#[test]
fn a_catalog_of_a_newer_program_is_refused() {
    let sandbox = Sandbox::with_catalog();
    let store = rusqlite::Connection::open(sandbox.path("catalog.db")).expect("a catalog");
    store
        .execute_batch(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
             SELECT max(version) + 1, 'of_tomorrow', applied_on, checksum FROM refinery_schema_history",
        )
        .expect("a newer schema");
    drop(store);
    for args in [&["list", "sessions"][..], &["ingest", EXAMPLE], &["upgrade"], &["check"]] {
        let ran = sandbox.run(args);
        assert_eq!(ran.code, 5, "{args:?}: {ran:?}");
        assert!(ran.stderr.contains("a newer catalog program wrote it"), "{args:?}: {ran:?}");
    }
}

#[test]
fn a_broken_pipe_ends_with_zero() {
    let sandbox = Sandbox::with_catalog();
    for args in [&["list", "tasks"][..], &["show", "s_m_dim_customer"], &["man"], &["--help"]] {
        let mut child = sandbox.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started");
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().expect("piped").read_to_string(&mut said).expect("UTF-8");
        assert_eq!((child.wait().expect("ended").code(), said.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn what_is_too_long_to_look_for_is_refused() {
    let sandbox = Sandbox::with_catalog();
    let long = "x".repeat(60_000);
    for args in [&["list", "sessions", "--like", &long][..], &["find", &long], &["find", &"ab ".repeat(20_000)]] {
        let ran = sandbox.run(args);
        assert_eq!(
            (ran.code, ran.stderr.ends_with("characters is too long; give 1000 at most\n")),
            (2, true),
            "{ran:?}"
        );
    }
    sandbox.done(&["list", "sessions", "--like", &"%".repeat(1000)]);
    for most in [(0..160).map(|number| format!("w{number}* ")).collect::<Vec<_>>().concat(), "y".repeat(999)] {
        assert_eq!(sandbox.run(&["find", &most]).code, 1, "nothing found");
    }
}

#[test]
fn control_characters_of_names_never_reach_the_terminal() {
    let sandbox = Sandbox::with_example();
    // XML 1.0 has no ESC, but DEL, NEL, CSI and the direction marks may stand in a name.
    let name = "odd&#x9B;31m&#x202E;&#x7F;name";
    let export = format!(
        "<POWERMART CREATION_DATE=\"06/01/2024 08:00:00\" REPOSITORY_VERSION=\"189.98\"><REPOSITORY NAME=\"R\" \
         VERSION=\"189\" CODEPAGE=\"UTF-8\" DATABASETYPE=\"Oracle\"><FOLDER NAME=\"F{name}\" OWNER=\"o\" \
         SHARED=\"NOTSHARED\" DESCRIPTION=\"{name}\" PERMISSIONS=\"\" UUID=\"\"><CONFIG NAME=\"{name}\" \
         DESCRIPTION=\"{name}\" ISDEFAULT=\"NO\"><ATTRIBUTE NAME=\"Custom Properties\" VALUE=\"{name} oddword\"/>\
         </CONFIG></FOLDER></REPOSITORY></POWERMART>"
    );
    std::fs::write(sandbox.path("odd.xml"), export).expect("written");
    std::fs::write(sandbox.path("esc\u{1b}[31m.xml"), "<POWERMART").expect("written");
    let ingested = sandbox.run(&["ingest", "odd.xml", "esc\u{1b}[31m.xml"]);
    assert_eq!(ingested.code, 1, "{ingested:?}");
    let shown = ["list", "configs"];
    let raw = "odd\u{9b}31m\u{202e}\u{7f}name";
    let runs = [
        ingested,
        sandbox.run(&shown),
        sandbox.run(&["list", "folders"]),
        sandbox.run(&["list", "problems"]),
        sandbox.run(&["snapshot", "show"]),
        sandbox.run(&["show", raw]),
        sandbox.run(&["show", &format!("x{raw}")]),
        sandbox.run(&["show", "\u{1b}[31m"]),
        sandbox.run(&["find", "oddword"]),
        sandbox.run(&["list", "configs", "--at", "\u{1b}[31m"]),
        sandbox.run(&["export", raw, "-o", "out"]),
        sandbox.run(&["check", "--catalog", "\u{1b}[31m.db"]),
    ];
    for ran in runs {
        let odd = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!ran.stdout.contains(odd) && !ran.stderr.contains(odd), "{ran:?}");
    }
}
