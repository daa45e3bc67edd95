//! Parameters → values, each with the whole trace of where it was looked for.
//!
//! Owns the order of the eight steps, strongest first: command line, environment, parameter files, assignments, saved value,
//! initial value, system, datatype default. `step` knows what each of them says, `expand` puts values into values. The trace
//! is the answer: explaining a value is no second way of finding it.

pub mod expand;
pub mod file;
mod finish;
mod found;
pub mod put_in;
pub mod section;
pub mod step;
pub mod system;
pub mod token;
pub mod typed;

use super::layers::Say;
use crate::model::Text;
use crate::model::design::{Context, Declaration, Design, Owner, Usage};
use crate::model::environment::{Environment, Saved, Setting};
use crate::model::parameter::Place;
use file::Named;
use rustc_hash::FxHashMap;
use section::Index;
use std::collections::BTreeSet;
use token::Class;

/// What is asked, and everything that may answer.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The session or workflow.
    pub design: &'a Design,
    /// `--set`, the strongest of all.
    pub given: &'a [Setting],
    /// The environment.
    pub environment: &'a Environment,
    /// Parameter files at hand.
    pub files: &'a [Index<'a>],
    /// The file that replaces those which workflow and session name, and who gives it.
    pub started_with: Option<(&'static str, usize)>,
    /// What is known of the run.
    pub run: &'a Run,
    /// Values that logs tell.
    pub saved: &'a [Saved],
}

/// What is known of the run that is asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// Its start, as `MM/DD/YYYY HH24:MI:SS`.
    pub now: Option<String>,
    /// Its number.
    pub id: Option<String>,
}

/// What became of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Somebody gives it a value: steps 1 to 5.
    Resolved,
    /// Nobody does, so it has its initial value or the default of its datatype.
    Default,
    /// The service gives it a value that is known here.
    BuiltIn,
    /// Its value is known only when the session runs.
    Runtime,
    /// It has no value, or none that can be known here though it could be.
    Unresolved,
}

/// One step of the search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// 1 to 8.
    pub number: usize,
    /// What it says, widest first: the last one counts.
    pub says: Vec<Say>,
    /// Why it says nothing, or what is odd about it.
    pub note: String,
    /// It decides the matter without a value: what becomes of the name.
    pub ends: Option<Status>,
}

/// Titles of the steps, strongest first.
pub const STEPS: [&str; 8] = [
    "command line",
    "environment",
    "parameter file",
    "assignment",
    "saved value",
    "initial value",
    "system",
    "datatype default",
];

/// A text in which a name stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// What the text belongs to.
    pub owner: String,
    /// Which text of it.
    pub attribute: String,
    /// How it is taken.
    pub context: Context,
    /// `file:line`
    pub place: String,
}

/// Something odd about a name, by the code of a parameter rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// Code of the rule.
    pub code: &'static str,
    /// What stands there.
    pub message: String,
    /// `file:line`
    pub place: String,
}

/// A name with its value and the way it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// As first used, with the mapplet before it where it stands in one.
    pub name: String,
    /// Kind of name.
    pub class: Class,
    /// As declared; empty where it is not.
    pub datatype: Text,
    /// What became of it.
    pub status: Status,
    /// Its value, with other values put in where that is done; empty for one without.
    pub value: String,
    /// Its value as it was found.
    pub raw: String,
    /// The step that decided.
    pub step: usize,
    /// Who says so.
    pub origin: String,
    /// `file:line` of that.
    pub place: String,
    /// Why it is runtime or unresolved; empty otherwise.
    pub why: String,
    /// Choices of ours that the value rests on, where the manual is silent.
    pub assumed: BTreeSet<&'static str>,
    /// What is odd about it.
    pub notes: Vec<Note>,
    /// Where it is used.
    pub uses: Vec<Use>,
    /// All eight steps.
    pub trace: Vec<Step>,
}

/// The answer for one session or workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// Its address.
    pub address: String,
    /// Its repository.
    pub repository: Text,
    /// Its names, sorted.
    pub values: Vec<Resolved>,
    /// The files that were looked for.
    pub files: Vec<Named>,
    /// Lines of the files at hand that were asked for, as file and line.
    pub asked: BTreeSet<(usize, u64)>,
    /// Sections that hold for its place, as file and section.
    pub sections: BTreeSet<(usize, usize)>,
}

/// From where a name is looked at, which says what it may mean.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum View {
    /// The session and its mapping, or the workflow that is asked about.
    Inside,
    /// A mapplet, by its instance.
    Mapplet(Text),
    /// The workflow and this many worklets in it: what an assignment takes its value from.
    Around(usize),
}

/// Resolves every name that a session or workflow uses.
#[must_use]
pub fn resolve(question: &Question<'_>) -> Resolution {
    let mut resolver = Resolver::new(question);
    let mut uses: FxHashMap<(View, String), (String, Class, Vec<Use>)> = FxHashMap::default();
    for usage in &question.design.usages {
        for token in token::tokens(&usage.text, usage.context) {
            let view = resolver.view(&usage.mapplet, token.name);
            let class = resolver.class(&view, token.name, token.class);
            let key = (view, token.name.to_ascii_lowercase());
            let entry = uses.entry(key).or_insert_with(|| (token.name.to_owned(), class, Vec::new()));
            entry.2.push(use_of(usage));
        }
    }
    let mut keys: Vec<_> = uses.keys().cloned().collect();
    keys.sort();
    let mut values = Vec::with_capacity(keys.len());
    for key in keys {
        let Some((name, class, mut places)) = uses.remove(&key) else { continue };
        if class == Class::Other && !resolver.is_defined(&key.1) {
            continue;
        }
        places.sort();
        places.dedup();
        values.extend(resolver.connection_attributes(&name, class, &places));
        values.push(resolver.answer(&key.0, &name, class, places));
    }
    values.sort_by(|a, b| a.name.cmp(&b.name));
    // `$Param_<connection>_<attribute>` may be used by itself, too.
    values.dedup_by(|later, first| {
        let same = later.name.eq_ignore_ascii_case(&first.name);
        if same {
            first.uses.append(&mut later.uses);
        }
        same
    });
    let (address, repository) = (question.design.address.clone(), question.design.repository.clone());
    Resolution {
        address,
        repository,
        values,
        files: resolver.named,
        asked: resolver.asked,
        sections: resolver.sections,
    }
}

fn use_of(usage: &Usage) -> Use {
    Use {
        owner: usage.owner.clone(),
        attribute: usage.attribute.clone(),
        context: usage.context,
        place: usage.place.clone(),
    }
}

/// Everything that stays the same while one session is resolved.
pub(crate) struct Resolver<'q> {
    pub(crate) question: &'q Question<'q>,
    pub(crate) named: Vec<Named>,
    /// Files in force, weakest first, with the sections that hold, widest first.
    pub(crate) in_force: Vec<(usize, Vec<usize>)>,
    /// A file that is named and not at hand: what it may say is not known.
    pub(crate) missing: Option<String>,
    pub(crate) asked: BTreeSet<(usize, u64)>,
    sections: BTreeSet<(usize, usize)>,
    /// Names under way, against circles.
    pub(crate) under_way: Vec<String>,
    /// What may still be put into one value.
    pub(crate) left: expand::Left,
}

impl<'q> Resolver<'q> {
    fn new(question: &'q Question<'q>) -> Self {
        let mut resolver = Self {
            question,
            named: Vec::new(),
            in_force: Vec::new(),
            missing: None,
            asked: BTreeSet::new(),
            sections: BTreeSet::new(),
            under_way: Vec::new(),
            left: expand::Left::default(),
        };
        let place = resolver.place();
        let mut expand = |text: &str, after: Option<usize>| resolver.file_name(text, after, &place);
        let named = file::in_force(question.design, question.started_with, question.files, &place, &mut expand);
        resolver.take_files(named);
        resolver
    }

    /// Where the question is asked, with the service and node of the environment.
    fn place(&self) -> Place {
        let (mut place, environment) = (self.question.design.place.clone(), self.question.environment);
        if !environment.service.is_empty() {
            place.service.clone_from(&environment.service);
        }
        place.node.clone_from(&environment.node);
        place
    }

    /// The name of a file may itself hold `$PM…` and, once the workflow's file is read, workflow variables.
    fn file_name(&mut self, text: &str, after: Option<usize>, place: &Place) -> String {
        if !text.contains('$') {
            return file::local(text, &self.question.environment.paths);
        }
        self.in_force = after.map(|at| (at, self.question.files[at].sections(place))).into_iter().collect();
        let expanded = self.expand(text, &View::Inside).text;
        file::local(&expanded, &self.question.environment.paths)
    }

    fn take_files(&mut self, named: Vec<Named>) {
        let place = self.place();
        self.in_force.clear();
        for named in &named {
            match &named.fate {
                file::Fate::InForce(at) => {
                    let sections = self.question.files[*at].sections(&place);
                    self.sections.extend(sections.iter().map(|section| (*at, *section)));
                    self.in_force.push((*at, sections));
                }
                file::Fate::Missing => self.missing = Some(format!("{} is not at hand", named.name)),
                file::Fate::Ambiguous(files) => {
                    self.missing = Some(format!("{} may be {}", named.name, files.join(" or ")));
                }
                file::Fate::PassedOver(_) => {}
            }
        }
        if named.iter().any(|one| one.by == "workflow" && matches!(one.fate, file::Fate::InForce(_))) {
            self.lines(&View::Inside, file::MERGE);
        }
        self.named = named;
    }

    /// A text of a mapplet looks at names from there only where the mapplet declares them.
    fn view(&self, mapplet: &Text, name: &str) -> View {
        let view = View::Mapplet(mapplet.clone());
        let declared = !mapplet.is_empty()
            && self.declaration(&view, name).is_some_and(|one| matches!(one.owner, Owner::Mapplet(_)));
        if declared { view } else { View::Inside }
    }

    /// The declaration that a name means here: of its mapplet, else of the mapping, else of the innermost worklet or workflow.
    pub(crate) fn declaration(&self, view: &View, name: &str) -> Option<&'q Declaration> {
        let all = &self.question.design.declarations;
        let named = |one: &&Declaration| one.name.eq_ignore_ascii_case(name);
        let rank = |one: &Declaration| match (&one.owner, view) {
            (Owner::Mapplet(instance), View::Mapplet(here)) => (instance == here).then_some(usize::MAX),
            (Owner::Mapping, View::Inside | View::Mapplet(_)) => Some(usize::MAX - 1),
            (Owner::Workflow(depth), View::Around(most)) => (depth <= most).then_some(*depth),
            (Owner::Workflow(depth), _) => Some(*depth),
            _ => None,
        };
        all.iter()
            .filter(named)
            .filter_map(|one| Some((rank(one)?, one)))
            .max_by_key(|(rank, _)| *rank)
            .map(|(_, one)| one)
    }

    /// What kind of name this is here. PowerCenter declares names with `$$` only; those of Informatica Developer begin with
    /// one `$`, and what is declared is a parameter or variable whatever its first letters say.
    pub(crate) fn class(&self, view: &View, name: &str, class: Class) -> Class {
        if self.declaration(view, name).is_some() { Class::User } else { class }
    }

    fn answer(&mut self, view: &View, name: &str, class: Class, uses: Vec<Use>) -> Resolved {
        let declaration = self.declaration(view, name);
        let found = self.find(view, name, class);
        let mut resolved = Resolved {
            name: if let View::Mapplet(mapplet) = view { format!("{mapplet}.{name}") } else { name.to_owned() },
            class,
            datatype: declaration.map(|one| one.datatype.clone()).unwrap_or_default(),
            status: found.status,
            value: found.value.clone(),
            raw: found.value,
            step: found.step,
            origin: found.origin,
            place: found.place,
            why: found.why,
            assumed: found.assumed,
            notes: found.notes,
            uses,
            trace: found.trace,
        };
        self.finish(&mut resolved, view, name, declaration);
        resolved
    }
}
