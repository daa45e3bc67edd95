//! Rows of tables that stand in a spool of their own → the runs they belong to.
//!
//! By the key where the row says all of it; else by session and time: REP_SESS_TBL_LOG has no WORKFLOW_RUN_ID, so a row
//! belongs to the one run of its session in which it began. Where two runs of a session overlap, nobody can tell.

use super::merge::{APART, shifted};
use super::place::Place;
use crate::model::run::{Part, PartOf, RunKey, Side};
use crate::store::error::Result;
use crate::store::writer::Writer;
use rusqlite::{Row, named_params};

/// A row that waits, with what is said of its run.
struct Waiting {
    id: i64,
    owner: Owner,
    part: Part,
    file: i64,
}

/// What is said of the run that a part belongs to.
#[derive(Clone)]
struct Owner {
    place: Place,
    key: Option<RunKey>,
    workflow_id: Option<i64>,
    instance_id: Option<i64>,
}

impl Writer<'_> {
    /// Stores a part with its run, or leaves it waiting.
    pub(super) fn part_of(&mut self, told: &PartOf, file: &str) -> Result<()> {
        let owner = Owner {
            place: Place {
                repository: self.repository_told(&told.repository),
                folder: told.folder.clone(),
                session: told.session.clone(),
                ..Place::default()
            },
            key: told.key,
            workflow_id: told.workflow_id,
            instance_id: told.instance_id,
        };
        let file_id = self.texts.id(self.db, file)?;
        if let Some(run) = self.owner(&owner, told.part.started_at.as_deref())? {
            return self.part(run, &told.part, file_id);
        }
        let waiting = self.runs.waiting.entry(file.to_owned()).or_insert((0, told.part.line));
        waiting.0 += 1;
        self.wait(&owner, &told.part, file_id)
    }

    /// The one run that a part belongs to.
    fn owner(&mut self, owner: &Owner, started_at: Option<&str>) -> Result<Option<i64>> {
        match (owner.key, started_at) {
            (Some(key), _) => self.owner_by_key(owner, key),
            (None, Some(at)) if !owner.place.session.is_empty() => self.owner_by_time(owner, at),
            _ => Ok(None),
        }
    }

    fn owner_by_key(&mut self, owner: &Owner, key: RunKey) -> Result<Option<i64>> {
        let mut find = self.db.prepare_cached(
            "SELECT id, place FROM run
             WHERE workflow_run_id = ?1 AND instance_id = ?2 AND worklet_run_id = ?3 AND workflow_id = ?4",
        )?;
        let rows = find.query_map((key.workflow_run, key.instance, key.worklet_run, key.workflow), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        let found: Vec<(i64, i64)> = rows.collect::<std::result::Result<_, _>>()?;
        drop(find);
        let mut fitting = Vec::new();
        for (id, place) in found {
            let known = self.runs.places.place(self.db, place)?;
            let nameless = owner.place.session.is_empty();
            let wanted = if nameless {
                Place { session: known.session.clone(), ..owner.place.clone() }
            } else {
                owner.place.clone()
            };
            if known.may_be(&wanted) {
                fitting.push(id);
            }
        }
        Ok(only(&fitting))
    }

    fn owner_by_time(&mut self, owner: &Owner, at: &str) -> Result<Option<i64>> {
        let mut found = Vec::new();
        for place in self.runs.places.like(self.db, &owner.place)? {
            let mut find = self.db.prepare_cached(
                "SELECT id FROM run WHERE place = :place AND started_at <= :to AND (ended_at IS NULL OR ended_at >= :from)
                     AND platform = 'powercenter'
                     AND (workflow_id IS NULL OR :workflow IS NULL OR workflow_id = :workflow)
                     AND (instance_id IS NULL OR :instance IS NULL OR instance_id = :instance)
                 ORDER BY started_at DESC LIMIT 2",
            )?;
            let rows = find.query_map(
                named_params! {
                    ":place": place, ":to": shifted(at, APART), ":from": shifted(at, -APART),
                    ":workflow": owner.workflow_id, ":instance": owner.instance_id,
                },
                |row| row.get(0),
            )?;
            found.extend(rows.collect::<std::result::Result<Vec<i64>, _>>()?);
        }
        Ok(only(&found))
    }

    fn wait(&mut self, owner: &Owner, part: &Part, file: i64) -> Result<()> {
        let mut text = |value: &str| self.texts.id(self.db, value);
        let (instance, table, partition) = (text(&part.instance)?, text(&part.table)?, text(&part.partition)?);
        let (error_code, error) = (text(&part.error_code)?, text(&part.error)?);
        self.db
            .prepare_cached(
                "INSERT INTO run_part (repository, folder, session, workflow_id, workflow_run_id, worklet_run_id, instance_id, side,
                     instance, table_name, partition, operation, output_rows, applied_rows, affected_rows, rejected_rows,
                     rows_per_second, started_at, ended_at, error_code, error, file, line)
                 VALUES (:repository, :folder, :session, :workflow_id, :workflow_run_id, :worklet_run_id, :instance_id, :side,
                     :instance, :table, :partition, :operation, :output_rows, :applied_rows, :affected_rows, :rejected_rows,
                     :rows_per_second, :started_at, :ended_at, :error_code, :error, :file, :line)",
            )?
            .execute(named_params! {
                ":repository": owner.place.repository.as_str(), ":folder": owner.place.folder.as_str(),
                ":session": owner.place.session.as_str(),
                ":workflow_id": owner.key.map_or(owner.workflow_id, |key| Some(key.workflow)),
                ":workflow_run_id": owner.key.map(|key| key.workflow_run),
                ":worklet_run_id": owner.key.map(|key| key.worklet_run),
                ":instance_id": owner.key.map_or(owner.instance_id, |key| Some(key.instance)),
                ":side": part.side.word(), ":instance": instance, ":table": table, ":partition": partition,
                ":operation": part.operation.as_str(), ":output_rows": part.output_rows,
                ":applied_rows": part.applied_rows, ":affected_rows": part.affected_rows,
                ":rejected_rows": part.rejected_rows, ":rows_per_second": part.rows_per_second,
                ":started_at": part.started_at, ":ended_at": part.ended_at, ":error_code": error_code, ":error": error,
                ":file": file, ":line": i64::try_from(part.line).unwrap_or(i64::MAX),
            })?;
        Ok(())
    }

    /// Looks again for the runs of all rows that wait: they may have come since.
    pub(super) fn attach_waiting(&mut self) -> Result<()> {
        let mut statement = self.db.prepare(
            "SELECT p.*, i.value AS instance_name, t.value AS table_text, n.value AS partition_name, c.value AS code, e.value AS words
             FROM run_part p JOIN text i ON i.id = p.instance JOIN text t ON t.id = p.table_name
             JOIN text n ON n.id = p.partition JOIN text c ON c.id = p.error_code JOIN text e ON e.id = p.error
             WHERE p.run IS NULL",
        )?;
        let rows = statement.query_map([], waiting)?;
        let all: Vec<Waiting> = rows.collect::<std::result::Result<_, _>>()?;
        drop(statement);
        for one in all {
            if let Some(run) = self.owner(&one.owner, one.part.started_at.as_deref())? {
                self.db.prepare_cached("DELETE FROM run_part WHERE id = ?1")?.execute([one.id])?;
                self.part(run, &one.part, one.file)?;
            }
        }
        Ok(())
    }
}

fn only(found: &[i64]) -> Option<i64> {
    if let [one] = found { Some(*one) } else { None }
}

fn waiting(row: &Row<'_>) -> rusqlite::Result<Waiting> {
    let text = |name: &str| row.get::<_, String>(name).map(Into::into);
    let key = match (
        row.get("workflow_id")?,
        row.get("workflow_run_id")?,
        row.get("worklet_run_id")?,
        row.get("instance_id")?,
    ) {
        (Some(workflow), Some(workflow_run), Some(worklet_run), Some(instance)) => {
            Some(RunKey { workflow, workflow_run, worklet_run, instance })
        }
        _ => None,
    };
    let side: String = row.get("side")?;
    Ok(Waiting {
        id: row.get("id")?,
        file: row.get("file")?,
        owner: Owner {
            place: Place {
                repository: text("repository")?,
                folder: text("folder")?,
                session: text("session")?,
                ..Place::default()
            },
            key,
            workflow_id: row.get("workflow_id")?,
            instance_id: row.get("instance_id")?,
        },
        part: Part {
            side: Side::named(&side),
            instance: text("instance_name")?,
            table: text("table_text")?,
            partition: text("partition_name")?,
            operation: text("operation")?,
            output_rows: row.get("output_rows")?,
            applied_rows: row.get("applied_rows")?,
            affected_rows: row.get("affected_rows")?,
            rejected_rows: row.get("rejected_rows")?,
            rows_per_second: row.get("rows_per_second")?,
            started_at: row.get("started_at")?,
            ended_at: row.get("ended_at")?,
            error_code: text("code")?,
            error: text("words")?,
            line: row.get::<_, i64>("line").map(|line| u64::try_from(line).unwrap_or(0))?,
        },
    })
}
