//! Values of parameters put into the texts of a tree.
//!
//! Owns which value a name has in which part. What has no value before the session runs stays as it is written.

use crate::answer::assembled::Assembled;
use crate::answer::design::{context_of, may_hold_parameter};
use crate::answer::diff::part::{Fact, Part};
use crate::answer::resolve::token::tokens;
use crate::answer::resolve::{Resolution, Status};
use crate::model::design::Context;
use rustc_hash::FxHashMap;

/// Puts values into a tree.
pub(super) fn put_in(part: &mut Part, resolution: &Resolution, assembled: Option<&Assembled<'_>>) {
    let known = |status| matches!(status, Status::Resolved | Status::Default | Status::BuiltIn);
    let values = resolution.values.iter().filter(|one| known(one.status));
    let values = values.map(|one| (one.name.to_lowercase(), one.value.as_str())).collect();
    let mapplets = assembled.map(|all| all.kind("Mapplet").map(|one| (one.object.as_str(), one.instance.as_str())));
    let values = Values { values, mapplets: mapplets.into_iter().flatten().collect() };
    values.walk(part, "");
}

struct Values<'v> {
    /// By name in lower case, with the instance of a mapplet before it where it stands in one.
    values: FxHashMap<String, &'v str>,
    /// Mapplets and their instances.
    mapplets: Vec<(&'v str, &'v str)>,
}

impl Values<'_> {
    /// Goes as deep as the tree, which has a bound (`stored::DEEPEST`).
    fn walk(&self, part: &mut Part, mapplet: &str) {
        let within = self.mapplet(part).unwrap_or_else(|| mapplet.to_owned());
        // A declaration says what a value is where nobody gives one: it is a fact of its own.
        if part.kind == "variable" {
            return;
        }
        let kind = part.kind.clone();
        for fact in part.facts.iter_mut().filter(|fact| may_hold_parameter(&fact.value)) {
            fact.value = self.text(&fact.value, context(&kind, fact), &within).into();
        }
        if kind == "connection" {
            by_name(part);
        }
        for inner in &mut part.parts {
            self.walk(inner, &within);
        }
    }

    /// The instance whose names hold from this part on: of a mapplet that stands in the mapping once, or its instance.
    fn mapplet(&self, part: &Part) -> Option<String> {
        let mut instances = self.mapplets.iter().filter(|(object, instance)| match part.kind.as_str() {
            "mapplet" => part.name == *object,
            "instance" => part.name == *instance,
            _ => false,
        });
        let first = instances.next()?;
        instances.next().is_none().then(|| first.1.to_owned())
    }

    fn text(&self, text: &str, context: Context, mapplet: &str) -> String {
        let (mut whole, mut from) = (String::new(), 0);
        for token in tokens(text, context) {
            let name = token.name.to_lowercase();
            let inside = self.values.get(&format!("{}.{name}", mapplet.to_lowercase()));
            let Some(value) = inside.or_else(|| self.values.get(&name)) else { continue };
            whole.push_str(&text[from..token.span.start]);
            whole.push_str(value);
            from = token.span.end;
        }
        whole.push_str(&text[from..]);
        whole
    }
}

fn context(kind: &str, fact: &Fact) -> Context {
    match (kind, fact.name.as_str()) {
        ("port", "EXPRESSION" | "DEFAULTVALUE") | ("assignment", "VALUE") | ("group", "EXPRESSION") => {
            Context::Expression
        }
        ("connection", "VARIABLE") => Context::Connection,
        (_, name) => context_of(name),
    }
}

/// A variable with a value is the name of a connection, as if the session said so.
fn by_name(connection: &mut Part) {
    let at = |name: &str| connection.facts.iter().position(|fact| fact.name == name);
    let (Some(variable), Some(name)) = (at("VARIABLE"), at("CONNECTIONNAME")) else { return };
    let value = connection.facts[variable].value.clone();
    if !value.is_empty() && !value.starts_with('$') && connection.facts[name].value.is_empty() {
        connection.facts[name].value = value;
        connection.facts[variable].value = "".into();
    }
}
