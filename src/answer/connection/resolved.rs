//! Attributes of a connection with the values of parameters put in.
//!
//! Owns what becomes of a name to which several parameter files give a value: a connection belongs to no session, so no file
//! is in force for it, and files that disagree give it none. The values themselves are `resolve`'s.

use crate::answer::resolve::token::{Class, tokens};
use crate::answer::resolve::{Resolution, Resolved, Status};
use crate::model::Text;
use crate::model::connection::Connection;
use crate::model::credential::{MASK, marked, marks};
use crate::model::design::{Context, Design, Usage};
use std::collections::BTreeMap;

/// A connection with its parameters put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedConnection {
    /// The connection; attributes that could not be resolved are as they were given.
    pub connection: Connection,
    /// What each attribute that held a parameter came from, by attribute.
    pub origins: Vec<Origin>,
    /// Names that have no value, or none that is clear.
    pub unresolved: Vec<Unresolved>,
    /// ID of a secret that a parameter stands for; its attribute is gone.
    pub sealed: Option<Text>,
}

/// Where the value of an attribute came from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Origin {
    /// The attribute.
    pub attribute: Text,
    /// As given.
    pub given: Text,
    /// With values put in.
    pub value: Text,
    /// Who gives each name its value, `NAME: origin (file:line)`.
    pub origin: String,
}

/// A name without a value.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unresolved {
    /// The attribute.
    pub attribute: Text,
    /// The name in it.
    pub name: String,
    /// Why.
    pub why: String,
}

/// What is asked for a connection: its attributes that may hold a parameter.
#[must_use]
pub fn design(connection: &Connection) -> Design {
    let usage = |(name, value): &(Text, Text)| Usage {
        owner: connection.name.to_string(),
        attribute: name.to_string(),
        context: Context::Text,
        text: value.clone(),
        place: format!("{}:{}", connection.source, connection.line),
        mapplet: Text::default(),
    };
    let usages = connection.attributes.iter().filter(|(_, value)| value.contains('$')).map(usage).collect();
    Design { address: format!("connection:{}", connection.name), usages, ..Design::default() }
}

/// Puts values in. `answers` are those to [`design`], one for each parameter file that is asked.
#[must_use]
pub fn resolved(connection: &Connection, answers: &[Resolution]) -> ResolvedConnection {
    let mut out = ResolvedConnection {
        connection: connection.clone(),
        origins: Vec::new(),
        unresolved: Vec::new(),
        sealed: None,
    };
    let mut secrets = Vec::new();
    for (attribute, value) in &mut out.connection.attributes {
        if let Some(id) = sealed(value, answers) {
            out.sealed.get_or_insert_with(|| id.into());
            secrets.push(attribute.clone());
            continue;
        }
        let (put_in, origins, unresolved) = expand(attribute, value, answers);
        let whole = unresolved.is_empty();
        out.unresolved.extend(unresolved);
        if origins.is_empty() || !whole {
            continue;
        }
        let origin = origins.join("; ");
        out.origins.push(Origin { attribute: attribute.clone(), given: value.clone(), value: put_in.clone(), origin });
        *value = put_in;
    }
    out.connection.attributes.retain(|(name, _)| !secrets.contains(name));
    out
}

/// The ID where a value is one parameter and that parameter, as it stands in its file, is a sealed secret. A mark that comes
/// together from pieces could be that of any secret, and opens nothing.
fn sealed<'a>(value: &str, answers: &'a [Resolution]) -> Option<&'a str> {
    let token = tokens(value, Context::Text).into_iter().next().filter(|token| token.span == (0..value.len()))?;
    let found = said(answers, token.name).ok()??;
    marked(&found.value).filter(|_| found.raw == found.value)
}

/// A value with others put in, who says so, and what has no value.
fn expand(attribute: &Text, value: &Text, answers: &[Resolution]) -> (Text, Vec<String>, Vec<Unresolved>) {
    let (mut text, mut from) = (String::new(), 0);
    let (mut origins, mut unresolved) = (Vec::new(), Vec::new());
    for token in tokens(value, Context::Text) {
        text.push_str(&value[from..token.span.start]);
        from = token.span.end;
        match said(answers, token.name) {
            Ok(Some(found)) => {
                text.push_str(&found.value);
                let place = if found.place.is_empty() { String::new() } else { format!(" ({})", found.place) };
                origins.push(format!("{}: {}{place}", token.name, found.origin));
            }
            // A `$` of the text's own.
            Ok(None) if token.class == Class::Other => text.push_str(token.name),
            Ok(None) => unresolved.push(no_value(attribute, token.name, "nothing gives it a value".to_owned())),
            Err(why) => unresolved.push(no_value(attribute, token.name, why)),
        }
    }
    text.push_str(&value[from..]);
    if text.contains(MASK) && !origins.is_empty() {
        unresolved.push(no_value(attribute, value, "its value was a secret, which was cut out".to_owned()));
    }
    if marks(&text).next().is_some() {
        unresolved.push(no_value(attribute, value, "a sealed secret is only a part of its value".to_owned()));
    }
    (text.into(), origins, unresolved)
}

fn no_value(attribute: &Text, name: &str, why: String) -> Unresolved {
    Unresolved { attribute: attribute.clone(), name: name.to_owned(), why }
}

/// The one value that the answers give a name; what somebody gives is stronger than what is a default.
fn said<'a>(answers: &'a [Resolution], name: &str) -> Result<Option<&'a Resolved>, String> {
    let named = || answers.iter().flat_map(|one| &one.values).filter(|one| one.name.eq_ignore_ascii_case(name));
    for wanted in [&[Status::Resolved][..], &[Status::BuiltIn, Status::Default]] {
        let given: BTreeMap<&str, &Resolved> =
            named().filter(|one| wanted.contains(&one.status)).map(|one| (one.value.as_str(), one)).collect();
        if given.len() > 1 {
            let places: Vec<String> = given.values().map(|one| format!("{} ({})", one.origin, one.place)).collect();
            return Err(format!("it has several values: {}; choose a file with --param-file", places.join(", ")));
        }
        if let Some(one) = given.into_values().next() {
            return Ok(Some(one));
        }
    }
    let why = named().map(|one| one.why.as_str()).find(|why| !why.is_empty());
    why.map_or(Ok(None), |why| Err(why.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::resolve::section::{Index, Repeated};
    use crate::answer::resolve::{Question, Run, resolve};
    use crate::model::environment::Environment;
    use crate::model::parameter::{Parameter, ParameterFile, Scope, Section};

    fn file(name: &str, lines: &[(&str, &str)]) -> ParameterFile {
        let parameters = lines.iter().zip(2..).map(|((name, value), line)| Parameter {
            name: (*name).into(),
            value: (*value).into(),
            line,
        });
        let section =
            Section { heading: "[Global]".into(), scope: Scope::Global, line: 1, parameters: parameters.collect() };
        ParameterFile { name: name.to_owned(), sections: vec![section], passed_over: 0 }
    }

    fn ask(attributes: &[(&str, &str)], files: &[ParameterFile]) -> ResolvedConnection {
        let attributes = attributes.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let connection = Connection { name: "C".into(), attributes, ..Connection::default() };
        let design = design(&connection);
        let indexes: Vec<Index<'_>> =
            files.iter().map(|file| Index::new(file, Repeated::First, Repeated::First)).collect();
        let answers: Vec<Resolution> = (0..files.len())
            .map(|at| {
                let (environment, run) = (Environment::default(), Run::default());
                resolve(&Question {
                    design: &design,
                    given: &[],
                    environment: &environment,
                    files: &indexes,
                    started_with: Some(("file at hand", at)),
                    run: &run,
                    saved: &[],
                })
            })
            .collect();
        resolved(&connection, &answers)
    }

    #[test]
    fn values_of_global_sections_are_put_in_and_say_where_they_come_from() {
        let files = [file("a.par", &[("$ParamHost", "db1"), ("$$PORT", "1521")]), file("b.par", &[("$$PORT", "1521")])];
        let said = ask(&[("connect_string", "//$ParamHost:$$PORT/S"), ("user", "u$er"), ("x", "plain")], &files);
        assert_eq!(said.connection.attribute("connect_string"), Some("//db1:1521/S"));
        assert_eq!(said.connection.attribute("user"), Some("u$er"), "a dollar sign is no parameter");
        assert!(said.unresolved.is_empty(), "{:?}", said.unresolved);
        assert_eq!(said.origins.len(), 1);
        assert!(said.origins[0].origin.starts_with("$ParamHost: [Global] (a.par:2)"), "{:?}", said.origins);
    }

    #[test]
    fn files_that_disagree_give_no_value() {
        let files = [file("a.par", &[("$ParamHost", "db1")]), file("b.par", &[("$ParamHost", "db2")])];
        let said = ask(&[("host", "$ParamHost"), ("database", "$ParamDb")], &files);
        let names: Vec<&str> = said.unresolved.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["$ParamHost", "$ParamDb"]);
        assert!(said.unresolved[0].why.contains("a.par:2") && said.unresolved[0].why.contains("b.par:2"));
        assert_eq!(said.connection.attribute("host"), Some("$ParamHost"));
    }

    #[test]
    fn what_is_sealed_is_named_and_what_was_cut_out_has_no_value() {
        let files = [file("a.par", &[("$ParamPwd", "«sealed:0123456789abcdef»"), ("$ParamOld", "«secret»")])];
        let said = ask(&[("password", "$ParamPwd"), ("token", "$ParamOld")], &files);
        assert_eq!(said.sealed.as_deref(), Some("0123456789abcdef"));
        assert_eq!(said.connection.attribute("password"), None);
        assert_eq!(said.unresolved.len(), 1, "{:?}", said.unresolved);
    }
}
