//! What a socket that broke comes to.

use super::{Limits, Trouble, cause};
use crate::model::connection::Verdict;
use std::io::{self, ErrorKind};

/// The trouble with a socket while connecting, reading or writing.
pub(super) fn broken(error: &io::Error, limits: Limits) -> Trouble {
    // A socket whose own timeout is over says that it would have to wait.
    let verdict =
        if error.kind() == ErrorKind::WouldBlock { Some(Verdict::TimedOut) } else { cause::verdict_of(error) };
    match (verdict, error.kind()) {
        (Some(Verdict::TimedOut), _) => Trouble::silent(limits),
        (Some(verdict), _) => Trouble::new(verdict, cause::words_of(error)),
        (
            None,
            ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe,
        ) => Trouble::new(Verdict::Failed, "the server closed the connection without an answer"),
        (None, _) => Trouble::new(Verdict::Failed, cause::words_of(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_closed_connection_is_not_an_absent_server() {
        let verdict = |kind: ErrorKind| broken(&kind.into(), Limits { timeout: Duration::from_secs(3) }).verdict;
        assert_eq!(verdict(ErrorKind::ConnectionRefused), Verdict::Unreachable);
        assert_eq!(verdict(ErrorKind::ConnectionReset), Verdict::Failed);
        assert_eq!(verdict(ErrorKind::WouldBlock), Verdict::TimedOut);
    }
}
