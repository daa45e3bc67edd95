//! Everything that talks to another system. One file a family of connections.
//!
//! Owns how a connection is opened, what is asked of it (one trivial statement or listing, or the history of runs, see
//! [`pull`]), and how each client's failures become a [`Verdict`]. Makes something on the other side in two places only, which
//! exports ask for: [`s3::objects`] and [`postgres::upsert`]. Never resolves a parameter, never stores.
//!
//! A family is opened once for all references of one endpoint and credential: [`Session`] is that login, and
//! [`Session::look`] asks it for what one reference names. Several clients' own timeouts do not fire, so [`pool`] bounds
//! every step from outside.

pub mod alert_file;
mod aws;
mod azure_blob;
mod broken;
mod cause;
pub mod delivery;
mod file;
mod gcs;
mod hdfs;
mod hive;
mod http;
mod kafka;
mod kinesis;
#[cfg(any(feature = "mssql", feature = "odbc", feature = "oracle"))]
mod listed;
mod message;
#[cfg(feature = "mssql")]
mod mssql;
#[cfg(feature = "odbc")]
mod odbc;
#[cfg(feature = "oracle")]
mod oracle;
pub mod pool;
pub mod postgres;
pub mod pull;
pub mod s3;
mod signing;
pub mod smtp;
mod steps;
pub mod tls;
pub mod webhook;

pub use pool::{Options, Tested, test_all};

use crate::model::Text;
use crate::model::connection::{Column, Connection, Family, Verdict};
use crate::model::secret::Secret;
use std::time::Duration;

/// A connection to be tested, its parameters resolved, its secret opened.
#[derive(Clone)]
pub struct Target {
    /// How it is opened.
    pub family: Family,
    /// Its definition, with every attribute resolved.
    pub connection: Connection,
    /// The value of its credential; `None` where it has none.
    pub secret: Option<Secret>,
    /// Do not verify certificates.
    pub insecure: bool,
    /// A table whose columns are wanted, `NAME` or `SCHEMA.NAME`.
    pub table: Option<Text>,
}

impl Target {
    /// An attribute without which nothing can be tried.
    pub(crate) fn needed(&self, name: &str) -> Result<&str, Trouble> {
        let missing = || Trouble::new(Verdict::NotChecked, format!("attribute {name} has no value"));
        self.connection.attribute(name).ok_or_else(missing)
    }

    /// The attribute `port`, or the port that the family usually has.
    pub(crate) fn port(&self, usual: u16) -> Result<u16, Trouble> {
        let Some(said) = self.connection.attribute("port") else { return Ok(usual) };
        said.trim().parse().map_err(|_| Trouble::new(Verdict::NotChecked, format!("attribute port: {said} is no port")))
    }

    /// `host:port` of its attributes, for [`endpoint`].
    pub(crate) fn host_and_port(&self, usual: u16) -> String {
        let host = self.connection.attribute("host").unwrap_or_default().to_lowercase();
        format!("{host}:{}", self.port(usual).unwrap_or(usual))
    }
}

/// What a family may take for itself. The pool bounds every step from outside, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest time that a step (a login, a look) may take.
    pub timeout: Duration,
}

/// Why a step failed: the verdict, and words in which no secret stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What it comes to.
    pub verdict: Verdict,
    /// What the client or the server said.
    pub message: String,
}

impl Trouble {
    /// Makes a trouble.
    pub fn new(verdict: Verdict, message: impl Into<String>) -> Self {
        Self { verdict, message: message.into() }
    }

    /// Nothing was heard for as long as a step may take.
    #[must_use]
    pub fn silent(limits: Limits) -> Self {
        Self::new(Verdict::TimedOut, format!("no answer within {} s", limits.timeout.as_secs_f64()))
    }
}

/// What a look at the object of a reference found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// What was looked at, for people: `SELECT 1`, `bucket b, prefix p`.
    pub what: String,
    /// Columns of the table that was asked for.
    pub columns: Option<Vec<Column>>,
}

/// Takes a row, with the names of its columns; false where no more are wanted.
pub type TakeRow<'t> = dyn FnMut(&[String], Vec<String>) -> bool + 't;

/// One login at one endpoint. Used by one thread.
pub trait Session {
    /// What the server calls itself, with its version; empty where it does not say.
    fn server(&self) -> Text;

    /// Looks at what a target names: the database, bucket, topic, path, table. Makes nothing.
    fn look(&mut self, target: &Target) -> Result<Look, Trouble>;

    /// Hands over the rows of a SELECT, one by one: NULL is an empty text. In a transaction that can only read, where the
    /// server has such. A table or a column that is not there is [`Verdict::NotFound`].
    fn rows(&mut self, sql: &str, take: &mut TakeRow<'_>) -> Result<(), Trouble> {
        let (_, _) = (sql, take);
        Err(Trouble::new(Verdict::NotSupported, pull::ONLY))
    }
}

/// Logs in.
fn open(target: &Target, limits: Limits) -> Result<Box<dyn Session>, Trouble> {
    match target.family {
        Family::File => file::open(target, limits),
        Family::Postgresql => postgres::open(target, limits),
        Family::AzureBlob => azure_blob::open(target, limits),
        Family::Gcs => gcs::open(target, limits),
        Family::Hdfs => hdfs::open(target, limits),
        Family::Hive => hive::open(target, limits),
        Family::Kafka => kafka::open(target, limits),
        Family::Kinesis => kinesis::open(target, limits),
        Family::S3 => s3::open(target, limits),
        #[cfg(feature = "mssql")]
        Family::Sqlserver => mssql::open(target, limits),
        #[cfg(feature = "odbc")]
        Family::Odbc => odbc::open(target, limits),
        #[cfg(feature = "oracle")]
        Family::Oracle => oracle::open(target, limits),
        #[cfg(not(all(feature = "mssql", feature = "odbc", feature = "oracle")))]
        other => Err(lacks(other).unwrap_or_else(|| Trouble::new(Verdict::Failed, "no client"))),
    }
}

/// The address that would be silent if the server were: what one thread works on.
fn endpoint(target: &Target) -> String {
    match target.family {
        Family::File => file::endpoint(target),
        Family::Postgresql => postgres::endpoint(target),
        Family::AzureBlob => azure_blob::endpoint(target),
        Family::Gcs => gcs::endpoint(target),
        Family::Hdfs => hdfs::endpoint(target),
        Family::Hive => hive::endpoint(target),
        Family::Kafka => kafka::endpoint(target),
        Family::Kinesis => kinesis::endpoint(target),
        Family::S3 => s3::endpoint(target),
        #[cfg(feature = "mssql")]
        Family::Sqlserver => mssql::endpoint(target),
        #[cfg(feature = "odbc")]
        Family::Odbc => odbc::endpoint(target),
        #[cfg(feature = "oracle")]
        Family::Oracle => oracle::endpoint(target),
        #[cfg(not(all(feature = "mssql", feature = "odbc", feature = "oracle")))]
        not_built => not_built.word().to_owned(),
    }
}

/// Why a family cannot be opened by this build; `None` where it can. Asked first: no secret is opened in vain.
#[must_use]
pub fn lacks(family: Family) -> Option<Trouble> {
    let features = [
        (Family::Sqlserver, cfg!(feature = "mssql"), "SQL Server", "mssql"),
        (Family::Odbc, cfg!(feature = "odbc"), "ODBC", "odbc"),
        (Family::Oracle, cfg!(feature = "oracle"), "Oracle", "oracle"),
    ];
    let (_, _, name, feature) = features.into_iter().find(|(of, is_built, ..)| *of == family && !is_built)?;
    let build = format!("cargo build --release --features {feature}");
    let message = format!("this build has no client for {name}; build it with `{build}`");
    Some(Trouble::new(Verdict::DriverMissing, message))
}
