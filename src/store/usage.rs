//! What uses what as of a snapshot, all in one statement each: connections, tables, parameters.
//!
//! Owns no table. Nothing is walked session by session: reports ask this of a whole catalog.

use super::Catalog;
use super::error::Result;
use super::object::key_of;
use crate::model::Text;
use crate::model::address::full;
use crate::model::usage::{Lead, MappedSession, MappingKey, Mention, Mentioner, Placed, TableDefinition, Touch};
use rusqlite::{Row, ToSql, named_params};
use rustc_hash::FxHashMap;

/// A definition `v` that stands as of `:at`, of object `o` in folder `f` of repository `r`; joined to a table `x` before it.
macro_rules! standing {
    ($columns:literal, $from:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM ",
            $from,
            " CROSS JOIN revision v ON v.definition = x.definition AND v.shadowed = 0 AND v.first_snapshot <= :at
                              AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)
              CROSS JOIN object o ON o.id = v.object CROSS JOIN folder f ON f.id = o.folder
              CROSS JOIN repository r ON r.id = f.repository ",
            $rest
        )
    };
}

const TOUCHES: &str = standing!(
    "DISTINCT o.kind, o.path, o.name, o.qualifier, r.name, f.name,
     CASE WHEN n.value <> '' THEN n.value ELSE b.value END, n.value = '', t.value, e.value",
    "connection_reference x",
    "CROSS JOIN session_extension k ON k.definition = x.definition AND k.number = x.extension
     CROSS JOIN text n ON n.id = x.name CROSS JOIN text b ON b.id = x.variable CROSS JOIN text t ON t.id = x.type
     CROSS JOIN text e ON e.id = k.type
     WHERE (n.value <> '' OR b.value <> '') AND (:folder IS NULL OR f.name = :folder)"
);
const SOURCES: &str =
    standing!("o.kind, o.path, o.name, o.qualifier, r.name, f.name, v.definition, f.id", "source x", "");
const TARGETS: &str =
    standing!("o.kind, o.path, o.name, o.qualifier, r.name, f.name, v.definition, f.id", "target x", "");
const MAPPINGS: &str = standing!("v.definition, f.id, o.name, o.kind", "mapping x", "");
const LOOKUPS: &str = standing!(
    "DISTINCT f.id, o.name, o.kind, n.value",
    "(SELECT id FROM text WHERE value = 'Lookup Procedure') l
     CROSS JOIN transformation x ON x.type = l.id
     CROSS JOIN attribute_list a ON a.list = x.attributes
     CROSS JOIN text w ON w.id = a.name AND w.value = 'Lookup table name'
     CROSS JOIN text n ON n.id = a.value",
    "WHERE n.value <> '' AND o.kind IN ('mapping', 'mapplet')"
);
const LEADS: &str = standing!("f.id, o.name, x.folder, x.object", "shortcut x", "");
const SESSIONS: &str = standing!(
    "o.kind, o.path, o.name, o.qualifier, r.name, f.name, f.id, x.mapping",
    "session x",
    "WHERE :folder IS NULL OR f.name = :folder"
);
/// Words of the index that begin with `$`; what stands in configuration objects, sources and the like concerns nobody here.
const MENTIONS: &str = standing!(
    "o.kind, o.path, o.name, o.qualifier, r.name, f.name, f.id, x.term",
    "(SELECT doc AS definition, term FROM temp.word WHERE term >= '$' AND term < '%') x",
    "WHERE o.kind IN ('session', 'workflow', 'worklet', 'task', 'mapping', 'mapplet')
       AND (:folder IS NULL OR f.name = :folder)"
);

impl Catalog {
    /// Which objects refer to which connection and how, in the folder of a name or in all; sorted.
    pub fn touches(&self, at: i64, folder: Option<&str>) -> Result<Vec<Touch>> {
        let mut all = self.gathered(TOUCHES, named_params! { ":at": at, ":folder": folder }, &|row| {
            Ok(Touch {
                connection: text(row, 6)?,
                by_variable: row.get(7)?,
                connection_type: text(row, 8)?,
                access: text(row, 9)?,
                user: address(row)?,
            })
        })?;
        all.sort();
        Ok(all)
    }

    /// Every source and target definition.
    pub fn table_definitions(&self, at: i64) -> Result<Vec<TableDefinition>> {
        let mut all = Vec::new();
        for (sql, is_target) in [(SOURCES, false), (TARGETS, true)] {
            all.extend(self.gathered(sql, named_params! { ":at": at }, &|row| {
                let (definition, folder) = (row.get(6)?, row.get(7)?);
                Ok(TableDefinition { definition, folder, is_target, name: text(row, 2)?, address: address(row)? })
            })?);
        }
        Ok(all)
    }

    /// The columns of a kind in all definitions that ever were: number of the definition, name of the column.
    pub fn columns_like(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<(i64, Text)>> {
        const NAMES: &str = "SELECT id, value FROM text WHERE id IN (SELECT DISTINCT name FROM field)";
        let names = self.texts_like(NAMES, wanted)?;
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let all = self.gathered("SELECT definition, name FROM field ORDER BY definition, number", &[], &|row| {
            Ok((row.get::<_, i64>(0)?, names.get(&row.get(1)?).cloned()))
        })?;
        Ok(all.into_iter().filter_map(|(definition, name)| Some((definition, name?))).collect())
    }

    /// In which mappings and mapplets objects of some names stand.
    pub fn placed(&self, wanted: &dyn Fn(&str) -> bool, at: i64) -> Result<Vec<Placed>> {
        const NAMES: &str = "SELECT id, value FROM text WHERE id IN (SELECT DISTINCT object FROM mapping_instance)";
        const INSTANCES: &str = "SELECT x.definition, x.object, k.value FROM mapping_instance x
                                 CROSS JOIN text k ON k.id = x.object_type
                                 WHERE k.value IN ('Source Definition', 'Target Definition', 'Mapplet')
                                 ORDER BY x.definition, x.number";
        let names = self.texts_like(NAMES, wanted)?;
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.gathered(MAPPINGS, named_params! { ":at": at }, &|row| Ok((row.get(0)?, mapping(row, 1)?)))?;
        let mappings: FxHashMap<i64, MappingKey> = rows.into_iter().collect();
        let all = self.gathered(INSTANCES, &[], &|row| {
            let found = mappings.get(&row.get(0)?).zip(names.get(&row.get(1)?));
            found
                .map(|(mapping, object)| {
                    Ok(Placed { mapping: mapping.clone(), kind: text(row, 2)?, object: object.clone() })
                })
                .transpose()
        })?;
        Ok(all.into_iter().flatten().collect())
    }

    /// Tables that lookups of mappings and mapplets name.
    pub fn lookup_tables(&self, at: i64) -> Result<Vec<Placed>> {
        self.gathered(LOOKUPS, named_params! { ":at": at }, &|row| {
            Ok(Placed { mapping: mapping(row, 0)?, kind: Text::const_new("Lookup Procedure"), object: text(row, 3)? })
        })
    }

    /// Every shortcut.
    pub fn leads(&self, at: i64) -> Result<Vec<Lead>> {
        self.gathered(LEADS, named_params! { ":at": at }, &|row| {
            Ok(Lead { folder: row.get(0)?, name: text(row, 1)?, to_folder: text(row, 2)?, to: text(row, 3)? })
        })
    }

    /// Every session with its mapping, in the folder of a name or in all.
    pub fn mapped_sessions(&self, at: i64, folder: Option<&str>) -> Result<Vec<MappedSession>> {
        self.gathered(SESSIONS, named_params! { ":at": at, ":folder": folder }, &|row| {
            Ok(MappedSession { folder: row.get(6)?, mapping: text(row, 7)?, address: address(row)? })
        })
    }

    /// Every name with `$` that stands in a session, workflow, worklet, task, mapping or mapplet, in the folder of a name or in
    /// all. Out of the index of words, in one go.
    pub fn mentions(&self, at: i64, folder: Option<&str>) -> Result<Vec<Mention>> {
        self.open_words()?;
        self.gathered(MENTIONS, named_params! { ":at": at, ":folder": folder }, &|row| {
            let by = match row.get_ref(0)?.as_str().unwrap_or_default() {
                kind @ ("mapping" | "mapplet") => {
                    let is_mapplet = kind == "mapplet";
                    Mentioner::Maps(MappingKey { is_mapplet, folder: row.get(6)?, name: text(row, 2)? })
                }
                _ => Mentioner::Runs(address(row)?),
            };
            Ok(Mention { name: text(row, 7)?, by })
        })
    }

    /// Makes the words of the index readable as a table that lives as long as the connection. Nothing is written to the
    /// catalog, but SQLite refuses any new table on a connection that only asks.
    fn open_words(&self) -> Result<()> {
        const WORDS: &str = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.word USING fts5vocab(main, find, instance)";
        let only_asks: bool = self.db.pragma_query_value(None, "query_only", |row| row.get(0))?;
        self.db.pragma_update(None, "query_only", false)?;
        let made = self.db.execute_batch(WORDS);
        self.db.pragma_update(None, "query_only", only_asks)?;
        Ok(made?)
    }

    /// The texts of a statement that are wanted, by number.
    fn texts_like(&self, sql: &'static str, wanted: &dyn Fn(&str) -> bool) -> Result<FxHashMap<i64, Text>> {
        let all = self.gathered(sql, &[], &|row| {
            let name = row.get_ref(1)?.as_str().unwrap_or_default();
            Ok((row.get::<_, i64>(0)?, wanted(name).then(|| Text::from(name))))
        })?;
        Ok(all.into_iter().filter_map(|(id, name)| Some((id, name?))).collect())
    }

    fn gathered<T>(
        &self,
        sql: &'static str,
        params: &[(&str, &dyn ToSql)],
        take: &dyn Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(take(row)?);
        }
        Ok(all)
    }
}

fn text(row: &Row<'_>, at: usize) -> Result<Text> {
    Ok(row.get_ref(at)?.as_str().unwrap_or_default().into())
}

/// Full address of the object of a row that begins with its key, its repository and its folder.
fn address(row: &Row<'_>) -> Result<String> {
    let (repository, folder) = (text(row, 4)?, text(row, 5)?);
    Ok(full(&repository, &folder, &key_of(row, 0)?))
}

/// Folder, name and kind of a mapping or mapplet.
fn mapping(row: &Row<'_>, from: usize) -> Result<MappingKey> {
    let is_mapplet = text(row, from + 2)? == "mapplet";
    Ok(MappingKey { folder: row.get(from)?, name: text(row, from + 1)?, is_mapplet })
}
