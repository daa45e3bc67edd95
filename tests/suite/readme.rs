//! The README is true: its commands run and answer as it says, its queries run, its tables are those of the program.

use super::sandbox::{EXAMPLE, Ran, Sandbox};
use catalog::model::connection::{Family, Verdict};
use catalog::model::problem::CODES;
use rusqlite::{Connection, OpenFlags};

const README: &str = include_str!("../../README.md");
const EXIT: &str = include_str!("../../src/cli/exit.rs");

/// Commands of `sh` blocks that a test does not run, and why not.
const NOT_RUN: [(&str, &str); 9] = [
    ("cargo test", "this is it"),
    ("cargo install ", "builds anew and writes outside the folder"),
    ("cargo bench ", "takes minutes"),
    ("cargo run --release --example generate_repository ", "builds anew; the flags are checked below"),
    ("catalog completions bash > ", "writes to the home folder; the command itself is a case of its own"),
    ("catalog man > ", "writes to the home folder; the command itself is a case of its own"),
    ("catalog --catalog /srv/catalog/prod.db ", "names folders that a test cannot make; it runs on others below"),
    ("catalog ingest --from-connection ", "wants the database of a repository; `tests/suite/reach` has one"),
    ("catalog ingest --session ", "wants an event log, which the example has none of; `tests/suite/runs.rs` has logs"),
];

/// The fenced blocks of one language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("\n```{language}\n");
    README.split(&fence).skip(1).map(|rest| rest.split("\n```").next().unwrap_or_default()).collect()
}

/// The rows of the table that follows a heading, as cells.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, rest) = README.split_once(&format!("# {heading}\n")).expect("the heading");
    let lines = rest.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    lines.skip(2).map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

#[test]
fn the_two_commands_are_these() {
    let (_, rest) = README.split_once("\n## Two commands\n").expect("the heading");
    let section = rest.split("\n## ").next().unwrap_or_default();
    let commands: Vec<&str> =
        section.split("\n```sh\n").skip(1).filter_map(|block| block.split("\n```").next()).collect();
    assert_eq!(commands, ["cargo run --release -- ingest tests/fixtures/example", "cargo test"]);
}

#[test]
fn every_shell_command_runs_or_says_why_it_is_not_run() {
    let sandbox = Sandbox::with_example();
    for line in blocks("sh").iter().flat_map(|block| block.lines()) {
        if let Some(args) = line.strip_prefix("cargo run --release -- ") {
            sandbox.done(&args.split(' ').collect::<Vec<_>>());
        } else {
            assert!(NOT_RUN.iter().any(|(start, why)| line.starts_with(start) && !why.is_empty()), "{line}");
        }
    }
    sandbox.done(&["--catalog", "prod.db", "ingest", "--complete", EXAMPLE]);
}

#[test]
fn every_answer_is_as_the_readme_shows_it() {
    let sandbox = Sandbox::with_example();
    for block in blocks("console") {
        for step in format!("\n{block}").split("\n$ ").skip(1) {
            let (command, expected) = step.split_once('\n').unwrap_or((step, ""));
            let output = shell(&sandbox, command);
            assert_eq!(output.code, 0, "{command}: {output:?}");
            assert!(
                like(&lines(expected), &lines(&output.stdout)),
                "$ {command}\n{expected}\n---- but it was\n{}",
                output.stdout
            );
        }
    }
}

/// Runs a line as a shell would, with the program under its name.
fn shell(sandbox: &Sandbox, line: &str) -> Ran {
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_catalog")).parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = std::process::Command::new("sh");
    command.args(["-c", line]).current_dir(sandbox.path("")).env("PATH", format!("{}:{path}", folder.display()));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CATALOG_")) {
        command.env_remove(name);
    }
    command.env("CATALOG_KEYS", sandbox.path("keys"));
    Ran::new(&command.output().expect("a shell"))
}

fn lines(text: &str) -> Vec<&str> {
    text.trim_end().lines().collect()
}

/// True where the lines are as expected; `…` stands for any text, and alone on a line for any lines.
fn like(expected: &[&str], found: &[&str]) -> bool {
    match expected.split_first() {
        None => found.is_empty(),
        Some((&"…", rest)) => (0..=found.len()).any(|skipped| like(rest, &found[skipped..])),
        Some((line, rest)) => {
            found.split_first().is_some_and(|(first, others)| line_like(line, first) && like(rest, others))
        }
    }
}

/// Columns may be narrower in the README: any run of spaces is one.
fn line_like(expected: &str, found: &str) -> bool {
    let words = |line: &str| line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let (expected, found) = (&words(expected), &words(found));
    let parts: Vec<&str> = expected.split('…').collect();
    let [first, between @ .., last] = parts.as_slice() else { return expected == found };
    let Some(mut rest) = found.strip_prefix(first) else { return false };
    for part in between {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[test]
fn every_query_finds_rows_in_the_example() {
    let sandbox = Sandbox::with_catalog();
    let store = Connection::open_with_flags(sandbox.path("catalog.db"), OpenFlags::SQLITE_OPEN_READ_ONLY);
    let store = store.expect("a catalog");
    let queries = blocks("sql");
    assert!(queries.len() >= 12, "{}", queries.len());
    for query in queries {
        let mut statement = store.prepare(query).unwrap_or_else(|error| panic!("{query}\n{error}"));
        let rows = statement.query_map([], |_| Ok(())).unwrap_or_else(|error| panic!("{query}\n{error}"));
        let count = rows.map(|row| row.unwrap_or_else(|error| panic!("{query}\n{error}"))).count();
        assert!(count > 0 || query.contains("-- may be empty"), "no rows:\n{query}");
    }
}

#[test]
fn every_current_view_is_named() {
    let sandbox = Sandbox::with_catalog();
    let store = Connection::open(sandbox.path("catalog.db")).expect("a catalog");
    let mut views = store
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'view' AND name LIKE 'current%' ORDER BY name")
        .expect("a schema");
    for view in views.query_map([], |row| row.get::<_, String>(0)).expect("views") {
        let view = view.expect("a name");
        assert!(README.contains(&format!("`{view}`")), "{view} is not in the README");
        store.execute_batch(&format!("SELECT * FROM {view} LIMIT 1")).unwrap_or_else(|error| panic!("{view}: {error}"));
    }
}

#[test]
fn the_table_of_problems_is_that_of_the_program() {
    let rows = table("Problems");
    let rows: Vec<(&str, &str)> = rows.iter().map(|cells| (cells[0].trim_matches('`'), cells[1])).collect();
    assert_eq!(rows, CODES);
}

#[test]
fn the_table_of_session_keys_is_that_of_the_program() {
    let keys = catalog::model::session_key::KEYS;
    let rows: Vec<Vec<String>> =
        keys.iter().map(|key| vec![format!("`{}`", key.path()), key.meaning(), key.accepted()]).collect();
    assert_eq!(table("Session files (YAML)"), rows);
}

#[test]
fn the_tables_of_families_and_verdicts_are_those_of_the_program() {
    let rows: Vec<Vec<String>> =
        table("Families").iter().map(|row| row[..3].iter().map(|cell| (*cell).to_owned()).collect()).collect();
    let known = Family::all().into_iter().map(|family| {
        let (needed, other) = family.attributes();
        let attributes = format!("{}; {}", needed.join(", "), other.join(", ")).trim().to_owned();
        vec![format!("`{}`", family.word()), family.subtypes().join(", "), attributes]
    });
    assert_eq!(rows, known.collect::<Vec<_>>());
    let words: Vec<String> = table("What a test says").iter().map(|row| row[0].trim_matches('`').to_owned()).collect();
    assert_eq!(words, Verdict::ALL.map(|(word, _)| word.to_owned()));
}

#[test]
fn the_example_of_connections_is_imported() {
    let text = blocks("yaml").into_iter().find(|block| block.starts_with("connections:")).expect("an example");
    let sandbox = Sandbox::with_catalog();
    std::fs::write(sandbox.path("connections.yaml"), text).expect("written");
    let imported = sandbox.done(&["connection", "import", "connections.yaml", "--format", "json"]).stdout;
    assert!(imported.contains("\"connections\": 2,") && imported.contains("\"problems\": []"), "{imported}");
}

#[test]
fn the_table_of_exit_codes_is_that_of_the_program() {
    let rows = EXIT.lines().filter_map(|line| line.strip_prefix("//! |")).skip(2);
    let rows: Vec<Vec<&str>> = rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect();
    assert_eq!(table("Exit codes"), rows);
}

#[test]
fn every_flag_and_variable_stands_in_the_settings_table() {
    let sandbox = Sandbox::with_example();
    let help = sandbox.done(&["--help"]).stdout;
    for row in table("Settings") {
        let (flag, variable) = (row[0].trim_matches('`'), row[1].trim_matches('`'));
        let flag = flag.split(' ').next().unwrap_or_default();
        assert!(help.contains(flag) && help.contains(variable), "{row:?}");
    }
    assert_eq!(help.matches("CATALOG_").count(), table("Settings").len(), "{help}");
    std::fs::write(
        sandbox.path("catalog.yaml"),
        blocks("yaml").into_iter().find(|block| block.starts_with("catalog:")).expect("settings"),
    )
    .expect("written");
    let settings = sandbox.done(&["config", "--origin"]).stdout;
    assert!(settings.contains("file catalog.yaml"), "{settings}");
}
