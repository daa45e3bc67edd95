//! The session that really runs: its layers put together, innermost last.
//!
//! Owns which layers a session, its extensions and its transformations have. Which of them wins is `layers`' business.

use super::layers::{Effective, Layer, defaults, innermost};
use crate::model::attribute::Attribute;
use crate::model::connection::ConnectionReference;
use crate::model::content::Value;
use crate::model::design::Stored;
use crate::model::listing::{Cell, Listing};
use crate::model::mapping::Transformation;
use crate::model::session::{Config, Session, SessionExtension};
use crate::model::session_attribute::{CONFIG_DEFAULTS, SESSION_DEFAULTS};
use crate::model::workflow::TaskInstance;

/// A session with what lies around it, each with the child of FOLDER it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Layered<'a> {
    /// The session.
    pub session: (&'a Stored, &'a Session),
    /// The configuration object it names, where that is in the catalog.
    pub config: Option<(&'a Stored, &'a Config)>,
    /// The task instance it runs as.
    pub instance: Option<(&'a Stored, &'a TaskInstance)>,
}

/// A reader, writer or lookup in effect.
#[derive(Debug, Clone)]
pub struct Extension<'a> {
    /// TYPE, SUBTYPE and instance, as the session has them.
    pub extension: &'a SessionExtension,
    /// The connections in effect and the child of FOLDER their lines count from.
    pub connections: (&'a Stored, &'a [ConnectionReference]),
    /// Its attributes in effect.
    pub attributes: Vec<Effective>,
}

impl<'a> Layered<'a> {
    /// Layers of the session's own attributes and of its configuration, outermost first, product defaults left out.
    #[must_use]
    pub fn layers(&self) -> Vec<Layer> {
        let mut layers = Vec::new();
        if let Some((stored, config)) = self.config {
            layers.push(layer(&format!("config {}", config.name), stored, &config.attributes));
        }
        let (stored, session) = self.session;
        layers.push(layer("session", stored, &session.attributes));
        layers.push(layer("session (config override)", stored, &session.config.attributes));
        if let Some((stored, instance)) = self.instance {
            let origin = format!("task instance {}", instance.name);
            layers.push(layer(&origin, stored, &instance.attributes));
            layers.push(layer(&format!("{origin} (config override)"), stored, &instance.config.attributes));
        }
        layers
    }

    /// Every attribute in effect, product defaults among them.
    #[must_use]
    pub fn attributes(&self) -> Vec<Effective> {
        let mut all = innermost(&[vec![defaults(SESSION_DEFAULTS), defaults(CONFIG_DEFAULTS)], self.layers()].concat());
        // The one setting of a session that is no ATTRIBUTE.
        let name = "Session Sort Order".to_owned();
        let value = self.session.1.sort_order.to_string();
        if !value.is_empty() {
            all.push(Effective { name, value, origin: "session".to_owned(), trace: Vec::new() });
        }
        all
    }

    /// The extensions in effect: the session's, with what the task instance says of the same place laid over them.
    #[must_use]
    pub fn extensions(&self) -> Vec<Extension<'a>> {
        let (stored, session) = self.session;
        let own = self.instance.map_or(&[][..], |(_, instance)| &instance.extensions);
        let same = |a: &SessionExtension, b: &SessionExtension| {
            (&a.instance, &a.extension_type) == (&b.instance, &b.extension_type)
        };
        let mut all: Vec<Extension<'a>> = session
            .extensions
            .iter()
            .map(|one| self.extension((stored, one), own.iter().find(|over| same(one, over))))
            .collect();
        if let Some((stored, _)) = self.instance {
            let new = own.iter().filter(|over| !session.extensions.iter().any(|one| same(one, over)));
            all.extend(new.map(|one| self.extension((stored, one), None)));
        }
        all
    }

    fn extension(
        &self,
        (stored, one): (&'a Stored, &'a SessionExtension),
        over: Option<&'a SessionExtension>,
    ) -> Extension<'a> {
        let mut layers = vec![layer("session", stored, &one.attributes)];
        let mut connections = (stored, one.connections.as_slice());
        if let (Some(over), Some((within, instance))) = (over, self.instance) {
            layers.push(layer(&format!("task instance {}", instance.name), within, &over.attributes));
            if !over.connections.is_empty() {
                connections = (within, over.connections.as_slice());
            }
        }
        Extension { extension: one, connections, attributes: innermost(&layers) }
    }

    /// Attributes in effect of a transformation of the mapping, as the session runs its `instance`: the mapping's, then the
    /// session's overrides (a partition's stand apart, with the partition in the name).
    #[must_use]
    pub fn transformation(&self, instance: &str, designed: (&Stored, &Transformation)) -> Vec<Effective> {
        let (stored, session) = self.session;
        let mut layers = vec![layer("mapping", designed.0, &designed.1.attributes)];
        // A source and its source qualifier may share a name; the type tells them apart.
        let named = session.transformations.iter().filter(|one| one.instance == instance);
        let own = named.min_by_key(|one| one.transformation_type != designed.1.transformation_type);
        layers.extend(own.map(|one| layer("session", stored, &one.attributes)));
        innermost(&layers)
    }
}

/// A layer whose lines count from a child of FOLDER.
#[must_use]
pub fn layer(origin: &str, stored: &Stored, attributes: &[Attribute]) -> Layer {
    Layer {
        origin: origin.to_owned(),
        file: stored.file.clone(),
        lines_before: stored.lines_before,
        attributes: attributes.to_vec(),
    }
}

/// What the parts of a session say.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// Attributes in effect of transformations, readers and writers, by instance.
    pub attributes: Vec<(String, Vec<Effective>)>,
    /// Connections: what they belong to, and the name or variable.
    pub connections: Vec<(String, String)>,
}

/// Puts together what the parts of a session say.
#[must_use]
pub fn parts(layered: &Layered<'_>, mapping: Option<&Stored>) -> Parts {
    let mut parts = Parts::default();
    for one in layered.extensions() {
        let instance = one.extension.instance.to_string();
        for connection in one.connections.1 {
            let given = if connection.name.is_empty() { &connection.variable } else { &connection.name };
            if !given.is_empty() {
                parts.connections.push((format!("connection of {instance}"), given.to_string()));
            }
        }
        parts.attributes.push((instance, one.attributes));
    }
    for own in &layered.session.1.transformations {
        let all = innermost(&[layer("session", layered.session.0, &own.attributes)]);
        parts.attributes.push((own.instance.to_string(), all));
    }
    let definition = mapping.and_then(|stored| Some((stored, stored.content.definitions.first()?)));
    if let Some((stored, Value::Mapping(mapping))) = definition.map(|(stored, one)| (stored, &one.value)) {
        for instance in &mapping.instances {
            let own = mapping.transformations.iter().find(|one| one.name == instance.object);
            let all = own.map(|own| (instance.name.to_string(), layered.transformation(&instance.name, (stored, own))));
            parts.attributes.extend(all);
        }
    }
    parts
}

/// Every attribute in effect as rows: the session's own with product defaults, then those of its parts; each with the layer
/// that won and its place.
#[must_use]
pub fn listing(layered: &Layered<'_>, mapping: Option<&Stored>) -> Listing {
    let own = std::iter::once((String::new(), layered.attributes()));
    let parts = parts(layered, mapping).attributes;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (part, all) in own.chain(parts) {
        for one in all {
            let place = one.trace.last().map(|say| say.place.clone()).unwrap_or_default();
            let row: Vec<Cell> = [part.clone(), one.name, one.value, one.origin, place].map(Cell::Text).into();
            // What the session overrides of a transformation stands with the transformation, too.
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
    }
    Listing { columns: vec!["part", "attribute", "value", "origin", "place"], rows }
}
