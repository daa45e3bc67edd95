//! What a site wants of the rules: which are asked of an object, how severe they are, their thresholds.
//!
//! Owns how entries of alerts.yaml win over each other: later ones over earlier ones, each for what it says.

use super::robust::whole;
use crate::answer::fingerprint::fingerprint;
use crate::answer::template::fits;
use crate::model::alert::rule::AlertRule;
use crate::model::alert::{Alert, AlertBook, RuleSetting};
use crate::model::problem::Severity;

/// Most thresholds of a rule.
const MOST: usize = 6;

/// A rule with everything that is wanted of it.
pub(super) struct Asked<'b> {
    rule: &'static AlertRule,
    settings: &'b [RuleSetting],
    plain: Limits,
}

/// A rule as it is asked of one object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    rule: &'static AlertRule,
    severity: Severity,
    values: [f64; MOST],
}

impl<'b> Asked<'b> {
    /// A rule under a book.
    pub(super) fn of(rule: &'static AlertRule, book: &'b AlertBook) -> Self {
        let mut values = [0.0; MOST];
        for (slot, threshold) in values.iter_mut().zip(rule.thresholds) {
            *slot = threshold.default;
        }
        let settings = book.rules.get(rule.code).map_or(&[][..], Vec::as_slice);
        Self { rule, settings, plain: Limits { rule, severity: rule.severity, values } }
    }

    /// As it is asked of an object; `None` where it is not.
    pub(super) fn at(&self, object: &str) -> Option<Limits> {
        let mut limits = self.plain;
        let mut off = false;
        for setting in self.settings.iter().filter(|setting| fits(&setting.scope, object)) {
            off = setting.off;
            limits.severity = setting.severity.unwrap_or(limits.severity);
            for (slot, threshold) in limits.values.iter_mut().zip(self.rule.thresholds) {
                let said = setting.values.get(threshold.key).and_then(|value| value.parse().ok());
                *slot = said.unwrap_or(*slot);
            }
        }
        (!off).then_some(limits)
    }
}

impl Limits {
    /// A threshold by its key.
    pub(super) fn get(&self, key: &str) -> f64 {
        let place = self.rule.thresholds.iter().position(|one| one.key == key);
        place.and_then(|place| self.values.get(place)).copied().unwrap_or(0.0)
    }

    /// A threshold as a whole number.
    pub(super) fn whole(&self, key: &str) -> i64 {
        whole(self.get(key))
    }

    /// A threshold as a count.
    pub(super) fn count(&self, key: &str) -> usize {
        usize::try_from(self.whole(key)).unwrap_or(0)
    }

    /// The alert that says it.
    pub(super) fn alert(&self, object: &str, message: String, at: String) -> Alert {
        Alert {
            severity: self.severity,
            rule: self.rule.code.to_owned(),
            object: object.to_owned(),
            message,
            at,
            fingerprint: fingerprint(&["alert", self.rule.code, object]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::alert::rule::{LONGER, RULES};
    use std::collections::BTreeMap;

    #[test]
    fn later_entries_win_for_what_they_say() {
        let setting = |scope: &str, off, severity, values: &[(&str, &str)]| RuleSetting {
            off,
            severity,
            scope: scope.to_owned(),
            values: values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        };
        let entries = vec![
            setting("*", false, Some(Severity::Info), &[("ratio", "3"), ("within", "3600")]),
            setting("FIN/*", false, Some(Severity::Error), &[("ratio", "2")]),
            setting("FIN/old/*", true, None, &[]),
        ];
        let book = AlertBook { rules: BTreeMap::from([(LONGER.code.to_owned(), entries)]), ..AlertBook::default() };
        let asked = Asked::of(&LONGER, &book);
        let (other, own) = (asked.at("HR/wf/s").expect("asked"), asked.at("FIN/wf/s").expect("asked"));
        assert_eq!((other.severity, other.whole("ratio"), other.whole("within")), (Severity::Info, 3, 3600));
        assert_eq!((own.severity, own.whole("ratio"), own.whole("within")), (Severity::Error, 2, 3600));
        assert_eq!(own.count("history"), 15);
        assert!(asked.at("FIN/old/s").is_none());
    }

    #[test]
    fn no_rule_has_more_thresholds_than_are_kept() {
        assert!(RULES.iter().all(|rule| rule.thresholds.len() <= MOST));
    }
}
