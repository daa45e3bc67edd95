//! One command of a night as a process: started, waited for, its answer and its talk kept.
//!
//! Owns the folder in which each step leaves its whole answer, and the log.

use super::commands::Words;
use crate::cli::exit::{DONE, Failure, NO};
use crate::cli::now;
use crate::cli::settings::Settings;
use crate::model::night::{State, Step, StepResult};
use crate::read::settings::nightly::Nightly;
use crate::render::nightly::{counts, worst};
use crate::render::table::harmless;
use rustix::process::{Signal, getppid, set_parent_process_death_signal};
use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Names the process whose end is a step's end, too.
const PARENT: &str = "CATALOG_NIGHT_PROCESS";
/// Exit code of a process that a signal ended, less the signal's number.
const SIGNALLED: i32 = 128;

/// A step ends with its night: else a night that is killed and started again would meet its own ingest at work.
/// False where the night is over already.
pub(in crate::cli) fn bound_to_parent() -> bool {
    let Ok(parent) = std::env::var(PARENT) else { return true };
    let bound = set_parent_process_death_signal(Some(Signal::KILL)).is_ok();
    let here = getppid().is_some_and(|pid| pid.as_raw_nonzero().to_string() == parent);
    // It may have ended before it could be bound to.
    here || !bound
}

/// Words as a POSIX shell takes them.
pub(super) fn shown(words: &Words) -> String {
    let plain =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c));
    let quoted = |word: &String| if plain(word) { word.clone() } else { format!("'{}'", word.replace('\'', r"'\''")) };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

/// Where steps work.
pub(super) struct Bench {
    results: PathBuf,
    log: PathBuf,
}

impl Bench {
    /// Makes the folder of results, for its owner alone.
    pub(super) fn set_up(settings: &Settings, nightly: &Nightly) -> Result<Self, Failure> {
        let mut beside = settings.catalog.as_os_str().to_owned();
        beside.push("-night");
        let results = nightly.results.as_ref().map_or_else(|| PathBuf::from(beside), |name| settings.beside.join(name));
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(&results);
        made.map_err(|error| Failure::file(&results, &error))?;
        if let Some(name) = &nightly.reports {
            // Where it cannot be made, the report says so; the other steps need none.
            let _ = fs::DirBuilder::new().recursive(true).mode(0o700).create(settings.beside.join(name));
        }
        let log = nightly.log.as_ref().map_or_else(|| results.join("nightly.log"), |name| settings.beside.join(name));
        if let Some(around) = log.parent() {
            // Where it cannot be made, opening the log tells why.
            let _ = fs::DirBuilder::new().recursive(true).mode(0o700).create(around);
        }
        let bench = Self { results, log };
        bench.append("").map_err(|error| Failure::file(&bench.log, &error))?;
        Ok(bench)
    }

    /// Adds a line to the log. A full disk does not end a night: the summary still tells.
    pub(super) fn log(&self, line: &str) {
        let _ = self.append(&format!("{} {}\n", now(), harmless(line)));
    }

    fn append(&self, text: &str) -> std::io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).mode(0o600).open(&self.log)?;
        file.write_all(text.as_bytes())
    }

    /// Runs the commands of a step, one after the other.
    pub(super) fn run(&self, step: Step, commands: &[Words], bar: &str, flags: &[String]) -> StepResult {
        let mut all = StepResult { state: State::Done, ..StepResult::default() };
        for (at, words) in commands.iter().enumerate() {
            let name = if at == 0 { step.word().to_owned() } else { format!("{}-{}", step.word(), at + 1) };
            self.log(&format!("{}: catalog {}", step.word(), shown(words)));
            let began = Instant::now();
            let one = self.one(step, &name, words, flags).unwrap_or_else(|error| StepResult {
                state: State::Failed,
                exit_code: crate::cli::exit::STORE,
                message: error.to_string(),
                ..StepResult::default()
            });
            let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
            all = worst(all, &StepResult { milliseconds: took, ..judged(step, one, bar) });
        }
        all
    }

    fn one(&self, step: Step, name: &str, words: &Words, flags: &[String]) -> std::io::Result<StepResult> {
        let (answer, talk) = (self.results.join(format!("{name}.json")), self.results.join(format!("{name}.log")));
        let own = |path: &PathBuf| OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(path);
        let mut command = Command::new(std::env::current_exe()?);
        command.args(words).args(flags).stdin(Stdio::null()).stdout(own(&answer)?).stderr(own(&talk)?);
        let status = command.env(PARENT, std::process::id().to_string()).status()?;
        let said = String::from_utf8_lossy(&fs::read(&talk)?).into_owned();
        said.lines().for_each(|line| self.log(&format!("{}: | {line}", step.word())));
        let code = status.code().unwrap_or_else(|| SIGNALLED + status.signal().unwrap_or_default());
        let exit_code = u8::try_from(code).unwrap_or(u8::MAX);
        if exit_code > NO {
            let message = said.lines().find_map(|line| line.strip_prefix("catalog: ")).map(str::to_owned);
            let message = message.unwrap_or_else(|| format!("ended with code {code}; see {}", talk.display()));
            return Ok(StepResult { state: State::Failed, exit_code, message, ..StepResult::default() });
        }
        let counts = counts(step, BufReader::new(File::open(&answer)?)).unwrap_or_default();
        Ok(StepResult { state: State::Done, exit_code, counts, ..StepResult::default() })
    }
}

/// Whether a result crosses the bar: the commands with `--fail-on` say so by their exit code; what differs says it by risk.
fn judged(step: Step, result: StepResult, bar: &str) -> StepResult {
    if result.state == State::Failed || bar == "never" {
        return result;
    }
    let crossed = match step {
        Step::Diff => {
            let from = ["low", "medium", "high"].iter().skip_while(|word| **word != bar);
            from.into_iter().any(|risk| result.counts.get(*risk).is_some_and(|count| *count > 0))
        }
        _ => result.exit_code != DONE,
    };
    StepResult { state: if crossed { State::Crossed } else { State::Done }, ..result }
}
