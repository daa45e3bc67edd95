//! Long texts piece by piece: what both sides have, what only one has.
//!
//! Owns cutting the pieces into rows that can stand side by side, and the pieces of what is no SQL. SQL is compared by
//! `answer::diff::sql`.

use crate::answer::diff::change::Change;
use crate::answer::diff::sql::{self, PieceClass};

/// Whose a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// Both sides have it.
    Both,
    /// Only a.
    Before,
    /// Only b.
    After,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Whose it is.
    pub(super) whose: Whose,
    /// Its text.
    pub(super) text: String,
}

impl Piece {
    fn new(whose: Whose, text: &str) -> Self {
        Self { whose, text: text.to_owned() }
    }
}

/// A value longer than this is compared piece by piece.
const LONG: usize = 60;

/// True for values that are better read piece by piece.
pub(super) fn are_long(before: &str, after: &str) -> bool {
    let is_long = |text: &str| text.contains('\n') || text.chars().nth(LONG).is_some();
    is_long(before) || is_long(after)
}

/// Pieces of two values of a change. SQL is compared by token, unless only its layout differs: then that is the change.
pub(super) fn of(change: &Change, before: &str, after: &str) -> Vec<Piece> {
    let kind = change.path.last().map_or("", |step| step.kind.as_str());
    if !change.fact.as_ref().is_some_and(|fact| sql::is_sql(kind, fact)) || sql::same(before, after) {
        return pieces(before, after);
    }
    let own = |piece: sql::Piece| {
        let whose = match piece.class {
            PieceClass::Same => Whose::Both,
            PieceClass::Removed => Whose::Before,
            PieceClass::Added => Whose::After,
        };
        Piece { whose, text: piece.text }
    };
    tight(sql::tokens(before, after).into_iter().map(own).collect())
}

/// Pieces where white space that stands before what was removed and before what replaced it is told of both.
fn tight(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        let replaced = out.pop_if(|last| last.whose == Whose::Before && piece.whose == Whose::After);
        let Some(mut replaced) = replaced else {
            out.push(piece);
            continue;
        };
        let both = piece.text.chars().zip(replaced.text.chars()).take_while(|(a, b)| a == b && a.is_whitespace());
        let length: usize = both.map(|(c, _)| c.len_utf8()).sum();
        let blanks = Piece { whose: Whose::Both, text: piece.text.drain(..length).collect() };
        replaced.text.drain(..length);
        out.extend([blanks, replaced, piece].into_iter().filter(|piece| !piece.text.is_empty()));
    }
    out
}

/// Pieces of two texts that are no SQL: together those of a and of both are the one, those of b and of both the other.
fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let (a, b): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let [first, a, b, last] = differing(&a, &b);
    let (a, b) = (words(&a), words(&b));
    let [begin, a, b, end] = differing(&a, &b);
    let all = [
        Piece { whose: Whose::Both, text: first + &begin },
        Piece { whose: Whose::Before, text: a },
        Piece { whose: Whose::After, text: b },
        Piece { whose: Whose::Both, text: end + &last },
    ];
    all.into_iter().filter(|piece| !piece.text.is_empty()).collect()
}

/// What both begin with, what is left of each, and what both end with.
fn differing(a: &[&str], b: &[&str]) -> [String; 4] {
    let first = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let rest = (a.len() - first).min(b.len() - first);
    let last = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let (to_a, to_b) = (a.len() - last, b.len() - last);
    [a[..first].concat(), a[first..to_a].concat(), b[first..to_b].concat(), a[to_a..].concat()]
}

/// Words, and each other character by itself.
fn words(text: &str) -> Vec<&str> {
    let (mut out, mut from) = (Vec::new(), 0);
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let joins = is_word(c) && before.is_some_and(is_word);
        if !joins && at > from {
            out.push(&text[from..at]);
            from = at;
        }
        before = Some(c);
    }
    out.extend(text.get(from..).filter(|rest| !rest.is_empty()));
    out
}

/// A row: lines that belong together, up to a line break that both texts have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Pieces of a line each.
    pub(super) lines: Vec<Vec<Piece>>,
}

impl Row {
    /// True where both texts have the same here.
    pub(super) fn is_same(&self) -> bool {
        self.lines.iter().flatten().all(|piece| piece.whose == Whose::Both)
    }

    /// Lines that both sides can stand beside: empty ones are put before those of the side that has fewer where the other
    /// has whole lines of its own first, else behind them.
    pub(super) fn beside(&self, other: &Self) -> Vec<Vec<Piece>> {
        let missing = other.lines.len().saturating_sub(self.lines.len());
        let own_first = other.lines.first().is_some_and(|line| line.iter().all(|piece| piece.whose != Whose::Both));
        let at = if own_first { 0 } else { self.lines.len() };
        let mut lines = self.lines.clone();
        lines.splice(at..at, std::iter::repeat_n(Vec::new(), missing));
        lines
    }

    fn push(&mut self, whose: Whose, text: &str) {
        if self.lines.is_empty() {
            self.lines.push(Vec::new());
        }
        if let Some(line) = self.lines.last_mut().filter(|_| !text.is_empty()) {
            line.push(Piece::new(whose, text));
        }
    }
}

/// Pieces as rows of those that `keep` wants: one side, or both.
pub(super) fn rows(pieces: &[Piece], keep: &dyn Fn(Whose) -> bool) -> Vec<Row> {
    let mut rows = vec![Row::default()];
    for piece in pieces {
        for (at, line) in piece.text.split('\n').enumerate() {
            if at > 0 && piece.whose == Whose::Both {
                rows.push(Row::default());
            }
            let Some(row) = rows.last_mut() else { continue };
            if at > 0 && piece.whose != Whose::Both && keep(piece.whose) {
                row.push(piece.whose, "");
                row.lines.push(Vec::new());
            }
            if keep(piece.whose) {
                row.push(piece.whose, line.trim_end_matches('\r'));
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_texts_can_be_put_together_again() {
        for (before, after) in
            [("", ""), ("a", ""), ("SELECT a, b", "SELECT a,  b c"), ("x x x", "x x"), ("ß\n1", "ß\n2")]
        {
            let all = pieces(before, after);
            let side = |other: Whose| -> String {
                all.iter().filter(|piece| piece.whose != other).map(|piece| piece.text.as_str()).collect()
            };
            assert_eq!((side(Whose::After).as_str(), side(Whose::Before).as_str()), (before, after));
        }
    }

    #[test]
    fn lines_of_one_side_stand_beside_nothing() {
        let all = pieces("a\nz", "a\nb\nc\nz");
        let (left, right) = (rows(&all, &|whose| whose != Whose::After), rows(&all, &|whose| whose != Whose::Before));
        let texts = |lines: &[Vec<Piece>]| -> Vec<String> {
            lines.iter().map(|line| line.iter().map(|piece| piece.text.as_str()).collect()).collect()
        };
        assert_eq!(texts(&left[1].beside(&right[1])), ["", "", "z"]);
        assert_eq!(texts(&right[1].beside(&left[1])), ["b", "c", "z"]);
    }

    #[test]
    fn rows_of_both_sides_are_equally_many() {
        let all = pieces("a\nb\nc", "a\nb1\nb2\nc");
        let (left, right) = (rows(&all, &|whose| whose != Whose::After), rows(&all, &|whose| whose != Whose::Before));
        assert_eq!((left.len(), right.len()), (3, 3));
        assert_eq!((left[1].lines.len(), right[1].lines.len()), (1, 2));
    }
}
