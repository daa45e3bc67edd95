//! Rows of sources, targets, mappings, mapplets, transformations and shortcuts.

use super::error::Result;
use super::text::Texts;
use crate::model::mapping::{Field, Instance, Mapping, Shortcut, Table, Transformation};
use crate::model::object::Kind;
use crate::model::workflow::Variable;
use rusqlite::Connection;

/// Stores a SOURCE or TARGET.
pub fn table(db: &Connection, texts: &mut Texts, id: i64, kind: &Kind, table: &Table) -> Result<()> {
    if *kind == Kind::Source {
        db.prepare_cached(
            "INSERT INTO source (definition, database_type, owner, description) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((id, table.database_type.as_str(), table.owner.as_str(), table.description.as_str()))?;
    } else {
        db.prepare_cached("INSERT INTO target (definition, database_type, description) VALUES (?1, ?2, ?3)")?
            .execute((id, table.database_type.as_str(), table.description.as_str()))?;
    }
    fields(db, texts, id, &table.fields)
}

fn fields(db: &Connection, texts: &mut Texts, id: i64, fields: &[Field]) -> Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO field (definition, number, name, datatype, precision, scale, key_type, nullable)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (number, field) in fields.iter().enumerate() {
        let (name, datatype) = (texts.id(db, &field.name)?, texts.id(db, &field.datatype)?);
        let key_type = texts.id(db, &field.key_type)?;
        insert.execute((id, place(number), name, datatype, field.precision, field.scale, key_type, field.nullable))?;
    }
    Ok(())
}

/// Stores a MAPPING or MAPPLET.
pub fn mapping(db: &Connection, texts: &mut Texts, id: i64, mapping: &Mapping) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO mapping (definition, valid, description, transformations, connectors)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((
        id,
        mapping.valid,
        mapping.description.as_str(),
        place(mapping.transformations.len()),
        mapping.connectors,
    ))?;
    for (number, one) in mapping.instances.iter().enumerate() {
        instance(db, texts, id, number, one)?;
    }
    for (number, one) in mapping.transformations.iter().enumerate() {
        transformation(db, texts, id, number, one)?;
    }
    variables(db, texts, id, &mapping.variables)
}

fn instance(db: &Connection, texts: &mut Texts, id: i64, number: usize, instance: &Instance) -> Result<()> {
    let (name, object) = (texts.id(db, &instance.name)?, texts.id(db, &instance.object)?);
    let (object_type, database) = (texts.id(db, &instance.object_type)?, texts.id(db, &instance.database)?);
    db.prepare_cached(
        "INSERT INTO mapping_instance (definition, number, name, object, object_type, database)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((id, place(number), name, object, object_type, database))?;
    Ok(())
}

/// Stores a TRANSFORMATION of a mapping, or a reusable one as number 0.
pub fn transformation(
    db: &Connection,
    texts: &mut Texts,
    id: i64,
    number: usize,
    transformation: &Transformation,
) -> Result<()> {
    let (name, kind) = (texts.id(db, &transformation.name)?, texts.id(db, &transformation.transformation_type)?);
    let attributes = texts.list(db, transformation.attributes.iter())?;
    db.prepare_cached(
        "INSERT INTO transformation (definition, number, name, type, reusable, ports, attributes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((id, place(number), name, kind, transformation.reusable, transformation.ports, attributes))?;
    Ok(())
}

/// Stores variables of a mapping, mapplet, workflow or worklet.
pub fn variables(db: &Connection, texts: &mut Texts, id: i64, variables: &[Variable]) -> Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO variable (definition, number, name, datatype, default_value, persistent)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (number, one) in variables.iter().enumerate() {
        let (name, datatype) = (texts.id(db, &one.name)?, texts.id(db, &one.datatype)?);
        insert.execute((id, place(number), name, datatype, texts.id(db, &one.default)?, one.persistent))?;
    }
    Ok(())
}

/// Stores a SHORTCUT.
pub fn shortcut(db: &Connection, id: i64, shortcut: &Shortcut) -> Result<()> {
    db.prepare_cached(
        "INSERT INTO shortcut (definition, object_type, repository, folder, object) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((
        id,
        shortcut.object_type.as_str(),
        shortcut.repository.as_str(),
        shortcut.folder.as_str(),
        shortcut.object.as_str(),
    ))?;
    Ok(())
}

/// A position as a column holds it.
#[must_use]
pub fn place(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
