//! A session put together for rules, plans and tuning: settings in effect, readers and writers, every part of its mapping.
//!
//! Owns what is looked up once for all of them. Says nothing itself.

use crate::answer::design::{Beside, Standing};
use crate::answer::effective::{Extension, Layered};
use crate::answer::layers::{Effective, defaults, innermost};
use crate::model::Text;
use crate::model::content::{Definition, Value};
use crate::model::design::Stored;
use crate::model::mapping::{Instance, Mapping, Port, Table, Transformation};
use crate::model::object::Kind;
use crate::model::session::Session;
use crate::model::session_attribute::{CONFIG_DEFAULTS, SESSION_DEFAULTS};
use std::rc::Rc;

/// Mapplets in mapplets are looked into this deep; a circle ends here.
const DEEPEST: usize = 8;

/// A session as it runs.
pub(in crate::answer) struct Assembled<'a> {
    pub(in crate::answer) layered: Layered<'a>,
    /// `file:line` of the session.
    pub(in crate::answer) place: String,
    /// Attributes of session and configuration in effect, defaults of the product among them.
    pub(in crate::answer) settings: Vec<Effective>,
    pub(in crate::answer) extensions: Vec<Extension<'a>>,
    pub(in crate::answer) mapping: Option<Rc<Stored>>,
    /// Everything that stands in the mapping, and in its mapplets.
    pub(in crate::answer) parts: Vec<Part>,
    /// The mapping and all its mapplets were found: what is not among the parts is not there.
    pub(in crate::answer) whole: bool,
}

/// An instance of the mapping as the session runs it.
#[derive(Default)]
pub(in crate::answer) struct Part {
    /// As the session names it: `EXPTRANS`, `mplt_clean.EXPTRANS`.
    pub(in crate::answer) instance: String,
    /// TRANSFORMATION_TYPE
    pub(in crate::answer) kind: Text,
    /// Source, target, transformation or mapplet behind it.
    pub(in crate::answer) object: Text,
    /// Attributes in effect.
    pub(in crate::answer) attributes: Vec<Effective>,
    pub(in crate::answer) ports: Vec<Port>,
    /// How many ports it has, whether or not they were read.
    pub(in crate::answer) port_count: u32,
    /// What a source or target is.
    pub(in crate::answer) table: Option<Table>,
}

impl<'a> Assembled<'a> {
    pub(in crate::answer) fn of(standing: &Standing<'a>, beside: Beside<'_>) -> Option<Self> {
        let layered = standing.session?;
        let (stored, session) = layered.session;
        let mut layers = vec![defaults(SESSION_DEFAULTS), defaults(CONFIG_DEFAULTS)];
        layers.extend(layered.layers());
        let mapping = beside(&Kind::Mapping, &session.mapping);
        let mut parts = Vec::new();
        let mut whole = mapping.is_some();
        if let Some(found) = &mapping {
            Parts { layered: &layered, beside, found: &mut parts, whole: &mut whole }.inside(found, "", 0);
        }
        let line = definition_line(stored, session);
        Some(Self {
            layered,
            place: stored.place(line),
            settings: innermost(&layers),
            extensions: layered.extensions(),
            mapping,
            parts,
            whole,
        })
    }

    /// A setting in effect, empty where nothing sets it.
    pub(in crate::answer) fn value(&self, name: &str) -> &str {
        value(&self.settings, name)
    }

    /// True where a setting says this, in whatever case.
    pub(in crate::answer) fn is(&self, name: &str, wanted: &str) -> bool {
        self.value(name).eq_ignore_ascii_case(wanted)
    }

    /// `file:line` of a setting; of the session where a default counts.
    pub(in crate::answer) fn at(&self, name: &str) -> String {
        place(&self.settings, name).unwrap_or_else(|| self.place.clone())
    }

    /// Parts of one kind.
    pub(in crate::answer) fn kind(&self, kind: &str) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(move |part| part.kind == kind)
    }

    /// The writers in effect.
    pub(in crate::answer) fn writers(&self) -> impl Iterator<Item = &Extension<'a>> {
        self.extensions.iter().filter(|one| one.extension.extension_type == "WRITER")
    }

    /// Writers of databases that load in bulk.
    pub(in crate::answer) fn bulk(&self) -> impl Iterator<Item = &Extension<'a>> {
        self.writers().filter(|one| relational(one) && is(&one.attributes, "Target load type", "Bulk"))
    }

    /// The most partitions that any part of the session has.
    pub(in crate::answer) fn partitions(&self) -> usize {
        self.layered.session.1.transformations.iter().map(|one| one.partitions.len()).max().unwrap_or_default().max(1)
    }

    /// `file:line` of what the session says of an instance; of the session where it says nothing.
    pub(in crate::answer) fn part_place(&self, instance: &str) -> String {
        let (stored, session) = self.layered.session;
        let said = session.transformations.iter().find(|one| one.instance == instance);
        said.map_or_else(|| self.place.clone(), |one| stored.place(one.line))
    }

    /// `file:line` of a reader, writer or lookup.
    pub(in crate::answer) fn extension_place(&self, one: &Extension<'_>) -> String {
        let (stored, session) = self.layered.session;
        let own = session.extensions.iter().any(|extension| std::ptr::eq(extension, one.extension));
        let within = self.layered.instance.filter(|_| !own).map_or(stored, |(within, _)| within);
        within.place(one.extension.line)
    }

    /// What an instance of the mapping is.
    pub(in crate::answer) fn part(&self, instance: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.instance == instance)
    }
}

/// Line of a session in the child of FOLDER that holds it; worklets of one workflow may hold sessions of one name.
fn definition_line(stored: &Stored, session: &Session) -> u32 {
    let is_it =
        |one: &&Definition| matches!(&one.value, Value::Session(own) if std::ptr::eq(&raw const **own, session));
    stored.content.definitions.iter().find(is_it).map_or(0, |one| one.line)
}

/// An attribute's value, empty where it is absent.
pub(in crate::answer) fn value<'e>(all: &'e [Effective], name: &str) -> &'e str {
    all.iter().find(|one| one.name == name).map_or("", |one| one.value.as_str())
}

/// True where an attribute says this, in whatever case.
pub(in crate::answer) fn is(all: &[Effective], name: &str, wanted: &str) -> bool {
    value(all, name).eq_ignore_ascii_case(wanted)
}

/// `file:line` of the layer that won, `None` for defaults.
pub(in crate::answer) fn place(all: &[Effective], name: &str) -> Option<String> {
    let found = all.iter().find(|one| one.name == name)?;
    found.trace.last().map(|say| say.place.clone()).filter(|place| !place.is_empty())
}

/// True for a reader, writer or lookup of a database.
pub(in crate::answer) fn relational(one: &Extension<'_>) -> bool {
    one.extension.subtype.starts_with("Relational")
}

/// What a MAPPING or MAPPLET says.
pub(in crate::answer) fn mapping_of(stored: &Stored) -> Option<&Mapping> {
    match &stored.content.definitions.first()?.value {
        Value::Mapping(mapping) => Some(mapping),
        _ => None,
    }
}

struct Parts<'p, 'a> {
    layered: &'p Layered<'a>,
    beside: Beside<'p>,
    found: &'p mut Vec<Part>,
    whole: &'p mut bool,
}

impl Parts<'_, '_> {
    fn inside(&mut self, stored: &Stored, around: &str, depth: usize) {
        let Some(mapping) = mapping_of(stored) else { return };
        for instance in &mapping.instances {
            let name = format!("{around}{}", instance.name);
            let mut part = Part {
                instance: name.clone(),
                kind: instance.object_type.clone(),
                object: instance.object.clone(),
                ..Part::default()
            };
            match instance.object_type.as_str() {
                "Source Definition" => self.table(&mut part, &Kind::Source),
                "Target Definition" => self.table(&mut part, &Kind::Target),
                "Mapplet" => {}
                _ => self.transformation(&mut part, stored, mapping, instance),
            }
            self.found.push(part);
            if instance.object_type == "Mapplet" {
                match (self.beside)(&Kind::Mapplet, &instance.object).filter(|_| depth < DEEPEST) {
                    Some(found) => self.inside(&found, &format!("{name}."), depth + 1),
                    None => *self.whole = false,
                }
            }
        }
    }

    fn table(&mut self, part: &mut Part, kind: &Kind) {
        let designed = Transformation { transformation_type: part.kind.clone(), ..Transformation::default() };
        part.attributes = self.layered.transformation(&part.instance, (self.layered.session.0, &designed));
        let found = (self.beside)(kind, &part.object);
        part.table = found.and_then(|found| match &found.content.definitions.first()?.value {
            Value::Table(table) => Some(table.clone()),
            _ => None,
        });
    }

    /// A transformation of the mapping itself, or a reusable one beside it.
    fn transformation(&self, part: &mut Part, stored: &Stored, mapping: &Mapping, instance: &Instance) {
        let own = |one: &&Transformation| one.name == instance.object;
        let reusable = match mapping.transformations.iter().find(own) {
            Some(one) if !one.reusable => None,
            _ => (self.beside)(&Kind::Transformation, &instance.object),
        };
        let beside = reusable.as_deref().and_then(|found| match &found.content.definitions.first()?.value {
            Value::Transformation(one) => Some((found, one)),
            _ => None,
        });
        let designed = beside.or_else(|| mapping.transformations.iter().find(own).map(|one| (stored, one)));
        if let Some(designed) = designed {
            part.attributes = self.layered.transformation(&part.instance, designed);
            let ports = designed.0.flow.ports.iter().filter(|port| port.transformation == designed.1.name);
            part.ports = ports.cloned().collect();
            part.port_count = designed.1.ports;
        }
    }
}
