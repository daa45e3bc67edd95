//! Parameter files: sections, what each is for, and the lines in them.
//!
//! Owns which objects a heading means and which of two headings is narrower. Nothing is thrown away here: what a heading or
//! a line gets wrong is kept, so that it can be told.

use super::Text;

/// A parameter file, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParameterFile {
    /// The file as the user named it.
    pub name: String,
    /// Sections in order. Lines before the first heading are a section of [`Scope::None`].
    pub sections: Vec<Section>,
    /// Lines that are neither heading nor `name=value`, which PowerCenter passes over.
    pub passed_over: u64,
}

/// A heading and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading as written, with its brackets; empty before the first one.
    pub heading: Text,
    /// What it means.
    pub scope: Scope,
    /// Line of the heading, from 1.
    pub line: u64,
    /// Its `name=value` lines in order.
    pub parameters: Vec<Parameter>,
}

/// One `name=value` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Everything before the first `=`, spaces too.
    pub name: Text,
    /// Everything after it, spaces and quotes too.
    pub value: Text,
    /// Its line, from 1.
    pub line: u64,
}

impl Parameter {
    /// True where the value is `<null>` or empty: then nothing is defined (manual: Null Values).
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.value.is_empty() || self.value.eq_ignore_ascii_case("<null>")
    }
}

/// What a heading means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// No heading yet; its lines define nothing.
    None,
    /// A heading that means nothing, and why.
    Invalid(&'static str),
    /// `[Global]`
    Global,
    /// `[Service:service]`; the name in lower case, because services and nodes have no case.
    Service(Text),
    /// `[Service:service.ND:node]`
    Node(Text, Text),
    /// `[folder.WF:workflow]`, `[folder.WF:workflow.WT:worklet…]`: folder, then the workflow and the worklets in it.
    Workflow(Text, Vec<Text>),
    /// `[session]`, `[folder.session]`, `[folder.WF:workflow(.WT:worklet)….ST:session]`.
    Session {
        /// Empty in `[session]`.
        folder: Text,
        /// The workflow and its worklets; empty where the heading names none.
        path: Vec<Text>,
        /// The session instance.
        session: Text,
    },
}

/// Where something runs: what headings are compared with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Folder.
    pub folder: Text,
    /// The workflow and the worklet instances around it, outermost first; empty for a session that stands in no workflow.
    pub path: Vec<Text>,
    /// The session instance; empty for a workflow itself.
    pub session: Text,
    /// Integration Service; empty where it is not known.
    pub service: Text,
    /// Node; empty where it is not known.
    pub node: Text,
}

impl Scope {
    /// How narrow the scope is where it holds for a place: a larger number is narrower, `None` means it does not hold.
    ///
    /// Order (manual: Parameter File Sections; smallest scope wins): session with its full path, `folder.session`, `session` (the order of these three is assumed) →
    /// worklets, innermost first → workflow → node → service → global.
    #[must_use]
    pub fn narrowness(&self, place: &Place) -> Option<usize> {
        let same = |given: &Text, known: &Text| !known.is_empty() && given.eq_ignore_ascii_case(known);
        match self {
            Self::None | Self::Invalid(_) => None,
            Self::Global => Some(0),
            Self::Service(service) => same(service, &place.service).then_some(1),
            Self::Node(service, node) => (same(service, &place.service) && same(node, &place.node)).then_some(2),
            Self::Workflow(folder, path) => {
                (*folder == place.folder && place.path.starts_with(path)).then_some(2 + path.len())
            }
            Self::Session { folder, path, session } => {
                let named = !session.is_empty() && *session == place.session;
                let within = folder.is_empty() || *folder == place.folder;
                let there = path.is_empty() || *path == place.path;
                let narrow = usize::from(!folder.is_empty()) + usize::from(!path.is_empty());
                (named && within && there).then_some(NARROWEST + narrow)
            }
        }
    }

    /// True for the three forms that name a session.
    #[must_use]
    pub fn is_session(&self) -> bool {
        matches!(self, Self::Session { .. })
    }
}

/// Deeper than worklets nest: the rank of `[session]`.
const NARROWEST: usize = 1 << 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place {
            folder: "F".into(),
            path: vec!["wf".into(), "wl".into(), "in".into()],
            session: "s".into(),
            service: "IS_1".into(),
            node: "Node01".into(),
        }
    }

    fn workflow(path: &[&str]) -> Scope {
        Scope::Workflow("F".into(), path.iter().map(|one| (*one).into()).collect())
    }

    fn session(folder: &str, path: &[&str], session: &str) -> Scope {
        let path = path.iter().map(|one| (*one).into()).collect();
        Scope::Session { folder: folder.into(), path, session: session.into() }
    }

    #[test]
    fn narrower_headings_come_later() {
        let widest_first = [
            Scope::Global,
            Scope::Service("is_1".into()),
            Scope::Node("is_1".into(), "node01".into()),
            workflow(&["wf"]),
            workflow(&["wf", "wl"]),
            workflow(&["wf", "wl", "in"]),
            session("", &[], "s"),
            session("F", &[], "s"),
            session("F", &["wf", "wl", "in"], "s"),
        ];
        let ranks: Vec<_> = widest_first.iter().map(|scope| scope.narrowness(&place())).collect();
        assert!(ranks.iter().all(Option::is_some), "{ranks:?}");
        assert!(ranks.is_sorted_by(|a, b| a < b), "{ranks:?}");
    }

    #[test]
    fn what_names_something_else_does_not_hold() {
        for scope in [
            Scope::None,
            Scope::Invalid("x"),
            Scope::Service("is_2".into()),
            Scope::Node("is_1".into(), "node02".into()),
            workflow(&["WF"]),
            workflow(&["wf", "in"]),
            workflow(&["wf", "wl", "in", "x"]),
            session("", &[], "S"),
            session("f", &[], "s"),
            session("F", &["wf"], "s"),
        ] {
            assert_eq!(scope.narrowness(&place()), None, "{scope:?}");
        }
        let nowhere = Place { service: Text::default(), ..place() };
        assert_eq!(Scope::Service(Text::default()).narrowness(&nowhere), None);
    }
}
