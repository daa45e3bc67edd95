//! Moving sessions and workflows elsewhere: to another environment, another version of the repository, another form.
//!
//! Owns what a report of a move holds, and the rules of what is rewritten. Rewrites are edits of the stored XML by their
//! spans, so that whatever is not meant stays byte for byte. Never reads or writes a file.

pub mod assess;
pub mod edit;
pub mod environment;
pub mod importable;
pub mod inside;
pub mod neutral;
pub mod overrides;
pub mod version;

use crate::model::Text;
use crate::model::credential::{MASK, marks};
use crate::model::element::Tree;
use edit::Edit;
use inside::Inside;
use serde::Serialize;
use std::collections::BTreeMap;

/// An object that goes along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Full address.
    pub object: String,
    /// File that it is written to, relative to the folder that the user named.
    pub file: String,
    /// `asked for`, or what needs it.
    pub why: String,
    /// `file:line`
    pub place: String,
}

/// A value that is rewritten.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// Full address of the object.
    pub object: String,
    /// Where in it, outermost first: `s_load / READER SQ_ORDERS`; empty for the object itself.
    pub inside: String,
    /// The attribute.
    pub what: String,
    /// What it was; `None` where it was not there.
    pub was: Option<String>,
    /// What it becomes.
    pub becomes: String,
    /// Why.
    pub why: String,
    /// `file:line`
    pub place: String,
}

/// Something that could not be moved, or not as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Left {
    /// Full address of the object.
    pub object: String,
    /// What it is.
    pub what: String,
    /// Why it could not be moved, and what to do.
    pub why: String,
    /// `file:line` of the first place.
    pub place: String,
    /// Places in the object, the first included.
    pub times: u32,
}

/// A move: first the plan of it, then the report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Nothing was written.
    pub dry_run: bool,
    /// The form: `powermart`, `yaml` or `spark`.
    pub to: &'static str,
    /// The environment, where one was asked for.
    pub environment: Option<String>,
    /// The version of the repository, where one was asked for.
    pub version: Option<String>,
    /// What goes along, by file.
    pub moved: Vec<Moved>,
    /// What is rewritten.
    pub changed: Vec<Change>,
    /// What could not.
    pub left: Vec<Left>,
    /// What the environment gives and the files have no place for, by name; it stands in a parameter file.
    pub parameters: BTreeMap<Text, Text>,
    /// Files that are written, relative to the folder.
    pub files: Vec<String>,
}

/// Where an object is and was read from.
#[derive(Debug, Clone, Default)]
pub struct Subject {
    /// Full address.
    pub object: String,
    /// File it was first seen in.
    pub file: String,
    /// Lines of that file before it.
    pub lines_before: u64,
}

impl Subject {
    /// `file:line` of a line of the object.
    #[must_use]
    pub fn place(&self, line: u32) -> String {
        format!("{}:{}", self.file, self.lines_before + u64::from(line) + 1)
    }
}

/// What the rules found to do in one object.
#[derive(Debug, Default)]
pub struct Found {
    /// Edits of its XML.
    pub edits: Vec<Edit>,
    /// The same for people.
    pub changed: Vec<Change>,
    /// What could not.
    pub left: Vec<Left>,
    /// Names of the environment that the object uses and that its XML has no place for, with their values.
    pub parameters: BTreeMap<Text, Text>,
}

impl Found {
    fn change(
        &mut self,
        subject: &Subject,
        at: &Inside<'_, '_, '_>,
        what: &str,
        (was, becomes): (&str, &str),
        why: &str,
    ) {
        self.changed.push(Change {
            object: subject.object.clone(),
            inside: at.path(),
            what: what.to_owned(),
            was: Some(was.to_owned()),
            becomes: becomes.to_owned(),
            why: why.to_owned(),
            place: subject.place(at.element.line()),
        });
    }

    fn add(&mut self, subject: &Subject, at: &Inside<'_, '_, '_>, what: &str, becomes: &str, why: &str) {
        self.change(subject, at, what, ("", becomes), why);
        if let Some(last) = self.changed.last_mut() {
            last.was = None;
        }
    }

    fn leave(&mut self, subject: &Subject, line: u32, what: impl Into<String>, why: impl Into<String>) {
        let (what, why) = (what.into(), why.into());
        // A workflow names one connection hundreds of times.
        if let Some(known) = self.left.iter_mut().find(|one| one.what == what && one.why == why) {
            known.times += 1;
            return;
        }
        let place = subject.place(line);
        self.left.push(Left { object: subject.object.clone(), what, why, place, times: 1 });
    }
}

/// Tells of values that were cut out when the object was read: they cannot go along.
pub fn secrets(tree: &Tree<'_>, subject: &Subject, found: &mut Found) {
    for element in tree.elements() {
        let hidden = |value: &str| value.contains(MASK) || marks(value).next().is_some();
        for one in element.attributes().iter().filter(|one| hidden(&one.value)) {
            let name = element.find("NAME").unwrap_or_default();
            let what = format!("the secret in {} {} {name}", element.name(), one.name);
            found.leave(subject, element.line(), what.trim_end(), "secrets never leave; put it in where it is needed");
        }
    }
}
