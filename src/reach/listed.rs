//! Columns as a catalog of a database lists them, for clients that cannot ask for one table alone.
//!
//! Owns which table is meant where several answer to a name: the one that is spelt so, else the first. PowerCenter writes
//! names in upper case that a server may keep otherwise.

use super::{Target, Trouble};
use crate::model::connection::{Column, Verdict};

/// A column and the table that it is of.
pub(super) struct Listed {
    /// Schema, owner or creator; empty where there is none.
    pub(super) schema: String,
    /// Table or view.
    pub(super) table: String,
    /// The column.
    pub(super) column: Column,
}

/// The table of a list that is meant.
pub(super) struct Table {
    /// Its schema.
    pub(super) schema: String,
    /// Its name.
    pub(super) name: String,
    /// Its columns, in the order of the list.
    pub(super) columns: Vec<Column>,
}

impl Table {
    /// `SCHEMA.NAME`, or `NAME`.
    pub(super) fn full(&self) -> String {
        if self.schema.is_empty() { self.name.clone() } else { format!("{}.{}", self.schema, self.name) }
    }
}

/// Schema and table of what is asked for: `SCHEMA.NAME`, or `NAME` in the schema of the connection, if it has one.
pub(super) fn asked<'a>(target: &'a Target, table: &'a str) -> (Option<&'a str>, &'a str) {
    match table.split_once('.') {
        Some((schema, name)) => (Some(schema), name),
        None => (target.connection.attribute("schema"), table),
    }
}

/// The one table of the list. Not there, and not to be seen, look the same to whoever may not see.
pub(super) fn one_table(all: Vec<Listed>, asked: (Option<&str>, &str)) -> Result<Table, Trouble> {
    let (schema, name) = asked;
    let like = |listed: &Listed, exact: bool| {
        let same = |a: &str, b: &str| if exact { a == b } else { a.to_lowercase() == b.to_lowercase() };
        same(&listed.table, name) && schema.is_none_or(|schema| same(&listed.schema, schema))
    };
    let first = all.iter().find(|listed| like(listed, true)).or_else(|| all.iter().find(|listed| like(listed, false)));
    let Some((schema, name)) = first.map(|first| (first.schema.clone(), first.table.clone())) else {
        let full = schema.map_or_else(|| name.to_owned(), |schema| format!("{schema}.{name}"));
        return Err(Trouble::new(Verdict::NotFound, format!("no table {full}, or this user may not see it")));
    };
    let of_it = all.into_iter().filter(|listed| listed.schema == schema && listed.table == name);
    let columns = of_it.map(|listed| listed.column).collect();
    Ok(Table { schema, name, columns })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(all: &[(&str, &str, &str)]) -> Vec<Listed> {
        let one = |(schema, table, column): &(&str, &str, &str)| Listed {
            schema: (*schema).to_owned(),
            table: (*table).to_owned(),
            column: Column::described(column, "int"),
        };
        all.iter().map(one).collect()
    }

    #[test]
    fn the_table_that_is_spelt_so_comes_before_one_in_other_case_and_tables_are_not_mixed() {
        let all = || listed(&[("a", "T", "one"), ("a", "t", "two"), ("b", "t", "three"), ("a", "t", "four")]);
        let found = |asked| one_table(all(), asked).map(|table| (table.full(), table.columns.len()));
        assert_eq!(found((None, "t")), Ok(("a.t".to_owned(), 2)));
        assert_eq!(found((Some("A"), "T")), Ok(("a.T".to_owned(), 1)));
        assert_eq!(found((Some("B"), "T")), Ok(("b.t".to_owned(), 1)));
        let missing = one_table(all(), (Some("c"), "t")).err().unwrap();
        assert_eq!((missing.verdict, missing.message.split(',').next()), (Verdict::NotFound, Some("no table c.t")));
    }
}
