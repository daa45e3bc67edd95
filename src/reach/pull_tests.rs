//! How questions are answered and rows handed over, with a server that says what a test wants it to.

use super::*;
use crate::model::Text;
use crate::reach::{Look, TakeRow};
use std::collections::BTreeMap;
use std::time::Duration;

const LIMITS: Limits = Limits { timeout: Duration::from_secs(20) };

/// Rows by statement, and what ends them; every other statement names what is not there.
#[derive(Default)]
struct Scripted(BTreeMap<&'static str, (usize, Option<Verdict>)>);

impl Session for Scripted {
    fn server(&self) -> Text {
        Text::default()
    }

    fn look(&mut self, _: &Target) -> Result<Look, Trouble> {
        Ok(Look::default())
    }

    fn rows(&mut self, sql: &str, take: &mut TakeRow<'_>) -> Result<(), Trouble> {
        let Some((rows, end)) = self.0.get(sql) else {
            return Err(Trouble::new(Verdict::NotFound, format!("no {sql}")));
        };
        for row in 0..*rows {
            if !take(&["workflow_run_id".to_owned()], vec![row.to_string()]) {
                return Ok(());
            }
        }
        end.map_or(Ok(()), |verdict| Err(Trouble::new(verdict, "it ended")))
    }
}

fn question(candidates: &[&str]) -> Question {
    Question { view: "V", candidates: candidates.iter().map(|sql| (*sql).to_owned()).collect() }
}

/// What came of a question, and what was told before.
fn answered(
    script: &[(&'static str, usize, Option<Verdict>)],
    candidates: &[&str],
) -> (Result<Pulled, Trouble>, Vec<Told>) {
    let mut server = Scripted(script.iter().map(|(sql, rows, end)| (*sql, (*rows, *end))).collect());
    let (tell, told) = mpsc::sync_channel(100);
    let pulled = answer(&mut server, &question(candidates), &tell);
    drop(tell);
    (pulled, told.iter().collect())
}

#[test]
fn the_first_statement_that_names_what_is_there_is_the_answer() {
    let (pulled, told) = answered(&[("c", 2, None)], &["a", "b", "c", "d"]);
    let wanted = Pulled { view: "V", sql: "c".to_owned(), rows: 2, missing: false, said: "no a".to_owned() };
    assert_eq!(pulled, Ok(wanted));
    assert!(matches!(&told[0], Told::Columns(names, sql) if names == &["WORKFLOW_RUN_ID"] && sql == "c"));
    assert!(matches!(&told[1..], [Told::Row(first), Told::Row(second)] if first == &["0"] && second == &["1"]));
}

#[test]
fn what_is_in_no_form_there_is_missing_and_no_trouble() {
    let (pulled, told) = answered(&[], &["a", "b"]);
    let wanted = Pulled { view: "V", sql: "a".to_owned(), rows: 0, missing: true, said: "no a".to_owned() };
    assert_eq!((pulled, told.len()), (Ok(wanted), 0));
}

#[test]
fn an_empty_view_is_there_and_has_said_nothing() {
    let (pulled, told) = answered(&[("a", 0, None)], &["a", "b"]);
    assert_eq!(pulled, Ok(Pulled { view: "V", sql: "a".to_owned(), ..Pulled::default() }));
    assert!(told.is_empty());
}

#[test]
fn no_other_trouble_is_taken_for_a_missing_view() {
    for (rows, verdict) in [(0, Verdict::PermissionDenied), (0, Verdict::TimedOut), (1, Verdict::NotFound)] {
        let (pulled, told) = answered(&[("a", rows, Some(verdict)), ("b", 5, None)], &["a", "b"]);
        assert_eq!(pulled.err().map(|trouble| trouble.verdict), Some(verdict));
        assert_eq!(told.len(), if rows == 0 { 0 } else { 2 }, "b is not asked, whose rows would come twice");
    }
}

fn asks(views: &[&'static str]) -> Vec<Ask> {
    views.iter().map(|view| Ask { view, after: None, since: None }).collect()
}

/// What came of the asks, and the rows that were handed over.
type Followed = (Result<Vec<Pulled>, Trouble>, Vec<(usize, String)>);

fn followed(all: Vec<Told>, asks: &[Ask], most: usize) -> Followed {
    let (tell, told) = mpsc::sync_channel(100);
    for one in all {
        tell.send(one).unwrap();
    }
    drop(tell);
    let mut taken = Vec::new();
    let done = follow(&told, LIMITS, asks, &mut |ask, names, cells| {
        taken.push((ask, format!("{}={}", names.join(","), cells.join(","))));
        taken.len() < most
    });
    (done, taken)
}

fn columns(name: &str, sql: &str) -> Told {
    Told::Columns(vec![name.to_owned()], sql.to_owned())
}

fn row(cell: &str) -> Told {
    Told::Row(vec![cell.to_owned()])
}

fn done(view: &'static str, rows: u64) -> Pulled {
    Pulled { view, rows, ..Pulled::default() }
}

#[test]
fn rows_are_handed_over_with_their_ask_until_all_are_done() {
    let told = vec![
        columns("A", "a"),
        row("1"),
        Told::Done(done("V", 1)),
        Told::Done(done("W", 0)),
        columns("B", "b"),
        row("2"),
        row("3"),
        Told::Done(done("X", 2)),
    ];
    let (pulled, taken) = followed(told, &asks(&["V", "W", "X"]), 100);
    assert_eq!(pulled, Ok(vec![done("V", 1), done("W", 0), done("X", 2)]));
    assert_eq!(taken, [(0, "A=1".to_owned()), (2, "B=2".to_owned()), (2, "B=3".to_owned())]);
}

#[test]
fn who_takes_no_more_ends_the_pull_with_what_was_handed_over() {
    let told = vec![Told::Done(done("V", 0)), columns("A", "a"), row("1"), row("2"), row("3")];
    let (pulled, taken) = followed(told, &asks(&["V", "W", "X"]), 2);
    assert_eq!(pulled, Ok(vec![done("V", 0), Pulled { sql: "a".to_owned(), ..done("W", 2) }]));
    assert_eq!(taken.len(), 2);
}

#[test]
fn a_pull_that_breaks_is_a_trouble_and_its_rows_were_handed_over() {
    let told = vec![columns("A", "a"), row("1"), Told::Failed(Trouble::new(Verdict::Failed, "it broke"))];
    let (pulled, taken) = followed(told, &asks(&["V"]), 100);
    assert_eq!((pulled, taken.len()), (Err(Trouble::new(Verdict::Failed, "it broke")), 1));
    let (gone, _) = followed(vec![columns("A", "a")], &asks(&["V"]), 100);
    assert_eq!(gone, Err(lost()));
}

#[test]
fn a_worker_that_is_silent_is_left_behind() {
    let (tell, told) = mpsc::sync_channel(1);
    let hasty = Limits { timeout: Duration::from_millis(10) };
    assert_eq!(follow(&told, hasty, &asks(&["V"]), &mut |_, _, _| true), Err(Trouble::silent(hasty)));
    drop(tell);
}

#[test]
fn every_other_family_refuses_before_anything_is_sent() {
    let (connection, secret) = (crate::model::connection::Connection::default(), None);
    let family = crate::model::connection::Family::Kafka;
    let target = Target { family, connection, secret, insecure: false, table: None };
    let refused = pull(&target, LIMITS, &asks(&["REP_SESS_LOG"]), &mut |_, _, _| true);
    assert_eq!(refused, Err(Trouble::new(Verdict::NotSupported, ONLY)));
    assert_eq!(pull(&target, LIMITS, &[], &mut |_, _, _| true), Ok(Vec::new()));
}
