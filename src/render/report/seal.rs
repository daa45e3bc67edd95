//! The fingerprint of a report: BLAKE3 of the page with the fingerprint's own place left empty.
//!
//! Owns where it stands. It tells whether a page is as it was written; who wrote it only a signature tells.

use crate::answer::fingerprint::digest;

/// What stands before the fingerprint. No text of a catalog can hold it: its brackets would be escaped.
const BEFORE: &str = "<code id=\"report-fingerprint\">";
/// Characters of a fingerprint: 32 bytes in hex.
const LENGTH: usize = 64;

/// What a page says of itself, and what is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The fingerprint that stands in the page.
    pub stated: String,
    /// The fingerprint of the page as it is.
    pub computed: String,
}

impl Sealed {
    /// True where the page is as it was written.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.stated == self.computed
    }
}

/// Puts the fingerprint in its place.
pub(super) fn sealed(page: String) -> String {
    let Some(at) = page.find(BEFORE).map(|at| at + BEFORE.len()) else { return page };
    let mut whole = page;
    let fingerprint = digest(whole.as_bytes());
    whole.insert_str(at, &fingerprint);
    whole
}

/// Reads the fingerprint of a page and computes it anew; `None` where the text is no report of this program.
#[must_use]
pub fn read(page: &str) -> Option<Sealed> {
    let at = page.find(BEFORE)? + BEFORE.len();
    let stated = page.get(at..at + LENGTH)?;
    let is_hex = stated.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let is_one = page[at + LENGTH..].starts_with("</code>") && !page[at..].contains(BEFORE);
    if !is_hex || !is_one {
        return None;
    }
    let without = [&page[..at], &page[at + LENGTH..]].concat();
    Some(Sealed { stated: stated.to_owned(), computed: digest(without.as_bytes()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_as_written_holds_and_any_other_does_not() {
        let page = sealed(format!("<p>ä</p>{BEFORE}</code><p>b</p>"));
        assert!(read(&page).expect("a report").holds());
        for (wrong, right) in [("<p>c</p>", "<p>b</p>"), ("<p>a</p>", "<p>ä</p>")] {
            assert!(!read(&page.replace(right, wrong)).expect("a report").holds());
        }
        assert_eq!(read("<p>no report</p>"), None);
        assert_eq!(read(&page.replace("</code>", &format!("</code>{BEFORE}"))), None, "two places");
    }
}
