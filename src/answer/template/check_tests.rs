//! Texts with holes in them.

use super::*;
use crate::answer::template::fits;

#[test]
fn a_text_with_holes_fits_only_around_them() {
    assert!(matches(&[Some("a"), None, Some("c")], "abbc"));
    assert!(matches(&[None, Some(".log")], "x.log.log"));
    assert!(matches(&[Some("a"), None], "a"));
    assert!(!matches(&[Some("a"), None, Some("a")], "a"));
    assert!(!matches(&[Some("a")], "ab"));
}

#[test]
fn a_star_stands_for_any_text() {
    for pattern in ["s_*", "*", "s_m_load", "*load", "s*m*d"] {
        assert!(fits(pattern, "s_m_load"), "{pattern}");
    }
    for pattern in ["", "s_", "*x*", "s_m_load2", "load"] {
        assert!(!fits(pattern, "s_m_load"), "{pattern}");
    }
}
