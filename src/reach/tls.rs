//! TLS of every client: which certificates are trusted.
//!
//! Owns the one configuration that all families share. Certificates are verified against the system's, or against the file
//! that a connection names; only `insecure`, which the user must ask for, leaves that out. Never falls back to plain text.

use super::{Target, Trouble};
use crate::model::connection::Verdict;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::sync::Arc;

/// Chooses the cryptography of the whole process. Several clients bring rustls with other choices; without this it would
/// not know which to take, and panic.
pub fn install() {
    // Fails where one is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// True where the attribute `tls` wants it, which is so unless it says `disable`. Certificates are then always verified,
/// `require` is no less than `verify-full`; words that would fall back to plain text are refused.
pub fn wanted(target: &Target) -> Result<bool, Trouble> {
    match target.connection.attribute("tls").unwrap_or("verify-full") {
        "verify-full" | "require" => Ok(true),
        "disable" => Ok(false),
        other => Err(Trouble::new(
            Verdict::NotSupported,
            format!("attribute tls: {other} is none of verify-full, require, disable"),
        )),
    }
}

/// The configuration for a target.
pub fn client_config(target: &Target) -> Result<ClientConfig, Trouble> {
    let builder = ClientConfig::builder();
    if target.insecure {
        let verifier = Arc::new(Trusting(Arc::new(rustls::crypto::ring::default_provider())));
        return Ok(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth());
    }
    Ok(builder.with_root_certificates(roots(target.connection.attribute("ca_file"))?).with_no_client_auth())
}

/// Certificates of a PEM file, or of the system.
pub fn certificates(ca_file: Option<&str>) -> Result<Vec<CertificateDer<'static>>, Trouble> {
    let Some(path) = ca_file else { return Ok(rustls_native_certs::load_native_certs().certs) };
    let wrong = |what: String| Trouble::new(Verdict::TlsFailure, format!("ca_file {path}: {what}"));
    let read = CertificateDer::pem_file_iter(path).map_err(|error| wrong(error.to_string()))?;
    let all = read.collect::<Result<Vec<_>, _>>().map_err(|error| wrong(error.to_string()))?;
    if all.is_empty() { Err(wrong("no certificate in it".to_owned())) } else { Ok(all) }
}

fn roots(ca_file: Option<&str>) -> Result<RootCertStore, Trouble> {
    let mut store = RootCertStore::empty();
    let (_, bad) = store.add_parsable_certificates(certificates(ca_file)?);
    match ca_file {
        Some(path) if store.is_empty() => Err(Trouble::new(
            Verdict::TlsFailure,
            format!("ca_file {path}: none of its {bad} certificates can be used"),
        )),
        _ => Ok(store),
    }
}

/// Trusts any certificate; signatures are still checked.
#[derive(Debug)]
struct Trusting(Arc<CryptoProvider>);

impl ServerCertVerifier for Trusting {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
