//! Where in a definition the words stand that a user looks for.

use crate::model::element::{Element, Tree};
use serde::Serialize;

/// Characters shown before and after the first word.
const AROUND: usize = 40;

/// A place in a definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Line in the file.
    pub line: u64,
    /// Elements around it with their names, outermost first, without the object itself.
    pub inside: String,
    /// Attribute that holds the words.
    pub attribute: String,
    /// Its value around the first word, line breaks as spaces.
    pub text: String,
}

/// Returns the places that hold all the words in one value; where there is none, those that hold any of them. What stands
/// in an object nested in this one is left to that object. `words` are as `find` takes them, with `*` for any ending.
#[must_use]
pub fn places(tree: &Tree<'_>, words: &[String], lines_before: u64) -> Vec<Place> {
    let wanted: Vec<Wanted> = words.iter().map(|word| Wanted::new(word)).collect();
    let (mut all, mut any) = (Vec::new(), Vec::new());
    if let Some(root) = tree.root() {
        let mut path = Vec::new();
        visit(root, &mut path, &mut |element, path| {
            for attribute in element.attributes() {
                let hits = wanted.iter().filter_map(|word| word.find(&attribute.value)).collect::<Vec<_>>();
                let Some(first) = hits.iter().min() else { continue };
                let place = Place {
                    line: lines_before + u64::from(element.line()) + 1,
                    inside: path.join(" › "),
                    attribute: attribute_name(element, attribute.name),
                    text: around(&attribute.value, *first),
                };
                if hits.len() == wanted.len() { all.push(place) } else { any.push(place) }
            }
        });
    }
    if all.is_empty() { any } else { all }
}

/// `ATTRIBUTE NAME="Sql Query" VALUE="…"` is known to people as `Sql Query`.
fn attribute_name(element: Element<'_, '_>, name: &str) -> String {
    let named = matches!(element.name(), "ATTRIBUTE" | "TABLEATTRIBUTE") && name == "VALUE";
    if named { element.get("NAME").to_owned() } else { name.to_owned() }
}

fn visit<'t, 'a>(element: Element<'t, 'a>, path: &mut Vec<String>, seen: &mut dyn FnMut(Element<'t, 'a>, &[String])) {
    seen(element, path);
    let container = matches!(element.name(), "WORKFLOW" | "WORKLET");
    for child in element.children() {
        if container && matches!(child.name(), "SESSION" | "WORKLET" | "TASK") {
            continue;
        }
        // A setting is named by the attribute that holds its value.
        let setting = matches!(child.name(), "ATTRIBUTE" | "TABLEATTRIBUTE");
        if !setting {
            path.push(label(child));
        }
        visit(child, path, seen);
        if !setting {
            path.pop();
        }
    }
}

fn label(element: Element<'_, '_>) -> String {
    let name = ["NAME", "SINSTANCENAME", "CNXREFNAME", "REFOBJECTNAME"].iter().find_map(|key| element.find(key));
    name.map_or_else(|| element.name().to_owned(), |name| format!("{} {name}", element.name()))
}

struct Wanted {
    word: String,
    prefix: bool,
}

impl Wanted {
    fn new(word: &str) -> Self {
        let prefix = word.ends_with('*');
        Self { word: word.trim_end_matches('*').to_lowercase(), prefix }
    }

    /// Byte position of the word as a whole word, without regard to case.
    fn find(&self, value: &str) -> Option<usize> {
        let lower = value.to_lowercase();
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '#');
        let mut from = 0;
        while let Some(found) = lower.get(from..)?.find(&self.word).map(|at| from + at) {
            let end = found + self.word.len();
            let before = lower[..found].chars().next_back().is_some_and(is_word);
            let after = !self.prefix && lower[end..].chars().next().is_some_and(is_word);
            if !before && !after {
                return Some(found);
            }
            from = end.max(found + 1);
        }
        None
    }
}

fn around(value: &str, at: usize) -> String {
    let chars: Vec<char> = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let at = value.get(..at).map_or(0, |before| before.chars().count());
    let (start, end) = (at.saturating_sub(AROUND), (at + 2 * AROUND).min(chars.len()));
    let text: String = chars[start..end].iter().collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{}{text}{}", if start > 0 { "…" } else { "" }, if end < chars.len() { "…" } else { "" })
}
