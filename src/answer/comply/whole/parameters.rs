//! What in parameter files nothing uses, and sessions that no workflow runs.
//!
//! Owns when a heading means something that is there. A parameter counts as used where its name stands in any definition:
//! whether a session reads this very line is `catalog resolve`'s to say.

use super::{Asked, Asking};
use crate::model::Text;
use crate::model::census::Referred;
use crate::model::comply::evidence::UNUSED;
use crate::model::object::Kind;
use crate::model::parameter::{ParameterFile, Scope, Section};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    sessions(ask);
    let names = Names::of(ask);
    for file in &whole.parameter_files {
        let Some(asked) = ask.asks(&UNUSED, "") else { continue };
        sections(file, &names, &asked, ask);
        parameters(file, &asked, ask);
    }
    if whole.parameter_files.is_empty() {
        ask.not_checked(&UNUSED, "there are no parameter files of this environment");
    }
}

/// Reusable sessions that no workflow and no worklet of their folder names.
fn sessions(ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    let used: BTreeSet<&Referred> = whole.used.iter().collect();
    let with_workflows: BTreeSet<i64> =
        whole.tops.iter().filter(|top| top.kind == Kind::Workflow).map(|top| top.folder_id).collect();
    for top in whole.tops.iter().filter(|top| top.kind == Kind::Session) {
        if !with_workflows.contains(&top.folder_id) {
            ask.not_checked(&UNUSED, "some folders were exported without workflows");
            continue;
        }
        let Some(asked) = ask.asks(&UNUSED, &top.folder) else { continue };
        if !used.contains(&Referred { folder_id: top.folder_id, kind: "session", name: top.name.clone() }) {
            ask.fires_at(&asked, (&top.address, "", &top.place), "a workflow that runs it", "none");
        }
    }
}

/// What headings may name, by folder.
struct Names<'w> {
    workflows: BTreeMap<&'w str, BTreeSet<&'w str>>,
    sessions: BTreeMap<&'w str, BTreeSet<&'w str>>,
}

impl<'w> Names<'w> {
    fn of(ask: &Asking<'w, '_>) -> Self {
        let whole = ask.whole;
        let mut names = Self { workflows: BTreeMap::new(), sessions: BTreeMap::new() };
        for folder in &whole.folders {
            names.workflows.entry(&folder.name).or_default();
        }
        for top in &whole.tops {
            let kind = match top.kind {
                Kind::Workflow => &mut names.workflows,
                Kind::Session => &mut names.sessions,
                _ => continue,
            };
            kind.entry(&top.folder).or_default().insert(&top.name);
        }
        for one in &whole.placed {
            names.sessions.entry(&one.folder).or_default().insert(&one.session);
        }
        names
    }

    /// Why a heading means nothing that is there.
    fn missing(&self, scope: &Scope) -> Option<&'static str> {
        let has_session =
            |folder: &str, name: &Text| self.sessions.get(folder).is_some_and(|all| all.contains(name.as_str()));
        match scope {
            Scope::Invalid(why) => Some(why),
            Scope::Workflow(folder, path) => self.no_workflow(folder, path),
            Scope::Session { folder, session, .. } if folder.is_empty() => {
                let anywhere = self.sessions.keys().any(|folder| has_session(folder, session));
                (!anywhere).then_some("no folder has a session of this name")
            }
            Scope::Session { folder, path, session } => self
                .no_workflow(folder, path)
                .or_else(|| (!has_session(folder, session)).then_some("the folder has no session of this name")),
            Scope::None | Scope::Global | Scope::Service(_) | Scope::Node(..) => None,
        }
    }

    fn no_workflow(&self, folder: &str, path: &[Text]) -> Option<&'static str> {
        let Some(workflows) = self.workflows.get(folder) else { return Some("there is no such folder") };
        let there = path.first().is_none_or(|workflow| workflows.contains(workflow.as_str()));
        (!there).then_some("the folder has no workflow of this name")
    }
}

fn sections<'b>(file: &ParameterFile, names: &Names<'_>, asked: &Asked<'b>, ask: &mut Asking<'_, 'b>) {
    let object = format!("parameter file:{}", file.name);
    let mut told: BTreeSet<&Text> = BTreeSet::new();
    for section in &file.sections {
        if let Some(why) = names.missing(&section.scope).filter(|_| told.insert(&section.heading)) {
            let place = format!("{}:{}", file.name, section.line);
            ask.fires_at(asked, (&object, &section.heading, &place), "a heading of something that is there", why);
        }
    }
}

fn parameters<'b>(file: &ParameterFile, asked: &Asked<'b>, ask: &mut Asking<'_, 'b>) {
    let whole = ask.whole;
    let object = format!("parameter file:{}", file.name);
    let mut told: BTreeSet<String> = BTreeSet::new();
    for one in file.sections.iter().flat_map(|section: &Section| &section.parameters) {
        let name = plain_name(&one.name);
        // What the service itself reads stands in no definition.
        let ours = name.starts_with('$') && !name.starts_with("$pm");
        if ours && !whole.parameters_in_use.contains(&name) && told.insert(name.clone()) {
            let place = format!("{}:{}", file.name, one.line);
            ask.fires_at(
                asked,
                (&object, one.name.trim(), &place),
                "a use in some object",
                "no object has this name in it",
            );
        }
    }
}

/// The name that a parameter has where it is used: in lower case, without the mapplet before it.
#[must_use]
pub fn plain_name(name: &str) -> String {
    let name = name.trim();
    name.find(".$").map_or(name, |at| &name[at + 1..]).to_lowercase()
}
