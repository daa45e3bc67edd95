//! The sink that is mail: one message over SMTP.
//!
//! Owns how the server is reached: TLS from the first byte, STARTTLS that must succeed, or plain text to this machine alone.
//! Certificates are verified. A text cannot break out of its header or of the body: addresses are parsed, headers encoded,
//! lines that begin with a dot doubled. The same message has the same `Message-ID` in every try: where an answer was lost,
//! the receiver can tell that it has it already.

use super::delivery::{Again, Undelivered};
use super::message::shown;
use crate::model::alert::is_loopback;
use crate::model::secret::Secret;
use lettre::Transport as _;
use lettre::message::header::{ContentType, Date, Header, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::{Error, SmtpTransport};
use std::io;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// The server.
#[derive(Clone)]
pub struct Relay {
    /// Host.
    pub host: String,
    /// Port.
    pub port: u16,
    /// `tls`, `starttls` or `none`.
    pub tls: String,
    /// User with password; `None`: nobody logs in.
    pub login: Option<(String, Secret)>,
    /// Certificates in place of the system's.
    pub ca_file: Option<String>,
    /// Certificates are not verified, and plain text may leave this machine.
    pub insecure: bool,
    /// Longest time of one step.
    pub timeout: Duration,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// `Message-ID`, without its brackets.
    pub id: String,
    /// Sender.
    pub from: String,
    /// Recipients.
    pub to: Vec<String>,
    /// As RFC 2822 writes it.
    pub date: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// Sends a message. Nothing is waited for after `until`.
pub fn send(relay: &Relay, mail: &Mail, until: Instant) -> Result<(), Undelivered> {
    let message = message(mail)?;
    let transport = transport(relay)?;
    let (tell, told) = mpsc::channel();
    // Each step has its time, but a server that sends a byte now and then has as many steps as it likes.
    std::thread::spawn(move || {
        // Nobody listens any more where it took too long.
        let _ = tell.send(transport.send(&message));
    });
    let silent = || Undelivered::new(Again::SinkIsDown, "no end of the conversation within the time of the check");
    let sent = told.recv_timeout(until.saturating_duration_since(Instant::now())).map_err(|_| silent())?;
    sent.map(drop).map_err(|error| failed(&error, relay))
}

fn failed(error: &Error, relay: &Relay) -> Undelivered {
    let server = format!("SMTP {}:{}", relay.host, relay.port);
    if is_silence(error) {
        let seconds = relay.timeout.as_secs();
        return Undelivered::new(Again::SinkIsDown, format!("{server}: no answer within {seconds} s"));
    }
    let words = shown(&super::cause::words_of(error), relay.login.as_ref().map(|(_, secret)| secret));
    let again = if error.is_permanent() || error.is_transient() { Again::Later } else { Again::SinkIsDown };
    Undelivered::new(again, format!("{server}: {words}"))
}

/// True where a step took too long: the system says so in two ways.
fn is_silence(error: &Error) -> bool {
    let mut causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    causes.any(|cause| {
        let kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        matches!(kind, Some(io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut))
    })
}

fn message(mail: &Mail) -> Result<Message, Undelivered> {
    let wrong = |what: &str| Undelivered::new(Again::SinkIsDown, what.to_owned());
    let mailbox = |text: &str| text.parse::<Mailbox>().map_err(|_| wrong("an address of from or to is none"));
    let date = Date::parse(&mail.date).map_err(|_| wrong("the time of the check is no date of a mail"))?;
    let mut built = Message::builder()
        .header(date)
        .header(MIME_VERSION_1_0)
        .from(mailbox(&mail.from)?)
        .subject(one_line(&mail.subject));
    for to in &mail.to {
        built = built.to(mailbox(to)?);
    }
    built = built.message_id(Some(format!("<{}>", one_line(&mail.id)))).header(ContentType::TEXT_PLAIN);
    // So that no program answers it (RFC 3834).
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    built = built.raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()));
    built.body(mail.body.clone()).map_err(|error| wrong(&format!("the mail cannot be made: {error}")))
}

/// Without what ends a header.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn transport(relay: &Relay) -> Result<SmtpTransport, Undelivered> {
    let tls = match relay.tls.as_str() {
        "tls" => Tls::Wrapper(parameters(relay)?),
        "none" if relay.insecure || is_loopback(&relay.host) => Tls::None,
        "none" => {
            return Err(Undelivered::new(Again::SinkIsDown, "plain text goes to this machine alone"));
        }
        _ => Tls::Required(parameters(relay)?),
    };
    let mut built = SmtpTransport::builder_dangerous(relay.host.as_str()).port(relay.port).tls(tls);
    built = built.timeout(Some(relay.timeout));
    if let Some((user, secret)) = &relay.login {
        built = built.credentials(Credentials::new(user.clone(), secret.expose().to_owned()));
    }
    Ok(built.build())
}

fn parameters(relay: &Relay) -> Result<TlsParameters, Undelivered> {
    let wrong = |what: String| Undelivered::new(Again::SinkIsDown, format!("TLS: {what}"));
    let mut built = TlsParameters::builder(relay.host.clone());
    if let Some(path) = &relay.ca_file {
        let pem = std::fs::read(path).map_err(|error| wrong(format!("ca_file {path}: {error}")))?;
        let authority = Certificate::from_pem(&pem).map_err(|error| wrong(format!("ca_file {path}: {error}")))?;
        built = built.certificate_store(CertificateStore::None).add_root_certificate(authority);
    }
    built = built.dangerous_accept_invalid_certs(relay.insecure);
    built.build_rustls().map_err(|error| wrong(super::cause::words_of(&error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(subject: &str, body: &str) -> Mail {
        Mail {
            id: "a@b".to_owned(),
            from: "catalog@example.com".to_owned(),
            to: vec!["ops@example.com".to_owned()],
            date: "Sun, 29 Nov 2026 07:00:00 +0000".to_owned(),
            subject: subject.to_owned(),
            body: body.to_owned(),
        }
    }

    #[test]
    fn a_text_cannot_make_a_header() {
        let forged = mail("a\r\nBcc: evil@example.com\r\n\r\nbody\u{85}x\u{2028}y", ".\r\nQUIT\r\n");
        let text = String::from_utf8(message(&forged).expect("a mail").formatted()).expect("ASCII");
        let head = text.split("\r\n\r\n").next().unwrap_or_default();
        let names: Vec<&str> = head.lines().filter(|line| !line.starts_with([' ', '\t'])).collect();
        assert!(names.iter().all(|line| !line.starts_with("Bcc") && line.contains(": ")), "{head}");
        assert_eq!(names.len(), 9, "{head}");
        let broken = Mail { to: vec!["a@b.c>\r\nDATA".to_owned()], ..mail("x", "y") };
        assert!(message(&broken).is_err());
    }
}
