//! Spark's Thrift server, which speaks as HiveServer2 does, and a directory that knows one password.

use super::process::installed;
use super::{Process, skip_or_fail};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::thread;

/// The one user who may log in.
pub(crate) const USER: &str = "etl";
/// The password of that user.
pub(crate) const PASSWORD: &str = "h1ve-passw0rd";

/// What Spark takes of Java 17 by reflection, in `java.base`.
const OPENED: &[&str] = &[
    "java.io",
    "java.lang",
    "java.lang.invoke",
    "java.lang.reflect",
    "java.net",
    "java.nio",
    "java.util",
    "java.util.concurrent",
    "java.util.concurrent.atomic",
    "sun.nio.ch",
    "sun.nio.cs",
    "sun.security.action",
    "sun.util.calendar",
];

/// A table of every kind of type.
const TABLE: &str = "CREATE TABLE default.sales (id BIGINT, name VARCHAR(40), amount DECIMAL(10,2), sold TIMESTAMP, \
                     parts ARRAY<INT>, `day` STRING) USING parquet PARTITIONED BY (`day`)";

/// A running Thrift server with the table `sales`.
pub(crate) struct Spark {
    process: Process,
}

impl Spark {
    /// A new one; `None` where it is not installed.
    pub(crate) fn running() -> Option<Self> {
        let jars = installed("hive", "site-packages/pyspark/jars")?;
        if Command::new("java").arg("-version").output().is_err() {
            skip_or_fail("hive", "no java");
            return None;
        }
        let directory = directory();
        let process = Process::start(|port, folder| {
            let mut command = Command::new("java");
            command.env("SPARK_LOCAL_IP", "127.0.0.1");
            command.args(OPENED.iter().map(|package| format!("--add-opens=java.base/{package}=ALL-UNNAMED")));
            command.args(["-Djdk.reflect.useDirectMethodHandle=false", "-Xmx1g", "-cp"]);
            command.arg(format!("{}/*", jars.display())).arg("org.apache.spark.deploy.SparkSubmit");
            command.args(["--master", "local[1]", "--conf", "spark.ui.enabled=false"]);
            command.args(["--conf", "spark.driver.bindAddress=127.0.0.1", "--conf", "spark.driver.host=127.0.0.1"]);
            command.arg("--conf").arg(format!("spark.sql.warehouse.dir={}/warehouse", folder.display()));
            command.args(["--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "spark-internal"]);
            let settings = [
                format!("hive.server2.thrift.port={port}"),
                "hive.server2.thrift.bind.host=127.0.0.1".to_owned(),
                "hive.server2.authentication=LDAP".to_owned(),
                format!("hive.server2.authentication.ldap.url=ldap://127.0.0.1:{directory}"),
                "hive.server2.authentication.ldap.baseDN=dc=example".to_owned(),
            ];
            for setting in settings {
                command.arg("--hiveconf").arg(setting);
            }
            command
        });
        let spark = Self { process };
        spark.make_table(&jars);
        Some(spark)
    }

    /// By its own client, as its user.
    fn make_table(&self, jars: &Path) {
        let folder = tempfile::tempdir().unwrap();
        let mut client = Command::new("java");
        client.arg("-cp").arg(format!("{}/*", jars.display())).arg("org.apache.hive.beeline.BeeLine");
        client.arg("-u").arg(format!("jdbc:hive2://127.0.0.1:{}/default", self.port()));
        client.args(["-n", USER, "-p", PASSWORD, "-e", TABLE]).current_dir(folder.path());
        let ran = client.output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }

    /// Its port at 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.process.port
    }
}

/// Starts an LDAP server that knows nothing but how to answer a login: well, or with 49 (invalid credentials).
fn directory() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || answer_logins(stream));
        }
    });
    port
}

/// A message is 30 LENGTH 02 01 ID and what is asked; a login ends with the password. It may come in pieces.
fn answer_logins(mut stream: TcpStream) {
    let (mut asked, mut bytes) = (Vec::new(), [0; 4096]);
    while let Ok(read @ 1..) = stream.read(&mut bytes) {
        asked.extend_from_slice(&bytes[..read]);
        let whole = asked.get(1).is_some_and(|length| asked.len() >= usize::from(*length) + 2);
        if whole {
            let code = if asked.ends_with(PASSWORD.as_bytes()) { 0 } else { 49 };
            let _ = stream.write_all(&[0x30, 12, 2, 1, asked[4], 0x61, 7, 10, 1, code, 4, 0, 4, 0]);
            asked.clear();
        }
    }
}
