//! SOURCE, TARGET, MAPPING, MAPPLET, TRANSFORMATION, SHORTCUT.

use super::attribute::attributes;
use crate::model::element::{Element, Tree};
use crate::model::mapping::{
    Connector, Field, Flow, Instance, Mapping, Port, PortText, Shortcut, Table, Transformation,
};
use crate::model::workflow::Variable;

/// Reads a SOURCE or TARGET.
#[must_use]
pub fn table(element: Element<'_, '_>) -> Table {
    let mut fields = Vec::new();
    push_fields(element, &mut fields);
    Table {
        name: element.get("NAME").into(),
        database: element.get("DBDNAME").into(),
        database_type: element.get("DATABASETYPE").into(),
        owner: element.get("OWNERNAME").into(),
        description: element.get("DESCRIPTION").into(),
        fields,
    }
}

/// Group items of a COBOL source hold fields of their own: all are taken, outer before inner.
fn push_fields(parent: Element<'_, '_>, fields: &mut Vec<Field>) {
    for element in parent.children().filter(|e| matches!(e.name(), "SOURCEFIELD" | "TARGETFIELD")) {
        fields.push(field(element));
        push_fields(element, fields);
    }
}

fn field(element: Element<'_, '_>) -> Field {
    let key = element.get("KEYTYPE");
    Field {
        name: element.get("NAME").into(),
        datatype: element.get("DATATYPE").into(),
        precision: element.get("PRECISION").parse().ok(),
        scale: element.get("SCALE").parse().ok(),
        key_type: if key == "NOT A KEY" { "" } else { key }.into(),
        nullable: element.get("NULLABLE") != "NOTNULL",
    }
}

/// Reads a MAPPING or MAPPLET.
#[must_use]
pub fn mapping(element: Element<'_, '_>) -> Mapping {
    Mapping {
        name: element.get("NAME").into(),
        description: element.get("DESCRIPTION").into(),
        valid: element.yes("ISVALID"),
        transformations: element.named("TRANSFORMATION").map(transformation).collect(),
        instances: element.named("INSTANCE").map(instance).collect(),
        connectors: u32::try_from(element.named("CONNECTOR").count()).unwrap_or(u32::MAX),
        variables: element.named("MAPPINGVARIABLE").map(variable).collect(),
    }
}

/// Reads a TRANSFORMATION.
#[must_use]
pub fn transformation(element: Element<'_, '_>) -> Transformation {
    Transformation {
        name: element.get("NAME").into(),
        transformation_type: element.get("TYPE").into(),
        description: element.get("DESCRIPTION").into(),
        reusable: element.yes("REUSABLE"),
        ports: u32::try_from(element.named("TRANSFORMFIELD").count()).unwrap_or(u32::MAX),
        attributes: attributes(element, "TABLEATTRIBUTE"),
    }
}

fn instance(element: Element<'_, '_>) -> Instance {
    Instance {
        name: element.get("NAME").into(),
        object: element.get("TRANSFORMATION_NAME").into(),
        object_type: element.get("TRANSFORMATION_TYPE").into(),
        database: element.get("DBDNAME").into(),
        line: element.line(),
    }
}

fn variable(element: Element<'_, '_>) -> Variable {
    Variable {
        name: element.get("NAME").into(),
        datatype: element.get("DATATYPE").into(),
        default: element.get("DEFAULTVALUE").into(),
        persistent: !element.yes("ISPARAM"),
        precision: element.get("PRECISION").parse().ok(),
        scale: element.get("SCALE").parse().ok(),
        null: false,
        expression: element.yes("ISEXPRESSIONVARIABLE"),
        line: element.line(),
    }
}

/// Reads the expressions and default values of all ports of a MAPPING, MAPPLET or TRANSFORMATION for which `wanted` says yes.
#[must_use]
pub fn port_texts(tree: &Tree<'_>, wanted: fn(&str) -> bool) -> Vec<PortText> {
    let mut found = Vec::new();
    for transformation in tree.elements().filter(|element| element.name() == "TRANSFORMATION") {
        for port in transformation.named("TRANSFORMFIELD") {
            for attribute in ["EXPRESSION", "DEFAULTVALUE"] {
                let text = port.get(attribute);
                if wanted(text) {
                    found.push(PortText {
                        transformation: transformation.get("NAME").into(),
                        port: port.get("NAME").into(),
                        attribute,
                        text: text.into(),
                        line: port.line(),
                    });
                }
            }
        }
    }
    found
}

/// Reads connectors and ports of a MAPPING, MAPPLET or TRANSFORMATION.
#[must_use]
pub fn flow(tree: &Tree<'_>) -> Flow {
    let mut found = Flow::default();
    for element in tree.elements() {
        match element.name() {
            "CONNECTOR" => found.connectors.push(connector(element)),
            "TRANSFORMATION" => {
                let name = element.get("NAME");
                found.ports.extend(element.named("TRANSFORMFIELD").map(|field| port(name, field)));
            }
            _ => {}
        }
    }
    found
}

fn connector(element: Element<'_, '_>) -> Connector {
    Connector {
        from: element.get("FROMINSTANCE").into(),
        from_port: element.get("FROMFIELD").into(),
        to: element.get("TOINSTANCE").into(),
        to_port: element.get("TOFIELD").into(),
        line: element.line(),
    }
}

fn port(transformation: &str, element: Element<'_, '_>) -> Port {
    Port {
        transformation: transformation.into(),
        name: element.get("NAME").into(),
        datatype: element.get("DATATYPE").into(),
        port_type: element.get("PORTTYPE").into(),
        precision: element.get("PRECISION").parse().ok(),
        line: element.line(),
    }
}

/// Reads a SHORTCUT.
#[must_use]
pub fn shortcut(element: Element<'_, '_>) -> Shortcut {
    Shortcut {
        name: element.get("NAME").into(),
        object_type: element.get("OBJECTTYPE").into(),
        repository: element.get("REPOSITORYNAME").into(),
        folder: element.get("FOLDERNAME").into(),
        object: element.get("REFOBJECTNAME").into(),
    }
}
