//! Links between ports → CONNECTOR.
//!
//! Owns what a link of a whole group means: a connector for each field that flows through it.

use super::document::Node;
use super::ports::{Key, Leaf};
use super::table::line;
use super::transformation::type_of;
use super::translation::Translation;
use rustc_hash::FxHashMap;

impl<'t> Translation<'t> {
    /// Everything that flows into an instance, and what flows out of it to ports that do not say so themselves.
    pub(super) fn links(&mut self, instance: Node<'t>) {
        let document = self.document;
        // Parts of ports come before the ports themselves in no document that was seen; the order is the document's.
        let mut open: Vec<Node<'t>> = document.children(instance).collect();
        open.reverse();
        while let Some(node) = open.pop() {
            if document.kind(node).ends_with("Port") {
                self.comes_in(node);
                self.goes_out(node);
            }
            let mut below: Vec<Node<'t>> = document.children(node).collect();
            below.reverse();
            open.append(&mut below);
        }
    }

    fn comes_in(&mut self, port: Node<'t>) {
        for id in self.document.raw(port, "fromPort").split_ascii_whitespace() {
            match self.document.by_id(id) {
                Some(from) => self.link(line(port), from, port),
                None => self.lost(port, id),
            }
        }
    }

    fn goes_out(&mut self, port: Node<'t>) {
        let document = self.document;
        for id in document.raw(port, "toPorts").split_ascii_whitespace() {
            let to = document.by_id(id);
            // The other end may name many, and many may name it.
            let cost = to.map_or(1, |to| document.raw(to, "fromPort").len() / 4 + 1);
            if !document.spend(cost) {
                return;
            }
            match to {
                Some(to)
                    if document.raw(to, "fromPort").split_ascii_whitespace().any(|one| one == document.id(port)) => {}
                Some(to) => self.link(line(port), port, to),
                None => self.lost(port, id),
            }
        }
    }

    fn link(&mut self, at: u64, from: Node<'t>, to: Node<'t>) {
        let (Some(source), Some(target)) = (self.instance_of(from), self.instance_of(to)) else {
            return self.lost(to, "");
        };
        let document = self.document;
        if !document.spend(1) {
            return;
        }
        let outs = self.ports.dynamic.ends(document, from, 0);
        let ins = self.ports.dynamic.ends(document, to, 0);
        for (out, into) in pairs(&outs, &ins) {
            let names = self.ports.name(document, &out.key).zip(self.ports.name(document, &into.key));
            let Some((out, into)) = names.map(|(out, into)| (out.to_owned(), into.to_owned())) else {
                self.lost(to, "");
                continue;
            };
            self.connector(at, [&source.0, &source.1, &out], [&target.0, &target.1, &into]);
        }
    }

    /// The instance that a port belongs to: its name, and what it is an instance of.
    fn instance_of(&self, port: Node<'t>) -> Option<(String, String)> {
        let document = self.document;
        let said = document.by_id(document.raw(port, "instance"));
        let instance = said.or_else(|| document.around(port, |kind| kind == "Instance"))?;
        let means = document.by_id(document.raw(instance, "transformation"));
        Some((document.get(instance, "name"), means.map(|one| type_of(document.kind(one))).unwrap_or_default()))
    }

    /// Instance, its type and its port at both ends.
    pub(super) fn connector(&mut self, at: u64, from: [&str; 3], to: [&str; 3]) {
        let ([source, source_type, out], [target, target_type, into]) = (from, to);
        let tag = [
            ("FROMFIELD", out),
            ("FROMINSTANCE", source),
            ("FROMINSTANCETYPE", source_type),
            ("TOFIELD", into),
            ("TOINSTANCE", target),
            ("TOINSTANCETYPE", target_type),
        ];
        self.out.empty(at, "CONNECTOR", &tag);
    }
}

/// Which of the fields at one end flows into which at the other: what a rule made goes by what it was made of.
fn pairs<'l, 't>(outs: &'l [Leaf<'t>], ins: &'l [Leaf<'t>]) -> Vec<(&'l Leaf<'t>, &'l Leaf<'t>)> {
    if let ([out], [into]) = (outs, ins) {
        return vec![(out, into)];
    }
    let by_key: FxHashMap<&Key, &Leaf<'t>> = outs.iter().map(|one| (&one.key, one)).collect();
    let by_name: FxHashMap<&str, &Leaf<'t>> = outs.iter().map(|one| (one.name.as_str(), one)).collect();
    let found = ins.iter().filter_map(|into| {
        let made_of = into.origin.as_ref().and_then(|origin| by_key.get(origin));
        Some((*made_of.or_else(|| by_name.get(into.name.as_str()))?, into))
    });
    found.collect()
}
