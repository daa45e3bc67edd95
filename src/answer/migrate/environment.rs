//! What an object says otherwise in another environment: connections, server paths, the service, initial values.
//!
//! Owns where a name of an environment may stand in an export. What the environment knows and the object has no place for
//! becomes a parameter, for a parameter file. Never guesses a counterpart: a connection that has none is left and told.

use super::edit::value;
use super::inside::{Inside, walk};
use super::{Found, Subject};
use crate::model::Text;
use crate::model::credential::{MASK, marks};
use crate::model::element::{Element, Tree};
use crate::model::environment::{Environment, Setting};
use crate::model::steers;

/// Attributes whose value is a connection, perhaps with its kind before it: `Relational:NAME`.
const CONNECTIONS: [&str; 4] =
    ["$Source connection value", "$Target connection value", "Connection Information", "Error Log DB Connection"];
/// Kinds that may stand before a connection.
const KINDS: [&str; 5] = ["Relational", "Application", "Queue", "FTP", "Loader"];
/// Words of attributes whose value may be a path or hold one.
const PATHS: [&str; 4] = ["director", "file", "path", "command"];
/// What may stand before a path in a command.
const BEFORE: &str = " \t\r\n\"'`=:;,(<>|&";

/// Where objects move to.
pub struct Target<'e> {
    /// The environment.
    pub environment: &'e Environment,
    /// Subtype of the connection object of a name that the environment has; `None` where it has none.
    pub object: &'e dyn Fn(&str) -> Option<Text>,
}

/// Notes everything that an object says otherwise in the target.
pub fn rewrite(tree: &Tree<'_>, subject: &Subject, target: &Target<'_>, found: &mut Found) {
    let mut rewriting = Rewriting { subject, target, found };
    walk(tree, &mut |at| rewriting.visit(at));
    rewriting.parameters(tree);
}

/// What becomes of a connection.
enum Fate {
    /// Another one stands for it.
    Becomes(Text),
    /// It is the same there.
    Stays,
    /// Nothing is known.
    Unknown,
}

struct Rewriting<'r> {
    subject: &'r Subject,
    target: &'r Target<'r>,
    found: &'r mut Found,
}

impl Rewriting<'_> {
    fn visit(&mut self, at: &Inside<'_, '_, '_>) {
        let element = at.element;
        match element.name() {
            "CONNECTIONREFERENCE" => self.reference(at),
            "ATTRIBUTE" | "TABLEATTRIBUTE" if CONNECTIONS.contains(&element.get("NAME")) => self.connection(at),
            "ATTRIBUTE" | "TABLEATTRIBUTE" => {
                let name = element.get("NAME").to_lowercase();
                if PATHS.iter().any(|word| name.contains(word)) {
                    self.path(at);
                }
            }
            "VALUEPAIR" if at.parent().is_some_and(|parent| parent.get("TYPE") == "Command") => self.path(at),
            "MAPPINGVARIABLE" | "WORKFLOWVARIABLE" => self.initial(at),
            "WORKFLOW" => self.service(at),
            _ => {}
        }
    }

    /// Rewrites one XML attribute; tells what cannot be written.
    fn set(&mut self, at: &Inside<'_, '_, '_>, attribute: &str, what: &str, becomes: &str, why: &str) {
        let was = at.element.get(attribute);
        if was == becomes {
            return;
        }
        if becomes.chars().any(|c| steers(c) && !matches!(c, '\t' | '\n' | '\r')) {
            let why = "its new value holds control characters, which no export may; correct the environment";
            return self.found.leave(self.subject, at.element.line(), what, why);
        }
        match value(at.element, attribute, becomes) {
            Some(edit) => {
                self.found.edits.push(edit);
                self.found.change(self.subject, at, what, (was, becomes), why);
            }
            None if becomes.is_empty() => {}
            None => {
                self.found.leave(self.subject, at.element.line(), what, format!("it has no {attribute} to write to"));
            }
        }
    }

    fn reference(&mut self, at: &Inside<'_, '_, '_>) {
        let (name, variable) = (at.element.get("CONNECTIONNAME"), at.element.get("VARIABLE"));
        let given = if name.is_empty() { variable } else { name };
        let to = match self.fate(given) {
            Fate::Becomes(to) => to,
            Fate::Stays => return,
            Fate::Unknown => return self.unknown(at.element, given),
        };
        let element = at.element;
        let (name, variable) = if to.starts_with('$') { ("", to.as_str()) } else { (to.as_str(), "") };
        let edits = [("CONNECTIONNAME", name), ("VARIABLE", variable)].map(|(attribute, new)| {
            let same = element.get(attribute) == new;
            (same, value(element, attribute, new))
        });
        if to.chars().any(steers) || edits.iter().any(|(same, edit)| !same && edit.is_none()) {
            let why = format!("{to} stands for it and cannot be written there");
            return self.found.leave(self.subject, element.line(), format!("connection {given}"), why);
        }
        self.found.edits.extend(edits.into_iter().filter(|(same, _)| !same).filter_map(|(_, edit)| edit));
        let why = self.stands_for(given);
        self.found.change(self.subject, at, "connection", (given, &to), &why);
        self.subtype(at, &to, given);
    }

    /// A reference says the subtype of a connection that it names, and none of a variable.
    fn subtype(&mut self, at: &Inside<'_, '_, '_>, to: &str, given: &str) {
        let was = at.element.get("CONNECTIONSUBTYPE");
        if to.starts_with('$') {
            return self.set(at, "CONNECTIONSUBTYPE", "CONNECTIONSUBTYPE", "", "a variable has no subtype");
        }
        match (self.target.object)(to).filter(|subtype| !subtype.is_empty()) {
            Some(subtype) if !subtype.eq_ignore_ascii_case(was) => {
                let why = format!("{to} is a connection of this subtype");
                self.set(at, "CONNECTIONSUBTYPE", "CONNECTIONSUBTYPE", &subtype, &why);
            }
            None if given.starts_with('$') => {
                let why =
                    "nothing says its subtype; choose it when the file is imported, or import the connection object";
                self.found.leave(self.subject, at.element.line(), format!("the subtype of connection {to}"), why);
            }
            _ => {}
        }
    }

    fn connection(&mut self, at: &Inside<'_, '_, '_>) {
        let (what, given) = (at.element.get("NAME"), at.element.get("VALUE"));
        let kind = given.split_once(':').filter(|(kind, _)| KINDS.contains(kind));
        let (before, name) = kind.map_or(("", given), |(kind, name)| (&given[..=kind.len()], name));
        match self.fate(name) {
            Fate::Becomes(to) => {
                let before = if to.starts_with('$') { "" } else { before };
                self.set(at, "VALUE", what, &format!("{before}{to}"), &self.stands_for(name));
            }
            Fate::Stays => {}
            Fate::Unknown => self.unknown(at.element, name),
        }
    }

    fn fate(&self, given: &str) -> Fate {
        let environment = self.target.environment;
        if given.is_empty() {
            return Fate::Stays;
        }
        if let Some((_, to)) = environment.connections.iter().find(|(from, _)| from == given) {
            return if to == given { Fate::Stays } else { Fate::Becomes(to.clone()) };
        }
        let is_there = given.starts_with('$')
            || environment.connections.iter().any(|(_, to)| to == given)
            || (self.target.object)(given).is_some();
        if is_there { Fate::Stays } else { Fate::Unknown }
    }

    fn unknown(&mut self, element: Element<'_, '_>, name: &str) {
        let environment = &self.target.environment.name;
        let why = format!(
            "{environment} has no counterpart of it; name one in `connections` of environments.yaml, or import the connection \
             objects of {environment}"
        );
        self.found.leave(self.subject, element.line(), format!("connection {name}"), why);
    }

    fn stands_for(&self, given: &str) -> String {
        format!("stands for {given} in {}", self.target.environment.name)
    }

    fn path(&mut self, at: &Inside<'_, '_, '_>) {
        let was = at.element.get("VALUE");
        let Some((becomes, from)) = moved(was, &self.target.environment.paths) else { return };
        let what = Some(at.element.get("NAME")).filter(|name| !name.is_empty()).unwrap_or("VALUE");
        let why = format!("{from} is elsewhere in {}", self.target.environment.name);
        self.set(at, "VALUE", what, &becomes, &why);
    }

    fn service(&mut self, at: &Inside<'_, '_, '_>) {
        let service = &self.target.environment.service;
        if !service.is_empty() && !at.element.get("SERVERNAME").is_empty() {
            let why = format!("the Integration Service of {}", self.target.environment.name);
            self.set(at, "SERVERNAME", "SERVERNAME", service, &why);
        }
    }

    /// The initial value of a variable that the environment overrides.
    fn initial(&mut self, at: &Inside<'_, '_, '_>) {
        let name = at.element.get("NAME");
        let overrides = &self.target.environment.overrides;
        let Some(setting) = overrides.iter().find(|one| one.name.eq_ignore_ascii_case(name)) else { return };
        if let Some(value) = self.plain(setting, at.element.line()) {
            let why = format!("{} overrides it; a parameter file that names it is still stronger", setting.place);
            self.set(at, "DEFAULTVALUE", "DEFAULTVALUE", &value, &why);
        }
    }

    /// The value of a setting, where it has one and that is no secret.
    fn plain(&mut self, setting: &Setting, line: u32) -> Option<Text> {
        let what = format!("parameter {}", setting.name);
        let Some(value) = &setting.value else {
            let why = format!("its value comes from {}, which is not set or not allowed", setting.place);
            self.found.leave(self.subject, line, what, why);
            return None;
        };
        if value.contains(MASK) || marks(value).next().is_some() {
            self.found.leave(self.subject, line, what, "its value is a secret; give it where it is needed");
            return None;
        }
        if value.chars().any(steers) {
            let why = "its value holds control characters, for which a parameter file has no place";
            self.found.leave(self.subject, line, what, why);
            return None;
        }
        Some(value.clone())
    }

    /// Overrides and directories whose names stand in the object.
    fn parameters(&mut self, tree: &Tree<'_>) {
        let environment = self.target.environment;
        for setting in environment.overrides.iter().chain(&environment.directories) {
            let uses =
                |element: &Element<'_, '_>| element.attributes().iter().any(|one| names(&one.value, &setting.name));
            let Some(first) = tree.elements().find(uses) else { continue };
            if let Some(value) = self.plain(setting, first.line()) {
                self.found.parameters.insert(setting.name.clone(), value);
            }
        }
    }
}

/// True where a name stands in a text as a whole.
fn names(text: &str, name: &str) -> bool {
    if name.is_empty() || text.len() < name.len() || !text.contains('$') {
        return false;
    }
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(&name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        before != Some('$') && !after.is_some_and(inside)
    })
}

/// A text with server paths put in the place of others, the longest first, and the first that was found.
fn moved(text: &str, paths: &[(String, String)]) -> Option<(String, String)> {
    let (mut out, mut from, mut first) = (String::new(), 0, None);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let begins = at == 0 || text[..at].ends_with(|c| BEFORE.contains(c));
        let found = paths.iter().filter(|_| begins).find(|(path, to)| is_whole(to) && stands(&text[at..], path));
        let Some((path, to)) = found else {
            at += c.len_utf8();
            continue;
        };
        first.get_or_insert_with(|| path.clone());
        out.push_str(&text[from..at]);
        let path = path.trim_end_matches(['/', '\\']);
        out.push_str(to.trim_end_matches(['/', '\\']));
        at += path.len();
        from = at;
    }
    out.push_str(&text[from..]);
    first.map(|path| (out, path))
}

/// True for a path that means the same on every server: `environments.yaml` also names local folders, from where it stands.
fn is_whole(path: &str) -> bool {
    path.starts_with(['/', '\\', '$']) || path.chars().nth(1) == Some(':')
}

/// True where a text begins with a path: what follows begins another part of it, or ends it.
fn stands(text: &str, path: &str) -> bool {
    let path = path.trim_end_matches(['/', '\\']);
    let ends =
        |rest: &str| rest.chars().next().is_none_or(|c| matches!(c, '/' | '\\') || BEFORE.contains(c) || c == ')');
    !path.is_empty() && text.strip_prefix(path).is_some_and(ends)
}

#[cfg(test)]
#[path = "environment_tests.rs"]
mod tests;
