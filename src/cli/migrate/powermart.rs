//! `--to powermart`: for each object that was asked for, a file that PowerCenter imports.

use super::gather::{Gathered, Piece, subject};
use super::write::OutFile;
use super::{Moving, Plan};
use crate::answer::migrate::{Found, Left, Subject, edit, version};
use crate::cli::exit::{Failure, INPUT};
use crate::cli::export::place_after;
use crate::cli::object::{self, Wanted};
use crate::read::tree;
use crate::render::file_name;
use crate::render::powermart::{Opened, file, opened};
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
            .map(|(top, _)| format!("{}_{}.xml", top.key.kind.as_str(), file_name::safe_name(&top.key.name)));
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
            let found = self.rewritten(&piece.object, &piece.text)?;
            let child = edit::applied(&piece.text.xml, &found.edits, &tree::escape);
            plan.take(found);
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
            // The folder of what was asked for stands as the file of that has it.
            let lead = pieces.iter().filter(|_| folder == top.folder_id).find(|one| one.object == *top);
            folders.push((folder, self.frame(lead.unwrap_or(piece), plan)?, vec![child]));
        }
        // What shortcuts lead to stands before the folder of what was asked for.
        folders.sort_by_key(|(folder, ..)| *folder == top.folder_id);
        let folders: Vec<(Opened, Vec<String>)> = folders.into_iter().map(|(_, frame, all)| (frame, all)).collect();
        plan.files.push(OutFile { path: name, text: file(&folders) });
        Ok(())
    }

    /// The tags around an object as its file has them, of the version that was asked for.
    fn frame(&self, piece: &Piece, plan: &mut Plan) -> Result<Opened, Failure> {
        let object = &piece.object;
        let belongs = |before: &str, named: Option<&str>| {
            place_after(before, named).is_some_and(|at| {
                at.repository.name == object.repository.as_str() && at.folder.name == object.folder.as_str()
            })
        };
        let before = self.catalog.frame_before(piece.text.content, self.at, &belongs)?;
        let gone = || {
            Failure::new(INPUT, format!("the file that {} came from was pruned", object::address(object)))
                .hint("ingest its export again")
        };
        let mut frame = opened(&before.ok_or_else(gone)?);
        if let Some(to) = self.version {
            versioned(&mut frame, piece, to, plan)?;
        }
        Ok(frame)
    }
}

fn versioned(frame: &mut Opened, piece: &Piece, to: version::Version, plan: &mut Plan) -> Result<(), Failure> {
    let subject = Subject { object: object::address(&piece.object), file: piece.text.file.clone(), lines_before: 0 };
    for tag in &mut frame.tags {
        let mut found = Found::default();
        let open = tree::parse_start_tag(tag).map_err(|_| Failure::new(INPUT, "the frame of a file does not parse"))?;
        if let Some(root) = open.root().filter(|root| to.is_before(root.get("REPOSITORY_VERSION"))) {
            let why = format!(
                "it was exported from {}; PowerCenter imports files of its own version or an older one only",
                root.get("REPOSITORY_VERSION")
            );
            plan.report.left.push(Left {
                object: subject.object.clone(),
                what: format!("repository version {}", to.repository),
                why,
                place: subject.place(0),
                times: 1,
            });
        }
        version::frame(&open, &subject, to, &mut found);
        let new = edit::applied(tag, &found.edits, &tree::escape);
        drop(open);
        *tag = new;
        plan.take(found);
    }
    Ok(())
}
