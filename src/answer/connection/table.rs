//! The columns of a table as a server has them, beside a SOURCE or TARGET definition.
//!
//! Owns which types count as the same: names differ from server to server and from what PowerCenter calls them, so types are
//! compared by what they hold, and digits and lengths only where both sides say them. Opens nothing.

use crate::model::Text;
use crate::model::connection::Column;
use crate::model::mapping::{Field, Table};
use std::collections::BTreeMap;

/// How a column differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Difference {
    /// The definition has it, the table has not.
    Missing,
    /// The table has it, the definition has not.
    Extra,
    /// They hold different things: text and numbers, numbers and times.
    Type,
    /// Another number of digits or characters.
    Precision,
}

impl Difference {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Type => "type",
            Self::Precision => "precision",
        }
    }
}

/// One column that differs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Differing {
    /// Name of the column, as the definition spells it where it has it.
    pub column: String,
    /// How it differs.
    pub difference: Difference,
    /// What the definition says; empty where it has no such column.
    pub defined: String,
    /// What the server says; empty where it has no such column.
    pub found: String,
}

/// A definition and how the table of a server differs from it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Compared {
    /// Address of the SOURCE or TARGET.
    pub definition: String,
    /// What differs; nothing where all is as defined.
    pub differences: Vec<Differing>,
}

/// What a type holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    Number,
    Time,
    Bytes,
}

/// Words of types, in lower case, by what they hold. A type is known by the first that begins it, longest first. Source: the
/// native datatypes of the manual's Datatype Reference, and what the servers that are tested call theirs.
const WORDS: [(&str, Holds); 42] = [
    ("bigint", Holds::Number),
    ("bigserial", Holds::Number),
    ("binary", Holds::Bytes),
    ("bit", Holds::Number),
    ("blob", Holds::Bytes),
    ("bool", Holds::Number),
    ("bpchar", Holds::Text),
    ("byte", Holds::Bytes),
    ("bytea", Holds::Bytes),
    ("byteint", Holds::Number),
    ("char", Holds::Text),
    ("clob", Holds::Text),
    ("date", Holds::Time),
    ("dec", Holds::Number),
    ("double", Holds::Number),
    ("float", Holds::Number),
    ("image", Holds::Bytes),
    ("int", Holds::Number),
    ("interval", Holds::Time),
    ("long raw", Holds::Bytes),
    ("long varchar", Holds::Text),
    ("money", Holds::Number),
    ("nchar", Holds::Text),
    ("nclob", Holds::Text),
    ("nstring", Holds::Text),
    ("ntext", Holds::Text),
    ("number", Holds::Number),
    ("numeric", Holds::Number),
    ("nvarchar", Holds::Text),
    ("raw", Holds::Bytes),
    ("real", Holds::Number),
    ("serial", Holds::Number),
    ("smalldatetime", Holds::Time),
    ("smallint", Holds::Number),
    ("smallmoney", Holds::Number),
    ("string", Holds::Text),
    ("text", Holds::Text),
    ("time", Holds::Time),
    ("tinyint", Holds::Number),
    ("varbinary", Holds::Bytes),
    ("varchar", Holds::Text),
    ("uuid", Holds::Text),
];

fn holds(type_name: &str) -> Option<Holds> {
    let name = type_name.trim().to_lowercase();
    let known = WORDS.iter().filter(|(word, _)| name.starts_with(word)).max_by_key(|(word, _)| word.len());
    known.map(|(_, holds)| *holds)
}

/// Every column that differs, in the order of the definition; those that only the table has come last, in its order.
#[must_use]
pub fn differing(definition: &Table, columns: &[Column]) -> Vec<Differing> {
    let found: BTreeMap<Text, &Column> = columns.iter().map(|one| (one.name.to_lowercase(), one)).collect();
    let mut out: Vec<Differing> = definition
        .fields
        .iter()
        .filter_map(|field| match found.get(&field.name.to_lowercase()) {
            None => Some(differs(field.name.as_str(), Difference::Missing, defined(field), String::new())),
            Some(column) => compared(field, column),
        })
        .collect();
    let is_defined =
        |column: &Column| definition.fields.iter().any(|field| field.name.to_lowercase() == column.name.to_lowercase());
    let extra = columns.iter().filter(|column| !is_defined(column));
    out.extend(extra.map(|one| differs(one.name.as_str(), Difference::Extra, String::new(), described(one))));
    out
}

fn differs(column: &str, difference: Difference, defined: String, found: String) -> Differing {
    Differing { column: column.to_owned(), difference, defined, found }
}

fn compared(field: &Field, column: &Column) -> Option<Differing> {
    let say = |difference| Some(differs(field.name.as_str(), difference, defined(field), described(column)));
    let (ours, theirs) = (holds(&field.datatype)?, holds(&column.data_type)?);
    if ours != theirs {
        return say(Difference::Type);
    }
    // Times have digits on one side and characters on the other; numbers without digits are as large as the server likes.
    let (Some(wanted), Some(there)) = (field.precision, column.precision) else { return None };
    let other = |a: Option<i64>, b: Option<u32>| a.zip(b).is_some_and(|(a, b)| a != i64::from(b));
    let differs = match ours {
        Holds::Text | Holds::Bytes => other(Some(wanted), Some(there)),
        Holds::Number => other(Some(wanted), Some(there)) || other(field.scale, column.scale),
        Holds::Time => false,
    };
    if differs { say(Difference::Precision) } else { None }
}

fn defined(field: &Field) -> String {
    sized(&field.datatype, field.precision, field.scale)
}

fn described(column: &Column) -> String {
    sized(&column.data_type, column.precision.map(i64::from), column.scale.map(i64::from))
}

fn sized(name: &str, precision: Option<i64>, scale: Option<i64>) -> String {
    match (precision, scale.filter(|scale| *scale != 0)) {
        (None, _) => name.to_owned(),
        (Some(precision), None) => format!("{name}({precision})"),
        (Some(precision), Some(scale)) => format!("{name}({precision},{scale})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, datatype: &str, precision: i64, scale: i64) -> Field {
        Field {
            name: name.into(),
            datatype: datatype.into(),
            precision: Some(precision),
            scale: Some(scale),
            ..Field::default()
        }
    }

    #[test]
    fn columns_are_compared_by_what_they_hold_and_by_digits_that_both_say() {
        let fields = vec![
            field("ID", "number(p,s)", 10, 0),
            field("NAME", "varchar2", 40, 0),
            field("AMOUNT", "decimal", 12, 2),
            field("SOLD_AT", "date", 19, 0),
            field("NOTE", "varchar2", 10, 0),
            field("GONE", "char", 1, 0),
        ];
        let definition = Table { fields, ..Table::default() };
        let columns = [
            ("id", "integer"),
            ("name", "character varying(50)"),
            ("amount", "numeric(12,4)"),
            ("sold_at", "timestamp(3) without time zone"),
            ("note", "bigint"),
            ("new", "text"),
        ];
        let columns: Vec<Column> = columns.map(|(name, said)| Column::described(name, said)).to_vec();
        let said: Vec<(String, &str, String, String)> = differing(&definition, &columns)
            .into_iter()
            .map(|one| (one.column, one.difference.word(), one.defined, one.found))
            .collect();
        let row = |a: &str, b, c: &str, d: &str| (a.to_owned(), b, c.to_owned(), d.to_owned());
        let expected = [
            row("NAME", "precision", "varchar2(40)", "character varying(50)"),
            row("AMOUNT", "precision", "decimal(12,2)", "numeric(12,4)"),
            row("NOTE", "type", "varchar2(10)", "bigint"),
            row("GONE", "missing", "char(1)", ""),
            row("new", "extra", "", "text"),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_type_that_nobody_knows_is_not_judged() {
        let definition = Table { fields: vec![field("X", "sdo_geometry", 1, 0)], ..Table::default() };
        assert!(differing(&definition, &[Column::described("x", "geometry")]).is_empty());
    }
}
