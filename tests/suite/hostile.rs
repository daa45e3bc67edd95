//! Broken and hostile input beside a good file: one clear problem each, the good file stored, nothing else left behind.

use super::dump::{Dump, assert_same, dump};
use super::house::{Home, example_files, export, good, mapping};
use catalog::ingest::Progress;
use catalog::model::problem::Severity;
use catalog::model::snapshot::Summary;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt, symlink};

/// What a file that was refused may leave a trace in.
const TRACES: [&str; 3] = ["export_file", "problem", "snapshot"];

/// Errors by the last part of the file's name.
fn errors(summary: &Summary) -> BTreeMap<String, Vec<&'static str>> {
    let mut errors: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for problem in summary.problems.iter().filter(|problem| problem.severity == Severity::Error) {
        let name = problem.file.rsplit('/').next().unwrap().to_owned();
        errors.entry(name).or_default().push(problem.code);
    }
    errors
}

/// A dump without the tables in which a refused file may leave a trace.
fn traceless(home: &Home) -> Dump {
    dump(&home.catalog()).into_iter().filter(|(table, _)| !TRACES.contains(&table.as_str())).collect()
}

/// Fails unless the catalog is what an ingest of the good file alone makes, traces of refusals aside.
#[track_caller]
fn assert_only_good_is_stored(home: &Home, good: &str) {
    home.assert_sound();
    assert_eq!(home.words("SELECT name FROM export_file WHERE manifest IS NOT NULL").len(), 1);
    let with_bad = traceless(home);
    home.start_over();
    let alone = home.ingest_paths(&[home.exports().join(good)]);
    assert_eq!((alone.failed, alone.total().new > 0), (0, true));
    assert_same(&with_bad, &traceless(home), "beside bad files and alone");
}

/// Ingests a bad file before and after a good one.
#[track_caller]
fn refused(end: &str, bytes: &[u8], code: &str) {
    let mut home = Home::with(&[("m.xml", good())]);
    home.limits.max_file_size = 64 << 20;
    home.put(&format!("a.{end}"), bytes);
    home.put(&format!("z.{end}"), bytes);
    let summary = home.ingest();
    let (errors, shown) = (errors(&summary), &summary.problems);
    let codes: Vec<&str> = errors.values().flatten().copied().collect();
    assert_eq!(codes, [code, code], "{shown:#?}");
    assert_eq!((summary.files, summary.failed), (3, 2), "{shown:#?}");
    assert_only_good_is_stored(&home, "m.xml");
}

#[track_caller]
fn refused_text(text: &str, code: &str) {
    refused("xml", text.as_bytes(), code);
}

/// The good file with a child that is no good.
fn with_child(child: &str) -> String {
    export("01/02/2026 03:04:05", "GOOD", &format!("{}\n{child}\n{}", mapping("m_good", ""), mapping("m_more", "x")))
}

#[test]
fn an_export_cut_anywhere_is_refused_and_takes_nothing_from_the_whole_one() {
    let whole = with_child("<CONFIG NAME='c'><ATTRIBUTE NAME='a' VALUE='é'/></CONFIG>");
    let home = Home::with(&[("m.xml", &whole)]);
    let last = whole.trim_end().len();
    for at in 0..last {
        let before = if at % 2 == 0 { "a" } else { "z" };
        home.put(&format!("{before}{at:05}.xml"), &whole.as_bytes()[..at]);
    }
    let summary = home.ingest();
    let errors = errors(&summary);
    assert_eq!((summary.failed, errors.len()), (last as u64, last));
    for (name, codes) in errors {
        let expected = ["truncated", "empty-file", "not-an-export", "malformed-xml"];
        assert!(codes.len() == 1 && expected.contains(&codes[0]), "{name}: {codes:?}");
    }
    assert_only_good_is_stored(&home, "m.xml");
}

#[test]
fn the_example_exports_cut_anywhere_are_refused() {
    let home = Home::with(&[("m.xml", good())]);
    let mut cut = 0;
    for (number, (_, bytes)) in example_files().iter().enumerate() {
        let last = bytes.trim_ascii_end().len();
        for at in (0..last).step_by(last / 25).chain([last - 1]) {
            home.put(&format!("z{number}_{at:06}.xml"), &bytes[..at]);
            cut += 1;
        }
    }
    let summary = home.ingest();
    assert_eq!(summary.failed, cut);
    assert!(errors(&summary).values().all(|codes| codes.len() == 1));
    assert_only_good_is_stored(&home, "m.xml");
}

#[test]
fn what_is_no_export_is_refused() {
    refused_text("", "empty-file");
    refused_text("<?xml version='1.0'?>\n<!-- nothing -->\n", "empty-file");
    refused_text("<project><target name='a'/></project>", "not-an-export");
    refused_text("name,value\n1,2\n", "not-an-export");
    let garbage: Vec<u8> = (0..5000_u32).map(|n| 0x80 | (n.wrapping_mul(2_654_435_761) >> 25) as u8).collect();
    refused("xml", &garbage, "not-an-export");
}

#[test]
fn entities_and_external_references_are_refused() {
    let body = good().split_once("<POWERMART").map(|(_, rest)| format!("<POWERMART{rest}")).unwrap();
    let mut laughs = String::from("<!ENTITY l0 'ha'>");
    for level in 1..10 {
        let inner = format!("&l{};", level - 1).repeat(10);
        write!(laughs, "<!ENTITY l{level} '{inner}'>").unwrap();
    }
    refused_text(&format!("<!DOCTYPE POWERMART [{laughs}]>{}", body.replace("m_good", "&l9;")), "entity-declaration");
    let external = "<!DOCTYPE POWERMART [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>";
    refused_text(&format!("{external}{}", body.replace("m_good", "&x;")), "entity-declaration");
    refused_text(&format!("<!DOCTYPE POWERMART SYSTEM 'http://example.com/a.dtd'>{body}"), "external-reference");
    refused_text(&format!("<!DOCTYPE POWERMART PUBLIC 'x' 'https://example.com/a.dtd'>{body}"), "external-reference");
    refused_text(&format!("<!DOCTYPE POWERMART [<!ENTITY % x SYSTEM 'a'> %x;]>{body}"), "entity-declaration");
}

#[test]
fn elements_nested_ten_thousand_deep_are_refused() {
    let deep = format!("<MAPPING NAME='m'>{}{}</MAPPING>", "<A>".repeat(10_000), "</A>".repeat(10_000));
    refused_text(&with_child(&deep), "too-deep");
    refused_text(&with_child(&format!("<MAPPING NAME='m'>{}", "<A>".repeat(10_000))), "too-deep");
}

#[test]
fn nul_bytes_are_refused_wherever_they_stand() {
    refused_text(&with_child("<MAPPING NAME='a\0b'/>"), "nul-byte");
    refused_text(&format!("{}\0", good()), "nul-byte");
    refused_text(&"\0".repeat(10_000), "nul-byte");
}

#[test]
fn what_is_not_well_formed_is_refused() {
    let end = "</POWERMART>\n";
    refused_text(&format!("{}trailing", good()), "not-an-export");
    refused_text(
        &format!("{}{}", good(), good().split_once("?>").unwrap().1.split_once('>').unwrap().1),
        "malformed-xml",
    );
    refused_text(&format!("{}<EXTRA/>", good()), "malformed-xml");
    refused_text(&format!("{}{end}", good()), "malformed-xml");
    refused_text(&with_child("<MAPPING NAME='m'><A></B></MAPPING>"), "malformed-xml");
    refused_text(&with_child("<MAPPING NAME='m'><A></MAPPING></A>"), "malformed-xml");
    refused_text(&good().replace("</FOLDER>\n</REPOSITORY>", "</REPOSITORY>\n</FOLDER>"), "malformed-xml");
    refused_text(&good().replace("</FOLDER>", "</FOLDERS>"), "malformed-xml");
    refused_text(&with_child("<MAPPING NAME='m' NAME='n'/>"), "malformed-xml");
    refused_text(&good().replace("OWNER=\"o\"", "OWNER=\"o\" OWNER=\"p\""), "malformed-xml");
    refused_text(&with_child("<MAPPING NAME=m/>"), "malformed-xml");
    refused_text(&with_child("<!DOCTYPE A>"), "malformed-xml");
    refused_text(&with_child("<![CDATA[text]]>"), "malformed-xml");
    refused_text(&with_child("< MAPPING NAME='m'/>"), "malformed-xml");
    refused_text(&with_child("<!-- no end"), "truncated");
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zip_of(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut packer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    packer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap().into_inner()
}

#[test]
fn archives_that_explode_nest_or_are_broken_are_refused() {
    let bomb = with_child(&format!("<MAPPING NAME='m' DESCRIPTION='{}'/>", " ".repeat(20 << 20)));
    refused("xml.gz", &gz(bomb.as_bytes()), "suspicious-ratio");
    refused("zip", &zip_of("a.xml", bomb.as_bytes()), "suspicious-ratio");
    let nested = gz(good().as_bytes());
    refused("zip", &zip_of("inner.xml", &nested), "nested-archive");
    refused("xml.gz", &gz(&nested), "nested-archive");
    refused("xml.gz", &nested[..nested.len() - 20], "bad-archive");
    let packed = zip_of("a.xml", good().as_bytes());
    refused("zip", &packed[..packed.len() - 30], "bad-archive");
}

#[test]
fn what_is_larger_than_allowed_is_refused() {
    let mut home = Home::with(&[("m.xml", good())]);
    home.put("z.xml", with_child(&mapping("m_large", &" ".repeat(20_000))));
    home.limits.max_file_size = 10_000;
    let summary = home.ingest();
    assert_eq!(errors(&summary)["z.xml"], ["file-too-large"]);
    assert_only_good_is_stored(&home, "m.xml");
}

#[test]
fn pipes_and_loops_of_links_are_not_entered() {
    let home = Home::with(&[("m.xml", good())]);
    let pipe = home.exports().join("a.xml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    fs::create_dir(home.exports().join("deeper")).unwrap();
    symlink(home.exports(), home.exports().join("deeper/back")).unwrap();
    symlink("self.xml", home.exports().join("self.xml")).unwrap();
    let summary = home.ingest();
    let codes: Vec<(String, &str)> =
        summary.problems.iter().map(|one| (one.file.rsplit('/').next().unwrap().to_owned(), one.code)).collect();
    let expected = [("a.xml", "not-a-regular-file"), ("back", "link-loop"), ("self.xml", "link-loop")];
    assert_eq!(codes, expected.map(|(name, code)| (name.to_owned(), code)));
    assert_only_good_is_stored(&home, "m.xml");
}

#[test]
fn a_file_without_permission_is_refused() {
    let home = Home::with(&[("m.xml", good()), ("z.xml", with_child(""))]);
    let closed = home.exports().join("z.xml");
    fs::set_permissions(&closed, Permissions::from_mode(0o000)).unwrap();
    if fs::read(&closed).is_ok() {
        let _ = std::io::stderr().write_all(b"\nSKIPPED: root may read everything, run the suite as somebody else\n");
        return;
    }
    assert_eq!(errors(&home.ingest())["z.xml"], ["permission-denied"]);
    assert_only_good_is_stored(&home, "m.xml");
}

#[test]
fn a_file_that_grows_while_it_is_read_is_refused() {
    // More text than may be under way at once, so the end is not yet read when the first piece is written.
    let children: Vec<String> = (0..480).map(|n| mapping(&format!("m_{n}"), &"x y ".repeat(25_000))).collect();
    let home = Home::with(&[("m.xml", good()), ("z.xml", export("01/01/2026 00:00:00", "GOOD", &children.join("\n")))]);
    let (growing, mut grown) = (home.exports().join("z.xml"), false);
    let mut files = 0;
    let summary = home.ingest_watched(&[home.exports()], &mut |progress| {
        files += usize::from(progress == Progress::File);
        if files == 1 && progress != Progress::File && !grown {
            grown = true;
            OpenOptions::new().append(true).open(&growing).unwrap().write_all(b"\n").unwrap();
        }
    });
    assert!(grown);
    assert_eq!(errors(&summary)["z.xml"], ["changed-while-read"]);
    assert_only_good_is_stored(&home, "m.xml");
}

#[test]
fn nothing_readable_at_all_is_told_and_stores_no_object() {
    let home = Home::with(&[("a.xml", "<a/>"), ("b.xml", "")]);
    let summary = home.ingest();
    assert_eq!((summary.files, summary.failed, summary.total().new), (2, 2, 0));
    home.assert_sound();
    let rows = ["object", "content", "definition", "text", "folder", "repository", "manifest"];
    assert!(rows.iter().all(|table| home.count(&format!("SELECT count(*) FROM {table}")) == 0));
}
