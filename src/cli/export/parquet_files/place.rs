//! Where an export goes: a folder, or a prefix of a bucket of S3.
//!
//! Owns how a file that was written beside its place takes it, whole. In a folder that is a rename; to a bucket, one PUT.

use super::super::ExportArgs;
use crate::cli::connection::target::{Named, failure};
use crate::cli::exit::{Failure, INPUT, USAGE};
use crate::cli::settings::Settings;
use crate::model::Text;
use crate::model::connection::Family;
use crate::reach::Limits;
use crate::reach::s3::objects::Objects;
use crate::render::parquet::path::MANIFEST;
use crate::store::{Catalog, whole_file};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longest time for one file to a bucket.
const TIMEOUT: Duration = Duration::from_mins(5);
/// What the folder of files that are not whole yet is called, before the number of the process.
const STAGE: &str = ".catalog-export-";
/// After so long, a folder of files that are not whole yet is nobody's.
const LEFT_BEHIND: Duration = Duration::from_hours(24);

/// A place, before its secret is opened.
pub(super) enum Place {
    Folder(PathBuf),
    Bucket { bucket: String, prefix: String, name: String, named: Box<Named> },
}

/// A place that can be written to.
pub(super) enum Open {
    Folder(PathBuf),
    Bucket { shown: String, prefix: String, name: String, objects: Box<Objects> },
}

impl Place {
    /// The place of a word: a folder, or `s3://BUCKET/PREFIX`.
    pub(super) fn of(to: &str, args: &ExportArgs, settings: &Settings, catalog: &Catalog) -> Result<Self, Failure> {
        let Some(rest) = to.strip_prefix("s3://") else {
            if args.to.is_some() {
                return Err(Failure::new(USAGE, "--to is for s3://BUCKET/PREFIX; a folder needs no connection"));
            }
            return Ok(Self::Folder(PathBuf::from(to)));
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(Failure::new(USAGE, format!("{to} names no bucket; write s3://BUCKET/PREFIX")));
        }
        let Some(name) = &args.to else {
            let hint =
                "`catalog connection add NAME --type s3 --set access_key_id=... --credential CREDENTIAL` makes one";
            return Err(Failure::new(USAGE, "name the connection that opens the bucket with --to").hint(hint));
        };
        let named = Named::find(settings, catalog, &args.env, name)?;
        let prefix = prefix.trim_matches('/');
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Ok(Self::Bucket { bucket: bucket.to_owned(), prefix, name: name.clone(), named: Box::new(named) })
    }

    /// What the audit log says that is opened.
    pub(super) fn subjects(&self) -> Vec<Text> {
        match self {
            Self::Folder(_) => Vec::new(),
            Self::Bucket { named, .. } => named.subjects(),
        }
    }

    /// Makes the folder, or opens the secret of the connection.
    pub(super) fn open(self, settings: &Settings, catalog: &Catalog) -> Result<Open, Failure> {
        match self {
            Self::Folder(folder) => {
                fs::create_dir_all(&folder).map_err(|error| Failure::file(&folder, &error))?;
                Ok(Open::Folder(folder))
            }
            Self::Bucket { bucket, prefix, name, named } => {
                let target = named.open(settings, catalog)?;
                if target.family != Family::S3 {
                    return Err(Failure::new(INPUT, format!("connection {name} is none to S3")));
                }
                let objects = Objects::of(&target, &bucket, Limits { timeout: TIMEOUT });
                let objects = Box::new(objects.map_err(|why| failure(&name, &why))?);
                let shown = format!("s3://{bucket}/{prefix}").trim_end_matches('/').to_owned();
                Ok(Open::Bucket { shown, prefix, name, objects })
            }
        }
    }
}

impl Open {
    /// Its name, for people.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::Bucket { shown, .. } => shown.clone(),
        }
    }

    /// A folder for files that are not whole yet: in the place itself, so that a rename is enough, else on this machine.
    pub(super) fn stage(&self) -> Result<Stage, Failure> {
        let name = format!("{STAGE}{}", std::process::id());
        let folder = match self {
            Self::Folder(folder) => folder.join(name),
            Self::Bucket { .. } => std::env::temp_dir().join(name),
        };
        Stage::make(folder)
    }

    /// The manifest of the export before.
    pub(super) fn manifest(&self) -> Result<Option<String>, Failure> {
        match self {
            Self::Folder(folder) => {
                let path = folder.join(MANIFEST);
                match fs::read_to_string(&path) {
                    Ok(text) => Ok(Some(text)),
                    Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
                    Err(error) => Err(Failure::file(&path, &error)),
                }
            }
            Self::Bucket { prefix, name, objects, .. } => {
                objects.get(&format!("{prefix}{MANIFEST}")).map_err(|why| failure(name, &why))
            }
        }
    }

    /// Lets a file that is whole take its place.
    pub(super) fn take(&self, stage: &Stage, path: &str) -> Result<(), Failure> {
        let from = stage.path(path);
        match self {
            Self::Folder(folder) => {
                let to = folder.join(path);
                parent(&to)?;
                fs::rename(&from, &to).map_err(|error| Failure::file(&to, &error))
            }
            Self::Bucket { prefix, name, objects, .. } => {
                let bytes = fs::read(&from).map_err(|error| Failure::file(&from, &error))?;
                objects.put(&format!("{prefix}{path}"), &bytes).map_err(|why| failure(name, &why))
            }
        }
    }

    /// Writes the manifest, in the place of the one before.
    pub(super) fn put_manifest(&self, text: &str) -> Result<(), Failure> {
        match self {
            Self::Folder(folder) => Ok(whole_file::replace(&folder.join(MANIFEST), text, whole_file::USUAL)?),
            Self::Bucket { prefix, name, objects, .. } => {
                objects.put(&format!("{prefix}{MANIFEST}"), text.as_bytes()).map_err(|why| failure(name, &why))
            }
        }
    }

    /// Removes a file of the export before.
    pub(super) fn remove(&self, path: &str) -> Result<(), Failure> {
        match self {
            Self::Folder(folder) => {
                let path = folder.join(path);
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::file(&path, &error)),
                    _ => Ok(()),
                }
            }
            Self::Bucket { prefix, name, objects, .. } => {
                objects.remove(&format!("{prefix}{path}")).map_err(|why| failure(name, &why))
            }
        }
    }
}

/// A folder of files that are not whole yet. It is removed with all that is in it, however the export ends.
pub(super) struct Stage {
    folder: PathBuf,
}

impl Stage {
    fn make(folder: PathBuf) -> Result<Self, Failure> {
        use std::os::unix::fs::DirBuilderExt;
        sweep(&folder);
        let made = fs::DirBuilder::new().mode(0o700).create(&folder);
        made.map_err(|error| Failure::file(&folder, &error))?;
        Ok(Self { folder })
    }

    /// Where a file stands meanwhile.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Makes a file.
    pub(super) fn create(&self, path: &str) -> Result<File, Failure> {
        let path = self.path(path);
        parent(&path)?;
        File::create_new(&path).map_err(|error| Failure::file(&path, &error))
    }
}

/// Removes folders that were left beside this one by exports that were killed: those a day old, since another machine may be
/// at work in the same place. Where that fails, nothing is lost.
fn sweep(folder: &Path) {
    let Some(entries) = folder.parent().and_then(|around| fs::read_dir(around).ok()) else { return };
    let is_old = |entry: &fs::DirEntry| {
        let changed = entry.metadata().and_then(|of| of.modified()).ok();
        changed.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > LEFT_BEHIND)
    };
    let is_stage = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with(STAGE);
    for entry in entries.flatten().filter(|entry| is_stage(entry) && is_old(entry)) {
        let _ = fs::remove_dir_all(entry.path());
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // Where it cannot be removed, what went wrong before matters more.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn parent(path: &Path) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))
}
