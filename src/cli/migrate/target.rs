//! What an address means to a move: a session, a worklet or a workflow, and the object at folder level that holds it.

use super::{Moving, Plan};
use crate::answer::design::{Standing, design};
use crate::answer::migrate::Left;
use crate::answer::resolve::{Status, resolve};
use crate::cli::design::{Found, Shelf};
use crate::cli::exit::{Failure, INPUT, USAGE};
use crate::cli::object::{self, Wanted};
use crate::cli::{places, show};
use crate::model::near::nearest;
use crate::model::object::Kind;
use crate::store::Catalog;
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

    /// Hands over every session that an address means or that runs in what it means, at each place where it stands.
    pub(super) fn each_session(
        &self,
        wanted: &Wanted,
        stored: &Shelf<'_>,
        take: &mut dyn FnMut(i64, &Standing<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let meant = self.meant(wanted)?;
        if meant.key.kind == Kind::Session {
            let (places, tops) = places::of(stored, self.catalog, wanted)?;
            if places.is_empty() {
                stored.alone(&meant, &mut |_, _, standing| take(meant.folder_id, standing))?;
            }
            for top in &tops {
                stored.walk(top, &mut |found, _, standing| {
                    let here = matches!(found, Found::Session) && places.contains(&standing.address);
                    if here { take(top.folder_id, standing) } else { Ok(()) }
                })?;
            }
        } else {
            let top = self.whole(&meant)?;
            let own = format!("{}/", without_kind(&object::address(&meant)));
            stored.walk(&top, &mut |found, _, standing| {
                let here = matches!(found, Found::Session) && without_kind(&standing.address).starts_with(&own);
                if here { take(top.folder_id, standing) } else { Ok(()) }
            })?;
        }
        stored.check()
    }

    /// Tells which names nothing gives a value in the environment.
    pub(super) fn unresolved(&self, wanted: &[Wanted], plan: &mut Plan) -> Result<(), Failure> {
        let stored = Shelf::new(self.catalog, self.at);
        let indexes = self.known.indexes();
        // A name that is rewritten is no longer asked for.
        let mapped =
            |name: &str| self.known.environment().connections.iter().any(|(from, _)| from.eq_ignore_ascii_case(name));
        for one in wanted {
            self.each_session(one, &stored, &mut |folder, standing| {
                let design = design(standing, &|kind: &Kind, name: &str| stored.beside(folder, kind, name));
                let resolution = resolve(&self.known.question(&design, &indexes));
                for value in
                    resolution.values.iter().filter(|one| one.status == Status::Unresolved && !mapped(&one.name))
                {
                    let place = value.uses.first().map(|one| one.place.clone()).unwrap_or_default();
                    let times = u32::try_from(value.uses.len()).unwrap_or(u32::MAX);
                    let why = format!("{} in {}", value.why, self.known.environment().name);
                    let (object, what) = (standing.address.clone(), format!("parameter {}", value.name));
                    plan.report.left.push(Left { object, what, why, place, times });
                }
                Ok(())
            })?;
        }
        Ok(())
    }
}

/// Refuses an environment that no file describes (one that does not describe it is refused when it is read) and of which
/// the catalog has neither connections nor parameter files: its name is a slip.
pub(super) fn require_environment(catalog: &Catalog, name: &str, at: i64, described: bool) -> Result<(), Failure> {
    if described {
        return Ok(());
    }
    let mut all: Vec<String> = catalog.all_connections(None)?.into_iter().map(|one| one.environment.into()).collect();
    // Snapshot 0 holds no files, so every file is unlike those of it.
    all.extend(catalog.parameter_files_unlike(at, 0)?.into_iter().map(|one| one.environment));
    all.retain(|one| !one.is_empty());
    all.sort();
    all.dedup();
    if all.iter().any(|one| one == name) {
        return Ok(());
    }
    let near = nearest(name, &all);
    let hint = match (near.is_empty(), all.is_empty()) {
        (false, _) => format!("did you mean {}?", near.join(", ")),
        (true, false) => format!("known are {}; describe others in environments.yaml", all.join(", ")),
        (true, true) => "describe it in environments.yaml, or name the file with --environments".to_owned(),
    };
    Err(Failure::new(INPUT, format!("nothing is known of the environment {name}")).hint(hint))
}

/// An address without its kind.
fn without_kind(address: &str) -> &str {
    address.split_once(':').map_or(address, |(_, rest)| rest)
}
