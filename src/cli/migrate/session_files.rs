//! `--to yaml`: a session file for each session, rewritten as the move says.

use super::gather::{parsed, subject};
use super::write::OutFile;
use super::{Moving, Plan};
use crate::answer::migrate::{Left, edit};
use crate::answer::session_file::unsaid;
use crate::cli::exit::{Failure, STORE};
use crate::cli::object::{self, Wanted};
use crate::model::content::Value;
use crate::model::object::Kind;
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
}

impl Moving<'_> {
    pub(super) fn session_files(&self, wanted: &[Wanted]) -> Result<Plan, Failure> {
        let mut units: Vec<Unit> = Vec::new();
        for one in wanted {
            for unit in self.sessions_of(&self.meant(one)?)? {
                if !units
                    .iter()
                    .any(|known| known.object.folder_id == unit.object.folder_id && known.object.key == unit.object.key)
                {
                    units.push(unit);
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

    /// The sessions that an object is or runs.
    fn sessions_of(&self, meant: &Object) -> Result<Vec<Unit>, Failure> {
        if meant.key.kind == Kind::Session {
            let text = self.catalog.definition_text(meant.definition)?;
            return Ok(vec![Unit { object: meant.clone(), text, why: "asked for".to_owned() }]);
        }
        let mut units = Vec::new();
        let by = object::address(meant);
        let inside =
            if meant.key.path.is_empty() { String::new() } else { format!("{}/{}", meant.key.path, meant.key.name) };
        for piece in self.gathered(&self.whole(meant)?, "asked for")?.pieces {
            if !matches!(piece.object.key.kind, Kind::Session | Kind::Workflow | Kind::Worklet) {
                continue;
            }
            let tree = parsed(&piece.text.xml)?;
            for one in content::content(&tree).definitions {
                let below =
                    inside.is_empty() || one.key.path == inside || one.key.path.starts_with(&format!("{inside}/"));
                if !matches!(one.value, Value::Session(_)) || !below {
                    continue;
                }
                let xml = piece.text.xml.get(one.span.clone()).unwrap_or_default().to_owned();
                let text = DefinitionText {
                    xml,
                    lines_before: piece.text.lines_before + u64::from(one.line),
                    ..piece.text.clone()
                };
                units.push(Unit {
                    object: Object { key: one.key, ..piece.object.clone() },
                    text,
                    why: format!("runs in {by}"),
                });
            }
        }
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
        plan.moved(address.clone(), &path, unit.why.as_str(), subject.place(0));
        let origin = Origin { address, place: (&unit.object.repository, &unit.object.folder), unsaid };
        plan.files.push(OutFile { path, text: session_file::text(&session::session(root), &origin) });
        Ok(())
    }
}
