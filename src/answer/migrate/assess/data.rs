//! What a session reads and writes, by the names under which another session may write or read the same.
//!
//! Tables go by name alone, without schema and whatever the case, and by connection where that is known on both sides: one
//! database is often read and written through several connections, but never two databases through one. Files go by name,
//! because their directories are variables of the machine.

use super::sql;
use crate::answer::assembled::{Assembled, Part, value};
use crate::answer::connection::ConnectionUse;
use crate::answer::resolve::{Resolution, Status};
use std::collections::BTreeSet;

/// A table or file.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Data {
    /// A file, not a table.
    pub(super) file: bool,
    /// Name; that of a table in upper case.
    pub(super) name: String,
    /// Connection; `None` where it is not known.
    pub(super) connection: Option<String>,
}

impl Data {
    /// True where both may be the same thing.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        let apart = self.connection.is_some() && other.connection.is_some() && self.connection != other.connection;
        (self.file, &self.name) == (other.file, &other.name) && !apart
    }
}

/// Ends of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ends {
    pub(super) reads: BTreeSet<Data>,
    pub(super) writes: BTreeSet<Data>,
}

/// The ends of a session.
pub(super) fn ends(run: &Assembled<'_>, uses: &[ConnectionUse], resolution: &Resolution) -> Ends {
    let mut found = Finding { run, uses, resolution, ends: Ends::default() };
    for part in &run.parts {
        match part.kind.as_str() {
            "Source Definition" => found.source(part),
            "Source Qualifier" => found.sql(part, "Sql Query", "READ"),
            "Lookup Procedure" => found.lookup(part),
            "Target Definition" => found.target(part),
            _ => {}
        }
    }
    found.files();
    found.ends
}

struct Finding<'f, 'a> {
    run: &'f Assembled<'a>,
    uses: &'f [ConnectionUse],
    resolution: &'f Resolution,
    ends: Ends,
}

impl Finding<'_, '_> {
    /// The connection through which an instance reads or writes: its own, or the only one of that access.
    fn connection(&self, instance: &str, access: &str) -> Option<String> {
        let all = || self.uses.iter().filter(|one| one.access == access);
        let qualifier = format!("SQ_{instance}");
        let own = all().find(|one| one.instance == instance || one.instance == qualifier);
        if let Some(own) = own {
            return own.connection.clone();
        }
        let names: BTreeSet<&Option<String>> = all().map(|one| &one.connection).collect();
        if names.len() == 1 { names.into_iter().next().cloned().flatten() } else { None }
    }

    fn table(&self, name: &str, connection: Option<String>) -> Option<Data> {
        let name = self.known(name)?;
        let name = name.rsplit('.').next().unwrap_or_default().trim_matches(['"', '[', ']']).to_uppercase();
        (!name.is_empty()).then_some(Data { file: false, name, connection })
    }

    /// A name without parameters, or the value of the one that it is.
    fn known(&self, name: &str) -> Option<String> {
        let name = name.trim();
        if !name.contains('$') {
            return Some(name.to_owned());
        }
        let told = |status: Status| matches!(status, Status::Resolved | Status::Default | Status::BuiltIn);
        let found = self.resolution.values.iter().find(|one| one.name.eq_ignore_ascii_case(name) && told(one.status));
        found.map(|one| one.value.clone()).filter(|value| !value.contains(['$', '«']))
    }

    fn source(&mut self, part: &Part) {
        if is_file(part) {
            return;
        }
        let connection = self.connection(&part.instance, "READ");
        let name = self.instead(part, "READER", "Source Table Name");
        self.ends.reads.extend(self.table(&name, connection));
    }

    fn target(&mut self, part: &Part) {
        if is_file(part) {
            return;
        }
        let connection = self.connection(&part.instance, "WRITE");
        let name = self.instead(part, "WRITER", "Target Table Name");
        self.ends.writes.extend(self.table(&name, connection));
    }

    /// The name that the session gives a table, or its own.
    fn instead(&self, part: &Part, kind: &str, attribute: &str) -> String {
        let extensions = self.run.extensions.iter();
        let own = extensions
            .filter(|one| one.extension.extension_type == kind && one.extension.instance == part.instance.as_str());
        let given = own.map(|one| value(&one.attributes, attribute)).chain([value(&part.attributes, attribute)]);
        let given = given.filter(|name| !name.trim().is_empty()).map(str::to_owned).next();
        given.unwrap_or_else(|| match &part.table {
            Some(table) => table.name.to_string(),
            None => part.object.to_string(),
        })
    }

    fn lookup(&mut self, part: &Part) {
        // A lookup in a file has no connection, and its file stands in the session.
        let connection = self.connection(&part.instance, "LOOKUP");
        self.ends.reads.extend(self.table(value(&part.attributes, "Lookup table name"), connection));
        self.sql(part, "Lookup Sql Override", "LOOKUP");
    }

    fn sql(&mut self, part: &Part, attribute: &str, access: &str) {
        let connection = self.connection(&part.instance, access);
        for name in sql::tables(value(&part.attributes, attribute)) {
            self.ends.reads.insert(Data { file: false, name, connection: connection.clone() });
        }
    }

    fn files(&mut self) {
        let run = self.run;
        for one in &run.extensions {
            let is = |kind: &str| one.extension.extension_type == kind;
            let named = |attribute: &str| {
                let path = self.known(value(&one.attributes, attribute))?;
                let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
                (!name.is_empty()).then_some(Data { file: true, name, connection: None })
            };
            let (read, written) = (named("Source filename"), named("Output filename"));
            self.ends.reads.extend(read.filter(|_| !is("WRITER")));
            self.ends.writes.extend(written.filter(|_| is("WRITER")));
        }
    }
}

fn is_file(part: &Part) -> bool {
    part.table.as_ref().is_some_and(|table| table.database_type == "Flat File")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(connection: Option<&str>) -> Data {
        Data { file: false, name: "T".to_owned(), connection: connection.map(str::to_owned) }
    }

    #[test]
    fn a_connection_that_is_not_known_may_be_any() {
        assert!(table(None).may_be(&table(Some("A"))));
        assert!(table(Some("A")).may_be(&table(Some("A"))));
        assert!(!table(Some("A")).may_be(&table(Some("B"))));
        assert!(!table(None).may_be(&Data { file: true, ..table(None) }));
    }
}
