//! `connections.yaml`.
//!
//! Owns its keys. A key that means nothing is a problem, and everything else is still taken.

use super::gather::{Entry, Gathering};
use crate::model::problem::Problem;
use crate::model::session_key::{find, hint};
use crate::read::secret::told;
use crate::read::yaml::{self, Node, Pair, Said};

/// Keys of a connection, and those of a variant of it.
const KEYS: [&str; 9] = [
    "name",
    "type",
    "subtype",
    "environment",
    "attributes",
    "credential",
    "environments",
    "validation_required",
    "partition_strategy",
];
const VARIANT: [&str; 4] = ["type", "subtype", "attributes", "credential"];
/// Keys of a connection that are kept as attributes.
const AS_ATTRIBUTES: [&str; 2] = ["validation_required", "partition_strategy"];

/// True where a text may be such a file: some line begins with the key, or all of it stands in braces.
pub(super) fn is_one(text: &str) -> bool {
    let begins = |line: &str| {
        ["connections", "\"connections\"", "'connections'"]
            .iter()
            .any(|key| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':')))
    };
    text.trim_start().starts_with('{') || text.lines().any(begins)
}

pub(super) fn read(text: &str, out: &mut Gathering) -> Result<(), Problem> {
    out.found.format = "connections.yaml";
    let root = yaml::parse(text, out.file())?;
    let Some(all) = value(pairs(&root), "connections") else {
        return Err(Problem::error("not-connections", out.file(), "YAML without the key connections"));
    };
    // Connections may stand in a session file; its other sections are read by `ingest`.
    for pair in pairs(&root).iter().filter(|pair| pair.key != "connections" && find("", &pair.key).is_none()) {
        unknown(out, pair, &["connections"]);
    }
    match &all.said {
        Said::List(list) => list.iter().for_each(|one| entry(out, one, "", line(one.line))),
        Said::Map(map) => map.iter().for_each(|one| entry(out, &one.value, &one.key, line(one.line))),
        Said::Nothing => {}
        Said::Text(_) => wrong(out, all, "connections", "a list or a map of connections"),
    }
    Ok(())
}

fn line(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

fn pairs(node: &Node) -> &[Pair] {
    if let Said::Map(pairs) = &node.said { pairs } else { &[] }
}

fn value<'n>(pairs: &'n [Pair], key: &str) -> Option<&'n Node> {
    pairs.iter().find(|pair| pair.key == key).map(|pair| &pair.value)
}

fn unknown(out: &mut Gathering, pair: &Pair, known: &[&str]) {
    let key = told(&pair.key);
    let message = format!("the key {key} means nothing here; {}", hint(key, known.iter().copied()));
    out.warn("connection-key", line(pair.line), message);
}

fn wrong(out: &mut Gathering, node: &Node, key: &str, wants: &str) {
    out.warn("connection-value", line(node.line), format!("{} wants {wants}", told(key)));
}

/// One connection and its variants; in a map, its key is its name or, where it has another, its role.
fn entry(out: &mut Gathering, node: &Node, key: &str, at: u32) {
    if !matches!(node.said, Said::Map(_) | Said::Nothing) {
        return wrong(out, node, if key.is_empty() { "connections" } else { key }, "a map with name, type, attributes");
    }
    let all = pairs(node);
    let mut base = Entry { name: key.to_owned(), line: at, ..Entry::default() };
    common(out, all, &mut base);
    for pair in all {
        match pair.key.as_str() {
            "name" => base.name = scalar(out, pair),
            "environment" => base.environment = Some(scalar(out, pair)).filter(|name| !name.is_empty()),
            key if AS_ATTRIBUTES.contains(&key) => {
                let value = scalar(out, pair);
                base.attributes.push((key.to_owned(), value, line(pair.line)));
            }
            key if KEYS.contains(&key) => {}
            _ => unknown(out, pair, &KEYS),
        }
    }
    if !key.is_empty() && base.name != key {
        base.attributes.push(("role".to_owned(), key.to_owned(), at));
    }
    let variants = value(all, "environments").map_or(&[][..], pairs);
    if let Some(odd) = value(all, "environments").filter(|node| matches!(node.said, Said::Text(_) | Said::List(_))) {
        wrong(out, odd, "environments", "a map of environments");
    }
    for pair in variants {
        variant(out, &base, pair);
    }
    // Where only the variants say anything, there is none for all others.
    if variants.is_empty() || !base.attributes.is_empty() || !base.credential.is_empty() {
        out.take(base);
    }
}

/// What stands the same in a connection and in a variant.
fn common(out: &mut Gathering, all: &[Pair], entry: &mut Entry) {
    for pair in all {
        match pair.key.as_str() {
            "type" => entry.connection_type = scalar(out, pair),
            "subtype" => entry.subtype = scalar(out, pair),
            "credential" => entry.credential = scalar(out, pair),
            "attributes" => attributes(out, &pair.value, entry),
            _ => {}
        }
    }
}

fn attributes(out: &mut Gathering, node: &Node, entry: &mut Entry) {
    if matches!(node.said, Said::Text(_) | Said::List(_)) {
        return wrong(out, node, "attributes", "a map of names and values");
    }
    for pair in pairs(node) {
        match pair.value.text() {
            Some(text) => {
                entry.attributes.retain(|(known, ..)| *known != pair.key);
                entry.attributes.push((pair.key.clone(), text.to_owned(), line(pair.line)));
            }
            None => wrong(out, &pair.value, &pair.key, "one value"),
        }
    }
}

/// The connection in one environment: what it says there lies over what it says everywhere.
fn variant(out: &mut Gathering, base: &Entry, pair: &Pair) {
    if !matches!(pair.value.said, Said::Map(_) | Said::Nothing) {
        return wrong(out, &pair.value, &pair.key, "a map with attributes, credential");
    }
    let mut entry = Entry {
        name: base.name.clone(),
        environment: Some(pair.key.clone()),
        connection_type: base.connection_type.clone(),
        subtype: base.subtype.clone(),
        credential: base.credential.clone(),
        attributes: base.attributes.clone(),
        line: line(pair.line),
    };
    common(out, pairs(&pair.value), &mut entry);
    for pair in pairs(&pair.value).iter().filter(|pair| !VARIANT.contains(&pair.key.as_str())) {
        unknown(out, pair, &VARIANT);
    }
    out.take(entry);
}

fn scalar(out: &mut Gathering, pair: &Pair) -> String {
    if let Some(text) = pair.value.text() {
        return text.to_owned();
    }
    wrong(out, &pair.value, &pair.key, "one value");
    String::new()
}

#[cfg(test)]
mod tests {
    use crate::model::connection::Family;
    use crate::read::connection::{Found, objects};

    fn read(text: &str) -> Found {
        objects(text.as_bytes(), "c.yaml", "").unwrap_or_else(|problem| panic!("{problem:?}"))
    }

    #[test]
    fn the_published_shape_is_read() {
        let text = "connections:\n  source:\n    name: \"SOURCE_DB\"\n    type: \"oracle\"\n    validation_required: true\n  \
                    target:\n    name: \"TARGET_DW\"\n    type: \"hive\"\n    partition_strategy: \"dynamic\"\n";
        let found = read(text);
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        let said: Vec<_> = found.connections.iter().map(|one| (one.name.as_str(), one.family(), one.line)).collect();
        assert_eq!(said, [("SOURCE_DB", Some(Family::Oracle), 2), ("TARGET_DW", Some(Family::Hive), 6)]);
        assert_eq!(found.connections[0].attribute("validation_required"), Some("true"));
        assert_eq!(found.connections[0].attribute("role"), Some("source"));
        assert_eq!(found.connections[1].attribute("partition_strategy"), Some("dynamic"));
    }

    #[test]
    fn variants_lie_over_the_connection() {
        let text = "connections:\n- name: DWH\n  type: Relational\n  subtype: PostgreSQL\n  attributes: {host: a, port: 1}\n  \
                    environments:\n    PROD:\n      attributes: {host: b, port: }\n      credential: dwh\n";
        let found = read(text);
        let of = |environment: &str| {
            let one = found.connections.iter().find(|one| one.environment == environment).expect(environment);
            (one.attribute("host"), one.attribute("port"), one.credential.as_deref())
        };
        assert_eq!(of("PROD"), (Some("b"), None, Some("dwh")));
        assert_eq!(of(""), (Some("a"), Some("1"), None));
    }

    #[test]
    fn what_means_nothing_is_told_with_its_line_and_the_rest_is_kept() {
        let text = "connections:\n  A:\n    type: s3\n    atributes: {}\n    attributes:\n      bucket: b\n      list: [1]\n      \
                    password: hunter2\n  A2: 7\n  B:\n    name: A\nmore: 1\n";
        let found = read(text);
        let problems: Vec<_> = found.problems.iter().map(|one| (one.code, one.line)).collect();
        let expected = [
            ("connection-key", 4),
            ("connection-value", 7),
            ("connection-value", 9),
            ("connection-ignored", 10),
            ("connection-key", 12),
        ];
        assert_eq!(problems, expected);
        assert!(found.problems[0].message.contains("did you mean attributes?"), "{:?}", found.problems[0]);
        assert_eq!(found.connections.len(), 1);
        assert_eq!(found.connections[0].attributes, [("bucket".into(), "b".into())]);
        assert_eq!((found.secrets.len(), found.secrets[0].line), (1, 8));
        assert!(!format!("{:?}{:?}", found.connections, found.problems).contains("hunter2"));
    }
}
