//! CSV that a spreadsheet cannot be tricked by.

use crate::model::listing::Listing;

/// Renders a listing as CSV with a header. A cell that a spreadsheet would take for a formula (it begins with = + - @, a tab
/// or a carriage return, and is no number) gets a leading apostrophe.
#[must_use]
pub fn csv(listing: &Listing) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let header = writer.write_record(&listing.columns);
    let rows = listing.rows.iter().map(|row| row.iter().map(|cell| harmless(cell.text())).collect::<Vec<_>>());
    // A vector takes every record.
    let written = rows.fold(header, |before, row| before.and_then(|()| writer.write_record(row)));
    debug_assert!(written.is_ok());
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn harmless(cell: String) -> String {
    let tricky = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if tricky { format!("'{cell}") } else { cell }
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
}
