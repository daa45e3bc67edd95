//! Thrift's binary protocol, as far as HiveServer2 needs it: values, and the bytes that they are.
//!
//! Nothing of a server's bytes is trusted: every length is checked against what is there, and nesting is bounded.

/// A value of Thrift. A field of a structure has a number.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Bool(bool),
    Byte(u8),
    Double(u64),
    I16(i16),
    I32(i32),
    I64(i64),
    /// A string, or bytes: the protocol does not tell them apart
    Text(Vec<u8>),
    Struct(Vec<(i16, Value)>),
    Map(Vec<(Value, Value)>),
    /// A list or a set
    List(Vec<Value>),
}

/// Deepest nesting that is read.
const DEEPEST: usize = 32;

/// Begins a message of version 1; the last byte is its kind.
const VERSION: u32 = 0x8001_0000;
const CALL: u32 = 1;
const REPLY: u32 = 2;
const EXCEPTION: u32 = 3;

impl Value {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.as_bytes().to_vec())
    }

    /// A field of a structure.
    pub(super) fn field(&self, number: i16) -> Option<&Self> {
        let Self::Struct(fields) = self else { return None };
        fields.iter().find(|(known, _)| *known == number).map(|(_, value)| value)
    }

    /// Text of a field, empty where it is not there.
    pub(super) fn text_of(&self, number: i16) -> String {
        self.field(number).map(Self::as_text).unwrap_or_default()
    }

    /// Text, empty for what is none.
    pub(super) fn as_text(&self) -> String {
        if let Self::Text(bytes) = self { String::from_utf8_lossy(bytes).into_owned() } else { String::new() }
    }

    /// Members of a list, none for what is no list.
    pub(super) fn members(&self) -> &[Self] {
        if let Self::List(members) = self { members } else { &[] }
    }

    fn code(&self) -> u8 {
        match self {
            Self::Bool(_) => 2,
            Self::Byte(_) => 3,
            Self::Double(_) => 4,
            Self::I16(_) => 6,
            Self::I32(_) => 8,
            Self::I64(_) => 10,
            Self::Text(_) => 11,
            Self::Struct(_) => 12,
            Self::Map(_) => 13,
            Self::List(_) => 15,
        }
    }

    fn write(&self, to: &mut Vec<u8>) {
        match self {
            Self::Bool(value) => to.push(u8::from(*value)),
            Self::Byte(value) => to.push(*value),
            Self::Double(bits) => to.extend(bits.to_be_bytes()),
            Self::I16(value) => to.extend(value.to_be_bytes()),
            Self::I32(value) => to.extend(value.to_be_bytes()),
            Self::I64(value) => to.extend(value.to_be_bytes()),
            Self::Text(bytes) => write_text(to, bytes),
            Self::Struct(fields) => {
                for (number, value) in fields {
                    to.push(value.code());
                    to.extend(number.to_be_bytes());
                    value.write(to);
                }
                to.push(0);
            }
            Self::Map(pairs) => {
                to.push(pairs.first().map_or(11, |(key, _)| key.code()));
                to.push(pairs.first().map_or(11, |(_, value)| value.code()));
                write_length(to, pairs.len());
                for (key, value) in pairs {
                    key.write(to);
                    value.write(to);
                }
            }
            Self::List(members) => {
                to.push(members.first().map_or(11, Self::code));
                write_length(to, members.len());
                for member in members {
                    member.write(to);
                }
            }
        }
    }
}

fn write_length(to: &mut Vec<u8>, length: usize) {
    // Nothing that is sent comes near the limit of the protocol.
    to.extend(i32::try_from(length).unwrap_or(i32::MAX).to_be_bytes());
}

fn write_text(to: &mut Vec<u8>, bytes: &[u8]) {
    write_length(to, bytes.len());
    to.extend(bytes);
}

/// The bytes of a call; its one argument is the request.
pub(super) fn call(name: &str, request: Value) -> Vec<u8> {
    let mut to = (VERSION | CALL).to_be_bytes().to_vec();
    write_text(&mut to, name.as_bytes());
    to.extend(0_i32.to_be_bytes());
    Value::Struct(vec![(1, request)]).write(&mut to);
    to
}

/// The answer to a call. `Err`: what the server, or the reader, has against it.
pub(super) fn reply(bytes: &[u8]) -> Result<Value, String> {
    let broken = || "the answer is no message of Thrift".to_owned();
    let mut reader = Reader(bytes);
    let kind = u32::from_be_bytes(reader.array().ok_or_else(broken)?);
    reader.text().and_then(|_| reader.array::<4>()).ok_or_else(broken)?;
    let body = reader.value(12, 0).ok_or_else(broken)?;
    match kind ^ VERSION {
        REPLY => body.field(0).cloned().ok_or_else(broken),
        EXCEPTION => Err(body.text_of(1)),
        _ => Err(broken()),
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// A length, never more than the bytes that are left: every member takes one at least.
    fn length(&mut self) -> Option<usize> {
        let length = usize::try_from(i32::from_be_bytes(self.array()?)).ok()?;
        (length <= self.0.len()).then_some(length)
    }

    fn text(&mut self) -> Option<Vec<u8>> {
        let length = self.length()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(text.to_vec())
    }

    fn value(&mut self, code: u8, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        Some(match code {
            2 => Value::Bool(self.byte()? != 0),
            3 => Value::Byte(self.byte()?),
            4 => Value::Double(u64::from_be_bytes(self.array()?)),
            6 => Value::I16(i16::from_be_bytes(self.array()?)),
            8 => Value::I32(i32::from_be_bytes(self.array()?)),
            10 => Value::I64(i64::from_be_bytes(self.array()?)),
            11 => Value::Text(self.text()?),
            12 => Value::Struct(self.fields(depth)?),
            13 => {
                let (key, value, length) = (self.byte()?, self.byte()?, self.length()?);
                let pairs = (0..length).map(|_| Some((self.value(key, depth + 1)?, self.value(value, depth + 1)?)));
                Value::Map(pairs.collect::<Option<_>>()?)
            }
            14 | 15 => {
                let (code, length) = (self.byte()?, self.length()?);
                Value::List((0..length).map(|_| self.value(code, depth + 1)).collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }

    fn fields(&mut self, depth: usize) -> Option<Vec<(i16, Value)>> {
        let mut fields = Vec::new();
        loop {
            match self.byte()? {
                0 => return Some(fields),
                code => {
                    let number = i16::from_be_bytes(self.array()?);
                    fields.push((number, self.value(code, depth + 1)?));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u32, body: &Value) -> Vec<u8> {
        let mut bytes = (VERSION | kind).to_be_bytes().to_vec();
        write_text(&mut bytes, b"GetInfo");
        bytes.extend(0_i32.to_be_bytes());
        body.write(&mut bytes);
        bytes
    }

    fn all_kinds() -> Value {
        let inner = Value::List(vec![Value::text("a"), Value::text("ü")]);
        let fields = [
            Value::Bool(true),
            Value::Byte(7),
            Value::Double(1.5_f64.to_bits()),
            Value::I16(-2),
            Value::I32(i32::MIN),
            Value::I64(i64::MAX),
            Value::Map(vec![(Value::text("k"), Value::I32(1))]),
            inner,
        ];
        Value::Struct((1_i16..).zip(fields).collect())
    }

    #[test]
    fn what_is_written_is_read_again() {
        let body = Value::Struct(vec![(0, all_kinds())]);
        assert_eq!(reply(&message(REPLY, &body)), Ok(all_kinds()));
        let refused = Value::Struct(vec![(1, Value::text("no such method"))]);
        assert_eq!(reply(&message(EXCEPTION, &refused)), Err("no such method".to_owned()));
    }

    #[test]
    fn a_broken_answer_is_an_error_wherever_it_breaks() {
        let whole = message(REPLY, &Value::Struct(vec![(0, all_kinds())]));
        for cut in 0..whole.len() {
            assert!(reply(&whole[..cut]).is_err(), "cut at {cut}");
        }
        let nested = message(REPLY, &Value::Struct(Vec::new()));
        let deep = [&nested[..nested.len() - 1], &[12, 0, 0].repeat(100_000)].concat();
        assert!(reply(&deep).is_err());
        let huge = [&nested[..nested.len() - 1], &[15, 0, 0, 2, 0x7f, 0xff, 0xff, 0xff]].concat();
        assert!(reply(&huge).is_err());
    }
}
