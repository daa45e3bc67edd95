//! The inside of a declaration: names, content models, attribute types.
//!
//! Owns the translation of each to XSD, bounded in depth. Knows nothing of the file around it.

use super::{Content, Wrong};
use crate::read::tree::escape;
use std::fmt::Write;

/// Parentheses inside each other; the grammar of PowerCenter goes to 2.
const MOST_DEPTH: usize = 32;

/// What `ANY` means.
const ANYTHING: &str =
    "<xs:sequence><xs:any processContents=\"lax\" minOccurs=\"0\" maxOccurs=\"unbounded\"/></xs:sequence>";

/// What is left of a declaration.
pub(super) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text.trim_ascii() }
    }

    pub(super) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// Takes a word if it comes next.
    pub(super) fn takes(&mut self, word: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(word) else { return false };
        self.rest = rest.trim_ascii_start();
        true
    }

    pub(super) fn name(&mut self) -> Result<&'a str, Wrong> {
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && !"._-:".contains(c)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        if name.is_empty() {
            let here: String = self.rest.chars().take(20).collect();
            return Err(format!("a name is missing before `{here}`"));
        }
        self.rest = rest.trim_ascii_start();
        Ok(name)
    }

    /// Takes a text in quotes if one comes next.
    pub(super) fn quoted(&mut self) -> Option<&'a str> {
        let quote = self.rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, rest) = self.rest[1..].split_once(quote)?;
        self.rest = rest.trim_ascii_start();
        Some(value)
    }

    /// `EMPTY`, `ANY` or a content model.
    pub(super) fn content(&mut self) -> Result<Content, Wrong> {
        let mut content = Content::default();
        if self.takes("EMPTY") {
        } else if self.takes("ANY") {
            content.has_text = true;
            ANYTHING.clone_into(&mut content.particle);
        } else if self.rest.starts_with('(') {
            let mut particle = String::new();
            self.group(&mut content, &mut particle, 0)?;
            if !content.names.is_empty() {
                content.particle = particle;
            }
        } else {
            return Err("a content model is missing; expected EMPTY, ANY or ( )".to_owned());
        }
        if self.is_done() { Ok(content) } else { Err("text after a content model".to_owned()) }
    }

    /// `(a, b?, (c | d)*)`: a sequence or a choice, and how often it may stand.
    fn group(&mut self, content: &mut Content, out: &mut String, depth: usize) -> Result<(), Wrong> {
        if depth > MOST_DEPTH {
            return Err("a content model nested deeper than 32".to_owned());
        }
        self.takes("(");
        let mut inner = String::new();
        let mut between = None;
        loop {
            self.particle(content, &mut inner, depth)?;
            if self.takes(")") {
                break;
            }
            let sign = [",", "|"].into_iter().find(|sign| self.takes(sign));
            let sign = sign.ok_or("a content model without its `)`")?;
            if *between.get_or_insert(sign) != sign {
                return Err("a content model mixes `,` and `|` in one pair of parentheses".to_owned());
            }
        }
        let kind = if between == Some("|") { "choice" } else { "sequence" };
        let occurs = self.occurs();
        let _ = write!(out, "<xs:{kind}{occurs}>{inner}</xs:{kind}>");
        Ok(())
    }

    fn particle(&mut self, content: &mut Content, out: &mut String, depth: usize) -> Result<(), Wrong> {
        if self.rest.starts_with('(') {
            return self.group(content, out, depth + 1);
        }
        if self.takes("#PCDATA") {
            content.has_text = true;
            return Ok(());
        }
        let name = self.name()?;
        content.names.insert(name.to_owned());
        let occurs = self.occurs();
        let _ = write!(out, "<xs:element name=\"{name}\" type=\"{name}\"{occurs}/>");
        Ok(())
    }

    fn occurs(&mut self) -> &'static str {
        if self.takes("?") {
            " minOccurs=\"0\""
        } else if self.takes("*") {
            " minOccurs=\"0\" maxOccurs=\"unbounded\""
        } else if self.takes("+") {
            " maxOccurs=\"unbounded\""
        } else {
            ""
        }
    }

    /// One attribute of a list: its name, and its declaration as XSD.
    pub(super) fn attribute(&mut self) -> Result<(String, String), Wrong> {
        let name = self.name()?.to_owned();
        let words = if self.takes("(") { Some(self.words()?) } else { None };
        let kind = if words.is_none() { self.kind()? } else { "" };
        let using = self.default()?;
        let xsd = match words {
            None => format!("<xs:attribute name=\"{name}\" type=\"xs:{kind}\"{using}/>"),
            Some(words) => format!(
                "<xs:attribute name=\"{name}\"{using}><xs:simpleType><xs:restriction base=\"xs:string\">{words}\
                 </xs:restriction></xs:simpleType></xs:attribute>"
            ),
        };
        Ok((name, xsd))
    }

    /// `YES | NO)`.
    fn words(&mut self) -> Result<String, Wrong> {
        let mut out = String::new();
        loop {
            let _ = write!(out, "<xs:enumeration value=\"{}\"/>", escape(self.name()?));
            if self.takes(")") {
                return Ok(out);
            }
            if !self.takes("|") {
                return Err("a set of values without its `)`".to_owned());
            }
        }
    }

    /// The type of an attribute; only what the validator can hold against one document counts.
    fn kind(&mut self) -> Result<&'static str, Wrong> {
        match self.name()? {
            "CDATA" | "ENTITY" | "ENTITIES" => Ok("string"),
            "NMTOKEN" => Ok("NMTOKEN"),
            "NMTOKENS" => Ok("NMTOKENS"),
            "ID" => Ok("ID"),
            "IDREF" => Ok("IDREF"),
            "IDREFS" => Ok("IDREFS"),
            "NOTATION" => {
                self.takes("(");
                self.words().map(|_| "string")
            }
            other => Err(format!("{other} is no type of an attribute")),
        }
    }

    fn default(&mut self) -> Result<String, Wrong> {
        if self.takes("#REQUIRED") {
            return Ok(" use=\"required\"".to_owned());
        }
        if self.takes("#IMPLIED") {
            return Ok(String::new());
        }
        let fixed = self.takes("#FIXED");
        let value = self.quoted().ok_or("an attribute without #REQUIRED, #IMPLIED or a default")?;
        Ok(if fixed { format!(" fixed=\"{}\"", escape(value)) } else { String::new() })
    }
}
