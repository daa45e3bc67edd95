//! An IMX document: a tree whose names are resolved by namespace and whose elements are found by their id.
//!
//! Owns references, and the account of what was looked at: what nobody asked for is told in the end. Prefixes mean nothing
//! here. Values are decoded, ids are compared as they stand.

use crate::model::element::{Attribute, Element, Tree};
use crate::read::connection::imx::{INSTANCE, ROOT, decode};
use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::collections::BTreeMap;

/// An element of the document.
pub(super) type Node<'t> = Element<'t, 't>;

/// Namespaces of the vendor; an element or type of another one is none of ours.
const OURS: &str = "http://com.informatica.";
/// Elements nested deeper than this are refused; the real document goes to 13.
const MAX_DEPTH: u16 = 256;
/// Fields that all links, rules and mapplets of one document may stand for together. The real one has some 20,000; references
/// can be made to multiply without end.
pub(super) const MAX_WORK: usize = 5_000_000;
/// Namespaces in force at one place; the real document has 53.
const MAX_NAMESPACES: usize = 1000;

/// What says again what is said elsewhere: arrows between boxes are drawn as ports say, capabilities are those of the kind of
/// data, libraries and records only hold together what stands in them.
const AGAIN: [&str; 9] = [
    "OutlineLink",
    "TypeLibrary",
    "ReadCapability",
    "LookupCapability",
    "WriteCapability",
    "DataAccessGroup",
    "RelationalRecordInstance",
    "MappletInterfaceCardinality",
    "crc",
];
/// The same of attributes: the other end of a reference.
const OTHER_ENDS: [&str; 11] = [
    "toOutlineLinks",
    "instance",
    "column",
    "feature",
    "recordInstance",
    "mappletField",
    "mappletInterface",
    "parent",
    "incomingSequenceFlows",
    "txInstance",
    "input",
];

/// Why a document is refused: lines before the place, and what is wrong.
pub(super) type Refused = (u32, &'static str, String);

pub(super) struct Document<'t> {
    tree: &'t Tree<'t>,
    nodes: Vec<Node<'t>>,
    infos: Vec<Info<'t>>,
    ids: FxHashMap<&'t str, usize>,
    used: Vec<Cell<bool>>,
    seen: Vec<Cell<bool>>,
    left: Cell<usize>,
    /// Ids that stand twice: line and id.
    pub twice: Vec<(u32, &'t str)>,
}

/// What an element is.
#[derive(Debug, Clone, Copy, Default)]
struct Info<'t> {
    parent: Option<usize>,
    id: &'t str,
    idref: &'t str,
    namespace: &'t str,
    kind: &'t str,
}

/// Declarations of prefixes in force, innermost last: prefix, namespace, the one before.
#[derive(Default)]
struct Scopes<'t> {
    all: Vec<(&'t str, &'t str, usize, usize)>,
}

impl<'t> Scopes<'t> {
    /// Adds what an element declares to what is in force around it; 0 is nothing.
    fn enter(&mut self, node: Node<'t>, around: usize) -> usize {
        let mut head = around;
        for attribute in node.attributes() {
            let Some(prefix) = attribute.name.strip_prefix("xmlns") else { continue };
            let length = self.length(head) + 1;
            self.all.push((prefix.strip_prefix(':').unwrap_or(prefix), attribute.value.as_ref(), head, length));
            head = self.all.len();
        }
        head
    }

    fn length(&self, head: usize) -> usize {
        head.checked_sub(1).map_or(0, |at| self.all[at].3)
    }

    fn namespace(&self, prefix: &str, mut head: usize) -> &'t str {
        while let Some(at) = head.checked_sub(1) {
            let (known, namespace, before, _) = self.all[at];
            if known == prefix {
                return namespace;
            }
            head = before;
        }
        ""
    }

    /// Namespace and local name of an element, or of a type.
    fn resolve<'n>(&self, name: &'n str, head: usize) -> (&'t str, &'n str) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        (self.namespace(prefix, head), local)
    }
}

impl<'t> Document<'t> {
    /// Looks at every element of a tree once.
    pub(super) fn new(tree: &'t Tree<'t>) -> Result<Self, Refused> {
        let nodes: Vec<Node<'t>> = tree.elements().collect();
        let mut document = Self {
            tree,
            infos: Vec::with_capacity(nodes.len()),
            ids: FxHashMap::default(),
            used: vec![Cell::new(false); tree.attributes.len()],
            seen: vec![Cell::new(false); nodes.len()],
            nodes,
            left: Cell::new(MAX_WORK),
            twice: Vec::new(),
        };
        let mut scopes = Scopes::default();
        let mut open: Vec<(usize, usize)> = Vec::new();
        for index in 0..document.nodes.len() {
            let node = document.nodes[index];
            if tree.nodes[index].depth > MAX_DEPTH {
                return Err((node.line(), "too-deep", "elements nested deeper than 256; mend the file".to_owned()));
            }
            open.truncate(node.depth());
            let (parent, around) = open.last().copied().map_or((None, 0), |(parent, head)| (Some(parent), head));
            let head = scopes.enter(node, around);
            if scopes.length(head) > MAX_NAMESPACES {
                let message = "more than 1000 namespaces at one place; mend the file".to_owned();
                return Err((node.line(), "malformed-xml", message));
            }
            open.push((index, head));
            document.take(index, parent, &scopes, head);
        }
        Ok(document)
    }

    fn take(&mut self, index: usize, parent: Option<usize>, scopes: &Scopes<'t>, head: usize) {
        let node = self.nodes[index];
        let (namespace, kind) = scopes.resolve(node.name(), head);
        let mut info = Info { parent, namespace, kind, ..Info::default() };
        for (at, attribute) in node.attributes().iter().enumerate() {
            let Some((prefix, local)) = attribute.name.split_once(':') else { continue };
            let value = attribute.value.as_ref();
            match (scopes.namespace(prefix, head), local) {
                (INSTANCE, "type") => {
                    let (namespace, kind) = scopes.resolve(value, head);
                    if namespace.starts_with(OURS) {
                        (info.namespace, info.kind) = (namespace, kind);
                    }
                }
                (ROOT, "id") => info.id = value,
                (ROOT, "idref") => info.idref = value,
                (INSTANCE, _) => {}
                _ if prefix == "xmlns" => {}
                _ => continue,
            }
            self.used[self.tree.nodes[index].attributes.start as usize + at].set(true);
        }
        if !info.id.is_empty() {
            match self.ids.entry(info.id) {
                std::collections::hash_map::Entry::Occupied(_) => self.twice.push((node.line(), info.id)),
                std::collections::hash_map::Entry::Vacant(entry) => {
                    entry.insert(index);
                }
            }
        }
        self.infos.push(info);
    }

    /// Takes from what all references together may cost; false once nothing is left.
    pub(super) fn spend(&self, count: usize) -> bool {
        self.left.set(self.left.get().saturating_sub(count));
        !self.is_spent()
    }

    /// True where the references cost more than they may: what was made of the document is not whole.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// The outermost element.
    pub(super) fn root(&self) -> Option<Node<'t>> {
        self.nodes.first().copied()
    }

    /// All elements in the order of the document.
    pub(super) fn all(&self) -> impl Iterator<Item = Node<'t>> + '_ {
        self.nodes.iter().copied()
    }

    /// The element at a position.
    pub(super) fn at(&self, index: usize) -> Node<'t> {
        self.nodes[index]
    }

    /// What an element is: the local name of its type, or its own where it has none.
    pub(super) fn kind(&self, node: Node<'t>) -> &'t str {
        self.infos[node.index()].kind
    }

    /// The namespace of that.
    pub(super) fn namespace(&self, node: Node<'t>) -> &'t str {
        self.infos[node.index()].namespace
    }

    /// Its id, empty where it has none.
    pub(super) fn id(&self, node: Node<'t>) -> &'t str {
        self.infos[node.index()].id
    }

    /// The id it stands for, empty where it stands for itself.
    pub(super) fn idref(&self, node: Node<'t>) -> &'t str {
        self.infos[node.index()].idref
    }

    pub(super) fn parent(&self, node: Node<'t>) -> Option<Node<'t>> {
        self.infos[node.index()].parent.map(|at| self.nodes[at])
    }

    /// The element with an id.
    pub(super) fn by_id(&self, id: &str) -> Option<Node<'t>> {
        self.ids.get(id).map(|at| self.nodes[*at])
    }

    /// The nearest element around this one, itself included, that is of a kind.
    pub(super) fn around(&self, node: Node<'t>, wanted: impl Fn(&str) -> bool) -> Option<Node<'t>> {
        let mut at = Some(node);
        while let Some(here) = at {
            if wanted(self.kind(here)) {
                return Some(here);
            }
            at = self.parent(here);
        }
        None
    }

    /// Children, all marked as looked at.
    pub(super) fn children(&self, node: Node<'t>) -> impl Iterator<Item = Node<'t>> + use<'_, 't> {
        self.seen[node.index()].set(true);
        node.children().inspect(|child| self.seen[child.index()].set(true))
    }

    /// What stands in the children of one name: `parameters` → its UserDefinedParameter elements.
    pub(super) fn within(&self, node: Node<'t>, list: &str) -> impl Iterator<Item = Node<'t>> + use<'_, 't> {
        let lists: Vec<Node<'t>> = self.children(node).filter(|child| child.name() == list).collect();
        lists.into_iter().flat_map(|list| self.children(list))
    }

    /// The child of one name.
    pub(super) fn child(&self, node: Node<'t>, name: &str) -> Option<Node<'t>> {
        self.children(node).find(|child| child.name() == name)
    }

    /// An attribute as it stands; ids are compared so.
    pub(super) fn raw(&self, node: Node<'t>, name: &str) -> &'t str {
        self.seen[node.index()].set(true);
        let found = node.attributes().iter().position(|attribute| attribute.name == name);
        found.map_or("", |at| {
            self.used[self.tree.nodes[node.index()].attributes.start as usize + at].set(true);
            node.attributes()[at].value.as_ref()
        })
    }

    /// An attribute, decoded.
    pub(super) fn get(&self, node: Node<'t>, name: &str) -> String {
        decode(self.raw(node, name))
    }

    pub(super) fn is_true(&self, node: Node<'t>, name: &str) -> bool {
        self.raw(node, name) == "true"
    }

    /// Attributes of an element in no namespace that nobody has asked for, which are asked for now.
    pub(super) fn rest(&self, node: Node<'t>) -> Vec<(&'t str, String)> {
        let start = self.tree.nodes[node.index()].attributes.start as usize;
        let unused = |at: &usize| !self.used[start + at].get();
        let own = |attribute: &Attribute<'_>| !attribute.name.starts_with("xmlns");
        let all = node.attributes();
        let found = (0..all.len()).filter(unused).filter(|at| own(&all[*at]));
        self.seen[node.index()].set(true);
        let take = |at: usize| {
            self.used[start + at].set(true);
            (all[at].name, decode(&all[at].value))
        };
        found.map(take).collect()
    }

    /// All attributes of an element in no namespace, whether asked for before or not.
    pub(super) fn plain(&self, node: Node<'t>) -> Vec<(&'t str, String)> {
        let own = node.attributes().iter().filter(|one| !one.name.contains(':') && one.name != "xmlns");
        let said = own.map(|one| (one.name, decode(&one.value))).collect();
        self.rest(node);
        said
    }

    /// The text of the description of an object.
    pub(super) fn description(&self, node: Node<'t>) -> String {
        let mut notes = self.within(node, "annotations").filter(|one| self.kind(*one) == "Description");
        notes.next().map(|one| self.get(one, "body")).unwrap_or_default()
    }

    /// What was not looked at, by kind: how many elements, and attributes of those that were looked at.
    pub(super) fn unseen(&self) -> BTreeMap<&'t str, Unseen<'t>> {
        let mut found: BTreeMap<&'t str, Unseen<'t>> = BTreeMap::new();
        for (index, node) in self.nodes.iter().enumerate().skip(1) {
            let start = self.tree.nodes[index].attributes.start as usize;
            let info = &self.infos[index];
            if AGAIN.contains(&info.kind) {
                continue;
            }
            let mut left = node.attributes().iter().enumerate().filter(|(at, one)| {
                !self.used[start + at].get() && !one.name.starts_with("xmlns") && !is_said_again(info.kind, one)
            });
            // A list says nothing itself.
            let says = !info.id.is_empty() || info.namespace.starts_with(OURS) || !node.attributes().is_empty();
            if !self.seen[index].get() && says {
                found.entry(info.kind).or_default().add(node.line(), None);
            } else if self.seen[index].get() {
                left.by_ref().for_each(|(_, one)| found.entry(info.kind).or_default().add(node.line(), Some(one.name)));
            }
        }
        found
    }
}

/// What of a kind was not looked at.
#[derive(Debug, Default)]
pub(super) struct Unseen<'t> {
    /// Line of the first.
    pub line: Option<u32>,
    /// Elements of which nothing was looked at.
    pub elements: usize,
    /// Attributes of other elements.
    pub attributes: BTreeMap<&'t str, usize>,
}

impl<'t> Unseen<'t> {
    fn add(&mut self, line: u32, attribute: Option<&'t str>) {
        self.line.get_or_insert(line);
        match attribute {
            Some(name) => *self.attributes.entry(name).or_default() += 1,
            None => self.elements += 1,
        }
    }
}

/// A field is there once at most, and the groups of a transformation come in or go out as its kind says.
fn is_said_again(kind: &str, attribute: &Attribute<'_>) -> bool {
    match attribute.name {
        "lower" | "upper" => attribute.value == "1",
        "output" => kind.ends_with("Interface"),
        name => OTHER_ENDS.contains(&name),
    }
}
