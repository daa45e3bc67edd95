//! A real PostgreSQL, started by the first test that wants it and stopped after the last.

use super::{Certificates, refused_port, skip_or_fail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Password of the administrator.
pub(crate) const ADMIN_PASSWORD: &str = "Adm1n} pass;word";
/// Password of `reader`, who may read one table.
pub(crate) const READER_PASSWORD: &str = "r€ader's {secret}";

/// Roles, databases and tables. `kerb` may only come with Kerberos, see `pg_hba.conf`.
const ROLES: &str = "
    CREATE ROLE kerb LOGIN;
    CREATE ROLE reader LOGIN PASSWORD 'r€ader''s {secret}';
    CREATE DATABASE sales; CREATE DATABASE hr; REVOKE CONNECT ON DATABASE hr FROM PUBLIC;";
const TABLES: &str = r#"
    CREATE TABLE customers (id integer, name character varying(50), amount numeric(10,2), born timestamp(3));
    CREATE TABLE salaries (id integer);
    CREATE SCHEMA "Mixed"; CREATE TABLE "Mixed"."Orders" ("Id" bigint);
    GRANT SELECT ON customers TO reader;"#;

/// A running server with TLS.
pub(crate) struct Postgresql {
    folder: tempfile::TempDir,
    bin: PathBuf,
    /// Its port at 127.0.0.1.
    pub(crate) port: u16,
    /// Its certificate and who signed it.
    pub(crate) certificates: Certificates,
}

impl Postgresql {
    /// The running one, or a new one; `None` where it is not installed.
    pub(crate) fn running() -> Option<Arc<Self>> {
        static RUNNING: Mutex<Weak<Postgresql>> = Mutex::new(Weak::new());
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = running.upgrade() {
            return Some(server);
        }
        let server = Arc::new(Self::start()?);
        *running = Arc::downgrade(&server);
        Some(server)
    }

    fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let (Some(bin), Some(certificates)) = (newest_bin(), Certificates::make(folder.path())) else {
            skip_or_fail("postgresql", "no /usr/lib/postgresql/*/bin/initdb, or no openssl");
            return None;
        };
        let server = Self { folder, bin, port: refused_port(), certificates };
        let at = server.folder.path().to_str().unwrap().to_owned();
        fs::write(format!("{at}/password"), ADMIN_PASSWORD).unwrap();
        server.give_away();
        server.run("initdb", &["-D", &server.data(), "-U", "admin", "-A", "scram-sha-256", "--pwfile", "password"]);
        let settings = format!(
            "listen_addresses='127.0.0.1,127.0.0.2'\nport={}\nunix_socket_directories=''\nfsync=off\nssl=on\n\
             ssl_cert_file='{at}/server.pem'\nssl_key_file='{at}/server.key'\n",
            server.port
        );
        append(&format!("{}/postgresql.conf", server.data()), &settings);
        let known = fs::read_to_string(format!("{}/pg_hba.conf", server.data())).unwrap();
        fs::write(format!("{}/pg_hba.conf", server.data()), format!("host all kerb all gss\n{known}")).unwrap();
        server.give_away();
        server.run("pg_ctl", &["-D", &server.data(), "-l", "log", "-w", "start"]);
        server.sql("postgres", ROLES);
        server.sql("sales", TABLES);
        Some(server)
    }

    fn data(&self) -> String {
        format!("{}/data", self.folder.path().display())
    }

    /// Lets the administrator run SQL.
    pub(crate) fn sql(&self, database: &str, sql: &str) {
        let mut psql = Command::new(self.bin.join("psql"));
        psql.env("PGPASSWORD", ADMIN_PASSWORD).args(["-h", "127.0.0.1", "-U", "admin", "-v", "ON_ERROR_STOP=1", "-q"]);
        psql.args(["-p", &self.port.to_string(), "-d", database]);
        // CREATE DATABASE stands in no transaction, and so one statement a call.
        for statement in sql.split(';').filter(|statement| !statement.trim().is_empty()) {
            psql.args(["-c", statement]);
        }
        succeeds(&mut psql);
    }

    /// The server refuses to run as root, and to read a key that others may.
    fn give_away(&self) {
        if is_root() {
            let at = self.folder.path();
            succeeds(Command::new("chown").arg("-R").arg("postgres").arg(at));
            succeeds(Command::new("chmod").arg("755").arg(at));
        }
    }

    fn run(&self, program: &str, args: &[&str]) {
        let program = self.bin.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        succeeds(command.args(args).current_dir(self.folder.path()));
    }
}

impl Drop for Postgresql {
    fn drop(&mut self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-w", "stop"]);
    }
}

fn newest_bin() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let number = |path: &Path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = versions.map(|entry| entry.path()).max_by_key(|path| number(path))?;
    Some(newest.join("bin")).filter(|bin| bin.join("initdb").is_file())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|ran| ran.stdout == b"0\n")
}

fn append(path: &str, text: &str) {
    let before = fs::read_to_string(path).unwrap();
    fs::write(path, before + text).unwrap();
}

/// Output goes nowhere: a server that inherits a pipe keeps it open, and whoever reads it waits for ever.
fn succeeds(command: &mut Command) {
    let log = tempfile::NamedTempFile::new().unwrap();
    let to = || log.reopen().unwrap();
    let status = command.stdout(to()).stderr(to()).stdin(std::process::Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}: {}", fs::read_to_string(log.path()).unwrap());
}
