//! `catalog report verify`.

use super::page::signature_of;
use crate::answer::fingerprint::digest;
use crate::cli::exit::{DONE, Failure, INPUT, NO, Outcome};
use crate::cli::settings::Settings;
use crate::cli::vault::pins_file;
use crate::cli::{Format, output};
use crate::render::report::data::Data;
use crate::render::report::seal;
use crate::render::report::verified::{Companion, Signature, Verified};
use crate::vault::{Pins, file_signed_by};
use std::path::{Path, PathBuf};

/// Check the fingerprint and the signature of a report
///
/// The fingerprint tells that the file is as it was written, the signature (FILE.minisig beside it) who wrote it. Companion
/// files that stand beside it are held against the digests that the page states; one that is absent was not written, or not
/// sent along. Needs no catalog.
/// Exit codes: 0 all of it holds, 1 something does not, or a signature could not be checked.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  catalog report verify audit.html")]
pub(in crate::cli) struct VerifyArgs {
    /// The page
    file: PathBuf,
    /// Public key that must have signed it [default: the one that this machine trusts for the catalog of the report]
    #[arg(long, value_name = "PUBLIC-KEY")]
    key: Option<String>,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &VerifyArgs, settings: &Settings) -> Outcome {
    let text = read(&args.file)?;
    let none = || Failure::new(INPUT, format!("{} is no report of this program", args.file.display()));
    let sealed = seal::read(&text).ok_or_else(none)?;
    let data = Data::read(&text).ok_or_else(none)?;
    let beside = data.companions.iter().map(|(end, digest)| (args.file.with_extension(end), digest));
    let companions = beside.map(|(path, stated)| {
        let state = match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Companion::Absent,
            Ok(bytes) if digest(&bytes) == *stated => Companion::Holds,
            _ => Companion::Differs,
        };
        (path.display().to_string(), state)
    });
    let verified = Verified {
        file: args.file.display().to_string(),
        sealed,
        signature: signature(args, settings, &data, &text)?,
        key_given: args.key.is_some(),
        companions: companions.collect(),
    };
    match args.format {
        Format::Text => output::data(&verified.text())?,
        Format::Json => output::answer(&verified.json())?,
    }
    Ok(if verified.holds() { DONE } else { NO })
}

/// Reads a report.
pub(super) fn read(file: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(file).map_err(|error| Failure::given(file, &error))?;
    String::from_utf8(bytes)
        .map_err(|_| Failure::new(INPUT, format!("{} is no report of this program", file.display())))
}

fn signature(args: &VerifyArgs, settings: &Settings, data: &Data, text: &str) -> Result<Signature, Failure> {
    let file = signature_of(&args.file);
    let signature = match std::fs::read_to_string(&file) {
        Ok(signature) => signature,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Signature::None),
        Err(error) => return Err(Failure::file(&file, &error)),
    };
    let pinned =
        || Pins::read(&pins_file(&settings.keys)).map(|pins| pins.of(&data.catalog).map(|pin| pin.key.clone()));
    let Some(key) = args.key.clone().map_or_else(pinned, |key| Ok(Some(key)))? else { return Ok(Signature::Unchecked) };
    Ok(match file_signed_by(&key, text.as_bytes(), &signature)? {
        Some(comment) => Signature::Good { key, comment },
        None => Signature::Bad { key },
    })
}
