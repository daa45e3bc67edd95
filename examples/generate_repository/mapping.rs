//! Mappings with their sources and targets: the plan that sessions are built
//! from, and the writing of the definitions.

use crate::defaults;
use crate::rng::Rng;
use crate::transformation::{Step, datatype, open_transformation, write_port};
use crate::vocabulary;
use crate::xml::Xml;

/// A planned mapping: one pipeline from the sources over the steps to the target.
pub(crate) struct Plan {
    /// Name of the mapping, unique in the repository.
    pub name: String,
    /// Source tables.
    pub sources: Vec<String>,
    /// Target table.
    pub target: String,
    /// Columns that run through the pipeline.
    pub columns: Vec<String>,
    /// Transformations between source qualifier and target.
    pub steps: Vec<Step>,
    filter: String,
}

impl Plan {
    /// Draws the plan of mapping `number`.
    pub(crate) fn draw(rng: &mut Rng, number: usize) -> Self {
        let target = vocabulary::table(rng, number);
        let width = if rng.chance(15) { rng.between(13, 21) } else { rng.between(10, 12) };
        let columns: Vec<_> = (1..=width).map(|at| vocabulary::column(rng, at)).collect();
        let sources: Vec<_> = (0..rng.between(1, 2)).map(|at| vocabulary::table(rng, number * 2 + at)).collect();
        let filter = vocabulary::filter(rng, &sources[0], &columns[0]);
        let steps = if rng.chance(20) { rng.between(5, 7) } else { rng.between(3, 4) };
        let steps = (1..=steps).map(|at| Step::draw(rng, at, &columns)).collect();
        Self { name: format!("m_{target}"), sources, target, columns, steps, filter }
    }

    /// Name of the source qualifier.
    pub(crate) fn qualifier(&self) -> String {
        format!("SQ_{}", self.sources[0])
    }

    /// Writes the sources and the target, children of the folder.
    pub(crate) fn write_tables(&self, xml: &mut Xml) {
        for source in &self.sources {
            xml.open(
                "SOURCE",
                &[
                    ("BUSINESSNAME", ""),
                    ("DATABASETYPE", "Oracle"),
                    ("DBDNAME", "ORA_CORE"),
                    ("DESCRIPTION", ""),
                    ("NAME", source),
                    ("OBJECTVERSION", "1"),
                    ("OWNERNAME", "CORE"),
                    ("VERSIONNUMBER", "1"),
                ],
            );
            let mut offsets = (0, 0);
            for (at, column) in self.columns.iter().enumerate() {
                write_source_field(xml, at, column, &mut offsets);
            }
            xml.close("SOURCE");
        }
    }

    /// Writes the target, a child of the folder.
    pub(crate) fn write_target(&self, xml: &mut Xml) {
        xml.open(
            "TARGET",
            &[
                ("BUSINESSNAME", ""),
                ("CONSTRAINT", ""),
                ("DATABASETYPE", "Oracle"),
                ("DESCRIPTION", ""),
                ("NAME", &self.target),
                ("OBJECTVERSION", "1"),
                ("TABLEOPTIONS", ""),
                ("VERSIONNUMBER", "1"),
            ],
        );
        for (at, column) in self.columns.iter().enumerate() {
            let (native, _, precision, scale) = datatype(at);
            let (key, nullable) = key(at);
            xml.empty(
                "TARGETFIELD",
                &[
                    ("BUSINESSNAME", ""),
                    ("DATATYPE", native),
                    ("DESCRIPTION", ""),
                    ("FIELDNUMBER", &(at + 1).to_string()),
                    ("KEYTYPE", key),
                    ("NAME", column),
                    ("NULLABLE", nullable),
                    ("PICTURETEXT", ""),
                    ("PRECISION", precision),
                    ("SCALE", scale),
                ],
            );
        }
        xml.close("TARGET");
    }

    /// Writes the mapping, a child of the folder.
    pub(crate) fn write(&self, xml: &mut Xml) {
        xml.open(
            "MAPPING",
            &[
                ("DESCRIPTION", ""),
                ("ISVALID", "YES"),
                ("NAME", &self.name),
                ("OBJECTVERSION", "1"),
                ("VERSIONNUMBER", "1"),
            ],
        );
        self.write_qualifier(xml);
        for step in &self.steps {
            step.write(xml, &self.columns, &self.target);
        }
        self.write_instances(xml);
        self.write_connectors(xml);
        xml.empty("TARGETLOADORDER", &[("ORDER", "1"), ("TARGETINSTANCE", &self.target)]);
        for name in ["$$LOAD_ID", "$$BUSINESS_DATE"] {
            xml.empty(
                "MAPPINGVARIABLE",
                &[
                    ("DATATYPE", "string"),
                    ("DEFAULTVALUE", ""),
                    ("DESCRIPTION", ""),
                    ("ISEXPRESSIONVARIABLE", "NO"),
                    ("ISPARAM", "YES"),
                    ("NAME", name),
                    ("PRECISION", "20"),
                    ("SCALE", "0"),
                    ("USERDEFINED", "YES"),
                ],
            );
        }
        xml.empty("ERPINFO", &[]);
        xml.close("MAPPING");
    }

    fn write_qualifier(&self, xml: &mut Xml) {
        open_transformation(xml, &self.qualifier(), "Source Qualifier");
        for (at, column) in self.columns.iter().enumerate() {
            write_port(xml, at, column, "INPUT/OUTPUT", None);
        }
        for (name, default) in defaults::QUALIFIER {
            let value = if *name == "Source Filter" { &self.filter } else { *default };
            xml.empty("TABLEATTRIBUTE", &[("NAME", name), ("VALUE", value)]);
        }
        xml.close("TRANSFORMATION");
    }

    fn write_instances(&self, xml: &mut Xml) {
        for source in &self.sources {
            xml.empty(
                "INSTANCE",
                &[
                    ("DBDNAME", "ORA_CORE"),
                    ("DESCRIPTION", ""),
                    ("NAME", source),
                    ("TRANSFORMATION_NAME", source),
                    ("TRANSFORMATION_TYPE", "Source Definition"),
                    ("TYPE", "SOURCE"),
                ],
            );
        }
        let qualifier = self.qualifier();
        xml.open("INSTANCE", &instance(&qualifier, "Source Qualifier"));
        for source in &self.sources {
            xml.empty("ASSOCIATED_SOURCE_INSTANCE", &[("NAME", source)]);
        }
        xml.close("INSTANCE");
        for step in &self.steps {
            xml.empty("INSTANCE", &instance(&step.name, step.kind));
        }
        xml.empty(
            "INSTANCE",
            &[
                ("DESCRIPTION", ""),
                ("NAME", &self.target),
                ("TRANSFORMATION_NAME", &self.target),
                ("TRANSFORMATION_TYPE", "Target Definition"),
                ("TYPE", "TARGET"),
            ],
        );
    }

    fn write_connectors(&self, xml: &mut Xml) {
        let qualifier = self.qualifier();
        for (at, column) in self.columns.iter().enumerate() {
            let source = &self.sources[at % self.sources.len()];
            let mut from: (&str, &str) = (source, "Source Definition");
            let mut to: (&str, &str) = (&qualifier, "Source Qualifier");
            connect(xml, from, to, column);
            for (position, step) in self.steps.iter().enumerate() {
                // a column goes around the transformations that have no use for it
                if (at + position) % 3 != 0 {
                    from = to;
                    to = (&step.name, step.kind);
                    connect(xml, from, to, column);
                }
            }
            connect(xml, to, (&self.target, "Target Definition"), column);
        }
    }
}

fn key(at: usize) -> (&'static str, &'static str) {
    if at == 0 { ("PRIMARY KEY", "NOTNULL") } else { ("NOT A KEY", "NULL") }
}

fn instance<'a>(name: &'a str, kind: &'a str) -> [(&'static str, &'a str); 6] {
    [
        ("DESCRIPTION", ""),
        ("NAME", name),
        ("REUSABLE", "NO"),
        ("TRANSFORMATION_NAME", name),
        ("TRANSFORMATION_TYPE", kind),
        ("TYPE", "TRANSFORMATION"),
    ]
}

fn write_source_field(xml: &mut Xml, at: usize, column: &str, offsets: &mut (u32, u32)) {
    let (native, _, precision, scale) = datatype(at);
    let (key, nullable) = key(at);
    let width: u32 = precision.parse().unwrap_or(0);
    let length = if native == "varchar2" { 0 } else { width };
    xml.empty(
        "SOURCEFIELD",
        &[
            ("BUSINESSNAME", ""),
            ("DATATYPE", native),
            ("DESCRIPTION", ""),
            ("FIELDNUMBER", &(at + 1).to_string()),
            ("FIELDPROPERTY", "0"),
            ("FIELDTYPE", "ELEMITEM"),
            ("HIDDEN", "NO"),
            ("KEYTYPE", key),
            ("LENGTH", &length.to_string()),
            ("LEVEL", "0"),
            ("NAME", column),
            ("NULLABLE", nullable),
            ("OCCURS", "0"),
            ("OFFSET", &offsets.0.to_string()),
            ("PHYSICALLENGTH", precision),
            ("PHYSICALOFFSET", &offsets.1.to_string()),
            ("PICTURETEXT", ""),
            ("PRECISION", precision),
            ("SCALE", scale),
            ("USAGE_FLAGS", ""),
        ],
    );
    offsets.0 += length;
    offsets.1 += width;
}

fn connect(xml: &mut Xml, from: (&str, &str), to: (&str, &str), field: &str) {
    xml.empty(
        "CONNECTOR",
        &[
            ("FROMFIELD", field),
            ("FROMINSTANCE", from.0),
            ("FROMINSTANCETYPE", from.1),
            ("TOFIELD", field),
            ("TOINSTANCE", to.0),
            ("TOINSTANCETYPE", to.1),
        ],
    );
}
