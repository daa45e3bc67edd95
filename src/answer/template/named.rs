//! Parameters as they are found: names, kinds, defaults.
//!
//! Owns when two values share a parameter, and when one is written by another: `${session_name}.log`.

use super::create::IsSecret;
use super::key::{Step, path, short, worded};
use crate::model::Text;
use crate::model::session_key::SessionKey;
use crate::model::template::{Kind, Parameter, placeholder};

/// A value shorter than this is the same by accident.
const TELLING: usize = 3;

/// What a parameter is for, where others are written by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The name of the session.
    Session,
    /// The mapping.
    Mapping,
    /// Anything else.
    None,
}

/// A place that a parameter is wanted for.
pub(super) struct Slot<'s> {
    /// The way to the part.
    pub steps: &'s [Step],
    /// The fact.
    pub name: &'s str,
    /// Its key, where session files have one.
    pub key: Option<&'static SessionKey>,
}

type Values = Vec<Option<Text>>;

/// The parameters so far.
pub(super) struct Book<'b> {
    is_secret: IsSecret<'b>,
    addresses: Vec<Text>,
    /// With the values as PowerCenter spells them.
    all: Vec<(Parameter, Values, Anchor)>,
}

impl<'b> Book<'b> {
    pub(super) fn new(addresses: Vec<Text>, is_secret: IsSecret<'b>) -> Self {
        Self { is_secret, addresses, all: Vec::new() }
    }

    pub(super) fn parameters(self) -> Vec<Parameter> {
        self.all.into_iter().map(|(parameter, ..)| parameter).collect()
    }

    /// The placeholder of a parameter that has these values.
    pub(super) fn known(&self, values: &Values) -> Option<Text> {
        let is_telling = |value: &Option<Text>| value.as_ref().is_some_and(|value| value.len() >= TELLING);
        let known = self.all.iter().find(|(parameter, has, _)| has == values && parameter.kind == Kind::Text)?;
        values.iter().all(is_telling).then(|| placeholder::of(&known.0.name).into())
    }

    /// The text that stands for a secret: nothing of it is kept.
    pub(super) fn secret(&mut self, slot: &Slot<'_>) -> Text {
        let description =
            format!("a secret stood here, give a $Param of a parameter file ({})", path(slot.steps, slot.name));
        self.add(slot, Parameter { description, ..Parameter::default() }, Vec::new(), Anchor::None)
    }

    /// The text that stands for values which differ: one placeholder, or one with text around it.
    pub(super) fn parameter(&mut self, slot: &Slot<'_>, values: Values, anchor: Anchor) -> Text {
        let kind = kind(slot.key, &values);
        if kind == Kind::Text && anchor == Anchor::None {
            let known = if is_word(&values) { None } else { self.known(&values) };
            if let Some(text) = known.or_else(|| self.written_by_another(&values)) {
                return text;
            }
        }
        let worded: Values = values.iter().map(|one| one.as_ref().map(|one| worded(slot.key, one))).collect();
        let default = match (slot.steps, slot.name) {
            (_, _) if anchor != Anchor::None => None,
            ([], "description") if values.len() == 1 => Some(Text::default()),
            _ => most_common(&worded),
        };
        let parameter = Parameter {
            kind,
            default,
            optional: values.contains(&None),
            description: path(slot.steps, slot.name),
            values: self.addresses.iter().cloned().zip(worded).collect(),
            ..Parameter::default()
        };
        self.add(slot, parameter, values, anchor)
    }

    fn add(&mut self, slot: &Slot<'_>, mut parameter: Parameter, values: Values, anchor: Anchor) -> Text {
        parameter.name = self.free(&self.harmless(slot, &parameter));
        // The name of an attribute may read as the beginning of a secret.
        if (self.is_secret)("", &parameter.description) {
            parameter.description.clear();
        }
        let text = placeholder::of(&parameter.name).into();
        self.all.push((parameter, values, anchor));
        text
    }

    /// A name that does not make a secret of the values: `writer_connection` for that of a writer `USER_PASSWORD`.
    fn harmless(&self, slot: &Slot<'_>, parameter: &Parameter) -> String {
        let values = parameter.values.iter().filter_map(|(_, value)| value.as_deref());
        let values: Vec<&str> = values.chain(parameter.default.as_deref()).collect();
        let is_secret = |name: &String| values.iter().any(|value| (self.is_secret)(name, value));
        let roles: Vec<Step> = slot.steps.iter().map(|step| Step { name: Text::default(), ..step.clone() }).collect();
        let mut names = [short(slot.steps, slot.name), short(&roles, slot.name)].into_iter();
        names.find(|name| !is_secret(name)).unwrap_or_else(|| "value".to_owned())
    }

    fn free(&self, wanted: &str) -> Text {
        let is_free = |name: &str| self.all.iter().all(|(one, ..)| one.name != name);
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        names.find(|name| is_free(name)).unwrap_or_default().into()
    }

    /// Text around the name of the session or of its mapping, the same in all.
    fn written_by_another(&self, values: &Values) -> Option<Text> {
        let anchors = [Anchor::Session, Anchor::Mapping].into_iter();
        anchors.filter_map(|anchor| self.all.iter().find(|(.., is)| *is == anchor)).find_map(|(by, of, _)| {
            let around = |(value, of): (&Option<Text>, &Option<Text>)| -> Option<Vec<String>> {
                let (value, of) = (value.as_deref()?, of.as_deref().filter(|of| of.len() >= TELLING)?);
                let pieces: Vec<String> = value.split(of).map(str::to_owned).collect();
                (pieces.len() > 1).then_some(pieces)
            };
            let mut all = values.iter().zip(of).map(around);
            let first = all.next()??;
            let is_same = all.all(|other| other.as_ref() == Some(&first));
            // `$` before a placeholder would make it mean itself.
            let may_stand = first.iter().rev().skip(1).all(|piece| !piece.ends_with('$'));
            let pieces: Vec<_> = first.iter().map(|piece| placeholder::escaped(piece)).collect();
            (is_same && may_stand).then(|| pieces.join(&placeholder::of(&by.name)).into())
        })
    }
}

fn is_word(values: &Values) -> bool {
    values.iter().flatten().all(|value| matches!(value.as_str(), "YES" | "NO") || value.parse::<f64>().is_ok())
}

fn kind(key: Option<&'static SessionKey>, values: &Values) -> Kind {
    match key {
        // A value that the key would refuse came from elsewhere; it may come again.
        Some(key) if values.iter().flatten().all(|value| key.word(value).is_some()) => Kind::of(key.values),
        None if values.iter().flatten().all(|value| matches!(value.as_str(), "YES" | "NO")) => {
            Kind::Choice(vec!["YES".into(), "NO".into()])
        }
        _ => Kind::Text,
    }
}

/// What more than half of the sessions say.
fn most_common(values: &Values) -> Option<Text> {
    let count = |value: &Text| values.iter().flatten().filter(|one| *one == value).count();
    values.iter().flatten().find(|value| count(value) * 2 > values.len()).cloned()
}
