//! Names of event logs: what Spark tells by them.
//!
//! Owns the rules of names of Spark's `EventLogFileWriter`. Opens nothing.

/// What the name of a part says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Part<'a> {
    /// N of `events_N_…`; `None` where the log is one file.
    pub(super) number: Option<u64>,
    /// True where finished jobs were cut out of it.
    pub(super) compact: bool,
    /// True where the application had not ended when the name was given.
    pub(super) in_progress: bool,
    /// True for `appstatus_…`, which holds nothing but its name.
    pub(super) status: bool,
    /// What the codec is called: `zstd`, `lz4`, …; empty where nothing was compressed.
    pub(super) codec: &'a str,
    /// The application, with its attempt behind `_` where it has one.
    pub(super) application: &'a str,
}

const CODECS: &[&str] = &["zstd", "lz4", "lzf", "snappy"];

/// Reads a name; folders before it do not matter.
pub(super) fn named(name: &str) -> Part<'_> {
    let mut part = Part::default();
    let mut rest = name.rsplit(['/', '\\']).next().unwrap_or(name);
    // `.compact` and `.inprogress` follow the codec.
    if let Some(left) = rest.strip_suffix(".compact") {
        (rest, part.compact) = (left, true);
    }
    if let Some(left) = rest.strip_suffix(".inprogress") {
        (rest, part.in_progress) = (left, true);
    }
    if let Some((left, codec)) = rest.rsplit_once('.').filter(|(_, codec)| CODECS.contains(codec)) {
        (rest, part.codec) = (left, codec);
    }
    if let Some(left) = rest.strip_prefix("appstatus_") {
        (rest, part.status) = (left, true);
    } else if let Some((number, left)) = rest.strip_prefix("events_").and_then(|left| left.split_once('_'))
        && let Ok(number) = number.parse()
    {
        (rest, part.number) = (left, Some(number));
    }
    part.application = rest;
    part
}

/// The names that make up a rolled log, in the order in which they are read: the status first, then the events by number.
/// From a compacted part on, what it was made of is left out.
pub(super) fn order(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let belongs = |name: &String| {
        let part = named(name);
        part.status || part.number.is_some()
    };
    let mut all: Vec<String> = names.into_iter().filter(belongs).collect();
    // Of one number, the compacted part comes first and stands for the other.
    let place = |name: &String| {
        let part = named(name);
        (part.number, !part.compact, name.clone())
    };
    all.sort_by_cached_key(place);
    let compacted = all.iter().map(|name| named(name)).filter(|part| part.compact).filter_map(|part| part.number).max();
    all.retain(|name| {
        let part = named(name);
        part.status || part.number > compacted || (part.number == compacted && part.compact)
    });
    all
}
