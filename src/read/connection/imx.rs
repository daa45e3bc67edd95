//! `…ConnectInfo` of IMX, the format of Informatica Developer.
//!
//! Owns which elements are connections. Prefixes change from file to file, so only names of namespaces count.

use super::gather::{Entry, Gathering};
use crate::model::element::Element;
use crate::model::problem::Problem;
use crate::read::tree;
use std::rc::Rc;

pub(in crate::read) const ROOT: &str = "http://com.informatica.imx";
pub(in crate::read) const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// What the namespaces of connections have in common: `…metadata.relational.connectinfo/0`.
const OURS: (&str, &str) = ("http://com.informatica.metadata.", "connectinfo");
const END: &str = "ConnectInfo";
/// Attributes of a connection that are no attributes of ours.
const TAKEN: [&str; 3] = ["name", "connectionType", "connectionSubType"];

/// Prefixes in force at a place.
type Scope<'t> = Rc<Vec<(&'t str, &'t str)>>;

pub(super) fn read(text: &str, out: &mut Gathering) -> Result<(), Problem> {
    out.found.format = "IMX";
    let refused = |message: &str| Problem::error("not-connections", out.file(), message);
    let tree = tree::parse(text).map_err(|wrong| {
        let line = u64::from(wrong.line) + 1;
        Problem { line, ..refused("not well-formed XML") }
    })?;
    let root = tree.root().ok_or_else(|| refused("XML without an element"))?;
    let scope = scope_of(root, &Scope::default());
    if root.name() == "POWERMART" {
        return Err(refused("an export of PowerCenter holds no connections; `catalog ingest` reads it"));
    }
    if resolve(root.name(), &scope, true) != (ROOT, "IMX") {
        return Err(refused("XML that is no IMX"));
    }
    if root.span().is_empty() {
        return Err(refused("the XML ends too early"));
    }
    let mut open = vec![(root, scope)];
    while let Some((element, scope)) = open.pop() {
        if is_connection(element, &scope) {
            out.take(entry(element, &scope));
            continue;
        }
        let mut below: Vec<_> = element.children().map(|child| (child, scope_of(child, &scope))).collect();
        below.reverse();
        open.append(&mut below);
    }
    Ok(())
}

/// The prefixes that an element declares, with those around it.
fn scope_of<'t>(element: Element<'t, 't>, around: &Scope<'t>) -> Scope<'t> {
    let own = element.attributes().iter().filter_map(|attribute| {
        let prefix = attribute.name.strip_prefix("xmlns")?;
        Some((prefix.strip_prefix(':').unwrap_or(prefix), attribute.value.as_ref()))
    });
    let own: Vec<_> = own.collect();
    if own.is_empty() { Rc::clone(around) } else { Rc::new(own.into_iter().chain(around.iter().copied()).collect()) }
}

/// Namespace and local name; an attribute without a prefix is in none.
fn resolve<'t>(name: &'t str, scope: &Scope<'t>, default: bool) -> (&'t str, &'t str) {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    if prefix.is_empty() && !default {
        return ("", local);
    }
    (scope.iter().find(|(known, _)| *known == prefix).map_or("", |(_, uri)| uri), local)
}

/// By the name of the element, or by its type.
fn is_connection(element: Element<'_, '_>, scope: &Scope<'_>) -> bool {
    let ours = |(namespace, local): (&str, &str)| {
        namespace.starts_with(OURS.0) && namespace.contains(OURS.1) && local.ends_with(END)
    };
    let mut types = element.attributes().iter().filter(|one| resolve(one.name, scope, false) == (INSTANCE, "type"));
    ours(resolve(element.name(), scope, true)) || types.any(|one| ours(resolve(&one.value, scope, true)))
}

fn entry(element: Element<'_, '_>, scope: &Scope<'_>) -> Entry {
    let line = element.line() + 1;
    let mut entry = Entry {
        name: decode(element.get("name")),
        connection_type: String::new(),
        subtype: decode(element.find("connectionSubType").unwrap_or_else(|| element.get("connectionType"))),
        line,
        ..Entry::default()
    };
    if entry.subtype.is_empty() {
        let local = element.name().rsplit(':').next().unwrap_or_default();
        local.trim_end_matches(END).clone_into(&mut entry.subtype);
    }
    own(element, scope, "", &mut entry);
    let mut open: Vec<_> = element.children().map(|child| (child, scope_of(child, scope), String::new())).collect();
    open.reverse();
    while let Some((child, scope, before)) = open.pop() {
        let local = child.name().rsplit(':').next().unwrap_or_default();
        let before = format!("{before}{local}.");
        own(child, &scope, &before, &mut entry);
        let below: Vec<_> = child.children().map(|one| (one, scope_of(one, &scope), before.clone())).collect();
        open.extend(below.into_iter().rev());
    }
    entry
}

/// Attributes of an element in no namespace; those of a child have its name before them.
fn own(element: Element<'_, '_>, scope: &Scope<'_>, before: &str, entry: &mut Entry) {
    for attribute in element.attributes() {
        let in_none = resolve(attribute.name, scope, false).0.is_empty() && !attribute.name.starts_with("xmlns");
        if in_none && !attribute.name.contains(':') && !(before.is_empty() && TAKEN.contains(&attribute.name)) {
            let name = format!("{before}{}", attribute.name);
            entry.attributes.push((name, decode(&attribute.value), element.line() + 1));
        }
    }
}

/// IMX writes values as forms on the web do: `%24` for `$`, `+` for a space.
pub(in crate::read) fn decode(value: &str) -> String {
    if !value.contains(['%', '+']) {
        return value.to_owned();
    }
    let bytes = value.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex =
            value.get(at + 1..at + 3).filter(|hex| byte == b'%' && hex.bytes().all(|one| one.is_ascii_hexdigit()));
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(code) => {
                out.push(code);
                at += 2;
            }
            None => out.push(if byte == b'+' { b' ' } else { byte }),
        }
        at += 1;
    }
    String::from_utf8(out).unwrap_or_else(|_| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::read::connection::objects;

    #[test]
    fn namespaces_count_and_prefixes_do_not() {
        let text = "<i:IMX xmlns:i=\"http://com.informatica.imx\" xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\">\n\
                    <a:OracleNativeConnectInfo xmlns:a=\"http://com.informatica.metadata.relational.connectinfo/0\" i:id=\"1\" \
                    connectionType=\"ORACLE\" name=\"DWH\" userName=\"scott\" connectString=\"ORCL\" password=\"tiger\">\n\
                    <defaultAttributes x:type=\"a:ConnectionPoolAttributes\" maxPoolSize=\"7\" password=\"tiger\"/>\n\
                    </a:OracleNativeConnectInfo>\n\
                    <b:OracleNativeConnectInfo xmlns:b=\"http://example.org/connectinfo\" name=\"NOT_ONE\"/>\n\
                    <one xmlns:c=\"http://com.informatica.metadata.hive.connectinfo/1\" x:type=\"c:HiveConnectInfo\" \
                    name=\"LAKE+1\" connectionType=\"HIVE\"/>\n</i:IMX>";
        let found = objects(text.as_bytes(), "w.xml", "").unwrap_or_else(|problem| panic!("{problem:?}"));
        let said = found.connections.iter().map(|one| (&*one.name, &*one.subtype, one.line)).collect::<Vec<_>>();
        assert_eq!(said, [("DWH", "ORACLE", 2), ("LAKE 1", "HIVE", 6)]);
        let pairs = found.connections[0].attributes.iter().map(|(name, value)| format!("{name}={value}"));
        let expected = ["connect_string=ORCL", "default_attributes.max_pool_size=7", "user=scott"];
        assert_eq!(pairs.collect::<Vec<_>>(), expected);
        assert_eq!(found.secrets[0].secret.expose(), "tiger");
        assert!(found.problems.is_empty(), "one secret twice is one: {:?}", found.problems);
    }

    #[test]
    fn values_are_decoded_like_those_of_forms() {
        assert_eq!(decode("%24var+x%3D1%C3%A4%2B100%"), "$var x=1ä+100%");
    }
}
