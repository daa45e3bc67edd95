//! Section `promises`: how promises of `sla.yaml` were kept.

use super::{count, note, permille, section, table, tile};
use crate::answer::monitor::promise::Kept;
use crate::render::report::table::Cell;
use crate::render::report::{Block, Section, Tone};

/// The section; `None`: no promises are given.
#[must_use]
pub fn promises(kept: Option<&[Kept]>) -> Section {
    let Some(kept) = kept else {
        let blocks = vec![note("Not checked: no promises are given (sla.yaml).")];
        return section("promises", "Promises", blocks);
    };
    let (asked, held) = kept.iter().fold((0, 0), |(asked, held), one| (asked + one.asked, held + one.kept));
    let broken = kept.iter().filter(|one| one.kept < one.asked).count();
    let share = i64::try_from(held * 1000 / asked.max(1)).unwrap_or(0);
    let tiles = vec![
        tile(
            if asked > 0 { super::share_of(share) } else { "–".to_owned() },
            "of promises kept",
            format!("{held} of {asked} times"),
            if held < asked { Tone::Warn } else { Tone::Good },
        ),
        tile(
            broken.to_string(),
            "promises were broken",
            "at least once",
            if broken > 0 { Tone::Bad } else { Tone::Good },
        ),
    ];
    let row = |one: &Kept| {
        let word = if one.kept < one.asked { "missed" } else { "kept" };
        let share = i64::try_from(one.kept * 1000 / one.asked.max(1)).unwrap_or(0);
        let (at, what) = one.missed.clone().unwrap_or_default();
        vec![
            Cell::text(&one.name),
            Cell::code(&one.object),
            if one.asked > 0 { Cell::Badge(word.to_owned()) } else { Cell::Empty },
            count(one.asked),
            count(one.kept),
            if one.asked > 0 { permille(share) } else { Cell::Empty },
            Cell::time(&at),
            Cell::text(&what),
        ]
    };
    let columns = ["Promise", "Of", "Status", "#Asked", "#Kept", "#Share", "Newest miss", "What was missed"];
    let table = table("promises-kept", "Promises and how they were kept", &columns, kept.iter().map(row).collect());
    section("promises", "Promises", vec![Block::Tiles(tiles), table])
}
