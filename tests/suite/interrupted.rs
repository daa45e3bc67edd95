//! Ingests that are killed, watched and raced: the catalog is before or after, never between.

use super::dump::{Dump, assert_same, dump};
use super::house::{Home, corpus, example_files, export, good, mapping};
use super::oracle::{decode, originals};
use catalog::store::{Catalog, StoreError, check, maintain, schema};
use rusqlite::Connection;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const KILLS: u32 = 20;
const NINE: i32 = 9;
/// The clock of every ingest here, so that catalogs can be compared.
const EPOCH: &str = "1767225600";
fn helper(catalog: &Path, exports: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catalog"));
    command.arg("ingest").arg(exports).arg("--catalog").arg(catalog).stdout(Stdio::null());
    command.env("SOURCE_DATE_EPOCH", EPOCH);
    command.spawn().unwrap()
}

/// Moments spread over a time, one in each of its equal parts, the same in every run of the suite.
fn moments(parts: u32, whole: Duration) -> impl Iterator<Item = Duration> {
    let mut state = 0x9E37_79B9_u32;
    (0..parts).map(move |part| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (whole / parts) * part + (whole / parts).mul_f64(f64::from(state) / f64::from(u32::MAX))
    })
}

/// Starts an ingest and kills it after a while; true where it was still at work.
fn killed(catalog: &Path, exports: &Path, after: Duration) -> bool {
    let mut child = helper(catalog, exports);
    std::thread::sleep(after);
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert!(status.success() || status.signal() == Some(NINE), "{status}");
    status.signal() == Some(NINE)
}

/// A home in which the first ingest took half of the exports and the second will take all; returns their folder.
fn half_ingested() -> (Home, PathBuf) {
    let home = Home::new();
    let (exports, half): (PathBuf, Vec<PathBuf>) = if let Some(folder) = corpus() {
        let all = originals(&folder).into_iter().map(|one| PathBuf::from(one.name));
        (folder, all.step_by(2).collect())
    } else {
        for (number, (name, bytes)) in (0..50).flat_map(|n| example_files().into_iter().map(move |file| (n, file))) {
            let text = decode(&bytes)
                .replace("ISO-8859-1", "UTF-8")
                .replace("<FOLDER NAME=\"", &format!("<FOLDER NAME=\"N{number}_"));
            home.put(&format!("{number}/{name}"), text.replace("UUID=\"", &format!("UUID=\"{number}")));
        }
        (home.exports(), (0..25).map(|number| home.exports().join(number.to_string())).collect())
    };
    home.ingest_paths(&half);
    (home, exports)
}

fn copy_catalog(from: &Path, to: &Path) {
    for end in ["", "-wal"] {
        let _ = fs::remove_file(format!("{}{end}", to.display()));
        let _ = fs::copy(format!("{}{end}", from.display()), format!("{}{end}", to.display()));
    }
    let _ = fs::remove_file(format!("{}-shm", to.display()));
}

fn sound_dump(catalog: &Path) -> Dump {
    let opened = Catalog::open_read(catalog).unwrap();
    let damages = check::check(&opened).unwrap().damages;
    assert!(damages.is_empty(), "{damages:#?}");
    assert_eq!(opened.verify_audit(None).unwrap().broken, None);
    dump(catalog)
}

#[test]
fn an_ingest_killed_at_any_moment_leaves_the_last_whole_snapshot() {
    let (home, exports) = half_ingested();
    let (kept, undisturbed) = (home.beside("kept.db"), home.beside("undisturbed.db"));
    copy_catalog(&home.catalog(), &kept);
    copy_catalog(&home.catalog(), &undisturbed);
    let before = sound_dump(&kept);
    let start = Instant::now();
    assert!(helper(&undisturbed, &exports).wait().unwrap().success());
    let whole = start.elapsed();
    let after = sound_dump(&undisturbed);
    assert!(after["snapshot"].len() == 2 && after["revision"].len() > before["revision"].len());
    let mut interrupted = 0;
    for (number, moment) in moments(KILLS, whole).enumerate() {
        interrupted += u32::from(killed(&home.catalog(), &exports, moment));
        let now = sound_dump(&home.catalog());
        let is_new = now["snapshot"].len() == 2;
        assert_same(if is_new { &after } else { &before }, &now, &format!("killed after {moment:?} of {whole:?}"));
        if number % 5 == 4 && !is_new {
            assert!(helper(&home.catalog(), &exports).wait().unwrap().success());
            assert_same(&after, &sound_dump(&home.catalog()), "ingested again after kills");
        }
        if number % 5 == 4 || is_new {
            copy_catalog(&kept, &home.catalog());
        }
    }
    assert!(interrupted > 0, "none of {KILLS} was killed in time");
}

#[test]
fn a_first_ingest_killed_at_any_moment_can_be_done_again() {
    let home = Home::new();
    for (name, bytes) in example_files() {
        home.put(&name, bytes);
    }
    let undisturbed = home.beside("undisturbed.db");
    let start = Instant::now();
    assert!(helper(&undisturbed, &home.exports()).wait().unwrap().success());
    let whole = start.elapsed();
    let after = sound_dump(&undisturbed);
    for moment in moments(KILLS / 2, whole) {
        home.start_over();
        killed(&home.catalog(), &home.exports(), moment);
        let is_whole =
            Catalog::open_read(&home.catalog()).is_ok_and(|catalog| !catalog.snapshots(true).unwrap().is_empty());
        if !is_whole {
            assert!(helper(&home.catalog(), &home.exports()).wait().unwrap().success(), "after {moment:?}");
        }
        assert_same(&after, &sound_dump(&home.catalog()), &format!("killed after {moment:?}"));
    }
}

#[test]
fn readers_see_the_last_snapshot_until_the_new_one_is_whole() {
    let home = Home::with(&[("a.xml", good())]);
    home.ingest();
    let early = home.open();
    home.put("b.xml", export("01/03/2026 00:00:00", "GOOD", &mapping("m_new", "")));
    let mut looked = 0;
    home.ingest_watched(&[home.exports()], &mut |_| {
        let late = home.open();
        for reader in [&early, &late] {
            assert_eq!(reader.snapshots(true).unwrap().len(), 1);
            assert_eq!(reader.snapshot_named("latest").unwrap(), Some(1));
        }
        assert_eq!(home.count("SELECT count(*) FROM current_object"), 1);
        looked += 1;
    });
    assert!(looked > 2, "{looked}");
    assert_eq!(early.snapshots(true).unwrap().len(), 2);
    assert_eq!(home.count("SELECT count(*) FROM current_object"), 2);
}

#[test]
fn a_second_writer_is_told_who_holds_the_catalog() {
    let home = Home::with(&[("a.xml", good())]);
    let mut told = Vec::new();
    home.ingest_watched(&[home.exports()], &mut |_| {
        let second = Catalog::open_write(&home.catalog(), Duration::from_millis(1), "the second");
        told.push(second.expect_err("the first is at work"));
    });
    assert!(told.iter().all(|error| matches!(error, StoreError::Busy(holder) if holder == "a test")), "{told:?}");
    assert!(!told.is_empty());
}

#[test]
fn a_second_writer_waits_for_the_first() {
    let home = Home::with(&[("a.xml", good())]);
    let first = Catalog::open_write(&home.catalog(), Duration::ZERO, "the first").unwrap();
    std::thread::scope(|scope| {
        let second =
            scope.spawn(|| Catalog::open_write(&home.catalog(), Duration::from_mins(1), "the second").map(|_| ()));
        let third = Catalog::open_write(&home.catalog(), Duration::from_millis(120), "the third");
        assert!(matches!(third, Err(StoreError::Busy(_))));
        assert!(!second.is_finished(), "it waits");
        drop(first);
        second.join().unwrap().unwrap();
    });
}

#[test]
fn a_catalog_of_a_newer_program_is_refused() {
    let home = Home::with(&[("a.xml", good())]);
    home.ingest();
    home.sql()
        .execute(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (9999, 'x', 'x', '1')",
            [],
        )
        .unwrap();
    let known = schema::known_version();
    let read = Catalog::open_read(&home.catalog()).map(|_| ());
    let write = Catalog::open_write(&home.catalog(), Duration::ZERO, "x").map(|_| ());
    let existing = Catalog::open_existing(&home.catalog(), Duration::ZERO, "x").map(|_| ());
    for refused in [read, write, existing] {
        let error = refused.expect_err("newer");
        assert!(matches!(error, StoreError::NewerSchema { found: 9999, known: ours } if ours == known), "{error}");
    }
}

#[test]
fn an_older_catalog_is_backed_up_before_it_is_changed() {
    let home = Home::new();
    drop(Catalog::open_write(&home.catalog(), Duration::ZERO, "x").unwrap());
    let known = schema::known_version();
    // As an older program left it: the newest migration is undone by hand.
    assert_eq!(known, 18, "undo the newest migration here");
    let undo = "DROP TABLE night_step; DROP TABLE night;
                DELETE FROM refinery_schema_history WHERE version = 18";
    home.sql().execute_batch(undo).unwrap();
    let error = Catalog::open_read(&home.catalog()).map(|_| ()).expect_err("older");
    assert!(matches!(error, StoreError::OldSchema { found: 17, known: 18 }), "{error}");
    drop(Catalog::open_write(&home.catalog(), Duration::ZERO, "x").unwrap());
    assert_eq!(schema::version(&home.sql()).unwrap(), known);
    let copy = schema::backup_path(&home.catalog(), 17);
    assert_eq!(schema::version(&Connection::open(&copy).unwrap()).unwrap(), 17);
    assert_eq!(mode(&copy), 0o600);
}

#[test]
fn a_file_that_is_no_catalog_is_refused_and_left_alone() {
    let home = Home::new();
    let (foreign, text) = (home.beside("foreign.db"), home.beside("text.db"));
    Connection::open(&foreign)
        .unwrap()
        .execute_batch("CREATE TABLE precious (x); INSERT INTO precious VALUES (1)")
        .unwrap();
    fs::write(&text, "no database at all, but long enough to be looked at as one. ".repeat(100)).unwrap();
    for path in [foreign, text] {
        let bytes = fs::read(&path).unwrap();
        let read = Catalog::open_read(&path).map(|_| ());
        let write = Catalog::open_write(&path, Duration::ZERO, "x").map(|_| ());
        for refused in [read, write] {
            let error = refused.expect_err("no catalog");
            assert!(matches!(error, StoreError::NotACatalog(_)), "{}: {error:?}", path.display());
        }
        assert!(fs::read(&path).unwrap() == bytes, "{} was changed", path.display());
    }
    let missing = Catalog::open_read(&home.beside("missing.db")).map(|_| ());
    assert!(matches!(missing, Err(StoreError::NoCatalog(_))));
    assert!(!home.beside("missing.db").exists());
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn nobody_else_may_read_a_catalog_or_what_belongs_to_it() {
    let home = Home::with(&[("a.xml", good())]);
    let mut looked = 0;
    home.ingest_watched(&[home.exports()], &mut |_| {
        for end in ["", "-wal", "-shm", "-lock"] {
            let path = PathBuf::from(format!("{}{end}", home.catalog().display()));
            assert_eq!(mode(&path), 0o600, "{end}");
            looked += 1;
        }
    });
    assert!(looked > 0);
    let copy = home.beside("copy.db");
    maintain::backup(&home.open(), &copy).unwrap();
    assert_eq!(mode(&copy), 0o600);
    assert!(matches!(maintain::backup(&home.open(), &copy), Err(StoreError::Exists(_))));
    assert_same(&dump(&home.catalog()), &sound_dump(&copy), "the copy");
}
