//! Why a sink did not take what it was sent, and whether it is worth another try.

/// Whether it is worth another try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The sink is not there, or silent: nothing else is sent to it for now.
    SinkIsDown,
    /// This one was not taken for now; another may be.
    Later,
    /// It will never be taken.
    Never,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// Whether it is worth another try.
    pub again: Again,
    /// One line in which no secret stands.
    pub message: String,
}

impl Undelivered {
    /// Makes one.
    pub fn new(again: Again, message: impl Into<String>) -> Self {
        Self { again, message: message.into() }
    }
}
