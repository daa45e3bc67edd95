//! `diff @latest~1 @latest`, measured: a repository of 20,000 sessions with 200 changes, and real exports with 25 edits.
//!
//! `cargo bench --bench diff -- [SESSIONS]` writes the repository twice with the example `generate_repository` (the second
//! time with one session in a hundred changed), ingests both, and prints seconds, ratios to a plain `SELECT` of what changed
//! and the number of objects told, as text, JSON and HTML. The same over `CATALOG_CORPUS`/powermart, where that is set. Runs
//! are processes of their own, as users run them; each figure is the median of `ROUNDS` rounds.

#![expect(clippy::print_stdout, reason = "figures are the answer of a bench")]

use catalog::read::source::{self, Limits};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Rounds; the median of an odd number is one of them.
const ROUNDS: usize = 5;
const SESSIONS: usize = 20_000;
/// One session in so many is changed.
const ONE_IN: usize = 100;
/// Edits of the real exports.
const EDITS: usize = 25;
/// What an edit looks for; a digit is put behind it.
const PLACE: &[u8] = b"NAME =\"Commit Interval\" VALUE =\"1";

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Fallible<()> {
    let given = std::env::args().skip(1).find(|word| word != "--bench").map(|word| word.parse());
    let sessions = given.transpose()?.unwrap_or(SESSIONS);
    let scratch = std::env::temp_dir().join(format!("catalog-bench-diff-{}", std::process::id()));
    std::fs::create_dir_all(&scratch)?;
    let outcome = generated(sessions, &scratch).and_then(|()| real(&scratch));
    std::fs::remove_dir_all(&scratch)?;
    outcome
}

/// A repository that was made up.
fn generated(sessions: usize, scratch: &Path) -> Fallible<()> {
    let (exports, catalog) = (scratch.join("generated"), scratch.join("generated.db"));
    let changes = (sessions / ONE_IN).max(1);
    for changed in [0, changes] {
        generate(sessions, changed, &exports)?;
        ingest(&catalog, &exports)?;
    }
    println!("generated            {sessions} sessions, {changes} changes");
    measure(&catalog, Duration::from_secs(1))
}

/// Real exports, where they are at hand.
fn real(scratch: &Path) -> Fallible<()> {
    let Some(corpus) = std::env::var_os("CATALOG_CORPUS").map(|dir| Path::new(&dir).join("powermart")) else {
        return Ok(());
    };
    let (exports, catalog) = (scratch.join("real"), scratch.join("real.db"));
    copy(&corpus, &exports)?;
    ingest(&catalog, &exports)?;
    let edits = edit(&exports)?;
    ingest(&catalog, &exports)?;
    println!("real exports         {edits} edits");
    measure(&catalog, Duration::from_millis(500))
}

/// Prints what a comparison of the last two snapshots takes.
fn measure(catalog: &Path, goal: Duration) -> Fallible<()> {
    let floor = median(|| select(catalog))?;
    println!("  SELECT             {:.3} s", floor.as_secs_f64());
    let start = median(|| Ok(run(catalog, &["snapshot", "list"])?.0))?;
    line("snapshot list", start, floor, "");
    for format in ["text", "json", "html"] {
        let args = ["diff", "@latest~1", "@latest", "--format", format];
        let time = median(|| Ok(run(catalog, &args)?.0))?;
        let verdict = if time <= goal { "within the goal" } else { "OVER the goal" };
        line(&format!("diff as {format}"), time, floor, &format!("  {verdict} of {:.1} s", goal.as_secs_f64()));
    }
    let said = run(catalog, &["diff", "@latest~1", "@latest", "--format", "json"])?.1;
    let diff: serde_json::Value = serde_json::from_slice(&said)?;
    println!("  objects told       {}", diff["objects"].as_array().map_or(0, Vec::len));
    Ok(())
}

fn line(what: &str, time: Duration, floor: Duration, more: &str) {
    let ratio = time.as_secs_f64() / floor.as_secs_f64();
    println!("  {what:<18} {:.3} s  {ratio:.1} x SELECT{more}", time.as_secs_f64());
}

/// Everything that any comparison has to read: what began with the last snapshot, and the packed texts around it.
fn select(catalog: &Path) -> Fallible<Duration> {
    let start = Instant::now();
    let db = rusqlite::Connection::open_with_flags(catalog, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let sql = "SELECT r.object, c.* FROM revision r JOIN definition d ON d.id = r.definition JOIN content c ON c.id = d.content
               WHERE r.object IN (SELECT object FROM revision WHERE first_snapshot = (SELECT max(id) FROM snapshot))";
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut seen = 0;
    while let Some(row) = rows.next()? {
        seen += row.get::<_, i64>(0)?;
    }
    std::hint::black_box(seen);
    Ok(start.elapsed())
}

/// Runs the program; 1 is its answer where something differs.
fn run(catalog: &Path, args: &[&str]) -> Fallible<(Duration, Vec<u8>)> {
    let start = Instant::now();
    let out = Command::new(env!("CARGO_BIN_EXE_catalog")).args(args).arg("--catalog").arg(catalog).output()?;
    let time = start.elapsed();
    if out.status.code().is_none_or(|code| code > 1) {
        return Err(format!("{args:?}: {}", String::from_utf8_lossy(&out.stderr)).into());
    }
    Ok((time, out.stdout))
}

fn ingest(catalog: &Path, exports: &Path) -> Fallible<()> {
    let exports = exports.to_str().ok_or("a path that is no text")?;
    run(catalog, &["ingest", exports]).map(drop)
}

/// Writes a repository with the generator, which cargo builds where need be.
fn generate(sessions: usize, changed: usize, to: &Path) -> Fallible<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--release", "--example", "generate_repository", "--"]);
    command.args(["--sessions", &sessions.to_string(), "--changed", &changed.to_string(), "--out"]).arg(to);
    let out = command.output()?;
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into_owned().into());
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Fallible<()> {
    for input in source::list(&[from.to_owned()], &Limits::default()).inputs {
        let target = to.join(Path::new(&input.name).strip_prefix(from)?);
        std::fs::create_dir_all(target.parent().unwrap_or(to))?;
        std::fs::write(target, std::fs::read(&input.name)?)?;
    }
    Ok(())
}

/// Puts a digit into the last session that has a place for it, file after file, then into those before; returns how many.
fn edit(exports: &Path) -> Fallible<usize> {
    let files: Vec<PathBuf> =
        source::list(&[exports.to_owned()], &Limits::default()).inputs.into_iter().map(|one| one.name.into()).collect();
    let mut edits = 0;
    for round in 0..EDITS {
        for file in &files {
            let mut bytes = std::fs::read(file)?;
            let places: Vec<usize> = bytes
                .windows(PLACE.len())
                .enumerate()
                .filter(|(_, window)| *window == PLACE)
                .map(|(at, _)| at)
                .collect();
            if let Some(at) = places.iter().rev().nth(round).filter(|_| edits < EDITS) {
                bytes.insert(at + PLACE.len(), b'1');
                std::fs::write(file, bytes)?;
                edits += 1;
            }
        }
    }
    Ok(edits)
}

fn median(mut round: impl FnMut() -> Fallible<Duration>) -> Fallible<Duration> {
    let mut times = (0..ROUNDS).map(|_| round()).collect::<Fallible<Vec<_>>>()?;
    times.sort();
    Ok(times[ROUNDS / 2])
}
