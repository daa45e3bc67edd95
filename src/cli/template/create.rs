//! `catalog template create`.

use super::{act, is_secret, refused, require_own_name};
use crate::answer::design::Standing;
use crate::answer::template::{Sheet, create};
use crate::cli::audited::audited;
use crate::cli::design::Shelf;
use crate::cli::exit::{DONE, Failure, INPUT, Outcome};
use crate::cli::settings::Settings;
use crate::cli::{holder, now, object, output, places};
use crate::model::snapshot::Fate;
use crate::model::template::{StoredTemplate, Template};
use crate::read::template;
use crate::render::template as rendered;
use crate::store::Catalog;

/// Make a template of sessions: what they share stays, what differs becomes its parameters
///
/// Of one session, the mapping, connections, names of tables and files, the name and the log file become parameters. Readers,
/// writers and transformations are matched by what they are where each session has one of a kind, else by name; the rest is told
/// as not said. A secret becomes a parameter.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog template create nightly --from s_m_dim_customer s_m_dim_calendar")]
pub(in crate::cli) struct CreateArgs {
    /// Its name: lower case letters, digits and _
    #[arg(value_name = "NAME")]
    name: String,
    /// Addresses of sessions
    #[arg(long, value_name = "SESSION", required = true, num_args = 1..)]
    from: Vec<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT", default_value = "")]
    description: String,
    /// In the place of one that is there
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &CreateArgs, settings: &Settings) -> Outcome {
    require_own_name(&args.name)?;
    let catalog = Catalog::open_existing(&settings.catalog, settings.wait, &holder("template create"))?;
    let sheets = sheets(&catalog, &args.from)?;
    let made = create::create(&args.name, &args.description, &sheets, &is_secret);
    let text = rendered::yaml(&made);
    let read = template::template(text.as_bytes(), &args.name).map_err(|problem| refused(&problem))?;
    let addresses: Vec<&str> = sheets.iter().map(|sheet| sheet.address.as_str()).collect();
    keep(&catalog, settings, &stored(&read, text, addresses.join(", ")), args.force)?;
    for one in &made.uncovered {
        output::say(&format!("not covered: {one}"));
    }
    Ok(DONE)
}

/// Lays out the sessions that addresses mean, each once.
pub(super) fn sheets(catalog: &Catalog, addresses: &[String]) -> Result<Vec<Sheet>, Failure> {
    let mut sheets: Vec<Sheet> = Vec::new();
    for address in addresses {
        let wanted = object::wanted(catalog, address)?;
        let shelf = Shelf::new(catalog, wanted.at);
        places::session(&shelf, catalog, &wanted, &mut |folder, standing| {
            let sheet = laid_out(&shelf, catalog, folder, standing)?;
            let is_new = |sheet: &Sheet| sheets.iter().all(|known| known.address != sheet.address);
            let sheet = sheet.filter(is_new);
            sheets.extend(sheet);
            Ok(())
        })?;
    }
    Ok(sheets)
}

/// Lays out the session of a standing, with the place of the session itself.
pub(super) fn laid_out(
    shelf: &Shelf<'_>,
    catalog: &Catalog,
    folder: i64,
    standing: &Standing<'_>,
) -> Result<Option<Sheet>, Failure> {
    let Some(layered) = &standing.session else { return Ok(None) };
    let own = places::own(shelf, catalog, folder, standing)?;
    let mut sheet = Sheet::of(layered, &standing.address, standing.repository, standing.folder);
    sheet.stands_at(&format!("{}:{}", own.file, own.line));
    Ok(Some(sheet))
}

/// A template with its text, ready to be kept.
pub(super) fn stored(read: &Template, text: String, source: String) -> StoredTemplate {
    StoredTemplate {
        name: read.name.clone(),
        description: read.description.clone(),
        parameters: u32::try_from(read.parameters.len()).unwrap_or(u32::MAX),
        source,
        since: String::new(),
        text,
    }
}

/// Keeps a template, and says what became of it.
pub(super) fn keep(
    catalog: &Catalog,
    settings: &Settings,
    template: &StoredTemplate,
    force: bool,
) -> Result<(), Failure> {
    let known = catalog.template(&template.name)?;
    if known.is_some_and(|known| known.text != template.text) && !force {
        let message = format!("there is a template {} already", template.name);
        return Err(Failure::new(INPUT, message).hint("--force puts this one in its place; its history stays"));
    }
    let said = format!("{} parameters, from {}", template.parameters, template.source);
    let what = audited(catalog, settings, &act(&template.name, said), || {
        let what = match catalog.keep_template(template, &now())? {
            Fate::Added => "added",
            Fate::Unchanged => "unchanged",
            _ => "changed",
        };
        Ok((what, what.to_owned()))
    })?;
    output::answer(&format!("template {} {what}, {} parameters\n", template.name, template.parameters))
}
