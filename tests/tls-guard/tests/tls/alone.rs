//! `embedded-tls` without the guard, as its documentation has it.

use std::net::TcpStream;
use std::thread;

use embedded_io_adapters::std::FromStd;
use embedded_tls::blocking::TlsConnection;
use embedded_tls::pki::CertVerifier;
use embedded_tls::{
    Aes128GcmSha256, Certificate, CryptoProvider, CryptoRngCore, TlsClock, TlsConfig, TlsContext, TlsError, TlsVerifier,
};
use rand_core::OsRng;

use crate::client::{TOKEN, now, socket};
use crate::pki::HOST;
use crate::server::Served;

struct Clock;

impl TlsClock for Clock {
    fn now() -> Option<u64> {
        Some(now())
    }
}

struct Provider<'a>(CertVerifier<'a, Aes128GcmSha256, Clock, 4096>);

impl CryptoProvider for Provider<'_> {
    type CipherSuite = Aes128GcmSha256;
    type Signature = [u8; 0];

    fn rng(&mut self) -> impl CryptoRngCore {
        OsRng
    }

    fn verifier(&mut self) -> Result<&mut impl TlsVerifier<Aes128GcmSha256>, TlsError> {
        Ok(&mut self.0)
    }
}

type Tls<'b> = TlsConnection<'b, FromStd<TcpStream>, Aes128GcmSha256>;

/// Connects, and sends the token.
fn send<'b>(port: u16, ca: &[u8], read: &'b mut [u8], write: &'b mut [u8]) -> Result<Tls<'b>, TlsError> {
    let mut tls = TlsConnection::new(socket(port), read, write);
    let config = TlsConfig::new().with_server_name(HOST);
    tls.open(TlsContext::new(
        &config,
        Provider(CertVerifier::new(Certificate::X509(ca))),
    ))?;
    assert_eq!(tls.write(TOKEN)?, TOKEN.len());
    tls.flush()?;
    Ok(tls)
}

/// Connects, sends the token, and reads until there is no more.
fn call(port: u16, ca: &[u8]) -> Result<Vec<u8>, TlsError> {
    let (mut read, mut write) = ([0; 4096], [0; 1024]);
    let mut tls = send(port, ca, &mut read, &mut write)?;
    let mut reply = Vec::new();
    let mut piece = [0; 512];
    loop {
        match tls.read(&mut piece) {
            Ok(read) => reply.extend_from_slice(&piece[..read]),
            Err(TlsError::ConnectionClosed) => return Ok(reply),
            Err(error) => return Err(error),
        }
    }
}

/// Shows that `embedded-tls` alone gives the token away.
#[track_caller]
pub(crate) fn gives_the_token_away(ca: &[u8], served: Served) {
    send(served.port, ca, &mut [0; 4096], &mut [0; 1024]).expect("embedded-tls has learnt to refuse this server");
    assert_eq!(served.seen(), TOKEN);
}

/// Shows that `embedded-tls` alone takes what came so far for all that there is.
#[track_caller]
pub(crate) fn takes_for_the_whole(ca: &[u8], served: Served, part: &[u8]) {
    assert_eq!(call(served.port, ca).unwrap(), part);
    served.seen();
}

/// Shows that `embedded-tls` alone panics.
#[track_caller]
pub(crate) fn panics(ca: &[u8], served: Served) {
    let (ca, port) = (ca.to_vec(), served.port);
    assert!(
        thread::spawn(move || call(port, &ca)).join().is_err(),
        "embedded-tls has learnt not to panic"
    );
    served.seen();
}
