use super::*;
use crate::model::run::{RunKey, Side, Status};

fn items(text: &[u8]) -> Vec<Item> {
    let mut all = Vec::new();
    read::<io::Error>(text, "r.csv", &mut |item| {
        all.push(item);
        Ok(())
    })
    .expect("memory");
    all
}

fn runs(text: &str) -> Vec<crate::model::run::Run> {
    let told = items(text.as_bytes()).into_iter().filter_map(Result::ok);
    told.filter_map(|told| if let Told::Run(run) = told { Some(*run) } else { None }).collect()
}

fn problems(text: &str) -> Vec<(u64, String)> {
    let wrong = items(text.as_bytes()).into_iter().filter_map(Result::err);
    wrong.map(|one| (one.line, one.message)).collect()
}

const HEADER: &str = "SUBJECT_AREA,WORKFLOW_NAME,SESSION_INSTANCE_NAME,ACTUAL_START,SESSION_TIMESTAMP,RUN_STATUS_CODE,\
                      SUCCESSFUL_SOURCE_ROWS,SUCCESSFUL_ROWS,WORKFLOW_ID,WORKFLOW_RUN_ID,WORKLET_RUN_ID,INSTANCE_ID";

#[test]
fn a_row_of_rep_sess_log_is_a_run() {
    let text = format!("{HEADER}\nF,wf,s_a,2026-01-02 03:04:05,2026-01-02 03:05:05,1,100,99,7,51,0,3\n");
    let run = &runs(&text)[0];
    assert_eq!((run.folder.as_str(), run.workflow.as_str(), run.session.as_str()), ("F", "wf", "s_a"));
    assert_eq!(run.key, Some(RunKey { workflow: 7, workflow_run: 51, worklet_run: 0, instance: 3 }));
    assert_eq!(
        (run.started_at.as_str(), run.ended_at.as_deref()),
        ("2026-01-02T03:04:05", Some("2026-01-02T03:05:05"))
    );
    assert_eq!((run.status, run.source.good, run.target.good), (Status::Succeeded, Some(100), Some(99)));
}

#[test]
fn delimiters_quotes_marks_headers_and_decoration_as_people_spool_them() {
    for delimiter in [",", ";", "~", "|", "\t"] {
        let text = format!("{HEADER}\nF,wf,s_a,02-JAN-26,,Running,,,7,51,0,3\n").replace(',', delimiter);
        assert_eq!(runs(&text)[0].status, Status::Running, "{delimiter:?}");
    }
    let text = "\u{feff}\"Instance Name\",\"Start Time\",\"End Time\",\"Run Status\",\"First Error Msg\"\r\n\
                \"s_a\",\"1/2/2026 3:04 AM\",\"1/2/2026 3:05 AM\",\"FAILED\",\"ORA-1\r\nat \"\"x\"\"\"\r\n\r\n";
    let run = &runs(text)[0];
    assert_eq!((run.status, run.error.as_str()), (Status::Failed, "ORA-1\r\nat \"x\""));
    let text = "SESSION_NAME~START_TIME~END_TIME\n------~-----~----\ns_a~2026-01-02~2026-01-02\nSESSION_NAME~START_TIME~END_TIME\n\
                s_b~2026-01-02~2026-01-02\n2 rows selected.\n";
    assert_eq!(runs(text).iter().map(|run| run.session.as_str()).collect::<Vec<_>>(), ["s_a", "s_b"]);
    assert_eq!(problems(text), []);
}

#[test]
fn bad_rows_cost_themselves_and_are_told_with_their_lines() {
    let text = format!(
        "{HEADER}\nF,wf,s_a,2026-01-02 03:04:05,2026-01-02 03:04:04,1,1,1,7,1,0,3\n\
         F,wf,s_b,2026-02-30 00:00:00,,6,,,7,2,0,3\nF,wf,s_c,2026-01-02,,99,,,7,3,0,3\n\
         F,wf,s_d,2026-01-02,,1,-5,,7,4,0,3\nF,wf,,2026-01-02,,1,,,7,5,0,3\nF,wf,s_f\n\
         F,wf,s_g,2026-01-02,,1,x,,7,5,0,3\nF,wf,s_h,,,1,,,7,5,0,3\nF,wf,s_ok,2026-01-02,,1,5,,7,6,0,3\n"
    );
    let all = problems(&text);
    assert_eq!(all.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7, 8, 9]);
    let words = ["before it starts", "is no date", "none of PowerCenter's", "negative", "no session", "3 fields"];
    for ((_, message), word) in all.iter().zip(words) {
        assert!(message.contains(word), "{message}");
    }
    assert_eq!(runs(&text)[0].session, "s_ok");
}

#[test]
fn an_open_quote_costs_its_line_and_not_the_rest() {
    let text = "SESSION_NAME,START_TIME,END_TIME,LAST_ERROR\ns_a,2026-01-02,2026-01-02,\"open\n\
                s_b,2026-01-03,2026-01-03,fine\ns_c,2026-01-04,2026-01-04,\"two\nlines\"\n";
    assert_eq!(problems(text).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2]);
    assert_eq!(
        runs(text).iter().map(|run| (run.session.as_str(), run.line)).collect::<Vec<_>>(),
        [("s_b", 3), ("s_c", 4)]
    );
}

#[test]
fn windows_1252_and_utf_16_are_read() {
    let text = "SESSION_NAME,START_TIME,END_TIME,LAST_ERROR\ns_é,2026-01-02,2026-01-02,\u{20ac} zu viel\n";
    let mut latin = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [latin.split_off(0), wide] {
        let Ok(Told::Run(run)) = items(&bytes).remove(0) else { panic!("no run") };
        assert_eq!((run.session.as_str(), run.error.as_str()), ("s_é", "€ zu viel"));
    }
}

#[test]
fn a_date_that_only_fits_day_first_is_told_once() {
    let text = "SESSION_NAME,START_TIME,END_TIME\ns_a,13/01/2026,13/01/2026\ns_b,01/02/2026,01/02/2026\n";
    let all = runs(text);
    assert_eq!(
        all.iter().map(|run| run.started_at.as_str()).collect::<Vec<_>>(),
        ["2026-01-13T00:00:00", "2026-02-01T00:00:00"]
    );
    assert_eq!(problems(text).len(), 1);
}

#[test]
fn tables_transformations_workflows_and_worklets_are_told_apart() {
    let tables = "SUBJECT_AREA,SESSION_NAME,SESSION_INSTANCE_NAME,SESSION_INSTANCE_ID,WORKFLOW_ID,TABLE_NAME,TABLE_INSTANCE_NAME,\
                  SUCCESSFUL_ROWS,SUCCESSFUL_AFFECTED_ROWS,FAILED_ROWS,START_TIME,END_TIME,PARTITION_NAME,THROUGHPUT\n\
                  F,s,s_i,3,7,T,T1,10,9,1,2026-01-02,2026-01-02,Partition #1,5\n";
    let Ok(Told::Part(one)) = items(tables.as_bytes()).remove(0) else { panic!("no part") };
    assert_eq!((one.session.as_str(), one.workflow_id, one.instance_id, one.key), ("s_i", Some(7), Some(3), None));
    assert_eq!((one.part.side, one.part.instance.as_str(), one.part.table.as_str()), (Side::Target, "T1", "T"));
    assert_eq!((one.part.applied_rows, one.part.affected_rows, one.part.rejected_rows), (Some(10), Some(9), Some(1)));
    let widgets = "WORKFLOW_ID,WORKFLOW_RUN_ID,WORKLET_RUN_ID,TASK_INSTANCE_ID,PARTITION_NAME,WIDGET_TYPE,INSTANCE_NAME,WIDGET_NAME,\
                   APPLIED_ROWS,AFFECTED_ROWS,REJECTED_ROWS,THRUPUT,START_TIME,END_TIME\n7,51,0,3,P1,9,AGG,AGG_T,4,4,0,1,2026-01-02,2026-01-02\n";
    let Ok(Told::Part(one)) = items(widgets.as_bytes()).remove(0) else { panic!("no part") };
    assert_eq!((one.part.side, one.part.instance.as_str()), (Side::Transformation, "AGG"));
    assert_eq!(one.key.map(|key| key.instance), Some(3));
    let tasks = "WORKFLOW_NAME,WORKFLOW_ID,WORKFLOW_RUN_ID,WORKLET_RUN_ID,CHILD_RUN_ID,INSTANCE_ID,INSTANCE_NAME,TASK_TYPE,START_TIME,\
                 END_TIME,RUN_STATUS_CODE\nwf,7,51,0,60,2,wl_a,70,2026-01-02,2026-01-02,1\n\
                 wf,7,51,60,0,3,s_i,68,2026-01-02,1753-01-01,6\nwf,7,51,0,0,4,cmd,58,2026-01-02,2026-01-02,1\n";
    let all = items(tasks.as_bytes());
    assert_eq!(all.len(), 2, "commands are no runs of sessions");
    assert!(matches!(&all[0], Ok(Told::Around(one)) if one.worklet == "wl_a" && one.inner_run == 60));
    assert!(matches!(&all[1], Ok(Told::Run(run)) if run.session == "s_i" && run.ended_at.is_none()));
    let workflows = "SUBJECT_AREA,WORKFLOW_ID,WORKFLOW_RUN_ID,WORKFLOW_NAME,START_TIME,END_TIME,RUN_STATUS_CODE,RUN_TYPE\n\
                     F,7,51,wf,2026-01-02,2026-01-02,1,2\n";
    assert!(matches!(&items(workflows.as_bytes())[0], Ok(Told::Around(one)) if one.recovery && one.worklet.is_empty()));
}

#[test]
fn what_is_no_spool_is_said_so() {
    assert_eq!(view_of(b"NAME,VALUE\na,b\n"), None);
    assert_eq!(view_of(b"SESSION_NAME;START_TIME;END_TIME\n"), Some(View::Sessions));
    for text in ["", "NAME,VALUE\na,b\n"] {
        assert!(matches!(&items(text.as_bytes())[0], Err(one) if one.code == "not-runs"), "{text}");
    }
}
