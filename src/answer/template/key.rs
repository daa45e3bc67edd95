//! Where a fact of a sheet stands, in words of the session file: its key, what may stand there, and a short name for it.
//!
//! Owns the way from parts and facts to the table of `model::session_key`.

use super::sheet::{
    ASSIGNMENT, ATTRIBUTES, COMMAND, COMPONENT, CONFIG_ATTRIBUTES, CONNECTION, EXTENSION, OURS, PARTITION, TASK,
    TRANSFORMATION,
};
use crate::model::Text;
use crate::model::session_key::{KEYS, PAIRS, Place, SessionKey, find};

/// A step from a session to a part in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Step {
    /// Kind of the part.
    pub kind: Text,
    /// What it is there for: `reader`, `Source Qualifier`, `Pre-session command`; empty where its kind says all.
    pub role: Text,
    /// Its name; empty where its role is enough to tell it from its siblings. Of attributes: their partition.
    pub name: Text,
}

impl Step {
    /// The part as people name it: `writer TGT_X`.
    pub(super) fn titled(&self) -> String {
        let role = if self.role.is_empty() { &self.kind } else { &self.role };
        titled(role, if *role == self.name { "" } else { &self.name })
    }
}

/// The key of a fact, where session files have one.
pub(super) fn key_of(steps: &[Step], fact: &str) -> Option<&'static SessionKey> {
    let attribute = |place| KEYS.iter().find(|key| key.place == place && key.attribute == fact);
    let kind = steps.last().map(|step| step.kind.as_str());
    match kind {
        None => find("session", fact),
        Some(ATTRIBUTES) if steps.len() == 1 => attribute(Place::Session),
        Some(CONFIG_ATTRIBUTES) => attribute(Place::Config),
        Some(EXTENSION) => find("extensions[]", fact),
        Some(CONNECTION) => find("connection", fact),
        Some(TRANSFORMATION) => find("transformations[]", fact),
        Some(COMPONENT) => find("components[]", fact),
        Some(TASK) => find("task", fact),
        Some(COMMAND | ASSIGNMENT) => find(PAIRS, fact),
        Some(OURS) => find("connections.*", fact.rsplit('.').next().unwrap_or_default()),
        Some(_) => None,
    }
}

/// The word that a session file has for a value, or the value.
pub(super) fn worded(key: Option<&SessionKey>, value: &str) -> Text {
    key.and_then(|key| key.word(value)).unwrap_or(value).into()
}

/// PowerCenter's spelling of a word, or the word.
pub(super) fn spelt(key: Option<&SessionKey>, value: &str) -> Text {
    key.and_then(|key| key.spelling(value).ok()).map_or_else(|| value.into(), Text::from)
}

fn titled(role: &str, name: &str) -> String {
    if name.is_empty() { role.to_owned() } else { format!("{role} {name}") }
}

/// The way to a fact: `session.commit_interval`, `extensions[writer TGT_X].attributes.Insert`.
pub(super) fn path(steps: &[Step], fact: &str) -> String {
    let partition = |step: &Step| if step.name.is_empty() { String::new() } else { format!(" ({})", step.name) };
    match steps {
        [] => format!("session.{fact}"),
        [one] if matches!(one.kind.as_str(), ATTRIBUTES | CONFIG_ATTRIBUTES) => {
            let known = key_of(steps, fact).map(SessionKey::path);
            format!("{}{}", known.unwrap_or_else(|| format!("{}.{fact}", one.kind)), partition(one))
        }
        [one] if one.kind == OURS => fact.to_owned(),
        _ => {
            let mut out: Vec<String> = steps.iter().map(step_path).collect();
            let last = steps.last().filter(|one| one.kind == ATTRIBUTES).map(partition).unwrap_or_default();
            out.push(format!("{fact}{last}"));
            out.join(".")
        }
    }
}

fn step_path(step: &Step) -> String {
    let plural = match step.kind.as_str() {
        EXTENSION => "extensions",
        TRANSFORMATION => "transformations",
        COMPONENT => "components",
        COMMAND => "commands",
        ASSIGNMENT => "assignments",
        PARTITION => "partitions",
        other => return other.to_owned(),
    };
    let role = if step.role == step.name { "" } else { step.role.as_str() };
    format!("{plural}[{}]", titled(role, &step.name).trim_start())
}

/// A short name for a parameter that stands for a fact; several facts may have one.
pub(super) fn short(steps: &[Step], fact: &str) -> String {
    let of = match steps.last().map(|step| step.kind.as_str()) {
        None if fact == "name" => "session_name".to_owned(),
        None | Some(ATTRIBUTES | CONFIG_ATTRIBUTES | OURS) if steps.len() <= 1 => {
            let partition = steps.last().map(|step| step.name.as_str()).unwrap_or_default();
            let name = key_of(steps, fact).filter(|_| steps.is_empty() || steps[0].kind != OURS);
            format!("{} {partition}", name.map_or(fact, |key| key.key))
        }
        _ => {
            let within = steps.iter().filter(|step| !matches!(step.kind.as_str(), ATTRIBUTES | TASK));
            let within = within.map(|step| match step.kind.as_str() {
                CONNECTION => "connection",
                _ if step.name.is_empty() => step.role.as_str(),
                _ => step.name.as_str(),
            });
            let own = match (steps.last().map(|step| step.kind.as_str()), fact) {
                (Some(CONNECTION), "name") | (Some(COMMAND | ASSIGNMENT), "value") => "",
                (_, fact) => fact,
            };
            within.chain([own]).collect::<Vec<_>>().join(" ")
        }
    };
    slug(&of)
}

/// The longest short name; with a number behind it, it is still a name.
const LONGEST: usize = 48;

fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<String> = words.map(str::to_ascii_lowercase).collect();
    words.dedup();
    let mut out = words.join("_");
    if !out.starts_with(|c: char| c.is_ascii_lowercase()) {
        out.insert_str(0, "p_");
    }
    out.truncate(LONGEST);
    out.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(kind: &str, role: &str, name: &str) -> Step {
        Step { kind: kind.into(), role: role.into(), name: name.into() }
    }

    #[test]
    fn facts_have_paths_and_short_names() {
        let own = [step(ATTRIBUTES, "", "")];
        assert_eq!(path(&[], "mapping_name"), "session.mapping_name");
        assert_eq!(path(&own, "Commit Interval"), "session.commit_interval");
        assert_eq!(path(&own, "Java Classpath"), "attributes.Java Classpath");
        assert_eq!(
            (short(&[], "name"), short(&own, "Commit Interval")),
            ("session_name".into(), "commit_interval".into())
        );
        let writer = [step(EXTENSION, "writer", "TGT_X"), step(ATTRIBUTES, "", "")];
        assert_eq!(
            path(&writer, "Truncate target table option"),
            "extensions[writer TGT_X].attributes.Truncate target table option"
        );
        assert_eq!(short(&writer, "Truncate target table option"), "tgt_x_truncate_target_table_option");
        let connection = [step(EXTENSION, "reader", ""), step(CONNECTION, "", "")];
        assert_eq!(path(&connection, "name"), "extensions[reader].connection.name");
        assert_eq!(
            (short(&connection, "name"), short(&connection, "type")),
            ("reader_connection".into(), "reader_connection_type".into())
        );
        assert_eq!(slug("ÄÖ 1"), "p_1");
    }
}
