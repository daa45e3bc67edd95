//! Sessions: transformation overrides, configuration, components, readers,
//! writers and the 26 attributes, mostly at their defaults as in real exports.

use crate::defaults;
use crate::mapping::Plan;
use crate::rng::Rng;
use crate::vocabulary::{self, CONNECTIONS, VARIABLES};
use crate::xml::Xml;

/// What tells one session from the others.
pub(crate) struct Session<'a> {
    /// Name, unique in the repository.
    pub name: &'a str,
    /// The mapping it runs.
    pub plan: &'a Plan,
    /// A child of the folder rather than of a workflow or worklet.
    pub reusable: bool,
    /// Written with one attribute different from what the seed says.
    pub changed: bool,
}

impl Session<'_> {
    /// Writes the session; `rng` must be the session's own.
    pub(crate) fn write(&self, xml: &mut Xml, rng: &mut Rng) {
        xml.open(
            "SESSION",
            &[
                ("DESCRIPTION", &vocabulary::note(rng)),
                ("ISVALID", "YES"),
                ("MAPPINGNAME", &self.plan.name),
                ("NAME", self.name),
                ("REUSABLE", if self.reusable { "YES" } else { "NO" }),
                ("SORTORDER", "Binary"),
                ("VERSIONNUMBER", &rng.between(1, 9).to_string()),
            ],
        );
        self.write_instances(xml, rng);
        write_config(xml, rng);
        if rng.chance(35) {
            write_components(xml, rng, self.name);
        }
        self.write_extensions(xml, rng);
        self.write_attributes(xml, rng);
        if rng.chance(20) {
            xml.empty(
                "METADATAEXTENSION",
                &[
                    ("DATATYPE", "STRING"),
                    ("DESCRIPTION", ""),
                    ("DOMAINNAME", "User Defined Metadata Domain"),
                    ("ISCLIENTEDITABLE", "YES"),
                    ("ISCLIENTVISIBLE", "YES"),
                    ("ISREUSABLE", "NO"),
                    ("ISSHAREREAD", "NO"),
                    ("ISSHAREWRITE", "NO"),
                    ("MAXLENGTH", "256"),
                    ("NAME", "Owner"),
                    ("VALUE", rng.pick(&["BI Core", "Claims IT", "Finance", "Data Office"])),
                    ("VENDORNAME", "INFORMATICA"),
                ],
            );
        }
        xml.close("SESSION");
    }

    fn write_instances(&self, xml: &mut Xml, rng: &mut Rng) {
        let plan = self.plan;
        for source in &plan.sources {
            let overrides: &[_] = if rng.chance(25) { &[("Owner Name", "CORE_RPT")] } else { &[] };
            write_instance(xml, source, "Source Definition", ("0", "0"), overrides);
        }
        let mut overrides = Vec::new();
        let (sql, filter);
        if rng.chance(30) {
            sql = vocabulary::sql(rng, &plan.sources[0], &plan.columns);
            overrides.push(("Sql Query", sql.as_str()));
        }
        if rng.chance(30) {
            let column = &plan.columns[rng.below(plan.columns.len())];
            filter = vocabulary::filter(rng, &plan.sources[0], column);
            overrides.push(("Source Filter", filter.as_str()));
        }
        write_instance(xml, &plan.qualifier(), "Source Qualifier", ("1", "2"), &overrides);
        for step in &plan.steps {
            let lookup = step.kind == "Lookup Procedure" && rng.chance(40);
            let overrides = [("Connection Information", rng.pick(VARIABLES)), ("Lookup caching enabled", "YES")];
            write_instance(xml, &step.name, step.kind, ("1", "2"), &overrides[..if lookup { 2 } else { 0 }]);
        }
        let overrides: &[_] = if rng.chance(15) { &[("Table Name Prefix", "DWH")] } else { &[] };
        write_instance(xml, &plan.target, "Target Definition", ("1", "1"), overrides);
    }

    fn write_extensions(&self, xml: &mut Xml, rng: &mut Rng) {
        open_extension(xml, ("WRITER", "Relational Writer"), (&self.plan.target, "Target Definition"), None);
        write_connection(xml, rng);
        let bulk = rng.chance(40);
        let truncate = rng.chance(35);
        for (name, default) in defaults::WRITER {
            let value = match *name {
                "Target load type" if bulk => "Bulk",
                "Truncate target table option" if truncate => "YES",
                _ => default,
            };
            xml.empty("ATTRIBUTE", &[("NAME", name), ("VALUE", value)]);
        }
        let reject = format!("{}1.bad", self.plan.target.to_lowercase());
        xml.pairs("ATTRIBUTE", &[("Reject filename", &reject)]);
        xml.close("SESSIONEXTENSION");
        for step in self.plan.steps.iter().filter(|step| step.kind == "Lookup Procedure") {
            open_extension(xml, ("LOOKUPEXTENSION", "Relational Lookup"), (&step.name, step.kind), None);
            write_connection(xml, rng);
            xml.close("SESSIONEXTENSION");
        }
        let qualifier = self.plan.qualifier();
        let reader = ("READER", "Relational Reader");
        for source in &self.plan.sources {
            open_extension(xml, reader, (source, "Source Definition"), Some(&qualifier));
            xml.close("SESSIONEXTENSION");
        }
        open_extension(xml, reader, (&qualifier, "Source Qualifier"), None);
        write_connection(xml, rng);
        xml.close("SESSIONEXTENSION");
    }

    fn write_attributes(&self, xml: &mut Xml, rng: &mut Rng) {
        let log = format!("{}.log", self.name);
        let source = if rng.chance(15) { rng.pick(VARIABLES) } else { "" };
        let rows = if rng.chance(10) { "Data driven" } else { "Insert" };
        let interval = if rng.chance(8) { rng.pick(&["100", "25000", "300000"]) } else { "10000" };
        let interval = if self.changed { format!("{interval}0") } else { interval.to_string() };
        let buffer = if rng.chance(10) { rng.pick(&["24000000", "64MB", "512MB"]) } else { "Auto" };
        let recovery = rng.chance(6);
        for (name, default) in defaults::SESSION {
            let value = match *name {
                "Session Log File Name" => log.as_str(),
                "$Source connection value" => source,
                "Treat source rows as" => rows,
                "Commit Interval" => interval.as_str(),
                "DTM buffer size" => buffer,
                "Recovery Strategy" if recovery => "Restart task",
                _ => default,
            };
            xml.empty("ATTRIBUTE", &[("NAME", name), ("VALUE", value)]);
        }
    }
}

fn write_instance(xml: &mut Xml, name: &str, kind: &str, place: (&str, &str), overrides: &[(&str, &str)]) {
    let point = matches!(kind, "Source Qualifier" | "Target Definition");
    let head = [("ISREPARTITIONPOINT", if point { "YES" } else { "NO" }), ("PARTITIONTYPE", "PASS THROUGH")];
    let tail = [
        ("PIPELINE", place.0),
        ("SINSTANCENAME", name),
        ("STAGE", place.1),
        ("TRANSFORMATIONNAME", name),
        ("TRANSFORMATIONTYPE", kind),
    ];
    let mut attributes = head[..if point { 2 } else { 1 }].to_vec();
    attributes.extend(tail);
    let partition = !point && place.0 != "0";
    if !partition && overrides.is_empty() {
        xml.empty("SESSTRANSFORMATIONINST", &attributes);
        return;
    }
    xml.open("SESSTRANSFORMATIONINST", &attributes);
    if partition {
        xml.empty("PARTITION", &[("DESCRIPTION", ""), ("NAME", "Partition #1")]);
    }
    xml.pairs("ATTRIBUTE", overrides);
    xml.close("SESSTRANSFORMATIONINST");
}

/// Writes a `CONFIGREFERENCE` with up to three overrides.
pub(crate) fn write_config(xml: &mut Xml, rng: &mut Rng) {
    let config = if rng.chance(90) { "default_session_config" } else { "cfg_high_volume" };
    let reference = [("REFOBJECTNAME", config), ("TYPE", "Session config")];
    let count = if rng.chance(50) { 0 } else { rng.between(1, 3) };
    if count == 0 {
        xml.empty("CONFIGREFERENCE", &reference);
        return;
    }
    xml.open("CONFIGREFERENCE", &reference);
    let first = rng.below(defaults::OVERRIDES.len());
    for at in 0..count {
        let (name, values) = defaults::OVERRIDES[(first + at) % defaults::OVERRIDES.len()];
        xml.pairs("ATTRIBUTE", &[(name, rng.pick(values))]);
    }
    xml.close("CONFIGREFERENCE");
}

fn write_components(xml: &mut Xml, rng: &mut Rng, session: &str) {
    let assign = ("Pre-session variable assignment", "presession_variable_assignment");
    let command = ("Post-session success command", "post_session_success_command");
    for (kind, name) in [assign, command] {
        if rng.chance(40) {
            continue;
        }
        xml.open("SESSIONCOMPONENT", &[("REFOBJECTNAME", name), ("REUSABLE", "NO"), ("TYPE", kind)]);
        xml.open(
            "TASK",
            &[("DESCRIPTION", ""), ("NAME", name), ("REUSABLE", "NO"), ("TYPE", "Command"), ("VERSIONNUMBER", "1")],
        );
        xml.pairs(
            "ATTRIBUTE",
            &[("Fail task if any command fails", "NO"), ("Recovery Strategy", "Fail task and continue workflow")],
        );
        let script = format!("/opt/acme/bin/notify.sh --session {session} --queue q{}", rng.between(1, 40));
        let pair = |name, value| [("EXECORDER", "1"), ("NAME", name), ("REVERSEASSIGNMENT", "NO"), ("VALUE", value)];
        if kind == command.0 {
            xml.empty("VALUEPAIR", &pair("notify", &script));
        }
        xml.close("TASK");
        if kind == assign.0 {
            xml.empty("VALUEPAIR", &pair("$$LOAD_ID", "$$WF_LOAD_ID"));
        }
        xml.close("SESSIONCOMPONENT");
    }
}

fn open_extension(xml: &mut Xml, kind: (&str, &str), on: (&str, &str), qualifier: Option<&str>) {
    let mut attributes = Vec::with_capacity(7);
    if let Some(qualifier) = qualifier {
        attributes.extend([("DSQINSTNAME", qualifier), ("DSQINSTTYPE", "Source Qualifier")]);
    }
    attributes.extend([
        ("NAME", kind.1),
        ("SINSTANCENAME", on.0),
        ("SUBTYPE", kind.1),
        ("TRANSFORMATIONTYPE", on.1),
        ("TYPE", kind.0),
    ]);
    xml.open("SESSIONEXTENSION", &attributes);
}

fn write_connection(xml: &mut Xml, rng: &mut Rng) {
    let variable = rng.chance(40);
    xml.empty(
        "CONNECTIONREFERENCE",
        &[
            ("CNXREFNAME", "DB Connection"),
            ("CONNECTIONNAME", if variable { "" } else { rng.pick(CONNECTIONS) }),
            ("CONNECTIONNUMBER", "1"),
            ("CONNECTIONSUBTYPE", if variable { "" } else { "Oracle" }),
            ("CONNECTIONTYPE", "Relational"),
            ("VARIABLE", if variable { rng.pick(VARIABLES) } else { "" }),
        ],
    );
}
