//! Ports of transformations under the names that PowerCenter gives them: one list for each transformation.
//!
//! Owns that names are unique in a transformation, where IMX has one list of names for each group: ports of a joiner that
//! come in and go out are one port, those of later groups get a number behind them. `dynamic` knows the fields that are made
//! by rule.

use super::document::{Document, Node};
use super::dynamic::Dynamic;
use super::layout::{Becomes, Layout, Taken};
use super::mapping::type_name;
use rustc_hash::FxHashMap;

/// A field, or a part of one: what is in a structure, or what a rule makes.
pub(super) type Key = (usize, String);

/// A port of PowerCenter.
#[derive(Debug, Clone, Default)]
pub(super) struct Port<'t> {
    pub name: String,
    pub datatype: String,
    pub precision: String,
    pub scale: String,
    /// PORTTYPE: INPUT, OUTPUT, INPUT/OUTPUT, LOCAL VARIABLE …
    pub direction: String,
    /// The group of a router it belongs to.
    pub group: String,
    /// The port of the input group that a port of another group is of.
    pub reference: String,
    /// The field with its expression and default.
    pub field: Option<Node<'t>>,
    /// What of the document it is.
    pub key: Key,
    /// Where it stands.
    pub line: u64,
}

/// What a field is, before it has its name in PowerCenter.
#[derive(Debug, Clone)]
pub(super) struct Leaf<'t> {
    pub key: Key,
    pub name: String,
    pub datatype: String,
    pub precision: String,
    pub scale: String,
    pub node: Node<'t>,
    /// What a rule made it of.
    pub origin: Option<Key>,
}

#[derive(Default)]
pub(super) struct Ports<'t> {
    /// By position of the transformation.
    of: FxHashMap<usize, Vec<Port<'t>>>,
    names: FxHashMap<Key, String>,
    /// Ports of mapplets as seen from outside, by position of the mapplet.
    mapplets: FxHashMap<usize, Vec<Port<'t>>>,
    outside: FxHashMap<usize, String>,
    pub dynamic: Dynamic<'t>,
}

impl<'t> Ports<'t> {
    pub(super) fn new(document: &Document<'t>, layout: &Layout<'t>) -> Self {
        let mut ports = Self { dynamic: Dynamic::new(document), ..Self::default() };
        for object in &layout.objects {
            match object.becomes {
                Becomes::Mapping | Becomes::Mapplet => {
                    for part in document.within(object.node, "transformations") {
                        ports.transformation(document, part);
                    }
                }
                Becomes::Transformation => ports.transformation(document, object.node),
                _ => {}
            }
            if object.becomes == Becomes::Mapplet {
                ports.mapplet(document, object.node);
            }
        }
        ports
    }

    /// Ports of a transformation in their order.
    pub(super) fn of(&self, transformation: Node<'t>) -> &[Port<'t>] {
        self.of.get(&transformation.index()).map_or(&[], Vec::as_slice)
    }

    /// Ports of a mapplet as seen from outside.
    pub(super) fn of_mapplet(&self, mapplet: Node<'t>) -> &[Port<'t>] {
        self.mapplets.get(&mapplet.index()).map_or(&[], Vec::as_slice)
    }

    /// The name of a port: of a field, of a part of it, or of a field of a mapplet that the mapplet calls so.
    pub(super) fn name(&self, document: &Document<'t>, key: &Key) -> Option<&str> {
        let field = document.at(key.0);
        if document.kind(field) == "MappletField" {
            let inner = document.by_id(document.raw(field, "mappletField"))?;
            return self.outside.get(&inner.index()).map(String::as_str);
        }
        self.names.get(key).map(String::as_str)
    }

    fn transformation(&mut self, document: &Document<'t>, node: Node<'t>) {
        let kind = document.kind(node);
        let mut building = Building { kind, ports: Vec::new(), at: FxHashMap::default(), taken: Taken::default() };
        for interface in inputs_first(document, node) {
            for field in fields(document, interface) {
                for leaf in self.dynamic.leaves(document, field, 0) {
                    let name = building.take(document, interface, field, &leaf);
                    self.names.insert(leaf.key, name);
                }
            }
        }
        self.of.insert(node.index(), building.ports);
    }

    /// All that comes into a mapplet and goes out of it, by names that are unique.
    fn mapplet(&mut self, document: &Document<'t>, node: Node<'t>) {
        let mut taken = Taken::default();
        let mut ports = Vec::new();
        for part in document.within(node, "transformations") {
            let direction = match document.kind(part) {
                "MappletInputTx" => "INPUT",
                "MappletOutputTx" => "OUTPUT",
                _ => continue,
            };
            for field in interfaces(document, part).flat_map(|interface| fields(document, interface)) {
                let inner = self.names.get(&(field.index(), String::new())).cloned().unwrap_or_default();
                let name = taken.unique(&inner);
                let known = self.of(part).iter().find(|port| port.name == inner).cloned().unwrap_or_default();
                self.outside.insert(field.index(), name.clone());
                ports.push(Port { name, direction: direction.to_owned(), ..known });
            }
        }
        self.mapplets.insert(node.index(), ports);
    }
}

/// A transformation whose ports come together.
struct Building<'t> {
    kind: &'t str,
    ports: Vec<Port<'t>>,
    /// Names as the document has them → positions in `ports`, of those that come in.
    at: FxHashMap<String, usize>,
    taken: Taken,
}

impl<'t> Building<'t> {
    /// Takes a field and says what it is called.
    fn take(&mut self, document: &Document<'t>, interface: Node<'t>, field: Node<'t>, leaf: &Leaf<'t>) -> String {
        let is_whole = leaf.key.1.is_empty();
        let (input, output) = (is(document, interface, field, "input"), is(document, interface, field, "output"));
        let group = document.get(interface, "name");
        let known = self.at.get(&leaf.name).copied();
        if let (Some(at), "JoinerTx", true) = (known, self.kind, output && !input) {
            let port = &mut self.ports[at];
            port.direction = port.direction.replace("INPUT", "INPUT/OUTPUT");
            return port.name.clone();
        }
        let mut direction = match (self.kind, input, output) {
            ("SourceTx", ..) => "INPUT/OUTPUT",
            ("LookupTx", ..) if !is_whole => "LOOKUP/OUTPUT",
            _ if document.is_true(field, "variable") => "LOCAL VARIABLE",
            (_, true, true) => "INPUT/OUTPUT",
            (_, true, false) => "INPUT",
            _ => "OUTPUT",
        }
        .to_owned();
        if self.kind == "JoinerTx" && input && !document.is_true(interface, "detail") {
            direction.push_str("/MASTER");
        }
        let later = output && !input && known.is_some();
        let name = self.taken.unique(&leaf.name);
        if input {
            self.at.entry(leaf.name.clone()).or_insert(self.ports.len());
        }
        let has_groups = matches!(self.kind, "RouterTx" | "UnionTx");
        self.ports.push(Port {
            name: name.clone(),
            datatype: leaf.datatype.clone(),
            precision: leaf.precision.clone(),
            scale: leaf.scale.clone(),
            direction,
            group: if has_groups { group } else { String::new() },
            reference: if later {
                known.map(|at| self.ports[at].name.clone()).unwrap_or_default()
            } else {
                String::new()
            },
            field: is_whole.then_some(field),
            key: leaf.key.clone(),
            line: u64::from(leaf.node.line()) + 1,
        });
        name
    }
}

/// What a field says of itself, or else its group.
fn is<'t>(document: &Document<'t>, interface: Node<'t>, field: Node<'t>, what: &str) -> bool {
    document.is_true(field, what)
        || document.raw(field, "input").is_empty()
            && document.raw(field, "output").is_empty()
            && !document.is_true(field, "variable")
            && document.is_true(interface, what)
}

/// Groups that come in stand before those that go out, whatever the order of the document: they name the ports.
fn inputs_first<'t>(document: &Document<'t>, node: Node<'t>) -> Vec<Node<'t>> {
    let mut all: Vec<Node<'t>> = interfaces(document, node).collect();
    all.sort_by_key(|one| !document.is_true(*one, "input"));
    all
}

/// Groups of ports of a transformation.
pub(super) fn interfaces<'t>(document: &Document<'t>, node: Node<'t>) -> impl Iterator<Item = Node<'t>> {
    let lists: Vec<Node<'t>> = document.children(node).filter(|one| one.name() != "anonymousDso").collect();
    let is_group = |one: &Node<'t>| document.kind(*one).ends_with("Interface");
    let found = lists.into_iter().flat_map(|list| list.children().chain(std::iter::once(list)));
    found.filter(is_group).collect::<Vec<_>>().into_iter()
}

/// Fields of a group.
pub(super) fn fields<'t>(document: &Document<'t>, interface: Node<'t>) -> Vec<Node<'t>> {
    let lists = document.children(interface).flat_map(|list| document.children(list));
    lists.filter(|one| document.kind(*one).ends_with("Field")).collect()
}

/// What a field or feature is by itself.
pub(super) fn leaf<'t>(document: &Document<'t>, node: Node<'t>, key: Key) -> Leaf<'t> {
    Leaf {
        key,
        name: document.get(node, "name"),
        datatype: type_name(&document.get(node, "type")),
        precision: document.get(node, "precision"),
        scale: document.get(node, "scale"),
        node,
        origin: None,
    }
}
