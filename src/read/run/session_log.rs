//! Session logs → runs.
//!
//! Owns the reading of one log from its first line to its last, a message at a time; a log of hundreds of megabytes is never
//! held. Statements of a log that are held against an answer are read by `read::session_log`, whose shapes are used here.

mod amount;
mod cache;
mod line;
mod load;
mod log;
mod message;
mod notes;
mod thread;

use crate::model::problem::Problem;
use crate::model::run::Run;
use line::{Line, Lines};
use log::Log;
use message::{Form, Message, is_code};
use std::io::Read;

/// The message that a session ends with.
const END: &str = "TM_6020";

/// True where a text begins as a session log does, in any of its forms. Logs of workflows have the same form and messages
/// of the Load Manager (`LM_36435`).
#[must_use]
pub fn looks_like_one(start: &str) -> bool {
    let mut form = Form::default();
    let mut messages = 0;
    for line in start.trim_start_matches('\u{feff}').lines() {
        if let Some(head) = form.head(line) {
            if head.code.starts_with("LM_") {
                return false;
            }
            messages += u32::from(is_code(head.code));
        }
    }
    messages > 0 || form.is_export()
}

/// Reads a session log. The run is `None` where the text has no message of a session; its session is empty, and a problem
/// says so, where the log does not name one.
///
/// # Errors
///
/// Fails where the bytes cannot be read.
pub fn read(bytes: impl Read, file: &str) -> std::io::Result<(Option<Run>, Vec<Problem>)> {
    let mut lines = Lines::new(bytes, file);
    let mut log = Log::new(file);
    let mut form = Form::default();
    let mut message: Option<Message> = None;
    let mut more = true;
    while let Some(Line { number, text, whole }) = lines.line()? {
        let head = form.head(text);
        // What a text ends in may be cut within a figure; the end of a session has its time in brackets.
        let over = log.has_ended() || message.as_ref().is_some_and(|message| message.code == END);
        if !whole && !over && head.is_none_or(|head| head.code != END) {
            continue;
        }
        match (head, &mut message) {
            (Some(head), _) => {
                if let Some(before) = message.replace(Message::new(number, head)) {
                    more = log.take(&before);
                }
            }
            (None, Some(message)) => message.go_on(text),
            (None, None) => {}
        }
        if !more {
            message = None;
            break;
        }
    }
    if let Some(last) = message {
        log.take(&last);
    }
    let odd = lines.take_problems();
    let (run, mut problems) = log.finish(lines.number(), lines.too_long());
    problems.extend(odd);
    problems.sort_by_key(|problem| problem.line);
    Ok((run, problems))
}

#[cfg(test)]
#[path = "session_log_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "session_log_corpus_tests.rs"]
mod corpus_tests;
