//! A compiled schema and what it allows at a place: the names and values that findings suggest.
//!
//! Owns the walk from the root of a document down its path. Never validates, and never decides what a finding is.

use fastxml::schema::types::{ContentModel, NsName};
use fastxml::schema::{AttributeDef, ComplexType, ElementDef, ProcessContents, Schema, SimpleType, TypeDef};
use std::collections::HashSet;
use std::sync::Arc;
use strsim::damerau_levenshtein;

/// Who wrote a schema, and so how much it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Author {
    /// We, from a census: a rare attribute may be missing in it.
    House,
    /// The user gave it: it is the authority.
    User,
}

/// A schema for one root.
#[derive(Clone)]
pub(super) struct Grammar {
    pub(super) compiled: Arc<Schema>,
    pub(super) author: Author,
    root: NsName,
}

impl Grammar {
    /// The grammar of a root; `None` where the schema does not declare it.
    pub(super) fn of(compiled: &Arc<Schema>, author: Author, namespace: &str, name: &str) -> Option<Self> {
        let root = NsName::new(namespace, name);
        compiled.elements_ns.contains_key(&root).then(|| Self { compiled: Arc::clone(compiled), author, root })
    }

    /// True for our schema of IMX, which covers few of its objects: what it does not declare is not wrong.
    pub(super) fn is_partial(&self) -> bool {
        self.author == Author::House && !self.root.namespace_uri.is_empty()
    }

    /// True where the schema says nothing: at its root, or in at least half of what can be reached from it.
    pub(super) fn accepts_anything(&self) -> bool {
        let Some(root) = self.compiled.elements_ns.get(&self.root) else { return true };
        let root_is_open = self.type_of(root).is_none_or(is_open);
        let (mut seen, mut open) = (HashSet::new(), 0);
        // Globals are reached through a strict wildcard, as the root of IMX has it.
        let mut next: Vec<&ElementDef> = self.compiled.elements_ns.values().collect();
        while let Some(element) = next.pop() {
            let Some(kind) = self.type_of(element) else { continue };
            if seen.insert(std::ptr::from_ref(kind)) {
                open += usize::from(is_open(kind));
                next.extend(self.children(kind));
            }
        }
        root_is_open || open * 2 > seen.len()
    }

    /// Names of the elements that may stand in the element at a path.
    pub(super) fn children_at(&self, path: &[&str]) -> Vec<&str> {
        let kind = self.at(path);
        let names = kind.map(|kind| self.children(kind)).unwrap_or_default();
        names.into_iter().map(|child| child.name.as_str()).collect()
    }

    /// Names of the attributes of the element at a path.
    pub(super) fn attributes_at(&self, path: &[&str]) -> Vec<&str> {
        let all = self.at(path).map(|kind| self.attributes(kind)).unwrap_or_default();
        all.into_iter().map(|one| one.name.as_str()).collect()
    }

    /// The values that an attribute may have, or the name of its type; empty where nothing is known of it.
    pub(super) fn values_at(&self, path: &[&str], attribute: &str) -> (Vec<&str>, &str) {
        let all = self.at(path).map(|kind| self.attributes(kind)).unwrap_or_default();
        let Some(found) = all.into_iter().find(|one| one.name == attribute) else { return (Vec::new(), "") };
        if let Some(fixed) = &found.fixed {
            return (vec![fixed], "");
        }
        let words = self.simple(found).map(|kind| kind.enumeration.iter().map(String::as_str).collect());
        let name = found.type_ref.as_deref().unwrap_or_default();
        (words.unwrap_or_default(), name.rsplit(':').next().unwrap_or_default())
    }

    fn simple<'a>(&'a self, attribute: &'a AttributeDef) -> Option<&'a SimpleType> {
        if let Some(inline) = &attribute.inline_type {
            return Some(inline);
        }
        match self.compiled.type_by_ref(attribute.type_ns.as_ref(), attribute.type_ref.as_deref()?)? {
            TypeDef::Simple(kind) => Some(kind),
            TypeDef::Complex(_) => None,
        }
    }

    /// The type of the element at a path; the first name is the root.
    fn at(&self, path: &[&str]) -> Option<&ComplexType> {
        let mut kind = self.type_of(self.compiled.elements_ns.get(&self.root)?)?;
        for name in path.get(1..)? {
            let local = name.rsplit(':').next()?;
            let child = self.children(kind).into_iter().find(|child| child.name == local);
            kind = self.type_of(child.or_else(|| self.compiled.element_ns_any(local))?)?;
        }
        Some(kind)
    }

    fn type_of<'a>(&'a self, element: &'a ElementDef) -> Option<&'a ComplexType> {
        let named = || {
            let name = element.type_ref.as_deref()?;
            self.compiled.type_by_ref(element.type_ns.as_ref(), name)
        };
        match element.inline_type.as_ref().or_else(named) {
            Some(TypeDef::Complex(kind)) => Some(kind),
            Some(TypeDef::Simple(_)) => None,
            None => self.type_of(self.global_of(element)?),
        }
    }

    /// What a reference means.
    fn global_of(&self, element: &ElementDef) -> Option<&ElementDef> {
        self.compiled.elements_ns.get(element.ref_ns.as_ref()?)
    }

    /// Children of a type and of those that it extends.
    fn children<'a>(&'a self, kind: &'a ComplexType) -> Vec<&'a ElementDef> {
        let mut all = Vec::new();
        for kind in self.chain(kind) {
            match &kind.content {
                ContentModel::Sequence(own) | ContentModel::Choice(own) | ContentModel::All(own) => all.extend(own),
                ContentModel::ComplexExtension { elements, .. } => all.extend(elements),
                ContentModel::Empty | ContentModel::SimpleContent { .. } | ContentModel::Any { .. } => {}
            }
        }
        all
    }

    fn attributes<'a>(&'a self, kind: &'a ComplexType) -> Vec<&'a AttributeDef> {
        self.chain(kind).into_iter().flat_map(|kind| &kind.attributes).collect()
    }

    /// A type and its bases; the compiler refused circles.
    fn chain<'a>(&'a self, kind: &'a ComplexType) -> Vec<&'a ComplexType> {
        let mut all = vec![kind];
        while let Some(TypeDef::Complex(base)) = all.last().and_then(|kind| self.compiled.complex_base_def(kind)) {
            if all.len() > self.compiled.types_ns.len() {
                break;
            }
            all.push(base);
        }
        all
    }
}

/// True for a type that takes any element unseen.
fn is_open(kind: &ComplexType) -> bool {
    let unseen = |how: ProcessContents| how != ProcessContents::Strict;
    let is_any = matches!(&kind.content, ContentModel::Any { process_contents, .. } if unseen(*process_contents));
    is_any || kind.name == "anyType" || kind.wildcard.as_ref().is_some_and(|any| unseen(any.process_contents))
}

/// The name nearest to one that is unknown, if it could be a slip of the hand.
pub(super) fn nearest<'a>(wanted: &str, names: &[&'a str]) -> Option<&'a str> {
    let limit = (wanted.chars().count() / 3).clamp(1, 6);
    let wanted = wanted.to_lowercase();
    let near = names.iter().map(|name| (damerau_levenshtein(&wanted, &name.to_lowercase()), *name));
    near.filter(|(distance, _)| *distance <= limit).min().map(|(_, name)| name)
}
