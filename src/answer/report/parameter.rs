//! Which parameters are used by which sessions, and which by none.
//!
//! By name alone: a line of a parameter file counts as used where its name stands in a session, a workflow or a mapping that
//! runs, whatever its heading. `catalog resolve --all --unused` tells line by line what really asks for it.

use super::classified::through_mapplets;
use crate::model::Text;
use crate::model::usage::{FileLine, MappedSession, MappingKey, Mention, Mentioner, Placed};
use std::collections::{BTreeMap, BTreeSet};

/// Users that are named.
const NAMED: usize = 5;

/// A parameter of the files and its users.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Used {
    /// Name as it is written first.
    pub name: String,
    /// Lines that give it a value.
    pub lines: u64,
    /// Files that do.
    pub files: u64,
    /// Sessions and workflows that use it.
    pub users: u64,
    /// The first of them, by address.
    pub named: Vec<String>,
}

/// Parameters and their use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    /// Parameters of the files that somebody uses, by name.
    pub used: Vec<Used>,
    /// Lines of the files whose name nobody uses, in the order of files and lines. `$PM…` is left out: the service asks for it.
    pub unused: Vec<FileLine>,
    /// Names of `$$` and `$Param…` that sessions use and no file gives: how many use each, by name.
    pub without: Vec<Used>,
    /// Files.
    pub files: u64,
    /// Lines.
    pub lines: u64,
}

/// The name by which a line is asked for: in lower case, without the mapplet before it.
fn key(name: &str) -> String {
    let name = name.trim();
    name.rfind(".$").map_or(name, |at| &name[at + 1..]).to_lowercase()
}

/// Puts lines of files and mentions together.
#[must_use]
pub fn parameters(
    lines: &[FileLine],
    mentions: &[Mention],
    placed: &[Placed],
    sessions: &[MappedSession],
) -> Parameters {
    let users = users(mentions, placed, sessions);
    let mut by_name: BTreeMap<String, Vec<&FileLine>> = BTreeMap::new();
    for line in lines {
        by_name.entry(key(&line.name)).or_default().push(line);
    }
    let row = |name: &str, lines: &[&FileLine], users: &BTreeSet<&str>| Used {
        name: name.to_owned(),
        lines: lines.len() as u64,
        files: lines.iter().map(|line| &line.file).collect::<BTreeSet<_>>().len() as u64,
        users: users.len() as u64,
        named: users.iter().take(NAMED).map(|one| (*one).to_owned()).collect(),
    };
    let mut out = Parameters { lines: lines.len() as u64, ..Parameters::default() };
    out.files = lines.iter().map(|line| &line.file).collect::<BTreeSet<_>>().len() as u64;
    for (name, lines) in &by_name {
        match (users.get(name.as_str()), lines.first()) {
            (Some(users), Some(first)) => out.used.push(row(first.name.trim(), lines, users)),
            _ if name.starts_with("$pm") => {}
            _ => out.unused.extend(lines.iter().map(|line| (*line).clone())),
        }
    }
    out.unused.sort();
    let missing = users.iter().filter(|(name, _)| is_given_by_files(name) && !by_name.contains_key(**name));
    out.without = missing.map(|(name, users)| row(name, &[], users)).collect();
    out
}

/// Names that are a user's own. `$$$SessStartTime` and its like are the service's.
fn is_given_by_files(name: &str) -> bool {
    let user = name.starts_with("$$") && !name.starts_with("$$$");
    user || ["$param", "$dbconnection", "$inputfile", "$outputfile"].iter().any(|start| name.starts_with(start))
}

/// Who uses a name: sessions and workflows that mention it, and the sessions whose mapping does.
fn users<'a>(
    mentions: &'a [Mention],
    placed: &[Placed],
    sessions: &'a [MappedSession],
) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut inside: BTreeMap<MappingKey, BTreeSet<&Text>> = BTreeMap::new();
    for mention in mentions {
        match &mention.by {
            Mentioner::Runs(address) => {
                all.entry(&mention.name).or_default().insert(address);
            }
            Mentioner::Maps(mapping) => {
                inside.entry(mapping.clone()).or_default().insert(&mention.name);
            }
        }
    }
    through_mapplets(&mut inside, placed);
    for session in sessions {
        let mapping = MappingKey { folder: session.folder, name: session.mapping.clone(), is_mapplet: false };
        for name in inside.get(&mapping).into_iter().flatten() {
            all.entry(name).or_default().insert(&session.address);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_of_a_mapplet_is_used_by_the_session_of_the_mapping() {
        let line = |line: i64, name: &str| FileLine {
            file: "a.par".into(),
            line,
            heading: "[Global]".into(),
            name: name.into(),
        };
        let lines = [line(1, "mplt_a.$$IN"), line(2, "$$OUT"), line(3, "$$Nobody")];
        let mapplet = MappingKey { folder: 1, name: "mplt_a".into(), is_mapplet: true };
        let mapping = MappingKey { folder: 1, name: "m".into(), is_mapplet: false };
        let mention = |name: &str, by: Mentioner| Mention { name: name.into(), by };
        let mentions = [
            mention("$$in", Mentioner::Maps(mapplet)),
            mention("$$out", Mentioner::Runs("session:R::F/s".into())),
            mention("$$gone", Mentioner::Runs("session:R::F/s".into())),
            mention("$$$sessstarttime", Mentioner::Runs("session:R::F/s".into())),
        ];
        let placed = [Placed { mapping, kind: "Mapplet".into(), object: "mplt_a".into() }];
        let sessions = [MappedSession { folder: 1, mapping: "m".into(), address: "session:R::F/t".into() }];
        let found = parameters(&lines, &mentions, &placed, &sessions);
        let used: Vec<(&str, u64, &str)> =
            found.used.iter().map(|one| (one.name.as_str(), one.users, one.named[0].as_str())).collect();
        assert_eq!(used, [("mplt_a.$$IN", 1, "session:R::F/t"), ("$$OUT", 1, "session:R::F/s")]);
        assert_eq!(found.unused, [line(3, "$$Nobody")]);
        assert_eq!(found.without.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["$$gone"]);
        assert_eq!((found.files, found.lines), (1, 3));
    }
}
