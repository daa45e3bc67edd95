//! How alike two parts are, and which of them are one part under two names.
//!
//! Owns pairing what is in one side only. Never looks at names but to choose between parts that say the same. Pairs are the
//! same whichever side is called a.

use super::noise;
use super::part::{Fact, Part};
use super::refers::{self, Role};
use super::secret;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::cmp::Reverse;
use std::hash::{Hash, Hasher};

/// Two parts that are less alike than this, in per cent, are two parts.
pub(super) const ALIKE: u64 = 60;

/// Steps that may be spent on guesses in one comparison: a repository of 20,000 parts takes well under a tenth of a second.
/// What is left then is told as added and removed.
pub(super) const STEPS: u64 = 4_000_000;

/// Pairs of parts that say the same whose names are compared; among more, the first by name go together.
const SAME: usize = 1_000;

/// A part that is in one side only, and what it stands in.
#[derive(Clone)]
pub(super) struct Lone<'t> {
    pub part: &'t Part,
    pub around: &'t Part,
    /// What hangs on it, without its own name: connectors of an instance, links of a task. Sorted.
    pub ties: Vec<u64>,
}

/// Two parts under two names: positions in what was given, and the likeness of a guess.
pub(super) type Twins = (usize, usize, Option<u8>);

/// A hash of what a part says; `true` for what counts when two are guessed to be one.
type Said = (u64, bool);

/// Positions in a and in b.
type Places = (Vec<usize>, Vec<usize>);

/// A hash of several things.
pub(super) fn hash(of: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    of.hash(&mut hasher);
    hasher.finish()
}

impl Lone<'_> {
    fn value<'f>(&self, fact: &'f Fact, is_outermost: bool) -> std::borrow::Cow<'f, str> {
        if is_outermost && !fact.value.is_empty() && fact.value == self.part.name {
            return "\u{0}".into();
        }
        secret::blurred(&fact.value)
    }

    /// Everything it says but its name and noise, as hashes: `true` for what counts when two are guessed to be one.
    fn says(&self) -> Vec<Said> {
        let mut out: Vec<Said> = self.ties.iter().map(|tie| (*tie, true)).collect();
        let mut open = vec![(self.part, self.around, 0, true)];
        while let Some((part, around, way, is_outermost)) = open.pop() {
            for fact in part.facts.iter().filter(|fact| !noise::is_noise(&fact.name, part, Some(around))) {
                let value = self.value(fact, is_outermost);
                let said = hash((way, fact.name.as_str(), value.as_ref()));
                out.push((said, !value.is_empty()));
                if !fact.origin.is_empty() {
                    out.push((hash((said, fact.origin.as_str())), false));
                }
            }
            for inner in &part.parts {
                let way = hash((way, inner.key()));
                out.push((way, true));
                open.push((inner, part, way, false));
            }
        }
        out.sort_unstable();
        out
    }
}

/// Finds what is one part under two names: first what says the same, then what is alike.
/// `siblings` are all parts of the kind in both sides: what all of them say tells none from another.
pub(super) fn twins(
    a: &[Lone<'_>],
    b: &[Lone<'_>],
    siblings: &dyn Fn() -> Vec<Vec<u64>>,
    steps: &mut u64,
) -> Vec<Twins> {
    let says = |all: &[Lone<'_>]| all.iter().map(Lone::says).collect::<Vec<_>>();
    let (says_a, says_b) = (says(a), says(b));
    let mut found = same(a, b, &says_a, &says_b);
    let left = |count: usize, taken: &dyn Fn(&Twins) -> usize| {
        let mut is_left = vec![true; count];
        for twins in &found {
            is_left[taken(twins)] = false;
        }
        (0..count).filter(|at| is_left[*at]).collect::<Vec<_>>()
    };
    let (left_a, left_b) = (left(a.len(), &|twins| twins.0), left(b.len(), &|twins| twins.1));
    if left_a.is_empty() || left_b.is_empty() {
        return found;
    }
    let count = |left: &[usize], says: &[Vec<Said>]| left.iter().map(|at| says[*at].len() as u64).sum::<u64>();
    let (many_a, many_b) = (left_a.len() as u64, left_b.len() as u64);
    let cost =
        count(&left_a, &says_a).saturating_mul(many_b).saturating_add(count(&left_b, &says_b).saturating_mul(many_a));
    if cost > *steps {
        return found;
    }
    *steps -= cost;
    let weights = Weights::of(&siblings());
    let weighed =
        |left: &[usize], says: &[Vec<Said>]| left.iter().map(|at| (*at, weights.weigh(&says[*at]))).collect::<Vec<_>>();
    let (heavy_a, heavy_b) = (weighed(&left_a, &says_a), weighed(&left_b, &says_b));
    let mut guesses = Vec::new();
    for (in_a, one) in &heavy_a {
        for (in_b, other) in &heavy_b {
            let likeness = one.likeness(other);
            if likeness >= ALIKE {
                guesses.push((Reverse(likeness), by_name(a[*in_a].part, b[*in_b].part), *in_a, *in_b));
            }
        }
    }
    let chosen = choose(guesses, |(.., in_a, in_b)| (*in_a, *in_b));
    found.extend(
        chosen
            .into_iter()
            .map(|(Reverse(likeness), _, in_a, in_b)| (in_a, in_b, Some(u8::try_from(likeness.min(99)).unwrap_or(99)))),
    );
    found
}

/// What a part counts with in guesses; the population of [`Weights`].
pub(super) fn counted(one: &Lone<'_>) -> Vec<u64> {
    one.says().into_iter().filter(|(_, counts)| *counts).map(|(said, _)| said).collect()
}

/// What orders pairs in both directions alike.
fn by_name<'t>(one: &'t Part, other: &'t Part) -> (&'t str, &'t str) {
    let (one, other) = (one.name.as_str(), other.name.as_str());
    (one.min(other), one.max(other))
}

/// Takes pairs in their order, each side once.
pub(super) fn choose<T: Ord>(mut pairs: Vec<T>, sides: impl Fn(&T) -> (usize, usize)) -> Vec<T> {
    pairs.sort();
    let (mut taken_a, mut taken_b) = (FxHashSet::default(), FxHashSet::default());
    pairs.retain(|pair| {
        let (a, b) = sides(pair);
        let is_free = !taken_a.contains(&a) && !taken_b.contains(&b);
        if is_free {
            taken_a.insert(a);
            taken_b.insert(b);
        }
        is_free
    });
    pairs
}

/// Parts that say the same. Where several do, names that are alike go together.
fn same(a: &[Lone<'_>], b: &[Lone<'_>], says_a: &[Vec<Said>], says_b: &[Vec<Said>]) -> Vec<Twins> {
    let mut alike: FxHashMap<&[Said], Places> = FxHashMap::default();
    for (at, says) in says_a.iter().enumerate().filter(|(at, _)| a[*at].is_enough()) {
        alike.entry(says).or_default().0.push(at);
    }
    for (at, says) in says_b.iter().enumerate().filter(|(at, _)| b[*at].is_enough()) {
        alike.entry(says).or_default().1.push(at);
    }
    let mut found = Vec::new();
    for (in_a, in_b) in alike.into_values().filter(|(in_a, in_b)| !in_a.is_empty() && !in_b.is_empty()) {
        if in_a.len() * in_b.len() > SAME {
            found.extend(in_a.into_iter().zip(in_b));
            continue;
        }
        let all = in_a.iter().flat_map(|in_a| in_b.iter().map(move |in_b| (*in_a, *in_b)));
        let near = all.map(|(in_a, in_b)| {
            let names = by_name(a[in_a].part, b[in_b].part);
            (Reverse(nearness(names.0, names.1)), names, in_a, in_b)
        });
        found.extend(choose(near.collect(), |(.., in_a, in_b)| (*in_a, *in_b)).into_iter().map(|(.., a, b)| (a, b)));
    }
    found.sort_by_key(|(in_a, in_b)| by_name(a[*in_a].part, b[*in_b].part));
    found.into_iter().map(|(in_a, in_b)| (in_a, in_b, None)).collect()
}

/// How near two names are, in thousandths of the longer one that stay.
fn nearness(one: &str, other: &str) -> usize {
    let longer = one.chars().count().max(other.chars().count()).max(1);
    1_000 - 1_000 * strsim::levenshtein(one, other).min(longer) / longer
}

/// How much it counts that two parts say the same.
struct Weights {
    siblings: usize,
    times: FxHashMap<u64, usize>,
}

/// What a part says, with weights, sorted.
struct Weighed {
    says: Vec<(u64, u64)>,
    sum: u64,
}

impl Weights {
    fn of(siblings: &[Vec<u64>]) -> Self {
        let mut times = FxHashMap::default();
        for said in siblings.iter().flatten() {
            *times.entry(*said).or_default() += 1;
        }
        Self { siblings: siblings.len(), times }
    }

    /// What half of all say counts once, what a quarter says twice, and so on.
    fn weigh(&self, says: &[Said]) -> Weighed {
        let weight = |said: u64| {
            let times = self.times.get(&said).copied().unwrap_or(1).max(1);
            1 + u64::from((self.siblings / times).max(1).ilog2())
        };
        let says: Vec<_> = says.iter().filter(|(_, counts)| *counts).map(|(said, _)| (*said, weight(*said))).collect();
        let sum = says.iter().map(|(_, weight)| weight).sum();
        Weighed { says, sum }
    }
}

impl Weighed {
    /// In per cent: twice the weight of what both say, of the weight of what each says.
    fn likeness(&self, other: &Self) -> u64 {
        let all = self.sum + other.sum;
        if all == 0 || 200 * self.sum.min(other.sum) / all < ALIKE {
            return 0;
        }
        let (mut one, mut two, mut both) = (self.says.iter().peekable(), other.says.iter().peekable(), 0);
        while let (Some((a, weight)), Some((b, _))) = (one.peek(), two.peek()) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => drop(one.next()),
                std::cmp::Ordering::Greater => drop(two.next()),
                std::cmp::Ordering::Equal => {
                    both += weight;
                    one.next();
                    two.next();
                }
            }
        }
        200 * both / all
    }
}

impl Lone<'_> {
    /// An instance that hangs on nothing and says no more than its own name is no other one's twin: what it stands for tells.
    fn is_enough(&self) -> bool {
        let is_instance = matches!(self.part.kind.as_str(), "instance" | "task instance");
        !is_instance || !self.ties.is_empty() || self.part.facts.iter().all(|fact| fact.value != self.part.name)
    }
}

/// What hangs on each instance of a mapping or of a task, without its own name.
pub(super) fn ties<'t>(around: &'t Part, kind: &str) -> FxHashMap<&'t str, Vec<u64>> {
    let (of, role) = match kind {
        "instance" => ("connector", Role::Instance),
        "task instance" => ("link", Role::TaskInstance),
        _ => return FxHashMap::default(),
    };
    let mut all: FxHashMap<&str, Vec<u64>> = FxHashMap::default();
    for tie in around.parts.iter().filter(|one| one.kind == of) {
        let pieces = refers::pieces(of, &tie.name);
        for (place, (_, name)) in pieces.iter().enumerate().filter(|(_, (is, _))| *is == role) {
            let others = pieces.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, (_, text))| *text);
            all.entry(name).or_default().push(hash((of, place, others.collect::<Vec<_>>())));
        }
    }
    for ties in all.values_mut() {
        ties.sort_unstable();
    }
    all
}
