//! How a session gets at data: readers, writers and lookups with their connections → SESSIONEXTENSION.
//!
//! IMX says it in the mapping, PowerCenter in the session; so each session of a mapping gets it.

use super::document::Node;
use super::table::database;
use super::translation::Translation;

/// A connection of a source, target or lookup.
#[derive(Debug, Default)]
pub(super) struct Connection {
    /// Its name; empty where a parameter gives it.
    name: String,
    /// The parameter.
    variable: String,
    /// Its database.
    subtype: String,
}

impl Connection {
    /// Its name, or the parameter that gives it.
    pub(super) fn said(&self) -> &str {
        if self.name.is_empty() { &self.variable } else { &self.name }
    }
}

/// Properties of a target and the attributes of its writer.
const WRITER: [(&str, &str); 8] = [
    ("loadType", "Target load type"),
    ("preSQL", "Pre SQL"),
    ("postSQL", "Post SQL"),
    ("truncateTable", "Truncate target table option"),
    ("truncateTarget", "Truncate target table option"),
    ("rejectDirectory", "Reject file directory"),
    ("rejectFile", "Reject filename"),
    ("updateOverride", "Update Override"),
];
/// Those that PowerCenter has at the target's instance, not at its writer.
const AT_INSTANCE: [&str; 2] = ["Pre SQL", "Post SQL"];

impl<'t> Translation<'t> {
    pub(super) fn extension(&mut self, at: u64, part: Node<'t>, name: &str) {
        let (kind, element, what) = match self.document.kind(part) {
            "SourceTx" => ("Reader", "READER", "Source Qualifier"),
            "TargetTx" => ("Writer", "WRITER", "Target Definition"),
            "LookupTx" => ("Lookup", "LOOKUPEXTENSION", "Lookup Procedure"),
            _ => return,
        };
        let is_file = self.tables(part).first().is_some_and(|one| self.document.kind(*one) != "Table");
        let subtype = format!("{} {kind}", if is_file { "File" } else { "Relational" });
        let attributes = if element == "WRITER" { self.writer(part) } else { Vec::new() };
        let (own, of_writer): (Vec<_>, Vec<_>) =
            attributes.into_iter().partition(|(name, _)| AT_INSTANCE.contains(name));
        if !own.is_empty() {
            let tag = [("SINSTANCENAME", name), ("TRANSFORMATIONNAME", name), ("TRANSFORMATIONTYPE", what)];
            self.out.open(at, "SESSTRANSFORMATIONINST", &tag);
            self.attributes(at, &own);
            self.out.close("SESSTRANSFORMATIONINST");
        }
        let tag = [
            ("NAME", subtype.as_str()),
            ("SINSTANCENAME", name),
            ("SUBTYPE", subtype.as_str()),
            ("TRANSFORMATIONTYPE", what),
            ("TYPE", element),
        ];
        self.out.open(at, "SESSIONEXTENSION", &tag);
        if let Some(connection) = self.connection(part) {
            let tag = [
                ("CNXREFNAME", "DB Connection"),
                ("CONNECTIONNAME", connection.name.as_str()),
                ("CONNECTIONSUBTYPE", connection.subtype.as_str()),
                ("CONNECTIONTYPE", "Relational"),
                ("VARIABLE", connection.variable.as_str()),
            ];
            self.out.empty(at, "CONNECTIONREFERENCE", &tag);
        }
        self.attributes(at, &of_writer);
        self.out.close("SESSIONEXTENSION");
    }

    fn attributes(&mut self, at: u64, all: &[(&str, String)]) {
        for (name, value) in all {
            self.out.empty(at, "ATTRIBUTE", &[("NAME", name), ("VALUE", value)]);
        }
    }

    fn writer(&mut self, part: Node<'t>) -> Vec<(&'static str, String)> {
        let operation = self.operation(part);
        let handler = self.handlers.get(&part.index()).copied();
        let mut found = Vec::new();
        for (property, attribute) in WRITER {
            for holder in [Some(part), operation, handler].into_iter().flatten() {
                let value = self.said(holder, property);
                let value = match value.as_str() {
                    "" => continue,
                    "true" => "YES".to_owned(),
                    "false" => "NO".to_owned(),
                    _ => value,
                };
                found.push((attribute, value));
            }
        }
        found
    }

    /// The connection of the configuration that a source, target or lookup runs with.
    pub(super) fn connection(&mut self, part: Node<'t>) -> Option<Connection> {
        let document = self.document;
        let operation = self.operation(part)?;
        let configuration = document.within(operation, "defaultConfigs").next()?;
        let variable = document.raw(configuration, "connectInfo.");
        if !variable.is_empty() {
            let variable = self.parameter(configuration, variable);
            return Some(Connection { variable, ..Connection::default() });
        }
        let known = self.meant(configuration, "connectInfo");
        let said = document.get(configuration, "connectionName");
        let name = known.map(|one| document.get(one, "name")).filter(|name| !name.is_empty()).unwrap_or(said);
        let subtype = known.map(|one| database(&document.get(one, "connectionType"))).unwrap_or_default();
        (!name.is_empty()).then_some(Connection { name, subtype, ..Connection::default() })
    }
}
