//! A catalog as text: every table, every row, numbers of rows replaced by what they stand for. Two catalogs that say the
//! same give the same dump, however their rows were numbered.

use catalog::store::manifest::{self, Part};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Every table with its rows, sorted.
pub(crate) type Dump = BTreeMap<String, Vec<String>>;

/// Columns that are the number of a row: table (or `*`), column, what it numbers.
const NUMBERS: &[(&str, &str, &str)] = &[
    ("alert_delivery", "alert", "alert"),
    ("night_step", "night", "night"),
    ("*", "definition", "definition"),
    ("*", "content", "content"),
    ("*", "folder", "folder"),
    ("*", "export_file", "export_file"),
    ("*", "manifest", "manifest"),
    ("*", "attributes", "list"),
    ("*", "overrides", "list"),
    ("attribute_list", "list", "list"),
    ("folder", "repository", "repository"),
    ("definition", "object", "object"),
    ("revision", "object", "object"),
    ("attribute_list", "name", "text"),
    ("attribute_list", "partition", "text"),
    ("attribute_list", "value", "text"),
    ("field", "name", "text"),
    ("field", "datatype", "text"),
    ("field", "key_type", "text"),
    ("mapping_instance", "name", "text"),
    ("mapping_instance", "object", "text"),
    ("mapping_instance", "object_type", "text"),
    ("mapping_instance", "database", "text"),
    ("transformation", "name", "text"),
    ("transformation", "type", "text"),
    ("variable", "name", "text"),
    ("variable", "datatype", "text"),
    ("variable", "default_value", "text"),
    ("session_transformation", "instance", "text"),
    ("session_transformation", "type", "text"),
    ("session_transformation", "partition_type", "text"),
    ("session_transformation", "partitions", "raw"),
    ("session_extension", "type", "text"),
    ("session_extension", "subtype", "text"),
    ("session_extension", "instance", "text"),
    ("session_component", "type", "text"),
    ("session_component", "object", "text"),
    ("session_component", "task", "text"),
    ("value_pair", "name", "text"),
    ("value_pair", "value", "text"),
    ("task_instance", "name", "text"),
    ("task_instance", "task", "text"),
    ("task_instance", "type", "text"),
    ("link", "from_task", "text"),
    ("link", "to_task", "text"),
    ("link", "condition", "text"),
    ("connection_reference", "reference", "text"),
    ("connection_reference", "type", "text"),
    ("connection_reference", "subtype", "text"),
    ("connection_reference", "name", "text"),
    ("connection_reference", "variable", "text"),
    ("connection_reference", "partition", "text"),
    ("shortcut", "folder", "raw"),
    ("parameter_text", "file", "parameter_file"),
    ("parameter_revision", "text", "parameter_text"),
    ("parameter", "parameter_text", "parameter_text"),
    ("parameter", "heading", "text"),
    ("parameter", "name", "text"),
    ("parameter", "value", "text"),
    ("assessed_finding", "object", "assessed"),
    ("assessed_object", "object", "assessed"),
    ("assessed_object", "asked", "assessed_answer"),
    ("assessed_finding", "address", "text"),
    ("assessed_finding", "part", "text"),
    ("assessed_finding", "file", "text"),
    ("assessed_finding", "expected", "text"),
    ("assessed_finding", "actual", "text"),
    ("run", "place", "run_place"),
    ("run_place", "folder", "raw"),
    ("run_place", "repository", "raw"),
    ("run", "mapping", "text"),
    ("run", "error_code", "text"),
    ("run", "error", "text"),
    ("run", "file", "text"),
    ("run_part", "run", "run"),
    ("run_part", "repository", "raw"),
    ("run_part", "folder", "raw"),
    ("run_part", "instance", "text"),
    ("run_part", "table_name", "text"),
    ("run_part", "partition", "text"),
    ("run_part", "error_code", "text"),
    ("run_part", "error", "text"),
    ("run_part", "file", "text"),
    ("run_fact", "run", "run"),
    ("run_fact", "name", "text"),
    ("run_fact", "partition", "text"),
    ("run_fact", "what", "text"),
    ("run_fact", "said", "text"),
    ("workflow_run", "repository", "text"),
    ("workflow_run", "folder", "text"),
    ("workflow_run", "workflow", "text"),
    ("workflow_run", "worklet", "text"),
    ("workflow_run", "user", "text"),
    ("workflow_run", "service", "text"),
    ("workflow_run", "error", "text"),
    ("saved_value", "folder", "raw"),
    ("shortcut", "object", "raw"),
    ("connection_revision", "object", "connection_object"),
    ("connection_attribute", "revision", "connection_revision"),
    ("credential_version", "credential", "credential"),
    ("shortcut", "repository", "raw"),
    ("template_revision", "template", "template"),
];

/// Tables that are no rows of ours.
const FOREIGN: &[&str] = &["refinery_schema_history", "find", "sqlite_stat1", "sqlite_stat4"];

/// Tables that tell of the program's runs and of this one file; no two catalogs agree in them.
const OWN: &[&str] = &["audit_event", "catalog_identity", "snapshot_audit"];

/// Dumps a catalog.
pub(crate) fn dump(path: &Path) -> Dump {
    let db = Connection::open(path).unwrap();
    let names = Names::load(&db);
    let mut statement = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
    let tables: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let ours = tables
        .into_iter()
        .filter(|table| ![FOREIGN, OWN].concat().contains(&table.as_str()) && !table.starts_with("find_"));
    let mut dump: Dump = ours.map(|table| (table.clone(), rows(&db, &names, &table))).collect();
    dump.insert("find".to_owned(), find(&db, &names));
    dump
}

/// Fails with the first difference of two dumps.
#[track_caller]
pub(crate) fn assert_same(left: &Dump, right: &Dump, what: &str) {
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>(), "{what}: tables");
    for (table, rows) in left {
        let others = &right[table];
        let first = rows.iter().zip(others).find(|(a, b)| a != b);
        let (here, there) = (rows.len(), others.len());
        assert!(first.is_none() && here == there, "{what}: {table} has {here} and {there} rows, first: {first:#?}");
    }
}

fn rows(db: &Connection, names: &Names, table: &str) -> Vec<String> {
    let mut statement = db.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let meanings: Vec<&str> = columns.iter().map(|column| meaning(table, column)).collect();
    let mut rows = statement.query([]).unwrap();
    let mut all = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let cells = meanings.iter().enumerate().map(|(at, meaning)| names.cell(meaning, row.get_ref(at).unwrap()));
        all.push(cells.collect::<Vec<_>>().join(" | "));
    }
    all.sort();
    all
}

fn meaning(table: &str, column: &str) -> &'static str {
    let found = NUMBERS.iter().filter(|(_, name, _)| *name == column).rfind(|(of, ..)| *of == table);
    let found = found.or_else(|| NUMBERS.iter().find(|(of, name, _)| *of == "*" && *name == column));
    match found {
        Some((.., meaning)) => meaning,
        None if column == "id" || (table, column) == ("manifest", "digest") => "skip",
        None if table == "manifest" && column == "body" => "skip",
        None => "raw",
    }
}

/// Which words lead to which definition, one line each.
fn find(db: &Connection, names: &Names) -> Vec<String> {
    db.execute_batch("CREATE VIRTUAL TABLE temp.find_words USING fts5vocab('main', 'find', 'instance')").unwrap();
    let mut statement = db.prepare("SELECT term, doc FROM temp.find_words ORDER BY term").unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut words: HashMap<i64, blake3::Hasher> = HashMap::new();
    while let Some(row) = rows.next().unwrap() {
        let (term, doc): (String, i64) = (row.get(0).unwrap(), row.get(1).unwrap());
        words.entry(doc).or_default().update(term.as_bytes()).update(b"\n");
    }
    let lines = words.iter().map(|(doc, hash)| format!("{} | {}", names.of("definition", *doc), hash.finalize()));
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

/// What each number stands for.
struct Names(HashMap<(&'static str, i64), String>);

impl Names {
    fn load(db: &Connection) -> Self {
        let mut names = Self(HashMap::new());
        names.add(db, "text", "SELECT id, value FROM text");
        names.add(db, "repository", "SELECT id, name FROM repository");
        names.add(db, "content", "SELECT id, hex(digest) FROM content");
        names.add(db, "export_file", "SELECT id, 'snapshot ' || snapshot || ': ' || name FROM export_file");
        let folder = "SELECT f.id, r.name || '::' || f.name FROM folder f JOIN repository r ON r.id = f.repository";
        names.add(db, "folder", folder);
        let object = "SELECT id, folder, kind || ':' || path || '/' || name || '(' || qualifier || ')' FROM object";
        names.derive(db, "object", "folder", object);
        names.add(db, "assessed_answer", "SELECT id, said FROM assessed_answer");
        names.assessed();
        let definition = "SELECT id, object, '#' || hex(digest) FROM definition";
        names.derive(db, "definition", "object", definition);
        names.add(db, "parameter_file", "SELECT id, environment || ': ' || name FROM parameter_file");
        let text = "SELECT id, file, '#' || hex(digest) FROM parameter_text";
        names.derive(db, "parameter_text", "parameter_file", text);
        names.add(db, "connection_object", "SELECT id, environment || ': ' || name FROM connection_object");
        let revision = "SELECT id, object, 'since ' || first_at FROM connection_revision";
        names.derive(db, "connection_revision", "connection_object", revision);
        names.add(db, "template", "SELECT id, name FROM template");
        names.add(db, "alert", "SELECT id, fingerprint || ' of ' || opened_at FROM alert");
        names.add(db, "night", "SELECT id, started_at FROM night");
        names.add(db, "credential", "SELECT id, name || ' of ' || created_at FROM credential");
        names.add(
            db,
            "run_place",
            "SELECT id, concat_ws('/', repository, folder, workflow, path, session) FROM run_place",
        );
        let run = "SELECT id, place, started_at || ' ' || coalesce(workflow_run_id, run_id, application) FROM run";
        names.derive(db, "run", "run_place", run);
        names.lists(db);
        names.manifests(db);
        names
    }

    fn add(&mut self, db: &Connection, what: &'static str, sql: &str) {
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        self.0.extend(rows.map(|row| row.map(|(id, name): (i64, String)| ((what, id), name)).unwrap()));
    }

    fn derive(&mut self, db: &Connection, what: &'static str, of: &'static str, sql: &str) {
        let mut statement = db.prepare(sql).unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let (id, parent, name): (i64, i64, String) =
                (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap());
            let name = format!("{} {name}", self.of(of, parent));
            self.0.insert((what, id), name);
        }
    }

    /// What `comply` looked at: an object, or (0) the catalog as a whole.
    fn assessed(&mut self) {
        let objects = self.0.iter().filter(|((what, _), _)| *what == "object");
        let objects: Vec<_> = objects.map(|((_, id), name)| (("assessed", *id), name.clone())).collect();
        self.0.extend(objects);
        self.0.insert(("assessed", 0), "the whole".to_owned());
    }

    /// A list of attributes is told by a digest of everything in it.
    fn lists(&mut self, db: &Connection) {
        let sql = "SELECT list, name, partition, value FROM attribute_list ORDER BY list, number";
        let mut statement = db.prepare(sql).unwrap();
        let mut rows = statement.query([]).unwrap();
        let mut lists: BTreeMap<i64, blake3::Hasher> = BTreeMap::from([(0, blake3::Hasher::new())]);
        while let Some(row) = rows.next().unwrap() {
            let list = lists.entry(row.get(0).unwrap()).or_default();
            for at in 1..4 {
                list.update(self.of("text", row.get(at).unwrap()).as_bytes()).update(b"\0");
            }
        }
        self.0.extend(lists.into_iter().map(|(id, hash)| (("list", id), hash.finalize().to_hex()[..12].to_owned())));
    }

    fn manifests(&mut self, db: &Connection) {
        let mut statement = db.prepare("SELECT id FROM manifest").unwrap();
        let ids: Vec<i64> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        for id in ids {
            let mut hash = blake3::Hasher::new();
            for part in manifest::load(db, id).unwrap() {
                match part {
                    Part::Text(text) => hash.update(b"text ").update(text.as_bytes()),
                    Part::Content(content) => hash.update(b"content ").update(self.of("content", content).as_bytes()),
                };
            }
            self.0.insert(("manifest", id), hash.finalize().to_hex()[..12].to_owned());
        }
    }

    fn of(&self, what: &'static str, id: i64) -> &str {
        self.0.get(&(what, id)).unwrap_or_else(|| panic!("{what} {id} is nowhere"))
    }

    fn cell(&self, meaning: &str, value: ValueRef<'_>) -> String {
        match (meaning, value) {
            ("skip", _) => String::new(),
            (_, ValueRef::Null) => "NULL".to_owned(),
            (_, ValueRef::Blob(bytes)) => blake3::hash(bytes).to_hex()[..16].to_owned(),
            (_, ValueRef::Text(text)) => String::from_utf8_lossy(text).into_owned(),
            (_, ValueRef::Real(number)) => number.to_string(),
            ("raw", ValueRef::Integer(number)) => number.to_string(),
            (what, ValueRef::Integer(id)) => {
                let known = [
                    "definition",
                    "content",
                    "folder",
                    "export_file",
                    "manifest",
                    "list",
                    "repository",
                    "object",
                    "text",
                    "parameter_file",
                    "parameter_text",
                    "connection_object",
                    "connection_revision",
                    "credential",
                    "template",
                    "assessed",
                    "assessed_answer",
                    "alert",
                    "night",
                ];
                let what = known.into_iter().find(|known| *known == what).unwrap();
                self.of(what, id).to_owned()
            }
        }
    }
}

/// The dump does not know what a new column numbers; this sees to it that somebody tells it.
#[test]
fn every_number_that_points_to_a_row_is_known_to_the_dump() {
    let home = super::house::Home::with(&[("a.xml", super::house::good())]);
    home.ingest();
    let db = home.sql();
    let mut statement = db
        .prepare(
            "SELECT t.name, c.\"from\", c.\"table\" FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) c
             WHERE t.type = 'table' AND c.\"table\" NOT IN ('snapshot')",
        )
        .unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut checked = 0;
    while let Some(row) = rows.next().unwrap() {
        let (table, column, to): (String, String, String) =
            (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap());
        assert_eq!(meaning(&table, &column), to, "{table}.{column}");
        checked += 1;
    }
    assert!(checked > 20, "{checked}");
}
