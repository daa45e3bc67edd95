//! Templates: YAML → model. A template is a session file with `${parameter}` in its values, and two keys more.
//!
//! Owns what of a template is refused. What the keys of the session mean is `session_file`'s business.

use super::session_file::{entries, said, text, translated};
use super::yaml::{self, Node, Pair, Said};
use super::{content, secret, tree};
use crate::model::Text;
use crate::model::content::Value;
use crate::model::credential::{MASK, marks};
use crate::model::problem::{Problem, Severity};
use crate::model::session::Session;
use crate::model::session_key::{FOLDER, REPOSITORY, hint};
use crate::model::template::placeholder::{self, Piece};
use crate::model::template::{Kind, Parameter, Template, is_name};
use std::collections::BTreeSet;

/// What tells of the template itself.
const HEADER: [&str; 2] = ["name", "description"];
/// What may be said of a parameter.
const SAID: [&str; 6] = ["type", "choices", "default", "optional", "description", "values"];
/// Keys of session files whose values are read as flags and numbers: no parameter can stand there.
const NO_TEXTS: [&str; 4] = ["order", "reusable", "reverse", "valid"];
const KINDS: [&str; 4] = ["text", "number", "size", "choice"];

/// Reads a template; `file` is its name as shown.
///
/// Fails with the first thing that is wrong.
pub fn template(bytes: &[u8], file: &str) -> Result<Template, Problem> {
    let text = text(bytes, file)?;
    no_secret_in(text, file)?;
    let root = yaml::parse(text, file)?;
    let reading = Reading { file };
    let Said::Map(pairs) = root.said else {
        return Err(reading.wrong("not-a-template", root.line, "no template: it is no map with the key session"));
    };
    let (ours, rest): (Vec<Pair>, Vec<Pair>) =
        pairs.into_iter().partition(|pair| matches!(pair.key.as_str(), "template" | "parameters"));
    let mut template = Template::default();
    for pair in &ours {
        match pair.key.as_str() {
            "template" => reading.header(&pair.value, &mut template)?,
            _ => template.parameters = reading.parameters(&pair.value)?,
        }
    }
    let root = Node { line: root.line, said: Said::Map(rest) };
    let mut used = BTreeSet::new();
    reading.walk("", &root, &template.parameters, &mut used)?;
    if let Some(idle) = template.parameters.iter().find(|one| !used.contains(&one.name)) {
        let line = ours.iter().find(|pair| pair.key == "parameters").map_or(1, |pair| pair.line);
        return Err(reading.wrong("wrong-parameter", line, format!("the parameter {} is used nowhere", idle.name)));
    }
    let xml = translated(&root, file)?;
    let header = entries(&root).iter().find(|pair| pair.key == "session").map_or(&[][..], |pair| entries(&pair.value));
    template.folder = said(header, "folder").unwrap_or_else(|| FOLDER.to_owned()).into();
    template.repository = said(header, "repository").unwrap_or_else(|| REPOSITORY.to_owned()).into();
    let session = session(&xml).ok_or_else(|| reading.wrong("not-a-template", 1, "no template: it says no session"))?;
    template.session = session;
    Ok(template)
}

/// The session in POWERMART text that was made of YAML; its lines are those of the YAML.
fn session(xml: &str) -> Option<Session> {
    let (from, end) = (xml.find("<SESSION ")?, xml.rfind("</FOLDER>")?);
    let tree = tree::parse(xml.get(from..end)?).ok()?;
    match content::content(&tree).definitions.into_iter().next()?.value {
        Value::Session(session) => Some(*session),
        _ => None,
    }
}

/// Comments are kept, too; values are looked at one by one.
fn no_secret_in(text: &str, file: &str) -> Result<(), Problem> {
    let mut lines = text.lines().zip(1..);
    let is_marked = |line: &str| line.contains(MASK) || marks(line).next().is_some();
    let is_telling = |line: &str| line.find('#').is_some_and(|at| secret::cut(&line[at..]).is_some());
    let found = lines.find(|(line, _)| is_marked(line) || is_telling(line));
    found.map_or(Ok(()), |(_, line)| Err(Reading { file }.secret(line)))
}

struct Reading<'r> {
    file: &'r str,
}

impl Reading<'_> {
    fn wrong(&self, code: &'static str, line: u64, message: impl Into<String>) -> Problem {
        Problem::new(code, Severity::Error, self.file, line, message)
    }

    fn secret(&self, line: u64) -> Problem {
        let message = "what looks like a secret; make it a parameter, or a $Param of a parameter file";
        self.wrong("template-secret", line, message)
    }

    fn map<'n>(&self, node: &'n Node) -> Result<&'n [Pair], Problem> {
        if matches!(node.said, Said::Map(_) | Said::Nothing) {
            return Ok(entries(node));
        }
        Err(self.wrong("wrong-value", node.line, "a map belongs here: key: value"))
    }

    fn text(&self, pair: &Pair) -> Result<String, Problem> {
        let text = pair.value.text().ok_or_else(|| self.wrong("wrong-value", pair.line, "a text belongs here"))?;
        if secret::cut(text).is_some() { Err(self.secret(pair.line)) } else { Ok(text.to_owned()) }
    }

    fn unknown(&self, pair: &Pair, known: &[&str]) -> Problem {
        let name = secret::told(&pair.key);
        self.wrong(
            "unknown-key",
            pair.line,
            format!("the key {name} is unknown here; {}", hint(&pair.key, known.iter().copied())),
        )
    }

    fn header(&self, node: &Node, template: &mut Template) -> Result<(), Problem> {
        for pair in self.map(node)? {
            match pair.key.as_str() {
                "name" => template.name = self.text(pair)?.into(),
                "description" => template.description = self.text(pair)?,
                _ => return Err(self.unknown(pair, &HEADER)),
            }
        }
        if template.name.is_empty() || is_name(&template.name) {
            return Ok(());
        }
        Err(self.wrong("wrong-value", node.line, "a template is called by lower case letters, digits and _"))
    }

    fn parameters(&self, node: &Node) -> Result<Vec<Parameter>, Problem> {
        self.map(node)?.iter().map(|pair| self.parameter(pair)).collect()
    }

    fn parameter(&self, named: &Pair) -> Result<Parameter, Problem> {
        let mut one = Parameter { name: named.key.as_str().into(), ..Parameter::default() };
        if !is_name(&named.key) {
            let message = "a parameter is called by lower case letters, digits and _";
            return Err(self.wrong("wrong-parameter", named.line, message));
        }
        let (mut kind, mut choices) = (None, Vec::new());
        for pair in self.map(&named.value)? {
            match pair.key.as_str() {
                "type" => kind = Some(self.text(pair)?),
                "choices" => choices = self.choices(pair)?,
                "default" => one.default = Some(self.value(named, pair)?),
                "optional" => one.optional = self.flag(pair)?,
                "description" => one.description = self.text(pair)?,
                "values" => one.values = self.values(named, pair)?,
                _ => return Err(self.unknown(pair, &SAID)),
            }
        }
        one.kind = match (kind.as_deref(), choices.is_empty()) {
            (None | Some("choice"), false) => Kind::Choice(choices),
            (None | Some("text"), true) => Kind::Text,
            (Some("number"), true) => Kind::Number,
            (Some("size"), true) => Kind::Size,
            (Some("choice"), true) => {
                return Err(self.wrong("wrong-parameter", named.line, "a choice needs its choices"));
            }
            (Some(word), _) => {
                let message = format!("no type, or none with choices; {}", hint(word, KINDS.into_iter()));
                return Err(self.wrong("wrong-parameter", named.line, message));
            }
        };
        let bad = one.default.as_deref().and_then(|value| one.kind.check(value).err());
        bad.map_or(Ok(one), |what| {
            Err(self.wrong("wrong-parameter", named.line, format!("its default cannot be; {what}")))
        })
    }

    fn choices(&self, pair: &Pair) -> Result<Vec<Text>, Problem> {
        let wrong = || self.wrong("wrong-value", pair.line, "a list of texts belongs here");
        let Said::List(all) = &pair.value.said else { return Err(wrong()) };
        all.iter().map(|one| one.text().map(Text::from).ok_or_else(wrong)).collect()
    }

    fn flag(&self, pair: &Pair) -> Result<bool, Problem> {
        match pair.value.text() {
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            _ => Err(self.wrong("wrong-value", pair.line, "true or false belongs here")),
        }
    }

    /// A value that a parameter has.
    fn value(&self, parameter: &Pair, pair: &Pair) -> Result<Text, Problem> {
        let text = self.text(pair)?;
        if secret::named_secret(&parameter.key, &text) { Err(self.secret(pair.line)) } else { Ok(text.into()) }
    }

    fn values(&self, parameter: &Pair, values: &Pair) -> Result<Vec<(Text, Option<Text>)>, Problem> {
        let each = self.map(&values.value)?.iter().map(|pair| {
            let is_said = pair.value.said != Said::Nothing;
            let value = is_said.then(|| self.value(parameter, pair)).transpose()?;
            Ok((pair.key.as_str().into(), value))
        });
        each.collect()
    }

    /// Looks at every key and value of the session. YAML is no deeper than 32.
    fn walk(&self, key: &str, node: &Node, known: &[Parameter], used: &mut BTreeSet<Text>) -> Result<(), Problem> {
        match &node.said {
            Said::Nothing => Ok(()),
            Said::Text(text) => self.one(key, node.line, text, known, used),
            Said::List(all) => all.iter().try_for_each(|one| self.walk(key, one, known, used)),
            Said::Map(pairs) => pairs.iter().try_for_each(|pair| {
                if placeholder::pieces(&pair.key)
                    .is_ok_and(|all| all.iter().any(|one| matches!(one, Piece::Parameter(_))))
                {
                    return Err(self.wrong("wrong-parameter", pair.line, "a parameter cannot stand in a key"));
                }
                self.walk(&pair.key, &pair.value, known, used)
            }),
        }
    }

    fn one(
        &self,
        key: &str,
        line: u64,
        text: &str,
        known: &[Parameter],
        used: &mut BTreeSet<Text>,
    ) -> Result<(), Problem> {
        let wrong = |message: String| self.wrong("wrong-parameter", line, message);
        let pieces = placeholder::pieces(text).map_err(wrong)?;
        for piece in &pieces {
            let Piece::Parameter(name) = piece else { continue };
            if known.iter().all(|one| one.name != *name) {
                let near = hint(name, known.iter().map(|one| one.name.as_str()));
                return Err(self.wrong("wrong-parameter", line, format!("there is no parameter {name}; {near}")));
            }
            if NO_TEXTS.contains(&key) {
                return Err(self.wrong("wrong-parameter", line, format!("{key} cannot be a parameter")));
            }
            used.insert((*name).into());
        }
        let is_literal = pieces.iter().all(|piece| matches!(piece, Piece::Literal(_)));
        let is_secret = is_literal && secret::named_secret(key, text) || secret::cut(text).is_some();
        if is_secret { Err(self.secret(line)) } else { Ok(()) }
    }
}
