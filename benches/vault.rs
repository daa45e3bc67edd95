//! The vault, measured: a thousand credentials sealed and stored, and all of them sealed again.
//!
//! `cargo bench --bench vault` prints seconds; sealing is to take at most 1 s and rotating at most 3 s. Each figure is the
//! median of `ROUNDS` rounds, each over a catalog of its own. Rotating is `catalog credential rotate --all-keys`, a process
//! of its own, as users run it.

#![expect(clippy::print_stdout, reason = "figures are the answer of a bench")]

use catalog::model::credential::{Origin, Sealed};
use catalog::model::secret::Secret;
use catalog::store::{Catalog, StoreError, credential};
use catalog::vault::{self, Identities, MacKey, Place};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Rounds; the median of an odd number is one of them.
const ROUNDS: usize = 5;
/// Credentials of a round.
const CREDENTIALS: usize = 1000;

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Fallible<()> {
    let scratch = std::env::temp_dir().join(format!("catalog-bench-vault-{}", std::process::id()));
    let outcome = measure(&scratch);
    std::fs::remove_dir_all(&scratch)?;
    outcome
}

fn measure(scratch: &Path) -> Fallible<()> {
    let (mut sealing, mut rotating) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let folder = scratch.join(round.to_string());
        std::fs::create_dir_all(&folder)?;
        run(&folder, &["init"])?;
        run(&folder, &["key", "init", "--name", "bench"])?;
        sealing.push(seal(&folder)?);
        let start = Instant::now();
        run(&folder, &["credential", "rotate", "--all-keys"])?;
        rotating.push(start.elapsed());
        run(&folder, &["credential", "verify"])?;
    }
    println!("credentials          {CREDENTIALS}");
    for (name, times, most) in [("seal", sealing, 1), ("rotate --all-keys", rotating, 3)] {
        println!("{name:<20} {:.3} s  at most {most} s", median(times).as_secs_f64());
    }
    Ok(())
}

/// Seals and stores the credentials of a round as one step, digests too; returns the time of that.
fn seal(folder: &Path) -> Fallible<Duration> {
    let catalog = Catalog::open_existing(&folder.join("catalog.db"), Duration::from_secs(1), "bench")?;
    credential::durable(&catalog)?;
    let id = credential::catalog_id(&catalog)?;
    let recipients = Identities::read(&folder.join("keys/identity.txt"), false, &|| None)?.recipients();
    let key = MacKey::read(&folder.join("keys/mac.key"))?.ok_or("no key of MACs")?;
    let start = Instant::now();
    credential::together(&catalog, || {
        for number in 0..CREDENTIALS {
            let name = format!("credential_{number}");
            let place = Place { catalog: &id, credential: &name, version: 1 };
            let secret = Secret::new(format!("value {number} of a usual length"));
            let sealed = vault::seal(&secret, &place, &recipients).map_err(|e| StoreError::Refused(e.to_string()))?;
            let mac = Some(key.mac(&secret, &place));
            let value = Sealed { sealed, mac, recipients: recipients.clone() };
            credential::set(&catalog, &name, Origin::Set, "", 1, &value, "2026-01-01T00:00:00Z")?;
        }
        Ok::<(), StoreError>(())
    })?;
    Ok(start.elapsed())
}

fn run(folder: &Path, args: &[&str]) -> Fallible<()> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catalog"));
    command.args(args).args(["--catalog", "catalog.db", "--keys", "keys"]).current_dir(folder);
    let output = command.env_remove("CATALOG_IDENTITY").env_remove("CREDENTIALS_DIRECTORY").output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("{args:?}: {said}").into()) }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
