//! `catalog comply`.

pub(in crate::cli) mod args;
pub(in crate::cli) mod as_of;
pub(in crate::cli) mod assess;
pub(in crate::cli) mod given;
mod tops;
mod walk;
mod whole;

use super::exit::{DONE, Failure, NO, Outcome};
use super::settings::Settings;
use super::{holder, output};
use crate::answer::comply::shown::shown;
use crate::model::comply::{self, Category, Severity};
use crate::render::{comply as rendered, json};
use crate::store::Catalog;
use args::AssessArgs;
use assess::Wanted;
use clap::ValueEnum;
use given::Given;

/// Hold sessions, connections, credentials and roles against the rules of security and compliance
///
/// Rules see effective values, with parameters put in where they have a value. Nothing is written without --record. Exit code
/// 1 where a finding counts that is at least as severe as --fail-on; a waiver in force takes it out, one that has expired does
/// not.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  catalog comply\n  catalog comply --folder SALES_DWH --category security --format json\n  \
                        catalog comply --as-of latest --record\n  catalog comply --list-rules"
)]
pub(super) struct ComplyArgs {
    #[command(flatten)]
    of: AssessArgs,
    /// Only these categories
    #[arg(long, value_enum, value_name = "CATEGORY", value_delimiter = ',')]
    category: Vec<CategoryWord>,
    /// Only findings at least this severe
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "info")]
    min_severity: SeverityWord,
    /// Exit with 1 where a finding that counts is at least this severe
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "low")]
    fail_on: SeverityWord,
    /// Write what was found into the catalog, so that later answers know since when, and the trend
    #[arg(long, conflicts_with = "folder")]
    record: bool,
    /// With --record: ask everything anew, not only what changed since the newest recorded assessment
    #[arg(long, requires = "record")]
    full: bool,
    /// Print every rule instead
    #[arg(long)]
    list_rules: bool,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: ComplyFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ComplyFormat {
    /// A summary, then by rule, worst first
    Text,
    /// Everything
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// One row a finding
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CategoryWord {
    Security,
    Reliability,
    Auditability,
    Performance,
    Maintainability,
    Documentation,
    Naming,
}

/// How severe, as the command line says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SeverityWord {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl SeverityWord {
    /// What it means.
    pub(in crate::cli) fn severity(self) -> Severity {
        match self {
            Self::Info => Severity::Info,
            Self::Low => Severity::Low,
            Self::Medium => Severity::Medium,
            Self::High => Severity::High,
            Self::Critical => Severity::Critical,
        }
    }
}

fn category(word: CategoryWord) -> Category {
    match word {
        CategoryWord::Security => Category::Security,
        CategoryWord::Reliability => Category::Reliability,
        CategoryWord::Auditability => Category::Auditability,
        CategoryWord::Performance => Category::Performance,
        CategoryWord::Maintainability => Category::Maintainability,
        CategoryWord::Documentation => Category::Documentation,
        CategoryWord::Naming => Category::Naming,
    }
}

pub(super) fn run(args: &ComplyArgs, settings: &Settings) -> Outcome {
    let categories: Vec<Category> = args.category.iter().copied().map(category).collect();
    if args.list_rules {
        return list_rules(args, &categories);
    }
    let given = Given::read(&args.of.given, settings)?;
    let catalog = if args.record {
        Catalog::open_existing(&settings.catalog, settings.wait, &holder("comply --record"))?
    } else {
        Catalog::open_read(&settings.catalog)?
    };
    let as_of = args.of.as_of(&catalog)?;
    let wanted = args.of.wanted(&as_of, &given);
    let assessment = if args.record {
        assess::record(&catalog, settings, &Wanted { recorded: !args.full, ..wanted })?
    } else {
        assess::assess(&catalog, settings, &wanted)?
    };
    // What is not printed counts, too.
    let answer = shown(assessment, &categories, args.min_severity.severity());
    let fails = answer.worst.is_some_and(|worst| worst >= args.fail_on.severity());
    let assessment = &answer.assessment;
    match args.format {
        ComplyFormat::Text => output::answer(&rendered::text(assessment, answer.hidden, output::width()))?,
        ComplyFormat::Json => output::json(&rendered::json(assessment))?,
        ComplyFormat::Sarif => output::json(&rendered::sarif(assessment))?,
        ComplyFormat::Csv => output::rows(|out| rendered::csv(assessment, out))?,
    }
    Ok(if fails { NO } else { DONE })
}

fn list_rules(args: &ComplyArgs, categories: &[Category]) -> Outcome {
    let mut rules = comply::all();
    rules.retain(|rule| categories.is_empty() || categories.contains(&rule.category));
    match args.format {
        ComplyFormat::Text => output::answer(&rendered::rules_text(&rules))?,
        ComplyFormat::Json => output::answer(&json::pretty(&rendered::rules_json(&rules)))?,
        ComplyFormat::Csv => output::data(&rendered::rules_csv(&rules))?,
        ComplyFormat::Sarif => {
            return Err(Failure::new(super::exit::USAGE, "rules are listed as text, json or csv"));
        }
    }
    Ok(DONE)
}
