//! Which connections a session reads, writes or looks up through.
//!
//! Owns the ways in which a session says so: by name, by a `$DBConnection…` variable, by `$Source` and `$Target`, and in the
//! attributes of lookups and error logs. What cannot be known is told with the reason, never left out.

use crate::answer::effective::{Layered, parts};
use crate::answer::resolve::{Resolution, Status};
use crate::model::Text;
use crate::model::design::Stored;
use crate::model::environment::Environment;

/// One use of a connection by a session.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConnectionUse {
    /// The reader, writer, lookup …, as the session names it; `session` for the session itself.
    pub instance: String,
    /// `READ`, `WRITE`, `LOOKUP`, or `USE` for anything else.
    pub access: &'static str,
    /// The connection; `None` where it cannot be known.
    pub connection: Option<String>,
    /// By which name or variable, and where its value stands; or why it cannot be known.
    pub how: String,
}

/// Attributes of transformations and sessions that name a connection, and the access they mean.
const ATTRIBUTES: [(&str, &str); 2] = [("Connection Information", "LOOKUP"), ("Error Log DB Connection", "WRITE")];
/// Kinds that may stand before a name, `Relational:NAME`.
const KINDS: [&str; 5] = ["Relational", "Application", "Queue", "FTP", "Loader"];

/// Everything that a session uses connections for, sorted.
#[must_use]
pub fn uses(
    layered: &Layered<'_>,
    mapping: Option<&Stored>,
    resolution: &Resolution,
    environment: &Environment,
) -> Vec<ConnectionUse> {
    let asking = Asking { resolution, environment };
    let mut all = Vec::new();
    for one in layered.extensions() {
        let access = match one.extension.extension_type.as_str() {
            "READER" => "READ",
            "WRITER" => "WRITE",
            "LOOKUPEXTENSION" => "LOOKUP",
            _ => "USE",
        };
        for reference in one.connections.1 {
            let given = if reference.name.is_empty() { &reference.variable } else { &reference.name };
            all.extend(asking.about(&one.extension.instance, access, given, ""));
        }
    }
    let own = layered.attributes();
    for (instance, attributes) in parts(layered, mapping).attributes.into_iter().chain([("session".to_owned(), own)]) {
        for (name, access) in ATTRIBUTES {
            let Some(found) = attributes.iter().find(|one| one.name == name) else { continue };
            // Stored procedures have the attribute, too.
            let looks_up = attributes.iter().any(|one| one.name.starts_with("Lookup"));
            let access = if access == "LOOKUP" && !looks_up { "USE" } else { access };
            if !all.iter().any(|one: &ConnectionUse| one.instance == instance) {
                all.extend(asking.about(&instance, access, &found.value, name));
            }
        }
    }
    all.sort();
    all.dedup();
    all
}

struct Asking<'a> {
    resolution: &'a Resolution,
    environment: &'a Environment,
}

impl Asking<'_> {
    /// What a name, a variable, or `Relational:NAME` means; nothing for nothing.
    fn about(&self, instance: &str, access: &'static str, given: &str, attribute: &str) -> Option<ConnectionUse> {
        if given.is_empty() {
            return None;
        }
        let by = if attribute.is_empty() { String::new() } else { format!("{attribute}: ") };
        let (connection, how) = match self.value(given) {
            None => self.stands_for(bare(given), format!("{by}name")),
            Some(Ok((value, place))) => {
                let (connection, how) = self.stands_for(bare(&value), format!("{by}{given}"));
                (connection, if place.is_empty() { how } else { format!("{how} ({place})") })
            }
            Some(Err(why)) => (None, format!("{by}{given}: {why}")),
        };
        Some(ConnectionUse { instance: instance.to_owned(), access, connection, how })
    }

    /// The value of a variable and its place, or why it has none; `None` for a plain name.
    fn value(&self, given: &str) -> Option<Result<(String, String), String>> {
        if !given.starts_with('$') {
            return None;
        }
        let found = self.resolution.values.iter().find(|one| one.name.eq_ignore_ascii_case(given));
        Some(match found {
            None => Err("nothing gives it a value".to_owned()),
            Some(one) if matches!(one.status, Status::Runtime | Status::Unresolved) => Err(one.why.clone()),
            Some(one) if one.value.is_empty() => Err("its value is empty".to_owned()),
            Some(one) if one.value.contains('$') => Err(format!("its value is {}", one.value)),
            Some(one) => Ok((one.value.clone(), one.place.clone())),
        })
    }

    /// The connection that stands for it in the environment.
    fn stands_for(&self, name: &str, how: String) -> (Option<String>, String) {
        let other = self.environment.connections.iter().find(|(from, _): &&(Text, Text)| from == name);
        match other {
            Some((from, to)) => {
                (Some(to.to_string()), format!("{how}; {to} stands for {from} in {}", self.environment.name))
            }
            None => (Some(name.to_owned()), how),
        }
    }
}

/// `Relational:NAME` without its kind.
pub(in crate::answer) fn bare(value: &str) -> &str {
    value.split_once(':').filter(|(kind, _)| KINDS.contains(kind)).map_or(value, |(_, name)| name)
}
