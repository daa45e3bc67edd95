//! `catalog show SESSION --effective`.

use super::design::Shelf;
use super::exit::{Failure, INPUT, USAGE};
use super::object::{self, Wanted};
use super::places;
use crate::answer::design::Standing;
use crate::answer::effective::listing as effective;
use crate::model::listing::Listing;
use crate::model::object::Kind;
use crate::store::Catalog;

/// Every attribute in effect of the session that an address means, as it stands there.
pub(super) fn listing(catalog: &Catalog, wanted: &Wanted) -> Result<Listing, Failure> {
    let shelf = Shelf::new(catalog, wanted.at);
    let mut found: Option<Listing> = None;
    let mut take = |folder: i64, standing: &Standing<'_>| {
        if let Some(layered) = &standing.session {
            let mapping = shelf.beside(folder, &Kind::Mapping, &layered.session.1.mapping);
            found = Some(effective(layered, mapping.as_deref()));
        }
        Ok(())
    };
    let (places, tops) = places::of(&shelf, catalog, wanted)?;
    match places.as_slice() {
        [] => {
            let object = object::one(catalog, wanted)?;
            shelf.alone(&object, &mut |_, _, standing| take(object.folder_id, standing))?;
        }
        [place] => {
            shelf.only(Some(wanted.address.name()));
            for top in &tops {
                shelf.walk(top, &mut |_, _, standing| {
                    if standing.address == *place { take(top.folder_id, standing) } else { Ok(()) }
                })?;
            }
        }
        several => {
            let message = format!("{} stands in {} places:\n  {}", wanted.text, several.len(), several.join("\n  "));
            return Err(Failure::new(INPUT, message).hint("give the workflow before it: WORKFLOW/NAME"));
        }
    }
    shelf.check()?;
    found.ok_or_else(|| Failure::new(USAGE, format!("{} is no session", wanted.text)))
}
