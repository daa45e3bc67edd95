//! `--to powermart`: for each object that was asked for, a file that PowerCenter imports.

use super::gather::{Gathered, Piece, parsed, subject};
use super::write::OutFile;
use super::{Moving, Plan};
use crate::answer::migrate::{Found, edit, importable, neutral};
use crate::cli::exit::Failure;
use crate::cli::object::{self, Wanted};
use crate::read::schema::always;
use crate::read::tree;
use crate::render::file_name;
use crate::render::powermart::{Opened, file};
use crate::store::find::Object;

impl Moving<'_> {
    pub(super) fn powermart(&self, wanted: &[Wanted]) -> Result<Plan, Failure> {
        let mut tops: Vec<(Object, String)> = Vec::new();
        for one in wanted {
            let meant = self.meant(one)?;
            let whole = self.whole(&meant)?;
            let why = if whole == meant {
                "asked for".to_owned()
            } else {
                format!("holds {}, which is not reusable", object::address(&meant))
            };
            if !tops.iter().any(|(known, _)| known.definition == whole.definition && known.folder_id == whole.folder_id)
            {
                tops.push((whole, why));
            }
        }
        let names = tops
            .iter()
            .map(|(top, _)| format!("{}_{}", top.key.kind.as_str(), top.key.name))
            .map(|name| format!("{}.xml", file_name::safe_name(&name)));
        let names: Vec<String> = names.collect();
        let names = file_name::distinct_paths(names.iter().map(String::as_str));
        let mut plan = Plan::default();
        for ((top, why), name) in tops.iter().zip(names) {
            self.importable(top, why, name, &mut plan)?;
        }
        Ok(plan)
    }

    fn importable(&self, top: &Object, why: &str, name: String, plan: &mut Plan) -> Result<(), Failure> {
        let Gathered { pieces, missing } = self.gathered(top, why)?;
        plan.report.left.extend(missing);
        let mut folders: Vec<(i64, Opened, Vec<String>)> = Vec::new();
        for piece in &pieces {
            let child = self.child(piece, plan)?;
            plan.moved(
                object::address(&piece.object),
                &name,
                piece.why.as_str(),
                subject(&piece.object, &piece.text).place(0),
            );
            let folder = piece.object.folder_id;
            if let Some((_, _, children)) = folders.iter_mut().find(|(known, ..)| *known == folder) {
                children.push(child);
                continue;
            }
            // The folder of what was asked for stands as the file of that has it; session files say little of folders.
            let here = || pieces.iter().filter(|one| one.object.folder_id == folder && one.object.dialect.is_empty());
            let lead = here().find(|one| one.object == *top).or_else(|| here().next());
            folders.push((folder, self.frame(lead.unwrap_or(piece), plan)?, vec![child]));
        }
        // What shortcuts lead to stands before the folder of what was asked for, other repositories before its own.
        let other = |folder: i64| {
            pieces.iter().any(|one| one.object.folder_id == folder && one.object.repository != top.repository)
        };
        folders.sort_by_cached_key(|(folder, ..)| (*folder == top.folder_id, !other(*folder)));
        let folders: Vec<(Opened, Vec<String>)> = folders.into_iter().map(|(_, frame, all)| (frame, all)).collect();
        plan.files.push(OutFile { path: name, text: file(&folders) });
        Ok(())
    }

    /// The text of an object as an importable file has it.
    fn child(&self, piece: &Piece, plan: &mut Plan) -> Result<String, Failure> {
        let (mut text, subject) = (piece.text.clone(), subject(&piece.object, &piece.text));
        let mut joined = Found::default();
        importable::join_config(&parsed(&piece.text.xml)?, &subject, &mut joined);
        text.xml = edit::applied(&piece.text.xml, &joined.edits, &tree::escape);
        plan.take(joined);
        let mut found = self.rewritten(&piece.object, &text)?;
        let tree = parsed(&text.xml)?;
        importable::complete(&tree, &subject, &mut found);
        if !piece.object.dialect.is_empty() {
            neutral::fill(&tree, &subject, always(), &mut found);
        }
        let child = edit::applied(&text.xml, &found.edits, &tree::escape);
        plan.take(found);
        Ok(child)
    }
}
