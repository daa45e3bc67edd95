//! `catalog report compliance`.

use super::page::{self, Made, WriteArgs};
use super::sections::{Asked, sections};
use super::verify;
use crate::cli::comply::args::AssessArgs;
use crate::cli::comply::as_of::AsOf;
use crate::cli::comply::assess::assess;
use crate::cli::comply::given::Given;
use crate::cli::exit::{Failure, INPUT, Outcome};
use crate::cli::settings::Settings;
use crate::cli::{beside, environments, now};
use crate::model::assessment::{Assessment, Shared, Since};
use crate::model::comply::PACK;
use crate::render::report::compliance;
use crate::render::report::data::Data;
use crate::store::{Catalog, credential};
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
    #[command(flatten)]
    of: AssessArgs,
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
    let given = Given::read(&args.of.given, settings)?;
    let folder = args.of.folder.as_deref().map(|name| format!(" folder {name}")).unwrap_or_default();
    page::write(settings, &args.write, &format!("compliance{folder}"), |catalog| {
        let as_of = args.of.as_of(catalog)?;
        let ours = Ours::of(catalog, args, as_of.at)?;
        let earlier = args.previous.as_ref().map(|word| Earlier::read(catalog, word, &ours)).transpose()?;
        let asked = Asked {
            at: as_of.at,
            as_of: as_of.as_of.clone(),
            previous: earlier.as_ref().map(|earlier| earlier.snapshot),
            environment: ours.environment,
            folder: args.of.folder.clone(),
            classification: args.of.given.classification.clone(),
            sla: args.sla.clone(),
            prices: args.prices.clone(),
        };
        let wanted = args.of.wanted(&as_of, &given);
        let (mut assessment, more) = std::thread::scope(|scope| -> Result<_, Failure> {
            let more = beside::begin(scope, || sections(&Catalog::open_read(&settings.catalog)?, settings, &asked));
            let assessment = assess(catalog, settings, &wanted)?;
            Ok((assessment, more.end()?))
        })?;
        if let Some(earlier) = earlier {
            assessment.since = Some(earlier.held_against(&assessment));
        }
        let generated_at = if args.of.as_of.is_some() { as_of.as_of } else { now() };
        let page = compliance::page(&assessment, &generated_at, more);
        Ok(Made { page, assessment: Some(assessment) })
    })
}

/// Of what this report is.
struct Ours {
    catalog: String,
    environment: String,
    folder: String,
    snapshot: i64,
}

impl Ours {
    fn of(catalog: &Catalog, args: &ComplianceArgs, snapshot: i64) -> Result<Self, Failure> {
        Ok(Self {
            catalog: credential::catalog_id(catalog)?.to_string(),
            environment: environments::environment(&args.of.known.environment)?.name,
            folder: args.of.folder.clone().unwrap_or_default(),
            snapshot,
        })
    }
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
    fn read(catalog: &Catalog, word: &str, now: &Ours) -> Result<Self, Failure> {
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

    fn of_report(file: &Path, now: &Ours) -> Result<Self, Failure> {
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
        let pack = if data.pack == PACK { String::new() } else { format!(", made with rule pack {}", data.pack) };
        Ok(Self {
            snapshot: data.snapshot,
            than: format!("the report of snapshot {} of {}{pack}", data.snapshot, data.data_as_of),
            fingerprints: data.findings().map(str::to_owned).collect(),
        })
    }

    fn held_against(self, now: &Assessment) -> Since {
        let all = now.findings.iter().map(|one| &one.fingerprint);
        let (unchanged, new): (Vec<&Shared>, Vec<&Shared>) =
            all.partition(|one| self.fingerprints.contains(Data::short(one)));
        let there = unchanged.len() as u64;
        let fixed = (self.fingerprints.len() as u64).saturating_sub(there);
        Since { than: self.than, new: new.into_iter().map(ToString::to_string).collect(), fixed, unchanged: there }
    }
}
