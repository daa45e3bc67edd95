//! What stands behind an error of a client: its chain of causes, and the verdict that they give.
//!
//! Owns the failures that all network clients share: nobody there, silence, a certificate that is not trusted. What only
//! one protocol knows (a wrong password, a missing database) stays with its family.

use crate::model::connection::Verdict;
use std::error::Error;
use std::io;

/// What getaddrinfo's failures begin with; Rust has no kind for them.
const NO_SUCH_HOST: &str = "failed to lookup address";

/// The verdict of the deepest cause that says one. `None` where none does.
pub(super) fn verdict_of(error: &(dyn Error + 'static)) -> Option<Verdict> {
    chain(error).into_iter().rev().find_map(|cause| {
        if cause.is::<rustls::Error>() {
            return Some(Verdict::TlsFailure);
        }
        cause.downcast_ref::<io::Error>().and_then(verdict_of_io)
    })
}

fn verdict_of_io(error: &io::Error) -> Option<Verdict> {
    if error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()).is_some() {
        return Some(Verdict::TlsFailure);
    }
    verdict_of_kind(error.kind()).or_else(|| verdict_of_text(&error.to_string()))
}

/// The verdict of a kind of I/O error.
pub(super) fn verdict_of_kind(kind: io::ErrorKind) -> Option<Verdict> {
    match kind {
        io::ErrorKind::ConnectionRefused
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::AddrNotAvailable => Some(Verdict::Unreachable),
        io::ErrorKind::TimedOut => Some(Verdict::TimedOut),
        _ => None,
    }
}

/// The verdict of words, for clients that hand over nothing else. The words are those of Rust's and rustls' own errors.
pub(super) fn verdict_of_text(text: &str) -> Option<Verdict> {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&[NO_SUCH_HOST, "Connection refused", "No route to host", "Network is unreachable"]) {
        return Some(Verdict::Unreachable);
    }
    if says(&["invalid peer certificate", "received fatal alert", "received corrupt message", "peer is incompatible"]) {
        return Some(Verdict::TlsFailure);
    }
    says(&["timed out"]).then_some(Verdict::TimedOut)
}

/// All that the causes say, each once, outermost first.
pub(super) fn words_of(error: &(dyn Error + 'static)) -> String {
    let mut all: Vec<String> = Vec::new();
    for cause in chain(error) {
        let words = cause.to_string();
        if !words.is_empty() && !all.iter().any(|before| before.contains(&words)) {
            all.push(words);
        }
    }
    all.join(": ")
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| cause.source()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] io::Error);

    #[test]
    fn the_deepest_cause_gives_the_verdict_and_each_says_its_words_once() {
        let tls = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        let tls = Outer(io::Error::new(io::ErrorKind::InvalidData, tls));
        assert_eq!(verdict_of(&tls), Some(Verdict::TlsFailure));
        assert_eq!(words_of(&tls), "outer: invalid peer certificate: UnknownIssuer");
        let refused = Outer(io::Error::from(io::ErrorKind::ConnectionRefused));
        assert_eq!(verdict_of(&refused), Some(Verdict::Unreachable));
        assert_eq!(verdict_of(&Outer(io::Error::from(io::ErrorKind::UnexpectedEof))), None);
    }
}
