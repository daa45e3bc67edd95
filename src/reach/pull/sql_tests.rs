//! What is sent to a repository.

use super::super::view::ALL;
use super::*;
use crate::model::Text;
use crate::model::connection::Connection;

const DIALECTS: [Family; 4] = [Family::Postgresql, Family::Sqlserver, Family::Oracle, Family::Odbc];

fn ask(view: &'static str, after: Option<i64>, since: Option<&str>) -> Ask {
    Ask { view, after, since: since.map(str::to_owned) }
}

fn target(family: Family, schema: &str) -> Target {
    let attributes = vec![(Text::from("schema"), Text::from(schema))];
    let connection = Connection { attributes, ..Connection::default() };
    Target { family, connection, secret: None, insecure: false, table: None }
}

fn asked(family: Family, schema: &str, ask: &Ask) -> Result<Vec<String>, Trouble> {
    question(&target(family, schema), ask).map(|question| question.candidates)
}

/// Where the rows come from, and everything after it.
fn from(sql: &str) -> &str {
    &sql[sql.find(" FROM ").unwrap()..]
}

#[test]
fn runs_after_a_number_and_since_a_day_are_asked_for_in_each_dialect() {
    let ask = ask("REP_WFLOW_RUN", Some(41), Some("2026-01-02"));
    let wanted = [
        (Family::Postgresql, "TIMESTAMP '2026-01-02 00:00:00'"),
        (Family::Sqlserver, "CONVERT(datetime, '20260102', 112)"),
        (Family::Oracle, "TIMESTAMP '2026-01-02 00:00:00'"),
        (Family::Odbc, "{ts '2026-01-02 00:00:00'}"),
    ];
    for (family, day) in wanted {
        let all = asked(family, "PCREPO", &ask).unwrap();
        let filters = |a: &str| format!(" WHERE {a}.WORKFLOW_RUN_ID > 41 AND {a}.START_TIME >= {day}");
        let order = |a: &str| format!(" ORDER BY {a}.WORKFLOW_RUN_ID, {a}.WORKFLOW_ID");
        let view = format!(" FROM PCREPO.REP_WFLOW_RUN V{}{}", filters("V"), order("V"));
        let tables = format!(
            " FROM PCREPO.OPB_WFLOW_RUN W JOIN PCREPO.OPB_SUBJECT S ON S.SUBJ_ID = W.SUBJECT_ID{}{}",
            filters("W"),
            order("W")
        );
        assert_eq!(all.iter().map(|sql| from(sql)).collect::<Vec<_>>(), [&view, &view, &tables, &tables], "{family:?}");
    }
}

#[test]
fn without_a_filter_all_rows_of_the_usual_schema_are_asked_for() {
    let all = asked(Family::Postgresql, "", &ask("OPB_SWIDGINST_LOG", None, None)).unwrap();
    let wanted = " FROM OPB_SWIDGINST_LOG V ORDER BY V.WORKFLOW_RUN_ID, V.WORKLET_RUN_ID, V.TASK_INSTANCE_ID, \
                  V.INSTANCE_NAME, V.PARTITION_NAME";
    assert_eq!(all.iter().map(|sql| from(sql)).collect::<Vec<_>>(), [wanted, wanted], "it is a table itself");
}

#[test]
fn the_view_of_targets_has_no_run_to_count_from_but_its_tables_have() {
    let all = asked(Family::Odbc, "", &ask("REP_SESS_TBL_LOG", Some(7), None)).unwrap();
    assert!(!all[0].contains("WORKFLOW_RUN_ID") && !all[0].contains("WHERE"), "{}", all[0]);
    assert!(
        all[0].ends_with(" ORDER BY V.START_TIME, V.SESSION_INSTANCE_NAME, V.TABLE_INSTANCE_NAME, V.PARTITION_NAME")
    );
    assert!(all[2].contains(" WHERE G.WIDGET_TYPE = 2 AND G.WORKFLOW_RUN_ID > 7 ORDER BY G.WORKFLOW_RUN_ID, "));
    assert!(all[2].contains("G.WORKFLOW_RUN_ID AS WORKFLOW_RUN_ID, G.WORKLET_RUN_ID AS WORKLET_RUN_ID"));
}

#[test]
fn times_and_numbers_come_as_text_that_no_setting_changes() {
    let ask = ask("REP_SESS_LOG", None, None);
    for (family, start, rows) in [
        (Family::Postgresql, "to_char(V.ACTUAL_START, 'YYYY-MM-DD HH24:MI:SS.MS')", "V.SUCCESSFUL_ROWS"),
        (Family::Sqlserver, "CONVERT(varchar(23), V.ACTUAL_START, 121)", "V.SUCCESSFUL_ROWS"),
        (Family::Oracle, "TO_CHAR(V.ACTUAL_START, 'YYYY-MM-DD HH24:MI:SS')", "TO_CHAR(V.SUCCESSFUL_ROWS)"),
        (Family::Odbc, "V.ACTUAL_START", "V.SUCCESSFUL_ROWS"),
    ] {
        let view = &asked(family, "", &ask).unwrap()[0];
        for part in [format!(", {start} AS ACTUAL_START,"), format!(", {rows} AS SUCCESSFUL_ROWS,")] {
            assert!(view.contains(&part), "{part:?} is not in {view}");
        }
        assert!(
            view.contains(", V.LAST_ERROR AS LAST_ERROR,"),
            "a message may be a LONG, which no function takes: {view}"
        );
    }
}

#[test]
fn sessions_are_put_together_of_the_tables_under_their_view() {
    let all = asked(Family::Sqlserver, "dbo", &ask("REP_SESS_LOG", Some(0), None)).unwrap();
    for part in [
        "S.SUBJ_NAME AS SUBJECT_AREA",
        "T.INSTANCE_NAME AS SESSION_INSTANCE_NAME",
        "L.TARG_SUCCESS_ROWS AS SUCCESSFUL_ROWS",
        "CONVERT(varchar(23), T.END_TIME, 121) AS SESSION_TIMESTAMP",
        "FROM dbo.OPB_TASK_INST_RUN T JOIN dbo.OPB_SESS_TASK_LOG L ON L.WORKFLOW_ID = T.WORKFLOW_ID AND \
         L.WORKFLOW_RUN_ID = T.WORKFLOW_RUN_ID AND L.WORKLET_RUN_ID = T.WORKLET_RUN_ID AND L.INSTANCE_ID = T.INSTANCE_ID JOIN \
         dbo.OPB_WFLOW_RUN W ON",
        "WHERE T.WORKFLOW_RUN_ID > 0 ORDER BY T.WORKFLOW_RUN_ID, T.WORKLET_RUN_ID, T.INSTANCE_ID",
    ] {
        assert!(all[2].contains(part), "{part:?} is not in {}", all[2]);
    }
    assert!(!all[2].contains("BAD_FILE_LOCATION"), "no source tells in which table it stands");
}

#[test]
fn an_older_repository_is_asked_for_the_needed_columns_alone() {
    let all = asked(Family::Postgresql, "", &ask("REP_SESS_LOG", None, None)).unwrap();
    let columns = |sql: &str| sql.matches(" AS ").count();
    assert_eq!(all.iter().map(|sql| columns(sql)).collect::<Vec<_>>(), [27, 18, 26, 18]);
    assert!(all[0].contains("TASK_VERSION_NUMBER") && !all[1].contains("TASK_VERSION_NUMBER"));
}

#[test]
fn what_filters_and_sorts_is_always_among_the_needed_columns() {
    for view in ALL {
        for name in [view.start].iter().chain(view.order) {
            let column = view.columns.iter().find(|column| column.name == *name);
            assert!(column.is_some_and(|column| column.needed && column.of_view), "{name} of {}", view.name);
        }
        let in_tables = |column: &Column| view.tables.is_empty() || !column.of_tables.is_empty();
        assert!(view.columns.iter().filter(|column| column.needed).all(in_tables), "{}", view.name);
    }
}

#[test]
fn only_selects_are_sent_and_each_is_one_statement() {
    for (family, view) in DIALECTS.into_iter().flat_map(|family| ALL.map(|view| (family, view))) {
        for sql in asked(family, "A_b$1#", &ask(view.name, Some(i64::MIN), Some("2026-12-31"))).unwrap() {
            assert!(sql.starts_with("SELECT ") && !sql.contains([';', '@', '"']) && !sql.contains("--"), "{sql}");
            let tables = sql.matches("A_b$1#.").count();
            assert_eq!(tables, sql.matches("REP_").count() + sql.matches("OPB_").count(), "each in its schema: {sql}");
        }
    }
}

#[test]
fn nothing_but_a_name_a_number_and_a_day_goes_into_a_statement() {
    let ask = |since| ask("REP_SESS_LOG", None, Some(since));
    for schema in ["a b", "a;DROP TABLE x", "a.b", "\"a\"", "a'", "é", "a-b", "a\nb"] {
        let refused = asked(Family::Postgresql, schema, &ask("2026-01-01")).err().unwrap();
        assert_eq!(refused.verdict, Verdict::NotChecked, "{schema}");
        assert!(refused.message.contains("attribute schema"), "{refused:?}");
    }
    let days = [
        "",
        "2026-1-1",
        "2026-01-01 ",
        "2026-13-01",
        "2026-00-10",
        "2026-01-32",
        "2026-01-00",
        "20260101",
        "x' OR 1=1",
    ];
    for day in days.into_iter().chain(["2026-01-0'", "0001-01-01", "２０２６"]) {
        assert_eq!(
            asked(Family::Odbc, "", &ask(day)).err().map(|trouble| trouble.verdict),
            Some(Verdict::NotChecked),
            "{day}"
        );
    }
    let unknown = asked(Family::Odbc, "", &Ask { view: "REP_USERS", after: None, since: None }).err().unwrap();
    assert_eq!(unknown.message, "REP_USERS is no view of runs");
    let kafka = asked(Family::Kafka, "", &ask("2026-01-01")).err().unwrap();
    assert_eq!(kafka.verdict, Verdict::NotSupported);
}
