//! Templates: made of sessions, applied, and held against sessions.
//!
//! Owns what sessions share and what differs. A session is laid out as a [`sheet`], whose parts are paired by `pair`; `create`
//! makes a template of several, `apply` fills one in, `check` finds who drifts from it.

pub mod apply;
pub mod check;
pub mod create;
mod fitness;
mod key;
mod named;
mod pair;
mod risk;
pub mod sheet;

pub use sheet::Sheet;

/// True where a name is as a pattern says; `*` stands for any text.
#[must_use]
pub fn fits(pattern: &str, name: &str) -> bool {
    let mut pieces: Vec<Option<&str>> = Vec::new();
    for (at, piece) in pattern.split('*').enumerate() {
        pieces.extend((at > 0).then_some(None));
        pieces.extend((!piece.is_empty()).then_some(Some(piece)));
    }
    check::matches(&pieces, name)
}
