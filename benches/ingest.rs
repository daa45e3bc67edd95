//! The road in, measured: floor, cold ingest, an ingest in which nothing but `CREATION_DATE` changed, and validation.
//!
//! `cargo bench --bench ingest -- [DIR]` prints seconds, ratios to the floor, sizes and peak memory, all from one run over
//! the same files. Without DIR it takes `CATALOG_CORPUS`/powermart, else the example repository. Each figure is the median
//! of `ROUNDS` rounds in which the four run one after the other, so that a slow moment hits them all. Each ingest runs in
//! a process of its own, as users run it, and tells its peak memory (`VmHWM`).

#![expect(clippy::print_stdout, reason = "figures are the answer of a bench")]

use catalog::ingest::{self, Options};
use catalog::model::snapshot::Wish;
use catalog::read::encoding::TextReader;
use catalog::read::schema::{self, Schemas};
use catalog::read::source::{self, Limits};
use catalog::store::Catalog;
use quick_xml::XmlVersion;
use quick_xml::events::Event;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The binary's allocator: an ingest must be measured as users run it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Rounds; the median of an odd number is one of them.
const ROUNDS: usize = 5;
/// Tells a child process that it is to run one ingest.
const ONE: &str = "--ingest-one";

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Fallible<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.first().is_some_and(|word| word == ONE) {
        return ingest_one(Path::new(&words[1]), Path::new(&words[2]));
    }
    let given = words.first().map(PathBuf::from);
    let corpus = std::env::var_os("CATALOG_CORPUS").map(|dir| Path::new(&dir).join("powermart"));
    let dir = given.or(corpus).unwrap_or_else(|| "tests/fixtures/example".into());
    let scratch = std::env::temp_dir().join(format!("catalog-bench-{}", std::process::id()));
    std::fs::create_dir_all(&scratch)?;
    let outcome = measure(&dir, &scratch);
    std::fs::remove_dir_all(&scratch)?;
    outcome
}

fn measure(dir: &Path, scratch: &Path) -> Fallible<()> {
    let redated = scratch.join("redated");
    let bytes = redate(dir, &redated)?;
    let catalog = scratch.join("catalog.db");
    let (mut floors, mut colds, mut agains, mut checks) = (vec![], vec![], vec![], vec![]);
    let (mut sizes, mut peaks) = ((0, 0), (0, 0));
    for _ in 0..ROUNDS {
        for end in ["", "-wal", "-shm", "-lock"] {
            let _ = std::fs::remove_file(format!("{}{end}", catalog.display()));
        }
        floors.push(floor(dir)?);
        checks.push(validate(dir)?);
        let (time, peak) = ingest_in_process(&catalog, dir)?;
        colds.push(time);
        peaks.0 = peaks.0.max(peak);
        sizes.0 = std::fs::metadata(&catalog)?.len();
        let (time, peak) = ingest_in_process(&catalog, &redated)?;
        agains.push(time);
        peaks.1 = peaks.1.max(peak);
        sizes.1 = std::fs::metadata(&catalog)?.len();
    }
    let (floor, cold, again, check) = (median(floors), median(colds), median(agains), median(checks));
    println!("files                {}  ({:.1} MB)", dir.display(), mega(bytes));
    println!("floor                {:.3} s  ({:.0} MB/s)", floor.as_secs_f64(), mega(bytes) / floor.as_secs_f64());
    println!(
        "schema validation    {:.3} s  {:.2} x floor  ({:.0} MB/s)",
        check.as_secs_f64(),
        ratio(check, floor),
        mega(bytes) / check.as_secs_f64()
    );
    println!(
        "cold ingest          {:.3} s  {:.2} x floor  peak {:.0} MB",
        cold.as_secs_f64(),
        ratio(cold, floor),
        peaks.0
    );
    println!(
        "only dates changed   {:.3} s  {:.2} x floor  peak {:.0} MB",
        again.as_secs_f64(),
        ratio(again, floor),
        peaks.1
    );
    println!("catalog              {:.1} MB  {:.1} % of the XML", mega(sizes.0), percent(sizes.0, bytes));
    println!("  after the second   {:.1} MB  {:+.2} %", mega(sizes.1), percent(sizes.1, sizes.0) - 100.0);
    Ok(())
}

/// One thread: read, decode, tokenise every element and attribute, store nothing.
fn floor(dir: &Path) -> Fallible<Duration> {
    let start = Instant::now();
    let limits = Limits::default();
    let mut seen = 0_usize;
    for input in source::list(&[dir.to_owned()], &limits).inputs {
        let open = input.open(&limits).map_err(|problem| problem.message)?;
        let mut reader = TextReader::new(open, &input.name);
        let mut text = String::new();
        while reader.read_into(&mut text)? {}
        let mut xml = quick_xml::Reader::from_str(&text);
        loop {
            match xml.read_event()? {
                Event::Start(tag) | Event::Empty(tag) => {
                    for attribute in tag.attributes() {
                        seen += attribute?.normalized_value(XmlVersion::Implicit1_0)?.len();
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
    std::hint::black_box(seen);
    Ok(start.elapsed())
}

/// One thread: every file held against the schema that is built in.
fn validate(dir: &Path) -> Fallible<Duration> {
    let start = Instant::now();
    let limits = Limits::default();
    let schemas = Schemas::built_in().map_err(|problem| problem.message)?;
    let mut found = 0;
    for input in source::list(&[dir.to_owned()], &limits).inputs {
        let open = input.open(&limits).map_err(|problem| problem.message)?;
        found += schema::check(&input.name, open, &schemas).len();
    }
    std::hint::black_box(found);
    Ok(start.elapsed())
}

/// Runs one ingest in a process of its own; returns its time and peak memory in MB.
fn ingest_in_process(catalog: &Path, dir: &Path) -> Fallible<(Duration, u64)> {
    let start = Instant::now();
    let out = Command::new(std::env::current_exe()?).arg(ONE).arg(catalog).arg(dir).output()?;
    let time = start.elapsed();
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into_owned().into());
    }
    let kilobytes: u64 = String::from_utf8(out.stdout)?.trim().parse()?;
    Ok((time, kilobytes / 1024))
}

fn ingest_one(path: &Path, dir: &Path) -> Fallible<()> {
    let limits = Limits { max_file_size: 4 << 30, ..Limits::default() };
    let catalog = Catalog::open_write(path, Duration::from_secs(1), "bench")?;
    let now = "2026-01-01T00:00:00Z".to_owned();
    let wish = Wish { now: now.clone(), program: "bench".to_owned(), ..Wish::default() };
    let options =
        Options { wish, limits, jobs: 2, parameters: Vec::new(), runs: Vec::new(), session: None, sealer: None };
    ingest::run(&catalog, source::list(&[dir.to_owned()], &limits), &options, &mut |_| {}, &|| now.clone())?;
    drop(catalog);
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    println!("{}", peak.trim().trim_end_matches(" kB"));
    Ok(())
}

/// Copies every export with another `CREATION_DATE`; returns the bytes of the originals.
fn redate(dir: &Path, to: &Path) -> Fallible<u64> {
    let mut bytes = 0;
    for input in source::list(&[dir.to_owned()], &Limits::default()).inputs {
        let mut content = std::fs::read(&input.name)?;
        bytes += content.len() as u64;
        for (key, wide) in [("CREATION_DATE=\"".as_bytes().to_vec(), 1), (utf16("CREATION_DATE=\""), 2)] {
            if let Some(at) = find(&content, &key) {
                let date = at + key.len() + 9 * wide;
                content[date] = if content[date] == b'8' { b'9' } else { b'8' };
            }
        }
        let target = to.join(Path::new(&input.name).strip_prefix(dir)?);
        std::fs::create_dir_all(target.parent().unwrap_or(to))?;
        std::fs::write(target, content)?;
    }
    Ok(bytes)
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.get(..haystack.len().min(4096))?.windows(needle.len()).position(|window| window == needle)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn ratio(time: Duration, floor: Duration) -> f64 {
    time.as_secs_f64() / floor.as_secs_f64()
}

#[expect(clippy::cast_precision_loss, reason = "sizes far below 2^52")]
fn mega(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn percent(part: u64, whole: u64) -> f64 {
    mega(part) / mega(whole) * 100.0
}
