//! XML against a schema: the syntax part of `catalog validate`. The one door of the validator, fastxml.
//!
//! Owns which schema a file is held against: its root decides, POWERMART or IMX. Built in are two schemas of our own, which
//! stand in `informatica_xsd_xml`; a user's own come from a folder. A file is read once, as a stream, in whatever encoding.
//! Nothing a file or a schema names is ever opened: no DTD, no entity, no import from elsewhere.

mod always;
mod dtd;
mod folder;
mod gate;
mod grammar;
mod verdict;

use crate::model::finding::Finding;
use crate::model::problem::{Problem, Severity};
use crate::model::rule::syntax;
pub use always::always;
use fastxml::schema::{Schema, Validator};
use gate::{Gate, Root, Stop};
use grammar::{Author, Grammar};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use verdict::{MOST_ERRORS, Verdict};

/// Our schema of PowerCenter exports.
pub const POWERMART_XSD: &str = include_str!("../../informatica_xsd_xml/powermart.xsd");
/// Our schema of the frame of IMX documents.
pub const IMX_XSD: &str = include_str!("../../informatica_xsd_xml/imx.xsd");
/// Our schema of IMX sessions.
pub const IMX_SESSION_XSD: &str = include_str!("../../informatica_xsd_xml/imx_session.xsd");

/// The root element of exports.
const POWERMART: (&str, &str) = ("", "POWERMART");
/// Namespace and root element of IMX documents.
const IMX: (&str, &str) = ("http://com.informatica.imx", "IMX");
/// Base of the addresses under which schemas know each other; nothing is ever fetched from there.
const BASE: &str = "file:///schemas/";

/// The schemas that files are held against, compiled. Cheap to clone, shared by threads.
#[derive(Clone)]
pub struct Schemas {
    powermart: Grammar,
    imx: Grammar,
}

impl Schemas {
    /// The schemas of this program. Takes milliseconds.
    ///
    /// # Errors
    ///
    /// `bad-schema`, if this program was built with a schema that is none: a bug.
    pub fn built_in() -> Result<Self, Problem> {
        let file = |name: &str, text: &str| (format!("{BASE}{name}"), text.to_owned());
        let powermart = compile(&[file("powermart.xsd", POWERMART_XSD)])?;
        let imx = compile(&[file("imx.xsd", IMX_XSD), file("imx_session.xsd", IMX_SESSION_XSD)])?;
        let grammar = |schema: &Arc<Schema>, (namespace, name): (&str, &str)| {
            Grammar::of(schema, Author::House, namespace, name)
                .ok_or_else(|| bad_schema("", "a built-in schema without its root"))
        };
        Ok(Self { powermart: grammar(&powermart, POWERMART)?, imx: grammar(&imx, IMX)? })
    }

    /// The schemas of a user's folder: `*.xsd` for POWERMART or IMX, `powrmart.dtd` for POWERMART. What the folder does not
    /// describe is held against the schema that is built in. Subfolders are not looked at.
    ///
    /// # Errors
    ///
    /// `bad-schema`: no schema there, one that cannot be compiled, that needs a file which is not in the folder, that
    /// declares neither root, that declares entities of its own, or that accepts anything. Also what reading may fail with.
    pub fn from_dir(dir: &Path) -> Result<Self, Problem> {
        let mut schemas = Self::built_in()?;
        let given = folder::read(dir)?;
        if let Some(powermart) = given.powermart {
            schemas.powermart = powermart;
        }
        if let Some(imx) = given.imx {
            schemas.imx = imx;
        }
        Ok(schemas)
    }
}

/// Holds one file against the schema of its root; findings by line, at most 100 and one that counts the rest.
///
/// `name` is the file as the user named it; `input` gives its bytes in any encoding that `read::encoding` knows. A file
/// that is not well-formed has one finding, whatever stood before.
#[must_use]
pub fn check(name: &str, input: impl Read, schemas: &Schemas) -> Vec<Finding> {
    match Gate::open(input, name) {
        Ok((gate, root)) => match schemas.of(&root) {
            Some(grammar) => held_against(grammar, gate, name),
            None => vec![wrong_root(&root, name)],
        },
        Err(stop) => vec![refused(&stop, name)],
    }
}

/// The finding for an input that could not even be opened, so that a report has one shape.
#[must_use]
pub fn unreadable(problem: &Problem) -> Finding {
    Finding::of(&syntax::UNREADABLE_FILE, "", &problem.file, problem.line, problem.message.clone())
}

impl Schemas {
    /// The schema of a root.
    fn of(&self, root: &Root) -> Option<&Grammar> {
        match (root.namespace.as_str(), root.name.as_str()) {
            POWERMART => Some(&self.powermart),
            IMX => Some(&self.imx),
            _ => None,
        }
    }
}

fn held_against<R: Read>(grammar: &Grammar, mut gate: Gate<R>, name: &str) -> Vec<Finding> {
    let validator = Validator::from_reader(&mut gate).schema(Arc::clone(&grammar.compiled)).max_errors(MOST_ERRORS);
    let report = validator.run();
    if let Some(stop) = gate.stopped() {
        return vec![refused(stop, name)];
    }
    let odd = gate.take_problems();
    let verdict = Verdict::new(name, grammar, &mut gate);
    let mut findings = match report {
        Ok(report) => verdict.of_errors(report.entries()),
        Err(error) => vec![verdict.of_failure(&error)],
    };
    let odd = odd.into_iter().filter(|problem| problem.severity >= Severity::Warning);
    findings.extend(odd.map(|problem| Finding::of(&syntax::ODD_ENCODING, "", name, problem.line, problem.message)));
    findings
}

fn refused(stop: &Stop, name: &str) -> Finding {
    Finding::of(stop.rule, "", name, stop.line, stop.message.clone())
}

fn wrong_root(root: &Root, name: &str) -> Finding {
    let space = if root.namespace.is_empty() { "" } else { " in a namespace" };
    let shown = verdict::clipped(&root.name);
    let message = format!("the root is <{shown}>{space}; expected <POWERMART>, or <IMX> of {}", IMX.0);
    Finding::of(&syntax::WRONG_ROOT, "", name, root.line, message)
}

/// Compiles schemas that together need no other: addresses and texts.
fn compile(files: &[(String, String)]) -> Result<Arc<Schema>, Problem> {
    let builder = Schema::builder();
    let builder = files.iter().fold(builder, |all, (address, text)| all.add(address, text.as_bytes()));
    builder.resolve().map(Arc::new).map_err(|error| bad_schema("", &error.to_string()))
}

fn bad_schema(file: &str, message: &str) -> Problem {
    Problem::error("bad-schema", file, message)
}
