//! An alert: something that operators should know in the morning, and where they are told.
//!
//! Owns the shape of an alert, of the rules' settings and of sinks. Never carries a secret: what a sink needs is the name of
//! a credential.

pub mod rule;

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

/// `alerts.yaml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlertBook {
    /// By code of the rule.
    pub rules: BTreeMap<String, Vec<RuleSetting>>,
    /// In the order of the file.
    pub sinks: Vec<NamedSink>,
    /// None: never quiet.
    pub quiet_hours: Option<QuietHours>,
}
