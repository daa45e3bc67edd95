//! CSV that a spreadsheet cannot be tricked by.

use crate::model::listing::Listing;
use std::borrow::Cow;
use std::io;

/// Renders a listing as CSV with a header. A cell that a spreadsheet would take for a formula (its first character that can
/// be seen is one of = + - @, or it begins with a tab or a carriage return, and it is no number) gets a leading apostrophe.
#[must_use]
pub fn csv(listing: &Listing) -> String {
    let mut bytes = Vec::new();
    let rows = listing.rows.iter().map(|row| row.iter().map(|cell| Cow::Owned(cell.text())));
    // A vector takes every record.
    let written = write(&mut bytes, &listing.columns, rows);
    debug_assert!(written.is_ok());
    String::from_utf8(bytes).unwrap_or_default()
}

/// The same, row by row, for what is too much to hold as text.
pub fn write<'a, R: IntoIterator<Item = Cow<'a, str>>>(
    out: impl io::Write,
    columns: &[&str],
    rows: impl Iterator<Item = R>,
) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(columns)?;
    for row in rows {
        for cell in row {
            writer.write_field(harmless(cell).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

fn harmless(cell: Cow<'_, str>) -> Cow<'_, str> {
    let seen = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}');
    // Spreadsheets of East Asia also run what begins with the wide signs.
    let tricky = seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) || cell.starts_with(['\t', '\r']);
    if tricky && !is_number(&cell) { Cow::Owned(format!("'{cell}")) } else { cell }
}

/// `-12` and `+1.5e3`; the words that Rust reads as numbers, like `-inf`, are formulas elsewhere.
fn is_number(cell: &str) -> bool {
    cell.parse::<f64>().is_ok() && cell.ends_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::listing::Cell;

    #[test]
    fn formulas_are_made_harmless_and_numbers_stay() {
        let cells = ["=1+1", "-12", "@x", "a,\"b\""].map(|text| vec![Cell::Text(text.to_owned())]);
        let text = csv(&Listing { columns: vec!["c"], rows: cells.to_vec() });
        assert_eq!(text, "c\n'=1+1\n-12\n'@x\n\"a,\"\"b\"\"\"\n");
    }

    #[test]
    fn blanks_hide_no_formula() {
        for cell in
            ["\n=1", " =1", "\t=1", "\r\n@x", "\u{a0}+x", "\u{feff}=1", "\u{7f}-x", "＝1", "\tx", "\rx", "-inf", " -12"]
        {
            assert_eq!(harmless(cell.into()), format!("'{cell}"), "{cell:?}");
        }
        for cell in ["-12", "+1.5e3", "1", "a=1", "a-b", " a", "\nSELECT 1", ""] {
            assert_eq!(harmless(cell.into()), cell);
        }
    }
}
