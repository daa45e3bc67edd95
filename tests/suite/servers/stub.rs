//! A tiny HTTP server for the answers that no test server gives: refusals, redirects, nonsense.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What it answers: status, more header lines (each with its line end), body.
pub(crate) type Answer = (u16, &'static str, String);

/// A request as it came: its first line, its headers in lower case, and its body.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) first_line: String,
    pub(crate) headers: String,
    pub(crate) body: String,
}

/// A running stub. It ends with the process of the tests.
pub(crate) struct Stub {
    /// Its port at 127.0.0.1.
    pub(crate) port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Stub {
    /// Starts one that answers by the first line of the request.
    pub(crate) fn start(answer: impl Fn(&str) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let request = read(&stream);
                let (status, headers, body) = answer(&request.first_line);
                all.lock().unwrap().push(request);
                let begin = format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\n", body.len());
                let _ = (&stream).write_all(format!("{begin}Connection: close\r\n\r\n{body}").as_bytes());
            }
        });
        Self { port, heard }
    }

    /// What was heard so far.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> Heard {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        let _ = reader.read_line(&mut line);
        line.trim_end().to_owned()
    };
    let first_line = line();
    let headers: Vec<String> =
        std::iter::from_fn(|| Some(line()).filter(|line| !line.is_empty())).map(|line| line.to_lowercase()).collect();
    let length = headers.iter().find_map(|header| header.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    let _ = reader.read_exact(&mut body);
    Heard { first_line, headers: headers.join("\n"), body: String::from_utf8_lossy(&body).into_owned() }
}
