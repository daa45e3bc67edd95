//! The pages of a session, of tuning, of a diff and of runs: what stands on them, and that they are always the same.

use super::sandbox::{EXAMPLE, Ran, Sandbox};
use serde_json::Value;

fn at(sandbox: &Sandbox, seconds: u64, args: &[&str]) -> Ran {
    let output = sandbox.command(args).env("SOURCE_DATE_EPOCH", seconds.to_string()).output().expect("it starts");
    Ran::new(&output)
}

fn json(sandbox: &Sandbox, name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(sandbox.path(name)).expect("a companion")).expect("JSON")
}

/// Rows of a table, wherever it stands.
fn rows(page: &Value, id: &str) -> Vec<Value> {
    fn find<'v>(value: &'v Value, id: &str) -> Option<&'v Value> {
        match value {
            Value::Array(all) => all.iter().find_map(|one| find(one, id)),
            Value::Object(map) if map.get("id").is_some_and(|one| one == id) && map.contains_key("rows") => Some(value),
            Value::Object(map) => map.values().find_map(|one| find(one, id)),
            _ => None,
        }
    }
    find(page, id).unwrap_or_else(|| panic!("no table {id}"))["rows"].as_array().expect("rows").clone()
}

#[test]
fn pages_are_the_same_for_one_catalog_and_one_day() {
    let sandbox = Sandbox::with_example();
    assert_eq!(at(&sandbox, 1_767_225_600, &["ingest", EXAMPLE]).code, 0);
    let pages: [&[&str]; 4] = [
        &["session", "s_m_dim_customer"],
        &["tuning"],
        &["diff", "s_m_dim_customer", "wlt_load_apac/s_m_fact_sales"],
        &["runs"],
    ];
    for page in pages {
        let write = |seconds: u64, name: &str| {
            let args = [&["report"], page, &["--as-of", "2026-01-02", "-o", name]].concat();
            let ran = at(&sandbox, seconds, &args);
            assert_eq!(ran.code, 0, "{page:?}: {ran:?}");
            std::fs::read(sandbox.path(name)).expect("a page")
        };
        let (first, second) = (format!("{}1.html", page[0]), format!("{}2.html", page[0]));
        assert!(write(1_770_000_000, &first) == write(1_780_000_000, &second), "{page:?}");
    }
}

#[test]
fn a_session_is_shown_with_who_says_what() {
    let sandbox = Sandbox::with_catalog();
    sandbox.done(&["report", "session", "s_m_dim_customer", "-o", "s.html", "--companion"]);
    let page = json(&sandbox, "s.json");
    let effective: Value =
        serde_json::from_str(&sandbox.done(&["show", "s_m_dim_customer", "--format", "json"]).stdout).expect("JSON");
    let shown = rows(&page, "settings-effect");
    let setting = |name: &str| shown.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name}"));
    let known = effective["attributes"].as_array().expect("attributes").iter();
    let commit = known.clone().find(|one| one["name"] == "Commit Interval").expect("a setting");
    assert_eq!((&setting("Commit Interval")[1], &setting("Commit Interval")[2]), (&commit["value"], &commit["origin"]));
    assert!(rows(&page, "parameters-resolved").iter().any(|row| row[0] == "$$LAST_EXTRACT"));
    let parts = rows(&page, "mapping-parts");
    assert!(parts.iter().any(|row| row[0] == "DIM_CUSTOMER_upd" && row[1] == "Target Definition"), "{parts:?}");
    let ends = rows(&page, "connections-ends");
    assert!(ends.iter().any(|row| row[1] == "target" && !row[5].is_null()), "{ends:?}");
    assert!(!rows(&page, "plan-settings").is_empty());
    assert!(rows(&page, "changes-revisions").iter().any(|row| row[0] == "mapping"));
    let none = sandbox.run(&["report", "session", "m_dim_customer", "-o", "n.html"]);
    assert_ne!(none.code, 0, "a mapping is no session");
    assert!(!sandbox.path("n.html").exists());
}

#[test]
fn the_last_change_of_a_session_is_told() {
    let sandbox = Sandbox::with_catalog();
    let file = sandbox.path(EXAMPLE).join("SALES_DWH/stock_snapshot.xml");
    let text = std::fs::read_to_string(&file).expect("an export");
    let (from, to) =
        ("NAME =\"Treat source rows as\" VALUE =\"Insert\"", "NAME =\"Treat source rows as\" VALUE =\"Delete\"");
    std::fs::write(&file, text.replace(from, to)).expect("written");
    sandbox.done(&["ingest", EXAMPLE]);
    sandbox.done(&["report", "session", "s_stock_snapshot", "-o", "s.html", "--companion"]);
    let page = json(&sandbox, "s.json");
    let last = rows(&page, "changes-last");
    assert_eq!(last.len(), 1, "{last:?}");
    assert_eq!(last[0][3], "high");
    assert!(last[0][4].as_str().is_some_and(|said| said.contains("Treat source rows as")), "{last:?}");
    // Before the change there is nothing of it.
    sandbox.done(&["report", "session", "s_stock_snapshot", "--as-of", "1", "-o", "t.html", "--companion"]);
    let before = json(&sandbox, "t.json");
    assert_eq!(rows(&before, "changes-revisions").iter().filter(|row| row[0] == "session").count(), 1);
    let settings = rows(&before, "settings-effect");
    assert!(settings.iter().any(|row| row[0] == "Treat source rows as" && row[1] == "Insert"));
}

#[test]
fn tuning_has_every_session_and_counts_its_values() {
    let sandbox = Sandbox::with_catalog();
    sandbox.done(&["report", "tuning", "-o", "t.html", "--companion"]);
    let page = json(&sandbox, "t.json");
    let tuned: Value =
        serde_json::from_str(&sandbox.done(&["tune", "--all", "--format", "json"]).stdout).expect("JSON");
    let tuned = tuned.as_array().expect("sessions");
    let shown = rows(&page, "sessions-chosen");
    assert_eq!(shown.len(), tuned.len());
    for (row, one) in shown.iter().zip(tuned) {
        assert_eq!(row[0], one["session"]);
        assert_eq!(row[6].as_f64(), one["size"]["executors"].as_f64(), "{}", one["session"]);
        assert_eq!(row[9].as_f64(), one["size"]["partitions"].as_f64(), "{}", one["session"]);
    }
    let settings = rows(&page, "settings-chosen");
    let key = "spark.sql.shuffle.partitions";
    let said =
        tuned.iter().filter(|one| one["settings"].as_array().is_some_and(|all| all.iter().any(|s| s["key"] == key)));
    let row = settings.iter().find(|row| row[0] == key).expect("the setting");
    let counted: f64 = (3..6).filter_map(|at| row[at].as_f64()).sum();
    assert_eq!(format!("{counted}"), said.count().to_string(), "{row}");
}

#[test]
fn a_diff_shows_both_values_and_no_secret() {
    let sandbox = Sandbox::with_catalog();
    let file = sandbox.path(EXAMPLE).join("SALES_DWH/stock_snapshot.xml");
    let text = std::fs::read_to_string(&file).expect("an export");
    let (from, to) =
        ("NAME =\"Treat source rows as\" VALUE =\"Insert\"", "NAME =\"Treat source rows as\" VALUE =\"Delete\"");
    std::fs::write(&file, text.replace(from, to)).expect("written");
    sandbox.done(&["ingest", EXAMPLE]);
    sandbox.done(&["report", "diff", "-o", "d.html", "--companion"]);
    let page = json(&sandbox, "d.json");
    let objects = rows(&page, "summary-objects");
    assert_eq!(objects.len(), 1, "{objects:?}");
    let changes = rows(&page, "object-1-changes");
    let row = changes.iter().find(|row| row[1] == "Treat source rows as").expect("the change");
    assert_eq!((&row[4], &row[5], &row[3]), (&"Insert".into(), &"Delete".into(), &"high".into()));
    sandbox.done(&["report", "diff", "@1", "@1", "-o", "same.html", "--companion"]);
    assert!(rows(&json(&sandbox, "same.json"), "summary-objects").is_empty());
}
