//! What a parameter file says of a name at a place, widest section first.
//!
//! Owns which of repeated headings and repeated names count, and the index that makes a file of 100,000 lines as quick to
//! ask as a short one. Which file is asked is `file`'s business.

use crate::model::Text;
use crate::model::parameter::{Parameter, ParameterFile, Place, Scope, Section};
use rustc_hash::FxHashMap;

/// Which of two things that share a name counts, where the manual does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Repeated {
    /// The first one; what the others add is lost.
    #[default]
    First,
    /// All: what the first one leaves out is taken from the next.
    Merge,
    /// The last one.
    Last,
}

/// A parameter file, ready to be asked.
#[derive(Debug)]
pub struct Index<'f> {
    /// The file.
    pub file: &'f ParameterFile,
    repeated_section: Repeated,
    repeated_parameter: Repeated,
    /// Sections by what they name; the first of equal scopes first.
    sessions: FxHashMap<&'f str, Vec<usize>>,
    workflows: FxHashMap<(&'f str, &'f str), Vec<usize>>,
    others: Vec<usize>,
    /// Names of each section, in lower case, with the places of their lines in it.
    names: Vec<FxHashMap<String, Vec<usize>>>,
}

/// A line that holds for a place.
#[derive(Debug, Clone, Copy)]
pub struct Line<'f> {
    /// Its section.
    pub section: &'f Section,
    /// The line.
    pub parameter: &'f Parameter,
    /// Other values that the section gives the same name.
    pub contradicted: bool,
}

impl<'f> Index<'f> {
    /// Reads a file into an index.
    #[must_use]
    pub fn new(file: &'f ParameterFile, repeated_section: Repeated, repeated_parameter: Repeated) -> Self {
        let mut index = Self {
            file,
            repeated_section,
            repeated_parameter,
            sessions: FxHashMap::default(),
            workflows: FxHashMap::default(),
            others: Vec::new(),
            names: Vec::with_capacity(file.sections.len()),
        };
        for (at, section) in file.sections.iter().enumerate() {
            index.names.push(names(section));
            match &section.scope {
                Scope::Session { session, .. } => index.sessions.entry(session).or_default().push(at),
                Scope::Workflow(folder, path) => {
                    let workflow = path.first().map_or("", Text::as_str);
                    index.workflows.entry((folder, workflow)).or_default().push(at);
                }
                Scope::Global | Scope::Service(_) | Scope::Node(..) => index.others.push(at),
                Scope::None | Scope::Invalid(_) => {}
            }
        }
        index
    }

    /// The sections that hold for a place, widest first; of equal ones those that count, the strongest last.
    #[must_use]
    pub fn sections(&self, place: &Place) -> Vec<usize> {
        let of_session = self.sessions.get(place.session.as_str()).into_iter().flatten();
        let workflow = place.path.first().map_or("", Text::as_str);
        let of_workflow = self.workflows.get(&(place.folder.as_str(), workflow)).into_iter().flatten();
        let all = self.others.iter().chain(of_workflow).chain(of_session).copied();
        let narrowness = |at: usize| self.file.sections[at].scope.narrowness(place);
        let mut ranked: Vec<(usize, usize)> = all.filter_map(|at| Some((narrowness(at)?, at))).collect();
        // Of equal headings the strongest stands last: the first one in the file, or the last one.
        ranked.sort_by_key(|(rank, at)| {
            (*rank, if self.repeated_section == Repeated::Last { *at } else { usize::MAX - *at })
        });
        if self.repeated_section == Repeated::Merge {
            return ranked.into_iter().map(|(_, at)| at).collect();
        }
        let strongest = |at: usize| ranked.get(at + 1).is_none_or(|(next, _)| *next != ranked[at].0);
        (0..ranked.len()).filter(|at| strongest(*at)).map(|at| ranked[at].1).collect()
    }

    /// What the given sections say of a name, in their order. The name is in lower case.
    #[must_use]
    pub fn lines(&self, sections: &[usize], name: &str) -> Vec<Line<'f>> {
        let line = |at: &usize| {
            let section = &self.file.sections[*at];
            let places = self.names[*at].get(name)?;
            let chosen = match self.repeated_parameter {
                Repeated::Last => places.last()?,
                Repeated::First | Repeated::Merge => places.first()?,
            };
            let parameter = &section.parameters[*chosen];
            let contradicted = places.iter().any(|other| section.parameters[*other].value != parameter.value);
            Some(Line { section, parameter, contradicted })
        };
        sections.iter().filter_map(line).collect()
    }

    /// Every name that the given sections define, as written.
    pub fn defined<'a>(&'a self, sections: &'a [usize]) -> impl Iterator<Item = (usize, &'f Parameter)> + 'a {
        sections.iter().flat_map(|at| self.file.sections[*at].parameters.iter().map(|parameter| (*at, parameter)))
    }
}

fn names(section: &Section) -> FxHashMap<String, Vec<usize>> {
    let mut names: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (at, parameter) in section.parameters.iter().enumerate() {
        names.entry(parameter.name.to_ascii_lowercase().to_string()).or_default().push(at);
    }
    names
}
