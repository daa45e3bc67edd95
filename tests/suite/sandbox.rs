//! A folder of its own in which the program runs, with the example repository in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Where the example repository stands, as the README calls it.
pub(crate) const EXAMPLE: &str = "tests/fixtures/example";
/// Where the settings of its night stand.
pub(crate) const NIGHTLY: &str = "examples/nightly";
/// Variables that would change what the program does.
pub(crate) const VARIABLES: [&str; 9] = [
    "CATALOG_DB",
    "CATALOG_CONFIG",
    "CATALOG_WAIT",
    "CATALOG_JOBS",
    "CATALOG_MAX_FILE_SIZE",
    "CATALOG_KEYS",
    "CATALOG_IDENTITY",
    "CATALOG_PASSPHRASE_FILE",
    "CREDENTIALS_DIRECTORY",
];

/// A folder of its own in which the program runs.
pub(crate) struct Sandbox {
    folder: tempfile::TempDir,
}

impl Sandbox {
    /// A folder that holds nothing but the example repository.
    pub(crate) fn with_example() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in [EXAMPLE, NIGHTLY] {
            copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(name), &folder.path().join(name));
        }
        Self { folder }
    }

    /// The same, ingested into `catalog.db`.
    pub(crate) fn with_catalog() -> Self {
        let sandbox = Self::with_example();
        sandbox.done(&["ingest", EXAMPLE]);
        sandbox
    }

    /// The same with keys, a role `auditors` that may read everything, its member `ann`, and a credential `ora_dwh`.
    pub(crate) fn with_keys() -> Self {
        let sandbox = Self::with_catalog();
        sandbox.done(&["key", "init", "--name", "owner"]);
        sandbox.done(&["role", "add", "auditors"]);
        sandbox.done(&["role", "grant", "auditors", "read-secret", "*"]);
        let ann = catalog::vault::Identities::mint("now").recipient;
        sandbox.done(&["key", "add-recipient", "ann", &ann, "--role", "auditors"]);
        std::fs::write(sandbox.path("value"), "tiger").expect("written");
        sandbox.done(&["credential", "set", "ora_dwh", "--from-file", "value"]);
        sandbox
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The program, ready to run in the folder.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_catalog"));
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        for name in VARIABLES {
            command.env_remove(name);
        }
        // Never the keys of whoever runs the tests.
        command.env("CATALOG_KEYS", self.path("keys"));
        command
    }

    /// Runs the program.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::new(&self.command(args).output().expect("the program starts"))
    }

    /// Runs the program, which must end with 0.
    pub(crate) fn done(&self, args: &[&str]) -> Ran {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {}{}", ran.stdout, ran.stderr);
        ran
    }
}

/// What a run of the program left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn new(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        Self {
            code: output.status.code().expect("an exit code"),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a readable folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("a copy");
        }
    }
}
