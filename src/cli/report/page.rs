//! Writing a report: the page, its companions, its signature.
//!
//! Owns the order and who may: asked for as `report`, told to the audit log, written whole or not at all. Never writes over a
//! file unless that was asked for.

use crate::cli::audited::{act, actor, audited_reading};
use crate::cli::beside;
use crate::cli::exit::{DONE, Failure, Outcome, STORE, USAGE};
use crate::cli::output;
use crate::cli::settings::Settings;
use crate::cli::vault::{Vault, allow};
use crate::model::assessment::Assessment;
use crate::model::audit::Action;
use crate::model::role::Right;
use crate::render::report::{self, Page, companion, seal};
use crate::render::{comply, json};
use crate::store::whole_file::{self, Draft};
use crate::store::{Catalog, StoreError};
use crate::vault::SigningKey;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where a report is written, and how
#[derive(Debug, Clone, clap::Args)]
pub(in crate::cli) struct WriteArgs {
    /// The page to write; its companions and its signature stand beside it
    #[arg(short, long, value_name = "FILE.html")]
    pub(super) output: PathBuf,
    /// Write over files that are there
    #[arg(long)]
    force: bool,
    /// Sign it with the signing key of the catalog: FILE.html.minisig
    #[arg(long)]
    sign: bool,
    /// Let others read the files, too [default: only you]
    #[arg(long)]
    readable: bool,
    /// Write the companion files, which have every row, even where the page has room for all
    #[arg(long)]
    companion: bool,
}

impl WriteArgs {
    fn mode(&self) -> u32 {
        if self.readable { whole_file::USUAL } else { whole_file::PRIVATE }
    }

    /// The file of the signature.
    fn signature(&self) -> PathBuf {
        signature_of(&self.output)
    }

    /// A companion that has no name yet.
    fn draft(&self, end: &str, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Draft, Failure> {
        draft(&self.output.with_extension(end), self.mode(), fill)
    }

    /// Every file that may be written.
    fn files(&self) -> Vec<PathBuf> {
        let companions = ["json", "csv"].map(|end| self.output.with_extension(end));
        std::iter::once(self.output.clone()).chain(companions).chain([self.signature()]).collect()
    }

    /// Refuses before anything is computed.
    fn check(&self) -> Result<(), Failure> {
        if self.output.extension().is_none_or(|end| end != "html" && end != "htm") {
            let message = format!("{} is no name of a page", self.output.display());
            return Err(
                Failure::new(USAGE, message).hint("end it in .html: companions of the same name stand beside it")
            );
        }
        let there = self.files().into_iter().find(|path| path.symlink_metadata().is_ok());
        match there.filter(|_| !self.force) {
            Some(path) => Err(Failure::new(STORE, format!("{} exists already", path.display()))
                .hint("choose another name with -o, or write over it with --force")),
            None => Ok(()),
        }
    }
}

/// The file of the signature of a report.
pub(super) fn signature_of(page: &Path) -> PathBuf {
    let mut name = page.as_os_str().to_owned();
    name.push(".minisig");
    PathBuf::from(name)
}

/// A report before it is written.
pub(in crate::cli) struct Made {
    /// The page.
    pub page: Page,
    /// What its findings are of: the companions have all of it.
    pub assessment: Option<Assessment>,
}

impl From<Page> for Made {
    fn from(page: Page) -> Self {
        Self { page, assessment: None }
    }
}

impl Made {
    /// The companions with their endings, written but without their names. The JSON has the assessment as `comply` answers it,
    /// and the sections that tell of something else, with every row.
    fn companions(&self, args: &WriteArgs) -> Result<Vec<(&'static str, Draft)>, Failure> {
        let page = &self.page;
        let Some(assessment) = &self.assessment else {
            return Ok(vec![("json", args.draft("json", |out| json::write_dense(&companion::json(page), out))?)]);
        };
        let whole = companion::with_assessment(page, comply::json(assessment));
        std::thread::scope(|scope| {
            let csv = beside::begin(scope, || args.draft("csv", |out| comply::csv(assessment, out)));
            let json = args.draft("json", |out| json::write_dense(&whole, out))?;
            Ok(vec![("json", json), ("csv", csv.end()?)])
        })
    }
}

/// Makes a report and writes it. `what` is its kind and of what: `session SALES/s_m_orders`.
pub(in crate::cli) fn write<M: Into<Made>>(
    settings: &Settings,
    args: &WriteArgs,
    what: &str,
    make: impl FnOnce(&Catalog) -> Result<M, Failure>,
) -> Outcome {
    args.check()?;
    let act = act(Action::Report, &format!("report:{what}"), format!("to {}", args.output.display()));
    let written = audited_reading(settings, &actor(settings), &act, || {
        let catalog = Catalog::open_read(&settings.catalog)?;
        allow(settings, &catalog, Right::Report, "")?;
        let key = if args.sign { Some(Vault::needed(settings, &catalog)?.signing_key()?) } else { None };
        let report = make(&catalog)?.into();
        let (files, fingerprint) = put(args, report, key.as_ref(), what)?;
        Ok((files, format!("fingerprint {fingerprint}")))
    })?;
    let lines: Vec<String> = written.iter().map(|path| format!("{}\n", path.display())).collect();
    output::answer(&lines.concat())?;
    Ok(DONE)
}

/// Writes everything, the page after what belongs to it. Returns the files, the page first, and its fingerprint.
fn put(args: &WriteArgs, made: Made, key: Option<&SigningKey>, what: &str) -> Result<(Vec<PathBuf>, String), Failure> {
    let companions = made.companions(args)?;
    let mut page = made.page;
    for (end, draft) in &companions {
        let digest = draft.digest()?;
        page.integrity.push((format!("Companion .{end} (BLAKE3)"), digest.clone()));
        page.data.companions.push(((*end).to_owned(), digest));
    }
    let rendered = report::html(&page);
    let fingerprint = seal::read(&rendered.text).map(|sealed| sealed.stated).unwrap_or_default();
    let comment = format!("report:{what} catalog:{} fingerprint:{fingerprint}", page.data.catalog);
    let signature = key.map(|key| key.sign_file(rendered.text.as_bytes(), &comment)).transpose()?;
    let mut files = vec![(args.output.clone(), draft(&args.output, args.mode(), text(&rendered.text))?)];
    if args.companion || rendered.left_out > 0 {
        files.extend(companions.into_iter().map(|(end, draft)| (args.output.with_extension(end), draft)));
    }
    if let Some(signature) = signature {
        files.push((args.signature(), draft(&args.signature(), args.mode(), text(&signature))?));
    }
    if args.force {
        // What is left of an earlier report must not stand beside this one as if it belonged to it.
        args.files()
            .iter()
            .filter(|path| files.iter().all(|(kept, _)| kept != *path))
            .try_for_each(|path| remove(path))?;
    }
    let paths = files.iter().map(|(path, _)| path.clone()).collect();
    for (_, draft) in files.into_iter().rev() {
        if args.force { draft.replace() } else { draft.keep() }?;
    }
    Ok((paths, fingerprint))
}

/// A file that has no name yet.
fn draft(path: &Path, mode: u32, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Draft, Failure> {
    let draft = Draft::begin(path, mode)?;
    draft.fill(|out| fill(out).map_err(|error| StoreError::File(path.to_owned(), error)))?;
    Ok(draft)
}

fn text(text: &str) -> impl FnOnce(&mut dyn Write) -> io::Result<()> {
    move |out| out.write_all(text.as_bytes())
}

fn remove(path: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Failure::file(path, &error)),
        _ => Ok(()),
    }
}
