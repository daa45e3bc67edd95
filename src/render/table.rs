//! Aligned tables for a terminal, and making text harmless for one.

use crate::model::listing::Listing;
use crate::model::steers;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Space between columns.
const GAP: usize = 2;
/// No column is cut shorter than this: names that cannot be told apart are worse than a line that wraps.
const NARROWEST: usize = 12;

/// Renders a listing with aligned columns. Where a row does not fit into `width`, columns that say the same in every row
/// move above the table, then the widest columns are cut (a `…` says so); without a width nothing is. An empty listing
/// renders its header alone.
#[must_use]
pub fn table(listing: &Listing, width: Option<usize>) -> String {
    let mut header: Vec<String> = listing.columns.iter().map(|name| name.replace('_', " ")).collect();
    let mut rows: Vec<Vec<String>> =
        listing.rows.iter().map(|row| row.iter().map(|cell| harmless(&cell.text())).collect()).collect();
    let mut out = String::new();
    if width.is_some_and(|width| needed(&widths(&header, &rows, None)) > width) {
        out = lift_constants(&mut header, &mut rows);
    }
    let widths = widths(&header, &rows, width);
    // The end of a path tells more than its beginning.
    let from_left: Vec<bool> = header.iter().map(|name| matches!(name.as_str(), "file" | "path")).collect();
    for row in std::iter::once(&header).chain(&rows) {
        push_row(&mut out, row, &widths, &from_left);
    }
    out
}

/// Takes the columns that say the same in every one of several rows out of a table, and says them once.
fn lift_constants(header: &mut Vec<String>, rows: &mut [Vec<String>]) -> String {
    let mut lifted = Vec::new();
    for at in (0..header.len()).rev() {
        let same = rows.len() > 1 && rows.iter().all(|row| row[at] == rows[0][at]);
        if same && header.len() > 1 {
            let name = header.remove(at);
            lifted.extend(rows[0].get(at).filter(|value| !value.is_empty()).map(|value| format!("{name}: {value}")));
            for row in rows.iter_mut() {
                row.remove(at);
            }
        }
    }
    lifted.reverse();
    if lifted.is_empty() { String::new() } else { format!("{}\n", lifted.join(", ")) }
}

fn needed(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

fn widths(header: &[String], rows: &[Vec<String>], width: Option<usize>) -> Vec<usize> {
    let mut widths: Vec<usize> = header.iter().map(|name| name.width()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let Some(available) = width else { return widths };
    loop {
        let needed = needed(&widths);
        let Some(widest) = widths.iter_mut().max_by_key(|width| **width) else { return Vec::new() };
        if needed <= available || *widest <= NARROWEST {
            return widths;
        }
        *widest -= (needed - available).min(*widest - NARROWEST).min(4);
    }
}

fn push_row(out: &mut String, row: &[String], widths: &[usize], from_left: &[bool]) {
    let mut line = String::new();
    for (at, (cell, width)) in row.iter().zip(widths).enumerate() {
        if at > 0 {
            line.push_str("  ");
        }
        let cell = if from_left[at] { reversed(&cut(&reversed(cell), *width)) } else { cut(cell, *width) };
        let padding = width.saturating_sub(cell.width());
        line.push_str(&cell);
        line.extend(std::iter::repeat_n(' ', padding));
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

fn cut(cell: &str, width: usize) -> String {
    if cell.width() <= width {
        return cell.to_owned();
    }
    let mut used = 0;
    let kept: String = cell
        .chars()
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used < width
        })
        .collect();
    format!("{kept}…")
}

/// Makes text harmless for a terminal and for one line: line breaks as `↵`, other control and direction characters
/// as `\u{…}`.
#[must_use]
pub fn harmless(text: &str) -> String {
    if !text.chars().any(steers) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => out.push('↵'),
            '\t' => out.push(' '),
            _ if steers(c) => out.extend(c.escape_unicode()),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::listing::Cell;

    fn listing(rows: &[[&str; 2]]) -> Listing {
        let cells = |row: &[&str; 2]| row.iter().map(|text| Cell::Text((*text).to_owned())).collect();
        Listing { columns: vec!["name", "sql"], rows: rows.iter().map(cells).collect() }
    }

    #[test]
    fn columns_line_up_for_wide_characters() {
        let text = table(&listing(&[["日本", "x"], ["abcde", "y"]]), None);
        assert_eq!(text, "name   sql\n日本   x\nabcde  y\n");
    }

    #[test]
    fn the_widest_column_gives_way() {
        let text = table(&listing(&[["short", "select * from a_rather_long_table_name"]]), Some(30));
        assert!(text.lines().all(|line| line.width() <= 30), "{text}");
        assert!(text.contains("short") && text.contains('…'), "{text}");
    }

    #[test]
    fn what_all_rows_share_moves_above_a_table_that_does_not_fit() {
        let rows = listing(&[["a_name_of_some_length", "REP"], ["another_name_of_length", "REP"]]);
        assert_eq!(table(&rows, Some(24)), "sql: REP\nname\na_name_of_some_length\nanother_name_of_length\n");
        assert!(table(&rows, Some(80)).starts_with("name"), "it stays where it fits");
    }

    #[test]
    fn control_characters_cannot_reach_the_terminal() {
        assert_eq!(harmless("a\u{1b}[31mb\r\nc\u{202e}"), "a\\u{1b}[31mb↵c\\u{202e}");
    }
}
