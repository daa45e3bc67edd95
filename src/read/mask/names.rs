//! Names for the secrets of a text: an ID where they are to be sealed, and what is said of each.
//!
//! Owns which marks belong to a place. Never puts a value into what is said.

use crate::model::Text;
use crate::model::content::Oddity;
use crate::model::credential::{FoundSecret, Ids, MASK, found_name, mark, without_strange_marks};
use crate::model::problem::Severity;
use crate::read::secret::{Taken, Was};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// What is needed to name the secrets of a text: their IDs, and how many were met at each place.
pub struct Names<'i> {
    ids: Option<&'i Ids<'i>>,
    met: FxHashMap<String, usize>,
    given: FxHashSet<Text>,
}

impl<'i> Names<'i> {
    /// Without IDs, secrets are only cut out.
    #[must_use]
    pub fn new(ids: Option<&'i Ids<'i>>) -> Self {
        Self { ids, met: FxHashMap::default(), given: FxHashSet::default() }
    }

    /// The ID of the next secret of a place.
    fn next(&mut self, place: &str) -> Option<Text> {
        let ids = self.ids?;
        let met = self.met.entry(place.to_owned()).or_default();
        *met += 1;
        let id = ids(place, *met);
        self.given.insert(id.clone());
        Some(id)
    }

    /// Cuts out what looks like a mark where none is looked for, in names and between tags; `None` where there is none.
    #[must_use]
    pub fn swept(&self, text: &str) -> Option<String> {
        without_strange_marks(text, &|id| self.given.contains(id))
    }

    /// Names what was taken out of one value. Marks that belong to other places are cut out: a reader who puts secrets back
    /// must not be made to put another one there.
    pub fn named(&mut self, taken: &Taken, place: &str, line: u32) -> Named {
        let mut told: Option<(&'static str, &'static str, Option<Text>)> = None;
        let mut secrets = Vec::new();
        let text = taken.with(|was| match (was, self.next(place)) {
            (Was::Secret(secret, detector), Some(id)) => {
                told.get_or_insert_with(|| ("secret-found", detector, Some(id.clone())));
                let word = mark(&id);
                secrets.push(FoundSecret { id, secret: secret.clone(), line });
                Cow::Owned(word)
            }
            (Was::Mark(found), Some(id)) if *found == id => Cow::Owned(mark(found)),
            (Was::Mark(_), _) => {
                told.get_or_insert(("foreign-mark", "", None));
                Cow::Borrowed(MASK)
            }
            (Was::Secret(_, detector), None) => {
                told.get_or_insert(("secret-found", detector, None));
                Cow::Borrowed(MASK)
            }
        });
        let oddity = told.map(|(code, detector, id)| oddity(code, detector, id.as_deref(), line));
        Named { text, oddity, secrets }
    }
}

/// A value with its secrets named.
pub struct Named {
    /// The value with masks or marks.
    pub text: String,
    /// `None` where nothing was odd: all that was found were marks that belong there.
    pub oddity: Option<Oddity>,
    /// What is to be sealed.
    pub secrets: Vec<FoundSecret>,
}

/// What is said of a value that held a secret, or somebody else's mark.
pub(super) fn oddity(code: &'static str, detector: &str, id: Option<&str>, line: u32) -> Oddity {
    let message = match (code, id) {
        ("foreign-mark", _) => "a mark of a sealed secret that belongs to another place was cut out".to_owned(),
        (_, Some(id)) => format!(
            "a secret ({detector}) was sealed as credential {}; it stands in plain text in the input: change it",
            found_name(id)
        ),
        (_, None) => format!("a secret ({detector}) was cut out before storing; move it to a vault and change it"),
    };
    Oddity { code, severity: Severity::Warning, line, message }
}
