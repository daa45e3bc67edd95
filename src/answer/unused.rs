//! Lines of parameter files that nothing asked for, and sections that hold nowhere.
//!
//! Owns what counts as unused: over all sessions that were resolved together, not over one.

use super::resolve::section::Index;
use crate::model::listing::{Cell, Listing};
use crate::model::parameter::Scope;
use std::collections::BTreeSet;

/// Lists them for the files that are wanted, in the order of files and lines.
#[must_use]
pub fn unused(
    files: &[Index<'_>],
    wanted: &dyn Fn(usize) -> bool,
    asked: &BTreeSet<(usize, u64)>,
    sections: &BTreeSet<(usize, usize)>,
) -> Listing {
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
                _ if !sections.contains(&(file, at)) => {
                    "the section matches nothing, or an earlier one of its heading counts"
                }
                _ => "",
            };
            if !why.is_empty() {
                row(section.line, "", why);
                continue;
            }
            for parameter in section.parameters.iter().filter(|one| !asked.contains(&(file, one.line))) {
                row(parameter.line, &parameter.name, "nothing asks for it");
            }
        }
    }
    Listing { columns: vec!["file", "line", "heading", "parameter", "why"], rows }
}
