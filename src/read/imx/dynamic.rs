//! Fields that stand for several: structures, and dynamic ports, whose fields a rule makes of what flows in.
//!
//! Owns what such a field stands for. Only the rule that takes all fields, with a word before or behind their names, is worked
//! out; for others the dynamic port stays one port.

use super::document::{Document, Node};
use super::ports::{Key, Leaf, fields, leaf};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Fields that are made of fields that are made …: the real document has two steps.
const MAX_STEPS: usize = 32;
/// Fields that rules may make in one document. Each step may double them.
const MAX_MADE: usize = 50_000;

#[derive(Default)]
pub(super) struct Dynamic<'t> {
    known: FxHashMap<usize, Rc<Vec<Leaf<'t>>>>,
    by_key: FxHashMap<Key, Leaf<'t>>,
    /// Ports by the field they are of.
    ports: FxHashMap<usize, Node<'t>>,
    under_way: Vec<usize>,
    made: usize,
    /// Lines of dynamic ports that stay one port.
    pub closed: Vec<u32>,
}

impl<'t> Dynamic<'t> {
    pub(super) fn new(document: &Document<'t>) -> Self {
        let mut ports = FxHashMap::default();
        for port in document.all().filter(|node| document.kind(*node) == "TransformationFieldPort") {
            if let Some(field) = document.by_id(document.raw(port, "transformationField")) {
                ports.entry(field.index()).or_insert(port);
            }
        }
        Self { ports, ..Self::default() }
    }

    /// What a field stands for: itself, what is in its structure, or what its rule makes.
    pub(super) fn leaves(&mut self, document: &Document<'t>, field: Node<'t>, steps: usize) -> Vec<Leaf<'t>> {
        let found = if document.is_spent() { Vec::new() } else { self.stands_for(document, field, steps) };
        document.spend(found.len().max(1));
        found
    }

    fn stands_for(&mut self, document: &Document<'t>, field: Node<'t>, steps: usize) -> Vec<Leaf<'t>> {
        let structure = document.by_id(document.raw(field, "type")).filter(|one| document.kind(*one) == "ComplexType");
        if let Some(structure) = structure {
            let features = document.within(structure, "features");
            return features.map(|one| leaf(document, one, (field.index(), document.id(one).to_owned()))).collect();
        }
        let Some(rule) = document.child(field, "typeConfig") else {
            return vec![leaf(document, field, (field.index(), String::new()))];
        };
        if let Some(known) = self.known.get(&field.index()) {
            return known.to_vec();
        }
        let made = if steps >= MAX_STEPS || self.under_way.contains(&field.index()) {
            None
        } else {
            self.under_way.push(field.index());
            let made = self.make(document, field, rule, steps + 1);
            self.under_way.pop();
            made
        };
        let made = made.filter(|all| self.made + all.len() <= MAX_MADE).unwrap_or_else(|| {
            self.closed.push(field.line());
            vec![leaf(document, field, (field.index(), String::new()))]
        });
        self.made += made.len();
        self.by_key.extend(made.iter().map(|one| (one.key.clone(), one.clone())));
        self.known.insert(field.index(), Rc::new(made.clone()));
        made
    }

    fn make(
        &mut self,
        document: &Document<'t>,
        field: Node<'t>,
        rule: Node<'t>,
        steps: usize,
    ) -> Option<Vec<Leaf<'t>>> {
        let of = match document.kind(rule) {
            "ProxyTypeConfig" => {
                let other = document.by_id(document.raw(rule, "typedElement"))?;
                self.leaves(document, other, steps)
            }
            "RuleTypeConfig" if takes_all(document, rule) => self.coming_in(document, field, steps)?,
            _ => return None,
        };
        let affix = document.child(rule, "renameOption");
        let made = of.into_iter().map(|one| {
            let name = renamed(document, affix, &one.name);
            Leaf { key: (field.index(), name.clone()), name, node: field, origin: Some(one.key), ..one }
        });
        Some(made.collect())
    }

    /// What flows into a field, in order.
    fn coming_in(&mut self, document: &Document<'t>, field: Node<'t>, steps: usize) -> Option<Vec<Leaf<'t>>> {
        let port = *self.ports.get(&field.index())?;
        let mut all = Vec::new();
        for from in document.raw(port, "fromPort").split_ascii_whitespace() {
            all.extend(self.ends(document, document.by_id(from)?, steps));
            if all.len() > MAX_MADE {
                return None;
            }
        }
        (!all.is_empty()).then_some(all)
    }

    /// The fields behind one end of a link.
    pub(super) fn ends(&mut self, document: &Document<'t>, port: Node<'t>, steps: usize) -> Vec<Leaf<'t>> {
        match document.kind(port) {
            "GroupPort" => {
                let group = document.by_id(document.raw(port, "dataInterface"));
                let all = group.map(|group| fields(document, group)).unwrap_or_default();
                all.into_iter().flat_map(|one| self.leaves(document, one, steps)).collect()
            }
            "NestedPort" => {
                let around = document.by_id(document.raw(port, "parent"));
                let field = around.and_then(|one| document.by_id(document.raw(one, "transformationField")));
                let feature = document.by_id(document.raw(port, "structuralFeature"));
                let found = field.zip(feature);
                found
                    .map(|(field, part)| leaf(document, part, (field.index(), document.id(part).to_owned())))
                    .into_iter()
                    .collect()
            }
            "FieldMapPort" => self.mapped(document, port, steps).into_iter().collect(),
            _ => {
                let field = document.by_id(document.raw(port, "transformationField"));
                field.map(|field| self.leaves(document, field, steps)).unwrap_or_default()
            }
        }
    }

    /// One of the fields that a rule makes, by its name.
    fn mapped(&mut self, document: &Document<'t>, port: Node<'t>, steps: usize) -> Option<Leaf<'t>> {
        let reference = document.child(port, "generatedFieldRef")?;
        let name = document.get(reference, "fieldName");
        let field = document.by_id(document.raw(reference, "transformationField"))?;
        if !self.known.contains_key(&field.index()) {
            self.leaves(document, field, steps);
        }
        let made = self.by_key.get(&(field.index(), name)).or_else(|| self.by_key.get(&(field.index(), String::new())));
        made.cloned()
    }
}

/// True where a rule takes every field; rules that leave some out are others.
fn takes_all<'t>(document: &Document<'t>, rule: Node<'t>) -> bool {
    let rules: Vec<Node<'t>> = document.within(rule, "rules").collect();
    !rules.is_empty() && rules.iter().all(|one| document.kind(*one) == "AllRule" && !document.is_true(*one, "exclude"))
}

/// A name with the word of a rename option before or behind it.
fn renamed<'t>(document: &Document<'t>, affix: Option<Node<'t>>, name: &str) -> String {
    let Some(affix) = affix else { return name.to_owned() };
    let word = document.get(affix, "literal");
    if document.is_true(affix, "suffix") { format!("{name}{word}") } else { format!("{word}{name}") }
}
