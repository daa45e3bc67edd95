//! References to connections. The connections themselves are in no export, so what they hold cannot be judged.

use super::findings::Findings;
use crate::answer::assembled::{Assembled, is, mapping_of, value};
use crate::answer::effective::Extension;
use crate::model::connection::ConnectionReference;
use crate::model::problem::Severity;
use crate::model::rule::connection as rule;
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of connection that readers, writers and lookups take, by the beginning of their SUBTYPE. Source: the census of
/// exports, and the manual's tables of connection objects. What is not listed is a plug-in and takes what it likes.
const TAKES: &[(&str, &[&str])] = &[
    ("Relational ", &["Relational"]),
    ("File ", &["FTP", "Queue", "Loader"]),
    ("XML ", &["FTP", "Queue"]),
    ("MQ ", &["Queue"]),
    ("PowerExchange ", &["Application", "Relational"]),
    ("WebServices Consumer ", &["Application"]),
    ("Http Transformation", &["Application"]),
    ("SQL Transform", &["Relational", "Application"]),
    ("SAP_", &["Application"]),
];

/// Beginnings of variables by kind of connection.
const PREFIXES: [(&str, &str); 5] = [
    ("Relational", "$DBConnection"),
    ("Application", "$AppConnection"),
    ("Queue", "$QueueConnection"),
    ("FTP", "$FTPConnection"),
    ("Loader", "$LoaderConnection"),
];

/// What a connection must hold, by kind and subtype. Source: the manual's pages on connection objects.
const NEEDS: &[(&str, &str, &str)] = &[
    ("Relational", "Microsoft SQL Server", "user, password, server, database, code page"),
    ("Relational", "Oracle", "user, password, connect string, code page"),
    ("Relational", "PWX", "user, password, PowerExchange location, database name, code page"),
    ("Relational", "", "user, password, connect string or data source name, code page"),
    ("FTP", "", "host, user, password or key, default remote directory"),
    ("Loader", "", "database, user, password and the settings of the loader"),
    ("Queue", "", "queue manager and queue name"),
    ("Application", "", "endpoint or location, user, password"),
];

pub(super) fn check(run: &Assembled<'_>, out: &mut Findings) {
    for one in &run.extensions {
        let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let (stored, references) = one.connections;
        for reference in references {
            let place = stored.place(reference.line);
            given(run, one, reference, &place, out);
            fits(run, one, reference, &place, out);
            let times = seen.entry((&reference.partition, &reference.reference)).or_default();
            *times += 1;
            if *times == 2 {
                let instance = &one.extension.instance;
                let message = format!("{instance} has several connections {:?}", reference.reference.as_str());
                out.say(&rule::SEVERAL_CONNECTIONS, &place, message);
            }
        }
    }
    values(run, out);
    undetermined(run, out);
    elsewhere(run, out);
}

fn given(run: &Assembled<'_>, one: &Extension<'_>, reference: &ConnectionReference, place: &str, out: &mut Findings) {
    let instance = one.extension.instance.as_str();
    match (reference.name.as_str(), reference.variable.as_str()) {
        ("", "") => {
            let needs =
                ["Relational ", "MQ ", "PowerExchange "].iter().any(|kind| one.extension.subtype.starts_with(kind));
            // A lookup may have its connection from the mapping: without it nothing is known.
            let lookup = one.extension.extension_type == "LOOKUPEXTENSION";
            let told = run.part(instance).map_or(lookup, |part| !is(&part.attributes, "Connection Information", ""));
            if needs && !told {
                out.say(
                    &rule::NO_CONNECTION,
                    place,
                    format!("{instance} ({}) has no connection", one.extension.subtype),
                );
            }
        }
        (name, variable) if !name.is_empty() && !variable.is_empty() => {
            out.say(
                &rule::NAME_AND_VARIABLE,
                place,
                format!("{instance} has connection {name} and variable {variable}"),
            );
        }
        _ => {}
    }
}

fn fits(run: &Assembled<'_>, one: &Extension<'_>, reference: &ConnectionReference, place: &str, out: &mut Findings) {
    let (instance, subtype) = (one.extension.instance.as_str(), one.extension.subtype.as_str());
    let kind = reference.connection_type.as_str();
    let takes = TAKES.iter().find(|(start, _)| subtype.starts_with(start)).map_or(&[][..], |(_, takes)| takes);
    if !kind.is_empty() && !takes.is_empty() && !takes.contains(&kind) {
        let message = format!("{instance} is a {subtype}, which takes {}, not {kind}", takes.join(" or "));
        out.say(&rule::CONNECTION_DOES_NOT_FIT, place, message);
    }
    let variable = reference.variable.as_str();
    let prefix = PREFIXES.iter().find(|(of, _)| *of == kind).map_or("", |(_, prefix)| prefix);
    // In Informatica Developer any parameter of the mapping may give a connection.
    let mapping = run.mapping.as_deref().and_then(mapping_of);
    let declared = mapping.is_some_and(|mapping| mapping.variables.iter().any(|one| one.name == variable));
    let named = declared || ["$Source", "$Target"].contains(&variable);
    if !variable.is_empty() && !named && !starts(variable, prefix) {
        let message = format!("{instance} wants a connection of kind {kind}: {variable} should begin with {prefix}");
        out.say(&rule::CONNECTION_VARIABLE_PREFIX, place, message);
    }
}

fn starts(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

fn values(run: &Assembled<'_>, out: &mut Findings) {
    for name in ["$Source connection value", "$Target connection value"] {
        let value = run.value(name);
        let severity = match value.split_once(':') {
            _ if value.is_empty() => continue,
            _ if value.starts_with('$') => {
                if starts(value, "$DBConnection") || starts(value, "$AppConnection") {
                    continue;
                }
                rule::MALFORMED_CONNECTION_VALUE.severity
            }
            Some((kind, rest)) if PREFIXES.iter().any(|(known, _)| *known == kind) && !rest.is_empty() => continue,
            Some(_) => rule::MALFORMED_CONNECTION_VALUE.severity,
            // Old exports have bare names, which PowerCenter takes for relational ones.
            None => Severity::Info,
        };
        out.say_as(&rule::MALFORMED_CONNECTION_VALUE, severity, &run.at(name), format!("{name} is {value:?}"));
    }
}

/// `$Source` and `$Target` where nothing says which connection they mean.
fn undetermined(run: &Assembled<'_>, out: &mut Findings) {
    for (variable, setting, side) in
        [("$Source", "$Source connection value", "READER"), ("$Target", "$Target connection value", "WRITER")]
    {
        let uses = run.parts.iter().find(|part| value(&part.attributes, "Connection Information") == variable);
        let references = || run.extensions.iter().flat_map(|one| one.connections.1.iter().map(move |it| (one, it)));
        let referring = references().find(|(_, it)| it.variable == variable).map(|(one, _)| one);
        let instance = match (referring, uses) {
            (Some(one), _) => one.extension.instance.as_str(),
            (None, Some(part)) => part.instance.as_str(),
            (None, None) => continue,
        };
        let of_side = references().filter(|(one, it)| one.extension.extension_type == side && it.variable != variable);
        let given: BTreeSet<&str> =
            of_side.map(|(_, it)| if it.name.is_empty() { it.variable.as_str() } else { it.name.as_str() }).collect();
        let given: Vec<&str> = given.into_iter().filter(|name| !name.is_empty()).collect();
        if run.value(setting).is_empty() && given.len() != 1 {
            let which = if given.is_empty() { "none".to_owned() } else { given.join(", ") };
            let message = format!("{instance} uses {variable}, {setting} is empty, and it could mean {which}");
            out.say(&rule::CONNECTION_VALUE_UNDETERMINED, &run.part_place(instance), message);
        }
    }
}

/// Every connection by name, with what it must hold.
fn elsewhere(run: &Assembled<'_>, out: &mut Findings) {
    let mut seen = BTreeSet::new();
    for one in &run.extensions {
        let (stored, references) = one.connections;
        for it in references.iter().filter(|it| !it.name.is_empty() && !it.connection_type.is_empty()) {
            if !seen.insert((&it.connection_type, &it.name)) {
                continue;
            }
            let needs =
                NEEDS.iter().find(|(kind, subtype, _)| it.connection_type == *kind && it.subtype.starts_with(subtype));
            let needs = needs.map_or("its own settings", |(.., needs)| needs);
            let message = format!("connection {} ({} {}) needs {needs}", it.name, it.connection_type, it.subtype);
            out.say(&rule::CONNECTION_NOT_IN_EXPORT, &stored.place(it.line), message);
        }
    }
}
