//! What can be said of values that hold a mark of a secret.
//!
//! Owns comparing texts with marks in them. Never sees a secret: who can tell two apart is asked for.

use super::change::Hidden;
use super::merge::SameSecret;
use crate::model::credential::{MASK, marks};
use std::borrow::Cow;
use std::ops::Range;

/// Two values compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    /// They are the same.
    Same,
    /// The same but for secrets that nobody can compare.
    Unknown,
    /// They differ; what can be said of secrets in them.
    Differ(Option<Hidden>),
}

/// A mark: where it stands, and its ID; `None` of a secret that was not kept.
type Mark<'t> = (Range<usize>, Option<&'t str>);

fn all_marks(text: &str) -> Vec<Mark<'_>> {
    if !may_hold(text) {
        return Vec::new();
    }
    let cut = text.match_indices(MASK).map(|(at, _)| (at..at + MASK.len(), None));
    let mut all: Vec<_> = cut.chain(marks(text).map(|(range, id)| (range, Some(id)))).collect();
    all.sort_by_key(|(range, _)| range.start);
    all
}

/// False of nearly all texts, and soon: marks begin with a sign of two bytes, of which this is the first.
fn may_hold(text: &str) -> bool {
    text.as_bytes().contains(&"«".as_bytes()[0])
}

/// A text with one sign for every mark: IDs are made of places, so they say nothing of a secret.
pub(super) fn blurred(text: &str) -> Cow<'_, str> {
    let marks = all_marks(text);
    if marks.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for (range, _) in marks {
        out.push_str(&text[from..range.start]);
        out.push_str(MASK);
        from = range.end;
    }
    Cow::Owned(out + &text[from..])
}

/// Compares a value in a with one in b.
pub(super) fn compare(a: &str, b: &str, same: SameSecret<'_>) -> Compared {
    if a == b && !may_hold(a) {
        return Compared::Same;
    }
    let (in_a, in_b) = (all_marks(a), all_marks(b));
    if in_a.is_empty() && in_b.is_empty() {
        return if a == b { Compared::Same } else { Compared::Differ(None) };
    }
    let told = tell(&in_a, &in_b, same);
    if blurred(a) != blurred(b) {
        return Compared::Differ(told);
    }
    let is_kept = |marks: &[Mark<'_>]| marks.iter().map(|(_, id)| id.is_some()).collect::<Vec<_>>();
    match told {
        None => Compared::Same,
        Some(Hidden::Unknown) if is_kept(&in_a) == is_kept(&in_b) => Compared::Unknown,
        told => Compared::Differ(told),
    }
}

/// What can be said of all secrets together: one that is another, or one that has no other, says enough.
fn tell(in_a: &[Mark<'_>], in_b: &[Mark<'_>], same: SameSecret<'_>) -> Option<Hidden> {
    if in_a.len() != in_b.len() {
        return Some(Hidden::Changed);
    }
    let pairs = in_a.iter().zip(in_b).map(|((_, a), (_, b))| same((*a)?, (*b)?));
    pairs.fold(None, |told, is_same| match is_same {
        Some(true) => told,
        Some(false) => Some(Hidden::Changed),
        None => told.or(Some(Hidden::Unknown)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::credential::mark;

    fn check(a: &str, b: &str, is_same: Option<bool>) -> Compared {
        compare(a, b, &|_, _| is_same)
    }

    #[test]
    fn secrets_are_told_without_being_seen() {
        let (one, two) = (mark("0123456789abcdef"), mark("fedcba9876543210"));
        assert_eq!(check("x", "x", None), Compared::Same);
        assert_eq!(check(&one, &two, Some(true)), Compared::Same);
        assert_eq!(check(&one, &one, Some(false)), Compared::Differ(Some(Hidden::Changed)));
        assert_eq!(check(&one, &two, None), Compared::Unknown);
        assert_eq!(check(MASK, MASK, Some(true)), Compared::Unknown);
        assert_eq!(check(MASK, &one, Some(true)), Compared::Differ(Some(Hidden::Unknown)));
        assert_eq!(check(&one, "", Some(true)), Compared::Differ(Some(Hidden::Changed)));
        let (scott, tiger) = (format!("-u scott {one}"), format!("-u tiger {two}"));
        assert_eq!(check(&scott, &tiger, Some(true)), Compared::Differ(None));
        assert_eq!(check(&scott, &tiger, None), Compared::Differ(Some(Hidden::Unknown)));
        let (both, swapped) = (format!("{one}{MASK}"), format!("{two}{MASK}"));
        assert_eq!(check(&both, &swapped, Some(false)), Compared::Differ(Some(Hidden::Changed)));
    }

    #[test]
    fn blurred_texts_have_one_sign_for_every_mark() {
        assert_eq!(blurred("a"), "a");
        assert_eq!(blurred(&format!("a{}b{MASK}c", mark("0123456789abcdef"))), format!("a{MASK}b{MASK}c"));
    }
}
