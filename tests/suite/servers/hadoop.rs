//! A real Hadoop: one NameNode with WebHDFS, one DataNode.

use super::process::installed;
use super::{Process, refused_port, skip_or_fail};
use std::fs;
use std::path::Path;
use std::process::Command;

/// What Hadoop 2 takes of Java 17 by reflection.
const OPENED: &[&str] = &[
    "java.base/java.io",
    "java.base/java.lang",
    "java.base/java.lang.reflect",
    "java.base/java.net",
    "java.base/java.nio",
    "java.base/java.text",
    "java.base/java.util",
    "java.base/sun.nio.ch",
    "java.security.jgss/sun.security.krb5",
];

/// A running Hadoop. `/in/a.csv` lies on its DataNode, what is in `/private` only its owner sees.
pub(crate) struct Hadoop {
    name_node: Process,
    _data_node: Process,
}

impl Hadoop {
    /// A new one; `None` where it is not installed.
    pub(crate) fn running() -> Option<Self> {
        let libraries = installed("hdfs", "hadoop/lib")?;
        if Command::new("java").arg("-version").output().is_err() {
            skip_or_fail("hdfs", "no java");
            return None;
        }
        let rpc = refused_port();
        let name_node = Process::start(|port, folder| {
            configure(folder, rpc, port);
            let format = java(&libraries, folder, &["server.namenode.NameNode", "-format", "-nonInteractive"]).output();
            assert!(format.is_ok_and(|ran| ran.status.success()));
            java(&libraries, folder, &["server.namenode.NameNode"])
        });
        let data_node = Process::start(|port, folder| {
            configure(folder, rpc, port);
            java(&libraries, folder, &["server.datanode.DataNode"])
        });
        let hadoop = Self { name_node, _data_node: data_node };
        hadoop.fill();
        Some(hadoop)
    }

    /// Its port of WebHDFS at 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.name_node.port
    }

    fn fill(&self) {
        let at = |path: &str, op: &str| {
            format!("http://127.0.0.1:{}/webhdfs/v1{path}?user.name={}&op={op}", self.port(), owner())
        };
        ureq::put(at("/private", "MKDIRS&permission=700")).send_empty().unwrap();
        // The NameNode says to which DataNode a file is written, once it knows one.
        self.name_node.wait_until("a data node", || {
            let to = ureq::put(at("/in/a.csv", "CREATE&overwrite=true")).config().max_redirects(0);
            let to = to.max_redirects_will_error(false).build().send_empty();
            let to = to.ok().and_then(|answer| Some(answer.headers().get("location")?.to_str().unwrap().to_owned()));
            to.is_some_and(|to| ureq::put(to).send("a").is_ok_and(|answer| answer.status() == 201))
        });
    }

    /// True where there is something at that path.
    pub(crate) fn has(&self, path: &str) -> bool {
        let at = format!("http://127.0.0.1:{}/webhdfs/v1{path}?user.name={}&op=GETFILESTATUS", self.port(), owner());
        ureq::get(at).call().is_ok()
    }
}

/// Who started it may do everything.
fn owner() -> String {
    let id = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(id.stdout).unwrap().trim().to_owned()
}

fn java(libraries: &Path, folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("java");
    command.args(OPENED.iter().map(|package| format!("--add-opens={package}=ALL-UNNAMED")));
    command.args(["-Xmx300m", "-Djava.net.preferIPv4Stack=true", "-cp"]);
    command.arg(format!("{}:{}/*", folder.join("conf").display(), libraries.display()));
    command.arg(format!("org.apache.hadoop.hdfs.{}", args[0])).args(&args[1..]).current_dir(folder);
    command
}

/// Writes the settings of a node whose HTTP port is known; its other ports are of its own choice.
fn configure(folder: &Path, rpc: u16, http: u16) {
    let at = folder.display();
    // Both web applications are served from folders that must be there, and may be empty.
    for part in ["conf/webapps/hdfs", "conf/webapps/datanode", "name", "data"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    fs::set_permissions(folder.join("data"), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let settings = [
        ("fs.defaultFS", format!("hdfs://127.0.0.1:{rpc}")),
        ("hadoop.tmp.dir", format!("{at}/tmp")),
        ("dfs.namenode.http-address", format!("127.0.0.1:{http}")),
        ("dfs.namenode.name.dir", format!("file://{at}/name")),
        ("dfs.datanode.data.dir", format!("file://{at}/data")),
        ("dfs.datanode.http.address", format!("127.0.0.1:{http}")),
        ("dfs.datanode.address", "127.0.0.1:0".to_owned()),
        ("dfs.datanode.ipc.address", "127.0.0.1:0".to_owned()),
        ("dfs.datanode.hostname", "127.0.0.1".to_owned()),
        ("dfs.replication", "1".to_owned()),
        ("dfs.webhdfs.enabled", "true".to_owned()),
        ("dfs.permissions.enabled", "true".to_owned()),
        ("dfs.namenode.datanode.registration.ip-hostname-check", "false".to_owned()),
    ];
    let properties =
        settings.map(|(name, value)| format!("<property><name>{name}</name><value>{value}</value></property>"));
    let properties = properties.join("\n");
    for file in ["core-site.xml", "hdfs-site.xml"] {
        fs::write(folder.join("conf").join(file), format!("<configuration>\n{properties}\n</configuration>\n"))
            .unwrap();
    }
}
