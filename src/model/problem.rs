//! What is odd in an input: a stable code, a place, what to do.
//!
//! Owns the shape of a problem. Never carries a secret or a piece of a value that may hold one.

/// How much a problem matters to whoever reads the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; everything was stored as it stood.
    Info,
    /// Stored, but the reading was a choice, or something was cut out.
    Warning,
    /// The input it names was not stored.
    Error,
}

impl Severity {
    /// The word used in tables, JSON and the catalog.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Severity by its word; what is no word of ours counts as a warning.
    #[must_use]
    pub fn named(word: &str) -> Self {
        match word {
            "info" => Self::Info,
            "error" => Self::Error,
            _ => Self::Warning,
        }
    }
}

/// Something odd in an input. Work goes on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Stable and kebab-case.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The input as the user named it.
    pub file: String,
    /// Counted from 1; 0 means the whole file.
    pub line: u64,
    /// Lower case: what, and what to do about it.
    pub message: String,
}

impl Problem {
    /// Builds an error about a whole file.
    #[must_use]
    pub fn error(code: &'static str, file: &str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, file, 0, message)
    }

    /// Builds a problem.
    #[must_use]
    pub fn new(code: &'static str, severity: Severity, file: &str, line: u64, message: impl Into<String>) -> Self {
        Self { code, severity, file: file.to_owned(), line, message: message.into() }
    }
}

/// Every problem code and what it means. A code never changes its meaning.
pub const CODES: &[(&str, &str)] = &[
    ("bad-archive", "an archive is broken or its directory contradicts its members"),
    ("bad-schema", "a schema given with --schemas cannot be used"),
    ("byte-order-mark", "a parameter file begins with a byte order mark"),
    ("c1-in-latin1", "a file declared ISO-8859-1 has bytes 0x80-0x9F; it was read as Windows-1252"),
    ("carriage-returns", "lines of a parameter file end with a carriage return, which was taken away"),
    ("changed-while-read", "the file changed while it was read; it was not stored"),
    ("child-too-large", "a child of FOLDER is larger than 64 MiB; the file was not stored"),
    ("cluster-value", "a key or value of cluster.yaml, or all of them together, cannot be; nothing of it was used"),
    ("complete-not-applied", "--complete marked nothing as gone, because an input could not be read to its end"),
    ("conflicting-definitions", "one object is defined in two ways in one ingest; the newer export counts"),
    ("connection-ignored", "an entry of a file of connections has no name or says one twice; it was not imported"),
    ("connection-key", "a key of connections.yaml means nothing there; everything else was imported"),
    ("connection-value", "a line or value of a file of connections cannot be what it stands for; it was passed over"),
    (
        "constant-value",
        "a file of constants has a name that is none, or a value that it cannot have; nothing of it was used",
    ),
    ("declared-latin-is-utf8", "a file declared Latin holds UTF-8; it was read as UTF-8"),
    ("declared-utf16-is-not", "a file declared UTF-16 is not"),
    ("duplicate-member", "an archive holds two members of one name"),
    ("empty-file", "there is no element in the file"),
    ("encrypted-archive", "an archive member is encrypted"),
    ("entity-declaration", "the DOCTYPE declares entities; the file was refused"),
    ("event-log-amount", "an amount or time in an event log of Spark cannot be; it was left out"),
    ("event-log-codec", "an event log of Spark is compressed by a codec that is not read; it was not stored"),
    ("event-log-cut", "an event log of Spark ends in the middle of a line or frame; what stands before it was stored"),
    ("event-log-event", "an event that no reader knows in an event log of Spark; it was passed over"),
    (
        "event-log-large",
        "an event log of Spark has more stages or plans than are kept one by one; its totals are whole",
    ),
    ("event-log-line", "a line of an event log of Spark is no event that can be read; it was passed over"),
    (
        "event-log-no-application",
        "an event log of Spark has no start of an application; its name stands for it, or nothing was stored",
    ),
    ("event-log-not-ended", "an event log of Spark has no end of the application; what it has was stored"),
    ("event-log-parts", "a rolled event log of Spark lacks parts or was compacted; what it has was stored"),
    ("external-reference", "the DOCTYPE points to another file; the file was refused"),
    ("file-too-large", "the file is larger than --max-file-size, decompressed"),
    ("foreign-mark", "a mark of a sealed secret that belongs to another place was cut out"),
    ("impossible-amount", "a figure of a run is negative, too large or no number; it was passed over"),
    ("impossible-time", "a time of a run cannot be, or its end lies before its start; it was passed over"),
    ("imx-connections", "connections stand in an IMX document, which connection import reads"),
    ("imx-duplicate-id", "an id stands twice in an IMX document; its first element counts"),
    ("imx-dynamic-port", "rules of dynamic ports are not worked out; each such port stays one port"),
    ("imx-not-taken", "PowerCenter has no place for these elements or attributes of an IMX document"),
    ("imx-reference", "references of an IMX document lead nowhere or in a circle"),
    ("imx-shared-name", "objects of an IMX project share a name; they have their folder before it"),
    ("line-too-long", "a line of a parameter file is longer than 8 MiB and was passed over"),
    ("link-loop", "symbolic links lead in a circle"),
    ("log-ends-early", "a session log ends before its session does; what it says up to there was stored"),
    ("malformed-xml", "the file is not well-formed XML; it was not stored"),
    (
        "malformed-yaml",
        "a session file or another file of ours is no YAML in UTF-8, or has anchors, aliases, a key twice or too much nesting; nothing of it was taken",
    ),
    ("mass-removal", "more than a fifth of a folder would be gone; --allow-mass-removal lets it"),
    ("message-too-long", "a message or line of a session log is too long; its rest was passed over"),
    ("missing-name", "an object has no NAME"),
    ("mixed-encodings", "the file changes its encoding half way"),
    ("nested-archive", "an archive lies in an archive"),
    ("no-exports-here", "a folder or archive holds no export"),
    ("no-session", "a log does not say which session it is of, or holds no message of one"),
    ("not-a-regular-file", "a device, socket, pipe or link member was not opened"),
    ("not-a-session-file", "a YAML file has none of the keys of a session file; it was not stored"),
    ("not-a-template", "a file that should hold a template says no session; it was not kept"),
    ("not-an-export", "the file is not a POWERMART export"),
    (
        "not-connections",
        "a file given to `connection import` is in none of the formats that are read; nothing of it was imported",
    ),
    ("not-found", "there is nothing at this path"),
    ("not-runs", "a file that should hold runs has no header of a view of runs; nothing of it was stored"),
    ("not-utf8", "a parameter file is no UTF-8; it was read in the code page of its environment"),
    ("nul-byte", "the file has NUL bytes; it was not stored"),
    ("permission-denied", "the file may not be read"),
    ("reached-twice", "one file was reached by two paths and read once"),
    ("read-failed", "the file could not be read to its end"),
    ("reader-failed", "the program failed on the file; please report it"),
    ("repository-name-clash", "two repositories seem to share one name"),
    ("run-date-order", "a spool writes days before months, which only this date shows"),
    (
        "run-of-another-session",
        "a Spark log given with --session is of another session; it was stored as that one's run",
    ),
    ("run-row", "a row of a spool cannot be understood; it was not stored"),
    ("run-unattached", "rows of tables whose run is not known; they wait for it"),
    ("run-unmatched", "sessions ran that no workflow in the catalog has; their runs are kept"),
    ("said-twice", "a session file sets one attribute in two ways; it was not stored"),
    (
        "second-secret",
        "a connection holds another secret beside the one of its credential; it was cut out and not kept",
    ),
    ("second-session", "a file holds more than one session log; only the first was read"),
    ("secret-found", "a secret was sealed, or cut out where the catalog has no keys, before anything was stored"),
    ("secret-not-stored", "a secret of a connection was cut out and not kept, because the catalog has no keys"),
    (
        "spark-conf-line",
        "a line of a Spark configuration is no setting, sets one again, or has a broken escape; everything else was read",
    ),
    (
        "spark-setting",
        "a Spark configuration sets a key that Spark does not know, or to what it cannot be; it is shown as it stands",
    ),
    ("suspicious-ratio", "an archive member grows too much when unpacked"),
    ("template-secret", "a template holds what looks like a secret; it was not kept"),
    ("token-too-large", "a tag or comment is larger than 16 MiB; the file was not stored"),
    ("too-deep", "elements are nested deeper than 256; the file was not stored"),
    ("too-many-entries", "an archive has too many members"),
    ("truncated", "the file ends too early; it was not stored"),
    ("undecodable-bytes", "some bytes mean nothing in the file's encoding; U+FFFD stands for them"),
    ("unknown-attribute", "an attribute that no reader knows; it is kept as it stands"),
    ("unknown-element", "an element that no reader knows; it is kept as it stands"),
    ("unknown-encoding", "the declared encoding is unknown"),
    ("unknown-key", "a session file has a key that means nothing there; it was not stored"),
    ("unsupported-compression", "an archive member is compressed in a way that is not supported"),
    (
        "wrong-parameter",
        "a template has a parameter that is used nowhere, a placeholder of none, or one that cannot be; it was not kept",
    ),
    ("wrong-value", "a session file sets a key to what it cannot be; it was not stored"),
];

/// Returns the code of a word that was stored.
#[must_use]
pub fn code_named(word: &str) -> &'static str {
    CODES.iter().find(|(code, _)| *code == word).map_or("unknown-code", |(code, _)| code)
}
