//! SESSION and CONFIG.

use super::attribute::{attributes, pairs};
use super::{connection, task};
use crate::model::attribute::Attribute;
use crate::model::element::Element;
use crate::model::session::{
    Config, ConfigReference, Session, SessionComponent, SessionExtension, SessionTransformation,
};
use crate::model::session_key::VENDOR;

/// Reads a SESSION.
#[must_use]
pub fn session(element: Element<'_, '_>) -> Session {
    Session {
        name: element.get("NAME").into(),
        description: element.get("DESCRIPTION").into(),
        mapping: element.get("MAPPINGNAME").into(),
        reusable: element.yes("REUSABLE"),
        valid: element.yes("ISVALID"),
        sort_order: element.get("SORTORDER").into(),
        attributes: attributes(element, "ATTRIBUTE"),
        config: config_reference(element),
        transformations: element.named("SESSTRANSFORMATIONINST").map(transformation).collect(),
        extensions: extensions(element),
        components: element.named("SESSIONCOMPONENT").map(component).collect(),
        ours: ours(element),
    }
}

/// Reads a CONFIG.
#[must_use]
pub fn config(element: Element<'_, '_>) -> Config {
    Config {
        name: element.get("NAME").into(),
        description: element.get("DESCRIPTION").into(),
        is_default: element.yes("ISDEFAULT"),
        attributes: attributes(element, "ATTRIBUTE"),
    }
}

/// Reads the CONFIGREFERENCE of a session or a task instance; empty where there is none. PowerCenter writes one; a session
/// file becomes several, each on the line of what it sets.
#[must_use]
pub fn config_reference(parent: Element<'_, '_>) -> ConfigReference {
    let mut found = ConfigReference::default();
    for (at, element) in parent.named("CONFIGREFERENCE").enumerate() {
        if at == 0 {
            found.config = element.get("REFOBJECTNAME").into();
        }
        found.attributes.extend(attributes(element, "ATTRIBUTE"));
    }
    found
}

/// Reads what a session file or an IMX document said and PowerCenter has no setting for.
fn ours(session: Element<'_, '_>) -> Vec<Attribute> {
    let extensions = session.named("SESSIONEXTENSION");
    let within = extensions.flat_map(|one| std::iter::once(one).chain(one.named("CONNECTIONREFERENCE")));
    let noted = std::iter::once(session).chain(within).flat_map(|element| element.named("METADATAEXTENSION"));
    noted
        .filter(|element| element.get("VENDORNAME") == VENDOR)
        .map(|element| Attribute {
            name: element.get("NAME").into(),
            value: element.get("VALUE").into(),
            line: element.line(),
            ..Attribute::default()
        })
        .collect()
}

/// Reads the SESSIONEXTENSION children of a session or a task instance.
#[must_use]
pub fn extensions(parent: Element<'_, '_>) -> Vec<SessionExtension> {
    parent
        .named("SESSIONEXTENSION")
        .map(|element| SessionExtension {
            extension_type: element.get("TYPE").into(),
            subtype: element.get("SUBTYPE").into(),
            instance: element.get("SINSTANCENAME").into(),
            transformation_type: element.get("TRANSFORMATIONTYPE").into(),
            connections: connection::references(element),
            attributes: attributes(element, "ATTRIBUTE"),
            line: element.line(),
        })
        .collect()
}

fn transformation(element: Element<'_, '_>) -> SessionTransformation {
    SessionTransformation {
        instance: element.get("SINSTANCENAME").into(),
        transformation: element.get("TRANSFORMATIONNAME").into(),
        transformation_type: element.get("TRANSFORMATIONTYPE").into(),
        partition_type: element.get("PARTITIONTYPE").into(),
        partitions: element.named("PARTITION").map(|partition| partition.get("NAME").into()).collect(),
        attributes: attributes(element, "ATTRIBUTE"),
        line: element.line(),
    }
}

fn component(element: Element<'_, '_>) -> SessionComponent {
    SessionComponent {
        component_type: element.get("TYPE").into(),
        object: element.get("REFOBJECTNAME").into(),
        reusable: element.yes("REUSABLE"),
        task: element.named("TASK").next().map(task::task),
        assignments: pairs(element),
        line: element.line(),
    }
}
