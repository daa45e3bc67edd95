//! Threads beside the main one: as much stack as that has, and an end that is told.
//!
//! Owns the words for a thread that does not start or does not end well.

use super::exit::{Failure, STORE};
use std::thread::{Builder, Scope, ScopedJoinHandle};

/// As the main thread has; values in values in values are put in by calls in calls.
const STACK_BYTES: usize = 8 << 20;

/// Work that goes on beside the main thread.
pub(super) struct Beside<'s, T>(std::io::Result<ScopedJoinHandle<'s, Result<T, Failure>>>);

/// Begins some work.
pub(super) fn begin<'s, 'e, T: Send + 's>(
    scope: &'s Scope<'s, 'e>,
    work: impl FnOnce() -> Result<T, Failure> + Send + 's,
) -> Beside<'s, T> {
    Beside(Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work))
}

impl<T> Beside<'_, T> {
    /// Waits for what comes of it.
    pub(super) fn end(self) -> Result<T, Failure> {
        let begun = self.0.map_err(|error| Failure::new(STORE, format!("a thread cannot be started: {error}")))?;
        begun.join().map_err(|_| Failure::new(STORE, "a thread ended before its work did"))?
    }
}
