//! `catalog template check`.

use super::create::{laid_out, sheets};
use super::named;
use crate::answer::template::check::{Checked, check, of_template};
use crate::answer::template::{Sheet, fits};
use crate::cli::design::{Found, Shelf};
use crate::cli::exit::{DONE, Failure, INPUT, NO, Outcome};
use crate::cli::settings::Settings;
use crate::cli::{Format, list, output, places};
use crate::render::{json, template as rendered};
use crate::store::Catalog;

/// Find the sessions that drift from a template
///
/// Whatever is a parameter may be anything; all else must be as the template says, whichever layer says it. What a session
/// overrides in a part that the template speaks of is drift, too; parts that it does not speak of are told as not covered.
/// Exit code 1 where a session drifts.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog template check upsert --folder SALES_DWH --sessions 's_m_dim_*'")]
pub(in crate::cli) struct CheckArgs {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,
    /// The sessions of this folder
    #[arg(long, value_name = "NAME", required_unless_present_any = ["all", "from"], conflicts_with_all = ["all", "from"])]
    folder: Option<String>,
    /// The sessions of every folder
    #[arg(long, conflicts_with = "from")]
    all: bool,
    /// These sessions, by address
    #[arg(long, value_name = "SESSION", num_args = 1..)]
    from: Vec<String>,
    /// Only sessions that are called so; * stands for any text
    #[arg(long, value_name = "PATTERN", conflicts_with = "from")]
    sessions: Option<String>,
    /// As of this snapshot
    #[arg(long, value_name = "SNAPSHOT", default_value = "latest", conflicts_with = "from")]
    at: String,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &CheckArgs, settings: &Settings) -> Outcome {
    let (stored, template) = named(settings, &args.name)?;
    let template = of_template(&template, &stored.name);
    let catalog = Catalog::open_read(&settings.catalog)?;
    let checked: Vec<Checked> = if args.from.is_empty() {
        every(args, &catalog, &|sheet| check(&template, sheet))?
    } else {
        sheets(&catalog, &args.from)?.iter().map(|sheet| check(&template, sheet)).collect()
    };
    if checked.is_empty() {
        return Err(Failure::new(INPUT, "there is no session to check").hint("`catalog list sessions` shows them"));
    }
    match args.format {
        Format::Text => output::answer(&rendered::drift_text(&args.name, &checked))?,
        Format::Json => output::answer(&json::pretty(&rendered::drift_json(&args.name, &checked)))?,
    }
    Ok(if checked.iter().all(|one| one.drift.is_empty()) { DONE } else { NO })
}

fn every(args: &CheckArgs, catalog: &Catalog, check: &dyn Fn(&Sheet) -> Checked) -> Result<Vec<Checked>, Failure> {
    list::require_folder(catalog, args.folder.as_deref())?;
    let shelf = Shelf::new(catalog, list::snapshot(catalog, &args.at)?);
    let mut checked = Vec::new();
    places::every(&shelf, catalog, args.folder.as_deref(), &mut |top, found, key, standing| {
        let is_wanted = args.sessions.as_deref().is_none_or(|pattern| fits(pattern, &key.name));
        if matches!(found, Found::Session) && is_wanted {
            let sheet = laid_out(&shelf, catalog, top.folder_id, standing)?;
            checked.extend(sheet.as_ref().map(check));
        }
        Ok(())
    })?;
    shelf.check()?;
    for passed in shelf.passed_over() {
        output::say(&passed);
    }
    checked.sort_by(|a, b| a.address.cmp(&b.address));
    Ok(checked)
}
