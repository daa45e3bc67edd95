//! What a rulebook says of rules in one folder and one environment.

use crate::model::comply::{Rule, Severity};
use crate::model::rulebook::{Rulebook, Setting};
use std::collections::BTreeMap;

/// A rulebook, narrowed to a folder and an environment.
#[derive(Debug, Clone, Default)]
pub struct Book<'a> {
    settings: BTreeMap<&'a str, Vec<&'a Setting>>,
}

impl<'a> Book<'a> {
    /// What of a rulebook holds here; later sections win.
    #[must_use]
    pub fn of(rulebook: &'a Rulebook, folder: &str, environment: &str) -> Self {
        let mut settings: BTreeMap<&str, Vec<&Setting>> = BTreeMap::new();
        let fits = |pattern: &str, name: &str| pattern.is_empty() || like(pattern, name);
        for section in &rulebook.sections {
            if fits(&section.folder, folder) && fits(&section.environment, environment) {
                for (id, setting) in &section.rules {
                    settings.entry(id).or_default().push(setting);
                }
            }
        }
        Self { settings }
    }

    fn said<T>(&self, rule: &Rule, what: impl Fn(&'a Setting) -> Option<T>) -> Option<T> {
        self.settings.get(rule.id)?.iter().rev().find_map(|setting| what(setting))
    }

    /// True where the rule is not to be asked.
    #[must_use]
    pub fn is_off(&self, rule: &Rule) -> bool {
        self.settings.get(rule.id).and_then(|all| all.last()).is_some_and(|setting| setting.off)
    }

    /// How severe a find of it is here.
    #[must_use]
    pub fn severity(&self, rule: &Rule) -> Severity {
        self.said(rule, |setting| setting.severity).unwrap_or(rule.severity)
    }

    /// A threshold as text; the rule's default where the rulebook says nothing.
    #[must_use]
    pub fn text(&self, rule: &Rule, name: &str) -> &'a str {
        let default = rule.values.iter().find(|one| one.name == name).map_or("", |one| one.default);
        self.said(rule, |setting| setting.values.get(name).map(String::as_str)).unwrap_or(default)
    }

    /// A threshold as a whole number; reading the rulebook refuses anything else where the default is one.
    #[must_use]
    pub fn number(&self, rule: &Rule, name: &str) -> u64 {
        self.text(rule, name).parse().unwrap_or_default()
    }
}

/// True where an environment is production; where none is asked for, the repository's name tells.
#[must_use]
pub fn is_production(rulebook: &Rulebook, environment: &str, repository: &str) -> bool {
    const WORDS: [&str; 4] = ["prod", "prd", "production", "live"];
    let name = if environment.is_empty() { repository } else { environment };
    match &rulebook.production {
        Some(patterns) => patterns.iter().any(|pattern| like(pattern, name)),
        None => name
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))),
    }
}

/// True where a text is like a pattern: `*` stands for any characters. Case does not count.
#[must_use]
pub fn like(pattern: &str, text: &str) -> bool {
    // Nearly every name is ASCII, and rules ask this of every column: nothing is copied for them.
    if pattern.is_ascii() && text.is_ascii() {
        return fits(pattern.as_bytes(), text.as_bytes());
    }
    fits(pattern.to_lowercase().as_bytes(), text.to_lowercase().as_bytes())
}

/// True where a text is like one of several patterns with commas between.
#[must_use]
pub fn like_any(patterns: &str, text: &str) -> bool {
    patterns.split(',').map(str::trim).any(|pattern| !pattern.is_empty() && like(pattern, text))
}

/// Goes along both; where they part, the newest star takes one more.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while from < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at + 1, from));
                at += 1;
            }
            Some(one) if one.eq_ignore_ascii_case(&text[from]) => {
                at += 1;
                from += 1;
            }
            _ => {
                let Some((after, taken)) = star else { return false };
                star = Some((after, taken + 1));
                at = after;
                from = taken + 1;
            }
        }
    }
    pattern[at..].iter().all(|one| *one == b'*')
}

#[cfg(test)]
mod tests {
    use super::{Rulebook, is_production, like, like_any};

    #[test]
    fn a_word_of_the_name_makes_production() {
        let book = Rulebook::default();
        assert!(is_production(&book, "eu-prod", "REP_DEV") && is_production(&book, "", "REP_PRD"));
        assert!(!is_production(&book, "test", "REP_PROD") && !is_production(&book, "", "PRODUCTS"));
        let book = Rulebook { production: Some(vec!["p*".to_owned()]), ..Rulebook::default() };
        assert!(is_production(&book, "p1", "") && !is_production(&book, "prod2x".get(1..).unwrap_or_default(), ""));
    }

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text) in [
            ("*", ""),
            ("S*H", "sales_dwh"),
            ("a*b*c", "axxbyyc"),
            ("a*", "a"),
            ("abc", "ABC"),
            ("Ä*", "äb"),
            ("*a*ba", "xaaba"),
        ] {
            assert!(like(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", "ab"), ("a*b", "ac"), ("ab*ba", "aba"), ("", "x")] {
            assert!(!like(pattern, text), "{pattern} {text}");
        }
    }
    #[test]
    fn one_of_several_patterns_is_enough() {
        assert!(like_any("m_*, map_*", "MAP_X") && !like_any(" , ", "") && !like_any("", "x"));
    }
}
