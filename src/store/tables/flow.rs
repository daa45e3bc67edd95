//! Workflows, worklets and tasks, and how they hang together.

use super::{Each, Table};
use crate::model::dataset::{Column, Dataset, Partition};

pub(super) const TABLES: &[Table] = &[WORKFLOW, TASK, TASK_INSTANCE, TASK_INSTANCE_ATTRIBUTE, LINK];

const WORKFLOW: Table = Table {
    dataset: Dataset {
        name: "workflow",
        meaning: "A workflow or worklet",
        columns: of_object![
            Column::text("kind", "workflow, worklet"),
            Column::flag("valid", "PowerCenter called it valid"),
            Column::flag("enabled", "It is enabled"),
            Column::flag("reusable", "It is reusable"),
            Column::text("integration_service", "Integration Service"),
            Column::text("scheduler", "Scheduler"),
            Column::text("schedule_type", "ONDEMAND, RECURRING, ..."),
            Column::flag("suspend_on_error", "It is suspended on an error"),
            Column::text("description", "Description"),
        ],
        key: &["object"],
        partition: Partition::SnapshotFolder,
        tells: &["workflow"],
    },
    each: Each::Folder,
    sql: standing!(
        "o.kind, x.valid, x.enabled, x.reusable, x.integration_service, x.scheduler, x.schedule_type, x.suspend_on_error,
         x.description",
        "CROSS JOIN workflow x ON x.definition = v.definition",
        "'workflow', 'worklet'",
        ""
    ),
};

const TASK: Table = Table {
    dataset: Dataset {
        name: "task",
        meaning: "A task that is no session",
        columns: of_object![
            Column::text("type", "Command, Email, Timer, ..."),
            Column::flag("reusable", "It is reusable"),
            Column::text("description", "Description"),
        ],
        key: &["object"],
        partition: Partition::SnapshotFolder,
        tells: &["task"],
    },
    each: Each::Folder,
    sql: standing!(
        "x.type, x.reusable, x.description",
        "CROSS JOIN task x ON x.definition = v.definition",
        "'task'",
        ""
    ),
};

const TASK_INSTANCE: Table = Table {
    dataset: Dataset {
        name: "task_instance",
        meaning: "An instance of a task in a workflow or worklet",
        columns: of_object![
            Column::text("kind", "workflow, worklet"),
            Column::integer("number", "Place among the instances, from 0"),
            Column::text("instance", "Name of the instance"),
            Column::text("task", "Name of the task"),
            Column::text("type", "Session, Command, Worklet, Start, ..."),
            Column::flag("reusable", "The task is reusable"),
            Column::flag("enabled", "It is enabled"),
            Column::flag("fail_parent_if_fails", "Where it fails, what is around it fails"),
            Column::flag("fail_parent_if_not_run", "Where it does not run, what is around it fails"),
            Column::flag("treat_inputs_as_and", "It waits for all links, not for one"),
        ],
        key: &["object", "number"],
        partition: Partition::SnapshotFolder,
        tells: &["task_instance"],
    },
    each: Each::Folder,
    sql: standing!(
        "o.kind, x.number, n.value, t.value, y.value, x.reusable, x.enabled, x.fail_parent_if_fails, x.fail_parent_if_not_run,
         x.treat_inputs_as_and",
        "CROSS JOIN task_instance x ON x.definition = v.definition CROSS JOIN text n ON n.id = x.name
         CROSS JOIN text t ON t.id = x.task CROSS JOIN text y ON y.id = x.type",
        "'workflow', 'worklet'",
        ", x.number"
    ),
};

const TASK_INSTANCE_ATTRIBUTE: Table = Table {
    dataset: Dataset {
        name: "task_instance_attribute",
        meaning: "What a task instance overrides of its reusable session",
        columns: of_object![
            Column::integer("number", "Number of the instance, as in `task_instance`"),
            Column::text("instance", "Name of the instance"),
            Column::text("layer", "session; config override"),
            Column::integer("attribute_number", "Place on its layer, from 0"),
            Column::text("attribute", "Attribute"),
            Column::text("partition", "Partition; empty: all"),
            Column::text("value", "Value as exported; secrets are cut out"),
        ],
        key: &["object", "number", "layer", "attribute_number"],
        partition: Partition::SnapshotFolder,
        tells: &["attribute_list", "text"],
    },
    each: Each::Folder,
    sql: standing!(
        "x.number, i.value, y.layer, a.number, n.value, p.value, w.value",
        "CROSS JOIN task_instance x ON x.definition = v.definition
         CROSS JOIN (SELECT 'config override' AS layer UNION ALL SELECT 'session') y
         CROSS JOIN attribute_list a ON a.list = CASE y.layer WHEN 'session' THEN x.attributes ELSE x.overrides END
         CROSS JOIN text i ON i.id = x.name CROSS JOIN text n ON n.id = a.name CROSS JOIN text p ON p.id = a.partition
         CROSS JOIN text w ON w.id = a.value",
        "'workflow', 'worklet'",
        ", x.number, y.layer, a.number"
    ),
};

const LINK: Table = Table {
    dataset: Dataset {
        name: "link",
        meaning: "A link between two task instances",
        columns: of_object![
            Column::text("kind", "workflow, worklet"),
            Column::integer("number", "Place among the links, from 0"),
            Column::text("from_task", "Instance it comes from"),
            Column::text("to_task", "Instance it leads to"),
            Column::text("condition", "Condition; empty: always"),
        ],
        key: &["object", "number"],
        partition: Partition::SnapshotFolder,
        tells: &["link"],
    },
    each: Each::Folder,
    sql: standing!(
        "o.kind, x.number, a.value, b.value, c.value",
        "CROSS JOIN link x ON x.definition = v.definition CROSS JOIN text a ON a.id = x.from_task
         CROSS JOIN text b ON b.id = x.to_task CROSS JOIN text c ON c.id = x.condition",
        "'workflow', 'worklet'",
        ", x.number"
    ),
};
