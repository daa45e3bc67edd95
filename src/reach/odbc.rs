//! Whatever stands behind the user's ODBC driver manager: connect, one trivial statement, the columns of a table, and the
//! rows of a pull.
//!
//! Owns the family `odbc`. A `connect_string` is taken as it is, else a `dsn` is, else one is made of `driver`, `host`,
//! `port` and `database`; `user` and the credential are added where they are missing. TLS, timeouts and privileges are the
//! driver's matter. Runs no SQL of the connection; of a table a test reads no row, but asks whether it may. A pull sends one
//! SELECT after the other. Drivers that read a whole answer before they give its first row (PostgreSQL's does, unless its
//! string says `UseDeclareFetch=1`) need memory and time for all of it.
//!
//! Most drivers give one SQLSTATE for every way to fail to connect, so the words decide, and they are each driver's own.
//! Those of PostgreSQL's and SQLite's drivers and of unixODBC were seen; those of the others are from their manuals.

mod assembled;
mod meaning;

use super::listed::{self, Listed, Table};
use super::{Limits, Look, Session, TakeRow, Target, Trouble, message};
use crate::model::Text;
use crate::model::connection::{Column, Verdict};
use crate::model::secret::Secret;
use assembled::Assembled;
use odbc_api::{
    Connection, ConnectionOptions, Cursor, CursorRow, Environment, Error, ResultSetMetadata as _, environment,
};

/// One login.
struct Odbc {
    connection: Connection<'static>,
    /// What the database calls itself: `PostgreSQL`, `DB2/LINUXX8664`.
    name: String,
    limits: Limits,
    /// A password that stands in the connection string itself.
    inner: Option<Secret>,
}

/// Where it is, for the pool.
pub(super) fn endpoint(target: &Target) -> String {
    let attribute = |name| target.connection.attribute(name).unwrap_or_default().to_lowercase();
    ["connect_string", "dsn", "driver", "host", "port"].map(attribute).join("\n")
}

/// Logs in.
pub(super) fn open(target: &Target, limits: Limits) -> Result<Box<dyn Session>, Trouble> {
    let environment = environment().map_err(|error| trouble(&error, None))?;
    let string = Assembled::of(target, &|dsn| driver_of(environment, dsn))?;
    // Drivers count whole seconds; the pool counts the rest.
    let options = ConnectionOptions { login_timeout_sec: Some(seconds(limits)), packet_size: None };
    let inner = string.password().map(|password| Secret::new(password.to_owned()));
    let connected = environment.connect_with_connection_string(string.expose(), options);
    let connection = connected.map_err(|error| trouble(&error, inner.as_ref()))?;
    let name = connection.database_management_system_name().map_err(|error| trouble(&error, inner.as_ref()))?;
    Ok(Box::new(Odbc { connection, name, limits, inner }))
}

/// The driver of a data source.
fn driver_of(environment: &Environment, dsn: &str) -> Option<String> {
    let all = environment.data_sources().ok()?;
    all.into_iter().find(|source| source.server_name.eq_ignore_ascii_case(dsn)).map(|source| source.driver)
}

fn seconds(limits: Limits) -> u32 {
    let whole = limits.timeout.as_secs() + u64::from(limits.timeout.subsec_nanos() > 0);
    u32::try_from(whole.max(1)).unwrap_or(u32::MAX)
}

/// Statements that read nothing, by how the name of the database begins (lower case).
const TRIVIAL: &[(&str, &str)] = &[
    ("db2", "SELECT 1 FROM sysibm.sysdummy1"),
    ("informix", "SELECT 1 FROM systables WHERE tabid = 1"),
    ("oracle", "SELECT 1 FROM dual"),
    ("adaptive server", "SELECT 1"),
    ("apache hive", "SELECT 1"),
    ("apache spark", "SELECT 1"),
    ("ase", "SELECT 1"),
    ("impala", "SELECT 1"),
    ("mariadb", "SELECT 1"),
    ("microsoft sql server", "SELECT 1"),
    ("mysql", "SELECT 1"),
    ("netezza", "SELECT 1"),
    ("postgresql", "SELECT 1"),
    ("snowflake", "SELECT 1"),
    ("sqlite", "SELECT 1"),
    ("sybase", "SELECT 1"),
    ("teradata", "SELECT 1"),
    ("vertica", "SELECT 1"),
];

impl Session for Odbc {
    fn server(&self) -> Text {
        self.name.trim().into()
    }

    fn look(&mut self, target: &Target) -> Result<Look, Trouble> {
        let name = self.name.to_lowercase();
        let trivial = TRIVIAL.iter().find(|(known, _)| name.starts_with(known)).map(|(_, statement)| *statement);
        if let Some(statement) = trivial {
            self.run(statement).map_err(|error| self.trouble(&error))?;
        }
        let Some(table) = &target.table else {
            let what = trivial.map(str::to_owned);
            let what = what.unwrap_or_else(|| format!("connected; no statement is known for {}", self.name));
            return Ok(Look { what, columns: None });
        };
        let asked = listed::asked(target, table);
        let table = self.table(asked)?;
        if let Some(statement) = self.without_rows(&table) {
            self.run(&statement).map_err(|error| self.trouble(&error))?;
        }
        Ok(Look { what: format!("table {}", table.full()), columns: Some(table.columns) })
    }

    fn rows(&mut self, sql: &str, take: &mut TakeRow<'_>) -> Result<(), Trouble> {
        self.read(sql, take).map_err(|error| self.trouble(&error))
    }
}

impl Odbc {
    fn trouble(&self, error: &Error) -> Trouble {
        trouble(error, self.inner.as_ref())
    }

    fn run(&self, statement: &str) -> Result<(), Error> {
        if let Some(mut cursor) = self.connection.execute(statement, (), self.timeout())? {
            cursor.next_row()?;
        }
        Ok(())
    }

    fn timeout(&self) -> Option<usize> {
        usize::try_from(seconds(self.limits)).ok()
    }

    /// Hands over rows, each as the driver writes it in text.
    fn read(&self, sql: &str, take: &mut TakeRow<'_>) -> Result<(), Error> {
        let Some(mut cursor) = self.connection.execute(sql, (), self.timeout())? else { return Ok(()) };
        let columns = 1..=u16::try_from(cursor.num_result_cols()?).unwrap_or_default();
        let names = columns.clone().map(|at| cursor.col_name(at)).collect::<Result<Vec<_>, _>>()?;
        while let Some(mut row) = cursor.next_row()? {
            let cells = columns.clone().map(|at| text(&mut row, at)).collect::<Result<_, _>>()?;
            if !take(&names, cells) {
                break;
            }
        }
        Ok(())
    }

    /// The names as they are, else in upper and in lower case: catalogs know no other way to be asked.
    fn table(&self, asked: (Option<&str>, &str)) -> Result<Table, Trouble> {
        let mut found = Err(Trouble::new(Verdict::NotFound, "no table"));
        for spelling in [str::to_owned, str::to_uppercase, str::to_lowercase] {
            let (schema, name) = (asked.0.map(spelling), spelling(asked.1));
            let all = self.listed(schema.as_deref(), &name).map_err(|error| self.trouble(&error))?;
            found = listed::one_table(all, asked);
            if found.is_ok() {
                break;
            }
        }
        found
    }

    fn listed(&self, schema: Option<&str>, name: &str) -> Result<Vec<Listed>, Error> {
        let mut statement = self.connection.preallocate()?;
        let mut cursor = statement.columns_cursor("", schema.unwrap_or("%"), name, "%")?;
        let mut all = Vec::new();
        while let Some(mut row) = cursor.next_row()? {
            all.push(column(&mut row)?);
        }
        Ok(all)
    }

    /// A statement that finds nothing, and that only who may read the table may run.
    fn without_rows(&self, table: &Table) -> Option<String> {
        let quote = self.connection.identifier_quote_char().ok().flatten()?;
        let quoted = |name: &str| format!("{quote}{}{quote}", name.replace(quote, &format!("{quote}{quote}")));
        let schema = if table.schema.is_empty() { String::new() } else { format!("{}.", quoted(&table.schema)) };
        Some(format!("SELECT 1 FROM {schema}{} WHERE 1 = 0", quoted(&table.name)))
    }
}

/// ODBC's codes of types that have digits or characters: char, numeric, decimal, varchar, and their wide and binary kin.
const SIZED: &[&str] = &["1", "2", "3", "12", "-8", "-9", "-2", "-3"];
/// Those that have digits after the point: numeric, decimal.
const SCALED: &[&str] = &["2", "3"];
/// Those that have a fraction of a second: time, timestamp.
const TIMED: &[&str] = &["92", "93"];

/// A value as text; empty for NULL.
fn text(row: &mut CursorRow<'_>, at: u16) -> Result<String, Error> {
    let mut wide = Vec::new();
    row.get_wide_text(at, &mut wide)?;
    Ok(String::from_utf16_lossy(&wide))
}

/// A row of `SQLColumns`. Some drivers want the columns read from left to right.
fn column(row: &mut CursorRow<'_>) -> Result<Listed, Error> {
    let mut text = |at| text(row, at);
    let (schema, table, name, code, data_type, size) = (text(2)?, text(3)?, text(4)?, text(5)?, text(6)?, text(7)?);
    let digits = text(9)?;
    let of = |types: &[&str], number: &str| types.contains(&code.as_str()).then(|| number.parse().ok()).flatten();
    let precision = of(SIZED, &size).or(of(TIMED, &digits));
    let column = Column { name: name.into(), data_type: data_type.into(), precision, scale: of(SCALED, &digits) };
    Ok(Listed { schema, table, column })
}

fn trouble(error: &Error, inner: Option<&Secret>) -> Trouble {
    let Error::Diagnostics { record, .. } = error else {
        return Trouble::new(Verdict::Failed, message::shown(&error.to_string(), inner));
    };
    let (state, said) = (record.state.as_str(), record.to_string());
    let said = said.split_once("Message: ").map_or(said.as_str(), |(_, words)| words);
    let (verdict, advice) = (meaning::verdict_of(state, said), meaning::advice(state, said));
    let words = format!("{said} (SQLSTATE {state}){}", advice.map(|advice| format!("; {advice}")).unwrap_or_default());
    Trouble::new(verdict, message::shown(&words, inner))
}
