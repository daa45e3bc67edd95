//! Run history, from spool to answer: what is one run, what is kept of bad input, what an orchestrator writes back.

use super::house::corpus;
use super::sandbox::{Ran, Sandbox};
use serde_json::Value;

const SESSIONS: &str = "SUBJECT_AREA,WORKFLOW_NAME,SESSION_INSTANCE_NAME,MAPPING_NAME,ACTUAL_START,SESSION_TIMESTAMP,RUN_STATUS_CODE,\
                        SUCCESSFUL_SOURCE_ROWS,SUCCESSFUL_ROWS,FAILED_ROWS,FIRST_ERROR_CODE,FIRST_ERROR_MSG,WORKFLOW_ID,WORKFLOW_RUN_ID,\
                        WORKLET_RUN_ID,INSTANCE_ID\n";
/// A good run of a session of the example, the same still running, and a failed one.
const GOOD: &str = "SALES_DWH,wf_sales_daily,s_m_dim_customer,m_dim_customer,2026-01-02 02:00:00,2026-01-02 02:01:40,1,1000,990,10,0,,7,51,0,3\n";
const RUNNING: &str = "SALES_DWH,wf_sales_daily,s_m_dim_customer,m_dim_customer,2026-01-02 02:00:00,1753-01-01 00:00:00,6,,,,0,,7,51,0,3\n";
const FAILED: &str = "SALES_DWH,wf_sales_daily,s_m_dim_customer,m_dim_customer,2026-01-03 02:00:00,2026-01-03 02:00:09,3,0,0,0,36331,\
                      \"ORA-12541: TNS\nno listener, password=hunter2secret\",7,52,0,3\n";
const TABLES: &str = "SUBJECT_AREA;SESSION_NAME;SESSION_INSTANCE_NAME;SESSION_INSTANCE_ID;WORKFLOW_ID;TABLE_NAME;TABLE_INSTANCE_NAME;\
                      SUCCESSFUL_ROWS;FAILED_ROWS;START_TIME;END_TIME;PARTITION_NAME;THROUGHPUT\n\
                      SALES_DWH;s_m_dim_customer;s_m_dim_customer;3;7;T;T1;500;5;2026-01-02 02:00:05;2026-01-02 02:01:00;P1;9\n\
                      SALES_DWH;s_m_dim_customer;s_m_dim_customer;3;7;T;T1;490;5;2026-01-02 02:00:05;2026-01-02 02:01:00;P2;9\n";

fn write(sandbox: &Sandbox, name: &str, text: &str) {
    std::fs::write(sandbox.path(name), text).expect("written");
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
}

fn runs(sandbox: &Sandbox, session: &str) -> Vec<Value> {
    json(&sandbox.done(&["runs", session, "--format", "json"])).as_array().expect("an array").clone()
}

#[test]
fn a_spool_read_again_and_again_is_one_run_that_goes_on() {
    let sandbox = Sandbox::with_catalog();
    write(&sandbox, "a.csv", &format!("{SESSIONS}{RUNNING}"));
    write(&sandbox, "b.csv", &format!("{SESSIONS}{GOOD}"));
    let first = json(&sandbox.done(&["ingest", "a.csv", "--format", "json"]));
    assert_eq!((&first["snapshot"], &first["runs"]["new"], &first["run_files"]), (&Value::Null, &1.into(), &1.into()));
    assert_eq!(runs(&sandbox, "s_m_dim_customer")[0]["status"], "running");
    let second = json(&sandbox.done(&["ingest", "b.csv", "--format", "json"]));
    assert_eq!((&second["runs"]["new"], &second["runs"]["changed"]), (&0.into(), &1.into()));
    // The older spool comes late: a run that is over stays so.
    sandbox.done(&["ingest", "a.csv"]);
    let all = runs(&sandbox, "s_m_dim_customer");
    assert_eq!(all.len(), 1);
    assert_eq!(
        (&all[0]["status"], &all[0]["seconds"], &all[0]["target_rows"]),
        (&"succeeded".into(), &100.into(), &990.into())
    );
    let again = json(&sandbox.done(&["ingest", "b.csv", "--format", "json"]));
    assert_eq!(again["runs"]["unchanged"], 1);
    assert_eq!(json(&sandbox.done(&["snapshot", "list", "--format", "json"])).as_array().map(Vec::len), Some(1));
}

#[test]
fn a_session_log_and_a_spool_tell_of_one_run() {
    let log = "2026-01-02 02:00:01 : INFO : (1 | DIRECTOR) : (IS | IS_DEV) : node01 : TM_6014 : Initializing session [s_m_dim_customer] at [Fri Jan 02 02:00:01 2026].\n\
               2026-01-02 02:00:01 : INFO : (1 | DIRECTOR) : (IS | IS_DEV) : node01 : TM_6683 : Repository Name: [REP_ACME]\n\
               2026-01-02 02:00:01 : INFO : (1 | DIRECTOR) : (IS | IS_DEV) : node01 : TM_6686 : Folder: [SALES_DWH]\n\
               2026-01-02 02:00:01 : INFO : (1 | DIRECTOR) : (IS | IS_DEV) : node01 : TM_6685 : Workflow: [wf_sales_daily] Run Instance Name: [] Run Id: [51]\n\
               2026-01-02 02:00:09 : INFO : (1 | MAPPING) : (IS | IS_DEV) : node01 : DBG_21694 : AGG Partition [0]: Index cache size = [100], Data cache size = [200]\n\
               2026-01-02 02:01:40 : INFO : (1 | DIRECTOR) : (IS | IS_DEV) : node01 : PETL_24012 : Session run completed successfully.\n\
               2026-01-02 02:01:40 : INFO : (1 | DIRECTOR) : (IS | IS_DEV) : node01 : TM_6020 : Session [s_m_dim_customer] completed at [Fri Jan 02 02:01:40 2026].\n";
    // Whichever comes first.
    for order in [["a.csv", "s.log"], ["s.log", "a.csv"]] {
        let sandbox = Sandbox::with_catalog();
        write(&sandbox, "a.csv", &format!("{SESSIONS}{GOOD}{FAILED}"));
        write(&sandbox, "s.log", log);
        for name in order {
            sandbox.done(&["ingest", name]);
        }
        let all = runs(&sandbox, "s_m_dim_customer");
        assert_eq!(all.len(), 2, "{order:?}: {all:?}");
        assert_eq!(
            (&all[0]["key"]["workflow_run_id"], &all[0]["repository"]),
            (&51.into(), &"REP_ACME".into()),
            "{order:?}"
        );
        let facts = all[0]["facts"].as_array().expect("facts");
        let cache = facts.iter().find(|fact| fact["what"] == "data_cache_bytes").expect("the cache of the log");
        assert_eq!((&cache["name"], &cache["value"]), (&"AGG".into(), &200.into()));
    }
}

#[test]
fn rows_of_tables_find_their_run_whenever_it_comes() {
    let sandbox = Sandbox::with_catalog();
    write(&sandbox, "t.csv", TABLES);
    write(&sandbox, "s.csv", &format!("{SESSIONS}{GOOD}{FAILED}"));
    let waiting = json(&sandbox.done(&["ingest", "t.csv", "--format", "json"]));
    assert_eq!(waiting["problems"][0]["code"], "run-unattached");
    sandbox.done(&["ingest", "t.csv"]); // the same rows, not twice as many
    let found = sandbox.done(&["ingest", "s.csv", "--format", "json"]);
    assert!(!found.stdout.contains("run-unattached"), "{}", found.stdout);
    let all = runs(&sandbox, "s_m_dim_customer");
    let rows: Vec<&Value> =
        all[0]["parts"].as_array().expect("parts").iter().map(|part| &part["applied_rows"]).collect();
    assert_eq!(rows, [500, 490]);
    assert_eq!(all[1]["parts"], Value::Array(Vec::new()), "the failed run has none");
    let once: i64 = rusqlite::Connection::open(sandbox.path("catalog.db"))
        .expect("a catalog")
        .query_row("SELECT count(*) FROM run_part", [], |row| row.get(0))
        .expect("a count");
    assert_eq!(once, 2);
}

#[test]
fn overlapping_runs_leave_rows_of_tables_without_one() {
    let sandbox = Sandbox::with_catalog();
    let other = GOOD.replace(",51,", ",59,").replace("2026-01-02 02:00:00", "2026-01-02 02:00:03");
    write(&sandbox, "s.csv", &format!("{SESSIONS}{GOOD}{other}"));
    write(&sandbox, "t.csv", TABLES);
    let ran = sandbox.done(&["ingest", "s.csv", "t.csv", "--format", "json"]);
    assert!(ran.stdout.contains("run-unattached"), "{}", ran.stdout);
    assert_eq!(runs(&sandbox, "s_m_dim_customer").len(), 2);
}

#[test]
fn a_session_in_worklets_is_found_by_the_path_that_the_task_runs_tell() {
    let sandbox = Sandbox::with_catalog();
    write(
        &sandbox,
        "tasks.csv",
        "SUBJECT_AREA,WORKFLOW_NAME,WORKFLOW_ID,WORKFLOW_RUN_ID,WORKLET_RUN_ID,CHILD_RUN_ID,INSTANCE_ID,INSTANCE_NAME,TASK_TYPE,\
        START_TIME,END_TIME,RUN_STATUS_CODE\n\
        SALES_DWH,wf_fact_sales,9,70,0,71,2,wlt_load_emea,70,2026-01-02 01:00:00,2026-01-02 03:00:00,1\n\
        SALES_DWH,wf_fact_sales,9,70,71,72,3,wlt_post_load,70,2026-01-02 01:00:00,2026-01-02 03:00:00,1\n\
        SALES_DWH,wf_fact_sales,9,70,72,0,4,s_m_agg_sales_region,68,2026-01-02 02:00:00,2026-01-02 02:30:00,1\n",
    );
    sandbox.done(&["ingest", "tasks.csv"]);
    let all = runs(&sandbox, "wlt_load_emea/wlt_post_load/s_m_agg_sales_region");
    assert_eq!((all.len(), &all[0]["path"]), (1, &"wlt_load_emea/wlt_post_load".into()));
}

#[test]
fn two_repositories_with_one_key_stay_apart() {
    let sandbox = Sandbox::with_catalog();
    write(&sandbox, "a.csv", &format!("{SESSIONS}{GOOD}"));
    sandbox.done(&["ingest", "a.csv", "--repository-as", "REP_A"]);
    sandbox.done(&["ingest", "a.csv", "--repository-as", "REP_B"]);
    assert_eq!(runs(&sandbox, "REP_A::s_m_dim_customer").len(), 1);
    assert_eq!(runs(&sandbox, "REP_B::s_m_dim_customer").len(), 1);
}

#[test]
fn bad_rows_are_told_with_lines_and_the_rest_is_kept() {
    let sandbox = Sandbox::with_catalog();
    let bad = "SALES_DWH,wf,s_bad,m,2026-02-30 02:00:00,,1,,,,0,,7,60,0,3\nSALES_DWH,wf,s_bad,m,2026-01-03 02:00:09,2026-01-03 02:00:00,1,,,,0,,7,61,0,3\n";
    write(&sandbox, "a.csv", &format!("{SESSIONS}{bad}SALES_DWH,\"open,wf\n{GOOD}"));
    std::fs::write(sandbox.path("cut.zstd"), b"\x28\xb5\x2f\xfd\x04\x00").expect("written");
    write(&sandbox, "none.csv", "NAME,VALUE\na,b\n");
    let ran = sandbox.run(&["ingest", "a.csv", "--format", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let problems = json(&ran)["problems"].as_array().expect("problems").clone();
    let lines: Vec<i64> =
        problems.iter().filter(|one| one["code"] == "run-row").filter_map(|one| one["line"].as_i64()).collect();
    assert_eq!(lines, [2, 3, 4]);
    assert_eq!(runs(&sandbox, "s_m_dim_customer").len(), 1);
    // What is named and is nothing that anybody reads.
    let ran = sandbox.run(&["ingest", "none.csv"]);
    assert_eq!((ran.code, ran.stdout.contains("not-an-export")), (3, true), "{}", ran.stdout);
}

#[test]
fn secrets_in_messages_are_cut_out() {
    let sandbox = Sandbox::with_catalog();
    write(&sandbox, "a.csv", &format!("{SESSIONS}{FAILED}"));
    let told = sandbox.done(&["ingest", "a.csv"]).stdout;
    let answer = sandbox.done(&["runs", "s_m_dim_customer", "--format", "json"]).stdout;
    let stored = std::fs::read(sandbox.path("catalog.db")).expect("a catalog");
    assert!(answer.contains("ORA-12541"), "{answer}");
    for text in [told.as_bytes(), answer.as_bytes(), &stored] {
        assert!(!text.windows(13).any(|part| part == b"hunter2secret"));
    }
}

#[test]
fn figures_are_given_with_classes_of_errors() {
    let sandbox = Sandbox::with_catalog();
    write(&sandbox, "a.csv", &format!("{SESSIONS}{GOOD}{FAILED}"));
    sandbox.done(&["ingest", "a.csv"]);
    let stats = json(&sandbox.done(&["runs", "s_m_dim_customer", "--stats", "--format", "json"]));
    assert_eq!((&stats["runs"], &stats["success_permille"]), (&2.into(), &500.into()));
    assert_eq!((&stats["errors"][0]["class"], &stats["errors"][0]["code"]), (&"connection".into(), &"36331".into()));
    assert_eq!(
        json(&sandbox.done(&["runs", "s_m_dim_customer", "--since", "2026-01-03", "--format", "json"]))
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    let nobody = sandbox.run(&["runs", "s_m_dim_custmer"]);
    assert_eq!((nobody.code, nobody.stderr.contains("did you mean s_m_dim_customer?")), (3, true), "{}", nobody.stderr);
}

#[test]
fn an_orchestrator_writes_a_run_back_step_by_step() {
    let sandbox = Sandbox::with_catalog();
    let record = |more: &[&str]| sandbox.run(&[&["runs", "record", "s_m_dim_customer"], more].concat());
    assert_eq!(record(&["--status", "running"]).code, 2, "nothing is under way, so a start is wanted");
    assert_eq!(record(&["--status", "scheduled", "--started", "2026-01-05T02:00:00"]).code, 0);
    assert_eq!(record(&["--status", "running"]).code, 0);
    let back = record(&["--status", "scheduled"]);
    assert_eq!((back.code, back.stderr.contains("cannot become scheduled")), (2, true), "{}", back.stderr);
    assert_eq!(record(&["--status", "running", "--ended", "2026-01-05T02:01:00"]).code, 2, "what runs has no end");
    assert_eq!(
        record(&["--status", "succeeded", "--ended", "2026-01-05T01:01:00"]).code,
        2,
        "it ends before it starts"
    );
    assert_eq!(record(&["--status", "succeeded", "--ended", "2026-01-05T02:03:20", "--rows", "125000"]).code, 0);
    assert_eq!(record(&["--status", "failed", "--started", "2026-01-05T02:00:00"]).code, 2, "it ended otherwise");
    let all = runs(&sandbox, "s_m_dim_customer");
    assert_eq!((all.len(), &all[0]["seconds"], &all[0]["target_rows"]), (1, &200.into(), &125_000.into()));
    assert_eq!((&all[0]["platform"], &all[0]["status"]), (&"spark".into(), &"succeeded".into()));
    assert!(sandbox.done(&["audit", "log"]).stdout.contains("run of 2026-01-05T02:00:00 succeeded"));
    assert_eq!(sandbox.run(&["runs", "record", "s_nobody", "--status", "running"]).code, 3);
}

#[test]
fn runs_survive_pruning_and_the_catalog_is_sound() {
    let sandbox = Sandbox::with_catalog();
    write(&sandbox, "a.csv", &format!("{SESSIONS}{GOOD}"));
    sandbox.done(&["ingest", "a.csv"]);
    sandbox.done(&["ingest", super::sandbox::EXAMPLE]);
    sandbox.done(&["snapshot", "prune", "--keep", "1"]);
    assert_eq!(runs(&sandbox, "s_m_dim_customer").len(), 1);
    sandbox.done(&["check"]);
}

#[test]
fn logs_of_the_corpus_are_tied_to_the_sessions_that_are_there() {
    let Some(exports) = corpus() else { return };
    let folder = exports.parent().expect("the corpus around the exports");
    let sandbox = Sandbox::with_example();
    let path = |name: &str| folder.join(name).display().to_string();
    let exports = std::fs::read_dir(exports.clone()).expect("a folder").map(|entry| entry.expect("an entry").path());
    let exports: Vec<_> = exports.filter(|path| path.to_string_lossy().contains("Soujannya16")).collect();
    assert!(!exports.is_empty(), "the corpus has the workflow of the logs");
    for export in exports {
        let ran = sandbox.run(&["ingest", &export.display().to_string()]);
        assert!(ran.code <= 1, "{}", ran.stderr);
    }
    let ran = json(&sandbox.done(&["ingest", &path("sessionlogs"), &path("eventlogs"), "--format", "json"]));
    assert_eq!((&ran["runs"]["new"], &ran["run_files"]), (&9.into(), &9.into()));
    let unmatched = ran["problems"].as_array().expect("problems").iter().find(|one| one["code"] == "run-unmatched");
    let unmatched = unmatched.and_then(|one| one["message"].as_str()).expect("one is unmatched");
    assert!(
        unmatched.contains("INFA_FOLDER/")
            && unmatched.contains("/s_m_CrDbStatsment")
            && !unmatched.contains("Training_Academy"),
        "{unmatched}"
    );
    for session in ["s_M_DEPT_DIM", "s_M_STUDENT_DIM", "s_M_SUBJECT_PASS_PER_AGG"] {
        let run = &runs(&sandbox, session)[0];
        assert_eq!((&run["folder"], &run["run_id"]), (&"Training_Academy".into(), &51.into()), "{session}");
        // A session of that name stands in the workflow of the catalog, at that address.
        sandbox.done(&["resolve", &format!("Training_Academy/WF_FINAL_WORK/{session}"), "--format", "json"]);
    }
    assert_eq!(runs(&sandbox, "s_m_CrDbStatsment")[0]["status"], "failed");
}

/// The whole number behind each place of a label in a text.
fn numbers(text: &str, label: &str) -> Vec<i64> {
    let behind = text.match_indices(label).map(|(at, _)| text[at + label.len()..].trim_start());
    let digits = behind.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    digits.filter_map(|digits| digits.parse().ok()).collect()
}

#[test]
fn every_figure_of_the_real_session_logs_is_in_the_catalog() {
    const LABELS: [&str; 19] = [
        "Output Rows [",
        "Affected Rows [",
        "Applied Rows [",
        "Rejected Rows [",
        "Requested:",
        "Applied:",
        "Rejected:",
        "Affected:",
        "Index cache size = [",
        "Data cache size = [",
        "in memory, is [",
        "that would hold [",
        "memory used is [",
        "row size is ",
        "Cache size for partition [1] = [",
        "Pool size is ",
        "Block size is ",
        "] from [",
        "] to [",
    ];
    let Some(exports) = corpus() else { return };
    let logs = exports.parent().expect("the corpus around the exports").join("sessionlogs");
    let mut figures = 0;
    for entry in
        walkdir::WalkDir::new(logs).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file())
    {
        let sandbox = Sandbox::with_example();
        sandbox.run(&["ingest", &entry.path().display().to_string()]);
        let all = json(&sandbox.done(&["runs", "--all", "--format", "json"]));
        let run = &runs(&sandbox, all[0]["session"].as_str().expect("a session"))[0];
        let mut kept = std::collections::BTreeSet::new();
        for one in run["facts"].as_array().expect("facts").iter().chain(run["parts"].as_array().expect("parts")) {
            kept.extend(one.as_object().expect("an object").values().filter_map(Value::as_i64));
        }
        let text = std::fs::read_to_string(entry.path()).expect("UTF-8");
        for label in LABELS {
            for number in numbers(&text, label) {
                assert!(kept.contains(&number), "{}: {label}{number}", entry.path().display());
                figures += 1;
            }
        }
        let threads = text.matches("has completed.").count();
        let told = run["facts"].as_array().expect("facts").iter().filter(|fact| fact["what"] == "stage").count();
        assert_eq!(threads, told, "{}", entry.path().display());
    }
    assert!(figures > 100, "{figures} figures were looked for");
}

#[test]
fn totals_of_the_real_event_logs_are_in_the_catalog() {
    let Some(exports) = corpus() else { return };
    let logs = exports.parent().expect("the corpus around the exports").join("eventlogs");
    for name in ["bc_large-4.3.0.json", "csvmany-4.3.0.json", "skew-3.5.9.json", "skew-4.3.0.json"] {
        let sandbox = Sandbox::with_example();
        sandbox.done(&["ingest", &logs.join(name).display().to_string()]);
        let session = json(&sandbox.done(&["runs", "--all", "--format", "json"]))[0]["session"]
            .as_str()
            .expect("a name")
            .to_owned();
        let run = &runs(&sandbox, &session)[0];
        let fact = |what: &str| {
            let found =
                run["facts"].as_array().expect("facts").iter().find(|one| one["about"] == "run" && one["what"] == what);
            found.and_then(|one| one["value"].as_i64()).unwrap_or_else(|| panic!("{name}: no {what}"))
        };
        let text = std::fs::read_to_string(logs.join(name)).expect("UTF-8");
        let ends: Vec<Value> = text
            .lines()
            .filter(|line| line.starts_with("{\"Event\":\"SparkListenerTaskEnd\""))
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        let sum = |path: &[&str]| -> i64 {
            ends.iter().filter_map(|one| path.iter().fold(one, |value, name| &value[*name]).as_i64()).sum()
        };
        assert_eq!(fact("tasks"), i64::try_from(ends.len()).expect("few"), "{name}");
        assert_eq!(fact("disk_spill_bytes"), sum(&["Task Metrics", "Disk Bytes Spilled"]), "{name}");
        assert_eq!(
            fact("shuffle_write_bytes"),
            sum(&["Task Metrics", "Shuffle Write Metrics", "Shuffle Bytes Written"]),
            "{name}"
        );
        assert_eq!(fact("input_bytes"), sum(&["Task Metrics", "Input Metrics", "Bytes Read"]), "{name}");
        assert_eq!(fact("gc_ms"), sum(&["Task Metrics", "JVM GC Time"]), "{name}");
    }
}

#[test]
fn a_spark_log_finds_its_session_when_it_is_said_later_and_a_cut_one_is_told() {
    let sandbox = Sandbox::with_catalog();
    let log = "{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"4.3.0\"}\n\
               {\"Event\":\"SparkListenerApplicationStart\",\"App Name\":\"job\",\"App ID\":\"local-1\",\"Timestamp\":1767319200000,\"User\":\"u\"}\n\
               {\"Event\":\"SparkListenerApplicationEnd\",\"Timestamp\":1767319260000}\n";
    write(&sandbox, "local-1", log);
    sandbox.done(&["ingest", "local-1"]);
    assert_eq!(runs(&sandbox, "job")[0]["seconds"], 60);
    for address in ["SALES_DWH/s_m_dim_customer", "mapping:SALES_DWH/wf_sales_daily/s_m_dim_customer"] {
        assert_eq!(sandbox.run(&["ingest", "local-1", "--session", address]).code, 2, "{address}");
    }
    // As `show` prints it.
    let address = "session:REP_ACME::SALES_DWH/wf_sales_daily/s_m_dim_customer";
    sandbox.done(&["ingest", "local-1", "--session", address]);
    let all = runs(&sandbox, "s_m_dim_customer");
    assert_eq!(
        (all.len(), &all[0]["application"], &all[0]["workflow"]),
        (1, &"local-1".into(), &"wf_sales_daily".into())
    );
    write(&sandbox, "local-2", &log.replace("local-1", "local-2")[..200]);
    let cut = sandbox.run(&["ingest", "local-2", "--format", "json"]);
    let problems = json(&cut)["problems"].as_array().expect("problems").clone();
    let told = problems.iter().find(|one| one["code"] == "event-log-cut").expect("it is told");
    assert_eq!((cut.code, &told["line"]), (1, &3.into()), "{problems:?}");
    write(
        &sandbox,
        "local-3",
        &log.replace("local-1", "local-3").replace("\"job\"", "\"SALES_DWH/wf_sales_daily/s_m_dim_product\""),
    );
    let other = sandbox.run(&["ingest", "local-3", "--session", "SALES_DWH/wf_sales_daily/s_m_dim_customer"]);
    assert_eq!((other.code, other.stdout.contains("run-of-another-session")), (1, true), "{}", other.stdout);
    assert_eq!(runs(&sandbox, "s_m_dim_product").len(), 1);
}
