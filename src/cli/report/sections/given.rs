//! What a site gives to reports: classification, promises, prices.
//!
//! Owns where each file is looked for: as it was asked for, else as the settings name it, else there is none.

use super::Asked;
use crate::cli::exit::{Failure, INPUT};
use crate::cli::settings::Settings;
use crate::model::classification::Classification;
use crate::model::price::Prices;
use crate::model::sla::Sla;
use crate::read::{classification, prices, sla};
use crate::render::summary::place;
use std::path::{Path, PathBuf};

/// What the files say; `None`: there is no such file.
pub(super) struct Given {
    pub(super) classification: Option<Classification>,
    pub(super) slas: Option<Vec<Sla>>,
    pub(super) prices: Option<Prices>,
}

impl Given {
    pub(super) fn read(settings: &Settings, asked: &Asked, until: &str) -> Result<Self, Failure> {
        let wants = &settings.wants;
        let classification = text(asked.classification.as_ref().or(wants.classification.as_ref()))?
            .map(|(file, text)| classification::classification(&text, &file))
            .transpose()
            .map_err(|wrong| Failure::new(INPUT, wrong))?;
        let slas = text(asked.sla.as_ref().or(wants.sla.as_ref()))?
            .map(|(file, text)| sla::promises(&text, here(until)).map_err(|wrong| format!("{file}: {wrong}")))
            .transpose()
            .map_err(|wrong| Failure::new(INPUT, wrong))?;
        let prices = text(asked.prices.as_ref().or(wants.prices.as_ref()))?
            .map(|(file, text)| prices::prices(&text, &file))
            .transpose()
            .map_err(|problem| Failure::new(INPUT, format!("{}{}", place(&problem), problem.message)))?;
        Ok(Self { classification, slas: slas.map(|book| book.slas), prices })
    }
}

/// Minutes that this machine is ahead of UTC at a time.
fn here(at: &str) -> i32 {
    let time = chrono::DateTime::parse_from_rfc3339(at).ok();
    time.map_or(0, |time| time.with_timezone(&chrono::Local).offset().local_minus_utc() / 60)
}

/// The name of a file and what it says.
fn text(path: Option<&PathBuf>) -> Result<Option<(String, String)>, Failure> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| Failure::given(path, &error));
    path.map(|path| Ok((path.display().to_string(), read(path)?))).transpose()
}
