//! Which changes the user wants to see: `--only` and `--ignore`.
//!
//! Owns leaving out; what is left out is counted.

use super::change::{Change, Class, Diff, ObjectDiff, Risk};
use super::keys;
use crate::model::object::Kind;
use std::collections::BTreeSet;

/// What is wanted. Empty lists want everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Risks that are shown.
    pub risks: Vec<Risk>,
    /// Kinds of objects or parts that are shown, as words.
    pub kinds: Vec<String>,
    /// Patterns of what is not shown: `*` is any text, `?` any character, case does not count.
    pub ignore: Vec<String>,
}

impl Filter {
    /// Takes a word of `--only`; false where it is no risk and no kind.
    pub fn only(&mut self, word: &str) -> bool {
        let risk = match word {
            "high" => Some(Risk::High),
            "medium" => Some(Risk::Medium),
            "low" => Some(Risk::Low),
            _ => None,
        };
        self.risks.extend(risk);
        let known = risk.is_none() && kinds().any(|kind| kind == word);
        self.kinds.extend(known.then(|| word.to_owned()));
        risk.is_some() || known
    }

    fn wants(&self, object: &ObjectDiff, change: &Change) -> bool {
        let risk = self.risks.is_empty() || self.risks.contains(&change.risk);
        let named = |kind: &str| self.kinds.iter().any(|one| one == kind);
        let kind = self.kinds.is_empty() || named(&object.kind) || change.path.iter().any(|step| named(&step.kind));
        risk && kind && !self.ignores(object, change)
    }

    fn ignores(&self, object: &ObjectDiff, change: &Change) -> bool {
        let path: Vec<String> = change.path.iter().map(|step| format!("{} {}", step.kind, step.name)).collect();
        let fact = change.fact.as_deref().unwrap_or_default();
        let texts = [fact.to_owned(), path.join("/"), format!("{}/{fact}", path.join("/"))];
        self.ignore.iter().any(|pattern| texts.iter().chain(addresses(object).iter()).any(|text| fits(pattern, text)))
    }

    /// True where an object that was added, removed or renamed, of which nothing else is told, is wanted.
    fn wants_whole(&self, object: &ObjectDiff) -> bool {
        let risk = self.risks.is_empty() || self.risks.contains(&object.risk);
        let kind = self.kinds.is_empty() || self.kinds.contains(&object.kind);
        risk && kind && !self.ignore.iter().any(|one| addresses(object).iter().any(|text| fits(one, text)))
    }
}

/// The words that `--only` takes for kinds.
pub fn kinds() -> impl Iterator<Item = String> {
    let objects = Kind::KNOWN.into_iter().map(|kind| kind.as_str().to_owned());
    let all = objects.chain(keys::words().map(str::to_owned));
    all.chain(["parameter file".to_owned(), "section".to_owned()]).collect::<BTreeSet<_>>().into_iter()
}

fn addresses(object: &ObjectDiff) -> Vec<String> {
    object.a.iter().chain(&object.b).map(|side| side.address.clone()).collect()
}

/// True where a text fits a pattern as a whole.
fn fits(pattern: &str, text: &str) -> bool {
    let lower = |text: &str| text.to_lowercase().chars().collect::<Vec<char>>();
    let (pattern, text) = (lower(pattern), lower(text));
    // Where the last `*` stands and how much text it has taken: going back there is all that ever needs to be tried.
    let (mut at, mut from, mut star) = (0, 0, None);
    while from < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(c) if *c == '?' || *c == text[from] => (at, from) = (at + 1, from + 1),
            _ => {
                let Some((back, taken)) = star else { return false };
                star = Some((back, taken + 1));
                (at, from) = (back + 1, taken + 1);
            }
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

/// Leaves out what is not wanted.
pub fn apply(diff: &mut Diff, filter: &Filter) {
    let mut left_out = 0;
    diff.objects.retain_mut(|object| {
        let all = object.changes.len();
        let mut changes = std::mem::take(&mut object.changes);
        changes.retain(|change| filter.wants(object, change));
        left_out += (all - changes.len()) as u64;
        object.changes = changes;
        let told = !object.changes.is_empty();
        // Of what came, went or has another name, and of what answers otherwise only, there is nothing below.
        let is_whole = object.class != Class::Changed || all == 0;
        let whole = is_whole && filter.wants_whole(object);
        left_out += u64::from(is_whole && !told && !whole);
        if told && object.class == Class::Changed {
            object.risk = object.changes.iter().map(|change| change.risk).max().unwrap_or_default();
        }
        told || whole
    });
    diff.left_out += left_out;
}

#[cfg(test)]
mod tests {
    use super::super::change::Step;
    use super::*;

    #[test]
    fn patterns_fit_as_a_whole() {
        for (pattern, text) in [("Session Log*", "session log file name"), ("*", ""), ("a?c", "ABC"), ("*b*d", "abcbd")]
        {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("Session", "Session Log"), ("a?c", "ac"), ("*b", "abc"), ("", "a")] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }

    fn change(kind: &str, fact: &str, risk: Risk) -> Change {
        let path = vec![Step { kind: kind.into(), name: "X".into() }];
        Change { path, fact: Some(fact.into()), risk, ..Change::default() }
    }

    fn diff() -> Diff {
        let changes = vec![
            change("writer", "Truncate target table option", Risk::High),
            change("port", "PRECISION", Risk::Medium),
            change("port", "DESCRIPTION", Risk::Low),
        ];
        let session = ObjectDiff { kind: "session".to_owned(), changes, risk: Risk::High, ..ObjectDiff::default() };
        let new =
            ObjectDiff { class: Class::Added, kind: "mapping".to_owned(), risk: Risk::Medium, ..ObjectDiff::default() };
        Diff { objects: vec![session, new], ..Diff::default() }
    }

    fn kept(words: &[&str], ignore: &[&str]) -> (Vec<(String, usize, Risk)>, u64) {
        let mut filter = Filter { ignore: ignore.iter().map(|one| (*one).to_owned()).collect(), ..Filter::default() };
        assert!(words.iter().all(|word| filter.only(word)));
        let mut all = diff();
        apply(&mut all, &filter);
        (all.objects.into_iter().map(|one| (one.kind, one.changes.len(), one.risk)).collect(), all.left_out)
    }

    #[test]
    fn what_is_left_out_is_counted() {
        assert_eq!(kept(&["high"], &[]), (vec![("session".to_owned(), 1, Risk::High)], 3));
        assert_eq!(
            kept(&["medium"], &[]).0,
            [("session".to_owned(), 1, Risk::Medium), ("mapping".to_owned(), 0, Risk::Medium)]
        );
        assert_eq!(kept(&["port"], &["desc*"]), (vec![("session".to_owned(), 1, Risk::Medium)], 3));
        assert_eq!(kept(&["mapping"], &[]), (vec![("mapping".to_owned(), 0, Risk::Medium)], 3));
        assert!(!Filter::default().only("hihg"));
    }
}
