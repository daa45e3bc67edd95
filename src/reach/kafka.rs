//! Kafka: asks a broker for its topics.
//!
//! Owns that only the list of all topics is asked for: a broker makes a topic that is asked for by its name. A topic that the
//! user may not describe is not in that list, and cannot be told from one that is not there.

use super::steps::Steps;
use super::{Limits, Look, Session, Target, Trouble, cause, tls};
use crate::model::Text;
use crate::model::connection::Verdict;
use rskafka::BackoffConfig;
use rskafka::client::{ClientBuilder, Credentials, SaslConfig};
use rskafka::topic::Topic;
use std::sync::Arc;
use std::time::Duration;

/// Largest answer of a broker, in bytes: about 100,000 topics.
const LARGEST: usize = 16 << 20;

/// One answer of a broker holds all topics, so it is asked once for all references.
struct Brokers {
    topics: Vec<Topic>,
    encrypted: bool,
}

/// Opens it.
pub(super) fn open(target: &Target, limits: Limits) -> Result<Box<dyn Session>, Trouble> {
    let encrypted = tls::wanted(target)?;
    let brokers = brokers(target.needed("brokers")?);
    let mut builder = ClientBuilder::new(brokers)
        .client_id(env!("CARGO_PKG_NAME"))
        .max_message_size(LARGEST)
        // One try; what is not there now is not waited for.
        .backoff_config(BackoffConfig { deadline: Some(Duration::ZERO), ..BackoffConfig::default() });
    if encrypted {
        builder = builder.tls_config(Arc::new(tls::client_config(target)?));
    }
    if let Some(sasl) = sasl(target)? {
        builder = builder.sasl_config(sasl);
    }
    let topics = Steps::new(limits)?.run(async {
        let client = builder.build().await.map_err(|error| trouble(&error.to_string()))?;
        client.list_topics().await.map_err(|error| trouble(&error.to_string()))
    })?;
    Ok(Box::new(Brokers { topics, encrypted }))
}

/// The brokers, sorted: any of them answers for all.
pub(super) fn endpoint(target: &Target) -> String {
    let mut all = brokers(&target.connection.attribute("brokers").unwrap_or_default().to_lowercase());
    all.sort_unstable();
    all.join(",")
}

fn brokers(said: &str) -> Vec<String> {
    let all = said.split(|c: char| c == ',' || c.is_whitespace()).filter(|broker| !broker.is_empty());
    all.map(|broker| if broker.contains(':') { broker.to_owned() } else { format!("{broker}:9092") }).collect()
}

/// How to log in: as `sasl` says, by PLAIN where only a credential is there, else not at all.
fn sasl(target: &Target) -> Result<Option<SaslConfig>, Trouble> {
    let usual = if target.secret.is_some() { "plain" } else { "none" };
    let said = target.connection.attribute("sasl").unwrap_or(usual).to_lowercase();
    let make = match said.as_str() {
        "none" => return Ok(None),
        "plain" => SaslConfig::Plain,
        "scram-sha-256" => SaslConfig::ScramSha256,
        "scram-sha-512" => SaslConfig::ScramSha512,
        other => return Err(Trouble::new(Verdict::NotSupported, format!("authentication by SASL {other}"))),
    };
    let Some(secret) = &target.secret else {
        return Err(Trouble::new(Verdict::NotChecked, format!("sasl: {said} is there, a credential is not")));
    };
    Ok(Some(make(Credentials::new(target.needed("user")?.to_owned(), secret.expose().to_owned()))))
}

/// The client nests its errors in errors that hand nothing over, so their words decide.
fn trouble(words: &str) -> Trouble {
    if words.contains("Sasl handshake failed") {
        return Trouble::new(Verdict::AuthenticationFailed, words);
    }
    if words.contains("AuthorizationFailed") {
        return Trouble::new(Verdict::PermissionDenied, words);
    }
    match cause::verdict_of_text(words) {
        Some(verdict) => Trouble::new(verdict, words),
        None if words.contains("eof") || words.contains("reset by peer") => Trouble::new(
            Verdict::Failed,
            format!("the broker closed the connection; does it want TLS, or SASL? {words}"),
        ),
        None => Trouble::new(Verdict::Failed, words),
    }
}

impl Session for Brokers {
    fn server(&self) -> Text {
        // The protocol tells no version of the broker.
        Text::default()
    }

    fn look(&mut self, target: &Target) -> Result<Look, Trouble> {
        let topic = target.connection.attribute("topic");
        let what = match topic.map(|name| (name, self.topics.iter().find(|topic| topic.name == name))) {
            None => format!("topics: {}", self.topics.len()),
            Some((name, Some(topic))) => format!("topic {name}, partitions: {}", topic.partitions.len()),
            Some((name, None)) => {
                let words = format!("topic {name} is not there, or this user may not see it");
                return Err(Trouble::new(Verdict::NotFound, words));
            }
        };
        let plain = if self.encrypted { "" } else { " (not encrypted)" };
        Ok(Look { what: format!("{what}{plain}"), columns: None })
    }
}
