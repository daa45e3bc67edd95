//! Out of the catalog: a session or workflow with everything around it, as `answer::design` wants it.
//!
//! Owns the walk from workflows through worklets to sessions, by the names of the instances. What is read once is kept for a
//! while, because sessions share mappings, configuration objects and worklets.

use super::exit::Failure;
use super::object;
use crate::answer::design::{Level, Standing, may_hold_parameter};
use crate::answer::effective::Layered;
use crate::model::Text;
use crate::model::address::full;
use crate::model::content::Value;
use crate::model::design::Stored;
use crate::model::mapping::Flow;
use crate::model::object::{Key, Kind};
use crate::model::session::{Config, Session};
use crate::model::workflow::{TaskInstance, Workflow};
use crate::read::{content, mapping, tree};
use crate::store::Catalog;
use crate::store::find::Object;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Children of FOLDER that are kept read; beyond it all are forgotten, so that a large repository takes little memory.
const KEPT: usize = 1000;
/// Worklets in worklets: deeper is passed over.
const DEEPEST: usize = 64;
/// Worklets of one workflow, each place counted: worklets that hold two of the next kind, forty times over, never end.
const MOST: usize = 50_000;

/// Why an instance cannot be followed.
const NOT_HERE: &str = "what it stands for is not in the catalog; was it exported?";

/// What was found at the end of a walk.
pub(super) enum Found {
    /// A session.
    Session,
    /// A worklet or the workflow itself.
    Workflow,
}

/// Folder, type and name of what is passed over, and the reason, with the first place and the number of places.
type Passed = BTreeMap<[String; 4], (String, usize)>;
/// What is done with each place that a walk comes to.
pub(super) type Visit<'v> = dyn FnMut(Found, &Key, &Standing<'_>) -> Result<(), Failure> + 'v;
type Beside = FxHashMap<(i64, Kind, Text), Option<Rc<Stored>>>;

/// The catalog as of a snapshot, read as needed.
pub(super) struct Shelf<'c> {
    catalog: &'c Catalog,
    /// Number of the snapshot.
    pub at: i64,
    kept: RefCell<Beside>,
    /// Connectors and ports are wanted, too.
    flows: bool,
    /// The first thing that went wrong while an answer asked for more.
    failed: RefCell<Option<Failure>>,
    /// Sessions and worklets at folder level that a walk came through.
    used: RefCell<FxHashSet<(i64, Kind, Text)>>,
    /// What walks passed over.
    passed: RefCell<Passed>,
    /// Worklets of this walk so far.
    walked: Cell<usize>,
    /// Sessions of any other name are not read.
    only: RefCell<Option<Text>>,
}

impl<'c> Shelf<'c> {
    pub(super) fn new(catalog: &'c Catalog, at: i64) -> Self {
        Self {
            catalog,
            at,
            kept: RefCell::default(),
            flows: false,
            failed: RefCell::default(),
            used: RefCell::default(),
            passed: RefCell::default(),
            walked: Cell::default(),
            only: RefCell::default(),
        }
    }

    /// One that reads connectors and ports, too.
    pub(super) fn with_flows(catalog: &'c Catalog, at: i64) -> Self {
        Self { flows: true, ..Self::new(catalog, at) }
    }

    /// From here on, walks read sessions of this name only, be it that of the instance or of the task; `None`: all.
    pub(super) fn only(&self, name: Option<&str>) {
        *self.only.borrow_mut() = name.map(Text::from);
    }

    /// True where a walk came through this session or worklet at folder level.
    pub(super) fn used(&self, object: &Object) -> bool {
        let key = (object.folder_id, object.key.kind.clone(), object.key.name.clone());
        self.used.borrow().contains(&key)
    }

    /// What walks passed over since it was last asked, and why.
    pub(super) fn passed_over(&self) -> Vec<String> {
        let message = |([.., why], (first, places)): ([String; 4], (String, usize))| {
            let more = if places > 1 { format!(" (so are {} more places)", places - 1) } else { String::new() };
            format!("{first} is passed over: {why}{more}")
        };
        self.passed.take().into_iter().map(message).collect()
    }

    fn pass_over(&self, top: &Object, levels: &[Level<'_>], instance: &TaskInstance, why: &str) {
        let first = || {
            let path: Vec<Text> = levels.iter().map(Level::name).chain([instance.name.clone()]).collect();
            let kind = if instance.task_type == "Session" { "session" } else { "worklet" };
            (format!("{kind} {}/{}", top.folder, path.join("/")), 0)
        };
        let key = [&top.folder, instance.task_type.as_str(), &instance.task, why].map(str::to_owned);
        self.passed.borrow_mut().entry(key).or_insert_with(first).1 += 1;
    }

    /// A session or worklet at folder level that an instance stands for.
    fn reusable(&self, top: &Object, kind: &Kind, instance: &TaskInstance) -> Option<Rc<Stored>> {
        let found = instance.reusable.then(|| self.beside(top.folder_id, kind, &instance.task)).flatten()?;
        self.used.borrow_mut().insert((top.folder_id, kind.clone(), instance.task.clone()));
        Some(found)
    }

    /// Fails with what went wrong while answers asked for more.
    pub(super) fn check(&self) -> Result<(), Failure> {
        self.failed.take().map_or(Ok(()), Err)
    }

    /// Reads the definition of an object that stands at folder level.
    pub(super) fn stored(&self, definition: i64) -> Result<Stored, Failure> {
        let text = self.catalog.definition_text(definition)?;
        let damaged = |_| Failure::new(super::exit::STORE, "the catalog is damaged: a definition does not parse");
        let tree = tree::parse(&text.xml).map_err(damaged)?;
        Ok(Stored {
            content: content::content(&tree),
            ports: mapping::port_texts(&tree, may_hold_parameter),
            flow: if self.flows { mapping::flow(&tree) } else { Flow::default() },
            file: text.file.clone(),
            lines_before: text.lines_before,
        })
    }

    /// An object at folder level, by folder, kind and name; shortcuts are followed.
    pub(super) fn beside(&self, folder: i64, kind: &Kind, name: &str) -> Option<Rc<Stored>> {
        let key = (folder, kind.clone(), Text::from(name));
        if let Some(known) = self.kept.borrow().get(&key) {
            return known.clone();
        }
        let found = self.look_for(folder, kind, name).unwrap_or_else(|failure| {
            self.failed.borrow_mut().get_or_insert(failure);
            None
        });
        let mut kept = self.kept.borrow_mut();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, found.clone());
        found
    }

    fn look_for(&self, folder: i64, kind: &Kind, name: &str) -> Result<Option<Rc<Stored>>, Failure> {
        self.object(folder, kind, name)?.map(|one| Ok(Rc::new(self.stored(one.definition)?))).transpose()
    }

    /// An object at folder level, by folder, kind and name; of a shortcut, what it leads to.
    pub(super) fn object(&self, folder: i64, kind: &Kind, name: &str) -> Result<Option<Object>, Failure> {
        let mut named = self.catalog.objects_named(name, self.at)?;
        named.retain(|one| one.folder_id == folder && one.key.path.is_empty());
        if let Some(found) = named.iter().position(|one| one.key.kind == *kind) {
            return Ok(Some(named.swap_remove(found)));
        }
        let Some(shortcut) = named.iter().find(|one| one.key.kind == Kind::Shortcut) else {
            return Ok(None);
        };
        let stored = self.stored(shortcut.definition)?;
        let Some(Value::Shortcut(to)) = stored.content.definitions.into_iter().next().map(|one| one.value) else {
            return Ok(None);
        };
        let there = self.catalog.objects_named(&to.object, self.at)?;
        Ok(there.into_iter().find(|one| {
            one.folder == to.folder
                && one.repository == shortcut.repository
                && one.key.path.is_empty()
                && one.key.kind == *kind
        }))
    }

    /// Walks a workflow or a folder-level worklet and hands every session, worklet and the workflow itself over.
    pub(super) fn walk(&self, top: &Object, visit: &mut Visit<'_>) -> Result<(), Failure> {
        let stored = self.stored(top.definition)?;
        let Some(Value::Workflow(workflow)) = stored.content.definitions.first().map(|one| &one.value) else {
            return Ok(());
        };
        let level = Level { stored: &stored, workflow, inside: &workflow.name, instance: None };
        self.walked.set(0);
        self.level(top, &[level], visit)
    }

    fn level(&self, top: &Object, levels: &[Level<'_>], visit: &mut Visit<'_>) -> Result<(), Failure> {
        let Some(level) = levels.last() else { return Ok(()) };
        let kind = if levels.len() == 1 { top.key.kind.clone() } else { Kind::Worklet };
        let (key, standing) = standing(top, levels, kind, None);
        visit(Found::Workflow, &key, &standing)?;
        for instance in &level.workflow.task_instances {
            match instance.task_type.as_str() {
                "Session" => self.session(top, levels, level, instance, visit)?,
                "Worklet" => self.worklet(top, levels, level, instance, visit)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn session(
        &self,
        top: &Object,
        levels: &[Level<'_>],
        level: &Level<'_>,
        instance: &TaskInstance,
        visit: &mut Visit<'_>,
    ) -> Result<(), Failure> {
        let other = |name: &Text| *name != instance.name && *name != instance.task;
        if self.only.borrow().as_ref().is_some_and(other) {
            return Ok(());
        }
        let beside = self.reusable(top, &Kind::Session, instance);
        let found = match &beside {
            Some(stored) => first_session(stored).map(|session| (&**stored, session)),
            None => inner(level, &Kind::Session, &instance.task).and_then(|value| match value {
                Value::Session(session) => Some((level.stored, &**session)),
                _ => None,
            }),
        };
        let Some((stored, session)) = found else {
            self.pass_over(top, levels, instance, NOT_HERE);
            return Ok(());
        };
        self.layered(top, levels, (stored, session), Some((level.stored, instance)), visit)
    }

    /// Puts the configuration object to a session and hands it over.
    pub(super) fn layered(
        &self,
        top: &Object,
        levels: &[Level<'_>],
        session: (&Stored, &Session),
        instance: Option<(&Stored, &TaskInstance)>,
        visit: &mut Visit<'_>,
    ) -> Result<(), Failure> {
        let config = self.beside(top.folder_id, &Kind::Config, &session.1.config.config);
        let config = config.as_deref().and_then(|stored| Some((stored, first_config(stored)?)));
        let layered = Layered { session, config, instance };
        let (key, standing) = standing(top, levels, Kind::Session, Some(layered));
        visit(Found::Session, &key, &standing)
    }

    fn worklet(
        &self,
        top: &Object,
        levels: &[Level<'_>],
        level: &Level<'_>,
        instance: &TaskInstance,
        visit: &mut Visit<'_>,
    ) -> Result<(), Failure> {
        self.walked.set(self.walked.get() + 1);
        if self.walked.get() > MOST {
            self.pass_over(top, levels, instance, "its workflow has more than 50000 worklets, each place counted");
            return Ok(());
        }
        let standing_here = Some((level.stored, instance));
        if let Some(why) = Self::endless(top, levels, instance) {
            self.pass_over(top, levels, instance, why);
            return Ok(());
        }
        if let Some(stored) = self.reusable(top, &Kind::Worklet, instance) {
            let Some(workflow) = first_workflow(&stored) else { return Ok(()) };
            let below = Level { stored: &stored, workflow, inside: &workflow.name, instance: standing_here };
            return self.level(top, &[levels, &[below]].concat(), visit);
        }
        let Some(Value::Workflow(workflow)) = inner(level, &Kind::Worklet, &instance.task) else {
            self.pass_over(top, levels, instance, NOT_HERE);
            return Ok(());
        };
        let inside = format!("{}/{}", level.inside, workflow.name);
        let below = Level { stored: level.stored, workflow, inside: &inside, instance: standing_here };
        self.level(top, &[levels, &[below]].concat(), visit)
    }

    /// Why a worklet is not entered.
    fn endless(top: &Object, levels: &[Level<'_>], instance: &TaskInstance) -> Option<&'static str> {
        let around =
            levels.iter().filter_map(|level| level.instance).any(|(_, one)| one.reusable && one.task == instance.task);
        let itself = top.key.kind == Kind::Worklet && top.key.name == instance.task;
        if instance.reusable && (around || itself) {
            Some("it contains itself")
        } else if levels.len() >= DEEPEST {
            Some("worklets stand more than 64 deep in each other")
        } else {
            None
        }
    }

    /// A session at folder level that no workflow uses, as it stands.
    pub(super) fn alone(&self, object: &Object, visit: &mut Visit<'_>) -> Result<(), Failure> {
        let stored = self.stored(object.definition)?;
        let Some(session) = first_session(&stored) else { return Ok(()) };
        self.layered(object, &[], (&stored, session), None, visit)
    }
}

fn standing<'a>(
    top: &'a Object,
    levels: &[Level<'a>],
    kind: Kind,
    session: Option<Layered<'a>>,
) -> (Key, Standing<'a>) {
    let mut names: Vec<Text> = levels.iter().map(Level::name).collect();
    let own = match &session {
        Some(layered) => layered.instance.map_or(&layered.session.1.name, |(_, instance)| &instance.name).clone(),
        None => names.pop().unwrap_or_default(),
    };
    let key = Key { kind, path: names.join("/").into(), name: own, qualifier: Text::default() };
    let address = full(&top.repository, &top.folder, &key);
    let standing =
        Standing { repository: &top.repository, folder: &top.folder, address, levels: levels.to_vec(), session };
    (key, standing)
}

fn inner<'a>(level: &Level<'a>, kind: &Kind, name: &str) -> Option<&'a Value> {
    let definitions = &level.stored.content.definitions;
    let found =
        definitions.iter().find(|one| one.key.path == level.inside && one.key.kind == *kind && one.key.name == name);
    found.map(|one| &one.value)
}

fn first_session(stored: &Stored) -> Option<&Session> {
    match &stored.content.definitions.first()?.value {
        Value::Session(session) => Some(session),
        _ => None,
    }
}

fn first_config(stored: &Stored) -> Option<&Config> {
    match &stored.content.definitions.first()?.value {
        Value::Config(config) => Some(config),
        _ => None,
    }
}

fn first_workflow(stored: &Stored) -> Option<&Workflow> {
    match &stored.content.definitions.first()?.value {
        Value::Workflow(workflow) => Some(workflow),
        _ => None,
    }
}

/// The workflows in which a session, worklet or task instance of a name may stand: up through folder-level worklets.
pub(super) fn workflows_with(catalog: &Catalog, name: &str, at: i64) -> Result<Vec<Object>, Failure> {
    let mut asked: Vec<Text> = vec![name.into()];
    let mut tops: Vec<Object> = Vec::new();
    let mut next = 0;
    while let Some(name) = asked.get(next).cloned() {
        next += 1;
        for user in catalog.users_of(&name, at)? {
            let top = user.key.path.split('/').next().filter(|first| !first.is_empty()).unwrap_or(&user.key.name);
            let named = catalog.objects_named(top, at)?;
            let at_top = |one: &Object| one.folder_id == user.folder_id && one.key.path.is_empty();
            for object in named.into_iter().filter(at_top) {
                match object.key.kind {
                    Kind::Workflow if !tops.contains(&object) => tops.push(object),
                    Kind::Worklet if !asked.contains(&object.key.name) => asked.push(object.key.name.clone()),
                    _ => {}
                }
            }
        }
    }
    tops.sort_by_key(object::address);
    Ok(tops)
}
