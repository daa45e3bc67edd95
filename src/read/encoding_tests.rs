//! Every rule of the choice of encoding, and the promise that the text does not depend on how
//! the bytes were cut.
#![allow(clippy::unwrap_used)]

use super::{Decoder, TextReader, label};
use crate::model::problem::Problem;
use proptest::prelude::*;
use std::io::{self, Read};

/// Gives at most `step` bytes at a time, as a pipe does.
struct Slow<'a> {
    bytes: &'a [u8],
    step: usize,
}

impl Read for Slow<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.step.min(buf.len()).min(self.bytes.len());
        buf[..count].copy_from_slice(&self.bytes[..count]);
        self.bytes = &self.bytes[count..];
        Ok(count)
    }
}

/// Text, encoding and problems of a whole input.
type Whole = (String, &'static str, Vec<Problem>);

fn drain<R: Read>(mut reader: TextReader<R>) -> Whole {
    let mut text = String::new();
    while reader.read_into(&mut text).unwrap() {}
    (text, reader.encoding(), reader.take_problems())
}

fn read(bytes: &[u8]) -> Whole {
    drain(TextReader::new(bytes, "f.xml"))
}

fn cut(bytes: &[u8], step: usize, chunk: usize, window: usize) -> Whole {
    let decoder = Decoder::with_window("f.xml", window);
    drain(TextReader::with_chunk(Slow { bytes, step }, decoder, chunk))
}

fn declare(label: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("<?xml version=\"1.0\" encoding=\"{label}\"?>\n");
    [head.as_bytes(), body].concat()
}

fn codes(problems: &[Problem]) -> Vec<(&'static str, u64)> {
    problems.iter().map(|p| (p.code, p.line)).collect()
}

#[test]
fn empty_input_is_empty_text() {
    let (text, name, problems) = read(b"");
    assert_eq!((text.as_str(), name, problems.len()), ("", "UTF-8", 0));
}

#[test]
fn utf8_bom_is_not_text_and_beats_the_declaration() {
    let bytes = [b"\xEF\xBB\xBF".as_slice(), &declare("Latin1", "é".as_bytes())].concat();
    let (text, name, problems) = read(&bytes);
    assert!(text.starts_with("<?xml") && text.ends_with('é'));
    assert_eq!((name, problems.len()), ("UTF-8", 0));
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn utf16_by_bom_and_without() {
    let text = "<?xml version='1.0' encoding='UTF-16'?>\n<A n=\"é日𝄞\"/>";
    for mark in ["", "\u{feff}"] {
        let marked = format!("{mark}{text}");
        let little = read(&utf16(&marked, u16::to_le_bytes));
        assert_eq!(little, (text.to_owned(), "UTF-16LE", Vec::new()));
        let big = read(&utf16(&marked, u16::to_be_bytes));
        assert_eq!(big, (text.to_owned(), "UTF-16BE", Vec::new()));
    }
}

#[test]
fn lone_surrogate_is_undecodable() {
    let mut bytes = utf16("\u{feff}<?xml?>\n", u16::to_le_bytes);
    bytes.extend([0x00, 0xD8, b'a', 0]);
    let (text, _, problems) = read(&bytes);
    assert!(text.ends_with("\n\u{fffd}a"));
    assert_eq!(codes(&problems), [("undecodable-bytes", 2)]);
}

#[test]
fn every_label_finds_its_encoding() {
    let table = [
        ("UTF-8", "utf8 UTF_8 MS65001 ibm1208"),
        (
            "windows-1252",
            "ISO-8859-1 iso_8859-1 Latin1 LATIN-1 MS1252 Windows-1252 cp1252 US-ASCII ASCII win1252 ibm819 7-bit_ASCII",
        ),
        ("windows-1250", "MS1250 cp1250 windows-1250"),
        ("windows-1251", "MS1251 Windows-1251 x-cp1251"),
        ("windows-1253", "MS1253"),
        ("windows-1254", "MS1254 ISO-8859-9 Latin5"),
        ("windows-1255", "MS1255"),
        ("windows-1256", "MS1256"),
        ("windows-1257", "MS1257"),
        ("windows-1258", "MS1258"),
        ("windows-874", "MS874 ISO-8859-11 TIS-620"),
        ("ISO-8859-2", "Latin2 ISO_8859-2 8859_2 cp28592"),
        ("ISO-8859-3", "ISO-8859-3"),
        ("ISO-8859-4", "ISO-8859-4"),
        ("ISO-8859-5", "ISO-8859-5"),
        ("ISO-8859-6", "ISO-8859-6"),
        ("ISO-8859-7", "ISO-8859-7 ISO8859_7"),
        ("ISO-8859-8", "ISO-8859-8"),
        ("ISO-8859-10", "ISO-8859-10"),
        ("ISO-8859-13", "ISO-8859-13 Latin7"),
        ("ISO-8859-14", "ISO-8859-14"),
        ("ISO-8859-15", "ISO-8859-15 Latin9 ISO8859_15"),
        ("ISO-8859-16", "ISO-8859-16"),
        ("IBM866", "IBM866 cp866"),
        ("Shift_JIS", "Shift_JIS MS932 cp932 windows-31j SJIS ibm-943"),
        ("EUC-JP", "EUC-JP JapanEUC"),
        ("GBK", "GBK GB2312 MS936 cp936 EUC-CN"),
        ("gb18030", "GB18030 cp54936"),
        ("EUC-KR", "EUC-KR MS949 cp949 KSC5601"),
        ("Big5", "Big5 MS950 cp950 Big5-HKSCS HKSCS"),
        ("UTF-16LE", "UTF-16 UTF-16LE UCS-2"),
        ("UTF-16BE", "UTF-16BE"),
    ];
    for (name, labels) in table {
        for label in labels.split(' ') {
            let found = label::encoding(label).map(encoding_rs::Encoding::name);
            assert_eq!(found, Some(name), "{label}");
        }
    }
    for label in ["", "IBM037", "MS1361", "iso-2022-kr", "Latin11", "nonsense", "ms"] {
        assert!(label::encoding(label).is_none(), "{label}");
    }
}

#[test]
fn each_script_is_decoded_by_its_declaration() {
    let table = [
        ("MS1252", "Überfällig – €", "windows-1252"),
        ("Windows-1251", "Привет", "windows-1251"),
        ("ISO-8859-7", "Καλημέρα", "ISO-8859-7"),
        ("MS932", "日本語ソ表", "Shift_JIS"),
        ("GB2312", "中文数据", "GBK"),
        ("MS949", "한국어", "EUC-KR"),
        ("Big5", "繁體中文", "Big5"),
    ];
    for (label, body, name) in table {
        let (bytes, _, lossy) = label::encoding(label).unwrap().encode(body);
        assert!(!lossy);
        let (text, used, problems) = read(&declare(label, &bytes));
        assert!(text.ends_with(body), "{label}: {text}");
        assert_eq!((used, problems.len()), (name, 0), "{label}: {problems:?}");
    }
}

#[test]
fn declaration_may_be_spaced_and_single_quoted() {
    let head = b"\r\n <?xml version = '1.0'\n encoding = 'MS932' standalone='no'?>\x83\x5c";
    assert!(read(head).0.ends_with('ソ'));
    for none in ["<?xml version='1.0'?>é", "<A encoding='MS932'/>é", "<?xml encoding='MS932"] {
        assert_eq!(read(none.as_bytes()), (none.to_owned(), "UTF-8", Vec::new()));
    }
}

#[test]
fn unknown_label_is_utf8_or_else_windows_1252() {
    let (text, name, problems) = read(&declare("klingon", "é".as_bytes()));
    assert!(text.ends_with('é'));
    assert_eq!((name, codes(&problems)), ("UTF-8", vec![("unknown-encoding", 1)]));
    let (text, name, problems) = read(&declare("klingon", b"\xE9 x"));
    assert!(text.ends_with("é x"));
    assert_eq!((name, codes(&problems)), ("windows-1252", vec![("unknown-encoding", 1)]));
}

#[test]
fn declared_utf16_that_is_not_is_utf8() {
    let (text, name, problems) = read(&declare("UTF-16", "é".as_bytes()));
    assert!(text.ends_with('é'));
    assert_eq!((name, codes(&problems)), ("UTF-8", vec![("declared-utf16-is-not", 1)]));
}

#[test]
fn declared_latin_that_is_utf8_is_read_as_utf8() {
    for label in ["ISO-8859-1", "MS1252", "US-ASCII", "ISO-8859-15", "windows-1251"] {
        let (text, name, problems) = read(&declare(label, "\n\na é ü".as_bytes()));
        assert!(text.ends_with("a é ü"));
        assert_eq!((name, codes(&problems)), ("UTF-8", vec![("declared-latin-is-utf8", 4)]));
    }
    let (_, name, problems) = read(&declare("ISO-8859-1", b"plain"));
    assert_eq!((name, problems.len()), ("windows-1252", 0));
}

#[test]
fn later_latin_bytes_switch_back() {
    let body = [b"\xC3\xA9".as_slice(), b"\n0123456789\n", b"\xE9\n\x93"].concat();
    let (text, name, problems) = cut(&declare("ISO-8859-1", &padded(&body)), 4, 8, 8);
    assert!(text.ends_with("é\n0123456789\né\n“"), "{text}");
    assert_eq!(name, "windows-1252");
    let expected = [("declared-latin-is-utf8", 2), ("mixed-encodings", 4), ("c1-in-latin1", 5)];
    assert_eq!(codes(&problems), expected);
}

#[test]
fn a_window_that_ends_inside_a_character_is_still_utf8() {
    let body = "éééaééé";
    let (text, name, _) = cut(&declare("MS1252", &padded(body.as_bytes())), 4, 8, 8);
    assert!(text.ends_with(body), "{text}");
    assert_eq!(name, "UTF-8");
}

#[test]
fn utf8_cut_off_at_the_end_of_a_latin_file_is_latin() {
    let (text, name, _) = read(&declare("MS1252", b"\xC3\xA9\xC3"));
    assert!(text.ends_with("Ã©Ã"));
    assert_eq!(name, "windows-1252");
}

#[test]
fn c1_bytes_in_latin1_are_said_once() {
    let body = [&[b'\n'; 300][..], b"\x80\n\x93"].concat();
    let (text, name, problems) = read(&declare("ISO-8859-1", &body));
    assert!(text.ends_with("€\n“"));
    assert_eq!((name, codes(&problems)), ("windows-1252", vec![("c1-in-latin1", 302)]));
    assert!(read(&declare("MS1252", b"\x80")).2.is_empty());
}

#[test]
fn undecodable_bytes_are_counted_and_replaced() {
    let (text, name, problems) = read(&declare("UTF-8", b"a\xFFb\n\xC3(\xE2\x82"));
    assert!(text.ends_with("a\u{fffd}b\n\u{fffd}(\u{fffd}"));
    assert_eq!((name, codes(&problems)), ("UTF-8", vec![("undecodable-bytes", 2)]));
    assert!(problems[0].message.starts_with("3 byte sequences"));
    let (text, _, problems) = read(&declare("MS932", b"\n\x83"));
    assert!(text.ends_with('\u{fffd}'));
    assert_eq!(codes(&problems), [("undecodable-bytes", 3)]);
}

/// Gives some bytes, then fails.
struct Failing<'a>(&'a [u8]);

impl Read for Failing<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buf)? {
            0 => Err(io::Error::other("disk on fire")),
            count => Ok(count),
        }
    }
}

#[test]
fn text_before_a_failure_is_handed_out() {
    let bytes = declare("MS1252", b"caf\xE9");
    let mut reader = TextReader::new(Failing(&bytes), "f.xml");
    let mut text = String::new();
    assert!(reader.read_into(&mut text).unwrap());
    assert!(text.ends_with("café"));
    assert!(reader.read_into(&mut text).is_err());
    assert!(!reader.read_into(&mut text).unwrap());
    assert_eq!(reader.bytes_read(), bytes.len() as u64);
}

#[test]
fn chunks_of_the_real_size_change_nothing() {
    let line = "日本語テキスト, naïve – 42\n";
    let text = line.repeat(40_000);
    for (label, body) in
        [("UTF-8", text.replace('ï', "i")), ("MS932", text.replace(['ï', '–'], "")), ("GBK", text.replace('ï', ""))]
    {
        let (bytes, _, _) = label::encoding(label).unwrap().encode(&body);
        let bytes = declare(label, &bytes);
        let (whole, _, problems) = read(&bytes);
        assert!(whole.ends_with(&body) && problems.is_empty());
        assert_eq!(cut(&bytes, 7777, 65_537, 1 << 20).0, whole);
    }
}

/// Pushes a body behind the bytes that are looked at together at the start; without this a
/// small file would be decoded in one piece, and no border would be tested.
fn padded(body: &[u8]) -> Vec<u8> {
    [&[b' '; label::SNIFF], body].concat()
}

fn any_file() -> impl Strategy<Value = Vec<u8>> {
    let label = prop::sample::select(vec![
        "UTF-8",
        "ISO-8859-1",
        "MS1251",
        "MS932",
        "GBK",
        "EUC-KR",
        "Big5",
        "gb18030",
        "klingon",
        "UTF-16",
        "iso-2022-jp",
    ]);
    let piece = prop_oneof![
        "[ -~\n]{0,12}".prop_map(String::into_bytes),
        "\\PC{0,6}".prop_map(String::into_bytes),
        "[éü日本語中한𝄞–]{1,6}".prop_map(|s| encoding_rs::GB18030.encode(&s).0.into_owned()),
        prop::collection::vec(any::<u8>(), 0..6),
    ];
    let body = prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat());
    let head = prop::sample::select(vec![&b""[..], b"\xFF\xFE", b"\xFE\xFF", b"<\0?\0"]);
    prop_oneof![
        (label, body.clone()).prop_map(|(label, body)| declare(label, &padded(&body))),
        (head, body).prop_map(|(head, body)| [head, &padded(&body)].concat()),
    ]
}

proptest! {
    #[test]
    fn any_chunking_gives_the_same(
        bytes in any_file(), step in 1..40_usize, chunk in 1..40_usize, window in 1..40_usize,
    ) {
        let whole = cut(&bytes, usize::MAX, 1 << 16, window);
        prop_assert_eq!(cut(&bytes, step, chunk, window), whole);
    }

    #[test]
    fn utf8_comes_back_as_it_was(text in "\\PC*", chunk in 1..9_usize) {
        let (read, _, problems) = cut(&declare("UTF-8", &padded(text.as_bytes())), 3, chunk, 8);
        prop_assert!(read.ends_with(&text) && problems.is_empty());
    }
}
