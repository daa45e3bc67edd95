//! What moving sessions to Spark takes: for each a verdict with its reasons, what is missing, points, and an order.
//!
//! Owns the assessment of many sessions together: they are handed in one by one, as a walk comes to them, and the order is
//! known when all are there. The table of points says what counts how much.

mod activity;
mod commands;
mod data;
mod missing;
mod order;
pub mod points;
mod reasons;
mod shape;
mod sql;
mod totals;

pub use activity::{Activity, Ran};
pub use missing::Missing;
pub use points::Verdict;
pub use reasons::Reason;
pub use shape::{Complexity, Counts, Effort};
pub use totals::{Folder, MissingTotal, ReasonTotal, Totals};

use crate::answer::assembled::{Assembled, mapping_of};
use crate::answer::connection::ConnectionUse;
use crate::answer::design::{Beside, Standing};
use crate::answer::resolve::Resolution;
use crate::model::finding::Finding;
use crate::model::run::{Figures, Run};
use activity::History;
use data::{Data, Ends};
use order::{Graph, key};
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Pairs of writer and reader from which on a table says nothing of order: logs and the like, which everything writes.
const MOST_PAIRS: usize = 10_000;

/// A session of which something is to be read first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct After {
    /// Table or file.
    pub data: String,
    /// Address of the session that writes it.
    pub session: String,
}

/// The assessment of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Assessed {
    /// Full address of the place where it stands.
    pub address: String,
    /// Repository.
    pub repository: String,
    /// Folder.
    pub folder: String,
    /// Workflow; empty for a session that stands in none.
    pub workflow: String,
    /// Name of the task instance.
    pub session: String,
    /// Mapping.
    pub mapping: String,
    /// `file:line` of the session.
    pub place: String,
    /// Ready, manual or blocked.
    pub verdict: Verdict,
    /// Sessions of one level can be moved side by side, those of lower levels first; from 0.
    pub level: usize,
    /// Number of the circle that it is part of.
    pub circle: Option<usize>,
    /// Tasks that links of its workflow or worklet put right before it.
    pub after_tasks: Vec<String>,
    /// Sessions whose tables or files it reads.
    pub after_data: Vec<After>,
    /// By points of size.
    pub complexity: Complexity,
    /// What it counts.
    pub counts: Counts,
    /// Points of size and of reasons together.
    pub points: u32,
    /// Points of size.
    pub effort: Vec<Effort>,
    /// Reasons, worst first.
    pub reasons: Vec<Reason>,
    /// What nothing provides.
    pub missing: Vec<Missing>,
    /// Whether it runs.
    pub activity: Activity,
    /// Its runs, where there are any.
    pub runs: Option<Ran>,
}

/// Sessions that wait for each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Circle {
    /// Its number.
    pub circle: usize,
    /// Their level.
    pub level: usize,
    /// Their addresses.
    pub sessions: Vec<String>,
    /// Tables and files between them.
    pub data: Vec<String>,
}

/// A table or file of which so many write and read that it says nothing of order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Crowded {
    /// Its name.
    pub data: String,
    /// Sessions that write it.
    pub writers: usize,
    /// Sessions that read it.
    pub readers: usize,
}

/// What a workflow or worklet needs beside its sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Its address.
    pub address: String,
    /// What nothing provides.
    pub missing: Vec<Missing>,
}

/// The assessment of many sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// By level, then by address.
    pub sessions: Vec<Assessed>,
    /// Workflows and worklets that lack something, by address.
    pub flows: Vec<Flow>,
    /// Circles, by number.
    pub circles: Vec<Circle>,
    /// Tables that were left out of the order.
    pub crowded: Vec<Crowded>,
}

/// What other answers say of a session.
pub struct Said<'s> {
    /// Its parameters.
    pub resolution: &'s Resolution,
    /// Its connections.
    pub connections: &'s [ConnectionUse],
    /// What `validate` finds.
    pub findings: &'s [Finding],
}

/// Takes sessions one by one.
pub struct Assessing<'a> {
    /// Names of connection objects that the catalog has.
    connections: BTreeSet<String>,
    history: History<'a>,
    sessions: Vec<Gathered>,
    flows: Vec<Flow>,
    graph: Graph,
}

struct Gathered {
    assessed: Assessed,
    ends: Ends,
    node: usize,
}

impl<'a> Assessing<'a> {
    /// Begins. A session whose last run was more than `dead_after` days before the newest of all is dead.
    #[must_use]
    pub fn new(connections: BTreeSet<String>, figures: &'a [Figures], dead_after: i64) -> Self {
        let history = History::new(figures, dead_after);
        Self { connections, history, sessions: Vec::new(), flows: Vec::new(), graph: Graph::default() }
    }

    /// A workflow or worklet as it stands.
    pub fn flow(&mut self, standing: &Standing<'_>, beside: Beside<'_>) {
        let Some(level) = standing.levels.last() else { return };
        self.graph.level(&key_of(standing, None), level, standing.levels.len() > 1);
        let mut missing = Vec::new();
        missing::tasks(level, beside, &mut missing);
        missing.sort();
        missing.dedup();
        if !missing.is_empty() {
            self.flows.push(Flow { address: standing.address.clone(), missing });
        }
    }

    /// A session as it stands; nothing comes of a standing without one.
    pub fn session(&mut self, standing: &Standing<'_>, beside: Beside<'_>, said: &Said<'_>) {
        let Some(run) = Assembled::of(standing, beside) else { return };
        let mut missing = self.missing(&run, standing, beside, said);
        let facts = reasons::Facts {
            run: &run,
            standing,
            findings: said.findings,
            resolution: said.resolution,
            missing: &missing,
            connections_known: !self.connections.is_empty(),
        };
        let reasons = reasons::reasons(&facts);
        let mut assessed = self.identity(standing, &run);
        assessed.counts = shape::counts(&run);
        assessed.counts.sql = run.parts.iter().flat_map(reasons::sql_of).fold(0, |count, _| count + 1);
        assessed.effort = shape::effort(&assessed.counts);
        assessed.complexity = shape::complexity(&assessed.effort);
        assessed.verdict = reasons.iter().map(|one| one.verdict).max().unwrap_or_default();
        let points = assessed.effort.iter().map(|one| one.points).chain(reasons.iter().map(|one| one.points));
        assessed.points = points.fold(0, u32::saturating_add);
        assessed.reasons = reasons;
        assessed.missing.append(&mut missing);
        let node = self.graph.session(&key_of(standing, Some(&assessed.session)));
        let ends = data::ends(&run, said.connections, said.resolution);
        self.sessions.push(Gathered { assessed, ends, node });
    }

    fn missing(
        &self,
        run: &Assembled<'_>,
        standing: &Standing<'_>,
        beside: Beside<'_>,
        said: &Said<'_>,
    ) -> Vec<Missing> {
        let mut missing = Vec::new();
        missing::definitions(run, beside, &mut missing);
        missing::commands(run, beside, &mut missing);
        missing::parameters(said.resolution, standing, &mut missing);
        missing::connections(run, said.connections, &self.connections, &mut missing);
        missing.sort();
        missing.dedup();
        missing
    }

    fn identity(&self, standing: &Standing<'_>, run: &Assembled<'_>) -> Assessed {
        let session = run.layered.session.1;
        let name = run.layered.instance.map_or(&session.name, |(_, instance)| &instance.name);
        let names: Vec<String> = standing.levels.iter().map(|level| level.name().to_string()).collect();
        let (runs, activity) = self.history.of(&Run {
            repository: standing.repository.into(),
            folder: standing.folder.into(),
            workflow: names.first().cloned().unwrap_or_default().into(),
            path: names.get(1..).unwrap_or_default().join("/").into(),
            session: name.clone(),
            ..Run::default()
        });
        let links = standing.levels.last().map_or(&[][..], |level| &level.workflow.links);
        let before = links.iter().filter(|link| link.to == *name).map(|link| link.from.to_string());
        Assessed {
            address: standing.address.clone(),
            repository: standing.repository.to_owned(),
            folder: standing.folder.to_owned(),
            workflow: names.into_iter().next().unwrap_or_default(),
            session: name.to_string(),
            mapping: session.mapping.to_string(),
            place: run.place.clone(),
            after_tasks: before.filter(|from| from != "Start").collect(),
            activity,
            runs,
            ..Assessed::default()
        }
    }

    /// Puts all of them in order.
    #[must_use]
    pub fn finish(mut self) -> Assessment {
        let crowded = self.order_by_data();
        let places = self.graph.places();
        let mut circles: BTreeMap<usize, Circle> = BTreeMap::new();
        for one in &mut self.sessions {
            let place = places[one.node];
            one.assessed.level = place.level;
            one.assessed.circle = place.circle;
        }
        let mut sessions: Vec<Assessed> = self.sessions.into_iter().map(|one| one.assessed).collect();
        sessions.sort_by(|a, b| (a.level, &a.address, &a.place).cmp(&(b.level, &b.address, &b.place)));
        for one in &sessions {
            if let Some(circle) = one.circle {
                let empty = || Circle { circle, level: one.level, sessions: Vec::new(), data: Vec::new() };
                circles.entry(circle).or_insert_with(empty).sessions.push(one.address.clone());
            }
        }
        for circle in circles.values_mut() {
            circle.data = between(circle, &sessions);
        }
        self.flows.sort_by(|a, b| a.address.cmp(&b.address));
        Assessment { sessions, flows: self.flows, circles: circles.into_values().collect(), crowded }
    }

    /// Puts readers behind writers, and tells files that nobody writes.
    fn order_by_data(&mut self) -> Vec<Crowded> {
        let mut writers: BTreeMap<(String, bool, String), Vec<usize>> = BTreeMap::new();
        let mut readers: BTreeMap<(String, bool, String), Vec<(usize, Data)>> = BTreeMap::new();
        for (at, one) in self.sessions.iter().enumerate() {
            let name = |data: &Data| (one.assessed.repository.clone(), data.file, data.name.clone());
            for data in &one.ends.writes {
                writers.entry(name(data)).or_default().push(at);
            }
            for data in &one.ends.reads {
                readers.entry(name(data)).or_default().push((at, data.clone()));
            }
        }
        let (mut crowded, mut behind) = (Vec::new(), BTreeMap::new());
        for (name, readers) in readers {
            let writing = writers.get(&name).map_or(&[][..], Vec::as_slice);
            if writing.len().saturating_mul(readers.len()) > MOST_PAIRS {
                crowded.push(Crowded { data: name.2, writers: writing.len(), readers: readers.len() });
                continue;
            }
            for (reader, data) in readers {
                self.read(reader, &data, writing, &mut behind);
            }
        }
        for one in &mut self.sessions {
            one.assessed.after_data.sort();
            one.assessed.after_data.dedup();
            one.assessed.missing.sort();
        }
        crowded
    }

    /// A session reads data that others write.
    fn read(&mut self, reader: usize, data: &Data, writing: &[usize], behind: &mut BTreeMap<usize, FxHashSet<usize>>) {
        let own = &self.sessions[reader];
        if data.file && writing.is_empty() {
            let place = own.assessed.place.clone();
            self.sessions[reader].assessed.missing.push(missing::missing("file", &data.name, place));
            return;
        }
        // What a session looks up in its own target is no order: several that do so would wait for each other.
        if own.ends.writes.iter().any(|one| one.may_be(data)) {
            return;
        }
        let writes = |at: &&usize| self.sessions[**at].ends.writes.iter().any(|one| one.may_be(data));
        let near = |at: &&usize| self.sessions[**at].assessed.folder == own.assessed.folder;
        let mut from: Vec<usize> = writing.iter().filter(writes).copied().collect();
        // A copy of the folder writes its own tables.
        if from.iter().any(|at| near(&at)) {
            from.retain(|at| near(&at));
        }
        for writer in from {
            self.put_behind(reader, writer, data, behind);
        }
    }

    fn put_behind(
        &mut self,
        reader: usize,
        writer: usize,
        data: &Data,
        behind: &mut BTreeMap<usize, FxHashSet<usize>>,
    ) {
        let (from, to) = (self.sessions[writer].node, self.sessions[reader].node);
        let address = self.sessions[writer].assessed.address.clone();
        let top = |at: usize| {
            let one: &Assessed = &self.sessions[at].assessed;
            (one.folder.clone(), one.workflow.clone())
        };
        let together = top(reader) == top(writer);
        let own = &mut self.sessions[reader].assessed;
        // Links decide: what they put first reads what was written by the run before.
        if together && behind.entry(to).or_insert_with(|| self.graph.behind(to)).contains(&from) {
            let reason = reasons::later(&data.name, &address, &own.place);
            own.reasons.extend(reason.filter(|reason| !own.reasons.contains(reason)));
            return;
        }
        own.after_data.push(After { data: data.name.clone(), session: address });
        self.graph.feeds(from, to);
    }
}

/// Tables and files between the sessions of a circle.
fn between(circle: &Circle, sessions: &[Assessed]) -> Vec<String> {
    let inside = sessions.iter().filter(|one| one.circle == Some(circle.circle));
    let within: BTreeSet<&str> = circle.sessions.iter().map(String::as_str).collect();
    let data = inside.flat_map(|one| &one.after_data).filter(|after| within.contains(after.session.as_str()));
    data.map(|after| after.data.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Key of a workflow or worklet in the graph, or of a session in it.
fn key_of(standing: &Standing<'_>, session: Option<&str>) -> String {
    let names: Vec<_> = standing.levels.iter().map(crate::answer::design::Level::name).collect();
    let names: Vec<&str> = names.iter().map(crate::model::Text::as_str).chain(session).collect();
    key(standing.repository, standing.folder, &names)
}
