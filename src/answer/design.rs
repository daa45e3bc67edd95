//! A session or workflow put together: what it uses, what is declared and assigned around it.
//!
//! Owns which texts count and how each is taken. Says nothing about values; that is `resolve`'s business.

use super::effective::{Layered, layer};
use super::layers::{Effective, innermost};
use crate::model::Text;
use crate::model::attribute::ValuePair;
use crate::model::content::Value;
use crate::model::design::{Assignment, Context, Declaration, Design, Owner, Said, Stored, Usage, When};
use crate::model::mapping::{Mapping, Transformation};
use crate::model::object::Kind;
use crate::model::parameter::Place;
use crate::model::task::Task;
use crate::model::workflow::{TaskInstance, Variable, Workflow};
use std::rc::Rc;

/// Finds an object at folder level beside the session, by kind and name; shortcuts are followed.
pub type Beside<'a> = &'a dyn Fn(&Kind, &str) -> Option<Rc<Stored>>;

/// A workflow, or a worklet in it.
#[derive(Debug, Clone, Copy)]
pub struct Level<'a> {
    /// The child of FOLDER in which it stands.
    pub stored: &'a Stored,
    /// What it says.
    pub workflow: &'a Workflow,
    /// Path of the tasks in it, inside that child: `wf_daily/wl_stage`.
    pub inside: &'a str,
    /// The instance as which a worklet stands in the level above, and that level's child of FOLDER.
    pub instance: Option<(&'a Stored, &'a TaskInstance)>,
}

impl Level<'_> {
    /// Name of the instance, or of the workflow.
    #[must_use]
    pub fn name(&self) -> Text {
        self.instance.map_or_else(|| self.workflow.name.clone(), |(_, instance)| instance.name.clone())
    }
}

/// What is put together.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    /// Repository.
    pub repository: &'a str,
    /// Folder.
    pub folder: &'a str,
    /// Full address.
    pub address: String,
    /// The workflow and its worklets down to the session, outermost first; empty for a session that stands nowhere.
    pub levels: Vec<Level<'a>>,
    /// The session, where the design is of one.
    pub session: Option<Layered<'a>>,
}

/// Puts a session or workflow together.
#[must_use]
pub fn design(standing: &Standing<'_>, beside: Beside<'_>) -> Design {
    let mut building = Building { design: begin(standing), beside };
    let own = standing.session.map_or("", |layered| layered.session.1.name.as_str());
    for (depth, level) in standing.levels.iter().enumerate() {
        let own = if depth + 1 == standing.levels.len() { own } else { "" };
        building.level(depth, level, own);
    }
    match (&standing.session, standing.levels.last()) {
        (Some(session), _) => building.session(session),
        (None, Some(level)) => building.workflow(level),
        (None, None) => {}
    }
    building.design
}

fn begin(standing: &Standing<'_>) -> Design {
    let service = standing.levels.first().map(|level| level.workflow.integration_service.clone());
    let session = standing.session.map(|layered| match layered.instance {
        Some((_, instance)) => instance.name.clone(),
        None => layered.session.1.name.clone(),
    });
    Design {
        place: Place {
            folder: standing.folder.into(),
            path: standing.levels.iter().map(Level::name).collect(),
            session: session.unwrap_or_default(),
            service: service.unwrap_or_default(),
            node: Text::default(),
        },
        repository: standing.repository.into(),
        address: standing.address.clone(),
        ..Design::default()
    }
}

/// True where a text may hold a parameter or a built-in variable; a quick look before a careful one.
#[must_use]
pub fn may_hold_parameter(text: &str) -> bool {
    text.contains('$') || ["SESSSTARTTIME", "WORKFLOWSTARTTIME", "SYSDATE"].iter().any(|name| text.contains(name))
}

/// Attributes of transformations that are expressions; all others are put in as text.
const EXPRESSIONS: [&str; 7] = [
    "Filter Condition",
    "Update Strategy Expression",
    "Transaction Control Condition",
    "Transaction Control Expression",
    "Lookup condition",
    "Join Condition",
    "Group Filter Condition",
];

/// How the value of an attribute of a session or transformation is taken.
pub(in crate::answer) fn context_of(attribute: &str) -> Context {
    // A partition's stands with the partition in parentheses.
    let name = attribute.split_once(" (").map_or(attribute, |(name, _)| name);
    if EXPRESSIONS.contains(&name) { Context::Expression } else { Context::Text }
}

struct Building<'a> {
    design: Design,
    beside: Beside<'a>,
}

impl Building<'_> {
    fn uses(&mut self, owner: &str, attribute: &str, context: Context, text: &str, place: String) {
        if may_hold_parameter(text) {
            let (owner, attribute) = (owner.to_owned(), attribute.to_owned());
            let usage = Usage { owner, attribute, context, text: text.into(), place, mapplet: Text::default() };
            self.design.usages.push(usage);
        }
    }

    fn effective(&mut self, owner: &str, all: &[Effective]) {
        for one in all {
            self.uses(owner, &one.name, context_of(&one.name), &one.value, place_of(one));
        }
    }

    /// Variables of a level, what is assigned to them before it runs and while it runs, but for what the session that is
    /// asked about assigns when it has run.
    fn level(&mut self, depth: usize, level: &Level<'_>, own: &str) {
        let owner = Owner::Workflow(depth);
        for variable in &level.workflow.variables {
            self.design.declarations.push(declaration(variable, owner.clone(), level.stored));
        }
        if depth == 0 {
            let file = innermost(&[layer("workflow", level.stored, &level.workflow.attributes)]);
            self.design.workflow_file = said(&file, "Parameter Filename");
        }
        if let Some((stored, instance)) = level.instance {
            let into = instance.assignments.iter().filter(|pair| !pair.reverse);
            self.assign(stored, into, &When::BeforeWorklet(depth));
        }
        for (stored, instance) in level.workflow.task_instances.iter().map(|one| (level.stored, one)) {
            let out = instance.assignments.iter().filter(|pair| pair.reverse);
            self.assign(stored, out, &When::AtRun(depth, format!("worklet {}", instance.name)));
        }
        self.assigned_at_run(depth, level, own);
    }

    fn assign<'p>(&mut self, stored: &Stored, pairs: impl Iterator<Item = &'p ValuePair>, when: &When) {
        let mut in_order: Vec<&ValuePair> = pairs.collect();
        in_order.sort_by_key(|pair| pair.order);
        for pair in in_order {
            let (name, value, place) = (pair.name.clone(), pair.value.clone(), stored.place(pair.line));
            self.design.assignments.push(Assignment { name, value, when: when.clone(), place });
        }
    }

    fn assigned_at_run(&mut self, depth: usize, level: &Level<'_>, own: &str) {
        let inside = level.stored.content.definitions.iter().filter(|one| one.key.path == level.inside);
        for definition in inside {
            match &definition.value {
                Value::Task(task) if task.task_type == "Assignment" => {
                    self.assign(
                        level.stored,
                        task.pairs.iter(),
                        &When::AtRun(depth, format!("Assignment task {}", task.name)),
                    );
                }
                Value::Session(session) if session.name != own => {
                    for component in
                        session.components.iter().filter(|one| one.component_type.starts_with("Post-session"))
                    {
                        let who = format!("session {}, {}", session.name, component.component_type);
                        let when = When::AtRun(depth, who);
                        self.assign(level.stored, component.assignments.iter(), &when);
                    }
                }
                _ => {}
            }
        }
    }

    /// What a workflow or worklet itself uses: attributes, links, tasks.
    fn workflow(&mut self, level: &Level<'_>) {
        let (stored, workflow) = (level.stored, level.workflow);
        let attributes = innermost(&[layer("workflow", stored, &workflow.attributes)]);
        self.effective(&workflow.name, &attributes);
        for link in &workflow.links {
            let attribute = format!("link {} → {}", link.from, link.to);
            self.uses(&workflow.name, &attribute, Context::Expression, &link.condition, stored.place(link.line));
        }
        for instance in &workflow.task_instances {
            for pair in &instance.assignments {
                self.uses(&instance.name, &pair.name, Context::Expression, &pair.value, stored.place(pair.line));
            }
            let other = !matches!(instance.task_type.as_str(), "Session" | "Worklet" | "Start");
            if instance.reusable
                && other
                && let Some(found) = (self.beside)(&Kind::Task, &instance.task)
            {
                self.tasks(&found, |_| true);
            }
        }
        self.tasks(stored, |path| path == level.inside);
    }

    fn tasks(&mut self, stored: &Stored, wanted: impl Fn(&str) -> bool) {
        for definition in stored.content.definitions.iter().filter(|one| wanted(&one.key.path)) {
            if let Value::Task(task) = &definition.value {
                self.task(&task.name, stored, task);
            }
        }
    }

    fn task(&mut self, owner: &str, stored: &Stored, task: &Task) {
        let context = if task.task_type == "Command" { Context::Text } else { Context::Expression };
        for pair in &task.pairs {
            self.uses(owner, &pair.name, context, &pair.value, stored.place(pair.line));
        }
        for attribute in &task.attributes {
            let context = if attribute.name == "Decision Name" { Context::Expression } else { Context::Text };
            self.uses(owner, &attribute.name, context, &attribute.value, stored.place(attribute.line));
        }
    }

    fn session(&mut self, layered: &Layered<'_>) {
        let (stored, session) = layered.session;
        self.design.mapping.clone_from(&session.mapping);
        let attributes = innermost(&layered.layers());
        self.effective("session", &attributes);
        self.design.session_file = said(&attributes, "Parameter Filename");
        self.design.source = said(&attributes, "$Source connection value");
        self.design.target = said(&attributes, "$Target connection value");
        self.extensions(layered);
        for component in &session.components {
            let owner = component.component_type.as_str();
            let found = component.reusable.then(|| (self.beside)(&Kind::Task, &component.object)).flatten();
            if let Some(found) = found {
                self.tasks(&found, |_| true);
            }
            if let Some(task) = &component.task {
                self.task(owner, stored, task);
            }
            for pair in &component.assignments {
                self.uses(owner, &pair.name, Context::Expression, &pair.value, stored.place(pair.line));
            }
            if owner == "Pre-session variable assignment" {
                self.assign(stored, component.assignments.iter(), &When::BeforeSession);
            }
        }
        self.mapping(layered);
    }

    fn extensions(&mut self, layered: &Layered<'_>) {
        for one in layered.extensions() {
            let owner = one.extension.instance.as_str();
            self.effective(owner, &one.attributes);
            let (stored, connections) = one.connections;
            for connection in connections {
                let place = stored.place(connection.line);
                self.uses(owner, &connection.reference, Context::Connection, &connection.variable, place);
                let attributes = innermost(&[layer("session", stored, &connection.attributes)]);
                self.effective(owner, &attributes);
            }
        }
    }

    fn mapping(&mut self, layered: &Layered<'_>) {
        let Some(found) = (self.beside)(&Kind::Mapping, &layered.session.1.mapping) else { return };
        let Some(Value::Mapping(mapping)) = found.content.definitions.first().map(|one| &one.value) else { return };
        for variable in &mapping.variables {
            self.design.declarations.push(declaration(variable, Owner::Mapping, &found));
        }
        self.ports(&found, &mapping.name);
        for instance in &mapping.instances {
            let table = matches!(instance.object_type.as_str(), "Source Definition" | "Target Definition");
            if table {
                self.design.tables.push((instance.name.clone(), instance.object.clone()));
            } else if instance.object_type == "Mapplet" {
                self.mapplet(layered, &instance.name, &instance.object);
            } else {
                self.transformation(layered, &found, mapping, &instance.name, &instance.object);
            }
        }
    }

    /// A transformation of the mapping, or a reusable one beside it.
    fn transformation(
        &mut self,
        layered: &Layered<'_>,
        stored: &Rc<Stored>,
        mapping: &Mapping,
        instance: &str,
        name: &str,
    ) {
        if let Some(own) = mapping.transformations.iter().find(|one| one.name == name && !one.reusable) {
            return self.effective(instance, &layered.transformation(instance, (stored, own)));
        }
        let reusable = (self.beside)(&Kind::Transformation, name);
        let designed: Option<(&Stored, &Transformation)> = match reusable.as_deref() {
            Some(found) => match found.content.definitions.first().map(|one| &one.value) {
                Some(Value::Transformation(one)) => Some((found, one)),
                _ => None,
            },
            None => mapping.transformations.iter().find(|one| one.name == name).map(|one| (&**stored, one)),
        };
        if let Some(designed) = designed {
            self.effective(instance, &layered.transformation(instance, designed));
        }
        if let Some(found) = &reusable {
            self.ports(found, instance);
        }
    }

    /// Everything in a mapplet; what it uses is looked up with the mapplet's name before it.
    fn mapplet(&mut self, layered: &Layered<'_>, instance: &str, name: &str) {
        let Some(found) = (self.beside)(&Kind::Mapplet, name) else { return };
        let Some(Value::Mapping(mapplet)) = found.content.definitions.first().map(|one| &one.value) else { return };
        let owner = Owner::Mapplet(instance.into());
        for variable in &mapplet.variables {
            self.design.declarations.push(declaration(variable, owner.clone(), &found));
        }
        let first = self.design.usages.len();
        self.ports(&found, instance);
        for inner in mapplet.instances.iter().filter(|one| one.object_type != "Mapplet") {
            // Sessions name what stands in a mapplet with the mapplet's instance before it.
            let inside = format!("{instance}.{}", inner.name);
            self.transformation(layered, &found, mapplet, &inside, &inner.object);
        }
        for usage in &mut self.design.usages[first..] {
            usage.mapplet = instance.into();
        }
    }

    fn ports(&mut self, stored: &Stored, owner: &str) {
        for port in &stored.ports {
            let owner = if port.transformation.is_empty() { owner } else { &port.transformation };
            let attribute = format!("{} ({})", port.port, port.attribute.to_lowercase());
            self.uses(owner, &attribute, Context::Expression, &port.text, stored.place(port.line));
        }
    }
}

fn place_of(one: &Effective) -> String {
    one.trace.last().map(|say| say.place.clone()).unwrap_or_default()
}

fn said(all: &[Effective], name: &str) -> Said {
    let found = all.iter().find(|one| one.name == name && !one.value.is_empty());
    found.map_or_else(Said::default, |one| Said { text: one.value.as_str().into(), place: place_of(one) })
}

fn declaration(variable: &Variable, owner: Owner, stored: &Stored) -> Declaration {
    Declaration {
        name: variable.name.clone(),
        owner,
        datatype: variable.datatype.clone(),
        precision: variable.precision,
        scale: variable.scale,
        initial: if variable.null { Text::default() } else { variable.default.clone() },
        null: variable.null,
        kept: variable.persistent,
        expression: variable.expression,
        place: stored.place(variable.line),
    }
}
