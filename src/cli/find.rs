//! `catalog find`.

use super::exit::{DONE, Failure, NO, Outcome, USAGE};
use super::settings::Settings;
use super::{Format, list, object, output};
use crate::answer::find::places;
use crate::model::object::Kind;
use crate::read::{tree, words};
use crate::render::find::{Found, Hit, text};
use crate::render::json;
use crate::store::Catalog;

/// Find where a table, connection, parameter or word of SQL is used
///
/// Looks for whole words (letters, digits, _ $ #) in names, tables, SQL, expressions, commands, connections and parameters;
/// `SALES*` stands for every word that begins so. Several words must all stand in the same object. Case does not count.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog find DIM_CUSTOMER\n  catalog find '$$REGION' --kind session\n  \
                        catalog find 'STG_*' --format json\n\nExit code 1: nothing found.")]
pub(super) struct FindArgs {
    /// Words
    #[arg(required = true, value_name = "TEXT")]
    text: Vec<String>,
    /// Only this folder
    #[arg(long, value_name = "NAME")]
    folder: Option<String>,
    /// Only this kind: session, mapping, source, ...
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Objects to show; all are counted
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// As of this snapshot: 3, latest~1, 2026-11-21, a label
    #[arg(long, value_name = "SNAPSHOT", default_value = "latest")]
    at: String,
    /// How the places are written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &FindArgs, settings: &Settings) -> Outcome {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let wanted = wanted(&args.text.join(" "));
    if wanted.is_empty() {
        return Err(Failure::new(USAGE, "no word to find").hint("a word has at least two characters and is no number"));
    }
    let at = list::snapshot(&catalog, &args.at)?;
    list::require_folder(&catalog, args.folder.as_deref())?;
    require_kind(args.kind.as_deref())?;
    let objects = catalog.objects_with_words(&wanted, args.folder.as_deref(), args.kind.as_deref(), at)?;
    let mut found = Found { objects: objects.len(), hits: Vec::new() };
    for object in objects.iter().take(args.limit) {
        let stored = catalog.definition_text(object.definition)?;
        let parsed = tree::parse(&stored.xml).map_err(|wrong| Failure::new(super::exit::STORE, wrong.message))?;
        let places = places(&parsed, &wanted, stored.lines_before);
        found.hits.push(Hit { address: object::address(object), file: stored.file, places });
    }
    match args.format {
        Format::Text if found.objects == 0 => {
            output::say(&format!("nothing found; `{}*` finds words that begin so", wanted[0].trim_end_matches('*')));
        }
        Format::Text => output::answer(&text(&found))?,
        Format::Json => output::answer(&json::pretty(&found))?,
    }
    Ok(if found.objects == 0 { NO } else { DONE })
}

fn require_kind(kind: Option<&str>) -> Result<(), Failure> {
    match kind {
        Some(kind) if matches!(Kind::of_word(kind), Kind::Other(_)) => {
            let known: Vec<String> = Kind::KNOWN.iter().map(|kind| kind.as_str().to_owned()).collect();
            Err(Failure::new(USAGE, format!("there is no kind {kind}")).hint(format!("kinds are {}", known.join(", "))))
        }
        _ => Ok(()),
    }
}

/// Cuts what the user typed into words as they are indexed; a `*` after a word stays with it.
fn wanted(text: &str) -> Vec<String> {
    let starred = |word: &str| {
        let end = word.as_ptr() as usize - text.as_ptr() as usize + word.len();
        if text[end..].starts_with('*') { format!("{word}*") } else { word.to_owned() }
    };
    words::split(text).map(starred).collect()
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn words_are_cut_as_they_are_indexed() {
        assert_eq!(wanted("DWH.T_SALES $$X STG_*"), ["DWH", "T_SALES", "$$X", "STG_*"]);
        assert!(wanted("1 . x").is_empty());
    }
}
