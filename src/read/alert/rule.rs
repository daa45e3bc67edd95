//! One entry below `rules:` of alerts.yaml.
//!
//! Owns its keys, and that a threshold is one that the rule has. What a rule means is `model::alert::rule`'s.

use crate::model::alert::RuleSetting;
use crate::model::alert::rule::{AlertRule, RULES, Threshold, Unit, named};
use crate::model::problem::Severity;
use crate::model::session_key::hint;
use crate::read::duration;
use serde::Deserialize;
use serde_saphyr::Spanned;
use std::collections::BTreeMap;

/// What is wanted of one rule at some addresses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Its code.
    rule: Spanned<String>,
    /// Addresses; none: all.
    #[serde(default)]
    scope: String,
    /// `error`, `warning` or `info`.
    severity: Option<Spanned<String>>,
    /// It is not asked.
    #[serde(default)]
    off: bool,
    /// By key.
    #[serde(default)]
    thresholds: BTreeMap<String, Spanned<String>>,
}

/// The settings by code of the rule, in the order of the file. Fails with the line and what is wrong there.
pub(super) fn rules(entries: Vec<Entry>) -> Result<BTreeMap<String, Vec<RuleSetting>>, String> {
    let mut all: BTreeMap<String, Vec<RuleSetting>> = BTreeMap::new();
    for entry in entries {
        let rule = known(&entry.rule)?;
        all.entry(rule.code.to_owned()).or_default().push(setting(rule, entry)?);
    }
    Ok(all)
}

fn known(code: &Spanned<String>) -> Result<&'static AlertRule, String> {
    named(&code.value).ok_or_else(|| {
        let hint = hint(&code.value, RULES.iter().map(|rule| rule.code));
        wrong(code, &format!("{:?} is no rule of monitor; {hint}", code.value))
    })
}

fn setting(rule: &AlertRule, entry: Entry) -> Result<RuleSetting, String> {
    let severity = entry.severity.as_ref().map(severity).transpose()?;
    let mut values = BTreeMap::new();
    for (key, value) in &entry.thresholds {
        let threshold = rule.threshold(key).ok_or_else(|| {
            let hint = if rule.thresholds.is_empty() {
                "it has none".to_owned()
            } else {
                hint(key, rule.thresholds.iter().map(|one| one.key))
            };
            wrong(value, &format!("{key:?} is no threshold of {}; {hint}", rule.code))
        })?;
        values.insert(key.clone(), number(threshold, value)?);
    }
    let scope = if entry.scope.is_empty() { "*".to_owned() } else { entry.scope };
    Ok(RuleSetting { off: entry.off, severity, scope, values })
}

fn severity(word: &Spanned<String>) -> Result<Severity, String> {
    let all = [Severity::Error, Severity::Warning, Severity::Info];
    all.into_iter()
        .find(|one| one.as_str() == word.value)
        .ok_or_else(|| wrong(word, &format!("severity {:?} is none of error, warning, info", word.value)))
}

/// The value as a plain number in the unit of the threshold.
fn number(threshold: &Threshold, value: &Spanned<String>) -> Result<String, String> {
    let text = value.value.trim();
    let whole = || text.parse::<u32>().ok().map(f64::from);
    let (number, wants) = match threshold.unit {
        Unit::Number => (text.parse::<f64>().ok().filter(|n| n.is_finite()), "a number"),
        Unit::Count => (whole(), "a whole number"),
        Unit::Percent => (text.strip_suffix('%').unwrap_or(text).parse::<u32>().ok().map(f64::from), "per cent"),
        Unit::Days => (text.strip_suffix('d').unwrap_or(text).parse::<u32>().ok().map(f64::from), "days"),
        Unit::Seconds => {
            let seconds = duration::seconds(text).and_then(|seconds| u32::try_from(seconds).ok());
            (seconds.map(f64::from), "a time such as 90m, 26h or 2d")
        }
    };
    let fits = number.filter(|number| (threshold.least..=threshold.most).contains(number));
    fits.map(|number| number.to_string()).ok_or_else(|| {
        let Threshold { key, least, most, unit, .. } = threshold;
        let unit = if *unit == Unit::Seconds { " seconds" } else { "" };
        wrong(value, &format!("{key} wants {wants}, {least} to {most}{unit}, not {text:?}"))
    })
}

fn wrong<T>(at: &Spanned<T>, what: &str) -> String {
    format!("line {}: {what}", at.referenced.line())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<BTreeMap<String, Vec<RuleSetting>>, String> {
        rules(serde_saphyr::from_str(text).map_err(|error| error.to_string())?)
    }

    #[test]
    fn thresholds_become_plain_numbers() {
        let all = read(
            "- rule: longer-than-usual\n  scope: FIN/*\n  severity: error\n  thresholds:\n    ratio: 2.5\n    within: 26h\n\
             - rule: longer-than-usual\n  off: true\n- rule: credential-too-old\n  thresholds: {days: 90d}\n",
        )
        .expect("valid");
        let longer = &all["longer-than-usual"];
        assert_eq!((longer[0].scope.as_str(), longer[0].severity), ("FIN/*", Some(Severity::Error)));
        assert_eq!((longer[0].values["ratio"].as_str(), longer[0].values["within"].as_str()), ("2.5", "93600"));
        assert_eq!((longer[1].off, longer[1].scope.as_str()), (true, "*"));
        assert_eq!(all["credential-too-old"][0].values["days"], "90");
    }

    #[test]
    fn what_cannot_be_is_told_with_its_line() {
        for (text, line, says) in [
            ("- rule: longer-than-usal\n", "line 1", "longer-than-usual"),
            ("- rule: zero-rows\n  thresholds:\n    raito: 2\n", "line 3", "no threshold of zero-rows"),
            ("- rule: sla-missed\n  thresholds: {x: 2}\n", "line 2", "it has none"),
            ("- rule: longer-than-usual\n  thresholds:\n    ratio: 0.5\n", "line 3", "1 to 1000"),
            ("- rule: longer-than-usual\n  thresholds:\n    within: 26\n", "line 3", "90m"),
            ("- rule: longer-than-usual\n  severity: fatal\n", "line 2", "none of error"),
            ("- rule: zero-rows\n  severty: error\n", "line 2", "severty"),
        ] {
            let said = read(text).expect_err(text);
            assert!(said.contains(line) && said.contains(says), "{text}: {said}");
        }
    }
}
