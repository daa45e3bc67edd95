//! Whether what the catalog knows can be relied upon: its audit log, its newest snapshot, the files it could not read.

use super::{Asking, days_between, member_of};
use crate::model::comply::evidence::{BROKEN_LOG, FAILED_INPUT, INTERRUPTED_ACT, OLD_SNAPSHOT, STRANGE_READER};

/// Object of what is of the catalog itself.
const CATALOG: &str = "catalog";

pub(super) fn check(ask: &mut Asking<'_, '_>) {
    log(ask);
    readers(ask);
    snapshot(ask);
}

fn log(ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    let Some(verified) = &whole.audit else {
        ask.not_checked(&BROKEN_LOG, "the audit log was not looked at");
        ask.not_checked(&INTERRUPTED_ACT, "the audit log was not looked at");
        return;
    };
    if let Some(asked) = ask.asks(&BROKEN_LOG, "")
        && let Some(broken) = &verified.broken
    {
        ask.fires(&asked, (CATALOG, "audit log"), "a whole chain of events", broken);
    }
    if let Some(asked) = ask.asks(&INTERRUPTED_ACT, "").filter(|_| verified.interrupted > 0) {
        let actual = format!("{} without an outcome", verified.interrupted);
        ask.fires(&asked, (CATALOG, "audit log"), "an outcome for every act", &actual);
    }
}

fn readers(ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    let Some(members) = &whole.members else {
        ask.not_checked(&STRANGE_READER, "the catalog has no list of members");
        return;
    };
    for one in &whole.opened {
        let Some(asked) = ask.asks(&STRANGE_READER, "") else { continue };
        if member_of(members, &one.recipient).is_none() {
            let with = if one.recipient.is_empty() { "no key of its own" } else { one.recipient.as_str() };
            let first = one.subjects.first().map_or("", String::as_str);
            let actual =
                format!("{} opened {first} ({} in all) with {with}, last at {}", one.by, one.subjects.len(), one.at);
            ask.fires(&asked, (CATALOG, &format!("{} {with}", one.by)), "a member", &actual);
        }
    }
}

fn snapshot(ask: &mut Asking<'_, '_>) {
    let whole = ask.whole;
    let age = days_between(&whole.snapshot_at, &whole.as_of);
    if let Some(asked) = ask.asks(&OLD_SNAPSHOT, "").filter(|asked| age.is_some_and(|age| age > asked.number("days"))) {
        let expected = format!("{} days at most", asked.number("days"));
        ask.fires(&asked, (CATALOG, "snapshot"), &expected, &format!("taken {}", whole.snapshot_at));
    }
    let asked = ask.asks(&FAILED_INPUT, "");
    for (file, why) in &whole.failed_files {
        if let Some(asked) = &asked {
            ask.fires_at(asked, (CATALOG, file, &format!("{file}:0")), "a file that is read whole", why);
        }
    }
}
