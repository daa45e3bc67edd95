//! Which parameters of the parameter files are used, out of the index of words.

use super::Asking;
use crate::answer::report::parameter::parameters;
use crate::cli::exit::Failure;
use crate::render::report::Section;
use crate::render::report::section::parameter as rendered;
use std::collections::BTreeSet;

pub(super) fn section(asking: &Asking<'_>) -> Result<Section, Failure> {
    let (catalog, at) = (asking.catalog, asking.asked.at);
    let environment = asking.asked.environment.as_str();
    let lines = catalog.parameter_lines(environment, at)?;
    let mentions = catalog.mentions(at, asking.folder())?;
    let mapplets = catalog.objects_at_top("mapplet", at)?;
    let mapplets: BTreeSet<&str> = mapplets.iter().map(|one| one.key.name.as_str()).collect();
    let placed = catalog.placed(&|name| mapplets.contains(name), at)?;
    let sessions = catalog.mapped_sessions(at, asking.folder())?;
    Ok(rendered::parameters(&parameters(&lines, &mentions, &placed, &sessions), environment))
}
