//! `catalog ingest --from-connection`: run history out of a repository's database.

use super::{IngestArgs, wish};
use crate::cli::audited::audited;
use crate::cli::connection::target::{Named, failure};
use crate::cli::exit::{DONE, Failure, NO, Outcome};
use crate::cli::settings::Settings;
use crate::cli::vault::allow;
use crate::cli::{Format, holder, now, output};
use crate::ingest::{IngestError, PullError, pulled};
use crate::model::audit::{Act, Action};
use crate::model::problem::Severity;
use crate::model::role::Right;
use crate::model::snapshot::Summary;
use crate::reach::pull::{Ask, Pulled, VIEWS, pull};
use crate::reach::{Limits, Target, Trouble};
use crate::render::{json, summary};
use crate::store::Catalog;
use std::time::Duration;

/// The view whose rows have no number of the run.
const TABLES: &str = "REP_SESS_TBL_LOG";

pub(super) fn run(name: &str, args: &IngestArgs, settings: &Settings) -> Outcome {
    let open = if args.dry_run { Catalog::open_for_trial } else { Catalog::open_write };
    let catalog = open(&settings.catalog, settings.wait, &holder("ingest"))?;
    allow(settings, &catalog, Right::Ingest, &args.env)?;
    let named = Named::find(settings, &catalog, &args.env, name)?;
    let work = || {
        let target = named.open(settings, &catalog)?;
        let (summary, views) = read(name, args, &catalog, &target)?;
        let said = summary::line(&summary);
        Ok(((summary, views), said))
    };
    let (summary, views) = if args.dry_run {
        work()?.0
    } else {
        let detail = format!("run history{}", args.since.as_ref().map_or(String::new(), |day| format!(" since {day}")));
        audited(&catalog, settings, &Act { action: Action::Ingest, subjects: named.subjects(), detail }, work)?
    };
    for one in &views {
        say(one);
    }
    match args.format {
        Format::Text => output::answer(&summary::text(&summary, output::width()))?,
        Format::Json => output::answer(&json::pretty(&summary::json(&summary)))?,
    }
    let wrong = summary.problems.iter().any(|problem| problem.severity == Severity::Error);
    Ok(if wrong || views.iter().all(|one| one.missing) { NO } else { DONE })
}

fn say(one: &Pulled) {
    if one.missing {
        output::say(&format!(
            "{}: neither the view nor the tables under it are there, or this user may not see them",
            one.view
        ));
    } else {
        output::say(&format!("{}: {} rows", one.view, one.rows));
    }
}

fn read(name: &str, args: &IngestArgs, catalog: &Catalog, target: &Target) -> Result<(Summary, Vec<Pulled>), Failure> {
    let asks = asks(name, args, catalog)?;
    let limits = Limits { timeout: Duration::from_secs(args.timeout) };
    let views: Vec<&'static str> = asks.iter().map(|ask| ask.view).collect();
    let mut found = Vec::new();
    let result = pulled(catalog, wish(args), name, &views, &now, &mut |take| -> Result<(), Trouble> {
        found = pull(target, limits, &asks, take)?;
        Ok(())
    });
    match result {
        Ok(summary) => Ok((summary, found)),
        Err(PullError::Source(why)) => Err(failure(name, &why)),
        Err(PullError::Ingest(IngestError::Store(error))) => Err(error.into()),
        Err(PullError::Ingest(error)) => Err(error.into()),
    }
}

/// What is asked of each view: what is newer than the last pull, and what was still under way then.
fn asks(name: &str, args: &IngestArgs, catalog: &Catalog) -> Result<Vec<Ask>, Failure> {
    let (after, tables_since) = match &args.since {
        // Who says a day wants what happened since, pulled before or not.
        Some(day) => (None, Some(day.clone())),
        None => catalog.pull_from(name)?,
    };
    let ask = |view: &'static str| {
        let since = if view == TABLES { tables_since.clone() } else { args.since.clone() };
        Ask { view, after: if view == TABLES { None } else { after }, since }
    };
    Ok(VIEWS.iter().copied().map(ask).collect())
}
