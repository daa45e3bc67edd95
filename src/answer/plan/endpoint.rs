//! Sources, lookups and targets of a session: what each is, through which connection, and with which properties.

use crate::answer::assembled::{Assembled, Part, value};
use crate::answer::connection::ConnectionUse;
use crate::answer::layers::Effective;
use crate::answer::tune::row_bytes;
use crate::model::mapping::Field;
use serde::Serialize;

/// An end of the session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Endpoint {
    /// `source`, `lookup` or `target`.
    pub role: &'static str,
    /// Instance in the mapping.
    pub instance: String,
    /// Table or file definition behind it; for a lookup, the table that it names.
    pub table: String,
    /// Database type of the definition; empty where the definition is not in the catalog.
    pub database_type: String,
    /// Reader or writer, for example `Relational Writer`.
    pub access: String,
    /// Names of the connections that it uses, as far as they are known.
    pub connections: Vec<String>,
    /// How each connection is known.
    pub connections_by: Vec<String>,
    /// Bytes of a row by its fields; nothing where they are not in the catalog.
    pub row_bytes: Option<i64>,
    /// Its fields.
    pub fields: Vec<FieldOf>,
    /// Properties in effect that say something, with their layers.
    pub properties: Vec<Effective>,
}

/// A field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FieldOf {
    /// Name.
    pub name: String,
    /// Datatype, as the definition says it.
    pub datatype: String,
    /// Digits or characters.
    pub precision: Option<i64>,
    /// Digits after the point.
    pub scale: Option<i64>,
    /// Key type; empty for none.
    pub key: String,
    /// Whether it may be NULL.
    pub nullable: bool,
}

/// The ends of a session, in the order of the mapping.
pub(super) fn endpoints(session: &Assembled<'_>, uses: &[ConnectionUse]) -> Vec<Endpoint> {
    session.parts.iter().filter_map(|part| Some(endpoint(session, part, role(part)?, uses))).collect()
}

fn role(part: &Part) -> Option<&'static str> {
    match part.kind.as_str() {
        "Source Definition" => Some("source"),
        "Lookup Procedure" => Some("lookup"),
        "Target Definition" => Some("target"),
        _ => None,
    }
}

fn endpoint(session: &Assembled<'_>, part: &Part, role: &'static str, uses: &[ConnectionUse]) -> Endpoint {
    let own = session.extensions.iter().filter(|one| one.extension.instance == part.instance.as_str());
    let mut properties: Vec<Effective> = own.clone().flat_map(|one| one.attributes.iter().cloned()).collect();
    properties.extend(part.attributes.iter().cloned());
    properties.retain(|one| !one.value.is_empty());
    let through = || uses.iter().filter(|one| one.instance == part.instance);
    let table = match role {
        "lookup" => value(&part.attributes, "Lookup table name").to_owned(),
        _ => part.object.to_string(),
    };
    Endpoint {
        role,
        instance: part.instance.clone(),
        table,
        database_type: part.table.as_ref().map_or_else(String::new, |table| table.database_type.to_string()),
        access: own
            .map(|one| one.extension.subtype.to_string())
            .find(|subtype| !subtype.is_empty())
            .unwrap_or_default(),
        connections: through().filter_map(|one| one.connection.clone()).collect(),
        connections_by: through().map(|one| one.how.clone()).collect(),
        row_bytes: part.table.as_ref().map(row_bytes),
        fields: part.table.iter().flat_map(|table| table.fields.iter().map(field)).collect(),
        properties,
    }
}

fn field(field: &Field) -> FieldOf {
    FieldOf {
        name: field.name.to_string(),
        datatype: field.datatype.to_string(),
        precision: field.precision,
        scale: field.scale,
        key: field.key_type.to_string(),
        nullable: field.nullable,
    }
}
