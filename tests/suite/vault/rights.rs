//! Who may open what: rights on credentials, on connections and their environments, and the rights that are only checked.

use super::super::sandbox::{EXAMPLE, Sandbox};
use super::{member, refused, set, sql, with};

/// A connection that refers to a credential, vouched for.
fn connection(sandbox: &Sandbox, name: &str, environment: &str, credential: &str) {
    let add = ["connection", "add", name, "--type", "oracle", "--env", environment, "--credential", credential];
    sandbox.done(&add);
}

fn opens(sandbox: &Sandbox, identity: &std::path::Path) -> String {
    let ran = with(sandbox, identity, &["credential", "verify"]);
    ran.stdout.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn secrets_are_sealed_to_those_who_may_open_the_connection_in_its_environment() {
    let sandbox = Sandbox::with_keys();
    connection(&sandbox, "ORA_DWH", "PROD", "ora_dwh");
    set(&sandbox, "ora_test", "lion");
    connection(&sandbox, "ORA_DWH", "TEST", "ora_test");
    sandbox.done(&["role", "add", "testers"]);
    let job = member(&sandbox, "job", "testers");
    assert_eq!(opens(&sandbox, &job), "0 of 2 values open");
    sandbox.done(&["role", "grant", "testers", "test", "ORA_*", "--env", "TEST"]);
    assert_eq!(opens(&sandbox, &job), "1 of 2 values open");
    sandbox.done(&["role", "grant", "testers", "test", "ora_dwh"]);
    assert_eq!(opens(&sandbox, &job), "2 of 2 values open");
    sandbox.done(&["role", "revoke", "testers", "test", "ORA_*", "--env", "TEST"]);
    assert_eq!(opens(&sandbox, &job), "1 of 2 values open");
    let listed = sandbox.done(&["credential", "list", "--format", "csv"]).stdout;
    let marked: Vec<bool> = listed.lines().skip(1).map(|line| line.contains("job could open it")).collect();
    assert_eq!(marked, [false, true], "{listed}");
    // Whoever may only test has the secret in hand, and the program shows it to none of them.
    refused(&with(&sandbox, &job, &["credential", "get", "ora_dwh"]), "no role gives read-secret on ora_dwh");
}

#[test]
fn the_other_rights_are_asked_for_once_somebody_has_them() {
    let sandbox = Sandbox::with_keys();
    sandbox.done(&["role", "add", "writers"]);
    let writer = member(&sandbox, "writer", "writers");
    std::fs::write(sandbox.path("value"), "lion").unwrap();
    let new = |name| ["credential", "set", name, "--from-file", "value"];
    refused(&with(&sandbox, &writer, &new("a")), "no role gives write-secret on a to the identity in use");
    sandbox.done(&["role", "grant", "writers", "write-secret", "ora_*"]);
    refused(&with(&sandbox, &writer, &new("a")), "no role gives write-secret on a");
    assert_eq!(with(&sandbox, &writer, &new("ora_new")).code, 0);
    refused(&with(&sandbox, &writer, &["credential", "remove", "a"]), "no role gives write-secret");
}

#[test]
fn to_ingest_and_to_report_is_asked_for_only_once_somebody_has_it() {
    let sandbox = Sandbox::with_keys();
    std::fs::rename(sandbox.path("keys/identity.txt"), sandbox.path("owner.txt")).unwrap();
    let owner = sandbox.path("owner.txt");
    let acts: [&[&str]; 3] =
        [&["ingest", EXAMPLE], &["export", "--snapshot", "latest", "-o", "out"], &["audit", "export", "-o", "log"]];
    for act in acts {
        assert_eq!(sandbox.run(act).code, 0, "{act:?}");
    }
    assert_eq!(with(&sandbox, &owner, &["role", "add", "jobs"]).code, 0);
    let minted = catalog::vault::Identities::mint("now");
    catalog::vault::write_new(&sandbox.path("job.txt"), &minted.text, None).unwrap();
    let add = ["key", "add-recipient", "job", &minted.recipient, "--role", "jobs"];
    assert_eq!(with(&sandbox, &owner, &add).code, 0);
    for right in ["ingest", "report"] {
        assert_eq!(with(&sandbox, &owner, &["role", "grant", "jobs", right, "*"]).code, 0);
    }
    let job = sandbox.path("job.txt");
    for (at, act) in acts.into_iter().enumerate() {
        let word = if at == 0 { "ingest" } else { "report" };
        refused(&with(&sandbox, &owner, act), &format!("no role gives {word} to the identity in use"));
        let again: Vec<&str> = act
            .iter()
            .map(|word| {
                if *word == "out" {
                    "out2"
                } else if *word == "log" {
                    "log2"
                } else {
                    word
                }
            })
            .collect();
        assert_eq!(with(&sandbox, &job, &again).code, 0, "{act:?}");
    }
}

#[test]
fn nothing_is_sealed_to_nobody() {
    let sandbox = Sandbox::with_keys();
    sandbox.done(&["role", "revoke", "auditors", "read-secret", "*"]);
    for change in [&["role", "remove", "owner"][..], &["role", "remove-member", "owner", "owner"]] {
        let ran = sandbox.run(change);
        assert!(ran.code == 2 && ran.stderr.contains("nobody could open credential ora_dwh"), "{ran:?}");
    }
    sandbox.done(&["role", "revoke", "owner", "test", "*"]);
    let ran = sandbox.run(&["role", "revoke", "owner", "read-secret", "*"]);
    assert!(ran.code == 2 && ran.stderr.contains("nobody could open"), "{ran:?}");
    assert_eq!(sandbox.done(&["credential", "get", "ora_dwh"]).stdout, "tiger");
    sandbox.done(&["credential", "remove", "ora_dwh"]);
    sandbox.done(&["role", "revoke", "owner", "read-secret", "*"]);
    let ran = sandbox.run(&["credential", "set", "new", "--from-file", "value"]);
    refused(&ran, "no member may open it, and nothing is sealed to nobody");
    assert_eq!(sql(&sandbox).query_row("SELECT count(*) FROM credential", [], |row| row.get::<_, i64>(0)).unwrap(), 1);
}

#[test]
fn roles_and_members_are_what_the_views_say() {
    let sandbox = Sandbox::with_keys();
    let db = sql(&sandbox);
    let count =
        |view: &str| db.query_row(&format!("SELECT count(*) FROM {view}"), [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!([count("current_member"), count("current_role_member"), count("current_grant")], [2, 2, 4]);
    let shown = sandbox.done(&["role", "show", "auditors", "--format", "json"]).stdout;
    assert!(shown.contains("\"right\": \"read-secret\"") && shown.contains("\"ann\""), "{shown}");
    let again = sandbox.done(&["role", "grant", "auditors", "read-secret", "*"]);
    assert!(again.stderr.contains("that is so already") && again.stdout.contains("0 values"), "{again:?}");
    for (args, why) in [
        (&["role", "grant", "nobody", "test", "*"][..], "there is no role nobody"),
        (&["role", "add-member", "auditors", "bob"], "there is no member bob"),
        (&["role", "remove-member", "auditors", "bob"], "has no member bob"),
        (&["role", "revoke", "auditors", "test", "*"], "has no such grant"),
        (&["role", "show", "nobody"], "there is no role nobody"),
    ] {
        let ran = sandbox.run(args);
        assert!(ran.code == 3 && ran.stderr.contains(why), "{args:?}: {ran:?}");
    }
    let ran = sandbox.run(&["key", "add-recipient", "bob", "age1nonsense", "--role", "auditors"]);
    assert!(ran.code == 2 && ran.stderr.contains("is no age recipient"), "{ran:?}");
}

#[test]
fn what_the_identity_at_hand_cannot_open_is_named_and_stays() {
    let sandbox = Sandbox::with_keys();
    sandbox.done(&["role", "add", "others"]);
    sandbox.done(&["role", "grant", "others", "read-secret", "theirs"]);
    let bob = member(&sandbox, "bob", "others");
    sandbox.done(&["role", "revoke", "auditors", "read-secret", "*"]);
    set(&sandbox, "theirs", "lion");
    // The owner gives up the right to open: only bob has the value then.
    for right in ["read-secret", "test"] {
        sandbox.done(&["role", "grant", "owner", right, "ora_*"]);
        sandbox.done(&["role", "revoke", "owner", right, "*"]);
    }
    let ran = sandbox.run(&["credential", "rotate", "--all-keys"]);
    refused(&ran, "credential theirs, version 1: sealed to others");
    assert_eq!(ran.stdout, "1 value sealed again, 1 value left unchanged\n");
    assert_eq!(opens(&sandbox, &bob), "1 of 2 values open");
    assert_eq!(with(&sandbox, &bob, &["credential", "get", "theirs"]).stdout, "lion");
}

/// A catalog with a credential of production and a member who may read what is of development.
fn with_developer() -> (Sandbox, std::path::PathBuf) {
    let sandbox = Sandbox::with_keys();
    sandbox.done(&["role", "add", "devs"]);
    for right in ["read-secret", "test", "write-secret"] {
        sandbox.done(&["role", "grant", "devs", right, "DEV_*"]);
    }
    let bob = member(&sandbox, "bob", "devs");
    std::fs::create_dir(sandbox.path("bob")).unwrap();
    std::fs::copy(sandbox.path("keys/trusted"), sandbox.path("bob/trusted")).unwrap();
    (sandbox, bob)
}

/// Runs the program as bob does: with his identity, and without the owner's keys.
fn as_bob(sandbox: &Sandbox, bob: &std::path::Path, args: &[&str]) -> super::Ran {
    let keys = sandbox.path("bob");
    with(sandbox, bob, &[args, &["--keys", keys.to_str().unwrap()]].concat())
}

#[test]
fn a_connection_that_nobody_vouches_for_makes_no_credential_readable() {
    let (sandbox, bob) = with_developer();
    let get = ["credential", "get", "ora_dwh"];
    refused(&as_bob(&sandbox, &bob, &get), "no role gives read-secret");
    let add = ["connection", "add", "DEV_X", "--type", "oracle", "--credential", "ora_dwh"];
    let ran = as_bob(&sandbox, &bob, &add);
    assert!(ran.code == 0 && ran.stderr.contains("nobody vouches for this"), "{ran:?}");
    // Rows by hand are no better.
    let db = sql(&sandbox);
    db.execute_batch(
        "INSERT INTO connection_object (environment, name) VALUES ('', 'DEV_Y');
         INSERT INTO connection_revision (object, type, subtype, credential, source, line, first_at)
         SELECT id, '', 'oracle', 'ora_dwh', 'hand', 0, '2026-01-01T00:00:00Z' FROM connection_object WHERE name = 'DEV_Y'",
    )
    .unwrap();
    sandbox.done(&["role", "add", "other"]);
    sandbox.done(&["credential", "rotate", "--all-keys"]);
    set_again(&sandbox, "ora_dwh", "lion");
    assert_eq!(opens(&sandbox, &bob), "0 of 2 values open");
    refused(&as_bob(&sandbox, &bob, &get), "no role gives read-secret");
    // Whoever keeps the signing key may want just that.
    let trusted = sandbox.done(&["connection", "trust", "DEV_X"]).stdout;
    assert_eq!(trusted, "2 values sealed again\n  DEV_X\n");
    assert_eq!(as_bob(&sandbox, &bob, &get).stdout, "lion");
    refused(&as_bob(&sandbox, &bob, &["connection", "trust", "DEV_Y"]), "there is no key at");
    // What somebody else removed is trusted until the owner looks.
    sandbox.done(&["connection", "remove", "DEV_Y"]);
    let ran = as_bob(&sandbox, &bob, &["connection", "remove", "DEV_X"]);
    assert!(ran.code == 0 && ran.stderr.contains("connection trust --all"), "{ran:?}");
    sandbox.done(&["connection", "trust", "--all"]);
    set_again(&sandbox, "ora_dwh", "puma");
    refused(&as_bob(&sandbox, &bob, &get), "no role gives read-secret");
}

fn set_again(sandbox: &Sandbox, name: &str, value: &str) {
    std::fs::write(sandbox.path("value"), value).unwrap();
    sandbox.done(&["credential", "rotate", name, "--from-file", "value"]);
}

#[test]
fn a_file_of_connections_writes_no_credential_of_others() {
    let (sandbox, bob) = with_developer();
    let evil = "connections: {DEV_Y: {type: oracle, credential: ora_dwh, attributes: {host: h, password: evil}}}\n";
    std::fs::write(sandbox.path("evil.yaml"), evil).unwrap();
    let ran = as_bob(&sandbox, &bob, &["connection", "import", "evil.yaml"]);
    refused(&ran, "no role gives write-secret on ora_dwh");
    assert_eq!(sandbox.done(&["credential", "get", "ora_dwh"]).stdout, "tiger");
    assert_eq!(sandbox.run(&["connection", "show", "DEV_Y"]).code, 3, "nothing of it was kept");
}

#[test]
fn a_connection_that_was_changed_is_not_handed_the_password_before_somebody_looks() {
    let (sandbox, bob) = with_developer();
    let port = crate::servers::Listener::start(crate::servers::Manner::Silent);
    let add =
        ["connection", "add", "PRD", "--type", "Relational", "--subtype", "PostgreSQL", "--credential", "ora_dwh"];
    sandbox.done(&[&add[..], &["--set", "host=127.0.0.1", "--set", "user=u", "--set", "port=1"]].concat());
    let test = || sandbox.run(&["connection", "test", "PRD", "--timeout", "1"]).stdout;
    assert!(test().contains("unreachable"), "{}", test());
    let to = format!("port={}", port.port());
    assert_eq!(as_bob(&sandbox, &bob, &["connection", "edit", "PRD", "--set", &to]).code, 0);
    assert!(test().contains("not-checked") && test().contains("nobody vouches for PRD"), "{}", test());
    assert_eq!(port.accepted(), 0);
    sandbox.done(&["connection", "trust", "PRD"]);
    assert!(test().contains("timed-out"), "{}", test());
}

#[test]
fn the_last_who_may_read_stays_while_others_may_only_test() {
    let sandbox = Sandbox::with_keys();
    sandbox.done(&["role", "revoke", "auditors", "read-secret", "*"]);
    sandbox.done(&["role", "add", "testers"]);
    sandbox.done(&["role", "grant", "testers", "test", "*"]);
    member(&sandbox, "job", "testers");
    let ran = sandbox.run(&["role", "remove", "owner"]);
    assert!(ran.code == 2 && ran.stderr.contains("nobody could open credential ora_dwh"), "{ran:?}");
    for wrong in
        [&["role", "grant", "testers", "ingest", "X*"][..], &["role", "grant", "testers", "report", "*", "--env", "P"]]
    {
        let ran = sandbox.run(wrong);
        assert!(ran.code == 2 && ran.stderr.contains("is for the whole catalog"), "{ran:?}");
    }
}

#[test]
fn an_act_that_may_seal_a_credential_again_is_an_act_on_it() {
    let sandbox = Sandbox::with_keys();
    sandbox.done(&["role", "revoke", "auditors", "read-secret", "*"]);
    let log = ["audit", "log", "--subject", "credential:ora_dwh", "--action", "role", "--format", "csv"];
    let said = sandbox.done(&log).stdout;
    assert!(said.contains("1 value sealed again"), "{said}");
}

#[cfg(not(feature = "oracle"))]
#[test]
fn no_secret_is_opened_for_a_connection_that_this_build_cannot_open() {
    let sandbox = Sandbox::with_keys();
    connection(&sandbox, "ORA_DWH", "", "ora_dwh");
    let ran = sandbox.run(&["connection", "test", "ORA_DWH"]);
    assert!(ran.code == 1 && ran.stdout.contains("driver-missing"), "{ran:?}");
    let log = ["audit", "log", "--subject", "credential:ora_dwh", "--action", "test,secret-read", "--format", "json"];
    assert_eq!(sandbox.done(&log).stdout, "[]\n");
}
