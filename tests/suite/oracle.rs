//! Exports read by a parser and by rules that are not ours: what the catalog is held against.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use roxmltree::{Document, Node, NodeType, ParsingOptions};
use std::collections::BTreeMap;
use std::path::Path;

/// What tells an object apart: repository, folder, kind, path, name, qualifier.
pub(crate) type Key = [String; 6];

/// An export as it stands on disk.
pub(crate) struct Original {
    /// As the catalog names it.
    pub(crate) name: String,
    /// Decoded.
    pub(crate) text: String,
}

/// An object in an export.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) key: Key,
    /// Counted from 1.
    pub(crate) line: u32,
    /// Its XML as written.
    pub(crate) xml: String,
    /// CONNECTIONREFERENCE in it, not counting those of objects inside it.
    pub(crate) references: usize,
}

/// Every export under a folder, in byte order of the names.
pub(crate) fn originals(folder: &Path) -> Vec<Original> {
    let files =
        walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let mut all: Vec<Original> = files
        .map(|entry| Original {
            name: entry.path().to_str().unwrap().to_owned(),
            text: decode(&std::fs::read(entry.path()).unwrap()),
        })
        .filter(|original| original.text.contains("<POWERMART"))
        .collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// Decodes by byte order mark, else by declaration; what is UTF-8 with more than ASCII in it is UTF-8 whatever it declares.
pub(crate) fn decode(bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).replace('\0', "");
    let declared = head.split("encoding=").nth(1).and_then(|rest| rest.split(['"', '\'']).nth(1)).unwrap_or("UTF-8");
    let declared = Encoding::for_label(declared.as_bytes()).unwrap_or(WINDOWS_1252);
    let is_utf8 = !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok();
    let encoding = Encoding::for_bom(bytes).map_or(if is_utf8 { UTF_8 } else { declared }, |(encoding, _)| encoding);
    encoding.decode(bytes).0.into_owned()
}

/// Parses an export.
#[track_caller]
pub(crate) fn parse(text: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).unwrap()
}

/// How many elements of some names stand in a document.
pub(crate) fn counts(document: &Document<'_>, names: &[&str]) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for node in document.descendants().filter(|node| names.contains(&node.tag_name().name())) {
        *counts.entry(node.tag_name().name().to_owned()).or_default() += 1;
    }
    counts
}

/// The objects of a document, in document order.
pub(crate) fn objects(document: &Document<'_>) -> Vec<Found> {
    let text = document.input_text();
    let lines: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let mut found = Vec::new();
    for node in document.descendants().filter(|node| is_object(*node)) {
        let folder = node.ancestors().find(|one| one.has_tag_name("FOLDER")).unwrap();
        let repository = folder.parent().unwrap();
        let element = node.tag_name().name();
        let kind = if element == "EXPRMACRO" { "function".to_owned() } else { element.to_lowercase() };
        let around = node.ancestors().skip(1).filter(|one| one.has_tag_name("WORKFLOW") || one.has_tag_name("WORKLET"));
        let mut path: Vec<&str> = around.map(|one| get(one, "NAME")).collect();
        path.reverse();
        let qualifier = match kind.as_str() {
            "source" => get(node, "DBDNAME"),
            "shortcut" => get(node, "OBJECTTYPE"),
            "transformation" => get(node, "TYPE"),
            _ => "",
        };
        let names =
            [get(repository, "NAME"), get(folder, "NAME"), &kind, &path.join("/"), get(node, "NAME"), qualifier];
        let range = node.range();
        found.push(Found {
            key: names.map(str::to_owned),
            line: u32::try_from(lines.partition_point(|at| *at < range.start) + 1).unwrap(),
            xml: text[range].to_owned(),
            references: references(node),
        });
    }
    found
}

/// An attribute's value, empty where it is absent.
pub(crate) fn get<'a>(node: Node<'a, '_>, name: &str) -> &'a str {
    node.attribute(name).unwrap_or_default()
}

fn is_object(node: Node<'_, '_>) -> bool {
    let Some(parent) = node.parent_element().filter(|_| node.is_element()) else { return false };
    let name = node.tag_name().name();
    match parent.tag_name().name() {
        "FOLDER" | "FOLDERVERSION" => name != "FOLDERVERSION",
        "WORKFLOW" | "WORKLET" => ["SESSION", "WORKLET", "TASK"].contains(&name),
        _ => false,
    }
}

fn references(node: Node<'_, '_>) -> usize {
    let inner = node.children().filter(|child| child.is_element() && !is_object(*child));
    inner.map(|child| usize::from(child.has_tag_name("CONNECTIONREFERENCE")) + references(child)).sum()
}

/// A document node by node: elements with attributes in order, ends, texts, comments, instructions.
pub(crate) fn flat(document: &Document<'_>) -> Vec<String> {
    let mut out = Vec::new();
    flatten(document.root(), &mut out);
    out
}

fn flatten(node: Node<'_, '_>, out: &mut Vec<String>) {
    match node.node_type() {
        NodeType::Element => {
            out.push(format!("<{}", node.tag_name().name()));
            out.extend(node.attributes().map(|one| format!("{}={}", one.name(), one.value())));
        }
        NodeType::Text => out.push(format!("text {}", node.text().unwrap_or_default())),
        NodeType::Comment => out.push(format!("comment {}", node.text().unwrap_or_default())),
        NodeType::PI => out.push(format!("instruction {:?}", node.pi())),
        NodeType::Root => {}
    }
    for child in node.children() {
        flatten(child, out);
    }
    out.push(">".to_owned());
}

/// Compares two flattened trees, allowing `«secret»` in the stored one to stand for anything. Returns how often it did.
#[track_caller]
pub(crate) fn assert_same_but_for_secrets(original: &[String], stored: &[String], what: &str) -> usize {
    assert_eq!(original.len(), stored.len(), "{what}: number of nodes and attributes");
    let mut masked = 0;
    for (read, kept) in original.iter().zip(stored) {
        if read != kept {
            assert!(kept.contains(MASK) && covers(kept, read), "{what}: {read:?} was kept as {kept:?}");
            masked += 1;
        }
    }
    masked
}

/// What stands where a secret was.
pub(crate) const MASK: &str = "«secret»";

/// True where the pieces around the masks stand in the original, the first at its start and the last at its end.
fn covers(kept: &str, read: &str) -> bool {
    let pieces: Vec<&str> = kept.split(MASK).collect();
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return false };
    let inner = read.strip_prefix(first).and_then(|rest| rest.strip_suffix(last));
    let Some(mut rest) = inner else { return false };
    for piece in &pieces[1..pieces.len() - 1] {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    true
}

#[test]
fn the_comparison_of_trees_sees_every_difference_but_a_mask() {
    let flat_of = |text: &str| flat(&parse(text));
    let whole = flat_of("<A X='1 pw 2' Y='2'>t<!--c--><B/></A>");
    for other in [
        "<A Y='2' X='1 pw 2'>t<!--c--><B/></A>",
        "<A X='1 pw 2' Y='2'>u<!--c--><B/></A>",
        "<A X='1 pw 2' Y='2'>t<B/></A>",
    ] {
        assert_ne!(whole, flat_of(other));
    }
    let masked = flat_of("<A X='1 «secret» 2' Y='2'>t<!--c--><B/></A>");
    assert_eq!(assert_same_but_for_secrets(&whole, &masked, "a tree"), 1);
    assert!(!covers("x«secret»", "y pw") && covers("a«secret»b«secret»", "a1b2"));
}
