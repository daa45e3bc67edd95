//! Invented words of an invented company: tables, columns, connections,
//! descriptions and SQL, varied enough for a search index to be realistic.

use crate::rng::Rng;
use std::fmt::Write as _;

const LAYERS: &[&str] = &["STG", "ODS", "DWH", "DM", "FACT", "DIM", "HIST", "REF", "TMP", "AGG", "LZ", "MART"];
const SUBJECTS: &[&str] = &[
    "CUSTOMER",
    "POLICY",
    "CLAIM",
    "INVOICE",
    "PAYMENT",
    "CONTRACT",
    "BROKER",
    "AGENT",
    "PRODUCT",
    "TARIFF",
    "VEHICLE",
    "DRIVER",
    "ACCIDENT",
    "PREMIUM",
    "RESERVE",
    "REINSURER",
    "TREATY",
    "LEDGER",
    "BUDGET",
    "SHIPMENT",
    "WAREHOUSE",
    "ARTICLE",
    "SUPPLIER",
    "CAMPAIGN",
    "VISIT",
    "BASKET",
    "RETURN",
    "VOUCHER",
    "LOYALTY",
    "STORE",
    "REGION",
    "EMPLOYEE",
    "PAYROLL",
    "ABSENCE",
    "BUILDING",
    "METER",
    "READING",
    "TICKET",
    "INCIDENT",
    "DEVICE",
    "SENSOR",
    "MANDATE",
    "DUNNING",
    "ACCOUNT",
    "DEPOSIT",
    "LOAN",
    "COLLATERAL",
    "RATING",
    "PORTFOLIO",
    "SECURITY",
    "TRADE",
    "QUOTE",
    "CURRENCY",
    "COUNTRY",
];
const ASPECTS: &[&str] = &[
    "HEADER",
    "DETAIL",
    "STATUS",
    "HISTORY",
    "BALANCE",
    "ADDRESS",
    "CONTACT",
    "LIMIT",
    "EVENT",
    "DOCUMENT",
    "MOVEMENT",
    "SNAPSHOT",
    "CORRECTION",
    "FORECAST",
    "ALLOCATION",
    "SCORE",
    "LINK",
    "HIERARCHY",
    "CALENDAR",
    "EXCEPTION",
    "REMINDER",
    "SETTLEMENT",
    "COVER",
    "DISCOUNT",
    "TAX",
];
const STEMS: &[&str] = &[
    "AMOUNT", "QUANTITY", "PRICE", "RATE", "CODE", "TYPE", "NAME", "REASON", "NUMBER", "GROUP", "CLASS", "CHANNEL",
    "OWNER", "SOURCE", "PERIOD", "YEAR", "WEIGHT", "COUNT", "SHARE", "LEVEL", "FLAG", "NOTE", "LABEL", "STREET",
    "CITY", "ZIP", "PHONE", "FACTOR", "MARGIN", "FEE", "SCORE",
];
const QUALIFIERS: &[&str] = &[
    "NET", "GROSS", "LOCAL", "BASE", "FIRST", "LAST", "OLD", "NEW", "MAIN", "SUB", "TOTAL", "OPEN", "BOOKED",
    "PLANNED", "ACTUAL", "ANNUAL", "MONTHLY", "PRIMARY", "EXTERNAL", "INTERNAL",
];
const PREDICATES: &[&str] = &[
    "STATUS IN ('ACTIVE', 'PENDING')",
    "DELETED_FLAG = 'N'",
    "LOAD_ID = $$LOAD_ID",
    "BUSINESS_DATE = TO_DATE('$$BUSINESS_DATE', 'YYYY-MM-DD')",
    "REGION_CODE <> 'XX'",
    "VALID_TO IS NULL",
    "CHANGED_AT >= $$LAST_RUN",
    "TENANT_ID = $$TENANT",
    "VERSION_NO > 0",
    "UPPER(SOURCE_SYSTEM) LIKE '%CORE%'",
    "ROWNUM <= $$MAX_ROWS",
];
const NOTES: &[&str] = &[
    "Loads the delta of the day",
    "Full reload, see ticket",
    "Übernahme aus dem Altsystem",
    "Chargement après clôture",
    "Corrects bookings of closed periods",
    "Año fiscal en curso",
    "Feeds the controlling report",
    "Part of the month-end run",
    "Prüfung der Stammdaten",
];

/// The three folders of the generated repository.
pub(crate) const FOLDERS: &[&str] = &["SALES_DWH", "CLAIMS_STG", "FINANCE_MART"];
/// Relational connections used by name.
pub(crate) const CONNECTIONS: &[&str] = &[
    "DWH_PRD",
    "CORE_PRD",
    "CORE_RPT",
    "STG_PRD",
    "OLTP_EMEA",
    "OLTP_APAC",
    "FIN_LEDGER",
    "CRM_RO",
    "REF_DATA",
    "MART_PRD",
];
/// Connections used through a session parameter.
pub(crate) const VARIABLES: &[&str] = &["$DBConnection_DWH", "$DBConnection_STG", "$DBConnection_CORE"];

/// A table name; `number` makes it unique.
pub(crate) fn table(rng: &mut Rng, number: usize) -> String {
    let (layer, subject, aspect) = (rng.pick(LAYERS), rng.pick(SUBJECTS), rng.pick(ASPECTS));
    format!("{layer}_{subject}_{aspect}_{number}")
}

/// A column name; `position` makes it unique within its table.
pub(crate) fn column(rng: &mut Rng, position: usize) -> String {
    match rng.below(6) {
        0 => format!("{}_ID_{position}", rng.pick(SUBJECTS)),
        1 => format!("{}_DATE_{position}", rng.pick(QUALIFIERS)),
        _ => format!("{}_{}_{position}", rng.pick(QUALIFIERS), rng.pick(STEMS)),
    }
}

/// A description: most objects have none.
pub(crate) fn note(rng: &mut Rng) -> String {
    if rng.chance(80) {
        return String::new();
    }
    let ticket = rng.between(100, 9999);
    format!("{} (DWH-{ticket})", rng.pick(NOTES))
}

/// A condition over a column, as in a source filter.
pub(crate) fn filter(rng: &mut Rng, table: &str, column: &str) -> String {
    let limit = rng.between(1, 99_999);
    format!("{table}.{column} > {limit}\nAND {table}.{}", rng.pick(PREDICATES))
}

/// A SQL override over the table and its columns, joined with another table.
pub(crate) fn sql(rng: &mut Rng, name: &str, columns: &[String]) -> String {
    let other = table(rng, rng_number(columns.len()));
    let mut sql = String::from("SELECT ");
    for (at, column) in columns.iter().enumerate() {
        let _ = write!(sql, "{}T.{column}", if at == 0 { "" } else { ",\n       " });
    }
    let key = columns.first().map_or("ID", String::as_str);
    let _ = write!(sql, "\nFROM {}.{name} T\nLEFT JOIN {other} R ON R.{key} = T.{key}", rng.pick(SUBJECTS));
    let _ = write!(sql, "\nWHERE T.{}", rng.pick(PREDICATES));
    for _ in 0..rng.between(1, 3) {
        let limit = rng.between(1, 99_999);
        let column = &columns[rng.below(columns.len())];
        let _ = write!(sql, "\n  AND (R.{column} > {limit} OR T.{})", rng.pick(PREDICATES));
    }
    sql
}

fn rng_number(length: usize) -> usize {
    length * 7 + 1
}
