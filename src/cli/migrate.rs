//! `catalog migrate`.

pub(super) mod assess;

use super::exit::{Failure, Outcome, USAGE};
use super::settings::Settings;

/// Say what moving sessions to Spark takes
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  catalog migrate --assess SALES_DWH\n  catalog migrate --all --format json\n  \
                        catalog migrate --print-points")]
pub(super) struct MigrateArgs {
    #[command(flatten)]
    assess: assess::AssessArgs,
}

pub(super) fn run(args: &MigrateArgs, settings: &Settings) -> Outcome {
    if args.assess.wanted() {
        return assess::run(&args.assess, settings);
    }
    Err(Failure::new(USAGE, "nothing to assess").hint("give --assess FOLDER or --all"))
}
