//! Connections as text, as JSON and as `connections.yaml`.

use super::json;
use super::table::{harmless, table};
use super::yaml::scalar;
use crate::answer::connection::{Compared, Differing, ResolvedConnection};
use crate::model::connection::{Connection, ConnectionRevision, Seen, StoredTest};
use crate::model::listing::{Cell, Listing};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// Everything that is shown of a name.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The name.
    pub name: String,
    /// The connection in each environment that was asked for; none where no object of the name is known.
    pub variants: Vec<Variant>,
    /// Sessions that use it, where they were asked for.
    pub usage: Option<Listing>,
    /// What it was, where that was asked for.
    pub history: Option<Vec<ConnectionRevision>>,
}

/// A connection as an environment has it.
#[derive(Debug, Clone)]
pub struct Variant {
    /// The connection.
    pub connection: Connection,
    /// With parameters put in, where that was asked for.
    pub resolved: Option<ResolvedConnection>,
    /// What the newest test saw.
    pub test: Option<StoredTest>,
}

/// Renders everything that is shown of a name.
#[must_use]
pub fn text(shown: &Shown, width: Option<usize>) -> String {
    let mut out = String::new();
    for (at, one) in shown.variants.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { "\n" });
        variant(&mut out, one, width);
    }
    if shown.variants.is_empty() {
        let _ = writeln!(out, "{}\nno connection object of this name is known", harmless(&shown.name));
    }
    if let Some(usage) = &shown.usage {
        let _ = writeln!(out, "\nSESSIONS");
        out.push_str(&if usage.rows.is_empty() { "none\n".to_owned() } else { table(usage, width) });
    }
    if let Some(history) = &shown.history {
        let _ = writeln!(out, "\nHISTORY");
        out.push_str(&table(&history_rows(history), width));
    }
    out
}

fn variant(out: &mut String, one: &Variant, width: Option<usize>) {
    let connection = &one.connection;
    let _ = writeln!(out, "{}", harmless(&connection.name));
    let kind = [connection.connection_type.as_str(), &connection.subtype];
    let kind: Vec<&str> = kind.into_iter().filter(|word| !word.is_empty()).collect();
    let facts = [
        ("environment", connection.environment.to_string()),
        ("type", kind.join(", ")),
        ("opened as", connection.family().map_or("nothing that is tested", |family| family.word()).to_owned()),
        ("credential", connection.credential.clone().unwrap_or_default().to_string()),
        ("known from", place(connection)),
        ("last test", one.test.as_ref().map(test_words).unwrap_or_default()),
    ];
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(out, "{name}: {}", harmless(value));
    }
    if !connection.attributes.is_empty() {
        let _ = writeln!(out, "\nATTRIBUTES");
        out.push_str(&table(&attribute_rows(one), width));
    }
    for open in one.resolved.iter().flat_map(|resolved| &resolved.unresolved) {
        let words = [&open.attribute, open.name.as_str(), &open.why].map(harmless);
        let _ = writeln!(out, "unresolved: {} in {}: {}", words[1], words[0], words[2]);
    }
}

fn place(connection: &Connection) -> String {
    if connection.line == 0 {
        connection.source.to_string()
    } else {
        format!("{}:{}", connection.source, connection.line)
    }
}

fn test_words(test: &StoredTest) -> String {
    let insecure = if test.insecure { ", certificates not verified" } else { "" };
    let latency = test.latency_ms.map(|ms| format!(", {ms} ms")).unwrap_or_default();
    let more = [test.server.as_str(), test.message.as_str()]
        .map(|one| if one.is_empty() { String::new() } else { format!(", {one}") });
    format!("{} at {}{latency}{}{}{insecure}", test.verdict, test.tested_at, more[0], more[1])
}

fn attribute_rows(one: &Variant) -> Listing {
    let Some(resolved) = &one.resolved else {
        let rows = one.connection.attributes.iter().map(|(name, value)| cells([name, value]));
        return Listing { columns: vec!["attribute", "value"], rows: rows.collect() };
    };
    let row = |(name, value): &(crate::model::Text, crate::model::Text)| {
        let origin = resolved.origins.iter().find(|one| one.attribute == *name);
        let (now, from) = origin.map_or((value.as_str(), ""), |one| (one.value.as_str(), one.origin.as_str()));
        cells([name, value, now, from])
    };
    Listing {
        columns: vec!["attribute", "value", "resolved", "origin"],
        rows: one.connection.attributes.iter().map(row).collect(),
    }
}

fn cells<const N: usize>(texts: [&str; N]) -> Vec<Cell> {
    texts.iter().map(|text| Cell::Text((*text).to_owned())).collect()
}

fn history_rows(history: &[ConnectionRevision]) -> Listing {
    let rows = history.iter().map(|one| {
        let connection = &one.connection;
        let attributes: Vec<String> =
            connection.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
        cells([
            &connection.environment,
            &one.first_at,
            one.last_at.as_deref().unwrap_or_default(),
            &connection.connection_type,
            &connection.subtype,
            connection.credential.as_deref().unwrap_or_default(),
            &place(connection),
            &attributes.join(", "),
        ])
    });
    let columns = vec!["environment", "since", "until", "type", "subtype", "credential", "known_from", "attributes"];
    Listing { columns, rows: rows.collect() }
}

/// Renders everything that is shown of a name as JSON.
#[must_use]
pub fn json(shown: &Shown) -> Value {
    json!({
        "connection": shown.name,
        "variants": shown.variants.iter().map(variant_json).collect::<Vec<_>>(),
        "sessions": shown.usage.as_ref().map(json::listing),
        "history": shown.history.as_ref().map(|all| all.iter().map(revision_json).collect::<Vec<_>>()),
    })
}

/// A connection as JSON: attributes as an object.
#[must_use]
pub fn connection_json(connection: &Connection) -> Value {
    let attributes: Map<String, Value> =
        connection.attributes.iter().map(|(name, value)| (name.to_string(), json!(value))).collect();
    json!({
        "connection": connection.name,
        "environment": connection.environment,
        "type": connection.connection_type,
        "subtype": connection.subtype,
        "family": connection.family(),
        "attributes": attributes,
        "credential": connection.credential,
        "source": connection.source,
        "line": connection.line,
    })
}

fn variant_json(one: &Variant) -> Value {
    let mut value = connection_json(&one.connection);
    value["test"] = json!(one.test);
    if let Some(resolved) = &one.resolved {
        value["resolved"] = json!(resolved.origins);
        value["unresolved"] = json!(resolved.unresolved);
    }
    value
}

fn revision_json(one: &ConnectionRevision) -> Value {
    let mut value = connection_json(&one.connection);
    value["since"] = json!(one.first_at);
    value["until"] = json!(one.last_at);
    value
}

/// Writes connections as `connections.yaml`, which `connection import` reads back as the same ones.
#[must_use]
pub fn yaml(connections: &[Connection]) -> String {
    if connections.is_empty() {
        return "connections: []\n".to_owned();
    }
    let mut out = "connections:\n".to_owned();
    for one in connections {
        let _ = writeln!(out, "- name: {}", scalar(&one.name));
        let keys = [
            ("environment", one.environment.as_str()),
            ("type", &one.connection_type),
            ("subtype", &one.subtype),
            ("credential", one.credential.as_deref().unwrap_or_default()),
        ];
        for (key, value) in keys.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = writeln!(out, "  {key}: {}", scalar(value));
        }
        if !one.attributes.is_empty() {
            out.push_str("  attributes:\n");
        }
        for (name, value) in &one.attributes {
            let _ = writeln!(out, "    {}: {}", scalar(name), scalar(value));
        }
    }
    out
}

/// A connection and what its test saw.
#[derive(Debug, Clone)]
pub struct TestRow<'a> {
    /// The connection.
    pub connection: &'a Connection,
    /// What was seen.
    pub seen: &'a Seen,
    /// Definitions of the table that was asked for; `None` where no columns were seen.
    pub compared: Option<Vec<Compared>>,
}

/// Tests as text: a table of them, and what differs from definitions.
#[must_use]
pub fn tests_text(rows: &[TestRow<'_>], width: Option<usize>) -> String {
    let mut out = table(&tests(rows), width);
    for row in rows {
        let Some(compared) = &row.compared else { continue };
        let columns = row.seen.columns.as_ref().map_or(0, Vec::len);
        if compared.is_empty() {
            let _ = writeln!(out, "\n{}: {columns} columns; no definition of the table is known", row.connection.name);
        }
        for one in compared.iter().filter(|one| one.differences.is_empty()) {
            let _ = writeln!(out, "\n{}: {columns} columns, as {} defines them", row.connection.name, one.definition);
        }
    }
    let differing = differing(rows);
    if !differing.rows.is_empty() {
        let _ = writeln!(out, "\nCOLUMNS THAT DIFFER");
        out.push_str(&table(&differing, width));
    }
    out
}

fn differing(rows: &[TestRow<'_>]) -> Listing {
    let mut listing = Listing {
        columns: vec!["connection", "definition", "column", "difference", "defined", "found"],
        rows: Vec::new(),
    };
    for row in rows {
        for one in row.compared.iter().flatten() {
            listing.rows.extend(one.differences.iter().map(|differs| {
                let Differing { column, difference, defined, found } = differs;
                cells([&row.connection.name, &one.definition, column, difference.word(), defined, found])
            }));
        }
    }
    listing
}

/// Tests as rows.
#[must_use]
pub fn tests(rows: &[TestRow<'_>]) -> Listing {
    let row = |one: &TestRow<'_>| {
        let TestRow { connection, seen, .. } = one;
        let kind = connection.family().map_or(connection.subtype.as_str(), |family| family.word());
        let message =
            if seen.insecure { format!("{} (certificates not verified)", seen.message) } else { seen.message.clone() };
        let mut cells = cells([&connection.name, &connection.environment, kind, seen.verdict.word(), &seen.server]);
        cells.push(seen.latency_ms.map_or(Cell::Nothing, |ms| Cell::Number(i64::try_from(ms).unwrap_or(i64::MAX))));
        cells.push(Cell::Text(message));
        cells
    };
    let columns = vec!["connection", "environment", "type", "verdict", "server", "ms", "message"];
    Listing { columns, rows: rows.iter().map(row).collect() }
}

/// Tests as JSON: what was seen, beside the connection.
#[must_use]
pub fn tests_json(rows: &[TestRow<'_>]) -> Value {
    let row = |one: &TestRow<'_>| {
        let mut value = json!(one.seen);
        value["connection"] = json!(one.connection.name);
        value["environment"] = json!(one.connection.environment);
        value["family"] = json!(one.connection.family());
        value["definitions"] = json!(one.compared);
        value
    };
    Value::Array(rows.iter().map(row).collect())
}
