//! Rows of workflows, worklets and tasks.

use super::connection;
use super::error::Result;
use super::mapping::{place, variables};
use super::session::{extension, value_pairs};
use super::text::Texts;
use crate::model::task::Task;
use crate::model::workflow::{Link, TaskInstance, Workflow};
use rusqlite::Connection;

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
