//! Which objects a document holds, in which project each stands, and what it is called there.
//!
//! Owns the names: PowerCenter's folders hold one object of a kind and name, the folders inside a project hold others of the
//! same name. Where names meet, all of them get their folder before them. References go by id, so they follow.

use super::document::{Document, Node};
use crate::model::imx::REPOSITORY;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Containers in containers; a document that goes deeper goes in a circle.
const MAX_FOLDERS: usize = 64;

/// What an object becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Becomes {
    Workflow,
    Mapping,
    Mapplet,
    Table,
    Session,
    Transformation,
    /// What PowerCenter has not, kept as it is: an application, a set of parameters.
    Other,
}

/// An object of a project.
#[derive(Debug, Clone, Copy)]
pub(super) struct Object<'t> {
    pub node: Node<'t>,
    pub becomes: Becomes,
}

/// Where objects stand and what they are called.
#[derive(Default)]
pub(super) struct Layout<'t> {
    /// In the order of the document.
    pub objects: Vec<Object<'t>>,
    projects: FxHashMap<usize, String>,
    descriptions: FxHashMap<String, String>,
    names: FxHashMap<usize, String>,
    /// Names that several objects of a kind had in one project.
    pub shared: BTreeSet<String>,
    /// Containers that hold themselves: line and name.
    pub circles: Vec<(u32, String)>,
    /// References of containers that lead nowhere: line and id.
    pub dangling: Vec<(u32, String)>,
    sources: FxHashSet<usize>,
    targets: FxHashSet<usize>,
}

impl<'t> Layout<'t> {
    pub(super) fn new(document: &Document<'t>) -> Self {
        let mut layout = Self::default();
        let containers = layout.containers(document);
        for node in document.all().skip(1) {
            if let Some(becomes) = becomes(document, node) {
                layout.objects.push(Object { node, becomes });
            }
        }
        for project in document.all().filter(|node| document.kind(*node) == "Project") {
            let name = document.get(project, "name");
            layout.descriptions.entry(name).or_insert_with(|| document.description(project));
        }
        layout.used_tables(document);
        layout.call(document, &containers);
        layout
    }

    /// What each object stands in, by what the containers say.
    fn containers(&mut self, document: &Document<'t>) -> FxHashMap<usize, usize> {
        let mut found = FxHashMap::default();
        for container in document.all().filter(|node| is_container(document.kind(*node))) {
            for item in document.within(container, "contents") {
                let target = document.idref(item);
                let held = if target.is_empty() { Some(item) } else { document.by_id(target) };
                match held {
                    Some(held) => {
                        found.entry(held.index()).or_insert(container.index());
                    }
                    None => self.dangling.push((item.line(), target.to_owned())),
                }
            }
        }
        found
    }

    fn used_tables(&mut self, document: &Document<'t>) {
        for node in document.all() {
            let ids = document.raw(node, "tableDefinitions").split_ascii_whitespace();
            self.sources.extend(ids.filter_map(|id| document.by_id(id)).map(Node::index));
            let ids = document.raw(node, "tableDefinition").split_ascii_whitespace();
            self.targets.extend(ids.filter_map(|id| document.by_id(id)).map(Node::index));
        }
    }

    /// Gives every object its project and its name.
    fn call(&mut self, document: &Document<'t>, containers: &FxHashMap<usize, usize>) {
        let only = only_project(document);
        let mut alike: BTreeMap<(String, Becomes, String), Vec<(usize, String)>> = BTreeMap::new();
        for object in &self.objects {
            let index = object.node.index();
            let (mut project, mut path) = (String::new(), Vec::new());
            let mut at = containers.get(&index);
            while let Some(&container) = at.filter(|_| path.len() < MAX_FOLDERS) {
                let node = document.at(container);
                let name = document.get(node, "name");
                if document.kind(node) == "Project" {
                    project = name;
                    break;
                }
                path.insert(0, name);
                at = containers.get(&container);
            }
            if path.len() == MAX_FOLDERS {
                self.circles.push((object.node.line(), path.swap_remove(0)));
                path.clear();
            }
            if project.is_empty() {
                project = only.clone().unwrap_or_else(|| REPOSITORY.to_owned());
            }
            let name = document.get(object.node, "name");
            alike.entry((project.clone(), object.becomes, name)).or_default().push((index, path.join(".")));
            self.projects.insert(index, project);
        }
        for ((_, _, name), all) in alike {
            let is_shared = all.len() > 1;
            let mut taken = Taken::default();
            for (index, path) in all {
                let wanted = if is_shared && !path.is_empty() { format!("{path}.{name}") } else { name.clone() };
                self.names.insert(index, taken.unique(&wanted));
            }
            if is_shared {
                self.shared.insert(name);
            }
        }
    }

    /// The name of the project of an object.
    pub(super) fn project(&self, node: Node<'t>) -> &str {
        self.projects.get(&node.index()).map_or(REPOSITORY, String::as_str)
    }

    /// What the project of an object says of itself.
    pub(super) fn project_description(&self, node: Node<'t>) -> &str {
        self.descriptions.get(self.project(node)).map_or("", String::as_str)
    }

    /// What an object is called; empty for what is none.
    pub(super) fn name(&self, node: Node<'t>) -> &str {
        self.names.get(&node.index()).map_or("", String::as_str)
    }

    /// True for a table that something writes to.
    pub(super) fn is_target(&self, node: Node<'t>) -> bool {
        self.targets.contains(&node.index())
    }

    /// True for a table that something reads, or that nothing uses at all.
    pub(super) fn is_source(&self, node: Node<'t>) -> bool {
        self.sources.contains(&node.index()) || !self.is_target(node)
    }
}

/// Names that are taken, in lower case: PowerCenter tells names apart without their case.
#[derive(Debug, Default)]
pub(super) struct Taken {
    names: FxHashSet<String>,
    /// The next number behind a name; without it, many of one name would take forever.
    next: FxHashMap<String, usize>,
}

impl Taken {
    pub(super) fn add(&mut self, name: &str) {
        self.names.insert(name.to_lowercase());
    }

    /// A name that was not taken yet: with the smallest number behind it where it was.
    pub(super) fn unique(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        while !self.names.insert(name.to_lowercase()) {
            let next = self.next.entry(wanted.to_lowercase()).or_insert(1);
            name = format!("{wanted}{next}");
            *next += 1;
        }
        name
    }
}

fn is_container(kind: &str) -> bool {
    matches!(kind, "Project" | "Folder")
}

fn only_project(document: &Document<'_>) -> Option<String> {
    let mut all = document.all().filter(|node| document.kind(*node) == "Project" && document.idref(*node).is_empty());
    let first = all.next()?;
    all.next().is_none().then(|| document.get(first, "name")).filter(|name| !name.is_empty())
}

/// Objects stand in the root or in the contents of a container.
fn becomes<'t>(document: &Document<'t>, node: Node<'t>) -> Option<Becomes> {
    let parent = document.parent(node)?;
    let listed = parent.name() == "contents";
    let at_top = parent.depth() == 0
        || listed && document.parent(parent).is_some_and(|around| is_container(document.kind(around)));
    if !at_top || !document.idref(node).is_empty() {
        return None;
    }
    let kind = document.kind(node);
    Some(match kind {
        "Workflow" => Becomes::Workflow,
        "Mapplet" => Becomes::Mapplet,
        "Mapping" if is_mapplet(document, node) => Becomes::Mapplet,
        "Mapping" => Becomes::Mapping,
        "Session" => Becomes::Session,
        "ApplicationSpec" | "ParameterSet" => Becomes::Other,
        "Table" => Becomes::Table,
        _ if kind.contains("FlatFile") => Becomes::Table,
        _ if kind.ends_with("Tx") => Becomes::Transformation,
        _ => return None,
    })
}

/// A mapping that has an input or an output of its own is a mapplet.
fn is_mapplet<'t>(document: &Document<'t>, node: Node<'t>) -> bool {
    let mut said = document.within(node, "characteristics");
    let mut parts = document.within(node, "transformations");
    said.any(|one| document.kind(one) == "MappletCharacteristic")
        || parts.any(|one| matches!(document.kind(one), "MappletInputTx" | "MappletOutputTx"))
}
