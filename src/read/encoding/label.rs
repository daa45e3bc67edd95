//! What a file says about its own encoding: BOM, shape of the first bytes, XML declaration.
//!
//! Owns the labels: those of the WHATWG list (through `encoding_rs`) and the spellings of
//! Informatica, Java, IBM and Windows code pages that the list lacks.
//! Never looks past the first kilobyte and never decodes.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes needed to see the BOM and the whole declaration.
pub(super) const SNIFF: usize = 1024;

/// Recognises a byte order mark; returns the encoding and the mark's length.
pub(super) fn bom(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(bytes)
}

/// Recognises UTF-16 without a mark from the first two characters, `<?`.
pub(super) fn bare_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.starts_with(b"<\0?\0") {
        Some(UTF_16LE)
    } else if bytes.starts_with(b"\0<\0?") {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Finds the value of `encoding` in the XML declaration.
pub(super) fn declared(bytes: &[u8]) -> Option<&str> {
    let head = bytes[..bytes.len().min(SNIFF)].trim_ascii_start();
    let body = head.strip_prefix(b"<?xml")?;
    let body = &body[..memchr::memmem::find(body, b"?>")?];
    let at = memchr::memmem::find(body, b"encoding")? + b"encoding".len();
    let value = body[at..].trim_ascii_start().strip_prefix(b"=")?;
    let value = value.trim_ascii_start();
    let quote = *value.first().filter(|b| matches!(b, b'"' | b'\''))?;
    let end = memchr::memchr(quote, &value[1..])?;
    std::str::from_utf8(&value[1..=end]).ok()
}

/// Returns the encoding of a label, or `None` when nobody here can decode it.
pub(super) fn encoding(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.as_bytes()).or_else(|| by_spelling(&plain(label)))
}

/// Tells whether a label means ISO-8859-1 itself, which is always read as windows-1252.
pub(super) fn is_latin1(label: &str) -> bool {
    matches!(
        plain(label).as_str(),
        "iso88591" | "latin1" | "l1" | "isoir100" | "csisolatin1" | "iso885911987" | "88591"
    ) || code_page(&plain(label)).is_some_and(|page| matches!(page, 819 | 28591))
}

/// Keeps letters and digits only, in lower case: `ISO_8859-1` and `iso 8859 1` are one.
fn plain(label: &str) -> String {
    let kept = label.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

/// Knows the names that are not on the WHATWG list.
fn by_spelling(plain: &str) -> Option<&'static Encoding> {
    if let Some(encoding) = Encoding::for_label_no_replacement(plain.as_bytes()) {
        return Some(encoding);
    }
    if let Some(page) = code_page(plain) {
        return by_code_page(page);
    }
    let iso = plain.strip_prefix("iso").unwrap_or(plain);
    if let Some(part) = iso.strip_prefix("8859") {
        return iso_8859(part.parse().ok()?);
    }
    if let Some(number) = plain.strip_prefix("latin") {
        return latin(number.parse().ok()?);
    }
    Some(match plain {
        "7bitascii" | "ascii7bit" | "iso646us" | "usascii7" => WINDOWS_1252,
        "utf8bom" | "cesu8" => UTF_8,
        "utf16" | "utf16le" | "ucs2" | "ucs2le" => UTF_16LE,
        "utf16be" | "ucs2be" => UTF_16BE,
        "sjis" | "shiftjis" | "windows31j" | "jpsjis" => SHIFT_JIS,
        "japaneuc" | "eucjp" | "ujis" | "jeuc" => EUC_JP,
        "euckr" | "ksc5601" | "uhc" => EUC_KR,
        "gb2312" | "euccn" | "gbk" => GBK,
        "gb18030" => GB18030,
        "big5hkscs" | "hkscs" | "big5" => BIG5,
        _ => return None,
    })
}

/// Splits `ms1252`, `cp932`, `ibm819` … into their number.
fn code_page(plain: &str) -> Option<u32> {
    let digits = plain.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let prefix = &plain[..plain.len() - digits.len()];
    let known = ["ms", "cp", "xcp", "win", "windows", "xwindows", "microsoft", "ibm", "ccsid", "codepage"];
    known.contains(&prefix).then(|| digits.parse().ok())?
}

/// Maps a Windows or IBM code page number.
fn by_code_page(page: u32) -> Option<&'static Encoding> {
    Some(match page {
        819 | 20127 | 367 => WINDOWS_1252,
        932 | 943 => SHIFT_JIS,
        936 | 1386 => GBK,
        949 | 1363 => EUC_KR,
        950 | 1373 | 1375 => BIG5,
        954 | 20932 | 51932 => EUC_JP,
        1200 => UTF_16LE,
        1201 => UTF_16BE,
        1208 | 65001 => UTF_8,
        1392 | 54936 => GB18030,
        28592..=28606 => return iso_8859(page - 28590),
        866 | 874 | 1250..=1258 => return by_windows_label(page),
        _ => return None,
    })
}

/// Asks the WHATWG list for `cp866`, `windows-874`, `windows-1250` … `windows-1258`.
fn by_windows_label(page: u32) -> Option<&'static Encoding> {
    let prefix = if page == 866 { "cp" } else { "windows-" };
    Encoding::for_label(format!("{prefix}{page}").as_bytes())
}

/// Maps a part of ISO 8859.
fn iso_8859(part: u32) -> Option<&'static Encoding> {
    Encoding::for_label(format!("iso-8859-{part}").as_bytes())
}

/// Maps a "Latin N" name, whose numbers are not those of the ISO parts.
fn latin(number: u32) -> Option<&'static Encoding> {
    iso_8859(match number {
        1..=4 => number,
        5 => 9,
        6 => 10,
        7 => 13,
        8 => 14,
        9 => 15,
        10 => 16,
        _ => return None,
    })
}
