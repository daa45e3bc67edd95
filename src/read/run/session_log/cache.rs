//! Caches of lookups, joiners, aggregators, ranks and sorters: what was set aside, what the data needed, how many rows.
//!
//! Owns the shapes of cache messages, all seen in logs of 9.6 to 10.4. Never adds up caches of partitions.

use super::message::{Message, partition_of};
use super::notes::{Notes, Place};
use crate::model::run::About;
use crate::read::environment::mask;
use crate::read::session_log::between;
use std::collections::BTreeMap;

/// Figures of a cache that is kept in files (TE_7032): label, what it is. Sizes are bytes (assumed: the product of pages and
/// page sizes is what was set aside).
const TREE: [(&str, &str); 10] = [
    ("Index Size", "tree_index_bytes"),
    ("Row Size", "tree_row_bytes"),
    ("Order", "tree_order"),
    ("Minimum Order", "tree_minimum_order"),
    ("Height", "tree_height"),
    ("Entries", "tree_entries"),
    ("IndexPageSize", "tree_index_page_bytes"),
    ("IndexPages", "tree_index_pages"),
    ("DataPageSize", "tree_data_page_bytes"),
    ("DataPages", "tree_data_pages"),
];

/// A figure whose transformation is not known yet.
#[derive(Debug)]
struct Unnamed {
    thread: String,
    /// Cache file, where it is known by that.
    file: String,
    what: &'static str,
    value: Option<i64>,
    line: u64,
}

/// What is known of caches besides the facts themselves.
#[derive(Debug, Default)]
pub(super) struct Caches {
    /// Lookup whose cache a thread builds: `LKPDP_1` → lookup.
    lookups: BTreeMap<String, String>,
    /// Cache file → transformation.
    files: BTreeMap<String, String>,
    unnamed: Vec<Unnamed>,
}

impl Caches {
    /// Takes what a message says of caches.
    pub(super) fn take(&mut self, notes: &mut Notes, message: &Message) {
        let said = message.said.as_str();
        match message.code.as_str() {
            "DBG_21097" | "DBG_21312" => self.builds(message, between(said, "Lookup Transformation [", "]")),
            "DBG_21641" | "DBG_21694" => self.set_aside(notes, message),
            "DBG_21693" => sorter(notes, message),
            "DBG_21682" => self.rows(notes, message, "table_rows"),
            "DBG_21297" => self.rows(notes, message, "rows"),
            "CMN_1671" => self.created(notes, message),
            "CMN_1690" => joiner_files(notes, message),
            "TE_7032" => self.tree(notes, message),
            "TE_7212" => grown(notes, message),
            "TE_7216" => self.deleted(said),
            "SORT_40419" => sorter_memory(notes, message),
            "SORT_40422" => sorted(notes, message),
            "TT_11183" => lookups(notes, message),
            code if code.starts_with("CMN_179") => needed(notes, message),
            _ => {}
        }
    }

    /// The thread builds the cache of this lookup.
    fn builds(&mut self, message: &Message, lookup: Option<&str>) {
        if let Some(lookup) = lookup {
            self.lookups.insert(pipeline(&message.thread).to_owned(), lookup.to_owned());
        }
    }

    /// `LKP_X: Index cache size = [1], Data cache size = [2]`, `AGG_X Partition [0]: Index cache size = …`
    fn set_aside(&mut self, notes: &mut Notes, message: &Message) {
        let Some((name, _)) = message.said.split_once(": Index cache size") else { return };
        let (name, partition) = name.rsplit_once(" Partition [").unwrap_or((name, ""));
        self.name(notes, message, name);
        let place = Place { partition: partition.trim_end_matches(']'), ..place(message, name) };
        for (label, what) in [("Index", "index_cache_bytes"), ("Data", "data_cache_bytes")] {
            let size = notes.whole(between(&message.said, &format!("{label} cache size = ["), "]"), message.line);
            notes.amount(place, what, size);
        }
    }

    /// `Lookup cache row count : 10`
    fn rows(&mut self, notes: &mut Notes, message: &Message, what: &'static str) {
        let Some((_, rows)) = message.said.split_once("row count :") else { return };
        let value = notes.whole(rows.lines().next(), message.line);
        if let Some(lookup) = self.lookups.get(pipeline(&message.thread)) {
            notes.amount(place(message, lookup), what, value);
        } else {
            let (thread, line) = (message.thread.clone(), message.line);
            self.unnamed.push(Unnamed { thread, file: String::new(), what, value, line });
        }
    }

    /// `Created new cache files F.[dat/idx] in directory D for Lookup [LKP_X].`
    fn created(&mut self, notes: &mut Notes, message: &Message) {
        let Some(name) = between(&message.said, " for Lookup [", "]") else { return };
        self.name(notes, message, name);
        if let Some(file) = between(&message.said, "cache files ", ".[dat/idx]") {
            notes.words(place(message, name), "cache_file", &mask("", file));
        }
    }

    /// The thread's rows belong to this transformation, where it was not known before.
    fn name(&mut self, notes: &mut Notes, message: &Message, name: &str) {
        let unnamed = std::mem::take(&mut self.unnamed);
        let (named, rest) = unnamed.into_iter().partition(|one| one.file.is_empty() && one.thread == message.thread);
        self.unnamed = rest;
        for Unnamed { what, value, line, .. } in named as Vec<Unnamed> {
            notes.amount(Place { line, ..place(message, name) }, what, value);
        }
    }

    /// `The B-Tree being managed in files F for Data and …`, then one figure a line. The transformation is known by its
    /// file, which is deleted at the end (TE_7216).
    fn tree(&mut self, notes: &mut Notes, message: &Message) {
        let file = between(&message.said, "in files", " for Data").unwrap_or_default().trim();
        for (line, text) in (message.line..).zip(message.said.lines()) {
            let Some((label, figure)) = text.split_once(':') else { continue };
            if let Some((_, what)) = TREE.iter().find(|(known, _)| *known == label.trim()) {
                let value = notes.whole(Some(figure), line);
                let (thread, file) = (message.thread.clone(), file.to_owned());
                self.unnamed.push(Unnamed { thread, file, what, value, line });
            }
        }
    }

    /// `Deleting cache files [F] for transformation [X].`
    fn deleted(&mut self, said: &str) {
        if let (Some(file), Some(name)) = (between(said, "files [", "]"), between(said, "transformation [", "]")) {
            self.files.insert(file.to_owned(), name.to_owned());
        }
    }

    /// Gives what is still unnamed the name of its file's transformation, else of its thread.
    pub(super) fn finish(&mut self, notes: &mut Notes) {
        for Unnamed { thread, file, what, value, line } in std::mem::take(&mut self.unnamed) {
            let name = self.files.get(&file).unwrap_or(&thread);
            let place = Place { thread: partition_of(&thread), ..Place::new(About::Cache, name, line) };
            notes.amount(place, what, value);
        }
    }
}

/// `LKPDP_1:TRANSF_1_1` → `LKPDP_1`
fn pipeline(thread: &str) -> &str {
    thread.split_once(':').map_or(thread, |(pipeline, _)| pipeline)
}

fn place<'t>(message: &Message, name: &'t str) -> Place<'t> {
    Place { thread: message.partition(), ..Place::new(About::Cache, name, message.line) }
}

/// `SRT_X: Cache size for partition [1] = [226050904]`
fn sorter(notes: &mut Notes, message: &Message) {
    let Some((name, rest)) = message.said.split_once(": Cache size for partition [") else { return };
    let Some((partition, rest)) = rest.split_once(']') else { return };
    let size = notes.whole(between(rest, "[", "]"), message.line);
    notes.amount(Place { partition, ..place(message, name) }, "cache_bytes", size);
}

/// `For Transformation [SRT_X], memory used is [226050904] bytes and row size is 108 bytes.`
fn sorter_memory(notes: &mut Notes, message: &Message) {
    let Some(name) = between(&message.said, "Transformation [", "]") else { return };
    for (before, after, what) in [("memory used is [", "]", "memory_bytes"), ("row size is ", " bytes", "row_bytes")] {
        let value = notes.whole(between(&message.said, before, after), message.line);
        notes.amount(place(message, name), what, value);
    }
}

/// `End of output from Sorter Transformation [SRT_X]. Processed 10 rows (556 input bytes; 0 temp I/O bytes).`
fn sorted(notes: &mut Notes, message: &Message) {
    let Some(name) = between(&message.said, "Transformation [", "]") else { return };
    for (before, after, what) in [
        ("Processed ", " rows", "rows"),
        (" rows (", " input bytes", "input_bytes"),
        ("input bytes; ", " temp I/O bytes", "temporary_bytes"),
    ] {
        let value = notes.whole(between(&message.said, before, after), message.line);
        notes.amount(place(message, name), what, value);
    }
}

/// `Created new data file [F] and index file [G] for Joiner [JNR_X].`
fn joiner_files(notes: &mut Notes, message: &Message) {
    let Some(name) = between(&message.said, " for Joiner [", "]") else { return };
    if let Some(file) = between(&message.said, "data file [", "]") {
        notes.words(place(message, name), "cache_file", &mask("", file));
    }
}

/// `Increasing [Index Cache] size for transformation [X] from [1] to [2].`
fn grown(notes: &mut Notes, message: &Message) {
    let said = message.said.as_str();
    let Some(name) = between(said, "transformation [", "]") else { return };
    let cache = between(said, "Increasing [", "]").unwrap_or("cache").to_ascii_lowercase().replace(' ', "_");
    let rest = said.split_once("transformation [").map_or(said, |(_, rest)| rest);
    for word in ["from", "to"] {
        let size = notes.whole(between(rest, &format!(" {word} ["), "]"), message.line);
        notes.amount(place(message, name), &format!("{cache}_increased_{word}_bytes"), size);
    }
}

/// `The index cache size that would hold [10] rows in the lookup table for [LKP_X], in memory, is [2800] bytes`; the rows may
/// be groups of an aggregator or rows of a joiner's master.
fn needed(notes: &mut Notes, message: &Message) {
    let said = message.said.as_str();
    let what = match said {
        said if said.contains("index cache size that would hold") => "index_needed_bytes",
        said if said.contains("data cache size that would hold") => "data_needed_bytes",
        _ => return,
    };
    let Some(name) = between(said, " for [", "]") else { return };
    let rows = notes.whole(between(said, "would hold [", "]"), message.line);
    notes.amount(place(message, name), "needed_rows", rows);
    let bytes = notes.whole(between(said, "in memory, is [", "]"), message.line);
    notes.amount(place(message, name), what, bytes);
}

/// `Enabled using [1 (auto)] additional concurrent pipelines to build lookup caches. (Session likely will build or refresh
/// [2] lookup caches; [0] on-demand only).`
fn lookups(notes: &mut Notes, message: &Message) {
    let place = Place::new(About::Run, "", message.line);
    let pipelines = between(&message.said, "using [", "]").map(|text| text.trim_end_matches(" (auto)"));
    let values = [
        ("lookup_pipelines", pipelines),
        ("lookup_caches", between(&message.said, "refresh [", "]")),
        ("lookup_caches_on_demand", between(&message.said, "caches; [", "]")),
    ];
    for (what, text) in values {
        let value = notes.whole(text, message.line);
        notes.amount(place, what, value);
    }
}
