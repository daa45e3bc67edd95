//! Session files: YAML → POWERMART text, which then goes the way of every export.
//!
//! Owns what of a session file is refused. Line n of the XML is line n of the YAML, so every place told later points into the
//! YAML. `model::session_key` says what each key means; `yaml` reads, `keys` and `parts` translate, `xml` lays out.

mod keys;
mod parts;
pub(in crate::read) mod xml;

use super::yaml::{self, Node, Pair, Said};
use crate::model::problem::{Problem, Severity};
use crate::model::session_key::{CONFIG, DIALECT, FOLDER, KEYS, REPOSITORY, find, hint};
use keys::Keys;
use std::path::Path;
use xml::{Wrong, Xml};

/// A session file larger than this is refused; the largest real workflow seen is 4 MB.
pub const MAX_BYTES: usize = 16 << 20;
/// What stands before the ending of a session file that is taken out of a folder.
const SESSION: &str = ".session";
/// Mistakes told of one file.
const TOLD: usize = 6;

/// True for a path that ends like YAML: a file that the user names so is a session file.
#[must_use]
pub fn is_yaml(path: &Path) -> bool {
    let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
    end.eq_ignore_ascii_case("yaml") || end.eq_ignore_ascii_case("yml")
}

/// True for what is taken out of a folder: `NAME.session.yaml`. Other YAML lies around in folders too.
#[must_use]
pub fn is_session_file(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    is_yaml(path) && stem.len() > SESSION.len() && stem.to_ascii_lowercase().ends_with(SESSION)
}

/// Translates a session file; `file` is its name as shown.
///
/// Fails with the one problem that stands for the file.
pub fn powermart(bytes: &[u8], file: &str) -> Result<String, Problem> {
    let text = text(bytes, file)?;
    translated(&yaml::parse(text, file)?, file)
}

/// Translates a session file that is a tree already.
pub(super) fn translated(root: &Node, file: &str) -> Result<String, Problem> {
    let mut out = Xml::new();
    session_file(&mut out, root, file);
    if out.wrong.is_empty() { Ok(out.finish()) } else { Err(problem(out.wrong, file)) }
}

/// The text of a session file or template, where it is one.
pub(super) fn text<'b>(bytes: &'b [u8], file: &str) -> Result<&'b str, Problem> {
    if bytes.len() > MAX_BYTES {
        return Err(Problem::error("file-too-large", file, "a session file of more than 16 MiB; say less in it"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line = |at: usize| memchr::memchr_iter(b'\n', &bytes[..at]).count() as u64 + 1;
    let refused = |code, at, message| Problem::new(code, Severity::Error, file, line(at), message);
    if let Some(nul) = memchr::memchr(0, bytes) {
        return Err(refused("nul-byte", nul, "a NUL byte: this is not YAML in UTF-8"));
    }
    std::str::from_utf8(bytes)
        .map_err(|error| refused("malformed-yaml", error.valid_up_to(), "no UTF-8; save the file in UTF-8"))
}

/// One problem for all that is wrong, at the first place.
fn problem(mut wrong: Vec<Wrong>, file: &str) -> Problem {
    wrong.sort_by_key(|one| one.line);
    let more = wrong.len().saturating_sub(TOLD);
    wrong.truncate(TOLD);
    let mut all = wrong.into_iter();
    let Some(first) = all.next() else { return Problem::error("not-a-session-file", file, "it says nothing") };
    let mut message = first.message;
    message.extend(all.map(|one| format!("; line {}: {}", one.line, one.message)));
    if more > 0 {
        message.push_str(&format!("; and {more} more"));
    }
    Problem::new(first.code, Severity::Error, file, first.line, message)
}

fn session_file(out: &mut Xml, root: &Node, file: &str) {
    let Said::Map(pairs) = &root.said else {
        return out.wrong("not-a-session-file", root.line, "no session file: it is no map with the key session");
    };
    if !pairs.iter().any(|pair| find("", &pair.key).is_some()) {
        let known: Vec<&str> = KEYS.iter().filter(|key| key.section.is_empty()).map(|key| key.key).collect();
        let first = pairs.first().map(|pair| hint(&pair.key, known.into_iter())).unwrap_or_default();
        return out.wrong(
            "not-a-session-file",
            root.line,
            format!("no session file: none of its keys is known; {first}"),
        );
    }
    let header = pairs.iter().find(|pair| pair.key == "session").map_or(&[][..], |pair| entries(&pair.value));
    let config = said(header, "config").unwrap_or_else(|| CONFIG.to_owned());
    head(out, header, &config, file);
    let mut keys = Keys::new(out, config);
    for pair in pairs {
        keys.outermost(pair);
    }
    out.raw("</SESSION></FOLDER></REPOSITORY></POWERMART>\n");
}

/// The containers, and SESSION with what stands in its own tag: all on line 1.
fn head(out: &mut Xml, header: &[Pair], config: &str, file: &str) {
    let value = |key: &str, default: &str| said(header, key).unwrap_or_else(|| default.to_owned());
    let flag = |key: &str| {
        let spelt = said(header, key).map(|value| find("session", key).map(|known| known.spelling(&value)));
        spelt.flatten().and_then(Result::ok).unwrap_or_else(|| "YES".to_owned())
    };
    out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE POWERMART SYSTEM \"powrmart.dtd\">");
    out.open(1, "POWERMART", &[("CREATION_DATE", ""), ("REPOSITORY_VERSION", DIALECT)]);
    out.open(1, "REPOSITORY", &[("NAME", &value("repository", REPOSITORY))]);
    out.open(1, "FOLDER", &[("NAME", &value("folder", FOLDER))]);
    out.open(
        1,
        "SESSION",
        &[
            ("DESCRIPTION", &value("description", "")),
            ("ISVALID", &flag("valid")),
            ("MAPPINGNAME", &value("mapping_name", "")),
            ("NAME", &value("name", &name_of(file))),
            ("REUSABLE", &flag("reusable")),
            ("SORTORDER", &value("sort_order", "Binary")),
        ],
    );
    out.empty(1, "CONFIGREFERENCE", &[("REFOBJECTNAME", config), ("TYPE", "Session config")]);
}

/// The session's name where the file tells none: the file's own, without its endings.
fn name_of(file: &str) -> String {
    let stem = Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or(file);
    let end = stem.len().saturating_sub(SESSION.len());
    let is_session = stem.get(end..).is_some_and(|end| end.eq_ignore_ascii_case(SESSION));
    if is_session { stem[..end].to_owned() } else { stem.to_owned() }
}

/// The pairs of a map; none where it is no map, which whoever walks it complains of.
pub(super) fn entries(node: &Node) -> &[Pair] {
    match &node.said {
        Said::Map(pairs) => pairs,
        _ => &[],
    }
}

pub(super) fn said(pairs: &[Pair], key: &str) -> Option<String> {
    pairs.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.text()).map(str::to_owned)
}
