//! How many rows of each table a page has room for.
//!
//! Owns the estimate: every table shows its first rows, up to one number that is the same for all tables, the largest with
//! which the page fits.

use super::seen::Seen;
use super::table::Table;
use super::{Block, MOST, Page};

/// Bytes of style, script and shell.
pub(super) const AROUND: usize = 60_000;
/// Bytes of markup around a cell.
const CELL: usize = 36;
/// Bytes of markup around a row or another small thing.
const PIECE: usize = 48;

/// The most rows that each table may show so that the page takes about `room` bytes.
pub(super) fn rows(page: &Page, room: usize) -> usize {
    let (mut fixed, mut tables) = (0, Vec::new());
    for section in &page.sections {
        fixed += PIECE + Seen(&section.title).size() * 2;
        weigh(&section.blocks, &mut fixed, &mut tables);
    }
    let with = |most: usize| fixed + tables.iter().map(|sums| sums[most.min(sums.len() - 1)]).sum::<usize>();
    let longest = tables.iter().map(Vec::len).max().unwrap_or(1) - 1;
    if with(longest) <= room {
        return usize::MAX;
    }
    largest(longest, |most| with(most) <= room)
}

/// The largest number below one that does not fit, which fits; 0 is taken to fit.
fn largest(beyond: usize, is_room: impl Fn(usize) -> bool) -> usize {
    let (mut fits, mut too_many) = (0, beyond);
    while fits + 1 < too_many {
        let middle = usize::midpoint(fits, too_many);
        if is_room(middle) { fits = middle } else { too_many = middle }
    }
    fits
}

/// A number of rows that no table of so many columns can show, however short its texts are, where there are tables of these
/// lengths: whoever makes them needs to make no more.
pub(super) fn bound(lengths: &[usize], columns: usize) -> usize {
    let all = MOST / (PIECE + CELL * columns);
    let longest = lengths.iter().copied().max().unwrap_or_default();
    let made = |most: usize| lengths.iter().map(|one| *one.min(&most)).sum::<usize>();
    if made(longest) <= all {
        return longest;
    }
    largest(longest, |most| made(most) <= all) + 1
}

/// How many rows stay out of the page where each table shows at most so many.
pub(super) fn left_out(page: &Page, most: usize) -> u64 {
    let (mut fixed, mut tables, mut never) = (0, Vec::new(), 0);
    for section in &page.sections {
        weigh(&section.blocks, &mut fixed, &mut tables);
        never += left_out_before(&section.blocks);
    }
    let rows = tables.iter().map(|sums| (sums.len() - 1).saturating_sub(most)).sum::<usize>();
    u64::try_from(rows).unwrap_or(u64::MAX) + never
}

/// Rows that whoever made the tables left out.
fn left_out_before(blocks: &[Block]) -> u64 {
    let of = |block: &Block| match block {
        Block::Table(table) => table.left_out,
        Block::Item(item) => left_out_before(&item.blocks),
        Block::Fold(fold) => left_out_before(&fold.blocks),
        _ => 0,
    };
    blocks.iter().map(of).sum()
}

fn weigh(blocks: &[Block], fixed: &mut usize, tables: &mut Vec<Vec<usize>>) {
    let size = |text: &String| Seen(text).size() + PIECE;
    for block in blocks {
        match block {
            Block::Heading(text) | Block::Text(text) | Block::Note(text) => *fixed += size(text),
            Block::List(texts) => *fixed += texts.iter().map(size).sum::<usize>(),
            Block::Facts(facts) => *fixed += facts.iter().map(|(name, value)| size(name) + size(value)).sum::<usize>(),
            Block::Tiles(tiles) => *fixed += tiles.iter().map(|tile| size(&tile.label) + PIECE * 3).sum::<usize>(),
            Block::Table(table) => tables.push(sums(table)),
            Block::Chart(chart) => *fixed += 4000 + chart.labels.len() * (chart.series.len() + 1) * 240,
            Block::Item(item) => {
                *fixed += size(&item.title) * 2 + PIECE * 3;
                weigh(&item.blocks, fixed, tables);
            }
            Block::Fold(fold) => {
                *fixed += size(&fold.title) + PIECE;
                weigh(&fold.blocks, fixed, tables);
            }
        }
    }
}

/// Bytes of the first 0, 1, 2, … rows with the headings of their groups.
fn sums(table: &Table) -> Vec<usize> {
    let head = PIECE * 4 + table.columns.iter().map(|column| Seen(&column.title).size() + CELL).sum::<usize>();
    let (mut sum, mut groups) = (head, table.groups.iter().peekable());
    let rows = table.rows.iter().enumerate().map(|(at, row)| {
        while let Some(group) = groups.next_if(|group| group.from <= at) {
            sum += Seen(&group.title).size() + PIECE * 3;
        }
        sum += PIECE + row.iter().map(|cell| Seen(cell.shown()).size() + CELL).sum::<usize>();
        sum
    });
    std::iter::once(head).chain(rows).collect()
}
