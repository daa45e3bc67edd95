//! `rules.yaml`: what a site wants of the rules of `comply`.
//!
//! Owns its keys and what is refused in them, with file and line: rules, values and severities that there are not, and texts
//! where a number is wanted. Never decides what a value means.

use super::yaml::{self, Node, Pair, Said};
use crate::model::comply::{Rule, Severity, named};
use crate::model::rulebook::{Rulebook, Section, Setting};
use std::collections::BTreeMap;

/// Reads a rulebook:
///
/// ```yaml
/// expiring_days: 30            # days before its last one on which a waiver counts as expiring
/// production: [prod, "prd*"]   # environments (or repositories, where none is asked for) that are production
/// rules:                       # of every folder and environment
///   SEC05: {severity: critical}
/// sections:                    # later ones win
///   - folder: "SALES*"
///     environment: "prod*"
///     rules:
///       PRF02: {off: true}
///       NAM01: {values: {pattern: "m_*"}}
/// ```
///
/// Fails with `file:line: what is wrong and what there is instead`.
pub fn rulebook(text: &str, file: &str) -> Result<Rulebook, String> {
    let mut book = Rulebook::default();
    let Some(root) = document(text, file)? else { return Ok(book) };
    let reading = Reading { file };
    for pair in reading.map(&root)? {
        match pair.key.as_str() {
            "expiring_days" => book.expiring_days = Some(reading.number(&pair.value)?),
            "production" => book.production = Some(reading.texts(&pair.value)?),
            // What holds everywhere comes first, wherever it stands.
            "rules" => book.sections.insert(0, Section { rules: reading.rules(&pair.value)?, ..Section::default() }),
            "sections" => {
                for section in reading.list(&pair.value)? {
                    book.sections.push(reading.section(section)?);
                }
            }
            other => return Err(reading.unknown(pair, other, "expiring_days, production, rules, sections")),
        }
    }
    Ok(book)
}

/// The root of a document; `None` where there is nothing but comments.
pub(super) fn document(text: &str, file: &str) -> Result<Option<Node>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(None);
    }
    let parsed = yaml::parse(text, file);
    parsed.map(Some).map_err(|problem| format!("{file}:{}: {}", problem.line, problem.message))
}

/// A file that is being read; says where what is wrong.
pub(super) struct Reading<'f> {
    /// Its name.
    pub(super) file: &'f str,
}

impl Reading<'_> {
    /// What is wrong at a line.
    pub(super) fn wrong(&self, line: u64, what: &str) -> String {
        format!("{}:{line}: {what}", self.file)
    }

    /// A key that is not there.
    pub(super) fn unknown(&self, pair: &Pair, key: &str, known: &str) -> String {
        self.wrong(pair.line, &format!("there is no key {key}; there are {known}"))
    }

    /// A map.
    pub(super) fn map<'n>(&self, node: &'n Node) -> Result<&'n [Pair], String> {
        match &node.said {
            Said::Map(pairs) => Ok(pairs),
            Said::Nothing => Ok(&[]),
            _ => Err(self.wrong(node.line, "a map of keys and values is wanted here")),
        }
    }

    /// A list.
    pub(super) fn list<'n>(&self, node: &'n Node) -> Result<&'n [Node], String> {
        match &node.said {
            Said::List(nodes) => Ok(nodes),
            Said::Nothing => Ok(&[]),
            _ => Err(self.wrong(node.line, "a list is wanted here: lines that begin with `- `")),
        }
    }

    /// A text.
    pub(super) fn text(&self, node: &Node) -> Result<String, String> {
        node.text().map(str::to_owned).ok_or_else(|| self.wrong(node.line, "a text is wanted here"))
    }

    /// One text or a list of them.
    fn texts(&self, node: &Node) -> Result<Vec<String>, String> {
        match &node.said {
            Said::List(nodes) => nodes.iter().map(|one| self.text(one)).collect(),
            _ => Ok(vec![self.text(node)?]),
        }
    }

    fn number(&self, node: &Node) -> Result<u32, String> {
        self.text(node)?.parse().map_err(|_| self.wrong(node.line, "a whole number is wanted here"))
    }

    fn section(&self, node: &Node) -> Result<Section, String> {
        let mut section = Section::default();
        for pair in self.map(node)? {
            match pair.key.as_str() {
                "folder" => section.folder = self.text(&pair.value)?,
                "environment" => section.environment = self.text(&pair.value)?,
                "rules" => section.rules = self.rules(&pair.value)?,
                other => return Err(self.unknown(pair, other, "folder, environment, rules")),
            }
        }
        Ok(section)
    }

    fn rules(&self, node: &Node) -> Result<BTreeMap<String, Setting>, String> {
        let one = |pair: &Pair| {
            let rule = named(&pair.key).ok_or_else(|| {
                let what = format!("there is no rule {}; `catalog comply --list-rules` lists them", pair.key);
                self.wrong(pair.line, &what)
            })?;
            Ok((pair.key.clone(), self.setting(rule, &pair.value)?))
        };
        self.map(node)?.iter().map(one).collect()
    }

    fn setting(&self, rule: &Rule, node: &Node) -> Result<Setting, String> {
        let mut setting = Setting::default();
        for pair in self.map(node)? {
            match pair.key.as_str() {
                "off" => setting.off = self.flag(&pair.value)?,
                "severity" => setting.severity = Some(self.severity(&pair.value)?),
                "values" => setting.values = self.values(rule, &pair.value)?,
                other => return Err(self.unknown(pair, other, "off, severity, values")),
            }
        }
        Ok(setting)
    }

    fn flag(&self, node: &Node) -> Result<bool, String> {
        match self.text(node)?.as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.wrong(node.line, "true or false is wanted here")),
        }
    }

    fn severity(&self, node: &Node) -> Result<Severity, String> {
        let word = self.text(node)?;
        Severity::named(&word).ok_or_else(|| {
            let known: Vec<&str> = Severity::ALL.iter().map(|one| one.as_str()).collect();
            self.wrong(node.line, &format!("there is no severity {word}; there are {}", known.join(", ")))
        })
    }

    fn values(&self, rule: &Rule, node: &Node) -> Result<BTreeMap<String, String>, String> {
        let one = |pair: &Pair| {
            let Some(value) = rule.values.iter().find(|value| value.name == pair.key) else {
                let known: Vec<&str> = rule.values.iter().map(|one| one.name).collect();
                let known = if known.is_empty() { "it has none".to_owned() } else { known.join(", ") };
                return Err(self.wrong(pair.line, &format!("{} has no value {}: {known}", rule.id, pair.key)));
            };
            let text = self.text(&pair.value)?;
            if value.default.parse::<u64>().is_ok() && text.parse::<u64>().is_err() {
                let what = format!("{} of {} is a whole number: {}", pair.key, rule.id, value.meaning);
                return Err(self.wrong(pair.line, &what));
            }
            Ok((pair.key.clone(), text))
        };
        self.map(node)?.iter().map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::rulebook;

    #[test]
    fn what_there_is_not_is_named_with_its_line() {
        let wrong = |text: &str| rulebook(text, "r.yaml").expect_err(text);
        assert!(wrong("rules:\n  XXX99: {off: true}\n").starts_with("r.yaml:2: there is no rule XXX99"));
        assert!(wrong("rule: {}\n").starts_with("r.yaml:1: there is no key rule;"));
        assert!(wrong("sections:\n  - folders: A\n").starts_with("r.yaml:2: there is no key folders;"));
        assert!(wrong("expiring_days: soon\n").starts_with("r.yaml:1: a whole number"));
    }

    #[test]
    fn what_holds_everywhere_comes_before_sections() {
        let text = "sections:\n  - folder: A*\nrules: {}\nexpiring_days: 14\nproduction: prd*\n";
        let book = rulebook(text, "r.yaml").expect("valid");
        assert_eq!((book.sections[0].folder.as_str(), book.sections[1].folder.as_str()), ("", "A*"));
        assert_eq!((book.expiring_days, book.production), (Some(14), Some(vec!["prd*".to_owned()])));
        assert_eq!(rulebook("# nothing\n", "r").expect("empty").sections, []);
    }
}
