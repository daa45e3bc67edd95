//! Pairs → changes: what differs, what only follows a rename, what is noise.
//!
//! Owns telling. Which part is which was decided by `pairs`.

use super::change::{Change, Class, Hidden, Step, Told};
use super::merge::{Merged, SameSecret};
use super::noise;
use super::order;
use super::pairs::{How, Pair, Pairs};
use super::part::{Fact, Part};
use super::refers;
use super::secret::{self, Compared};
use super::sql;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;

/// What noise of order is told as: the order in which parts stand in the export.
pub const DOCUMENT_ORDER: &str = "document order of ";

/// A change, and the one that it follows.
struct Entry {
    change: Change,
    under: Option<usize>,
}

/// The order of parts in a pair differs.
struct Reordered {
    entry: usize,
    pair: usize,
    kind: &'static str,
}

pub(super) struct Telling<'p, 't> {
    pairs: &'p Pairs<'t>,
    /// Pairs that stand in each pair.
    inside: Vec<Vec<usize>>,
    same: SameSecret<'p>,
    with_noise: bool,
    entries: Vec<Entry>,
    /// Entries of renames, by pair.
    renamed: FxHashMap<usize, usize>,
    /// The first entry of facts, by pair.
    facts: FxHashMap<usize, usize>,
    /// Entries of what is in one side only, by where the part stands in memory.
    lone: FxHashMap<*const Part, usize>,
    reordered: Vec<Reordered>,
    out: Merged,
}

/// A fact in a, in b, or in both.
type Both<'t> = (Option<&'t Fact>, Option<&'t Fact>);

impl<'p, 't> Telling<'p, 't> {
    pub(super) fn of(pairs: &'p Pairs<'t>, with_noise: bool, same: SameSecret<'p>) -> Self {
        let mut inside = vec![Vec::new(); pairs.all.len()];
        for (at, pair) in pairs.all.iter().enumerate() {
            if let Some(around) = pair.around {
                inside[around].push(at);
            }
        }
        Self {
            pairs,
            inside,
            same,
            with_noise,
            entries: Vec::new(),
            renamed: FxHashMap::default(),
            facts: FxHashMap::default(),
            lone: FxHashMap::default(),
            reordered: Vec::new(),
            out: Merged::default(),
        }
    }

    pub(super) fn finish(mut self) -> Merged {
        self.renames();
        for at in 0..self.pairs.all.len() {
            self.compare_facts(at);
            self.lone_parts(at);
            self.document_order(at);
        }
        self.built_in();
        self.orders();
        self.gather()
    }

    fn enter(&mut self, change: Change, under: Option<usize>) -> usize {
        self.entries.push(Entry { change, under });
        self.entries.len() - 1
    }

    /// Renames first, so that what follows them finds them.
    fn renames(&mut self) {
        let pairs = self.pairs;
        for (at, pair) in pairs.all.iter().enumerate() {
            let likeness = match pair.how {
                How::Named => continue,
                How::Renamed(likeness) => likeness,
                How::Follows(_) => None,
            };
            let was = Some(pair.a.name.clone());
            let change =
                Change { class: Class::Renamed, path: self.path(at, false), was, likeness, ..Change::default() };
            let entry = self.enter(change, None);
            self.renamed.insert(at, entry);
        }
        for (at, pair) in pairs.all.iter().enumerate() {
            if let How::Follows(_) = pair.how {
                let (entry, under) = (self.renamed[&at], self.renamed.get(&pairs.root(at)).copied());
                self.entries[entry].under = under;
            }
        }
    }

    /// The way to a pair, in names of a or of b.
    fn path(&self, at: usize, in_a: bool) -> Vec<Step> {
        let mut path = Vec::new();
        let mut next = Some(at);
        while let Some(Pair { a, b, around: Some(around), .. }) = next.map(|at| &self.pairs.all[at]) {
            let part = if in_a { a } else { b };
            path.push(Step { kind: part.kind.clone(), name: part.name.clone() });
            next = Some(*around);
        }
        path.reverse();
        path
    }

    fn compare_facts(&mut self, at: usize) {
        let pair = &self.pairs.all[at];
        let (a, b) = (pair.a, pair.b);
        let (mut only_a, mut only_b) = (Vec::new(), Vec::new());
        for both in facts(a, b) {
            match both {
                (Some(before), Some(after)) => self.compare(at, before, after),
                (before, after) => {
                    only_a.extend(before);
                    only_b.extend(after);
                }
            }
        }
        self.of_partitions(at, &mut only_a, &mut only_b);
        for before in only_a {
            self.note(at, (Some(before), None), Change { class: Class::Removed, ..Change::default() });
        }
        for after in only_b {
            self.note(at, (None, Some(after)), Change { class: Class::Added, ..Change::default() });
        }
    }

    fn compare(&mut self, at: usize, before: &'t Fact, after: &'t Fact) {
        let mut change = Change::default();
        match secret::compare(&before.value, &after.value, self.same) {
            Compared::Unknown if before.origin == after.origin => self.out.unknown += 1,
            Compared::Same if before.origin == after.origin => self.out.unchanged += 1,
            Compared::Same | Compared::Unknown => {
                change.class = Class::Restated;
                self.note(at, (Some(before), Some(after)), change);
            }
            Compared::Differ(hidden) => {
                let kind = &self.pairs.all[at].b.kind;
                let is_layout = hidden != Some(Hidden::Changed)
                    && before.origin == after.origin
                    && sql::is_sql(kind, &before.name)
                    && sql::same(&before.value, &after.value);
                self.out.unknown += u32::from(is_layout && hidden.is_some());
                if is_layout && !self.with_noise {
                    self.out.noise += 1;
                    return;
                }
                self.out.noise += u32::from(is_layout);
                change.hidden = hidden;
                self.note(at, (Some(before), Some(after)), change);
            }
        }
    }

    /// Facts of a partition that was renamed have another name and say the same.
    fn of_partitions(&mut self, at: usize, only_a: &mut Vec<&'t Fact>, only_b: &mut Vec<&'t Fact>) {
        only_a.retain(|before| {
            let found = only_b.iter().enumerate().find_map(|(place, after)| {
                let says_same = before.value == after.value && before.origin == after.origin;
                let rename = self.pairs.of_partition(&before.name, &after.name).filter(|_| says_same)?;
                Some((place, self.renamed.get(&rename).copied()))
            });
            let Some((place, under)) = found else { return true };
            let after = only_b.remove(place);
            for (class, both) in [(Class::Removed, (Some(*before), None)), (Class::Added, (None, Some(after)))] {
                let change = self.told(at, both, Change { class, ..Change::default() });
                self.enter(change, under);
            }
            false
        });
    }

    fn told(&self, at: usize, (before, after): Both<'_>, change: Change) -> Change {
        let told =
            |fact: &Fact| Told { value: fact.value.clone(), origin: fact.origin.clone(), place: fact.place.clone() };
        Change {
            path: self.path(at, false),
            fact: before.or(after).map(|fact| fact.name.clone()),
            before: before.map(told),
            after: after.map(told),
            ..change
        }
    }

    /// Notes that a fact differs.
    fn note(&mut self, at: usize, both: Both<'t>, change: Change) {
        let Some(fact) = both.0.or(both.1) else { return };
        let pair = &self.pairs.all[at];
        let around = pair.around.map(|around| &self.pairs.all[around]);
        let is_noise = (both.0.is_none() || noise::is_noise(&fact.name, pair.a, around.map(|around| around.a)))
            && (both.1.is_none() || noise::is_noise(&fact.name, pair.b, around.map(|around| around.b)));
        if is_noise {
            self.out.noise += 1;
            if self.with_noise {
                let change = self.told(at, both, change);
                self.enter(change, None);
            }
            return;
        }
        let rename = match both {
            (Some(before), Some(after)) => self.pairs.explaining(at, &fact.name, &before.value, &after.value),
            _ => None,
        };
        let under = rename.and_then(|rename| self.renamed.get(&rename).copied());
        let change = self.told(at, both, change);
        let entry = self.enter(change, under);
        match order::kind(&fact.name) {
            Some(kind) if under.is_none() => self.reordered.push(Reordered { entry, pair: at, kind }),
            _ => {
                self.facts.entry(at).or_insert(entry);
            }
        }
    }

    fn lone_parts(&mut self, at: usize) {
        let pairs = self.pairs;
        let pair = &pairs.all[at];
        for (class, all) in [(Class::Removed, &pair.only_a), (Class::Added, &pair.only_b)] {
            for part in all {
                let mut path = self.path(at, class == Class::Removed);
                path.push(Step { kind: part.kind.clone(), name: part.name.clone() });
                let whole = Some(Box::new(Part::clone(part)));
                let entry = self.enter(Change { class, path, part: whole, ..Change::default() }, None);
                self.lone.insert(std::ptr::from_ref(*part), entry);
            }
        }
    }

    /// Variables that a workflow has of a task come and go with its instance.
    fn built_in(&mut self) {
        for pair in &self.pairs.all {
            for all in [&pair.only_a, &pair.only_b] {
                let tasks: FxHashMap<&str, &Part> =
                    all.iter().filter(|one| one.kind == "task instance").map(|one| (one.name.as_str(), *one)).collect();
                for one in all.iter().filter(|one| one.kind == "variable" && !tasks.is_empty()) {
                    let task = refers::built_in(&one.name).and_then(|task| tasks.get(task));
                    if let Some(task) = task {
                        self.entries[self.lone[&std::ptr::from_ref(*one)]].under =
                            self.lone.get(&std::ptr::from_ref(*task)).copied();
                    }
                }
            }
        }
    }

    /// Orders that differ by what came, went or has another name follow that.
    fn orders(&mut self) {
        for Reordered { entry, pair, kind } in std::mem::take(&mut self.reordered) {
            let cause = self.cause(entry, pair, kind);
            self.entries[entry].under = cause.map(|cause| self.top(cause));
        }
    }

    fn cause(&self, entry: usize, at: usize, kind: &str) -> Option<usize> {
        let change = &self.entries[entry].change;
        let value = |told: &'_ Option<Told>| told.as_ref().map(|told| told.value.to_string()).unwrap_or_default();
        let (before, after) = (value(&change.before), value(&change.after));
        let inside = self.inside[at].iter().map(|at| (*at, &self.pairs.all[*at]));
        let inside: Vec<(usize, &Pair<'_>)> = inside.filter(|(_, one)| one.a.kind == kind).collect();
        let in_a: FxHashMap<&str, (usize, &Pair<'_>)> =
            inside.iter().map(|(at, one)| (one.a.name.as_str(), (*at, *one))).collect();
        let in_b: FxHashMap<&str, usize> = inside.iter().map(|(at, one)| (one.b.name.as_str(), *at)).collect();
        let renamed = |name: &str| in_a.get(name).map(|(_, one)| one.b.name.as_str());
        let (gone, come) = order::explained(&before, &after, &renamed)?;
        let pair = &self.pairs.all[at];
        let of_pair = |at: usize| self.renamed.get(&at).or_else(|| self.facts.get(&at)).copied();
        let of_lone = |all: &[&Part], name: &str| {
            let lone = all.iter().find(|one| one.kind == kind && one.name == name)?;
            self.lone.get(&std::ptr::from_ref(*lone)).copied()
        };
        let from_a = gone.iter().map(|name| {
            let entry = in_a.get(name).map_or_else(|| of_lone(&pair.only_a, name), |(at, _)| of_pair(*at));
            (in_a.get(name).map_or(*name, |(_, one)| one.b.name.as_str().min(name)), entry)
        });
        let from_b = come.iter().map(|name| match in_b.get(name) {
            Some(at) => (self.pairs.all[*at].a.name.as_str().min(name), of_pair(*at)),
            None => (*name, of_lone(&pair.only_b, name)),
        });
        let causes = from_a.chain(from_b).filter_map(|(name, entry)| Some((name, entry?)));
        causes.min_by(|one, other| one.0.cmp(other.0)).map(|(_, entry)| entry)
    }

    /// The entry that an entry is told under, in the end.
    fn top(&self, mut entry: usize) -> usize {
        while let Some(under) = self.entries[entry].under {
            entry = under;
        }
        entry
    }

    /// Parts of a kind that stand in another order mean nothing by it; where they do, a fact says so.
    fn document_order(&mut self, at: usize) {
        let pairs = self.pairs;
        let mut inside: Vec<&Pair<'t>> = self.inside[at].iter().map(|at| &pairs.all[*at]).collect();
        inside.sort_by_key(|one| (one.a.kind.as_str(), one.a.at, one.b.at));
        for of_kind in inside.chunk_by(|one, other| one.a.kind == other.a.kind) {
            // Sorted by place in a: where b goes back, two have changed places.
            if of_kind.is_sorted_by_key(|one| one.b.at) {
                continue;
            }
            self.out.noise += 1;
            if self.with_noise {
                let change = self.moved(at, of_kind);
                self.enter(change, None);
            }
        }
    }

    /// Tells the names of what moved, from the first to the last that has another place.
    fn moved(&self, at: usize, in_a: &[&Pair<'t>]) -> Change {
        let mut in_b = in_a.to_vec();
        in_b.sort_by_key(|one| (one.b.at, one.a.at));
        let differs = |place: &usize| !std::ptr::eq(in_a[*place], in_b[*place]);
        let first = (0..in_a.len()).find(differs).unwrap_or_default();
        let last = (0..in_a.len()).rev().find(differs).unwrap_or_default();
        let names = |names: Vec<&str>| Told { value: names.join(", ").into(), ..Told::default() };
        Change {
            path: self.path(at, false),
            fact: Some(format!("{DOCUMENT_ORDER}{}s", in_a[first].a.kind).into()),
            before: Some(names(in_a[first..=last].iter().map(|one| one.a.name.as_str()).collect())),
            after: Some(names(in_b[first..=last].iter().map(|one| one.b.name.as_str()).collect())),
            ..Change::default()
        }
    }

    fn gather(mut self) -> Merged {
        let mut follows: FxHashMap<usize, Vec<Change>> = FxHashMap::default();
        let tops: Vec<usize> = (0..self.entries.len()).map(|entry| self.top(entry)).collect();
        let mut own = Vec::new();
        for (at, (entry, top)) in std::mem::take(&mut self.entries).into_iter().zip(tops).enumerate() {
            if at == top {
                own.push((at, entry.change));
            } else {
                follows.entry(top).or_default().push(entry.change);
            }
        }
        self.out.changes = own
            .into_iter()
            .map(|(at, mut change)| {
                change.follows = follows.remove(&at).unwrap_or_default();
                change.follows.sort_by(by_place);
                change
            })
            .collect();
        self.out.changes.sort_by(by_place);
        self.out
    }
}

/// Orders changes by path, fact and class.
pub(super) fn by_place(one: &Change, other: &Change) -> Ordering {
    (&one.path, &one.fact, one.class).cmp(&(&other.path, &other.fact, other.class))
}

/// Facts of two parts side by side, by name.
fn facts<'t>(a: &'t Part, b: &'t Part) -> impl Iterator<Item = Both<'t>> {
    let (mut in_a, mut in_b) = (a.facts.iter().peekable(), b.facts.iter().peekable());
    std::iter::from_fn(move || {
        let order = match (in_a.peek(), in_b.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(before), Some(after)) => before.name.cmp(&after.name),
        };
        Some(match order {
            Ordering::Less => (in_a.next(), None),
            Ordering::Greater => (None, in_b.next()),
            Ordering::Equal => (in_a.next(), in_b.next()),
        })
    })
}
