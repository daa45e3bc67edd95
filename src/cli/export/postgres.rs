//! `catalog export --format postgres`.

use super::{ExportArgs, tables};
use crate::cli::audited::{actor, audited_reading};
use crate::cli::connection::target::{Named, failure};
use crate::cli::exit::{DONE, Failure, INPUT, Outcome, USAGE};
use crate::cli::output;
use crate::cli::settings::Settings;
use crate::cli::vault::allow;
use crate::model::audit::{Act, Action};
use crate::model::connection::Family;
use crate::model::listing::{Cell, Listing};
use crate::model::role::Right;
use crate::reach::postgres::upsert::{Upsert, Upserted};
use crate::reach::{Target, Trouble};
use crate::render::table;
use crate::store::Catalog;
use std::collections::BTreeMap;

/// Tables by name, with what became of their rows.
type Done = BTreeMap<&'static str, Upserted>;

pub(super) fn run(args: &ExportArgs, settings: &Settings) -> Outcome {
    let Some(name) = args.to.as_ref().filter(|_| args.output.is_none()) else {
        let message = "name the connection of the database with --to, and no --output";
        return Err(Failure::new(USAGE, message).hint("`catalog list connections` lists them"));
    };
    if args.schema.as_deref() == Some("") {
        return Err(Failure::new(USAGE, "with postgres, --schema wants the name of one"));
    }
    let catalog = Catalog::open_read(&settings.catalog)?;
    let named = Named::find(settings, &catalog, &args.env, name)?;
    let subjects = [format!("snapshot:{}", tables::word(args)).into()].into_iter().chain(named.subjects());
    let detail = args.schema.as_ref().map_or("postgres".to_owned(), |schema| format!("postgres, schema {schema}"));
    let act = Act { action: Action::Export, subjects: subjects.collect(), detail };
    let done = audited_reading(settings, &actor(settings), &act, || {
        allow(settings, &catalog, Right::Report, "")?;
        let target = named.open(settings, &catalog)?;
        if target.family != Family::Postgresql {
            return Err(Failure::new(INPUT, format!("connection {name} is none to PostgreSQL")));
        }
        let done = export(args, &catalog, &target, &|why| failure(name, &why))?;
        let rows: u64 = done.values().map(|one| one.rows).sum();
        Ok((done, format!("{rows} rows")))
    })?;
    output::answer(&table::table(&summary(&done), output::width()))?;
    Ok(DONE)
}

fn export(
    args: &ExportArgs,
    catalog: &Catalog,
    target: &Target,
    wrong: &dyn Fn(Trouble) -> Failure,
) -> Result<Done, Failure> {
    let snapshots = tables::snapshots(catalog, args)?;
    let upsert = Upsert::begin(target, args.schema.as_deref(), &catalog.identity()?).map_err(wrong)?;
    let done = catalog.in_one_view(|| {
        let mut done = Done::new();
        for (table, at) in tables::wanted(&snapshots) {
            let mut copy = upsert.copy(&table.dataset, at).map_err(wrong)?;
            catalog.rows_of(table, at.unwrap_or(0), &mut |cells| copy.row(cells).map_err(wrong))?;
            let one = copy.finish().map_err(wrong)?;
            let all = done.entry(table.dataset.name).or_default();
            *all = Upserted {
                rows: all.rows + one.rows,
                written: all.written + one.written,
                removed: all.removed + one.removed,
            };
        }
        Ok::<_, Failure>(done)
    })?;
    upsert.commit().map_err(wrong)?;
    Ok(done)
}

/// One row a table.
fn summary(done: &Done) -> Listing {
    let number = |number: u64| Cell::Number(i64::try_from(number).unwrap_or(i64::MAX));
    let row = |(name, one): (&&str, &Upserted)| {
        vec![Cell::Text((*name).to_owned()), number(one.rows), number(one.written), number(one.removed)]
    };
    Listing { columns: vec!["table", "rows", "written", "removed"], rows: done.iter().map(row).collect() }
}
