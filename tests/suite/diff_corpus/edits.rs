//! Twenty-five edits of real exports, found by a script: each in an object of its own, of many kinds and in many files.
//!
//! Owns choosing and writing. Exports are read by the oracle's parser, never by ours.

use super::super::oracle::{Key, Original, get, objects, parse};
use catalog::model::address::full;
use catalog::model::object::{Key as Identity, Kind};
use roxmltree::Node;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How many the issue asks for.
pub(super) const COUNT: usize = 25;

/// An edit as it was put in.
#[derive(Debug)]
pub(super) struct Edited {
    /// What was done, in words.
    pub(super) recipe: &'static str,
    /// Full address of the object.
    pub(super) address: String,
    /// Workflow and worklets around it, whose text holds it.
    pub(super) around: Vec<String>,
    /// The value now, empty where something was removed.
    pub(super) after: String,
    /// By file: which bytes become what.
    places: BTreeMap<String, (Range<usize>, String)>,
}

/// What to look for in an object, and what to put there.
struct Recipe {
    name: &'static str,
    /// Kind of object.
    kind: &'static str,
    /// Element that is edited, with the value that its NAME must have (empty: any).
    element: (&'static str, &'static str),
    /// Attribute that is edited.
    attribute: &'static str,
    /// The new value for the old one; `None` where this place does not do.
    value: fn(&str) -> Option<String>,
    /// How many edits of this sort.
    count: usize,
}

fn longer(old: &str) -> Option<String> {
    (!old.is_empty() && old.len() < 4000).then(|| format!("{old}_EDITED"))
}

fn digit(old: &str) -> Option<String> {
    let is_number = !old.is_empty() && old.len() < 6 && old.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| format!("{old}1"))
}

fn and(old: &str) -> Option<String> {
    (!old.trim().is_empty() && !old.contains('\n')).then(|| format!("{old} AND 1 = 2"))
}

fn other(old: &str, one: &str, two: &str) -> Option<String> {
    (!old.is_empty()).then(|| if old == one { two } else { one }.to_owned())
}

const fn recipe(
    name: &'static str,
    kind: &'static str,
    element: (&'static str, &'static str),
    attribute: &'static str,
    value: fn(&str) -> Option<String>,
    count: usize,
) -> Recipe {
    Recipe { name, kind, element, attribute, value, count }
}

/// Twenty-three edits; the other two are made by hand below.
const RECIPES: &[Recipe] = &[
    recipe("commit interval", "session", ("ATTRIBUTE", "Commit Interval"), "VALUE", digit, 2),
    recipe(
        "treat rows as",
        "session",
        ("ATTRIBUTE", "Treat source rows as"),
        "VALUE",
        |old| other(old, "Delete", "Insert"),
        1,
    ),
    recipe("connection", "session", ("CONNECTIONREFERENCE", ""), "CONNECTIONNAME", longer, 2),
    recipe("SQL override", "session", ("ATTRIBUTE", "Sql Query"), "VALUE", and, 1),
    recipe("config override", "session", ("ATTRIBUTE", "Save session log for these runs"), "VALUE", digit, 1),
    recipe("command", "session", ("VALUEPAIR", ""), "VALUE", longer, 1),
    recipe("link", "workflow", ("WORKFLOWLINK", ""), "CONDITION", |_| Some("1 = 1 AND 2 = 2".to_owned()), 1),
    recipe(
        "schedule",
        "workflow",
        ("SCHEDULEINFO", ""),
        "SCHEDULETYPE",
        |old| other(old, "ONSERVERINIT", "CONTINUOUS"),
        1,
    ),
    recipe("disabled", "workflow", ("TASKINSTANCE", ""), "ISENABLED", |old| other(old, "NO", "YES"), 1),
    recipe("variable", "workflow", ("WORKFLOWVARIABLE", ""), "DEFAULTVALUE", longer, 1),
    recipe("link", "worklet", ("WORKFLOWLINK", ""), "CONDITION", |_| Some("1 = 1 AND 2 = 2".to_owned()), 1),
    recipe(
        "expression",
        "mapping",
        ("TRANSFORMFIELD", ""),
        "EXPRESSION",
        |old| and(old).filter(|_| old.contains('(')),
        2,
    ),
    recipe("filter", "mapping", ("TABLEATTRIBUTE", "Filter Condition"), "VALUE", and, 1),
    recipe("SQL", "mapping", ("TABLEATTRIBUTE", "Sql Query"), "VALUE", and, 1),
    recipe("description of an instance", "mapping", ("TRANSFORMATION", ""), "DESCRIPTION", longer, 1),
    recipe("mapping variable", "mapping", ("MAPPINGVARIABLE", ""), "DEFAULTVALUE", longer, 1),
    recipe("port in a mapplet", "mapplet", ("TRANSFORMFIELD", ""), "PRECISION", digit, 1),
    recipe("flat file", "source", ("FLATFILE", ""), "DELIMITERS", |old| other(old, "^", "!"), 1),
    recipe("key", "target", ("TARGETFIELD", ""), "KEYTYPE", |old| other(old, "NOT A KEY", "PRIMARY KEY"), 1),
    recipe("configuration", "config", ("ATTRIBUTE", "Stop on errors"), "VALUE", digit, 1),
];

/// An object in a file.
struct Place<'o> {
    original: &'o Original,
    range: Range<usize>,
}

/// All objects, each with the files in which it stands and the text it has there; none of two texts, and none of files that
/// are not plain ASCII or UTF-8, which could not be edited by position.
fn candidates(originals: &[Original]) -> BTreeMap<Key, Vec<Place<'_>>> {
    let mut all: BTreeMap<Key, (BTreeSet<String>, Vec<Place<'_>>)> = BTreeMap::new();
    for original in originals {
        let plain = std::fs::read(&original.name).unwrap() == original.text.as_bytes();
        let lines: Vec<usize> =
            std::iter::once(0).chain(original.text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        for found in objects(&parse(&original.text)) {
            let from = lines[found.line as usize - 1];
            let start = original.text[from..].find(&found.xml).map_or(0, |at| from + at);
            let (texts, places) = all.entry(found.key).or_default();
            texts.insert(if plain { found.xml.clone() } else { format!("{} in {}", found.xml, original.name) });
            places.extend(plain.then(|| Place { original, range: start..start + found.xml.len() }));
        }
    }
    let single = all.into_iter().filter(|(_, (texts, places))| texts.len() == 1 && !places.is_empty());
    single.map(|(key, (_, places))| (key, places)).collect()
}

/// True for objects whose edit cannot be told from an edit of another one.
fn is_alone(key: &Key, places: &[Place<'_>]) -> bool {
    key.iter().all(|part| !part.contains('\u{fffd}')) && places.len() == 1
}

/// Chooses the edits, in as many files as can be.
pub(super) fn choose(originals: &[Original]) -> Vec<Edited> {
    let candidates = candidates(originals);
    let mut chosen: Vec<Edited> = Vec::new();
    for recipe in RECIPES {
        for _ in 0..recipe.count {
            let found = first(&candidates, &chosen, &|key, places| {
                if key[2] != recipe.kind || !is_alone(key, places) {
                    return None;
                }
                edit(key, places, recipe.name, &|node| by_recipe(recipe, node))
            });
            chosen.push(
                found.unwrap_or_else(|| panic!("the corpus has no place for {} of a {}", recipe.name, recipe.kind)),
            );
        }
    }
    // One object that stands in several files, edited in each of them.
    let many = first(&candidates, &chosen, &|key, places| {
        let fits = key[2] == "source" && places.len() > 1;
        fits.then(|| edit(key, places, "column in several files", &column)).flatten()
    });
    chosen.push(many.expect("the corpus has sources that stand in several files"));
    let gone = first(&candidates, &chosen, &|key, places| {
        let fits = key[2] == "mapping" && is_alone(key, places);
        fits.then(|| edit(key, places, "connector removed", &connector)).flatten()
    });
    chosen.push(gone.expect("the corpus has mappings with connectors"));
    chosen
}

/// The first edit in files that have none yet, else the first one in an object that has none.
fn first(
    candidates: &BTreeMap<Key, Vec<Place<'_>>>,
    chosen: &[Edited],
    make: &dyn Fn(&Key, &[Place<'_>]) -> Option<Edited>,
) -> Option<Edited> {
    let used: BTreeSet<&String> = chosen.iter().flat_map(|one| one.places.keys()).collect();
    let taken: BTreeSet<&str> = chosen.iter().map(|one| one.address.as_str()).collect();
    let free = || candidates.iter().filter(|(key, _)| !taken.contains(address(key).as_str()));
    let apart = free().filter(|(_, places)| places.iter().all(|place| !used.contains(&place.original.name)));
    apart.chain(free()).find_map(|(key, places)| make(key, places))
}

/// Bytes of an element that become something else, and the value that is then there.
type Spot = (Range<usize>, String, String);

/// Makes the edit of an object in all its files, where some element of it does.
fn edit(
    key: &Key,
    places: &[Place<'_>],
    recipe: &'static str,
    spot: &dyn Fn(Node<'_, '_>) -> Option<Spot>,
) -> Option<Edited> {
    let mut edited =
        Edited { recipe, address: address(key), around: around(key), after: String::new(), places: BTreeMap::new() };
    for place in places {
        let xml = &place.original.text[place.range.clone()];
        let document = parse(xml);
        let (range, written, value) = own(document.root_element()).into_iter().find_map(spot)?;
        edited.after = value;
        let range = place.range.start + range.start..place.range.start + range.end;
        edited.places.insert(place.original.name.clone(), (range, written));
    }
    Some(edited)
}

/// Elements of an object that are not those of an object in it.
fn own<'a, 'i>(root: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    let is_inner = |node: &Node<'_, '_>| {
        let within =
            node.parent_element().is_some_and(|parent| ["WORKFLOW", "WORKLET"].contains(&parent.tag_name().name()));
        within && ["SESSION", "WORKLET", "TASK"].contains(&node.tag_name().name())
    };
    let all = root.descendants().filter(Node::is_element);
    all.filter(|node| !node.ancestors().take_while(|one| *one != root).any(|one| is_inner(&one))).collect()
}

fn by_recipe(recipe: &Recipe, node: Node<'_, '_>) -> Option<Spot> {
    let (element, name) = recipe.element;
    let fits = node.has_tag_name(element) && (name.is_empty() || get(node, "NAME") == name);
    let partition = node.has_attribute("PARTITIONNAME");
    let variable = node.has_tag_name("WORKFLOWVARIABLE") && get(node, "USERDEFINED") != "YES";
    if !fits || partition || variable {
        return None;
    }
    attribute(node, recipe.attribute, recipe.value)
}

fn attribute(node: Node<'_, '_>, name: &str, value: fn(&str) -> Option<String>) -> Option<Spot> {
    let attribute = node.attribute_node(name)?;
    // What was cut out of the text, or could be, is no place for an edit.
    let plain = |text: &str| {
        !["password", "pwd", "passwd", "secret", "token", "http"].iter().any(|word| text.to_lowercase().contains(word))
    };
    let value = value(attribute.value()).filter(|_| plain(attribute.value()))?;
    let written = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    (value != attribute.value()).then(|| (attribute.range_value(), written, value))
}

fn column(node: Node<'_, '_>) -> Option<Spot> {
    node.has_tag_name("SOURCEFIELD").then(|| attribute(node, "PRECISION", digit)).flatten()
}

fn connector(node: Node<'_, '_>) -> Option<Spot> {
    node.has_tag_name("CONNECTOR").then(|| (node.range(), String::new(), String::new()))
}

/// Full address of an object.
pub(super) fn address(key: &Key) -> String {
    let [repository, folder, kind, path, name, qualifier] = key;
    let identity =
        Identity { kind: Kind::of_word(kind), path: path.into(), name: name.into(), qualifier: qualifier.into() };
    full(repository, folder, &identity)
}

/// Addresses of the workflow and the worklets around an object.
fn around(key: &Key) -> Vec<String> {
    let [repository, folder, _, path, ..] = key;
    let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
    let level = |at: usize| {
        // A worklet at folder level may be the outermost; then this address is one too many, and the count says so.
        let kind = if at == 0 { "workflow" } else { "worklet" };
        address(&[repository, folder, kind, &names[..at].join("/"), names[at], ""].map(str::to_owned))
    };
    (0..names.len()).map(level).collect()
}

/// Writes the edits into their files.
pub(super) fn write(edited: &[Edited]) {
    let mut by_file: BTreeMap<&str, Vec<&(Range<usize>, String)>> = BTreeMap::new();
    for one in edited {
        one.places.iter().for_each(|(file, place)| by_file.entry(file).or_default().push(place));
    }
    for (file, mut places) in by_file {
        let mut text = std::fs::read_to_string(file).unwrap();
        // From the end, so that what is before stays where it is.
        places.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        for (range, written) in places {
            text.replace_range(range.clone(), written);
        }
        std::fs::write(file, text).unwrap();
    }
}
