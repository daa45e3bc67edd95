//! Which environment a name speaks of, and whether a session uses what is of another one.
//!
//! Owns how words are found in names. A name that speaks of none is right everywhere.

use super::Around;
use super::asking::{Asking, known};
use super::book::Book;
use crate::answer::assembled::{Assembled, place};
use crate::answer::design::Standing;
use crate::model::comply::Rule;
use crate::model::comply::exposure::WRONG_ENVIRONMENT;
use std::borrow::Cow;

/// What a name speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaks {
    /// Production.
    Production,
    /// Any other environment.
    Other,
}

impl Speaks {
    fn word(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Other => "an environment that is not production",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Production => Self::Other,
            Self::Other => Self::Production,
        }
    }
}

/// What a name speaks of, by the words of a rule; the last such word counts.
pub(super) fn of_name(name: &str, rule: &Rule, book: &Book<'_>) -> Option<Speaks> {
    let listed = |words: &str, word: &str| words.split(',').any(|one| one.trim().eq_ignore_ascii_case(word));
    let (production, others) = (book.text(rule, "production"), book.text(rule, "others"));
    let said = |word: &str| {
        if listed(production, word) { Some(Speaks::Production) } else { listed(others, word).then_some(Speaks::Other) }
    };
    words(name).filter_map(said).last()
}

/// What repository and folder of a session speak of, else what is known of the environment.
pub(super) fn of_standing(standing: &Standing<'_>, rule: &Rule, around: &Around<'_>) -> Option<Speaks> {
    let names = [standing.folder, standing.repository];
    let speaks = names.into_iter().find_map(|name| of_name(name, rule, around.book));
    speaks.or(around.production.then_some(Speaks::Production))
}

/// The words of a name: between signs, digits and changes from small to capital letters.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|one: char| !one.is_alphabetic());
        let mut before = rest.chars().next()?;
        let end = rest.char_indices().skip(1).find_map(|(at, one)| {
            let ends = !one.is_alphabetic() || before.is_lowercase() && one.is_uppercase();
            before = one;
            ends.then_some(at)
        });
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(word)
    })
}

/// A name that a session uses, where it stands.
struct Used<'s> {
    part: String,
    name: Cow<'s, str>,
    place: String,
}

/// Asks whether a session uses connections, owners or paths of another environment.
pub(super) fn session(run: &Assembled<'_>, standing: &Standing<'_>, around: &Around<'_>, ask: &mut Asking<'_>) {
    let rule = &WRONG_ENVIRONMENT;
    let Some(here) = of_standing(standing, rule, around) else {
        ask.not_checked(rule, "neither repository, folder nor environment say whether it is production");
        return;
    };
    if !ask.asks(rule) {
        return;
    }
    for used in connections(run, around).chain(owners(run, around)).chain(paths(run, around)) {
        let said = of_name(&used.name, rule, ask.around.book).filter(|said| *said != here);
        if let Some(said) = said {
            let (expected, actual) =
                (format!("nothing of {}", here.other().word()), format!("{}, named after {}", used.name, said.word()));
            ask.fires(rule, &used.part, &used.place, &expected, &actual);
        }
    }
}

fn connections<'r>(run: &'r Assembled<'_>, around: &'r Around<'_>) -> impl Iterator<Item = Used<'r>> {
    run.extensions.iter().flat_map(move |one| {
        let (stored, all) = one.connections;
        all.iter().filter_map(move |connection| {
            let said = if connection.name.is_empty() { &connection.variable } else { &connection.name };
            let name = known(said, around).filter(|name| !name.is_empty())?;
            let part = format!("{} {}", one.extension.instance, connection.reference);
            Some(Used { part, name, place: stored.place(connection.line) })
        })
    })
}

fn owners<'r>(run: &'r Assembled<'_>, around: &'r Around<'_>) -> impl Iterator<Item = Used<'r>> {
    run.parts.iter().flat_map(move |one| {
        let owner = |name: &str| matches!(name, "Owner Name" | "Table Name Prefix");
        one.attributes.iter().filter(move |attribute| owner(&attribute.name)).filter_map(move |attribute| {
            let name = known(&attribute.value, around).filter(|name| !name.is_empty())?;
            let place = place(&one.attributes, &attribute.name).unwrap_or_else(|| run.place.clone());
            Some(Used { part: format!("{} {}", one.instance, attribute.name), name, place })
        })
    })
}

fn paths<'r>(run: &'r Assembled<'_>, around: &'r Around<'_>) -> impl Iterator<Item = Used<'r>> {
    run.extensions.iter().flat_map(move |one| {
        one.attributes.iter().filter(|attribute| attribute.name.ends_with("directory")).filter_map(move |attribute| {
            // What a path begins with may be a $PM… variable that nobody knows; the rest still speaks.
            let name = known(&attribute.value, around).unwrap_or(Cow::Borrowed(&attribute.value));
            let place = place(&one.attributes, &attribute.name).unwrap_or_else(|| run.place.clone());
            let part = format!("{} {}", one.extension.instance, attribute.name);
            (!name.is_empty()).then_some(Used { part, name, place })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rulebook::Rulebook;

    #[test]
    fn names_speak_of_environments_by_whole_words() {
        let rulebook = Rulebook::default();
        let book = Book::of(&rulebook, "", "");
        let said = |name: &str| of_name(name, &WRONG_ENVIRONMENT, &book);
        for name in ["CPMS_mvs_prod_batch", "CollisionDataMartProd", "/data/PRD/in", "PROD2"] {
            assert_eq!(said(name), Some(Speaks::Production), "{name}");
        }
        for name in ["Oracle_DEV", "INFA_TEST_ETL", "uat1", "C:\\test\\x"] {
            assert_eq!(said(name), Some(Speaks::Other), "{name}");
        }
        for name in ["PRODUCTS", "Latest", "developers", "DWH", "", "1"] {
            assert_eq!(said(name), None, "{name}");
        }
    }
}
