//! What an address means to a move: a session, a worklet or a workflow, and the object at folder level that holds it.

use super::Moving;
use crate::cli::exit::{Failure, INPUT, USAGE};
use crate::cli::object::{self, Wanted};
use crate::cli::show;
use crate::model::object::Kind;
use crate::store::find::Object;

impl Moving<'_> {
    /// The session, worklet or workflow that an address means; a task instance means the session that it stands for.
    pub(super) fn meant(&self, wanted: &Wanted) -> Result<Object, Failure> {
        let all = object::candidates(self.catalog, wanted)?;
        let is_flow = |one: &Object| matches!(one.key.kind, Kind::Session | Kind::Worklet | Kind::Workflow);
        let mut flows: Vec<Object> = all.iter().filter(|one| is_flow(one)).cloned().collect();
        match (flows.len(), all.len()) {
            (1, _) => Ok(flows.remove(0)),
            (0, 0) => match show::task_instance(self.catalog, wanted)? {
                Some((session, _)) => Ok(session),
                None => object::one(self.catalog, wanted),
            },
            (0, _) => {
                let message = format!("{} is no session, worklet or workflow", wanted.text);
                Err(Failure::new(USAGE, message).hint("what they need goes along with them"))
            }
            _ => object::one(self.catalog, wanted),
        }
    }

    /// The object at folder level that an object goes with: itself, or the workflow or worklet around it.
    pub(super) fn whole(&self, found: &Object) -> Result<Object, Failure> {
        if found.key.path.is_empty() {
            return Ok(found.clone());
        }
        let around = self.catalog.object_around(found, self.at)?;
        around.ok_or_else(|| {
            let message = format!("the workflow around {} does not hold it any more", object::address(found));
            Failure::new(INPUT, message).hint("name a snapshot in which it does: ADDRESS@SNAPSHOT")
        })
    }
}
