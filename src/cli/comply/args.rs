//! What `comply` and `report compliance` are asked for: of what, as of when, by which rules.
//!
//! Owns the flags that both have.

use super::as_of::AsOf;
use super::assess::Wanted;
use super::given::{Given, GivenArgs};
use crate::cli::exit::Failure;
use crate::cli::known::KnownArgs;
use crate::cli::list;
use crate::store::Catalog;

/// Of what an assessment is, and by what
#[derive(Debug, Clone, clap::Args)]
pub(in crate::cli) struct AssessArgs {
    /// Only this folder; the catalog as a whole (connections, credentials, roles) is not asked then
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) folder: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) known: KnownArgs,
    /// The newest snapshot up to this day or time, judged by it; or a snapshot: 3, latest~1, a label
    #[arg(long, value_name = "DATE|SNAPSHOT")]
    pub(in crate::cli) as_of: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) given: GivenArgs,
    /// Take what the newest recorded assessment found wherever nothing changed since: the same answer, sooner
    #[arg(long)]
    pub(in crate::cli) recorded: bool,
}

impl AssessArgs {
    /// As of when, once it is known that there is such a folder.
    pub(in crate::cli) fn as_of(&self, catalog: &Catalog) -> Result<AsOf, Failure> {
        list::require_folder(catalog, self.folder.as_deref())?;
        AsOf::read(catalog, self.as_of.as_deref())
    }

    /// What is to be assessed.
    pub(in crate::cli) fn wanted<'a>(&'a self, as_of: &'a AsOf, given: &'a Given) -> Wanted<'a> {
        Wanted {
            at: as_of.at,
            as_of: &as_of.as_of,
            known: &self.known,
            folder: self.folder.as_deref(),
            given,
            recorded: self.recorded,
        }
    }
}
