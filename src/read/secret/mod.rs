//! Finds plain secrets in texts of exports and cuts them out.
//!
//! This folder owns every rule that says "this piece of text is a password, a
//! key or a token": the table of detectors, the quick test that spares clean
//! text, the reasoning that tells a literal from a reference, and the cut.
//! It never stores or logs the value of a secret: a [`Cut`] holds the text with
//! [`MASK`] in place of each secret, plus codes of detectors; [`Taken`] hands the
//! secrets over to whoever seals them.
//! It never parses XML and never touches a file: callers hand in one decoded
//! value (for [`cut`]) or any raw text (for [`may_hold_secret`]).

mod commands;
mod detectors;
mod expression;
mod fed;
mod judge;
mod reference;
mod shapes;
mod sql;
mod taken;
mod triggers;

use crate::model::credential::without_strange_marks;
use std::ops::Range;
use std::sync::LazyLock;

pub use crate::model::credential::MASK;
pub use detectors::DETECTORS;
pub use judge::{is_telling, name_holds_secret, named_secret};
pub use taken::{Taken, Was, taken};
pub use triggers::may_hold_secret;

use expression::Expression;
use judge::Judge;

/// How often one value is scanned again. A mask may close a quote that the
/// secret had left open and so show another secret; a bound keeps time linear.
const MAX_ROUNDS: usize = 6;

/// Names of elements and attributes are shorter than this.
const MAX_TOLD: usize = 80;

/// One rule that recognises a secret in a piece of text. The list is data.
pub struct Detector {
    /// Stable kebab-case code, written to reports.
    pub code: &'static str,
    /// What the rule finds, for people.
    pub meaning: &'static str,
    rule: Rule,
}

/// How a detector looks at a text.
enum Rule {
    /// Regular expressions, each with the secret as the group `secret`.
    Patterns(&'static [Pattern]),
    /// Options and arguments of known command-line tools.
    Tools(&'static [commands::Tool]),
}

/// One regular expression of a detector.
struct Pattern {
    /// Holds the named group `secret`, and `sep` when `judge` reads one.
    regex: &'static str,
    /// The expression counts only in texts that match this one; "" = all texts.
    requires: &'static str,
    judge: Judge,
}

/// A value without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The value with [`MASK`] in place of each secret, else to the letter.
    pub masked: String,
    /// Codes of the detectors that fired, in order of place; never a value.
    pub found: Vec<&'static str>,
}

/// A place of a secret.
struct Hit {
    range: Range<usize>,
    code: &'static str,
}

/// A pattern ready to run.
struct Compiled {
    code: &'static str,
    regex: Expression,
    requires: Option<Expression>,
    judge: Judge,
}

static COMPILED: LazyLock<Vec<Compiled>> = LazyLock::new(compile_all);

/// Cuts every secret out of one decoded value. None = nothing found.
///
/// Idempotent: `cut(cut(x).masked)` is None.
#[must_use]
pub fn cut(value: &str) -> Option<Cut> {
    taken(value)?.cut()
}

/// A value without its secrets and without any mark, for places in which nothing is ever put back: names, settings.
#[must_use]
pub fn plain(value: &str) -> Option<String> {
    let cut = cut(value).map(|cut| cut.masked);
    let text = cut.as_deref().unwrap_or(value);
    without_strange_marks(text, &|_| false).or(cut)
}

/// What a message may quote of the input, such as a name: the text, or the mask where it may hold a secret or is no name.
#[must_use]
pub fn told(text: &str) -> &str {
    let is_name = text.len() <= MAX_TOLD && !text.contains(char::is_control);
    if is_name && !may_hold_secret(text) && !name_holds_secret(text) { text } else { MASK }
}

/// Runs every detector over the text.
fn find_all(text: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    for pattern in COMPILED.iter() {
        run_pattern(pattern, text, &mut hits);
    }
    for detector in DETECTORS {
        if let Rule::Tools(tools) = &detector.rule {
            let places = commands::find(text, tools);
            hits.extend(places.into_iter().map(|range| Hit { range, code: detector.code }));
        }
    }
    hits
}

/// Adds the hits of one pattern.
fn run_pattern(pattern: &Compiled, text: &str, hits: &mut Vec<Hit>) {
    let mut scene: Option<judge::Scene> = None;
    let mut covered = 0;
    for found in pattern.regex.captures_iter(text) {
        let Some(secret) = found.range("secret") else {
            continue;
        };
        if scene.is_none() {
            if pattern.requires.as_ref().is_some_and(|r| !r.is_match(text)) {
                return;
            }
            scene = Some(judge::Scene::new(text));
        }
        // A secret may be stretched past its match; what begins inside it is
        // cut already, and stretching it again would cost more than one pass.
        if secret.start < covered {
            continue;
        }
        let place = judge::Place { start: found.start(), sep: found.part("sep"), value: secret };
        if let Some(scene) = scene.as_mut()
            && let Some(range) = pattern.judge.accept(scene, &place)
        {
            covered = range.end;
            hits.push(Hit { range, code: pattern.code });
        }
    }
}

/// Sorts hits by place and joins those that overlap; the first one names it.
fn merged(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| hit.range.start);
    let mut out: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        match out.last_mut() {
            Some(last) if hit.range.start < last.range.end => {
                last.range.end = last.range.end.max(hit.range.end);
            }
            _ => out.push(hit),
        }
    }
    out
}

/// Compiles the expressions of the table once.
fn compile_all() -> Vec<Compiled> {
    let mut out = Vec::new();
    for detector in DETECTORS {
        if let Rule::Patterns(patterns) = &detector.rule {
            for pattern in *patterns {
                out.push(Compiled {
                    code: detector.code,
                    regex: Expression::new(pattern.regex),
                    requires: (!pattern.requires.is_empty()).then(|| Expression::new(pattern.requires)),
                    judge: pattern.judge,
                });
            }
        }
    }
    out
}

#[cfg(test)]
mod cases;
#[cfg(test)]
mod tests;
