//! The sink that is a webhook: one POST of JSON a notice.
//!
//! Owns how often and how long it is tried. No redirect is followed, so nothing goes elsewhere than the URL says; the URL is a
//! secret and stands in no message. Every try of a notice has the same `Idempotency-Key`: where an answer was lost, the
//! receiver can tell that it has it already.

use super::Limits;
use super::delivery::{Again, Undelivered};
use super::http::{Http, header};
use super::message::shown;
use crate::model::alert::is_loopback;
use crate::model::connection::Verdict;
use crate::model::secret::Secret;
use std::time::{Duration, Instant};
use ureq::http::{Request, Uri};

/// Pauses before the second and the third try. There is no fourth.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];

/// Where notices are posted to.
pub struct Hook<'a> {
    /// The URL.
    pub url: &'a Secret,
    /// Certificates in place of the system's.
    pub ca_file: Option<&'a str>,
    /// Certificates are not verified, and `http://` may leave this machine.
    pub insecure: bool,
    /// Longest time of one try.
    pub timeout: Duration,
}

/// Posts one notice; tries again for what may pass, but begins no try after `until`.
///
/// An answer of 2xx is taken. 400, 413, 415 and 422 speak of this notice and are final. All else may pass; 401, 403, 404, 405
/// and 410 speak of the URL, which can be mended: no other notice is posted to it for now, and none is lost.
pub fn post(hook: &Hook<'_>, key: &str, body: &str, until: Instant) -> Result<(), Undelivered> {
    let mut pauses = PAUSES.into_iter();
    loop {
        let failed = match once(hook, key, body) {
            Ok(()) => return Ok(()),
            Err(failed) => failed,
        };
        match pauses.next() {
            Some(pause) if failed.again != Again::Never && Instant::now() + pause < until => std::thread::sleep(pause),
            _ => return Err(failed),
        }
    }
}

fn once(hook: &Hook<'_>, key: &str, body: &str) -> Result<(), Undelivered> {
    let uri = address(hook)?;
    let failed = |again, message: &str| Undelivered::new(again, shown(message, Some(hook.url)));
    let request = Request::builder().method("POST").uri(uri).body(());
    let mut parts = request.map_err(|error| failed(Again::Never, &format!("the URL: {error}")))?.into_parts().0;
    let mut headers = header(&mut parts, "content-type", "application/json");
    headers = headers.and_then(|()| header(&mut parts, "idempotency-key", key));
    headers.map_err(|trouble| failed(Again::Never, &trouble.message))?;
    let http = Http::with(hook.ca_file, hook.insecure, Limits { timeout: hook.timeout });
    let status = http.and_then(|http| http.status(parts, body)).map_err(|trouble| {
        let is_down = matches!(trouble.verdict, Verdict::Unreachable | Verdict::TimedOut | Verdict::TlsFailure);
        failed(if is_down { Again::SinkIsDown } else { Again::Later }, &trouble.message)
    })?;
    match status {
        200..=299 => Ok(()),
        400 | 413 | 415 | 422 => Err(failed(Again::Never, &format!("HTTP {status}"))),
        401 | 403..=405 | 410 => {
            Err(failed(Again::SinkIsDown, &format!("HTTP {status}: look at the URL that the credential holds")))
        }
        300..=399 => Err(failed(Again::Later, &format!("HTTP {status}: redirects are not followed"))),
        _ => Err(failed(Again::Later, &format!("HTTP {status}"))),
    }
}

/// The URL, where it may be used. It is a mistake of the credential's value, which can be mended: so it may pass.
fn address(hook: &Hook<'_>) -> Result<Uri, Undelivered> {
    let wrong = |what: &str| Undelivered::new(Again::SinkIsDown, what);
    let uri: Uri = hook.url.expose().trim().parse().map_err(|_| wrong("the value of the credential is no URL"))?;
    let host = uri.host().unwrap_or_default();
    let has_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
    match uri.scheme_str() {
        _ if host.is_empty() => Err(wrong("the value of the credential is no URL with a host")),
        _ if has_user => Err(wrong("the URL of a webhook has no user or password before its host")),
        Some("https") => Ok(uri),
        Some("http") if hook.insecure || is_loopback(host) => Ok(uri),
        Some("http") => Err(wrong("http:// goes to this machine alone, or with insecure: true")),
        _ => Err(wrong("the URL of a webhook begins with https://")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_leaves_this_machine_and_no_message_tells_the_url() {
        let says = |url: &str, insecure| {
            let url = Secret::new(url.to_owned());
            let hook = Hook { url: &url, ca_file: None, insecure, timeout: Duration::from_secs(1) };
            address(&hook).map_or_else(|failed| failed.message, |_| String::new())
        };
        for good in ["https://hooks.example/a?b=c", "http://127.0.0.1:1/x", "http://localhost/x", "http://[::1]:8/"] {
            assert_eq!(says(good, false), "");
        }
        for wrong in ["http://hooks.example/tiger", "ftp://tiger", "tiger", "https://me:tiger@hooks.example/", ""] {
            let said = says(wrong, false);
            assert!(!said.is_empty() && !said.contains("tiger"), "{wrong}: {said}");
        }
        assert_eq!(says("http://hooks.example/tiger", true), "");
    }
}
