//! The last touch to a value that was found.
//!
//! Owns which values have others put into them, and what the environment's connections change.

use super::token::Class;
use super::{Note, Resolved, Resolver, Status, View, expand, typed};
use crate::model::design::{Context, Declaration};
use crate::model::rule::parameter as rules;

impl Resolver<'_> {
    /// Puts other values into the value where that is done, checks its type, and lets the environment stand in for
    /// connections.
    pub(super) fn finish(
        &mut self,
        resolved: &mut Resolved,
        view: &View,
        name: &str,
        declaration: Option<&Declaration>,
    ) {
        falls_back(resolved);
        let has_value = matches!(resolved.status, Status::Resolved | Status::Default | Status::BuiltIn);
        if !has_value {
            return;
        }
        let text = resolved.class != Class::User
            || declaration.is_some_and(|one| one.expression)
            || resolved.uses.iter().any(|one| one.context != Context::Expression);
        if text && resolved.value.contains('$') {
            self.left = expand::Left::default();
            self.under_way.push(name.to_ascii_lowercase());
            let expanded = self.expand(&resolved.raw, view);
            self.under_way.pop();
            expanded.into_value(resolved);
            falls_back(resolved);
        }
        if let Some(declaration) = declaration
            && let Some(wrong) = typed::check(declaration, &resolved.value)
        {
            let note = Note { code: rules::PARAMETER_TYPE.code, message: wrong, place: resolved.place.clone() };
            resolved.notes.push(note);
        }
        if matches!(resolved.class, Class::Connection | Class::ConnectionVariable) {
            self.substitute(resolved);
        }
    }

    /// The connection that stands for another one in the environment; `Relational:` and its like stay before it.
    fn substitute(&self, resolved: &mut Resolved) {
        let environment = self.question.environment;
        let (before, own) = resolved.value.split_at(resolved.value.find(':').map_or(0, |at| at + 1));
        let Some((from, to)) = environment.connections.iter().find(|(from, _)| from == own) else { return };
        let message = format!("{to} stands for {from} in environment {}", environment.name);
        resolved.notes.push(Note { code: rules::CONNECTION_SUBSTITUTED.code, message, place: String::new() });
        resolved.value = format!("{before}{to}");
    }
}

/// Where `$Source` or `$Target` is given by a parameter that nobody defines, the service takes the mapping's only connection
/// (manual: Connection Variable Values).
fn falls_back(resolved: &mut Resolved) {
    let only = |attribute: &str| ["$Source connection value", "$Target connection value"].contains(&attribute);
    let variable = resolved.class == Class::ConnectionVariable
        || resolved.class == Class::Connection && resolved.uses.iter().all(|one| only(&one.attribute));
    if variable && resolved.status == Status::Unresolved {
        resolved.status = Status::Runtime;
        resolved.why += "; the service takes the only connection of the mapping instead";
    }
}
