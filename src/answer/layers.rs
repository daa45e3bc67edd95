//! Innermost wins: one small piece of code that says what a setting is in effect, and why.
//!
//! Owns the order of layers and the trace. Every answer carries every layer that was looked at, so that explaining a value
//! is never a second code path.

use crate::model::Text;
use crate::model::attribute::Attribute;
use crate::model::session_attribute::HEADERS;

/// Origin of what the product takes where nobody sets it.
pub const DEFAULT: &str = "default";

/// One layer that may set attributes.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// What sets them: `default`, `config NAME`, `session`, `task instance NAME`, …
    pub origin: String,
    /// File and line of the element the lines of its attributes count from; empty for defaults.
    pub file: String,
    /// Lines of the file before that element.
    pub lines_before: u64,
    /// What it sets.
    pub attributes: Vec<Attribute>,
}

/// One layer's say on one attribute.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Say {
    /// The layer.
    pub origin: String,
    /// Its value.
    pub value: String,
    /// `file:line`, empty for defaults.
    pub place: String,
}

/// What an attribute is in effect.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Effective {
    /// Attribute name, with the partition in parentheses where it holds for one only.
    pub name: String,
    /// Value of the innermost layer that sets it.
    pub value: String,
    /// That layer.
    pub origin: String,
    /// All layers that set it, outermost first; the last one won.
    pub trace: Vec<Say>,
}

/// What wins of a trace, outermost first: the innermost, whatever it says. Attributes and parameters ask here.
#[must_use]
pub fn winner<T>(outermost_first: &[T]) -> Option<&T> {
    outermost_first.last()
}

/// Puts layers together, outermost first. Attributes keep the order in which they first appear. An empty value is a value.
#[must_use]
pub fn innermost(layers: &[Layer]) -> Vec<Effective> {
    let mut found: Vec<((Text, Text), Vec<Say>)> = Vec::new();
    for layer in layers {
        for attribute in layer.attributes.iter().filter(|a| !HEADERS.contains(&a.name.as_str())) {
            let key = (attribute.name.clone(), attribute.partition.clone());
            let say = say(layer, attribute);
            match found.iter_mut().find(|(known, _)| *known == key) {
                Some((_, trace)) => trace.push(say),
                None => found.push((key, vec![say])),
            }
        }
    }
    found.into_iter().filter_map(effective).collect()
}

fn say(layer: &Layer, attribute: &Attribute) -> Say {
    let line = layer.lines_before + u64::from(attribute.line) + 1;
    let place = if layer.file.is_empty() { String::new() } else { format!("{}:{line}", layer.file) };
    Say { origin: layer.origin.clone(), value: attribute.value.to_string(), place }
}

fn effective(((name, partition), trace): ((Text, Text), Vec<Say>)) -> Option<Effective> {
    let last = winner(&trace)?;
    let (value, origin) = (last.value.clone(), last.origin.clone());
    let name = if partition.is_empty() { name.to_string() } else { format!("{name} ({partition})") };
    Some(Effective { name, value, origin, trace })
}

/// A layer of constants.
#[must_use]
pub fn defaults(pairs: &[(&str, &str)]) -> Layer {
    let attributes = pairs
        .iter()
        .map(|(name, value)| Attribute { name: (*name).into(), value: (*value).into(), ..Attribute::default() })
        .collect();
    Layer { origin: DEFAULT.to_owned(), attributes, ..Layer::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(origin: &str, pairs: &[(&str, &str)]) -> Layer {
        Layer { origin: origin.to_owned(), file: format!("{origin}.xml"), ..defaults(pairs) }
    }

    #[test]
    fn the_innermost_layer_wins_and_the_trace_names_all() {
        let layers = [
            defaults(&[("Stop on errors", "0"), ("Commit Interval", "10000")]),
            layer("config", &[("Stop on errors", "1")]),
            layer("session", &[("Stop on errors", "")]),
        ];
        let all = innermost(&layers);
        assert_eq!(all[0].value, "", "an empty override is an override");
        let origins: Vec<_> = all[0].trace.iter().map(|say| say.origin.as_str()).collect();
        assert_eq!(origins, ["default", "config", "session"]);
        assert_eq!((all[1].name.as_str(), all[1].origin.as_str()), ("Commit Interval", "default"));
    }

    #[test]
    fn headers_of_groups_are_no_settings() {
        assert!(innermost(&[layer("session", &[("General Options", "")])]).is_empty());
    }
}
