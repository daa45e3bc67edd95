//! What `pmrep listconnections` and `pmrep getconnectiondetails` print.
//!
//! Owns the lines of pmrep itself, which mean nothing here.

use super::gather::{Entry, Gathering};
use super::name::snake;

/// Beginnings and ends of lines that pmrep prints around its answer.
const FRAME: [&str; 8] = [
    "informatica",
    "copyright",
    "this software",
    "see patents",
    "invoked at",
    "completed at",
    "connected to",
    "pmrep>",
];
const DONE: &str = "completed successfully";

/// Kinds that `-t` prints.
const KINDS: [&str; 5] = ["relational", "application", "ftp", "queue", "loader"];

fn is_frame(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    lower.is_empty() || FRAME.iter().any(|start| lower.starts_with(start)) || lower.contains(DONE)
}

/// Lines of the answer with their numbers.
fn said(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let lines = text.lines().enumerate().map(|(at, line)| (u32::try_from(at + 1).unwrap_or(u32::MAX), line.trim()));
    lines.filter(|(_, line)| !is_frame(line))
}

fn pair(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim();
    (!key.is_empty()).then_some((key, value.trim()))
}

fn is_name(key: &str) -> bool {
    ["name", "connection_name", "connection_object_name"].contains(&snake(key).as_str())
}

/// True for lines `Key = value`, one of which is a name.
pub(super) fn is_details(text: &str) -> bool {
    said(text).filter_map(|(_, line)| pair(line)).any(|(key, value)| is_name(key) && !value.is_empty())
}

/// True for lines `name,type,subtype`, or for names that pmrep says are connections.
pub(super) fn is_list(text: &str) -> bool {
    let framed = text.lines().any(|line| line.to_ascii_lowercase().contains("listconnections"));
    let mut lines = said(text).peekable();
    lines.peek().is_some() && lines.all(|(_, line)| framed || listed(line).is_some_and(|(_, kind, _)| !kind.is_empty()))
}

/// Name, type and subtype; names may hold commas, types and subtypes do not.
fn listed(line: &str) -> Option<(&str, &str, &str)> {
    let is_kind = |word: &str| KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(word.trim()));
    let three = line.rsplit_once(',').and_then(|(rest, subtype)| {
        let (name, kind) = rest.rsplit_once(',')?;
        is_kind(kind).then_some((name.trim(), kind.trim(), subtype.trim()))
    });
    let two =
        || line.rsplit_once(',').filter(|(_, kind)| is_kind(kind)).map(|(name, kind)| (name.trim(), kind.trim(), ""));
    three.or_else(two)
}

pub(super) fn list(text: &str, out: &mut Gathering) {
    out.found.format = "pmrep listconnections";
    for (line, said) in said(text) {
        if said.to_ascii_lowercase().contains("listconnections") {
            continue;
        }
        let (name, kind, subtype) = listed(said).unwrap_or((said, "", ""));
        out.take(Entry {
            name: name.to_owned(),
            connection_type: kind.to_owned(),
            subtype: subtype.to_owned(),
            line,
            ..Entry::default()
        });
    }
}

pub(super) fn details(text: &str, out: &mut Gathering) {
    out.found.format = "pmrep getconnectiondetails";
    let mut open: Option<Entry> = None;
    for (line, said) in said(text) {
        let Some((key, value)) = pair(said) else {
            if !said.to_ascii_lowercase().contains("getconnectiondetails") {
                out.warn("connection-value", line, "a line that is no `Key = value`; it was passed over");
            }
            continue;
        };
        if is_name(key) {
            let begun = Entry { name: value.to_owned(), line, ..Entry::default() };
            if let Some(done) = open.replace(begun) {
                out.take(done);
            }
            continue;
        }
        let Some(entry) = &mut open else {
            out.warn("connection-value", line, "a line before the first `Name = …`; it was passed over");
            continue;
        };
        match snake(key).as_str() {
            "type" | "connection_type" | "object_type" => value.clone_into(&mut entry.connection_type),
            "subtype" | "connection_subtype" | "object_subtype" | "database_type" => {
                value.clone_into(&mut entry.subtype);
            }
            _ => entry.attributes.push((key.to_owned(), value.to_owned(), line)),
        }
    }
    if let Some(done) = open {
        out.take(done);
    }
}

#[cfg(test)]
mod tests {
    use crate::read::connection::objects;

    const FRAME: &str = "Informatica(r) PMREP, version [10.5.2 HotFix1], build [1], LINUX 64-bit\n\
                         Copyright (c) 1993-2022 Informatica LLC\nInvoked at Mon Jun 03 08:00:00 2024\n\n";

    #[test]
    fn a_list_has_names_types_and_subtypes() {
        let text = format!(
            "{FRAME}DWH,relational,Oracle\nA, B,application,Web Services Consumer\nFT,ftp,\n\nlistconnections \
                            completed successfully.\nCompleted at Mon Jun 03 08:00:01 2024\n"
        );
        let found = objects(text.as_bytes(), "l.txt", "PROD").unwrap_or_else(|problem| panic!("{problem:?}"));
        let said = found.connections.iter().map(|one| (&*one.name, &*one.connection_type, &*one.subtype, one.line));
        let expected = [
            ("DWH", "Relational", "Oracle", 5),
            ("A, B", "Application", "Web Services Consumer", 6),
            ("FT", "FTP", "", 7),
        ];
        assert_eq!(said.collect::<Vec<_>>(), expected);
        assert!(found.connections.iter().all(|one| one.environment == "PROD"));
        assert_eq!(found.format, "pmrep listconnections");
    }

    #[test]
    fn names_alone_are_taken_from_pmrep_itself_only() {
        let text = format!("{FRAME}DWH\nSTG\nlistconnections completed successfully.\n");
        let found = objects(text.as_bytes(), "l", "").unwrap_or_else(|problem| panic!("{problem:?}"));
        assert_eq!(found.connections.iter().map(|one| &*one.name).collect::<Vec<_>>(), ["DWH", "STG"]);
    }

    #[test]
    fn details_of_several_connections_are_told_apart() {
        let text = format!(
            "{FRAME}Name = DWH\nSubtype = Oracle\nUser Name = scott\nPassword = ********\nConnect String = scott/tiger@ORCL\nCode \
             page = UTF-8 encoding of Unicode\nFancy Option = 7\n\nName = STG\nType = relational\nSubtype = Microsoft SQL \
             Server\nServer name = h\nDatabase name = d\nPacket size = 0\nDomain name = CORP\ngetconnectiondetails \
             completed successfully.\n"
        );
        let found = objects(text.as_bytes(), "d", "").unwrap_or_else(|problem| panic!("{problem:?}"));
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        let pairs = |at: usize| {
            let all = &found.connections[at].attributes;
            all.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>()
        };
        let first = ["code_page=UTF-8 encoding of Unicode", "connect_string=ORCL", "fancy_option=7", "user=scott"];
        assert_eq!(pairs(0), first);
        assert_eq!(pairs(1), ["database=d", "domain=CORP", "host=h", "packet_size=0"]);
        assert_eq!(found.secrets.iter().map(|one| (one.secret.expose(), one.line)).collect::<Vec<_>>(), [("tiger", 9)]);
    }
}
