//! What was judged and told: assessments with their findings, alerts and their delivery, nights and their steps.

use super::{Each, Table};
use crate::model::dataset::{Column, Dataset, Partition};

pub(super) const TABLES: &[Table] =
    &[ASSESSMENT, ASSESSMENT_COUNT, FINDING, SNAPSHOT_AUDIT, ALERT, ALERT_DELIVERY, NIGHT, NIGHT_STEP];

const ASSESSMENT: Table = Table {
    dataset: Dataset {
        name: "assessment",
        meaning: "That `comply --record` judged a snapshot",
        columns: &[
            Column::text("environment", "Environment that was asked for"),
            Column::moment("recorded_at", "When"),
            Column::text("basis", "Digest of all that counts besides objects"),
            Column::text("program", "Version of the program"),
            Column::integer("score_before", "Score in tenths, as if there were no waivers"),
            Column::integer("score_after", "Score in tenths"),
        ],
        key: &["environment"],
        partition: Partition::Snapshot,
        tells: &["assessment"],
    },
    each: Each::Once,
    sql: "SELECT environment, recorded_at, basis, program, score_before, score_after
          FROM assessment WHERE snapshot = :at ORDER BY environment",
};

const ASSESSMENT_COUNT: Table = Table {
    dataset: Dataset {
        name: "assessment_count",
        meaning: "How many findings an assessment had, as they were judged on its day",
        columns: &[
            Column::text("environment", "Environment that was asked for"),
            Column::text("category", "Category of the rules"),
            Column::text("severity", "critical, high, medium, low, info"),
            Column::text("status", "active, waived, expired"),
            Column::integer("findings", "Findings"),
        ],
        key: &["environment", "category", "severity", "status"],
        partition: Partition::Snapshot,
        tells: &["assessment_count"],
    },
    each: Each::Once,
    sql: "SELECT environment, category, severity, status, findings FROM assessment_count WHERE snapshot = :at
          ORDER BY environment, category, severity, status",
};

const FINDING: Table = Table {
    dataset: Dataset {
        name: "finding",
        meaning: "What a rule found, as it stands in a snapshot",
        columns: &[
            Column::text("folder", "Folder of the object; empty for the catalog as a whole"),
            Column::integer("finding", "Number of the finding in its catalog"),
            Column::text("environment", "Environment that was asked for"),
            Column::text("fingerprint", "The same for the same thing, over nights and machines"),
            Column::text("rule", "Rule"),
            Column::text("severity", "critical, high, medium, low, info"),
            Column::text("address", "Address of what it is about"),
            Column::text("part", "Part of it: an attribute, an instance; never a value"),
            Column::text("file", "File"),
            Column::integer("line", "Line, from 1; 0 is none"),
            Column::text("expected", "What the rule wants"),
            Column::text("actual", "What there is"),
            Column::text("digest", "Digest of the definition"),
            Column::integer("first_seen", "First snapshot with it"),
            Column::integer("since_snapshot", "First snapshot with it in these words, at this line"),
            Column::integer("until_snapshot", "Last snapshot with it; nothing: still there").or_nothing(),
        ],
        key: &["finding"],
        partition: Partition::SnapshotFolder,
        tells: &["assessed_finding"],
    },
    each: Each::Once,
    sql: "SELECT coalesce(d.name, '') AS folder, x.id, x.environment, x.fingerprint, x.rule, x.severity, a.value, p.value, f.value,
                 x.line, e.value, c.value, x.digest, x.first_seen, x.since, x.until
          FROM assessed_finding x
          LEFT JOIN object o ON o.id = x.object LEFT JOIN folder d ON d.id = o.folder
          JOIN text a ON a.id = x.address JOIN text p ON p.id = x.part JOIN text f ON f.id = x.file
          JOIN text e ON e.id = x.expected JOIN text c ON c.id = x.actual
          WHERE x.since <= :at AND (x.until IS NULL OR x.until >= :at)
            -- Of a snapshot that nobody assessed nothing is known, though intervals reach over it.
            AND EXISTS (SELECT 1 FROM assessment s WHERE s.snapshot = :at AND s.environment = x.environment)
          ORDER BY folder, x.id",
};

const SNAPSHOT_AUDIT: Table = Table {
    dataset: Dataset {
        name: "snapshot_audit",
        meaning: "The head of the audit log at the end of an ingest",
        columns: &[
            Column::integer("sequence", "Number of the newest event"),
            Column::text("digest", "Its digest, hexadecimal"),
        ],
        key: &["sequence"],
        partition: Partition::Snapshot,
        tells: &["snapshot_audit"],
    },
    each: Each::Once,
    sql: "SELECT sequence, digest FROM snapshot_audit WHERE snapshot = :at",
};

const ALERT: Table = Table {
    dataset: Dataset {
        name: "alert",
        meaning: "An alert, as it was seen last",
        columns: &[
            Column::text("fingerprint", "The same for the same thing, over nights and machines"),
            Column::text("rule", "Rule"),
            Column::text("severity", "info, warning, error"),
            Column::text("object", "What it is about"),
            Column::text("message", "What is told"),
            Column::text("happened_at", "As the source has it"),
            Column::moment("opened_at", "The check that saw it first"),
            Column::moment("seen_at", "The last check that saw it"),
            Column::moment("closed_at", "The check that did not see it any more"),
            Column::integer("episode", "Grows each time it comes back"),
        ],
        key: &["fingerprint", "episode"],
        partition: Partition::None,
        tells: &["alert"],
    },
    each: Each::Once,
    sql: "SELECT fingerprint, rule, severity, object, message, happened_at, opened_at, seen_at, closed_at, episode
          FROM alert ORDER BY fingerprint, episode",
};

const ALERT_DELIVERY: Table = Table {
    dataset: Dataset {
        name: "alert_delivery",
        meaning: "That an alert was told to a sink, or is to be told",
        columns: &[
            Column::text("fingerprint", "Fingerprint of the alert"),
            Column::integer("episode", "Episode of the alert"),
            Column::text("notice", "opened, recovered"),
            Column::text("sink", "Name of the sink"),
            Column::text("state", "waiting, sent, given up"),
            Column::integer("attempts", "How often it was tried"),
            Column::moment("changed_at", "When the state came about"),
            Column::text("trouble", "What the last attempt met"),
        ],
        key: &["fingerprint", "episode", "notice", "sink"],
        partition: Partition::None,
        tells: &["alert_delivery"],
    },
    each: Each::Once,
    sql: "SELECT a.fingerprint, a.episode, d.notice, d.sink, d.state, d.attempts, d.changed_at, d.trouble
          FROM alert_delivery d JOIN alert a ON a.id = d.alert ORDER BY a.fingerprint, a.episode, d.notice, d.sink",
};

const NIGHT: Table = Table {
    dataset: Dataset {
        name: "night",
        meaning: "A run of the nightly job",
        columns: &[
            Column::integer("night", "Number of the night in its catalog"),
            Column::moment("started_at", "When it began"),
            Column::moment("ended_at", "When it ended; nothing: it was cut short, or still goes on"),
            Column::text("basis", "Digest of the settings it ran under"),
            Column::integer("ingested", "Snapshot that its ingest made").or_nothing(),
        ],
        key: &["night"],
        partition: Partition::None,
        tells: &["night"],
    },
    each: Each::Once,
    sql: "SELECT id, started_at, ended_at, basis, snapshot FROM night ORDER BY id",
};

const NIGHT_STEP: Table = Table {
    dataset: Dataset {
        name: "night_step",
        meaning: "How a step of a night ended",
        columns: &[
            Column::integer("night", "Number of the night, as in `night`"),
            Column::text("step", "Step"),
            Column::text("result", "JSON: state, counts, message"),
            Column::moment("ended_at", "When it ended"),
        ],
        key: &["night", "step"],
        partition: Partition::None,
        tells: &["night_step"],
    },
    each: Each::Once,
    sql: "SELECT night, step, result, ended_at FROM night_step ORDER BY night, step",
};
