//! Bytes that a session reads and writes: rows × row width, the rows scaled to those that the plan is for.
//!
//! The caller takes row widths from the field definitions. What is not known is taken from the constants and said in
//! `missing`, never in silence.

use super::amount::{MIB, share_up};
use super::constants::Constants;
use crate::model::tuning::{Role, Volume, Workload};
use std::collections::BTreeSet;

/// A source or target with what the plan expects of it.
#[derive(Debug)]
pub(super) struct Flow<'a> {
    /// The source or target.
    pub volume: &'a Volume,
    /// Rows that are expected.
    pub rows: Option<i64>,
    /// Bytes of a row, by its definition or by the constant.
    pub width: i64,
    /// Bytes that are expected.
    pub bytes: Option<i64>,
}

/// What a session moves.
#[derive(Debug)]
pub(super) struct Load<'a> {
    /// Sources.
    pub sources: Vec<Flow<'a>>,
    /// Targets.
    pub targets: Vec<Flow<'a>>,
    /// Rows read, where anything tells them.
    pub rows: Option<i64>,
    /// Bytes read.
    pub bytes: i64,
    /// True where `bytes` is the constant for volumes that nothing tells.
    pub assumed: bool,
    /// True where a width or the rows of a source had to be taken from elsewhere.
    pub partly: bool,
}

/// Width of a row, and what is missing where the definition does not tell it.
fn width(volume: &Volume, constants: &Constants, missing: &mut BTreeSet<String>) -> i64 {
    volume.row_bytes.filter(|bytes| *bytes > 0).unwrap_or_else(|| {
        missing.insert(format!(
            "row width of {}: its definition is not in the catalog, {} bytes taken",
            volume.instance, constants.row_bytes_unknown
        ));
        constants.row_bytes_unknown
    })
}

fn known_rows(volume: &Volume) -> Option<i64> {
    volume.rows.filter(|rows| *rows >= 0)
}

impl<'a> Load<'a> {
    /// What a session moves in a run of `planned` rows; where no history tells these, the rows of its sources count.
    ///
    /// Sources share the planned rows in the proportion of the newest run: bytes = Σ rows × width × planned / Σ rows, and never
    /// less than the newest run itself.
    pub(super) fn of(
        workload: &'a Workload,
        planned: Option<i64>,
        constants: &Constants,
        missing: &mut BTreeSet<String>,
    ) -> Self {
        let of_role = |role: Role| workload.volumes.iter().filter(move |volume| volume.role == role);
        let told = of_role(Role::Source)
            .filter_map(known_rows)
            .fold(None, |sum: Option<i64>, rows| Some(sum.unwrap_or(0).saturating_add(rows)));
        let rows = planned.max(told);
        let count = of_role(Role::Source).count();
        let mut load = Self { sources: Vec::new(), targets: Vec::new(), rows, bytes: 0, assumed: false, partly: false };
        for volume in of_role(Role::Source) {
            let own = match (known_rows(volume), told) {
                (Some(own), Some(told)) if told > 0 => Some(share_up(own, rows.unwrap_or(told), told).max(own)),
                (Some(0), _) if count > 1 => Some(0),
                _ if count == 1 => rows,
                _ => None,
            };
            load.partly |= own.is_none() || volume.row_bytes.is_none();
            let width = width(volume, constants, missing);
            load.sources.push(Flow { volume, rows: own, width, bytes: own.map(|own| own.saturating_mul(width)) });
        }
        for volume in of_role(Role::Target) {
            let own = known_rows(volume).or(rows);
            let width = width(volume, constants, missing);
            load.targets.push(Flow { volume, rows: own, width, bytes: own.map(|own| own.saturating_mul(width)) });
        }
        load.weigh(told, constants, missing);
        load
    }

    fn weigh(&mut self, told: Option<i64>, constants: &Constants, missing: &mut BTreeSet<String>) {
        if self.sources.is_empty() {
            missing.insert("sources of the mapping".to_owned());
            self.partly = true;
        }
        let known = self.sources.iter().filter_map(|flow| flow.bytes).fold(0, i64::saturating_add);
        let silent: Vec<&str> =
            self.sources.iter().filter(|flow| flow.rows.is_none()).map(|flow| flow.volume.instance.as_str()).collect();
        for name in &silent {
            missing.insert(format!("rows of source {name}"));
        }
        self.bytes = match self.rows {
            None => {
                missing
                    .insert(format!("rows: no good run tells them, {} MiB taken", constants.data_bytes_unknown / MIB));
                self.assumed = true;
                constants.data_bytes_unknown
            }
            // The rows of the run are known, those of each source are not: all are taken to be of mean width.
            Some(rows) if !silent.is_empty() || self.sources.is_empty() || told == Some(0) => {
                known.max(rows.saturating_mul(self.mean_width(constants)))
            }
            Some(_) => known,
        };
    }

    /// Mean width of the sources, rounded up.
    fn mean_width(&self, constants: &Constants) -> i64 {
        let sum = self.sources.iter().map(|flow| flow.width).fold(0, i64::saturating_add);
        match i64::try_from(self.sources.len()) {
            Ok(count) if count > 0 => share_up(sum, 1, count),
            _ => constants.row_bytes_unknown,
        }
    }

    /// Bytes read from files.
    pub(super) fn file_bytes(&self) -> i64 {
        let files = self.sources.iter().filter(|flow| !flow.volume.relational);
        files.filter_map(|flow| flow.bytes).fold(0, i64::saturating_add)
    }

    /// True where a source is read from files.
    pub(super) fn has_files(&self) -> bool {
        self.sources.iter().any(|flow| !flow.volume.relational)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(instance: &str, row_bytes: Option<i64>, rows: Option<i64>) -> Volume {
        Volume { instance: instance.to_owned(), row_bytes, rows, relational: true, ..Volume::default() }
    }

    #[track_caller]
    fn is(volumes: Vec<Volume>, planned: Option<i64>, bytes: i64, missing: &[&str]) {
        let workload = Workload { volumes, ..Workload::default() };
        let mut told = BTreeSet::new();
        let load = Load::of(&workload, planned, &Constants::default(), &mut told);
        assert_eq!(load.bytes, bytes);
        assert_eq!(told.iter().map(String::as_str).collect::<Vec<_>>(), missing);
    }

    #[test]
    fn rows_times_width_scaled_to_the_plan() {
        is(vec![source("A", Some(100), Some(1000))], None, 100_000, &[]);
        // 1000 rows in the newest run, 3000 planned: × 3.
        is(vec![source("A", Some(100), Some(1000))], Some(3000), 300_000, &[]);
        // Never less than the newest run.
        is(vec![source("A", Some(100), Some(1000))], Some(10), 100_000, &[]);
        // 900 × 10 + 100 × 200 = 29 000 for 1000 rows; planned 2000: 1800 × 10 + 200 × 200 = 58 000.
        let two = || vec![source("A", Some(10), Some(900)), source("B", Some(200), Some(100))];
        is(two(), Some(2000), 58_000, &[]);
        is(two(), None, 29_000, &[]);
    }

    #[test]
    fn zero_rows_are_known_to_be_none() {
        is(vec![source("A", Some(100), Some(0))], Some(0), 0, &[]);
        is(vec![source("A", Some(100), None)], Some(0), 0, &[]);
    }

    #[test]
    fn what_is_lacking_is_said() {
        is(vec![source("A", Some(100), None)], Some(5), 500, &[]);
        is(
            vec![source("A", None, Some(5))],
            None,
            1000,
            &["row width of A: its definition is not in the catalog, 200 bytes taken"],
        );
        is(
            vec![source("A", Some(100), None)],
            None,
            1 << 30,
            &["rows of source A", "rows: no good run tells them, 1024 MiB taken"],
        );
        // 1000 rows of mean width (10 + 200) / 2 = 105.
        is(
            vec![source("A", Some(10), Some(100)), source("B", Some(200), None)],
            Some(1000),
            105_000,
            &["rows of source B"],
        );
        is(Vec::new(), Some(10), 2000, &["sources of the mapping"]);
    }

    #[test]
    fn products_stop_at_the_end() {
        is(vec![source("A", Some(i64::MAX), Some(i64::MAX))], None, i64::MAX, &[]);
    }
}
