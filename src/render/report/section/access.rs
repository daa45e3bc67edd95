//! Section `access`: who could open which credential and who did, connections and classified tables by session.

use super::{count, named, note, says, section, several, table};
use crate::answer::report::access::{Did, Openers, Touched};
use crate::answer::report::classified::ClassifiedUse;
use crate::render::report::table::Cell;
use crate::render::report::{Block, Section};
use std::collections::BTreeMap;

/// Everything that is told of access.
#[derive(Debug, Clone)]
pub struct Access {
    /// Credentials with those who may open them; or why nothing can be said.
    pub openers: Result<Vec<Openers>, String>,
    /// Number of the list of members and when it was signed.
    pub members: Option<(u64, String)>,
    /// Who did what.
    pub did: Vec<Did>,
    /// Acts of each action.
    pub by_action: BTreeMap<String, u64>,
    /// The newest event that is shown; 0: none.
    pub head: i64,
    /// True where the head was stored with the snapshot.
    pub head_is_stored: bool,
    /// Connections with their users.
    pub touched: Vec<Touched>,
    /// Classified tables by session; `None` where no classification is given.
    pub classified: Option<Vec<ClassifiedUse>>,
}

/// The section.
#[must_use]
pub fn access(access: &Access) -> Section {
    let mut blocks = vec![Block::Heading("Who could open which credential".to_owned())];
    could(access, &mut blocks);
    blocks.push(Block::Heading("Who did".to_owned()));
    did(access, &mut blocks);
    blocks.push(Block::Heading("Which sessions use which connection".to_owned()));
    blocks.push(connections(&access.touched));
    blocks.push(Block::Heading("Which sessions use classified tables".to_owned()));
    blocks.extend(classified(access.classified.as_deref()));
    section("access", "Access", blocks)
}

fn could(access: &Access, blocks: &mut Vec<Block>) {
    let openers = match &access.openers {
        Err(why) => {
            blocks.push(note(format!("Who could open a credential cannot be told: {why}.")));
            return;
        }
        Ok(openers) => openers,
    };
    let list = access.members.as_ref().map_or_else(
        || "No list of members was signed by then.".to_owned(),
        |(version, at)| format!("By version {version} of the signed list of members, of {at}."),
    );
    blocks.push(says(format!(
        "{list} To read and to test are held by cryptography: a value is sealed to those who have the right. Whoever held a copy \
         of the catalog before a right was taken keeps what it could open."
    )));
    let people = |all: &[(String, Vec<String>)]| {
        let one = |(member, roles): &(String, Vec<String>)| format!("{member} ({})", roles.join(", "));
        Cell::text(&all.iter().map(one).collect::<Vec<_>>().join("; "))
    };
    let row = |one: &Openers| {
        vec![
            Cell::code(&one.credential),
            people(&one.readers),
            people(&one.testers),
            Cell::code(&one.connections.join("\n")),
            Cell::text(&one.set_at),
        ]
    };
    let columns = ["Credential", "May read (by role)", "May only test (by role)", "Used by connection", "Value since"];
    let caption = "Credentials and the members who could open them";
    blocks.push(table("access-could", caption, &columns, openers.iter().map(row).collect()));
}

fn did(access: &Access, blocks: &mut Vec<Block>) {
    let by = match (access.head, access.head_is_stored) {
        (0, _) => "The audit log holds no event by then.".to_owned(),
        (head, true) => format!("Events up to {head}, the head of the audit log that was stored with the snapshot."),
        (head, false) => {
            format!("Events up to {head}, by their times: no head of the audit log was stored with the snapshot.")
        }
    };
    let counts: Vec<String> = access.by_action.iter().map(|(action, acts)| format!("{acts} {action}")).collect();
    let counts = if counts.is_empty() { String::new() } else { format!(" Acts: {}.", counts.join(", ")) };
    blocks.push(says(format!("{by}{counts}")));
    let row = |one: &Did| {
        vec![
            Cell::code(&one.subject),
            Cell::text(&one.action),
            Cell::text(&one.who),
            count(one.acts),
            count(one.unfinished),
            Cell::text(&one.first),
            Cell::text(&one.newest),
        ]
    };
    let columns = ["Subject", "Act", "Who", "#Times", "#Failed or interrupted", "First", "Newest"];
    let caption = "Acts on secrets, keys, roles and connections";
    blocks.push(table("access-did", caption, &columns, access.did.iter().map(row).collect()));
}

fn connections(touched: &[Touched]) -> Block {
    let row = |one: &Touched| {
        let [reads, writes, lookups, others] = one.by_access;
        vec![
            Cell::code(&one.connection),
            named(&one.named, one.users),
            Cell::text(if one.by_variable { "variable" } else { "name" }),
            Cell::text(&one.connection_type),
            match (one.is_known, one.credential.as_str()) {
                (true, "") => Cell::Text("none".to_owned()),
                (true, credential) => Cell::code(credential),
                (false, _) => Cell::Empty,
            },
            count(one.users),
            count(reads),
            count(writes),
            count(lookups),
            count(others),
        ]
    };
    let columns = [
        "Connection",
        "Used by",
        "Given by",
        "Type",
        "Credential",
        "#Users",
        "#Reads",
        "#Writes",
        "#Lookups",
        "#Other",
    ];
    let caption = "Connections that sessions refer to";
    table("access-connections", caption, &columns, touched.iter().map(row).collect())
}

fn classified(uses: Option<&[ClassifiedUse]>) -> Vec<Block> {
    let Some(uses) = uses else {
        return vec![note("Not checked: no classification of tables is given (classification.yaml).")];
    };
    let sessions: std::collections::BTreeSet<&str> = uses.iter().map(|one| one.session.as_str()).collect();
    let row = |one: &ClassifiedUse| {
        vec![
            Cell::code(&one.table),
            Cell::Badge(one.class.clone()),
            Cell::code(&one.columns.join(", ")),
            Cell::text(one.access),
            Cell::code(&one.session),
        ]
    };
    let columns = ["Table", "Class", "By columns", "Access", "Session"];
    let caption = "Classified tables and the sessions that use them";
    vec![
        says(format!(
            "{} use classified tables. Sources, targets and lookups of their mappings are looked at, not the text of SQL.",
            several(sessions.len() as u64, "session")
        )),
        table("access-classified", caption, &columns, uses.iter().map(row).collect()),
    ]
}
