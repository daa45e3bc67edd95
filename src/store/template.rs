//! Templates by time.
//!
//! Owns the tables `template` and `template_revision`. Takes and gives text: what a template says is for `read` to say. What is
//! the same as before makes no new row.

use super::Catalog;
use super::credential::together;
use super::error::Result;
use crate::model::snapshot::Fate;
use crate::model::template::StoredTemplate;
use rusqlite::{OptionalExtension, Row, named_params};

const COLUMNS: &str = "template, description, parameters, source, since, text";

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredTemplate> {
    Ok(StoredTemplate {
        name: row.get::<_, String>(0)?.into(),
        description: row.get(1)?,
        parameters: row.get(2)?,
        source: row.get(3)?,
        since: row.get(4)?,
        text: row.get(5)?,
    })
}

impl Catalog {
    /// Keeps a template as it is from `now` on, and says what became of it.
    pub fn keep_template(&self, template: &StoredTemplate, now: &str) -> Result<Fate> {
        let name = template.name.as_str();
        let fate = match self.template(name)? {
            Some(known) if known.text == template.text => return Ok(Fate::Unchanged),
            Some(_) => Fate::Changed,
            None => Fate::Added,
        };
        together(self, || {
            self.remove_template(name, now)?;
            self.db.execute("INSERT INTO template (name) VALUES (?1) ON CONFLICT DO NOTHING", [name])?;
            self.db.execute(
                "INSERT INTO template_revision (template, description, parameters, source, text, first_at)
                 SELECT id, :description, :parameters, :source, :text, :now FROM template WHERE name = :name",
                named_params! {
                    ":name": name, ":description": template.description, ":parameters": template.parameters,
                    ":source": template.source, ":text": template.text, ":now": now,
                },
            )?;
            Ok(fate)
        })
    }

    /// Ends a template; true where there was one. What it was stays in its history.
    pub fn remove_template(&self, name: &str, now: &str) -> Result<bool> {
        const END: &str = "UPDATE template_revision SET last_at = ?1 WHERE last_at IS NULL AND template =
                               (SELECT id FROM template WHERE name = ?2)";
        Ok(self.db.execute(END, (now, name))? > 0)
    }

    /// The template of a name, as it is now.
    pub fn template(&self, name: &str) -> Result<Option<StoredTemplate>> {
        let sql = format!("SELECT {COLUMNS} FROM current_template WHERE template = ?1");
        Ok(self.db.query_row(&sql, [name], stored).optional()?)
    }

    /// Every template, by name.
    pub fn templates(&self) -> Result<Vec<StoredTemplate>> {
        let mut statement = self.db.prepare(&format!("SELECT {COLUMNS} FROM current_template ORDER BY template"))?;
        let rows = statement.query_map([], stored)?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}
