//! Everything that a code generator or an orchestrator needs to know of a session, in one answer.
//!
//! Owns what a plan holds and how it is put together from the other answers. Finds out nothing of its own but the execution
//! policy, the endpoints and the place in the workflow.

mod endpoint;
mod execution;
mod position;

pub use endpoint::Endpoint;
pub use execution::Policy;
pub(in crate::answer) use execution::policies;
pub use position::{Neighbour, Position, Task, order};

use super::assembled::Assembled;
use super::connection::ConnectionUse;
use super::design::{Beside, Standing};
use super::layers::Effective;
use super::resolve::Resolution;
use super::tune::Tuning;
use crate::model::finding::Finding;
use serde::Serialize;

/// Version of the shape that `catalog schema plan` publishes. It grows when a field changes its meaning or goes.
pub const VERSION: u32 = 1;

/// Which session a plan is of, and as of when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// Full address.
    pub address: String,
    /// Repository.
    pub repository: String,
    /// Folder.
    pub folder: String,
    /// Workflow; empty for a session that stands in none.
    pub workflow: String,
    /// Worklets around it, outermost first.
    pub worklets: Vec<String>,
    /// Name of the task instance.
    pub session: String,
    /// Name of the session object.
    pub task: String,
    /// Mapping.
    pub mapping: String,
    /// Number of the snapshot.
    pub snapshot: i64,
    /// Start of that snapshot, UTC.
    pub snapshot_at: String,
    /// `file:line` of the session.
    pub place: String,
}

/// A plan.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Which session.
    pub identity: Identity,
    /// Attributes in effect, each with its layers.
    pub settings: Vec<Effective>,
    /// Parameters with their traces.
    pub resolution: Resolution,
    /// Sources, lookups and targets.
    pub endpoints: Vec<Endpoint>,
    /// What `validate` finds.
    pub findings: Vec<Finding>,
    /// Spark settings with their reasons.
    pub tuning: Tuning,
    /// What commits, recovery, errors and the like come to on Spark.
    pub execution: Vec<Policy>,
    /// Its place in the workflow; `None` for a session that stands in none.
    pub position: Option<Position>,
}

/// What other answers say of the session.
pub struct Answers {
    /// Number and start of the snapshot.
    pub snapshot: (i64, String),
    /// Parameters.
    pub resolution: Resolution,
    /// Findings.
    pub findings: Vec<Finding>,
    /// Connections in use.
    pub connections: Vec<ConnectionUse>,
    /// Spark settings.
    pub tuning: Tuning,
}

/// Puts a plan together; `None` where the standing has no session.
#[must_use]
pub fn plan(standing: &Standing<'_>, beside: Beside<'_>, answers: Answers) -> Option<Plan> {
    let session = Assembled::of(standing, beside)?;
    let Answers { snapshot, resolution, findings, connections, tuning } = answers;
    Some(Plan {
        identity: identity(standing, &session, snapshot),
        endpoints: endpoint::endpoints(&session, &connections),
        execution: execution::policies(&session, &resolution),
        position: position::position(standing),
        settings: session.settings,
        resolution,
        findings,
        tuning,
    })
}

fn identity(standing: &Standing<'_>, session: &Assembled<'_>, (snapshot, snapshot_at): (i64, String)) -> Identity {
    let mut around = standing.levels.iter().map(|level| level.name().to_string());
    let own = &session.layered.session.1;
    Identity {
        address: standing.address.clone(),
        repository: standing.repository.to_owned(),
        folder: standing.folder.to_owned(),
        workflow: around.next().unwrap_or_default(),
        worklets: around.collect(),
        session: session.layered.instance.map_or(&own.name, |(_, instance)| &instance.name).to_string(),
        task: own.name.to_string(),
        mapping: own.mapping.to_string(),
        snapshot,
        snapshot_at,
        place: session.place.clone(),
    }
}
