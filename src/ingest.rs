//! Sources → pieces → read in parallel → one writer, in order → [`Summary`].
//!
//! One thread cuts files into children of FOLDER, a pool reads the children, the calling thread writes them in the order of
//! the files. Secrets are taken out where they are read and sealed where they are written, in the same transaction. Whatever
//! the number of jobs, the catalog is the same. All text under way shares one byte budget, so one file of
//! 1 GiB takes no more memory than a thousand small ones. Never prints, never reads the clock.

mod budget;
mod child;
mod runs;
mod sealing;

pub use runs::{Feed, PullError, TakeRow, pulled};

use crate::model::content::Oddity;
use crate::model::credential::{FoundSecret, Ids};
use crate::model::problem::Problem;
use crate::model::repository::{Folder, Repository};
use crate::model::snapshot::{Summary, Wish};
use crate::read::frame::Frame;
use crate::read::mask::Names;
use crate::read::run::Source;
use crate::read::source::{Input, Limits, Listing};
use crate::read::split::{Piece, Splitter};
use crate::read::{content, mask};
use crate::store::content::Compressor;
use crate::store::parameter::Given;
use crate::store::snapshot::FileRow;
use crate::store::writer::{Known, Writer};
use crate::store::{Catalog, StoreError};
use crate::vault::{Sealer, VaultError};
use budget::Budget;
use child::{Read, ReadChild, ids, read_child};
use rayon::ThreadPool;
use sealing::Sealing;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Pieces between the cutting thread and the writer.
const QUEUE: usize = 4096;

/// What an ingest needs besides the catalog.
#[derive(Clone)]
pub struct Options {
    /// What the user asks for.
    pub wish: Wish,
    /// What is refused.
    pub limits: Limits,
    /// Readers at work at once.
    pub jobs: usize,
    /// Parameter files, stored with the exports.
    pub parameters: Vec<Given>,
    /// Sources of runs, in the order in which they are read.
    pub runs: Vec<Source>,
    /// Folder, workflow with worklets, and session that Spark applications ran, where the user says it.
    pub session: Option<[String; 3]>,
    /// What seals the secrets that are met; without it they are cut out.
    pub sealer: Option<Arc<Sealer>>,
}

/// How far an ingest is; told whenever it moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// This much more text was written.
    Bytes(u64),
    /// A file is done, whether stored or not.
    File,
}

/// One thing for the writer, in the order of the files.
enum Item {
    Begin(String),
    Frame {
        text: String,
        creation_date: String,
        created_at: String,
        oddities: Vec<Oddity>,
        secrets: Vec<FoundSecret>,
        line: u64,
    },
    Place(Box<(Repository, Folder)>),
    Child {
        place: Option<usize>,
        line: u64,
        bytes: usize,
        read: Receiver<Result<ReadChild, Oddity>>,
    },
    End {
        row: Box<FileRow>,
        problems: Vec<Problem>,
        stopped: Option<Problem>,
    },
    Unopened(Problem),
}

/// Why an ingest failed.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The catalog could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A secret could not be sealed.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// Reads every input of a listing into the catalog as one snapshot.
pub fn run(
    catalog: &Catalog,
    listing: Listing,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
    finished_at: &dyn Fn() -> String,
) -> Result<Summary, IngestError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs.max(1))
        .thread_name(|number| format!("reader-{number}"))
        .build()
        .map_err(|error| StoreError::Refused(format!("cannot start readers: {error}")))?;
    let mut writer = Writer::begin(catalog, options.wish.clone())?;
    for problem in listing.problems {
        writer.listed(problem);
    }
    let known = Arc::new(writer.known()?);
    let budget = Arc::new(Budget::new(budget::BYTES));
    let (send, receive) = sync_channel(QUEUE);
    let mut sealing = Sealing::new(catalog, options.sealer.as_deref(), &options.wish.now);
    std::thread::scope(|scope| {
        let cutter = Cutter { send, pool: &pool, known, budget: Arc::clone(&budget), options };
        let named = std::thread::Builder::new().name("cutter".to_owned());
        named
            .spawn_scoped(scope, move || cutter.run(&listing.inputs))
            .map_err(|error| StoreError::Refused(format!("cannot start the cutting thread: {error}")))?;
        let written = write(&mut writer, &mut sealing, receive, &budget, progress);
        budget.close();
        written
    })?;
    let mut compressor = Compressor::new()?;
    for given in &options.parameters {
        writer.parameters(given, &mut compressor)?;
        sealing.take(given.secrets.clone(), &given.file.name, 1);
        sealing.end_file("", true);
        progress(Progress::File);
    }
    sealing.finish()?;
    runs::read(&mut writer, options, progress)?;
    Ok(writer.finish(&finished_at())?)
}

/// Takes the items in order. Dropping the receiver at the end or on an error stops the cutting thread.
fn write(
    writer: &mut Writer<'_>,
    sealing: &mut Sealing<'_>,
    receive: Receiver<Item>,
    budget: &Budget,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), IngestError> {
    let mut folders = Vec::new();
    let mut file = String::new();
    let mut broken: Option<Oddity> = None;
    let mut broken_line = 0;
    for item in receive {
        match item {
            Item::Unopened(problem) => {
                writer.failed_input(problem);
                progress(Progress::File);
            }
            Item::Begin(name) => {
                writer.begin_file(&name)?;
                file = name;
                folders.clear();
                broken = None;
            }
            Item::Frame { text, creation_date, created_at, oddities, secrets, line } => {
                writer.frame(&text, &creation_date, &created_at)?;
                sealing.take(secrets, &file, line);
                writer.frame_oddities(&oddities, line)?;
            }
            Item::Place(place) => folders.push(writer.place(&place.0, &place.1)?),
            Item::Child { place, line, bytes, read } => {
                let read = read.recv().unwrap_or_else(|_| Err(content::lost()));
                match read {
                    _ if broken.is_some() => {}
                    Err(oddity) => (broken, broken_line) = (Some(oddity), line),
                    Ok((read, secrets)) => {
                        sealing.take(secrets, &file, line);
                        let folder = place.and_then(|at| folders.get(at)).copied();
                        match read {
                            Read::Known(digest) => writer.unchanged(folder.unwrap_or_default(), &digest, line)?,
                            Read::New(child) => writer.child(folder, &child, line)?,
                        }
                    }
                }
                budget.give_back(bytes);
                progress(Progress::Bytes(bytes as u64));
            }
            Item::End { row, problems, stopped } => {
                let created_at = row.created_at.clone();
                let stored = end(writer, *row, problems, broken.take().map(|odd| (odd, broken_line)), stopped)?;
                sealing.end_file(&created_at, stored);
                progress(Progress::File);
            }
        }
    }
    Ok(())
}

/// Ends a file: it is in as a whole, or refused because it was `stopped` or a child in it was `broken`. True where it is in.
fn end(
    writer: &mut Writer<'_>,
    row: FileRow,
    problems: Vec<Problem>,
    broken: Option<(Oddity, u64)>,
    stopped: Option<Problem>,
) -> Result<bool, StoreError> {
    for problem in problems {
        writer.problem(problem)?;
    }
    let malformed = broken
        .map(|(odd, line)| Problem::new(odd.code, odd.severity, &row.name, line + u64::from(odd.line), odd.message));
    let to_its_end = stopped.is_none();
    match malformed.or(stopped) {
        Some(problem) => writer.fail_file(row, problem, to_its_end).map(|()| false),
        None => writer.end_file(row).map(|()| true),
    }
}

/// The thread that opens inputs and cuts them into pieces.
struct Cutter<'a> {
    send: SyncSender<Item>,
    pool: &'a ThreadPool,
    known: Arc<Known>,
    budget: Arc<Budget>,
    options: &'a Options,
}

/// The writer has gone away: stop quietly, it tells why.
struct Gone;

impl Cutter<'_> {
    fn run(self, inputs: &[Input]) {
        for input in inputs {
            if self.input(input).is_err() {
                return;
            }
        }
    }

    fn send(&self, item: Item) -> Result<(), Gone> {
        self.send.send(item).map_err(|_| Gone)
    }

    fn input(&self, input: &Input) -> Result<(), Gone> {
        let (open, odd) = match input.open_export(&self.options.limits) {
            Ok(open) => open,
            Err(problem) => return self.send(Item::Unopened(problem)),
        };
        self.send(Item::Begin(input.name.clone()))?;
        let window = self.budget.spare();
        let mut splitter = Splitter::new(open, &input.name, self.options.wish.repository_as.as_deref(), window);
        let mut stopped = self.pieces(&mut splitter)?;
        let (frame, mut reader, window) = splitter.into_parts();
        self.budget.recycle(window);
        let mut problems = odd;
        problems.extend(reader.take_problems());
        let row = FileRow {
            name: input.name.clone(),
            size: reader.bytes_read(),
            encoding: reader.encoding().to_owned(),
            created_at: frame.created_at(),
            creation_date: frame.creation_date,
            repository_version: frame.repository_version,
            manifest: None,
        };
        if stopped.is_none() {
            stopped = reader.into_inner().finish().err();
        }
        self.send(Item::End { row: Box::new(row), problems, stopped })
    }

    /// Sends the pieces of a file; returns why it must be refused, if it must.
    fn pieces(&self, splitter: &mut Splitter<impl std::io::Read>) -> Result<Option<Problem>, Gone> {
        let mut places = 0;
        let file = ("frame of".to_owned(), splitter.file().to_owned());
        let ids = self.options.sealer.as_deref().map(|sealer| ids(sealer, Some(&file)));
        let mut names = Names::new(ids.as_ref().map(|ids| ids as &Ids<'_>));
        loop {
            let piece = match splitter.next_piece(&|| self.budget.spare()) {
                Ok(Some(piece)) => piece,
                Ok(None) => return Ok(None),
                Err(problem) => return Ok(Some(problem)),
            };
            for place in &splitter.frame().places[places..] {
                self.send(Item::Place(Box::new((place.repository.clone(), place.folder.clone()))))?;
                places += 1;
            }
            match piece {
                Piece::Frame(text, line) => self.send(frame_item(text, splitter.frame(), line, &mut names))?,
                Piece::Child(child) => {
                    let place = child.place.map(|at| &splitter.frame().places[at]);
                    let key = place.map(|p| (p.repository.name.to_string(), p.folder.name.to_string()));
                    self.child(child.text, child.place, child.line, key)?;
                }
            }
        }
    }

    fn child(&self, text: String, place: Option<usize>, line: u64, key: Option<(String, String)>) -> Result<(), Gone> {
        let bytes = text.len();
        self.budget.take(bytes)?;
        let (send, read) = sync_channel(1);
        let (known, budget) = (Arc::clone(&self.known), Arc::clone(&self.budget));
        let sealer = self.options.sealer.clone();
        self.pool.spawn(move || {
            // The writer may have given up; then nobody wants the result.
            let _ = send.send(read_child(&text, key.as_ref(), &known, sealer.as_deref()));
            budget.recycle(text);
        });
        self.send(Item::Child { place, line, bytes, read })
    }
}

fn frame_item(text: String, frame: &Frame, line: u64, names: &mut Names<'_>) -> Item {
    let masked = mask::mask_frame(&text, names);
    let masked = masked.unwrap_or_else(|| mask::Masked { text, oddities: Vec::new(), secrets: Vec::new() });
    Item::Frame {
        text: masked.text,
        creation_date: frame.creation_date.clone(),
        created_at: frame.created_at(),
        oddities: masked.oddities,
        secrets: masked.secrets,
        line,
    }
}
