//! A folder of exports and a catalog beside it, thrown away after the test.

use catalog::ingest::{self, Options, Progress};
use catalog::model::snapshot::{Summary, Tally, Wish};
use catalog::read::source::{self, Limits};
use catalog::store::{Catalog, check};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The time of every ingest of a test.
pub(crate) const NOW: &str = "2026-01-01T00:00:00Z";

/// The shipped example repository.
pub(crate) fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/example")
}

/// The exports of the example repository with their paths below it, in the order of their names.
pub(crate) fn example_files() -> Vec<(String, Vec<u8>)> {
    let inputs = source::list(&[example()], &Limits::default()).inputs;
    let files = inputs.into_iter().map(|input| {
        let name = Path::new(&input.name).strip_prefix(example()).unwrap().to_str().unwrap().to_owned();
        (name, fs::read(&input.name).unwrap())
    });
    files.collect()
}

/// The folder of real exports; where there is none, says so and returns `None`.
pub(crate) fn corpus() -> Option<PathBuf> {
    let found = std::env::var_os("CATALOG_CORPUS").map(|dir| Path::new(&dir).join("powermart"));
    if found.is_none() {
        // Straight to the terminal: the test harness swallows what a passing test prints.
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            b"\nSKIPPED: no real exports, set CATALOG_CORPUS to the folder that holds powermart/\n",
        );
    }
    found
}

/// An export with one folder of one repository.
pub(crate) fn export(date: &str, folder: &str, children: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE POWERMART SYSTEM \"powrmart.dtd\">\n\
         <POWERMART CREATION_DATE=\"{date}\" REPOSITORY_VERSION=\"189.98\">\n\
         <REPOSITORY NAME=\"REP\" VERSION=\"189\" CODEPAGE=\"UTF-8\" DATABASETYPE=\"Oracle\">\n\
         <FOLDER NAME=\"{folder}\" GROUP=\"\" OWNER=\"o\" SHARED=\"NOTSHARED\" DESCRIPTION=\"\" \
         PERMISSIONS=\"rwx\" UUID=\"uuid-{folder}\">\n{children}\n</FOLDER>\n</REPOSITORY>\n</POWERMART>\n"
    )
}

/// A mapping of a name with something in it that can differ.
pub(crate) fn mapping(name: &str, description: &str) -> String {
    format!("<MAPPING DESCRIPTION =\"{description}\" ISVALID =\"YES\" NAME =\"{name}\" OBJECTVERSION =\"1\"></MAPPING>")
}

/// A file that every ingest takes.
pub(crate) fn good() -> String {
    export("01/02/2026 03:04:05", "GOOD", &mapping("m_good", ""))
}

/// Exports and a catalog in a folder of their own.
pub(crate) struct Home {
    dir: tempfile::TempDir,
    /// What the next ingests are asked.
    pub(crate) wish: Wish,
    /// What the next ingests refuse.
    pub(crate) limits: Limits,
    /// Readers of the next ingests.
    pub(crate) jobs: usize,
}

impl Home {
    /// An empty one.
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("in")).unwrap();
        let wish = Wish { now: NOW.to_owned(), program: "suite".to_owned(), ..Wish::default() };
        Self { dir, wish, limits: Limits::default(), jobs: 2 }
    }

    /// One with these exports.
    pub(crate) fn with<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Self {
        let home = Self::new();
        for (name, bytes) in files {
            home.put(name, bytes);
        }
        home
    }

    /// The folder of exports.
    pub(crate) fn exports(&self) -> PathBuf {
        self.dir.path().join("in")
    }

    /// The catalog.
    pub(crate) fn catalog(&self) -> PathBuf {
        self.dir.path().join("catalog.db")
    }

    /// A path beside the two.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes an export, over what was there.
    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.exports().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Removes an export.
    pub(crate) fn drop_export(&self, name: &str) {
        fs::remove_file(self.exports().join(name)).unwrap();
    }

    /// Ingests the folder of exports.
    pub(crate) fn ingest(&self) -> Summary {
        self.ingest_paths(&[self.exports()])
    }

    /// Ingests some paths.
    pub(crate) fn ingest_paths(&self, paths: &[PathBuf]) -> Summary {
        self.ingest_watched(paths, &mut |_| {})
    }

    /// Ingests some paths and tells whenever something was done.
    pub(crate) fn ingest_watched(&self, paths: &[PathBuf], progress: &mut dyn FnMut(Progress)) -> Summary {
        let catalog = Catalog::open_write(&self.catalog(), Duration::from_mins(1), "a test").unwrap();
        let options = Options {
            runs: Vec::new(),
            session: None,
            wish: self.wish.clone(),
            limits: self.limits,
            jobs: self.jobs,
            parameters: Vec::new(),
            sealer: None,
        };
        let listing = source::list(paths, &self.limits);
        ingest::run(&catalog, listing, &options, progress, &|| NOW.to_owned()).unwrap()
    }

    /// Throws the catalog away.
    pub(crate) fn start_over(&self) {
        for end in ["", "-wal", "-shm", "-lock"] {
            let _ = fs::remove_file(format!("{}{end}", self.catalog().display()));
        }
    }

    /// Opens the catalog as a question does.
    pub(crate) fn open(&self) -> Catalog {
        Catalog::open_read(&self.catalog()).unwrap()
    }

    /// Opens the file beneath, for what the library does not tell.
    pub(crate) fn sql(&self) -> Connection {
        Connection::open(self.catalog()).unwrap()
    }

    /// One number out of the catalog.
    pub(crate) fn count(&self, sql: &str) -> i64 {
        self.sql().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// A column of words out of the catalog.
    pub(crate) fn words(&self, sql: &str) -> Vec<String> {
        let db = self.sql();
        let mut statement = db.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    /// Fails where the catalog is damaged.
    #[track_caller]
    pub(crate) fn assert_sound(&self) {
        let damages = check::check(&self.open()).unwrap().damages;
        assert!(damages.is_empty(), "{}", damages.join("\n"));
    }
}

/// What became of the objects of all kinds: new, changed, unchanged, gone.
pub(crate) fn fates(summary: &Summary) -> (u64, u64, u64, u64) {
    let Tally { new, changed, unchanged, gone } = summary.total();
    (new, changed, unchanged, gone)
}

/// The codes of the problems, in order.
pub(crate) fn codes(summary: &Summary) -> Vec<&'static str> {
    summary.problems.iter().map(|problem| problem.code).collect()
}
