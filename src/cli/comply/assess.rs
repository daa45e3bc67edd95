//! An assessment: the walk, the catalog as a whole, what was recorded, the judgement.
//!
//! Owns what is asked again and what is taken as it was recorded, and the first sight of every finding. Reads only, but for
//! [`record`].

use super::given::Given;
use super::tops::{self, Top};
use super::walk::{Standings, Walk, findings};
use super::whole;
use crate::answer::comply::book::Book;
use crate::answer::comply::finds::Finds;
use crate::answer::comply::judge::{EXPIRING_DAYS, judge};
use crate::answer::comply::score::{score, weight};
use crate::answer::comply::{coverage, whole::whole as ask_whole};
use crate::cli::beside;
use crate::cli::exit::{Failure, USAGE};
use crate::cli::known::{Known, KnownArgs};
use crate::cli::now;
use crate::cli::settings::Settings;
use crate::model::assessment::{Asked, Assessment, Finding, Input, Point, Portion, Shared, Sharing, Since, Status};
use crate::model::comply::{PACK, Severity, named};
use crate::store::Catalog;
use crate::store::assessment::{Recording, Stands, digest_of};
use crate::store::{credential, schema};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is not kept by snapshot.
const NOT_AS_OF: [&str; 4] = [
    "credentials: versions are taken up to the time that is judged; marks for rotation stand as they are today",
    "roles and their members stand as they are today",
    "tests of connections: the newest one of each is taken",
    "runs belong to no snapshot: those that the catalog knows today are taken, up to the time that is judged",
];

/// What is to be assessed.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Wanted<'a> {
    /// Number of the snapshot.
    pub(in crate::cli) at: i64,
    /// Time by which waivers and ages are judged, UTC.
    pub(in crate::cli) as_of: &'a str,
    /// Environment, parameter files, what is given.
    pub(in crate::cli) known: &'a KnownArgs,
    /// Only this folder; the catalog as a whole is not asked then.
    pub(in crate::cli) folder: Option<&'a str>,
    /// Rulebook, waivers, classification.
    pub(in crate::cli) given: &'a Given,
    /// Objects that did not change since the newest recorded assessment are taken as they were recorded, unless something
    /// counts that did not then.
    pub(in crate::cli) recorded: bool,
}

/// Assesses a catalog as of a snapshot.
pub(in crate::cli) fn assess(
    catalog: &Catalog,
    settings: &Settings,
    wanted: &Wanted<'_>,
) -> Result<Assessment, Failure> {
    Ok(assessed(catalog, settings, wanted, false)?.assessment)
}

/// Assesses a catalog and writes what was found, so that later ones know since when. The catalog is open for writing.
pub(in crate::cli) fn record(
    catalog: &Catalog,
    settings: &Settings,
    wanted: &Wanted<'_>,
) -> Result<Assessment, Failure> {
    if wanted.folder.is_some() {
        return Err(Failure::new(USAGE, "an assessment of one folder is not recorded; leave --folder away"));
    }
    let done = assessed(catalog, settings, wanted, true)?;
    let assessment = done.assessment;
    let mut counts: BTreeMap<[&'static str; 3], u64> = BTreeMap::new();
    for finding in &assessment.findings {
        let category = named(finding.rule).map_or("", |rule| rule.category.as_str());
        *counts.entry([category, finding.severity.as_str(), finding.status.as_str()]).or_default() += 1;
    }
    let recording = Recording {
        snapshot: assessment.snapshot,
        environment: assessment.environment.clone(),
        recorded_at: now(),
        basis: done.basis,
        program: assessment.program.clone(),
        score: assessment.score,
        counts,
    };
    catalog.record_assessment(&recording, &done.portions)?;
    Ok(assessment)
}

struct Assessed {
    assessment: Assessment,
    portions: Vec<Portion>,
    basis: String,
}

/// `keep`: fresh portions keep what was found in them, to be recorded; a large catalog has no room for two of all.
fn assessed(catalog: &Catalog, settings: &Settings, wanted: &Wanted<'_>, keep: bool) -> Result<Assessed, Failure> {
    let known = Known::gather(wanted.known, settings, catalog, wanted.at)?;
    let (basis, indexes) = (basis(wanted, &known), known.indexes());
    let given = wanted.given;
    let walk = Walk {
        at: wanted.at,
        rulebook: &given.rulebook,
        classification: &given.classification,
        known: &known,
        indexes: &indexes,
    };
    let (path, environment) = (catalog.path(), &known.environment().name);
    let mut portions = std::thread::scope(|scope| -> Result<Vec<Portion>, Failure> {
        let whole = beside::begin(scope, || the_whole(&Catalog::open_read(path)?, wanted, environment));
        let tops = tops::tops(catalog, wanted.folder, wanted.at)?;
        let (anew, mut portions) = recorded(catalog, wanted, &known, &tops)?;
        portions.extend(walk.all(catalog, &anew, settings.jobs)?);
        portions.push(whole.end()?);
        Ok(portions)
    })?;
    let earlier = first_sights(catalog, wanted, &known.environment().name, &mut portions)?;
    let mut assessment = judged(catalog, wanted, &known.environment().name, &mut portions, keep)?;
    let now_there: FxHashSet<&str> = assessment.findings.iter().map(|one| &*one.fingerprint).collect();
    assessment.since = earlier.filter(|_| wanted.folder.is_none()).map(|earlier| earlier.held_against(&now_there));
    Ok(Assessed { assessment, portions, basis })
}

/// Digest of everything that counts for the objects of a folder besides the objects.
fn basis(wanted: &Wanted<'_>, known: &Known) -> String {
    digest_of(&[PACK, env!("CARGO_PKG_VERSION"), &wanted.given.digest, &known.words()])
}

/// The snapshot of the newest recorded assessment, where what it found still holds for all that did not change since.
fn usable(catalog: &Catalog, wanted: &Wanted<'_>, known: &Known) -> Result<Option<i64>, Failure> {
    let newest = catalog.recorded(&known.environment().name, i64::MAX)?;
    let fits = |snapshot: i64| snapshot <= wanted.at && wanted.folder.is_none();
    Ok(newest.filter(|one| fits(one.snapshot) && one.basis == basis(wanted, known)).map(|one| one.snapshot))
}

/// The objects that must be asked, and what is known of all others.
fn recorded<'t>(
    catalog: &Catalog,
    wanted: &Wanted<'_>,
    known: &Known,
    tops: &'t [Top],
) -> Result<(Vec<&'t Top>, Vec<Portion>), Failure> {
    let before = if wanted.recorded { usable(catalog, wanted, known)? } else { None };
    let Some(before) = before else { return Ok((tops.iter().collect(), Vec::new())) };
    let touched = catalog.touched_since(before, wanted.at)?;
    let environment = &known.environment().name;
    let mut answers = catalog.recorded_answers(environment)?;
    let mut found = catalog.recorded_findings(environment)?;
    let (mut anew, mut portions) = (Vec::new(), Vec::new());
    for top in tops {
        let object = top.object.id;
        match answers.remove(&object).filter(|_| !touched.contains(&object)) {
            None => anew.push(top),
            Some(asked) => portions.push(Portion {
                object,
                place: (top.object.repository.clone(), top.object.folder.clone()),
                found: found.remove(&object).unwrap_or_default(),
                asked,
                fresh: false,
            }),
        }
    }
    Ok((anew, portions))
}

/// The rules about the catalog as a whole, which change with time and are asked every time.
fn the_whole(catalog: &Catalog, wanted: &Wanted<'_>, environment: &str) -> Result<Portion, Failure> {
    let mut finds = Finds::default();
    if wanted.folder.is_none() {
        let gathered = whole::gather(catalog, wanted.at, environment, wanted.as_of)?;
        let book = |folder: &str| Book::of(&wanted.given.rulebook, folder, environment);
        ask_whole(&gathered, &wanted.given.classification, &book, &mut finds);
    }
    let otherwise = Stands { since: wanted.at, digest: String::new() };
    let sharing = &mut Sharing::default();
    let mut stands = Standings { catalog, at: wanted.at, known: FxHashMap::default(), otherwise, sharing };
    let asked = Asked { counts: finds.asked, reasons: finds.not_asked, ..Asked::default() };
    let asked = Arc::new(asked);
    Ok(Portion { found: findings(finds.found, &mut stands)?, asked, fresh: true, ..Portion::default() })
}

/// An earlier assessment: its snapshot, with the time of it, and what it found.
struct Earlier {
    snapshot: i64,
    at: String,
    found: FxHashMap<Shared, i64>,
}

impl Earlier {
    fn held_against(&self, now: &FxHashSet<&str>) -> Since {
        let new: BTreeSet<&str> = now.iter().copied().filter(|one| !self.found.contains_key(*one)).collect();
        let fixed = self.found.keys().filter(|one| !now.contains(&***one)).count() as u64;
        Since {
            than: format!("snapshot {} of {}", self.snapshot, self.at),
            unchanged: self.found.len() as u64 - fixed,
            new: new.into_iter().map(str::to_owned).collect(),
            fixed,
        }
    }
}

/// Finds out when fresh findings were first seen: as recorded; else, where an earlier assessment did not have it, not before
/// that one; else when the definition began. Returns the earlier assessment.
fn first_sights(
    catalog: &Catalog,
    wanted: &Wanted<'_>,
    environment: &str,
    portions: &mut [Portion],
) -> Result<Option<Earlier>, Failure> {
    let fingerprints = |snapshot: i64| catalog.recorded_fingerprints(environment, snapshot);
    let newest = catalog.recorded(environment, wanted.at)?;
    let this = match newest.as_ref().filter(|one| one.snapshot == wanted.at) {
        Some(_) => fingerprints(wanted.at)?,
        None => FxHashMap::default(),
    };
    let earlier = match newest.filter(|one| one.snapshot < wanted.at) {
        Some(one) => Some(one),
        None => catalog.recorded(environment, wanted.at - 1)?,
    };
    let earlier = match earlier {
        Some(one) => Some(Earlier { snapshot: one.snapshot, at: one.at, found: fingerprints(one.snapshot)? }),
        None => None,
    };
    for (first, finding) in portions.iter_mut().filter(|one| one.fresh).flat_map(|one| &mut one.found) {
        let known = earlier.as_ref().and_then(|one| one.found.get(&finding.fingerprint));
        *first = match (known.or_else(|| this.get(&finding.fingerprint)), &earlier) {
            (Some(first), _) => *first,
            // It is new since then, whatever its object was before.
            (None, Some(one)) if *first <= one.snapshot => wanted.at,
            (None, _) => *first,
        };
    }
    Ok(earlier)
}

/// Everything together, judged; without what it is held against.
fn judged(
    catalog: &Catalog,
    wanted: &Wanted<'_>,
    environment: &str,
    portions: &mut [Portion],
    keep: bool,
) -> Result<Assessment, Failure> {
    let times: FxHashMap<i64, Shared> =
        catalog.snapshots(true)?.into_iter().map(|one| (one.id, one.started_at.into())).collect();
    let time = |snapshot: i64| times.get(&snapshot).cloned().unwrap_or_default();
    let given = wanted.given;
    let mut findings = in_order(portions, keep, &time);
    let last_seen = time(wanted.at);
    for finding in &mut findings {
        finding.last_seen = Shared::clone(&last_seen);
    }
    let expiring = given.rulebook.expiring_days.unwrap_or(EXPIRING_DAYS);
    let waivers = judge(&mut findings, &given.waivers, wanted.as_of, (expiring, wanted.folder.is_none()));
    let mut asked = coverage::together(alike(portions).into_iter().map(|(_, asked, times)| (asked, times)));
    if wanted.folder.is_some() {
        asked.passed.push("the catalog as a whole is not asked with --folder".to_owned());
    }
    if !wanted.known.environment.describes() && nothing_of(catalog, environment, wanted.at)? {
        asked
            .passed
            .push(format!("environment {environment}: no parameter file belongs to it, and no file describes it"));
    }
    let (score, score_of) = score(&weights(wanted, environment, portions), &findings);
    let inputs = catalog.inputs(wanted.at)?;
    Ok(Assessment {
        catalog: credential::catalog_id(catalog)?.to_string(),
        snapshot: wanted.at,
        data_as_of: last_seen.to_string(),
        as_of: wanted.as_of.to_owned(),
        environment: environment.to_owned(),
        folder: wanted.folder.unwrap_or_default().to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: schema::known_version(),
        pack: PACK.to_owned(),
        rulebook: given.digest.clone(),
        objects: catalog.objects_by_kind(wanted.folder, wanted.at)?,
        coverage: coverage::coverage(&asked, &findings),
        trend: trend(catalog, wanted, environment, &findings, last_seen.to_string())?,
        since: None,
        not_checked: not_checked(&asked, &inputs),
        inputs,
        audit_head: catalog.audit_head_of(wanted.at)?,
        not_as_of: NOT_AS_OF.map(str::to_owned).to_vec(),
        findings,
        waivers,
        score,
        score_of,
    })
}

/// Findings of all portions, worst first, then by rule, object and part; what two objects share stands once.
fn in_order(portions: &mut [Portion], keep: bool, time: &dyn Fn(i64) -> Shared) -> Vec<Finding> {
    let mut findings = Vec::new();
    for portion in portions {
        let found = if keep && portion.fresh { portion.found.clone() } else { std::mem::take(&mut portion.found) };
        findings.extend(found.into_iter().map(|(first, finding)| Finding { first_seen: time(first), ..finding }));
    }
    findings.sort_by(|a, b| {
        let key = |one: &Finding| (Reverse(one.severity), one.rule);
        key(a).cmp(&key(b)).then_with(|| (&a.object, &a.part).cmp(&(&b.object, &b.part))).then_with(|| a.cmp(b))
    });
    let mut seen = FxHashSet::default();
    findings.retain(|one| seen.insert(one.fingerprint.clone()));
    findings
}

/// Folder, what was asked in it, and of how many objects: a few hundred answers are those of twenty thousand objects.
fn alike(portions: &[Portion]) -> Vec<(&str, &Asked, u64)> {
    let mut at: FxHashMap<(&str, *const Asked), usize> = FxHashMap::default();
    let mut all: Vec<(&str, &Asked, u64)> = Vec::new();
    for portion in portions {
        let folder = portion.place.1.as_str();
        let place = *at.entry((folder, Arc::as_ptr(&portion.asked))).or_insert(all.len());
        match all.get_mut(place) {
            Some((.., times)) => *times += 1,
            None => all.push((folder, &portion.asked, 1)),
        }
    }
    all
}

/// What each rule's pairs weigh: by the severity that it has in the folder.
fn weights(wanted: &Wanted<'_>, environment: &str, portions: &[Portion]) -> BTreeMap<&'static str, u64> {
    let mut books: BTreeMap<&str, Book<'_>> = BTreeMap::new();
    let mut weights = BTreeMap::new();
    for (folder, asked, times) in alike(portions) {
        let book = books.entry(folder).or_insert_with(|| Book::of(&wanted.given.rulebook, folder, environment));
        for (rule, count) in &asked.counts {
            let severity = named(rule).map_or(Severity::Info, |rule| book.severity(rule));
            *weights.entry(*rule).or_default() += weight(severity) * count * times;
        }
    }
    weights
}

/// Recorded assessments of earlier snapshots, and this one.
fn trend(
    catalog: &Catalog,
    wanted: &Wanted<'_>,
    environment: &str,
    findings: &[Finding],
    at: String,
) -> Result<Vec<Point>, Failure> {
    let mut by_severity = [0; 5];
    for finding in findings.iter().filter(|one| one.status != Status::Waived) {
        let place = Severity::ALL.iter().position(|one| *one == finding.severity);
        by_severity[place.unwrap_or_default()] += 1;
    }
    // What was recorded is of all folders.
    let mut points = match wanted.folder {
        None => catalog.assessment_trend(environment, wanted.at)?,
        Some(_) => Vec::new(),
    };
    points.push(Point { snapshot: wanted.at, at, by_severity });
    Ok(points)
}

/// An environment that brings no parameter files may be a word that was mistyped.
fn nothing_of(catalog: &Catalog, environment: &str, at: i64) -> Result<bool, Failure> {
    Ok(!environment.is_empty() && catalog.parameter_files(environment, at)?.is_empty())
}

fn not_checked(asked: &Asked, inputs: &[Input]) -> Vec<String> {
    let mut lines = Vec::new();
    let unread = inputs.iter().filter(|one| !one.trouble.is_empty()).count();
    if unread > 0 {
        lines.push(format!("{unread} of {} files could not be read; the inputs tell which and why", inputs.len()));
    }
    if asked.open > 0 {
        lines.push(format!("{} texts hold a parameter that has no value; rules saw its name", asked.open));
    }
    lines.extend(asked.passed.iter().cloned());
    lines
}
