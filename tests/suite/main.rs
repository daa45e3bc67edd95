//! The integration tests, one binary: the laws of the house, real exports, hostile input, interrupted ingests.
//!
//! Real exports are taken from `$CATALOG_CORPUS`; where it is not set, the tests that need it say so and do nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed, and a skipped one says so aloud"
)]

mod addresses;
mod assess;
mod audit;
mod check;
mod check_log;
mod cli;
mod complete;
mod comply;
mod comply_cases;
mod comply_rules;
mod comply_rules_whole;
mod comply_waivers;
mod comply_whole;
mod connection;
mod connection_file;
mod connection_rules;
mod corpus;
mod diff_apply;
mod diff_corpus;
mod diff_pairs;
mod diff_renames;
mod diff_tree;
mod doctor;
mod dump;
mod export;
mod export_parquet;
mod export_postgres;
mod hostile;
mod house;
mod imx;
mod interrupted;
mod layers;
mod metrics;
mod migrate;
mod migrate_dialect;
mod migrate_powermart;
mod migrate_rules;
mod monitor_history;
mod monitor_mail;
mod monitor_sinks;
mod monitor_told;
mod nightly;
mod oracle;
mod plan;
mod planted;
mod properties;
mod prune;
mod pull;
mod reach;
mod readme;
mod readme_rules;
mod report;
mod report_browser;
mod report_injection;
mod report_pages;
mod report_sections;
mod resolve;
mod runs;
mod rust_text;
mod sandbox;
mod schema;
mod schema_folder;
mod secrets;
mod servers;
mod session_file;
mod session_file_back;
mod shelf;
mod spark_run;
mod template;
mod template_back;
mod template_own;
mod tune;
mod tune_forms;
mod validate;
mod vault;
