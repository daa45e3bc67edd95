//! Tests many connections: one thread an address, one login however many references, every step bounded in time.
//!
//! Owns who is asked, in which order, and how long. The clients are not trusted: each works on a thread that is left behind
//! when it is late (several clients' own timeouts do not fire), and a panic of theirs is a verdict, not a crash. An address
//! that is silent, or at which nobody is, costs its time once: what is left of it is not tried.

use super::{Limits, Look, Target, Trouble, message};
use crate::model::Text;
use crate::model::connection::{Seen, Verdict};
use crate::model::secret::Secret;
use std::any::Any;
use std::collections::HashMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How many at once, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Most addresses at once; 0 is 1.
    pub jobs: usize,
    /// Longest time that one step (a login, a look) may take.
    pub timeout: Duration,
}

/// What the tests saw, and what they cost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tested {
    /// One for each target, in the order of the targets.
    pub seen: Vec<Seen>,
    /// Logins that were tried.
    pub logins: usize,
}

/// A client whose own timeout works is left this long to say so itself.
pub(super) const GRACE: Duration = Duration::from_millis(250);

/// Attributes that name what a reference looks at, or nothing that a test uses. All others belong to the login.
const LOOKED_AT: &[&str] = &[
    "bucket",
    "code_page",
    "container",
    "environment_sql",
    "packet_size",
    "path",
    "prefix",
    "schema",
    "stream",
    "topic",
];

/// Name of the threads on which clients work.
pub(super) const WORKER: &str = "connection test";

/// Tests all targets; the answers are in their order.
#[must_use]
pub fn test_all(targets: &[Target], options: &Options) -> Vec<Seen> {
    run(targets, options).seen
}

/// Tests all targets, and counts the logins.
#[must_use]
pub fn run(targets: &[Target], options: &Options) -> Tested {
    super::tls::install();
    silence_workers();
    let addresses = addresses(targets);
    let limits = Limits { timeout: options.timeout };
    let (next, logins) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let all: Mutex<Vec<Option<Seen>>> = Mutex::new(vec![None; targets.len()]);
    thread::scope(|scope| {
        for _ in 0..options.jobs.clamp(1, addresses.len().max(1)) {
            scope.spawn(|| {
                while let Some(address) = addresses.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut visit = Visit { limits, logins: 0, seen: Vec::new() };
                    visit.address(address);
                    logins.fetch_add(visit.logins, Ordering::Relaxed);
                    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                    for (at, seen) in visit.seen {
                        all[at] = Some(seen);
                    }
                }
            });
        }
    });
    let all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    let lost = || seen_nothing(Verdict::Failed, "the test was lost".to_owned());
    Tested { seen: all.into_iter().map(|seen| seen.unwrap_or_else(lost)).collect(), logins: logins.into_inner() }
}

/// A target and its place in the list that was handed in.
type Reference = (usize, Target);
/// References that share a login; never empty.
type Login = Vec<Reference>;
/// Logins at one address.
type Address = Vec<Login>;

/// Targets by address and login, each in the order of its first target.
fn addresses(targets: &[Target]) -> Vec<Address> {
    let mut known_addresses = HashMap::new();
    let mut known_logins = HashMap::new();
    let mut all: Vec<Address> = Vec::new();
    for (at, target) in targets.iter().enumerate() {
        let address = *known_addresses.entry((target.family, super::endpoint(target))).or_insert_with(|| {
            all.push(Vec::new());
            all.len() - 1
        });
        let logins = &mut all[address];
        let login = *known_logins.entry((address, login_of(target))).or_insert_with(|| {
            logins.push(Vec::new());
            logins.len() - 1
        });
        logins[login].push((at, target.clone()));
    }
    all
}

/// What makes two references one login. Attributes that the family does not know are of no matter to it.
fn login_of(target: &Target) -> (&'static str, Vec<(&str, &str)>, Option<&str>, bool) {
    let (needed, other) = target.family.attributes();
    let names = needed.into_iter().chain(other).filter(|name| !LOOKED_AT.contains(name));
    let values = names.filter_map(|name| Some((name, target.connection.attribute(name)?))).collect();
    (target.family.word(), values, target.secret.as_ref().map(Secret::expose), target.insecure)
}

/// What a worker tells after each of its steps, in a known order: a login, then a look for each of its references.
enum Step {
    /// What the server calls itself.
    Opened(Result<Text, Trouble>),
    Looked(Result<Look, Trouble>),
}

/// Opens each login and looks once for each of its references, until the address turns out to be silent or nobody listens.
fn work(address: Address, limits: Limits, steps: &Sender<Step>) {
    for login in address {
        if !work_login(&login, limits, steps) {
            return;
        }
    }
}

/// False where the rest of the address is not to be tried.
fn work_login(login: &Login, limits: Limits, steps: &Sender<Step>) -> bool {
    let mut session = match guarded(|| super::open(&login[0].1, limits)) {
        Ok(session) => session,
        Err(trouble) => {
            let ends = trouble.ends_address();
            return steps.send(Step::Opened(Err(trouble))).is_ok() && !ends;
        }
    };
    let mut goes_on = steps.send(Step::Opened(guarded(|| Ok(session.server())))).is_ok();
    for (_, target) in login {
        if !goes_on {
            break;
        }
        let looked = guarded(|| session.look(target));
        let ends = looked.as_ref().is_err_and(Trouble::ends_address);
        goes_on = steps.send(Step::Looked(looked)).is_ok() && !ends;
    }
    // A client may panic when it says goodbye.
    let _ = guarded(|| {
        drop(session);
        Ok(())
    });
    goes_on
}

/// A panic of a client is one more way to fail.
pub(super) fn guarded<T>(step: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    panic::catch_unwind(AssertUnwindSafe(step)).unwrap_or_else(|panic| Err(panicked(panic.as_ref())))
}

fn panicked(panic: &(dyn Any + Send)) -> Trouble {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no word");
    Trouble::new(Verdict::Failed, format!("the client broke: {text}"))
}

/// What a client says when it panics may hold a secret, and goes to stderr by itself; ours are asked by [`guarded`].
pub(super) fn silence_workers() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(WORKER) {
                usual(info);
            }
        }));
    });
}

/// One address being visited: what was seen there.
struct Visit {
    limits: Limits,
    logins: usize,
    seen: Vec<(usize, Seen)>,
}

/// Why the rest of an address is not tried, and as whom.
struct End {
    verdict: Verdict,
    name: Text,
}

impl Visit {
    /// Follows a worker from step to step. A worker that is late is left behind: nothing can stop a thread.
    fn address(&mut self, address: &Address) {
        let (tell, steps) = mpsc::channel();
        let (limits, all) = (self.limits, address.clone());
        let worker = thread::Builder::new().name(WORKER.to_owned()).spawn(move || work(all, limits, &tell));
        let mut end = worker.err().map(|_| End { verdict: Verdict::Failed, name: Text::default() });
        for login in address {
            match end {
                None => end = self.login(login, &steps),
                Some(ref end) => self.not_tried(login, end),
            }
        }
    }

    /// What ends the address, if anything does.
    fn login(&mut self, login: &Login, steps: &Receiver<Step>) -> Option<End> {
        self.logins += 1;
        let (step, took) = self.step(steps);
        let opened = match step {
            Ok(Step::Opened(opened)) => opened,
            Ok(Step::Looked(_)) => Err(lost()),
            Err(trouble) => Err(trouble),
        };
        match opened {
            Ok(server) => self.looks(login, steps, &server, took),
            Err(trouble) if trouble.ends_address() => Some(self.ended(login, trouble, "", took)),
            Err(trouble) => {
                // Refused is refused: that is the answer for all of its references, and it is not tried again.
                let all = login.iter().map(|(at, target)| (*at, seen(target, "", Err(trouble.clone()), took)));
                self.seen.extend(all);
                None
            }
        }
    }

    fn looks(&mut self, login: &Login, steps: &Receiver<Step>, server: &Text, login_took: Duration) -> Option<End> {
        for (nth, (at, target)) in login.iter().enumerate() {
            let (step, took) = self.step(steps);
            let looked = match step {
                Ok(Step::Looked(looked)) => looked,
                Ok(Step::Opened(_)) => Err(lost()),
                Err(trouble) => Err(trouble),
            };
            match looked {
                Err(trouble) if trouble.ends_address() => {
                    return Some(self.ended(&login[nth..], trouble, server, login_took + took));
                }
                looked => self.seen.push((*at, seen(target, server, looked, login_took + took))),
            }
        }
        None
    }

    /// The first of these references ended the address; the others of its login are not tried.
    fn ended(&mut self, references: &[Reference], trouble: Trouble, server: &str, took: Duration) -> End {
        let (at, target) = &references[0];
        let end = End { verdict: trouble.verdict, name: target.connection.name.clone() };
        self.seen.push((*at, seen(target, server, Err(trouble), took)));
        self.not_tried(&references[1..], &end);
        end
    }

    /// Waits for the next step. `Err`: the worker is late or gone, and will not be heard again.
    fn step(&self, steps: &Receiver<Step>) -> (Result<Step, Trouble>, Duration) {
        let begun = Instant::now();
        let step = steps.recv_timeout(self.limits.timeout + GRACE).map_err(|error| match error {
            RecvTimeoutError::Timeout => Trouble::silent(self.limits),
            RecvTimeoutError::Disconnected => lost(),
        });
        (step, begun.elapsed())
    }

    fn not_tried(&mut self, references: &[Reference], end: &End) {
        let message = if end.name.is_empty() {
            "no thread could be had".to_owned()
        } else {
            format!("as {}, which has the same address; not tried again", end.name)
        };
        let all = references.iter().map(|(at, _)| (*at, seen_nothing(end.verdict, message.clone())));
        self.seen.extend(all);
    }
}

impl Trouble {
    /// True where it says something of the address, not of the login: a silent one costs its time once.
    fn ends_address(&self) -> bool {
        matches!(self.verdict, Verdict::TimedOut | Verdict::Unreachable)
    }
}

pub(super) fn lost() -> Trouble {
    Trouble::new(Verdict::Failed, "the client ended without a word")
}

fn seen(target: &Target, server: &str, looked: Result<Look, Trouble>, took: Duration) -> Seen {
    let (verdict, said, columns) = match looked {
        Ok(look) => (Verdict::Ok, look.what, look.columns),
        Err(trouble) => (trouble.verdict, trouble.message, None),
    };
    let tried = !matches!(verdict, Verdict::NotChecked | Verdict::NotSupported | Verdict::DriverMissing);
    Seen {
        verdict,
        server: message::shown(server, target.secret.as_ref()).into(),
        latency_ms: tried.then(|| u64::try_from(took.as_millis()).unwrap_or(u64::MAX)),
        message: message::shown(&said, target.secret.as_ref()),
        insecure: tried && target.insecure && target.family.attributes().1.contains(&"ca_file"),
        columns,
    }
}

fn seen_nothing(verdict: Verdict, message: String) -> Seen {
    Seen { verdict, server: Text::default(), latency_ms: None, message, insecure: false, columns: None }
}
