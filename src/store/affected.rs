//! What a change reaches: the objects at folder level that changed between two snapshots, and all that use them, up to
//! workflows.
//!
//! Owns which reference counts as a use. It goes by names, so it may name too much, never too little: a rule, a plan or a
//! resolution of anything else is the same as of both snapshots, as long as parameters, connections and runs are.

use super::Catalog;
use super::error::Result;
use super::find::Object;
use crate::model::Text;
use crate::model::object::Kind;
use rusqlite::named_params;
use std::collections::{BTreeMap, BTreeSet};

/// Objects that changed: with more, nearly everything is reached, and finding out costs more than looking at all.
const MOST: usize = 5_000;
/// Users of users of …: mapplets and worklets stand in each other; deeper than this nobody nests.
const DEEPEST: usize = 64;

/// Who uses an object of one of `:names`: number of the user's folder, what stands around it, its name, what it uses, and
/// whether that may be in another folder. `text` has no index of values, so it is gone through once for all names.
const USERS: &str = "
    WITH wanted(name) AS (SELECT value FROM json_each(:names)),
         numbers(id, name) AS (SELECT t.id, t.value FROM text t WHERE t.value IN (SELECT name FROM wanted)),
         uses(definition, name, elsewhere) AS (
             SELECT i.definition, n.name, 0 FROM mapping_instance i JOIN numbers n ON n.id = i.object
             UNION SELECT s.definition, s.mapping, 0 FROM session s WHERE s.mapping IN (SELECT name FROM wanted)
             UNION SELECT s.definition, s.config, 0 FROM session s WHERE s.config IN (SELECT name FROM wanted)
             UNION SELECT c.definition, n.name, 0 FROM session_component c JOIN numbers n ON n.id = c.object
             UNION SELECT t.definition, n.name, 0 FROM task_instance t JOIN numbers n ON n.id = t.task
             UNION SELECT w.definition, w.scheduler, 0 FROM workflow w WHERE w.scheduler IN (SELECT name FROM wanted)
             UNION SELECT h.definition, h.object, 1 FROM shortcut h WHERE h.object IN (SELECT name FROM wanted))
    SELECT DISTINCT o.folder, o.path, o.name, u.name, u.elsewhere
    FROM uses u JOIN revision v ON v.definition = u.definition JOIN object o ON o.id = v.object
    WHERE v.shadowed = 0 AND v.first_snapshot <= :at AND (v.last_snapshot IS NULL OR v.last_snapshot >= :at)";

/// An object at folder level: number of its folder, kind and name.
pub type Top = (i64, Kind, Text);

/// Folders by number, and the names in them.
type Names = BTreeMap<i64, BTreeSet<String>>;

impl Catalog {
    /// The objects at folder level as of `after` that a change since `before` reaches; `None` where so much changed that
    /// everything is to be looked at.
    pub fn affected_between(&self, before: i64, after: i64) -> Result<Option<BTreeSet<Top>>> {
        let (changed, _) = self.changed_between(before, after)?;
        if changed.len() > MOST {
            return Ok(None);
        }
        let mut all = Names::new();
        for object in changed.iter().flat_map(|(a, b)| a.iter().chain(b)) {
            let name = top(&object.key.path, &object.key.name);
            all.entry(object.folder_id).or_default().insert(name.to_owned());
        }
        self.with_users(&mut all, after)?;
        let mut found = BTreeSet::new();
        for (folder, names) in all {
            for name in names {
                let named = self.objects_named(&name, after)?;
                let here = named.into_iter().filter(|one: &Object| one.folder_id == folder && one.key.path.is_empty());
                found.extend(here.map(|one| (folder, one.key.kind, one.key.name)));
            }
        }
        Ok(Some(found))
    }

    fn with_users(&self, all: &mut Names, at: i64) -> Result<()> {
        let mut statement = self.db.prepare_cached(USERS)?;
        let mut next = all.clone();
        for _ in 0..DEEPEST {
            let names: BTreeSet<&String> = next.values().flatten().collect();
            if names.is_empty() {
                break;
            }
            let names = serde_json::to_string(&names).unwrap_or_default();
            let mut found = Names::new();
            let mut rows = statement.query(named_params! { ":names": names, ":at": at })?;
            while let Some(row) = rows.next()? {
                let (folder, used, elsewhere): (i64, String, bool) = (row.get(0)?, row.get(3)?, row.get(4)?);
                if !elsewhere && !next.get(&folder).is_some_and(|names| names.contains(&used)) {
                    continue;
                }
                let (path, name): (String, String) = (row.get(1)?, row.get(2)?);
                let user = top(&path, &name).to_owned();
                if all.entry(folder).or_default().insert(user.clone()) {
                    found.entry(folder).or_default().insert(user);
                }
            }
            next = found;
        }
        Ok(())
    }
}

/// The name at folder level of what stands at a path.
fn top<'a>(path: &'a str, name: &'a str) -> &'a str {
    path.split('/').next().filter(|first| !first.is_empty()).unwrap_or(name)
}
