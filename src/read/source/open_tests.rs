//! Streams: their bytes, the limits that stop them, and files that change under the reader.
#![allow(clippy::unwrap_used)]

use super::super::tests::{folder, zip_of};
use super::super::{Input, Limits, list};
use super::{LimitBroken, OpenInput, problem_of};
use crate::model::problem::Problem;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::{self, Cursor, Read, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn inputs(path: &Path) -> Vec<Input> {
    list(&[path.to_owned()], &Limits::default()).inputs
}

/// Reads all of one input: the bytes before a problem, and the problem.
fn read(input: &Input, limits: &Limits) -> (Vec<u8>, Option<&'static str>) {
    let mut bytes = Vec::new();
    let problem = match input.open(limits) {
        Err(problem) => Some(problem),
        Ok(mut open) => finish(&mut open, &mut bytes).err(),
    };
    (bytes, problem.map(|p| p.code))
}

fn finish(open: &mut OpenInput, bytes: &mut Vec<u8>) -> Result<(), Problem> {
    open.read_to_end(bytes).map_err(|e| problem_of(&e, "f"))?;
    open.finish()
}

/// Reads the only input of a file with these bytes.
fn read_file(bytes: &[u8], limits: &Limits) -> (Vec<u8>, Option<&'static str>) {
    let dir = folder(&[("f", bytes)]);
    let found = inputs(&dir.path().join("f"));
    assert_eq!(found.len(), 1);
    read(&found[0], limits)
}

#[test]
fn every_kind_gives_its_bytes() {
    let limits = Limits::default();
    for text in [&b"<A/>"[..], b"", b"P", &vec![b'x'; 70_000]] {
        let whole = (text.to_vec(), None);
        assert_eq!(read_file(text, &limits), whole);
        assert_eq!(read_file(&gz(text), &limits), whole);
        let dir = folder(&[("z", &zip_of(&[("a.xml", text), ("b.xml", text)]))]);
        let found = inputs(&dir.path().join("z"));
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|input| read(input, &limits) == whole));
    }
}

#[test]
fn many_gzip_members_are_one_stream() {
    let bytes = [gz(b"<A>"), gz(b""), gz(b"</A>")].concat();
    assert_eq!(read_file(&bytes, &Limits::default()), (b"<A></A>".to_vec(), None));
}

#[test]
fn damaged_archives_are_said_after_the_good_bytes() {
    let limits = Limits::default();
    let text: Vec<u8> = (0..200_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let packed = gz(&text);
    let (bytes, code) = read_file(&packed[..packed.len() / 2], &limits);
    assert!(!bytes.is_empty() && text.starts_with(&bytes));
    assert_eq!(code, Some("bad-archive"));
    let mut zip = zip_of(&[("a.xml", &text)]);
    zip[1000..1010].fill(0xAA);
    assert_eq!(read_file(&zip, &limits).1, Some("bad-archive"));
    let mut stored = zip_of(&[("d.txt", b""), ("a.xml", b"<A/>")]);
    let at = memchr::memmem::find(&stored, b"<A/>").unwrap();
    stored[at + 1] = b'B';
    assert_eq!(read_file(&stored, &limits).1, Some("bad-archive"));
}

#[test]
fn archives_in_archives_are_refused() {
    let limits = Limits::default();
    let inner = gz(b"<A/>");
    assert_eq!(read_file(&gz(&inner), &limits).1, Some("nested-archive"));
    let zip = zip_of(&[("a.xml", &inner)]);
    assert_eq!(read_file(&zip, &limits).1, Some("nested-archive"));
    assert_eq!(read_file(&gz(&zip), &limits).1, Some("nested-archive"));
}

#[test]
fn bombs_are_stopped() {
    let limits = Limits::default();
    let zeros = vec![b'0'; 8 << 20];
    let (bytes, code) = read_file(&gz(&zeros), &limits);
    assert_eq!(code, Some("suspicious-ratio"));
    assert!(bytes.len() < 4 << 20);
    let zip = zip_of(&[("a.xml", &zeros)]);
    assert_eq!(read_file(&zip, &limits).1, Some("suspicious-ratio"));
    let small = gz(&zeros[..1 << 20]);
    assert_eq!(read_file(&small, &limits).1, None);
    let generous = Limits { max_ratio: 2000, ..limits };
    assert_eq!(read_file(&gz(&zeros), &generous).1, None);
}

#[test]
fn too_large_is_refused_before_or_while_reading() {
    let limits = Limits { max_file_size: 10, ..Limits::default() };
    let refused = (Vec::new(), Some("file-too-large"));
    assert_eq!(read_file(b"0123456789", &limits).1, None);
    assert_eq!(read_file(b"0123456789a", &limits), refused);
    assert_eq!(read_file(&zip_of(&[("a.xml", b"0123456789a")]), &limits), refused);
    assert_eq!(read_file(&gz(b"0123456789a"), &limits).1, Some("file-too-large"));
}

#[test]
fn a_file_that_lies_about_its_size_in_the_archive_is_stopped() {
    let text = [b'x'; 5000];
    let mut zip = zip_of(&[("a.xml", &text)]);
    let directory = memchr::memmem::find(&zip, b"PK\x01\x02").unwrap();
    zip[directory + 24..directory + 28].copy_from_slice(&10_u32.to_le_bytes());
    assert_eq!(read_file(&zip, &Limits::default()).1, Some("bad-archive"));
}

/// Reads a file, changes it before asking, and returns the code.
fn changed_by(kind: &[u8], change: impl Fn(&Path)) -> Option<&'static str> {
    let dir = folder(&[("f", kind)]);
    let path = dir.path().join("f");
    let mut open = inputs(&path)[0].open(&Limits::default()).unwrap();
    open.read_to_end(&mut Vec::new()).unwrap();
    change(&path);
    open.finish().err().map(|p| p.code)
}

#[test]
fn a_change_while_reading_is_noticed() {
    let packed = gz(b"<A/>");
    let hour_ago = SystemTime::now() - Duration::from_hours(1);
    for kind in [&b"<A/>"[..], &packed] {
        let changed = Some("changed-while-read");
        assert_eq!(changed_by(kind, |_| ()), None);
        assert_eq!(changed_by(kind, |f| fs::write(f, "longer than before, much longer than before").unwrap()), changed);
        assert_eq!(changed_by(kind, |f| fs::remove_file(f).unwrap()), changed);
        let touch = |f: &Path| {
            fs::File::options().append(true).open(f).unwrap().set_modified(hour_ago).unwrap();
        };
        assert_eq!(changed_by(kind, touch), changed);
        let replace = |f: &Path| {
            let stamp = fs::metadata(f).unwrap().modified().unwrap();
            let other = f.with_extension("new");
            fs::copy(f, &other).unwrap();
            fs::File::options().append(true).open(&other).unwrap().set_modified(stamp).unwrap();
            fs::rename(&other, f).unwrap();
        };
        assert_eq!(changed_by(kind, replace), changed);
    }
}

#[test]
fn stopping_early_is_no_change() {
    let dir = folder(&[("f", b"<A/>")]);
    let mut open = inputs(&dir.path().join("f"))[0].open(&Limits::default()).unwrap();
    open.read_exact(&mut [0; 2]).unwrap();
    assert_eq!(open.finish(), Ok(()));
}

#[test]
fn a_file_that_became_a_pipe_or_vanished_is_refused() {
    let dir = folder(&[("f", b"<A/>")]);
    let path = dir.path().join("f");
    let found = inputs(&path);
    fs::remove_file(&path).unwrap();
    assert_eq!(read(&found[0], &Limits::default()).1, Some("not-found"));
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert_eq!(read(&found[0], &Limits::default()).1, Some("not-a-regular-file"));
}

#[test]
fn standard_input_may_be_gzip_but_not_zip() {
    let limits = Limits::default();
    let stdin = |bytes: &[u8]| OpenInput::stdin("-", Cursor::new(bytes.to_vec()), &limits);
    for bytes in [b"<A/>".to_vec(), gz(b"<A/>")] {
        let mut text = Vec::new();
        finish(&mut stdin(&bytes).unwrap(), &mut text).unwrap();
        assert_eq!(text, b"<A/>");
    }
    let error = stdin(&zip_of(&[])).err().unwrap();
    assert_eq!(problem_of(&error, "-").code, "not-a-regular-file");
    let found = list(&["-".into(), "-".into()], &limits).inputs;
    assert_eq!((found.len(), found[0].name.as_str()), (1, Input::stdin().name.as_str()));
}

#[test]
fn errors_keep_their_codes() {
    let code = |error: io::Error| problem_of(&error, "f").code;
    assert_eq!(code(io::ErrorKind::PermissionDenied.into()), "permission-denied");
    assert_eq!(code(io::Error::from_raw_os_error(13)), "permission-denied");
    assert_eq!(code(io::ErrorKind::NotFound.into()), "not-found");
    assert_eq!(code(io::Error::from_raw_os_error(40)), "link-loop");
    assert_eq!(code(io::Error::from_raw_os_error(5)), "read-failed");
    let limit = LimitBroken { code: "suspicious-ratio", message: "no".into() };
    assert_eq!(code(io::Error::other(limit)), "suspicious-ratio");
}
