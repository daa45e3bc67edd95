//! Values put into values: `$PMSourceFileDir/x.txt`, `$$SCHEMA.ORDERS`.
//!
//! Owns how deep and how long that may go, and what becomes of circles. `$PM…` directories are always put in; other names
//! are, too, where a text is wanted (assumed: the manual shows it for file names and is silent on the rest).

use super::token::{Class, tokens};
use super::{Note, Resolved, Resolver, Status, View};
use crate::model::design::Context;
use crate::model::rule::parameter as rules;
use std::collections::BTreeSet;

/// Values inside values inside values: deeper than this is no longer put in.
const DEEPEST: usize = 8;
/// Bytes that may come of one value.
const LONGEST_BYTES: usize = 4 << 20;
/// Values that are put into one value: ten values of ten names each, eight deep, would be a hundred million.
const MOST: usize = 10_000;

/// What may still be put into one value.
#[derive(Debug, Clone)]
pub(crate) struct Left {
    values: usize,
    bytes: usize,
}

impl Default for Left {
    fn default() -> Self {
        Self { values: MOST, bytes: LONGEST_BYTES }
    }
}

/// A text with values put in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Expanded {
    /// The text.
    pub(crate) text: String,
    /// A name in it that is known only at run time or has no value; it stays as it is.
    open: Option<(Status, String)>,
    assumed: BTreeSet<&'static str>,
    notes: Vec<Note>,
    /// It grew too large: nothing more is put in, and there is no text.
    ended: bool,
}

impl Expanded {
    /// True where a name in it has no value that is known here.
    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some() || self.ended
    }

    /// True where it grew too large, so that there is no text.
    pub(crate) fn is_ended(&self) -> bool {
        self.ended
    }

    /// Hands the text over to the name whose value it is.
    pub(crate) fn into_value(self, resolved: &mut Resolved) {
        resolved.value = self.text;
        resolved.assumed.extend(self.assumed);
        resolved.notes.extend(self.notes);
        if let Some((status, why)) = self.open {
            resolved.status = status;
            resolved.why = why;
        }
    }
}

impl Resolver<'_> {
    /// Puts values into a text.
    pub(crate) fn expand(&mut self, text: &str, view: &View) -> Expanded {
        let mut expanded = Expanded::default();
        let mut from = 0;
        for token in tokens(text, Context::Text) {
            expanded.text.push_str(&text[from..token.span.start]);
            let class = self.class(view, token.name, token.class);
            self.put_in(&mut expanded, token.name, class, view);
            if expanded.ended {
                return expanded;
            }
            from = token.span.end;
        }
        expanded.text.push_str(&text[from..]);
        expanded
    }

    fn put_in(&mut self, expanded: &mut Expanded, name: &str, class: Class, view: &View) {
        let lower = name.to_ascii_lowercase();
        if class == Class::Other && !self.is_defined(&lower) {
            return expanded.text.push_str(name);
        }
        if self.under_way.contains(&lower) {
            let circle: Vec<&str> = self.under_way.iter().map(String::as_str).chain([lower.as_str()]).collect();
            expanded.stop(name, Status::Unresolved, format!("its value leads in a circle: {}", circle.join(" → ")));
            return expanded.notes.push(Note {
                code: rules::PARAMETER_CIRCLE.code,
                message: circle.join(" → "),
                place: String::new(),
            });
        }
        if self.under_way.len() >= DEEPEST {
            return expanded.stop(
                name,
                Status::Unresolved,
                format!("values are put into values more than {DEEPEST} deep"),
            );
        }
        if self.left.values == 0 {
            return expanded.give_up(format!("more than {MOST} values would be put into it"));
        }
        self.left.values -= 1;
        let found = self.find(view, name, class);
        if found.value.len() > self.left.bytes {
            return expanded.give_up("its value grows beyond 4 MiB when others are put in".to_owned());
        }
        self.left.bytes -= found.value.len();
        if class != Class::Service && class != Class::BuiltIn {
            expanded.assumed.insert("nested-expansion");
        }
        match found.status {
            Status::Runtime | Status::Unresolved => expanded.stop(name, found.status, format!("{name}: {}", found.why)),
            _ if found.value.contains('$') => {
                self.under_way.push(lower);
                let inner = self.expand(&found.value, view);
                self.under_way.pop();
                if inner.ended {
                    return *expanded = inner;
                }
                expanded.text.push_str(&inner.text);
                expanded.open = expanded.open.take().or(inner.open);
                expanded.assumed.extend(inner.assumed);
                expanded.notes.extend(inner.notes);
            }
            _ => expanded.text.push_str(&found.value),
        }
        expanded.assumed.extend(found.assumed);
    }
}

impl Expanded {
    /// Leaves a name as it stands.
    fn stop(&mut self, name: &str, status: Status, why: String) {
        self.text.push_str(name);
        self.open.get_or_insert((status, why));
    }

    /// Ends it without a text.
    fn give_up(&mut self, why: String) {
        *self = Self { open: Some((Status::Unresolved, why)), ended: true, ..Self::default() };
    }
}
