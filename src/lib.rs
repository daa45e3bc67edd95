//! The map of the house. `catalog` keeps what PowerCenter sessions are configured to do in one local SQLite file.
//!
//! | room | what it is | may import (of ours) | the one door for |
//! |---|---|---|---|
//! | [`model`] | plain values; no I/O, SQL, XML, clock | nothing | – |
//! | [`read`] | bytes → model + problems | model | quick-xml, fastxml, `encoding_rs`, archives, YAML, csv-core; zstd and `serde_json` for event logs |
//! | [`store`] | model ↔ SQLite | model | rusqlite, refinery, zstd, blake3 |
//! | [`vault`] | seals and opens secrets; keys, signed lists of members | model | age, minisign |
//! | [`reach`] | everything that talks to another system | model | clients of databases, object stores and streams, TLS |
//! | [`answer`] | model → answer; pure | model | – |
//! | [`render`] | answer → text, JSON, CSV, XML, HTML | model, answer | `serde_json`, csv, askama |
//! | [`ingest`] | sources → read in parallel → secrets sealed → one writer → `Summary` | model, read, store, vault | rayon |
//! | [`cli`] | the user's words → the rooms above; prints, exits, reads clock and environment | all | clap, indicatif |
//!
//! A *noun* is a thing that is kept (snapshot, repository, mapping, session, workflow, connection, credential, role, audit,
//! run, template, assessment, alert) and has a `NOUN.rs` in `model`, in `read` where it comes from outside, in `store`, and a `migrations/V?__NOUN.sql`.
//! A *verb* is a question that is asked (show, find, plan, tune, diff, migrate, …). `tests/suite/layers.rs` holds the table and the laws.
//!
//! The unit of storage is the child of FOLDER (a *content*). An *object* is an identity; a *definition* is one text that an
//! object had, kept once however often it comes back; a *revision* is the interval of snapshots in which an object had a
//! definition. Typed tables hang on definitions, so A → B → A is three revisions and two definitions.

pub mod answer;
pub mod cli;
pub mod ingest;
pub mod model;
pub mod reach;
pub mod read;
pub mod render;
pub mod store;
pub mod vault;
