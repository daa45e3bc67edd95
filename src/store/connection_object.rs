//! Connection objects by time, and what tests of them saw.
//!
//! Owns the tables `connection_object`, `connection_revision`, `connection_attribute` and `connection_test`. Intervals are
//! times: objects change between snapshots. What is the same as before makes no new row.

use super::Catalog;
use super::credential::together;
use super::error::Result;
use crate::model::Text;
use crate::model::connection::{Connection, ConnectionRevision, Seen, StoredTest};
use crate::model::snapshot::Fate;
use rusqlite::{OptionalExtension, Row, named_params};

/// The columns of [`revision`].
const COLUMNS: &str =
    "r.id, o.name, o.environment, r.type, r.subtype, r.credential, r.source, r.line, r.first_at, r.last_at";

fn revision(row: &Row<'_>) -> rusqlite::Result<(i64, ConnectionRevision)> {
    let text = |at: usize| row.get::<_, String>(at).map(Text::from);
    let connection = Connection {
        name: text(1)?,
        environment: text(2)?,
        connection_type: text(3)?,
        subtype: text(4)?,
        attributes: Vec::new(),
        credential: row.get::<_, Option<String>>(5)?.map(Text::from),
        source: text(6)?,
        line: row.get(7)?,
    };
    Ok((row.get(0)?, ConnectionRevision { connection, first_at: row.get(8)?, last_at: row.get(9)? }))
}

/// True where two connections are the same, wherever they are known from.
fn same(a: &Connection, b: &Connection) -> bool {
    (&a.connection_type, &a.subtype, &a.credential, &a.attributes)
        == (&b.connection_type, &b.subtype, &b.credential, &b.attributes)
}

impl Catalog {
    /// Keeps connections as they are from `now` on, and says what became of each.
    pub fn keep_connections(&self, connections: &[Connection], now: &str) -> Result<Vec<Fate>> {
        together(self, || connections.iter().map(|one| self.keep_connection(one, now)).collect())
    }

    fn keep_connection(&self, connection: &Connection, now: &str) -> Result<Fate> {
        let mut connection = connection.clone();
        connection.attributes.sort();
        let (name, environment) = (connection.name.as_str(), connection.environment.as_str());
        let fate = match self.connection(name, environment)? {
            Some(known) if same(&known, &connection) => return Ok(Fate::Unchanged),
            Some(_) => {
                self.remove_connection(name, environment, now)?;
                Fate::Changed
            }
            None => Fate::Added,
        };
        self.db
            .prepare_cached("INSERT INTO connection_object (environment, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute((environment, name))?;
        self.db
            .prepare_cached(
                "INSERT INTO connection_revision (object, type, subtype, credential, source, line, first_at)
                 SELECT id, :type, :subtype, :credential, :source, :line, :now FROM connection_object
                 WHERE environment = :environment AND name = :name",
            )?
            .execute(named_params! {
                ":environment": environment, ":name": name, ":type": connection.connection_type.as_str(),
                ":subtype": connection.subtype.as_str(), ":credential": connection.credential.as_deref(),
                ":source": connection.source.as_str(), ":line": connection.line, ":now": now,
            })?;
        let id = self.db.last_insert_rowid();
        let mut insert =
            self.db.prepare_cached("INSERT INTO connection_attribute (revision, name, value) VALUES (?1, ?2, ?3)")?;
        for (name, value) in &connection.attributes {
            insert.execute((id, name.as_str(), value.as_str()))?;
        }
        Ok(fate)
    }

    /// Ends a connection; true where there was one. What it was stays in its history.
    pub fn remove_connection(&self, name: &str, environment: &str, now: &str) -> Result<bool> {
        let ended = self
            .db
            .prepare_cached(
                "UPDATE connection_revision SET last_at = :now WHERE last_at IS NULL AND object =
                     (SELECT id FROM connection_object WHERE environment = :environment AND name = :name)",
            )?
            .execute(named_params! { ":now": now, ":environment": environment, ":name": name })?;
        Ok(ended > 0)
    }

    /// The connection of exactly this name and environment, as it is now.
    pub fn connection(&self, name: &str, environment: &str) -> Result<Option<Connection>> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM connection_revision r JOIN connection_object o ON o.id = r.object
             WHERE r.last_at IS NULL AND o.name = ?1 AND o.environment = ?2"
        ))?;
        let found = statement.query_row((name, environment), revision).optional()?;
        found.map(|(id, one)| self.with_attributes(id, one).map(|one| one.connection)).transpose()
    }

    /// Every connection and variant, by name and environment; as it was at a time, or now.
    pub fn all_connections(&self, at: Option<&str>) -> Result<Vec<Connection>> {
        let all = self.revisions(
            "(:at IS NULL AND r.last_at IS NULL OR r.first_at <= :at AND (r.last_at IS NULL OR r.last_at > :at))",
            &[(":at", &at)],
        )?;
        Ok(all.into_iter().map(|one| one.connection).collect())
    }

    /// Connections as an environment has them, by name: its own variant wins over the one of no environment.
    pub fn connections(&self, environment: &str, at: Option<&str>) -> Result<Vec<Connection>> {
        let mut all = self.all_connections(at)?;
        all.retain(|one| one.environment.is_empty() || one.environment == environment);
        // By name, the one without an environment first; of equal names the last one stays.
        all.reverse();
        all.dedup_by(|later, kept| later.name == kept.name);
        all.reverse();
        Ok(all)
    }

    /// Everything that a name was, in every environment, oldest first.
    pub fn connection_history(&self, name: &str) -> Result<Vec<ConnectionRevision>> {
        self.revisions("o.name = :name", &[(":name", &name)])
    }

    fn revisions(
        &self,
        condition: &'static str,
        values: &[(&str, &dyn rusqlite::ToSql)],
    ) -> Result<Vec<ConnectionRevision>> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM connection_revision r JOIN connection_object o ON o.id = r.object
             WHERE {condition} ORDER BY o.name, o.environment, r.id"
        ))?;
        let rows: Vec<(i64, ConnectionRevision)> =
            statement.query_map(values, revision)?.collect::<std::result::Result<_, _>>()?;
        rows.into_iter().map(|(id, one)| self.with_attributes(id, one)).collect()
    }

    fn with_attributes(&self, id: i64, mut one: ConnectionRevision) -> Result<ConnectionRevision> {
        let mut statement =
            self.db.prepare_cached("SELECT name, value FROM connection_attribute WHERE revision = ?1 ORDER BY name")?;
        let rows = statement
            .query_map([id], |row| Ok((Text::from(row.get::<_, String>(0)?), Text::from(row.get::<_, String>(1)?))))?;
        one.connection.attributes = rows.collect::<std::result::Result<_, _>>()?;
        Ok(one)
    }

    /// The time up to which a snapshot is the latest: when the next one began; `None` for the latest itself.
    pub fn superseded_at(&self, snapshot: i64) -> Result<Option<String>> {
        Ok(self.db.query_row("SELECT min(started_at) FROM snapshot WHERE id > ?1", [snapshot], |row| row.get(0))?)
    }

    /// Stores what tests saw: name and environment of each connection as they were asked for.
    pub fn store_tests(&self, tests: &[(&str, &str, &Seen)], now: &str) -> Result<()> {
        together(self, || tests.iter().try_for_each(|test| self.store_test(*test, now)))
    }

    fn store_test(&self, (name, environment, seen): (&str, &str, &Seen), now: &str) -> Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO connection_test
                     (environment, name, tested_at, verdict, server, latency_ms, message, insecure)
                 VALUES (:environment, :name, :now, :verdict, :server, :latency, :message, :insecure)",
            )?
            .execute(named_params! {
                ":environment": environment, ":name": name, ":now": now, ":verdict": seen.verdict.word(),
                ":server": seen.server.as_str(),
                ":latency": seen.latency_ms.map(|ms| i64::try_from(ms).unwrap_or(i64::MAX)),
                ":message": seen.message, ":insecure": seen.insecure,
            })?;
        Ok(())
    }

    /// The newest test of each connection in an environment, by name.
    pub fn newest_tests(&self, environment: &str) -> Result<Vec<StoredTest>> {
        let mut statement = self.db.prepare_cached(
            "SELECT connection, environment, tested_at, verdict, server, latency_ms, message, insecure
             FROM current_connection_test WHERE environment = ?1 ORDER BY connection",
        )?;
        let rows = statement.query_map([environment], |row| {
            Ok(StoredTest {
                name: row.get::<_, String>(0)?.into(),
                environment: row.get::<_, String>(1)?.into(),
                tested_at: row.get(2)?,
                verdict: row.get(3)?,
                server: row.get(4)?,
                latency_ms: row.get::<_, Option<i64>>(5)?.and_then(|ms| u64::try_from(ms).ok()),
                message: row.get(6)?,
                insecure: row.get(7)?,
            })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}
