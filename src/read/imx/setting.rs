//! Settings of mapping tasks and sessions → attributes of SESSION and of its configuration.
//!
//! Owns the two tables. `informatica_xsd_xml/imx_session.xsd` says what a session may say.

use super::document::{Document, Node};
use super::table::line;

/// Where a setting stands in PowerCenter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// SESSION/ATTRIBUTE
    Session,
    /// SESSION/CONFIGREFERENCE/ATTRIBUTE
    Config,
    /// Nowhere
    Kept,
}

/// Words with PowerCenter's spelling.
type Words = &'static [(&'static str, &'static str)];

const FLAG: Words = &[("true", "YES"), ("false", "NO")];
const STOP: Words = &[("true", "Stop"), ("false", "Continue")];
const TRACING: Words = &[
    ("none", "None"),
    ("terse", "Terse"),
    ("normal", "Normal"),
    ("verboseInitialization", "Verbose Initialization"),
    ("verboseData", "Verbose Data"),
];
const LOGS: Words = &[("TIMESTAMP", "Session timestamp"), ("RUNS", "Session runs"), ("RUN", "Session runs")];
const COMMIT: Words = &[("source", "Source"), ("target", "Target"), ("userDefined", "User Defined")];
const ROWS: Words =
    &[("insertRow", "Insert"), ("deleteRow", "Delete"), ("updateRow", "Update"), ("dataDriven", "Data driven")];
const PUSHDOWN: Words = &[
    ("none", "None"),
    ("toSource", "To Source"),
    ("toSourceWithView", "To Source with View"),
    ("toTarget", "To Target"),
    ("full", "Full"),
    ("fullWithView", "Full with View"),
];
const RECOVERY: Words = &[
    ("resumeFromLastCheckpoint", "Resume from last checkpoint"),
    ("restartTask", "Restart task"),
    ("failTask", "Fail task and continue workflow"),
];

/// What the configuration of a mapping task says.
#[rustfmt::skip]
const TASK: &[(&str, Where, &str, Words)] = &[
    ("dateFormat", Where::Config, "DateTime Format String", &[]),
    ("highPrecisionEnabled", Where::Session, "Enable high precision", FLAG),
    ("javaClasspath", Where::Session, "Java Classpath", &[]),
    ("overrideTracingLevel", Where::Config, "Override tracing", TRACING),
    ("sessionLogFileDirectory", Where::Session, "Session Log File directory", &[]),
    ("sessionLogFileName", Where::Session, "Session Log File Name", &[]),
    ("sessionLogSaveRunCount", Where::Config, "Save session log for these runs", &[]),
    ("sessionLogSaveType", Where::Config, "Save session log by", LOGS),
];

/// What a session says.
#[rustfmt::skip]
const SESSION: &[(&str, Where, &str, Words)] = &[
    ("bufferBlockSize", Where::Config, "Default buffer block size", &[]),
    ("commitInterval", Where::Session, "Commit Interval", &[]),
    ("commitOnEndOfFile", Where::Session, "Commit On End Of File", FLAG),
    ("commitType", Where::Session, "Commit Type", COMMIT),
    ("constraintBasedLoadOrdering", Where::Config, "Constraint based load ordering", FLAG),
    ("defaultDateFormat", Where::Config, "DateTime Format String", &[]),
    ("defaultUpdateStrategy", Where::Session, "Treat source rows as", ROWS),
    ("dtmBufferPoolSize", Where::Session, "DTM buffer size", &[]),
    ("failOnAnyPreSessionTaskError", Where::Config, "On Pre-session command task error", STOP),
    ("highPrecisionEnabled", Where::Session, "Enable high precision", FLAG),
    ("maximumAutoMemBytes", Where::Config, "Maximum Memory Allowed For Auto Memory Attributes", &[]),
    ("maximumAutoMemTotalPercent", Where::Config, "Maximum Percentage of Total Memory Allowed For Auto Memory Attributes", &[]),
    ("maximumDataErrors", Where::Config, "Stop on errors", &[]),
    ("pushdownStrategy", Where::Session, "Pushdown Optimization", PUSHDOWN),
    ("recoveryStrategy", Where::Session, "Recovery Strategy", RECOVERY),
    ("retryOnDeadlock", Where::Session, "Session retry on deadlock", FLAG),
    ("failOnAnyPostSessionTaskError", Where::Kept, "failOnAnyPostSessionTaskError", &[]),
    ("dtmBufferSize", Where::Kept, "dtmBufferSize", &[]),
];

/// Settings with their lines.
#[derive(Debug, Default)]
pub(super) struct Settings {
    all: Vec<(u64, Where, String, String)>,
    sort_order: String,
}

impl Settings {
    /// A property of the configuration of a mapping task.
    pub(super) fn task(&mut self, name: &str, value: &str, at: u64) {
        if name == "sortOrder" {
            self.sort_order = sort_order(value);
        } else {
            // Words of an enumeration stand behind the name of it.
            let word = value.rsplit_once("SaveType:").map_or(value, |(_, word)| word);
            self.take(TASK, name, word, at);
        }
    }

    /// Everything that a session says.
    pub(super) fn session<'t>(&mut self, document: &Document<'t>, node: Node<'t>) {
        let order = document.get(node, "sortOrder");
        if !order.is_empty() {
            self.sort_order = sort_order(&order);
        }
        for (name, ..) in SESSION {
            let value = document.get(node, name);
            self.take(SESSION, name, &value, line(node));
        }
    }

    fn take(&mut self, table: &'static [(&str, Where, &str, Words)], name: &str, value: &str, at: u64) {
        if value.is_empty() {
            return;
        }
        let known = table.iter().find(|(known, ..)| *known == name);
        let Some((_, place, attribute, words)) = known else {
            self.all.push((at, Where::Kept, name.to_owned(), value.to_owned()));
            return;
        };
        match words.iter().find(|(word, _)| *word == value) {
            Some((_, spelt)) => self.all.push((at, *place, (*attribute).to_owned(), (*spelt).to_owned())),
            // `fromServerEnv` is no strategy of a session in PowerCenter.
            None if name == "pushdownStrategy" => self.all.push((at, Where::Kept, name.to_owned(), value.to_owned())),
            None => self.all.push((at, *place, (*attribute).to_owned(), value.to_owned())),
        }
    }

    pub(super) fn sort_order(&self) -> &str {
        if self.sort_order.is_empty() { "Binary" } else { &self.sort_order }
    }

    /// By line.
    pub(super) fn in_order(&self) -> Vec<(u64, Where, &str, &str)> {
        let mut all: Vec<_> =
            self.all.iter().map(|(at, place, name, value)| (*at, *place, name.as_str(), value.as_str())).collect();
        all.sort_by_key(|(at, ..)| *at);
        all
    }
}

/// `binary` → `Binary`, as PowerCenter spells it.
fn sort_order(said: &str) -> String {
    let mut letters = said.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
