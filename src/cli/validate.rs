//! `catalog validate`.

pub(super) mod objects;
mod syntax;

use super::changed::{ChangedArgs, Reach};
use super::design::{Found, Shelf};
use super::exit::{DONE, Failure, NO, Outcome};
use super::known::{Known, KnownArgs};
use super::settings::Settings;
use super::{beside, list, object, output, parameter_files, places};
use crate::answer::asked::{Asked, unused};
use crate::answer::design::{Standing, design};
use crate::answer::resolve::resolve;
use crate::answer::resolve::section::Index;
use crate::answer::validate;
use crate::model::finding::{Category, Finding};
use crate::model::object::Kind;
use crate::model::problem::Severity;
use crate::model::rule;
use crate::read::schema::{self, Schemas};
use crate::read::{session_file, source};
use crate::render::{json, powermart, validate as rendered};
use crate::store::Catalog;
use crate::store::export::StoredFile;
use crate::store::find::Object;
use clap::ValueEnum;
use objects::Objects;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use syntax::{Syntax, is_export};

/// Validate sessions, workflows, mappings, parameter files and exports
///
/// Five categories: syntax (XML against schemas), semantic (what settings mean together, what is referred to), connection,
/// parameter, and compatibility with Spark. Exit code 1 where there is an error (see --fail-on).
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog validate s_m_dim_customer\n  \
                        catalog validate --all --category connection --format json\n  \
                        catalog validate --list-rules")]
pub(super) struct ValidateArgs {
    /// Addresses of objects, or files: exports, parameter files
    #[arg(value_name = "ADDRESS|FILE", required_unless_present_any = ["all", "list_rules"])]
    targets: Vec<String>,
    /// Everything in the catalog
    #[arg(long, conflicts_with = "targets")]
    all: bool,
    /// With --all: as of this snapshot
    #[arg(long, value_name = "SNAPSHOT", requires = "all", default_value = "latest")]
    at: String,
    #[command(flatten)]
    changed: ChangedArgs,
    /// Only these categories
    #[arg(long, value_enum, value_name = "CATEGORY", value_delimiter = ',')]
    category: Vec<CategoryWord>,
    /// Only findings at least this severe; `info` tells much of nearly every session
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "warning")]
    min_severity: SeverityWord,
    /// Exit with 1 where a finding is at least this severe
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "error")]
    fail_on: SeverityWord,
    /// A folder of schemas of your own: *.xsd, powrmart.dtd
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    #[command(flatten)]
    known: KnownArgs,
    /// What the newest tests of connections saw, too; `catalog connection test` makes them
    #[arg(long)]
    connect: bool,
    /// Print every rule with its code instead
    #[arg(long)]
    list_rules: bool,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: ValidateFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ValidateFormat {
    /// By object, worst first
    Text,
    /// Findings and counts
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CategoryWord {
    Syntax,
    Semantic,
    Connection,
    Parameter,
    Compatibility,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum SeverityWord {
    Info,
    Warning,
    Error,
}

impl SeverityWord {
    fn severity(self) -> Severity {
        match self {
            Self::Info => Severity::Info,
            Self::Warning => Severity::Warning,
            Self::Error => Severity::Error,
        }
    }
}

pub(super) fn run(args: &ValidateArgs, settings: &Settings) -> Outcome {
    if args.list_rules {
        return list_rules(args);
    }
    let mut findings = if args.all { all(args, settings)? } else { targets(args, settings)? };
    let wanted =
        |category: Category| args.category.is_empty() || args.category.iter().any(|word| word_of(*word) == category);
    findings.retain(|one| rule::named(one.code).is_none_or(|rule| wanted(rule.category)));
    // What is not printed counts, too: `--fail-on info` needs no `--min-severity info`.
    let fails = findings.iter().any(|one| one.severity >= args.fail_on.severity());
    findings.retain(|one| one.severity >= args.min_severity.severity());
    findings.sort();
    findings.dedup();
    match args.format {
        ValidateFormat::Text => output::answer(&rendered::text(&findings))?,
        ValidateFormat::Json => output::answer(&json::pretty(&rendered::json(&findings)))?,
        ValidateFormat::Sarif => output::answer(&json::pretty(&rendered::sarif(&findings, env!("CARGO_PKG_VERSION"))))?,
    }
    Ok(if fails { NO } else { DONE })
}

fn word_of(word: CategoryWord) -> Category {
    match word {
        CategoryWord::Syntax => Category::Syntax,
        CategoryWord::Semantic => Category::Semantic,
        CategoryWord::Connection => Category::Connection,
        CategoryWord::Parameter => Category::Parameter,
        CategoryWord::Compatibility => Category::Compatibility,
    }
}

fn list_rules(args: &ValidateArgs) -> Outcome {
    let rules = rule::all();
    match args.format {
        ValidateFormat::Text => output::answer(&rendered::rules_text(&rules))?,
        _ => output::answer(&json::pretty(&rendered::rules_json(&rules)))?,
    }
    Ok(DONE)
}

fn schemas(args: &ValidateArgs) -> Result<Schemas, Failure> {
    let read = args.schemas.as_deref().map_or_else(Schemas::built_in, Schemas::from_dir);
    read.map_err(|problem| parameter_files::unreadable(&problem))
}

/// Files are looked at where they lie; everything else is an address.
fn targets(args: &ValidateArgs, settings: &Settings) -> Result<Vec<Finding>, Failure> {
    let schemas = schemas(args)?;
    let (files, addresses): (Vec<&String>, Vec<&String>) =
        args.targets.iter().partition(|target| Path::new(target).exists());
    let mut findings = Vec::new();
    for file in files {
        findings.extend(file_findings(Path::new(file), &schemas, args, settings)?);
    }
    if !addresses.is_empty() {
        let catalog = Catalog::open_read(&settings.catalog)?;
        for text in addresses {
            let wanted = object::wanted(&catalog, text)?;
            let looking = Looking::begin(args, settings, &catalog, wanted.at)?;
            findings.extend(looking.address(&wanted, &schemas)?);
        }
    }
    Ok(findings)
}

fn file_findings(
    path: &Path,
    schemas: &Schemas,
    args: &ValidateArgs,
    settings: &Settings,
) -> Result<Vec<Finding>, Failure> {
    let limits = &settings.limits;
    let listing = source::list_parameters(&[path.to_owned()], limits);
    if !path.is_dir() && !listing.inputs.is_empty() {
        let given = parameter_files::one(path, args.known.code_page()?.as_deref(), limits)?;
        return Ok(validate::parameter::file(&given.file));
    }
    let listing = source::list(&[path.to_owned()], limits);
    let (given, odd) = parameter_files::gather(&[path.to_owned()], &[], "", limits, None);
    let problems = listing.problems.iter().filter(|one| given.is_empty() || one.code != "no-exports-here").chain(&odd);
    let mut findings: Vec<Finding> = problems.map(schema::unreadable).collect();
    findings.extend(given.iter().flat_map(|one| validate::parameter::file(&one.file)));
    for input in &listing.inputs {
        match input.open(limits) {
            // What its keys get wrong is told when it is opened; it has no schema but the table of keys.
            Ok(_) if session_file::is_yaml(Path::new(&input.name)) => {}
            Ok(mut open) => {
                findings.extend(schema::check(&input.name, &mut open, schemas));
                findings.extend(open.finish().err().as_ref().map(schema::unreadable));
            }
            Err(problem) => findings.push(schema::unreadable(&problem)),
        }
    }
    Ok(findings)
}

fn all(args: &ValidateArgs, settings: &Settings) -> Result<Vec<Finding>, Failure> {
    let catalog = Catalog::open_read(&settings.catalog)?;
    let at = list::snapshot(&catalog, &args.at)?;
    Looking::begin(args, settings, &catalog, at)?.all(&schemas(args)?, settings.jobs)
}

/// What stays the same while objects of one snapshot are looked at.
struct Looking<'c> {
    args: &'c ValidateArgs,
    catalog: &'c Catalog,
    known: Known,
    shelf: Shelf<'c>,
    objects: Objects,
}

impl<'c> Looking<'c> {
    fn begin(args: &'c ValidateArgs, settings: &Settings, catalog: &'c Catalog, at: i64) -> Result<Self, Failure> {
        let known = Known::gather(&args.known, settings, catalog, at)?;
        let objects = Objects::gather(catalog, known.environment(), args.connect)?;
        Ok(Self { args, catalog, known, shelf: Shelf::with_flows(catalog, at), objects })
    }

    fn wants(&self, category: CategoryWord) -> bool {
        self.args.category.is_empty() || self.args.category.contains(&category)
    }

    /// A session, worklet or workflow as it stands.
    fn standing(
        &self,
        top: &Object,
        found: &Found,
        standing: &Standing<'_>,
        indexes: &[Index<'_>],
        asked: &mut Asked,
    ) -> Vec<Finding> {
        let beside = |kind: &Kind, name: &str| self.shelf.beside(top.folder_id, kind, name);
        let mut findings = match found {
            Found::Session => validate::session(standing, &beside),
            Found::Workflow => validate::workflow(standing, &beside),
        };
        findings.extend(self.objects.session(standing));
        if self.wants(CategoryWord::Parameter) {
            let design = design(standing, &beside);
            let resolution = resolve(&self.known.question(&design, indexes));
            findings.extend(validate::parameter::resolution(&resolution, &format!("{}:{}", top.file, top.line)));
            asked.add(&resolution);
        }
        findings
    }

    /// An object at folder level that is no workflow and no session.
    fn object(&self, object: &Object) -> Result<Vec<Finding>, Failure> {
        let stored = self.shelf.stored(object.definition)?;
        let address = object::address(object);
        let beside = |kind: &Kind, name: &str| self.shelf.beside(object.folder_id, kind, name);
        Ok(match object.key.kind {
            Kind::Mapping | Kind::Mapplet => validate::mapping(&stored, &address, &beside),
            Kind::Config => validate::config(&stored, &address),
            Kind::Task => validate::task(&stored, &address),
            Kind::Shortcut => validate::shortcut(&stored, &address, &beside),
            _ => Vec::new(),
        })
    }

    fn address(&self, wanted: &object::Wanted, schemas: &Schemas) -> Result<Vec<Finding>, Failure> {
        let (indexes, mut asked) = (self.known.indexes(), Asked::default());
        let mut findings = Vec::new();
        let (places, tops) = places::of(&self.shelf, self.catalog, wanted)?;
        for top in &tops {
            self.shelf.walk(top, &mut |found, _, standing| {
                // A workflow is looked at with everything in it.
                let inside = |place: &String| {
                    standing.address == *place || below(&standing.address).starts_with(&format!("{}/", below(place)))
                };
                if places.iter().any(inside) {
                    findings.extend(self.standing(top, &found, standing, &indexes, &mut asked));
                }
                Ok(())
            })?;
        }
        if places.is_empty() {
            let found = object::one(self.catalog, wanted)?;
            if found.key.kind == Kind::Session {
                self.shelf.alone(&found, &mut |kind, _, standing| {
                    findings.extend(self.standing(&found, &kind, standing, &indexes, &mut asked));
                    Ok(())
                })?;
            } else {
                findings.extend(self.object(&found)?);
            }
            findings.extend(self.syntax_of(&found, schemas)?);
        }
        findings.extend(self.objects.findings(false));
        for object in object::candidates(self.catalog, wanted)?.iter().filter(|_| !places.is_empty()) {
            findings.extend(self.syntax_of(object, schemas)?);
        }
        self.shelf.check()?;
        Ok(findings)
    }

    /// The findings of an object's file that lie in its lines.
    fn syntax_of(&self, object: &Object, schemas: &Schemas) -> Result<Vec<Finding>, Failure> {
        if !self.wants(CategoryWord::Syntax) {
            return Ok(Vec::new());
        }
        let text = self.catalog.definition_text(object.definition)?;
        let lines = text.lines_before + 1..=text.lines_before + 1 + text.xml.matches('\n').count() as u64;
        let files = self.catalog.files(object.since)?;
        let Some(file) = files.iter().find(|one| one.row.name == text.file && is_export(one)) else {
            return Ok(Vec::new());
        };
        let whole = powermart::in_utf8(&self.catalog.file_text(file)?);
        let mut findings = schema::check(&text.file, whole.as_bytes(), schemas);
        findings.retain(|one| lines.contains(&one.line));
        for one in &mut findings {
            one.object = object::address(object);
        }
        Ok(findings)
    }

    /// The exports of the snapshot that hold anything to be looked at.
    fn files_of(&self, reach: &Reach) -> Result<Vec<StoredFile>, Failure> {
        let mut files = self.catalog.files(self.shelf.at)?;
        files.retain(is_export);
        if let Reach::Only(tops, _) = reach {
            let mut holding = BTreeSet::new();
            for (folder, kind, name) in tops {
                let found = self.shelf.object(*folder, kind, name)?;
                holding.extend(found.filter(|one| reach.is_new(one)).map(|one| one.file));
            }
            files.retain(|one| holding.contains(&one.row.name));
        }
        Ok(files)
    }

    /// Syntax is looked at by threads of its own, and by this one when it is done with everything else.
    fn all(&self, schemas: &Schemas, jobs: usize) -> Result<Vec<Finding>, Failure> {
        let reach = self.args.changed.reach(self.catalog, self.shelf.at)?;
        let files = if self.wants(CategoryWord::Syntax) { self.files_of(&reach)? } else { Vec::new() };
        let syntax = Syntax::of(files, schemas);
        let path = self.catalog.path();
        std::thread::scope(|scope| {
            let begun: Vec<_> = (1..jobs.min(syntax.files() + 1))
                .map(|_| beside::begin(scope, || syntax.some(&Catalog::open_read(path)?)))
                .collect();
            let mut findings = self.meaning(&reach)?;
            findings.extend(syntax.some(self.catalog)?);
            for reader in begun {
                findings.extend(reader.end()?);
            }
            Ok(findings)
        })
    }

    /// Everything but syntax.
    fn meaning(&self, reach: &Reach) -> Result<Vec<Finding>, Failure> {
        let (indexes, mut asked) = (self.known.indexes(), Asked::default());
        let mut findings = Vec::new();
        places::some(&self.shelf, self.catalog, &|one| reach.holds(one), &mut |top, found, _, standing| {
            findings.extend(self.standing(top, &found, standing, &indexes, &mut asked));
            Ok(())
        })?;
        for kind in ["mapping", "mapplet", "config", "task", "shortcut"] {
            for object in self.catalog.objects_at_top(kind, self.shelf.at)?.iter().filter(|one| reach.holds(one)) {
                findings.extend(self.object(object)?);
            }
        }
        for index in &indexes {
            findings.extend(validate::parameter::file(index.file));
        }
        findings.extend(self.objects.findings(true));
        if matches!(reach, Reach::All) {
            let listing = unused(&indexes, &asked, &|_| true);
            findings.extend(validate::parameter::unused(&listing));
        }
        self.shelf.check()?;
        Ok(findings)
    }
}

/// An address without its kind.
fn below(address: &str) -> &str {
    address.split_once(':').map_or(address, |(_, rest)| rest)
}
