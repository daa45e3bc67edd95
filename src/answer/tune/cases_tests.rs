//! What the tests of settings are made of: a session that joins a table, runs on Spark, and looking at the answer.

use super::constants::Constants;
use super::outcome::{Setting, Tuning};
use super::tune;
use crate::model::cluster::Cluster;
use crate::model::run::Status;
use crate::model::tuning::{Role, SparkRun, Volume, Workload};
use std::collections::BTreeMap;

pub(super) const MIB: i64 = 1 << 20;
pub(super) const GIB: i64 = 1 << 30;

pub(super) fn volume(role: Role, instance: &str, row_bytes: i64, rows: i64) -> Volume {
    let (instance, row_bytes, rows) = (instance.to_owned(), Some(row_bytes), Some(rows));
    Volume { instance, role, row_bytes, rows, relational: true, readers: 1, ..Volume::default() }
}

/// A joiner over a table of so many MiB.
pub(super) fn joined(mebibytes: i64) -> Workload {
    Workload {
        session: "F/wf/s".to_owned(),
        volumes: vec![volume(Role::Source, "S", MIB, mebibytes)],
        transformations: BTreeMap::from([("Joiner".to_owned(), 1)]),
        ..Workload::default()
    }
}

pub(super) fn run(settings: &[(&str, &str)]) -> SparkRun {
    SparkRun {
        started_at: "2026-01-01T00:00:00".to_owned(),
        status: Status::Succeeded,
        settings: settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        ..SparkRun::default()
    }
}

pub(super) fn tuned(workload: &Workload) -> Tuning {
    pinned(workload, &Cluster::default(), &[])
}

pub(super) fn pinned(workload: &Workload, cluster: &Cluster, pins: &[(&str, &str)]) -> Tuning {
    let pins = pins.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    tune(workload, cluster, &Constants::default(), &pins)
}

pub(super) fn setting<'a>(tuning: &'a Tuning, key: &str) -> Option<&'a Setting> {
    tuning.settings.iter().find(|setting| setting.key == key)
}

#[track_caller]
pub(super) fn are(tuning: &Tuning, expected: &[(&str, Option<&str>)]) {
    for (key, value) in expected {
        assert_eq!(setting(tuning, key).map(|found| found.value.as_str()), *value, "{key}");
    }
}

#[track_caller]
pub(super) fn advises(tuning: &Tuning, area: &str, subject: &str, options: &[(&str, &str)]) -> String {
    let found = tuning.advice.iter().find(|advice| advice.area == area && advice.subject == subject).expect("advice");
    let said: Vec<(&str, &str)> = found.options.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(said, options);
    found.text.clone()
}

pub(super) const PARTITIONS: &str = "spark.sql.shuffle.partitions";
pub(super) const ADVISORY: &str = "spark.sql.adaptive.advisoryPartitionSizeInBytes";
pub(super) const FACTOR: &str = "spark.sql.adaptive.skewJoin.skewedPartitionFactor";
pub(super) const SKEWED: &str = "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes";
pub(super) const THRESHOLD: &str = "spark.sql.autoBroadcastJoinThreshold";
