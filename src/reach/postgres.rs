//! PostgreSQL: log in, `SELECT 1`, the columns of a table, and the rows of a pull; [`upsert`] writes tables.
//!
//! Owns the family `postgresql`. Runs no SQL of the connection (`environment_sql` is only kept). A test reads catalogs of the
//! server and never rows of a table; a pull reads in a transaction that can only read.

pub mod upsert;

use super::steps::Steps;
use super::{Limits, Look, Session, TakeRow, Target, Trouble, cause, tls};
use crate::model::Text;
use crate::model::connection::{Column, Verdict};
use tokio::task::JoinHandle;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage, SimpleQueryRow, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The port that the server has unless it is told another.
const PORT: u16 = 5432;

/// The next rows of a pull, as many as may be held at once.
const FETCH: &str = "FETCH FORWARD 500 FROM catalog_pull";

/// The relation of a name (`$1`) in a schema (`$2`, NULL: those of the search path): spelt so, else in other case. PowerCenter
/// writes names in upper case that the server keeps in lower case.
const FIND: &str = "
    SELECT c.oid, n.nspname || '.' || c.relname,
           has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE')
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE lower(c.relname) = lower($1::text) AND c.relkind IN ('r', 'v', 'm', 'f', 'p')
      AND CASE WHEN $2::text IS NULL THEN n.nspname = ANY (current_schemas(true))
               ELSE lower(n.nspname) = lower($2::text) END
    ORDER BY c.relname = $1::text DESC, n.nspname = $2::text DESC,
             array_position(current_schemas(true), n.nspname), n.nspname, c.relname
    LIMIT 1";

const COLUMNS: &str = "
    SELECT a.attname::text, format_type(a.atttypid, a.atttypmod)
    FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

/// One login.
struct Postgres {
    steps: Steps,
    /// `None` only while it is dropped.
    client: Option<(Client, JoinHandle<()>)>,
    server: Text,
    encrypted: bool,
}

/// Where it is, for the pool.
pub(super) fn endpoint(target: &Target) -> String {
    target.host_and_port(PORT)
}

/// Logs in.
pub(super) fn open(target: &Target, limits: Limits) -> Result<Box<dyn Session>, Trouble> {
    Ok(Box::new(login(target, limits)?))
}

fn login(target: &Target, limits: Limits) -> Result<Postgres, Trouble> {
    let config = config(target)?;
    let encrypted = tls::wanted(target)?;
    let steps = Steps::new(limits)?;
    let (client, server, task) = if encrypted {
        let tls = MakeRustlsConnect::new(tls::client_config(target)?);
        steps.run(connect(config, tls))?
    } else {
        steps.run(connect(config, NoTls))?
    };
    Ok(Postgres { steps, client: Some((client, task)), server, encrypted })
}

fn config(target: &Target) -> Result<Config, Trouble> {
    let mut config = Config::new();
    config.host(target.needed("host")?).port(target.port(PORT)?).user(target.needed("user")?);
    config.application_name("catalog");
    config.ssl_mode(if tls::wanted(target)? { SslMode::Require } else { SslMode::Disable });
    if let Some(database) = target.connection.attribute("database") {
        config.dbname(database);
    }
    if let Some(secret) = &target.secret {
        config.password(secret.expose());
    }
    Ok(config)
}

async fn connect<T>(config: Config, tls: T) -> Result<(Client, Text, JoinHandle<()>), Trouble>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    let (client, connection) = config.connect(tls).await.map_err(|error| trouble(&error))?;
    let version = connection.parameter("server_version").unwrap_or_default();
    let server = Text::from(format!("PostgreSQL {version}").trim_end());
    let task = tokio::spawn(async move {
        // What goes wrong here is told to the client, too.
        let _ = connection.await;
    });
    Ok((client, server, task))
}

impl Session for Postgres {
    fn server(&self) -> Text {
        self.server.clone()
    }

    fn look(&mut self, target: &Target) -> Result<Look, Trouble> {
        let Some((client, _)) = &self.client else { return Err(Trouble::new(Verdict::Failed, "closed")) };
        self.steps.run(async {
            client.simple_query("SELECT 1").await.map_err(|error| trouble(&error))?;
            let encryption = if self.encrypted { "" } else { ", without TLS as asked" };
            let Some(table) = &target.table else {
                return Ok(Look { what: format!("SELECT 1{encryption}"), columns: None });
            };
            let (name, columns) = columns(client, target, table).await?;
            Ok(Look { what: format!("table {name}{encryption}"), columns: Some(columns) })
        })
    }

    fn rows(&mut self, sql: &str, take: &mut TakeRow<'_>) -> Result<(), Trouble> {
        let read = self.read(sql, take);
        if read.as_ref().is_err_and(|trouble| trouble.verdict == Verdict::TimedOut) {
            // Who was silent once is not asked again; the server rolls back when the login ends.
            return read;
        }
        read.and(self.command("ROLLBACK"))
    }
}

impl Postgres {
    /// By a cursor, so that neither the client nor the server holds all rows.
    fn read(&self, sql: &str, take: &mut TakeRow<'_>) -> Result<(), Trouble> {
        self.command("BEGIN READ ONLY")?;
        self.command(&format!("DECLARE catalog_pull NO SCROLL CURSOR FOR {sql}"))?;
        let mut names = Vec::new();
        loop {
            let mut got_any = false;
            for message in self.said(FETCH)? {
                match message {
                    SimpleQueryMessage::RowDescription(columns) => {
                        names = columns.iter().map(|column| column.name().to_owned()).collect();
                    }
                    SimpleQueryMessage::Row(row) => {
                        got_any = true;
                        if !take(&names, cells(&row)) {
                            return Ok(());
                        }
                    }
                    _ => {}
                }
            }
            if !got_any {
                return Ok(());
            }
        }
    }

    fn command(&self, sql: &str) -> Result<(), Trouble> {
        self.said(sql).map(drop)
    }

    /// What the server answers, values as text.
    fn said(&self, sql: &str) -> Result<Vec<SimpleQueryMessage>, Trouble> {
        let Some((client, _)) = &self.client else { return Err(Trouble::new(Verdict::Failed, "closed")) };
        self.steps.run(async { client.simple_query(sql).await.map_err(|error| trouble(&error)) })
    }
}

fn cells(row: &SimpleQueryRow) -> Vec<String> {
    (0..row.len()).map(|at| row.get(at).unwrap_or_default().to_owned()).collect()
}

async fn columns(client: &Client, target: &Target, table: &str) -> Result<(String, Vec<Column>), Trouble> {
    let (schema, name) = match table.split_once('.') {
        Some((schema, name)) => (Some(schema), name),
        None => (target.connection.attribute("schema"), table),
    };
    let found = client.query_opt(FIND, &[&name, &schema]).await.map_err(|error| trouble(&error))?;
    let Some(found) = found else {
        return Err(Trouble::new(Verdict::NotFound, format!("no table {table}")));
    };
    let (oid, full, may): (u32, String, bool) = (found.get(0), found.get(1), found.get(2));
    if !may {
        return Err(Trouble::new(Verdict::PermissionDenied, format!("no privilege on table {full}")));
    }
    let rows = client.query(COLUMNS, &[&oid]).await.map_err(|error| trouble(&error))?;
    Ok((full, rows.iter().map(|row| Column::described(row.get(0), row.get(1))).collect()))
}

/// SQLSTATE where the server sent one, else the causes. Source: PostgreSQL's manual, appendix A.
fn trouble(error: &tokio_postgres::Error) -> Trouble {
    let Some(said) = error.as_db_error() else {
        let words = cause::words_of(error);
        return Trouble::new(verdict_of(error, &words), words);
    };
    let verdict = match *said.code() {
        SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => Verdict::AuthenticationFailed,
        SqlState::INVALID_CATALOG_NAME
        | SqlState::INVALID_SCHEMA_NAME
        | SqlState::UNDEFINED_TABLE
        | SqlState::UNDEFINED_COLUMN => Verdict::NotFound,
        SqlState::INSUFFICIENT_PRIVILEGE => Verdict::PermissionDenied,
        _ => Verdict::Failed,
    };
    Trouble::new(verdict, format!("{} (SQLSTATE {})", said.message(), said.code().code()))
}

fn verdict_of(error: &tokio_postgres::Error, words: &str) -> Verdict {
    if let Some(verdict) = cause::verdict_of(error) {
        return verdict;
    }
    // The client has no codes for these.
    if words.contains("unsupported authentication method") || words.contains("unsupported SASL mechanism") {
        return Verdict::NotSupported;
    }
    if words.contains("password missing") {
        return Verdict::AuthenticationFailed;
    }
    if words.contains("TLS handshake") { Verdict::TlsFailure } else { Verdict::Failed }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some((client, task)) = self.client.take() {
            drop(client);
            self.steps.goodbye(task);
        }
    }
}
