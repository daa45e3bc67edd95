//! One child of FOLDER: text → what is new in it, without its secrets. Runs on the readers' threads.

use crate::model::Text;
use crate::model::content::Oddity;
use crate::model::credential::{FoundSecret, Ids};
use crate::model::element::Tree;
use crate::read::mask::Names;
use crate::read::{content, mask, tree};
use crate::store::StoreError;
use crate::store::content::{Compressor, Digest, Packed, digest};
use crate::store::writer::{Child, Known};
use crate::vault::Sealer;
use std::cell::RefCell;

/// A child as the pool hands it over, with the secrets that stood in it.
pub(super) type ReadChild = (Read, Vec<FoundSecret>);

/// What is new in a child.
pub(super) enum Read {
    Known(Digest),
    New(Box<Child>),
}

/// The IDs of secrets in a folder; outside of one, its names are empty.
pub(super) fn ids<'s>(sealer: &'s Sealer, place: Option<&'s (String, String)>) -> impl Fn(&str, usize) -> Text + 's {
    let (repository, folder) = place.map_or(("", ""), |(repository, folder)| (repository, folder));
    move |place, nth| sealer.id(&[repository, folder, place], nth)
}

/// Reads one child. A secret is taken out before anything is digested for storing.
pub(super) fn read_child(
    text: &str,
    key: Option<&(String, String)>,
    known: &Known,
    sealer: Option<&Sealer>,
) -> Result<ReadChild, Oddity> {
    let is_known = |digest: &Digest| key.and_then(|key| known.get(key)).is_some_and(|all| all.contains(digest));
    let as_read = digest(text.as_bytes());
    if is_known(&as_read) {
        return Ok((Read::Known(as_read), Vec::new()));
    }
    let parsed = tree::parse(text).map_err(|wrong| content::malformed(&wrong))?;
    let ids = sealer.map(|sealer| ids(sealer, key));
    let mut names = Names::new(ids.as_ref().map(|ids| ids as &Ids<'_>));
    let Some(masked) = mask::mask(&parsed, &mut names) else {
        let child = new_child(&parsed, as_read, Vec::new(), false);
        tree::recycle(parsed);
        return Ok((child?, Vec::new()));
    };
    let of_masked = digest(masked.text.as_bytes());
    if is_known(&of_masked) {
        return Ok((Read::Known(of_masked), masked.secrets));
    }
    let parsed = tree::parse(&masked.text).map_err(|wrong| content::malformed(&wrong))?;
    Ok((new_child(&parsed, of_masked, masked.oddities, true)?, masked.secrets))
}

fn new_child(tree: &Tree<'_>, digest_of_all: Digest, oddities: Vec<Oddity>, masked: bool) -> Result<Read, Oddity> {
    let text = tree.text;
    let mut content = content::content(tree);
    content.oddities.splice(0..0, oddities);
    let digests = content
        .definitions
        .iter()
        .map(
            |one| if one.span.len() == text.len() { digest_of_all } else { digest(&text.as_bytes()[one.span.clone()]) },
        )
        .collect();
    let xml = compress(text).map_err(|_| content::lost())?;
    let packed = Packed { digest: digest_of_all, masked, size: text.len(), xml };
    Ok(Read::New(Box::new(Child { packed, content, digests })))
}

fn compress(text: &str) -> Result<Vec<u8>, StoreError> {
    thread_local! {
        static COMPRESSOR: RefCell<Option<Compressor>> = const { RefCell::new(None) };
    }
    COMPRESSOR.with_borrow_mut(|slot| match slot {
        Some(compressor) => compressor.compress(text.as_bytes()),
        None => slot.insert(Compressor::new()?).compress(text.as_bytes()),
    })
}
