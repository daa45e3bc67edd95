//! Objects of a bucket: read, written whole, removed.
//!
//! Owns the three requests of an export, and how often one is tried again. An object is there whole or not at all: S3 shows it
//! once it has all of it.

use super::{Base, Http, Limits, Signer, Target, Trouble, USUAL_REGION, address, aws, is_in_path, moved};
use crate::model::connection::Verdict;
use crate::reach::{message, tls};
use std::thread;
use std::time::Duration;

/// How often a request is made where the service does not answer or has trouble of its own.
const TRIES: u32 = 4;
/// Before the second try; twice as long before each one after it.
const PAUSE: Duration = Duration::from_millis(250);
/// Largest object that is read.
const LARGEST: u64 = 256 << 20;

/// A bucket, with the credential that opens it.
pub struct Objects {
    http: Http,
    base: Base,
    before: String,
    signer: Signer,
    target: Target,
}

impl Objects {
    /// Of a bucket at the service of a connection.
    ///
    /// # Errors
    ///
    /// Where the connection is none to S3, or its attributes lead nowhere. Nothing is asked yet.
    pub fn of(target: &Target, bucket: &str, limits: Limits) -> Result<Self, Trouble> {
        tls::install();
        let connection = &target.connection;
        let region = connection.attribute("region").unwrap_or(USUAL_REGION);
        let base = Base::of(&address(connection))?;
        let in_path = is_in_path(connection, bucket);
        Ok(Self {
            http: Http::new(target, limits)?,
            base: if in_path { base } else { base.under(bucket) },
            before: if in_path { format!("/{bucket}/") } else { "/".to_owned() },
            signer: Signer::new(target, "s3", region)?,
            target: target.clone(),
        })
    }

    /// The text of an object; `None` where it is not there.
    ///
    /// # Errors
    ///
    /// What the service or the client says.
    pub fn get(&self, key: &str) -> Result<Option<String>, Trouble> {
        match self.ask("GET", key, &[]) {
            Ok(text) => Ok(Some(text)),
            Err((404, trouble)) if !trouble.message.contains("NoSuchBucket") => Ok(None),
            Err((_, trouble)) => Err(trouble),
        }
    }

    /// Writes an object, in the place of one that is there.
    ///
    /// # Errors
    ///
    /// What the service or the client says.
    pub fn put(&self, key: &str, bytes: &[u8]) -> Result<(), Trouble> {
        self.ask("PUT", key, bytes).map(drop).map_err(|(_, trouble)| trouble)
    }

    /// Removes an object; one that is not there is removed.
    ///
    /// # Errors
    ///
    /// What the service or the client says.
    pub fn remove(&self, key: &str) -> Result<(), Trouble> {
        match self.ask("DELETE", key, &[]) {
            Ok(_) | Err((404, _)) => Ok(()),
            Err((_, trouble)) => Err(trouble),
        }
    }

    /// The body of a good answer, else its status (0: none came) and what it says.
    fn ask(&self, method: &str, key: &str, body: &[u8]) -> Result<String, (u16, Trouble)> {
        let mut pause = PAUSE;
        for _ in 1..TRIES {
            match self.once(method, key, body) {
                Err((status, trouble)) if is_passing(status, &trouble) => thread::sleep(pause),
                answer => return answer,
            }
            pause *= 2;
        }
        self.once(method, key, body)
    }

    fn once(&self, method: &str, key: &str, body: &[u8]) -> Result<String, (u16, Trouble)> {
        let asked = || {
            let mut parts = self.base.request(method, &format!("{}{key}", self.before), &[])?;
            self.signer.sign(&mut parts, body)?;
            self.http.send_bytes(parts, body, LARGEST)
        };
        let told = |trouble: Trouble| {
            let message = message::shown(&trouble.message, self.target.secret.as_ref());
            Trouble { message, ..trouble }
        };
        let reply = asked().map_err(|trouble| (0, told(trouble)))?;
        if (200..300).contains(&reply.status) {
            return Ok(reply.body);
        }
        Err((reply.status, told(moved(&reply).unwrap_or_else(|| aws::refusal(&reply)))))
    }
}

/// True where the same request may do better in a moment.
fn is_passing(status: u16, trouble: &Trouble) -> bool {
    matches!(status, 429 | 500..=599)
        || (status == 0 && matches!(trouble.verdict, Verdict::Unreachable | Verdict::TimedOut))
}
