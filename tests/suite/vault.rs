//! Keys, credentials and roles through the program: what opens, what is refused, and by which name.

mod killed;
mod refused;
mod rights;
mod sealed;

use super::sandbox::{Ran, Sandbox};
use rusqlite::Connection;
use std::path::PathBuf;

/// Names the identity of another member of the catalog, who was added to a role.
fn member(sandbox: &Sandbox, name: &str, role: &str) -> PathBuf {
    let minted = catalog::vault::Identities::mint("now");
    let file = sandbox.path(&format!("{name}.txt"));
    catalog::vault::write_new(&file, &minted.text, None).unwrap();
    sandbox.done(&["key", "add-recipient", name, &minted.recipient, "--role", role]);
    file
}

/// The catalog beneath the program.
fn sql(sandbox: &Sandbox) -> Connection {
    Connection::open(sandbox.path("catalog.db")).unwrap()
}

/// Sets a credential to a value.
fn set(sandbox: &Sandbox, name: &str, value: &str) {
    std::fs::write(sandbox.path("value"), value).unwrap();
    sandbox.done(&["credential", "set", name, "--from-file", "value"]);
}

/// Runs the program with the identity of a member.
fn with(sandbox: &Sandbox, identity: &std::path::Path, args: &[&str]) -> Ran {
    let mut words = args.to_vec();
    words.extend(["--identity", identity.to_str().unwrap()]);
    sandbox.run(&words)
}

/// Asserts that a run was refused with 4 and says why.
#[track_caller]
fn refused(ran: &Ran, why: &str) {
    assert!(ran.code == 4 && format!("{}{}", ran.stdout, ran.stderr).contains(why), "{why}: {ran:?}");
}
