//! `export --format parquet`: what is in it, the same bytes again, S3, and other readers: DuckDB and Spark.

use super::sandbox::{EXAMPLE, Ran, Sandbox};
use super::servers::moto::Moto;
use super::servers::process::installed;
use super::servers::skip_or_fail;
use catalog::store::{tables, whole_file};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const SESSION: &str = "s_m_dim_customer";
/// Newest runs that `tune` looks at, by its constants.
const NEWEST: &str = "60";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Exports a snapshot of the catalog into a folder of the sandbox, and gives its manifest.
#[track_caller]
fn exported(sandbox: &Sandbox, to: &str, more: &[&str]) -> Value {
    sandbox.done(&[&["export", "--format", "parquet", "-o", to], more].concat());
    json(&std::fs::read_to_string(sandbox.path(to).join("_catalog.json")).unwrap())
}

/// Every file below a folder with its digest, by path.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let all = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|one| one.file_type().is_file());
    let named = all.map(|one| {
        let name = one.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        (name, whole_file::digest(one.path()).unwrap().0)
    });
    named.collect()
}

/// The same without what grows with every export.
fn lasting(folder: &Path) -> BTreeMap<String, String> {
    let mut all = files(folder);
    all.retain(|name, _| name != "_catalog.json" && !name.starts_with("audit_event/"));
    all
}

/// Figures of a table of a manifest.
fn rows(manifest: &Value, table: &str) -> u64 {
    let parts = manifest["parts"].as_array().unwrap().iter().filter(|part| part["table"] == table);
    parts.map(|part| part["rows"].as_u64().unwrap()).sum()
}

/// Runs of a session on 75 days: some fail, some are stopped, some tell no rows.
fn spool(sandbox: &Sandbox) {
    let mut text = String::from(
        "SUBJECT_AREA,WORKFLOW_NAME,SESSION_INSTANCE_NAME,ACTUAL_START,SESSION_TIMESTAMP,RUN_STATUS_CODE,SUCCESSFUL_SOURCE_ROWS,SUCCESSFUL_ROWS\n",
    );
    for day in 0..75_u64 {
        // Numbers that look random and are the same each time.
        let odd = (day * day * 7919 + day * 104_729 + 13) % 1_000_003;
        let status = [1, 1, 1, 1, 1, 3, 4, 1][usize::try_from(odd % 8).unwrap()];
        let told = |every: u64, rows: u64| if day % every == 0 { String::new() } else { rows.to_string() };
        text.push_str(&format!(
            "SALES_DWH,wf_sales_daily,{SESSION},2026-{:02}-{:02} 02:00:00,2026-{0:02}-{1:02} 02:{:02}:{:02},{status},{},{}\n",
            day / 28 + 1,
            day % 28 + 1,
            odd % 60,
            odd % 59,
            told(9, odd),
            told(11, odd / 2),
        ));
    }
    std::fs::write(sandbox.path("runs.csv"), text).unwrap();
    sandbox.done(&["ingest", "runs.csv"]);
}

#[test]
fn every_table_of_the_catalog_is_told_or_left_out_with_a_reason() {
    let sandbox = Sandbox::with_catalog();
    let store = rusqlite::Connection::open(sandbox.path("catalog.db")).unwrap();
    let names = |sql: &str| -> BTreeSet<String> {
        let mut statement = store.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    // The index of `find` is several tables.
    let there = names(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'find_%'",
    );
    let told: BTreeSet<String> =
        tables::all().flat_map(|table| table.dataset.tells).map(|name| (*name).to_owned()).collect();
    let left_out: BTreeSet<String> = tables::LEFT_OUT.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert!(told.is_disjoint(&left_out) && tables::LEFT_OUT.iter().all(|(_, why)| !why.is_empty()));
    assert_eq!(told.union(&left_out).cloned().collect::<BTreeSet<_>>(), there);
    for (table, column, _) in tables::LEFT_OUT_COLUMNS {
        let columns = names(&format!("SELECT name FROM pragma_table_info('{table}')"));
        assert!(columns.contains(*column) && told.contains(*table), "{table}.{column}");
    }
}

#[test]
fn every_column_has_a_meaning_and_every_key_is_of_columns() {
    let mut names = BTreeSet::new();
    for table in tables::all().map(|table| &table.dataset) {
        assert!(names.insert(table.name) && !table.meaning.is_empty(), "{}", table.name);
        let columns: BTreeSet<&str> = table.columns.iter().map(|column| column.name).collect();
        assert_eq!(columns.len(), table.columns.len(), "{} has a column twice", table.name);
        assert!(!columns.contains("snapshot") && !columns.contains("catalog"), "{}", table.name);
        assert!(table.columns.iter().all(|column| !column.meaning.is_empty()), "{}", table.name);
        assert!(!table.partition.has_folder() || table.columns[0].name == "folder", "{}", table.name);
        let of_key = |name: &&str| table.columns.iter().any(|column| column.name == *name && !column.nullable);
        assert!(!table.key.is_empty() && table.key.iter().all(of_key), "{}", table.name);
    }
}

#[test]
fn the_same_snapshot_is_the_same_bytes_and_every_file_has_its_digest() {
    let sandbox = Sandbox::with_catalog();
    spool(&sandbox);
    let manifest = exported(&sandbox, "a", &[]);
    exported(&sandbox, "b", &["--snapshot", "1"]);
    let (a, b) = (lasting(&sandbox.path("a")), lasting(&sandbox.path("b")));
    assert!(a.contains_key("session/snapshot=1/folder=SALES_DWH/part-0.parquet"), "{a:?}");
    assert!(a.contains_key("run/folder=SALES_DWH/part-0.parquet"), "{a:?}");
    assert_eq!(a, b);
    let named = manifest["parts"].as_array().unwrap().iter().flat_map(|part| part["files"].as_array().unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let named: BTreeMap<String, String> = named.map(|file| (text(&file["path"]), text(&file["blake3"]))).collect();
    let mut there = files(&sandbox.path("a"));
    there.remove("_catalog.json");
    assert_eq!(named, there);
    assert_eq!((rows(&manifest, "session"), rows(&manifest, "run")), (9, 75));
    let log = sandbox.done(&["audit", "log"]).stdout;
    assert!(log.contains("export") && log.contains("snapshot:latest") && log.contains("snapshot:1"), "{log}");
}

#[test]
fn a_snapshot_that_is_exported_again_replaces_its_files_and_no_others() {
    let sandbox = Sandbox::with_catalog();
    std::fs::remove_file(sandbox.path(EXAMPLE).join("CLAIMS_STG/wf_stg_claims.xml")).ok();
    sandbox.done(&["ingest", EXAMPLE]);
    let both = exported(&sandbox, "lake", &["--snapshot", "all"]);
    let before = lasting(&sandbox.path("lake"));
    assert!(
        before.keys().any(|name| name.contains("snapshot=1/"))
            && before.keys().any(|name| name.contains("snapshot=2/"))
    );
    // A file of nobody, and a partition that the catalog knows no more.
    std::fs::write(sandbox.path("lake/notes.txt"), "mine").unwrap();
    rusqlite::Connection::open(sandbox.path("catalog.db"))
        .unwrap()
        .execute_batch("UPDATE folder SET name = 'RENAMED' WHERE name = 'SHARED'")
        .unwrap();
    let again = exported(&sandbox, "lake", &["--snapshot", "1"]);
    assert_eq!(rows(&both, "object"), rows(&again, "object"));
    let after = lasting(&sandbox.path("lake"));
    assert!(after.contains_key("notes.txt"));
    let in_first = |all: &BTreeMap<String, String>, folder: &str| {
        all.keys().any(|name| name.contains(&format!("snapshot=1/folder={folder}/")))
    };
    assert!(in_first(&after, "RENAMED") && !in_first(&after, "SHARED"));
    let second = |all: BTreeMap<String, String>| -> Vec<_> {
        all.into_iter().filter(|(name, _)| name.contains("snapshot=2/")).collect()
    };
    assert_eq!(second(before), second(after), "the other snapshot stays as it was");
    // Nothing is left of the work.
    let hidden = std::fs::read_dir(sandbox.path("lake")).unwrap().map(|one| one.unwrap().file_name());
    assert_eq!(hidden.filter(|name| name.to_str().unwrap().starts_with('.')).count(), 0);
}

#[test]
fn a_snapshot_that_nobody_assessed_has_no_findings() {
    let sandbox = Sandbox::with_example();
    sandbox.run(&["ingest", EXAMPLE]);
    sandbox.run(&["comply", "--record"]);
    let found = rows(&exported(&sandbox, "first", &[]), "finding");
    assert!(found > 0, "the example has findings");
    sandbox.run(&["ingest", EXAMPLE, "--label", "again"]);
    let second = exported(&sandbox, "second", &[]);
    let of_second = |part: &Value| part["snapshot"] == 2;
    assert!(second["parts"].as_array().unwrap().iter().any(of_second), "it is the second snapshot");
    assert_eq!(rows(&second, "finding"), 0, "though the first ones are still open");
    sandbox.run(&["comply", "--record"]);
    assert_eq!(rows(&exported(&sandbox, "third", &[]), "finding"), found);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let sandbox = Sandbox::with_catalog();
    exported(&sandbox, "lake", &[]);
    let other = ["ingest", EXAMPLE, "--catalog", "other.db"];
    sandbox.done(&other);
    let before = files(&sandbox.path("lake"));
    let refused = sandbox.run(&["export", "--format", "parquet", "-o", "lake", "--catalog", "other.db"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.stderr.contains("another catalog"), "{refused:?}");
    assert_eq!(files(&sandbox.path("lake")), before);
    for (words, code) in [
        (&["export", "--format", "parquet"][..], 2),
        (&["export", "--format", "parquet", "-o", "s3://b/p"], 2),
        (&["export", "--format", "parquet", "-o", "x", "--to", "C"], 2),
        (&["export", "--format", "parquet", "-o", "x", "--reveal"], 2),
        (&["export", "--format", "parquet", "-o", "x", "--snapshot", "77"], 3),
        (&["export", "--format", "parquet", "--schema", "xml"], 2),
        (&["export", "--format", "postgres"], 2),
        (&["export", "--format", "postgres", "--to", "NOBODY"], 3),
        (&["export", "SALES_DWH/wf_sales_daily"], 2),
        (&["export", "SALES_DWH/wf_sales_daily", "--schema", "x", "-o", "x"], 2),
    ] {
        let ran = sandbox.run(words);
        assert_eq!(ran.code, code, "{words:?}: {ran:?}");
    }
}

#[test]
fn no_sealed_value_and_no_secret_is_in_an_export() {
    let sandbox = Sandbox::with_keys();
    let manifest = exported(&sandbox, "lake", &[]);
    assert_eq!((rows(&manifest, "credential"), rows(&manifest, "credential_version")), (1, 1));
    let named = tables::all().flat_map(|table| table.dataset.columns).map(|column| column.name);
    assert!(named.into_iter().all(|name| !["sealed", "mac", "signature"].contains(&name)));
    let store = rusqlite::Connection::open(sandbox.path("catalog.db")).unwrap();
    let sealed: Vec<u8> = store.query_row("SELECT sealed FROM credential_version", [], |row| row.get(0)).unwrap();
    for name in files(&sandbox.path("lake")).keys() {
        let bytes = std::fs::read(sandbox.path("lake").join(name)).unwrap();
        assert!(!bytes.windows(32).any(|part| part == &sealed[..32]), "{name}");
    }
}

/// A Python that has a module; `None`, and said aloud, where it is not there.
fn python(name: &str, module: &str) -> Option<PathBuf> {
    installed(name, &format!("site-packages/{module}"))?;
    installed(name, "venv/bin/python")
}

/// The last line that a script of `tests/parquet` prints.
#[track_caller]
fn script(python: &Path, sandbox: &Sandbox, words: &[&str], variables: &[(&str, &str)]) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parquet").join(words[0]);
    let mut command = Command::new(python);
    command.arg(path).args(&words[1..]).current_dir(sandbox.path("")).stdin(Stdio::null());
    // Never the Spark of whoever runs the tests.
    for name in ["SPARK_HOME", "SPARK_CONF_DIR", "SPARK_LOCAL_DIRS", "PYTHONPATH", "PYSPARK_SUBMIT_ARGS"] {
        command.env_remove(name);
    }
    let ran = Ran::new(&command.envs(variables.iter().copied()).output().expect("Python starts"));
    assert_eq!(ran.code, 0, "{words:?}: {}{}", ran.stdout, ran.stderr);
    ran.stdout.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn duckdb_computes_every_figure_of_the_manifest_again() {
    let Some(python) = python("duckdb", "duckdb") else { return };
    let sandbox = Sandbox::with_keys();
    spool(&sandbox);
    sandbox.done(&["connection", "import", &format!("{EXAMPLE}/connections.yaml")]);
    sandbox.done(&["ingest", EXAMPLE]);
    // A name that is odd in a path, and one that is empty.
    std::fs::write(
        sandbox.path("odd.xml"),
        super::house::export("01/02/2026 03:04:05", "A/b=c%?", &super::house::mapping("m_é", "")),
    )
    .unwrap();
    sandbox.done(&["ingest", "odd.xml"]);
    let alone = "SESSION_INSTANCE_NAME,ACTUAL_START,SESSION_TIMESTAMP,RUN_STATUS_CODE,SUCCESSFUL_ROWS\n\
                 s_alone,2026-01-01 02:00:00,2026-01-01 02:00:01,1,5\n";
    std::fs::write(sandbox.path("alone.csv"), alone).unwrap();
    sandbox.done(&["ingest", "alone.csv"]);
    exported(&sandbox, "lake", &["--snapshot", "all"]);
    let schema = sandbox.done(&["export", "--format", "parquet", "--schema", "json"]).stdout;
    std::fs::write(sandbox.path("schema.json"), schema).unwrap();
    let answer = json(&script(&python, &sandbox, &["check.py", "lake", "schema.json"], &[]));
    assert_eq!(answer["wrong"], serde_json::json!([]), "{answer}");
    assert!(answer["compared"].as_u64() > Some(1000) && answer["rows"].as_u64() > Some(2000), "{answer}");
    // The check can fail.
    let manifest = sandbox.path("lake/_catalog.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replacen("\"rows\": 75", "\"rows\": 74", 1)).unwrap();
    let answer = json(&script(&python, &sandbox, &["check.py", "lake", "schema.json"], &[]));
    assert!(answer["wrong"].as_array().is_some_and(|wrong| !wrong.is_empty()), "{answer}");
}

#[test]
fn spark_computes_the_same_figures_over_runs_as_the_catalog() {
    let Some(python) = python("spark", "pyspark/jars") else { return };
    if Command::new("java").arg("-version").output().is_err() {
        skip_or_fail("spark", "no java");
        return;
    }
    let sandbox = Sandbox::with_catalog();
    spool(&sandbox);
    let manifest = exported(&sandbox, "lake", &[]);
    let answer = json(&script(&python, &sandbox, &["figures.py", "lake", NEWEST], &[]));
    let stats = json(&sandbox.done(&["runs", SESSION, "--stats", "--format", "json"]).stdout);
    let by_spark = &answer["stats"][0];
    assert_eq!(by_spark["session"], SESSION);
    for what in ["runs", "success_permille", "seconds", "source_rows", "target_rows"] {
        assert!(!stats[what].is_null(), "{what}");
        assert_eq!(by_spark[what], stats[what], "{what}");
    }
    assert_eq!(by_spark["rate"]["median"], stats["rows_per_second"]);
    let tuned = json(&sandbox.done(&["tune", SESSION, "--format", "json"]).stdout);
    for what in ["runs", "used", "failed", "oldest", "newest"] {
        assert_eq!(answer["basis"][0][what], tuned[0]["basis"][what], "{what}");
    }
    for (table, count) in answer["counts"].as_object().unwrap() {
        assert_eq!(count.as_u64(), Some(rows(&manifest, table)), "{table}");
    }
    assert!(answer["counts"]["attribute"].as_u64() > Some(500), "{answer}");
}

#[test]
fn a_bucket_holds_the_same_objects_as_a_folder() {
    let Some(moto) = Moto::running() else { return };
    let Some(python) = python("moto", "boto3") else { return };
    let sandbox = Sandbox::with_keys();
    let at = format!("http://127.0.0.1:{}", moto.port());
    std::fs::write(sandbox.path("secret"), &moto.writer.1).unwrap();
    sandbox.done(&["credential", "set", "lake", "--from-file", "secret"]);
    let (key, endpoint) = (format!("access_key_id={}", moto.writer.0), format!("endpoint={at}"));
    let connection = ["connection", "add", "LAKE", "--type", "Application", "--subtype", "s3", "--credential", "lake"];
    sandbox.done(&[&connection[..], &["--set", &key, "--set", &endpoint, "--set", "bucket=sales-bucket"]].concat());
    let export = ["export", "--format", "parquet", "-o", "s3://sales-bucket/a b/catalog=prod", "--to", "LAKE"];
    sandbox.done(&export);
    // Again, with a partition that is there no more.
    rusqlite::Connection::open(sandbox.path("catalog.db"))
        .unwrap()
        .execute_batch("UPDATE folder SET name = 'RE=NAMED' WHERE name = 'SHARED'")
        .unwrap();
    sandbox.done(&export);
    exported(&sandbox, "lake", &[]);
    let secrets = [("AWS_ACCESS_KEY_ID", moto.writer.0.as_str()), ("AWS_SECRET_ACCESS_KEY", &moto.writer.1)];
    script(&python, &sandbox, &["fetch.py", &at, "sales-bucket", "a b/catalog=prod/", "fetched"], &secrets);
    let fetched = lasting(&sandbox.path("fetched"));
    assert!(fetched.keys().any(|name| name.contains("folder=RE%3DNAMED/")), "{fetched:?}");
    let mut local = lasting(&sandbox.path("lake"));
    let mut remote = fetched;
    // Credentials and the log tell of the exports between the two.
    for all in [&mut local, &mut remote] {
        all.retain(|name, _| !name.starts_with("credential"));
    }
    assert_eq!(remote, local);
    let log = sandbox.done(&["audit", "log"]).stdout;
    assert!(log.contains("connection:LAKE") && log.contains("credential:lake"), "{log}");
    // Who may not write is told so, and no secret.
    let (key, secret) = (format!("access_key_id={}", moto.nobody.0), &moto.nobody.1);
    std::fs::write(sandbox.path("secret"), secret).unwrap();
    sandbox.done(&["credential", "rotate", "lake", "--from-file", "secret"]);
    sandbox.done(&["connection", "edit", "LAKE", "--set", &key]);
    let refused = sandbox.run(&export);
    assert_eq!(refused.code, 4, "{refused:?}");
    assert!(refused.stderr.contains("connection LAKE: ") && !refused.stderr.contains(secret.as_str()), "{refused:?}");
}
