//! Servers that the tests of connections start for themselves, what may be missing on a machine, and listeners of our own.

pub(crate) mod azurite;
mod certificate;
pub(crate) mod gcs;
pub(crate) mod hadoop;
pub(crate) mod moto;
mod postgresql;
pub(crate) mod process;
pub(crate) mod smtp;
pub(crate) mod spark;
pub(crate) mod stub;
pub(crate) mod tansu;
#[cfg(feature = "mssql")]
pub(crate) mod tds;
mod tls_proxy;

pub(crate) use certificate::Certificates;
pub(crate) use postgresql::{ADMIN_PASSWORD, Postgresql, READER_PASSWORD};
pub(crate) use process::Process;
pub(crate) use tls_proxy::TlsProxy;

use catalog::model::Text;
use catalog::model::connection::{Connection, Family};
use catalog::model::secret::Secret;
use catalog::reach::Target;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Servers whose tests may be skipped where everything should be there, with the reason.
const MAY_SKIP: &str = include_str!("../servers/skips.txt");

/// Says that the tests against a server are skipped. With `CI=true` only those of the committed list may be.
#[track_caller]
pub(crate) fn skip_or_fail(name: &str, reason: &str) {
    // Straight to the terminal: the test harness swallows what a passing test prints.
    let _ = writeln!(std::io::stderr(), "\nskipped: {name}: {reason}");
    let strict = std::env::var_os("CI").is_some_and(|ci| ci == "true");
    assert!(
        !strict || listed(MAY_SKIP, name),
        "skipped {name} ({reason}), which tests/servers/skips.txt does not allow"
    );
}

fn listed(list: &str, name: &str) -> bool {
    let names = list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
    names.into_iter().any(|(known, reason)| known == name && !reason.trim().is_empty())
}

#[test]
fn only_what_is_listed_with_its_reason_may_be_skipped() {
    let list = "# hive: a comment\nkafka: no broker for this processor\nhdfs: \n";
    assert!(listed(list, "kafka"));
    for not in ["hive", "hdfs", "kaf", "# hive"] {
        assert!(!listed(list, not), "{not}");
    }
}

/// A target with these attributes.
pub(crate) fn target(family: Family, attributes: &[(&str, &str)], secret: Option<&str>) -> Target {
    let connection = Connection {
        name: "C".into(),
        subtype: family.word().into(),
        attributes: attributes.iter().map(|(name, value)| (Text::from(*name), Text::from(*value))).collect(),
        ..Connection::default()
    };
    Target { family, connection, secret: secret.map(|text| Secret::new(text.to_owned())), insecure: false, table: None }
}

/// What a listener of ours does with whoever connects.
#[derive(Clone, Copy)]
pub(crate) enum Manner {
    /// Accepts and never says a word.
    Silent,
    /// Reads something, then sends what belongs to no protocol, and closes.
    Garbage,
    /// Reads something, then closes.
    Closes,
}

/// A listener on a port of its own, closed when it is dropped.
pub(crate) struct Listener {
    port: u16,
    accepted: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
}

impl Listener {
    /// Starts one.
    pub(crate) fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (accepted, stop) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (count, stopped) = (Arc::clone(&accepted), Arc::clone(&stop));
        thread::spawn(move || {
            let kept = Mutex::new(Vec::new());
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                count.fetch_add(1, Ordering::SeqCst);
                match manner {
                    Manner::Silent => kept.lock().unwrap().push(stream),
                    Manner::Garbage => answer(stream, b"\x15\x03SSH-2.0-other\r\n\0\0\xff\xff what is this?\r\n\r\n"),
                    Manner::Closes => answer(stream, b""),
                }
            }
        });
        Self { port, accepted, stop }
    }

    /// Its port at 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// How often somebody connected.
    pub(crate) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes it.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn answer(mut stream: TcpStream, words: &'static [u8]) {
    thread::spawn(move || {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(words);
    });
}

/// A port at which nobody listens.
pub(crate) fn refused_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
