//! The state of one translation, and what all parts of it do: parameters by name, what PowerCenter has no place for.

use super::document::{Document, Node};
use super::layout::{Becomes, Layout, Object};
use super::ports::Ports;
use super::table::line;
use crate::model::imx::DOMAIN;
use crate::model::session_key::VENDOR;
use crate::read::session_file::xml::Xml;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// System parameters of Informatica Developer and the service variables of PowerCenter that are the same directories.
const DIRECTORIES: [(&str, &str); 7] = [
    ("CacheDir", "$PMCacheDir"),
    ("TempDir", "$PMTempDir"),
    ("RejectDir", "$PMBadFileDir"),
    ("LogDir", "$PMSessionLogDir"),
    ("SourceDir", "$PMSourceFileDir"),
    ("TargetDir", "$PMTargetFileDir"),
    ("LookupDir", "$PMLookupFileDir"),
];

pub(super) struct Translation<'t> {
    pub document: &'t Document<'t>,
    pub layout: Layout<'t>,
    pub ports: Ports<'t>,
    pub out: Xml,
    /// How a transformation runs, by its position.
    pub handlers: FxHashMap<usize, Node<'t>>,
    /// References that lead nowhere: what they are of, the first line, how many.
    pub dangling: BTreeMap<String, (u64, usize)>,
}

impl<'t> Translation<'t> {
    pub(super) fn new(document: &'t Document<'t>) -> Self {
        let layout = Layout::new(document);
        let ports = Ports::new(document, &layout);
        Self { document, layout, ports, out: Xml::new(), handlers: handlers(document), dangling: BTreeMap::new() }
    }

    /// Every object on its line; FOLDER is opened anew where the project changes.
    pub(super) fn objects(&mut self) {
        let mut project: Option<String> = None;
        for object in self.layout.objects.clone() {
            let own = self.layout.project(object.node);
            if project.as_deref() != Some(own) {
                let own = own.to_owned();
                if project.is_some() {
                    self.out.close("FOLDER");
                }
                let description = self.layout.project_description(object.node).to_owned();
                let mut tag = vec![("NAME", own.as_str())];
                if !description.is_empty() {
                    tag.push(("DESCRIPTION", description.as_str()));
                }
                self.out.open(line(object.node), "FOLDER", &tag);
                project = Some(own);
            }
            self.object(object);
        }
        if project.is_some() {
            self.out.close("FOLDER");
        }
    }

    fn object(&mut self, object: Object<'t>) {
        match object.becomes {
            Becomes::Workflow => self.workflow(object.node),
            Becomes::Mapping => self.mapping(object.node, "MAPPING"),
            Becomes::Mapplet => self.mapping(object.node, "MAPPLET"),
            Becomes::Table => self.table(object.node),
            Becomes::Session => self.standing_session(object.node),
            Becomes::Transformation => self.reusable(object.node),
            Becomes::Other => self.other(object.node),
        }
    }

    /// An attribute; where a parameter gives it, which a dot after its name says, the parameter.
    pub(super) fn said(&mut self, node: Node<'t>, name: &str) -> String {
        let reference = self.document.raw(node, &format!("{name}."));
        if reference.is_empty() { self.document.get(node, name) } else { self.parameter(node, reference) }
    }

    /// The name of a parameter or variable as texts call it: `$par:P` and `$var:V` of a workflow, `$P` of a mapping.
    pub(super) fn parameter(&mut self, node: Node<'t>, reference: &str) -> String {
        if let Some((_, name)) = reference.rsplit_once("InfaParameterSeed.") {
            let known = DIRECTORIES.iter().find(|(known, _)| *known == name);
            return known.map_or_else(|| format!("${name}"), |(_, variable)| (*variable).to_owned());
        }
        if let Some(found) = self.document.by_id(reference) {
            return self.parameter_name(found);
        }
        self.lost(node, reference);
        String::new()
    }

    pub(super) fn parameter_name(&self, node: Node<'t>) -> String {
        let name = self.document.get(node, "name");
        let of_workflow = self.document.around(node, |kind| kind == "Workflow").is_some();
        match (of_workflow, self.document.kind(node).ends_with("Variable")) {
            (_, true) => format!("$var:{name}"),
            (true, _) => format!("$par:{name}"),
            _ => format!("${name}"),
        }
    }

    /// The element that a reference means.
    pub(super) fn meant(&mut self, node: Node<'t>, attribute: &str) -> Option<Node<'t>> {
        let reference = self.document.raw(node, attribute);
        let found = self.document.by_id(reference);
        if found.is_none() && !reference.is_empty() && !reference.starts_with("smd:") {
            self.lost(node, reference);
        }
        found
    }

    /// Notes a reference that leads nowhere.
    pub(super) fn lost(&mut self, node: Node<'t>, _reference: &str) {
        let what = self.document.kind(node).to_owned();
        self.dangling.entry(what).or_insert((line(node), 0)).1 += 1;
    }

    /// Keeps what PowerCenter has no place for with its object.
    pub(super) fn kept(&mut self, line: u64, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        // Everything that an importable file has to have.
        let all = [
            ("DATATYPE", "STRING"),
            ("DESCRIPTION", ""),
            ("DOMAINNAME", DOMAIN),
            ("ISCLIENTEDITABLE", "NO"),
            ("ISCLIENTVISIBLE", "YES"),
            ("ISREUSABLE", "NO"),
            ("ISSHAREREAD", "YES"),
            ("ISSHAREWRITE", "NO"),
            ("MAXLENGTH", "0"),
            ("NAME", name),
            ("VALUE", value),
            ("VENDORNAME", VENDOR),
        ];
        self.out.empty(line, "METADATAEXTENSION", &all);
    }

    /// Keeps a value that is not what is said already.
    pub(super) fn kept_unless(&mut self, line: u64, name: &str, value: &str, said: &str) {
        if value != said {
            self.kept(line, name, value);
        }
    }

    /// Keeps all attributes of an element that nobody has asked for.
    pub(super) fn kept_rest(&mut self, node: Node<'t>, before: &str) {
        self.kept_rest_at(line(node), node, before);
    }

    /// The same, on another line.
    pub(super) fn kept_rest_at(&mut self, at: u64, node: Node<'t>, before: &str) {
        for (name, value) in self.document.rest(node) {
            let by_parameter = name.strip_suffix('.');
            let value = if by_parameter.is_some() { self.parameter(node, &value) } else { value };
            self.kept(at, &format!("{before}{}", by_parameter.unwrap_or(name)), &value);
        }
    }

    /// Keeps what an element and those in it say, each by its kind; what a parameter is given goes by its name.
    pub(super) fn kept_all(&mut self, node: Node<'t>) {
        let document = self.document;
        let mut open = vec![node];
        while let Some(one) = open.pop() {
            let reference = document.raw(one, "parameter");
            match (document.by_id(reference), value(document, one)) {
                (Some(parameter), Some(value)) => self.kept(line(one), &self.parameter_name(parameter), &value),
                (_, said) => {
                    self.kept(line(one), &format!("{}.parameter", document.kind(one)), &self.named(reference));
                    self.kept(line(one), &format!("{}.value", document.kind(one)), &said.unwrap_or_default());
                }
            }
            for (name, value) in document.rest(one) {
                let name = format!("{}.{}", document.kind(one), name.trim_end_matches('.'));
                self.kept(line(one), &name, &self.named(&value));
            }
            let mut below: Vec<Node<'t>> = document.children(one).collect();
            below.reverse();
            open.append(&mut below);
        }
    }

    /// The names of elements in place of their ids.
    fn named(&self, value: &str) -> String {
        let name = |id: &str| {
            let found = self.document.by_id(id)?;
            let own = self.layout.name(found);
            Some(if own.is_empty() { self.document.get(found, "name") } else { own.to_owned() })
        };
        let names: Option<Vec<String>> = value.split_ascii_whitespace().map(name).collect();
        names
            .filter(|all| all.iter().all(|name| !name.is_empty()))
            .map_or_else(|| value.to_owned(), |all| all.join(" "))
    }

    /// An object that PowerCenter has not: its name, and everything that it says.
    fn other(&mut self, node: Node<'t>) {
        let document = self.document;
        let element = document.kind(node).to_ascii_uppercase();
        let (name, description) = (self.layout.name(node).to_owned(), document.description(node));
        document.raw(node, "name");
        self.out.open(line(node), &element, &[("DESCRIPTION", &description), ("NAME", &name)]);
        self.kept_all(node);
        self.out.close(&element);
    }
}

/// The value that an element holds, whatever its attribute is called: `valueLiteral`, `boolValue`, `value`.
pub(super) fn value<'t>(document: &Document<'t>, node: Node<'t>) -> Option<String> {
    let is_value = |name: &str| name == "value" || name.ends_with("Value") || name.ends_with("Literal");
    let found = node.attributes().iter().find(|one| is_value(one.name))?;
    Some(document.get(node, found.name))
}

/// Handlers name the instance that they are of, which names its transformation.
fn handlers<'t>(document: &Document<'t>) -> FxHashMap<usize, Node<'t>> {
    let all = document.all().filter(|node| document.kind(*node).ends_with("HandlerConfig"));
    let found = all.filter_map(|handler| {
        let instance = document.by_id(document.raw(handler, "txInstance"))?;
        let part = document.by_id(document.raw(instance, "transformation"))?;
        Some((part.index(), handler))
    });
    found.collect()
}
