//! A session `s_load` of the mapping `m_load`, in values and in trees, with a source qualifier, a target, a reusable lookup and
//! a mapplet. Owns making it; asserts nothing.

use crate::answer::diff::session::*;
use crate::answer::resolve::{Resolution, Resolved, Status, token::Class};
use crate::model::connection::ConnectionReference;
use crate::model::content::{Content, Definition, Value};
use crate::model::design::Stored;
use crate::model::mapping::{Instance, Mapping, Transformation};
use crate::model::object::{Key, Kind};
use crate::model::session::{Config, Session, SessionExtension, SessionTransformation};
use crate::model::workflow::TaskInstance;
use std::collections::BTreeSet;
use std::rc::Rc;

pub(super) type Pairs<'p> = &'p [(&'p str, &'p str)];

pub(super) fn attributes(pairs: Pairs<'_>) -> Vec<Attribute> {
    let one = |(name, value): &(&str, &str)| {
        let (name, partition) = name.strip_suffix(')').and_then(|name| name.split_once(" (")).unwrap_or((name, ""));
        Attribute { name: name.into(), value: (*value).into(), partition: partition.into(), line: 6 }
    };
    pairs.iter().map(one).collect()
}

pub(super) fn tree(kind: &str, name: &str, pairs: Pairs<'_>, parts: Vec<Part>) -> Part {
    let mut part = Part { kind: kind.into(), name: name.into(), parts, ..Part::default() };
    for (name, value) in pairs {
        put(&mut part, Fact { name: (*name).into(), value: (*value).into(), ..Fact::default() });
    }
    part
}

pub(super) fn stored(file: &str, kind: Kind, name: &str, value: Value) -> Stored {
    let key = Key { kind, path: Text::default(), name: name.into(), qualifier: Text::default() };
    let definition = Definition { key, span: 0..0, line: 0, value, words: String::new() };
    let content = Content { definitions: vec![definition], ..Content::default() };
    Stored { file: file.to_owned(), lines_before: 100, content, ..Stored::default() }
}

pub(super) fn transformation(name: &str, kind: &str, reusable: bool, pairs: Pairs<'_>) -> Transformation {
    let (name, transformation_type) = (name.into(), kind.into());
    Transformation { name, transformation_type, reusable, attributes: attributes(pairs), ..Transformation::default() }
}

pub(super) fn instance_of(name: &str, object: &str, kind: &str) -> Instance {
    Instance { name: name.into(), object: object.into(), object_type: kind.into(), ..Instance::default() }
}

/// A session and what is around it, in values and in trees.
pub(super) struct World {
    pub(super) session: Session,
    pub(super) config: Option<Config>,
    pub(super) instance: Option<TaskInstance>,
    pub(super) tree: Part,
    pub(super) behind: Vec<Part>,
    pub(super) tasks: Vec<Part>,
}

pub(super) const SQL: (&str, &str) = ("Sql Query", "SELECT A FROM T WHERE D = $$DAY");
pub(super) const CACHE: (&str, &str) = ("Lookup caching enabled", "YES");
pub(super) const FILTER: (&str, &str) = ("Filter Condition", "A > $$LEAST");

impl World {
    pub(super) fn new() -> Self {
        Self {
            session: Session { name: "s_load".into(), mapping: "m_load".into(), ..Session::default() },
            config: None,
            instance: None,
            tree: tree(
                "session",
                "s_load",
                &[("MAPPINGNAME", "m_load")],
                vec![tree("config reference", "", &[], vec![])],
            ),
            behind: Self::behind(),
            tasks: Vec::new(),
        }
    }

    pub(super) fn behind() -> Vec<Part> {
        let instance = |name: &str, object: &str, kind: &str| {
            tree("instance", name, &[("TRANSFORMATION_NAME", object), ("TRANSFORMATION_TYPE", kind)], vec![])
        };
        let mut target = instance("T_OUT", "T_OUT", "Target Definition");
        put(&mut target, Fact { name: "Post SQL".into(), value: "COMMIT".into(), ..Fact::default() });
        let query = tree("transformation", "SQ_T", &[("TYPE", "Source Qualifier"), SQL], vec![]);
        let parts = vec![
            instance("LKP_A", "LKP", "Lookup Procedure"),
            instance("LKP_B", "LKP", "Lookup Procedure"),
            instance("SQ_T", "SQ_T", "Source Qualifier"),
            target,
            instance("clean", "mplt_clean", "Mapplet"),
            query,
        ];
        let inner = vec![
            instance("FIL", "FIL", "Filter"),
            tree("transformation", "FIL", &[("TYPE", "Filter"), FILTER], vec![tree("port", "A", &[], vec![])]),
        ];
        vec![
            tree("mapping", "m_load", &[], parts),
            tree("mapplet", "mplt_clean", &[], inner),
            tree("transformation", "LKP", &[("REUSABLE", "YES"), CACHE], vec![tree("port", "ID", &[], vec![])]),
        ]
    }

    pub(super) fn beside(kind: &Kind, name: &str) -> Option<Rc<Stored>> {
        let value = match (kind, name) {
            (Kind::Mapping, "m_load") => Value::Mapping(Mapping {
                transformations: vec![transformation("SQ_T", "Source Qualifier", false, &[SQL])],
                instances: vec![
                    instance_of("SQ_T", "SQ_T", "Source Qualifier"),
                    instance_of("LKP_A", "LKP", "Lookup Procedure"),
                    instance_of("LKP_B", "LKP", "Lookup Procedure"),
                    instance_of("clean", "mplt_clean", "Mapplet"),
                    instance_of("T_OUT", "T_OUT", "Target Definition"),
                ],
                ..Mapping::default()
            }),
            (Kind::Mapplet, "mplt_clean") => Value::Mapping(Mapping {
                transformations: vec![transformation("FIL", "Filter", false, &[FILTER])],
                instances: vec![instance_of("FIL", "FIL", "Filter")],
                ..Mapping::default()
            }),
            (Kind::Transformation, "LKP") => {
                Value::Transformation(transformation("LKP", "Lookup Procedure", true, &[CACHE]))
            }
            _ => return None,
        };
        Some(Rc::new(stored("m.xml", kind.clone(), name, value)))
    }

    /// The session says this of an instance of its mapping.
    pub(super) fn overrides(mut self, instance: &str, kind: &str, pairs: Pairs<'_>) -> Self {
        self.session.transformations.push(SessionTransformation {
            instance: instance.into(),
            transformation_type: kind.into(),
            attributes: attributes(pairs),
            ..SessionTransformation::default()
        });
        let facts = [&[("TRANSFORMATIONTYPE", kind)], pairs].concat();
        self.tree.parts.push(tree("instance setting", instance, &facts, vec![]));
        self
    }

    pub(super) fn says(mut self, pairs: Pairs<'_>) -> Self {
        self.session.attributes = attributes(pairs);
        for (name, value) in pairs {
            put(&mut self.tree, Fact { name: (*name).into(), value: (*value).into(), ..Fact::default() });
        }
        self
    }

    /// The session overrides this of its configuration.
    pub(super) fn configures(mut self, pairs: Pairs<'_>) -> Self {
        self.session.config.attributes = attributes(pairs);
        self.tree.parts[0] = tree("config reference", "", &[&[("REFOBJECTNAME", "cfg")], pairs].concat(), vec![]);
        self
    }

    pub(super) fn writer(mut self, connection: &str, pairs: Pairs<'_>) -> Self {
        self.session.extensions.push(extension(connection, pairs));
        let facts = [&[("SUBTYPE", "Relational Writer"), ("TRANSFORMATIONTYPE", "Target Definition")], pairs].concat();
        let of = [("CONNECTIONNAME", connection), ("CONNECTIONTYPE", "Relational"), ("VARIABLE", "")];
        self.tree.parts.push(tree("writer", "T_OUT", &facts, vec![tree("connection", "DB Connection", &of, vec![])]));
        self
    }

    pub(super) fn part(&self, resolution: Option<&Resolution>) -> Part {
        let session = stored("s.xml", Kind::Session, "s_load", Value::Session(Box::new(self.session.clone())));
        let config = self
            .config
            .as_ref()
            .map(|config| (stored("c.xml", Kind::Config, "cfg", Value::Config(config.clone())), config));
        let around = Stored { file: "w.xml".to_owned(), ..Stored::default() };
        let layered = Layered {
            session: (&session, &self.session),
            config: config.as_ref().map(|(stored, config)| (stored, *config)),
            instance: self.instance.as_ref().map(|instance| (&around, instance)),
        };
        let standing = Standing {
            repository: "R",
            folder: "F",
            address: String::new(),
            levels: Vec::new(),
            session: Some(layered),
        };
        part(Given {
            standing: &standing,
            beside: &World::beside,
            session: self.tree.clone(),
            behind: self.behind.clone(),
            tasks: self.tasks.clone(),
            resolution,
        })
    }
}

pub(super) fn extension(connection: &str, pairs: Pairs<'_>) -> SessionExtension {
    let reference = ConnectionReference {
        reference: "DB Connection".into(),
        connection_type: "Relational".into(),
        name: connection.into(),
        line: 8,
        ..ConnectionReference::default()
    };
    SessionExtension {
        extension_type: "WRITER".into(),
        subtype: "Relational Writer".into(),
        instance: "T_OUT".into(),
        transformation_type: "Target Definition".into(),
        connections: vec![reference],
        attributes: attributes(pairs),
        line: 7,
    }
}

/// The part at the end of a path of kinds and names.
pub(super) fn at<'p>(part: &'p Part, path: Pairs<'_>) -> &'p Part {
    path.iter().fold(part, |part, (kind, name)| {
        let found = part.parts.iter().find(|one| one.kind == *kind && one.name == *name);
        found.unwrap_or_else(|| panic!("no {kind} {name} in {} {}", part.kind, part.name))
    })
}

/// Value and layer of a fact.
pub(super) fn told<'p>(part: &'p Part, name: &str) -> Option<(&'p str, &'p str)> {
    part.facts.iter().find(|fact| fact.name == name).map(|fact| (fact.value.as_str(), fact.origin.as_str()))
}

pub(super) fn resolution(pairs: &[(&str, &str, Status)]) -> Resolution {
    let one = |(name, value, status): &(&str, &str, Status)| Resolved {
        name: (*name).to_owned(),
        class: Class::User,
        datatype: Text::default(),
        status: *status,
        value: (*value).to_owned(),
        raw: (*value).to_owned(),
        step: 3,
        origin: String::new(),
        place: String::new(),
        why: String::new(),
        assumed: BTreeSet::new(),
        notes: Vec::new(),
        uses: Vec::new(),
        trace: Vec::new(),
    };
    Resolution {
        address: String::new(),
        repository: Text::default(),
        values: pairs.iter().map(one).collect(),
        files: Vec::new(),
        asked: BTreeSet::new(),
        sections: BTreeSet::new(),
    }
}
