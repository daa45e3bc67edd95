//! Files that are there whole or not at all.
//!
//! Owns how `backup` and `export` make a file: it is filled under another name beside its place and gets its own name last.
//! Never writes over a file that is there unless that was asked for ([`replace`]), and leaves nothing where the disk is full.

use super::error::{Result, StoreError};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A file that is not whole yet: it stands under another name beside its place, and is gone when this is, unless it was kept.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    unfinished: PathBuf,
}

impl Draft {
    /// Begins an empty one of this mode.
    pub fn begin(path: &Path, mode: u32) -> Result<Self> {
        let unfinished = unfinished(path, mode).map_err(|error| failed(path, error))?;
        Ok(Self { path: path.to_owned(), unfinished })
    }

    /// Fills it.
    pub fn fill<E: From<StoreError>>(
        &self,
        fill: impl FnOnce(&mut dyn Write) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let trouble = |error: io::Error| E::from(failed(&self.path, error));
        let mut out = BufWriter::new(OpenOptions::new().write(true).open(&self.unfinished).map_err(trouble)?);
        fill(&mut out)?;
        out.into_inner().map_err(|error| trouble(error.into_error()))?;
        Ok(())
    }

    /// BLAKE3 of what is in it, hexadecimal.
    pub fn digest(&self) -> Result<String> {
        Ok(digest(&self.unfinished)?.0)
    }

    /// Gives it its name. Fails where that is taken.
    pub fn keep(self) -> Result<()> {
        give_name(&self.unfinished, &self.path).map_err(|error| failed(&self.path, error))
    }

    /// Gives it its name, in the place of a file that is there.
    pub fn replace(self) -> Result<()> {
        let whole = File::open(&self.unfinished).and_then(|part| part.sync_all());
        whole.and_then(|()| fs::rename(&self.unfinished, &self.path)).map_err(|error| failed(&self.path, error))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Gone already where it has its own name now; where it cannot be removed, what went wrong before matters more.
        let _ = fs::remove_file(&self.unfinished);
    }
}

fn failed(path: &Path, error: io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::AlreadyExists => StoreError::Exists(path.to_owned()),
        _ => StoreError::File(path.to_owned(), error),
    }
}

/// Makes a file of this mode. `fill` is given the name under which the file stands until it is whole.
pub fn create(path: &Path, mode: u32, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(StoreError::Exists(path.to_owned()));
    }
    let draft = Draft::begin(path, mode)?;
    fill(&draft.unfinished)?;
    draft.keep()
}

/// The usual mode of a file; what the user takes away is taken away.
pub const USUAL: u32 = 0o666;
/// The mode of a file that is nobody else's.
pub const PRIVATE: u32 = 0o600;

/// Makes a file of text.
pub fn write(path: &Path, text: &str, mode: u32) -> Result<()> {
    create(path, mode, |unfinished| {
        fs::write(unfinished, text).map_err(|error| StoreError::File(path.to_owned(), error))
    })
}

/// Makes a file of text, in the place of one that is there: until the new one is whole, the old one stays.
pub fn replace(path: &Path, text: &str, mode: u32) -> Result<()> {
    replace_with(path, mode, |out| {
        out.write_all(text.as_bytes()).map_err(|error| StoreError::File(path.to_owned(), error))
    })
}

/// BLAKE3 of a file, hexadecimal, and its size in bytes.
pub fn digest(path: &Path) -> Result<(String, u64)> {
    let failed = |error: io::Error| StoreError::File(path.to_owned(), error);
    let mut file = File::open(path).map_err(failed)?;
    let mut hasher = blake3::Hasher::new();
    let size = io::copy(&mut file, &mut hasher).map_err(failed)?;
    Ok((hasher.finalize().to_hex().to_string(), size))
}

/// The same for a text that is made piece by piece. What stops `fill` leaves the file that is there.
pub fn replace_with<E: From<StoreError>>(
    path: &Path,
    mode: u32,
    fill: impl FnOnce(&mut dyn Write) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let draft = Draft::begin(path, mode)?;
    draft.fill(fill)?;
    Ok(draft.replace()?)
}

/// Makes an empty file beside `path` whose name nobody has. The name is short, because that of `path` may be as long as names
/// can be.
fn unfinished(path: &Path, mode: u32) -> io::Result<PathBuf> {
    let mut number = 0_u32;
    loop {
        let name = path.with_file_name(format!(".catalog-{}-{number}.part", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).mode(mode).open(&name) {
            Ok(_) => return Ok(name),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < 1000 => number += 1,
            Err(error) => return Err(error),
        }
    }
}

fn give_name(unfinished: &Path, path: &Path) -> io::Result<()> {
    // Some file systems tell only now that the disk is full.
    File::open(unfinished)?.sync_all()?;
    match fs::hard_link(unfinished, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        // A file system without hard links. `rename` would write over a file, so one more look.
        Err(_) if path.symlink_metadata().is_ok() => Err(ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(unfinished, path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        entries.map(|name| name.into_string().expect("UTF-8")).collect()
    }

    #[test]
    fn a_file_is_there_whole_and_with_its_mode() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        create(&path, 0o600, |unfinished| {
            assert!(!path.exists() && unfinished.parent() == path.parent());
            write_all(unfinished, "text")
        })
        .expect("made");
        assert_eq!(
            (fs::read_to_string(&path).expect("text").as_str(), names(folder.path())),
            ("text", vec!["a".into()])
        );
        assert_eq!(path.metadata().expect("there").permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn where_the_disk_is_full_nothing_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let full = || StoreError::File("a".into(), ErrorKind::StorageFull.into());
        let made = create(&folder.path().join("a"), 0o600, |unfinished| {
            write_all(unfinished, "half")?;
            Err(full())
        });
        assert!(matches!(made, Err(StoreError::File(_, error)) if error.kind() == ErrorKind::StorageFull));
        assert_eq!(names(folder.path()), Vec::<String>::new());
    }

    #[test]
    fn a_file_that_is_there_stays_even_where_it_came_meanwhile() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        let made = create(&path, 0o600, |unfinished| {
            write_all(unfinished, "ours")?;
            write_all(&path, "theirs")
        });
        assert!(matches!(made, Err(StoreError::Exists(_))));
        assert!(matches!(write(&path, "ours", USUAL), Err(StoreError::Exists(_))));
        assert_eq!(fs::read_to_string(&path).expect("text"), "theirs");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        for text in ["first", "second"] {
            replace(&path, text, USUAL).expect("written");
            assert_eq!(fs::read_to_string(&path).expect("text"), text);
        }
        fs::create_dir(folder.path().join("d")).expect("a folder");
        assert!(replace(&folder.path().join("d"), "text", USUAL).is_err(), "a folder is no file");
        assert_eq!(names(folder.path()).len(), 2);
    }

    fn write_all(path: &Path, text: &str) -> Result<()> {
        fs::write(path, text).map_err(|error| StoreError::File(path.to_owned(), error))
    }
}
