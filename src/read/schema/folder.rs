//! A user's folder of schemas → grammars.
//!
//! Owns which files count, and that a schema reaches no other file: imports are answered from the folder's own files, which
//! were read before. Never opens what a schema names, never fetches.

use super::gate::Gate;
use super::grammar::{Author, Grammar};
use super::{BASE, IMX, POWERMART, bad_schema, dtd};
use crate::model::problem::Problem;
use crate::read::encoding::TextReader;
use crate::read::{secret, source};
use fastxml::schema::fetcher::error::FetchError;
use fastxml::schema::{FetchResult, Schema, SchemaFetcher};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Files of one folder; the vendor's set has about 170.
const MOST_FILES: usize = 2_000;
/// Bytes of one schema; the vendor's largest is far below 1 MiB.
const MOST_BYTES: u64 = 16 << 20;
/// What a grammar of exports is called, in any case.
const DTD: &str = "powrmart.dtd";

/// What a folder describes.
pub(super) struct Given {
    pub(super) powermart: Option<Grammar>,
    pub(super) imx: Option<Grammar>,
}

/// Reads a folder.
pub(super) fn read(dir: &Path) -> Result<Given, Problem> {
    let name = dir.display().to_string();
    let files = texts(dir, &name)?;
    if files.is_empty() {
        return Err(bad_schema(&name, "no *.xsd and no powrmart.dtd in this folder; name the folder that holds them"));
    }
    let compiled = compiled(&files, &name)?;
    let grammar = |(space, root)| Grammar::of(&compiled, Author::User, space, root);
    let given = Given { powermart: grammar(POWERMART), imx: grammar(IMX) };
    let both = [(&given.powermart, "POWERMART"), (&given.imx, "IMX")];
    if both.iter().all(|(one, _)| one.is_none()) {
        return Err(bad_schema(&name, "its schemas declare neither POWERMART nor IMX as a global element"));
    }
    for (grammar, root) in both {
        if grammar.as_ref().is_some_and(Grammar::accepts_anything) {
            let text = format!(
                "its schema of {root} accepts anything (wildcards with processContents lax or skip, or elements without a \
                 type) and so proves nothing; give the whole schema"
            );
            return Err(bad_schema(&name, &text));
        }
    }
    Ok(given)
}

/// The schemas of a folder by their addresses, a DTD translated.
fn texts(dir: &Path, name: &str) -> Result<BTreeMap<String, String>, Problem> {
    let entries = fs::read_dir(dir).map_err(|error| source::problem_of(&error, name))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    let mut texts = BTreeMap::new();
    for path in paths {
        let file = path.file_name().map(|file| file.to_string_lossy().into_owned()).unwrap_or_default();
        let is_dtd = file.eq_ignore_ascii_case(DTD);
        if !path.is_file() || !(is_dtd || file.to_lowercase().ends_with(".xsd")) {
            continue;
        }
        let label = path.display().to_string();
        let text = text(&path, &label)?;
        let text = if is_dtd { dtd::to_xsd(&text, &label)? } else { safe(&text, &label)? };
        texts.insert(format!("{BASE}{file}"), text);
        if texts.len() > MOST_FILES {
            return Err(bad_schema(name, "more than 2000 schemas in this folder"));
        }
    }
    Ok(texts)
}

fn text(path: &Path, label: &str) -> Result<String, Problem> {
    let file = File::open(path).map_err(|error| source::problem_of(&error, label))?;
    let mut reader = TextReader::new(file.take(MOST_BYTES), label);
    let mut text = String::new();
    while reader.read_into(&mut text).map_err(|error| source::problem_of(&error, label))? {}
    if reader.bytes_read() == MOST_BYTES {
        return Err(bad_schema(label, "a schema of 16 MiB or more"));
    }
    Ok(text)
}

/// A schema without entities; its declaration of an encoding is gone, because it is UTF-8 now.
fn safe(text: &str, label: &str) -> Result<String, Problem> {
    let opened = Gate::open(text.as_bytes(), label);
    let (_, root) = opened.map_err(|stop| Problem { line: stop.line, ..bad_schema(label, &stop.message) })?;
    if root.name != "schema" {
        return Err(bad_schema(label, "its root is not xs:schema; take the file out of the folder"));
    }
    let start = text.find("?>").filter(|_| text.starts_with("<?xml")).map_or(0, |end| end + 2);
    Ok(text[start..].to_owned())
}

fn compiled(files: &BTreeMap<String, String>, name: &str) -> Result<Arc<Schema>, Problem> {
    let builder = files.iter().fold(Schema::builder(), |all, (address, text)| all.add(address, text.as_bytes()));
    let compiled = builder.resolve_with(&Shelf(files.clone())).map_err(|error| {
        let said = error.to_string();
        let said = secret::cut(&said).map_or(said, |cut| cut.masked);
        bad_schema(name, &said.replace(BASE, ""))
    })?;
    Ok(Arc::new(compiled))
}

/// The folder's own files, and nothing else.
struct Shelf(BTreeMap<String, String>);

impl SchemaFetcher for Shelf {
    fn fetch(&self, url: &str) -> fastxml::Result<FetchResult> {
        let Some(text) = self.0.get(url) else {
            let reason = "only files of the folder itself are read, nothing is fetched".to_owned();
            return Err(FetchError::NotAllowed { url: url.to_owned(), reason }.into());
        };
        Ok(FetchResult { content: text.clone().into_bytes(), final_url: url.to_owned(), redirected: false })
    }
}
