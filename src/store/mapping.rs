//! Rows of sources, targets, mappings, mapplets, transformations and shortcuts.

use super::Catalog;
use super::error::Result;
use super::text::Texts;
use crate::model::census::Referred;
use crate::model::mapping::{Field, Instance, Mapping, Shortcut, Table, Transformation};
use crate::model::object::Kind;
use crate::model::workflow::Variable;
use rusqlite::{Connection, named_params};
use rustc_hash::FxHashMap;

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

/// Mappings and sessions that are looked through: a source that more read is shared, whatever the number.
const MOST_MAPPINGS: usize = 200;

impl Catalog {
    /// How many sessions read each source, by number of the folder and name of the source, as of a snapshot.
    pub fn readers(&self, at: i64) -> Result<FxHashMap<(i64, String), u32>> {
        let mut sessions: FxHashMap<(i64, String), u32> = FxHashMap::default();
        let mut statement = self.db.prepare(
            "SELECT o.folder, s.mapping FROM session s CROSS JOIN definition d ON d.id = s.definition
             CROSS JOIN object o ON o.id = d.object CROSS JOIN revision v ON v.object = o.id AND v.definition = d.id
             WHERE v.shadowed = 0 AND v.first_snapshot <= :at AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)",
        )?;
        let mut rows = statement.query(named_params! { ":at": at })?;
        while let Some(row) = rows.next()? {
            *sessions.entry((row.get(0)?, row.get(1)?)).or_default() += 1;
        }
        let mut readers: FxHashMap<(i64, String), u32> = FxHashMap::default();
        let mut statement = self.db.prepare(
            "SELECT o.folder, o.name, t.value FROM mapping m CROSS JOIN definition d ON d.id = m.definition
             CROSS JOIN object o ON o.id = d.object CROSS JOIN revision v ON v.object = o.id AND v.definition = d.id
             CROSS JOIN mapping_instance i ON i.definition = m.definition CROSS JOIN text y ON y.id = i.object_type
             CROSS JOIN text t ON t.id = i.object
             WHERE o.kind = 'mapping' AND y.value = 'Source Definition' AND v.shadowed = 0 AND v.first_snapshot <= :at
                 AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)",
        )?;
        let mut rows = statement.query(named_params! { ":at": at })?;
        while let Some(row) = rows.next()? {
            let folder: i64 = row.get(0)?;
            if let Some(number) = sessions.get(&(folder, row.get(1)?)) {
                *readers.entry((folder, row.get(2)?)).or_default() += number;
            }
        }
        Ok(readers)
    }

    /// How many sessions of a folder read a source. `split` cuts a name into words as they are indexed.
    pub fn readers_of(&self, folder: i64, source: &str, split: &dyn Fn(&str) -> Vec<String>, at: i64) -> Result<u32> {
        let mut sessions = 0;
        let words = split(source);
        if words.is_empty() {
            return Ok(0);
        }
        // The index of words finds the mappings that may name it; their instances say whether they do.
        for object in self.objects_with_words(&words, None, Some("mapping"), at)?.iter().take(MOST_MAPPINGS) {
            if object.folder_id != folder {
                continue;
            }
            let reads: bool = self
                .db
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM mapping_instance i JOIN text t ON t.id = i.object JOIN text y ON y.id = i.object_type
                         WHERE i.definition = ?1 AND t.value = ?2 AND y.value = 'Source Definition')",
                )?
                .query_row((object.definition, source), |row| row.get(0))?;
            if reads {
                sessions += self.sessions_of(folder, &object.key.name, &split(&object.key.name), at)?;
            }
        }
        Ok(sessions)
    }

    fn sessions_of(&self, folder: i64, mapping: &str, words: &[String], at: i64) -> Result<u32> {
        let mut sessions = 0;
        if words.is_empty() {
            return Ok(0);
        }
        for object in self.objects_with_words(words, None, Some("session"), at)?.iter().take(MOST_MAPPINGS) {
            let runs: bool = self
                .db
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM session WHERE definition = ?1 AND mapping = ?2)")?
                .query_row((object.definition, mapping), |row| row.get(0))?;
            sessions += u32::from(runs && object.folder_id == folder);
        }
        Ok(sessions)
    }
}

const IN_MAPPINGS: &str = "
    SELECT DISTINCT o.folder, y.value, b.value
    FROM object o CROSS JOIN revision v ON v.object = o.id CROSS JOIN mapping_instance i ON i.definition = v.definition
    CROSS JOIN text y ON y.id = i.object_type CROSS JOIN text b ON b.id = i.object
    WHERE o.kind IN ('mapping', 'mapplet') AND y.value NOT IN ('Source Definition', 'Target Definition')
      AND v.shadowed = 0 AND v.first_snapshot <= :at AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)";
const BY_SHORTCUT: &str = "
    SELECT DISTINCT t.id, s.object_type, s.object
    FROM object o CROSS JOIN revision v ON v.object = o.id CROSS JOIN shortcut s ON s.definition = v.definition
    CROSS JOIN folder f ON f.id = o.folder CROSS JOIN folder t ON t.name = s.folder AND t.repository = f.repository
    WHERE o.kind = 'shortcut' AND v.shadowed = 0 AND v.first_snapshot <= :at
      AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)";
const RUN_BY_SESSIONS: &str = "
    SELECT DISTINCT o.folder, s.mapping
    FROM object o CROSS JOIN revision v ON v.object = o.id CROSS JOIN session s ON s.definition = v.definition
    WHERE o.kind = 'session' AND v.shadowed = 0 AND v.first_snapshot <= :at
      AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)";
const SHAPES: &str = "
    SELECT t.definition, count(*), group_concat(t.name || ':' || t.type || ':' || t.ports || ':' || t.attributes, ' ')
    FROM object o CROSS JOIN revision v ON v.object = o.id CROSS JOIN transformation t ON t.definition = v.definition
    WHERE o.kind = 'mapping' AND v.shadowed = 0 AND v.first_snapshot <= :at
      AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)
    GROUP BY t.definition";

impl Catalog {
    /// Mappings that sessions run, and mapplets and transformations that mappings and mapplets use, as of a snapshot; also
    /// what shortcuts lead to.
    pub fn designs_used(&self, at: i64) -> Result<Vec<Referred>> {
        let mut used = Vec::new();
        let mut statement = self.db.prepare_cached(RUN_BY_SESSIONS)?;
        let rows = statement.query_map([at], |row| Ok(referred(row.get(0)?, "mapping", row.get(1)?)))?;
        used.extend(rows.collect::<std::result::Result<Vec<_>, _>>()?);
        let mut statement = self.db.prepare_cached(IN_MAPPINGS)?;
        let rows = statement.query_map([at], |row| {
            let kind = if row.get_ref(1)?.as_str()? == "Mapplet" { "mapplet" } else { "transformation" };
            Ok(referred(row.get(0)?, kind, row.get(2)?))
        })?;
        used.extend(rows.collect::<std::result::Result<Vec<_>, _>>()?);
        let mut statement = self.db.prepare_cached(BY_SHORTCUT)?;
        let rows = statement.query_map([at], |row| {
            let kind = match row.get_ref(1)?.as_str()? {
                "MAPPING" => "mapping",
                "MAPPLET" => "mapplet",
                "WORKLET" => "worklet",
                "SESSION" => "session",
                _ => "transformation",
            };
            Ok(referred(row.get(0)?, kind, row.get(2)?))
        })?;
        used.extend(rows.collect::<std::result::Result<Vec<_>, _>>()?);
        Ok(used)
    }

    /// Of every mapping as of a snapshot, by its definition: how many transformations it has, and a text that is the same for
    /// two mappings whose transformations have the same names, types, numbers of ports and attributes.
    pub fn mapping_shapes(&self, at: i64) -> Result<FxHashMap<i64, (u64, String)>> {
        let mut statement = self.db.prepare_cached(SHAPES)?;
        let rows = statement.query_map([at], |row| {
            Ok((row.get::<_, i64>(0)?, (row.get::<_, i64>(1)?.unsigned_abs(), row.get::<_, String>(2)?)))
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

fn referred(folder_id: i64, kind: &'static str, name: String) -> Referred {
    Referred { folder_id, kind, name: name.into() }
}
