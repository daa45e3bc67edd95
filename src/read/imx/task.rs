//! Mapping tasks → SESSION: readers, writers and lookups of the mapping, settings, what parameters are bound to.
//!
//! Owns where a binding goes. An input that is a parameter of the mapping is assigned before the session runs; one that is a
//! setting of the task is that setting; an output is assigned after the session has run.

use super::document::Node;
use super::setting::{Settings, Where};
use super::table::line;
use super::translation::{Translation, value};
use crate::model::session_key::CONFIG;
use rustc_hash::FxHashMap;

/// Mapplets in mapplets.
const MAX_MAPPLETS: usize = 16;

impl<'t> Translation<'t> {
    /// The session of a task instance.
    pub(super) fn mapping_task(&mut self, instance: Node<'t>, task: Node<'t>, name: &str) {
        let document = self.document;
        let mapping = self.meant(task, "mapping");
        let settings = self.settings(instance, task);
        self.open_session(line(task), (name, "NO"), &document.description(task), mapping, settings.sort_order());
        self.kept_unless(line(task), "name", &document.get(task, "name"), name);
        document.raw(task, "mapping");
        self.kept_rest(task, "");
        if let Some(mapping) = mapping {
            self.extensions(line(task), mapping);
        }
        for note in document.within(task, "annotations").filter(|one| document.kind(*one) != "Description") {
            self.kept_all(note);
        }
        self.write_settings(&settings);
        self.inputs(instance);
        self.outputs(instance);
        self.out.close("SESSION");
    }

    /// A session of the namespace `metadata.common.session` that stands by itself.
    pub(super) fn standing_session(&mut self, node: Node<'t>) {
        let document = self.document;
        let name = self.layout.name(node).to_owned();
        let mapping = self.meant(node, "mapping");
        let mut settings = Settings::default();
        settings.session(document, node);
        self.open_session(
            line(node),
            (&name, "YES"),
            &document.get(node, "description"),
            mapping,
            settings.sort_order(),
        );
        self.kept_unless(line(node), "name", &document.get(node, "name"), &name);
        if let Some(mapping) = mapping {
            self.extensions(line(node), mapping);
        }
        self.write_settings(&settings);
        self.kept_rest(node, "");
        self.out.close("SESSION");
    }

    fn open_session(
        &mut self,
        at: u64,
        (name, reusable): (&str, &str),
        description: &str,
        mapping: Option<Node<'t>>,
        sort_order: &str,
    ) {
        let mapping = mapping.map(|one| self.layout.name(one).to_owned()).unwrap_or_default();
        let tag = [
            ("DESCRIPTION", description),
            ("ISVALID", "YES"),
            ("MAPPINGNAME", mapping.as_str()),
            ("NAME", name),
            ("REUSABLE", reusable),
            ("SORTORDER", sort_order),
        ];
        self.out.open(at, "SESSION", &tag);
        self.out.empty(at, "CONFIGREFERENCE", &[("REFOBJECTNAME", CONFIG), ("TYPE", "Session config")]);
    }

    /// What a task says of its run: in its configuration, in a session inside it, and by bindings.
    fn settings(&mut self, instance: Node<'t>, task: Node<'t>) -> Settings {
        let document = self.document;
        let mut settings = Settings::default();
        if let Some(configuration) = document.child(task, "mappingTaskConfig") {
            let bindings = self.bound_properties(instance);
            for property in document.children(configuration).collect::<Vec<_>>() {
                let bound = bindings.get(document.id(property)).map(|holder| self.bound_value(*holder, false));
                let said = bound.or_else(|| value(document, property)).unwrap_or_default();
                document.raw(property, "isReceiving");
                settings.task(property.name(), &said, line(property));
            }
        }
        for session in document.children(task).filter(|one| document.kind(*one) == "Session") {
            settings.session(document, session);
        }
        settings
    }

    /// Bindings by the property of a task that they give a value.
    fn bound_properties(&self, instance: Node<'t>) -> FxHashMap<&'t str, Node<'t>> {
        let document = self.document;
        let found = document.within(instance, "inputBindings").filter_map(|binding| {
            let property = document.raw(document.child(binding, "input")?, "boxedReceiverObject");
            (!property.is_empty()).then_some((property, document.child(binding, "value")?))
        });
        found.collect()
    }

    /// A parameter, a variable, or a literal, in quotes where an expression is wanted.
    fn bound_value(&mut self, holder: Node<'t>, quoted: bool) -> String {
        let document = self.document;
        for attribute in ["parameter", "variable"] {
            let reference = document.raw(holder, attribute);
            if !reference.is_empty() {
                return self.parameter(holder, reference);
            }
        }
        let inner = document.children(holder).find_map(|one| value(document, one));
        match value(document, holder).or(inner) {
            Some(literal) if quoted => format!("'{}'", literal.replace('\'', "''")),
            found => found.unwrap_or_default(),
        }
    }

    /// Inputs that are parameters of the mapping.
    fn inputs(&mut self, instance: Node<'t>) {
        let document = self.document;
        let bindings: Vec<Node<'t>> = document.within(instance, "inputBindings").collect();
        let mut pairs = Vec::new();
        for binding in bindings {
            let Some(input) = document.child(binding, "input") else { continue };
            if !document.raw(input, "boxedReceiverObject").is_empty() {
                continue;
            }
            let parameter = self.meant(input, "parameter");
            let name = document.get(input, "name");
            let name = parameter.map_or_else(|| format!("${name}"), |one| self.parameter_name(one));
            let bound = document.child(binding, "value").map(|one| self.bound_value(one, true)).unwrap_or_default();
            pairs.push((line(binding), name, bound));
        }
        self.assignments("Pre-session variable assignment", &pairs);
    }

    /// Outputs, which workflow variables take.
    fn outputs(&mut self, instance: Node<'t>) {
        let document = self.document;
        let bindings: Vec<Node<'t>> = document.within(instance, "outputBindings").collect();
        let mut pairs = Vec::new();
        for binding in bindings {
            let (output, target) = (document.child(binding, "output"), document.child(binding, "target"));
            let name = target.map(|one| self.bound_value(one, false)).unwrap_or_default();
            let said = output.map(|one| document.get(one, "name")).unwrap_or_default();
            for known in ["type", "taskOutput"] {
                output.map(|one| document.raw(one, known));
            }
            // The links of the task stand before its outputs, and lines only grow: the output gives way.
            pairs.push((0, name, said));
        }
        self.assignments("Post-session variable assignment", &pairs);
    }

    fn assignments(&mut self, what: &str, pairs: &[(u64, String, String)]) {
        let Some((first, ..)) = pairs.first() else { return };
        let tag = [("REFOBJECTNAME", what), ("REUSABLE", "NO"), ("TYPE", what)];
        self.out.open(*first, "SESSIONCOMPONENT", &tag);
        for (at, (place, name, value)) in pairs.iter().enumerate() {
            let order = (at + 1).to_string();
            let tag = [
                ("EXECORDER", order.as_str()),
                ("NAME", name.as_str()),
                ("REVERSEASSIGNMENT", "NO"),
                ("VALUE", value.as_str()),
            ];
            self.out.empty(*place, "VALUEPAIR", &tag);
        }
        self.out.close("SESSIONCOMPONENT");
    }

    fn write_settings(&mut self, settings: &Settings) {
        for (at, place, name, value) in settings.in_order() {
            match place {
                Where::Session => self.out.empty(at, "ATTRIBUTE", &[("NAME", name), ("VALUE", value)]),
                Where::Config => {
                    let tag = [("REFOBJECTNAME", CONFIG), ("TYPE", "Session config")];
                    self.out.open(at, "CONFIGREFERENCE", &tag);
                    self.out.empty(at, "ATTRIBUTE", &[("NAME", name), ("VALUE", value)]);
                    self.out.close("CONFIGREFERENCE");
                }
                Where::Kept => self.kept(at, name, value),
            }
        }
    }

    /// Readers, writers and lookups of a mapping and of the mapplets in it.
    fn extensions(&mut self, at: u64, mapping: Node<'t>) {
        let document = self.document;
        let mut open = vec![(mapping, String::new(), 0)];
        while let Some((around, before, depth)) = open.pop() {
            let mut below = Vec::new();
            for instance in document.within(around, "instances").collect::<Vec<_>>() {
                let Some(part) = document.by_id(document.raw(instance, "transformation")) else { continue };
                let name = format!("{before}{}", document.get(instance, "name"));
                if !document.spend(1) {
                    return;
                }
                if document.kind(part) != "MappletTx" {
                    self.extension(at, part, &name);
                } else if let Some(mapplet) =
                    document.by_id(document.raw(part, "mapplet")).filter(|_| depth < MAX_MAPPLETS)
                {
                    below.push((mapplet, format!("{name}."), depth + 1));
                }
            }
            below.reverse();
            open.append(&mut below);
        }
    }
}
