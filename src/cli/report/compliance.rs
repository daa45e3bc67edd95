//! `catalog report compliance`.

use super::page::{self, Made, WriteArgs};
use super::sections::{Asked, sections};
use super::verify;
use crate::cli::comply::as_of::AsOf;
use crate::cli::comply::assess::{Wanted, assess};
use crate::cli::comply::given::{Given, GivenArgs};
use crate::cli::exit::{Failure, INPUT, Outcome};
use crate::cli::known::KnownArgs;
use crate::cli::settings::Settings;
use crate::cli::{list, now};
use crate::model::assessment::{Assessment, Since};
use crate::render::report::data::Data;
use crate::render::report::{Section, companion, compliance};
use crate::render::{comply, json};
use crate::store::Catalog;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};

/// Write the compliance report of a snapshot
///
/// Findings, access, changes, runs, waivers, coverage and what it all rests on, as one HTML file that loads nothing. The same
/// catalog and the same --as-of give the same bytes. A page has at most 5 MB: rows beyond are counted there and stand in its
/// companions, a .json and a .csv of the same name. Needs the right `report`; the audit log tells of it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog report compliance -o audit.html")]
pub(in crate::cli) struct ComplianceArgs {
    #[command(flatten)]
    write: WriteArgs,
    /// Only this folder
    #[arg(long, value_name = "NAME")]
    folder: Option<String>,
    #[command(flatten)]
    known: KnownArgs,
    /// The newest snapshot up to this day or time, judged by it; or a snapshot: 3, latest~1, a label
    #[arg(long, value_name = "DATE|SNAPSHOT")]
    as_of: Option<String>,
    #[command(flatten)]
    given: GivenArgs,
    /// What was promised of runs [default: sla of catalog.yaml]
    #[arg(long, value_name = "FILE")]
    sla: Option<PathBuf>,
    /// What computing costs; without it no cost is shown [default: prices of catalog.yaml]
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
    /// What to hold it against: an earlier report, or the assessment recorded up to a day or snapshot [default: the newest one
    /// recorded of an earlier snapshot]
    #[arg(long, value_name = "REPORT.html|DATE|SNAPSHOT")]
    previous: Option<String>,
}

pub(super) fn run(args: &ComplianceArgs, settings: &Settings) -> Outcome {
    let given = Given::read(&args.given, settings)?;
    let folder = args.folder.as_deref().map(|name| format!(" folder {name}")).unwrap_or_default();
    page::write(settings, &args.write, &format!("compliance{folder}"), |catalog| {
        list::require_folder(catalog, args.folder.as_deref())?;
        let AsOf { at, as_of } = AsOf::read(catalog, args.as_of.as_deref())?;
        let (folder, known) = (args.folder.as_deref(), &args.known);
        let wanted = Wanted { at, as_of: &as_of, known, folder, given: &given, only: None };
        let mut assessment = assess(catalog, settings, &wanted)?;
        let mut previous = None;
        if let Some(word) = &args.previous {
            let earlier = Earlier::read(catalog, word, &assessment)?;
            previous = Some(earlier.snapshot);
            assessment.since = Some(earlier.held_against(&assessment));
        }
        let asked = Asked {
            at,
            as_of: as_of.clone(),
            previous,
            environment: assessment.environment.clone(),
            folder: args.folder.clone(),
            classification: args.given.classification.clone(),
            sla: args.sla.clone(),
            prices: args.prices.clone(),
        };
        let generated_at = if args.as_of.is_some() { as_of } else { now() };
        Ok(made(&assessment, &generated_at, sections(catalog, settings, &asked)?))
    })
}

/// The page and what stands beside it: the JSON has the assessment as `comply` answers it, and the sections that tell of
/// something else, with every row.
fn made(assessment: &Assessment, generated_at: &str, more: Vec<Section>) -> Made {
    let mut page = compliance::page(assessment, generated_at, more.clone());
    let all = std::mem::replace(&mut page.sections, more);
    let mut whole = companion::json(&page);
    page.sections = all;
    whole["assessment"] = comply::json(assessment);
    Made { page, json: Some(json::pretty(&whole)), csv: Some(comply::csv(assessment)) }
}

/// What a report is held against.
struct Earlier {
    snapshot: i64,
    than: String,
    /// Short ones.
    fingerprints: FxHashSet<String>,
}

impl Earlier {
    /// Reads an earlier report, or what was recorded.
    fn read(catalog: &Catalog, word: &str, now: &Assessment) -> Result<Self, Failure> {
        let file = Path::new(word);
        if file.extension().is_some_and(|end| end == "html" || end == "htm") || file.is_file() {
            return Self::of_report(file, now);
        }
        if !now.folder.is_empty() {
            return Err(Failure::new(INPUT, "what is recorded is of all folders")
                .hint("name an earlier report of this folder with --previous, or leave --folder away"));
        }
        let AsOf { at, .. } = AsOf::read(catalog, Some(word))?;
        let found = catalog.recorded(&now.environment, at.min(now.snapshot))?;
        let found = found.ok_or_else(|| {
            Failure::new(INPUT, format!("no assessment is recorded up to {word}"))
                .hint("`catalog comply --record` records one; --previous takes an earlier report, too")
        })?;
        let all = catalog.recorded_fingerprints(&now.environment, found.snapshot)?;
        Ok(Self {
            snapshot: found.snapshot,
            than: format!("the recorded assessment of snapshot {} of {}", found.snapshot, found.at),
            fingerprints: all.keys().map(|one| Data::short(one).to_owned()).collect(),
        })
    }

    fn of_report(file: &Path, now: &Assessment) -> Result<Self, Failure> {
        let shown = file.display();
        let none = || Failure::new(INPUT, format!("{shown} is no compliance report of this program"));
        let data = Data::read(&verify::read(file)?).filter(|data| data.kind == "compliance").ok_or_else(none)?;
        let of = |catalog: &str, environment: &str, folder: &str| {
            let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
            format!("catalog {catalog}, environment {}, folder {}", or_none(environment), or_none(folder))
        };
        let (theirs, ours) =
            (of(&data.catalog, &data.environment, &data.folder), of(&now.catalog, &now.environment, &now.folder));
        if theirs != ours {
            let message = format!("{shown} is a report of something else: {theirs}; this one: {ours}");
            return Err(Failure::new(INPUT, message).hint("name a report of the same catalog, environment and folder"));
        }
        let pack = if data.pack == now.pack { String::new() } else { format!(", made with rule pack {}", data.pack) };
        Ok(Self {
            snapshot: data.snapshot,
            than: format!("the report of snapshot {} of {}{pack}", data.snapshot, data.data_as_of),
            fingerprints: data.findings().map(str::to_owned).collect(),
        })
    }

    fn held_against(self, now: &Assessment) -> Since {
        let all = now.findings.iter().map(|one| &one.fingerprint);
        let (unchanged, new): (Vec<&String>, Vec<&String>) =
            all.partition(|one| self.fingerprints.contains(Data::short(one)));
        let there = unchanged.len() as u64;
        let fixed = (self.fingerprints.len() as u64).saturating_sub(there);
        Since { than: self.than, new: new.into_iter().cloned().collect(), fixed, unchanged: there }
    }
}
