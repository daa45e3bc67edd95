//! Where answers and talk go: stdout and stderr, and how wide the terminal is.
//!
//! Owns the only places that print. A broken pipe ends the program with 0.

use super::exit::{Failure, STORE};
use crate::render::json;
use crate::render::table::harmless;
use serde::Serialize;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};

/// Prints an answer.
pub(super) fn answer(text: &str) -> Result<(), Failure> {
    filled(|out| out.write_all(text.as_bytes()))
}

/// Prints an answer that is written piece by piece.
fn filled(fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match fill(&mut out).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            // What is left cannot be written, and to try once more would be told.
            let _ = out.into_parts();
            Ok(())
        }
        Err(error) => Err(Failure::new(STORE, format!("cannot write the answer: {error}"))),
    }
}

/// Prints an answer as JSON, indented, without holding its text.
pub(super) fn json(value: &impl Serialize) -> Result<(), Failure> {
    filled(|out| json::write(value, out))
}

/// The same as [`data`] for what is written piece by piece.
pub(super) fn rows(fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    if !io::stdout().is_terminal() {
        return filled(fill);
    }
    let mut bytes = Vec::new();
    fill(&mut bytes).map_err(|error| Failure::new(STORE, format!("cannot write the answer: {error}")))?;
    data(&String::from_utf8_lossy(&bytes))
}

/// Prints data that programs read, to the letter; on a terminal, where nobody but a person reads, control characters are
/// made harmless line by line.
pub(super) fn data(text: &str) -> Result<(), Failure> {
    if !io::stdout().is_terminal() {
        return answer(text);
    }
    let lines: Vec<String> = text.lines().map(harmless).collect();
    answer(&format!("{}\n", lines.join("\n")))
}

/// Says something that is not the answer. Names in it cannot control the terminal.
pub(super) fn say(text: &str) {
    let text = text.lines().map(harmless).collect::<Vec<_>>().join("\n");
    // Nobody listens on a closed stderr; that is no reason to stop.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Columns of the terminal on stdout; `None` where the answer goes elsewhere and nothing is cut.
pub(super) fn width() -> Option<usize> {
    let out = io::stdout();
    if !out.is_terminal() {
        return None;
    }
    rustix::termios::tcgetwinsize(&out).ok().map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 20)
}

/// True where stdout may be coloured: a terminal, and nobody said otherwise (<https://no-color.org>).
pub(super) fn colour() -> bool {
    let said = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    io::stdout().is_terminal() && said("NO_COLOR").is_none() && said("TERM").is_none_or(|term| term != "dumb")
}
