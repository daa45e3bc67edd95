//! The walk over objects at folder level: each is asked everything, by as many readers as the settings say.
//!
//! Owns the threads, each with a catalog and a shelf of its own. What comes out is in the order of what went in, so it is the
//! same for any number of readers. Never judges.

use super::tops::{How, Top};
use crate::answer::comply::book::{Book, is_production};
use crate::answer::comply::finds::Finds;
use crate::answer::comply::{self, Around};
use crate::answer::design::{Standing, design, may_hold_parameter};
use crate::answer::fingerprint::fingerprint;
use crate::answer::resolve::put_in::PutIn;
use crate::answer::resolve::section::Index;
use crate::cli::beside;
use crate::cli::design::{Found, Shelf};
use crate::cli::exit::Failure;
use crate::cli::known::Known;
use crate::cli::object;
use crate::model::address::Address;
use crate::model::assessment::{Asked, Finding, Portion, Shared, Sharing, Status};
use crate::model::classification::Classification;
use crate::model::comply::{Find, Severity};
use crate::model::object::Kind;
use crate::model::rulebook::Rulebook;
use crate::store::Catalog;
use crate::store::assessment::Stands;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, OnceCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Objects that a reader takes at once: neighbours lie in one content, which is unpacked once.
const AT_ONCE: usize = 16;

/// What is the same for every object.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    /// Number of the snapshot.
    pub(super) at: i64,
    /// What is wanted of the rules.
    pub(super) rulebook: &'a Rulebook,
    /// What holds what.
    pub(super) classification: &'a Classification,
    /// What answers for parameters.
    pub(super) known: &'a Known,
    /// Its parameter files, ready to be asked.
    pub(super) indexes: &'a [Index<'a>],
}

impl Walk<'_> {
    /// Asks everything of some objects, in their order. A finding is first seen when its object began to be as it is.
    pub(super) fn all(&self, catalog: &Catalog, tops: &[&Top], jobs: usize) -> Result<Vec<Portion>, Failure> {
        let next = AtomicUsize::new(0);
        let jobs = jobs.clamp(1, tops.len().div_ceil(AT_ONCE).max(1));
        if jobs == 1 {
            return Ok(self.some(catalog, tops, &next)?.into_iter().map(|(_, portion)| portion).collect());
        }
        let path = catalog.path();
        let work = || self.some(&Catalog::open_read(path)?, tops, &next);
        let mut portions = std::thread::scope(|scope| -> Result<Vec<(usize, Portion)>, Failure> {
            let begun: Vec<_> = (0..jobs).map(|_| beside::begin(scope, work)).collect();
            let mut all = Vec::with_capacity(tops.len());
            for reader in begun {
                all.extend(reader.end()?);
            }
            Ok(all)
        })?;
        portions.sort_by_key(|(at, _)| *at);
        Ok(portions.into_iter().map(|(_, portion)| portion).collect())
    }

    /// The work of one reader: takes objects until there are none left.
    fn some(&self, catalog: &Catalog, tops: &[&Top], next: &AtomicUsize) -> Result<Vec<(usize, Portion)>, Failure> {
        let (reading, mut kept) = (Shelf::with_flows(catalog, self.at), Kept::default());
        let mut done = Vec::new();
        loop {
            let from = next.fetch_add(AT_ONCE, Ordering::Relaxed);
            let Some(some) = tops.get(from..tops.len().min(from + AT_ONCE)).filter(|some| !some.is_empty()) else {
                return Ok(done);
            };
            for (at, top) in some.iter().enumerate() {
                done.push((from + at, self.one(catalog, &reading, top, &mut kept)?));
            }
        }
    }

    fn one(&self, catalog: &Catalog, reading: &Shelf<'_>, top: &Top, kept: &mut Kept) -> Result<Portion, Failure> {
        let object = &top.object;
        let book = Book::of(self.rulebook, &object.folder, &self.known.environment().name);
        let mut asking = Asking { walk: self, shelf: reading, top, book, finds: Finds::default(), open: 0 };
        match top.how {
            How::Walk => reading.walk(object, &mut |found, _, standing| {
                asking.standing(&found, standing);
                Ok(())
            })?,
            How::Alone => reading.alone(object, &mut |found, _, standing| {
                asking.standing(&found, standing);
                Ok(())
            })?,
            How::Stored => asking.stored()?,
        }
        reading.check()?;
        let (finds, open) = (asking.finds, asking.open);
        let asked = Asked { counts: finds.asked, reasons: finds.not_asked, open, passed: reading.passed_over() };
        let top_address = object::address(object);
        let own = Stands { since: object.since, digest: String::new() };
        let sharing = &mut kept.texts;
        let mut stands = Standings { catalog, at: self.at, known: FxHashMap::default(), otherwise: own, sharing };
        if !finds.found.is_empty() {
            stands.otherwise.digest = catalog.digest_of_definition(object.definition)?;
            stands.known.insert(top_address, stands.otherwise.clone());
        }
        let place = (object.repository.clone(), object.folder.clone());
        let found = findings(finds.found, &mut stands)?;
        Ok(Portion { object: object.id, place, found, asked: kept.asked(asked), fresh: true })
    }
}

/// What a reader hands out again: objects of one kind mostly are asked the same, and findings say the same.
#[derive(Default)]
struct Kept {
    texts: Sharing,
    asked: FxHashSet<Arc<Asked>>,
}

impl Kept {
    fn asked(&mut self, asked: Asked) -> Arc<Asked> {
        if let Some(known) = self.asked.get(&asked) {
            return Arc::clone(known);
        }
        let new = Arc::new(asked);
        self.asked.insert(Arc::clone(&new));
        new
    }
}

/// One object with everything in it, while it is asked.
struct Asking<'a> {
    walk: &'a Walk<'a>,
    shelf: &'a Shelf<'a>,
    top: &'a Top,
    book: Book<'a>,
    finds: Finds,
    open: u64,
}

impl Asking<'_> {
    fn standing(&mut self, found: &Found, standing: &Standing<'_>) {
        let (walk, folder) = (self.walk, self.top.object.folder_id);
        let beside = |kind: &Kind, name: &str| self.shelf.beside(folder, kind, name);
        // Most texts hold no parameter, and of many sessions nobody asks for one that does.
        let (designed, question, put_in) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        let open = Cell::new(0);
        let with_values = |text: &str| {
            if !may_hold_parameter(text) {
                return text.to_owned();
            }
            let designed = designed.get_or_init(|| design(standing, &beside));
            let question = question.get_or_init(|| walk.known.question(designed, walk.indexes));
            let (text, is_open) = put_in.get_or_init(|| PutIn::of(question)).text(text);
            open.set(open.get() + u64::from(is_open));
            text
        };
        let around = around(walk, self.top, &self.book, &beside, &with_values);
        match found {
            Found::Session => comply::session(standing, &around, &mut self.finds),
            Found::Workflow => comply::workflow(standing, &around, &mut self.finds),
        }
        self.open += open.get();
    }

    fn stored(&mut self) -> Result<(), Failure> {
        let (walk, object) = (self.walk, &self.top.object);
        let shared = matches!(object.key.kind, Kind::Mapping | Kind::Mapplet | Kind::Transformation | Kind::Config);
        let at_hand =
            if shared { self.shelf.beside(object.folder_id, &object.key.kind, &object.key.name) } else { None };
        let stored = match at_hand {
            Some(stored) => stored,
            None => Rc::new(self.shelf.stored(object.definition)?),
        };
        let beside = |kind: &Kind, name: &str| self.shelf.beside(object.folder_id, kind, name);
        // What stands in no session has no parameter file in force.
        let as_it_is = |text: &str| text.to_owned();
        let around = around(walk, self.top, &self.book, &beside, &as_it_is);
        comply::object(&stored, &object::address(object), &around, &mut self.finds);
        Ok(())
    }
}

fn around<'a>(
    walk: &Walk<'a>,
    top: &Top,
    book: &'a Book<'a>,
    beside: crate::answer::design::Beside<'a>,
    put_in: &'a dyn Fn(&str) -> String,
) -> Around<'a> {
    let production = is_production(walk.rulebook, &walk.known.environment().name, &top.object.repository);
    Around { book, classification: walk.classification, beside, put_in, production }
}

/// When objects began to be as they are, and the digests of their definitions.
pub(super) struct Standings<'c, 's> {
    pub(super) catalog: &'c Catalog,
    pub(super) at: i64,
    pub(super) known: FxHashMap<String, Stands>,
    /// Of what is no object of its own: an instance, a connection.
    pub(super) otherwise: Stands,
    pub(super) sharing: &'s mut Sharing,
}

impl Standings<'_, '_> {
    fn of(&mut self, address: &str) -> Result<&Stands, Failure> {
        if !self.known.contains_key(address) {
            let parsed = Address::parse(address);
            let found = parsed.map(|parsed| self.catalog.stands(&parsed, self.at)).transpose()?.flatten();
            self.known.insert(address.to_owned(), found.unwrap_or_else(|| self.otherwise.clone()));
        }
        Ok(self.known.get(address).unwrap_or(&self.otherwise))
    }
}

/// Finds with fingerprints and digests; what was found twice stands once.
pub(super) fn findings(
    mut finds: Vec<(Severity, Find)>,
    stands: &mut Standings<'_, '_>,
) -> Result<Vec<(i64, Finding)>, Failure> {
    finds.sort();
    let mut seen = FxHashSet::default();
    let mut out = Vec::with_capacity(finds.len());
    for (severity, find) in finds {
        let print = Shared::from(fingerprint(&[find.rule, &find.object, &find.part]));
        if !seen.insert(Shared::clone(&print)) {
            continue;
        }
        let Stands { since, digest } = stands.of(&find.object)?.clone();
        let mut share = |text: &str| stands.sharing.share(text);
        let finding = Finding {
            severity,
            rule: find.rule,
            object: share(&find.object),
            part: share(&find.part),
            file: share(&find.file),
            line: find.line,
            expected: share(&find.expected),
            actual: share(&find.actual),
            digest: share(&digest),
            first_seen: Shared::default(),
            last_seen: Shared::default(),
            fingerprint: print,
            status: Status::Active,
            waiver: None,
        };
        out.push((since, finding));
    }
    Ok(out)
}
