//! Messages of a log → the run.
//!
//! Owns what the run is, how it ended, its settings, parameters and errors; rows, threads and caches have files of their
//! own. Never keeps SQL or rows that a log quotes.

use super::amount::moment;
use super::cache::Caches;
use super::load::Loads;
use super::message::Message;
use super::notes::{Notes, Place};
use super::thread::Threads;
use crate::model::error_class::is_error;
use crate::model::problem::Problem;
use crate::model::run::{About, Run, Status};
use crate::model::session_log::About as Stated;
use crate::model::{Text, steers};
use crate::read::environment::mask;
use crate::read::session_log::{between, statements};
use std::collections::BTreeMap;

/// Characters of an error that are kept; what follows is the row or the statement that it was about.
const LONGEST_ERROR: usize = 2000;

/// An error message, by its code.
#[derive(Debug)]
struct Heard {
    times: i64,
    first: Text,
    line: u64,
}

/// What is known of the run so far.
pub(super) struct Log {
    run: Run,
    notes: Notes,
    loads: Loads,
    threads: Threads,
    caches: Caches,
    errors: BTreeMap<Text, Heard>,
    /// Session as messages other than TM_6014 have it.
    mentioned: Text,
    /// Time of the first line that has one.
    stamp: Option<String>,
    messages: u64,
    /// Line of TM_6020, 0 before it.
    end: u64,
    /// What was asked of the run before it had an error.
    asked: Option<Status>,
    waits: (i64, u64),
    more: bool,
}

impl Log {
    /// Nothing yet; problems name `file`.
    pub(super) fn new(file: &str) -> Self {
        Self {
            run: Run::default(),
            notes: Notes::new(file),
            loads: Loads::default(),
            threads: Threads::default(),
            caches: Caches::default(),
            errors: BTreeMap::new(),
            mentioned: Text::default(),
            stamp: None,
            messages: 0,
            end: 0,
            asked: None,
            waits: (0, 0),
            more: false,
        }
    }

    /// Takes a message. False once another session begins.
    pub(super) fn take(&mut self, message: &Message) -> bool {
        if message.code == "TM_6014" && !self.run.session.is_empty() {
            let text = "another session log begins here and was not read; split the file";
            self.notes.warn("second-session", message.line, text);
            self.more = true;
            return false;
        }
        self.messages += 1;
        self.stamp = self.stamp.take().or_else(|| moment(&message.time));
        if message.cut {
            let text = "a message is longer than 1 MiB; what follows in it was passed over";
            self.notes.warn("message-too-long", message.line, text);
        }
        self.identity(message);
        self.outcome(message);
        self.error(message);
        // Behind its end stand the parameters of another session, if anything.
        if !self.has_ended() {
            self.stated(message);
        }
        self.threads.take(&mut self.notes, message);
        self.loads.take(&mut self.notes, message);
        self.caches.take(&mut self.notes, message);
        true
    }

    /// True once the session said its end.
    pub(super) fn has_ended(&self) -> bool {
        self.end > 0
    }

    /// Which run it is.
    fn identity(&mut self, message: &Message) {
        let said = message.said.as_str();
        let name = |before: &str, after: &str| Text::from(between(said, before, after).unwrap_or_default());
        match message.code.as_str() {
            "TM_6014" => {
                self.run.session = name("session [", "]");
                self.run.line = message.line;
                let at = said.split_once("] at ").and_then(|(_, rest)| between(rest, "[", "]"));
                self.run.started_at = self.notes.moment(at, message.line).unwrap_or_default();
            }
            "TM_6683" => self.run.repository = name("[", "]"),
            "TM_6686" => self.run.folder = name("[", "]"),
            "TM_6684" => self.about_run(message, "integration_service", between(said, "[", "]")),
            "TM_6685" => {
                self.run.workflow = name("Workflow: [", "]");
                self.run.run_id = self.notes.whole(between(said, "Run Id: [", "]"), message.line);
                self.about_run(message, "run_instance", between(said, "Run Instance Name: [", "]"));
            }
            "TM_6101" => {
                let mapping = between(said, "Mapping name: ", " [").or_else(|| between(said, "Mapping name: ", "."));
                self.run.mapping = mapping.unwrap_or_default().into();
                self.about_run(message, "mapping_version", between(said, "[version ", "]"));
            }
            "TM_6703" => {
                self.mentioned = name("Session [", "]");
                self.about_run(message, "node", between(said, "Integration Service  [", "]").or(Some(&message.node)));
                self.about_run(message, "service_version", between(said, "version [", "]"));
                self.about_run(message, "service_build", between(said, "build [", "]"));
            }
            "TM_6007" | "TM_6020" if self.mentioned.is_empty() => {
                self.mentioned = between(said, "ession [", "]").unwrap_or_default().into();
            }
            "CMN_65111" => self.about_run(message, "time_zone", between(said, "[", "]")),
            _ => {}
        }
    }

    fn about_run(&mut self, message: &Message, what: &str, said: Option<&str>) {
        if let Some(said) = said.filter(|said| !said.is_empty()) {
            self.notes.words(Place::new(About::Run, "", message.line), what, said);
        }
    }

    /// How it ended. A stop or abort counts where it was asked for before the first error: the service asks its own threads
    /// in the same words after one (assumed; the wording of the request is by memory).
    fn outcome(&mut self, message: &Message) {
        let said = message.said.as_str();
        match message.code.as_str() {
            "PETL_24012" => self.run.status = Status::Succeeded,
            "PETL_24013" => self.run.status = Status::Failed,
            "TM_6018" => {
                let errors = between(said, "with [", "] row transformation errors");
                self.run.errors = self.notes.whole(errors, message.line);
            }
            "TM_6020" => {
                if let Some(at) = between(said, "completed at [", "]") {
                    self.end = message.line;
                    self.run.ended_at = self.notes.moment(Some(at), message.line);
                }
            }
            "DBG_21699" => self.waits = (self.waits.0 + 1, message.line),
            code if code.starts_with("PETL_") || code.starts_with("TM_") => {
                let asks = said.to_ascii_lowercase().contains("request to");
                if self.errors.is_empty() && asks {
                    self.asked = asked(said).or(self.asked);
                }
            }
            _ => {}
        }
    }

    fn error(&mut self, message: &Message) {
        let severe = match message.severity.to_ascii_uppercase().as_str() {
            "ERROR" | "FATAL" => true,
            // The form before 8.5 has no severities.
            "" => is_error(&message.code),
            _ => false,
        };
        if !severe {
            return;
        }
        if let Some(heard) = self.errors.get_mut(message.code.as_str()) {
            heard.times += 1;
            return;
        }
        let first = told(&message.said);
        if self.errors.is_empty() {
            self.run.error_code = message.code.as_str().into();
            self.run.error.clone_from(&first);
        }
        self.errors.insert(message.code.as_str().into(), Heard { times: 1, first, line: message.line });
    }

    /// Settings and parameters.
    fn stated(&mut self, message: &Message) {
        let line = message.line;
        if message.code == "TM_6660" && message.thread.starts_with("LKPDP_") {
            return self.buffers_of_lookup(message);
        }
        if let Some((name, value)) = property(message) {
            return self.notes.words(Place::new(About::Setting, name, line), "value", &mask(name, value));
        }
        for (stated, value) in statements(&message.code, &message.said) {
            match stated {
                Stated::Attribute(name) => {
                    let number = value.parse().ok().filter(|number: &i64| *number >= 0);
                    let said = if number.is_some() { Text::default() } else { mask(name, &value) };
                    self.notes.push(Place::new(About::Setting, name, line), "value", number, said);
                }
                Stated::Start { name, from } => self.parameter(&name, from, &value, line),
                Stated::Kept(name) => self.parameter(&name, "kept", &value, line),
                _ => {}
            }
        }
    }

    fn parameter(&mut self, name: &str, from: &str, value: &str, line: u64) {
        self.notes.words(Place::new(About::Parameter, name, line), from, &mask(name, value));
    }

    /// A pipeline that builds a lookup cache has buffers of its own, which are not the session's.
    fn buffers_of_lookup(&mut self, message: &Message) {
        let place = Place::new(About::Thread, &message.thread, message.line);
        for (before, what) in [("Pool size is ", "buffer_pool_bytes"), ("Block size is ", "buffer_block_bytes")] {
            let size = self.notes.whole(between(&message.said, before, " bytes"), message.line);
            self.notes.amount(place, what, size);
        }
    }

    /// The run, once the log is read to its end, which is `line`. Nothing where there was no message.
    pub(super) fn finish(mut self, line: u64, too_long: Option<u64>) -> (Option<Run>, Vec<Problem>) {
        if let Some(line) = too_long {
            self.notes.warn("message-too-long", line, "a line is longer than 8 MiB and was passed over");
        }
        if self.messages == 0 {
            self.notes.warn("no-session", 0, "there is no message of a session log in the file; nothing was stored");
            return (None, self.notes.problems);
        }
        self.name();
        self.close(line);
        self.tell_errors();
        let (waits, at) = self.waits;
        self.notes.amount(Place::new(About::Run, "", at), "buffer_waits", (waits > 0).then_some(waits));
        let partitioned = self.threads.partitions > 1;
        (self.run.source, self.run.target) = self.loads.rows(self.has_ended());
        self.run.parts = self.loads.parts(&mut self.notes, partitioned);
        self.caches.finish(&mut self.notes);
        self.run.facts = self.notes.facts(partitioned);
        (Some(self.run), self.notes.problems)
    }

    /// Session and start, where TM_6014 does not say them.
    fn name(&mut self) {
        if self.run.session.is_empty() {
            self.run.session = std::mem::take(&mut self.mentioned);
            let text = if self.run.session.is_empty() {
                "the log does not say its session (TM_6014) and cannot be tied to one; take the log from its beginning"
            } else {
                "the log does not begin with its session (TM_6014); take the log from its beginning"
            };
            self.notes.warn("no-session", 1, text);
        }
        if self.run.started_at.is_empty() {
            // No end can be held against it: the first line may be in another time zone.
            self.run.started_at = self.stamp.take().unwrap_or_default();
        } else if self.run.ended_at.as_ref().is_some_and(|end| *end < self.run.started_at) {
            self.run.ended_at = None;
            self.notes.warn("impossible-time", self.end, "the run ends before it begins; its end was passed over");
        }
    }

    /// Status, and whether the log is whole.
    fn close(&mut self, line: u64) {
        self.run.status = match (self.run.status, self.asked, self.end > 0) {
            (Status::Unknown, Some(Status::Stopped), false) => Status::Stopping,
            (Status::Unknown, Some(Status::Aborted), false) => Status::Aborting,
            (Status::Failed | Status::Unknown, Some(asked), _) => asked,
            (Status::Unknown, None, false) => Status::Running,
            (status, ..) => status,
        };
        if self.end == 0 {
            let text = "the log ends before its session does (TM_6020): the session runs, or the log is cut; ingest the whole log";
            self.notes.warn("log-ends-early", if self.more { 0 } else { line }, text);
        }
    }

    fn tell_errors(&mut self) {
        for (code, heard) in std::mem::take(&mut self.errors) {
            let place = Place::new(About::Error, &code, heard.line);
            self.notes.push(place, "messages", Some(heard.times), heard.first);
        }
    }
}

/// `Received request to stop session run. …`
fn asked(said: &str) -> Option<Status> {
    let said = said.to_ascii_lowercase();
    if said.contains("request to abort") {
        Some(Status::Aborted)
    } else {
        said.contains("request to stop").then_some(Status::Stopped)
    }
}

/// What an error says: without secrets, on one line, not longer than [`LONGEST_ERROR`].
fn told(said: &str) -> Text {
    let masked = mask("", said.trim());
    masked.chars().take(LONGEST_ERROR).map(|c| if steers(c) { ' ' } else { c }).collect()
}

/// `Using configuration property [EnableDataEncryption,no]` (TM_6708), `Server Mode: [UNICODE]` (CMN_1569, CMN_1570)
fn property(message: &Message) -> Option<(&str, &str)> {
    match message.code.as_str() {
        "TM_6708" => between(&message.said, "property [", "]")?.split_once(','),
        "CMN_1569" | "CMN_1570" => {
            let (name, rest) = message.said.split_once(": [")?;
            Some((name, rest.split_once(']')?.0))
        }
        _ => None,
    }
}
