//! What a site gives to `comply`: rulebook, waivers, classification.
//!
//! Owns where the files are looked for: a flag, else the settings file, else there is none. Never looks into the catalog.

use crate::cli::exit::{Failure, INPUT};
use crate::cli::settings::Settings;
use crate::model::classification::Classification;
use crate::model::rulebook::Rulebook;
use crate::model::waiver::Waiver;
use crate::read::{classification, rulebook, waiver};
use crate::store::assessment::digest_of;
use std::path::{Path, PathBuf};

/// Files that say what a site wants of the rules.
#[derive(Debug, Clone, Default, clap::Args)]
pub(in crate::cli) struct GivenArgs {
    /// Severities, thresholds and patterns of names, by folder and environment [default: rules of catalog.yaml]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) rules: Option<PathBuf>,
    /// Findings that somebody answers for until a day [default: waivers of catalog.yaml]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) waivers: Option<PathBuf>,
    /// Which tables and columns hold personal, card or confidential data [default: classification of catalog.yaml]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) classification: Option<PathBuf>,
}

/// What the files say.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct Given {
    /// What is wanted of the rules.
    pub(in crate::cli) rulebook: Rulebook,
    /// In the order of the file.
    pub(in crate::cli) waivers: Vec<Waiver>,
    /// What holds what.
    pub(in crate::cli) classification: Classification,
    /// BLAKE3 of rulebook and classification as given, hex; empty where none was given.
    pub(in crate::cli) digest: String,
}

impl Given {
    /// Reads the files.
    pub(in crate::cli) fn read(args: &GivenArgs, settings: &Settings) -> Result<Self, Failure> {
        let wants = &settings.wants;
        let rules = text(args.rules.as_ref().or(wants.rules.as_ref()))?;
        let classes = text(args.classification.as_ref().or(wants.classification.as_ref()))?;
        let waivers = text(args.waivers.as_ref().or(wants.waivers.as_ref()))?;
        let wrong = |message: String| Failure::new(INPUT, message);
        let mut given = Self::default();
        if let Some((file, text)) = &rules {
            given.rulebook = rulebook::rulebook(text, file).map_err(wrong)?;
        }
        if let Some((file, text)) = &classes {
            given.classification = classification::classification(text, file).map_err(wrong)?;
        }
        if let Some((file, text)) = &waivers {
            given.waivers = waiver::waivers(text, file).map_err(wrong)?;
        }
        let said = |one: &Option<(String, String)>| one.as_ref().map_or(String::new(), |(_, text)| text.clone());
        if rules.is_some() || classes.is_some() {
            given.digest = digest_of(&[&said(&rules), &said(&classes)]);
        }
        Ok(given)
    }
}

/// The name of a file and what it says.
fn text(path: Option<&PathBuf>) -> Result<Option<(String, String)>, Failure> {
    path.map(|path| Ok((path.display().to_string(), read(path)?))).transpose()
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::given(path, &error))
}
