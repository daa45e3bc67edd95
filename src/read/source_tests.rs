//! What is listed, in which order, and what is refused. Streams are tested in `open_tests`.
#![allow(clippy::unwrap_used)]

use super::{Input, Limits, Listing, list};
use crate::model::problem::Severity;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Makes a zip archive of members.
pub(super) fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (index, (name, bytes)) in members.iter().enumerate() {
        let method = [CompressionMethod::Deflated, CompressionMethod::Stored][index % 2];
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Writes files into a new folder.
pub(super) fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

/// Names and problems with the folder's own name cut off.
fn names(dir: &Path, listing: &Listing) -> Vec<String> {
    let cut = |name: &str| name.replace(&format!("{}/", dir.display()), "");
    listing.inputs.iter().map(|i| cut(&i.name)).collect()
}

fn codes(dir: &Path, listing: &Listing) -> Vec<(String, &'static str)> {
    let cut = |name: &str| name.replace(&format!("{}/", dir.display()), "");
    let problems = listing.problems.iter();
    problems.map(|p| (cut(&p.file), p.code)).collect()
}

fn list_one(path: impl Into<PathBuf>) -> Listing {
    list(&[path.into()], &Limits::default())
}

#[test]
fn inputs_may_cross_threads() {
    fn check<T: Send + Sync>() {}
    check::<Input>();
}

#[test]
fn a_folder_gives_exports_sorted_by_name() {
    let dir = folder(&[
        ("b.xml", b"<B/>"),
        ("a/z.XML", b"<Z/>"),
        ("a.xml.gz", b"\x1f\x8b"),
        ("B.Xml", b"<B/>"),
        ("notes.txt", b"no"),
        ("x.gz", b"\x1f\x8b"),
        ("xml", b"no"),
    ]);
    let listing = list_one(dir.path());
    let expected = ["B.Xml", "a.xml.gz", "a/z.XML", "b.xml"];
    assert_eq!(names(dir.path(), &listing), expected);
    assert!(listing.problems.is_empty());
    let sizes: Vec<_> = listing.inputs.iter().map(|i| i.size).collect();
    assert_eq!(sizes, [Some(4), None, Some(4), Some(4)]);
}

#[test]
fn a_named_file_is_taken_whatever_its_name() {
    let zip = zip_of(&[("m.xml", b"<M/>")]);
    let dir = folder(&[("a.txt", b"<A/>"), ("b", b"\x1f\x8b"), ("c.bin", &zip), ("d", b"")]);
    let paths = ["d", "c.bin", "b", "a.txt"].map(|n| dir.path().join(n));
    let listing = list(&paths, &Limits::default());
    assert_eq!(names(dir.path(), &listing), ["a.txt", "b", "c.bin!m.xml", "d"]);
    let sizes: Vec<_> = listing.inputs.iter().map(|i| i.size).collect();
    assert_eq!(sizes, [Some(4), None, Some(4), Some(0)]);
}

#[test]
fn missing_paths_and_empty_folders_are_said() {
    let dir = folder(&[("empty/readme.txt", b""), ("ok.xml", b"<A/>")]);
    let paths = ["empty", "gone.xml", "ok.xml"].map(|n| dir.path().join(n));
    let listing = list(&paths, &Limits::default());
    assert_eq!(names(dir.path(), &listing), ["ok.xml"]);
    let expected = [("empty".into(), "no-exports-here"), ("gone.xml".into(), "not-found")];
    assert_eq!(codes(dir.path(), &listing), expected);
    assert_eq!(listing.problems[0].severity, Severity::Warning);
}

#[test]
fn fifos_sockets_and_devices_are_never_opened() {
    let dir = folder(&[("ok.xml", b"<A/>")]);
    let fifo = dir.path().join("pipe.xml");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let socket = dir.path().join("socket.xml");
    let _keep = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    symlink("/dev/zero", dir.path().join("zero.xml")).unwrap();
    let listing = list_one(dir.path());
    assert_eq!(names(dir.path(), &listing), ["ok.xml"]);
    let refused = ["pipe.xml", "socket.xml", "zero.xml"];
    let expected = refused.map(|n| (n.to_owned(), "not-a-regular-file"));
    assert_eq!(codes(dir.path(), &listing), expected);
    assert_eq!(list_one(fifo).problems[0].code, "not-a-regular-file");
    assert_eq!(list_one("/dev/null").problems[0].code, "not-a-regular-file");
}

#[test]
fn links_are_followed_but_not_in_circles() {
    let dir = folder(&[("a/x.xml", b"<A/>"), ("out/far.xml", b"<F/>")]);
    let at = |name: &str| dir.path().join(name);
    symlink(at("a"), at("a/up")).unwrap();
    symlink("self.xml", at("a/self.xml")).unwrap();
    symlink(at("out/far.xml"), at("a/near.xml")).unwrap();
    symlink("nowhere", at("a/dead.txt")).unwrap();
    let listing = list_one(at("a"));
    assert_eq!(names(&at("a"), &listing), ["near.xml", "x.xml"]);
    let expected = [("dead.txt", "not-found"), ("self.xml", "link-loop"), ("up", "link-loop")];
    assert_eq!(codes(&at("a"), &listing), expected.map(|(n, c)| (n.to_owned(), c)));
    assert_eq!(listing.problems[0].severity, Severity::Warning);
    assert_eq!(list_one(at("a/self.xml")).problems[0].code, "link-loop");
}

#[test]
fn what_is_reached_twice_is_taken_once_whatever_the_order() {
    let dir = folder(&[("b/x.xml", b"<A/>"), ("b/z.xml", b"<Z/>")]);
    let at = |name: &str| dir.path().join(name);
    fs::hard_link(at("b/x.xml"), at("b/y.xml")).unwrap();
    symlink(at("b"), at("a")).unwrap();
    let forth = list(&[at("a"), at("b"), at("b/x.xml")], &Limits::default());
    let back = list(&[at("b/x.xml"), at("b"), at("a"), at("b")], &Limits::default());
    assert_eq!(names(dir.path(), &forth), ["a/x.xml", "a/z.xml"]);
    assert_eq!(names(dir.path(), &forth), names(dir.path(), &back));
    assert_eq!(forth.problems, back.problems);
    let expected = ["a/y.xml", "b", "b/x.xml"].map(|n| (n.to_owned(), "reached-twice"));
    assert_eq!(codes(dir.path(), &forth), expected);
}

#[test]
fn crosswise_links_do_not_multiply() {
    let dir = folder(&[("0/x.xml", b"<A/>")]);
    for level in 1..30 {
        let here = dir.path().join(level.to_string());
        fs::create_dir(&here).unwrap();
        let below = dir.path().join((level - 1).to_string());
        symlink(&below, here.join("l")).unwrap();
        symlink(&below, here.join("r")).unwrap();
    }
    let listing = list_one(dir.path().join("29"));
    assert_eq!(listing.inputs.len(), 1);
    assert_eq!(listing.problems.len(), 29);
}

#[test]
fn unreadable_paths_do_not_stop_the_others() {
    let dir = folder(&[("no.xml", b"<A/>"), ("ok.xml", b"<A/>"), ("shut/x.xml", b"<A/>")]);
    let shut = fs::Permissions::from_mode(0o0);
    for name in ["no.xml", "shut"] {
        fs::set_permissions(dir.path().join(name), shut.clone()).unwrap();
    }
    let listing = list_one(dir.path());
    let is_root = fs::read_dir(dir.path().join("shut")).is_ok();
    fs::set_permissions(dir.path().join("shut"), fs::Permissions::from_mode(0o700)).unwrap();
    if is_root {
        return; // chmod is no obstacle to root; `open_tests` tests the mapping itself
    }
    assert_eq!(names(dir.path(), &listing), ["ok.xml"]);
    let expected = ["no.xml", "shut"].map(|n| (n.to_owned(), "permission-denied"));
    assert_eq!(codes(dir.path(), &listing), expected);
}

#[test]
fn an_archive_gives_its_exports_and_refuses_archives() {
    let zip = zip_of(&[
        ("d/b.XML", b"<B/>"),
        ("in.zip", b"PK"),
        ("a.xml", b"<A/>"),
        ("x.xml.gz", b"\x1f\x8b"),
        ("readme.txt", b"no"),
        ("d/", b""),
    ]);
    let dir = folder(&[("z.zip", &zip)]);
    let listing = list_one(dir.path());
    assert_eq!(names(dir.path(), &listing), ["z.zip!a.xml", "z.zip!d/b.XML"]);
    let expected = ["z.zip!in.zip", "z.zip!x.xml.gz"].map(|n| (n.to_owned(), "nested-archive"));
    assert_eq!(codes(dir.path(), &listing), expected);
}

#[test]
fn odd_member_names_are_shown_escaped() {
    let members = ["/etc/a.xml", "../../b.xml", "c\\..\\c.xml", "d\u{1b}[2J\n.xml", "..e.xml"];
    let zip = zip_of(&members.map(|name| (name, &b"<A/>"[..])));
    let dir = folder(&[("z.zip", &zip)]);
    let expected = [
        "z.zip!%2E%2E/%2E%2E/b.xml",
        "z.zip!%2Fetc/a.xml",
        "z.zip!..e.xml",
        "z.zip!c\\%2E%2E\\c.xml",
        "z.zip!d\\u{1b}[2J\\n.xml",
    ];
    assert_eq!(names(dir.path(), &list_one(dir.path())), expected);
}

fn one_code(bytes: &[u8], limits: &Limits) -> Vec<&'static str> {
    let dir = folder(&[("z.zip", bytes)]);
    let listing = list(&[dir.path().to_owned()], limits);
    assert!(listing.inputs.is_empty());
    listing.problems.iter().map(|p| p.code).collect()
}

/// Sets a field in the first central directory entry and in the header of the member.
fn patched(mut zip: Vec<u8>, local: usize, central: usize, value: u8) -> Vec<u8> {
    let directory = memchr::memmem::find(&zip, b"PK\x01\x02").unwrap();
    zip[local] = value;
    zip[directory + central] = value;
    zip
}

#[test]
fn bad_archives_are_refused_by_code() {
    let limits = Limits::default();
    let good = zip_of(&[("a.xml", b"<A/>"), ("b.xml", b"<B/>")]);
    let one = zip_of(&[("a.xml", b"<A/>")]);
    let few = Limits { max_entries: 1, ..limits };
    assert_eq!(one_code(&good, &few), ["too-many-entries"]);
    assert_eq!(one_code(&good[..good.len() - 30], &limits), ["bad-archive"]);
    assert_eq!(one_code(b"PK\x03\x04 is not enough", &limits), ["bad-archive"]);
    assert_eq!(one_code(&patched(one.clone(), 6, 8, 1), &limits), ["encrypted-archive"]);
    assert_eq!(one_code(&patched(one, 8, 10, 12), &limits), ["unsupported-compression"]);
    let none = zip_of(&[("a.txt", b"no")]);
    assert_eq!(one_code(&none, &limits), ["no-exports-here"]);
    assert_eq!(one_code(&zip_of(&[]), &limits), ["no-exports-here"]);
}

#[test]
fn members_that_share_bytes_are_refused() {
    let mut zip = zip_of(&[("a.xml", b"<A/>"), ("b.xml", b"<B/>")]);
    let second = memchr::memmem::rfind(&zip, b"PK\x01\x02").unwrap();
    zip[second + 42..second + 46].fill(0);
    assert_eq!(one_code(&zip, &Limits::default()), ["bad-archive"]);
}

#[test]
fn a_secret_in_the_name_of_a_member_is_cut_out_of_its_label() {
    let zip = zip_of(&[("a/password=x1 y.xml", b"<A/>"), ("b/c@d.xml", b"<A/>"), ("pwd=x2/e.zip", b"")]);
    let dir = folder(&[("z.zip", &zip)]);
    let listing = list_one(dir.path());
    assert_eq!(names(dir.path(), &listing), ["z.zip!a/password=«secret» y.xml", "z.zip!b/c@d.xml"]);
    assert_eq!(codes(dir.path(), &listing), [("z.zip!pwd=«secret»/e.zip".to_owned(), "nested-archive")]);
}
