//! Problems of an ingest: noted as they come, repeated while the content they lie in stays.

use super::Catalog;
use super::error::Result;
use super::snapshot::Placed;
use super::writer::Writer;
use crate::model::content::Oddity;
use crate::model::problem::{Problem, Severity, code_named};
use rustc_hash::FxHashSet;

impl Writer<'_> {
    /// Notes a problem of the file at hand.
    pub fn problem(&mut self, problem: Problem) -> Result<()> {
        self.file()?.problems.push(Placed { problem, content: None });
        Ok(())
    }

    /// Notes a problem of an input that was never opened, and counts it as a failed file.
    pub fn failed_input(&mut self, problem: Problem) {
        self.summary.files += 1;
        self.note(problem);
        self.blind = true;
        self.summary.failed += 1;
    }

    /// Takes a problem of the listing; an input that could not be listed counts as a failed file.
    pub fn listed(&mut self, problem: Problem) {
        // What was left out may hold anything, so nothing may count as gone; an empty folder holds nothing.
        self.blind |= problem.severity != Severity::Info && problem.code != "no-exports-here";
        if problem.severity == Severity::Error { self.failed_input(problem) } else { self.note(problem) }
    }

    /// Notes what was odd in text of the frame that begins at a line.
    pub fn frame_oddities(&mut self, oddities: &[Oddity], line: u64) -> Result<()> {
        for odd in oddities {
            let name = self.file()?.name.clone();
            self.problem(Problem::new(
                odd.code,
                odd.severity,
                &name,
                line + u64::from(odd.line),
                odd.message.as_str(),
            ))?;
        }
        Ok(())
    }

    /// Notes a problem that is of no file.
    pub fn note(&mut self, problem: Problem) {
        self.problems.push((None, Placed { problem, content: None }));
    }

    pub(super) fn oddities(&mut self, content: i64, oddities: &[Oddity], line: u64) -> Result<()> {
        let file = self.file()?;
        let mut told = FxHashSet::default();
        // Told once, as `repeat_problems` will tell it.
        for odd in oddities.iter().filter(|odd| told.insert((odd.code, odd.line, odd.message.as_str()))) {
            let problem = Problem {
                code: odd.code,
                severity: odd.severity,
                file: file.name.clone(),
                line: line + u64::from(odd.line),
                message: odd.message.clone(),
            };
            file.problems.push(Placed { problem, content: Some((content, odd.line)) });
        }
        Ok(())
    }

    /// What was odd in a content is still odd while the content stays.
    pub(super) fn repeat_problems(&mut self, content: i64, line: u64) -> Result<()> {
        if !self.with_problems.contains(&content) {
            return Ok(());
        }
        let mut statement = self.db.prepare_cached(
            "SELECT DISTINCT code, severity, content_line, message FROM problem WHERE content = ?1 ORDER BY 3, 1, 4",
        )?;
        let mut rows = statement.query([content])?;
        let mut oddities = Vec::new();
        while let Some(row) = rows.next()? {
            let code: String = row.get(0)?;
            let severity: String = row.get(1)?;
            oddities.push(Oddity {
                code: code_named(&code),
                severity: Severity::named(&severity),
                line: row.get(2)?,
                message: row.get(3)?,
            });
        }
        drop(rows);
        drop(statement);
        self.oddities(content, &oddities, line)
    }
}

impl Catalog {
    /// The inputs of a snapshot that were not stored, each with what is wrong with it.
    pub fn failed_inputs(&self, snapshot: i64) -> Result<Vec<(String, String)>> {
        let mut statement = self.db.prepare_cached(
            "SELECT file, min(message) FROM problem WHERE snapshot = ?1 AND severity = 'error' GROUP BY file ORDER BY file",
        )?;
        let rows = statement.query_map([snapshot], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}
