//! Tables of a catalog into tables of a database: made where they are not there, upserted by key, all in one transaction.
//!
//! Owns the SQL of that. Every table has the column `catalog` before all others, and `snapshot` after it where its rows have
//! one, so that many catalogs share a schema. Rows go through COPY into a temporary table and from there by INSERT ... ON
//! CONFLICT. Of a snapshot that is written again, rows that stand in it no more are removed; rows that know no snapshot are
//! only added and changed. What other catalogs wrote is never touched.
//!
//! Makes no table, column or schema that is there: whoever owns the database may make them, and let an exporter only write.
//! PostgreSQL holds no NUL in a text: U+FFFD stands for it.

use super::{Postgres, login, trouble};
use crate::model::connection::Verdict;
use crate::model::dataset::{Cell, Column, Dataset, Kind};
use crate::model::secret::Secret;
use crate::reach::{Limits, Target, Trouble, message, tls};
use std::pin::Pin;
use std::time::Duration;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, SimpleQueryMessage};

/// Longest time for the login.
const LOGIN: Limits = Limits { timeout: Duration::from_secs(30) };
/// Longest time for any statement after it: another export of the same database is waited for.
const STATEMENT: Duration = Duration::from_mins(30);
/// What exports into one database wait for: its tables are made once.
const LOCK: &str = "SELECT pg_advisory_xact_lock(1128354892)";
/// The temporary table. It is of this login only.
const WAITING: &str = "pg_temp.catalog_export";
/// Rows that are sent at once.
const ROWS: usize = 500;

/// A transaction that tables are written in. Dropped without [`Upsert::commit`], nothing was written.
pub struct Upsert {
    login: Postgres,
    schema: String,
    catalog: String,
    secret: Option<Secret>,
}

/// What became of the rows of a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Upserted {
    /// Rows that were sent.
    pub rows: u64,
    /// Rows that were new or otherwise before.
    pub written: u64,
    /// Rows that stand in the snapshot no more.
    pub removed: u64,
}

impl Upsert {
    /// Logs in and begins. `schema` is the one to write to, else the connection's, else `public`; `catalog` is told in every row.
    ///
    /// # Errors
    ///
    /// What the client or the server says.
    pub fn begin(target: &Target, schema: Option<&str>, catalog: &str) -> Result<Self, Trouble> {
        tls::install();
        let told = |why: Trouble| shown(&why, target.secret.as_ref());
        let mut login = login(target, LOGIN).map_err(told)?;
        login.steps.allow(STATEMENT);
        let schema = schema.or(target.connection.attribute("schema")).unwrap_or("public").to_owned();
        let upsert = Self { login, schema, catalog: catalog.to_owned(), secret: target.secret.clone() };
        upsert.run("BEGIN")?;
        upsert.run(LOCK)?;
        if !upsert.is_there(&format!("SELECT to_regnamespace({})", text(&name(&upsert.schema))))? {
            upsert.run(&format!("CREATE SCHEMA {}", name(&upsert.schema)))?;
        }
        Ok(upsert)
    }

    /// Begins to write the rows of a table, of one snapshot where it has such.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub fn copy(&self, dataset: &'static Dataset, snapshot: Option<i64>) -> Result<Copy<'_>, Trouble> {
        self.make(dataset)?;
        let columns: Vec<String> =
            dataset.columns.iter().map(|one| format!("{} {}", name(one.name), waiting_type(one))).collect();
        self.run(&format!("CREATE TEMPORARY TABLE catalog_export ({}) ON COMMIT DROP", columns.join(", ")))?;
        let types: Vec<Type> = dataset.columns.iter().map(sent_type).collect();
        let sink = self.step(async |client| client.copy_in(&format!("COPY {WAITING} FROM STDIN BINARY")).await)?;
        let writer = Box::pin(BinaryCopyInWriter::new(sink, &types));
        Ok(Copy { upsert: self, dataset, snapshot, writer, waiting: Vec::new(), rows: 0 })
    }

    /// Ends the transaction: everything is there now.
    ///
    /// # Errors
    ///
    /// What the server says; nothing was written then.
    pub fn commit(self) -> Result<(), Trouble> {
        self.run("COMMIT")
    }

    /// Makes a table with comments, or the columns that an older program did not know.
    fn make(&self, dataset: &Dataset) -> Result<(), Trouble> {
        let table = self.table(dataset);
        let all = columns(dataset);
        if !self.is_there(&format!("SELECT to_regclass({})", text(&table)))? {
            let described: Vec<String> =
                all.iter().map(|one| format!("{} {}", name(one.name), stored_type(one))).collect();
            self.run(&format!(
                "CREATE TABLE IF NOT EXISTS {table} ({}, PRIMARY KEY ({}))",
                described.join(", "),
                names(&key(dataset))
            ))?;
            self.run(&format!("COMMENT ON TABLE {table} IS {}", text(dataset.meaning)))?;
            return self.comment(&table, &all);
        }
        let known = format!(
            "SELECT attname FROM pg_catalog.pg_attribute
             WHERE attrelid = to_regclass({}) AND attnum > 0 AND NOT attisdropped",
            text(&table)
        );
        let known = self.texts(&known)?;
        let new: Vec<Column> = all.into_iter().filter(|one| !known.iter().any(|there| there == one.name)).collect();
        for one in &new {
            // Rows of older exports hold nothing in it.
            self.run(&format!("ALTER TABLE {table} ADD COLUMN {} {}", name(one.name), stored_type(&one.or_nothing())))?;
        }
        self.comment(&table, &new)
    }

    fn comment(&self, table: &str, columns: &[Column]) -> Result<(), Trouble> {
        let one =
            |column: &Column| format!("COMMENT ON COLUMN {table}.{} IS {}", name(column.name), text(column.meaning));
        let all: Vec<String> = columns.iter().map(one).collect();
        if all.is_empty() { Ok(()) } else { self.run(&all.join("; ")) }
    }

    /// From the temporary table to its place.
    fn merge(&self, dataset: &Dataset, snapshot: Option<i64>) -> Result<Upserted, Trouble> {
        let table = self.table(dataset);
        self.run(&format!("ANALYZE {WAITING}"))?;
        let mut done = Upserted::default();
        if let Some(snapshot) = snapshot {
            let same: Vec<String> = dataset.key.iter().map(|one| format!("w.{0} = t.{0}", name(one))).collect();
            let gone = format!(
                "DELETE FROM {table} t WHERE t.catalog = {} AND t.snapshot = {snapshot}
                 AND NOT EXISTS (SELECT 1 FROM {WAITING} w WHERE {})",
                text(&self.catalog),
                same.join(" AND ")
            );
            done.removed = self.count(&gone)?;
        }
        done.written = self.count(&self.insert(&table, dataset, snapshot))?;
        self.run(&format!("DROP TABLE {WAITING}"))?;
        Ok(done)
    }

    fn insert(&self, table: &str, dataset: &Dataset, snapshot: Option<i64>) -> String {
        let all = columns(dataset);
        let of_rows = dataset.columns.iter().map(selected);
        let before = [text(&self.catalog)].into_iter().chain(snapshot.map(|at| at.to_string()));
        let selected: Vec<String> = before.chain(of_rows).collect();
        let key = key(dataset);
        let others: Vec<&str> = all.iter().map(|one| one.name).filter(|name| !key.contains(name)).collect();
        let set: Vec<String> = others.iter().map(|one| format!("{0} = excluded.{0}", name(one))).collect();
        let of = |alias: &str| others.iter().map(|one| format!("{alias}.{}", name(one))).collect::<Vec<_>>().join(", ");
        let otherwise = if others.is_empty() {
            "NOTHING".to_owned()
        } else {
            format!("UPDATE SET {} WHERE ROW({}) IS DISTINCT FROM ROW({})", set.join(", "), of("t"), of("excluded"))
        };
        let into: Vec<&str> = all.iter().map(|one| one.name).collect();
        format!(
            "INSERT INTO {table} AS t ({}) SELECT {} FROM {WAITING} ON CONFLICT ({}) DO {otherwise}",
            names(&into),
            selected.join(", "),
            names(&key)
        )
    }

    fn table(&self, dataset: &Dataset) -> String {
        format!("{}.{}", name(&self.schema), name(dataset.name))
    }

    fn run(&self, sql: &str) -> Result<(), Trouble> {
        self.login.command(sql).map_err(|why| self.told(&why))
    }

    /// Rows that a statement changed.
    fn count(&self, sql: &str) -> Result<u64, Trouble> {
        self.step(async |client| client.execute(sql, &[]).await)
    }

    /// True where the one value of a statement is not NULL.
    fn is_there(&self, sql: &str) -> Result<bool, Trouble> {
        Ok(self.texts(sql)?.iter().any(|text| !text.is_empty()))
    }

    /// First column of the rows of a statement; NULL is an empty text.
    fn texts(&self, sql: &str) -> Result<Vec<String>, Trouble> {
        let said = self.login.said(sql).map_err(|why| self.told(&why))?;
        let first = said.into_iter().filter_map(|one| match one {
            SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
            _ => None,
        });
        Ok(first.collect())
    }

    /// Something of the client, within its time.
    fn step<T>(&self, step: impl AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error>) -> Result<T, Trouble> {
        let closed = || Trouble::new(Verdict::Failed, "closed");
        let (client, _) = self.login.client.as_ref().ok_or_else(closed)?;
        let done = self.login.steps.run(async { step(client).await.map_err(|error| trouble(&error)) });
        done.map_err(|why| self.told(&why))
    }

    fn told(&self, why: &Trouble) -> Trouble {
        shown(why, self.secret.as_ref())
    }
}

/// Rows of one table on their way.
pub struct Copy<'u> {
    upsert: &'u Upsert,
    dataset: &'static Dataset,
    snapshot: Option<i64>,
    writer: Pin<Box<BinaryCopyInWriter>>,
    waiting: Vec<Vec<Value>>,
    rows: u64,
}

/// A cell as it is sent.
enum Value {
    Text(Option<String>),
    Number(Option<i64>),
    Flag(Option<bool>),
}

impl Value {
    fn of(column: &Column, cell: &Cell<'_>) -> Self {
        match (column.kind, cell) {
            (Kind::Text, Cell::Text(text)) => Self::Text(Some(text.replace('\0', "\u{fffd}"))),
            (Kind::Text, _) => Self::Text(None),
            (Kind::Flag, Cell::Flag(flag)) => Self::Flag(Some(*flag)),
            (Kind::Flag, _) => Self::Flag(None),
            (_, Cell::Integer(number) | Cell::Time(number)) => Self::Number(Some(*number)),
            _ => Self::Number(None),
        }
    }

    fn sent(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number,
            Self::Flag(flag) => flag,
        }
    }
}

impl Copy<'_> {
    /// Sends a row: the cells of all columns of the table.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), Trouble> {
        self.waiting
            .push(self.dataset.columns.iter().zip(cells).map(|(column, cell)| Value::of(column, cell)).collect());
        self.rows += 1;
        if self.waiting.len() >= ROWS { self.send() } else { Ok(()) }
    }

    /// Lets the rows take their place.
    ///
    /// # Errors
    ///
    /// What the server says.
    pub fn finish(mut self) -> Result<Upserted, Trouble> {
        self.send()?;
        let writer = &mut self.writer;
        self.upsert.step(async |_| writer.as_mut().finish().await)?;
        let done = self.upsert.merge(self.dataset, self.snapshot)?;
        Ok(Upserted { rows: self.rows, ..done })
    }

    fn send(&mut self) -> Result<(), Trouble> {
        let (rows, writer) = (std::mem::take(&mut self.waiting), &mut self.writer);
        self.upsert.step(async |_| {
            for row in &rows {
                let sent: Vec<&(dyn ToSql + Sync)> = row.iter().map(Value::sent).collect();
                writer.as_mut().write(&sent).await?;
            }
            Ok(())
        })
    }
}

fn shown(why: &Trouble, secret: Option<&Secret>) -> Trouble {
    Trouble::new(why.verdict, message::shown(&why.message, secret))
}

/// All columns of a table in the database.
fn columns(dataset: &Dataset) -> Vec<Column> {
    let catalog = Column::text("catalog", "Number of the catalog that wrote the row, 32 hexadecimal digits");
    std::iter::once(catalog).chain(dataset.seen()).collect()
}

/// The columns by which a row is known.
fn key(dataset: &Dataset) -> Vec<&'static str> {
    let snapshot = dataset.partition.has_snapshot().then_some("snapshot");
    ["catalog"].into_iter().chain(snapshot).chain(dataset.key.iter().copied()).collect()
}

fn stored_type(column: &Column) -> String {
    let of = match column.kind {
        Kind::Text => "text",
        Kind::Integer => "bigint",
        Kind::Flag => "boolean",
        Kind::Moment => "timestamp with time zone",
        Kind::Local => "timestamp",
    };
    format!("{of}{}", if column.nullable { "" } else { " NOT NULL" })
}

/// Times wait as microseconds: so no setting of the server reads them otherwise.
fn waiting_type(column: &Column) -> &'static str {
    match column.kind {
        Kind::Text => "text",
        Kind::Flag => "boolean",
        Kind::Integer | Kind::Moment | Kind::Local => "bigint",
    }
}

fn sent_type(column: &Column) -> Type {
    match column.kind {
        Kind::Text => Type::TEXT,
        Kind::Flag => Type::BOOL,
        Kind::Integer | Kind::Moment | Kind::Local => Type::INT8,
    }
}

/// A column of the temporary table as it goes to its place.
fn selected(column: &Column) -> String {
    let of = name(column.name);
    match column.kind {
        Kind::Moment => format!("timestamp with time zone '1970-01-01 00:00:00Z' + {of} * interval '1 microsecond'"),
        Kind::Local => format!("timestamp '1970-01-01 00:00:00' + {of} * interval '1 microsecond'"),
        _ => of,
    }
}

fn name(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn names(all: &[&str]) -> String {
    all.iter().map(|one| name(one)).collect::<Vec<_>>().join(", ")
}

/// A literal that no setting reads otherwise.
fn text(value: &str) -> String {
    format!(" E'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
}
