//! Two texts of SQL, token by token.
//!
//! Owns what a token is and which tokens are the same: white space between them and the case of keywords make no difference,
//! everything else does (names may be case sensitive, comments may be hints). Knows no dialect and parses nothing.

pub(in crate::answer) mod token;

use serde::Serialize;
use token::{Token, tokenize};

/// Facts that hold SQL, a condition of SQL, or a piece of it. Source: the Designer's and Workflow Manager's names.
const FACTS: [&str; 18] = [
    "Call Text",
    "Connection Environment SQL",
    "Environment SQL",
    "Lookup Source Filter",
    "Lookup Sql Override",
    "Post SQL",
    "Pre SQL",
    "Rollback SQL",
    "SQL Query",
    "Source Filter",
    "Sql Query",
    "Sql Override",
    "Transaction Environment SQL",
    "Transaction SQL",
    "Update Override",
    "User Defined Join",
    "Where Clause",
    "Group By Clause",
];

/// Kinds of parts whose facts are named by users, or never hold SQL.
const NOT_IN: [&str; 4] = ["assignment", "command", "metadata extension", "variable"];

/// More edits than this are not looked for: what lies between the common beginning and the common end is then told whole.
const MOST_EDITS: usize = 1000;

/// What became of a piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PieceClass {
    /// In both.
    Same,
    /// In b only.
    Added,
    /// In a only.
    Removed,
}

/// Tokens next to each other that have the same fate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Their fate.
    pub class: PieceClass,
    /// As they stand, white space before them included: in b, or in a where they were removed.
    pub text: String,
}

/// True where a fact of a part of this kind holds SQL. A partition's fact is one, too.
#[must_use]
pub fn is_sql(kind: &str, fact: &str) -> bool {
    let name = fact.split_once(" (").map_or(fact, |(name, _)| name);
    !NOT_IN.contains(&kind) && FACTS.iter().any(|one| one.eq_ignore_ascii_case(name))
}

/// True where two texts of SQL differ in layout only: in white space between tokens, or in the case of keywords.
#[must_use]
pub fn same(before: &str, after: &str) -> bool {
    if before == after {
        return true;
    }
    // Where a backslash hides a quote, what is a string depends on the database: nothing is taken for layout.
    let unsure = |text: &str| text.contains("\\'") || text.contains("\\\"");
    !unsure(before) && !unsure(after) && tokenize(before) == tokenize(after)
}

/// What both texts share and what only one of them has, in reading order; where something was replaced, what was removed comes
/// first. The pieces of b together are b, but for white space at its end. Swapped texts give swapped pieces.
#[must_use]
pub fn tokens(before: &str, after: &str) -> Vec<Piece> {
    let (a, b) = (tokenize(before), tokenize(after));
    let head = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (inner_a, inner_b) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    // Of several shortest ways one is taken, the same one whichever text comes first.
    let steps = if before <= after {
        shortest(inner_a, inner_b).unwrap_or_else(|| whole(inner_a.len(), inner_b.len()))
    } else {
        let swapped = shortest(inner_b, inner_a).unwrap_or_else(|| whole(inner_b.len(), inner_a.len()));
        swapped.into_iter().map(swap).collect()
    };
    let same = |count: usize| std::iter::repeat_n(PieceClass::Same, count);
    pieces(&a, &b, same(head).chain(steps).chain(same(tail)))
}

fn swap(class: PieceClass) -> PieceClass {
    match class {
        PieceClass::Same => PieceClass::Same,
        PieceClass::Added => PieceClass::Removed,
        PieceClass::Removed => PieceClass::Added,
    }
}

fn whole(removed: usize, added: usize) -> Vec<PieceClass> {
    [vec![PieceClass::Removed; removed], vec![PieceClass::Added; added]].concat()
}

/// Steps put together to pieces.
fn pieces(a: &[Token<'_>], b: &[Token<'_>], steps: impl Iterator<Item = PieceClass>) -> Vec<Piece> {
    let (mut at_a, mut at_b) = (0, 0);
    let (mut all, mut removed, mut added): (Vec<Piece>, _, _) = (Vec::new(), String::new(), String::new());
    for class in steps {
        match class {
            PieceClass::Removed => {
                removed.push_str(a[at_a].whole);
                at_a += 1;
            }
            PieceClass::Added => {
                added.push_str(b[at_b].whole);
                at_b += 1;
            }
            PieceClass::Same => {
                push(&mut all, PieceClass::Removed, std::mem::take(&mut removed));
                push(&mut all, PieceClass::Added, std::mem::take(&mut added));
                push(&mut all, PieceClass::Same, b[at_b].whole.to_owned());
                (at_a, at_b) = (at_a + 1, at_b + 1);
            }
        }
    }
    push(&mut all, PieceClass::Removed, removed);
    push(&mut all, PieceClass::Added, added);
    all
}

fn push(all: &mut Vec<Piece>, class: PieceClass, text: String) {
    match all.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.class == class => last.text.push_str(&text),
        _ => all.push(Piece { class, text }),
    }
}

/// The shortest way from one text to the other (Myers 1986), forward and greedy; `None` where it takes too many edits.
fn shortest(a: &[Token<'_>], b: &[Token<'_>]) -> Option<Vec<PieceClass>> {
    let most = MOST_EDITS.min(a.len() + b.len());
    // `furthest[most + 1 + k]`: how far in `a` diagonal `k` (place in `a` minus place in `b`) was reached.
    let zero = most + 1;
    let mut furthest = vec![0_usize; 2 * most + 3];
    let mut history: Vec<Vec<usize>> = Vec::new();
    for edits in 0..=most {
        history.push(furthest[zero - edits - 1..=zero + edits + 1].to_vec());
        for step in 0..=edits {
            // Diagonals -edits, -edits + 2, …, edits; counted from the middle of the row.
            let at = zero + 2 * step - edits;
            let down = step == 0 || (step != edits && furthest[at - 1] < furthest[at + 1]);
            let mut x = if down { furthest[at + 1] } else { furthest[at - 1] + 1 };
            // Off the edge of `b`: no way along this diagonal.
            let Some(mut y) = (x + zero).checked_sub(at).filter(|y| *y <= b.len() && x <= a.len()) else {
                furthest[at] = x;
                continue;
            };
            while x < a.len() && y < b.len() && a[x] == b[y] {
                (x, y) = (x + 1, y + 1);
            }
            furthest[at] = x;
            if x == a.len() && y == b.len() {
                return Some(back(&history, a.len(), b.len()));
            }
        }
    }
    None
}

/// Walks back along what `shortest` reached.
fn back(history: &[Vec<usize>], mut x: usize, mut y: usize) -> Vec<PieceClass> {
    let mut steps = Vec::new();
    for (edits, reached) in history.iter().enumerate().rev() {
        // The middle of a row is diagonal 0; a row of `edits` reaches one further on each side.
        let middle = edits + 1;
        let at = middle + x - y.min(middle + x);
        let lowest = at == middle - edits;
        let highest = at == middle + edits;
        let down = lowest || (!highest && reached[at - 1] < reached[at + 1]);
        let from = if down { reached[at + 1] } else { reached[at - 1] + 1 };
        while edits > 0 && x > from || edits == 0 && x > 0 {
            steps.push(PieceClass::Same);
            (x, y) = (x - 1, y.saturating_sub(1));
        }
        if edits > 0 && down {
            steps.push(PieceClass::Added);
            y = y.saturating_sub(1);
        } else if edits > 0 {
            steps.push(PieceClass::Removed);
            x = x.saturating_sub(1);
        }
    }
    steps.reverse();
    steps
}

#[cfg(test)]
#[path = "sql_tests.rs"]
mod tests;
