//! Rules of `comply` about texts, names, data and flows, and about the catalog as a whole: each fires where it should and is
//! quiet where it should be.

pub(super) mod whole;

use super::comply_cases::{Case, Given, case, export, try_all};
use catalog::model::classification::{Class, Classification, Pattern};

type Change = (&'static str, &'static str);

/// The SQL of the mapping's Source Qualifier.
macro_rules! query {
    ($sql:literal) => {
        ("NAME=\"Sql Query\" VALUE=\"\"", concat!("NAME=\"Sql Query\" VALUE=\"", $sql, "\""))
    };
}

/// SQL that the session puts in its place.
macro_rules! replaced {
    ($sql:literal) => {
        (
            "<PARTITION NAME=\"Partition #1\" DESCRIPTION=\"\"/>",
            concat!(
                "<PARTITION NAME=\"Partition #1\" DESCRIPTION=\"\"/><ATTRIBUTE NAME=\"Sql Query\" VALUE=\"",
                $sql,
                "\"/>"
            ),
        )
    };
}

/// `EXP_CLEAN` as a transformation of another type, with an attribute.
macro_rules! clean {
    ($kind:literal, $name:literal, $value:literal) => {
        (
            "TYPE=\"Expression\" REUSABLE=\"NO\" DESCRIPTION=\"Trims\">",
            concat!(
                "TYPE=\"",
                $kind,
                "\" REUSABLE=\"NO\" DESCRIPTION=\"Trims\"><TABLEATTRIBUTE NAME=\"",
                $name,
                "\" VALUE=\"",
                $value,
                "\"/>"
            ),
        )
    };
}

/// An instance of an Expression as one of another type.
macro_rules! instance {
    ($name:literal, $kind:literal) => {
        (
            concat!("TRANSFORMATION_NAME=\"", $name, "\" TRANSFORMATION_TYPE=\"Expression\""),
            concat!("TRANSFORMATION_NAME=\"", $name, "\" TRANSFORMATION_TYPE=\"", $kind, "\""),
        )
    };
}

/// A second source of a database, with a Source Qualifier, and `EXP_CLEAN` as a Joiner.
macro_rules! second_source {
    ($database:literal) => {
        (
            "<INSTANCE NAME=\"EXP_CLEAN\" TYPE=\"TRANSFORMATION\" TRANSFORMATION_NAME=\"EXP_CLEAN\" \
             TRANSFORMATION_TYPE=\"Expression\"/>",
            concat!(
                "<INSTANCE NAME=\"ORDERS2\" TYPE=\"SOURCE\" TRANSFORMATION_NAME=\"ORDERS\" \
                 TRANSFORMATION_TYPE=\"Source Definition\" DBDNAME=\"",
                $database,
                "\"/><INSTANCE NAME=\"SQ2\" TYPE=\"TRANSFORMATION\" TRANSFORMATION_NAME=\"SQ2\" \
                 TRANSFORMATION_TYPE=\"Source Qualifier\"/>\
                 <INSTANCE NAME=\"EXP_CLEAN\" TYPE=\"TRANSFORMATION\" TRANSFORMATION_NAME=\"EXP_CLEAN\" \
                 TRANSFORMATION_TYPE=\"Joiner\"/>"
            ),
        )
    };
}

/// A worklet beside the workflow.
macro_rules! worklet {
    ($name:literal, $description:literal) => {
        (
            "<CONFIG NAME=\"conf\"",
            concat!(
                "<WORKLET NAME=\"",
                $name,
                "\" DESCRIPTION=\"",
                $description,
                "\" ISVALID=\"YES\" REUSABLE=\"YES\">\
                 <TASK NAME=\"Start\" TYPE=\"Start\" REUSABLE=\"NO\"/>\
                 <TASKINSTANCE NAME=\"Start\" TASKNAME=\"Start\" TASKTYPE=\"Start\" REUSABLE=\"NO\" ISENABLED=\"YES\"/>\
                 </WORKLET><CONFIG NAME=\"conf\""
            ),
        )
    };
}

/// A mapplet beside the mapping.
macro_rules! mapplet {
    ($name:literal, $description:literal) => {
        (
            "<CONFIG NAME=\"conf\"",
            concat!(
                "<MAPPLET NAME=\"",
                $name,
                "\" DESCRIPTION=\"",
                $description,
                "\" ISVALID=\"YES\"></MAPPLET><CONFIG NAME=\"conf\""
            ),
        )
    };
}

pub(super) const CASES: &[Case] = &[
    // Environments and classified data
    case("SEC09", "SQ_ORDERS DB Connection", production(&[SHOP_DEV]), production(&[SHOP_PROD])),
    case("SEC26", "Override tracing", personal(&[VERBOSE]), personal(&[])),
    case(
        "SEC27",
        "Error Log Type",
        personal(&[("\"Error Log Type\" VALUE=\"None\"", "\"Error Log Type\" VALUE=\"Flat File\"")]),
        personal(&[]),
    ),
    case("SEC28", "T_FILE", personal(&[]), Given { classification: target, ..export(&[]) }),
    case(
        "SEC29",
        "SQ_ORDERS DB Connection",
        Given { production: true, ..personal(&[SHOP_DEV]) },
        Given { production: true, ..personal(&[SHOP_PROD]) },
    ),
    case("SEC30", "SQ_ORDERS DB Connection", personal(&[F_DEV, SHOP_PROD]), personal(&[F_DEV, SHOP_DEV])),
    case(
        "SEC31",
        "EMAIL",
        Given { classification: target, ..export(&[("SOURCEFIELD NAME=\"NOTE\"", "SOURCEFIELD NAME=\"EMAIL\"")]) },
        Given { classification: target, ..export(&[]) },
    ),
    // Texts
    case(
        "AUD08",
        "SQ_ORDERS Sql Query",
        export(&[query!("SELECT * FROM ORDERS")]),
        export(&[query!("SELECT ID FROM ORDERS")]),
    ),
    case(
        "AUD08",
        "SQ_ORDERS Sql Query",
        export(&[query!("SELECT ID, SSN FROM ORDERS")]),
        export(&[query!("SELECT count(*) FROM ORDERS")]),
    ),
    case(
        "MNT05",
        "EXP_CLEAN Filter Condition",
        export(&[clean!("Filter", "Filter Condition", "TRUE")]),
        export(&[clean!("Filter", "Filter Condition", "ID &gt; 0")]),
    ),
    case(
        "MNT06",
        "SQ_ORDERS Sql Query",
        export(&[query!("SELECT ID FROM SHOP.ORDERS")]),
        export(&[query!("SELECT ID FROM $$SCHEMA.ORDERS")]),
    ),
    case(
        "MNT06",
        "SQ_ORDERS Sql Query",
        export(&[replaced!("SELECT ID FROM SHOP.ORDERS")]),
        export(&[replaced!("SELECT ID FROM dbo.ORDERS")]),
    ),
    case(
        "MNT07",
        "EXP_CLEAN Cache Directory",
        export(&[clean!("Aggregator", "Cache Directory", "/data/cache")]),
        export(&[clean!("Aggregator", "Cache Directory", "$PMCacheDir/x")]),
    ),
    case(
        "MNT08",
        "SQ_ORDERS Sql Query",
        export(&[query!("SELECT ID FROM ORDERS WHERE D &gt; '2019-01-31'")]),
        export(&[query!("SELECT ID FROM ORDERS WHERE D &lt; '9999-12-31'")]),
    ),
    case("MNT09", "", Given { values: &[("MNT09", "most", "1")], ..export(&[]) }, export(&[])),
    case(
        "MNT10",
        "SQ_ORDERS Sql Query",
        Given { values: &[("MNT10", "characters", "10")], ..export(&[query!("SELECT ID FROM ORDERS")]) },
        export(&[query!("SELECT ID FROM ORDERS")]),
    ),
    case(
        "MNT11",
        "SQ_ORDERS Sql Query",
        export(&[replaced!("SELECT ID FROM ORDERS WHERE ID = 1")]),
        export(&[replaced!("$Param_Sql")]),
    ),
    // Flows
    case(
        "PRF50",
        "EXP_CLEAN",
        export(&[second_source!("ORA"), SECOND_FLOW]),
        export(&[second_source!("DWH"), SECOND_FLOW]),
    ),
    case(
        "PRF51",
        "EXP_CLEAN",
        export(&[instance!("EXP_CLEAN", "Filter")]),
        export(&[instance!("EXP_SHARED", "Filter")]),
    ),
    case(
        "PRF52",
        "EXP_CLEAN Sorted Input",
        export(&[clean!("Aggregator", "Sorted Input", "NO")]),
        export(&[clean!("Aggregator", "Sorted Input", "YES")]),
    ),
    case(
        "PRF53",
        "EXP_CLEAN Sorted Input",
        export(&[clean!("Joiner", "Sorted Input", "NO")]),
        export(&[clean!("Joiner", "Sorted Input", "YES")]),
    ),
    case(
        "PRF54",
        "EXP_CLEAN Lookup caching enabled",
        export(&[clean!("Lookup Procedure", "Lookup caching enabled", "NO")]),
        export(&[clean!("Lookup Procedure", "Lookup caching enabled", "YES")]),
    ),
    // Names
    case("NAM01", "", export(&[("<MAPPING NAME=\"m_orders\"", "<MAPPING NAME=\"orders\"")]), export(&[])),
    case("NAM02", "", export(&[("<SESSION NAME=\"s_m_orders\"", "<SESSION NAME=\"load\"")]), export(&[])),
    case("NAM03", "", export(&[("<WORKFLOW NAME=\"wf_orders\"", "<WORKFLOW NAME=\"orders\"")]), export(&[])),
    case("NAM04", "", export(&[worklet!("orders", "Ours")]), export(&[worklet!("wklt_orders", "Ours")])),
    case("NAM05", "", export(&[mapplet!("orders", "Ours")]), export(&[mapplet!("mplt_orders", "Ours")])),
    case("NAM06", "", export(&[("<TRANSFORMATION NAME=\"EXP_CLEAN\"", "<TRANSFORMATION NAME=\"CLEAN\"")]), export(&[])),
    case("NAM07", "", export(&[("<TASK NAME=\"cmd_notify\"", "<TASK NAME=\"notify\"")]), export(&[])),
    case("NAM08", "", export(&[("<MAPPING NAME=\"m_orders\"", "<MAPPING NAME=\"m_orders new\"")]), export(&[])),
    // Descriptions
    case("AUD04", "DESCRIPTION", export(&[("DESCRIPTION=\"Loads orders\"", "DESCRIPTION=\" \"")]), export(&[])),
    case(
        "AUD04",
        "DESCRIPTION",
        export(&[("DESCRIPTION=\"Loads orders every night\"", "DESCRIPTION=\"\"")]),
        export(&[]),
    ),
    case("DOC01", "DESCRIPTION", export(&[("DESCRIPTION=\"Nothing yet\"", "DESCRIPTION=\"\"")]), export(&[])),
    case("DOC01", "DESCRIPTION", export(&[worklet!("wklt_orders", "")]), export(&[worklet!("wklt_orders", "Ours")])),
    case(
        "DOC03",
        "",
        Given { values: &[("DOC03", "least", "2")], ..export(&[("\"Reads orders\"", "\"\""), ("\"Trims\"", "\"\"")]) },
        Given { values: &[("DOC03", "least", "2")], ..export(&[("\"Reads orders\"", "\"\"")]) },
    ),
    case("DOC04", "DESCRIPTION", export(&[("DESCRIPTION=\"Loads orders\"", "DESCRIPTION=\"TODO\"")]), export(&[])),
    case(
        "DOC04",
        "DESCRIPTION",
        export(&[("DESCRIPTION=\"Loads orders\"", "DESCRIPTION=\"S_M_ORDERS\"")]),
        export(&[]),
    ),
];

const SHOP: &str = "CONNECTIONNAME=\"\" VARIABLE=\"$DBConnectionShop\"";
const SHOP_DEV: Change = (SHOP, "CONNECTIONNAME=\"SHOP_DEV\" VARIABLE=\"\"");
const SHOP_PROD: Change = (SHOP, "CONNECTIONNAME=\"SHOP_PROD\" VARIABLE=\"\"");
const F_DEV: Change = ("<FOLDER NAME=\"F\"", "<FOLDER NAME=\"F_DEV\"");
const VERBOSE: Change = ("\"Override tracing\" VALUE=\"None\"", "\"Override tracing\" VALUE=\"Verbose Data\"");
const SECOND_FLOW: Change = (
    "<CONNECTOR FROMINSTANCE=\"SQ_ORDERS\"",
    "<CONNECTOR FROMINSTANCE=\"ORDERS2\" FROMFIELD=\"ID\" TOINSTANCE=\"SQ2\" TOFIELD=\"ID\"/>\
     <CONNECTOR FROMINSTANCE=\"SQ2\" FROMFIELD=\"ID\" TOINSTANCE=\"EXP_CLEAN\" TOFIELD=\"ID\"/>\
     <CONNECTOR FROMINSTANCE=\"SQ_ORDERS\"",
);

const fn production(changes: &'static [Change]) -> Given {
    Given { production: true, ..export(changes) }
}

/// The source ORDERS holds personal data.
const fn personal(changes: &'static [Change]) -> Given {
    Given { classification: orders, ..export(changes) }
}

fn orders() -> Classification {
    let pattern = Pattern { class: Class::Pii, table: "ORDERS".to_owned(), column: "ID".to_owned() };
    Classification { patterns: vec![pattern] }
}

/// The target T_ORDERS is confidential.
fn target() -> Classification {
    let pattern = Pattern { class: Class::Confidential, table: "T_ORDERS".to_owned(), column: String::new() };
    Classification { patterns: vec![pattern] }
}

#[test]
fn each_rule_fires_where_it_should_and_is_quiet_where_it_should_be() {
    try_all(CASES);
}
