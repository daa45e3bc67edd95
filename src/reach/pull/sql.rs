//! The questions to a repository, in the words of each database.
//!
//! Owns every statement that a pull sends: one SELECT a question, without a semicolon. Nothing of a caller goes into it but a
//! number, a date and an identifier, each checked. Names are not quoted: every database keeps those of a repository in its
//! own usual case.

use super::Ask;
use super::view::{Column, Kind, RUN, View};
use crate::model::connection::{Family, Verdict};
use crate::reach::{Target, Trouble};

/// Databases that say some things in words of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// PostgreSQL.
    Postgresql,
    /// SQL Server.
    Sqlserver,
    /// Oracle.
    Oracle,
    /// Whatever an ODBC driver makes of its escapes.
    Odbc,
}

impl Dialect {
    /// The dialect of a family; `None` where it has no tables of a repository.
    pub(super) fn of(family: Family) -> Option<Self> {
        match family {
            Family::Postgresql => Some(Self::Postgresql),
            Family::Sqlserver => Some(Self::Sqlserver),
            Family::Oracle => Some(Self::Oracle),
            Family::Odbc => Some(Self::Odbc),
            _ => None,
        }
    }

    /// A value as text that no setting of the server changes: times are `YYYY-MM-DD HH:MI:SS`, perhaps with a fraction.
    /// Drivers of ODBC write them so themselves, and the client for SQL Server hands numbers over as such.
    fn as_text(self, kind: Kind, value: &str) -> String {
        match (self, kind) {
            (Self::Postgresql, Kind::Time) => format!("to_char({value}, 'YYYY-MM-DD HH24:MI:SS.MS')"),
            (Self::Sqlserver, Kind::Time) => format!("CONVERT(varchar(23), {value}, 121)"),
            (Self::Oracle, Kind::Time) => format!("TO_CHAR({value}, 'YYYY-MM-DD HH24:MI:SS')"),
            (Self::Oracle, Kind::Number) => format!("TO_CHAR({value})"),
            _ => value.to_owned(),
        }
    }

    /// The first moment of a day, `YYYY-MM-DD`.
    fn midnight(self, day: &str) -> String {
        match self {
            Self::Postgresql | Self::Oracle => format!("TIMESTAMP '{day} 00:00:00'"),
            // Style 112 is the one shape that no language of a login reads otherwise.
            Self::Sqlserver => format!("CONVERT(datetime, '{}', 112)", day.replace('-', "")),
            Self::Odbc => format!("{{ts '{day} 00:00:00'}}"),
        }
    }
}

/// What is asked of a view, and what instead where that is not there.
pub(super) struct Question {
    /// The view.
    pub(super) view: &'static str,
    /// Statements, the best one first; never empty.
    pub(super) candidates: Vec<String>,
}

/// Where a statement takes its rows from, and which of the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Form {
    tables: bool,
    needed_only: bool,
}

/// The question that an ask comes to.
pub(super) fn question(target: &Target, ask: &Ask) -> Result<Question, Trouble> {
    let not = |verdict, words: String| Err(Trouble::new(verdict, words));
    let Some(dialect) = Dialect::of(target.family) else {
        return not(Verdict::NotSupported, super::ONLY.to_owned());
    };
    let Some(view) = View::named(ask.view) else {
        return not(Verdict::NotChecked, format!("{} is no view of runs", ask.view));
    };
    let schema = target.connection.attribute("schema").unwrap_or_default();
    if !schema.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_$#".contains(&byte)) {
        return not(Verdict::NotChecked, format!("attribute schema: {schema} is no plain name of a schema"));
    }
    if let Some(since) = ask.since.as_ref().filter(|since| !is_day(since)) {
        return not(Verdict::NotChecked, format!("{since} is no day, YYYY-MM-DD"));
    }
    let prefix = if schema.is_empty() { String::new() } else { format!("{schema}.") };
    let forms = [(false, false), (false, true), (true, false), (true, true)];
    let forms = forms.map(|(tables, needed_only)| Form { tables, needed_only });
    let forms = forms.into_iter().filter(|form| !form.tables || !view.tables.is_empty());
    Ok(Question {
        view: view.name,
        candidates: forms.map(|form| statement(view, form, dialect, &prefix, ask)).collect(),
    })
}

/// A year of the calendar that databases share, a month, a day that some month has.
fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes
            .iter()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() });
    shaped && text[..4] >= *"1753" && ("01"..="12").contains(&&text[5..7]) && ("01"..="31").contains(&&text[8..])
}

fn statement(view: &View, form: Form, dialect: Dialect, prefix: &str, ask: &Ask) -> String {
    let columns: Vec<String> = view
        .columns
        .iter()
        .filter(|column| column.needed || !form.needed_only)
        .filter_map(|column| Some((column, value(column, form)?)))
        .map(|(column, value)| format!("{} AS {}", dialect.as_text(column.kind, &value), column.name))
        .collect();
    let from = if form.tables { view.tables.replace('@', prefix) } else { format!("{prefix}{} V", view.name) };
    let named = |name| view.columns.iter().find(|column| column.name == name).and_then(|column| value(column, form));
    let rows = Some(view.rows).filter(|rows| form.tables && !rows.is_empty()).map(str::to_owned);
    let after = ask.after.and_then(|after| Some(format!("{} > {after}", named(RUN)?)));
    let since = ask.since.as_ref().and_then(|day| Some(format!("{} >= {}", named(view.start)?, dialect.midnight(day))));
    let filters: Vec<String> = [rows, after, since].into_iter().flatten().collect();
    let filters = if filters.is_empty() { String::new() } else { format!(" WHERE {}", filters.join(" AND ")) };
    let order: Vec<String> = [RUN].iter().chain(view.order).filter_map(|name| named(name)).collect();
    format!("SELECT {} FROM {from}{filters} ORDER BY {}", columns.join(", "), order.join(", "))
}

/// What a column is in the rows that a statement reads. Always with the alias of its table: a bare name in ORDER BY would be
/// that of the text.
fn value(column: &Column, form: Form) -> Option<String> {
    if form.tables {
        return Some(column.of_tables.to_owned()).filter(|value| !value.is_empty());
    }
    column.of_view.then(|| format!("V.{}", column.name))
}

#[cfg(test)]
#[path = "sql_tests.rs"]
mod tests;
