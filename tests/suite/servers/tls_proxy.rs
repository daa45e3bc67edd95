//! TLS in front of a server that has none.

use super::Certificates;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Longest pause between looking at one side and at the other.
const TURN: Duration = Duration::from_millis(5);

/// Listens with TLS and hands everything on to a port of this machine.
pub(crate) struct TlsProxy {
    _folder: tempfile::TempDir,
    /// Its port at 127.0.0.1.
    pub(crate) port: u16,
    /// Its certificate and who signed it.
    pub(crate) certificates: Certificates,
}

impl TlsProxy {
    /// Starts one. It ends with the process of the tests.
    pub(crate) fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let started = Self::prepared(port);
        let config = Arc::new(started.config());
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let config = Arc::clone(&config);
                thread::spawn(move || hand_on(client, config, server));
            }
        });
        started
    }

    fn prepared(port: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let certificates = Certificates::make(folder.path()).expect("openssl");
        Self { _folder: folder, port, certificates }
    }

    fn config(&self) -> ServerConfig {
        let chain = CertificateDer::pem_file_iter(self.certificates.path("server.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_file(self.certificates.path("server.key")).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        builder.with_no_client_auth().with_single_cert(chain.map(Result::unwrap).collect(), key).unwrap()
    }
}

/// Both directions on one thread: a TLS connection cannot be split. Reads give up after a turn.
fn hand_on(client: TcpStream, config: Arc<ServerConfig>, server: u16) {
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", server)) else { return };
    let _ = client.set_read_timeout(Some(TURN));
    let _ = server.set_read_timeout(Some(TURN));
    let mut client = StreamOwned::new(ServerConnection::new(config).unwrap(), client);
    let mut bytes = [0; 16 << 10];
    loop {
        match turn(client.read(&mut bytes)) {
            Some(read) if server.write_all(&bytes[..read]).is_ok() => (),
            _ => break,
        }
        match turn(server.read(&mut bytes)) {
            Some(read) if client.write_all(&bytes[..read]).and_then(|()| client.flush()).is_ok() => (),
            _ => break,
        }
    }
    let _ = server.shutdown(Shutdown::Both);
    client.conn.send_close_notify();
    let _ = client.flush();
}

/// Bytes that came in a turn; `None` where no more will.
fn turn(read: io::Result<usize>) -> Option<usize> {
    match read {
        Ok(0) => None,
        Ok(read) => Some(read),
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => Some(0),
        Err(_) => None,
    }
}
