//! Which part of a is which part of b: by kind and name, by what a rename takes along, by likeness.
//!
//! Owns pairing, over the whole tree before anything is told: references stand in other branches than what they refer to.
//! Every choice is the same whichever side is called a.

use super::likeness::{self, Lone};
use super::part::Part;
use super::refers::{self, Role};
use rustc_hash::{FxHashMap, FxHashSet};

/// Names tried for one reference: one that two renames change in two ways each has four.
const TRIED: usize = 16;

/// How two parts came together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// They have one name, or are outermost.
    Named,
    /// They have two names; the likeness of a guess.
    Renamed(Option<u8>),
    /// They have two names because of the pair at the position.
    Follows(usize),
}

/// A part in both sides.
pub(super) struct Pair<'t> {
    pub a: &'t Part,
    pub b: &'t Part,
    /// Position of the pair around; `None` of the outermost.
    pub around: Option<usize>,
    pub how: How,
    /// What stands in it in a only, sorted by kind and name.
    pub only_a: Vec<&'t Part>,
    /// What stands in it in b only.
    pub only_b: Vec<&'t Part>,
}

/// All parts that are in both sides; what is around comes before what stands in it.
pub(super) struct Pairs<'t> {
    pub all: Vec<Pair<'t>>,
    /// Pairs of two names by the one in a, without `$` before it.
    renames: FxHashMap<&'t str, Vec<usize>>,
    /// Instances by the pair around and their name in a.
    instances: FxHashMap<(usize, &'t str), usize>,
    steps: u64,
    /// True where instances of mappings are in the tree, so that it is known which of them were renamed.
    has_instances: bool,
}

impl<'t> Pairs<'t> {
    /// Pairs two trees.
    pub(super) fn of(a: &'t Part, b: &'t Part) -> Self {
        let outermost = Pair { a, b, around: None, how: How::Named, only_a: Vec::new(), only_b: Vec::new() };
        let mut pairs = Self {
            all: vec![outermost],
            renames: FxHashMap::default(),
            instances: FxHashMap::default(),
            steps: likeness::STEPS,
            has_instances: false,
        };
        pairs.settle(0);
        pairs.gather(0);
        for stage in 1..=refers::STAGES {
            for at in 0..pairs.all.len() {
                pairs.take_along(at, stage);
                pairs.find_twins(at, stage);
            }
        }
        pairs
    }

    /// Pairs by name and likeness whatever stands in pairs from a position on.
    fn settle(&mut self, mut from: usize) {
        while from < self.all.len() {
            self.by_name(from);
            self.find_twins(from, 0);
            from += 1;
        }
    }

    fn by_name(&mut self, at: usize) {
        let (in_a, in_b) = (sorted(self.all[at].a), sorted(self.all[at].b));
        let (mut a, mut b) = (in_a.into_iter().peekable(), in_b.into_iter().peekable());
        let (mut only_a, mut only_b) = (Vec::new(), Vec::new());
        while let (Some(one), Some(other)) = (a.peek(), b.peek()) {
            match one.key().cmp(&other.key()) {
                std::cmp::Ordering::Less => only_a.extend(a.next()),
                std::cmp::Ordering::Greater => only_b.extend(b.next()),
                std::cmp::Ordering::Equal => {
                    let (one, other) = (*one, *other);
                    self.has_instances |= one.kind == "instance";
                    self.push(one, other, at, How::Named);
                    a.next();
                    b.next();
                }
            }
        }
        only_a.extend(a);
        only_b.extend(b);
        self.has_instances |= only_a.iter().chain(&only_b).any(|one| one.kind == "instance");
        (self.all[at].only_a, self.all[at].only_b) = (only_a, only_b);
    }

    fn push(&mut self, a: &'t Part, b: &'t Part, around: usize, how: How) {
        if a.kind == "instance" {
            self.instances.insert((around, &a.name), self.all.len());
        }
        self.all.push(Pair { a, b, around: Some(around), how, only_a: Vec::new(), only_b: Vec::new() });
    }

    /// Notes the renames among pairs from a position on. Partitions are named once for every instance: one rename of all.
    fn gather(&mut self, from: usize) {
        for at in from..self.all.len() {
            let pair = &self.all[at];
            if pair.how == How::Named {
                continue;
            }
            let before = self.renames.entry(bare(&pair.a.name)).or_default();
            let is_same = |one: &&usize| {
                let one = &self.all[**one];
                pair.a.kind == "partition" && one.a.kind == "partition" && one.b.name == pair.b.name
            };
            let first = before.iter().find(is_same).copied();
            before.push(at);
            if let (Some(first), How::Renamed(None)) = (first, pair.how) {
                self.all[at].how = How::Follows(first);
            }
        }
    }

    /// What is in one side only in both sides of a pair at a stage, by kind.
    fn lone(&self, at: usize, stage: usize) -> Vec<(Vec<&'t Part>, Vec<&'t Part>)> {
        let pair = &self.all[at];
        if pair.only_a.is_empty() || pair.only_b.is_empty() {
            return Vec::new();
        }
        let of_a = pair.only_a.chunk_by(|one, other| one.kind == other.kind);
        let both = of_a.filter(|of_kind| refers::stage(&of_kind[0].kind) == stage).map(|of_kind| {
            let kind = &of_kind[0].kind;
            let from = pair.only_b.partition_point(|one| one.kind < *kind);
            let of_b = pair.only_b[from..].iter().take_while(|one| one.kind == *kind);
            (of_kind.to_vec(), of_b.copied().collect::<Vec<_>>())
        });
        both.filter(|(_, of_b)| !of_b.is_empty()).collect()
    }

    /// Pairs parts and takes them out of what is in one side only.
    fn join(&mut self, at: usize, found: Vec<(&'t Part, &'t Part, How)>) {
        if found.is_empty() {
            return;
        }
        let address = |part: &'t Part| std::ptr::from_ref(part);
        let paired: FxHashSet<*const Part> = found.iter().flat_map(|(a, b, _)| [address(a), address(b)]).collect();
        let pair = &mut self.all[at];
        pair.only_a.retain(|one| !paired.contains(&address(one)));
        pair.only_b.retain(|one| !paired.contains(&address(one)));
        for (a, b, how) in found {
            self.push(a, b, at, how);
        }
    }

    /// Pairs what is named after renamed parts.
    fn take_along(&mut self, at: usize, stage: usize) {
        for (of_a, of_b) in self.lone(at, stage) {
            let by_name: FxHashMap<&str, usize> =
                of_b.iter().enumerate().map(|(at, one)| (one.name.as_str(), at)).collect();
            let mut edges = Vec::new();
            for (in_a, one) in of_a.iter().enumerate() {
                for (name, rename) in self.tried(at, one) {
                    let Some(in_b) = by_name.get(name.as_str()) else { continue };
                    let other = of_b[*in_b];
                    if self.is_followed(one, other, rename) {
                        let names = (one.name.as_str().min(&other.name), one.name.as_str().max(&other.name));
                        edges.push((names, in_a, *in_b, rename));
                    }
                }
            }
            let chosen = likeness::choose(edges, |(_, in_a, in_b, _)| (*in_a, *in_b));
            let found = chosen
                .into_iter()
                .map(|(_, in_a, in_b, rename)| (of_a[in_a], of_b[in_b], How::Follows(self.root(rename))));
            let found = found.collect();
            self.extend(at, found);
        }
    }

    /// Pairs what is one part under two names.
    fn find_twins(&mut self, at: usize, stage: usize) {
        if stage == 2 && self.has_instances {
            return;
        }
        for (of_a, of_b) in self.lone(at, stage) {
            let kind = of_a[0].kind.as_str();
            let (around_a, around_b) = (self.all[at].a, self.all[at].b);
            let (ties_a, ties_b) = (likeness::ties(around_a, kind), likeness::ties(around_b, kind));
            let lone = |part: &'t Part, is_a: bool| {
                let (around, ties) = if is_a { (around_a, &ties_a) } else { (around_b, &ties_b) };
                Lone { part, around, ties: ties.get(part.name.as_str()).cloned().unwrap_or_default() }
            };
            let free = |all: &[&'t Part], is_a: bool| {
                let free = all.iter().filter(|one| refers::may_be_renamed(kind, &one.name));
                free.map(|one| lone(one, is_a)).collect::<Vec<_>>()
            };
            let (free_a, free_b) = (free(&of_a, true), free(&of_b, false));
            let siblings = || {
                let all = |around: &'t Part, is_a: bool| around.parts.iter().map(move |one| (one, is_a));
                let both = all(around_a, true).chain(all(around_b, false));
                both.filter(|(one, _)| one.kind == kind)
                    .map(|(one, is_a)| likeness::counted(&lone(one, is_a)))
                    .collect()
            };
            let twins = likeness::twins(&free_a, &free_b, &siblings, &mut self.steps);
            let found = twins.into_iter().map(|(a, b, guess)| (free_a[a].part, free_b[b].part, How::Renamed(guess)));
            let found = found.collect();
            if stage == 0 {
                self.join(at, found);
            } else {
                self.extend(at, found);
            }
        }
    }

    /// Pairs parts and whatever stands in them.
    fn extend(&mut self, at: usize, found: Vec<(&'t Part, &'t Part, How)>) {
        let from = self.all.len();
        self.join(at, found);
        self.settle(from);
        self.gather(from);
    }

    /// The renamed pair that a pair follows.
    pub(super) fn root(&self, mut at: usize) -> usize {
        while let How::Follows(before) = self.all[at].how {
            at = before;
        }
        at
    }

    /// Names that a part of a would have in b if it followed renames, each with the first rename in it.
    fn tried(&self, at: usize, part: &'t Part) -> Vec<(String, usize)> {
        let pieces = refers::pieces(&part.kind, &part.name);
        let mut all: Vec<Vec<(&str, Option<usize>)>> = vec![Vec::new()];
        for (role, text) in &pieces {
            let renamed = self.named(at, *role, text).map(|rename| (self.all[rename].b.name.as_str(), Some(rename)));
            let options: Vec<_> = std::iter::once((*text, None)).chain(renamed).collect();
            all = all
                .iter()
                .flat_map(|before| options.iter().map(|option| [before.as_slice(), &[*option]].concat()))
                .collect();
            all.truncate(TRIED);
        }
        let named = all.into_iter().filter(|tried| self.has_fields(at, &pieces, tried)).filter_map(|tried| {
            let rename = tried.iter().find_map(|(_, rename)| *rename)?;
            Some((tried.iter().map(|(text, _)| *text).collect(), rename))
        });
        named.collect()
    }

    /// Renames of a name in a that are seen from inside a pair, the nearest first.
    fn named(&self, at: usize, role: Role, name: &str) -> impl Iterator<Item = usize> {
        let of_name = if role == Role::Fixed { None } else { self.renames.get(bare(name)) };
        let seen = of_name.into_iter().flatten().copied().filter(|rename| {
            let pair = &self.all[*rename];
            pair.a.name == name && role.kinds().contains(&pair.a.kind.as_str()) && self.is_seen(at, role, *rename)
        });
        let mut seen: Vec<usize> = seen.collect();
        seen.sort_by_key(|rename| (self.all[*rename].around != Some(at), *rename));
        seen.into_iter()
    }

    fn is_seen(&self, at: usize, role: Role, rename: usize) -> bool {
        let around = self.all[rename].around;
        let is_near = around == Some(at) || around == self.all[at].around;
        match role {
            Role::Instance => is_near || !matches!(self.all[at].a.kind.as_str(), "mapping" | "mapplet" | "instance"),
            Role::Port | Role::TaskInstance => is_near,
            _ => true,
        }
    }

    /// True where every renamed field of a connector belongs to what its instance stands for.
    fn has_fields(&self, at: usize, pieces: &[refers::Piece<'_>], tried: &[(&str, Option<usize>)]) -> bool {
        let fields = pieces.iter().enumerate().filter(|(_, (role, _))| *role == Role::Field);
        fields.filter_map(|(place, _)| Some((place.checked_sub(2)?, tried[place].1?))).all(|(place, rename)| {
            let (before, after) = (pieces[place].1, tried[place].0);
            let instance = self.instances.get(&(at, before)).map(|at| &self.all[*at]);
            instance.is_some_and(|instance| instance.b.name == after && self.is_field_of(rename, instance))
        })
    }

    fn is_field_of(&self, field: usize, instance: &Pair<'_>) -> bool {
        let (in_a, in_b) = (instance.a.fact("TRANSFORMATION_NAME"), instance.b.fact("TRANSFORMATION_NAME"));
        let is_it = |pair: &Pair<'_>| in_a == Some(pair.a.name.as_str()) || in_b == Some(pair.b.name.as_str());
        self.above(field).any(|at| is_it(&self.all[at]))
    }

    /// The pairs around a pair, the nearest first.
    fn above(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.all[at].around, |at| self.all[*at].around)
    }

    /// True where two parts differ by a rename in name and in what they stand for.
    fn is_followed(&self, one: &Part, other: &Part, rename: usize) -> bool {
        let stands_for = match one.kind.as_str() {
            "instance" => "TRANSFORMATION_NAME",
            "task instance" => "TASKNAME",
            _ => return true,
        };
        let renamed = &self.all[rename];
        one.fact(stands_for) == Some(&renamed.a.name) && other.fact(stands_for) == Some(&renamed.b.name)
    }

    /// The rename that explains why a fact of a pair has another value.
    pub(super) fn explaining(&self, at: usize, fact: &str, before: &str, after: &str) -> Option<usize> {
        let pair = &self.all[at];
        if pair.how != How::Named && pair.a.name == before && pair.b.name == after {
            return Some(self.root(at));
        }
        if refers::is_formula(&pair.a.kind, fact) {
            return self.in_formula(at, before, after);
        }
        let role = refers::of_fact(&pair.a.kind, fact);
        let is_renamed = |rename: &usize| self.all[*rename].b.name == after;
        self.named(at, role, before).find(is_renamed).map(|rename| self.root(rename))
    }

    /// The first rename, where two expressions differ in names of renamed parts only.
    fn in_formula(&self, at: usize, before: &str, after: &str) -> Option<usize> {
        let (mut in_a, mut in_b) = (refers::tokens(before), refers::tokens(after));
        let mut first = None;
        loop {
            match (in_a.next(), in_b.next()) {
                (None, None) => return first,
                (Some(one), Some(other)) if one == other => {}
                (Some(one), Some(other)) => {
                    let rename = self.in_sight(at, one, other)?;
                    first = first.or(Some(self.root(rename)));
                }
                _ => return None,
            }
        }
    }

    fn in_sight(&self, at: usize, before: &str, after: &str) -> Option<usize> {
        self.renames.get(before)?.iter().copied().find(|rename| {
            let pair = &self.all[*rename];
            bare(&pair.b.name) == after
                && refers::IN_FORMULAS.contains(&pair.a.kind.as_str())
                && (pair.around == Some(at) || self.above(at).any(|above| pair.around == Some(above)))
        })
    }

    /// The rename that explains a fact of another name: it is of a partition.
    pub(super) fn of_partition(&self, before: &str, after: &str) -> Option<usize> {
        let partition = |fact: &'_ str| fact.strip_suffix(')').and_then(|fact| fact.rfind(" (")).map(|at| at + 2);
        let (in_a, in_b) = (partition(before)?, partition(after)?);
        let (one, other) = (&before[in_a..before.len() - 1], &after[in_b..after.len() - 1]);
        let is_it = |at: &&usize| self.all[**at].a.kind == "partition" && self.all[**at].b.name == other;
        let found = || self.renames.get(bare(one))?.iter().find(is_it).map(|at| self.root(*at));
        (before[..in_a] == after[..in_b]).then(found)?
    }
}

/// Names of variables and of tasks in expressions begin with signs that are told apart from words.
fn bare(name: &str) -> &str {
    name.trim_start_matches('$')
}

fn sorted(part: &Part) -> Vec<&Part> {
    let mut parts: Vec<&Part> = part.parts.iter().collect();
    if !parts.is_sorted_by_key(|one| one.key()) {
        parts.sort_by_key(|one| one.key());
    }
    parts
}
