//! Instances and connectors of a mapping or mapplet: do both ends stand there, do their datatypes fit.
//!
//! Ports of sources and targets have datatypes of their database, which PowerCenter converts: those are not compared.

use super::findings::Findings;
use crate::answer::design::Beside;
use crate::model::content::Value;
use crate::model::design::Stored;
use crate::model::mapping::{Flow, Instance, Mapping};
use crate::model::object::Kind;
use crate::model::rule::reference as rule;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Names of ports in lower case, with their datatypes; empty where those are of a database.
type Ports = BTreeMap<String, String>;

pub(super) fn check(stored: &Stored, mapping: &Mapping, beside: Beside<'_>, out: &mut Findings) {
    let mut instances: BTreeMap<&str, Option<Ports>> = BTreeMap::new();
    for instance in &mapping.instances {
        let ports = ports(stored, mapping, instance, beside);
        if ports.is_none() {
            let message = format!("{} {} is not in the catalog", instance.object_type.to_lowercase(), instance.object);
            out.at(&rule::MISSING_DEFINITION, stored, instance.line, message);
        }
        // A definition without any port was not read for its ports.
        instances.insert(&instance.name, ports.filter(|ports| !ports.is_empty()));
    }
    for one in &stored.flow.connectors {
        let from = end(&instances, &one.from, &one.from_port);
        let to = end(&instances, &one.to, &one.to_port);
        let between = format!("connector {}.{} → {}.{}", one.from, one.from_port, one.to, one.to_port);
        for missing in [&from, &to].into_iter().filter_map(|end| end.as_ref().err()) {
            out.at(&rule::CONNECTOR_END_MISSING, stored, one.line, format!("{between}: {missing}"));
        }
        if let (Ok(Some(from)), Ok(Some(to))) = (from, to)
            && !converts(class(from), class(to))
        {
            out.at(&rule::CONNECTOR_DATATYPES, stored, one.line, format!("{between}: {from} does not become {to}"));
        }
    }
}

/// The datatype at one end of a connector, `None` where it is not known; or what is missing.
fn end<'p>(
    instances: &'p BTreeMap<&str, Option<Ports>>,
    instance: &str,
    port: &str,
) -> Result<Option<&'p str>, String> {
    match instances.get(instance) {
        None => Err(format!("there is no instance {instance}")),
        Some(None) => Ok(None),
        Some(Some(ports)) => match ports.get(&port.to_lowercase()) {
            None => Err(format!("{instance} has no port {port}")),
            Some(datatype) => Ok(Some(datatype.as_str()).filter(|one| !one.is_empty())),
        },
    }
}

/// The ports of what an instance names; `None` where that is not in the catalog.
fn ports(stored: &Stored, mapping: &Mapping, instance: &Instance, beside: Beside<'_>) -> Option<Ports> {
    match instance.object_type.as_str() {
        "Source Definition" => table(&beside(&Kind::Source, &instance.object)?, &instance.database),
        "Target Definition" => table(&beside(&Kind::Target, &instance.object)?, ""),
        "Mapplet" => own(&beside(&Kind::Mapplet, &instance.object)?),
        _ => {
            let inside = mapping.transformations.iter().find(|one| one.name == instance.object);
            match (inside, beside(&Kind::Transformation, &instance.object)) {
                (Some(one), Some(found)) if one.reusable => own(&found),
                (Some(one), _) => Some(of(&stored.flow, &one.name)),
                (None, Some(found)) => own(&found),
                (None, None) => None,
            }
        }
    }
}

fn of(flow: &Flow, transformation: &str) -> Ports {
    let ports = flow.ports.iter().filter(|port| port.transformation == transformation);
    ports.map(|port| (port.name.as_str().to_lowercase(), port.datatype.to_string())).collect()
}

/// Ports of a reusable transformation or of a mapplet, which holds a transformation of its own name.
fn own(found: &Rc<Stored>) -> Option<Ports> {
    let definition = found.content.definitions.first()?;
    Some(of(&found.flow, &definition.key.name))
}

/// Two sources of one name may stand in a folder, apart by database: of the wrong one, no port is known.
fn table(found: &Rc<Stored>, database: &str) -> Option<Ports> {
    match &found.content.definitions.first()?.value {
        Value::Table(table) if !database.is_empty() && table.database != database => Some(Ports::new()),
        Value::Table(table) => {
            Some(table.fields.iter().map(|field| (field.name.as_str().to_lowercase(), String::new())).collect())
        }
        _ => None,
    }
}

/// Datatypes that convert into the same others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    String,
    Number,
    Date,
    Binary,
    Other,
}

fn class(datatype: &str) -> Class {
    match datatype {
        "string" | "nstring" | "text" | "ntext" => Class::String,
        "integer" | "small integer" | "bigint" | "decimal" | "double" | "real" => Class::Number,
        "date/time" => Class::Date,
        "binary" => Class::Binary,
        _ => Class::Other,
    }
}

/// Port-to-port conversion: dates become strings and back, but no numbers; binary stays binary.
fn converts(from: Class, to: Class) -> bool {
    match (from, to) {
        (Class::Date, Class::Number) | (Class::Number, Class::Date) => false,
        (Class::Other, _) | (_, Class::Other) => true,
        (from, to) => (from == Class::Binary) == (to == Class::Binary),
    }
}
