//! Rules about what Spark cannot do as such, each with the nearest it has.
#![expect(missing_docs, reason = "a rule says itself what it means")]

use super::Of;
use crate::model::finding::{Category, Rule};
use crate::model::problem::Severity;

const OF: Of = Of(Category::Compatibility);

pub const SPARK_BULK_LOAD: Rule = OF.rule(
    "spark-bulk-load",
    Severity::Info,
    "Spark has no bulk mode",
    "write with JDBC batchsize and numPartitions, or through the bulk connector of the database",
    "ours",
);

pub const SPARK_PUSHDOWN: Rule = OF.rule(
    "spark-pushdown",
    Severity::Warning,
    "Spark does not turn a pipeline into SQL of the database",
    "read through JDBC with a query or pushDownPredicate, or keep the SQL in the database",
    "ours",
);

pub const SPARK_CONSTRAINT_ORDER: Rule = OF.rule(
    "spark-constraint-order",
    Severity::Warning,
    "Spark does not write parent rows before their children",
    "write the target tables one after another in the order of their keys",
    "ours",
);

pub const SPARK_GRID: Rule = OF.rule(
    "spark-grid",
    Severity::Info,
    "a session on a grid: Spark is always spread over machines",
    "set executors and dynamic allocation instead",
    "ours",
);

pub const SPARK_TRANSACTION_CONTROL: Rule = OF.rule(
    "spark-transaction-control",
    Severity::Warning,
    "Spark has no commits inside a pipeline",
    "write one file or one batch for each transaction with foreachBatch or partitionBy, or use Delta Lake or Iceberg commits",
    "ours",
);

pub const SPARK_USER_COMMIT: Rule = OF.rule(
    "spark-user-commit",
    Severity::Warning,
    "Spark has no user-defined commit",
    "each write is one commit; split the data before it is written",
    "ours",
);

pub const SPARK_ROW_ERROR_LOG: Rule = OF.rule(
    "spark-row-error-log",
    Severity::Warning,
    "Spark fails a task where PowerCenter logs a row",
    "filter bad rows into a table of their own (try_cast, mode PERMISSIVE with _corrupt_record, badRecordsPath)",
    "ours",
);

pub const SPARK_EXTERNAL_LOADER: Rule = OF.rule(
    "spark-external-loader",
    Severity::Warning,
    "Spark does not start loaders of databases",
    "write files and start the loader after them, or use the Spark connector of the database",
    "ours",
);

pub const SPARK_RESUME: Rule = OF.rule(
    "spark-resume",
    Severity::Warning,
    "a batch of Spark does not resume in its middle",
    "make the write repeatable (overwrite of partitions, MERGE) and run it again; streams have checkpointLocation",
    "ours",
);

pub const SPARK_INCREMENTAL_AGGREGATION: Rule = OF.rule(
    "spark-incremental-aggregation",
    Severity::Warning,
    "Spark keeps no aggregates between batches",
    "merge new aggregates into a stored table (MERGE INTO), or aggregate a stream with state",
    "ours",
);

pub const SPARK_DYNAMIC_LOOKUP: Rule = OF.rule(
    "spark-dynamic-lookup",
    Severity::Warning,
    "Spark cannot look up rows that the same run has just written",
    "take away doubles with a window first, then MERGE INTO the target",
    "ours",
);

pub const SPARK_LOOKUP_ANY_MATCH: Rule = OF.rule(
    "spark-lookup-any-match",
    Severity::Info,
    "a lookup that returns one of several matches: a join returns all",
    "keep one row for each key (row_number over a window) before the join",
    "ours",
);

pub const SPARK_SEQUENCE: Rule = OF.rule(
    "spark-sequence",
    Severity::Warning,
    "Spark has no counter shared by all rows",
    "use monotonically_increasing_id or row_number plus the highest key so far, or an identity column of the target",
    "ours",
);

pub const SPARK_STORED_PROCEDURE: Rule = OF.rule(
    "spark-stored-procedure",
    Severity::Warning,
    "Spark does not call procedures of databases",
    "call it through JDBC from the driver, or write its logic as a transformation",
    "ours",
);

pub const SPARK_UPDATE_STRATEGY: Rule = OF.rule(
    "spark-update-strategy",
    Severity::Warning,
    "Spark appends or overwrites: it does not update or delete rows of a JDBC target",
    "MERGE INTO on Delta Lake or Iceberg, or write a staging table and merge in the database",
    "ours",
);

pub const SPARK_TEST_LOAD: Rule = OF.rule(
    "spark-test-load",
    Severity::Info,
    "Spark has no test load",
    "write to the noop format, or limit the rows",
    "ours",
);

pub const SPARK_REAL_TIME: Rule = OF.rule(
    "spark-real-time",
    Severity::Warning,
    "a reader of changes as they happen",
    "Structured Streaming from Kafka, fed by a tool for change data capture",
    "ours",
);

pub const SPARK_QUEUE: Rule = OF.rule(
    "spark-queue",
    Severity::Warning,
    "Spark has no reader or writer of message queues",
    "bridge the queue to Kafka",
    "ours",
);

pub const SPARK_MAINFRAME: Rule = OF.rule(
    "spark-mainframe",
    Severity::Warning,
    "Spark does not read mainframe data through PowerExchange",
    "unload it to files and read them with a COBOL data source such as Cobrix",
    "ours",
);

pub const SPARK_XML: Rule = OF.rule(
    "spark-xml",
    Severity::Info,
    "XML is read and written by a data source of its own",
    "format(\"xml\") of Spark 4, or spark-xml before it; groups of the definition become nested columns",
    "ours",
);

pub const SPARK_CUSTOM_CODE: Rule = OF.rule(
    "spark-custom-code",
    Severity::Warning,
    "a transformation that is code: Custom, Java, SQL or HTTP",
    "write it again as a UDF, mapPartitions, or a join",
    "ours",
);

pub const SPARK_WEB_SERVICE: Rule = OF.rule(
    "spark-web-service",
    Severity::Warning,
    "Spark does not call web services",
    "call them in mapPartitions with a client of your own, and keep to their limits",
    "ours",
);

pub const SPARK_FTP: Rule = OF.rule(
    "spark-ftp",
    Severity::Warning,
    "Spark does not read or write through FTP",
    "copy the files before and after the job, or use a file system connector for SFTP",
    "ours",
);

pub const SPARK_COMMANDS: Rule = OF.rule(
    "spark-commands",
    Severity::Warning,
    "Spark runs no shell commands around a job",
    "let the scheduler (Airflow, Control-M) run them as tasks of their own",
    "ours",
);

pub const SPARK_COMMAND_SOURCE: Rule = OF.rule(
    "spark-command-source",
    Severity::Warning,
    "a file that a command makes while it is read or written",
    "write the file first, then read it",
    "ours",
);

pub const SPARK_SQL_AROUND: Rule = OF.rule(
    "spark-sql-around",
    Severity::Info,
    "SQL that runs before or after the load",
    "run it through JDBC from the driver, or as a task of the scheduler",
    "ours",
);

pub const SPARK_REJECT_FILE: Rule = OF.rule(
    "spark-reject-file",
    Severity::Info,
    "rows that the target refuses go to a reject file; Spark fails instead",
    "check rows before they are written and keep the bad ones apart",
    "ours",
);

pub const SPARK_ORCHESTRATION: Rule = OF.rule(
    "spark-orchestration",
    Severity::Info,
    "Spark has no workflows: links, decisions, timers, events and mails",
    "use the scheduler (Airflow, Control-M, Databricks Workflows)",
    "ours",
);

/// Every rule of this file.
pub const RULES: &[&Rule] = &[
    &SPARK_BULK_LOAD,
    &SPARK_PUSHDOWN,
    &SPARK_CONSTRAINT_ORDER,
    &SPARK_GRID,
    &SPARK_TRANSACTION_CONTROL,
    &SPARK_USER_COMMIT,
    &SPARK_ROW_ERROR_LOG,
    &SPARK_EXTERNAL_LOADER,
    &SPARK_RESUME,
    &SPARK_INCREMENTAL_AGGREGATION,
    &SPARK_DYNAMIC_LOOKUP,
    &SPARK_LOOKUP_ANY_MATCH,
    &SPARK_SEQUENCE,
    &SPARK_STORED_PROCEDURE,
    &SPARK_UPDATE_STRATEGY,
    &SPARK_TEST_LOAD,
    &SPARK_REAL_TIME,
    &SPARK_QUEUE,
    &SPARK_MAINFRAME,
    &SPARK_XML,
    &SPARK_CUSTOM_CODE,
    &SPARK_WEB_SERVICE,
    &SPARK_FTP,
    &SPARK_COMMANDS,
    &SPARK_COMMAND_SOURCE,
    &SPARK_SQL_AROUND,
    &SPARK_REJECT_FILE,
    &SPARK_ORCHESTRATION,
];
