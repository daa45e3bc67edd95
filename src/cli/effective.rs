//! `catalog show SESSION --effective`.

use super::design::Shelf;
use super::exit::Failure;
use super::object::Wanted;
use super::places;
use crate::answer::effective::listing as effective;
use crate::model::listing::Listing;
use crate::model::object::Kind;
use crate::store::Catalog;

/// Every attribute in effect of the session that an address means, as it stands there.
pub(super) fn listing(catalog: &Catalog, wanted: &Wanted) -> Result<Listing, Failure> {
    let shelf = Shelf::new(catalog, wanted.at);
    let mut found = Listing::default();
    places::session(&shelf, catalog, wanted, &mut |folder, standing| {
        if let Some(layered) = &standing.session {
            let mapping = shelf.beside(folder, &Kind::Mapping, &layered.session.1.mapping);
            found = effective(layered, mapping.as_deref());
        }
        Ok(())
    })?;
    Ok(found)
}
