//! A file of waivers: a YAML list.
//!
//! Owns its keys and its days. A waiver without justification or approver is read all the same: it is refused where it is
//! judged, so that everybody sees it.

use super::rulebook::{Reading, document};
use super::yaml::Node;
use crate::model::waiver::Waiver;
use chrono::NaiveDate;

const KEYS: &str = "rule, scope, part, justification, approver, ticket, created, expires";

/// Reads waivers:
///
/// ```yaml
/// - rule: SEC05
///   scope: "*::SALES_DWH/wf_daily/*"       # full addresses, `*` stands for any characters
///   part: ""                               # only this part of the object; empty: all
///   justification: vendor's tool needs it; replaced in Q1
///   approver: j.doe
///   ticket: CHG-1234
///   created: 2026-11-01
///   expires: 2026-12-31                    # the last day on which it covers, UTC
/// ```
///
/// Fails with `file:line: what is wrong`: an unknown key, a rule, scope or last day that is missing, a day that is none.
pub fn waivers(text: &str, file: &str) -> Result<Vec<Waiver>, String> {
    let Some(root) = document(text, file)? else { return Ok(Vec::new()) };
    let reading = Reading { file };
    reading.list(&root)?.iter().map(|node| waiver(&reading, node)).collect()
}

fn waiver(reading: &Reading<'_>, node: &Node) -> Result<Waiver, String> {
    let mut waiver = Waiver { line: node.line, ..Waiver::default() };
    for pair in reading.map(node)? {
        let text = reading.text(&pair.value)?.trim().to_owned();
        match pair.key.as_str() {
            "rule" => waiver.rule = text,
            "scope" => waiver.scope = text,
            "part" => waiver.part = text,
            "justification" => waiver.justification = text,
            "approver" => waiver.approver = text,
            "ticket" => waiver.ticket = text,
            "created" => waiver.created = day(reading, pair.line, text)?,
            "expires" => waiver.expires = day(reading, pair.line, text)?,
            other => return Err(reading.unknown(pair, other, KEYS)),
        }
    }
    let needed = [("rule", &waiver.rule), ("scope", &waiver.scope), ("expires", &waiver.expires)];
    match needed.iter().find(|(_, text)| text.is_empty()) {
        Some((key, _)) => Err(reading.wrong(node.line, &format!("the waiver does not say {key}"))),
        None => Ok(waiver),
    }
}

fn day(reading: &Reading<'_>, line: u64, text: String) -> Result<String, String> {
    // chrono takes `2026-1-5`, too, which would not sort.
    if text.is_empty() || text.len() == 10 && NaiveDate::parse_from_str(&text, "%Y-%m-%d").is_ok() {
        return Ok(text);
    }
    Err(reading.wrong(line, &format!("{text} is no day; write 2026-12-31")))
}

#[cfg(test)]
mod tests {
    use super::waivers;

    #[test]
    fn a_last_day_is_required_and_a_justification_is_not() {
        let read = waivers("- rule: SEC01\n  scope: '*'\n  expires: 2026-12-31\n", "w.yaml").expect("read");
        assert_eq!((read[0].line, read[0].expires.as_str(), read[0].justification.as_str()), (1, "2026-12-31", ""));
        let wrong = |text: &str| waivers(text, "w.yaml").expect_err(text);
        assert_eq!(wrong("- rule: SEC01\n  scope: '*'\n"), "w.yaml:1: the waiver does not say expires");
        assert!(wrong("- rule: SEC01\n  expires: 31.12.2026\n").starts_with("w.yaml:2: 31.12.2026 is no day"));
        assert!(wrong("- rule: SEC01\n  until: 2026-12-31\n").starts_with("w.yaml:2: there is no key until"));
        assert!(wrong("rule: SEC01\n").starts_with("w.yaml:1: a list is wanted here"));
        assert_eq!(waivers("# none\n", "w").expect("empty"), []);
    }
}
