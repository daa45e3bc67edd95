//! Transformations → TRANSFORMATION with TRANSFORMFIELD, GROUP and TABLEATTRIBUTE.
//!
//! Owns which property of IMX is which attribute of PowerCenter. Properties without one are kept as they are.

use super::document::Node;
use super::mapping::Names;
use super::ports::{Key, Port, interfaces};
use super::table::line;
use super::translation::{Translation, value};
use rustc_hash::FxHashMap;

/// What to say of ports beyond what they say themselves.
pub(super) type Marks = FxHashMap<Key, Vec<(&'static str, &'static str)>>;

/// How a property is spelt in PowerCenter.
#[derive(Clone, Copy)]
enum Spelt {
    /// As it stands
    Plain,
    /// `true` → this, `false` → that
    Flag(&'static str, &'static str),
    /// One of these words
    Words(&'static [(&'static str, &'static str)]),
}

const YES: Spelt = Spelt::Flag("YES", "NO");
const HIGHEST: Spelt = Spelt::Flag("Null is Highest Value", "Null is Lowest Value");
const SCOPE: Spelt = Spelt::Words(&[("allInput", "All Input"), ("transaction", "Transaction"), ("row", "Row")]);
const JOIN: Spelt = Spelt::Words(&[
    ("normal", "Normal Join"),
    ("masterOuter", "Master Outer Join"),
    ("detailOuter", "Detail Outer Join"),
    ("fullOuter", "Full Outer Join"),
]);
const MATCHES: Spelt = Spelt::Words(&[
    ("returnAny", "Use Any Value"),
    ("returnFirst", "Use First Value"),
    ("returnLast", "Use Last Value"),
    ("returnAll", "Use All Values"),
    ("reportError", "Report Error"),
]);

/// Transformation of IMX, its property, attribute of PowerCenter.
#[rustfmt::skip]
const PROPERTIES: &[(&str, &str, &str, Spelt)] = &[
    ("SourceTx", "sqlQuery", "Sql Query", Spelt::Plain),
    ("SourceTx", "filterCondition", "Source Filter", Spelt::Plain),
    ("SourceTx", "joinCondition", "User Defined Join", Spelt::Plain),
    ("SourceTx", "distinct", "Select Distinct", YES),
    ("SourceTx", "selectDistinct", "Select Distinct", YES),
    ("SourceTx", "preSQL", "Pre SQL", Spelt::Plain),
    ("SourceTx", "postSQL", "Post SQL", Spelt::Plain),
    ("FilterTx", "filterCondition", "Filter Condition", Spelt::Plain),
    ("JoinerTx", "joinCondition", "Join Condition", Spelt::Plain),
    ("JoinerTx", "joinType", "Join Type", JOIN),
    ("JoinerTx", "caseSensitive", "Case Sensitive String Comparison", YES),
    ("JoinerTx", "cacheDir", "Cache Directory", Spelt::Plain),
    ("JoinerTx", "masterDataNullHighest", "Null ordering in master", HIGHEST),
    ("JoinerTx", "detailDataNullHighest", "Null ordering in detail", HIGHEST),
    ("JoinerTx", "detailDataSorted", "Sorted Input", YES),
    ("JoinerTx", "scope", "Transformation Scope", SCOPE),
    ("LookupTx", "lookupCondition", "Lookup condition", Spelt::Plain),
    ("LookupTx", "sqlQuery", "Lookup Sql Override", Spelt::Plain),
    ("LookupTx", "filterCondition", "Lookup Source Filter", Spelt::Plain),
    ("LookupTx", "multipleMatchHandling", "Lookup policy on multiple match", MATCHES),
    ("LookupTx", "cached", "Lookup caching enabled", YES),
    ("LookupTx", "cacheDirectory", "Lookup cache directory name", Spelt::Plain),
    ("LookupTx", "persistent", "Lookup cache persistent", YES),
    ("LookupTx", "dynamic", "Dynamic Lookup Cache", YES),
    ("LookupTx", "updateDynamicCacheCondition", "Update Dynamic Cache Condition", Spelt::Plain),
    ("SorterTx", "caseSensitive", "Case Sensitive", YES),
    ("SorterTx", "cacheDir", "Work Directory", Spelt::Plain),
    ("SorterTx", "nullHighest", "Null Treated Low", Spelt::Flag("NO", "YES")),
    ("SorterTx", "distinct", "Distinct", YES),
    ("SorterTx", "scope", "Transformation Scope", SCOPE),
    ("AggregatorTx", "cacheDir", "Cache Directory", Spelt::Plain),
    ("AggregatorTx", "sortedInput", "Sorted Input", YES),
    ("AggregatorTx", "scope", "Transformation Scope", SCOPE),
    ("UpdateStrategyTx", "updateStrategyExpression", "Update Strategy Expression", Spelt::Plain),
    ("UpdateStrategyTx", "forwardRejectedRows", "Forward Rejected Rows", YES),
    ("RankTx", "cacheDir", "Cache Directory", Spelt::Plain),
];

impl<'t> Translation<'t> {
    /// A transformation of a mapping; targets and mapplets are instances only.
    pub(super) fn transformation(&mut self, node: Node<'t>, names: &Names, reusable: &str) {
        let document = self.document;
        let kind = document.kind(node);
        document.raw(node, "active");
        if matches!(kind, "TargetTx" | "MappletTx") {
            return;
        }
        let own = names.transformations.get(&node.index()).cloned();
        let name = own.unwrap_or_else(|| self.layout.name(node).to_owned());
        let (description, what) = (document.description(node), type_of(kind));
        let tag = [
            ("DESCRIPTION", description.as_str()),
            ("NAME", name.as_str()),
            ("REUSABLE", reusable),
            ("TYPE", what.as_str()),
        ];
        self.out.open(line(node), "TRANSFORMATION", &tag);
        self.properties(node, kind);
        self.router_groups(node, kind);
        let marks = self.marks(node);
        for port in self.ports.of(node).to_vec() {
            self.field(&port, &marks);
        }
        self.out.close("TRANSFORMATION");
    }

    /// One that stands by itself.
    pub(super) fn reusable(&mut self, node: Node<'t>) {
        self.transformation(node, &Names::default(), "YES");
    }

    /// Properties of a transformation, of how it gets at its data, and of how it runs.
    fn properties(&mut self, node: Node<'t>, kind: &str) {
        let document = self.document;
        let operation = if matches!(kind, "SourceTx" | "LookupTx") { self.operation(node) } else { None };
        let handler = self.handlers.get(&node.index()).copied();
        let holders: Vec<Node<'t>> = [Some(node), operation, handler].into_iter().flatten().collect();
        for (_, property, attribute, spelt) in PROPERTIES.iter().filter(|(of, ..)| *of == kind) {
            for holder in &holders {
                let said = self.said(*holder, property);
                if !said.is_empty() {
                    self.attribute(line(node), attribute, &spelt.of(&said));
                }
            }
        }
        if kind == "LookupTx" {
            self.looked_up(node);
        }
        for holder in holders {
            document.raw(holder, "name");
            for known in ["dso", "tableDefinitions", "txInstance"] {
                document.raw(holder, known);
            }
            self.kept_rest_at(line(node), holder, "");
        }
    }

    fn looked_up(&mut self, node: Node<'t>) {
        let tables = self.tables(node);
        if let Some(table) = tables.first() {
            let name = self.layout.name(*table).to_owned();
            self.attribute(line(node), "Lookup table name", &name);
        }
        if let Some(connection) = self.connection(node) {
            self.attribute(line(node), "Connection Information", connection.said());
        }
    }

    fn attribute(&mut self, at: u64, name: &str, value: &str) {
        self.out.empty(at, "TABLEATTRIBUTE", &[("NAME", name), ("VALUE", value)]);
    }

    fn router_groups(&mut self, node: Node<'t>, kind: &str) {
        if kind != "RouterTx" {
            return;
        }
        let document = self.document;
        for (at, group) in interfaces(document, node).enumerate() {
            let (name, condition) = (document.get(group, "name"), document.get(group, "dataCondition"));
            let what = match (document.is_true(group, "input"), condition.is_empty()) {
                (true, _) => "INPUT",
                (_, true) => "OUTPUT/DEFAULT",
                _ => "OUTPUT",
            };
            let order = (at + 1).to_string();
            let mut tag = vec![("NAME", name.as_str()), ("ORDER", order.as_str()), ("TYPE", what)];
            if !condition.is_empty() {
                tag.insert(0, ("EXPRESSION", condition.as_str()));
            }
            self.out.empty(line(node), "GROUP", &tag);
        }
    }

    /// Ports that a sorter sorts by or an aggregator groups by, with what to say of them.
    fn marks(&self, node: Node<'t>) -> Marks {
        let document = self.document;
        let mut found = Marks::default();
        let field = |reference: Node<'t>| {
            let field = document.by_id(document.raw(reference, "transformationField"))?;
            Some((field.index(), document.get(reference, "fieldName")))
        };
        for list in document.children(node) {
            match list.name() {
                "sortKeys" => {
                    for key in document.within(list, "fieldRefs") {
                        let up = if document.is_true(key, "ascending") { "ASCENDING" } else { "DESCENDING" };
                        if let Some(at) = document.child(key, "fieldRef").and_then(field) {
                            found.insert(at, vec![("ISSORTKEY", "YES"), ("SORTDIRECTION", up)]);
                        }
                    }
                }
                "groupByFields" => {
                    let all = document.within(list, "fields").filter_map(field);
                    found.extend(all.map(|at| (at, vec![("EXPRESSIONTYPE", "GROUPBY")])));
                }
                _ => {}
            }
        }
        found
    }

    /// One port.
    pub(super) fn field(&mut self, port: &Port<'t>, marks: &Marks) {
        let document = self.document;
        let (mut expression, mut default, mut description) = (String::new(), String::new(), String::new());
        if let Some(field) = port.field {
            expression = document.get(field, "expression");
            let said = document.child(field, "defaultValue").and_then(|one| value(document, one));
            default = said.unwrap_or_default();
            description = document.description(field);
        }
        let mut tag = vec![
            ("DATATYPE", port.datatype.as_str()),
            ("DEFAULTVALUE", default.as_str()),
            ("DESCRIPTION", description.as_str()),
            ("NAME", port.name.as_str()),
            ("PORTTYPE", port.direction.as_str()),
            ("PRECISION", port.precision.as_str()),
            ("SCALE", if port.scale.is_empty() { "0" } else { port.scale.as_str() }),
        ];
        let optional = [("EXPRESSION", &expression), ("GROUP", &port.group), ("REF_FIELD", &port.reference)];
        tag.extend(
            optional.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.as_str())),
        );
        tag.extend(marks.get(&port.key).into_iter().flatten());
        self.out.empty(port.line, "TRANSFORMFIELD", &tag);
    }
}

impl Spelt {
    fn of(self, said: &str) -> String {
        match self {
            Self::Plain => said.to_owned(),
            Self::Flag(yes, no) => match said {
                "true" => yes.to_owned(),
                "false" => no.to_owned(),
                _ => said.to_owned(),
            },
            Self::Words(words) => {
                words.iter().find(|(word, _)| *word == said).map_or(said, |(_, spelt)| spelt).to_owned()
            }
        }
    }
}

/// PowerCenter's name for a kind of transformation; what it has not keeps its own.
pub(super) fn type_of(kind: &str) -> String {
    let known = match kind {
        "SourceTx" => "Source Qualifier",
        "TargetTx" => "Target Definition",
        "MappletTx" => "Mapplet",
        "LookupTx" => "Lookup Procedure",
        "MappletInputTx" => "Input Transformation",
        "MappletOutputTx" => "Output Transformation",
        "UpdateStrategyTx" => "Update Strategy",
        "SequenceGeneratorTx" | "SequenceTx" => "Sequence",
        "UnionTx" | "JavaTx" | "SqlTx" | "SQLTx" => "Custom Transformation",
        other => other.strip_suffix("Tx").unwrap_or(other),
    };
    known.to_owned()
}
