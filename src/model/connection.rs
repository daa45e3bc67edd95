//! Connections: as sessions refer to them, the objects behind the names, and what a test of one saw.
//!
//! The objects are not in an export of PowerCenter; they come from `connections.yaml`, `pmrep`, IMX or by hand.

use super::Text;
use super::attribute::Attribute;

/// CONNECTIONREFERENCE: by name or by variable, or neither.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionReference {
    /// CNXREFNAME, for example `DB Connection`
    pub reference: Text,
    /// CONNECTIONTYPE, for example `Relational`
    pub connection_type: Text,
    /// CONNECTIONSUBTYPE, for example `Oracle`; empty where a variable is used
    pub subtype: Text,
    /// CONNECTIONNAME
    pub name: Text,
    /// VARIABLE, for example `$DBConnection_DWH`
    pub variable: Text,
    /// PARTITIONNAME
    pub partition: Text,
    /// Connection attributes overridden by the session
    pub attributes: Vec<Attribute>,
    /// Lines before it in the text that was read
    pub line: u32,
}

/// A connection object: what stands behind a name that sessions use. It holds no secret, only the name of its credential.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Connection {
    /// Name
    pub name: Text,
    /// Environment; empty: every one that has no connection of this name of its own
    pub environment: Text,
    /// Type as Informatica says it (`Relational`, `Application`, `FTP`, `Queue`, `Loader`), empty where the source of the
    /// connection says none
    #[serde(rename = "type")]
    pub connection_type: Text,
    /// Subtype (`Oracle`, `Microsoft SQL Server`), or the word of a [`Family`] (`kafka`, `s3`)
    pub subtype: Text,
    /// Attributes by name, sorted; names in lower case with underscores, see [`Family::attributes`]. Others are kept, too
    pub attributes: Vec<(Text, Text)>,
    /// Name of the credential that opens it
    pub credential: Option<Text>,
    /// Where it is known from: `hand`, or the name of the file that was imported
    pub source: Text,
    /// Line in that file, from 1; 0 where it has none
    pub line: u32,
}

impl Connection {
    /// The value of an attribute, `None` where it is not there or empty.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        found.filter(|value| !value.is_empty())
    }

    /// How it is opened, `None` for what this program opens in no way.
    #[must_use]
    pub fn family(&self) -> Option<Family> {
        Family::of(&self.connection_type, &self.subtype)
    }
}

/// A way to open a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Oracle database
    Oracle,
    /// PostgreSQL
    Postgresql,
    /// Microsoft SQL Server
    Sqlserver,
    /// Anything behind the user's ODBC driver manager: DB2, Teradata, Sybase, Informix, …
    Odbc,
    /// HiveServer2
    Hive,
    /// Local files
    File,
    /// HDFS, over WebHDFS
    Hdfs,
    /// Amazon S3 and what speaks like it
    S3,
    /// Azure Blob Storage
    AzureBlob,
    /// Google Cloud Storage
    Gcs,
    /// Kafka
    Kafka,
    /// Amazon Kinesis
    Kinesis,
}

/// A family, its word, the subtypes that mean it (lower case), and its attributes. Those before `;` are needed.
struct FamilyFacts(Family, &'static str, &'static [&'static str], &'static str);

/// Source: the manual's pages on connection objects for names and needs; subtypes as the census of exports and
/// `pmrep createconnection -s` spell them.
const FAMILIES: &[FamilyFacts] = &[
    FamilyFacts(
        Family::Oracle,
        "oracle",
        &["oracle"],
        "; host port service_name sid connect_string user schema environment_sql code_page tls ca_file wallet",
    ),
    FamilyFacts(
        Family::Postgresql,
        "postgresql",
        &["postgresql", "postgres"],
        "host ; port database user schema environment_sql code_page tls ca_file",
    ),
    FamilyFacts(
        Family::Sqlserver,
        "sqlserver",
        &["sqlserver", "mssql", "microsoft sql server"],
        "host ; port instance database user domain trusted schema packet_size environment_sql code_page tls ca_file",
    ),
    FamilyFacts(
        Family::Odbc,
        "odbc",
        &["odbc", "db2", "teradata", "sybase", "informix", "netezza", "vertica"],
        "; dsn driver connect_string host port database user schema environment_sql code_page",
    ),
    FamilyFacts(Family::Hive, "hive", &["hive"], "host ; port database user auth tls ca_file"),
    FamilyFacts(Family::File, "file", &["file", "local", "flat file"], "path ;"),
    FamilyFacts(Family::Hdfs, "hdfs", &["hdfs", "hadoop hdfs"], "url ; path user auth ca_file"),
    FamilyFacts(
        Family::S3,
        "s3",
        &["s3", "amazon s3"],
        "bucket ; prefix region endpoint access_key_id path_style ca_file",
    ),
    FamilyFacts(
        Family::AzureBlob,
        "azure_blob",
        &["azure_blob", "azure blob", "azure blob storage"],
        "account container ; prefix endpoint ca_file",
    ),
    FamilyFacts(Family::Gcs, "gcs", &["gcs", "google cloud storage"], "bucket ; prefix endpoint ca_file"),
    FamilyFacts(Family::Kafka, "kafka", &["kafka"], "brokers ; topic user sasl tls ca_file"),
    FamilyFacts(
        Family::Kinesis,
        "kinesis",
        &["kinesis", "amazon kinesis"],
        "stream region ; endpoint access_key_id ca_file",
    ),
];

impl Family {
    /// Every family, in the order of its word's table in the README.
    #[must_use]
    pub fn all() -> Vec<Self> {
        FAMILIES.iter().map(|facts| facts.0).collect()
    }

    /// The family of a type and subtype. A relational subtype that is not known is tried through ODBC by nobody: `None`.
    #[must_use]
    pub fn of(connection_type: &str, subtype: &str) -> Option<Self> {
        let said = if subtype.is_empty() { connection_type } else { subtype }.to_lowercase();
        FAMILIES.iter().find(|facts| facts.2.contains(&said.as_str())).map(|facts| facts.0)
    }

    fn facts(self) -> Option<&'static FamilyFacts> {
        FAMILIES.iter().find(|facts| facts.0 == self)
    }

    /// Its word: `postgresql`, `azure_blob`.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.facts().map_or("", |facts| facts.1)
    }

    /// Subtypes that mean it, in lower case.
    #[must_use]
    pub fn subtypes(self) -> &'static [&'static str] {
        self.facts().map_or(&[], |facts| facts.2)
    }

    /// Names of its attributes: those that it needs, and those that it may have.
    #[must_use]
    pub fn attributes(self) -> (Vec<&'static str>, Vec<&'static str>) {
        let (needed, other) = self.facts().and_then(|facts| facts.3.split_once(';')).unwrap_or_default();
        (needed.split_whitespace().collect(), other.split_whitespace().collect())
    }
}

/// What a test of a connection came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Logged in, and what was asked for is there
    Ok,
    /// Nobody answers there: refused, no route, no such host
    Unreachable,
    /// No TLS could be agreed on, or the certificate is not trusted
    TlsFailure,
    /// The server does not accept the user or its credential
    AuthenticationFailed,
    /// Logged in, but may not look at what was asked for
    PermissionDenied,
    /// The database, bucket, topic, path … is not there
    NotFound,
    /// Somebody accepted the connection and said nothing in time
    TimedOut,
    /// No driver for it on this machine, or not in this build
    DriverMissing,
    /// This program cannot do what it asks for, for example Kerberos
    NotSupported,
    /// Nothing was tried: no identity opens its secret, or an attribute has no value
    NotChecked,
    /// The server answered with something else; the message says what
    Failed,
}

impl Verdict {
    /// Every verdict with its word.
    pub const ALL: [(&'static str, Self); 11] = [
        ("ok", Self::Ok),
        ("unreachable", Self::Unreachable),
        ("tls-failure", Self::TlsFailure),
        ("authentication-failed", Self::AuthenticationFailed),
        ("permission-denied", Self::PermissionDenied),
        ("not-found", Self::NotFound),
        ("timed-out", Self::TimedOut),
        ("driver-missing", Self::DriverMissing),
        ("not-supported", Self::NotSupported),
        ("not-checked", Self::NotChecked),
        ("failed", Self::Failed),
    ];

    /// Its word, as stored and shown.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, verdict)| *verdict == self).map_or("", |(word, _)| word)
    }
}

/// A column of a table as a server describes it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Column {
    /// Name as the server spells it
    pub name: Text,
    /// Type as the server names it, without its precision: `numeric`, `character varying`
    #[serde(rename = "type")]
    pub data_type: Text,
    /// Digits or characters, where the type has them
    pub precision: Option<u32>,
    /// Digits after the point, where the type has them
    pub scale: Option<u32>,
}

impl Column {
    /// A column of a type as most servers write it: `numeric(10,2)`, `timestamp(3) without time zone`, `int`.
    #[must_use]
    pub fn described(name: &str, described: &str) -> Self {
        let plain = Self { name: name.into(), data_type: described.trim().into(), precision: None, scale: None };
        let Some((before, rest)) = described.split_once('(') else { return plain };
        let Some((inside, after)) = rest.split_once(')') else { return plain };
        let mut numbers = inside.split(',').map(|number| number.trim().parse().ok());
        let data_type = format!("{}{}", before.trim(), after.trim_end());
        Self {
            data_type: data_type.into(),
            precision: numbers.next().flatten(),
            scale: numbers.next().flatten(),
            ..plain
        }
    }
}

/// What a test saw.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Seen {
    /// What it came to
    pub verdict: Verdict,
    /// What the server calls itself, with its version; empty where it did not say
    pub server: Text,
    /// Milliseconds that the login and the look took; a login counts for each reference that shares it. `None`: nothing was tried
    pub latency_ms: Option<u64>,
    /// What went wrong, or what was looked at; never a secret
    pub message: String,
    /// True where certificates were not verified
    pub insecure: bool,
    /// Columns of the table that was asked for
    pub columns: Option<Vec<Column>>,
}

/// A connection and the time in which it was so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionRevision {
    /// What it was.
    pub connection: Connection,
    /// Since when, UTC.
    pub first_at: String,
    /// The first moment at which it was not so any more; `None`: it still is.
    pub last_at: Option<String>,
}

/// What a test saw, and when.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct StoredTest {
    /// The connection.
    #[serde(rename = "connection")]
    pub name: Text,
    /// The environment that was asked for.
    pub environment: Text,
    /// When, UTC.
    pub tested_at: String,
    /// Word of the verdict.
    pub verdict: String,
    /// What the server called itself.
    pub server: String,
    /// Milliseconds; `None`: nothing was tried.
    pub latency_ms: Option<u64>,
    /// What was said.
    pub message: String,
    /// True where certificates were not verified.
    pub insecure: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_described_type_is_taken_apart() {
        let said = |described| {
            let Column { data_type, precision, scale, .. } = Column::described("c", described);
            (data_type.to_string(), precision, scale)
        };
        assert_eq!(said("numeric(10,2)"), ("numeric".to_owned(), Some(10), Some(2)));
        assert_eq!(said("timestamp(3) without time zone"), ("timestamp without time zone".to_owned(), Some(3), None));
        assert_eq!(said("nvarchar(max)"), ("nvarchar".to_owned(), None, None));
        assert_eq!(said("integer"), ("integer".to_owned(), None, None));
        assert_eq!(said("struct<a:int"), ("struct<a:int".to_owned(), None, None));
    }
}
