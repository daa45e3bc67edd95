//! The connection to HiveServer2: TCP, TLS, SASL PLAIN, and frames.

use super::super::broken::broken;
use super::super::{Limits, Target, Trouble, tls};
use crate::model::connection::Verdict;
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;

/// Largest frame that is read, in bytes.
const LARGEST: usize = 4 << 20;

// Steps of SASL as Thrift numbers them.
const START: u8 = 1;
const OK: u8 = 2;
const COMPLETE: u8 = 5;

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// A connection on which somebody has logged in.
pub(super) struct Wire {
    stream: Box<dyn Stream>,
    limits: Limits,
}

impl Wire {
    /// Connects and logs in.
    pub(super) fn open(target: &Target, limits: Limits, encrypted: bool) -> Result<Self, Trouble> {
        let host = target.needed("host")?;
        let socket = connect(host, target.port(super::PORT)?, limits).map_err(|error| broken(&error, limits))?;
        let stream: Box<dyn Stream> = if encrypted {
            let name = ServerName::try_from(host.to_owned()).map_err(|_| {
                Trouble::new(Verdict::TlsFailure, format!("{host} is no name that a certificate can have"))
            })?;
            let connection = ClientConnection::new(Arc::new(tls::client_config(target)?), name)
                .map_err(|error| Trouble::new(Verdict::TlsFailure, error.to_string()))?;
            Box::new(StreamOwned::new(connection, socket))
        } else {
            Box::new(socket)
        };
        let mut wire = Self { stream, limits };
        wire.log_in(target)?;
        Ok(wire)
    }

    fn log_in(&mut self, target: &Target) -> Result<(), Trouble> {
        let user = target.connection.attribute("user").unwrap_or(super::ANYBODY);
        let password = target.secret.as_ref().map_or(super::ANYBODY, |secret| secret.expose());
        let said = [(START, "PLAIN".to_owned()), (OK, format!("\0{user}\0{password}"))];
        for (step, text) in said {
            self.write(&[&[step], &length(text.len())[..], text.as_bytes()].concat())?;
        }
        loop {
            let [status] = self.read_array()?;
            let words = self.read_sized()?;
            match status {
                COMPLETE => return Ok(()),
                OK => (),
                START | 3 | 4 => return Err(refused(&String::from_utf8_lossy(&words))),
                _ => return Err(Trouble::new(Verdict::Failed, "this is no HiveServer2 that speaks SASL")),
            }
        }
    }

    /// Sends a frame and reads the one that answers it.
    pub(super) fn ask(&mut self, message: &[u8]) -> Result<Vec<u8>, Trouble> {
        self.write(&[&length(message.len())[..], message].concat())?;
        self.read_sized()
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.stream.write_all(bytes).and_then(|()| self.stream.flush()).map_err(|error| broken(&error, self.limits))
    }

    fn read_array<const N: usize>(&mut self) -> Result<[u8; N], Trouble> {
        let mut bytes = [0; N];
        self.stream.read_exact(&mut bytes).map_err(|error| broken(&error, self.limits))?;
        Ok(bytes)
    }

    fn read_sized(&mut self) -> Result<Vec<u8>, Trouble> {
        let said = u32::from_be_bytes(self.read_array()?);
        let Some(size) = usize::try_from(said).ok().filter(|size| *size <= LARGEST) else {
            return Err(Trouble::new(Verdict::Failed, "this is no HiveServer2 that speaks SASL"));
        };
        let mut bytes = vec![0; size];
        self.stream.read_exact(&mut bytes).map_err(|error| broken(&error, self.limits))?;
        Ok(bytes)
    }
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}

/// The server's words for why nobody is logged in.
fn refused(words: &str) -> Trouble {
    let is_other_way = words.to_lowercase().contains("mechanism");
    let verdict = if is_other_way { Verdict::NotSupported } else { Verdict::AuthenticationFailed };
    Trouble::new(verdict, format!("SASL PLAIN is refused: {words}"))
}

/// Connects to the first address that answers.
fn connect(host: &str, port: u16, limits: Limits) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::HostUnreachable);
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, limits.timeout) {
            Ok(socket) => {
                socket.set_read_timeout(Some(limits.timeout))?;
                socket.set_write_timeout(Some(limits.timeout))?;
                socket.set_nodelay(true)?;
                return Ok(socket);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}
