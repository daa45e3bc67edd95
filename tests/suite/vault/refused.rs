//! What must not open or be sealed: each with its own name and exit code 4.

use super::super::sandbox::Sandbox;
use super::{member, refused, set, sql, with};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

const GET: [&str; 3] = ["credential", "get", "ora_dwh"];

/// Changes the sealed value of `ora_dwh` in place.
fn damaged(sandbox: &Sandbox, change: impl FnOnce(&mut Vec<u8>)) {
    let db = sql(sandbox);
    let mut sealed: Vec<u8> = db.query_row("SELECT sealed FROM credential_version", [], |row| row.get(0)).unwrap();
    change(&mut sealed);
    db.execute("UPDATE credential_version SET sealed = ?1", [sealed]).unwrap();
}

#[test]
fn another_identity_opens_nothing() {
    let sandbox = Sandbox::with_keys();
    let stranger = sandbox.path("stranger.txt");
    catalog::vault::write_new(&stranger, &catalog::vault::Identities::mint("now").text, None).unwrap();
    refused(&with(&sandbox, &stranger, &["credential", "verify"]), "sealed to others, no identity at hand opens it");
    // The program would not even try for somebody who may not.
    refused(&with(&sandbox, &stranger, &GET), "no role gives read-secret on ora_dwh");
    refused(&with(&sandbox, &sandbox.path("nowhere.txt"), &GET), "there is no key at");
    fs::write(sandbox.path("nothing.txt"), "# no key\n").unwrap();
    fs::set_permissions(sandbox.path("nothing.txt"), Permissions::from_mode(0o600)).unwrap();
    refused(&with(&sandbox, &sandbox.path("nothing.txt"), &GET), "holds no identity of age");
}

#[test]
fn a_truncated_or_changed_value_is_damaged_and_never_opens_as_something_else() {
    let sandbox = Sandbox::with_keys();
    let db = sql(&sandbox);
    let whole: Vec<u8> = db.query_row("SELECT sealed FROM credential_version", [], |row| row.get(0)).unwrap();
    for length in [0, 1, 30, whole.len() / 2, whole.len() - 17, whole.len() - 1] {
        damaged(&sandbox, |sealed| sealed.truncate(length));
        refused(&sandbox.run(&GET), "the sealed value is damaged");
        damaged(&sandbox, |sealed| sealed.clone_from(&whole));
    }
    for at in (0..whole.len()).step_by(29).chain([whole.len() - 1]) {
        damaged(&sandbox, |sealed| sealed[at] ^= 4);
        let ran = sandbox.run(&GET);
        // The part for another member may be damaged without harm.
        assert!(ran.code == 4 && ran.stderr.contains("damaged") || ran.stdout == "tiger", "{at}: {ran:?}");
        damaged(&sandbox, |sealed| sealed.clone_from(&whole));
    }
    damaged(&sandbox, |sealed| *sealed.last_mut().unwrap() ^= 1);
    refused(&sandbox.run(&GET), "the sealed value is damaged");
}

#[test]
fn a_value_in_the_row_of_another_does_not_open_there() {
    let sandbox = Sandbox::with_keys();
    set(&sandbox, "other", "lion");
    let db = sql(&sandbox);
    let rows: Vec<(i64, Vec<u8>)> = db
        .prepare("SELECT credential, sealed FROM credential_version ORDER BY credential")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (one, other) in [(0, 1), (1, 0)] {
        let sql = "UPDATE credential_version SET sealed = ?1 WHERE credential = ?2";
        db.execute(sql, (&rows[one].1, rows[other].0)).unwrap();
    }
    refused(&sandbox.run(&GET), "the sealed value belongs to another place");
    let verified = sandbox.run(&["credential", "verify"]);
    assert_eq!((verified.code, verified.stdout.matches("belongs to another place").count()), (4, 2), "{verified:?}");
}

#[test]
fn an_old_version_does_not_open_as_the_new_one_nor_in_another_catalog() {
    let sandbox = Sandbox::with_keys();
    fs::write(sandbox.path("value"), "lion").unwrap();
    sandbox.done(&["credential", "rotate", "ora_dwh", "--from-file", "value"]);
    assert_eq!(sandbox.done(&GET).stdout, "lion");
    assert_eq!(sandbox.done(&["credential", "get", "ora_dwh", "--version", "1"]).stdout, "tiger");
    let back = "UPDATE credential_version SET sealed = (SELECT sealed FROM credential_version WHERE version = 1)";
    sql(&sandbox).execute(back, []).unwrap();
    refused(&sandbox.run(&GET), "the sealed value belongs to another place");
    assert_eq!(sandbox.done(&["credential", "get", "ora_dwh", "--version", "1"]).stdout, "tiger");
    // A catalog that claims to be another one is not trusted, and its members are not believed.
    sql(&sandbox).execute("UPDATE catalog_identity SET id = '00000000000000000000000000000000'", []).unwrap();
    refused(&sandbox.run(&["credential", "verify"]), "belongs to another place");
    refused(&sandbox.run(&["key", "list"]), "no signing key is pinned");
}

#[test]
fn a_removed_member_opens_nothing_that_is_sealed_afterwards() {
    let sandbox = Sandbox::with_keys();
    let bob = member(&sandbox, "bob", "auditors");
    assert_eq!(with(&sandbox, &bob, &GET).stdout, "tiger");
    sandbox.done(&["role", "remove-member", "auditors", "bob"]);
    refused(&with(&sandbox, &bob, &["credential", "verify"]), "sealed to others");
    refused(&with(&sandbox, &bob, &GET), "no role gives read-secret");
    let listed = sandbox.done(&["credential", "list", "--format", "csv"]).stdout;
    assert!(listed.contains("bob could open it until"), "{listed}");
    assert!(sandbox.done(&["credential", "history", "ora_dwh"]).stdout.contains("bob could open it until"));
    fs::write(sandbox.path("value"), "lion").unwrap();
    sandbox.done(&["credential", "rotate", "ora_dwh", "--from-file", "value"]);
    assert!(!sandbox.done(&["credential", "list"]).stdout.contains("bob could"), "the new value is not known to bob");
}

#[test]
fn a_recipient_smuggled_into_the_members_gets_nothing_and_is_named() {
    let sandbox = Sandbox::with_keys();
    let eve = catalog::vault::Identities::mint("now").recipient;
    let add = "UPDATE membership SET body = json_insert(json_set(body, '$.roles[#-1].members',
                   json('[\"eve\",\"owner\"]')), '$.members[#]', json_object('name', 'eve', 'recipient', ?1))
               WHERE version = (SELECT max(version) FROM membership)";
    assert_eq!(sql(&sandbox).execute(add, [eve.as_str()]).unwrap(), 1);
    fs::write(sandbox.path("value"), "lion").unwrap();
    let sealing: [&[&str]; 4] = [
        &["credential", "set", "new", "--from-file", "value"],
        &["credential", "rotate", "ora_dwh", "--from-file", "value"],
        &["credential", "rotate", "--all-keys"],
        &["role", "add", "more"],
    ];
    for args in sealing {
        let ran = sandbox.run(args);
        refused(&ran, "is forged: the pinned key did not sign it");
        assert!(ran.stderr.contains(&format!("eve ({eve})")), "{ran:?}");
    }
    let sealed = "SELECT count(*) FROM credential_version WHERE recipients LIKE '%' || ?1 || '%'";
    let to_eve: i64 = sql(&sandbox).query_row(sealed, [eve.as_str()], |row| row.get(0)).unwrap();
    assert_eq!(to_eve, 0);
    assert_eq!(sandbox.run(&["credential", "verify"]).stdout, "1 of 1 values open\n", "what was sealed opens still");
}

#[test]
fn a_list_that_somebody_else_signed_is_forged() {
    let sandbox = Sandbox::with_keys();
    let theirs = Sandbox::with_keys();
    let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
    let newest = "SELECT body, signature FROM membership ORDER BY version DESC";
    let (body, signature) = sql(&theirs).query_row(newest, [], row).unwrap();
    let put = "INSERT INTO membership VALUES (99, ?1, ?2, '')";
    sql(&sandbox).execute(put, (&body, &signature)).unwrap();
    refused(&sandbox.run(&["credential", "rotate", "--all-keys"]), "is forged");
    sql(&sandbox).execute("UPDATE membership SET signature = 'garbage' WHERE version = 99", []).unwrap();
    refused(&sandbox.run(&["credential", "rotate", "--all-keys"]), "is forged");
}

#[test]
fn an_older_list_than_one_that_was_seen_is_refused() {
    let sandbox = Sandbox::with_keys();
    member(&sandbox, "bob", "auditors");
    sandbox.done(&["role", "remove-member", "auditors", "bob"]);
    let newest: i64 = sql(&sandbox).query_row("SELECT max(version) FROM membership", [], |row| row.get(0)).unwrap();
    sql(&sandbox).execute("DELETE FROM membership WHERE version = ?1", [newest]).unwrap();
    refused(&sandbox.run(&["credential", "rotate", "--all-keys"]), "was rolled back");
    sql(&sandbox).execute("DELETE FROM membership", []).unwrap();
    refused(&sandbox.run(&["credential", "rotate", "--all-keys"]), "was rolled back");
    refused(&sandbox.run(&["key", "init", "--reuse"]), "the catalog has 0");
}

#[test]
fn keys_that_others_may_read_are_refused() {
    let sandbox = Sandbox::with_keys();
    for (file, args) in [
        ("keys/identity.txt", GET.as_slice()),
        ("keys/mac.key", &GET),
        ("keys/trusted", &GET),
        ("keys/signing.key", &["role", "add", "x"]),
    ] {
        for mode in [0o644, 0o640, 0o604, 0o620, 0o601] {
            fs::set_permissions(sandbox.path(file), Permissions::from_mode(mode)).unwrap();
            let ran = sandbox.run(args);
            refused(&ran, "others than its owner may read");
            assert!(ran.stderr.contains(&format!("{mode:04o}")) && ran.stderr.contains("chmod 600"), "{ran:?}");
        }
        fs::set_permissions(sandbox.path(file), Permissions::from_mode(0o400)).unwrap();
        assert_eq!(sandbox.run(args).code, 0, "{file}");
    }
}

#[test]
fn a_machine_without_a_pin_seals_nothing_until_it_is_told_whom_to_trust() {
    let sandbox = Sandbox::with_keys();
    let key = sandbox.done(&["key", "show"]).stdout;
    let key = key.lines().find_map(|line| line.strip_prefix("trusted signing key: ")).unwrap();
    let elsewhere = ["--keys", "elsewhere"];
    fs::write(sandbox.path("value"), "lion").unwrap();
    let set = [&["credential", "set", "new", "--from-file", "value"][..], &elsewhere].concat();
    refused(&sandbox.run(&set), "no signing key is pinned");
    let theirs = Sandbox::with_keys();
    let other = theirs.done(&["key", "show"]).stdout;
    let other = other.lines().find_map(|line| line.strip_prefix("trusted signing key: ")).unwrap();
    refused(&sandbox.run(&[&["key", "trust", other][..], &elsewhere].concat()), "is forged");
    refused(&sandbox.run(&set), "no signing key is pinned");
    sandbox.done(&[&["key", "trust", key][..], &elsewhere].concat());
    let ran = sandbox.run(&set);
    refused(&ran, "there is no key at");
    // A right to write is asked for because the owner has it; sealing itself needs no identity.
    sandbox.done(&["role", "revoke", "owner", "write-secret", "*"]);
    sandbox.done(&set);
    assert_eq!(sandbox.done(&["credential", "get", "new"]).stdout, "lion");
    assert!(sandbox.done(&["credential", "history", "new"]).stdout.contains("first"));
}
