//! Plain values that every room may name. No I/O, no SQL, no XML, no clock.

pub mod address;
pub mod alert;
pub mod assessment;
pub mod attribute;
pub mod audit;
pub mod census;
pub mod classification;
pub mod cluster;
pub mod comply;
pub mod connection;
pub mod content;
pub mod credential;
pub mod dataset;
pub mod design;
pub mod element;
pub mod environment;
pub mod error_class;
pub mod finding;
pub mod imx;
pub mod listing;
pub mod mapping;
pub mod metric;
pub mod near;
pub mod night;
pub mod object;
pub mod parameter;
pub mod price;
pub mod problem;
pub mod repository;
pub mod role;
pub mod rule;
pub mod rulebook;
pub mod run;
pub mod secret;
pub mod session;
pub mod session_attribute;
pub mod session_key;
pub mod session_log;
pub mod sla;
pub mod snapshot;
pub mod spark_setting;
pub mod task;
pub mod template;
pub mod tuning;
pub mod usage;
pub mod waiver;
pub mod workflow;

/// A short text: up to 24 bytes live in place, longer ones on the heap. Names and most values of an export are short.
pub type Text = compact_str::CompactString;

/// True for characters that steer a terminal or hide in a text instead of being seen: control characters, marks of direction,
/// spaces without width, fillers, tags.
#[must_use]
pub fn steers(c: char) -> bool {
    let turns = |c| matches!(c, '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let hides = |c| {
        matches!(
            c,
            '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{3164}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
    };
    c.is_control() || turns(c) || hides(c)
}
