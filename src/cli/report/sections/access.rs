//! Who could and who did, out of the signed list, the audit log and the references of sessions, all as of a time.

use super::Asking;
use crate::answer::report::access::{Openers, by_action, by_member, did, touched};
use crate::answer::report::classified::{ClassifiedUse, Tables, classed, may_fit_column, uses};
use crate::cli::exit::Failure;
use crate::cli::vault::{pins_file, signed};
use crate::model::connection::Connection;
use crate::model::role::{Membership, Right};
use crate::render::report::Section;
use crate::render::report::section::access::{self as rendered, Access};
use crate::store::{credential, role};
use crate::vault::{self, Pin, Pins, Signed};

pub(super) fn section(asking: &Asking<'_>) -> Result<Section, Failure> {
    let catalog = asking.catalog;
    let objects = catalog.all_connections(Some(&asking.until))?;
    let stored = catalog.audit_head_of(asking.asked.at)?.map(|(sequence, _)| sequence);
    let head = stored.map_or_else(|| catalog.audit_sequence_at(&asking.until), Ok)?;
    let acts = catalog.acts_until(head)?;
    let (lists, signed_at) = lists(asking)?;
    let list = list_of(asking, &lists)?;
    let name = |recipient: &str| {
        vault::former_name(&lists, recipient).map_or_else(|| recipient.to_owned(), |name| name.to_string())
    };
    let openers = match &list {
        Ok(Some(list)) => Ok(openers(asking, list, &objects)?),
        Ok(None) if credential::names_at(catalog, &asking.until)?.is_empty() => Ok(Vec::new()),
        Ok(None) => Err("there are credentials and no list of members".to_owned()),
        Err(why) => Err(why.clone()),
    };
    let members = list.ok().flatten().map(|list| (list.version, signed_at));
    let by_action = by_action(&acts).into_iter().map(|(action, acts)| (action.to_owned(), acts)).collect();
    Ok(rendered::access(&Access {
        openers,
        members,
        did: did(&acts, &name),
        by_action,
        head,
        head_is_stored: stored.is_some(),
        touched: touched(&catalog.touches(asking.asked.at, asking.folder())?, &objects),
        classified: classified(asking)?,
    }))
}

/// The lists of members up to the time, newest first, and when the newest was signed.
fn lists(asking: &Asking<'_>) -> Result<(Vec<Signed>, String), Failure> {
    let (rows, at) = role::memberships_by(asking.catalog, &asking.until)?;
    Ok((rows.into_iter().map(|row| signed(row.version, row.body, row.signature)).collect(), at))
}

/// The list that held then, verified with the pinned key; or why it is not believed. Older than what was seen is what is
/// wanted here, so the version that was seen does not count.
fn list_of(asking: &Asking<'_>, lists: &[Signed]) -> Result<Result<Option<Membership>, String>, Failure> {
    if lists.is_empty() {
        return Ok(Ok(None));
    }
    let id = credential::catalog_id(asking.catalog)?;
    let pins = Pins::read(&pins_file(&asking.settings.keys))?;
    let pin = pins.of(&id).map(|pin| Pin { seen: 0, ..pin.clone() });
    Ok(vault::verified(lists, &id, pin.as_ref()).map_err(|error| error.to_string()))
}

fn openers(asking: &Asking<'_>, list: &Membership, objects: &[Connection]) -> Result<Vec<Openers>, Failure> {
    let one = |(name, set_at): (String, String)| {
        let all = vault::openers(list, &vault::subjects_of(list, &name));
        let of = |right: Right| -> Vec<(String, String)> {
            let own = all.iter().filter(|(one, ..)| *one == right);
            own.map(|(_, member, role)| (member.to_string(), role.to_string())).collect()
        };
        let readers = by_member(&of(Right::ReadSecret));
        let mut testers = by_member(&of(Right::Test));
        testers.retain(|(member, _)| readers.iter().all(|(reader, _)| reader != member));
        let users = objects.iter().filter(|one| one.credential.as_deref() == Some(name.as_str()));
        let connections = users.map(|one| match one.environment.as_str() {
            "" => one.name.to_string(),
            environment => format!("{} ({environment})", one.name),
        });
        Openers { connections: connections.collect(), credential: name, readers, testers, set_at }
    };
    Ok(credential::names_at(asking.catalog, &asking.until)?.into_iter().map(one).collect())
}

/// Classified tables by session; `None` where nothing is classified by anybody.
fn classified(asking: &Asking<'_>) -> Result<Option<Vec<ClassifiedUse>>, Failure> {
    let Some(classification) = &asking.given.classification else { return Ok(None) };
    let (catalog, at) = (asking.catalog, asking.asked.at);
    let tables = Tables {
        definitions: catalog.table_definitions(at)?,
        columns: catalog.columns_like(&|column| may_fit_column(classification, column))?,
        leads: catalog.leads(at)?,
        lookups: catalog.lookup_tables(at)?,
        sessions: catalog.mapped_sessions(at, asking.folder())?,
    };
    let classed = classed(&tables, classification);
    let mut placed = Vec::new();
    if !classed.is_empty() {
        let mapplets = catalog.objects_at_top("mapplet", at)?;
        let mapplets: std::collections::BTreeSet<&str> = mapplets.iter().map(|one| one.key.name.as_str()).collect();
        placed = catalog.placed(&|name| mapplets.contains(name) || classed.is_named(&tables.leads, name), at)?;
    }
    Ok(Some(uses(&classed, &tables, &placed)))
}
