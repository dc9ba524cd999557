use core::ffi::CStr;

use embedded_io::ErrorType;
use embedded_io_async::{Read, Write};
use mbedtls_rs::{SessionConfig, SessionError, TlsReference, sys};

use super::{heap, tap::Tap};
use crate::{Error, Verification};

/// A TLS session with a verified server.
///
/// It is dropped with its stream when a call is cancelled, also in the middle of a handshake, which cannot be resumed: the next
/// call makes a new one.
pub(crate) struct Session<'t, S: Read + Write>(mbedtls_rs::Session<'t, Tap<S>>);

impl<'t, S: Read + Write> Session<'t, S> {
    /// Runs the handshake with a host over a stream to it.
    pub(crate) async fn open(
        tls: TlsReference<'t>,
        config: &SessionConfig<'t>,
        host: &CStr,
        stream: S,
    ) -> Result<Self, Error<S::Error>> {
        let failures = heap::used().failures;
        let session = mbedtls_rs::Session::new(tls, Tap::new(stream), config);
        let mut session = Self(session.map_err(|error| reason(error, failures))?);
        let opened = match session.0.set_server_name(host) {
            Ok(()) => session.0.connect().await,
            Err(error) => Err(error),
        };
        match opened {
            Ok(()) => Ok(session),
            Err(error) => Err(session.error(error, failures)),
        }
    }

    /// Returns the cause of an error, if there were this number of failed allocations before.
    fn error(&mut self, error: SessionError, failures: u32) -> Error<S::Error> {
        match error {
            SessionError::Io(_) => self.0.stream().take_error().map_or(Error::Closed, Error::Stream),
            SessionError::MbedTls(code) => match code.code() {
                sys::MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE => Error::Alert(self.0.stream().alert()),
                sys::MBEDTLS_ERR_X509_CERT_VERIFY_FAILED | sys::MBEDTLS_ERR_SSL_BAD_CERTIFICATE
                    if heap::used().failures == failures =>
                {
                    Error::Untrusted(Verification::new(self.0.tls_verification_details()))
                }
                _ => reason(error, failures),
            },
        }
    }
}

/// Returns the cause of an error that neither the stream nor the server explains.
pub(crate) fn reason<E>(error: impl Into<SessionError>, failures: u32) -> Error<E> {
    if heap::used().failures != failures {
        // Mbed TLS has other errors after a failed allocation as well, such as an untrusted certificate.
        return Error::OutOfHeap;
    }
    match error.into() {
        SessionError::Io(_) => Error::Closed,
        SessionError::MbedTls(code) => match code.code() {
            // The second one is that of a record which does not fit the buffer.
            sys::MBEDTLS_ERR_SSL_INVALID_RECORD | sys::MBEDTLS_ERR_SSL_BAD_INPUT_DATA => Error::InvalidRecord,
            // The parser of certificates.
            code @ -0x29ff..=-0x2080 => Error::InvalidCertificate(code),
            code => Error::Tls(code),
        },
    }
}

impl<S: Read + Write> ErrorType for Session<'_, S> {
    type Error = Error<S::Error>;
}

impl<S: Read + Write> Read for Session<'_, S> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        let failures = heap::used().failures;
        let read = self.0.read(buffer).await;
        read.map_err(|error| self.error(error, failures))
    }
}

impl<S: Read + Write> Write for Session<'_, S> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        let failures = heap::used().failures;
        let written = self.0.write(bytes).await;
        written.map_err(|error| self.error(error, failures))
    }

    async fn flush(&mut self) -> Result<(), Self::Error> {
        let failures = heap::used().failures;
        let flushed = self.0.flush().await;
        flushed.map_err(|error| self.error(error, failures))
    }
}
