//! HiveServer2, and what speaks like it (Spark's Thrift server): a session, and one trivial statement.
//!
//! Owns the few calls of its service that a test needs. Kerberos, plain sockets without SASL and HTTP transport are not done.

mod thrift;
mod wire;

use super::{Limits, Look, Session, Target, Trouble, tls};
use crate::model::Text;
use crate::model::connection::{Column, Verdict};
use thrift::Value;
use wire::Wire;

/// Its usual port.
const PORT: u16 = 10000;

/// User and password of somebody who has none: the server's default is to ask nobody.
const ANYBODY: &str = "anonymous";

/// Version 8 of its protocol: results come in columns. A server that is older answers with its own.
const PROTOCOL: i32 = 7;

/// Names of the facts that `GetInfo` tells. Source: TCLIService.thrift, TGetInfoType.
const SERVER_NAME: i32 = 17;
const SERVER_VERSION: i32 = 18;

/// Most columns of a table that are read.
const MOST_COLUMNS: i64 = 10_000;

struct Hive {
    wire: Wire,
    session: Value,
    server: Text,
    encrypted: bool,
}

/// Opens it.
pub(super) fn open(target: &Target, limits: Limits) -> Result<Box<dyn Session>, Trouble> {
    match target.connection.attribute("auth").unwrap_or("none").to_lowercase().as_str() {
        "none" | "ldap" | "plain" | "custom" | "pam" => (),
        other => return Err(Trouble::new(Verdict::NotSupported, format!("authentication by {other}"))),
    }
    let encrypted = tls::wanted(target)?;
    let mut wire = Wire::open(target, limits, encrypted)?;
    let opened = called(&mut wire, "OpenSession", opening(target))?;
    let session = opened.field(3).cloned().ok_or_else(|| Trouble::new(Verdict::Failed, "no session was opened"))?;
    let mut hive = Hive { wire, session, server: Text::default(), encrypted };
    hive.server = format!("{} {}", hive.info(SERVER_NAME)?, hive.info(SERVER_VERSION)?).trim().into();
    Ok(Box::new(hive))
}

/// `host:port`.
pub(super) fn endpoint(target: &Target) -> String {
    target.host_and_port(PORT)
}

fn opening(target: &Target) -> Value {
    let user = target.connection.attribute("user").unwrap_or(ANYBODY);
    let password = target.secret.as_ref().map_or(ANYBODY, |secret| secret.expose());
    let mut fields = vec![(1, Value::I32(PROTOCOL)), (2, Value::text(user)), (3, Value::text(password))];
    if let Some(database) = target.connection.attribute("database") {
        fields.push((4, Value::Map(vec![(Value::text("use:database"), Value::text(database))])));
    }
    Value::Struct(fields)
}

/// Calls and reads the status of the answer, which is its first field.
fn called(wire: &mut Wire, name: &str, request: Value) -> Result<Value, Trouble> {
    let answer = wire.ask(&thrift::call(name, request))?;
    let answer = thrift::reply(&answer).map_err(|words| Trouble::new(Verdict::Failed, format!("{name}: {words}")))?;
    let status = answer.field(1).cloned().unwrap_or(Value::Struct(Vec::new()));
    match status.field(1) {
        Some(Value::I32(0 | 1)) => Ok(answer),
        _ => Err(refused(&status)),
    }
}

/// Words by which the servers say what is wrong; there are codes, but Spark's are 0.
const MEANINGS: &[(Verdict, &[&str])] = &[
    (
        Verdict::NotFound,
        &["NOT_FOUND", "NoSuchDatabase", "NoSuchTable", "not found", "does not exist", "Error 10001", "Error 10072"],
    ),
    (
        Verdict::PermissionDenied,
        &["ermission denied", "AccessControl", "not have privileges", "INSUFFICIENT_PERMISSIONS"],
    ),
];

fn refused(status: &Value) -> Trouble {
    let words = status.text_of(5);
    let says = |(_, words_of): &&(Verdict, &[&str])| words_of.iter().any(|word| words.contains(word));
    let verdict = MEANINGS.iter().find(says).map_or(Verdict::Failed, |(verdict, _)| *verdict);
    Trouble::new(verdict, words.lines().next().unwrap_or_default())
}

impl Hive {
    fn info(&mut self, what: i32) -> Result<String, Trouble> {
        let request = Value::Struct(vec![(1, self.session.clone()), (2, Value::I32(what))]);
        let answer = called(&mut self.wire, "GetInfo", request)?;
        Ok(answer.field(2).map(|value| value.text_of(1)).unwrap_or_default())
    }

    /// Runs a statement and hands out the rows of its first columns, by column.
    fn run(&mut self, statement: &str) -> Result<Vec<Vec<String>>, Trouble> {
        let request = Value::Struct(vec![(1, self.session.clone()), (2, Value::text(statement))]);
        let ran = called(&mut self.wire, "ExecuteStatement", request)?;
        let Some(operation) = ran.field(2).cloned() else { return Ok(Vec::new()) };
        let request = Value::Struct(vec![(1, operation.clone()), (2, Value::I32(0)), (3, Value::I64(MOST_COLUMNS))]);
        let fetched = called(&mut self.wire, "FetchResults", request);
        called(&mut self.wire, "CloseOperation", Value::Struct(vec![(1, operation)]))?;
        let fetched = fetched?;
        let columns = fetched.field(3).and_then(|rows| rows.field(3)).map(Value::members).unwrap_or_default();
        // A column is a union of which the field for text is 7.
        let texts = |column: &Value| {
            let values = column.field(7).and_then(|texts| texts.field(1)).map(Value::members).unwrap_or_default();
            values.iter().map(Value::as_text).collect()
        };
        Ok(columns.iter().map(texts).collect())
    }

    fn columns(&mut self, table: &str) -> Result<Vec<Column>, Trouble> {
        let all = self.run(&format!("DESCRIBE {}", quoted(table)))?;
        let [names, types, ..] = all.as_slice() else {
            return Err(Trouble::new(Verdict::Failed, format!("no description of table {table}")));
        };
        // Partitions are told again after an empty line or a heading.
        let own = names.iter().zip(types).take_while(|(name, _)| !name.is_empty() && !name.starts_with('#'));
        Ok(own.map(|(name, described)| Column::described(name, described)).collect())
    }
}

/// `SCHEMA.NAME` as an identifier.
fn quoted(table: &str) -> String {
    table.split('.').map(|part| format!("`{}`", part.replace('`', "``"))).collect::<Vec<_>>().join(".")
}

impl Session for Hive {
    fn server(&self) -> Text {
        self.server.clone()
    }

    fn look(&mut self, target: &Target) -> Result<Look, Trouble> {
        let (what, columns) = match &target.table {
            Some(table) => (format!("table {table}"), Some(self.columns(table)?)),
            None => self.run("SELECT 1").map(|_| ("SELECT 1".to_owned(), None))?,
        };
        let plain = if self.encrypted { "" } else { " (not encrypted)" };
        Ok(Look { what: format!("{what}{plain}"), columns })
    }
}

impl Drop for Hive {
    fn drop(&mut self) {
        // A server that does not answer here has answered before.
        let _ = called(&mut self.wire, "CloseSession", Value::Struct(vec![(1, self.session.clone())]));
    }
}
