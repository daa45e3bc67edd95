//! Asynchronous clients on the thread that tests them, one step at a time.
//!
//! Owns the runtime of a session. Nothing of it outlives the session, and no step outlives its time.

use super::{Limits, Trouble};
use crate::model::connection::Verdict;
use std::future::Future;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// Longest time that a goodbye may take.
const GOODBYE: Duration = Duration::from_millis(100);

/// Runs one future after the other, each within its limits.
pub(super) struct Steps {
    /// `None` only while it is dropped.
    runtime: Option<Runtime>,
    limits: Limits,
}

impl Steps {
    /// A runtime on this thread.
    pub(super) fn new(limits: Limits) -> Result<Self, Trouble> {
        let built = Builder::new_current_thread().enable_all().build();
        let runtime = built.map_err(|error| Trouble::new(Verdict::Failed, format!("no runtime: {error}")))?;
        Ok(Self { runtime: Some(runtime), limits })
    }

    /// From here on, a step may take so long.
    pub(super) fn allow(&mut self, timeout: Duration) {
        self.limits.timeout = timeout;
    }

    /// Runs a step to its end, or until its time is over.
    pub(super) fn run<T>(&self, step: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
        let Some(runtime) = &self.runtime else { return Err(Trouble::silent(self.limits)) };
        let bounded = runtime.block_on(async { tokio::time::timeout(self.limits.timeout, step).await });
        bounded.unwrap_or_else(|_| Err(Trouble::silent(self.limits)))
    }

    /// Gives a client that was dropped the time to say goodbye.
    pub(super) fn goodbye(&self, task: JoinHandle<()>) {
        if let Some(runtime) = &self.runtime {
            let _ = runtime.block_on(async { tokio::time::timeout(GOODBYE, task).await });
        }
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        // Looking up a name cannot be stopped, and is not waited for.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
