//! Every text against its digest, and the objects in it against those that are noted.

use super::CheckReport;
use super::outline::{Place, comparable, outline};
use crate::model::content::COUNTED;
use crate::model::object::Key;
use crate::store::content::{counts, decompress, digest};
use crate::store::error::Result;
use crate::store::object::key_of;
use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A definition that is noted to stand in a content.
struct Noted {
    definition: i64,
    folder: i64,
    /// The content is the one that it lies in.
    lies_here: bool,
    start: usize,
    length: usize,
    digest: Vec<u8>,
    /// Lines before it in this content, and in the one that it lies in.
    lines: (i64, i64),
    key: Key,
}

/// Every content is unpacked once; its digest and those of all definitions in it are compared.
pub(super) fn contents(db: &Connection, report: &mut CheckReport) -> Result<()> {
    let mut statement = db.prepare("SELECT id, digest, size_bytes, xml, counts FROM content ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, size): (i64, i64) = (row.get(0)?, row.get(2)?);
        let (stored, xml): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(3)?);
        let noted_counts: String = row.get(4)?;
        report.contents += 1;
        match decompress(&xml, usize::try_from(size).unwrap_or(0)) {
            Err(_) => report.damages.push(format!("content {id}: cannot be unpacked")),
            Ok(text) if digest(text.as_bytes())[..] != stored[..] => {
                report.damages.push(format!("content {id}: its digest differs"));
            }
            Ok(text) => {
                let (places, counted) = outline(&text);
                let counted = COUNTED.into_iter().map(str::to_owned).zip(counted).filter(|(_, count)| *count > 0);
                if counts(&noted_counts).ok() != Some(counted.collect::<BTreeMap<_, _>>()) {
                    report.damages.push(format!("content {id}: its counts are not those of its text"));
                }
                objects(db, id, &text, &places, report)?;
            }
        }
    }
    Ok(())
}

fn objects(db: &Connection, content: i64, text: &str, places: &[Place], report: &mut CheckReport) -> Result<()> {
    let mut noted: FxHashMap<(i64, Key), Vec<Noted>> = FxHashMap::default();
    let mut folders = folders(db, content)?;
    let known = folders.clone();
    for one in standing_in(db, content)? {
        if one.lies_here {
            report.definitions += 1;
            lying(&one, text, places, report);
        }
        folders.insert(one.folder);
        noted.entry((one.folder, one.key.clone())).or_default().push(one);
    }
    let mut met: FxHashSet<(i64, i64)> = FxHashSet::default();
    for (folder, place) in folders.iter().flat_map(|folder| places.iter().map(move |place| (*folder, place))) {
        let all = noted.get(&(folder, place.key.clone())).map_or(&[][..], Vec::as_slice);
        let here = at(all, place, text);
        // A folder that forgot the content reads it anew, and need not know what stands in it.
        if here.is_empty() && known.contains(&folder) {
            report
                .damages
                .push(format!("content {content}: nothing is noted of {} in folder {folder}", said(&place.key)));
        }
        met.extend(here.into_iter().map(|one| (one.definition, place.line)));
    }
    for one in noted.values().flatten().filter(|one| !met.contains(&(one.definition, one.lines.0))) {
        report
            .damages
            .push(format!("content {content}: definition {} does not stand where it is noted", one.definition));
    }
    Ok(())
}

/// Compares a definition with the text that it lies in.
fn lying(one: &Noted, text: &str, places: &[Place], report: &mut CheckReport) {
    let id = one.definition;
    let part = one.start.checked_add(one.length).and_then(|end| text.get(one.start..end));
    if part.is_none_or(|part| digest(part.as_bytes())[..] != one.digest[..]) {
        report.damages.push(format!("definition {id}: its text is not the one it had"));
        return;
    }
    match places.binary_search_by_key(&one.start, |place| place.start) {
        Err(_) => report.damages.push(format!("definition {id}: no object begins where it begins")),
        Ok(at) if places[at].key != one.key => {
            let (text, object) = (said(&places[at].key), said(&one.key));
            report.damages.push(format!("definition {id}: its text is of {text}, its object is {object}"));
        }
        Ok(at) if places[at].line != one.lines.1 => {
            report.damages.push(format!("definition {id}: its line is not that of its text"));
        }
        Ok(_) => {}
    }
}

/// Those of an object's definitions that stand at a place: the one that begins there, else those of the same text.
fn at<'n>(all: &'n [Noted], place: &Place, text: &str) -> Vec<&'n Noted> {
    if let Some(one) = all.iter().find(|one| one.lies_here && one.start == place.start) {
        return vec![one];
    }
    let same = |one: &&Noted| {
        let part = place.start.checked_add(one.length).and_then(|end| text.get(place.start..end));
        part.is_some_and(|part| digest(part.as_bytes())[..] == one.digest[..])
    };
    all.iter().filter(same).collect()
}

fn said(key: &Key) -> String {
    let slash = if key.path.is_empty() { "" } else { "/" };
    format!("{} {}{slash}{}", key.kind.as_str(), key.path, key.name)
}

/// The folders that know a content.
fn folders(db: &Connection, content: i64) -> Result<FxHashSet<i64>> {
    // Folder by folder, because the key begins with the folder: there are few of them, and very many contents.
    let mut statement = db.prepare_cached(
        "SELECT f.id FROM folder f CROSS JOIN folder_content x ON x.folder = f.id AND x.content = ?1",
    )?;
    let rows = statement.query_map([content], |row| row.get(0))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

fn standing_in(db: &Connection, content: i64) -> Result<Vec<Noted>> {
    let mut statement = db.prepare_cached(
        "SELECT o.kind, o.path, o.name, o.qualifier, d.id, o.folder, d.content = c.content, d.start, d.length, d.digest,
                c.line, d.line
         FROM content_definition c JOIN definition d ON d.id = c.definition JOIN object o ON o.id = d.object
         WHERE c.content = ?1",
    )?;
    let mut rows = statement.query([content])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (start, length): (i64, i64) = (row.get(7)?, row.get(8)?);
        all.push(Noted {
            key: comparable(&key_of(row, 0)?),
            definition: row.get(4)?,
            folder: row.get(5)?,
            lies_here: row.get(6)?,
            start: usize::try_from(start).unwrap_or(usize::MAX),
            length: usize::try_from(length).unwrap_or(usize::MAX),
            digest: row.get(9)?,
            lines: (row.get(10)?, row.get(11)?),
        });
    }
    Ok(all)
}
