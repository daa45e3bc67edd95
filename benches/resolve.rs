//! `resolve --all`, measured: over a folder of exports, and over every second file of it.
//!
//! `cargo bench --bench resolve -- [DIR]` prints seconds, sessions and peak memory of both, and the ratios; twice the
//! sessions must take about twice the time and not much more memory. Without DIR it takes `CATALOG_CORPUS`/powermart, else
//! the example repository; `cargo run --release --example generate_repository` makes a larger one. Each figure is the median
//! of `ROUNDS` rounds, and each run is a process of its own, as users run it.

#![expect(clippy::print_stdout, reason = "figures are the answer of a bench")]

use catalog::ingest::{self, Options};
use catalog::model::snapshot::Wish;
use catalog::read::source::{self, Limits};
use catalog::store::Catalog;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Rounds; the median of an odd number is one of them.
const ROUNDS: usize = 5;

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Fallible<()> {
    let given = std::env::args().skip(1).find(|word| word != "--bench").map(PathBuf::from);
    let corpus = std::env::var_os("CATALOG_CORPUS").map(|dir| Path::new(&dir).join("powermart"));
    let dir = given.or(corpus).unwrap_or_else(|| "tests/fixtures/example".into());
    let scratch = std::env::temp_dir().join(format!("catalog-bench-resolve-{}", std::process::id()));
    std::fs::create_dir_all(&scratch)?;
    let outcome = measure(&dir, &scratch);
    std::fs::remove_dir_all(&scratch)?;
    outcome
}

fn measure(dir: &Path, scratch: &Path) -> Fallible<()> {
    let files: Vec<PathBuf> =
        source::list(&[dir.to_owned()], &Limits::default()).inputs.into_iter().map(|one| one.name.into()).collect();
    let half: Vec<PathBuf> = files.iter().step_by(2).cloned().collect();
    let catalogs = [ingested(&scratch.join("half.db"), &half)?, ingested(&scratch.join("all.db"), &files)?];
    let mut times = [vec![], vec![]];
    let mut found = [(0, 0), (0, 0)];
    for _ in 0..ROUNDS {
        for (at, catalog) in catalogs.iter().enumerate() {
            let (time, sessions, peak) = resolve_all(catalog)?;
            times[at].push(time);
            found[at] = (sessions, peak.max(found[at].1));
        }
    }
    let [half, all] = times.map(median);
    let each = |time: Duration, sessions: usize| {
        time.as_secs_f64() * 1e6 / f64::from(u32::try_from(sessions).unwrap_or(1).max(1))
    };
    println!("files                {}", dir.display());
    for (name, time, (sessions, peak)) in [("half", half, found[0]), ("all", all, found[1])] {
        let seconds = time.as_secs_f64();
        println!("{name:<20} {seconds:.3} s  {sessions} sessions  {:.0} us each  peak {peak} MB", each(time, sessions));
    }
    let ratio = each(all, found[1].0) / each(half, found[0].0);
    println!("time of one session  {ratio:.2} x in the whole of what it takes in the half");
    Ok(())
}

fn ingested(path: &Path, files: &[PathBuf]) -> Fallible<PathBuf> {
    let limits = Limits::default();
    let catalog = Catalog::open_write(path, Duration::from_secs(1), "bench")?;
    let now = "2026-01-01T00:00:00Z".to_owned();
    let wish = Wish { now: now.clone(), program: "bench".to_owned(), ..Wish::default() };
    let options =
        Options { wish, limits, jobs: 2, parameters: Vec::new(), runs: Vec::new(), session: None, sealer: None };
    ingest::run(&catalog, source::list(files, &limits), &options, &mut |_| {}, &|| now.clone())?;
    Ok(path.to_owned())
}

/// Runs `resolve --all --format json`; returns its time, the sessions it tells of and its peak memory in MB.
fn resolve_all(catalog: &Path) -> Fallible<(Duration, usize, u64)> {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_catalog"))
        .args(["resolve", "--all", "--format", "json", "--catalog"])
        .arg(catalog)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut out = child.stdout.take().ok_or("no pipe")?;
    let (mut peak, mut buffer) = (0, vec![0; 1 << 16]);
    let status = format!("/proc/{}/status", child.id());
    while out.read(&mut buffer)? > 0 {
        // The program has ended between two reads at most once; then the last figure counts.
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(peak);
    }
    let ended = child.wait_with_output()?;
    let time = start.elapsed();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    let sessions = said.lines().find_map(|line| line.split_once(" sessions, ")).ok_or(said.as_str())?.0;
    Ok((time, sessions.parse()?, peak / 1024))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
