//! `--to yaml`: a session file for each session, rewritten as the move says.

use super::gather::{Piece, parsed, subject};
use super::write::OutFile;
use super::{Moving, Plan};
use crate::answer::migrate::overrides::{Use, overridden, said, uses};
use crate::answer::migrate::{Left, Subject, edit};
use crate::answer::session_file::unsaid;
use crate::cli::exit::{Failure, STORE};
use crate::cli::object::{self, Wanted};
use crate::cli::show;
use crate::model::Text;
use crate::model::content::Value;
use crate::model::object::{Key, Kind};
use crate::read::{content, session, tree};
use crate::render::file_name;
use crate::render::session_file::{self, Origin};
use crate::store::export::DefinitionText;
use crate::store::find::Object;

/// A session with its own text.
struct Unit {
    object: Object,
    text: DefinitionText,
    why: String,
    /// Task instances through which it was reached, where it is reusable.
    uses: Vec<(Subject, Use)>,
}

impl Moving<'_> {
    pub(super) fn session_files(&self, wanted: &[Wanted]) -> Result<Plan, Failure> {
        let mut units: Vec<Unit> = Vec::new();
        for one in wanted {
            for mut unit in self.sessions_meant(one)? {
                let same = |known: &&mut Unit| {
                    known.object.folder_id == unit.object.folder_id && known.object.key == unit.object.key
                };
                match units.iter_mut().find(same) {
                    Some(known) => known.uses.append(&mut unit.uses),
                    None => units.push(unit),
                }
            }
        }
        let names: Vec<String> =
            units.iter().map(|one| format!("{}.xml", file_name::safe_name(&one.object.key.name))).collect();
        let names = file_name::distinct_paths(names.iter().map(String::as_str));
        let mut plan = Plan::default();
        for (unit, name) in units.iter().zip(names) {
            let path = format!("{}.session.yaml", name.strip_suffix(".xml").unwrap_or(&name));
            self.session_file(unit, path, &mut plan)?;
        }
        Ok(plan)
    }

    /// The sessions that an address means: a task instance is one use of a reusable session.
    fn sessions_meant(&self, wanted: &Wanted) -> Result<Vec<Unit>, Failure> {
        let Some((session, standing)) = show::task_instance(self.catalog, wanted)? else {
            return self.sessions_of(&self.meant(wanted)?);
        };
        let mut units = self.sessions_of(&session)?;
        let name = wanted.address.name();
        let tree = parsed(&standing.workflow.xml)?;
        let at = Subject {
            object: standing.address.clone(),
            file: standing.workflow.file.clone(),
            lines_before: standing.workflow.lines_before,
        };
        let own = uses(&tree).into_iter().find(|one| one.name == name && !one.within.contains('/'));
        for unit in &mut units {
            unit.uses.extend(own.clone().map(|one| (at.clone(), one)));
        }
        Ok(units)
    }

    /// The sessions that an object is or runs.
    fn sessions_of(&self, meant: &Object) -> Result<Vec<Unit>, Failure> {
        if meant.key.kind == Kind::Session {
            let text = self.catalog.definition_text(meant.definition)?;
            return Ok(vec![Unit { object: meant.clone(), text, why: "asked for".to_owned(), uses: Vec::new() }]);
        }
        let (mut units, mut used) = (Vec::new(), Vec::new());
        let by = object::address(meant);
        let inside =
            if meant.key.path.is_empty() { String::new() } else { format!("{}/{}", meant.key.path, meant.key.name) };
        let below = |path: &str| inside.is_empty() || path == inside || path.starts_with(&format!("{inside}/"));
        for piece in self.gathered(&self.whole(meant)?, "asked for")?.pieces {
            if !matches!(piece.object.key.kind, Kind::Session | Kind::Workflow | Kind::Worklet) {
                continue;
            }
            let tree = parsed(&piece.text.xml)?;
            used.extend(uses(&tree).into_iter().filter(|one| below(&one.within)).map(|one| standing(&piece, one)));
            for one in content::content(&tree).definitions {
                // What is reusable stands in no workflow; whether one below uses it is seen when all uses are known.
                if !matches!(one.value, Value::Session(_)) || !(one.key.path.is_empty() || below(&one.key.path)) {
                    continue;
                }
                let xml = piece.text.xml.get(one.span.clone()).unwrap_or_default().to_owned();
                let lines_before = piece.text.lines_before + u64::from(one.line);
                units.push(Unit {
                    object: Object { key: one.key, ..piece.object.clone() },
                    text: DefinitionText { xml, lines_before, ..piece.text.clone() },
                    why: format!("runs in {by}"),
                    uses: Vec::new(),
                });
            }
        }
        for unit in units.iter_mut().filter(|unit| unit.object.key.path.is_empty()) {
            let own = |(folder, _, one): &&(i64, Subject, Use)| {
                *folder == unit.object.folder_id && one.session == *unit.object.key.name
            };
            unit.uses = used.iter().filter(own).map(|(_, at, one)| (at.clone(), one.clone())).collect();
        }
        units.retain(|unit| inside.is_empty() || !unit.object.key.path.is_empty() || !unit.uses.is_empty());
        Ok(units)
    }

    fn session_file(&self, unit: &Unit, path: String, plan: &mut Plan) -> Result<(), Failure> {
        let found = self.rewritten(&unit.object, &unit.text)?;
        let xml = edit::applied(&unit.text.xml, &found.edits, &tree::escape);
        plan.take(found);
        let tree = parsed(&xml)?;
        let root = tree.root().ok_or_else(|| Failure::new(STORE, "the catalog is damaged: a session is empty"))?;
        let (address, subject) = (object::address(&unit.object), subject(&unit.object, &unit.text));
        let mut unsaid = unsaid(root);
        let nested = &unit.object.key.path;
        if !nested.is_empty() {
            unsaid.insert(0, format!("that it stands in {nested}"));
        }
        // What only heads a group of attributes sets nothing, so nothing is lost with it.
        let lost: Vec<&str> = unsaid.iter().map(String::as_str).filter(|one| !one.starts_with("heading ")).collect();
        if !lost.is_empty() {
            let why = "a session file cannot say it; `--to powermart` keeps it".to_owned();
            let (object, place) = (address.clone(), subject.place(0));
            plan.report.left.push(Left { object, what: lost.join(", "), why, place, times: 1 });
        }
        let own = said(root);
        for (at, one) in &unit.uses {
            for what in overridden(&one.said, &own) {
                unsaid.push(format!("{what} (task instance {}/{})", one.within, one.name));
                let why = "the task instance overrides the session, and the file says what the session does; `--to powermart` keeps it";
                let (object, place, why) = (at.object.clone(), at.place(one.line), why.to_owned());
                plan.report.left.push(Left { object, what, why, place, times: 1 });
            }
        }
        plan.moved(address.clone(), &path, unit.why.as_str(), subject.place(0));
        let origin = Origin { address, place: (&unit.object.repository, &unit.object.folder), unsaid };
        plan.files.push(OutFile { path, text: session_file::text(&session::session(root), &origin) });
        Ok(())
    }
}

/// A use with where it stands: folder, and subject.
fn standing(piece: &Piece, one: Use) -> (i64, Subject, Use) {
    let (path, name) = (one.within.as_str().into(), one.name.as_str().into());
    let key = Key { kind: Kind::Session, path, name, qualifier: Text::default() };
    let instance = Object { key, ..piece.object.clone() };
    (piece.object.folder_id, subject(&instance, &piece.text), one)
}
