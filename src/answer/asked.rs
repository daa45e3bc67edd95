//! Which lines of parameter files were asked for and by whom; lines that nothing asked for, and sections that hold nowhere.
//!
//! Owns what counts as used and unused: over all sessions that were resolved together, not over one.

use super::resolve::Resolution;
use super::resolve::file::Fate;
use super::resolve::section::Index;
use crate::model::listing::{Cell, Listing};
use crate::model::parameter::Scope;
use std::collections::{BTreeMap, BTreeSet};

/// What resolutions asked of the parameter files at hand, put together.
#[derive(Debug, Default)]
pub struct Asked {
    /// By file and line: addresses of those that asked.
    lines: BTreeMap<(usize, u64), BTreeSet<String>>,
    sections: BTreeSet<(usize, usize)>,
    files: BTreeSet<usize>,
}

impl Asked {
    /// Adds what one session or workflow asked.
    pub fn add(&mut self, resolution: &Resolution) {
        for line in &resolution.asked {
            self.lines.entry(*line).or_default().insert(resolution.address.clone());
        }
        self.sections.extend(&resolution.sections);
        self.files.extend(resolution.files.iter().filter_map(|named| match named.fate {
            Fate::InForce(at) => Some(at),
            _ => None,
        }));
    }

    /// True where a file was in force for any of them.
    #[must_use]
    pub fn in_force(&self, file: usize) -> bool {
        self.files.contains(&file)
    }
}

/// Lists them for the files that are wanted, in the order of files and lines.
#[must_use]
pub fn unused(files: &[Index<'_>], asked: &Asked, wanted: &dyn Fn(usize) -> bool) -> Listing {
    let mut rows = Vec::new();
    for (file, index) in files.iter().enumerate().filter(|(file, _)| wanted(*file)) {
        for (at, section) in index.file.sections.iter().enumerate() {
            let mut row = |line: u64, name: &str, why: &str| {
                let line = i64::try_from(line).unwrap_or(i64::MAX);
                let text = |text: &str| Cell::Text(text.to_owned());
                rows.push(vec![
                    text(&index.file.name),
                    Cell::Number(line),
                    text(&section.heading),
                    text(name),
                    text(why),
                ]);
            };
            let why = match &section.scope {
                Scope::None => "stands before any heading",
                Scope::Invalid(why) => why,
                _ if !asked.sections.contains(&(file, at)) => {
                    "the section matches nothing, or an earlier one of its heading counts"
                }
                _ => "",
            };
            if !why.is_empty() {
                row(section.line, "", why);
                continue;
            }
            for parameter in section.parameters.iter().filter(|one| !asked.lines.contains_key(&(file, one.line))) {
                row(parameter.line, &parameter.name, "nothing asks for it");
            }
        }
    }
    Listing { columns: vec!["file", "line", "heading", "parameter", "why"], rows }
}

/// Lists the lines that were asked for, one row for each session or workflow that did, in the order of files and lines.
#[must_use]
pub fn used(files: &[Index<'_>], asked: &Asked, wanted: &dyn Fn(usize) -> bool) -> Listing {
    let mut rows = Vec::new();
    for (file, index) in files.iter().enumerate().filter(|(file, _)| wanted(*file)) {
        for section in &index.file.sections {
            for parameter in &section.parameters {
                for address in asked.lines.get(&(file, parameter.line)).into_iter().flatten() {
                    let text = |text: &str| Cell::Text(text.to_owned());
                    let line = i64::try_from(parameter.line).unwrap_or(i64::MAX);
                    rows.push(vec![
                        text(&index.file.name),
                        Cell::Number(line),
                        text(&section.heading),
                        text(&parameter.name),
                        text(address),
                    ]);
                }
            }
        }
    }
    Listing { columns: vec!["file", "line", "heading", "parameter", "used_by"], rows }
}
