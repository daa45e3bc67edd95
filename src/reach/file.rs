//! Local files and folders: is it there, and may this account read it.
//!
//! Owns the family `file`. Never makes a file or a folder: it asks for the entry, and lists a folder or opens a file.

use super::{Limits, Look, Session, Target, Trouble};
use crate::model::Text;
use crate::model::connection::Verdict;
use std::fs;
use std::io;
use std::path::Path;

/// Nothing to log in to.
struct Here;

/// There is no login.
#[expect(clippy::unnecessary_wraps, reason = "every family is opened alike")]
pub(super) fn open(_: &Target, _: Limits) -> Result<Box<dyn Session>, Trouble> {
    Ok(Box::new(Here))
}

/// The mount point: a dead network folder is silent for all files below it, and for no others.
pub(super) fn endpoint(target: &Target) -> String {
    // Linux only; elsewhere all files are one address.
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    format!("file:{}", mount_of(target.connection.attribute("path").unwrap_or_default(), &mounts))
}

/// The longest mount point above a path. Links are not followed: that would ask the folder that may be dead.
fn mount_of(path: &str, mounts: &str) -> String {
    let points = mounts.lines().filter_map(|line| line.split(' ').nth(1)).map(|point| point.replace("\\040", " "));
    let above = points.filter(|point| Path::new(path).starts_with(point));
    above.max_by_key(String::len).unwrap_or_else(|| "/".to_owned())
}

impl Session for Here {
    fn server(&self) -> Text {
        Text::default()
    }

    fn look(&mut self, target: &Target) -> Result<Look, Trouble> {
        let path = target.needed("path")?;
        let what = read(Path::new(path)).map_err(|error| trouble(path, &error))?;
        Ok(Look { what: format!("{what} {path}"), columns: None })
    }
}

/// Reads as little as shows that it can be read.
fn read(path: &Path) -> io::Result<&'static str> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        fs::read_dir(path)?.next().transpose()?;
        return Ok("folder");
    }
    // A pipe or a device would wait for its other end.
    if metadata.is_file() {
        fs::File::open(path)?;
        return Ok("file");
    }
    Ok("neither file nor folder, not opened:")
}

fn trouble(path: &str, error: &io::Error) -> Trouble {
    let verdict = match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Verdict::NotFound,
        io::ErrorKind::PermissionDenied => Verdict::PermissionDenied,
        io::ErrorKind::TimedOut => Verdict::TimedOut,
        _ => Verdict::Failed,
    };
    Trouble::new(verdict, format!("{path}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::mount_of;

    #[test]
    fn a_path_belongs_to_the_longest_mount_point_above_it() {
        let mounts = "overlay / overlay rw 0 0\nnas:/a /data nfs rw 0 0\nnas:/b /data/in nfs rw 0 0\nnas:/c /my\\040data nfs rw 0 0\n";
        for (path, point) in
            [("/data/x", "/data"), ("/data/in/x", "/data/in"), ("/datax", "/"), ("/my data/x", "/my data"), ("x", "/")]
        {
            assert_eq!(mount_of(path, mounts), point, "{path}");
        }
    }
}
