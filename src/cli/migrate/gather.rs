//! An object and everything that it needs, out of the catalog.
//!
//! Owns how a reference is looked up: by kind and name in the folder, then through a shortcut of that name. What is not there
//! is told, never an error: the export may have been a partial one.

use super::Moving;
use crate::answer::migrate::importable::{Need, needs, rank};
use crate::answer::migrate::{Found, Left, Subject, environment, secrets, version};
use crate::cli::exit::{Failure, STORE};
use crate::cli::object;
use crate::model::element::Tree;
use crate::model::object::Kind;
use crate::model::session::Config;
use crate::read::{session, tree};
use crate::store::export::DefinitionText;
use crate::store::find::Object;
use rustc_hash::FxHashSet;

/// The configuration object that no folder is without.
const DEFAULT_CONFIG: &str = "default_session_config";

/// An object that goes along.
pub(super) struct Piece {
    /// The object.
    pub object: Object,
    /// Its text.
    pub text: DefinitionText,
    /// What needs it.
    pub why: String,
}

/// Everything that goes along with an object; what is needed stands before what needs it.
#[derive(Default)]
pub(super) struct Gathered {
    /// The objects; the one that was asked for is the last.
    pub pieces: Vec<Piece>,
    /// What is not in the catalog.
    pub missing: Vec<Left>,
}

/// One object on the way, with what it still needs.
struct Open {
    piece: Piece,
    needs: std::vec::IntoIter<Need>,
}

/// Where an object stands and was read from.
pub(super) fn subject(object: &Object, text: &DefinitionText) -> Subject {
    Subject { object: object::address(object), file: text.file.clone(), lines_before: text.lines_before }
}

/// Parses stored XML.
pub(super) fn parsed(xml: &str) -> Result<Tree<'_>, Failure> {
    tree::parse(xml).map_err(|_| Failure::new(STORE, "the catalog is damaged: a definition does not parse"))
}

impl Moving<'_> {
    /// Gathers an object at folder level with all it needs.
    pub(super) fn gathered(&self, top: &Object, why: &str) -> Result<Gathered, Failure> {
        let mut out = Gathered::default();
        let mut seen = FxHashSet::from_iter([(top.folder_id, top.key.clone())]);
        let mut open = vec![self.open(top.clone(), why.to_owned())?];
        while let Some(last) = open.last_mut() {
            let Some(need) = last.needs.next() else {
                out.pieces.extend(open.pop().map(|done| done.piece));
                continue;
            };
            let by = object::address(&last.piece.object);
            let found = self.found(&last.piece.object, &need)?;
            // Every folder has a default configuration of its own, so that an export without it is only a partial one.
            let everywhere = need.kind == Kind::Config && need.name == DEFAULT_CONFIG;
            if found.is_empty() && !need.own && !everywhere {
                let place = subject(&last.piece.object, &last.piece.text).place(need.line);
                let what = format!("{} {}", need.kind.as_str(), need.name);
                let why = "it is not in the catalog; the folder that the file is imported into must have it".to_owned();
                out.missing.push(Left { object: by.clone(), what, why, place, times: 1 });
            }
            for object in found {
                if seen.insert((object.folder_id, object.key.clone())) {
                    open.push(self.open(object, format!("needed by {by}"))?);
                }
            }
        }
        out.pieces.sort_by_key(|piece| rank(&piece.object.key.kind));
        Ok(out)
    }

    fn open(&self, object: Object, why: String) -> Result<Open, Failure> {
        let text = self.catalog.definition_text(object.definition)?;
        let all = needs(&parsed(&text.xml)?);
        Ok(Open { piece: Piece { object, text, why }, needs: all.into_iter() })
    }

    /// The objects that a reference means: one, or a shortcut; several sources or transformations where it does not say which.
    fn found(&self, by: &Object, need: &Need) -> Result<Vec<Object>, Failure> {
        let mut named = match need.kind {
            // Names of functions are the same in any case.
            Kind::Function => self.catalog.objects_at_top(need.kind.as_str(), self.at)?,
            _ => self.catalog.objects_named(&need.name, self.at)?,
        };
        named.retain(|one| one.key.path.is_empty() && one.key.name.eq_ignore_ascii_case(&need.name));
        if need.folder.is_empty() {
            named.retain(|one| one.folder_id == by.folder_id);
        } else {
            // A repository may be kept under another name than its shortcuts say.
            named.retain(|one| one.folder == need.folder.as_str());
            let own = named.iter().any(|one| one.repository == by.repository);
            let there = if own { by.repository.as_str() } else { need.repository.as_str() };
            named.retain(|one| one.repository == there);
        }
        let of_kind = |kind: &Kind| named.iter().filter(|one| one.key.kind == *kind).cloned().collect::<Vec<_>>();
        let mut found = of_kind(&need.kind);
        if found.iter().any(|one| one.key.qualifier == need.qualifier) {
            found.retain(|one| one.key.qualifier == need.qualifier);
        }
        if found.is_empty() {
            found = of_kind(&Kind::Shortcut);
            found.retain(|one| one.key.qualifier.eq_ignore_ascii_case(need.kind.as_str()));
        }
        Ok(found)
    }

    /// What the rules of this move find in an object.
    pub(super) fn rewritten(&self, object: &Object, text: &DefinitionText) -> Result<Found, Failure> {
        let (mut found, subject) = (Found::default(), subject(object, text));
        let tree = parsed(&text.xml)?;
        if self.args.to_env.is_some() {
            let has = |name: &str| self.connections.get(name).cloned();
            let target = environment::Target { environment: self.known.environment(), object: &has };
            environment::rewrite(&tree, &subject, &target, &mut found);
        }
        if let Some(to) = self.version {
            // A look-up that fails is the same as none: the object is told to be missing.
            let config = |name: &str| self.config(object, name).ok().flatten();
            version::rewrite(&tree, &subject, to, &config, &mut found);
        }
        secrets(&tree, &subject, &mut found);
        Ok(found)
    }

    fn config(&self, beside: &Object, name: &str) -> Result<Option<Config>, Failure> {
        let mut named = self.catalog.objects_named(name, self.at)?;
        named.retain(|one| one.folder_id == beside.folder_id && one.key.kind == Kind::Config);
        let Some(found) = named.first() else { return Ok(None) };
        let text = self.catalog.definition_text(found.definition)?;
        let tree = parsed(&text.xml)?;
        Ok(tree.root().map(session::config))
    }
}
