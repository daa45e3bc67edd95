//! Who reads and writes through which connection, and what is known of it.

use super::{Asking, connections_in_use};
use crate::answer::comply::book::like_any;
use crate::answer::connection::usage::bare;
use crate::model::census::ConnectionUse;
use crate::model::comply::access::{NO_CREDENTIAL, READS_AND_WRITES, SHARED_CONNECTION, UNVERIFIED_CONNECTION};
use crate::model::comply::operation::{FAILING_CONNECTION, UNKNOWN_CONNECTION};
use crate::model::connection::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// What a test said of a connection that was not tried.
const UNTRIED: [&str; 4] = ["ok", "not-checked", "not-supported", "driver-missing"];
/// Attributes that let a connection do without a secret of its own.
const TRUSTED: [&str; 4] = ["trusted", "wallet", "auth", "sasl"];

pub(super) fn check(ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    let mut uses: BTreeMap<&str, Vec<&ConnectionUse>> = BTreeMap::new();
    for one in &whole.connection_uses {
        uses.entry(bare(&one.connection)).or_default().push(one);
    }
    for (name, all) in &uses {
        shared(name, all, ask);
        unknown(name, ask);
    }
    let in_use = connections_in_use(whole);
    let known: Vec<&Connection> = whole.connections.iter().filter(|one| in_use.contains(one.name.as_str())).collect();
    for connection in &known {
        credential(connection, ask);
        tested(connection, ask);
    }
    if whole.connections.is_empty() {
        for rule in [&NO_CREDENTIAL, &UNVERIFIED_CONNECTION, &FAILING_CONNECTION, &UNKNOWN_CONNECTION] {
            ask.not_checked(rule, "the catalog knows no connections");
        }
    }
}

fn shared(name: &str, all: &[&ConnectionUse], ask: &mut Asking<'_, '_>) {
    let object = format!("connection:{name}");
    let times = |extension: &str| all.iter().filter(|one| one.extension == extension).map(|one| one.times).sum::<u64>();
    let (reads, writes) = (times("READER"), times("WRITER"));
    // `$Source` and `$Target` are another connection in each session.
    let own = !matches!(name, "$Source" | "$Target");
    if own
        && let Some(asked) = ask.asks(&READS_AND_WRITES, "")
        && reads > 0
        && writes > 0
        && !like_any(asked.text("except"), name)
    {
        let actual = format!("it is used {reads} times to read and {writes} times to write");
        ask.fires(&asked, (&object, ""), "readers or writers, not both", &actual);
    }
    let folders: BTreeSet<(&str, &str)> =
        all.iter().map(|one| (one.repository.as_str(), one.folder.as_str())).collect();
    if own
        && let Some(asked) = ask.asks(&SHARED_CONNECTION, "")
        && folders.len() as u64 > asked.number("folders")
    {
        let expected = format!("{} folders at most", asked.number("folders"));
        ask.fires(&asked, (&object, ""), &expected, &format!("{} folders", folders.len()));
    }
}

fn unknown(name: &str, ask: &mut Asking<'_, '_>) {
    if name.starts_with('$') || ask.whole.connections.is_empty() {
        return;
    }
    let Some(asked) = ask.asks(&UNKNOWN_CONNECTION, "") else { return };
    if !ask.whole.connections.iter().any(|one| one.name == name) {
        ask.fires(&asked, (&format!("connection:{name}"), ""), "a connection of the catalog", "none of this name");
    }
}

fn credential(connection: &Connection, ask: &mut Asking<'_, '_>) {
    let Some(asked) = ask.asks(&NO_CREDENTIAL, "") else { return };
    let trusted = TRUSTED.iter().any(|name| connection.attribute(name).is_some());
    let user = ["user", "access_key_id"].iter().find(|name| connection.attribute(name).is_some());
    if let Some(user) = user.filter(|_| !trusted && connection.credential.is_none()) {
        let object = format!("connection:{}", connection.name);
        ask.fires(&asked, (&object, ""), "a credential", &format!("`{user}` is given and no credential"));
    }
}

fn tested(connection: &Connection, ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    let Some(test) = whole.tests.iter().find(|one| one.name == connection.name) else {
        for rule in [&UNVERIFIED_CONNECTION, &FAILING_CONNECTION] {
            ask.not_checked(rule, "some connections were never tested");
        }
        return;
    };
    let object = format!("connection:{}", connection.name);
    if let Some(asked) = ask.asks(&UNVERIFIED_CONNECTION, "").filter(|_| test.insecure) {
        let actual = format!("certificates were not verified in the test of {}", test.tested_at);
        ask.fires(&asked, (&object, ""), "a verified certificate", &actual);
    }
    if let Some(asked) = ask.asks(&FAILING_CONNECTION, "").filter(|_| !UNTRIED.contains(&test.verdict.as_str())) {
        ask.fires(&asked, (&object, ""), "ok", &format!("{} in the test of {}", test.verdict, test.tested_at));
    }
}
