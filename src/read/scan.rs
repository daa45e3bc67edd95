//! Finds where one piece of XML markup ends. Knows quotes, comments, CDATA, processing instructions and DOCTYPE.
//!
//! Owns no state and never looks at names or values. The hottest loop of an unchanged ingest: two memchr per attribute.

/// What a piece of markup is, as far as the frame needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// `<a …>`
    Start,
    /// `<a …/>`
    Empty,
    /// `</a>`
    End,
    /// `<!DOCTYPE …>`
    Doctype,
    /// Comment, CDATA or processing instruction
    Other,
}

/// Result of looking at markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scan {
    /// The token and the place after it.
    Whole(Token, usize),
    /// The text ends inside the token.
    More,
    /// This is no markup; the message says why.
    Wrong(&'static str),
}

/// Looks at the markup whose `<` stands at `at`.
#[must_use]
pub fn token(text: &[u8], at: usize) -> Scan {
    match text.get(at + 1) {
        None => Scan::More,
        Some(b'/') => until(text, at + 2, b">", Token::End),
        Some(b'?') => until(text, at + 2, b"?>", Token::Other),
        Some(b'!') => declaration(text, at),
        Some(byte) if byte.is_ascii_whitespace() || *byte == b'>' || *byte == b'<' => {
            Scan::Wrong("a `<` that opens no tag; it should be written &lt;")
        }
        Some(_) => start_tag(text, at + 1),
    }
}

fn until(text: &[u8], from: usize, end: &[u8], token: Token) -> Scan {
    let Some(rest) = text.get(from..) else { return Scan::More };
    match memchr::memmem::find(rest, end) {
        Some(found) => Scan::Whole(token, from + found + end.len()),
        None => Scan::More,
    }
}

fn start_tag(text: &[u8], from: usize) -> Scan {
    let mut at = from;
    while let Some(found) = memchr::memchr3(b'>', b'"', b'\'', &text[at..]) {
        let place = at + found;
        match text[place] {
            b'>' => {
                let token = if text[place - 1] == b'/' { Token::Empty } else { Token::Start };
                return Scan::Whole(token, place + 1);
            }
            quote => match memchr::memchr(quote, &text[place + 1..]) {
                Some(close) => at = place + 1 + close + 1,
                None => return Scan::More,
            },
        }
    }
    Scan::More
}

fn declaration(text: &[u8], at: usize) -> Scan {
    let rest = &text[at..];
    for (opening, closing, token) in [
        (&b"<!--"[..], &b"-->"[..], Token::Other),
        (b"<![CDATA[", b"]]>", Token::Other),
        (b"<!DOCTYPE", b">", Token::Doctype),
    ] {
        if rest.starts_with(opening) {
            return if token == Token::Doctype {
                doctype(text, at)
            } else {
                until(text, at + opening.len(), closing, token)
            };
        }
        if opening.starts_with(rest) {
            return Scan::More;
        }
    }
    Scan::Wrong("markup that starts with `<!` but is no comment, CDATA or DOCTYPE")
}

/// A DOCTYPE ends at the `>` outside quotes and outside `[…]`.
fn doctype(text: &[u8], at: usize) -> Scan {
    let mut quote = None;
    let mut brackets = 0_i32;
    for (place, &byte) in text.iter().enumerate().skip(at) {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'[') => brackets += 1,
            (None, b']') => brackets -= 1,
            (None, b'>') if brackets <= 0 => return Scan::Whole(Token::Doctype, place + 1),
            _ => {}
        }
    }
    Scan::More
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hide_the_end_of_a_tag() {
        assert_eq!(token(b"<A X='a>b' Y=\"c>'d\"/>z", 0), Scan::Whole(Token::Empty, 21));
        assert_eq!(token(b"<A X='a>b'", 0), Scan::More);
    }

    #[test]
    fn comments_cdata_and_instructions_hide_markup() {
        assert_eq!(token(b"<!-- <A> -->", 0), Scan::Whole(Token::Other, 12));
        assert_eq!(token(b"<![CDATA[ ]] > </A> ]]>", 0), Scan::Whole(Token::Other, 23));
        assert_eq!(token(b"<?x <A> ?>", 0), Scan::Whole(Token::Other, 10));
        assert_eq!(token(b"<!-", 0), Scan::More);
    }

    #[test]
    fn a_doctype_ends_outside_quotes_and_brackets() {
        let text = b"<!DOCTYPE A SYSTEM \"a>b\" [<!ENTITY x \"]>\">]><A/>";
        assert_eq!(token(text, 0), Scan::Whole(Token::Doctype, 44));
    }

    #[test]
    fn a_bare_less_than_is_wrong() {
        assert!(matches!(token(b"< A>", 0), Scan::Wrong(_)));
    }
}
