//! The tags around the objects of an importable file: as an export had them, of the version that was asked for.

use super::gather::Piece;
use super::{Moving, Plan};
use crate::answer::migrate::{Found, Subject, edit, importable, version};
use crate::cli::exit::{Failure, INPUT};
use crate::cli::export::place_after;
use crate::cli::{now, object};
use crate::model::element::Tree;
use crate::read::tree;
use crate::render::powermart::{Opened, opened};

impl Moving<'_> {
    /// The tags around an object as its file has them, of the version that was asked for.
    pub(super) fn frame(&self, piece: &Piece, plan: &mut Plan) -> Result<Opened, Failure> {
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
        // A session file has no version, and the date is that of its catalog.
        let now = chrono::NaiveDateTime::parse_from_str(&now(), "%Y-%m-%dT%H:%M:%SZ").unwrap_or_default();
        let now = now.format("%m/%d/%Y %H:%M:%S").to_string();
        let subject = Subject { object: object::address(object), file: piece.text.file.clone(), lines_before: 0 };
        for tag in &mut frame.tags {
            if object.from_yaml && tag.starts_with("<POWERMART") {
                "<POWERMART>".clone_into(tag);
            }
            let complete = |open: &Tree<'_>, found: &mut Found| importable::complete_frame(open, &subject, &now, found);
            rewrite(tag, plan, &complete)?;
            if let Some(to) = self.version {
                rewrite(tag, plan, &|open, found| version::frame(open, &subject, to, found))?;
            }
        }
        Ok(frame)
    }
}

/// Applies what a rule finds in a start tag.
fn rewrite(tag: &mut String, plan: &mut Plan, rule: &dyn Fn(&Tree<'_>, &mut Found)) -> Result<(), Failure> {
    let mut found = Found::default();
    let open = tree::parse_start_tag(tag).map_err(|_| Failure::new(INPUT, "the frame of a file does not parse"))?;
    rule(&open, &mut found);
    let new = edit::applied(tag, &found.edits, &tree::escape);
    drop(open);
    *tag = new;
    plan.take(found);
    Ok(())
}
