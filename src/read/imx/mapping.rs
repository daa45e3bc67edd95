//! Mappings and mapplets → MAPPING and MAPPLET: parameters, instances, transformations, connectors.
//!
//! Owns what PowerCenter has in two parts and IMX in one: a source is a Source Qualifier behind a Source Definition here.

use super::document::Node;
use super::layout::Taken;
use super::ports::Port;
use super::table::{line, table_fields};
use super::transformation::{Marks, type_of};
use super::translation::{Translation, value};
use rustc_hash::{FxHashMap, FxHashSet};

/// A mapping while it is written.
#[derive(Default)]
pub(super) struct Names {
    taken: Taken,
    /// Names of the transformations by their positions.
    pub transformations: FxHashMap<usize, String>,
}

impl<'t> Translation<'t> {
    pub(super) fn mapping(&mut self, node: Node<'t>, element: &str) {
        let document = self.document;
        let name = self.layout.name(node).to_owned();
        let description = document.description(node);
        let tag = [("DESCRIPTION", description.as_str()), ("ISVALID", "YES"), ("NAME", name.as_str())];
        self.out.open(line(node), element, &tag);
        self.kept_unless(line(node), "name", &document.get(node, "name"), &name);
        self.kept_rest(node, "");
        if element == "MAPPLET" {
            self.outside(node, &name);
        }
        let mut names = self.names(node);
        for list in document.children(node) {
            match list.name() {
                "characteristics" => self.characteristics(list),
                "parameters" => {
                    for parameter in document.children(list).collect::<Vec<_>>() {
                        self.mapping_parameter(parameter);
                    }
                }
                "instances" => {
                    for instance in document.children(list).collect::<Vec<_>>() {
                        self.instance(instance, &mut names);
                    }
                }
                "transformations" => {
                    for part in document.children(list).collect::<Vec<_>>() {
                        self.transformation(part, &names, "NO");
                    }
                }
                _ => {}
            }
        }
        self.out.close(element);
    }

    /// Instances by name, and transformations by names of their own.
    fn names(&self, node: Node<'t>) -> Names {
        let document = self.document;
        let mut names = Names::default();
        document.within(node, "instances").for_each(|one| names.taken.add(&document.get(one, "name")));
        let mut taken = Taken::default();
        for part in document.within(node, "transformations") {
            names.transformations.insert(part.index(), taken.unique(&document.get(part, "name")));
        }
        names
    }

    /// How a mapping runs, but for what belongs to one of its transformations.
    fn characteristics(&mut self, list: Node<'t>) {
        let document = self.document;
        for one in document.children(list).collect::<Vec<_>>() {
            if document.kind(one) == "MappletCharacteristic" {
                continue;
            }
            let mut open = vec![one];
            while let Some(here) = open.pop() {
                self.kept_rest(here, &format!("{}.", document.kind(here)));
                let below = document.children(here).filter(|below| below.name() != "handlers");
                let mut below: Vec<Node<'t>> = below.collect();
                below.reverse();
                open.append(&mut below);
            }
        }
    }

    fn mapping_parameter(&mut self, node: Node<'t>) {
        let document = self.document;
        let (name, description) = (self.parameter_name(node), document.description(node));
        let default = document.child(node, "defaultValue").and_then(|one| value(document, one)).unwrap_or_default();
        let datatype = type_name(&document.get(node, "typeinfo"));
        let (precision, scale) = (document.get(node, "precision"), document.get(node, "scale"));
        let tag = [
            ("DATATYPE", if datatype.is_empty() { "string" } else { datatype.as_str() }),
            ("DEFAULTVALUE", default.as_str()),
            ("DESCRIPTION", description.as_str()),
            ("ISEXPRESSIONVARIABLE", "NO"),
            ("ISPARAM", "YES"),
            ("NAME", name.as_str()),
            ("PRECISION", precision.as_str()),
            ("SCALE", if scale.is_empty() { "0" } else { scale.as_str() }),
            ("USERDEFINED", "YES"),
        ];
        self.out.empty(line(node), "MAPPINGVARIABLE", &tag);
    }

    fn instance(&mut self, node: Node<'t>, names: &mut Names) {
        let document = self.document;
        let name = document.get(node, "name");
        let Some(part) = self.meant(node, "transformation") else {
            self.instance_tag(node, &name, "", ("", "TRANSFORMATION"), "NO");
            return self.links(node);
        };
        let reusable = if names.transformations.contains_key(&part.index()) { "NO" } else { "YES" };
        match document.kind(part) {
            "SourceTx" => self.source_instance(node, part, &name, names),
            "TargetTx" => {
                let table = self.tables(part).first().map(|table| self.layout.name(*table).to_owned());
                let object = table.unwrap_or_else(|| document.get(part, "name"));
                self.target_instance(node, part, &name, &object);
            }
            "MappletTx" => {
                let mapplet = self.meant(part, "mapplet").map(|one| self.layout.name(one).to_owned());
                let object = mapplet.unwrap_or_else(|| document.get(part, "name"));
                self.instance_tag(node, &name, &object, ("Mapplet", "MAPPLET"), "NO");
            }
            kind => {
                let own = names.transformations.get(&part.index()).cloned();
                let object = own.unwrap_or_else(|| self.layout.name(part).to_owned());
                self.instance_tag(node, &name, &object, (&type_of(kind), "TRANSFORMATION"), reusable);
            }
        }
        self.links(node);
    }

    fn instance_tag(&mut self, node: Node<'t>, name: &str, object: &str, (what, kind): (&str, &str), reusable: &str) {
        let description = self.document.description(node);
        let tag = [
            ("DESCRIPTION", description.as_str()),
            ("NAME", name),
            ("REUSABLE", reusable),
            ("TRANSFORMATION_NAME", object),
            ("TRANSFORMATION_TYPE", what),
            ("TYPE", kind),
        ];
        self.out.empty(line(node), "INSTANCE", &tag);
    }

    /// A target, with how it is written, which PowerCenter says in the session.
    fn target_instance(&mut self, node: Node<'t>, part: Node<'t>, name: &str, object: &str) {
        let document = self.document;
        let description = document.description(node);
        let tag = [
            ("DESCRIPTION", description.as_str()),
            ("NAME", name),
            ("REUSABLE", "NO"),
            ("TRANSFORMATION_NAME", object),
            ("TRANSFORMATION_TYPE", "Target Definition"),
            ("TYPE", "TARGET"),
        ];
        self.out.open(line(node), "INSTANCE", &tag);
        let handler = self.handlers.get(&part.index()).copied();
        let operation = self.operation(part);
        for holder in [Some(part), operation, handler].into_iter().flatten() {
            // A session may have asked for some of it before: what the mapping says does not hang on the order.
            for (name, value) in document.plain(holder) {
                let by_parameter = name.strip_suffix('.');
                let value = if by_parameter.is_some() { self.parameter(holder, &value) } else { value };
                let name = by_parameter.unwrap_or(name);
                if !["name", "dso", "active", "tableDefinition", "txInstance"].contains(&name) {
                    self.kept(line(node), name, &value);
                }
            }
        }
        self.out.close("INSTANCE");
    }

    /// A Source Qualifier, and a Source Definition for each table it reads, with what flows between them.
    fn source_instance(&mut self, node: Node<'t>, part: Node<'t>, name: &str, names: &mut Names) {
        let document = self.document;
        let at = line(node);
        let tables = self.tables(part);
        let mut sources = Vec::new();
        for table in &tables {
            let (object, database) = (self.layout.name(*table).to_owned(), document.get(*table, "connectionName"));
            let own = names.taken.unique(&document.get(*table, "name"));
            let tag = [
                ("DBDNAME", database.as_str()),
                ("NAME", own.as_str()),
                ("REUSABLE", "NO"),
                ("TRANSFORMATION_NAME", object.as_str()),
                ("TRANSFORMATION_TYPE", "Source Definition"),
                ("TYPE", "SOURCE"),
            ];
            self.out.empty(at, "INSTANCE", &tag);
            sources.push((*table, own));
        }
        let object = names.transformations.get(&part.index()).cloned();
        let object = object.unwrap_or_else(|| self.layout.name(part).to_owned());
        let description = document.description(node);
        let tag = [
            ("DESCRIPTION", description.as_str()),
            ("NAME", name),
            ("REUSABLE", "NO"),
            ("TRANSFORMATION_NAME", object.as_str()),
            ("TRANSFORMATION_TYPE", "Source Qualifier"),
            ("TYPE", "TRANSFORMATION"),
        ];
        self.out.open(at, "INSTANCE", &tag);
        for (_, own) in &sources {
            self.out.empty(at, "ASSOCIATED_SOURCE_INSTANCE", &[("NAME", own)]);
        }
        self.out.close("INSTANCE");
        self.columns(node, part, name, &sources);
    }

    /// Connectors from the columns of tables to the ports of their Source Qualifier.
    fn columns(&mut self, node: Node<'t>, part: Node<'t>, name: &str, sources: &[(Node<'t>, String)]) {
        let document = self.document;
        let Some(operation) = self.operation(part) else { return };
        let mut by_feature: FxHashMap<&str, Node<'t>> = FxHashMap::default();
        for field in document.within(operation, "relationalFields") {
            if let Some(column) = document.by_id(document.raw(field, "column")) {
                by_feature.insert(document.raw(field, "feature"), column);
            }
        }
        // Files do not say which field is which: they go by name.
        let alone = sources.first().filter(|_| by_feature.is_empty() && sources.len() == 1);
        let by_name: FxHashMap<&str, Node<'t>> = alone
            .map(|(table, _)| {
                table_fields(document, *table).map(|field| (document.raw(field, "name"), field)).collect()
            })
            .unwrap_or_default();
        let sources: FxHashMap<usize, &String> = sources.iter().map(|(table, own)| (table.index(), own)).collect();
        let features = document.within(operation, "ownedCapabilityTypes");
        let features = features.flat_map(|one| document.within(one, "features")).collect::<Vec<_>>();
        for feature in features {
            let known = by_feature.get(document.id(feature)).or_else(|| by_name.get(document.raw(feature, "name")));
            let Some(column) = known else { continue };
            let table = document.parent(*column).and_then(|list| document.parent(list));
            let Some(source) = table.and_then(|table| sources.get(&table.index())) else { continue };
            let (from, to) = (document.get(*column, "name"), document.get(feature, "name"));
            self.connector(line(node), [source, "Source Definition", &from], [name, "Source Qualifier", &to]);
        }
    }

    /// The tables that a source, target or lookup is of.
    pub(super) fn tables(&mut self, part: Node<'t>) -> Vec<Node<'t>> {
        let document = self.document;
        let Some(operation) = self.operation(part) else { return Vec::new() };
        let (mut found, mut seen) = (Vec::new(), FxHashSet::default());
        for attribute in ["tableDefinitions", "tableDefinition"] {
            for id in document.raw(operation, attribute).split_ascii_whitespace().filter(|id| seen.insert(*id)) {
                match document.by_id(id).filter(|_| document.spend(1)) {
                    Some(table) => found.push(table),
                    None => self.lost(operation, id),
                }
            }
        }
        found
    }

    /// How a source, target or lookup gets at its data; inside it, or an object that several share.
    pub(super) fn operation(&mut self, part: Node<'t>) -> Option<Node<'t>> {
        let own = self.document.child(part, "anonymousDso");
        let named = self.meant(part, "dso");
        own.or(named)
    }

    /// A mapplet as seen from outside: a transformation of its own name.
    fn outside(&mut self, node: Node<'t>, name: &str) {
        let at = line(node);
        let tag = [("NAME", name), ("REUSABLE", "NO"), ("TYPE", "Mapplet")];
        self.out.open(at, "TRANSFORMATION", &tag);
        for port in self.ports.of_mapplet(node).to_vec() {
            let port = Port { line: at, field: None, ..port };
            self.field(&port, &Marks::default());
        }
        self.out.close("TRANSFORMATION");
    }
}

/// The last part of the name of a type: `smd:com.….Platform.typesystem/date/time` → `date/time`.
pub(super) fn type_name(said: &str) -> String {
    match said.split_once(".typesystem/") {
        Some((_, name)) => name.to_owned(),
        None if said.starts_with("smd:") => said.rsplit(['.', '/']).next().unwrap_or_default().to_owned(),
        // The id of a structure is no name of a type.
        None if said.contains(':') => String::new(),
        None => said.to_owned(),
    }
}
