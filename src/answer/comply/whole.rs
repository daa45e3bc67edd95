//! Rules about the catalog as a whole: connections, credentials, roles, audit events, runs, names across folders.
//!
//! Owns what these rules look at, and that each is asked of it by the rulebook of its folder. Times are compared as texts:
//! they are all UTC in one shape, but for those of runs, which are local to their service and so off by hours at most.

mod access;
mod connections;
mod doubles;
mod evidence;
mod parameters;
mod ran;
mod secrets;

use super::book::Book;
use super::finds::{Finds, Fired};
use crate::answer::connection::usage::bare;
use crate::model::Text;
use crate::model::audit::Verified;
use crate::model::census::{
    ConnectionUse, CredentialFacts, FolderFacts, MaskedText, Opened, Placed, Ran, Referred, Top,
};
use crate::model::classification::Classification;
use crate::model::comply::Rule;
use crate::model::connection::{Connection, StoredTest};
use crate::model::parameter::ParameterFile;
use crate::model::role::Membership;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

pub use parameters::plain_name;

/// Newest runs of a place that are looked at: more failures in a row than these are told as "or more".
pub const MOST_RUNS: u32 = 20;

/// Everything that these rules look at, as of a snapshot.
#[derive(Debug, Clone, Default)]
pub struct Whole {
    /// The time by which ages are judged, UTC.
    pub as_of: String,
    /// When the snapshot was begun, UTC.
    pub snapshot_at: String,
    /// Files of the snapshot that were not stored, and why.
    pub failed_files: Vec<(String, String)>,
    /// Folders in which something stands.
    pub folders: Vec<FolderFacts>,
    /// Objects at folder level.
    pub tops: Vec<Top>,
    /// What refers to what, within folders and by shortcuts.
    pub used: Vec<Referred>,
    /// Of mappings, by definition: how many transformations, and what these look like.
    pub shapes: HashMap<i64, (u64, String), rustc_hash::FxBuildHasher>,
    /// Texts out of which secrets were cut.
    pub masked: Vec<MaskedText>,
    /// Parameter files of the environment.
    pub parameter_files: Vec<ParameterFile>,
    /// Names of parameters that stand in some definition.
    pub parameters_in_use: BTreeSet<String>,
    /// How sessions use connections.
    pub connection_uses: Vec<ConnectionUse>,
    /// The connection objects of the environment.
    pub connections: Vec<Connection>,
    /// Their newest tests.
    pub tests: Vec<StoredTest>,
    /// Credentials in force.
    pub credentials: Vec<CredentialFacts>,
    /// The list of members as it is stored, whether or not this machine can verify it; `None` where the catalog has no keys.
    pub members: Option<Membership>,
    /// Who opened secrets, newest act of each.
    pub opened: Vec<Opened>,
    /// What a look at the audit log found, with acts interrupted at least a day before; `None`: nobody looked.
    pub audit: Option<Verified>,
    /// Sessions as they stand in workflows.
    pub placed: Vec<Placed>,
    /// The newest runs of each place.
    pub ran: Vec<Ran>,
}

/// Asks the rules about the catalog as a whole. `book` narrows the rulebook to a folder (empty: none).
pub fn whole<'b>(whole: &Whole, classification: &Classification, book: &dyn Fn(&str) -> Book<'b>, out: &mut Finds) {
    // What is classified is asked of sessions and tables; nothing of it is of the whole.
    let _ = classification;
    let ask = &mut Asking { whole, book, books: BTreeMap::new(), out };
    secrets::check(ask);
    connections::check(ask);
    access::check(ask);
    evidence::check(ask);
    parameters::check(ask);
    doubles::check(ask);
    ran::check(ask);
}

/// The whole before the rules, with the books of the folders that were asked for.
struct Asking<'a, 'b> {
    whole: &'a Whole,
    book: &'a dyn Fn(&str) -> Book<'b>,
    books: BTreeMap<String, Rc<Book<'b>>>,
    out: &'a mut Finds,
}

impl<'b> Asking<'_, 'b> {
    fn book(&mut self, folder: &str) -> Rc<Book<'b>> {
        if let Some(known) = self.books.get(folder) {
            return Rc::clone(known);
        }
        let book = Rc::new((self.book)(folder));
        self.books.insert(folder.to_owned(), Rc::clone(&book));
        book
    }

    /// Asks a rule of something in a folder (empty: none); `None` where the rulebook turned it off.
    fn asks(&mut self, rule: &'static Rule, folder: &str) -> Option<Asked<'b>> {
        let book = self.book(folder);
        self.out.asks(rule, &book).then_some(Asked { rule, book })
    }

    fn not_checked(&mut self, rule: &Rule, why: &str) {
        self.out.not_checked(rule, why);
    }

    fn fires(&mut self, asked: &Asked<'b>, (object, part): (&str, &str), expected: &str, actual: &str) {
        self.fires_at(asked, (object, part, ""), expected, actual);
    }

    fn fires_at(&mut self, asked: &Asked<'b>, at: (&str, &str, &str), expected: &str, actual: &str) {
        let (object, part, place) = at;
        self.out.say(asked.rule, &asked.book, Fired { object, part, place, expected, actual });
    }
}

/// A rule that was asked of something, and the book that holds there.
struct Asked<'b> {
    rule: &'static Rule,
    book: Rc<Book<'b>>,
}

impl<'b> Asked<'b> {
    fn number(&self, name: &str) -> u64 {
        self.book.number(self.rule, name)
    }

    fn text(&self, name: &str) -> &'b str {
        self.book.text(self.rule, name)
    }
}

/// Whole days from one time to another; `None` where one of them is none.
fn days_between(from: &str, to: &str) -> Option<u64> {
    let time = |text: &str| chrono::NaiveDateTime::parse_from_str(text.trim_end_matches('Z'), "%Y-%m-%dT%H:%M:%S").ok();
    u64::try_from((time(to)? - time(from)?).num_days()).ok()
}

/// The names of connections that sessions use, by name or through a parameter whose value is one.
fn connections_in_use(whole: &Whole) -> BTreeSet<&str> {
    let parameters =
        whole.parameter_files.iter().flat_map(|file| &file.sections).flat_map(|section| &section.parameters);
    let values = parameters.filter(|one| one.name.starts_with('$')).map(|one| one.value.as_str());
    whole.connection_uses.iter().map(|one| one.connection.as_str()).chain(values).map(bare).collect()
}

/// The name of a member by its recipient.
fn member_of<'m>(members: &'m Membership, recipient: &str) -> Option<&'m Text> {
    members.members.iter().find(|one| one.recipient == recipient).map(|one| &one.name)
}

#[cfg(test)]
mod tests {
    use super::days_between;

    #[test]
    fn days_are_whole_and_never_negative() {
        let days = |from, to| days_between(from, to);
        assert_eq!(days("2026-01-01T00:00:00Z", "2026-01-01T23:59:59Z"), Some(0));
        assert_eq!(days("2026-01-01T12:00:00Z", "2026-01-03T12:00:00Z"), Some(2));
        assert_eq!(days("2026-01-03T12:00:00Z", "2026-01-01T00:00:00Z"), None);
        assert_eq!(days("", "2026-01-01T00:00:00Z"), None);
    }
}
