//! What is told of an alert: its episodes, the notices of each, and their way to the sinks.
//!
//! Owns the shapes. An episode lasts from the check that first saw an alert to the check that did not see it any more; an
//! alert that comes back begins another one.

use super::Alert;
use crate::model::problem::Severity;

/// An alert from its opening on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    /// Number in the catalog; 0 for one that is not stored.
    pub id: i64,
    /// As the last check that saw it had it; its time is that of the opening.
    pub alert: Alert,
    /// From 1; grows each time the alert comes back.
    pub episode: i64,
    /// UTC: the check that saw it first.
    pub opened_at: String,
    /// UTC: the last check that saw it.
    pub seen_at: String,
    /// UTC: the check that did not see it any more; `None`: it is open.
    pub closed_at: Option<String>,
}

/// What one check changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Alerts that were not open.
    pub opened: Vec<Alert>,
    /// Open episodes that are seen again, each as it is now.
    pub still: Vec<Episode>,
    /// Open episodes that are not seen any more.
    pub recovered: Vec<Episode>,
    /// Open episodes of rules that were not asked this time: they stay as they are.
    pub unasked: Vec<Episode>,
}

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// It is wrong.
    Opened,
    /// It is not wrong any more.
    Recovered,
}

impl NoticeKind {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Recovered => "recovered",
        }
    }

    /// Kind by its word.
    #[must_use]
    pub fn named(word: &str) -> Self {
        if word == "recovered" { Self::Recovered } else { Self::Opened }
    }
}

/// One thing that is told, word for word the same in every attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What is told.
    pub kind: NoticeKind,
    /// The episode; severity and message are those of the time when the notice was made or, where it waited, last seen
    /// before its first attempt.
    pub episode: Episode,
}

/// How far a notice is on its way to a sink.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum DeliveryState {
    /// Not yet tried, or it will be tried again.
    #[serde(rename = "waiting")]
    Waiting,
    /// The sink took it.
    #[serde(rename = "sent")]
    Sent,
    /// It is not tried any more.
    #[serde(rename = "given up")]
    GivenUp,
}

impl DeliveryState {
    /// Its word, as stored and shown.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::GivenUp => "given up",
        }
    }

    /// State by its word.
    #[must_use]
    pub fn named(word: &str) -> Self {
        match word {
            "sent" => Self::Sent,
            "given up" => Self::GivenUp,
            _ => Self::Waiting,
        }
    }
}

/// A notice on its way to a sink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// What is told.
    pub notice: Notice,
    /// Name of the sink.
    pub sink: String,
    /// What it is sent with in every attempt; empty: never tried.
    pub batch: String,
    /// How far it is.
    pub state: DeliveryState,
    /// Attempts that were begun.
    pub attempts: u32,
    /// UTC.
    pub made_at: String,
    /// UTC.
    pub changed_at: String,
    /// What went wrong in the last attempt; no secret stands in it.
    pub trouble: String,
}

impl Delivery {
    /// How much what it tells matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.notice.episode.alert.severity
    }
}
