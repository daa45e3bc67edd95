//! Oracle: log in, `SELECT 1 FROM dual`, the columns of a table, and the rows of a pull.
//!
//! Owns the family `oracle`. Where `host` is there, it and `service_name` or `sid` say where; else `connect_string` does: a
//! descriptor, `host:port/service`, or an alias of the `tnsnames.ora` in `$TNS_ADMIN`. Runs no SQL of the connection. A test
//! reads catalogs of the server and never rows of a table; a pull reads in a transaction that can only read.
//!
//! A host is asked over TLS unless `tls` is `disable`, as every family; a connect string says itself what it wants (`tcps`),
//! and where that is plain TCP, as at the usual port of Oracle, it is told. The password itself is never sent. The client
//! verifies
//! certificates always, against the authorities of the Mozilla list and those of an `ewallet.pem`; it reads no other wallet.
//!
//! No real Oracle was seen by its tests: the packets of connecting were, a login was not.

use super::listed::{self, Listed};
use super::{Limits, Look, Session, TakeRow, Target, Trouble, cause, tls};
use crate::model::Text;
use crate::model::connection::{Column, Verdict};
use oracledb::{Config, Connection, Error, ErrorKind, Row};
use std::path::Path;

/// The port that the listener has unless it is told another.
const PORT: u16 = 1521;

/// Rows of a pull that come with one answer.
const FETCH: u32 = 500;

/// The only file that the client reads certificates from.
const WALLET: &str = "ewallet.pem";

/// Columns of a name (`:1`, or `:2` in upper case) of an owner (`:3`, `:4`; empty: the current schema). What this user may
/// not see is not in the view. Numbers are read as text, which every version converts.
const COLUMNS: &str = "
    SELECT owner, table_name, column_name, data_type,
           to_char(CASE WHEN data_type IN ('CHAR', 'NCHAR', 'VARCHAR2', 'NVARCHAR2') THEN char_length
                        WHEN data_type = 'RAW' THEN data_length ELSE data_precision END),
           to_char(data_scale)
    FROM all_tab_columns
    WHERE table_name IN (:1, :2)
      AND owner IN (nvl(:3, sys_context('USERENV', 'CURRENT_SCHEMA')), nvl(:4, sys_context('USERENV', 'CURRENT_SCHEMA')))
    ORDER BY owner, table_name, column_id";

/// One login.
struct Oracle {
    connection: Connection,
    server: Text,
    encrypted: bool,
}

/// Where it is, for the pool.
pub(super) fn endpoint(target: &Target) -> String {
    match (target.connection.attribute("host"), target.connection.attribute("connect_string")) {
        (None, Some(connect_string)) => connect_string.to_lowercase(),
        _ => target.host_and_port(PORT),
    }
}

/// Logs in.
pub(super) fn open(target: &Target, limits: Limits) -> Result<Box<dyn Session>, Trouble> {
    let (config, encrypted) = config(target, limits)?;
    let connection = oracledb::connect(config).map_err(|error| trouble(&error))?;
    connection.set_call_timeout(Some(limits.timeout)).map_err(|error| trouble(&error))?;
    let version = connection.version().map_err(|error| trouble(&error))?;
    Ok(Box::new(Oracle { connection, server: format!("Oracle {version}").into(), encrypted }))
}

/// The configuration, and whether it is over TLS.
fn config(target: &Target, limits: Limits) -> Result<(Config, bool), Trouble> {
    let attribute = |name| target.connection.attribute(name);
    let by_string = attribute("host").is_none() && attribute("connect_string").is_some();
    let asked = !by_string || ["tls", "ca_file", "wallet"].into_iter().any(|name| attribute(name).is_some());
    let wants_tls = tls::wanted(target)? && asked;
    let user = target.needed("user")?;
    let Some(secret) = &target.secret else {
        return Err(Trouble::new(
            Verdict::NotChecked,
            "no credential is there, and the client logs in by password only",
        ));
    };
    let where_to = match (target.connection.attribute("host"), target.connection.attribute("connect_string")) {
        (None, Some(connect_string)) => connect_string.to_owned(),
        _ => descriptor(target, wants_tls)?,
    };
    let mut config = Config::default()
        .set_credentials(user, secret.expose())
        .set_transport_connect_timeout(Some(limits.timeout))
        .set_connect_string(&where_to)
        .map_err(|error| trouble(&error))?;
    let encrypted = config.get_connect_descriptor().to_lowercase().contains("(protocol=tcps)");
    if wants_tls && !encrypted {
        return Err(Trouble::new(Verdict::NotSupported, "TLS is asked for, but connect_string says no tcps"));
    }
    if encrypted && target.insecure {
        let words = "leaving certificates unverified; the client for Oracle always verifies them";
        return Err(Trouble::new(Verdict::NotSupported, words));
    }
    if let Some(folder) = wallet(target)? {
        config = config.set_wallet_location(folder);
    }
    Ok((config, encrypted))
}

/// Tries once: what is not there now is not waited for.
fn descriptor(target: &Target, encrypted: bool) -> Result<String, Trouble> {
    let host = plain("host", target.needed("host")?)?;
    let service = match (target.connection.attribute("service_name"), target.connection.attribute("sid")) {
        (Some(name), _) => format!("SERVICE_NAME={}", plain("service_name", name)?),
        (None, Some(sid)) => format!("SID={}", plain("sid", sid)?),
        (None, None) => {
            return Err(Trouble::new(Verdict::NotChecked, "neither service_name nor sid has a value"));
        }
    };
    let (protocol, port) = (if encrypted { "tcps" } else { "tcp" }, target.port(PORT)?);
    Ok(format!(
        "(DESCRIPTION=(RETRY_COUNT=0)(RETRY_DELAY=0)(ADDRESS=(PROTOCOL={protocol})(HOST={host})(PORT={port}))\
         (CONNECT_DATA=({service})))"
    ))
}

/// A value that means nothing else in a descriptor.
fn plain<'a>(name: &str, value: &'a str) -> Result<&'a str, Trouble> {
    if value.contains(|c: char| "()=\"'\\".contains(c) || c.is_whitespace()) {
        return Err(Trouble::new(
            Verdict::NotChecked,
            format!("attribute {name}: {value} cannot stand in a descriptor"),
        ));
    }
    Ok(value)
}

/// The folder of the certificates that are trusted besides, or that the client shows.
fn wallet(target: &Target) -> Result<Option<String>, Trouble> {
    let file = match (target.connection.attribute("wallet"), target.connection.attribute("ca_file")) {
        (Some(folder), _) => Path::new(folder).join(WALLET),
        (None, Some(file)) => Path::new(file).to_owned(),
        (None, None) => return Ok(None),
    };
    if !file.ends_with(WALLET) || !file.is_file() {
        let words = format!("{} (the client for Oracle reads no file but one named {WALLET})", file.display());
        return Err(Trouble::new(Verdict::NotSupported, words));
    }
    Ok(file.parent().map(|folder| folder.display().to_string()))
}

impl Session for Oracle {
    fn server(&self) -> Text {
        self.server.clone()
    }

    fn look(&mut self, target: &Target) -> Result<Look, Trouble> {
        self.connection.query_row("SELECT 1 FROM dual", &[]).map_err(|error| trouble(&error))?;
        let encryption = if self.encrypted { "" } else { ", without TLS" };
        let Some(table) = &target.table else {
            return Ok(Look { what: format!("SELECT 1 FROM dual{encryption}"), columns: None });
        };
        let asked = listed::asked(target, table);
        let table = listed::one_table(self.listed(asked).map_err(|error| trouble(&error))?, asked)?;
        Ok(Look { what: format!("table {}{encryption}", table.full()), columns: Some(table.columns) })
    }

    fn rows(&mut self, sql: &str, take: &mut TakeRow<'_>) -> Result<(), Trouble> {
        // Ends the transaction before, which would stand in the way.
        self.connection.rollback().map_err(|error| trouble(&error))?;
        self.connection.execute("SET TRANSACTION READ ONLY", &[]).map_err(|error| trouble(&error))?;
        self.read(sql, take).map_err(|error| trouble(&error))
    }
}

impl Oracle {
    /// Hands over rows. The time of a call bounds each answer of the server, and one brings some hundred rows.
    fn read(&self, sql: &str, take: &mut TakeRow<'_>) -> Result<(), Error> {
        let cursor = self.connection.statement(sql)?.fetch_array_size(FETCH).build()?.query(&[])?;
        let names: Vec<String> = cursor.columns().iter().map(|column| column.name().to_owned()).collect();
        for row in cursor {
            let row = row?;
            let text = |at| row.get::<Option<String>>(at).map(Option::unwrap_or_default);
            let cells = (0..names.len()).map(text).collect::<Result<_, _>>()?;
            if !take(&names, cells) {
                break;
            }
        }
        Ok(())
    }

    fn listed(&self, (owner, name): (Option<&str>, &str)) -> Result<Vec<Listed>, Error> {
        let owner = owner.unwrap_or_default();
        let (upper_name, upper_owner) = (name.to_uppercase(), owner.to_uppercase());
        let cursor = self.connection.query(COLUMNS, &[&name, &upper_name, &owner, &upper_owner])?;
        cursor.into_iter().map(|row| column(&row?)).collect()
    }
}

fn column(row: &Row) -> Result<Listed, Error> {
    let number = |at: usize| row.get::<Option<String>>(at).map(|text| text.and_then(|text| text.trim().parse().ok()));
    // `TIMESTAMP(6) WITH TIME ZONE`: the precision stands in the name, and the scale once more.
    let described = Column::described(&row.get::<String>(2)?, &row.get::<String>(3)?);
    let column = match described.precision {
        Some(_) => described,
        None => Column { precision: number(4)?, scale: number(5)?, ..described },
    };
    Ok(Listed { schema: row.get(0)?, table: row.get(1)?, column })
}

fn trouble(error: &Error) -> Trouble {
    let words = error.to_string();
    match error.kind() {
        ErrorKind::DbError(said) => Trouble::new(verdict_of_code(said.code()), words),
        ErrorKind::ListenerRefusedConnection(_, _, _, code) => Trouble::new(verdict_of_code(*code), words),
        ErrorKind::InvalidServiceName(..) | ErrorKind::InvalidSid(..) => Trouble::new(Verdict::NotFound, words),
        ErrorKind::CallTimeoutExceeded => Trouble::new(Verdict::TimedOut, words),
        ErrorKind::TlsOperation | ErrorKind::PemFileOperation | ErrorKind::WalletPrivateKeyInvalid(_) => {
            Trouble::new(Verdict::TlsFailure, words)
        }
        ErrorKind::WalletPasswordMissingOrInvalid(..)
        | ErrorKind::WalletUnreadable(_)
        | ErrorKind::ServerVersionNotSupported
        | ErrorKind::NotImplemented(_) => Trouble::new(Verdict::NotSupported, words),
        ErrorKind::NoConfigDir => {
            let words = "connect_string is an alias, and TNS_ADMIN names no folder with a tnsnames.ora";
            Trouble::new(Verdict::NotChecked, words)
        }
        ErrorKind::TnsAliasNotFound(..) | ErrorKind::InvalidConnectString(..) | ErrorKind::ParseError(..) => {
            Trouble::new(Verdict::NotChecked, format!("connect_string: {words}"))
        }
        ErrorKind::DeadConnection => {
            Trouble::new(Verdict::Failed, format!("{words}; is it Oracle that listens there, and does it want TLS?"))
        }
        // The client hands over no causes, so their words decide.
        _ => Trouble::new(cause::verdict_of_text(&words).unwrap_or(Verdict::Failed), words),
    }
}

/// The verdict of an error of the server or its listener. Source: Oracle's book of error messages.
fn verdict_of_code(code: usize) -> Verdict {
    match code {
        // Wrong user or password; no password; locked; expired.
        1017 | 1005 | 28000 | 28001 => Verdict::AuthenticationFailed,
        // May not do that; may not even log in; may not select (since 23).
        1031 | 1045 | 41900 => Verdict::PermissionDenied,
        // No such table, column; no such service; no such SID; no such instance.
        942 | 904 | 12514 | 12505 | 12521 => Verdict::NotFound,
        // Connecting took too long.
        12170 | 12535 => Verdict::TimedOut,
        // No listener.
        12541 | 12543 => Verdict::Unreachable,
        _ => Verdict::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_server_and_its_listener_have_their_verdicts() {
        for (code, verdict) in [
            (1017, Verdict::AuthenticationFailed),
            (28000, Verdict::AuthenticationFailed),
            (1031, Verdict::PermissionDenied),
            (1045, Verdict::PermissionDenied),
            (942, Verdict::NotFound),
            (904, Verdict::NotFound),
            (12514, Verdict::NotFound),
            (12505, Verdict::NotFound),
            (12541, Verdict::Unreachable),
            (12170, Verdict::TimedOut),
            (1034, Verdict::Failed),
            (600, Verdict::Failed),
        ] {
            assert_eq!(verdict_of_code(code), verdict, "{code}");
        }
    }

    #[test]
    fn nothing_but_a_name_goes_into_a_descriptor() {
        assert_eq!(plain("sid", "ORCL.example-1_x"), Ok("ORCL.example-1_x"));
        for wrong in ["a)(HOST=b", "a b", "a=b", "\"a\"", "a\nb"] {
            assert_eq!(plain("sid", wrong).err().map(|trouble| trouble.verdict), Some(Verdict::NotChecked), "{wrong}");
        }
    }
}
