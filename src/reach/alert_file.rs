//! The sink that is a file: JSON lines, appended.
//!
//! Owns that a line is there whole or not at all, and once: what a program that was killed left behind is mended, and what
//! was tried before is looked for. The lines are on disk when it returns.

use super::delivery::{Again, Undelivered};
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// How a line of ours begins; the key of its notice follows.
pub const BEGINS: &str = "{\"key\":\"";

/// Longest piece of a line that is looked at from the end of the file.
const TAIL: u64 = 1 << 16;

/// Appends lines, each with the key of its notice. Where they were tried before, those that are there already are left out.
pub fn append(path: &Path, lines: &[(String, String)], tried_before: bool) -> Result<(), Undelivered> {
    written(path, lines, tried_before)
        .map_err(|error| Undelivered::new(Again::SinkIsDown, format!("{}: {error}", path.display())))
}

fn written(path: &Path, lines: &[(String, String)], tried_before: bool) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o640).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let break_first = !mended(&mut file)?;
    let there = if tried_before { keys(&mut file)? } else { BTreeSet::new() };
    let mut text = String::new();
    for (_, line) in lines.iter().filter(|(key, _)| !there.contains(key)) {
        text.push_str(line);
        text.push('\n');
    }
    if text.is_empty() {
        return Ok(());
    }
    if break_first {
        text.insert(0, '\n');
    }
    let before = file.metadata()?.len();
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).inspect_err(|_| {
        // Half a line is no line. Where it cannot be cut off now, the next attempt does.
        let _ = file.set_len(before);
    })
}

/// Cuts off the half of a line of ours at the end. False where the file ends in something else without a line break, which is
/// not ours to cut.
fn mended(file: &mut File) -> io::Result<bool> {
    let length = file.metadata()?.len();
    let from = length.saturating_sub(TAIL);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let last = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let half = tail.get(last..).unwrap_or_default();
    if half.is_empty() {
        return Ok(true);
    }
    let begins = BEGINS.as_bytes();
    let is_ours = half.starts_with(begins) || begins.starts_with(half);
    if is_ours && (last > 0 || from == 0) {
        file.set_len(from + last as u64)?;
        return Ok(true);
    }
    Ok(false)
}

/// Keys of the lines that are there.
fn keys(file: &mut File) -> io::Result<BTreeSet<String>> {
    file.seek(SeekFrom::Start(0))?;
    let mut all = BTreeSet::new();
    for line in BufReader::new(file).split(b'\n') {
        let line = line?;
        let Some(rest) = line.strip_prefix(BEGINS.as_bytes()) else { continue };
        let key: Vec<u8> = rest.iter().copied().take_while(|byte| *byte != b'"').collect();
        all.extend(String::from_utf8(key));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(key: &str) -> (String, String) {
        (key.to_owned(), format!("{BEGINS}{key}\"}}"))
    }

    #[test]
    fn what_is_there_is_not_written_again_and_a_half_line_is_cut_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("alerts.jsonl");
        append(&path, &[line("a"), line("b")], false).expect("written");
        let whole = std::fs::read_to_string(&path).expect("read");
        for cut in 1..=line("b").1.len() {
            std::fs::write(&path, &whole[..whole.len() - 1 - cut]).expect("cut");
            append(&path, &[line("a"), line("b")], true).expect("written");
            assert_eq!(std::fs::read_to_string(&path).expect("read"), whole, "{cut}");
        }
    }

    #[test]
    fn the_last_line_of_somebody_else_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("alerts.jsonl");
        std::fs::write(&path, "not ours").expect("written");
        append(&path, &[line("a")], false).expect("written");
        assert_eq!(std::fs::read_to_string(&path).expect("read"), format!("not ours\n{}\n", line("a").1));
        let failed = append(folder.path(), &[line("a")], false).expect_err("a folder");
        assert_eq!(failed.again, Again::SinkIsDown);
    }
}
