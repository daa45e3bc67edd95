//! The frame of an export: which containers are open, and what their start tags say.
//!
//! Owns POWERMART, REPOSITORY, FOLDER and FOLDERVERSION. Never sees what is inside a child of FOLDER.

use super::content;
use super::scan::Token;
use super::secret;
use super::tree;
use crate::model::Text;
use crate::model::repository::{Folder, Repository};

/// Where a child stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Its repository.
    pub repository: Repository,
    /// Its folder.
    pub folder: Folder,
}

/// What a token means for the frame.
#[derive(Debug)]
pub enum Step {
    /// It belongs to the frame.
    Inside,
    /// It opens a child of the place with this position; `None` where it stands outside of a folder.
    Child(Option<usize>),
}

/// Why a file is refused.
#[derive(Debug)]
pub struct Stop {
    /// Stable code of the problem.
    pub code: &'static str,
    /// What, and what to do.
    pub message: String,
}

/// Open containers and what they said.
#[derive(Debug, Default)]
pub struct Frame {
    open: Vec<String>,
    closed: bool,
    /// CREATION_DATE of POWERMART as written.
    pub creation_date: String,
    /// REPOSITORY_VERSION of POWERMART.
    pub repository_version: String,
    repository: Repository,
    repository_as: Option<Text>,
    place: Option<usize>,
    /// Every (repository, folder) met so far, also empty ones.
    pub places: Vec<Place>,
}

impl Frame {
    /// Starts before the first byte; `repository_as` replaces the name that the file gives its repositories.
    #[must_use]
    pub fn new(repository_as: Option<&str>) -> Self {
        Self { repository_as: repository_as.map(Text::from), ..Self::default() }
    }

    /// The creation date in sortable form, `2025-09-27T10:40:38`; empty where it is no date.
    #[must_use]
    pub fn created_at(&self) -> String {
        chrono::NaiveDateTime::parse_from_str(&self.creation_date, "%m/%d/%Y %H:%M:%S")
            .map(|date| date.format("%Y-%m-%dT%H:%M:%S").to_string())
            .unwrap_or_default()
    }

    /// Number of containers open.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// True once POWERMART was opened.
    #[must_use]
    pub fn started(&self) -> bool {
        self.closed || !self.open.is_empty()
    }

    /// Takes one token outside of children.
    pub fn step(&mut self, token: Token, text: &str) -> Result<Step, Stop> {
        match token {
            Token::Other if text.starts_with("<![CDATA[") => Err(stop("malformed-xml", "CDATA outside of an element")),
            Token::Other => Ok(Step::Inside),
            Token::Doctype => self.doctype(text).map(|()| Step::Inside),
            Token::End => self.close(text).map(|()| Step::Inside),
            Token::Start | Token::Empty => self.open(token, text),
        }
    }

    /// Checks that everything was closed.
    pub fn end(&self) -> Result<(), Stop> {
        match self.open.last() {
            Some(name) => Err(stop("truncated", &format!("the file ends before </{name}>; export or copy it again"))),
            None if !self.closed => Err(stop("empty-file", "no element in it; export it again")),
            None => Ok(()),
        }
    }

    fn open(&mut self, token: Token, text: &str) -> Result<Step, Stop> {
        let name = name_of(text);
        if self.closed {
            return Err(stop("malformed-xml", &format!("<{}> after the end of POWERMART", secret::told(name))));
        }
        match (self.open.len(), name) {
            (0, "POWERMART") => self.powermart(text)?,
            (0, _) => {
                return Err(stop("not-an-export", &format!("the root is <{}>, not POWERMART", secret::told(name))));
            }
            (1, "REPOSITORY") => self.repository(text)?,
            (2, "FOLDER") => self.folder(text)?,
            (3.., "FOLDERVERSION") if token == Token::Start => {}
            (3.., _) => return Ok(Step::Child(self.place)),
            _ => return Ok(Step::Child(None)),
        }
        if token == Token::Start {
            self.open.push(name.to_owned());
        } else {
            self.closed = self.open.is_empty();
        }
        Ok(Step::Inside)
    }

    fn powermart(&mut self, text: &str) -> Result<(), Stop> {
        let tag = start_tag(text)?;
        let root = tag.root().ok_or_else(|| stop("malformed-xml", "an empty tag"))?;
        self.creation_date = masked(root.get("CREATION_DATE")).into();
        self.repository_version = masked(root.get("REPOSITORY_VERSION")).into();
        Ok(())
    }

    fn repository(&mut self, text: &str) -> Result<(), Stop> {
        let tag = start_tag(text)?;
        let root = tag.root().ok_or_else(|| stop("malformed-xml", "an empty tag"))?;
        self.repository = Repository {
            name: self.repository_as.clone().unwrap_or_else(|| masked(root.get("NAME"))),
            codepage: masked(root.get("CODEPAGE")),
            database_type: masked(root.get("DATABASETYPE")),
            version: masked(root.get("VERSION")),
        };
        Ok(())
    }

    fn folder(&mut self, text: &str) -> Result<(), Stop> {
        let tag = start_tag(text)?;
        let root = tag.root().ok_or_else(|| stop("malformed-xml", "an empty tag"))?;
        let folder = Folder {
            name: masked(root.get("NAME")),
            owner: masked(root.get("OWNER")),
            description: masked(root.get("DESCRIPTION")),
            shared: root.get("SHARED") == "SHARED",
            permissions: masked(root.get("PERMISSIONS")),
            uuid: masked(root.get("UUID")),
        };
        self.place = Some(self.places.len());
        self.places.push(Place { repository: self.repository.clone(), folder });
        Ok(())
    }

    fn close(&mut self, text: &str) -> Result<(), Stop> {
        let name = text.trim_start_matches("</").trim_end_matches('>').trim_end();
        match self.open.pop() {
            Some(open) if open == name => {}
            Some(open) => {
                return Err(stop("malformed-xml", &format!("</{}> where </{open}> belongs", secret::told(name))));
            }
            None => return Err(stop("malformed-xml", &format!("</{}> closes nothing", secret::told(name)))),
        }
        self.closed = self.open.is_empty();
        if self.open.len() < 3 {
            self.place = None;
        }
        Ok(())
    }

    fn doctype(&self, text: &str) -> Result<(), Stop> {
        if self.started() {
            return Err(stop("malformed-xml", "DOCTYPE after the first element"));
        }
        safe_doctype(text)
    }
}

/// The DOCTYPE line is accepted and never resolved; what could make it dangerous is refused.
pub(super) fn safe_doctype(text: &str) -> Result<(), Stop> {
    if text.contains("<!ENTITY") {
        return Err(stop("entity-declaration", "it declares XML entities; PowerCenter never does, remove them"));
    }
    if text.contains("://") || text.contains('%') {
        return Err(stop("external-reference", "its DOCTYPE points to another file; remove the reference"));
    }
    Ok(())
}

fn stop(code: &'static str, message: &str) -> Stop {
    Stop { code, message: message.to_owned() }
}

fn name_of(tag: &str) -> &str {
    let name = tag.trim_start_matches('<');
    name.split(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').next().unwrap_or_default()
}

fn start_tag(text: &str) -> Result<crate::model::element::Tree<'_>, Stop> {
    tree::parse_start_tag(text).map_err(|wrong| {
        let odd = content::malformed(&wrong);
        stop(odd.code, &odd.message)
    })
}

/// A description, or whatever stands in its place, may hold a password like any other text.
fn masked(value: &str) -> Text {
    secret::plain(value).map_or_else(|| value.into(), Into::into)
}
