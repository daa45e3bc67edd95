//! What reports tell besides findings, held against numbers that were worked out by hand.

use super::sandbox::{EXAMPLE, Ran, Sandbox};
use serde_json::Value;
use std::fmt::Write as _;

/// 2026-01-01T00:00:00Z
const NEW_YEAR: u64 = 1_767_225_600;
const DAY: u64 = 86_400;

/// Runs the program at a time.
fn at(sandbox: &Sandbox, seconds: u64, args: &[&str]) -> Ran {
    let output = sandbox.command(args).env("SOURCE_DATE_EPOCH", seconds.to_string()).output().expect("it starts");
    let ran = Ran::new(&output);
    assert_eq!(ran.code, 0, "{args:?}: {}{}", ran.stdout, ran.stderr);
    ran
}

/// A report with its companion, on a day of January 2026.
fn report(sandbox: &Sandbox, day: u64, args: &[&str]) -> Value {
    let fixed = ["report"].iter().chain(args).chain(&["-o", "page.html", "--companion", "--force"]).copied();
    at(sandbox, NEW_YEAR + (day - 1) * DAY, &fixed.collect::<Vec<_>>());
    let text = std::fs::read_to_string(sandbox.path("page.json")).expect("a companion");
    serde_json::from_str(&text).expect("JSON")
}

/// Everything of a kind below a value.
fn below<'v>(value: &'v Value, key: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| below(one, key, found)),
        Value::Object(map) => {
            found.extend(map.get(key));
            map.values().for_each(|one| below(one, key, found));
        }
        _ => {}
    }
}

/// Rows of a table as text, numbers without a fraction.
fn rows(page: &Value, id: &str) -> Vec<Vec<String>> {
    let mut tables = Vec::new();
    below(page, "table", &mut tables);
    let table = tables.into_iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("no table {id}"));
    let cell = |cell: &Value| match cell {
        Value::Null => String::new(),
        Value::Number(number) => format!("{}", number.as_f64().expect("a number")),
        other => other.as_str().expect("a text").to_owned(),
    };
    let rows = table["rows"].as_array().expect("rows").iter();
    rows.map(|row| row.as_array().expect("cells").iter().map(cell).collect()).collect()
}

fn sections(page: &Value) -> Vec<&str> {
    page["sections"].as_array().expect("sections").iter().filter_map(|one| one["id"].as_str()).collect()
}

/// A line of a spool: session, day of January, seconds, status, rows read, loaded, refused.
fn ran(names: &str, day: u32, seconds: u32, status: u32, rows: [i64; 3]) -> String {
    let [read, loaded, refused] = rows;
    let (code, said) = if status == 3 { ("36331", "ORA-12541: TNS:no listener") } else { ("0", "") };
    let end = format!("2026-01-{day:02} 02:{:02}:{:02}", seconds / 60, seconds % 60);
    format!(
        "{names},2026-01-{day:02} 02:00:00,{end},{status},{read},{loaded},{refused},{code},{said},7,{},0,{}\n",
        day * 100 + seconds,
        names.len()
    )
}

const HEAD: &str = "SUBJECT_AREA,WORKFLOW_NAME,SESSION_INSTANCE_NAME,MAPPING_NAME,ACTUAL_START,SESSION_TIMESTAMP,RUN_STATUS_CODE,\
                    SUCCESSFUL_SOURCE_ROWS,SUCCESSFUL_ROWS,FAILED_ROWS,FIRST_ERROR_CODE,FIRST_ERROR_MSG,WORKFLOW_ID,WORKFLOW_RUN_ID,\
                    WORKLET_RUN_ID,INSTANCE_ID\n";
const CUSTOMER: &str = "SALES_DWH,wf_sales_daily,s_m_dim_customer,m_dim_customer";
const STOCK: &str = "SALES_DWH,stock_snapshot,s_stock_snapshot,stock_snapshot";
const CALENDAR: &str = "SALES_DWH,wf_sales_daily,s_m_dim_calendar,m_dim_calendar";

/// The example as it was read on 1 January, and what ran until the 6th.
fn with_runs() -> Sandbox {
    let sandbox = Sandbox::with_example();
    at(&sandbox, NEW_YEAR, &["ingest", EXAMPLE]);
    let mut spool = HEAD.to_owned();
    for (day, loaded, refused) in [(1, 100, 0), (2, 110, 0), (3, 90, 10), (4, 100, 0), (5, 105, 5), (6, 300, 0)] {
        let _ = write!(spool, "{}", ran(CUSTOMER, day, 100, 1, [loaded + refused, loaded, refused]));
    }
    let _ = write!(spool, "{}{}", ran(STOCK, 5, 50, 1, [7, 0, 0]), ran(STOCK, 6, 51, 1, [40, 40, 0]));
    let _ = write!(spool, "{}{}", ran(CALENDAR, 5, 9, 3, [0, 0, 0]), ran(CALENDAR, 6, 8, 3, [0, 0, 0]));
    std::fs::write(sandbox.path("runs.csv"), spool).expect("written");
    at(&sandbox, NEW_YEAR + 9 * DAY, &["ingest", "runs.csv"]);
    sandbox
}

#[test]
fn runs_are_counted_and_unusual_rows_are_found() {
    let sandbox = with_runs();
    let page = report(&sandbox, 10, &["runs"]);
    assert_eq!(sections(&page), ["runs", "quality", "promises"], "no prices, no cost");
    assert_eq!(rows(&page, "runs-status"), [["failed", "2"], ["succeeded", "8"]]);
    // 10 + 5 rows of 90 + 105 loaded by the same two runs: 15 of 210 are 7.1 %.
    let refused = rows(&page, "quality-refused");
    assert_eq!(refused.len(), 1);
    let customer = "SALES_DWH/wf_sales_daily/s_m_dim_customer";
    assert_eq!(refused[0][..3], [customer, "15", "195"]);
    assert_eq!((refused[0][4].as_str(), refused[0][5].as_str()), ("2", "2026-01-05 02:00:00"));
    // 90, 100, 100, 105, 110: the third of five is 100, and 300 is 200 % more.
    let unusual = rows(&page, "quality-unusual");
    assert_eq!(unusual.len(), 1);
    assert_eq!((&unusual[0][0], &unusual[0][1], &unusual[0][2]), (&customer.into(), &"300".into(), &"100".into()));
    assert_eq!(unusual[0][4], "5");
    let empty = rows(&page, "quality-empty");
    assert_eq!(empty, [["SALES_DWH/stock_snapshot/s_stock_snapshot", "1", "2", "7", "2026-01-05 02:00:00"]]);
    let longest = rows(&page, "runs-longest");
    assert_eq!(longest[0][..3], [customer, "6", "600"], "6 runs of 100 s");
    assert_eq!(longest[1][2], "101", "50 s and 51 s");
    let errors = rows(&page, "runs-errors");
    assert_eq!((errors.len(), errors[0][2].as_str(), errors[0][3].as_str()), (1, "2", "1"));
    let mut tiles = Vec::new();
    below(&page, "tiles", &mut tiles);
    let said = tiles[0].to_string();
    assert!(said.contains("\"80.0 %\"") && said.contains("\"845\""), "8 of 10 and 805 + 40 rows: {said}");
}

#[test]
fn nothing_from_after_the_day_is_shown() {
    let sandbox = with_runs();
    let page = report(&sandbox, 20, &["runs", "--as-of", "2026-01-03"]);
    assert_eq!(rows(&page, "runs-status"), [["succeeded", "3"]]);
    assert!(rows(&page, "quality-unusual").is_empty() && rows(&page, "runs-errors").is_empty());
    assert_eq!(rows(&page, "quality-refused")[0][1], "10");
    let before = sandbox.run(&["report", "runs", "-o", "x.html", "--as-of", "2025-12-31"]);
    assert_eq!(before.code, 3, "{before:?}");
}

#[test]
fn cost_is_time_by_price_and_only_where_there_are_prices() {
    let sandbox = with_runs();
    // A cent a second.
    std::fs::write(sandbox.path("prices.yaml"), "currency: EUR\nsession_hour: 36.00\n").expect("written");
    let page = report(&sandbox, 10, &["runs", "--prices", "prices.yaml"]);
    assert_eq!(sections(&page), ["runs", "quality", "promises", "cost"]);
    // 600 + 101 + 17 s.
    assert_eq!(rows(&page, "cost-folders"), [["SALES_DWH", "718", "718", "0"]]);
    let sessions = rows(&page, "cost-sessions");
    assert_eq!(sessions[0][..2], ["SALES_DWH/wf_sales_daily/s_m_dim_customer", "600"]);
    std::fs::write(sandbox.path("prices.yaml"), "currency: EUR\nsession_hour: 36,00\n").expect("written");
    let wrong = sandbox.run(&["report", "runs", "-o", "y.html", "--prices", "prices.yaml"]);
    assert_eq!(wrong.code, 3);
    assert!(wrong.stderr.contains("prices.yaml:2") && wrong.stderr.contains("session_hour"), "{wrong:?}");
    assert!(!sandbox.path("y.html").exists());
}

#[test]
fn promises_are_held_against_the_runs_of_the_report() {
    let sandbox = with_runs();
    let sla = "promises:\n  - name: customers in time\n    scope: SALES_DWH/wf_sales_daily/s_m_dim_customer\n    minimum_rows: 95\n";
    std::fs::write(sandbox.path("sla.yaml"), sla).expect("written");
    let page = report(&sandbox, 10, &["runs", "--sla", "sla.yaml"]);
    let kept = rows(&page, "promises-kept");
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(kept[0][2..5], ["missed", "6", "5"], "90 rows of the 3rd are too few");
}

#[test]
fn classified_tables_lead_to_their_sessions_through_shortcuts_too() {
    let sandbox = with_runs();
    std::fs::write(sandbox.path("classes.yaml"), "pii:\n  - CUSTOMER\nconfidential:\n  - FACT_SALES\n")
        .expect("written");
    let page = report(&sandbox, 10, &["compliance", "--classification", "classes.yaml"]);
    let at = "session:REP_ACME::SALES_DWH";
    let row = |table: &str, class: &str, access: &str, session: &str| {
        [table, class, "", access, &format!("{at}/{session}")].map(str::to_owned).to_vec()
    };
    let expected = [
        row("FACT_SALES", "confidential", "READ", "wf_fact_sales/wlt_load_emea/wlt_post_load/s_m_agg_sales_region"),
        row("FACT_SALES", "confidential", "WRITE", "wf_fact_sales/wlt_load_apac/s_m_fact_sales"),
        row("FACT_SALES", "confidential", "WRITE", "wf_fact_sales/wlt_load_emea/s_m_fact_sales"),
        row("CUSTOMER", "pii", "READ", "s_m_dim_customer"),
    ];
    assert_eq!(rows(&page, "access-classified"), expected);
}

#[test]
fn parameters_are_used_by_whom_the_files_are_for_and_never_with_a_value() {
    let sandbox = with_runs();
    let page = report(&sandbox, 10, &["compliance"]);
    let used = rows(&page, "parameters-used");
    let of = |name: &str| used.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name}: {used:?}"));
    // Two sections of the file give it, two sessions use it.
    assert_eq!(of("$$REGION")[1..4], ["2", "1", "2"]);
    assert_eq!(of("$DBConnection_STG")[2..4], ["2", "2"], "both files give it");
    let unused = rows(&page, "parameters-unused");
    assert_eq!(unused.len(), 1, "{unused:?}");
    assert_eq!(unused[0][0], "$BadFile_Customer");
    assert!(rows(&page, "parameters-without").iter().any(|row| row[0] == "$$cutoff"));
    let parameters = page["sections"].as_array().expect("sections").iter().find(|one| one["id"] == "parameters");
    assert!(!parameters.expect("the section").to_string().contains("CORE_V2"), "a value");
}

#[test]
fn access_is_told_up_to_the_head_of_the_snapshot() {
    let sandbox = Sandbox::with_example();
    let day = |day: u64| NEW_YEAR + day * DAY;
    at(&sandbox, day(0), &["ingest", EXAMPLE]);
    at(&sandbox, day(1), &["key", "init", "--name", "owner"]);
    at(&sandbox, day(1), &["role", "add", "auditors"]);
    at(&sandbox, day(1), &["role", "grant", "auditors", "read-secret", "ora_*"]);
    let ann = catalog::vault::Identities::mint("now").recipient;
    at(&sandbox, day(1), &["key", "add-recipient", "ann", &ann, "--role", "auditors"]);
    std::fs::write(sandbox.path("value"), "tiger").expect("written");
    at(&sandbox, day(2), &["credential", "set", "ora_dwh", "--from-file", "value"]);
    at(&sandbox, day(2), &["credential", "set", "sap", "--from-file", "value"]);
    at(&sandbox, day(3), &["ingest", EXAMPLE, "--label", "second"]);
    at(&sandbox, day(4), &["credential", "get", "ora_dwh"]);
    let page = report(&sandbox, 10, &["compliance"]);
    let could = rows(&page, "access-could");
    let readers = |name: &str| could.iter().find(|row| row[0] == name).expect("a credential")[1].clone();
    assert!(readers("ora_dwh").starts_with("ann (auditors); owner ("), "{could:?}");
    assert!(readers("sap").starts_with("owner ("), "the grant is on ora_*: {could:?}");
    let did = rows(&page, "access-did");
    let acts = |subject: &str, act: &str| did.iter().filter(|row| row[0] == subject && row[1] == act).count();
    assert_eq!(
        (acts("credential:ora_dwh", "secret-write"), acts("credential:ora_dwh", "secret-read")),
        (1, 0),
        "{did:?}"
    );
    // As of the first snapshot there were no keys and no credentials.
    let first = report(&sandbox, 10, &["compliance", "--as-of", "1"]);
    assert!(rows(&first, "access-could").is_empty() && rows(&first, "access-did").is_empty());
    let text = std::fs::read_to_string(sandbox.path("page.html")).expect("a page");
    assert!(!text.contains("tiger"));
}

#[test]
fn a_change_is_told_with_its_risk() {
    let sandbox = with_runs();
    let file = sandbox.path(EXAMPLE).join("SALES_DWH/stock_snapshot.xml");
    let text = std::fs::read_to_string(&file).expect("an export");
    let (from, to) =
        ("NAME =\"Treat source rows as\" VALUE =\"Insert\"", "NAME =\"Treat source rows as\" VALUE =\"Delete\"");
    assert!(text.contains(from));
    std::fs::write(&file, text.replace(from, to)).expect("written");
    at(&sandbox, NEW_YEAR + 11 * DAY, &["ingest", EXAMPLE]);
    let page = report(&sandbox, 13, &["compliance"]);
    let session: Vec<Vec<String>> =
        rows(&page, "changes-kinds").into_iter().filter(|row| row[0] == "session").collect();
    assert_eq!(session, [["session", "0", "1", "0", "0", "1", "0", "0"]], "one changed, of high risk");
    let changed = rows(&page, "changes-objects");
    let row = changed.iter().find(|row| row[1] == "session").expect("the session");
    assert!(row[0].ends_with("stock_snapshot/s_stock_snapshot") && row[4].contains("Treat source rows as"), "{row:?}");
    let other = report(&sandbox, 13, &["compliance", "--folder", "CLAIMS_STG"]);
    assert!(rows(&other, "changes-objects").is_empty());
}
