//! Runs of sessions and workflows, their parts and facts. They belong to no snapshot.

use super::{Each, Table};
use crate::model::dataset::{Column, Dataset, Partition};

pub(super) const TABLES: &[Table] = &[RUN, RUN_PART, RUN_FACT, RUN_PART_WAITING, WORKFLOW_RUN];

const ZONE: &str = "local to the service that wrote it, UTC where Spark did";

const RUN: Table = Table {
    dataset: Dataset {
        name: "run",
        meaning: "A run of a session",
        columns: &[
            Column::text("folder", "Folder; empty where no source says it"),
            Column::integer("run", "Number of the run in its catalog"),
            Column::text("platform", "powercenter, spark"),
            Column::text("repository", "Repository; empty where no source says it"),
            Column::text("workflow", "Workflow; empty where no source says it"),
            Column::text("path", "Worklets around it, a/b"),
            Column::text("session", "Instance of the session; a Spark application's name where it is tied to none"),
            Column::text("mapping", "Mapping"),
            Column::integer("workflow_id", "WORKFLOW_ID").or_nothing(),
            Column::integer("workflow_run_id", "WORKFLOW_RUN_ID, or the number that a log tells").or_nothing(),
            Column::integer("worklet_run_id", "WORKLET_RUN_ID").or_nothing(),
            Column::integer("instance_id", "INSTANCE_ID").or_nothing(),
            Column::text("application", "ID of a Spark application"),
            Column::local("started_at", ZONE),
            Column::local("ended_at", ZONE),
            Column::integer("seconds", "Seconds from start to end; nothing while it runs").or_nothing(),
            Column::text("status", "succeeded, failed, ..."),
            Column::integer("source_rows", "Rows read").or_nothing(),
            Column::integer("source_failed_rows", "Rows that could not be read").or_nothing(),
            Column::integer("target_rows", "Rows loaded").or_nothing(),
            Column::integer("target_failed_rows", "Rows that were rejected").or_nothing(),
            Column::integer("errors", "Errors of transformations").or_nothing(),
            Column::text("error_code", "Code of the first error"),
            Column::text("error", "Its message"),
            Column::text("file", "The source that told it last"),
            Column::integer("line", "Line in it"),
        ],
        key: &["run"],
        partition: Partition::Folder,
        tells: &["run", "run_place"],
    },
    each: Each::Place,
    sql: "SELECT p.folder, r.id, r.platform, p.repository, p.workflow, p.path, p.session, mn.value, r.workflow_id,
                 coalesce(r.workflow_run_id, r.run_id), r.worklet_run_id, r.instance_id, r.application, r.started_at, r.ended_at,
                 CAST(strftime('%s', r.ended_at) - strftime('%s', r.started_at) AS INTEGER),
                 CASE r.status WHEN 1 THEN 'succeeded' WHEN 2 THEN 'disabled' WHEN 3 THEN 'failed' WHEN 4 THEN 'stopped'
                     WHEN 5 THEN 'aborted' WHEN 6 THEN 'running' WHEN 7 THEN 'suspending' WHEN 8 THEN 'suspended'
                     WHEN 9 THEN 'stopping' WHEN 10 THEN 'aborting' WHEN 11 THEN 'waiting' WHEN 12 THEN 'scheduled'
                     WHEN 13 THEN 'unscheduled' WHEN 15 THEN 'terminated' ELSE 'unknown' END,
                 r.source_rows, r.source_failed_rows, r.target_rows, r.target_failed_rows, r.errors, ec.value, e.value, f.value,
                 r.line
          FROM run_place p CROSS JOIN run r ON r.place = p.id
          CROSS JOIN text mn ON mn.id = r.mapping CROSS JOIN text ec ON ec.id = r.error_code
          CROSS JOIN text e ON e.id = r.error CROSS JOIN text f ON f.id = r.file
          WHERE p.id = :each ORDER BY r.started_at, r.id",
};

const RUN_PART: Table = Table {
    dataset: Dataset {
        name: "run_part",
        meaning: "Rows of a source, target or transformation in a run, by partition where they are told apart",
        columns: &[
            Column::text("folder", "Folder of the run"),
            Column::integer("part", "Number of the part in its catalog"),
            Column::integer("run", "Number of the run, as in `run`"),
            Column::text("side", "source, target, transformation"),
            Column::text("instance", "Instance in the mapping"),
            Column::text("table_name", "Table"),
            Column::text("partition", "Partition; empty where all are summed up"),
            Column::text("operation", "insert, update, ...; empty where it is not told"),
            Column::integer("output_rows", "Rows that came out").or_nothing(),
            Column::integer("applied_rows", "Rows that were sent").or_nothing(),
            Column::integer("affected_rows", "Rows that the other side says it took").or_nothing(),
            Column::integer("rejected_rows", "Rows that were rejected").or_nothing(),
            Column::integer("rows_per_second", "As the source tells it").or_nothing(),
            Column::local("started_at", ZONE),
            Column::local("ended_at", ZONE),
            Column::text("error_code", "Code of its error"),
            Column::text("error", "Its message"),
            Column::text("file", "The source that told it"),
            Column::integer("line", "Line in it"),
        ],
        key: &["part"],
        partition: Partition::Folder,
        tells: &["run_part"],
    },
    each: Each::Place,
    sql: "SELECT o.folder, p.id, p.run, p.side, i.value, t.value, n.value, p.operation, p.output_rows, p.applied_rows,
                 p.affected_rows, p.rejected_rows, p.rows_per_second, p.started_at, p.ended_at, ec.value, e.value, f.value, p.line
          FROM run_place o CROSS JOIN run r ON r.place = o.id CROSS JOIN run_part p ON p.run = r.id
          CROSS JOIN text i ON i.id = p.instance CROSS JOIN text t ON t.id = p.table_name
          CROSS JOIN text n ON n.id = p.partition CROSS JOIN text ec ON ec.id = p.error_code
          CROSS JOIN text e ON e.id = p.error CROSS JOIN text f ON f.id = p.file
          WHERE o.id = :each ORDER BY r.started_at, r.id, p.id",
};

const RUN_PART_WAITING: Table = Table {
    dataset: Dataset {
        name: "run_part_waiting",
        meaning: "Rows of a source or target whose run is not known, or not for certain",
        columns: &[
            Column::integer("part", "Number of the part in its catalog"),
            Column::text("repository", "Repository, as told").or_nothing(),
            Column::text("folder", "Folder, as told").or_nothing(),
            Column::text("session", "Session, as told").or_nothing(),
            Column::integer("workflow_run_id", "WORKFLOW_RUN_ID, as told").or_nothing(),
            Column::text("side", "source, target, transformation"),
            Column::text("instance", "Instance in the mapping"),
            Column::text("table_name", "Table"),
            Column::text("partition", "Partition; empty where all are summed up"),
            Column::integer("output_rows", "Rows that came out").or_nothing(),
            Column::integer("applied_rows", "Rows that were sent").or_nothing(),
            Column::integer("affected_rows", "Rows that the other side says it took").or_nothing(),
            Column::integer("rejected_rows", "Rows that were rejected").or_nothing(),
            Column::local("started_at", ZONE),
            Column::local("ended_at", ZONE),
            Column::text("file", "The source that told it"),
            Column::integer("line", "Line in it"),
        ],
        key: &["part"],
        partition: Partition::None,
        tells: &["run_part"],
    },
    each: Each::Once,
    sql: "SELECT p.id, p.repository, p.folder, p.session, p.workflow_run_id, p.side, i.value, t.value, n.value, p.output_rows,
                 p.applied_rows, p.affected_rows, p.rejected_rows, p.started_at, p.ended_at, f.value, p.line
          FROM run_part p CROSS JOIN text i ON i.id = p.instance CROSS JOIN text t ON t.id = p.table_name
          CROSS JOIN text n ON n.id = p.partition CROSS JOIN text f ON f.id = p.file
          WHERE p.run IS NULL ORDER BY p.id",
};

const RUN_FACT: Table = Table {
    dataset: Dataset {
        name: "run_fact",
        meaning: "Everything else that was measured or stated of a run",
        columns: &[
            Column::text("folder", "Folder of the run"),
            Column::integer("run", "Number of the run, as in `run`"),
            Column::text("about", "run, stage, operator, setting, thread, cache, ..."),
            Column::text("name", "What it is about"),
            Column::text("partition", "Partition; empty where all are summed up"),
            Column::text("what", "The measure, with its unit"),
            Column::integer("value", "Value, where it is a number").or_nothing(),
            Column::text("said", "Value, where it is a text"),
            Column::integer("line", "Line in the source"),
        ],
        key: &["run", "about", "name", "partition", "what"],
        partition: Partition::Folder,
        tells: &["run_fact"],
    },
    each: Each::Place,
    sql: "SELECT o.folder, x.run, x.about, n.value, p.value, w.value, x.value, s.value, x.line
          FROM run_place o CROSS JOIN run r ON r.place = o.id CROSS JOIN run_fact x ON x.run = r.id
          CROSS JOIN text n ON n.id = x.name CROSS JOIN text p ON p.id = x.partition
          CROSS JOIN text w ON w.id = x.what CROSS JOIN text s ON s.id = x.said
          WHERE o.id = :each ORDER BY r.started_at, r.id, x.about, x.name, x.partition, x.what",
};

const WORKFLOW_RUN: Table = Table {
    dataset: Dataset {
        name: "workflow_run",
        meaning: "A run of a workflow, or of a worklet in it",
        columns: &[
            Column::text("repository", "Repository; empty where no source says it"),
            Column::text("folder", "Folder"),
            Column::text("workflow", "Workflow"),
            Column::text("worklet", "Worklet; empty for the workflow itself"),
            Column::integer("workflow_id", "WORKFLOW_ID"),
            Column::integer("workflow_run_id", "WORKFLOW_RUN_ID"),
            Column::integer("inner_run_id", "WORKLET_RUN_ID of the tasks inside; 0 for the workflow itself"),
            Column::integer("outer_run_id", "WORKLET_RUN_ID of the worklet around it; 0: none"),
            Column::local("started_at", ZONE),
            Column::local("ended_at", ZONE),
            Column::integer("status_code", "RUN_STATUS_CODE: 1 succeeded, 3 failed, 4 stopped, 5 aborted, 6 running, ..."),
            Column::flag("recovery", "It recovered an earlier run"),
            Column::text("user", "Who started it"),
            Column::text("service", "Integration Service"),
            Column::integer("error_code", "Code of its error; 0: none"),
            Column::text("error", "Its message"),
        ],
        key: &["workflow_run_id", "inner_run_id", "workflow_id", "repository"],
        partition: Partition::None,
        tells: &["workflow_run"],
    },
    each: Each::Once,
    sql: "SELECT rn.value, f.value, w.value, l.value, r.workflow_id, r.workflow_run_id, r.inner_run_id, r.outer_run_id,
                 r.started_at, r.ended_at, r.status, r.recovery, u.value, s.value, r.error_code, e.value
          FROM workflow_run r
          CROSS JOIN text rn ON rn.id = r.repository CROSS JOIN text f ON f.id = r.folder CROSS JOIN text w ON w.id = r.workflow
          CROSS JOIN text l ON l.id = r.worklet CROSS JOIN text u ON u.id = r.user CROSS JOIN text s ON s.id = r.service
          CROSS JOIN text e ON e.id = r.error
          ORDER BY r.workflow_run_id, r.inner_run_id, r.workflow_id, r.repository",
};
