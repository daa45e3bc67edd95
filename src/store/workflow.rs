//! Rows of workflows, worklets and tasks.

use super::Catalog;
use super::connection;
use super::error::Result;
use super::mapping::{place, variables};
use super::session::{extension, value_pairs};
use super::text::Texts;
use crate::model::census::{Placed, Referred};
use crate::model::task::Task;
use crate::model::workflow::{Link, TaskInstance, Workflow};
use rusqlite::{Connection, Row};
use rustc_hash::FxHashMap;

/// Stores a WORKFLOW or WORKLET.
pub fn workflow(db: &Connection, texts: &mut Texts, id: i64, workflow: &Workflow) -> Result<()> {
    let attributes = texts.list(db, workflow.attributes.iter())?;
    db.prepare_cached(
        "INSERT INTO workflow (definition, valid, enabled, reusable, integration_service, scheduler, schedule_type,
                               suspend_on_error, description, attributes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute((
        id,
        workflow.valid,
        workflow.enabled,
        workflow.reusable,
        workflow.integration_service.as_str(),
        workflow.scheduler.as_str(),
        workflow.schedule_type.as_str(),
        workflow.suspend_on_error,
        workflow.description.as_str(),
        attributes,
    ))?;
    let mut counters = (0, connection::Counter::default());
    for (number, one) in workflow.task_instances.iter().enumerate() {
        task_instance(db, texts, id, number, one, &mut counters)?;
    }
    links(db, texts, id, &workflow.links)?;
    variables(db, texts, id, &workflow.variables)
}

fn task_instance(
    db: &Connection,
    texts: &mut Texts,
    id: i64,
    number: usize,
    instance: &TaskInstance,
    counters: &mut (usize, connection::Counter),
) -> Result<()> {
    let (name, task) = (texts.id(db, &instance.name)?, texts.id(db, &instance.task)?);
    let kind = texts.id(db, &instance.task_type)?;
    let attributes = texts.list(db, instance.attributes.iter())?;
    let overrides = texts.list(db, instance.config.attributes.iter())?;
    db.prepare_cached(
        "INSERT INTO task_instance (definition, number, name, task, type, reusable, enabled, fail_parent_if_fails,
                                    fail_parent_if_not_run, treat_inputs_as_and, attributes, overrides)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute((
        id,
        place(number),
        name,
        task,
        kind,
        instance.reusable,
        instance.enabled,
        instance.fail_parent_if_fails,
        instance.fail_parent_if_not_run,
        instance.treat_inputs_as_and,
        attributes,
        overrides,
    ))?;
    for one in &instance.extensions {
        extension(db, texts, id, (counters.0, place(number)), one, &mut counters.1)?;
        counters.0 += 1;
    }
    value_pairs(db, texts, id, place(number), &instance.assignments)
}

fn links(db: &Connection, texts: &mut Texts, id: i64, links: &[Link]) -> Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO link (definition, number, from_task, to_task, condition) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (number, link) in links.iter().enumerate() {
        let (from, to) = (texts.id(db, &link.from)?, texts.id(db, &link.to)?);
        insert.execute((id, place(number), from, to, texts.id(db, &link.condition)?))?;
    }
    Ok(())
}

/// Stores a TASK.
pub fn task(db: &Connection, texts: &mut Texts, id: i64, task: &Task) -> Result<()> {
    let attributes = texts.list(db, task.attributes.iter())?;
    db.prepare_cached(
        "INSERT INTO task (definition, type, reusable, description, attributes) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((id, task.task_type.as_str(), task.reusable, task.description.as_str(), attributes))?;
    value_pairs(db, texts, id, -1, &task.pairs)
}

const REUSED: &str = "
    SELECT DISTINCT o.folder, y.value, k.value
    FROM object o CROSS JOIN revision v ON v.object = o.id CROSS JOIN task_instance t ON t.definition = v.definition
    CROSS JOIN text y ON y.id = t.type CROSS JOIN text k ON k.id = t.task
    WHERE o.kind IN ('workflow', 'worklet') AND t.reusable = 1 AND v.shadowed = 0 AND v.first_snapshot <= :at
      AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)";
const PLACED: &str = "
    SELECT r.name, f.name, o.path, o.name, n.value, t.enabled, x.name, v.line, f.id
    FROM object o CROSS JOIN revision v ON v.object = o.id CROSS JOIN task_instance t ON t.definition = v.definition
    CROSS JOIN text y ON y.id = t.type AND y.value = 'Session' CROSS JOIN text n ON n.id = t.name
    CROSS JOIN folder f ON f.id = o.folder CROSS JOIN repository r ON r.id = f.repository
    CROSS JOIN export_file x ON x.id = v.export_file
    WHERE (o.kind = 'workflow' OR o.kind = 'worklet' AND o.path <> '') AND v.shadowed = 0 AND v.first_snapshot <= :at
      AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)
    ORDER BY r.name, f.name, o.path, o.name, t.number";
const SCHEDULES: &str = "
    SELECT o.folder, o.name, w.enabled, w.schedule_type NOT IN ('', 'ONDEMAND')
    FROM object o CROSS JOIN revision v ON v.object = o.id CROSS JOIN workflow w ON w.definition = v.definition
    WHERE o.kind = 'workflow' AND v.shadowed = 0 AND v.first_snapshot <= :at
      AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)";

impl Catalog {
    /// Reusable tasks that workflows and worklets use as of a snapshot.
    pub fn tasks_used(&self, at: i64) -> Result<Vec<Referred>> {
        let mut statement = self.db.prepare_cached(REUSED)?;
        let rows = statement.query_map([at], |row| {
            let kind = match row.get_ref(1)?.as_str()? {
                "Session" => "session",
                "Worklet" => "worklet",
                _ => "task",
            };
            Ok(Referred { folder_id: row.get(0)?, kind, name: row.get::<_, String>(2)?.into() })
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }

    /// Sessions as they stand in workflows and in worklets of these, as of a snapshot. Worklets at folder level are left out:
    /// any workflow may use them.
    pub fn placed_sessions(&self, at: i64) -> Result<Vec<Placed>> {
        let mut statement = self.db.prepare_cached(SCHEDULES)?;
        let rows = statement.query_map([at], |row| {
            Ok(((row.get::<_, i64>(0)?, row.get::<_, String>(1)?), (row.get::<_, bool>(2)?, row.get::<_, bool>(3)?)))
        })?;
        let schedules: FxHashMap<(i64, String), (bool, bool)> = rows.collect::<std::result::Result<_, _>>()?;
        let mut statement = self.db.prepare_cached(PLACED)?;
        let rows = statement.query_map([at], |row| placed(row, &schedules))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

fn placed(row: &Row<'_>, schedules: &FxHashMap<(i64, String), (bool, bool)>) -> rusqlite::Result<Placed> {
    let (path, name): (String, String) = (row.get(2)?, row.get(3)?);
    let whole = if path.is_empty() { name } else { format!("{path}/{name}") };
    let (workflow, path) = whole.split_once('/').unwrap_or((&whole, ""));
    let (runs, on_time) = schedules.get(&(row.get(8)?, workflow.to_owned())).copied().unwrap_or((true, false));
    Ok(Placed {
        repository: row.get(0)?,
        folder: row.get(1)?,
        workflow: workflow.to_owned(),
        path: path.to_owned(),
        session: row.get(4)?,
        enabled: runs && row.get(5)?,
        scheduled: on_time,
        place: format!("{}:{}", row.get::<_, String>(6)?, row.get::<_, i64>(7)?),
    })
}
