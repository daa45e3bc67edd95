//! What the report rests on.

use crate::answer::fingerprint::digest;
use crate::model::assessment::Assessment;

pub(super) fn facts(a: &Assessment) -> Vec<(String, String)> {
    let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    let head = match &a.audit_head {
        Some((sequence, digest)) => format!("event {sequence}, {digest}"),
        None => "none was stored with this snapshot".to_owned(),
    };
    let facts = [
        ("Catalog", a.catalog.clone()),
        ("Snapshot", format!("{} of {}", a.snapshot, a.data_as_of)),
        ("Program", format!("catalog {}", a.program)),
        ("Schema of the catalog", a.schema.to_string()),
        ("Rule pack", a.pack.clone()),
        ("Rulebook and classification (BLAKE3)", or_none(&a.rulebook)),
        ("Inputs (BLAKE3 over name, tab, digest, line break of every file)", inputs(a)),
        ("Head of the audit log at the end of the snapshot", head),
    ];
    facts.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

/// One digest for all files, so that it is whole even where the table of files is not.
fn inputs(a: &Assessment) -> String {
    let mut lines: Vec<String> = a.inputs.iter().map(|one| format!("{}\t{}\n", one.name, one.digest)).collect();
    lines.sort_unstable();
    format!("{} ({} files)", digest(lines.concat().as_bytes()), lines.len())
}
