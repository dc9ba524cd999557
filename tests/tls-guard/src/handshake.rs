//! The common parts of the handshakes of both streams.

use embedded_tls::{CryptoProvider, TlsConfig, TlsError, TlsVerifier};
use rand_core::CryptoRngCore;

use crate::suite::Suite;
use crate::verifier::Verifier;
use crate::{Error, Server, UnixTime, randomness};

/// The smallest buffer for writing, in bytes: what the handshake takes. A larger one makes for longer records.
pub const SMALLEST_WRITE_BUFFER: usize = 512;

/// The provider of `embedded-tls` for a handshake.
pub(crate) struct Handshake<'a, R> {
    random: R,
    verifier: Verifier<'a>,
}

impl<'a, R: CryptoRngCore> Handshake<'a, R> {
    /// Checks what the device brings along, before anything is sent.
    pub(crate) fn new(server: Server<'a>, now: UnixTime, mut random: R, write_buffer: &[u8]) -> Result<Self, Error> {
        if write_buffer.len() < SMALLEST_WRITE_BUFFER {
            return Err(Error::WriteBufferTooSmall);
        }
        if !randomness::is_alive(&mut random) {
            return Err(Error::Randomness);
        }
        Ok(Self {
            random,
            verifier: Verifier::new(server, now),
        })
    }

    /// Tells whether the handshake made a session, and with the server that was meant.
    pub(crate) fn finish(&self, result: Result<(), TlsError>) -> Result<(), Error> {
        match (result, self.verifier.fault()) {
            (Err(error), None) => Err(error.into()),
            (_, Some(fault)) => Err(Error::Certificate(fault)),
            (Ok(()), None) => self.verifier.verdict().map_err(Error::Certificate),
        }
    }
}

/// Returns what is asked of `server`.
pub(crate) fn config<'a>(server: &Server<'a>) -> TlsConfig<'a> {
    TlsConfig::new().with_server_name(server.host())
}

impl<R: CryptoRngCore> CryptoProvider for Handshake<'_, R> {
    type CipherSuite = Suite;
    /// The device has no certificate: a server that asks for one gets none.
    type Signature = [u8; 0];

    fn rng(&mut self) -> impl CryptoRngCore {
        &mut self.random
    }

    fn verifier(&mut self) -> Result<&mut impl TlsVerifier<Suite>, TlsError> {
        Ok(&mut self.verifier)
    }
}
