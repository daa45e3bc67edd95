//! Out of the catalog: keyed trees of objects as of a snapshot.
//!
//! Owns what is read for a tree. A session is read with its mapping and everything behind it where it is compared alone, and
//! with its configuration object only where it is one of many.

use super::DiffArgs;
use crate::answer::design::{Standing, design};
use crate::answer::diff::change::Side;
use crate::answer::diff::part::Part;
use crate::answer::diff::session::{self, Given as SessionGiven};
use crate::answer::diff::stored::{self, Inner};
use crate::answer::resolve::{Resolution, resolve};
use crate::answer::validate;
use crate::cli::design::Shelf;
use crate::cli::exit::{Failure, INPUT, STORE};
use crate::cli::known::Known;
use crate::cli::object::{self, Wanted};
use crate::cli::places;
use crate::cli::settings::Settings;
use crate::cli::tune::given::{Given, GivenArgs, gather};
use crate::cli::tune::{Sharing, tuned};
use crate::cli::validate::objects::Objects;
use crate::model::content::Value;
use crate::model::credential::found_name;
use crate::model::design::Stored;
use crate::model::environment::Environment;
use crate::model::finding::Finding;
use crate::model::mapping::Instance;
use crate::model::object::Kind;
use crate::model::problem::Severity;
use crate::read::{content, tree};
use crate::store::find::Object;
use crate::store::{Catalog, credential};
use std::collections::{BTreeMap, BTreeSet};

/// An object as one side has it, ready to be compared.
pub(super) struct Seen {
    pub(super) kind: String,
    pub(super) side: Side,
    pub(super) part: Part,
    /// What `validate` finds.
    pub(super) findings: Vec<Finding>,
    /// What `tune` says: key and value.
    pub(super) settings: Vec<(String, String)>,
}

/// What `validate` finds, and what `tune` says.
type Answers = (Vec<Finding>, Vec<(String, String)>);

/// One side: a catalog as of a snapshot.
pub(super) struct Trees<'c> {
    args: &'c DiffArgs,
    pub(super) catalog: &'c Catalog,
    pub(super) shelf: Shelf<'c>,
    known: Known,
    objects: Objects,
    given: Given,
    pub(super) started_at: String,
}

impl<'c> Trees<'c> {
    pub(super) fn gather(
        args: &'c DiffArgs,
        settings: &Settings,
        catalog: &'c Catalog,
        at: i64,
        environment: &Environment,
    ) -> Result<Self, Failure> {
        let started = catalog.snapshots(true)?.into_iter().find(|one| one.id == at);
        Ok(Self {
            args,
            catalog,
            shelf: Shelf::with_flows(catalog, at),
            known: Known::gather(&args.known, settings, catalog, at)?,
            objects: Objects::gather(catalog, environment, false)?,
            given: gather(&GivenArgs::none(), BTreeMap::new())?,
            started_at: started.map(|one| one.started_at).unwrap_or_default(),
        })
    }

    pub(super) fn passed_over(&self) -> Vec<String> {
        self.shelf.passed_over()
    }

    /// The version that a found secret had when this snapshot was made.
    pub(super) fn secret_version(&self, id: &str) -> Result<Option<u32>, Failure> {
        Ok(credential::version_at(self.catalog, &found_name(id), &self.started_at)?)
    }

    /// The stored tree of an object.
    pub(super) fn stored(&self, object: &Object, inner: Inner) -> Result<Part, Failure> {
        let text = self.catalog.definition_text(object.definition)?;
        let tree = tree::parse(&text.xml).map_err(|_| Failure::new(STORE, "the catalog is damaged"))?;
        let place = |line: u32| format!("{}:{}", text.file, text.lines_before + u64::from(line) + 1);
        Ok(tree.root().map(|root| stored::part(root, inner, &place)).unwrap_or_default())
    }

    /// What an address means, compared by itself.
    pub(super) fn seen(&self, wanted: &Wanted) -> Result<Seen, Failure> {
        let found = object::candidates(self.catalog, wanted)?;
        // An address of no object may be one of a task instance.
        if found.is_empty() || found.iter().any(|one| one.key.kind == Kind::Session) {
            return self.session(wanted);
        }
        let object = object::one(self.catalog, wanted)?;
        let part = self.stored(&object, Inner::Within)?;
        Ok(Seen {
            kind: object.key.kind.as_str().to_owned(),
            side: side(&object),
            part,
            findings: Vec::new(),
            settings: Vec::new(),
        })
    }

    /// A session at folder level by itself, without a task instance.
    fn alone(&self, object: &Object) -> Result<Seen, Failure> {
        let mut seen = None;
        self.shelf.alone(object, &mut |_, _, standing| {
            seen = Some(self.standing(object.folder_id, standing)?);
            Ok(())
        })?;
        self.shelf.check()?;
        seen.ok_or_else(|| Failure::new(INPUT, format!("{} is no session", object::address(object))))
    }

    /// A reusable session is its definition where it stands in several places, or where what is stored is asked for.
    fn session(&self, wanted: &Wanted) -> Result<Seen, Failure> {
        let mut reusable = object::candidates(self.catalog, wanted)?;
        reusable.retain(|one| one.key.kind == Kind::Session);
        if let [one] = reusable.as_slice()
            && one.key.path.is_empty()
            && (self.args.raw || places::of(&self.shelf, self.catalog, wanted)?.0.len() > 1)
        {
            return self.alone(one);
        }
        let mut seen = None;
        places::session(&self.shelf, self.catalog, wanted, &mut |folder, standing| {
            seen = Some(self.standing(folder, standing)?);
            Ok(())
        })?;
        self.shelf.check()?;
        seen.ok_or_else(|| Failure::new(INPUT, format!("{} is no session", wanted.text)))
    }

    /// A session as it stands, with everything behind it.
    fn standing(&self, folder: i64, standing: &Standing<'_>) -> Result<Seen, Failure> {
        let own = self.own(folder, standing)?;
        let resolution = self.resolution(folder, standing);
        let beside = |kind: &Kind, name: &str| self.shelf.beside(folder, kind, name);
        let part = if self.args.raw {
            self.stored(&own, Inner::Within)?
        } else {
            session::part(SessionGiven {
                standing,
                beside: &beside,
                session: self.stored(&own, Inner::Within)?,
                behind: self.behind(folder, standing)?,
                tasks: self.tasks(folder, standing)?,
                resolution: self.args.resolved.then_some(&resolution),
            })
        };
        let (findings, settings) = self.answers(folder, standing, &resolution)?;
        let side = Side { address: standing.address.clone(), place: format!("{}:{}", own.file, own.line) };
        Ok(Seen { kind: "session".to_owned(), side, part, findings, settings })
    }

    /// What `validate` and `tune` say of a session.
    fn answers(&self, folder: i64, standing: &Standing<'_>, resolution: &Resolution) -> Result<Answers, Failure> {
        let beside = |kind: &Kind, name: &str| self.shelf.beside(folder, kind, name);
        let mut findings: Vec<Finding> = validate::session(standing, &beside);
        findings.extend(self.objects.session(standing));
        findings.extend(validate::parameter::resolution(resolution, ""));
        findings.retain(|one| one.severity >= Severity::Warning);
        let tuning = tuned(self.catalog, &self.shelf, folder, standing, &self.given, &Sharing::One)?;
        let settings = tuning.into_iter().flat_map(|one| one.settings);
        Ok((findings, settings.map(|one| (one.key, one.value)).collect()))
    }

    /// The same of one of many. A reusable session may stand in several places: it is asked as it stands by itself.
    pub(super) fn told(&self, object: &Object) -> Result<Answers, Failure> {
        if object.key.path.is_empty() {
            let seen = self.alone(object)?;
            return Ok((seen.findings, seen.settings));
        }
        let address = object::address(object);
        let wanted = Wanted { at: self.shelf.at, ..object::wanted(self.catalog, &address)? };
        let seen = self.seen(&wanted)?;
        Ok((seen.findings, seen.settings))
    }

    fn resolution(&self, folder: i64, standing: &Standing<'_>) -> Resolution {
        let design = design(standing, &|kind, name| self.shelf.beside(folder, kind, name));
        resolve(&self.known.question(&design, &self.known.indexes()))
    }

    /// The object that a standing's session is: one in a workflow, or a reusable one.
    fn own(&self, folder: i64, standing: &Standing<'_>) -> Result<Object, Failure> {
        places::own(&self.shelf, self.catalog, folder, standing)
    }

    /// A session as one of many: with its configuration object, without what is behind it and without its task instance.
    /// Unpacking and parsing are nearly all of the time of a diff of snapshots, so the text is read once for both views of it.
    pub(super) fn quick(&self, object: &Object) -> Result<Part, Failure> {
        let text = self.catalog.definition_text(object.definition)?;
        let tree = tree::parse(&text.xml).map_err(|_| Failure::new(STORE, "the catalog is damaged"))?;
        let place = |line: u32| format!("{}:{}", text.file, text.lines_before + u64::from(line) + 1);
        let own = tree.root().map(|root| stored::part(root, Inner::Within, &place)).unwrap_or_default();
        let (file, lines_before) = (text.file.clone(), text.lines_before);
        let stored = Stored { file, lines_before, content: content::content(&tree), ..Stored::default() };
        let Some(Value::Session(session)) = stored.content.definitions.first().map(|one| &one.value) else {
            return Ok(own);
        };
        let beside = |kind: &Kind, name: &str| self.shelf.beside(object.folder_id, kind, name);
        let mut part = None;
        self.shelf.layered(object, &[], (&stored, session), None, &mut |_, _, standing| {
            let (session, behind, tasks) = (own.clone(), Vec::new(), Vec::new());
            let resolution = self.args.resolved.then(|| self.resolution(object.folder_id, standing));
            let resolution = resolution.as_ref();
            part = Some(session::part(SessionGiven { standing, beside: &beside, session, behind, tasks, resolution }));
            Ok(())
        })?;
        self.shelf.check()?;
        Ok(part.unwrap_or(own))
    }

    /// The mapping of a session and everything that it uses, each once.
    fn behind(&self, folder: i64, standing: &Standing<'_>) -> Result<Vec<Part>, Failure> {
        let Some(layered) = standing.session else { return Ok(Vec::new()) };
        let mut open = vec![(folder, Kind::Mapping, layered.session.1.mapping.to_string(), String::new())];
        let (mut known, mut parts) = (BTreeSet::new(), Vec::new());
        while let Some((folder, kind, name, qualifier)) = open.pop() {
            let Some(object) = self.behind_one(folder, &kind, &name, &qualifier)? else { continue };
            if !known.insert(object.definition) {
                continue;
            }
            parts.push(self.stored(&object, Inner::Apart)?);
            if let Some(Value::Mapping(mapping)) =
                self.shelf.stored(object.definition)?.content.definitions.first().map(|one| &one.value)
            {
                let own = |instance: &Instance| {
                    mapping.transformations.iter().any(|one| one.name == instance.object && !one.reusable)
                };
                let used = mapping.instances.iter().filter(|one| !own(one));
                open.extend(
                    used.map(|one| (object.folder_id, kind_of(one), one.object.to_string(), one.database.to_string())),
                );
            }
        }
        Ok(parts)
    }

    fn behind_one(&self, folder: i64, kind: &Kind, name: &str, qualifier: &str) -> Result<Option<Object>, Failure> {
        if *kind == Kind::Source && !qualifier.is_empty() {
            let named = self.catalog.objects_named(name, self.shelf.at)?;
            let fits =
                |one: &Object| one.folder_id == folder && one.key.kind == *kind && one.key.qualifier == qualifier;
            if let Some(found) = named.into_iter().find(fits) {
                return Ok(Some(found));
            }
        }
        self.shelf.object(folder, kind, name)
    }

    /// Reusable tasks that the session's components name.
    fn tasks(&self, folder: i64, standing: &Standing<'_>) -> Result<Vec<Part>, Failure> {
        let components = standing.session.iter().flat_map(|layered| &layered.session.1.components);
        let names: BTreeSet<&str> = components.filter(|one| one.reusable).map(|one| one.object.as_str()).collect();
        let mut parts = Vec::new();
        for name in names {
            if let Some(object) = self.shelf.object(folder, &Kind::Task, name)? {
                parts.push(self.stored(&object, Inner::Within)?);
            }
        }
        Ok(parts)
    }
}

fn kind_of(instance: &Instance) -> Kind {
    match instance.object_type.as_str() {
        "Source Definition" => Kind::Source,
        "Target Definition" => Kind::Target,
        "Mapplet" => Kind::Mapplet,
        _ => Kind::Transformation,
    }
}

/// Where an object stands.
pub(super) fn side(object: &Object) -> Side {
    Side { address: object::address(object), place: format!("{}:{}", object.file, object.line) }
}
