//! Sources → pieces → read in parallel → one writer, in order → [`Summary`].
//!
//! One thread cuts files into children of FOLDER, a pool reads the children, the calling thread writes them in the order of
//! the files. Whatever the number of jobs, the catalog is the same. All text under way shares one byte budget, so one file of
//! 1 GiB takes no more memory than a thousand small ones. Never prints, never reads the clock.

use crate::model::content::Oddity;
use crate::model::problem::Problem;
use crate::model::repository::{Folder, Repository};
use crate::model::snapshot::{Summary, Wish};
use crate::read::frame::Frame;
use crate::read::source::{Input, Limits, Listing};
use crate::read::split::{Piece, Splitter};
use crate::read::{content, mask, tree};
use crate::store::content::{Compressor, Digest, Packed, digest};
use crate::store::parameter::Given;
use crate::store::snapshot::FileRow;
use crate::store::writer::{Child, Known, Writer};
use crate::store::{Catalog, StoreError};
use rayon::ThreadPool;
use std::cell::RefCell;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes of text between the cutting thread and the writer: enough to keep two readers busy, and what bounds the memory.
const BUDGET_BYTES: usize = 16 << 20;
/// Buffers kept for use again, and how large one may be.
const SPARE_BUFFERS: usize = 8;
const SPARE_BYTES: usize = 8 << 20;
/// Pieces between the cutting thread and the writer.
const QUEUE: usize = 4096;

/// What an ingest needs besides the catalog.
#[derive(Debug, Clone)]
pub struct Options {
    /// What the user asks for.
    pub wish: Wish,
    /// What is refused.
    pub limits: Limits,
    /// Readers at work at once.
    pub jobs: usize,
    /// Parameter files, stored with the exports.
    pub parameters: Vec<Given>,
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
    Frame { text: String, creation_date: String, created_at: String, oddities: Vec<Oddity>, line: u64 },
    Place(Box<(Repository, Folder)>),
    Child { place: Option<usize>, line: u64, bytes: usize, read: Receiver<Result<Read, Oddity>> },
    End { row: Box<FileRow>, problems: Vec<Problem>, stopped: Option<Problem> },
    Unopened(Problem),
}

/// A child as the pool hands it over.
enum Read {
    Known(Digest),
    New(Box<Child>),
}

/// Reads every input of a listing into the catalog as one snapshot.
pub fn run(
    catalog: &Catalog,
    listing: Listing,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
    finished_at: &dyn Fn() -> String,
) -> Result<Summary, StoreError> {
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
    let budget = Arc::new(Budget::new(BUDGET_BYTES));
    let (send, receive) = sync_channel(QUEUE);
    std::thread::scope(|scope| {
        let cutter = Cutter { send, pool: &pool, known, budget: Arc::clone(&budget), options };
        let named = std::thread::Builder::new().name("cutter".to_owned());
        named
            .spawn_scoped(scope, move || cutter.run(&listing.inputs))
            .map_err(|error| StoreError::Refused(format!("cannot start the cutting thread: {error}")))?;
        let written = write(&mut writer, receive, &budget, progress);
        budget.close();
        written
    })?;
    let mut compressor = Compressor::new()?;
    for given in &options.parameters {
        writer.parameters(given, &mut compressor)?;
        progress(Progress::File);
    }
    writer.finish(&finished_at())
}

/// Takes the items in order. Dropping the receiver at the end or on an error stops the cutting thread.
fn write(
    writer: &mut Writer<'_>,
    receive: Receiver<Item>,
    budget: &Budget,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), StoreError> {
    let mut folders = Vec::new();
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
                folders.clear();
                broken = None;
            }
            Item::Frame { text, creation_date, created_at, oddities, line } => {
                writer.frame(&text, &creation_date, &created_at)?;
                writer.frame_oddities(&oddities, line)?;
            }
            Item::Place(place) => folders.push(writer.place(&place.0, &place.1)?),
            Item::Child { place, line, bytes, read } => {
                let read = read.recv().unwrap_or_else(|_| Err(content::lost()));
                match read {
                    _ if broken.is_some() => {}
                    Err(oddity) => (broken, broken_line) = (Some(oddity), line),
                    Ok(Read::Known(digest)) => {
                        let folder = place.and_then(|at| folders.get(at)).copied().unwrap_or_default();
                        writer.unchanged(folder, &digest, line)?;
                    }
                    Ok(Read::New(child)) => {
                        writer.child(place.and_then(|at| folders.get(at)).copied(), &child, line)?;
                    }
                }
                budget.give_back(bytes);
                progress(Progress::Bytes(bytes as u64));
            }
            Item::End { row, problems, stopped } => {
                for problem in problems {
                    writer.problem(problem)?;
                }
                let malformed = broken.take().map(|odd| {
                    let line = broken_line + u64::from(odd.line);
                    Problem::new(odd.code, odd.severity, &row.name, line, odd.message)
                });
                let to_its_end = stopped.is_none();
                match malformed.or(stopped) {
                    Some(problem) => writer.fail_file(*row, problem, to_its_end)?,
                    None => writer.end_file(*row)?,
                }
                progress(Progress::File);
            }
        }
    }
    Ok(())
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
        let open = match input.open(&self.options.limits) {
            Ok(open) => open,
            Err(problem) => return self.send(Item::Unopened(problem)),
        };
        self.send(Item::Begin(input.name.clone()))?;
        let window = self.budget.spare();
        let mut splitter = Splitter::new(open, &input.name, self.options.wish.repository_as.as_deref(), window);
        let mut stopped = self.pieces(&mut splitter)?;
        let (frame, mut reader, window) = splitter.into_parts();
        self.budget.recycle(window);
        let problems = reader.take_problems();
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
                Piece::Frame(text, line) => self.send(frame_item(text, splitter.frame(), line))?,
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
        self.pool.spawn(move || {
            // The writer may have given up; then nobody wants the result.
            let _ = send.send(read_child(&text, key.as_ref(), &known));
            budget.recycle(text);
        });
        self.send(Item::Child { place, line, bytes, read })
    }
}

fn frame_item(text: String, frame: &Frame, line: u64) -> Item {
    let (text, oddities) = match mask::mask_frame(&text) {
        Some(masked) => (masked.text, masked.oddities),
        None => (text, Vec::new()),
    };
    let created_at = frame.created_at();
    Item::Frame { text, creation_date: frame.creation_date.clone(), created_at, oddities, line }
}

/// Reads one child. A secret is cut out before anything is digested for storing.
fn read_child(text: &str, key: Option<&(String, String)>, known: &Known) -> Result<Read, Oddity> {
    let is_known = |digest: &Digest| key.and_then(|key| known.get(key)).is_some_and(|all| all.contains(digest));
    let as_read = digest(text.as_bytes());
    if is_known(&as_read) {
        return Ok(Read::Known(as_read));
    }
    let parsed = tree::parse(text).map_err(|wrong| content::malformed(&wrong))?;
    let Some(masked) = mask::mask(&parsed) else {
        let child = new_child(&parsed, as_read, Vec::new(), false);
        tree::recycle(parsed);
        return child;
    };
    let of_masked = digest(masked.text.as_bytes());
    if is_known(&of_masked) {
        return Ok(Read::Known(of_masked));
    }
    let parsed = tree::parse(&masked.text).map_err(|wrong| content::malformed(&wrong))?;
    new_child(&parsed, of_masked, masked.oddities, true)
}

fn new_child(
    tree: &crate::model::element::Tree<'_>,
    digest_of_all: Digest,
    oddities: Vec<Oddity>,
    masked: bool,
) -> Result<Read, Oddity> {
    let text = tree.text;
    let mut content = content::content(tree);
    content.oddities.splice(0..0, oddities);
    let digests = content
        .definitions
        .iter()
        .map(
            |one| if one.span.len() == text.len() { digest_of_all } else { digest(&text.as_bytes()[one.span.clone()]) },
        )
        .collect();
    let xml = compress(text).map_err(|_| content::lost())?;
    let packed = Packed { digest: digest_of_all, masked, size: text.len(), xml };
    Ok(Read::New(Box::new(Child { packed, content, digests })))
}

fn compress(text: &str) -> Result<Vec<u8>, StoreError> {
    thread_local! {
        static COMPRESSOR: RefCell<Option<Compressor>> = const { RefCell::new(None) };
    }
    COMPRESSOR.with_borrow_mut(|slot| match slot {
        Some(compressor) => compressor.compress(text.as_bytes()),
        None => slot.insert(Compressor::new()?).compress(text.as_bytes()),
    })
}

/// Bytes that may be under way, and buffers that were. A child larger than all of it goes alone.
struct Budget {
    state: Mutex<(usize, bool)>,
    all: usize,
    freed: Condvar,
    /// Memory from the system comes zeroed page by page, which took a tenth of an ingest; so buffers are used again.
    buffers: Mutex<Vec<String>>,
}

impl Budget {
    fn new(all: usize) -> Self {
        Self { state: Mutex::new((0, false)), all, freed: Condvar::new(), buffers: Mutex::new(Vec::new()) }
    }

    fn lock(&self) -> MutexGuard<'_, (usize, bool)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, bytes: usize) -> Result<(), Gone> {
        let mut state = self.lock();
        while state.0 > 0 && state.0 + bytes > self.all && !state.1 {
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.0 += bytes;
        if state.1 { Err(Gone) } else { Ok(()) }
    }

    fn spare(&self) -> String {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Keeps a buffer for later, unless there are enough or it is larger than is worth keeping.
    fn recycle(&self, buffer: String) {
        let mut buffers = self.buffers.lock().unwrap_or_else(PoisonError::into_inner);
        if buffers.len() < SPARE_BUFFERS && buffer.capacity() <= SPARE_BYTES {
            buffers.push(buffer);
        }
    }

    fn give_back(&self, bytes: usize) {
        let mut state = self.lock();
        state.0 = state.0.saturating_sub(bytes);
        self.freed.notify_one();
    }

    fn close(&self) {
        self.lock().1 = true;
        self.freed.notify_all();
    }
}
