//! `catalog diff`.

mod sides;
mod trees;
mod whole;

use super::exit::{DONE, Failure, INPUT, NO, Outcome, USAGE};
use super::known::KnownArgs;
use super::object::Wanted;
use super::settings::Settings;
use super::{environments, output};
use crate::answer::diff::change::{Class, Diff, ObjectDiff, Side};
use crate::answer::diff::filter::{self, Filter};
use crate::answer::diff::merge::{Merged, SameSecret, judge, merge};
use crate::answer::diff::part::Part;
use crate::answer::diff::{consequence, risk};
use crate::model::near::nearest;
use crate::render::diff::{self as rendered, Look};
use crate::render::json;
use crate::store::{Catalog, whole_file};
use clap::ValueEnum;
use sides::{End, Meant};
use std::cell::Cell;
use std::path::PathBuf;
use trees::{Seen, Trees};

/// Compare sessions and other objects, folders, snapshots or catalogs: what changed, and does it matter
///
/// Sessions are compared as they run: settings in effect with the layer that says each, mapping, SQL, connections, partitions,
/// commands. Objects match by kind and name, never by position; what means nothing (dates, version numbers, order) is left out
/// and counted. Without B, A is compared with itself in the newest snapshot; without both, the newest snapshot with the one
/// before it. Exit code 0: the same; 1: different.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  catalog diff s_m_dim_customer wlt_load_apac/s_m_fact_sales\n  catalog diff @latest @latest --stat\n  \
                        catalog diff workflow:wf_sales_daily@1 workflow:wf_sales_daily\n  \
                        catalog diff s_m_dim_customer wlt_load_apac/s_m_fact_sales --only high --format json\n  \
                        catalog diff folder:SALES_DWH folder:SALES_DWH --against catalog.db"
)]
pub(super) struct DiffArgs {
    /// An address, folder:NAME, or a snapshot (@3, @latest~1, @2026-11-21, @LABEL)
    #[arg(value_name = "A")]
    a: Option<String>,
    /// The same, to compare A with
    #[arg(value_name = "B")]
    b: Option<String>,
    /// B, or A where there is no B, is looked up in this catalog
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Compare A as it was on this day, or in this snapshot, with A now
    #[arg(long, value_name = "DATE", conflicts_with_all = ["b", "against"])]
    since: Option<String>,
    /// Compare sessions after parameters have been resolved (see --env, --set, --param-file)
    #[arg(long, conflicts_with = "raw")]
    resolved: bool,
    /// Compare what is stored, layer by layer, instead of what is in effect
    #[arg(long)]
    raw: bool,
    /// Show what means nothing, too: dates, version numbers, order
    #[arg(long)]
    with_noise: bool,
    /// Of folders and snapshots, too: what `validate` and `tune` would answer differently (of one session it is always told)
    #[arg(long)]
    consequences: bool,
    /// Only changes of this risk or kind: high, medium, low, session, connection, port, ...
    #[arg(long, value_name = "KIND|RISK", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave out what fits: the name of a setting, an address; * is any text
    #[arg(long, value_name = "PATTERN")]
    ignore: Vec<String>,
    /// Only counts
    #[arg(long)]
    stat: bool,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: DiffFormat,
    /// Write it to this file, which must not be there yet
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    known: KnownArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// For people
    Text,
    /// For programs; `catalog schema diff` prints the shape
    Json,
    /// One file for a browser
    Html,
}

pub(super) fn run(args: &DiffArgs, settings: &Settings) -> Outcome {
    let filter = filter(args)?;
    let catalog = Catalog::open_read(&settings.catalog)?;
    let other = args.against.as_deref().map(Catalog::open_read).transpose()?;
    let (a, b) = sides::ends(args, &catalog, other.as_ref())?;
    let comparing = Comparing::begin(args, settings, &a, &b)?;
    let (objects, compared) = comparing.all(&a, &b)?;
    let mut diff = Diff { a: a.label()?, b: b.label()?, objects, compared, ..Diff::default() };
    diff.settle();
    if let Some(path) = &args.against {
        diff.b.push_str(&format!(" in {}", path.display()));
    }
    filter::apply(&mut diff, &filter);
    for passed in comparing.passed_over() {
        output::say(&passed);
    }
    write(args, &diff)?;
    Ok(if diff.is_same() { DONE } else { NO })
}

fn filter(args: &DiffArgs) -> Result<Filter, Failure> {
    let mut filter = Filter { ignore: args.ignore.clone(), ..Filter::default() };
    for word in &args.only {
        if !filter.only(word) {
            let known: Vec<String> = filter::kinds().chain(["high", "medium", "low"].map(str::to_owned)).collect();
            let near = nearest(word, &known);
            let hint = if near.is_empty() { known.join(", ") } else { format!("did you mean {}?", near.join(", ")) };
            return Err(Failure::new(USAGE, format!("--only {word}: no risk and no kind")).hint(hint));
        }
    }
    Ok(filter)
}

fn write(args: &DiffArgs, diff: &Diff) -> Result<(), Failure> {
    let to_file = args.output.is_some();
    let look = Look {
        width: if to_file { None } else { output::width() },
        colour: !to_file && output::colour(),
        stat: args.stat,
    };
    let text = match args.format {
        DiffFormat::Text => rendered::text(diff, look),
        DiffFormat::Json => json::pretty(&rendered::json(diff)),
        DiffFormat::Html => rendered::html(diff, env!("CARGO_PKG_VERSION")),
    };
    match &args.output {
        Some(path) => Ok(whole_file::write(path, &text, whole_file::USUAL)?),
        None => output::answer(&text),
    }
}

/// Two snapshots of one catalog to be compared for a report.
pub(super) struct Between<'a> {
    /// Number of the earlier one.
    pub(super) from: i64,
    /// Number of the later one.
    pub(super) to: i64,
    /// Environment of parameter files.
    pub(super) environment: &'a str,
    /// Changed objects that are looked into.
    pub(super) most: usize,
}

/// What changed between two snapshots, and how many changed objects were beyond those that are looked into.
pub(super) fn between(catalog: &Catalog, settings: &Settings, wanted: &Between<'_>) -> Result<(Diff, u64), Failure> {
    let args = DiffArgs::of(wanted.environment);
    let end = |at: i64| End { catalog, at, meant: Meant::Snapshot };
    let (a, b) = (end(wanted.from), end(wanted.to));
    let comparing = Comparing { most: wanted.most, ..Comparing::begin(&args, settings, &a, &b)? };
    let (objects, compared) = comparing.all(&a, &b)?;
    let mut diff = Diff { a: a.label()?, b: b.label()?, objects, compared, ..Diff::default() };
    diff.settle();
    Ok((diff, comparing.unseen.get()))
}

/// What changed between two ends as `catalog diff A B` means them. Without B, A is compared with the newest snapshot.
pub(super) fn two_ends(
    catalog: &Catalog,
    settings: &Settings,
    (a, b): (Option<&str>, Option<&str>),
    known: &KnownArgs,
) -> Result<Diff, Failure> {
    let ends = (a.map(str::to_owned), b.map(str::to_owned));
    let args = DiffArgs { a: ends.0, b: ends.1, known: known.clone(), ..DiffArgs::of("") };
    let (a, b) = sides::ends(&args, catalog, None)?;
    let comparing = Comparing::begin(&args, settings, &a, &b)?;
    let (objects, compared) = comparing.all(&a, &b)?;
    let mut diff = Diff { a: a.label()?, b: b.label()?, objects, compared, ..Diff::default() };
    diff.settle();
    Ok(diff)
}

impl DiffArgs {
    /// What is asked where nothing is said but the environment.
    fn of(environment: &str) -> Self {
        Self {
            a: None,
            b: None,
            against: None,
            since: None,
            resolved: false,
            raw: false,
            with_noise: false,
            consequences: false,
            only: Vec::new(),
            ignore: Vec::new(),
            stat: false,
            format: DiffFormat::Text,
            output: None,
            known: KnownArgs::of(environment),
        }
    }
}

/// What stays the same while things are compared.
struct Comparing<'c> {
    args: &'c DiffArgs,
    a: Trees<'c>,
    b: Trees<'c>,
    /// Changed objects that are looked into; of those beyond it only that they changed is told.
    most: usize,
    /// How many were beyond it.
    unseen: Cell<u64>,
}

impl<'c> Comparing<'c> {
    fn begin(args: &'c DiffArgs, settings: &Settings, a: &End<'c>, b: &End<'c>) -> Result<Self, Failure> {
        let environment = environments::environment(&args.known.environment)?;
        let trees = |end: &End<'c>| Trees::gather(args, settings, end.catalog, end.at, &environment);
        Ok(Self { args, a: trees(a)?, b: trees(b)?, most: usize::MAX, unseen: Cell::new(0) })
    }

    fn all(&self, a: &End<'_>, b: &End<'_>) -> Result<(Vec<ObjectDiff>, u64), Failure> {
        match (&a.meant, &b.meant) {
            (Meant::Object(one), Meant::Object(other)) => Ok((self.two(one, other)?, 1)),
            (Meant::Snapshot, Meant::Snapshot) | (Meant::Folder { .. }, Meant::Folder { .. }) => self.whole(a, b),
            _ => {
                let message = format!("{} and {} are of two kinds", a.label()?, b.label()?);
                Err(Failure::new(USAGE, message).hint("compare two objects, two folders or two snapshots"))
            }
        }
    }

    /// Two objects by their addresses; one of them may be gone.
    fn two(&self, a: &Wanted, b: &Wanted) -> Result<Vec<ObjectDiff>, Failure> {
        let same_address = a.address == b.address;
        let seen = |trees: &Trees<'_>, wanted: &Wanted| {
            let found = trees.seen(wanted);
            match found {
                // An address that only one side has is an answer; one that is nowhere is a mistake.
                Err(failure) if same_address && failure.code == INPUT => Ok(Err(failure)),
                found => found.map(Ok),
            }
        };
        match (seen(&self.a, a)?, seen(&self.b, b)?) {
            (Ok(a), Ok(b)) => self.pair(&a, &b).map(|one| vec![one]),
            (Ok(a), Err(_)) => Ok(vec![alone(Class::Removed, &a)]),
            (Err(_), Ok(b)) => Ok(vec![alone(Class::Added, &b)]),
            (Err(_), Err(b)) => Err(b),
        }
    }

    fn pair(&self, a: &Seen, b: &Seen) -> Result<ObjectDiff, Failure> {
        if a.kind != b.kind {
            let message = format!("{} is a {}, {} is a {}", a.side.address, a.kind, b.side.address, b.kind);
            return Err(Failure::new(USAGE, message).hint("compare objects of one kind"));
        }
        let merged = self.merged(&a.part, &b.part)?;
        let mut consequences = consequence::findings(&a.findings, &b.findings);
        consequences.extend(consequence::settings(&a.settings, &b.settings));
        Ok(ObjectDiff { consequences, ..compared(a, b, merged) })
    }

    fn merged(&self, a: &Part, b: &Part) -> Result<Merged, Failure> {
        let failed = std::cell::RefCell::new(None);
        let same = |one: &str, other: &str| {
            self.same_secret(one, other).unwrap_or_else(|failure| {
                failed.borrow_mut().get_or_insert(failure);
                None
            })
        };
        let same: SameSecret<'_> = &same;
        let mut merged = merge(a, b, self.args.with_noise, same);
        judge(&mut merged.changes);
        failed.into_inner().map_or(Ok(merged), Err)
    }

    /// Two secrets are the same where they are one place's, and no new value came between the snapshots.
    fn same_secret(&self, a: &str, b: &str) -> Result<Option<bool>, Failure> {
        if a != b || self.args.against.is_some() {
            return Ok(None);
        }
        if self.a.shelf.at != self.b.shelf.at && self.a.started_at == self.b.started_at {
            // Two snapshots of one second: nobody can tell which of them came with a value.
            return Ok(None);
        }
        let (before, after) = (self.a.secret_version(a)?, self.b.secret_version(b)?);
        Ok(before.zip(after).map(|(before, after)| before == after))
    }

    fn passed_over(&self) -> Vec<String> {
        let mut all = self.a.passed_over();
        all.extend(self.b.passed_over());
        all.sort();
        all.dedup();
        all
    }
}

/// What was compared, without consequences.
fn compared(a: &Seen, b: &Seen, merged: Merged) -> ObjectDiff {
    ObjectDiff {
        class: Class::Changed,
        kind: a.kind.clone(),
        a: Some(a.side.clone()),
        b: Some(b.side.clone()),
        risk: merged.changes.iter().map(|change| change.risk).max().unwrap_or_default(),
        changes: merged.changes,
        noise: merged.noise,
        unchanged: merged.unchanged,
        unknown: merged.unknown,
        ..ObjectDiff::default()
    }
}

/// An object that only one side has.
fn alone(class: Class, seen: &Seen) -> ObjectDiff {
    only(class, &seen.kind, &seen.side)
}

fn only(class: Class, kind: &str, side: &Side) -> ObjectDiff {
    let (risk, reason) = risk::of_object(class, kind);
    let (a, b) = if class == Class::Removed { (Some(side.clone()), None) } else { (None, Some(side.clone())) };
    ObjectDiff { class, kind: kind.to_owned(), a, b, risk, reason: reason.to_owned(), ..ObjectDiff::default() }
}
