//! How much text may be under way between the cutting thread and the writer, and buffers that are used again.

use super::Gone;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes of text between the cutting thread and the writer: enough to keep two readers busy, and what bounds the memory.
pub(super) const BYTES: usize = 16 << 20;
/// Buffers kept for use again, and how large one may be.
const SPARE_BUFFERS: usize = 8;
const SPARE_BYTES: usize = 8 << 20;

/// Bytes that may be under way, and buffers that were. A child larger than all of it goes alone.
pub(super) struct Budget {
    state: Mutex<(usize, bool)>,
    all: usize,
    freed: Condvar,
    /// Memory from the system comes zeroed page by page, which took a tenth of an ingest; so buffers are used again.
    buffers: Mutex<Vec<String>>,
}

impl Budget {
    pub(super) fn new(all: usize) -> Self {
        Self { state: Mutex::new((0, false)), all, freed: Condvar::new(), buffers: Mutex::new(Vec::new()) }
    }

    fn lock(&self) -> MutexGuard<'_, (usize, bool)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn take(&self, bytes: usize) -> Result<(), Gone> {
        let mut state = self.lock();
        while state.0 > 0 && state.0 + bytes > self.all && !state.1 {
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.0 += bytes;
        if state.1 { Err(Gone) } else { Ok(()) }
    }

    pub(super) fn spare(&self) -> String {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Keeps a buffer for later, unless there are enough or it is larger than is worth keeping.
    pub(super) fn recycle(&self, buffer: String) {
        let mut buffers = self.buffers.lock().unwrap_or_else(PoisonError::into_inner);
        if buffers.len() < SPARE_BUFFERS && buffer.capacity() <= SPARE_BYTES {
            buffers.push(buffer);
        }
    }

    pub(super) fn give_back(&self, bytes: usize) {
        let mut state = self.lock();
        state.0 = state.0.saturating_sub(bytes);
        self.freed.notify_one();
    }

    pub(super) fn close(&self) {
        self.lock().1 = true;
        self.freed.notify_all();
    }
}
