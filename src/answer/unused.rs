//! Lines of parameter files that nothing asked for, and sections that hold nowhere.
//!
//! Owns what counts as unused: over all sessions that were resolved together, not over one.

use super::resolve::Resolution;
use super::resolve::file::Fate;
use super::resolve::section::Index;
use crate::model::listing::{Cell, Listing};
use crate::model::parameter::Scope;
use std::collections::BTreeSet;

/// What resolutions asked of the parameter files at hand, put together.
#[derive(Debug, Default)]
pub struct Asked {
    lines: BTreeSet<(usize, u64)>,
    sections: BTreeSet<(usize, usize)>,
    files: BTreeSet<usize>,
}

impl Asked {
    /// Adds what one session or workflow asked.
    pub fn add(&mut self, resolution: &Resolution) {
        self.lines.extend(&resolution.asked);
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
            for parameter in section.parameters.iter().filter(|one| !asked.lines.contains(&(file, one.line))) {
                row(parameter.line, &parameter.name, "nothing asks for it");
            }
        }
    }
    Listing { columns: vec!["file", "line", "heading", "parameter", "why"], rows }
}
