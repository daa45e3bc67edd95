//! `catalog init`.

use super::exit::{DONE, Outcome};
use super::settings::Settings;
use super::{holder, output};
use crate::store::{Catalog, whole_file};

/// Settings with comments, none of them set.
const SETTINGS: &str = include_str!("../../templates/catalog.yaml");

/// Make an empty catalog, and a settings file with comments
///
/// `catalog ingest` makes a catalog by itself; this is for scripts that want the file first, and for whoever looks for what can
/// be set: catalog.yaml says every setting with its default, and sets none. What is there is kept.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog init --catalog new.db")]
pub(super) struct InitArgs {}

pub(super) fn run(_: &InitArgs, settings: &Settings) -> Outcome {
    let there = settings.catalog.exists();
    Catalog::open_write(&settings.catalog, settings.wait, &holder("init"))?;
    let said = |there: bool| if there { "is there already" } else { "is ready" };
    let mut text = format!("{} {}\n", settings.catalog.display(), said(there));
    let file = settings.file();
    let there = file.exists();
    if !there {
        whole_file::write(&file, SETTINGS, whole_file::USUAL)?;
    }
    text.push_str(&format!("{} {}\n", file.display(), said(there)));
    output::answer(&text)?;
    Ok(DONE)
}

#[cfg(test)]
mod tests {
    use super::SETTINGS;
    use crate::read::settings::SettingsFile;
    use crate::read::settings::settings;

    #[test]
    fn the_settings_file_sets_nothing_until_a_mark_is_taken_away() {
        assert_eq!(settings(SETTINGS).expect("valid"), settings("").expect("empty"));
        let is_prose = |line: &&str| line.trim_start().starts_with("# ");
        let set: Vec<String> =
            SETTINGS.lines().filter(|line| !is_prose(line)).map(|l| l.replacen('#', "", 1)).collect();
        let read = settings(&set.join("\n")).expect("every setting is known");
        let nightly = read.nightly.expect("a night");
        assert_eq!(nightly.exports, ["exports"]);
        assert_eq!(nightly.fail_on.len(), crate::read::settings::nightly::BARS.len());
        // Whatever is added to the settings must stand in the file, too.
        let shape = format!("{:?}{nightly:?}", SettingsFile { nightly: None, ..read });
        assert!(!shape.replace("nightly: None", "").contains("None"), "{shape}");
    }
}
