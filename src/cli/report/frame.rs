//! What every page but the one of compliance begins and ends with: its time, its snapshot, what it rests on.
//!
//! Owns that a page of one catalog and one `--as-of` is always the same: the time on it is the one it is judged by.

use crate::cli::comply::as_of::AsOf;
use crate::cli::exit::Failure;
use crate::model::snapshot::SnapshotRow;
use crate::render::report::data::Data;
use crate::render::report::{Page, Section};
use crate::store::{Catalog, credential, schema};

/// As of when a page is.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct AsOfArgs {
    /// The newest snapshot up to this day or time, and nothing from later; or a snapshot: 3, latest~1, a label
    #[arg(long, value_name = "DATE|SNAPSHOT")]
    pub(super) as_of: Option<String>,
}

impl AsOfArgs {
    pub(super) fn read(&self, catalog: &Catalog) -> Result<AsOf, Failure> {
        AsOf::read(catalog, self.as_of.as_deref())
    }
}

/// What a page is.
pub(super) struct Frame<'a> {
    /// `session`, `tuning`, `diff`, `runs`.
    pub(super) kind: &'static str,
    pub(super) title: &'static str,
    pub(super) subtitle: String,
    pub(super) as_of: &'a AsOf,
    pub(super) environment: &'a str,
    pub(super) folder: &'a str,
}

/// The snapshot of a page.
pub(super) fn snapshot(catalog: &Catalog, at: i64) -> Result<SnapshotRow, Failure> {
    Ok(catalog.snapshots(true)?.into_iter().find(|one| one.id == at).unwrap_or_default())
}

/// Up to when a page tells: the time that it is judged by, or the end of its snapshot where that is later.
pub(super) fn until(catalog: &Catalog, as_of: &AsOf) -> Result<String, Failure> {
    let ended = snapshot(catalog, as_of.at)?.finished_at;
    Ok(if ended > as_of.as_of { ended } else { as_of.as_of.clone() })
}

/// Puts a page around its sections.
pub(super) fn page(catalog: &Catalog, frame: &Frame<'_>, sections: Vec<Section>) -> Result<Page, Failure> {
    let (as_of, row) = (frame.as_of, snapshot(catalog, frame.as_of.at)?);
    let program = env!("CARGO_PKG_VERSION");
    let id = credential::catalog_id(catalog)?.to_string();
    let label = row.label.as_ref().map(|label| format!(" `{label}`")).unwrap_or_default();
    let mut facts = vec![
        ("Data as of".to_owned(), row.started_at.clone()),
        ("Snapshot".to_owned(), format!("{}{label}", row.id)),
        ("Nothing from after".to_owned(), until(catalog, as_of)?),
    ];
    let wanted = [("Environment", frame.environment), ("Folder", frame.folder)];
    facts.extend(
        wanted.iter().filter(|(_, said)| !said.is_empty()).map(|(name, said)| ((*name).to_owned(), (*said).to_owned())),
    );
    let head = catalog.audit_head_of(as_of.at)?;
    let head =
        head.map_or_else(|| "none was stored with the snapshot".to_owned(), |(at, digest)| format!("{at}:{digest}"));
    let integrity = [
        ("Catalog", id.clone()),
        ("Schema", schema::known_version().to_string()),
        ("Program", format!("catalog {program}")),
        ("Files of the snapshot", format!("{} ({} bytes, {} not stored)", row.files, row.size_bytes, row.failed)),
        ("Audit head", head),
    ];
    let mut data = Data::default().with_findings(std::iter::empty());
    (data.kind, data.catalog, data.snapshot) = (frame.kind.to_owned(), id, as_of.at);
    (data.data_as_of, data.as_of) = (row.started_at, as_of.as_of.clone());
    (data.environment, data.folder) = (frame.environment.to_owned(), frame.folder.to_owned());
    program.clone_into(&mut data.program);
    Ok(Page {
        title: frame.title.to_owned(),
        subtitle: frame.subtitle.clone(),
        facts,
        sections,
        integrity: integrity.into_iter().map(|(name, said)| (name.to_owned(), said)).collect(),
        program: program.to_owned(),
        generated_at: as_of.as_of.clone(),
        data,
    })
}
