//! Lines of a terminal: spans with a tone, wrapped and put side by side.
//!
//! Owns that nothing of an export steers the terminal: a span is harmless from the moment it is made. Colours are the only
//! control characters that come out, and only where they are wanted.

use crate::render::table::harmless;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What stands between two columns.
const BETWEEN: &str = " │ ";
/// A line is not wrapped narrower than this.
const NARROWEST: usize = 20;

/// How a span looks where colour is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// As the terminal writes.
    Plain,
    /// Headings.
    Strong,
    /// What is said besides.
    Faint,
    /// Of a, removed.
    Gone,
    /// Of b, added.
    New,
    /// Other changes; medium risk.
    Other,
    /// High risk.
    Alarm,
}

impl Tone {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Faint => "2",
            Self::Gone => "31",
            Self::New => "32",
            Self::Other => "33",
            Self::Alarm => "1;31",
        }
    }
}

/// A text in one tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    tone: Tone,
    text: String,
}

/// Spans of a line.
pub(super) type Line = Vec<Span>;

/// A span; whatever its text holds, it steers no terminal.
pub(super) fn span(tone: Tone, text: &str) -> Span {
    Span { tone, text: harmless(text) }
}

/// A line of one span.
pub(super) fn line(tone: Tone, text: &str) -> Line {
    vec![span(tone, text)]
}

/// A paper to write on, as wide as the terminal.
pub(super) struct Paper {
    out: String,
    width: Option<usize>,
    colour: bool,
}

impl Paper {
    /// An empty one. Without a width nothing is wrapped.
    pub(super) fn new(width: Option<usize>, colour: bool) -> Self {
        Self { out: String::new(), width, colour }
    }

    /// What was written.
    pub(super) fn text(self) -> String {
        self.out
    }

    /// Writes an empty line.
    pub(super) fn gap(&mut self) {
        self.out.push('\n');
    }

    /// Writes a line behind `indent` blanks. What does not fit goes on in lines that stand `hang` further in.
    pub(super) fn write(&mut self, indent: usize, hang: usize, line: &Line) {
        let room = self.width.map(|width| width.saturating_sub(indent).max(NARROWEST));
        for (at, one) in wrapped(line, room, hang).iter().enumerate() {
            let blanks = indent + if at > 0 { hang } else { 0 };
            self.push(&[vec![blank(blanks)], one.clone()].concat());
        }
    }

    /// Writes two lines side by side behind `indent` blanks, in columns of equal width.
    pub(super) fn beside(&mut self, indent: usize, left: &[Line], right: &[Line]) {
        let Some(width) = self.width else { return };
        let column = (width.saturating_sub(indent + BETWEEN.width()) / 2).max(NARROWEST);
        let all =
            |lines: &[Line]| -> Vec<Line> { lines.iter().flat_map(|line| wrapped(line, Some(column), 0)).collect() };
        let (left, right) = (all(left), all(right));
        let nothing = Line::new();
        for at in 0..left.len().max(right.len()) {
            let (a, b) = (left.get(at).unwrap_or(&nothing), right.get(at).unwrap_or(&nothing));
            let filler = blank(column.saturating_sub(wide(a)));
            let between = Span { tone: Tone::Plain, text: BETWEEN.to_owned() };
            self.push(&[vec![blank(indent)], a.clone(), vec![filler, between], b.clone()].concat());
        }
    }

    /// Puts a line on the paper, without blanks at its end.
    fn push(&mut self, line: &Line) {
        let mut rest = line.iter().map(|span| span.text.as_str()).collect::<String>().trim_end().len();
        for span in line {
            let text = &span.text[..rest.min(span.text.len())];
            rest -= text.len();
            if text.is_empty() || span.tone == Tone::Plain || !self.colour {
                self.out.push_str(text);
            } else {
                self.out.push_str(&format!("\u{1b}[{}m{text}\u{1b}[0m", span.tone.code()));
            }
        }
        self.out.push('\n');
    }
}

fn blank(columns: usize) -> Span {
    Span { tone: Tone::Plain, text: " ".repeat(columns) }
}

fn wide(line: &Line) -> usize {
    line.iter().map(|span| span.text.width()).sum()
}

/// A line as several, none wider than `room`; all but the first leave place for `hang` blanks before them. Breaks between
/// words, inside a word only where it fits into no line.
fn wrapped(line: &Line, room: Option<usize>, hang: usize) -> Vec<Line> {
    let Some(room) = room.filter(|room| wide(line) > *room) else { return vec![line.clone()] };
    let mut done: Vec<Line> = vec![Line::new()];
    let mut used = 0;
    for span in line {
        for word in span.text.split_inclusive(' ') {
            let fits = used + word.trim_end().width() <= room;
            if !fits && used > 0 && hang + word.trim_end().width() <= room {
                done.push(Line::new());
                used = hang;
            }
            used = put(&mut done, span.tone, word, (used, room, hang));
        }
    }
    done
}

/// Puts a word on the last line, broken where it must; the columns that are used then.
fn put(done: &mut Vec<Line>, tone: Tone, word: &str, (mut used, room, hang): (usize, usize, usize)) -> usize {
    let mut text = String::new();
    let flush = |done: &mut Vec<Line>, text: &mut String| {
        let Some(last) = done.last_mut() else { return };
        match last.last_mut().filter(|span| span.tone == tone) {
            Some(span) => span.text.push_str(text),
            None => last.push(Span { tone, text: text.clone() }),
        }
        text.clear();
    };
    for c in word.chars() {
        let wide = c.width().unwrap_or(0);
        // A blank at the end of a line may hang over: it is trimmed.
        if used + wide > room && c != ' ' {
            flush(done, &mut text);
            done.push(Line::new());
            used = hang;
        }
        used += wide;
        text.push(c);
    }
    flush(done, &mut text);
    used
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(width: usize, text: &str) -> String {
        let mut paper = Paper::new(Some(width), false);
        paper.write(2, 2, &line(Tone::Plain, text));
        paper.text()
    }

    #[test]
    fn words_go_on_in_the_next_line() {
        assert_eq!(written(24, "one two three four five six"), "  one two three four\n    five six\n");
        assert_eq!(
            written(24, "abcdefghijklmnopqrstuvwxyz0123456789"),
            "  abcdefghijklmnopqrstuv\n    wxyz0123456789\n"
        );
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let mut paper = Paper::new(None, true);
        paper.write(0, 0, &line(Tone::Gone, "a\u{1b}[2J\u{202e}\0b"));
        assert_eq!(paper.text(), "\u{1b}[31ma\\u{1b}[2J\\u{202e}\\u{0}b\u{1b}[0m\n");
    }

    #[test]
    fn columns_line_up_for_wide_characters() {
        let mut paper = Paper::new(Some(47), false);
        paper.beside(0, &[line(Tone::Plain, "日本")], &[line(Tone::Plain, "x"), line(Tone::Plain, "y")]);
        assert_eq!(paper.text(), "日本                   │ x\n                       │ y\n");
    }
}
