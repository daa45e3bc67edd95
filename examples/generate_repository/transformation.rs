//! Transformations of a mapping and their ports.

use crate::defaults;
use crate::rng::Rng;
use crate::xml::Xml;

/// What the transformations of a plan are.
const KINDS: &[&str] = &["Expression", "Filter", "Lookup Procedure", "Update Strategy", "Aggregator", "Sorter"];

/// A transformation of a planned mapping.
pub(crate) struct Step {
    /// Name of the transformation and of its instance.
    pub name: String,
    /// The type as exports spell it.
    pub kind: &'static str,
    expressions: Vec<String>,
}

impl Step {
    /// Draws the transformation at a position of the pipeline.
    pub(crate) fn draw(rng: &mut Rng, at: usize, columns: &[String]) -> Self {
        let kind = rng.pick(KINDS);
        let prefix = match kind {
            "Expression" => "exp",
            "Filter" => "fil",
            "Lookup Procedure" => "lkp",
            "Update Strategy" => "upd",
            "Aggregator" => "agg",
            _ => "srt",
        };
        let expressions = (0..rng.between(1, 4))
            .map(|_| {
                let (one, two) = (rng.below(columns.len()), rng.below(columns.len()));
                let limit = rng.between(2, 9999);
                format!("IIF(ISNULL({}), {limit}, {} * {limit})", columns[one], columns[two])
            })
            .collect();
        Self { name: format!("{prefix}_{}_{at}", columns[rng.below(columns.len())]), kind, expressions }
    }

    /// Writes the transformation with all columns as ports.
    pub(crate) fn write(&self, xml: &mut Xml, columns: &[String], table: &str) {
        open_transformation(xml, &self.name, self.kind);
        let expressive = matches!(self.kind, "Expression" | "Aggregator");
        let port = if self.kind == "Lookup Procedure" { "INPUT/OUTPUT/LOOKUP" } else { "INPUT/OUTPUT" };
        for (at, column) in columns.iter().enumerate() {
            write_port(xml, at, column, port, expressive.then_some(column.as_str()));
        }
        if expressive {
            for (at, expression) in self.expressions.iter().enumerate() {
                write_port(xml, 1, &format!("o_VALUE_{at}"), "OUTPUT", Some(expression));
            }
        }
        let condition = format!("{} > 0", columns[0]);
        match self.kind {
            "Filter" => xml.pairs("TABLEATTRIBUTE", &[("Filter Condition", &condition)]),
            "Update Strategy" => xml.pairs(
                "TABLEATTRIBUTE",
                &[("Update Strategy Expression", "DD_UPDATE"), ("Forward Rejected Rows", "YES")],
            ),
            "Lookup Procedure" => {
                let join = format!("{} = IN_{}", columns[0], columns[0]);
                xml.pairs("TABLEATTRIBUTE", &[("Lookup Sql Override", ""), ("Lookup table name", table)]);
                xml.pairs("TABLEATTRIBUTE", &[("Lookup condition", &join)]);
                xml.pairs("TABLEATTRIBUTE", defaults::LOOKUP);
            }
            _ => {}
        }
        if self.kind != "Lookup Procedure" {
            xml.pairs("TABLEATTRIBUTE", &[("Tracing Level", "Normal")]);
        }
        xml.close("TRANSFORMATION");
    }
}

/// Native type, transformation type, precision and scale of the column at a position.
pub(crate) fn datatype(at: usize) -> (&'static str, &'static str, &'static str, &'static str) {
    match at % 5 {
        0 => ("number(p,s)", "decimal", "12", "0"),
        1 => ("number(p,s)", "decimal", "14", "2"),
        2 => ("date", "date/time", "19", "0"),
        3 => ("varchar2", "string", "40", "0"),
        _ => ("varchar2", "string", "120", "0"),
    }
}

/// Opens a transformation that is not reusable.
pub(crate) fn open_transformation(xml: &mut Xml, name: &str, kind: &str) {
    xml.open(
        "TRANSFORMATION",
        &[
            ("DESCRIPTION", ""),
            ("NAME", name),
            ("OBJECTVERSION", "1"),
            ("REUSABLE", "NO"),
            ("TYPE", kind),
            ("VERSIONNUMBER", "1"),
        ],
    );
}

/// Writes a port; its datatype follows from its position.
pub(crate) fn write_port(xml: &mut Xml, at: usize, name: &str, port: &str, expression: Option<&str>) {
    let (_, kind, precision, scale) = datatype(at);
    let (precision, scale) = if kind == "date/time" { ("29", "9") } else { (precision, scale) };
    let head = [("DATATYPE", kind), ("DEFAULTVALUE", ""), ("DESCRIPTION", "")];
    let tail = [("NAME", name), ("PICTURETEXT", ""), ("PORTTYPE", port), ("PRECISION", precision), ("SCALE", scale)];
    let mut attributes = [("", ""); 10];
    attributes[..3].copy_from_slice(&head);
    let mut used = 3;
    if let Some(expression) = expression {
        attributes[3..5].copy_from_slice(&[("EXPRESSION", expression), ("EXPRESSIONTYPE", "GENERAL")]);
        used = 5;
    }
    attributes[used..used + 5].copy_from_slice(&tail);
    xml.empty("TRANSFORMFIELD", &attributes[..used + 5]);
}
