//! A few answers of SQL Server, as the manual of its protocol (MS-TDS) writes them. It is no SQL Server.

use super::Certificates;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// Whether the server can encrypt: no; yes, and it must be so.
const NO_ENCRYPTION: u8 = 2;
const ENCRYPTION: u8 = 3;
/// The end of an answer, after an error and after none.
const DONE: [u8; 13] = [0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// What it says to a login and to `SELECT @@VERSION`: an error, or none. To the question for columns it always has an answer;
/// of a repository's tables it knows `OPB_WFLOW_RUN` alone.
#[derive(Clone, Copy, Default)]
pub(crate) struct Errors {
    pub(crate) login: Option<(i32, &'static str)>,
    pub(crate) version: Option<(i32, &'static str)>,
}

/// Starts one; the port at which it listens. It ends with the process of the tests.
pub(crate) fn start(errors: Errors) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || serve(stream, errors));
        }
    });
    port
}

fn serve(mut stream: impl Read + Write, errors: Errors) {
    while let Some((kind, body)) = heard(&mut stream) {
        let answer = match kind {
            0x12 => prelogin(NO_ENCRYPTION),
            0x10 => errors.login.map_or_else(|| [login_ack(), DONE.to_vec()].concat(), error),
            0x01 => pulled(&body).unwrap_or_else(|| errors.version.map_or_else(version, error)),
            _ => columns(),
        };
        if stream.write_all(&packet(4, &answer)).and_then(|()| stream.flush()).is_err() {
            return;
        }
    }
}

fn packet(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 8).unwrap().to_be_bytes();
    [&[kind, 1, length[0], length[1], 0, 0, 1, 0][..], body].concat()
}

/// One that speaks nothing but TLS 1.2 after its first answer.
pub(crate) struct Encrypting {
    _folder: tempfile::TempDir,
    /// Its port at 127.0.0.1.
    pub(crate) port: u16,
    /// Its certificate and who signed it.
    pub(crate) certificates: Certificates,
}

impl Encrypting {
    /// Starts one. It ends with the process of the tests.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let certificates = Certificates::make(folder.path()).expect("openssl");
        let chain = CertificateDer::pem_file_iter(certificates.path("server.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_file(certificates.path("server.key")).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_protocol_versions(&[&rustls::version::TLS12]);
        let builder = builder.unwrap().with_no_client_auth();
        let config = Arc::new(builder.with_single_cert(chain.map(Result::unwrap).collect(), key).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let config = Arc::clone(&config);
                thread::spawn(move || encrypted(stream, config));
            }
        });
        Self { _folder: folder, port, certificates }
    }
}

fn encrypted(mut stream: TcpStream, config: Arc<ServerConfig>) -> Option<()> {
    heard(&mut stream)?;
    stream.write_all(&packet(4, &prelogin(ENCRYPTION))).ok()?;
    let mut connection = ServerConnection::new(config).ok()?;
    let mut wrapped = Wrapped { stream, left: 0, agreed: false };
    while connection.is_handshaking() {
        connection.complete_io(&mut wrapped).ok()?;
    }
    wrapped.agreed = true;
    serve(StreamOwned::new(connection, wrapped), Errors::default());
    Some(())
}

/// TLS inside of packets until it is agreed on, bare afterwards.
struct Wrapped {
    stream: TcpStream,
    left: usize,
    agreed: bool,
}

impl Read for Wrapped {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.agreed {
            return self.stream.read(bytes);
        }
        if self.left == 0 {
            let mut head = [0; 8];
            self.stream.read_exact(&mut head)?;
            self.left = usize::from(u16::from_be_bytes([head[2], head[3]])).saturating_sub(8);
        }
        let most = self.left.min(bytes.len());
        let read = self.stream.read(&mut bytes[..most])?;
        self.left -= read;
        Ok(read)
    }
}

impl Write for Wrapped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.agreed {
            return self.stream.write(bytes);
        }
        self.stream.write_all(&packet(0x12, bytes))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// The kind of a message and its bytes, when all of its packets were read.
fn heard(stream: &mut impl Read) -> Option<(u8, Vec<u8>)> {
    let mut body = Vec::new();
    loop {
        let mut head = [0; 8];
        stream.read_exact(&mut head).ok()?;
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let start = body.len();
        body.resize(start + length.checked_sub(8)?, 0);
        stream.read_exact(&mut body[start..]).ok()?;
        if head[1] & 1 == 1 {
            return Some((head[0], body));
        }
    }
}

/// Version and encryption: where each stands, then the values.
fn prelogin(encryption: u8) -> Vec<u8> {
    let mut all = vec![0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff];
    all.extend([16, 0, 0, 0, 0, 0, encryption]);
    all
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A text with the number of its characters in one byte.
fn short(text: &str) -> Vec<u8> {
    [&[u8::try_from(text.len()).unwrap()][..], &utf16(text)].concat()
}

fn token(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind][..], &u16::try_from(body.len()).unwrap().to_le_bytes(), body].concat()
}

fn error((code, words): (i32, &'static str)) -> Vec<u8> {
    let length = u16::try_from(words.len()).unwrap().to_le_bytes();
    let body = [&code.to_le_bytes()[..], &[1, 14], &length, &utf16(words), &short("S"), &short(""), &[1, 0, 0, 0]];
    let done = [0xfd, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    [token(0xaa, &body.concat()), done.to_vec()].concat()
}

fn login_ack() -> Vec<u8> {
    let body = [&[1, 0x74, 0, 0, 4][..], &short("SQL"), &[16, 0, 0, 0]].concat();
    token(0xad, &body)
}

/// Types of columns: text, a number of four bytes, one of ten digits with none after its point.
const TEXT: &[u8] = &[0xe7, 0x40, 0x1f, 9, 4, 0xd0, 0, 0x34];
const INT: &[u8] = &[0x26, 4];
const NUMERIC: &[u8] = &[0x6c, 9, 10, 0];

/// Names and types of columns.
fn head(columns: &[(&str, &[u8])]) -> Vec<u8> {
    let mut all = [&[0x81][..], &u16::try_from(columns.len()).unwrap().to_le_bytes()].concat();
    for (name, data_type) in columns {
        all.extend([0, 0, 0, 0, 1, 0]);
        all.extend(*data_type);
        all.extend(short(name));
    }
    all
}

fn cell(text: &str) -> Vec<u8> {
    let text = utf16(text);
    [&u16::try_from(text.len()).unwrap().to_le_bytes()[..], &text].concat()
}

fn version() -> Vec<u8> {
    let row = [vec![0xd1], cell("Microsoft SQL Server 2022 (RTM) - 16.0.1\n\tmore lines")].concat();
    [head(&[("", TEXT)]), row, DONE.to_vec()].concat()
}

/// The answer to a SELECT from a repository; `None` for every other statement.
fn pulled(batch: &[u8]) -> Option<Vec<u8>> {
    let units: Vec<u16> = batch.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let sql = String::from_utf16_lossy(&units);
    if !sql.contains(" FROM ") {
        return None;
    }
    if !sql.contains(" FROM dbo.OPB_WFLOW_RUN ") {
        return Some(error((208, "Invalid object name.")));
    }
    let names = [("WORKFLOW_NAME", TEXT), ("WORKFLOW_RUN_ID", NUMERIC), ("RUN_STATUS_CODE", INT), ("END_TIME", TEXT)];
    let row = |name: &str, run: u64, status: i32, end: Vec<u8>| {
        let (run, status) = ([&[9, 1][..], &run.to_le_bytes()].concat(), [&[4][..], &status.to_le_bytes()].concat());
        [vec![0xd1], cell(name), run, status, end].concat()
    };
    let first = row("wf_a", 5_000_000_007, 1, cell("2026-01-02 03:04:05.123"));
    let second = row("wf_b", 5_000_000_008, 6, vec![0xff, 0xff]);
    Some([head(&names), first, second, DONE.to_vec()].concat())
}

fn columns() -> Vec<u8> {
    let number = |number: Option<i32>| number.map_or(vec![0], |number| [&[4][..], &number.to_le_bytes()].concat());
    let row = |name: &str, data_type: &str, precision, scale| {
        let texts = ["dbo", "Orders", name, data_type].map(cell).concat();
        [vec![0xd1], texts, number(precision), number(scale)].concat()
    };
    let names = [("s", TEXT), ("t", TEXT), ("c", TEXT), ("d", TEXT), ("p", INT), ("n", INT)];
    let rows = [row("id", "decimal", Some(10), Some(2)), row("note", "nvarchar", Some(-1), None)].concat();
    [head(&names), rows, DONE.to_vec()].concat()
}
