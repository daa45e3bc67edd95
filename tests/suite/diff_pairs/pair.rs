//! A pair: the base, an edit of it, and what has to be told of the two. No line of it knows how a comparison works.

/// The base that every pair starts from.
pub(super) const BASE: &str = include_str!("../../fixtures/diff/base.xml");
/// The folder's name in it, which each pair replaces by its own.
const FOLDER: &str = "<FOLDER NAME=\"BASE\"";

/// An edit of the base. Every piece of text that it names must stand there exactly once.
pub(super) enum Edit {
    /// One text for another.
    Replace(&'static str, &'static str),
    /// The lines that hold these change places.
    Swap(&'static str, &'static str),
    /// The line that holds this goes.
    Remove(&'static str),
    /// The lines from the one that holds the first to the one that holds the second go.
    Cut(&'static str, &'static str),
    /// A line comes after the one that holds this.
    Add(&'static str, &'static str),
}

/// How an address is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// It is the object that was edited.
    Own,
    /// It stands by itself as before, but what it uses was edited.
    Through,
    /// As it is stored.
    Raw,
    /// Nothing but noise, and that is counted.
    Noise,
}

/// One comparison of one address before and after.
pub(super) struct Look {
    /// Kind and path below the folder: `session wf_orders/s_m_orders`; `folder` is the folder itself.
    pub(super) at: &'static str,
    pub(super) how: How,
    /// Exactly these changes, in the notation of `told`.
    pub(super) expected: Vec<&'static str>,
}

/// A named edit and what has to be told of it.
pub(super) struct Pair {
    pub(super) name: &'static str,
    edits: Vec<Edit>,
    pub(super) looks: Vec<Look>,
    /// Objects that a comparison of whole snapshots lists, where they are not the `Own` looks.
    lists: Option<Vec<&'static str>>,
}

/// Begins a pair.
pub(super) fn pair(name: &'static str) -> Pair {
    Pair { name, edits: Vec::new(), looks: Vec::new(), lists: None }
}

impl Pair {
    fn and(mut self, edit: Edit) -> Self {
        self.edits.push(edit);
        self
    }

    fn look(mut self, how: How, at: &'static str, expected: &[&'static str]) -> Self {
        self.looks.push(Look { at, how, expected: expected.to_vec() });
        self
    }

    pub(super) fn replace(self, from: &'static str, to: &'static str) -> Self {
        self.and(Edit::Replace(from, to))
    }

    pub(super) fn swap(self, one: &'static str, other: &'static str) -> Self {
        self.and(Edit::Swap(one, other))
    }

    pub(super) fn remove(self, line: &'static str) -> Self {
        self.and(Edit::Remove(line))
    }

    pub(super) fn cut(self, from: &'static str, to: &'static str) -> Self {
        self.and(Edit::Cut(from, to))
    }

    pub(super) fn add(self, after: &'static str, line: &'static str) -> Self {
        self.and(Edit::Add(after, line))
    }

    /// The edited object, and all that differs in it.
    pub(super) fn own(self, at: &'static str, expected: &[&'static str]) -> Self {
        self.look(How::Own, at, expected)
    }

    /// What is seen of the edit through an object that was not edited.
    pub(super) fn through(self, at: &'static str, expected: &[&'static str]) -> Self {
        self.look(How::Through, at, expected)
    }

    /// The edited object as it is stored.
    pub(super) fn raw(self, at: &'static str, expected: &[&'static str]) -> Self {
        self.look(How::Raw, at, expected)
    }

    /// Nothing differs but noise, which is counted.
    pub(super) fn noise(self, at: &'static str) -> Self {
        self.look(How::Noise, at, &[])
    }

    /// What comparisons of the folder, and of whole snapshots, list: `class kind path`.
    pub(super) fn lists(mut self, objects: &[&'static str]) -> Self {
        self.lists = Some(objects.to_vec());
        self
    }

    /// Objects of this folder that a comparison of whole snapshots has to list, sorted.
    pub(super) fn listed(&self) -> Vec<String> {
        let own = self.looks.iter().filter(|look| look.how == How::Own && !look.expected.is_empty());
        let mut listed: Vec<String> = match &self.lists {
            Some(lists) => lists.iter().map(|line| (*line).to_owned()).collect(),
            None => own.map(|look| format!("changed {}", look.at)).collect(),
        };
        listed.sort();
        listed
    }

    /// The base under the pair's folder.
    pub(super) fn before(folder: &str) -> String {
        once(BASE, FOLDER, "the folder");
        BASE.replace(FOLDER, &format!("<FOLDER NAME=\"{folder}\""))
    }

    /// The same with the edits.
    pub(super) fn after(&self, folder: &str) -> String {
        self.edits.iter().fold(Self::before(folder), |text, edit| apply(&text, edit, self.name))
    }
}

#[track_caller]
fn once(text: &str, piece: &str, name: &str) {
    assert_eq!(text.matches(piece).count(), 1, "{name}: how often {piece:?} stands there");
}

fn apply(text: &str, edit: &Edit, name: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let at = |piece: &str| {
        once(text, piece, name);
        text.lines().position(|line| line.contains(piece)).expect("a piece within a line")
    };
    match edit {
        Edit::Replace(from, to) => {
            once(text, from, name);
            return text.replace(from, to);
        }
        Edit::Swap(one, other) => lines.swap(at(one), at(other)),
        Edit::Remove(line) => drop(lines.remove(at(line))),
        Edit::Cut(from, to) => drop(lines.drain(at(from)..=at(to))),
        Edit::Add(after, line) => lines.insert(at(after) + 1, line),
    }
    lines.join("\n") + "\n"
}
