//! Sources of runs → the catalog. One thread reads, the calling one writes.

use super::{IngestError, Options, Progress};
use crate::model::problem::Problem;
use crate::model::run::{Platform, Run, Told};
use crate::read::run::{Kind, Source, event_log, session_log, spool};
use crate::read::source::{Limits, OpenInput, problem_of};
use crate::store::StoreError;
use crate::store::writer::Writer;
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
                    Ok(told) => writer.told(&named(told, options.session.as_ref()), &source.name)?,
                    Err(problem) => writer.odd_run(problem),
                }
            }
            Ok(())
        })?;
        progress(Progress::File);
    }
    Ok(())
}

/// Ties an application of Spark to the session that the user says, else to the one whose address its name is.
fn named(mut told: Told, session: Option<&[String; 3]>) -> Told {
    if let Told::Run(run) = &mut told
        && run.platform == Platform::Spark
    {
        let by_name = address(&run.session);
        if let Some([folder, workflow, name]) = session.or(by_name.as_ref()) {
            tie(run, folder, workflow, name);
        }
    }
    told
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
pub fn address(name: &str) -> Option<[String; 3]> {
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
