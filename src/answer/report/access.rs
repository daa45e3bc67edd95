//! Who could open which credential, and who did; which connections are used by how many.
//!
//! Who could follows from the signed list of members alone, who did from the audit log. Never a value of a credential.

use crate::model::audit::ActRow;
use crate::model::connection::Connection;
use crate::model::usage::Touch;
use std::collections::{BTreeMap, BTreeSet};

/// Users of a connection that are named.
const NAMED: usize = 8;

/// A credential and those who may open it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Openers {
    /// Name of the credential.
    pub credential: String,
    /// Connections that use it, with their environment.
    pub connections: Vec<String>,
    /// Members who may read it, each with the roles by which.
    pub readers: Vec<(String, Vec<String>)>,
    /// Members who may only open it to test.
    pub testers: Vec<(String, Vec<String>)>,
    /// When its value in force was set, UTC.
    pub set_at: String,
}

/// Members by role, out of pairs of member and role.
#[must_use]
pub fn by_member(pairs: &[(String, String)]) -> Vec<(String, Vec<String>)> {
    let mut all: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
    for (member, role) in pairs {
        all.entry(member).or_default().insert(role);
    }
    all.into_iter().map(|(member, roles)| (member.clone(), roles.into_iter().cloned().collect())).collect()
}

/// What somebody did to something.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Did {
    /// `credential:NAME`, `connection:NAME`, …
    pub subject: String,
    /// Word of the action.
    pub action: String,
    /// Name of the member, else the recipient, else `account@host`.
    pub who: String,
    /// Acts.
    pub acts: u64,
    /// Those of them that failed or were interrupted.
    pub unfinished: u64,
    /// The first and the newest, UTC.
    pub first: String,
    /// The newest, UTC.
    pub newest: String,
}

/// Actions that open, change or use secrets and rights; the others are only counted.
pub const TOLD: [&str; 6] = ["secret-read", "secret-write", "test", "key", "role", "connection"];

/// Who did what, by subject, action and name. `name` gives a recipient's name.
#[must_use]
pub fn did(acts: &[ActRow], name: &dyn Fn(&str) -> String) -> Vec<Did> {
    let mut all: BTreeMap<(String, String, String), Did> = BTreeMap::new();
    for act in acts.iter().filter(|act| TOLD.contains(&act.action.as_str())) {
        let account = format!("{}@{}", act.os_user, act.host);
        let who = if act.recipient.is_empty() { account } else { format!("{} ({account})", name(&act.recipient)) };
        for subject in &act.subjects {
            let key = (subject.clone(), act.action.clone(), who.clone());
            let row = all.entry(key.clone()).or_insert_with(|| Did {
                subject: key.0,
                action: key.1,
                who: key.2,
                first: act.at.clone(),
                ..Did::default()
            });
            row.acts += 1;
            row.unfinished += u64::from(act.result != "done");
            row.newest.clone_from(&act.at);
        }
    }
    all.into_values().collect()
}

/// How many acts there were of each action.
#[must_use]
pub fn by_action(acts: &[ActRow]) -> BTreeMap<&str, u64> {
    let mut all = BTreeMap::new();
    for act in acts {
        *all.entry(act.action.as_str()).or_default() += 1;
    }
    all
}

/// A connection as it is referred to, and what stands behind the name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Its name, or the variable that stands for it.
    pub connection: String,
    /// True where a variable stands for it.
    pub by_variable: bool,
    /// Relational, Application, …
    pub connection_type: String,
    /// Credential of the connection object of that name; empty where there is none.
    pub credential: String,
    /// True where a connection object of the name is known.
    pub is_known: bool,
    /// Objects that refer to it.
    pub users: u64,
    /// References of readers, writers, lookups and anything else.
    pub by_access: [u64; 4],
    /// The first users by address.
    pub named: Vec<String>,
}

/// Connections with their users, by name. `objects` are the connection objects that were known then.
#[must_use]
pub fn touched(touches: &[Touch], objects: &[Connection]) -> Vec<Touched> {
    let mut all: BTreeMap<(&str, bool, &str), (Touched, BTreeSet<&str>)> = BTreeMap::new();
    for touch in touches {
        let key = (touch.connection.as_str(), touch.by_variable, touch.connection_type.as_str());
        let (row, users) = all.entry(key).or_default();
        row.by_access[place(&touch.access)] += 1;
        users.insert(&touch.user);
    }
    let finished = |((name, by_variable, kind), (row, users)): ((&str, bool, &str), (Touched, BTreeSet<&str>))| {
        let object = objects.iter().find(|one| !by_variable && one.name == name);
        Touched {
            connection: name.to_owned(),
            by_variable,
            connection_type: kind.to_owned(),
            credential: object.and_then(|one| one.credential.as_ref()).map(ToString::to_string).unwrap_or_default(),
            is_known: object.is_some(),
            users: users.len() as u64,
            named: users.into_iter().take(NAMED).map(str::to_owned).collect(),
            ..row
        }
    };
    all.into_iter().map(finished).collect()
}

fn place(access: &str) -> usize {
    match access {
        "READER" => 0,
        "WRITER" => 1,
        "LOOKUPEXTENSION" => 2,
        _ => 3,
    }
}
