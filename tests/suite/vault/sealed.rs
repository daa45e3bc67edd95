//! What is sealed opens again: values of any text, passphrases, keys of systemd, keys that are rotated or used twice.

use super::super::sandbox::{Ran, Sandbox};
use super::{refused, set, sql};
use catalog::model::secret::Secret;
use catalog::vault::{self, Identities, MacKey, Place, VaultError};
use proptest::prelude::*;
use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_sealed_opens_at_its_place_and_nowhere_else(
        text in "(?s).{0,300}", catalog in ".{0,20}", name in ".{0,20}", version in 1_u32.., other in ".{0,20}"
    ) {
        let folder = tempfile::tempdir().unwrap();
        let minted = Identities::mint("now");
        vault::write_new(&folder.path().join("i"), &minted.text, None).unwrap();
        let identities = Identities::read(&folder.path().join("i"), false, &|| None).unwrap();
        let place = Place { catalog: &catalog, credential: &name, version };
        let secret = Secret::new(text);
        let sealed = vault::seal(&secret, &place, &identities.recipients()).unwrap();
        prop_assert!(identities.open(&sealed, &place).is_ok_and(|opened| opened == secret));
        let moved = format!("{catalog}{name}");
        for wrong in [
            Place { version: version.wrapping_add(1), ..place },
            Place { credential: &other, ..place },
            Place { catalog: &other, ..place },
            Place { catalog: &moved, credential: "", ..place },
            Place { catalog: "", credential: &moved, ..place },
        ].into_iter().filter(|wrong| *wrong != place) {
            let opened = identities.open(&sealed, &wrong).map(|_| ());
            prop_assert_eq!(opened, Err(VaultError::Elsewhere(wrong.credential.to_owned(), wrong.version)));
        }
        prop_assert!(matches!(vault::seal(&secret, &place, &[]), Err(VaultError::NoRecipients(_))));
    }

    #[test]
    fn macs_compare_values_across_places_and_tell_nothing_of_them_alone(
        one in ".{1,40}", two in ".{1,40}", name in ".{1,10}", other in ".{1,10}"
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mac.key");
        prop_assert!(MacKey::read(&path).unwrap().is_none());
        vault::write_new(&path, &MacKey::mint(), None).unwrap();
        let key = MacKey::read(&path).unwrap().unwrap();
        let a = Place { catalog: "c", credential: &name, version: 1 };
        let b = Place { catalog: "c", credential: &other, version: 2 };
        let mac = |text: &str, place| key.mac(&Secret::new(text.to_owned()), place);
        prop_assert!(key.same((&mac(&one, &a), &a), (&mac(&one, &b), &b)));
        prop_assert_eq!(key.same((&mac(&one, &a), &a), (&mac(&two, &b), &b)), one == two);
        prop_assert_ne!(mac(&one, &a), mac(&one, &b), "equal values look different in the catalog");
    }
}

fn piped(sandbox: &Sandbox, args: &[&str], value: &str) -> Ran {
    let mut child =
        sandbox.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(value.as_bytes()).unwrap();
    Ran::new(&child.wait_with_output().unwrap())
}

#[test]
fn a_value_comes_from_where_it_was_said_and_only_one_line_break_goes() {
    let sandbox = Sandbox::with_keys();
    for (name, given, kept) in [("a", "x", "x"), ("b", "x\n", "x"), ("c", "x\r\n", "x"), ("d", " x\ny\n\n", " x\ny\n")]
    {
        assert_eq!(piped(&sandbox, &["credential", "set", name, "--stdin"], given).code, 0);
        assert_eq!(sandbox.done(&["credential", "get", name]).stdout, kept);
    }
    let ran = piped(&sandbox, &["credential", "set", "e", "--stdin"], "\n");
    assert!(ran.code == 3 && ran.stderr.contains("the value is empty"), "{ran:?}");
    let mut command = sandbox.command(&["credential", "set", "f", "--from-env", "THE_VALUE"]);
    assert!(command.env("THE_VALUE", "of the environment").output().unwrap().status.success());
    assert_eq!(sandbox.done(&["credential", "get", "f"]).stdout, "of the environment");
    let ran = sandbox.run(&["credential", "set", "a", "--from-env", "HOME"]);
    assert!(ran.code == 2 && ran.stderr.contains("credential rotate a"), "{ran:?}");
    let ran = sandbox.run(&["credential", "set", "g", "tiger"]);
    assert!(ran.code == 2, "a value is no argument: {ran:?}");
    let ran = sandbox.run(&["credential", "get", "nowhere"]);
    assert!(ran.code == 3 && ran.stderr.contains("there is no credential nowhere"), "{ran:?}");
}

#[test]
fn rotated_values_are_compared_without_opening_where_the_key_is_at_hand() {
    let sandbox = Sandbox::with_keys();
    for value in ["tiger", "lion"] {
        fs::write(sandbox.path("value"), value).unwrap();
        sandbox.done(&["credential", "rotate", "ora_dwh", "--from-file", "value"]);
    }
    let values = |args: &[&str]| -> Vec<String> {
        let csv = sandbox.done(&[&["credential", "history", "ora_dwh", "--format", "csv"][..], args].concat()).stdout;
        csv.lines().skip(1).map(|line| line.split(',').nth(2).unwrap().to_owned()).collect()
    };
    assert_eq!(values(&[]), ["first", "as before", "changed"]);
    assert_eq!(values(&["--identity", "nowhere"]), ["first", "as before", "changed"], "no identity is needed");
    fs::rename(sandbox.path("keys/mac.key"), sandbox.path("mac.key")).unwrap();
    assert_eq!(values(&[]), ["first", "unknown", "unknown"]);
    sandbox.done(&["credential", "rotate", "--all-keys"]);
    fs::rename(sandbox.path("mac.key"), sandbox.path("keys/mac.key")).unwrap();
    assert_eq!(values(&[]), ["first", "as before", "changed"], "sealing again without the key kept the digests");
    sandbox.done(&["credential", "rotate", "ora_dwh", "--purge-old"]);
    assert_eq!(values(&[]), ["first", "unknown", "unknown"]);
    assert_eq!(sandbox.done(&["credential", "verify"]).stdout, "1 of 1 values open\n");
    sql(&sandbox).execute("UPDATE credential_version SET mac = zeroblob(32)", []).unwrap();
    refused(&sandbox.run(&["credential", "verify"]), "its digest is of another value");
}

#[test]
fn keys_can_be_protected_by_a_passphrase() {
    let sandbox = Sandbox::with_catalog();
    let file = sandbox.path("passphrase");
    fs::write(&file, "correct horse\n").unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    let run = |args: &[&str], passphrase: Option<&str>| {
        let mut command = sandbox.command(args);
        Ran::new(
            &command.envs(passphrase.map(|name| ("CATALOG_PASSPHRASE_FILE", sandbox.path(name)))).output().unwrap(),
        )
    };
    assert_eq!(run(&["key", "init", "--passphrase"], Some("passphrase")).code, 0);
    for name in ["identity.txt", "signing.key"] {
        let text = fs::read(sandbox.path("keys").join(name)).unwrap();
        assert!(text.starts_with(b"age-encryption.org/v1\n-> scrypt "), "{name}");
    }
    assert_eq!(run(&["role", "revoke", "owner", "write-secret", "*"], Some("passphrase")).code, 0);
    set(&sandbox, "ora_dwh", "tiger");
    assert_eq!(run(&["credential", "get", "ora_dwh"], Some("passphrase")).stdout, "tiger");
    fs::write(&file, "wrong\n").unwrap();
    refused(&run(&["credential", "get", "ora_dwh"], Some("passphrase")), "this is not the passphrase of");
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    refused(&run(&["credential", "get", "ora_dwh"], Some("passphrase")), "others than its owner may read");
}

#[test]
fn the_identity_of_a_service_comes_from_systemd() {
    let sandbox = Sandbox::with_keys();
    fs::create_dir(sandbox.path("credentials")).unwrap();
    let handed = sandbox.path("credentials/catalog-identity");
    fs::rename(sandbox.path("keys/identity.txt"), &handed).unwrap();
    refused(&sandbox.run(&["credential", "get", "ora_dwh"]), "there is no key at");
    let run = |args: &[&str]| {
        let mut command = sandbox.command(args);
        Ran::new(&command.env("CREDENTIALS_DIRECTORY", sandbox.path("credentials")).output().unwrap())
    };
    // systemd lets the account of the service in by an access list, whose mask is the right of the group.
    fs::set_permissions(&handed, Permissions::from_mode(0o440)).unwrap();
    assert_eq!(run(&["credential", "get", "ora_dwh"]).stdout, "tiger");
    fs::set_permissions(&handed, Permissions::from_mode(0o444)).unwrap();
    refused(&run(&["credential", "get", "ora_dwh"]), "others than its owner may read");
}

#[test]
fn keys_are_never_written_over_and_serve_a_second_catalog_when_asked() {
    let sandbox = Sandbox::with_keys();
    let before = fs::read(sandbox.path("keys/identity.txt")).unwrap();
    assert_eq!(sandbox.run(&["key", "init"]).code, 2);
    let second = ["--catalog", "second.db"];
    sandbox.done(&[&["init"][..], &second].concat());
    refused(&sandbox.run(&[&["key", "init"][..], &second].concat()), "is there already");
    sandbox.done(&[&["key", "init", "--reuse"][..], &second].concat());
    sandbox.done(&[&["credential", "set", "b", "--from-file", "value"][..], &second].concat());
    assert_eq!(fs::read(sandbox.path("keys/identity.txt")).unwrap(), before);
    // Rotating the keys of one leaves the other its identity; only then are both done with the old one.
    let ran = sandbox.done(&["key", "rotate"]);
    assert!(ran.stderr.contains("other catalogs are trusted here"), "{ran:?}");
    for catalog in ["catalog.db", "second.db"] {
        assert_eq!(sandbox.done(&["credential", "verify", "--catalog", catalog]).stdout, "1 of 1 values open\n");
    }
    let ours = sandbox.done(&["key", "show"]).stdout;
    sandbox.done(&[&["key", "rotate"][..], &second].concat());
    assert_eq!(
        sandbox.done(&[&["key", "show"][..], &second].concat()).stdout,
        ours,
        "it took the identity that was there"
    );
    assert_eq!(fs::metadata(sandbox.path("keys/identity.txt")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_rotated_identity_opens_everything_and_the_old_one_nothing_new() {
    let sandbox = Sandbox::with_keys();
    let old = sandbox.path("kept.txt");
    fs::copy(sandbox.path("keys/identity.txt"), &old).unwrap();
    sandbox.done(&["key", "rotate"]);
    assert_eq!(sandbox.done(&["credential", "get", "ora_dwh"]).stdout, "tiger");
    refused(&super::with(&sandbox, &old, &["credential", "verify"]), "sealed to others");
    let names = |file: &str| fs::read_to_string(sandbox.path(file)).unwrap().matches("AGE-SECRET-KEY-1").count();
    assert_eq!((names("keys/identity.txt"), names("keys/identity.old")), (1, 1));
    sandbox.done(&["key", "rotate"]);
    assert_eq!((names("keys/identity.txt"), names("keys/identity.old")), (1, 2));
    assert!(!sandbox.done(&["credential", "list"]).stdout.contains("could open"), "one's own old key is nobody else");
}
