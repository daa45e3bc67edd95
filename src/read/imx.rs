//! IMX, the export of Informatica Developer: its XML → POWERMART text, which then goes the way of every export.
//!
//! Owns what of a document is refused, and what is said of the rest. Line n of the text is line n of the document, so every
//! place told later points into it. `document` reads, `layout` names, the others translate. Connections are no objects of a
//! folder: `catalog connection import` reads them.

mod bounds;
mod connector;
mod document;
mod dynamic;
mod extension;
mod layout;
mod mapping;
mod ports;
mod setting;
mod sniff;
mod table;
mod task;
mod transformation;
mod translation;
mod workflow;

pub use sniff::{Sniffed, sniff};

use super::tree;
use crate::model::imx::{DIALECT, REPOSITORY};
use crate::model::problem::{Problem, Severity};
use crate::read::connection::imx::ROOT;
use document::{Document, Refused, Unseen};
use translation::Translation;

/// A document larger than this is refused: it is read as a whole. The real one has 4 MB.
pub const MAX_BYTES: usize = 64 << 20;
/// Names told of one problem.
const TOLD: usize = 8;

/// Translates a document; `file` is its name as shown.
///
/// Fails with the one problem that stands for the file; what is odd in one that is taken comes with the text.
pub fn powermart(text: &str, file: &str) -> Result<(String, Vec<Problem>), Problem> {
    let at = |line: u32| u64::from(line) + 1;
    let refused = |(line, code, message): Refused| Problem::new(code, Severity::Error, file, at(line), message);
    bounds::check(text).map_err(refused)?;
    let tree = tree::parse(text).map_err(|wrong| {
        let message = super::content::malformed(&wrong).message;
        refused((wrong.line, "malformed-xml", message))
    })?;
    let document = Document::new(&tree).map_err(refused)?;
    let root =
        document.root().ok_or_else(|| refused((0, "empty-file", "no element in it; export it again".to_owned())))?;
    if (document.namespace(root), document.kind(root)) != (ROOT, "IMX") {
        let message = format!("the root is no <IMX> of {ROOT}; this is no export of Informatica Developer");
        return Err(refused((root.line(), "not-an-export", message)));
    }
    if root.span().is_empty() {
        let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        let message = "the file ends inside an element; export or copy it again".to_owned();
        return Err(refused((u32::try_from(lines).unwrap_or(u32::MAX), "truncated", message)));
    }
    if tree.nodes[0].after as usize != tree.nodes.len() {
        return Err(refused((
            root.line(),
            "malformed-xml",
            "an element after the end of IMX; mend the file".to_owned(),
        )));
    }
    let mut translation = Translation::new(&document);
    if translation.layout.objects.is_empty() {
        return Err(refused((root.line(), "not-an-export", nothing(&document))));
    }
    translation.out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE POWERMART SYSTEM \"powrmart.dtd\">");
    translation.out.open(1, "POWERMART", &[("CREATION_DATE", ""), ("REPOSITORY_VERSION", DIALECT)]);
    translation.out.open(1, "REPOSITORY", &[("NAME", REPOSITORY)]);
    translation.objects();
    if document.is_spent() {
        let message =
            "its links, rules and mapplets stand for more than 5,000,000 fields; export fewer objects at a time";
        return Err(refused((root.line(), "file-too-large", message.to_owned())));
    }
    translation.out.raw("</REPOSITORY></POWERMART>\n");
    let problems = told(&translation, file);
    Ok((translation.out.finish(), problems))
}

/// Why a document without an object is of no use here.
fn nothing(document: &Document<'_>) -> String {
    let has = |wanted: fn(&str) -> bool| document.all().any(|node| wanted(document.kind(node)));
    let what = if has(|kind| kind == "TypeSystem") {
        "an IMX document that describes a system of types, no project"
    } else if has(|kind| kind.ends_with("ConnectInfo")) {
        "an IMX document with connections alone; `catalog connection import` reads it"
    } else {
        "an IMX document without a project, workflow or mapping"
    };
    format!("{what}; export the project in Informatica Developer")
}

fn told(translation: &Translation<'_>, file: &str) -> Vec<Problem> {
    let mut all = Vec::new();
    let mut say =
        |code, severity, line: u64, message: String| all.push(Problem::new(code, severity, file, line, message));
    let (document, layout) = (translation.document, &translation.layout);
    let many = document.twice.len();
    if let Some((line, _)) = document.twice.first() {
        let message =
            format!("{many} ids stand more than once, the first of them here; the first element of an id counts");
        say("imx-duplicate-id", Severity::Warning, u64::from(*line) + 1, message);
    }
    if let Some((line, _)) = layout.circles.first() {
        let message = format!(
            "{} objects stand in folders that hold themselves; they are put into the project",
            layout.circles.len()
        );
        say("imx-reference", Severity::Warning, u64::from(*line) + 1, message);
    }
    if let Some((line, _)) = layout.dangling.first() {
        let message = format!(
            "references of folders lead nowhere ({} times); what they meant is not there",
            layout.dangling.len()
        );
        say("imx-reference", Severity::Warning, u64::from(*line) + 1, message);
    }
    for (what, (line, times)) in &translation.dangling {
        let message = format!("references of {what} lead nowhere ({times} times); what they meant is left empty");
        say("imx-reference", Severity::Warning, *line, message);
    }
    if !layout.shared.is_empty() {
        let message = format!(
            "names that several objects of a project share have their folder before them: {}",
            some(layout.shared.iter().map(String::as_str))
        );
        say("imx-shared-name", Severity::Info, 0, message);
    }
    if let Some(line) = translation.ports.dynamic.closed.first() {
        let times = translation.ports.dynamic.closed.len();
        let message = format!("the rules of {times} dynamic ports are not worked out; each stays one port");
        say("imx-dynamic-port", Severity::Info, u64::from(*line) + 1, message);
    }
    let connections = document.all().filter(|node| document.kind(*node).ends_with("ConnectInfo")).count();
    if connections > 0 {
        let message = format!("{connections} connections stand in it; `catalog connection import` reads them");
        say("imx-connections", Severity::Info, 0, message);
    }
    for (kind, unseen) in document.unseen() {
        let line = u64::from(unseen.line.unwrap_or_default()) + 1;
        if !kind.ends_with("ConnectInfo") {
            say("imx-not-taken", Severity::Info, line, left(kind, &unseen));
        }
    }
    all
}

fn left(kind: &str, unseen: &Unseen<'_>) -> String {
    let attributes: Vec<String> = unseen.attributes.iter().map(|(name, times)| format!("{name} ({times})")).collect();
    let attributes = some(attributes.iter().map(String::as_str));
    match (unseen.elements, attributes.is_empty()) {
        (0, _) => format!("PowerCenter has no place for these attributes of {kind}: {attributes}"),
        (times, true) => format!("PowerCenter has no place for {kind} ({times} times)"),
        (times, false) => format!("PowerCenter has no place for {kind} ({times} times) and its {attributes}"),
    }
}

fn some<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let all: Vec<&str> = names.collect();
    let more = all.len().saturating_sub(TOLD);
    let mut text = all.iter().take(TOLD).map(|name| super::secret::told(name)).collect::<Vec<_>>().join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

#[cfg(test)]
#[path = "imx_tests.rs"]
mod tests;
