//! Credentials and who may open them.
//!
//! Owns ages and counts. Nothing is opened for it; who can open is told by recipients, which the values are sealed to.

use super::{Asking, days_between, member_of};
use crate::model::Text;
use crate::model::comply::access::{
    EMPTY_ROLE, FORMER_READER, MARKED_FOR_ROTATION, MAY_OPEN_ALL, NEVER_ROTATED, OLD_CREDENTIAL, ONLY_READER,
    UNUSED_CREDENTIAL,
};
use crate::model::role::{Membership, Right};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    ages(ask);
    match &whole.members {
        Some(members) => {
            roles(members, ask);
            readers(members, ask);
        }
        None => {
            for rule in [&MAY_OPEN_ALL, &EMPTY_ROLE, &ONLY_READER, &FORMER_READER] {
                ask.not_checked(rule, "the catalog has no list of members");
            }
        }
    }
}

fn ages(ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    let used: BTreeSet<&Text> = whole.connections.iter().filter_map(|one| one.credential.as_ref()).collect();
    if whole.credentials.is_empty() {
        for rule in [&OLD_CREDENTIAL, &NEVER_ROTATED, &MARKED_FOR_ROTATION, &UNUSED_CREDENTIAL] {
            ask.not_checked(rule, "the catalog knows no credentials");
        }
    }
    for one in &whole.credentials {
        let object = format!("credential:{}", one.name);
        if let Some(asked) = ask.asks(&MARKED_FOR_ROTATION, "").filter(|_| !one.rotate.is_empty()) {
            ask.fires(&asked, (&object, ""), "a new value", &one.rotate);
        }
        // What was found in a text is as old as the text, and is used by it.
        if one.found {
            continue;
        }
        let age = |since: &str| days_between(since, &whole.as_of).unwrap_or_default();
        if let Some(asked) = ask.asks(&OLD_CREDENTIAL, "").filter(|asked| age(&one.set_at) > asked.number("days")) {
            let expected = format!("{} days at most", asked.number("days"));
            ask.fires(&asked, (&object, ""), &expected, &format!("in force since {}", one.set_at));
        }
        let first = one.versions <= 1;
        if let Some(asked) =
            ask.asks(&NEVER_ROTATED, "").filter(|asked| first && age(&one.created_at) > asked.number("days"))
        {
            let expected = format!("changed within {} days", asked.number("days"));
            ask.fires(&asked, (&object, ""), &expected, &format!("the first value, of {}", one.created_at));
        }
        if let Some(asked) = ask.asks(&UNUSED_CREDENTIAL, "").filter(|_| !used.contains(&one.name)) {
            ask.fires(&asked, (&object, ""), "a connection that uses it", "none");
        }
    }
}

fn roles(members: &Membership, ask: &mut Asking<'_, '_>) {
    for role in &members.roles {
        let Some(asked) = ask.asks(&EMPTY_ROLE, "") else { continue };
        let object = format!("role:{}", role.name);
        for (part, empty) in [("members", role.members.is_empty()), ("grants", role.grants.is_empty())] {
            if empty {
                ask.fires(&asked, (&object, part), &format!("at least one of its {part}"), "none");
            }
        }
    }
    let mut all: BTreeMap<&Text, &Text> = BTreeMap::new();
    for role in &members.roles {
        let opens = |grant: &crate::model::role::Grant| {
            grant.right == Right::ReadSecret && grant.pattern == "*" && grant.environment.is_empty()
        };
        if role.grants.iter().any(opens) {
            all.extend(role.members.iter().map(|member| (member, &role.name)));
        }
    }
    for member in &members.members {
        let Some(asked) = ask.asks(&MAY_OPEN_ALL, "") else { continue };
        let most = asked.number("most");
        if let Some(role) = all.get(&member.name).filter(|_| all.len() as u64 > most) {
            let expected = format!("{most} members at most");
            let actual = format!("one of {}, through role {role}", all.len());
            ask.fires(&asked, (&format!("member:{}", member.name), ""), &expected, &actual);
        }
    }
}

/// Who can open what is sealed today.
fn readers(members: &Membership, ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    let mut alone: BTreeMap<&Text, u64> = BTreeMap::new();
    for one in &whole.credentials {
        let known: BTreeSet<&Text> =
            one.recipients.iter().filter_map(|recipient| member_of(members, recipient)).collect();
        if let [only] = known.iter().collect::<Vec<_>>()[..] {
            *alone.entry(only).or_default() += 1;
        }
        let strangers = one.recipients.iter().filter(|one| member_of(members, one).is_none()).count();
        let Some(asked) = ask.asks(&FORMER_READER, "").filter(|_| strangers > 0) else { continue };
        let actual = format!("{strangers} of its recipients belong to no member");
        ask.fires(&asked, (&format!("credential:{}", one.name), ""), "members only", &actual);
    }
    for member in &members.members {
        let Some(asked) = ask.asks(&ONLY_READER, "") else { continue };
        if let Some(many) = alone.get(&member.name) {
            let actual = format!("{many} credentials can be opened by nobody else");
            ask.fires(&asked, (&format!("member:{}", member.name), ""), "two members at least", &actual);
        }
    }
}
