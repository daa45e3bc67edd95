//! The tables of an export, and their rows out of the catalog.
//!
//! Owns which tables leave the catalog, by which SELECT, and what is left out and why ([`LEFT_OUT`]). One file a group of
//! tables; a table's columns stand beside its statement. Rows come one by one and in a fixed order, and no statement sorts a
//! whole table: memory does not grow with the catalog. Opens no secret and hands out no sealed bytes.

/// The statement of rows that hang on an object as it stands in a snapshot, for one folder: folder, repository, object, path,
/// name, and these columns.
macro_rules! standing {
    ($columns:literal, $joins:literal, $kinds:literal, $order:literal) => {
        concat!(
            "SELECT f.name, r.name, o.id, o.path, o.name, ",
            $columns,
            " FROM object o CROSS JOIN revision v ON v.object = o.id AND v.shadowed = 0 AND v.first_snapshot <= :at
                  AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)
              CROSS JOIN folder f ON f.id = o.folder CROSS JOIN repository r ON r.id = f.repository ",
            $joins,
            " WHERE o.folder = :each AND o.kind IN (",
            $kinds,
            ") ORDER BY o.kind, o.id",
            $order
        )
    };
}

/// The columns of such rows.
macro_rules! of_object {
    ($($column:expr),* $(,)?) => {
        &[
            Column::text("folder", "Folder of the object"),
            Column::text("repository", "Repository of the object"),
            Column::integer("object", "Number of the object in its catalog; the same in all tables and snapshots"),
            Column::text("path", "Workflow and worklets around it, a/b; empty at folder level"),
            Column::text("name", "Name of the object"),
            $($column),*
        ]
    };
}

mod design;
mod flow;
mod kept;
mod mapping;
mod night;
mod run;
mod session;

use super::Catalog;
use super::error::StoreError;
use crate::model::dataset::{Cell, Column, Dataset, Kind};
use chrono::NaiveDateTime;
use rusqlite::types::ValueRef;
use rusqlite::{Row, Statement};

/// A table and where its rows come from.
#[derive(Debug)]
pub struct Table {
    /// What a reader must know of it.
    pub dataset: Dataset,
    /// How often the statement is run.
    each: Each,
    /// Gives the cells of `dataset.columns`, in their order. `:at` is the snapshot, `:each` what [`Each`] says.
    sql: &'static str,
}

/// How often a statement is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Each {
    /// Once.
    Once,
    /// For each folder, by name.
    Folder,
    /// For each place where runs happened, by folder.
    Place,
}

/// Every table, by group.
pub fn all() -> impl Iterator<Item = &'static Table> {
    let groups =
        [kept::TABLES, design::TABLES, mapping::TABLES, session::TABLES, flow::TABLES, run::TABLES, night::TABLES];
    groups.into_iter().flatten()
}

/// Tables of the catalog that no table of an export tells, with the reason.
pub const LEFT_OUT: &[(&str, &str)] = &[
    ("assessed_answer", "what rules were asked of an object; `catalog comply` prints the coverage"),
    ("assessed_object", "what rules were asked of an object; `catalog comply` prints the coverage"),
    ("catalog_identity", "its one value stands in the manifest, and in the column `catalog` of a database"),
    ("content", "the text of definitions; `catalog export --snapshot` writes it as files"),
    ("content_definition", "which text a definition lies in; means nothing without the texts"),
    ("find", "the index of `catalog find`"),
    ("folder_content", "which text a folder had; means nothing without the texts"),
    ("manifest", "the frames of files; `catalog export --snapshot` writes them as files"),
    ("membership", "keys of members and the signed list of them; `catalog role show` prints who may what"),
    ("refinery_schema_history", "of the program's own migrations"),
    ("run_pull", "how far live pulls have come; of use to this catalog only"),
];

/// Columns that are left out of a table that is told otherwise, with the reason.
pub const LEFT_OUT_COLUMNS: &[(&str, &str, &str)] = &[
    ("credential_version", "mac", "made with a key from the value"),
    ("credential_version", "recipients", "keys"),
    ("credential_version", "sealed", "the sealed value"),
    ("parameter_text", "text", "its lines stand in `parameter`"),
];

impl Catalog {
    /// Hands over the rows of a table, as they stand in a snapshot where the table has such; by folder where it has one.
    ///
    /// # Errors
    ///
    /// What `take` says, or the store.
    pub fn rows_of<E: From<StoreError>>(
        &self,
        table: &Table,
        at: i64,
        take: &mut dyn FnMut(&[Cell<'_>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self.db.prepare_cached(table.sql).map_err(StoreError::from)?;
        for each in self.each(table.each)? {
            bind(&mut statement, at, each).map_err(StoreError::from)?;
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next().map_err(StoreError::from)? {
                take(&cells(table.dataset.columns, row)?)?;
            }
        }
        Ok(())
    }

    /// What the statement is run for. Folders of one name in two repositories follow each other.
    fn each(&self, each: Each) -> Result<Vec<i64>, StoreError> {
        let sql = match each {
            Each::Once => return Ok(vec![0]),
            Each::Folder => "SELECT id FROM folder ORDER BY name, id",
            Each::Place => "SELECT id FROM run_place ORDER BY folder, id",
        };
        let mut statement = self.db.prepare_cached(sql)?;
        let ids = statement.query_map([], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Does something that reads: all of it sees the catalog as it was at the first look, whoever writes meanwhile.
    ///
    /// # Errors
    ///
    /// What the work says, or the store.
    pub fn in_one_view<T, E: From<StoreError>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let view = self.db.unchecked_transaction().map_err(StoreError::from)?;
        let done = work()?;
        view.finish().map_err(StoreError::from)?;
        Ok(done)
    }

    /// What sealed values and exports of this catalog are bound to: 32 hexadecimal digits.
    pub fn identity(&self) -> super::Result<String> {
        Ok(self.db.query_row("SELECT id FROM catalog_identity", [], |row| row.get(0))?)
    }
}

fn bind(statement: &mut Statement<'_>, at: i64, each: i64) -> rusqlite::Result<()> {
    for (name, value) in [(":at", at), (":each", each)] {
        if let Some(index) = statement.parameter_index(name)? {
            statement.raw_bind_parameter(index, value)?;
        }
    }
    Ok(())
}

fn cells<'r>(columns: &[Column], row: &'r Row<'_>) -> Result<Vec<Cell<'r>>, StoreError> {
    columns.iter().enumerate().map(|(at, column)| cell(column, row.get_ref(at)?)).collect()
}

fn cell<'r>(column: &Column, value: ValueRef<'r>) -> Result<Cell<'r>, StoreError> {
    let wrong = || StoreError::Damaged(format!("column {} holds what is no {}", column.name, column.kind.word()));
    match (column.kind, value) {
        (_, ValueRef::Null) if column.nullable => Ok(Cell::Nothing),
        (Kind::Text, ValueRef::Text(text)) => Ok(Cell::Text(String::from_utf8_lossy(text))),
        (Kind::Integer, ValueRef::Integer(number)) => Ok(Cell::Integer(number)),
        (Kind::Flag, ValueRef::Integer(number)) => Ok(Cell::Flag(number != 0)),
        (Kind::Moment | Kind::Local, ValueRef::Text(text)) => {
            Ok(microseconds(&String::from_utf8_lossy(text)).map_or(Cell::Nothing, Cell::Time))
        }
        _ => Err(wrong()),
    }
}

/// Microseconds since the epoch of `2026-01-02T03:04:05`, with or without a fraction and a Z.
fn microseconds(text: &str) -> Option<i64> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok()?;
    Some(time.and_utc().timestamp_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_what_is_none_is_nothing() {
        assert_eq!(microseconds("1970-01-01T00:00:01Z"), Some(1_000_000));
        assert_eq!(microseconds("2026-01-02T03:04:05.25"), Some(1_767_323_045_250_000));
        assert_eq!([microseconds(""), microseconds("soon")], [None, None]);
    }

    #[test]
    fn a_cell_of_another_kind_is_a_damage() {
        let column = Column::integer("rows", "");
        assert!(matches!(cell(&column, ValueRef::Integer(7)), Ok(Cell::Integer(7))));
        assert!(cell(&column, ValueRef::Null).is_err() && cell(&column, ValueRef::Text(b"7")).is_err());
        assert!(matches!(cell(&column.or_nothing(), ValueRef::Null), Ok(Cell::Nothing)));
    }
}
