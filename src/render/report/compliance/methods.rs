//! How the report comes to what it says, and what it does not say.

use super::super::{Block, Section};
use crate::answer::comply::score::weight;
use crate::model::assessment::Assessment;
use crate::model::comply::Severity;

pub(super) fn section(a: &Assessment) -> Section {
    let weights: Vec<String> =
        Severity::ALL.into_iter().map(|severity| format!("{} {}", severity.as_str(), weight(severity))).collect();
    let texts = [
        format!(
            "Score: every rule is asked of every object it is about. Each such pair weighs as the severity of the rule there \
             says ({}; this scale is our own). The score is the weight of the pairs on which nothing is found, per hundred of \
             the weight of all pairs, rounded down. Without waivers: as if there were none.",
            weights.join(", ")
        ),
        "Findings that count: active ones, and those whose waiver has expired. A finding that a waiver in force covers stays \
         on the page with its waiver beside it and does not count."
            .to_owned(),
        "Fingerprint: the first 16 hex digits of BLAKE3 over rule, object and part. Values and times are not in it, so the same \
         thing wrong on another night has the same fingerprint. New, fixed and unchanged compare fingerprints, whatever waivers \
         say."
            .to_owned(),
        format!("Rules: pack {}, catalog {}. A pack's version grows with every change of a rule's meaning.", a.pack, a.program),
        "Rules see what a session is configured to do after all overrides, with parameters put in where they have a value. They \
         do not see what an operating system, a database or a network does."
            .to_owned(),
        "Controls: which rule may serve as evidence for which control (SOX, PCI DSS, GDPR) is an aid for those who collect \
         evidence. It is no legal advice, and no statement that a control is met."
            .to_owned(),
    ];
    let mut blocks: Vec<Block> = texts.into_iter().map(Block::Text).collect();
    blocks.push(Block::Heading("Not as of the snapshot".to_owned()));
    blocks.push(if a.not_as_of.is_empty() {
        Block::Text("Everything on this page is as of the snapshot.".to_owned())
    } else {
        Block::List(a.not_as_of.clone())
    });
    Section { id: "methods".to_owned(), title: "Methods".to_owned(), blocks }
}
