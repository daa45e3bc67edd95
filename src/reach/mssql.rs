//! SQL Server: log in, `SELECT @@VERSION`, the columns of a table, and the rows of a pull.
//!
//! Owns the family `sqlserver`, with users of the server's own. Windows logins are refused before anything is sent, and the
//! SQL Server Browser is not asked where an instance listens. Runs no SQL of the connection. A test reads catalogs of the
//! server and never rows of a table; a pull sends one SELECT after the other. The server knows no login that can only read.
//! A `ca_file` is trusted beside the system's certificates: the client cannot leave them out.
//!
//! No real SQL Server was seen by its tests: the packets of the login were, the answers are those of the protocol's manual.

use super::listed::{self, Listed};
use super::steps::Steps;
use super::{Limits, Look, Session, TakeRow, Target, Trouble, cause, tls};
use crate::model::Text;
use crate::model::connection::{Column, Verdict};
use futures_core::Stream as _;
use std::borrow::Cow;
use std::future::poll_fn;
use std::pin::Pin;
use tiberius::error::Error;
use tiberius::{AuthMethod, Client, ColumnData, Config, EncryptionLevel, QueryItem, Row};
use tokio::net::TcpStream;
use tokio_util::compat::{Compat, TokioAsyncWriteCompatExt};

/// The port that the server has unless it is told another.
const PORT: u16 = 1433;

/// Columns of a name (`@P1`) in a schema (`@P2`, NULL: that of the user), in any case; only what the user may see.
const COLUMNS: &str = "
    SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE,
           CAST(CASE WHEN DATA_TYPE IN ('decimal', 'numeric') THEN NUMERIC_PRECISION
                     WHEN DATA_TYPE IN ('time', 'datetime2', 'datetimeoffset') THEN DATETIME_PRECISION
                     ELSE CHARACTER_MAXIMUM_LENGTH END AS int),
           CAST(CASE WHEN DATA_TYPE IN ('decimal', 'numeric') THEN NUMERIC_SCALE END AS int)
    FROM INFORMATION_SCHEMA.COLUMNS
    WHERE LOWER(TABLE_NAME) = LOWER(@P1) AND LOWER(TABLE_SCHEMA) = LOWER(COALESCE(@P2, SCHEMA_NAME()))
    ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION";

type Wire = Client<Compat<TcpStream>>;

/// One login.
struct SqlServer {
    steps: Steps,
    client: Wire,
    server: Text,
    encrypted: bool,
}

/// Where it is, for the pool.
pub(super) fn endpoint(target: &Target) -> String {
    target.host_and_port(PORT)
}

/// Logs in.
pub(super) fn open(target: &Target, limits: Limits) -> Result<Box<dyn Session>, Trouble> {
    supported(target)?;
    let encrypted = tls::wanted(target)?;
    let config = config(target, encrypted)?;
    let steps = Steps::new(limits)?;
    let (client, server) = steps.run(async {
        let mut client = connect(config).await?;
        let version = first_row(&mut client, "SELECT @@VERSION").await?;
        let version = version.as_ref().and_then(|row| row.try_get::<&str, _>(0).ok().flatten()).unwrap_or_default();
        let server = Text::from(version.lines().next().unwrap_or_default().trim());
        Ok((client, server))
    })?;
    Ok(Box::new(SqlServer { steps, client, server, encrypted }))
}

/// What the client cannot do is said before anything is sent.
fn supported(target: &Target) -> Result<(), Trouble> {
    let not = |words: String| Err(Trouble::new(Verdict::NotSupported, words));
    let trusted = target.connection.attribute("trusted").unwrap_or("no").to_lowercase();
    if !matches!(trusted.as_str(), "no" | "false" | "0" | "off") {
        return not(format!("a Windows login (attribute trusted: {trusted}); only users of the server itself"));
    }
    if let Some(domain) = target.connection.attribute("domain") {
        return not(format!("a Windows login (attribute domain: {domain}); only users of the server itself"));
    }
    let named = target.connection.attribute("host").and_then(|host| host.split_once('\\'));
    let instance = target.connection.attribute("instance").or(named.map(|(_, instance)| instance));
    match (instance, target.connection.attribute("port")) {
        (Some(instance), None) => {
            not(format!("instance {instance} without its port: the SQL Server Browser is not asked"))
        }
        _ => Ok(()),
    }
}

fn config(target: &Target, encrypted: bool) -> Result<Config, Trouble> {
    let mut config = Config::new();
    let host = target.needed("host")?;
    config.host(host.split_once('\\').map_or(host, |(host, _)| host));
    config.port(target.port(PORT)?);
    config.application_name("catalog");
    // What bounds a step is its time, see `Steps`.
    config.handshake_timeout(None);
    config.command_timeout(None);
    if let Some(database) = target.connection.attribute("database") {
        config.database(database);
    }
    let password = target.secret.as_ref().map_or("", |secret| secret.expose());
    config.authentication(AuthMethod::sql_server(target.needed("user")?, password));
    config.encryption(if encrypted { EncryptionLevel::Required } else { EncryptionLevel::NotSupported });
    if target.insecure {
        config.trust_cert();
    } else if let Some(path) = target.connection.attribute("ca_file") {
        for certificate in tls::certificates(Some(path))? {
            config.trust_cert_ca_bundle(certificate.to_vec());
        }
    }
    Ok(config)
}

/// Connects; a server may name another address once, as Azure's gateways do.
async fn connect(mut config: Config) -> Result<Wire, Trouble> {
    match connect_once(config.clone()).await? {
        Ok(client) => Ok(client),
        Err(Error::Routing { host, port }) => {
            config.host(host);
            config.port(port);
            connect_once(config).await?.map_err(|error| trouble(&error))
        }
        Err(error) => Err(trouble(&error)),
    }
}

/// Outer: nobody is there; inner: what the server says.
async fn connect_once(config: Config) -> Result<Result<Wire, Error>, Trouble> {
    let nobody = |error: std::io::Error| {
        Trouble::new(cause::verdict_of(&error).unwrap_or(Verdict::Failed), cause::words_of(&error))
    };
    let stream = TcpStream::connect(config.get_addr()).await.map_err(nobody)?;
    stream.set_nodelay(true).map_err(nobody)?;
    Ok(Box::pin(Client::connect(config, stream.compat_write())).await)
}

async fn first_row(client: &mut Wire, sql: &'static str) -> Result<Option<Row>, Trouble> {
    let stream = client.simple_query(sql).await.map_err(|error| trouble(&error))?;
    stream.into_row().await.map_err(|error| trouble(&error))
}

impl Session for SqlServer {
    fn server(&self) -> Text {
        self.server.clone()
    }

    fn look(&mut self, target: &Target) -> Result<Look, Trouble> {
        let (client, encrypted) = (&mut self.client, self.encrypted);
        self.steps.run(async {
            first_row(client, "SELECT @@VERSION").await?;
            let encryption = if encrypted { "" } else { ", without TLS as asked" };
            let Some(table) = &target.table else {
                return Ok(Look { what: format!("SELECT @@VERSION{encryption}"), columns: None });
            };
            let asked = listed::asked(target, table);
            let table = listed::one_table(listed(client, asked).await?, asked)?;
            Ok(Look { what: format!("table {}{encryption}", table.full()), columns: Some(table.columns) })
        })
    }

    fn rows(&mut self, sql: &str, take: &mut TakeRow<'_>) -> Result<(), Trouble> {
        let (steps, client) = (&self.steps, &mut self.client);
        let mut items = steps.run(async { client.simple_query(sql).await.map_err(|error| trouble(&error)) })?;
        let mut names = Vec::new();
        loop {
            let next = poll_fn(|context| Pin::new(&mut items).poll_next(context));
            match steps.run(async { next.await.transpose().map_err(|error| trouble(&error)) })? {
                None => return Ok(()),
                Some(QueryItem::Metadata(columns)) => {
                    names = columns.columns().iter().map(|column| column.name().to_owned()).collect();
                }
                Some(QueryItem::Row(row)) => {
                    let cells = row.into_iter().map(text).collect::<Result<_, _>>()?;
                    if !take(&names, cells) {
                        return Ok(());
                    }
                }
            }
        }
    }
}

/// A value as text. What a pull asks for is text and numbers: it has the server write its times.
fn text(value: ColumnData<'static>) -> Result<String, Trouble> {
    let text = match value {
        ColumnData::String(text) => text.map(Cow::into_owned),
        ColumnData::U8(number) => number.map(|number| number.to_string()),
        ColumnData::I16(number) => number.map(|number| number.to_string()),
        ColumnData::I32(number) => number.map(|number| number.to_string()),
        ColumnData::I64(number) => number.map(|number| number.to_string()),
        ColumnData::F32(number) => number.map(|number| number.to_string()),
        ColumnData::F64(number) => number.map(|number| number.to_string()),
        ColumnData::Bit(bit) => bit.map(|bit| u8::from(bit).to_string()),
        // The client writes `7.0` for a 7 without digits after its point.
        ColumnData::Numeric(number) => number.map(|number| match number.scale() {
            0 => number.value().to_string(),
            _ => number.to_string(),
        }),
        other => {
            let words = format!("the server sent {other:?}, which is neither text nor a number");
            return Err(Trouble::new(Verdict::NotSupported, words));
        }
    };
    Ok(text.unwrap_or_default())
}

async fn listed(client: &mut Wire, (schema, name): (Option<&str>, &str)) -> Result<Vec<Listed>, Trouble> {
    let stream = client.query(COLUMNS, &[&name, &schema]).await.map_err(|error| trouble(&error))?;
    let rows = stream.into_first_result().await.map_err(|error| trouble(&error))?;
    rows.iter().map(|row| column(row).map_err(|error| trouble(&error))).collect()
}

fn column(row: &Row) -> Result<Listed, Error> {
    let text = |at: usize| row.try_get::<&str, _>(at).map(|text| text.unwrap_or_default().to_owned());
    // -1 is `max`.
    let number = |at: usize| row.try_get::<i32, _>(at).map(|number| number.and_then(|number| number.try_into().ok()));
    let column = Column { name: text(2)?.into(), data_type: text(3)?.into(), precision: number(4)?, scale: number(5)? };
    Ok(Listed { schema: text(0)?, table: text(1)?, column })
}

fn trouble(error: &Error) -> Trouble {
    match error {
        Error::Server(said) => {
            Trouble::new(verdict_of_code(said.code()), format!("{} (error {})", said.message(), said.code()))
        }
        Error::Tls(words) => Trouble::new(Verdict::TlsFailure, without_advice(words)),
        Error::Io { kind, message } => {
            let verdict = cause::verdict_of_kind(*kind).or_else(|| cause::verdict_of_text(message));
            match verdict {
                Some(verdict) => Trouble::new(verdict, message.as_str()),
                None => Trouble::new(Verdict::Failed, format!("{message}; is it SQL Server that listens there?")),
            }
        }
        Error::Protocol(words) if words.contains("requested encryption level") => {
            Trouble::new(Verdict::TlsFailure, "the server offers no TLS")
        }
        other => Trouble::new(Verdict::Failed, other.to_string()),
    }
}

/// The client's advice names functions of the client.
fn without_advice(words: &str) -> &str {
    words.split_once(" To connect anyway").map_or(words, |(before, _)| before)
}

/// The verdict of an error of the server. Source: Microsoft's list of database engine errors (`sys.messages`).
fn verdict_of_code(code: u32) -> Verdict {
    match code {
        // Login failed; not a trusted login; disabled; locked; expired; must be changed.
        18456 | 18452 | 18470 | 18486 | 18487 | 18488 => Verdict::AuthenticationFailed,
        // Cannot open database; no such object, column; no such database.
        4060 | 208 | 207 | 911 => Verdict::NotFound,
        // Denied on an object, on a column; not a user of the database; no permission for the action, on the server, in the database.
        229 | 230 | 916 | 262 | 297 | 300 => Verdict::PermissionDenied,
        _ => Verdict::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind;

    #[test]
    fn errors_of_the_server_have_their_verdicts() {
        for (code, verdict) in [
            (18456, Verdict::AuthenticationFailed),
            (18487, Verdict::AuthenticationFailed),
            (4060, Verdict::NotFound),
            (208, Verdict::NotFound),
            (207, Verdict::NotFound),
            (229, Verdict::PermissionDenied),
            (916, Verdict::PermissionDenied),
            (1205, Verdict::Failed),
        ] {
            assert_eq!(verdict_of_code(code), verdict, "{code}");
        }
    }

    #[test]
    fn failures_of_the_wire_have_their_verdicts_and_no_advice_for_programmers() {
        let io = |kind, words: &str| trouble(&Error::Io { kind, message: words.to_owned() });
        assert_eq!(io(ErrorKind::ConnectionRefused, "refused").verdict, Verdict::Unreachable);
        assert_eq!(io(ErrorKind::TimedOut, "late").verdict, Verdict::TimedOut);
        assert_eq!(io(ErrorKind::InvalidData, "received fatal alert: x").verdict, Verdict::TlsFailure);
        assert!(io(ErrorKind::UnexpectedEof, "eof").message.ends_with("is it SQL Server that listens there?"));
        let tls =
            trouble(&Error::Tls("rejected: UnknownIssuer. To connect anyway you can: (1) `Config::x`".to_owned()));
        assert_eq!((tls.verdict, tls.message.as_str()), (Verdict::TlsFailure, "rejected: UnknownIssuer."));
        let none = trouble(&Error::Protocol("Server does not allow the requested encryption level.".into()));
        assert_eq!((none.verdict, none.message.as_str()), (Verdict::TlsFailure, "the server offers no TLS"));
        assert_eq!(trouble(&Error::Utf8).verdict, Verdict::Failed);
    }
}
