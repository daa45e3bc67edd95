//! Sources of runs → the catalog. One thread reads, the calling one writes.

use super::{IngestError, Options, Progress};
use crate::model::problem::{Problem, Severity};
use crate::model::run::{Platform, Run, Told};
use crate::model::snapshot::{Summary, Wish};
use crate::read::run::{Kind, Source, event_log, session_log, spool};
use crate::read::source::{Limits, OpenInput, problem_of};
use crate::store::writer::Writer;
use crate::store::{Catalog, StoreError};
use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};

/// Rows handed over at once: a channel costs more than reading a row.
const BATCH: usize = 512;
/// Batches under way.
const QUEUE: usize = 8;

/// What is handed to the writer.
type Item = Result<Told, Problem>;

/// Reads every source of runs into the catalog. What cannot be read is noted, and costs nothing else.
pub(super) fn read(
    writer: &mut Writer<'_>,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), IngestError> {
    for source in &options.runs {
        writer.begin_runs(&source.name)?;
        std::thread::scope(|scope| -> Result<(), IngestError> {
            let (send, receive) = sync_channel(QUEUE);
            let limits = options.limits;
            std::thread::Builder::new()
                .name("runs".to_owned())
                .spawn_scoped(scope, move || Sender { send, batch: Vec::new() }.read(source, &limits))
                .map_err(|error| StoreError::Refused(format!("cannot start the thread that reads runs: {error}")))?;
            for item in receive.into_iter().flatten() {
                match item {
                    Ok(told) => {
                        let (told, wrong) = named(told, options.session.as_ref(), &source.name);
                        if let Some(problem) = wrong {
                            writer.odd_run(problem);
                        }
                        writer.told(&told, &source.name)?;
                    }
                    Err(problem) => writer.odd_run(problem),
                }
            }
            Ok(())
        })?;
        progress(Progress::File);
    }
    Ok(())
}

/// Ties an application of Spark to the session that the user says, else to the one whose address its name is. One whose name
/// is the address of another session than the user says is kept as that one's, and told.
fn named(mut told: Told, session: Option<&[String; 3]>, file: &str) -> (Told, Option<Problem>) {
    let Told::Run(run) = &mut told else { return (told, None) };
    if run.platform != Platform::Spark {
        return (told, None);
    }
    let by_name = address(&run.session);
    let wrong = by_name.as_ref().zip(session).filter(|(own, said)| own != said).map(|(own, said)| {
        let (own, said) = (own.join("/"), said.join("/"));
        let text = format!("this application is of session {own}, not of {said}; it was stored as a run of {own}");
        Problem::new("run-of-another-session", Severity::Error, file, run.line, text)
    });
    if let Some([folder, workflow, name]) = by_name.as_ref().or(session) {
        tie(run, folder, workflow, name);
    }
    (told, wrong)
}

fn tie(run: &mut Run, folder: &str, workflow: &str, name: &str) {
    run.folder = folder.into();
    let (workflow, path) = workflow.split_once('/').unwrap_or((workflow, ""));
    run.workflow = workflow.into();
    run.path = path.into();
    run.session = name.into();
}

/// `FOLDER/WORKFLOW[/WORKLET…]/SESSION` → its three parts.
#[must_use]
fn address(name: &str) -> Option<[String; 3]> {
    let (folder, rest) = name.split_once('/')?;
    let (workflow, session) = rest.rsplit_once('/')?;
    let parts = [folder, workflow, session];
    parts.iter().all(|part| !part.is_empty()).then(|| parts.map(str::to_owned))
}

/// The writer has gone away: stop quietly, it tells why.
struct Gone;

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

/// Why reading a source ends early.
enum Stop {
    Gone,
    Broken(io::Error),
}

/// The thread that reads.
struct Sender {
    send: SyncSender<Vec<Item>>,
    batch: Vec<Item>,
}

impl Sender {
    fn read(mut self, source: &Source, limits: &Limits) {
        let read = match source.kind {
            Kind::Spool(_) | Kind::Rows(_) => self.spool(source, limits),
            Kind::SessionLog => self.session_log(source, limits),
            Kind::EventLog => self.event_log(source, limits),
        };
        if let Err(Stop::Broken(error)) = read {
            // Nobody listens any more where this fails.
            let _ = self.give(Err(problem_of(&error, &source.name)));
        }
        let _ = self.flush();
    }

    fn open(&mut self, source: &Source, limits: &Limits) -> Result<Option<OpenInput>, Stop> {
        let Some(input) = source.parts.first() else { return Ok(None) };
        match input.open(limits) {
            Ok(open) => Ok(Some(open)),
            Err(problem) => self.give(Err(problem)).map(|()| None),
        }
    }

    fn spool(&mut self, source: &Source, limits: &Limits) -> Result<(), Stop> {
        let Some(open) = self.open(source, limits)? else { return Ok(()) };
        spool::read(open, &source.name, &mut |item| self.give(item))
    }

    fn session_log(&mut self, source: &Source, limits: &Limits) -> Result<(), Stop> {
        let Some(open) = self.open(source, limits)? else { return Ok(()) };
        let (run, problems) = session_log::read(open, &source.name)?;
        self.give_all(run, problems)
    }

    fn event_log(&mut self, source: &Source, limits: &Limits) -> Result<(), Stop> {
        let mut parts: Vec<(String, Box<dyn io::Read>)> = Vec::new();
        for input in &source.parts {
            match input.open(limits) {
                Ok(open) => parts.push((input.name.clone(), Box::new(open))),
                Err(problem) => self.give(Err(problem))?,
            }
        }
        let (run, problems) = event_log::read(parts);
        self.give_all(run, problems)
    }

    fn give_all(&mut self, run: Option<Run>, problems: Vec<Problem>) -> Result<(), Stop> {
        for problem in problems {
            self.give(Err(problem))?;
        }
        run.map_or(Ok(()), |run| self.give(Ok(Told::Run(Box::new(run)))))
    }

    fn give(&mut self, item: Item) -> Result<(), Stop> {
        self.batch.push(item);
        if self.batch.len() < BATCH { Ok(()) } else { self.flush().map_err(|Gone| Stop::Gone) }
    }

    fn flush(&mut self) -> Result<(), Gone> {
        self.send.send(std::mem::take(&mut self.batch)).map_err(|_| Gone)
    }
}

/// Why a pull failed.
#[derive(Debug)]
pub enum PullError<E> {
    /// The other side, or the way to it.
    Source(E),
    /// The catalog.
    Ingest(IngestError),
}

/// Takes a row of a view: its place among the views, the names of its columns, its cells; false where no more are wanted.
pub type TakeRow<'t> = dyn FnMut(usize, &[String], Vec<String>) -> bool + 't;

/// Hands every row of the views to what it is given.
pub type Feed<'f, E> = dyn FnMut(&mut TakeRow<'_>) -> Result<(), E> + 'f;

/// Reads what is pulled of `views` through a connection as one ingest, which is all or nothing: a pull that breaks leaves
/// nothing behind and is begun again.
///
/// # Errors
///
/// What the feed fails with, or the catalog.
pub fn pulled<E>(
    catalog: &Catalog,
    wish: Wish,
    connection: &str,
    views: &[&'static str],
    finished_at: &dyn Fn() -> String,
    feed: &mut Feed<'_, E>,
) -> Result<Summary, PullError<E>> {
    let store = |error: StoreError| PullError::Ingest(error.into());
    let mut writer = Writer::begin(catalog, wish).map_err(store)?;
    let mut pulling = Pulling { connection, views, rows: Vec::new(), failed: None };
    for view in views {
        writer.begin_runs(&pulling.name(view)).map_err(store)?;
        pulling.rows.push(Rowing::default());
    }
    feed(&mut |at, header, cells| pulling.row(&mut writer, at, header, &cells)).map_err(PullError::Source)?;
    if let Some(error) = pulling.failed {
        return Err(store(error));
    }
    writer.pulled(connection).map_err(store)?;
    writer.finish(&finished_at()).map_err(store)
}

/// The rows of one view so far.
#[derive(Default)]
struct Rowing {
    rows: Option<spool::Rows>,
    number: u64,
}

struct Pulling<'p> {
    connection: &'p str,
    views: &'p [&'static str],
    rows: Vec<Rowing>,
    failed: Option<StoreError>,
}

impl Pulling<'_> {
    fn name(&self, view: &str) -> String {
        format!("connection:{} {view}", self.connection)
    }

    /// Stores a row; false where the catalog refuses it.
    fn row(&mut self, writer: &mut Writer<'_>, at: usize, header: &[String], cells: &[String]) -> bool {
        let Some(view) = self.views.get(at) else { return true };
        let name = self.name(view);
        let Some(rowing) = self.rows.get_mut(at) else { return true };
        rowing.number += 1;
        let rows = rowing.rows.get_or_insert_with(|| spool::Rows::of(view, header, &name));
        for item in rows.row(rowing.number, cells) {
            let done = match item {
                Ok(told) => writer.told(&told, &name),
                Err(problem) => {
                    writer.odd_run(problem);
                    Ok(())
                }
            };
            if let Err(error) = done {
                self.failed = Some(error);
                return false;
            }
        }
        true
    }
}
