//! Section `cost`: what runs cost by `prices.yaml`. Without prices there is none.

use super::{note, says, section, table, tile, took};
use crate::answer::report::cost::Spent;
use crate::answer::report::window::Window;
use crate::model::price::Prices;
use crate::render::report::table::{Cell, grouped};
use crate::render::report::{Block, Section, Tone};
use std::collections::BTreeMap;

/// Sessions that are listed.
const SHOWN: usize = 50;

/// Hundredths as people write them: `1,234.50`.
fn money(hundredths: i64) -> String {
    let (sign, all) = (if hundredths < 0 { "-" } else { "" }, hundredths.unsigned_abs());
    format!("{sign}{}.{:02}", grouped(all / 100), all % 100)
}

#[expect(clippy::cast_precision_loss, reason = "it is sorted by, never counted with")]
fn price(hundredths: i64) -> Cell {
    Cell::Number(money(hundredths), hundredths as f64)
}

/// The section, out of what sessions spent: folder and session with their seconds.
#[must_use]
pub fn cost(window: &Window, prices: &Prices, spent: &[(String, String, Spent)]) -> Section {
    let mut folders: BTreeMap<&str, Spent> = BTreeMap::new();
    let mut all = Spent::default();
    for (folder, _, own) in spent {
        folders.entry(folder).or_default().add(own);
        all.add(own);
    }
    let mut sessions: Vec<&(String, String, Spent)> = spent.iter().filter(|(_, _, own)| own.cost(prices) > 0).collect();
    sessions.sort_by(|a, b| (b.2.cost(prices), &a.1).cmp(&(a.2.cost(prices), &b.1)));
    let shown = sessions.len().min(SHOWN);
    let of = |price: Option<u64>, what: &str| price.map(|price| format!("{} an hour of {what}", money(whole(price))));
    let parts = [
        of(prices.session_hour, "a running session"),
        of(prices.core_hour, "a core of Spark"),
        of(prices.gib_hour, "a GiB of memory of Spark"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let currency = &prices.currency;
    let mut blocks = vec![
        Block::Tiles(vec![tile(
            format!("{} {currency}", money(all.cost(prices))),
            "estimated for these runs",
            format!("{} to {}", window.first, window.newest),
            Tone::Plain,
        )]),
        says(format!(
            "An estimate: time that sessions ran, times the prices that were given: {}. Sessions that run side by side are each \
             counted whole.",
            parts.join(", ")
        )),
    ];
    if all.untold > 0 {
        blocks.push(note(format!(
            "{} runs on Spark do not tell their cores or memory, which is not counted.",
            all.untold
        )));
    }
    let row = |first: &str, own: &Spent| {
        vec![Cell::code(first), price(own.cost(prices)), took(own.session_seconds), took(own.core_seconds)]
    };
    let title = format!("#{currency}");
    let by_folder = folders.iter().map(|(folder, own)| row(folder, own)).collect();
    let heading: &[&str] = &["Folder", &title, "#Time of sessions", "#Time of cores"];
    blocks.push(table("cost-folders", "Cost by folder", heading, by_folder));
    let rows = sessions[..shown].iter().map(|(_, session, own)| row(session, own)).collect();
    let heading: &[&str] = &["Session", &title, "#Time of sessions", "#Time of cores"];
    let caption = format!("The {shown} dearest of {} sessions", grouped(sessions.len() as u64));
    blocks.push(table("cost-sessions", &caption, heading, rows));
    section("cost", "Cost", blocks)
}

fn whole(price: u64) -> i64 {
    i64::try_from(price).unwrap_or(i64::MAX)
}
