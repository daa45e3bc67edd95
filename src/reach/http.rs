//! HTTP, for the families that are asked over it.
//!
//! Owns where requests go (exactly where the user said: no redirect is followed, so no credential goes to another host), how
//! long they may take, how large an answer may be, and which verdict a failed request has. Plain `http://` is used only where
//! the user wrote it, and the answer says so. Proxies are those of `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.

use super::broken::broken;
use super::{Limits, Look, Session, Target, Trouble, tls};
use crate::model::Text;
use crate::model::connection::{Connection, Verdict};
use std::sync::Arc;
use ureq::http::request::Parts;
use ureq::http::{HeaderName, HeaderValue, Request};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Error};

/// Largest answer that is read, in bytes. All that is asked for is small.
const LARGEST: u64 = 1 << 20;

/// How many characters of an answer that is not understood are shown.
const SHOWN: usize = 200;

/// Where requests go: scheme, host and port, and the path that stands before all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Base {
    plain: bool,
    host: String,
    path: String,
}

impl Base {
    /// Reads an address as the user wrote it; without a scheme it is `https://`.
    pub(super) fn of(address: &str) -> Result<Self, Trouble> {
        let (scheme, rest) = address.trim().split_once("://").unwrap_or(("https", address.trim()));
        let plain = match scheme.to_lowercase().as_str() {
            "https" | "swebhdfs" => false,
            "http" | "webhdfs" => true,
            other => {
                return Err(Trouble::new(Verdict::NotSupported, format!("addresses of {other}:// are not opened")));
            }
        };
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if host.is_empty() || host.contains('@') || rest.contains(['?', '#', ' ']) {
            // Not repeated: what stands before an @ may be a password.
            return Err(Trouble::new(Verdict::NotChecked, "the address is not of the form https://HOST:PORT/PATH"));
        }
        Ok(Self { plain, host: host.to_lowercase(), path: path.trim_end_matches('/').to_owned() })
    }

    /// The same, at a host under this one: `bucket` at `s3.amazonaws.com` is `bucket.s3.amazonaws.com`.
    pub(super) fn under(&self, name: &str) -> Self {
        Self { host: format!("{name}.{}", self.host), ..self.clone() }
    }

    /// The same with more of the path.
    pub(super) fn with_path(&self, more: &str) -> Self {
        Self { path: format!("{}{more}", self.path), ..self.clone() }
    }

    /// The path that stands before all others, without a `/` at its end.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// True for `http://`.
    pub(super) fn is_plain(&self) -> bool {
        self.plain
    }

    /// `host:port`.
    pub(super) fn host_and_port(&self) -> String {
        let after_brackets = self.host.rsplit(']').next().unwrap_or_default();
        if after_brackets.contains(':') {
            return self.host.clone();
        }
        format!("{}:{}", self.host, if self.plain { 80 } else { 443 })
    }

    /// A request of this address; the path is given unescaped, from its `/`.
    pub(super) fn request(&self, method: &str, path: &str, query: &[(&str, &str)]) -> Result<Parts, Trouble> {
        let scheme = if self.plain { "http" } else { "https" };
        let mut uri = format!("{scheme}://{}{}{}", self.host, self.path, escaped(path, "/"));
        for (nth, (name, value)) in query.iter().enumerate() {
            let before = if nth == 0 { '?' } else { '&' };
            uri.push_str(&format!("{before}{}={}", escaped(name, ""), escaped(value, "")));
        }
        let request = Request::builder().method(method).uri(uri).body(());
        let request = request.map_err(|error| Trouble::new(Verdict::NotChecked, format!("the address: {error}")))?;
        Ok(request.into_parts().0)
    }
}

/// `host:port` of an address, or the address where it is none; for the endpoint of a family.
pub(super) fn host_and_port(address: &str) -> String {
    Base::of(address).map_or_else(|_| address.to_owned(), |base| base.host_and_port())
}

/// Percent-encodes what RFC 3986 does not call unreserved, and is not among `kept`.
fn escaped(text: &str, kept: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.as_bytes().contains(&byte) {
            all.push(char::from(byte));
        } else {
            all.push_str(&format!("%{byte:02X}"));
        }
    }
    all
}

/// Adds a header to a request.
pub(super) fn header(parts: &mut Parts, name: &'static str, value: &str) -> Result<(), Trouble> {
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| Trouble::new(Verdict::NotChecked, format!("a value that {name} cannot carry")))?;
    value.set_sensitive(name == "authorization");
    parts.headers.insert(HeaderName::from_static(name), value);
    Ok(())
}

/// An answer, whatever its status.
pub(super) struct Reply {
    /// Status code
    pub status: u16,
    headers: ureq::http::HeaderMap,
    /// Body
    pub body: String,
}

impl Reply {
    /// A header's text, empty where it is not there.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as JSON, `Null` where it is none.
    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Text of the first element of that name in a body of XML. The services' errors are flat, so no parser is needed.
    pub(super) fn element(&self, name: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!("<{name}>"))?;
        let (text, _) = rest.split_once("</")?;
        (!text.contains('<')).then(|| text.trim().replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&"))
    }

    /// A failure of a verdict, with the code and the words of the service; the start of the body where it has none.
    pub(super) fn trouble(&self, verdict: Verdict, code: &str, words: &str) -> Trouble {
        let said = if code.is_empty() && words.is_empty() {
            self.body.chars().take(SHOWN).collect()
        } else {
            [code, words].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
        };
        let to = if (300..400).contains(&self.status) { self.header("location") } else { "" };
        let to = to.split('?').next().filter(|to| !to.is_empty()).map(|to| format!(" to {to}")).unwrap_or_default();
        Trouble::new(verdict, format!("HTTP {}{to} {said}", self.status).trim_end().to_owned())
    }

    /// The verdict that a status has where the service's code says nothing better.
    pub(super) fn verdict(&self) -> Verdict {
        match self.status {
            401 => Verdict::AuthenticationFailed,
            403 => Verdict::PermissionDenied,
            404 => Verdict::NotFound,
            _ => Verdict::Failed,
        }
    }
}

/// Sends requests.
pub(super) struct Http {
    agent: Agent,
    limits: Limits,
}

impl Http {
    /// A client for one login.
    pub(super) fn new(target: &Target, limits: Limits) -> Result<Self, Trouble> {
        Self::with(target.connection.attribute("ca_file"), target.insecure, limits)
    }

    /// A client that trusts the certificates of a file, or the system's; or, `insecure`, all.
    pub(super) fn with(ca_file: Option<&str>, insecure: bool, limits: Limits) -> Result<Self, Trouble> {
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .root_certs(RootCerts::Specific(Arc::new(certificates(ca_file)?)))
            .disable_verification(insecure)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(limits.timeout))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("catalog/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Self { agent: config.into(), limits })
    }

    /// Sends a request and reads the whole answer. An answer with a bad status is an answer.
    pub(super) fn send(&self, parts: Parts, body: &str) -> Result<Reply, Trouble> {
        self.send_bytes(parts, body.as_bytes(), LARGEST)
    }

    /// The same, with a body of any bytes and an answer of up to so many.
    pub(super) fn send_bytes(&self, parts: Parts, body: &[u8], largest: u64) -> Result<Reply, Trouble> {
        let answer = if body.is_empty() {
            self.agent.run(Request::from_parts(parts, ()))
        } else {
            self.agent.run(Request::from_parts(parts, body))
        };
        let mut answer = answer.map_err(|error| self.failed(error))?;
        let body = answer.body_mut().with_config().limit(largest).read_to_vec().map_err(|error| self.failed(error))?;
        let (parts, _) = answer.into_parts();
        let body = String::from_utf8_lossy(&body).into_owned();
        Ok(Reply { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    /// Sends a request and looks at the status alone; what else the answer says, or fails to say, changes nothing.
    pub(super) fn status(&self, parts: Parts, body: &str) -> Result<u16, Trouble> {
        let answer = self.agent.run(Request::from_parts(parts, body)).map_err(|error| self.failed(error))?;
        Ok(answer.status().as_u16())
    }

    fn failed(&self, error: Error) -> Trouble {
        match error {
            Error::Timeout(_) => Trouble::silent(self.limits),
            Error::HostNotFound => Trouble::new(Verdict::Unreachable, "no such host"),
            Error::ConnectionFailed | Error::ConnectProxyFailed(_) => {
                Trouble::new(Verdict::Unreachable, error.to_string())
            }
            Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) | Error::TlsRequired => {
                Trouble::new(Verdict::TlsFailure, format!("TLS: {error}"))
            }
            Error::Io(error) => broken(&error, self.limits),
            Error::BodyExceedsLimit(largest) => {
                Trouble::new(Verdict::Failed, format!("its answer has more than {largest} bytes"))
            }
            other => Trouble::new(Verdict::Failed, other.to_string()),
        }
    }
}

fn certificates(ca_file: Option<&str>) -> Result<Vec<Certificate<'static>>, Trouble> {
    let all = tls::certificates(ca_file)?;
    Ok(all.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect())
}

/// What was listed, for people. Nothing under a prefix is no failure: a prefix is no folder, and may be written first.
pub(super) fn listed(place: &str, prefix: &str, is_any: bool) -> String {
    match (prefix.is_empty(), is_any) {
        (true, true) => place.to_owned(),
        (true, false) => format!("{place}, which is empty"),
        (false, true) => format!("{place}, prefix {prefix}"),
        (false, false) => format!("{place}, nothing under prefix {prefix}"),
    }
}

/// A family that is asked one question for each reference.
pub(super) trait Service {
    /// Asks it. The text is what the server calls itself.
    fn ask(&self, target: &Target) -> Result<(String, Text), Trouble>;

    /// True where nothing is encrypted.
    fn is_plain(&self) -> bool;
}

/// Over HTTP there is no login: the first question is it. What it says of the object of the first reference is kept for the
/// look at that reference; what it says of the server, or of the credential, ends the login.
struct Asked<S> {
    service: S,
    server: Text,
    first: Option<(Connection, Result<Look, Trouble>)>,
}

/// Opens a family that is asked over HTTP.
pub(super) fn open(service: impl Service + 'static, target: &Target) -> Result<Box<dyn Session>, Trouble> {
    let (first, server) = match service.ask(target) {
        Ok((what, server)) => (Ok(look(&service, what)), server),
        Err(trouble) if matches!(trouble.verdict, Verdict::PermissionDenied | Verdict::NotFound) => {
            (Err(trouble), Text::default())
        }
        Err(trouble) => return Err(trouble),
    };
    Ok(Box::new(Asked { service, server, first: Some((target.connection.clone(), first)) }))
}

fn look(service: &impl Service, what: String) -> Look {
    let what = if service.is_plain() { format!("{what} (not encrypted)") } else { what };
    Look { what, columns: None }
}

impl<S: Service> Session for Asked<S> {
    fn server(&self) -> Text {
        self.server.clone()
    }

    fn look(&mut self, target: &Target) -> Result<Look, Trouble> {
        match self.first.take() {
            Some((connection, first)) if connection == target.connection => first,
            _ => self.service.ask(target).map(|(what, _)| look(&self.service, what)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_unless_the_user_says_otherwise() {
        assert_eq!(host_and_port("Store.example/dev"), "store.example:443");
        assert_eq!(host_and_port("http://[::1]"), "[::1]:80");
        assert_eq!(host_and_port("http://[::1]:81/x"), "[::1]:81");
        assert!(Base::of("webhdfs://nn:9870").is_ok_and(|base| base.is_plain()));
        assert!(Base::of("hdfs://nn:8020").is_err_and(|trouble| trouble.verdict == Verdict::NotSupported));
    }

    #[test]
    fn a_password_in_an_address_is_not_repeated() {
        let trouble = Base::of("https://me:hunter2@store.example").err();
        assert!(trouble.is_some_and(|trouble| !trouble.message.contains("hunter2")));
    }

    #[test]
    fn names_are_escaped() {
        let parts = Base::of("http://h:1/a/").and_then(|base| base.request("GET", "/b c", &[("p", "x/ü&y")]));
        assert!(parts.is_ok_and(|parts| parts.uri == "http://h:1/a/b%20c?p=x%2F%C3%BC%26y"));
    }

    #[test]
    fn an_element_is_cut_out_of_a_flat_error() {
        let reply = |body: &str| Reply { status: 403, headers: ureq::http::HeaderMap::new(), body: body.to_owned() };
        let error =
            reply("<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>a &quot;b&quot;</Message></Error>");
        assert_eq!(error.element("Code").as_deref(), Some("AccessDenied"));
        assert_eq!(error.element("Message").as_deref(), Some("a \"b\""));
        assert_eq!(reply("<Code><b>x</b></Code>").element("Code"), None);
        assert_eq!(reply("<Code>").element("Code"), None);
    }
}
