//! Is a file IMX? Its root tells, whatever the file is called.

/// What the beginning of a file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sniffed {
    /// The root is an IMX.
    Imx,
    /// It is something else.
    Other,
    /// The root does not stand in this much of it.
    More,
}

/// Looks for the root in the first bytes of a file. Letters of two bytes are seen as letters of one.
#[must_use]
pub fn sniff(head: &[u8]) -> Sniffed {
    let narrow: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0 && byte.is_ascii()).collect();
    let mut rest: &[u8] = &narrow;
    loop {
        let Some(at) = memchr::memchr(b'<', rest) else { return Sniffed::More };
        rest = &rest[at + 1..];
        let skipped = if rest.starts_with(b"!--") {
            memchr::memmem::find(rest, b"-->")
        } else {
            match rest.first() {
                Some(b'?' | b'!') => memchr::memchr(b'>', rest),
                Some(_) => return of_name(rest),
                None => None,
            }
        };
        match skipped {
            Some(end) => rest = &rest[end + 1..],
            None => return Sniffed::More,
        }
    }
}

fn of_name(rest: &[u8]) -> Sniffed {
    let Some(end) = rest.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/')) else {
        // No name of a root that counts is this long.
        return if rest.len() > 1024 { Sniffed::Other } else { Sniffed::More };
    };
    let local = rest[..end].rsplit(|byte| *byte == b':').next().unwrap_or_default();
    if local == b"IMX" { Sniffed::Imx } else { Sniffed::Other }
}
