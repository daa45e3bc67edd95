//! Rows of sessions and configuration objects.

use super::connection;
use super::error::Result;
use super::mapping::place;
use super::text::Texts;
use crate::model::attribute::Attribute;
use crate::model::attribute::ValuePair;
use crate::model::session::{Config, Session, SessionComponent, SessionExtension, SessionTransformation};
use rusqlite::Connection;

/// The attribute that nearly every session has a value of its own for; without it, lists of attributes repeat.
const LOG_FILE: &str = "Session Log File Name";

/// Stores a SESSION.
pub fn session(db: &Connection, texts: &mut Texts, id: i64, session: &Session) -> Result<()> {
    let is_log_file = |attribute: &&Attribute| attribute.name == LOG_FILE;
    let log_file = session.attributes.iter().find(is_log_file).map_or("", |attribute| attribute.value.as_str());
    let attributes = texts.list(db, session.attributes.iter().filter(|attribute| !is_log_file(attribute)))?;
    let overrides = texts.list(db, session.config.attributes.iter())?;
    db.prepare_cached(
        "INSERT INTO session (definition, mapping, config, reusable, valid, sort_order, description, log_file,
                              attributes, overrides)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute((
        id,
        session.mapping.as_str(),
        session.config.config.as_str(),
        session.reusable,
        session.valid,
        session.sort_order.as_str(),
        session.description.as_str(),
        log_file,
        attributes,
        overrides,
    ))?;
    for (number, one) in session.transformations.iter().enumerate() {
        transformation(db, texts, id, number, one)?;
    }
    let mut connections = connection::Counter::default();
    for (number, one) in session.extensions.iter().enumerate() {
        extension(db, texts, id, (number, -1), one, &mut connections)?;
    }
    for (number, one) in session.components.iter().enumerate() {
        component(db, texts, id, number, one)?;
    }
    Ok(())
}

/// Stores a CONFIG.
pub fn config(db: &Connection, texts: &mut Texts, id: i64, config: &Config) -> Result<()> {
    let attributes = texts.list(db, config.attributes.iter())?;
    db.prepare_cached("INSERT INTO config (definition, is_default, description, attributes) VALUES (?1, ?2, ?3, ?4)")?
        .execute((id, config.is_default, config.description.as_str(), attributes))?;
    Ok(())
}

fn transformation(
    db: &Connection,
    texts: &mut Texts,
    id: i64,
    number: usize,
    transformation: &SessionTransformation,
) -> Result<()> {
    if transformation.partition_type.is_empty() && transformation.attributes.is_empty() {
        return Ok(());
    }
    let (instance, kind) =
        (texts.id(db, &transformation.instance)?, texts.id(db, &transformation.transformation_type)?);
    let partition_type = texts.id(db, &transformation.partition_type)?;
    let attributes = texts.list(db, transformation.attributes.iter())?;
    db.prepare_cached(
        "INSERT INTO session_transformation (definition, number, instance, type, partition_type, partitions, attributes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((
        id,
        place(number),
        instance,
        kind,
        partition_type,
        place(transformation.partitions.len()),
        attributes,
    ))?;
    Ok(())
}

/// Stores a SESSIONEXTENSION; `numbers` are its own and that of its task instance (-1: of the session itself).
pub fn extension(
    db: &Connection,
    texts: &mut Texts,
    id: i64,
    numbers: (usize, i64),
    extension: &SessionExtension,
    connections: &mut connection::Counter,
) -> Result<()> {
    let (number, instance_number) = numbers;
    let (kind, subtype) = (texts.id(db, &extension.extension_type)?, texts.id(db, &extension.subtype)?);
    let instance = texts.id(db, &extension.instance)?;
    let attributes = texts.list(db, extension.attributes.iter())?;
    db.prepare_cached(
        "INSERT INTO session_extension (definition, number, instance_number, type, subtype, instance, attributes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((id, place(number), instance_number, kind, subtype, instance, attributes))?;
    for reference in &extension.connections {
        connection::reference(db, texts, id, number, reference, connections)?;
    }
    Ok(())
}

fn component(db: &Connection, texts: &mut Texts, id: i64, number: usize, component: &SessionComponent) -> Result<()> {
    let (kind, object) = (texts.id(db, &component.component_type)?, texts.id(db, &component.object)?);
    let task = component.task.as_ref().map(|task| texts.id(db, &task.task_type)).transpose()?;
    db.prepare_cached(
        "INSERT INTO session_component (definition, number, type, object, reusable, task)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((id, place(number), kind, object, component.reusable, task))?;
    let commands = component.task.iter().flat_map(|task| &task.pairs);
    value_pairs(db, texts, id, place(number), commands.chain(&component.assignments))
}

/// Stores commands or assignments of an owner inside a definition.
pub fn value_pairs<'a>(
    db: &Connection,
    texts: &mut Texts,
    id: i64,
    owner: i64,
    pairs: impl IntoIterator<Item = &'a ValuePair>,
) -> Result<()> {
    for (number, pair) in pairs.into_iter().enumerate() {
        let (name, value) = (texts.id(db, &pair.name)?, texts.id(db, &pair.value)?);
        db.prepare_cached(
            "INSERT INTO value_pair (definition, owner, number, name, value) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((id, owner, place(number), name, value))?;
    }
    Ok(())
}
