//! Where a password or key stood in plain text: the marks that an ingest left in its place.
//!
//! Owns how the place of a mark is named. Sees marks only; the secrets themselves are sealed or gone.

use super::Asking;
use crate::model::census::MaskedText;
use crate::model::comply::exposure::SECRET_LITERAL;
use crate::model::credential::{MASK, marks};
use std::collections::BTreeMap;

const EXPECTED: &str = "a connection, or a parameter that is protected";

pub(super) fn check(ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    // One answer for each object that may hold one: those without a mark hold none.
    for folder in &whole.folders {
        let _ = ask.asks(&SECRET_LITERAL, &folder.name);
    }
    for text in &whole.masked {
        let Some(asked) = ask.asks(&SECRET_LITERAL, &text.folder) else { continue };
        for (part, (line, times)) in places(text) {
            let place = format!("{}:{}", text.file, text.lines_before + line + 1);
            ask.fires_at(&asked, (&text.address, &part, &place), EXPECTED, &said(times));
        }
    }
    for file in &whole.parameter_files {
        let Some(asked) = ask.asks(&SECRET_LITERAL, "") else { continue };
        let object = format!("parameter file:{}", file.name);
        for section in &file.sections {
            for one in section.parameters.iter().filter(|one| marks_in(&one.value).next().is_some()) {
                let place = format!("{}:{}", file.name, one.line);
                let part = format!("{} {}", section.heading, one.name.trim());
                ask.fires_at(&asked, (&object, part.trim(), &place), EXPECTED, &said(1));
            }
        }
    }
}

fn said(times: u64) -> String {
    if times == 1 { "a secret in plain text".to_owned() } else { format!("{times} secrets in plain text") }
}

/// Where marks stand in a text, of either kind.
fn marks_in(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices(MASK).map(|(at, _)| at).chain(marks(text).map(|(range, _)| range.start))
}

/// The marks of an object that stand in no other object nested in it: part → line of the first, and how many.
fn places(text: &MaskedText) -> BTreeMap<String, (u64, u64)> {
    let mut found: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut all: Vec<usize> = marks_in(&text.xml).collect();
    all.sort_unstable();
    for at in all {
        let before = &text.xml[..at];
        if text.holds_others && in_other(before) {
            continue;
        }
        let line = before.matches('\n').count() as u64;
        found.entry(part(before)).or_insert((line, 0)).1 += 1;
    }
    found
}

/// True where a session, task or worklet is open at the end of a text that begins with an object's own tag.
fn in_other(before: &str) -> bool {
    let inside = before.split_once('>').map_or("", |(_, inside)| inside);
    ["SESSION", "TASK", "WORKLET"].into_iter().any(|name| {
        let (open, close) = (format!("<{name} "), format!("</{name}>"));
        inside.rfind(&open).is_some_and(|begins| {
            inside.rfind(&close).is_none_or(|ends| ends < begins) && !is_closed(&inside[begins..])
        })
    })
}

/// True where the tag at the beginning of a text closes itself.
fn is_closed(tag: &str) -> bool {
    let mut quote = None;
    let mut before = ' ';
    for one in tag.chars() {
        match quote {
            Some(open) if one == open => quote = None,
            None if matches!(one, '"' | '\'') => quote = Some(one),
            None if one == '>' => return before == '/',
            _ => {}
        }
        before = one;
    }
    false
}

/// What holds the end of a text: element, the NAME in it, and the instance around it.
fn part(before: &str) -> String {
    let tag = before.rfind('<').map_or("", |at| &before[at + 1..]);
    let element = tag.split(|one: char| one.is_whitespace() || one == '>').next().unwrap_or_default();
    let name = attribute(tag, "NAME").unwrap_or_default();
    let around = ["SINSTANCENAME", "TRANSFORMATION NAME"].into_iter().filter_map(|key| {
        let at = before.rfind(&format!("{key}="))?;
        Some((at, attribute(&before[at.saturating_sub(1)..], key.rsplit(' ').next().unwrap_or(key))?))
    });
    let around = around.max_by_key(|(at, _)| *at).map_or("", |(_, name)| name);
    let inside = matches!(element, "TABLEATTRIBUTE" | "ATTRIBUTE" | "TRANSFORMFIELD");
    let around = if inside { around } else { "" };
    [around, element, name].into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The value of an attribute in an open tag, as it is written; nothing where it holds a mark itself.
fn attribute<'t>(tag: &'t str, key: &str) -> Option<&'t str> {
    let at = tag.match_indices(key).find(|(at, _)| tag[..*at].ends_with(char::is_whitespace))?.0 + key.len();
    let rest = tag[at..].trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|one| matches!(one, '"' | '\''))?;
    let value = rest[1..].split_once(quote)?.0;
    (!value.contains('«')).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::credential::mark;

    fn text(xml: String, holds_others: bool) -> Vec<(String, (u64, u64))> {
        places(&MaskedText { holds_others, xml, ..MaskedText::default() }).into_iter().collect()
    }

    #[test]
    fn a_mark_is_named_by_what_holds_it() {
        let sealed = mark("0123456789abcdef");
        let xml = format!(
            "<SESSION NAME=\"s\">\n<SESSTRANSFORMATIONINST SINSTANCENAME=\"SQ_A\">\n<ATTRIBUTE NAME =\"Sql Query\" VALUE =\"x \
             {MASK} {sealed}\"/>\n</SESSTRANSFORMATIONINST><VALUEPAIR NAME=\"c\" VALUE=\"{sealed}\"/></SESSION>"
        );
        let found = text(xml, false);
        assert_eq!(found, [("SQ_A ATTRIBUTE Sql Query".to_owned(), (2, 2)), ("VALUEPAIR c".to_owned(), (3, 1))]);
    }

    #[test]
    fn what_stands_in_a_nested_session_is_of_that_session() {
        let inner = format!("<SESSION NAME=\"s\"><ATTRIBUTE NAME=\"a\" VALUE=\"{MASK}\"/></SESSION>");
        let xml = format!(
            "<WORKFLOW NAME=\"w\">{inner}<TASK NAME=\"t\"/><ATTRIBUTE NAME=\"b\" VALUE=\"{MASK}\"/></WORKFLOW>"
        );
        assert_eq!(text(xml, true), [("ATTRIBUTE b".to_owned(), (0, 1))]);
    }
}
