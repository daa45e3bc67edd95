//! `catalog connection test`.

use super::secret::Opener;
use super::show::resolved;
use super::target::{credential_of, target};
use super::{subjects, unknown};
use crate::answer::connection::{Compared, ResolvedConnection, differing};
use crate::cli::audited::{actor, audited_reading};
use crate::cli::exit::{DONE, Failure, NO, Outcome};
use crate::cli::known::{Known, KnownArgs};
use crate::cli::settings::Settings;
use crate::cli::{Format, holder, now, object, output, show};
use crate::model::audit::{Act, Action};
use crate::model::connection::{Connection, Seen, Verdict};
use crate::model::content::Value;
use crate::model::object::Kind;
use crate::reach::{self, Options, Target};
use crate::render::connection::TestRow;
use crate::render::{connection as rendered, json};
use crate::store::Catalog;
use std::collections::BTreeSet;
use std::time::Duration;

/// Test connections: log in, and look at what they name
///
/// Nothing is made on the other side. Certificates are verified. References to one endpoint with one credential share one
/// login, and a silent address costs its time once. Results are stored with their time (`validate --connect`).
/// --table also holds the columns of a table against its SOURCE and TARGET definitions in the catalog. Exit code 1 where a
/// connection is not ok or a column differs.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog connection test LANDING\n  \
                        catalog connection test LANDING --timeout 3 --format json")]
pub(in crate::cli) struct TestArgs {
    /// Their names
    #[arg(value_name = "NAME", required_unless_present = "all")]
    names: Vec<String>,
    /// Every connection that the environment has
    #[arg(long, conflicts_with = "names")]
    all: bool,
    /// A table whose columns are wanted: NAME or SCHEMA.NAME
    #[arg(long, value_name = "TABLE")]
    table: Option<String>,
    /// Longest time for one step, a login or a look
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// Do not verify certificates; the result says so
    #[arg(long)]
    insecure: bool,
    #[command(flatten)]
    known: KnownArgs,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Addresses that are tested at once where nobody says how many: they wait, mostly.
const JOBS: usize = 8;

pub(super) fn run(args: &TestArgs, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let environment = args.known.environment.name();
    let wanted = wanted(&catalog, args, environment)?;
    if wanted.is_empty() {
        output::say("there is no connection to test; `catalog connection import` reads them");
        return Ok(DONE);
    }
    let known = Known::gather(&args.known, settings, &catalog, catalog.latest_snapshot()?.unwrap_or(0))?;
    let indexes = known.indexes();
    let ready: Vec<ResolvedConnection> = wanted.iter().map(|one| resolved(one, &known, &indexes)).collect();
    let seen = audited_reading(settings, &actor(settings), &act(&wanted, &ready, args), || {
        let seen = test(args, settings, &catalog, &wanted, &ready)?;
        let tests: Vec<(&str, &str, &Seen)> =
            wanted.iter().zip(&seen).map(|(one, seen)| (one.name.as_str(), environment, seen)).collect();
        let writing = Catalog::open_existing(&settings.catalog, settings.wait, &holder("connection test"))?;
        writing.store_tests(&tests, &now())?;
        let ok = seen.iter().filter(|one| one.verdict == Verdict::Ok).count();
        let said = format!("{ok} of {} ok", seen.len());
        Ok((seen, said))
    })?;
    let rows: Vec<TestRow<'_>> = wanted
        .iter()
        .zip(&seen)
        .map(|(connection, seen)| Ok(TestRow { connection, seen, compared: compared(&catalog, args, seen)? }))
        .collect::<Result<_, Failure>>()?;
    match args.format {
        Format::Text => output::answer(&rendered::tests_text(&rows, output::width()))?,
        Format::Json => output::answer(&json::pretty(&rendered::tests_json(&rows)))?,
    }
    let differ = rows.iter().any(|row| row.compared.iter().flatten().any(|one| !one.differences.is_empty()));
    Ok(if !differ && seen.iter().all(|one| one.verdict == Verdict::Ok) { DONE } else { NO })
}

/// What the audit log says of tests: the connections, and the credentials that are opened for them.
fn act(wanted: &[Connection], ready: &[ResolvedConnection], args: &TestArgs) -> Act {
    let can_be_tried = |one: &&ResolvedConnection| {
        one.connection.family().is_some_and(|family| reach::lacks(family).is_none()) && one.unresolved.is_empty()
    };
    let credentials: BTreeSet<String> = ready.iter().filter(can_be_tried).filter_map(credential_of).collect();
    let credentials = credentials.into_iter().map(|name| format!("credential:{name}").into());
    let detail = if args.insecure { "certificates are not verified" } else { "" };
    Act {
        action: Action::Test,
        subjects: subjects(wanted).into_iter().chain(credentials).collect(),
        detail: detail.to_owned(),
    }
}

/// The SOURCE and TARGET definitions of the table that was asked for, each beside the columns that were seen; `None` where
/// none were.
fn compared(catalog: &Catalog, args: &TestArgs, seen: &Seen) -> Result<Option<Vec<Compared>>, Failure> {
    let Some((columns, table)) = seen.columns.as_ref().zip(args.table.as_deref()) else { return Ok(None) };
    let name = table.rsplit('.').next().unwrap_or(table);
    let mut found = Vec::new();
    let Some(latest) = catalog.latest_snapshot()? else { return Ok(Some(found)) };
    // Servers fold the case of names, each in its own way.
    let spellings = BTreeSet::from([name.to_owned(), name.to_uppercase(), name.to_lowercase()]);
    let mut objects = Vec::new();
    for spelling in &spellings {
        objects.extend(catalog.objects_named(spelling, latest)?);
    }
    for object in objects.into_iter().filter(|one| matches!(one.key.kind, Kind::Source | Kind::Target)) {
        if let Value::Table(definition) = show::read(&catalog.definition_text(object.definition)?)?.value {
            let differences = differing(&definition, columns);
            found.push(Compared { definition: object::address(&object), differences });
        }
    }
    found.sort_by(|a, b| a.definition.cmp(&b.definition));
    Ok(Some(found))
}

/// The connections that were asked for, in the order of their names.
fn wanted(catalog: &Catalog, args: &TestArgs, environment: &str) -> Result<Vec<Connection>, Failure> {
    let mut all = catalog.connections(environment, None)?;
    for name in &args.names {
        if !all.iter().any(|one| one.name == name.as_str()) {
            return Err(unknown(catalog, name, environment)?);
        }
    }
    all.retain(|one| args.all || args.names.iter().any(|name| one.name == name.as_str()));
    Ok(all)
}

/// Tests what can be, and says why the rest cannot; in the order of the connections.
fn test(
    args: &TestArgs,
    settings: &Settings,
    catalog: &Catalog,
    stored: &[Connection],
    wanted: &[ResolvedConnection],
) -> Result<Vec<Seen>, Failure> {
    let opener = Opener::new(settings, catalog)?;
    let targets: Vec<Result<Target, Seen>> =
        stored.iter().zip(wanted).map(|(stored, one)| ready(args, &opener, stored, one)).collect();
    let ready: Vec<Target> = targets.iter().filter_map(|one| one.as_ref().ok().cloned()).collect();
    let jobs = settings.jobs_given().unwrap_or(settings.jobs.max(JOBS));
    let mut seen = reach::test_all(&ready, &Options { jobs, timeout: Duration::from_secs(args.timeout) }).into_iter();
    let lost = || nothing_tried(Verdict::Failed, "the test was lost".to_owned(), args);
    Ok(targets.into_iter().map(|one| one.map_or_else(|seen| seen, |_| seen.next().unwrap_or_else(lost))).collect())
}

fn nothing_tried(verdict: Verdict, message: String, args: &TestArgs) -> Seen {
    Seen { verdict, server: "".into(), latency_ms: None, message, insecure: args.insecure, columns: None }
}

/// What is tested: parameters put in, secret opened. Or why it is not.
fn ready(
    args: &TestArgs,
    opener: &Opener<'_>,
    stored: &Connection,
    resolved: &ResolvedConnection,
) -> Result<Target, Seen> {
    let target = target(opener, stored, resolved).map_err(|why| nothing_tried(why.verdict, why.message, args))?;
    Ok(Target { insecure: args.insecure, table: args.table.as_deref().map(Into::into), ..target })
}
