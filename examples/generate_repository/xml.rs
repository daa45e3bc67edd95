//! Writing of POWERMART XML: indentation, escapes and output encodings as the
//! Repository Manager produces them, streamed through a bounded buffer.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Bytes kept in memory before they are encoded and written.
const SPILL: usize = 1 << 16;

/// The output encodings the generator knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Encoding {
    /// UTF-8 without a byte order mark.
    #[value(name = "utf-8")]
    Utf8,
    /// UTF-16, little endian, with a byte order mark.
    #[value(name = "utf-16le")]
    Utf16Le,
    /// ISO-8859-1, one byte per character.
    #[value(name = "iso-8859-1")]
    Latin1,
}

impl Encoding {
    /// The name for the XML declaration.
    pub(crate) fn declared(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16",
            Self::Latin1 => "ISO-8859-1",
        }
    }

    /// The value of `REPOSITORY/@CODEPAGE` that goes with it.
    pub(crate) fn code_page(self) -> &'static str {
        match self {
            Self::Utf8 | Self::Utf16Le => "UTF-8",
            Self::Latin1 => "Latin1",
        }
    }
}

/// A streaming XML writer over one file. Errors are kept and told by [`Xml::finish`].
pub(crate) struct Xml {
    out: BufWriter<File>,
    encoding: Encoding,
    text: String,
    bytes: Vec<u8>,
    depth: usize,
    written: u64,
    failed: Option<io::Error>,
}

impl Xml {
    /// Creates the file and writes the byte order mark, if the encoding has one.
    pub(crate) fn create(path: &Path, encoding: Encoding) -> io::Result<Self> {
        let mut xml = Self {
            out: BufWriter::with_capacity(1 << 18, File::create(path)?),
            encoding,
            text: String::with_capacity(SPILL * 2),
            bytes: Vec::with_capacity(SPILL * 4),
            depth: 0,
            written: 0,
            failed: None,
        };
        if encoding == Encoding::Utf16Le {
            xml.text.push('\u{FEFF}');
        }
        Ok(xml)
    }

    /// A line as it stands, without indentation (prolog, `FOLDER` and above).
    pub(crate) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.spill_if_full();
    }

    /// An element without children; attributes in the order given.
    pub(crate) fn empty(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.tag(tag, attributes);
        self.text.push_str("/>\n");
        self.spill_if_full();
    }

    /// The start of an element with children.
    pub(crate) fn open(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.tag(tag, attributes);
        self.text.push_str(">\n");
        self.depth += 1;
    }

    /// The end of an element.
    pub(crate) fn close(&mut self, tag: &str) {
        self.depth -= 1;
        self.indent();
        self.text.push_str("</");
        self.text.push_str(tag);
        self.text.push_str(">\n");
        self.spill_if_full();
    }

    /// A run of `<TAG NAME ="" VALUE =""/>`, the most frequent lines of an export.
    pub(crate) fn pairs(&mut self, tag: &str, pairs: &[(&str, &str)]) {
        for (name, value) in pairs {
            self.empty(tag, &[("NAME", name), ("VALUE", value)]);
        }
    }

    /// Sets the indentation depth: 1 inside a `FOLDER`.
    pub(crate) fn at_depth(&mut self, depth: usize) {
        self.depth = depth;
    }

    /// Bytes of this file so far, what waits in the buffer counted approximately.
    pub(crate) fn size(&self) -> u64 {
        let width = if self.encoding == Encoding::Utf16Le { 2 } else { 1 };
        self.written + width * u64::try_from(self.text.len()).unwrap_or(0)
    }

    /// Writes what is left and tells the size, or the first error that came up.
    pub(crate) fn finish(mut self) -> io::Result<u64> {
        self.spill();
        match self.failed {
            Some(error) => Err(error),
            None => self.out.flush().map(|()| self.written),
        }
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.text.push_str("    ");
        }
    }

    fn tag(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.text.push('<');
        self.text.push_str(tag);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str(" =\"");
            escape(&mut self.text, value);
            self.text.push('"');
        }
    }

    fn spill_if_full(&mut self) {
        if self.text.len() >= SPILL {
            self.spill();
        }
    }

    fn spill(&mut self) {
        self.bytes.clear();
        let bytes: &[u8] = match self.encoding {
            Encoding::Utf8 => self.text.as_bytes(),
            Encoding::Utf16Le => {
                let units = self.text.encode_utf16().flat_map(u16::to_le_bytes);
                self.bytes.extend(units);
                &self.bytes
            }
            Encoding::Latin1 => {
                self.bytes.extend(encoding_rs::mem::encode_latin1_lossy(&self.text).iter());
                &self.bytes
            }
        };
        if let Err(error) = self.out.write_all(bytes) {
            self.failed.get_or_insert(error);
        }
        self.written += u64::try_from(bytes.len()).unwrap_or(0);
        self.text.clear();
    }
}

/// Escapes an attribute value the way exports do; line feeds become CR LF.
pub(crate) fn escape(out: &mut String, value: &str) {
    let mut rest = value;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'', '\\', '\n', '\t']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&apos;",
            b'\\' => "&#x5c;",
            b'\t' => "&#x9;",
            _ => "&#xD;&#xA;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
