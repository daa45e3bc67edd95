//! Runs a signer. Signers are futures that never wait, as long as they are handed a whole credential.

use super::Trouble;
use crate::model::connection::Verdict;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// The answer of a signer.
pub(super) fn now(signed: impl Future<Output = reqsign::Result<()>>) -> Result<(), Trouble> {
    match pin!(signed).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(())) => Ok(()),
        Poll::Ready(Err(error)) => {
            Err(Trouble::new(Verdict::NotChecked, format!("nothing can be signed with it: {error}")))
        }
        Poll::Pending => Err(Trouble::new(Verdict::Failed, "the signature was not made at once")),
    }
}
