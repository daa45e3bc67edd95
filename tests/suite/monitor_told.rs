//! What the tests of sinks share: a catalog with alerts in it, and a receiver of webhooks that misbehaves as it is told.

use super::sandbox::{Ran, Sandbox};
use catalog::model::alert::{Alert, Change};
use catalog::model::problem::Severity;
use catalog::store::Catalog;
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// When the alerts of the tests were opened.
pub(crate) const THEN: &str = "2026-01-05T10:00:00Z";

/// An alert of a rule that no check asks without `--sla`: it stays open.
pub(crate) fn alert(fingerprint: &str, severity: Severity) -> Alert {
    Alert {
        severity,
        rule: "sla-missed".to_owned(),
        object: format!("F/w/{fingerprint}"),
        message: "ended 20 minutes after 06:00".to_owned(),
        at: "2026-01-05T06:20:00".to_owned(),
        fingerprint: fingerprint.to_owned(),
    }
}

/// The same of a rule that every check asks, so that the next check sees it recover.
pub(crate) fn passing(fingerprint: &str) -> Alert {
    Alert { rule: "no-such-rule".to_owned(), ..alert(fingerprint, Severity::Error) }
}

/// A catalog with keys and `alerts.yaml`.
pub(crate) struct Watch {
    pub(crate) sandbox: Sandbox,
    sinks: String,
}

impl Watch {
    /// One with these sinks.
    pub(crate) fn with(sinks: &str) -> Self {
        let watch = Self { sandbox: Sandbox::with_keys(), sinks: sinks.to_owned() };
        watch.say(sinks);
        watch
    }

    /// Writes alerts.yaml anew.
    pub(crate) fn say(&self, text: &str) {
        std::fs::write(self.sandbox.path("alerts.yaml"), text).unwrap();
    }

    /// Keeps a credential.
    pub(crate) fn keep(&self, name: &str, value: &str) {
        std::fs::write(self.sandbox.path("value"), value).unwrap();
        let there = self.sandbox.run(&["credential", "set", name, "--from-file", "value"]).code == 0;
        if !there {
            self.sandbox.done(&["credential", "rotate", name, "--from-file", "value"]);
        }
    }

    /// Opens alerts, as a check would.
    pub(crate) fn open(&self, alerts: &[Alert]) {
        let sinks = catalog::read::alert::alerts(&self.sinks).unwrap().sinks;
        let change = Change { opened: alerts.to_vec(), ..Change::default() };
        let file = self.sandbox.path("catalog.db");
        let catalog = Catalog::open_existing(&file, Duration::from_mins(1), "a test").unwrap();
        catalog.note_alerts(&change, &sinks, THEN).unwrap();
    }

    /// Runs a check.
    pub(crate) fn check(&self, more: &[&str]) -> Ran {
        Ran::new(&self.command(more).output().unwrap())
    }

    /// A check, ready to run.
    pub(crate) fn command(&self, more: &[&str]) -> Command {
        self.sandbox.command(&[&["monitor", "check", "--alerts", "alerts.yaml"], more].concat())
    }

    /// Deliveries as `monitor list` tells them: sink, state, notice, attempts.
    pub(crate) fn deliveries(&self) -> Vec<String> {
        let ran = self.sandbox.done(&["monitor", "list", "--deliveries", "--all", "--format", "json"]);
        let all: Vec<serde_json::Value> = serde_json::from_str(&ran.stdout).unwrap();
        let words = |one: &serde_json::Value| {
            let [sink, state, notice] = ["sink", "state", "notice"].map(|key| one[key].as_str().unwrap().to_owned());
            format!("{sink} {state} {notice} {}", one["attempts"])
        };
        all.iter().map(words).collect()
    }
}

/// What a receiver does with one request.
#[derive(Clone, Copy)]
pub(crate) enum Manner {
    /// Answers with a status.
    Status(u16),
    /// Sends whoever asks to this port.
    Elsewhere(u16),
    /// Reads, and never answers.
    Hang,
    /// Reads, and kills whoever asks before it can hear of it.
    Kill,
}

/// What a receiver got: the key of the notice, and the body.
pub(crate) type Got = (String, serde_json::Value);

/// A receiver of webhooks. It goes through its manners, then answers 200.
pub(crate) struct Receiver {
    pub(crate) port: u16,
    got: Arc<Mutex<Vec<Got>>>,
    /// Whom [`Manner::Kill`] kills.
    pub(crate) victim: Arc<Mutex<Option<u32>>>,
}

impl Receiver {
    /// Starts one, at a port of its own or at this one.
    pub(crate) fn start(port: u16, manners: &[Manner]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (got, victim) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(None)));
        let (all, whom) = (Arc::clone(&got), Arc::clone(&victim));
        let mut manners: VecDeque<Manner> = manners.iter().copied().collect();
        thread::spawn(move || {
            let mut kept = Vec::new();
            for stream in listener.incoming().map_while(Result::ok) {
                let Some(one) = request(&stream) else { continue };
                all.lock().unwrap().push(one);
                match manners.pop_front().unwrap_or(Manner::Status(200)) {
                    Manner::Status(status) => answer(&stream, status, ""),
                    Manner::Elsewhere(to) => answer(&stream, 302, &format!("location: http://127.0.0.1:{to}/\r\n")),
                    Manner::Hang => kept.push(stream),
                    Manner::Kill => kill(&whom),
                }
            }
        });
        Self { port, got, victim }
    }

    /// Its URL, with something in it that must not be shown.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hooks/hunter2?token=hunter3", self.port)
    }

    /// What it got so far.
    pub(crate) fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    /// The keys of what it got.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.got().into_iter().map(|(key, _)| key).collect()
    }
}

fn request(stream: &TcpStream) -> Option<Got> {
    let mut reader = BufReader::new(stream);
    let (mut key, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let Some((name, value)) = line.trim().split_once(": ") else {
            if line.trim().is_empty() {
                break;
            }
            continue;
        };
        match name.to_lowercase().as_str() {
            "idempotency-key" => value.clone_into(&mut key),
            "content-length" => length = value.parse().unwrap(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((key, serde_json::from_slice(&body).unwrap()))
}

fn answer(mut stream: &TcpStream, status: u16, header: &str) {
    let _ = write!(stream, "HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n{header}\r\n");
}

fn kill(victim: &Mutex<Option<u32>>) {
    let pid = loop {
        if let Some(pid) = *victim.lock().unwrap() {
            break pid;
        }
        thread::sleep(Duration::from_millis(10));
    };
    assert!(Command::new("kill").args(["-KILL", &pid.to_string()]).status().unwrap().success());
}
