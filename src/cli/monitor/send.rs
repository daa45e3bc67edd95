//! From the outbox to the sinks.
//!
//! Owns the order of things: an attempt is on disk before it begins, what a sink took is marked as soon as it took it, and
//! what it did not take stays. Between the two the program may be killed: then the notice is sent again, with the number that
//! it had (`Message-ID`, `Idempotency-Key`); a file is looked into first.

use crate::answer::fingerprint::fingerprint;
use crate::answer::monitor::state::{self, Told};
use crate::cli::audited::{actor_with, audited_reading};
use crate::cli::exit::{Failure, STORE};
use crate::cli::holder;
use crate::cli::settings::Settings;
use crate::cli::vault::Vault;
use crate::model::alert::{AlertBook, Delivery, DeliveryState, GiveUp, NamedSink, Sink};
use crate::model::audit::{Act, Action};
use crate::model::problem::Severity;
use crate::model::role::Right;
use crate::model::secret::Secret;
use crate::reach::alert_file;
use crate::reach::delivery::{Again, Undelivered};
use crate::reach::smtp::{self, Mail, Relay};
use crate::reach::webhook::{self, Hook};
use crate::render::monitor as rendered;
use crate::store::{Catalog, credential};
use chrono::{DateTime, Timelike, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Longest time that one sink may take of a check; a try that has begun is not cut short by more than its own time.
const SINK: Duration = Duration::from_mins(1);
/// How long a mark waits for another writer at least: what is not marked is sent again.
const MARK: Duration = Duration::from_mins(5);

/// What was opened, or why not, by name of the credential.
type Opened = BTreeMap<String, Result<Secret, String>>;

/// Tells the sinks what waits for them.
pub(super) fn tell(settings: &Settings, book: &AlertBook, now: &str) -> Result<Vec<Told>, Failure> {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let post = Post { settings, book, now, catalog: credential::catalog_id(&catalog)?.to_string() };
    let mut waiting: BTreeMap<String, Vec<Delivery>> = BTreeMap::new();
    for one in catalog.alert_deliveries(false)? {
        waiting.entry(one.sink.clone()).or_default().push(one);
    }
    let mut rounds = Vec::new();
    for sink in &book.sinks {
        let all = waiting.remove(&sink.name).unwrap_or_default();
        let told = Told { sink: sink.name.clone(), waiting: all.len(), ..Told::default() };
        let alone = matches!(sink.sink, Sink::Webhook { .. });
        rounds.push((sink, told, state::groups(all, alone, &|one| post.is_due(sink, one))));
    }
    let opened =
        post.open(&catalog, &rounds.iter().filter(|one| !one.2.is_empty()).map(|one| one.0).collect::<Vec<_>>())?;
    drop(catalog);
    let mut told = Vec::new();
    for (sink, counts, groups) in rounds {
        told.push(post.one_sink(sink, counts, &groups, &opened)?);
    }
    for (sink, left) in waiting {
        told.push(post.no_sink(sink, left)?);
    }
    Ok(told)
}

/// What every step of a check needs.
struct Post<'p> {
    settings: &'p Settings,
    book: &'p AlertBook,
    now: &'p str,
    /// Id of the catalog.
    catalog: String,
}

impl Post<'_> {
    fn is_due(&self, sink: &NamedSink, one: &Delivery) -> bool {
        let minute =
            DateTime::parse_from_rfc3339(self.now).map_or(0, |at| at.to_utc().num_seconds_from_midnight() / 60);
        let is_quiet = self.book.quiet_hours.is_some_and(|hours| hours.hold_at(minute));
        !is_quiet || !sink.quiet || one.severity() == Severity::Error
    }

    /// Opens the credentials of sinks that have something to be told, as one act. One that does not open is its sink's trouble.
    fn open(&self, catalog: &Catalog, sinks: &[&NamedSink]) -> Result<Opened, Failure> {
        let names: BTreeSet<&str> = sinks.iter().filter_map(|sink| credential_of(sink)).collect();
        if names.is_empty() {
            return Ok(Opened::new());
        }
        let failed = |why: &str| names.iter().map(|name| ((*name).to_owned(), Err(why.to_owned()))).collect();
        let Some(vault) = Vault::of(self.settings, catalog)? else { return Ok(failed("the catalog has no keys")) };
        let identities = match vault.identities() {
            Ok(identities) => identities,
            Err(failure) => return Ok(failed(failure.message())),
        };
        let subjects = names.iter().map(|name| format!("credential:{name}").into()).collect();
        let sinks: Vec<&str> =
            sinks.iter().filter(|sink| credential_of(sink).is_some()).map(|sink| &*sink.name).collect();
        let detail = format!("monitor check, for the sinks {}", sinks.join(", "));
        let act = Act { action: Action::SecretRead, subjects, detail };
        audited_reading(self.settings, &actor_with(Some(&identities)), &act, || {
            let open = |name: &str| -> Result<Secret, String> {
                let said = |failure: Failure| failure.message().to_owned();
                vault.require(Right::ReadSecret, &vault.subjects(name)).map_err(said)?;
                let stored = credential::current(catalog, name).map_err(|error| error.to_string())?;
                let stored = stored.ok_or_else(|| format!("credential {name} is not in the catalog"))?;
                vault.open(&identities, &stored).map_err(|error| error.to_string())
            };
            let opened: Opened = names.iter().map(|name| ((*name).to_owned(), open(name))).collect();
            let count = opened.values().filter(|one| one.is_ok()).count();
            let said = format!("{count} of {} opened", opened.len());
            Ok((opened, said))
        })
    }

    fn one_sink(
        &self,
        sink: &NamedSink,
        mut told: Told,
        groups: &[Vec<Delivery>],
        opened: &Opened,
    ) -> Result<Told, Failure> {
        let until = Instant::now() + SINK;
        // Alerts of which something was not taken: what follows of them would come before it.
        let mut behind = BTreeSet::new();
        for group in groups {
            let is_behind = |one: &Delivery| behind.contains(&one.notice.episode.id);
            if Instant::now() >= until || (group.len() == 1 && group.iter().any(is_behind)) {
                continue;
            }
            let batch = self.begin(group)?;
            let Err(failed) = self.send(sink, group, &batch, opened, until) else {
                self.settle(group, DeliveryState::Sent, "")?;
                told.sent += group.len();
                told.waiting -= group.len();
                continue;
            };
            let (lost, kept): (Vec<Delivery>, Vec<Delivery>) =
                group.iter().cloned().partition(|one| failed.again == Again::Never || self.is_over(one));
            self.settle(&lost, DeliveryState::GivenUp, &failed.message)?;
            self.settle(&kept, DeliveryState::Waiting, &failed.message)?;
            told.given_up += lost.len();
            told.waiting -= lost.len();
            behind.extend(kept.iter().map(|one| one.notice.episode.id));
            if told.trouble.is_empty() {
                told.trouble = failed.message;
            }
            if failed.again == Again::SinkIsDown {
                break;
            }
        }
        Ok(told)
    }

    /// What waits for a sink that the file does not have: it may come back, up to a time.
    fn no_sink(&self, sink: String, left: Vec<Delivery>) -> Result<Told, Failure> {
        let GiveUp { hours, .. } = self.book.give_up;
        let (lost, kept): (Vec<Delivery>, Vec<Delivery>) =
            left.into_iter().partition(|one| self.hours_since(&one.made_at) >= i64::from(hours));
        let trouble = "alerts.yaml has no sink of this name".to_owned();
        self.settle(&lost, DeliveryState::GivenUp, &trouble)?;
        Ok(Told { sink, sent: 0, waiting: kept.len(), given_up: lost.len(), trouble })
    }

    /// True where the attempt that has just failed was the last.
    fn is_over(&self, one: &Delivery) -> bool {
        let GiveUp { attempts, hours } = self.book.give_up;
        one.attempts + 1 >= attempts && self.hours_since(&one.made_at) >= i64::from(hours)
    }

    fn hours_since(&self, then: &str) -> i64 {
        let parsed = |text: &str| DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc));
        parsed(self.now).and_then(|now| Ok((now - parsed(then)?).num_hours())).unwrap_or(0)
    }

    /// Notes the attempt. Returns what the group is sent as, now and in every other attempt.
    fn begin(&self, group: &[Delivery]) -> Result<String, Failure> {
        let keys: Vec<String> = group.iter().map(|one| state::key(&self.catalog, one)).collect();
        let known = group.first().map(|one| one.batch.clone()).filter(|batch| !batch.is_empty());
        let batch = match (known, keys.as_slice()) {
            (Some(batch), _) => batch,
            (None, [key]) => key.clone(),
            (None, keys) => fingerprint(&keys.iter().map(String::as_str).collect::<Vec<_>>()),
        };
        let wait = self.settings.wait;
        Catalog::open_existing(&self.settings.catalog, wait, &holder("monitor check"))?
            .begin_deliveries(group, &batch, self.now)?;
        Ok(batch)
    }

    fn settle(&self, group: &[Delivery], state: DeliveryState, trouble: &str) -> Result<(), Failure> {
        if group.is_empty() {
            return Ok(());
        }
        let wait = self.settings.wait.max(MARK);
        let open = Catalog::open_existing(&self.settings.catalog, wait, &holder("monitor check"));
        open.and_then(|writing| writing.settle_deliveries(group, state, trouble, self.now)).map_err(|error| {
            let what = if state == DeliveryState::Sent { "was told" } else { "was not told" };
            Failure::new(STORE, format!("a sink {what}, but that could not be noted: {error}"))
                .hint("the next check sends it again, with the same number")
        })
    }

    fn send(
        &self,
        sink: &NamedSink,
        group: &[Delivery],
        batch: &str,
        opened: &Opened,
        until: Instant,
    ) -> Result<(), Undelivered> {
        let secret = credential_of(sink).map(|name| match opened.get(name) {
            Some(Ok(secret)) => Ok(secret),
            Some(Err(why)) => Err(Undelivered::new(Again::SinkIsDown, why.clone())),
            None => Err(Undelivered::new(Again::SinkIsDown, format!("credential {name} was not opened"))),
        });
        let secret = secret.transpose()?;
        let timeout = Duration::from_secs(sink.timeout_seconds);
        let ca_file = Some(sink.ca_file.clone()).filter(|path| !path.is_empty());
        let line = |one: &Delivery| rendered::notice_line(&self.catalog, one);
        match &sink.sink {
            Sink::File { path } => {
                let lines: Vec<(String, String)> =
                    group.iter().map(|one| (state::key(&self.catalog, one), line(one))).collect();
                let tried_before = group.iter().any(|one| !one.batch.is_empty());
                alert_file::append(std::path::Path::new(path), &lines, tried_before)
            }
            Sink::Webhook { .. } => {
                let Some(url) = secret else { return Err(Undelivered::new(Again::Never, "no URL")) };
                let hook = Hook { url, ca_file: ca_file.as_deref(), insecure: sink.insecure, timeout };
                group.iter().try_for_each(|one| webhook::post(&hook, batch, &line(one), until))
            }
            Sink::Email { host, port, tls, user, from, to, .. } => {
                let login = secret.map(|secret| (user.clone(), secret.clone()));
                let (host, port, tls, insecure) = (host.clone(), *port, tls.clone(), sink.insecure);
                let relay = Relay { host, port, tls, login, ca_file, insecure, timeout };
                smtp::send(&relay, &self.mail(group, batch, from, to), until)
            }
        }
    }

    fn mail(&self, group: &[Delivery], batch: &str, from: &str, to: &[String]) -> Mail {
        let (subject, body) = rendered::mail(group);
        let id = format!("{batch}@{}.catalog.invalid", self.catalog);
        Mail { id, from: from.to_owned(), to: to.to_vec(), date: rendered::mail_date(self.now), subject, body }
    }
}

fn credential_of(sink: &NamedSink) -> Option<&str> {
    match &sink.sink {
        Sink::Email { credential, .. } | Sink::Webhook { credential } => {
            Some(credential.as_str()).filter(|name| !name.is_empty())
        }
        Sink::File { .. } => None,
    }
}
