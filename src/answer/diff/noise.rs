//! What differs from export to export and means nothing: a table.

use super::order;
use super::part::Part;

/// Attributes that a repository writes by itself, wherever they stand.
const ANYWHERE: &[&str] =
    &["COMPONENTVERSION", "CRCVALUE", "CREATION_DATE", "INSTANCEID", "OBJECTVERSION", "UUID", "VERSIONNUMBER"];

/// Where a column stands: of a table nobody reads it by position, and offsets of a file with delimiters mean nothing.
const POSITIONS: &[&str] = &["FIELDNUMBER", "OFFSET", "PHYSICALOFFSET"];

/// Databases, by the words of DATABASETYPE. What is none of them (a mainframe, XML) is laid out by positions.
const RELATIONAL: &[&str] = &[
    "Amazon Redshift",
    "DB2",
    "Flat File",
    "Greenplum",
    "Informix",
    "Microsoft SQL Server",
    "Netezza",
    "ODBC",
    "Oracle",
    "PostgreSQL",
    "SAP HANA",
    "Snowflake",
    "Sybase",
    "Teradata",
    "Vertica",
];

/// True of a fact that means nothing; `around` is what the part stands in.
pub(super) fn is_noise(fact: &str, part: &Part, around: Option<&Part>) -> bool {
    if fact == order::OF_PORTS {
        // Ports of a source qualifier have an order where somebody wrote the query.
        return part.fact("TYPE") == Some("Source Qualifier") && part.fact("Sql Query").is_none_or(str::is_empty);
    }
    ANYWHERE.contains(&fact)
        || order::numbers(&part.kind, fact)
        || part.kind == "column"
            && POSITIONS.contains(&fact)
            && around.is_some_and(|one| is_table(one) && !is_fixed(one))
}

/// True of a file whose columns stand at fixed places.
fn is_fixed(part: &Part) -> bool {
    part.parts.iter().any(|one| one.kind == "flat file" && one.fact("DELIMITED") == Some("NO"))
}

fn is_table(part: &Part) -> bool {
    matches!(part.kind.as_str(), "source" | "target")
        && part.fact("DATABASETYPE").is_some_and(|kind| RELATIONAL.contains(&kind))
}
