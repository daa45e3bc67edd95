//! Sums over an assessment: verdicts, points, reasons, what is missing, folder by folder.

use super::points::{Verdict, named};
use super::{Activity, Assessed, Assessment, Complexity};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Sums over sessions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Sessions, each place counted.
    pub sessions: u32,
    /// Ready ones.
    pub ready: u32,
    /// Those with work by hand.
    pub manual: u32,
    /// Those that cannot be moved yet.
    pub blocked: u32,
    /// Simple ones.
    pub simple: u32,
    /// Medium ones.
    pub medium: u32,
    /// Complex ones.
    pub complex: u32,
    /// Those that ran, and not lately.
    pub dead: u32,
    /// Those without a run, though runs of their folder are known.
    pub never: u32,
    /// Points.
    pub points: u64,
    /// Points of those that are dead or never ran.
    pub points_of_dead: u64,
}

/// Sums over a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Folder {
    /// Repository.
    pub repository: String,
    /// Folder.
    pub folder: String,
    /// Its sums.
    #[serde(flatten)]
    pub totals: Totals,
}

/// Sums over a reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReasonTotal {
    /// Its code.
    pub code: &'static str,
    /// The best that a session can be with it.
    pub verdict: Verdict,
    /// Sessions that have it.
    pub sessions: u32,
    /// Places.
    pub places: u32,
    /// Points.
    pub points: u64,
    /// Why.
    pub why: &'static str,
}

/// Something missing, and how many need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MissingTotal {
    /// What it is.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Sessions that need it.
    pub sessions: u32,
    /// Workflows and worklets that need it beside their sessions.
    pub workflows: u32,
}

impl Totals {
    fn add(&mut self, one: &Assessed) {
        self.sessions += 1;
        match one.verdict {
            Verdict::Ready => self.ready += 1,
            Verdict::Manual => self.manual += 1,
            Verdict::Blocked => self.blocked += 1,
        }
        match one.complexity {
            Complexity::Simple => self.simple += 1,
            Complexity::Medium => self.medium += 1,
            Complexity::Complex => self.complex += 1,
        }
        let points = u64::from(one.points);
        self.points += points;
        match one.activity {
            Activity::Dead => self.dead += 1,
            Activity::Never => self.never += 1,
            Activity::Active | Activity::Unknown => return,
        }
        self.points_of_dead += points;
    }
}

impl Assessment {
    /// Sums over everything.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for one in &self.sessions {
            totals.add(one);
        }
        totals
    }

    /// Sums by folder, sorted.
    #[must_use]
    pub fn folders(&self) -> Vec<Folder> {
        let mut folders: BTreeMap<(&str, &str), Totals> = BTreeMap::new();
        for one in &self.sessions {
            folders.entry((&one.repository, &one.folder)).or_default().add(one);
        }
        let folder = |((repository, folder), totals): ((&str, &str), Totals)| Folder {
            repository: repository.to_owned(),
            folder: folder.to_owned(),
            totals,
        };
        folders.into_iter().map(folder).collect()
    }

    /// Sums by reason: worst first, then those that most sessions have.
    #[must_use]
    pub fn reasons(&self) -> Vec<ReasonTotal> {
        let mut all: BTreeMap<&str, ReasonTotal> = BTreeMap::new();
        for session in &self.sessions {
            let mut seen = BTreeSet::new();
            for one in &session.reasons {
                let total = all.entry(one.code).or_default();
                total.code = one.code;
                total.verdict = one.verdict;
                total.why = named(one.code).map_or("", |row| row.why);
                total.sessions += u32::from(seen.insert(one.code));
                total.places += 1;
                total.points += u64::from(one.points);
            }
        }
        let mut all: Vec<ReasonTotal> = all.into_values().collect();
        all.sort_by_key(|one| (Reverse(one.verdict), Reverse(one.sessions), one.code));
        all
    }

    /// Everything that is missing, each once: by kind, then by name.
    #[must_use]
    pub fn missing(&self) -> Vec<MissingTotal> {
        let mut all: BTreeMap<(&'static str, &str), (u32, u32)> = BTreeMap::new();
        for session in &self.sessions {
            let own: BTreeSet<_> = session.missing.iter().map(|one| (one.kind, one.name.as_str())).collect();
            for one in own {
                all.entry(one).or_default().0 += 1;
            }
        }
        for flow in &self.flows {
            let own: BTreeSet<_> = flow.missing.iter().map(|one| (one.kind, one.name.as_str())).collect();
            for one in own {
                all.entry(one).or_default().1 += 1;
            }
        }
        let total = |((kind, name), (sessions, workflows)): ((&'static str, &str), (u32, u32))| MissingTotal {
            kind,
            name: name.to_owned(),
            sessions,
            workflows,
        };
        all.into_iter().map(total).collect()
    }
}
