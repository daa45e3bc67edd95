//! Takes the secrets out of a text and remembers where each stood.
//!
//! Owns the rounds; what is a secret is the detectors' business. A mark `«sealed:ID»` in the text counts as cut already, and
//! is handed over like a secret: whoever reads the text says whether the mark belongs there.

use super::{Cut, MASK, MAX_ROUNDS, find_all, may_hold_secret, merged};
use crate::model::Text;
use crate::model::credential::{mark, marks};
use crate::model::secret::Secret;
use std::borrow::Cow;
use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

/// What stood where a mask stands now.
pub enum Was {
    /// A secret, and the code of the detector that found it.
    Secret(Secret, &'static str),
    /// The ID of a secret that is sealed already.
    Mark(Text),
}

/// One of the masks of a text.
pub struct Piece {
    /// Where the mask stands.
    range: Range<usize>,
    /// What stood there.
    pub was: Was,
}

/// A text without its secrets.
pub struct Taken {
    /// The text with [`MASK`] in place of each piece.
    text: String,
    /// The pieces in the order of their places.
    pub pieces: Vec<Piece>,
}

/// Takes every secret and every mark out of one decoded value. `None`: there is nothing of the kind.
#[must_use]
pub fn taken(value: &str) -> Option<Taken> {
    let mut taken = Taken::without_marks(value);
    if taken.pieces.is_empty() && !may_hold_secret(value) {
        return None;
    }
    for _ in 0..MAX_ROUNDS {
        let hits = merged(find_all(&taken.text));
        if hits.is_empty() {
            break;
        }
        taken = taken.without(hits.into_iter().map(|hit| (hit.range, hit.code)));
    }
    (!taken.pieces.is_empty()).then_some(taken)
}

impl Taken {
    fn without_marks(value: &str) -> Self {
        let mut out = Self { text: String::with_capacity(value.len()), pieces: Vec::new() };
        let mut from = 0;
        for (range, id) in marks(value) {
            out.text.push_str(&value[from..range.start]);
            out.push(Was::Mark(id.into()));
            from = range.end;
        }
        out.text.push_str(&value[from..]);
        out
    }

    fn push(&mut self, was: Was) {
        let start = self.text.len();
        self.text.push_str(MASK);
        self.pieces.push(Piece { range: start..self.text.len(), was });
    }

    /// The same with some more places masked. A place that covers earlier pieces takes what stood there with it.
    fn without(self, hits: impl Iterator<Item = (Range<usize>, &'static str)>) -> Self {
        let mut out = Self { text: String::with_capacity(self.text.len()), pieces: Vec::new() };
        let mut pieces = self.pieces.into_iter().peekable();
        let mut from = 0;
        for (hit, code) in hits {
            from = out.copy(&self.text, from, hit.start, &mut pieces);
            let start = pieces.peek().map_or(hit.start, |piece| hit.start.min(piece.range.start)).max(from);
            out.text.push_str(&self.text[from..start]);
            let (plain, end) = whole(&self.text, start..hit.end, &mut pieces);
            out.push(Was::Secret(plain, code));
            from = end;
        }
        from = out.copy(&self.text, from, self.text.len(), &mut pieces);
        out.text.push_str(&self.text[from..]);
        out
    }

    /// A text that is a secret as a whole.
    #[must_use]
    pub fn all(value: &str, code: &'static str) -> Self {
        let mut out = Self { text: String::new(), pieces: Vec::new() };
        out.push(Was::Secret(Secret::new(value.to_owned()), code));
        out
    }

    /// Copies the pieces that end before a place, and the text before each. Returns where the copied text ends.
    fn copy(&mut self, text: &str, mut from: usize, to: usize, pieces: &mut Peekable<IntoIter<Piece>>) -> usize {
        while let Some(piece) = pieces.next_if(|piece| piece.range.end <= to) {
            self.text.push_str(&text[from..piece.range.start]);
            from = piece.range.end;
            self.push(piece.was);
        }
        from
    }

    /// The text with a word in the place of each piece.
    pub fn with(&self, mut word: impl FnMut(&Was) -> Cow<'static, str>) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut from = 0;
        for piece in &self.pieces {
            out.push_str(&self.text[from..piece.range.start]);
            out.push_str(&word(&piece.was));
            from = piece.range.end;
        }
        out.push_str(&self.text[from..]);
        out
    }

    /// The text with [`MASK`] for each secret; marks stay. `None` where there is no secret.
    #[must_use]
    pub fn cut(&self) -> Option<Cut> {
        let code = |piece: &Piece| if let Was::Secret(_, code) = piece.was { Some(code) } else { None };
        let found: Vec<_> = self.pieces.iter().filter_map(code).collect();
        let word = |was: &Was| match was {
            Was::Secret(..) => Cow::Borrowed(MASK),
            Was::Mark(id) => Cow::Owned(mark(id)),
        };
        (!found.is_empty()).then(|| Cut { masked: self.with(word), found })
    }

    /// The secrets in the order of their places.
    #[must_use]
    pub fn into_secrets(self) -> Vec<Secret> {
        let secret = |piece: Piece| if let Was::Secret(secret, _) = piece.was { Some(secret) } else { None };
        self.pieces.into_iter().filter_map(secret).collect()
    }
}

/// What a place said before anything of it was masked, and where it ends.
fn whole(text: &str, place: Range<usize>, pieces: &mut Peekable<IntoIter<Piece>>) -> (Secret, usize) {
    let mut inside = Vec::new();
    while let Some(piece) = pieces.next_if(|piece| piece.range.start < place.end) {
        inside.push(piece);
    }
    let size = |piece: &Piece| if let Was::Secret(secret, _) = &piece.was { secret.expose().len() } else { 0 };
    // Room for all of it, and no more: a text that grows leaves copies behind that nobody wipes, and one that has room for
    // the whole input costs as much for each of its secrets.
    let room = place.len() + inside.iter().map(size).sum::<usize>() + 2 * MASK.len();
    let mut plain = String::with_capacity(room);
    let mut at = place.start;
    for piece in inside {
        plain.push_str(&text[at..piece.range.start]);
        match piece.was {
            Was::Secret(secret, _) => plain.push_str(secret.expose()),
            Was::Mark(id) => plain.push_str(&mark(&id)),
        }
        at = piece.range.end;
    }
    let end = at.max(place.end);
    plain.push_str(&text[at..end]);
    (Secret::new(plain), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123456789abcdef";

    fn secrets(value: &str) -> Vec<String> {
        let all = taken(value).map(Taken::into_secrets).unwrap_or_default();
        all.iter().map(|one| one.expose().to_owned()).collect()
    }

    #[test]
    fn what_is_cut_is_handed_over_in_the_order_of_its_places() {
        let text = "Server=h;PWD=hunter2;Database=d https://u:s3cr3tpw@h/x";
        let cut = taken(text).and_then(|taken| taken.cut()).expect("a secret");
        assert_eq!(cut.masked, format!("Server=h;PWD={MASK};Database=d https://u:{MASK}@h/x"));
        assert_eq!(secrets(text), ["hunter2", "s3cr3tpw"]);
        assert!(taken("Server=h;Database=d").is_none());
    }

    #[test]
    fn putting_the_secrets_back_gives_the_text() {
        for (_, text, _) in super::super::cases::POSITIVE {
            let taken = taken(text).expect(text);
            let back = taken.with(|was| match was {
                Was::Secret(secret, _) => Cow::Owned(secret.expose().to_owned()),
                Was::Mark(_) => Cow::Borrowed("?"),
            });
            assert_eq!(back, *text);
        }
    }

    #[test]
    fn a_mark_is_cut_already_and_hides_nothing_beside_it() {
        for (_, text, _) in super::super::cases::POSITIVE {
            let sealed = taken(text).expect(text).with(|_| Cow::Owned(mark(ID)));
            assert_eq!(super::super::cut(&sealed), None, "{sealed}");
        }
        assert_eq!(secrets(&format!("password={}REAL", mark(ID))), [format!("{}REAL", mark(ID))]);
        assert!(matches!(taken(&format!("x {}", mark(ID))).expect("a mark").pieces[0].was, Was::Mark(_)));
        for no_mark in ["«sealed:»", "«sealed:0123»", "«sealed:0123456789abcdeF»", "sealed:0123456789abcdef"] {
            assert!(taken(no_mark).is_none(), "{no_mark}");
        }
    }
}
