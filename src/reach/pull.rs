//! The history of runs, pulled live from the database of a PowerCenter repository.
//!
//! Owns which views are asked for, what is asked instead where a view is not there, and how rows come to the caller: one by
//! one, never all held. Knows nothing of what a row means.
//!
//! Nothing is written. Only the SELECTs of `sql` are sent, and beside them what makes a transaction read-only: PostgreSQL and
//! Oracle hold one to it, SQL Server and ODBC know no such thing for a login of their own, so there a user with no right but
//! SELECT is the guard.
//!
//! As for tests of connections, clients work on a thread that is left behind when it is late: what is bounded is the wait for
//! the login, for the first row (which a server may have to sort for) and for each one after it, not the whole. The time that
//! the caller takes for a row counts for nobody.

mod sql;
mod view;

use super::pool::{GRACE, WORKER, guarded, lost, silence_workers};
use super::{Limits, Session, Target, Trouble, message};
use crate::model::connection::Verdict;
use sql::Question;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;

/// Every view that can be asked for, in the order in which their rows find what they belong to.
pub const VIEWS: [&str; 5] =
    [view::ALL[0].name, view::ALL[1].name, view::ALL[2].name, view::ALL[3].name, view::ALL[4].name];

/// What is said of every other family.
pub(super) const ONLY: &str = "runs are pulled from PostgreSQL, SQL Server, Oracle and ODBC";

/// Rows that a client may be ahead of the caller.
const AHEAD: usize = 256;

/// Takes a row: the place of its ask, the names of its columns, its cells; false where no more are wanted.
pub type Take<'t> = dyn FnMut(usize, &[String], Vec<String>) -> bool + 't;

/// What is wanted of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// One of [`VIEWS`].
    pub view: &'static str,
    /// Only runs of workflows with a greater WORKFLOW_RUN_ID. REP_SESS_TBL_LOG has no such column: there it is of no effect,
    /// unless the tables under it have to be asked.
    pub after: Option<i64>,
    /// Only what began on this day or later, `YYYY-MM-DD`, in the local time of the Integration Service. What has not begun
    /// is left out, too.
    pub since: Option<String>,
}

/// What came of an ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pulled {
    /// The view.
    pub view: &'static str,
    /// The statement whose rows were handed over; where all is missing, the one that asked for the view as it is documented.
    pub sql: String,
    /// Rows that were handed over.
    pub rows: u64,
    /// True where neither the view nor the tables under it are there, or this user may not know that they are.
    pub missing: bool,
    /// What the server said when the view was not there as it is documented, with all of its columns; empty where it was.
    pub said: String,
}

/// Pulls the rows of views, one view after the other, each sorted by WORKFLOW_RUN_ID where it has one, else by its start, so
/// that what was handed over before a pull broke is a whole beginning.
///
/// `take` gets the place of the ask, the names of the columns in upper case, and the cells: NULL is an empty text, a time
/// `YYYY-MM-DD HH:MM:SS` with or without a fraction. It returns false to end the pull; the views that were not reached are
/// then not in the answer.
///
/// Tables are looked for in the schema of the connection's attribute `schema`, else where the server looks by itself.
///
/// # Errors
///
/// [`Verdict::NotSupported`] for families that hold no repository; [`Verdict::NotChecked`], before anything is sent, for a
/// schema that is no plain identifier, a day that is none, a view that is not known; else what the client or the server says.
pub fn pull(target: &Target, limits: Limits, asks: &[Ask], take: &mut Take<'_>) -> Result<Vec<Pulled>, Trouble> {
    let questions = asks.iter().map(|ask| sql::question(target, ask)).collect::<Result<Vec<_>, _>>()?;
    if questions.is_empty() {
        return Ok(Vec::new());
    }
    super::tls::install();
    silence_workers();
    // A client that is left behind must not hold what it cannot hand over, and a slow caller must not pile rows up.
    let (tell, told) = mpsc::sync_channel(AHEAD);
    let all = target.clone();
    let worker = thread::Builder::new().name(WORKER.to_owned()).spawn(move || work(&all, limits, &questions, &tell));
    worker.map_err(|_| Trouble::new(Verdict::Failed, "no thread could be had"))?;
    let shown = |words: &str| message::shown(words, target.secret.as_ref());
    let pulled =
        follow(&told, limits, asks, take).map_err(|trouble| Trouble { message: shown(&trouble.message), ..trouble })?;
    Ok(pulled.into_iter().map(|one| Pulled { said: shown(&one.said), ..one }).collect())
}

/// What the worker tells, in this order for each ask: perhaps columns and then rows, in the end what came of it.
enum Told {
    /// Names of columns of the rows after it, and the statement that they answer.
    Columns(Vec<String>, String),
    /// Cells of a row.
    Row(Vec<String>),
    /// A view is done.
    Done(Pulled),
    /// Nothing more will come.
    Failed(Trouble),
}

/// Logs in once and asks one question after the other.
fn work(target: &Target, limits: Limits, questions: &[Question], tell: &SyncSender<Told>) {
    let mut session = match guarded(|| super::open(target, limits)) {
        Ok(session) => session,
        Err(trouble) => return drop(tell.send(Told::Failed(trouble))),
    };
    for question in questions {
        let last = match guarded(|| answer(session.as_mut(), question, tell)) {
            Ok(pulled) => Told::Done(pulled),
            Err(trouble) => Told::Failed(trouble),
        };
        let goes_on = matches!(last, Told::Done(_));
        if tell.send(last).is_err() || !goes_on {
            break;
        }
    }
    // A client may panic when it says goodbye.
    let _ = guarded(|| {
        drop(session);
        Ok(())
    });
}

/// Tries the statements of a question until what one of them names is there.
fn answer(session: &mut dyn Session, question: &Question, tell: &SyncSender<Told>) -> Result<Pulled, Trouble> {
    let mut first = None;
    for sql in &question.candidates {
        let mut rows = 0;
        let asked = session.rows(sql, &mut |names, cells| {
            rows += 1;
            let columns = || names.iter().map(|name| name.to_ascii_uppercase()).collect();
            let heard = rows > 1 || tell.send(Told::Columns(columns(), sql.clone())).is_ok();
            heard && tell.send(Told::Row(cells)).is_ok()
        });
        match asked {
            Ok(()) => {
                let said = first.map(|(_, said)| said).unwrap_or_default();
                return Ok(Pulled { view: question.view, sql: sql.clone(), rows, missing: false, said });
            }
            Err(trouble) if trouble.verdict == Verdict::NotFound && rows == 0 => {
                first.get_or_insert((sql.clone(), trouble.message));
            }
            Err(trouble) => return Err(trouble),
        }
    }
    let (sql, said) = first.unwrap_or_default();
    Ok(Pulled { view: question.view, sql, rows: 0, missing: true, said })
}

/// Hands over what the worker tells.
fn follow(told: &Receiver<Told>, limits: Limits, asks: &[Ask], take: &mut Take<'_>) -> Result<Vec<Pulled>, Trouble> {
    let (mut done, mut names, mut statement, mut rows) = (Vec::new(), Vec::new(), String::new(), 0);
    while done.len() < asks.len() {
        match next(told, limits)? {
            Told::Columns(columns, sql) => (names, statement, rows) = (columns, sql, 0),
            Told::Row(cells) => {
                rows += 1;
                if !take(done.len(), &names, cells) {
                    let view = asks[done.len()].view;
                    done.push(Pulled { view, sql: statement, rows, ..Pulled::default() });
                    return Ok(done);
                }
            }
            Told::Done(pulled) => done.push(pulled),
            Told::Failed(trouble) => return Err(trouble),
        }
    }
    // The time for a goodbye, after which the worker hangs up.
    let _ = told.recv_timeout(GRACE);
    Ok(done)
}

/// What is told next. A worker that is late or gone will not be heard again.
fn next(told: &Receiver<Told>, limits: Limits) -> Result<Told, Trouble> {
    told.recv_timeout(limits.timeout + GRACE).map_err(|error| match error {
        RecvTimeoutError::Timeout => Trouble::silent(limits),
        RecvTimeoutError::Disconnected => lost(),
    })
}

#[cfg(test)]
#[path = "pull_tests.rs"]
mod tests;
