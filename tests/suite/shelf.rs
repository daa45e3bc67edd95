//! Exports read into memory, as `beside` wants them: the catalog without the catalog.
//!
//! Owns the walk over every definition on it, for `validate` and `comply`. Judges nothing.

use catalog::answer::design::{Beside, Level, Standing, may_hold_parameter};
use catalog::answer::effective::Layered;
use catalog::model::content::{Definition, Value};
use catalog::model::design::Stored;
use catalog::model::object::Kind;
use catalog::model::session::Session;
use catalog::read::split::{Piece, Splitter};
use catalog::read::{content, mapping, tree};
use std::rc::Rc;

/// Repository, folder and a child of it.
type Shelved = (String, String, Rc<Stored>);

/// Children of FOLDER.
#[derive(Default)]
pub(super) struct Shelf {
    all: Vec<Shelved>,
}

impl Shelf {
    /// Reads an export.
    pub(super) fn put(&mut self, file: &str, bytes: &[u8]) {
        let mut splitter = Splitter::new(bytes, file, None, String::new());
        while let Some(piece) = splitter.next_piece(&String::new).unwrap() {
            let Piece::Child(child) = piece else { continue };
            let Some(place) = child.place else { continue };
            let place = &splitter.frame().places[place];
            let (repository, folder) = (place.repository.name.to_string(), place.folder.name.to_string());
            let tree = tree::parse(&child.text).unwrap();
            let stored = Stored {
                file: file.to_owned(),
                lines_before: child.line - 1,
                content: content::content(&tree),
                ports: mapping::port_texts(&tree, may_hold_parameter),
                flow: mapping::flow(&tree),
            };
            self.all.push((repository, folder, Rc::new(stored)));
        }
    }

    fn find(&self, folder: &str, kind: &Kind, name: &str) -> Option<Rc<Stored>> {
        let inside = |one: &&Shelved| one.1 == folder;
        let own = self.all.iter().filter(inside).find(|(.., stored)| {
            stored.content.definitions.first().is_some_and(|one| one.key.kind == *kind && one.key.name == name)
        });
        if let Some((.., stored)) = own {
            return Some(Rc::clone(stored));
        }
        let shortcut =
            self.all.iter().filter(inside).find_map(|(.., stored)| match &stored.content.definitions[0].value {
                Value::Shortcut(one) if one.name == name && one.object_type.eq_ignore_ascii_case(kind.as_str()) => {
                    Some(one)
                }
                _ => None,
            })?;
        (shortcut.folder != folder).then(|| self.find(&shortcut.folder, kind, &shortcut.object)).flatten()
    }

    /// Hands everything on the shelf over, definition by definition.
    pub(super) fn each(&self, visit: &mut dyn FnMut(&Seen<'_>, Beside<'_>)) {
        for one in &self.all {
            self.child(one, visit);
        }
    }

    fn child(&self, (repository, folder, stored): &Shelved, visit: &mut dyn FnMut(&Seen<'_>, Beside<'_>)) {
        let beside = |kind: &Kind, name: &str| self.find(folder, kind, name);
        for definition in &stored.content.definitions {
            let key = &definition.key;
            let address = format!("{}:{repository}::{folder}/{}/{}", key.kind.as_str(), key.path, key.name);
            let levels = levels(stored, definition);
            let standing = Standing { repository, folder, address, levels, session: None };
            match &definition.value {
                Value::Session(session) => {
                    let config = beside(&Kind::Config, &session.config.config);
                    let session = Some(layered(stored, session, &standing, config.as_deref()));
                    visit(&Seen::Session(Standing { session, ..standing }), &beside);
                }
                Value::Workflow(_) => visit(&Seen::Workflow(standing), &beside),
                _ if key.path.is_empty() => visit(&Seen::Object(stored, standing.address), &beside),
                _ => {}
            }
        }
    }
}

/// What stands on a shelf.
pub(super) enum Seen<'s> {
    /// A session with what lies around it.
    Session(Standing<'s>),
    /// A workflow or worklet: the innermost level.
    Workflow(Standing<'s>),
    /// Anything else at folder level, with its address.
    Object(&'s Stored, String),
}

fn layered<'a>(
    stored: &'a Stored,
    session: &'a Session,
    standing: &Standing<'a>,
    config: Option<&'a Stored>,
) -> Layered<'a> {
    let config = config.and_then(|found| match &found.content.definitions[0].value {
        Value::Config(config) => Some((found, config)),
        _ => None,
    });
    let instance = standing.levels.last().and_then(|level| {
        let instances = &level.workflow.task_instances;
        instances.iter().find(|one| one.task == session.name).map(|one| (level.stored, one))
    });
    Layered { session: (stored, session), config, instance }
}

/// The workflows around a definition, itself with them where it is one; outermost first.
fn levels<'a>(stored: &'a Stored, definition: &'a Definition) -> Vec<Level<'a>> {
    let own = if definition.key.path.is_empty() {
        definition.key.name.to_string()
    } else {
        format!("{}/{}", definition.key.path, definition.key.name)
    };
    let mut all: Vec<Level<'a>> = Vec::new();
    for one in &stored.content.definitions {
        let Value::Workflow(workflow) = &one.value else { continue };
        let inside = inside_of(one);
        if own == inside || own.starts_with(&format!("{inside}/")) {
            let instance = all.last().and_then(|around| {
                let instances = &around.workflow.task_instances;
                instances.iter().find(|task| task.task == one.key.name).map(|task| (stored, task))
            });
            all.push(Level { stored, workflow, inside, instance });
        }
    }
    all
}

/// Path of what stands in a workflow, as one of its tasks has it; leaked, as a test may.
fn inside_of(one: &Definition) -> &'static str {
    let path =
        if one.key.path.is_empty() { one.key.name.to_string() } else { format!("{}/{}", one.key.path, one.key.name) };
    path.leak()
}
