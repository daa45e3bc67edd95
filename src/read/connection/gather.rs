//! What a file says of a connection → a connection without secrets.
//!
//! Owns what becomes of each attribute, and of two entries of one name. Never puts a value into a problem.

use super::name::canonical;
use super::plain::clear;
use crate::model::Text;
use crate::model::connection::Connection;
use crate::model::credential::{marked, without_strange_marks};
use crate::model::problem::{Problem, Severity};
use crate::model::secret::Secret;
use crate::read::secret;
use std::collections::BTreeSet;

/// What a file of connections says.
pub struct Found {
    /// Its format, for people.
    pub format: &'static str,
    /// The connections in the order of the file.
    pub connections: Vec<Connection>,
    /// Secrets that stood with them; at most one for each.
    pub secrets: Vec<PlainSecret>,
    /// What is odd.
    pub problems: Vec<Problem>,
}

/// The secret of one connection.
pub struct PlainSecret {
    /// Name of the connection.
    pub name: Text,
    /// Its environment.
    pub environment: Text,
    /// Line of it, from 1.
    pub line: u32,
    /// The secret.
    pub secret: Secret,
}

/// One connection as a file says it.
#[derive(Default)]
pub(super) struct Entry {
    pub name: String,
    pub environment: Option<String>,
    pub connection_type: String,
    pub subtype: String,
    pub credential: String,
    /// Name as written, value, line.
    pub attributes: Vec<(String, String, u32)>,
    pub line: u32,
}

/// What comes together while a file is read.
pub(super) struct Gathering {
    file: String,
    environment: String,
    seen: BTreeSet<(Text, Text)>,
    pub found: Found,
}

/// True for a value that is only a parameter: `$Param…`, `$PM…`, `$$…`. Such a value stands for a secret and is none.
#[must_use]
pub fn is_reference(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let name = lower.strip_prefix("$$").or_else(|| lower.strip_prefix('$').filter(|rest| rest.starts_with('p')));
    let named = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let word = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let ours = lower.starts_with("$$") || lower.starts_with("$param") || lower.starts_with("$pm");
    ours && name.is_some_and(|name| named(name) && word(name))
}

/// How likely a secret is to be the one that opens a connection.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// An attribute such as `password` holds it.
    Named,
    /// It stands in a connect string or another text.
    InText,
    /// It stands in SQL or a command, which open something else.
    InCode,
}

/// A type as Informatica says it, whatever case it is written in.
const TYPES: [&str; 5] = ["Relational", "Application", "FTP", "Queue", "Loader"];

/// What stands where a secret was: nothing, asterisks, a mask.
fn is_blank(value: &str) -> bool {
    value.trim().chars().all(|c| c == '*') || value.contains(secret::MASK) || marked(value.trim()).is_some()
}

impl Gathering {
    pub(super) fn new(file: &str, environment: &str) -> Self {
        let found = Found { format: "", connections: Vec::new(), secrets: Vec::new(), problems: Vec::new() };
        Self { file: file.to_owned(), environment: environment.to_owned(), seen: BTreeSet::new(), found }
    }

    pub(super) fn file(&self) -> &str {
        &self.file
    }

    pub(super) fn warn(&mut self, code: &'static str, line: u32, message: impl Into<String>) {
        let problem = Problem::new(code, Severity::Warning, &self.file, u64::from(line), message);
        self.found.problems.push(problem);
    }

    pub(super) fn finish(mut self) -> Found {
        self.found.problems.sort_by_key(|one| one.line);
        self.found
    }

    /// Takes an entry over.
    pub(super) fn take(&mut self, entry: Entry) {
        let ignored = "connection-ignored";
        let environment = entry.environment.unwrap_or_else(|| self.environment.clone());
        let words = [&entry.name, &environment, &entry.connection_type, &entry.subtype, &entry.credential];
        if words.iter().any(|word| secret::cut(word).is_some()) {
            return self.warn(ignored, entry.line, "an entry whose name, type or credential holds a secret");
        }
        let [name, environment, kind, subtype, credential] = words.map(|word| Text::from(word.trim()));
        if name.is_empty() {
            return self.warn(ignored, entry.line, "an entry without a name");
        }
        if !self.seen.insert((name.clone(), environment.clone())) {
            let message = format!("{name} is said twice for one environment; the first one counts");
            return self.warn(ignored, entry.line, message);
        }
        let mut connection = Connection {
            connection_type: TYPES
                .iter()
                .find(|known| known.eq_ignore_ascii_case(&kind))
                .map_or(kind, |&known| known.into()),
            name,
            environment,
            subtype,
            attributes: Vec::new(),
            credential: Some(credential).filter(|name| !name.is_empty()),
            source: self.file.as_str().into(),
            line: entry.line,
        };
        let mut secrets = Vec::new();
        for (name, value, line) in entry.attributes {
            self.attribute(&mut connection, &mut secrets, &name, &value, line);
        }
        self.secrets(&connection, secrets);
        connection.attributes.sort();
        self.found.connections.push(connection);
    }

    fn attribute(
        &mut self,
        connection: &mut Connection,
        secrets: &mut Vec<(Kind, u32, Secret)>,
        written: &str,
        value: &str,
        line: u32,
    ) {
        let name = canonical(written);
        if name.is_empty() || secret::cut(written).is_some() {
            return self.warn("connection-value", line, "an attribute whose name is none");
        }
        let is_secret = secret::name_holds_secret(written) && name != "access_key_id";
        if value.is_empty() || is_secret && is_blank(value) {
            return;
        }
        if is_secret && !is_reference(value) {
            return secrets.push((Kind::Named, line, Secret::new(value.to_owned())));
        }
        let unmarked = without_strange_marks(value, &|_| false);
        let cleared = clear(&name, unmarked.as_deref().unwrap_or(value));
        let code = name.contains("sql") || name.contains("command");
        let kind = if code { Kind::InCode } else { Kind::InText };
        secrets.extend(cleared.secrets.into_iter().map(|secret| (kind, line, secret)));
        self.set(connection, &name, cleared.text, line);
        if let Some(user) = cleared.user.filter(|_| connection.attribute("user").is_none()) {
            self.set(connection, "user", user, line);
        }
    }

    fn set(&mut self, connection: &mut Connection, name: &str, value: String, line: u32) {
        match connection.attributes.iter().find(|(known, _)| known == name) {
            Some((_, known)) if *known != value => {
                self.warn("connection-value", line, format!("{name} is set twice; the first value counts"));
            }
            Some(_) => {}
            None => connection.attributes.push((name.into(), value.into())),
        }
    }

    /// A connection has one credential: the first secret that may be one.
    fn secrets(&mut self, connection: &Connection, mut secrets: Vec<(Kind, u32, Secret)>) {
        secrets.sort_by_key(|(kind, ..)| *kind);
        let mut first: Option<Secret> = None;
        for (kind, line, secret) in secrets {
            match &first {
                None if kind != Kind::InCode => {
                    first = Some(secret.clone());
                    let (name, environment) = (connection.name.clone(), connection.environment.clone());
                    self.found.secrets.push(PlainSecret { name, environment, line, secret });
                }
                Some(known) if *known == secret => {}
                _ => {
                    let message = format!("{} holds another secret, which was cut out and not kept", connection.name);
                    self.warn("second-secret", line, message);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_told_from_secrets_that_begin_like_them() {
        for reference in ["$ParamPwd", "$$PWD", "$PMPwd", "$param_x"] {
            assert!(is_reference(reference), "{reference}");
        }
        for secret in ["$ecret", "$Param pwd", "$$", "$Param/x", "hunter2", "$$1x", "pa$$word"] {
            assert!(!is_reference(secret), "{secret}");
        }
    }
}
