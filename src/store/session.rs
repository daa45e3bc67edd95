//! Rows of sessions and configuration objects.

use super::connection;
use super::error::Result;
use super::mapping::place;
use super::text::Texts;
use crate::model::session::{Attribute, Config, Session, SessionComponent, SessionExtension, SessionTransformation};
use crate::model::workflow::ValuePair;
use rusqlite::Connection;

/// Stores a SESSION.
pub fn session(db: &Connection, texts: &mut Texts, id: i64, session: &Session) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO session (definition, mapping, config, reusable, valid, sort_order, description)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((
        id,
        session.mapping.as_str(),
        session.config.config.as_str(),
        session.reusable,
        session.valid,
        session.sort_order.as_str(),
        session.description.as_str(),
    ))?;
    attributes(db, texts, id, 0, &session.attributes)?;
    attributes(db, texts, id, 1, &session.config.attributes)?;
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
    db.prepare_cached("INSERT INTO config (definition, is_default, description) VALUES (?1, ?2, ?3)")?.execute((
        id,
        config.is_default,
        config.description.as_str(),
    ))?;
    attributes(db, texts, id, 0, &config.attributes)
}

/// Stores the attributes of an object for one layer; of one name twice, the first is kept.
pub fn attributes(db: &Connection, texts: &mut Texts, id: i64, layer: i64, attributes: &[Attribute]) -> Result<()> {
    let mut insert =
        db.prepare_cached("INSERT OR IGNORE INTO attribute (definition, layer, name, value) VALUES (?1, ?2, ?3, ?4)")?;
    for attribute in attributes {
        let (name, value) = (texts.id(db, &attribute.name)?, texts.id(db, &attribute.value)?);
        insert.execute((id, layer, name, value))?;
    }
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
    db.prepare_cached(
        "INSERT INTO session_transformation (definition, number, instance, type, partition_type, partitions)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((id, place(number), instance, kind, partition_type, place(transformation.partitions.len())))?;
    let insert = "INSERT OR IGNORE INTO session_transformation_attribute (definition, number, name, partition, value)
                  VALUES (?1, ?2, ?3, ?4, ?5)";
    partitioned(db, texts, id, number, &transformation.attributes, insert)
}

fn partitioned(
    db: &Connection,
    texts: &mut Texts,
    id: i64,
    number: usize,
    attributes: &[Attribute],
    insert: &'static str,
) -> Result<()> {
    for attribute in attributes {
        let (name, value) = (texts.id(db, &attribute.name)?, texts.id(db, &attribute.value)?);
        let partition = texts.id(db, &attribute.partition)?;
        db.prepare_cached(insert)?.execute((id, place(number), name, partition, value))?;
    }
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
    db.prepare_cached(
        "INSERT INTO session_extension (definition, number, instance_number, type, subtype, instance)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((id, place(number), instance_number, kind, subtype, instance))?;
    let insert = "INSERT OR IGNORE INTO session_extension_attribute (definition, number, name, partition, value)
                  VALUES (?1, ?2, ?3, ?4, ?5)";
    partitioned(db, texts, id, number, &extension.attributes, insert)?;
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
    let pairs = component.task.as_ref().map_or(&component.assignments, |task| &task.pairs);
    value_pairs(db, texts, id, place(number), pairs)
}

/// Stores commands or assignments of an owner inside a definition.
pub fn value_pairs(db: &Connection, texts: &mut Texts, id: i64, owner: i64, pairs: &[ValuePair]) -> Result<()> {
    for (number, pair) in pairs.iter().enumerate() {
        let (name, value) = (texts.id(db, &pair.name)?, texts.id(db, &pair.value)?);
        db.prepare_cached(
            "INSERT INTO value_pair (definition, owner, number, name, value) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((id, owner, place(number), name, value))?;
    }
    Ok(())
}
