//! What was asked of an object, as lines of text.
//!
//! Owns the format: `SEC01 2` (asked of two), `SEC01 !reason`, `? 3` (texts with a parameter that has no value),
//! `~ what was passed over`. Objects of one kind mostly get the same lines, which are stored once. A line break in a reason is
//! a space.

use crate::model::assessment::Asked;
use crate::model::comply::named;
use std::fmt::Write as _;

/// Writes it.
pub(super) fn written(asked: &Asked) -> String {
    let mut out = String::new();
    let flat = |text: &str| text.replace(['\n', '\r'], " ");
    for (rule, count) in &asked.counts {
        let _ = writeln!(out, "{rule} {count}");
    }
    for (rule, reasons) in &asked.reasons {
        for reason in reasons {
            let _ = writeln!(out, "{rule} !{}", flat(reason));
        }
    }
    if asked.open > 0 {
        let _ = writeln!(out, "? {}", asked.open);
    }
    for passed in &asked.passed {
        let _ = writeln!(out, "~ {}", flat(passed));
    }
    out
}

/// Reads it; a rule that this program does not know is left out.
pub(super) fn parse(text: &str) -> Asked {
    let mut asked = Asked::default();
    for line in text.lines() {
        let Some((what, said)) = line.split_once(' ') else { continue };
        match (what, named(what)) {
            ("?", _) => asked.open = said.parse().unwrap_or_default(),
            ("~", _) => asked.passed.push(said.to_owned()),
            (_, Some(rule)) => match said.strip_prefix('!') {
                Some(reason) => {
                    asked.reasons.entry(rule.id).or_default().insert(reason.to_owned());
                }
                None => {
                    asked.counts.insert(rule.id, said.parse().unwrap_or_default());
                }
            },
            _ => {}
        }
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let asked = Asked { open: 3, passed: vec!["session F/x is passed over: why".to_owned()], ..Asked::default() };
        assert_eq!(parse(&written(&asked)), asked);
        assert_eq!(parse("NONE 1\n"), Asked::default(), "a rule of another program");
    }
}
