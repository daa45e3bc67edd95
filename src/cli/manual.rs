//! `catalog completions` and `catalog man`, made from the same words as `--help`.

use super::exit::{DONE, Outcome};
use super::{Cli, output};
use clap::CommandFactory;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog completions bash")]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Print the manual page
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog man")]
pub(super) struct ManArgs {}

pub(super) fn completions(args: &CompletionsArgs) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "catalog", &mut script);
    output::answer(&String::from_utf8_lossy(&script))?;
    Ok(DONE)
}

pub(super) fn man(_: &ManArgs) -> Outcome {
    let mut page = Vec::new();
    // Writing to a vector cannot fail.
    let _ = clap_mangen::Man::new(Cli::command()).render(&mut page);
    let mut text = String::from_utf8_lossy(&page).into_owned();
    for command in Cli::command().get_subcommands() {
        let mut page = Vec::new();
        let named = command.clone().name(format!("catalog {}", command.get_name()));
        let _ = clap_mangen::Man::new(named).render(&mut page);
        text.push_str(&String::from_utf8_lossy(&page));
    }
    output::answer(&text)?;
    Ok(DONE)
}
