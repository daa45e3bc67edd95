//! Tables and flat files → SOURCE and TARGET.

use super::document::{Document, Node};
use super::mapping::type_name;
use super::translation::Translation;
use rustc_hash::FxHashSet;

/// Lists of fields in tables and flat files.
const LISTS: [&str; 3] = ["columns", "fields", "ownedFields"];

impl<'t> Translation<'t> {
    /// A table is a SOURCE, a TARGET, or both.
    pub(super) fn table(&mut self, node: Node<'t>) {
        let both = [(self.layout.is_source(node), "SOURCE"), (self.layout.is_target(node), "TARGET")];
        for (_, element) in both.into_iter().filter(|(wanted, _)| *wanted) {
            self.definition(node, element);
        }
    }

    fn definition(&mut self, node: Node<'t>, element: &str) {
        let document = self.document;
        let name = self.layout.name(node).to_owned();
        let (description, database) = (document.description(node), self.database_type(node));
        let (owner, connection) = (document.get(node, "ownerName"), document.get(node, "connectionName"));
        let line = line(node);
        let mut tag = vec![("DATABASETYPE", database.as_str())];
        if element == "SOURCE" {
            tag.extend([("DBDNAME", connection.as_str()), ("OWNERNAME", owner.as_str())]);
        }
        tag.extend([("DESCRIPTION", description.as_str()), ("NAME", name.as_str())]);
        self.out.open(line, element, &tag);
        let physical = document.get(node, "physicalName");
        self.kept_unless(line, "physicalName", &physical, &name);
        if element == "TARGET" {
            self.kept(line, "ownerName", &owner);
            self.kept(line, "connectionName", &connection);
        }
        document.raw(node, "connection");
        let keys = self.primary_key(node);
        self.kept_rest(node, "");
        for (at, field) in table_fields(document, node).enumerate() {
            self.table_field(element, at + 1, field, &keys);
        }
        self.out.close(element);
    }

    /// The database by its connection's type; `connectionType` names the class of it.
    fn database_type(&self, node: Node<'t>) -> String {
        let document = self.document;
        if document.kind(node) != "Table" {
            return "Flat File".to_owned();
        }
        let connection = document.by_id(document.raw(node, "connection"));
        let class = document.get(node, "connectionType");
        let said = connection.map(|one| document.get(one, "connectionType")).filter(|said| !said.is_empty());
        let class = class.rsplit('.').next().unwrap_or_default();
        database(&said.unwrap_or_else(|| class.trim_end_matches("ConnectInfo").trim_end_matches("Native").to_owned()))
    }

    /// Ids of the columns of the primary key.
    fn primary_key(&self, node: Node<'t>) -> FxHashSet<&'t str> {
        let document = self.document;
        let primary = document.raw(node, "primaryKey");
        let mut keys = document.within(node, "uniqueKeys");
        let key = keys.find(|key| document.id(*key) == primary || document.kind(*key) == "PrimaryKey");
        key.map(|key| document.raw(key, "columns").split_ascii_whitespace().collect()).unwrap_or_default()
    }

    fn table_field(&mut self, element: &str, number: usize, field: Node<'t>, keys: &FxHashSet<&'t str>) {
        let document = self.document;
        let number = number.to_string();
        let (name, datatype) = (document.get(field, "name"), type_name(&document.get(field, "type")));
        let (precision, scale) = (document.get(field, "precision"), document.get(field, "scale"));
        let key = if keys.contains(document.id(field)) { "PRIMARY KEY" } else { "NOT A KEY" };
        let nullable = if document.is_true(field, "nullable") { "NULL" } else { "NOTNULL" };
        let tag = [
            ("DATATYPE", datatype.as_str()),
            ("FIELDNUMBER", number.as_str()),
            ("KEYTYPE", key),
            ("NAME", name.as_str()),
            ("NULLABLE", nullable),
            ("PRECISION", precision.as_str()),
            ("SCALE", if scale.is_empty() { "0" } else { scale.as_str() }),
        ];
        let element = if element == "SOURCE" { "SOURCEFIELD" } else { "TARGETFIELD" };
        self.out.empty(line(field), element, &tag);
    }
}

/// The fields of a table or file.
pub(super) fn table_fields<'d, 't>(document: &'d Document<'t>, node: Node<'t>) -> impl Iterator<Item = Node<'t>> + 'd {
    LISTS.iter().flat_map(move |list| document.within(node, list))
}

/// A database in PowerCenter's spelling; one it does not know stays as it is.
pub(super) fn database(said: &str) -> String {
    let known = match said.to_ascii_uppercase().replace([' ', '_'], "").as_str() {
        "ORACLE" => "Oracle",
        "SQLSERVER" | "MICROSOFTSQLSERVER" => "Microsoft SQL Server",
        "DB2" | "IBMDB2" => "DB2",
        "ODBC" => "ODBC",
        "TERADATA" => "Teradata",
        "SYBASE" => "Sybase",
        "INFORMIX" => "Informix",
        "NETEZZA" => "Netezza",
        "HIVE" => "Hive",
        _ => said,
    };
    known.to_owned()
}

/// Line of an element, counted from 1.
pub(super) fn line(node: Node<'_>) -> u64 {
    u64::from(node.line()) + 1
}
