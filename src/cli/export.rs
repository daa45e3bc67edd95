//! `catalog export`: what leaves the catalog, as files of PowerCenter, files of Parquet, or rows of a database.
//!
//! Owns the words of the command line and which of them belong together. Each format has its file.

mod parquet_files;
mod postgres;
mod powermart;
mod tables;

pub(super) use powermart::{place_after, there_already};

use super::exit::{Failure, Outcome, USAGE};
use super::settings::Settings;
use clap::ValueEnum;

/// What the help page says below the options.
const NOTES: &str = "Examples:
  catalog export SALES_DWH/wf_sales_daily -o out
  catalog export --snapshot latest -o all
  catalog export --format parquet -o lake/catalog=prod
  catalog export --format parquet --schema

Files of PowerCenter: UTF-8, as they were read; secrets that were cut out stay `«secret»`, and sealed ones `«sealed:ID»` unless \
--reveal puts them back: then keep the files from others. An object inside a workflow or worklet is written with it. PowerCenter \
imports the file into a folder that has what it refers to: a mapping needs its sources and targets there, a workflow its mappings \
and reusable sessions. Nothing is written over.

Parquet: every table that tells of design, parameters, connections, runs, assessments, alerts and audit, as \
TABLE/snapshot=N/folder=NAME/part-0.parquet (zstd); tables that know no snapshot or folder stand without it. _catalog.json names \
every file with its BLAKE3, gives counts, sums, least and most of every column, and says what is left out and why. A snapshot \
that is exported again replaces its files. Each catalog wants a folder of its own; catalog=NAME as its name makes a column of it.

PostgreSQL: the same tables, made with their comments where they are not there, and upserted in one transaction by catalog, \
snapshot and key; many catalogs share a schema. Rows that stand in a snapshot no more are removed when it is exported again; rows \
that know no snapshot stay.

No sealed value and no key is exported in tables.";

/// Write importable POWERMART files, or tables for Parquet or PostgreSQL
#[derive(Debug, clap::Args)]
#[command(after_help = NOTES)]
pub(super) struct ExportArgs {
    /// The object: [kind:][REPOSITORY::]FOLDER/NAME[@SNAPSHOT], or any clear suffix of it
    #[arg(value_name = "ADDRESS", required_unless_present_any = ["snapshot", "format"])]
    address: Option<String>,
    /// All files, or all tables, of this snapshot; for tables `all` is every one [default for tables: latest]
    #[arg(long, value_name = "SNAPSHOT", conflicts_with = "address")]
    snapshot: Option<String>,
    /// The folder to write to, made where it is not there; for Parquet also s3://BUCKET/PREFIX
    #[arg(short, long, value_name = "DIR")]
    output: Option<String>,
    /// Put sealed secrets back in; it takes an identity that opens them, and the audit log tells of it
    #[arg(long)]
    reveal: bool,
    /// What is written
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<ExportFormat>,
    /// Parquet: print tables and columns as text or json, and write nothing. PostgreSQL: the schema to write to [default: the
    /// connection's, else public]
    #[arg(long, value_name = "SCHEMA", num_args = 0..=1, default_missing_value = "", requires = "format")]
    schema: Option<String>,
    /// The connection that opens the database or the bucket
    #[arg(long, value_name = "CONNECTION", requires = "format")]
    to: Option<String>,
    /// The environment of that connection
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    env: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// Files that PowerCenter imports (the default)
    Powermart,
    /// Tables as Parquet files
    Parquet,
    /// Tables in a PostgreSQL database
    Postgres,
}

pub(super) fn run(args: &ExportArgs, settings: &Settings) -> Outcome {
    let format = args.format.unwrap_or(ExportFormat::Powermart);
    if format == ExportFormat::Powermart {
        if args.schema.is_some() || args.to.is_some() {
            return Err(Failure::new(USAGE, "--schema and --to are of tables: --format parquet or postgres"));
        }
        return powermart::run(args, settings);
    }
    if args.address.is_some() || args.reveal {
        let message = "tables are exported whole and without secrets: leave ADDRESS and --reveal away";
        return Err(Failure::new(USAGE, message));
    }
    if format == ExportFormat::Parquet { parquet_files::run(args, settings) } else { postgres::run(args, settings) }
}
