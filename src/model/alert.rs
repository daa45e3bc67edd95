//! An alert: something that operators should know in the morning, and where they are told.
//!
//! Owns the shape of an alert, of the rules' settings and of sinks. Never carries a secret: what a sink needs is the name of
//! a credential.

mod notice;
pub mod rule;

pub use notice::{Change, Delivery, DeliveryState, Episode, Notice, NoticeKind};

use super::problem::Severity;
use std::collections::BTreeMap;

/// Something is wrong now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alert {
    /// How much it matters.
    pub severity: Severity,
    /// Code of the rule: `longer-than-usual`.
    pub rule: String,
    /// What it is about: an address, `connection:NAME`, `credential:NAME`, an SLA's name, `catalog`.
    pub object: String,
    /// One line, lower case: what, how much, against what.
    pub message: String,
    /// When it happened, as the source has it; empty where it has no time.
    pub at: String,
    /// Stable while the same thing is wrong: rule, object and what the rule adds (never the time, never an amount).
    pub fingerprint: String,
}

/// What is wanted of one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleSetting {
    /// It is not asked.
    pub off: bool,
    /// In place of its own.
    pub severity: Option<Severity>,
    /// Only of these addresses: `*` stands for any characters.
    pub scope: String,
    /// Thresholds by name, as plain numbers: seconds, days, per cent, whatever the threshold counts in.
    pub values: BTreeMap<String, String>,
}

/// Where alerts go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sink {
    /// Mail.
    Email {
        /// Host of the SMTP server.
        host: String,
        /// Its port.
        port: u16,
        /// How it is secured: `tls`, `starttls`, or `none` (only to a loopback address, or where `insecure` is said).
        tls: String,
        /// User name; empty: none.
        user: String,
        /// Name of the credential that holds the password; empty: none.
        credential: String,
        /// Sender.
        from: String,
        /// Recipients.
        to: Vec<String>,
    },
    /// A POST of JSON.
    Webhook {
        /// Name of the credential that holds the URL.
        credential: String,
    },
    /// JSON lines, appended.
    File {
        /// Path.
        path: String,
    },
}

/// A sink with what it wants to hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedSink {
    /// Its name: deliveries are kept by it.
    pub name: String,
    /// Where it leads.
    pub sink: Sink,
    /// At least this severe.
    pub min_severity: Severity,
    /// It waits for the end of quiet hours, unless an alert is an error.
    pub quiet: bool,
    /// Longest time of one step, in seconds.
    pub timeout_seconds: u64,
    /// Certificates are not verified, and plain text may leave this machine.
    pub insecure: bool,
    /// A PEM file in place of the system's certificates; empty: none.
    pub ca_file: String,
}

/// Hours in which only errors are told. Minutes of the day at `offset_minutes` from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// Minute of the day at which they begin.
    pub from: u32,
    /// Minute of the day at which they end; before `from`: the next day.
    pub until: u32,
    /// East of UTC.
    pub offset_minutes: i32,
}

/// True for a host that is this machine, by its name or address.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// Minutes of a day.
const DAY: i64 = 24 * 60;

impl QuietHours {
    /// True where a minute of the day in UTC lies in them. `from` is in, `until` is not; the same minute twice: never.
    #[must_use]
    pub fn hold_at(&self, minute_utc: u32) -> bool {
        let here = (i64::from(minute_utc) + i64::from(self.offset_minutes)).rem_euclid(DAY);
        let (from, until) = (i64::from(self.from), i64::from(self.until));
        if from <= until { from <= here && here < until } else { here >= from || here < until }
    }
}

/// `alerts.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlertBook {
    /// By code of the rule.
    pub rules: BTreeMap<String, Vec<RuleSetting>>,
    /// In the order of the file.
    pub sinks: Vec<NamedSink>,
    /// None: never quiet.
    pub quiet_hours: Option<QuietHours>,
    /// When a notice is given up.
    pub give_up: GiveUp,
}

/// When a notice that no sink takes is given up: both must be so, so that neither a short outage of a sink that is tried
/// often nor a long time without a check loses one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GiveUp {
    /// At least so many attempts failed.
    pub attempts: u32,
    /// At least so long ago it was made, in hours.
    pub hours: u32,
}

impl Default for GiveUp {
    fn default() -> Self {
        Self { attempts: 5, hours: 72 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_go_over_midnight_and_know_their_offset() {
        let night = QuietHours { from: 22 * 60, until: 6 * 60, offset_minutes: 60 };
        let at = |hour: u32, minute: u32| night.hold_at(hour * 60 + minute);
        assert_eq!([at(20, 59), at(21, 0), at(23, 30), at(4, 59), at(5, 0)], [false, true, true, true, false]);
        let none = QuietHours { from: 60, until: 60, offset_minutes: 0 };
        assert!((0..1440).all(|minute| !none.hold_at(minute)));
    }
}
