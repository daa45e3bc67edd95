//! What identifies an element among its siblings, and in which words it is told: a table.
//!
//! Owns the words of kinds and the names of parts. What stands in a name is no fact of the part.

use crate::model::Text;
use crate::model::element::Element;

/// A piece of a part's name.
#[derive(Debug, Clone, Copy)]
enum Piece {
    /// Value of an attribute.
    Of(&'static str),
    /// As it stands.
    Said(&'static str),
    /// Value of an attribute between two texts, where it is neither empty nor the usual one.
    Unless { before: &'static str, attribute: &'static str, after: &'static str, usual: &'static str },
}

use Piece::{Of, Said, Unless};

/// Element, kind, pieces of the name.
type Row = (&'static str, &'static str, &'static [Piece]);

const NAMED: &[Piece] = &[Of("NAME")];
const ALONE: &[Piece] = &[];

/// Every element of exports (census of 340 files), sorted.
const ROWS: &[Row] = &[
    ("ASSOCIATED_SOURCE_INSTANCE", "associated source", NAMED),
    ("ATTRIBUTE", "attribute", NAMED),
    ("CONFIG", "config", NAMED),
    ("CONFIGREFERENCE", "config reference", ALONE),
    (
        "CONNECTIONREFERENCE",
        "connection",
        &[
            Of("CNXREFNAME"),
            Unless { before: " ", attribute: "CONNECTIONNUMBER", after: "", usual: "1" },
            Unless { before: " (", attribute: "PARTITIONNAME", after: ")", usual: "" },
        ],
    ),
    (
        "CONNECTOR",
        "connector",
        &[Of("FROMINSTANCE"), Said("."), Of("FROMFIELD"), Said(" → "), Of("TOINSTANCE"), Said("."), Of("TOFIELD")],
    ),
    ("CUSTOM", "custom repeat", ALONE),
    ("DAILYFREQUENCY", "daily frequency", ALONE),
    ("ENDOPTIONS", "end options", ALONE),
    ("ERPINFO", "ERP info", ALONE),
    ("EXPRMACRO", "user-defined function", NAMED),
    ("EXPRMACRODEPENDENCY", "function used", NAMED),
    ("FIELDATTRIBUTE", "field attribute", NAMED),
    ("FIELDDEPENDENCY", "field dependency", &[Of("INPUTFIELD"), Said(" → "), Of("OUTPUTFIELD")]),
    ("FILTER", "day filter", &[Of("DAY")]),
    ("FLATFILE", "flat file", ALONE),
    ("FOLDER", "folder", NAMED),
    ("GROUP", "group", NAMED),
    ("INITPROP", "initialization property", NAMED),
    ("INSTANCE", "instance", NAMED),
    ("MACROARGUMENT", "argument", NAMED),
    ("MAPPING", "mapping", NAMED),
    ("MAPPINGVARIABLE", "variable", NAMED),
    ("MAPPLET", "mapplet", NAMED),
    ("METADATAEXTENSION", "metadata extension", NAMED),
    ("PARTITION", "partition", NAMED),
    ("RECURRING", "recurrence", ALONE),
    ("REPEAT", "repeat", ALONE),
    ("SCHEDULEINFO", "schedule", ALONE),
    ("SCHEDULEOPTIONS", "schedule options", ALONE),
    ("SCHEDULER", "scheduler", NAMED),
    ("SESSION", "session", NAMED),
    ("SESSIONCOMPONENT", "component", &[Of("TYPE")]),
    ("SESSIONEXTENSION", "extension", &[Of("SINSTANCENAME")]),
    ("SESSTRANSFORMATIONGROUP", "group setting", &[Of("GROUP")]),
    ("SESSTRANSFORMATIONINST", "instance setting", &[Of("SINSTANCENAME")]),
    ("SHORTCUT", "shortcut", NAMED),
    ("SOURCE", "source", NAMED),
    ("SOURCEFIELD", "column", NAMED),
    ("STARTOPTIONS", "start options", ALONE),
    ("TABLEATTRIBUTE", "attribute", NAMED),
    ("TARGET", "target", NAMED),
    ("TARGETFIELD", "column", NAMED),
    ("TARGETLOADORDER", "target load order", &[Of("TARGETINSTANCE")]),
    ("TASK", "task", NAMED),
    ("TASKINSTANCE", "task instance", NAMED),
    ("TIMER", "timer", ALONE),
    ("TRANSFORMATION", "transformation", NAMED),
    ("TRANSFORMFIELD", "port", NAMED),
    ("TRANSFORMFIELDATTR", "port attribute", NAMED),
    ("TRANSFORMFIELDATTRDEF", "port attribute definition", NAMED),
    ("VALUEPAIR", "value pair", NAMED),
    ("WORKFLOW", "workflow", NAMED),
    ("WORKFLOWEVENT", "event", NAMED),
    ("WORKFLOWLINK", "link", &[Of("FROMTASK"), Said(" → "), Of("TOTASK")]),
    ("WORKFLOWVARIABLE", "variable", NAMED),
    ("WORKLET", "worklet", NAMED),
    ("XMLINFO", "XML info", ALONE),
    ("XMLTEXT", "XML text", &[Of("TYPE")]),
];

/// Elements that are a name and a value: they are facts of the element around them.
const PAIRS: &[&str] = &["ATTRIBUTE", "FIELDATTRIBUTE", "TABLEATTRIBUTE", "TRANSFORMFIELDATTR"];

/// What tells siblings of one name apart: a source and its source qualifier may share one, and so may two readers of a source.
const APART: &[(&str, &[&str])] = &[
    ("INSTANCE", &["TRANSFORMATION_TYPE"]),
    ("METADATAEXTENSION", &["DOMAINNAME", "VENDORNAME"]),
    ("SESSIONEXTENSION", &["TRANSFORMATIONTYPE", "DSQINSTNAME"]),
    ("SESSTRANSFORMATIONINST", &["TRANSFORMATIONTYPE"]),
    ("SOURCE", &["DBDNAME"]),
];

/// How an element is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Identity {
    /// Kind of its part.
    pub kind: Text,
    /// Name of its part, before siblings of one name are told apart.
    pub name: Text,
    /// The attributes that kind and name say already.
    pub said: Vec<&'static str>,
    /// True where the table knows the element, or it has a NAME.
    pub is_known: bool,
}

/// Identifies an element; `around` is the element it stands in.
pub(super) fn identify(element: Element<'_, '_>, around: Option<Element<'_, '_>>) -> Identity {
    let Ok(at) = ROWS.binary_search_by_key(&element.name(), |(name, ..)| name) else {
        return unknown(element);
    };
    let (_, kind, pieces) = ROWS[at];
    let mut identity = Identity { kind: kind.into(), is_known: true, ..Identity::default() };
    for piece in pieces {
        identity.take(*piece, element);
    }
    match element.name() {
        "SESSIONEXTENSION" => {
            if let Some(kind) = extension(element.get("TYPE")) {
                identity.kind = kind.into();
                identity.said.push("TYPE");
            }
        }
        "VALUEPAIR" => identity.kind = around.map_or(kind, pair).into(),
        _ => {}
    }
    identity
}

impl Identity {
    fn take(&mut self, piece: Piece, element: Element<'_, '_>) {
        match piece {
            Of(attribute) => {
                self.name.push_str(element.get(attribute));
                self.said.push(attribute);
            }
            Said(text) => self.name.push_str(text),
            Unless { before, attribute, after, usual } => {
                let value = element.get(attribute);
                if !value.is_empty() && value != usual {
                    self.name.push_str(before);
                    self.name.push_str(value);
                    self.name.push_str(after);
                }
                self.said.push(attribute);
            }
        }
    }
}

fn unknown(element: Element<'_, '_>) -> Identity {
    let name = element.find("NAME");
    Identity {
        kind: element.name().to_lowercase().into(),
        name: name.unwrap_or_default().into(),
        said: name.map(|_| "NAME").into_iter().collect(),
        is_known: name.is_some(),
    }
}

fn extension(kind: &str) -> Option<&'static str> {
    match kind {
        "READER" => Some("reader"),
        "WRITER" => Some("writer"),
        "LOOKUPEXTENSION" => Some("lookup"),
        _ => None,
    }
}

/// What a value pair is, by what is around it: a task or a component of a session says so, an instance of a task assigns.
fn pair(around: Element<'_, '_>) -> &'static str {
    let kind = around.get("TYPE").to_lowercase();
    match around.name() {
        "TASKINSTANCE" => "assignment",
        _ if kind.contains("assignment") => "assignment",
        _ if kind.contains("command") => "command",
        _ => "value pair",
    }
}

/// Name and value where an element says no more than that, so that it is a fact of the element around it.
pub(super) fn fact<'t>(element: Element<'t, '_>) -> Option<(Text, &'t str)> {
    if !PAIRS.contains(&element.name()) || element.children().next().is_some() {
        return None;
    }
    let is_plain = element.attributes().iter().all(|one| matches!(one.name, "NAME" | "VALUE" | "PARTITIONNAME"));
    let (name, value) = (element.find("NAME")?, element.find("VALUE")?);
    let partition = element.find("PARTITIONNAME");
    if !is_plain || partition == Some("") {
        return None;
    }
    let name = partition.map_or_else(|| name.into(), |partition| format!("{name} ({partition})").into());
    Some((name, value))
}

/// The attributes that tell siblings of one name apart.
pub(super) fn apart(element: &str) -> &'static [&'static str] {
    APART.iter().find(|(name, _)| *name == element).map_or(&[], |(_, attributes)| attributes)
}

/// The words for kinds of parts that the table knows.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|(_, kind, _)| *kind).chain(["reader", "writer", "lookup", "command", "assignment"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_each_element_stands_once() {
        assert!(ROWS.windows(2).all(|two| two[0].0 < two[1].0));
    }
}
