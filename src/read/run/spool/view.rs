//! The views: which header is whose, and what a row of each tells.

use super::column::Column;
use crate::model::Text;
use crate::model::run::{Around, Part, PartOf, Platform, Rows, Run, RunKey, Side, Status, Told};
use crate::read::environment::mask;
use crate::read::run::time::{Moment, Order, moment};

/// A view, or the tables under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum View {
    /// REP_WFLOW_RUN, OPB_WFLOW_RUN: one row a run of a workflow.
    Workflows,
    /// REP_TASK_INST_RUN, OPB_TASK_INST_RUN: one row a run of a task.
    Tasks,
    /// REP_SESS_LOG, OPB_SESS_TASK_LOG: one row a run of a session.
    Sessions,
    /// REP_SESS_TBL_LOG: one row a target, run and partition.
    Tables,
    /// OPB_SWIDGINST_LOG: one row a transformation, run and partition.
    Widgets,
}

/// TASK_TYPE of a session and of a worklet. Source: `decode` in monitoring scripts.
const SESSION: &str = "68";
const WORKLET: &str = "70";

impl View {
    /// The view of a header. What only one view has decides.
    pub(super) fn of(columns: &[Option<Column>]) -> Option<Self> {
        let has = |wanted: Column| columns.contains(&Some(wanted));
        if !has(Column::Started) {
            return None;
        }
        if has(Column::WidgetType) {
            return Some(Self::Widgets);
        }
        if has(Column::Table) || has(Column::TableInstance) {
            return Some(Self::Tables);
        }
        if has(Column::TaskType) || has(Column::TaskTypeName) || has(Column::ChildRun) {
            return (has(Column::Instance) || has(Column::Session)).then_some(Self::Tasks);
        }
        if (has(Column::Session) || has(Column::Instance)) && (has(Column::Status) || has(Column::Ended)) {
            return Some(Self::Sessions);
        }
        (has(Column::WorkflowRun) && has(Column::Workflow) && has(Column::Status)).then_some(Self::Workflows)
    }

    /// What a row tells; `None` for tasks that are neither sessions nor worklets.
    pub(super) fn told(self, cells: &mut Cells<'_>) -> Result<Option<Told>, String> {
        match self {
            Self::Workflows => around(cells, false).map(Some),
            Self::Sessions => session(cells).map(Some),
            Self::Tables => table(cells).map(Some),
            Self::Widgets => widget(cells).map(Some),
            Self::Tasks => match task_type(cells) {
                Task::Session => session(cells).map(|told| Some(filling(told))),
                Task::Worklet => around(cells, true).map(Some),
                Task::Other => Ok(None),
            },
        }
    }
}

/// RUN_ERR_CODE is that of the task (36320 and the like), while FIRST_ERROR_CODE is what went wrong in the session.
fn filling(mut told: Told) -> Told {
    if let Told::Run(run) = &mut told {
        run.fills = true;
    }
    told
}

enum Task {
    Session,
    Worklet,
    Other,
}

fn task_type(cells: &Cells<'_>) -> Task {
    let said = |word: &str| cells.text(Column::TaskTypeName).eq_ignore_ascii_case(word);
    match cells.text(Column::TaskType).trim() {
        _ if said("Session") => Task::Session,
        _ if said("Worklet") => Task::Worklet,
        SESSION => Task::Session,
        WORKLET => Task::Worklet,
        // Spools of sessions alone leave the type away.
        "" if cells.text(Column::TaskTypeName).is_empty() => Task::Session,
        _ => Task::Other,
    }
}

/// The cells of a row by what they mean.
pub(super) struct Cells<'a> {
    columns: &'a [Option<Column>],
    texts: &'a [String],
    line: u64,
    /// Whether days come before months; may change while a row is read.
    pub(super) order: Order,
}

impl<'a> Cells<'a> {
    pub(super) fn new(columns: &'a [Option<Column>], texts: &'a [String], line: u64, order: Order) -> Self {
        Self { columns, texts, line, order }
    }

    /// A cell's text; empty where there is no such column. Of several columns of one meaning, the first that says something.
    fn text(&self, wanted: Column) -> &'a str {
        let of = self.columns.iter().zip(self.texts).filter(|(column, _)| **column == Some(wanted));
        of.map(|(_, cell)| cell.trim())
            .find(|cell| !cell.is_empty() && !cell.eq_ignore_ascii_case("null"))
            .unwrap_or("")
    }

    fn name(&self, wanted: Column) -> Text {
        self.text(wanted).into()
    }

    /// A whole number; spools of SQL*Plus may write `1.0E+03`, those of Excel `1,000`, neither of which is taken for one.
    fn number(&self, wanted: Column, what: &str) -> Result<Option<i64>, String> {
        let text = self.text(wanted);
        if text.is_empty() {
            return Ok(None);
        }
        let whole = text.strip_suffix(".0").or_else(|| text.strip_suffix(".00")).unwrap_or(text);
        whole.parse().map(Some).map_err(|_| format!("{what} `{}` is no whole number", shown(text)))
    }

    fn amount(&self, wanted: Column, what: &str) -> Result<Option<i64>, String> {
        match self.number(wanted, what)? {
            Some(negative) if negative < 0 => Err(format!("{what} {negative} is negative")),
            amount => Ok(amount),
        }
    }

    fn time(&mut self, wanted: Column, what: &str) -> Result<Option<String>, String> {
        let text = self.text(wanted);
        match moment(text, self.order) {
            Some(Moment::Nothing) => Ok(None),
            Some(Moment::At(at)) => Ok(Some(at)),
            Some(Moment::DayFirst(at)) => {
                self.order.day_first = true;
                Ok(Some(at))
            }
            None => Err(format!("{what} `{}` is no date", shown(text))),
        }
    }

    /// Start and end.
    fn times(&mut self) -> Result<(Option<String>, Option<String>), String> {
        let (start, end) = (self.time(Column::Started, "start")?, self.time(Column::Ended, "end")?);
        match (&start, &end) {
            (Some(started), Some(ended)) if ended < started => {
                Err(format!("it ends at {ended}, before it starts at {started}"))
            }
            _ => Ok((start, end)),
        }
    }

    fn key(&self) -> Result<Option<RunKey>, String> {
        let (workflow, run) = (self.number(Column::WorkflowId, "WORKFLOW_ID")?, self.run()?);
        let instance = self.number(Column::InstanceId, "INSTANCE_ID")?;
        let worklet_run = self.number(Column::WorkletRun, "WORKLET_RUN_ID")?.unwrap_or(0);
        Ok(match (workflow, run, instance) {
            (Some(workflow), Some(workflow_run), Some(instance)) => {
                Some(RunKey { workflow, workflow_run, worklet_run, instance })
            }
            _ => None,
        })
    }

    fn run(&self) -> Result<Option<i64>, String> {
        self.number(Column::WorkflowRun, "WORKFLOW_RUN_ID")
    }

    fn status(&self) -> Result<Option<Status>, String> {
        let text = self.text(Column::Status);
        if text.is_empty() {
            return Ok(None);
        }
        Status::said(text).map(Some).ok_or_else(|| format!("status `{}` is none of PowerCenter's", shown(text)))
    }

    /// Code and words of an error: the first one, else the last. `0` and `No errors encountered.` are none.
    fn error(&self) -> (Text, Text) {
        let pick = |code: Column, words: Column| {
            let code = Some(self.text(code)).filter(|code| *code != "0").unwrap_or_default();
            (code, self.text(words))
        };
        let first = pick(Column::ErrorCode, Column::Error);
        let (code, words) = if first == ("", "") { pick(Column::LastErrorCode, Column::LastError) } else { first };
        if code.is_empty() && words.to_ascii_lowercase().starts_with("no errors") {
            return (Text::default(), Text::default());
        }
        (code.into(), mask("", words))
    }
}

/// A cell as a message may quote it: short, and no secret.
fn shown(cell: &str) -> String {
    let masked = mask("", cell);
    let short: String = masked.chars().take(40).collect();
    if short.len() < masked.len() { format!("{short}…") } else { short }
}

fn session(cells: &mut Cells<'_>) -> Result<Told, String> {
    let (started, ended) = cells.times()?;
    let session = Some(cells.name(Column::Instance)).filter(|name| !name.is_empty());
    let session = session.unwrap_or_else(|| cells.name(Column::Session));
    if session.is_empty() {
        return Err("it names no session".to_owned());
    }
    let Some(started_at) = started else { return Err("it has no start".to_owned()) };
    // A row without a status says by its end whether the session still ran.
    let status = cells.status()?.unwrap_or(if ended.is_some() { Status::Unknown } else { Status::Running });
    let (error_code, error) = cells.error();
    Ok(Told::Run(Box::new(Run {
        platform: Platform::PowerCenter,
        repository: cells.name(Column::Repository),
        folder: cells.name(Column::Folder),
        workflow: cells.name(Column::Workflow),
        session,
        mapping: cells.name(Column::Mapping),
        key: cells.key()?,
        run_id: cells.run()?,
        started_at,
        ended_at: ended,
        status,
        source: Rows {
            good: cells.amount(Column::SourceRows, "rows read")?,
            failed: cells.amount(Column::SourceFailed, "rows not read")?,
        },
        target: Rows {
            good: cells.amount(Column::TargetRows, "rows loaded")?,
            failed: cells.amount(Column::TargetFailed, "rows not loaded")?,
        },
        errors: cells.amount(Column::Errors, "errors")?,
        error_code,
        error,
        line: cells.line,
        ..Run::default()
    })))
}

fn table(cells: &mut Cells<'_>) -> Result<Told, String> {
    // The view of targets says TYPE_NAME only where sources stand beside them.
    let side = match cells.text(Column::TypeName).to_ascii_lowercase() {
        name if name.contains("source") => Side::Source,
        name if name.contains("target") || name.is_empty() => Side::Target,
        _ => Side::Transformation,
    };
    let instance = Some(cells.name(Column::TableInstance)).filter(|name| !name.is_empty());
    let instance = instance.unwrap_or_else(|| cells.name(Column::Table));
    part_of(cells, side, instance, cells.name(Column::Table))
}

fn widget(cells: &mut Cells<'_>) -> Result<Told, String> {
    // WIDGET_TYPE 1 source, 2 target, 3 Source Qualifier. Source: run-history facts.
    let side = match cells.text(Column::WidgetType) {
        "1" | "3" => Side::Source,
        "2" => Side::Target,
        _ => Side::Transformation,
    };
    part_of(cells, side, cells.name(Column::Instance), cells.name(Column::WidgetName))
}

fn part_of(cells: &mut Cells<'_>, side: Side, instance: Text, table: Text) -> Result<Told, String> {
    let (started_at, ended_at) = cells.times()?;
    if instance.is_empty() {
        return Err("it names no table and no transformation".to_owned());
    }
    let (error_code, error) = cells.error();
    let part = Part {
        side,
        instance,
        table,
        partition: cells.name(Column::Partition),
        applied_rows: cells.amount(Column::TargetRows, "rows applied")?,
        affected_rows: cells.amount(Column::Affected, "rows affected")?,
        rejected_rows: cells.amount(Column::TargetFailed, "rows rejected")?,
        rows_per_second: cells.amount(Column::Throughput, "throughput")?,
        started_at,
        ended_at,
        error_code,
        error,
        line: cells.line,
        ..Part::default()
    };
    let session = Some(cells.name(Column::Instance)).filter(|name| !name.is_empty() && side_is_table(cells));
    Ok(Told::Part(Box::new(PartOf {
        repository: cells.name(Column::Repository),
        folder: cells.name(Column::Folder),
        session: session.unwrap_or_else(|| cells.name(Column::Session)),
        key: cells.key()?,
        workflow_id: cells.number(Column::WorkflowId, "WORKFLOW_ID")?,
        instance_id: cells.number(Column::InstanceId, "INSTANCE_ID")?,
        part,
    })))
}

/// In rows of tables INSTANCE_NAME is the session's; in those of transformations, the transformation's.
fn side_is_table(cells: &Cells<'_>) -> bool {
    !cells.columns.contains(&Some(Column::WidgetType))
}

fn around(cells: &mut Cells<'_>, worklet: bool) -> Result<Told, String> {
    let (started, ended_at) = cells.times()?;
    let needed = |value: Option<i64>, what: &str| value.ok_or_else(|| format!("it has no {what}"));
    let (code, error) = cells.error();
    let status = cells.status()?.unwrap_or(if ended_at.is_some() { Status::Unknown } else { Status::Running });
    Ok(Told::Around(Box::new(Around {
        repository: cells.name(Column::Repository),
        folder: cells.name(Column::Folder),
        workflow: cells.name(Column::Workflow),
        worklet: if worklet { cells.name(Column::Instance) } else { Text::default() },
        workflow_id: needed(cells.number(Column::WorkflowId, "WORKFLOW_ID")?, "WORKFLOW_ID")?,
        workflow_run: needed(cells.run()?, "WORKFLOW_RUN_ID")?,
        inner_run: if worklet { needed(cells.number(Column::ChildRun, "CHILD_RUN_ID")?, "CHILD_RUN_ID")? } else { 0 },
        outer_run: cells.number(Column::WorkletRun, "WORKLET_RUN_ID")?.unwrap_or(0),
        started_at: started.ok_or("it has no start")?,
        ended_at,
        status,
        recovery: cells.text(Column::RunType) == "2",
        user: cells.name(Column::User),
        service: cells.name(Column::Service),
        error_code: code.parse().unwrap_or(0),
        error,
        line: cells.line,
    })))
}
