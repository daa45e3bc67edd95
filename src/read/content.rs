//! A child of FOLDER as text → [`Content`]: its definitions, their words, its oddities and counts.
//!
//! Owns which elements are objects of their own. Expects text in which no secret is left (`read::mask`).

use super::known;
use super::secret;
use super::tree::Malformed;
use super::words::Words;
use super::{mapping, session, task, workflow};
use crate::model::Text;
use crate::model::content::{COUNTED, Content, Definition, Oddity, Value};
use crate::model::element::{Element, Tree};
use crate::model::object::{Key, Kind};
use crate::model::problem::Severity;
use rustc_hash::FxHashMap;

/// Reads the content behind a parsed child of FOLDER.
#[must_use]
pub fn content(tree: &Tree<'_>) -> Content {
    let mut reading = Reading::default();
    for element in tree.elements() {
        reading.take(element);
    }
    reading.finish()
}

/// Turns malformed XML inside a child into the oddity that stops its file.
#[must_use]
pub fn malformed(wrong: &Malformed) -> Oddity {
    // The parser quotes names of the text, which nobody has looked at yet.
    let what = if secret::may_hold_secret(&wrong.message) { "not well-formed" } else { &wrong.message };
    let message = format!("{what}; export or copy the file again");
    Oddity { code: "malformed-xml", severity: Severity::Error, line: wrong.line, message }
}

/// What is said of a child whose reader died: a bug of ours, but only its file is lost.
#[must_use]
pub fn lost() -> Oddity {
    let message = "a reader failed on it; please report this with the file".to_owned();
    Oddity { code: "reader-failed", severity: Severity::Error, line: 0, message }
}

#[derive(Default)]
struct Reading<'t> {
    content: Content,
    /// Definitions whose element is still open: place in `content.definitions`, depth, path of what stands inside.
    open: Vec<(usize, usize, Text)>,
    words: Vec<Words<'t>>,
    unknown: FxHashMap<(String, Option<String>), (u32, u32)>,
}

impl<'t> Reading<'t> {
    fn take(&mut self, element: Element<'t, '_>) {
        while self.open.last().is_some_and(|(_, depth, _)| *depth >= element.depth()) {
            self.open.pop();
        }
        let parent = self.open.last().map(|(at, ..)| *at);
        if is_object(element, parent.map(|at| &self.content.definitions[at].key.kind)) {
            self.define(element);
        }
        if let Some(at) = COUNTED.iter().position(|name| *name == element.name()) {
            self.content.counts[at] += 1;
        }
        self.check_known(element);
        if let Some((at, ..)) = self.open.last() {
            self.words[*at].take(element);
        }
    }

    fn define(&mut self, element: Element<'_, '_>) {
        let kind = Kind::of_element(element.name());
        let path = self.open.last().map(|(.., path)| path.clone()).unwrap_or_default();
        let name: Text = element.get("NAME").into();
        if name.is_empty() {
            let message = format!("<{}> without a NAME; it is kept under the empty name", secret::told(element.name()));
            self.content.oddities.push(Oddity {
                code: "missing-name",
                severity: Severity::Warning,
                line: element.line(),
                message,
            });
        }
        let inside = if path.is_empty() { name.clone() } else { format!("{path}/{name}").into() };
        let qualifier = kind.qualifier().map(|attribute| element.get(attribute).into()).unwrap_or_default();
        let value = value(&kind, element);
        let key = Key { kind, path, name, qualifier };
        self.open.push((self.content.definitions.len(), element.depth(), inside));
        self.words.push(Words::default());
        let (span, line) = (element.span(), element.line());
        self.content.definitions.push(Definition { key, span, line, value, words: String::new() });
    }

    fn check_known(&mut self, element: Element<'_, '_>) {
        let Some(known) = known::attributes_of(element.name()) else {
            return self.unknown(element, None);
        };
        for (at, attribute) in element.attributes().iter().enumerate() {
            // Exports write attributes in one order, so the first guess nearly always hits.
            if known.get(at) != Some(&attribute.name) && !known.contains(&attribute.name) {
                self.unknown(element, Some(attribute.name));
            }
        }
    }

    fn unknown(&mut self, element: Element<'_, '_>, attribute: Option<&str>) {
        let key = (secret::told(element.name()).to_owned(), attribute.map(|name| secret::told(name).to_owned()));
        self.unknown.entry(key).or_insert((element.line(), 0)).1 += 1;
    }

    fn finish(mut self) -> Content {
        for (definition, words) in self.content.definitions.iter_mut().zip(self.words) {
            definition.words = words.finish();
        }
        let mut unknown: Vec<_> = self.unknown.into_iter().collect();
        unknown.sort();
        self.content.oddities.extend(unknown.into_iter().map(|((element, attribute), (line, times))| {
            let (code, what) = match attribute {
                Some(name) => ("unknown-attribute", format!("attribute {name} of <{element}>")),
                None => ("unknown-element", format!("<{element}>")),
            };
            let message = format!("{what} is not in the census of exports ({times} times); it is kept as it stands");
            Oddity { code, severity: Severity::Info, line, message }
        }));
        self.content
    }
}

/// Children of FOLDER are objects, and so are sessions, worklets and tasks that stand directly in a workflow or worklet.
fn is_object(element: Element<'_, '_>, parent: Option<&Kind>) -> bool {
    match parent {
        None => element.depth() == 0,
        Some(Kind::Workflow | Kind::Worklet) => matches!(element.name(), "SESSION" | "WORKLET" | "TASK"),
        Some(_) => false,
    }
}

fn value(kind: &Kind, element: Element<'_, '_>) -> Value {
    match kind {
        Kind::Source | Kind::Target => Value::Table(mapping::table(element)),
        Kind::Mapping | Kind::Mapplet => Value::Mapping(mapping::mapping(element)),
        Kind::Transformation => Value::Transformation(mapping::transformation(element)),
        Kind::Session => Value::Session(Box::new(session::session(element))),
        Kind::Config => Value::Config(session::config(element)),
        Kind::Workflow | Kind::Worklet => Value::Workflow(Box::new(workflow::workflow(element))),
        Kind::Task => Value::Task(task::task(element)),
        Kind::Shortcut => Value::Shortcut(mapping::shortcut(element)),
        Kind::Scheduler | Kind::Function | Kind::Other(_) => Value::Text(element.get("DESCRIPTION").into()),
    }
}
