//! Sealing everything again, killed at any moment: whatever is sealed opens with the old or the new identity, and a second
//! run completes.

use super::super::sandbox::Sandbox;
use super::sql;
use catalog::model::Text;
use catalog::model::credential::{Origin, Sealed};
use catalog::model::secret::Secret;
use catalog::store::{Catalog, credential};
use catalog::vault::{self, Identities, Place};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

const CREDENTIALS: usize = 1000;
const KILLS: u32 = 20;

fn identities(path: &Path) -> Identities {
    Identities::read(path, false, &|| None).unwrap()
}

fn value(name: &str) -> String {
    format!("value of {name}")
}

/// A catalog with keys and a thousand credentials that are sealed to these alone.
fn filled(recipients: &[Text]) -> Sandbox {
    let sandbox = Sandbox::with_keys();
    sandbox.done(&["credential", "remove", "ora_dwh"]);
    let wait = Duration::from_secs(5);
    let catalog = Catalog::open_existing(&sandbox.path("catalog.db"), wait, "a test").unwrap();
    let id = credential::catalog_id(&catalog).unwrap();
    let own = identities(&sandbox.path("keys/identity.txt")).recipients();
    let recipients = if recipients.is_empty() { own } else { recipients.to_vec() };
    credential::together::<_, catalog::store::StoreError>(&catalog, || {
        for number in 0..CREDENTIALS {
            let name = format!("c{number}");
            let place = Place { catalog: &id, credential: &name, version: 1 };
            let sealed = vault::seal(&Secret::new(value(&name)), &place, &recipients).unwrap();
            let sealed = Sealed { sealed, mac: None, recipients: recipients.clone() };
            credential::set(&catalog, &name, Origin::Set, "", 1, &sealed, "2026-01-01T00:00:00Z")?;
        }
        Ok(())
    })
    .unwrap();
    sandbox
}

/// How many values open with each of some identities; each value must open with one of them, and be whole.
fn opened(sandbox: &Sandbox, with: &[&Identities]) -> Vec<usize> {
    let catalog = Catalog::open_read(&sandbox.path("catalog.db")).unwrap();
    let id = credential::catalog_id(&catalog).unwrap();
    let all = credential::all(&catalog).unwrap();
    assert_eq!(all.len(), CREDENTIALS);
    let mut counts = vec![0; with.len()];
    for stored in all {
        let place = Place { catalog: &id, credential: &stored.credential, version: stored.version };
        let opens = with.iter().map(|one| one.open(&stored.value.sealed, &place));
        let opens: Vec<bool> =
            opens.map(|one| one.is_ok_and(|secret| secret.expose() == value(&stored.credential))).collect();
        assert!(opens.contains(&true), "{} opens with none", stored.credential);
        counts.iter_mut().zip(opens).for_each(|(count, opens)| *count += usize::from(opens));
    }
    counts
}

/// Starts the program and kills it after a while; true where it was still at work.
fn killed(sandbox: &Sandbox, args: &[&str], after: Duration) -> bool {
    let mut child = sandbox.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap().signal() == Some(9)
}

/// Copies catalog and keys, as they stand, or brings them back.
fn copy(sandbox: &Sandbox, from: &str, to: &str) {
    for name in ["catalog.db", "catalog.db-wal", "keys"] {
        let (from, to) = (sandbox.path(&format!("{from}{name}")), sandbox.path(&format!("{to}{name}")));
        let _ = fs::remove_dir_all(&to);
        let _ = fs::remove_file(&to);
        if from.is_dir() {
            fs::create_dir_all(&to).unwrap();
            for entry in fs::read_dir(&from).unwrap().map(Result::unwrap) {
                fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
            }
        } else if from.exists() {
            fs::copy(from, to).unwrap();
        }
    }
    let _ = fs::remove_file(sandbox.path(&format!("{to}catalog.db-shm")));
}

/// Kills a command at moments spread over the time that it takes, and looks after each.
fn kill_at_any_moment(sandbox: &Sandbox, args: &[&str], mut look: impl FnMut(&Sandbox)) -> u32 {
    copy(sandbox, "", "kept.");
    let start = Instant::now();
    sandbox.done(args);
    let whole = start.elapsed();
    let mut state = 0x2545_F491_u32;
    let mut interrupted = 0;
    for part in 0..KILLS {
        copy(sandbox, "kept.", "");
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let share = f64::from(part) + f64::from(state) / f64::from(u32::MAX);
        interrupted += u32::from(killed(sandbox, args, whole.mul_f64(share / f64::from(KILLS))));
        look(sandbox);
        sandbox.done(args);
    }
    interrupted
}

#[test]
fn sealing_a_thousand_again_can_be_killed_at_any_moment() {
    let sandbox = filled(&[]);
    let old = identities(&sandbox.path("keys/identity.txt"));
    // Everything is sealed to the old identity; the members say that another has taken its place in part.
    let minted = Identities::mint("now");
    let file = sandbox.path("new.txt");
    vault::write_new(&file, &minted.text, None).unwrap();
    let new = identities(&file);
    let between = |sandbox: &Sandbox| {
        let counts = opened(sandbox, &[&old, &new]);
        assert_eq!(counts[0], CREDENTIALS, "the old identity is a member still");
        counts[1]
    };
    add_without_sealing(&sandbox, &minted.recipient);
    assert_eq!(between(&sandbox), 0);
    let mut seen = Vec::new();
    let interrupted =
        kill_at_any_moment(&sandbox, &["credential", "rotate", "--all-keys"], |sandbox| seen.push(between(sandbox)));
    assert!(interrupted > 0, "none of {KILLS} was killed in time");
    assert!(seen.iter().any(|count| (1..CREDENTIALS).contains(count)), "none was killed half way: {seen:?}");
    assert_eq!(between(&sandbox), CREDENTIALS, "the second run completed");
}

/// Adds a member, and puts the values back that were sealed again to it: as an interrupted change of the members leaves them.
fn add_without_sealing(sandbox: &Sandbox, recipient: &str) {
    let save = "CREATE TABLE before AS SELECT * FROM credential_version";
    let back = "DELETE FROM credential_version; INSERT INTO credential_version SELECT * FROM before; DROP TABLE before";
    sql(sandbox).execute_batch(save).unwrap();
    sandbox.done(&["key", "add-recipient", "new", recipient, "--role", "auditors"]);
    sql(sandbox).execute_batch(back).unwrap();
}

#[test]
fn rotating_the_identity_can_be_killed_at_any_moment() {
    let sandbox = filled(&[]);
    let old = identities(&sandbox.path("keys/identity.txt"));
    let interrupted = kill_at_any_moment(&sandbox, &["key", "rotate"], |sandbox| {
        // What stands in the folder of keys after the kill opens everything.
        let at_hand = identities(&sandbox.path("keys/identity.txt"));
        assert_eq!(opened(sandbox, &[&at_hand])[0], CREDENTIALS);
        opened(sandbox, &[&old, &at_hand]);
    });
    assert!(interrupted > 0, "none of {KILLS} was killed in time");
    let now = identities(&sandbox.path("keys/identity.txt"));
    assert_eq!(opened(&sandbox, &[&now, &old]), [CREDENTIALS, 0], "the second run completed");
    assert_eq!(now.recipients().len(), 1);
    let retired = identities(&sandbox.path("keys/identity.old"));
    assert!(retired.recipients().contains(&old.recipients()[0]), "the old identity is kept for backups");
}
