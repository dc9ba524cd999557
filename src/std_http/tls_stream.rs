//! TLS over a transport.

use std::{
    boxed::Box,
    io::{self, ErrorKind, Read, Write},
    string::ToString,
    sync::Arc,
};

use rustls::{ClientConfig, ClientConnection, pki_types::ServerName};

use super::{handshake_error, host_stream::Transport, session_error};

/// A TLS session whose server is verified.
pub(super) struct TlsStream {
    session: ClientConnection,
    pub(super) transport: Box<dyn Transport>,
    /// An error behind bytes that arrived whole, which are read first.
    failure: Option<io::Error>,
}

impl TlsStream {
    /// Makes the handshake, and verifies the server for `host`.
    pub(super) fn connect(transport: Box<dyn Transport>, host: &str, config: Arc<ClientConfig>) -> io::Result<Self> {
        let name = ServerName::try_from(host.to_string())
            .map_err(|_| io::Error::new(ErrorKind::InvalidInput, "the host name is not valid in TLS"))?;
        let session = ClientConnection::new(config, name).map_err(|error| handshake_error(io::Error::other(error)))?;
        let mut stream = Self {
            session,
            transport,
            failure: None,
        };
        stream.shake_hands().map_err(handshake_error)?;
        Ok(stream)
    }

    fn shake_hands(&mut self) -> io::Result<()> {
        while self.session.is_handshaking() {
            if let Err(error) = self.send() {
                // The server may have said why it closed.
                while self.receive()? > 0 {}
                return Err(error);
            }
            if self.session.is_handshaking() && self.receive()? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(())
    }

    /// Sends the records that wait.
    fn send(&mut self) -> io::Result<()> {
        while self.session.wants_write() {
            self.session.write_tls(&mut self.transport)?;
        }
        self.transport.flush()
    }

    /// Receives records, and returns 0 at the end of the transport.
    fn receive(&mut self) -> io::Result<usize> {
        let count = self.session.read_tls(&mut self.transport)?;
        let result = self.session.process_new_packets();
        // An answer of TLS, such as an alert, is worth a try only.
        let _ = self.send();
        match result {
            Ok(_) => Ok(count),
            Err(error) => Err(io::Error::new(ErrorKind::InvalidData, error)),
        }
    }
}

impl Read for TlsStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.session.reader().read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => {
                    return Err(io::Error::new(
                        ErrorKind::ConnectionAborted,
                        "the server closed the connection without ending TLS",
                    ));
                }
                read => return read,
            }
            if let Some(error) = self.failure.take() {
                return Err(error);
            }
            self.failure = self.receive().err().map(session_error);
        }
    }
}

impl Write for TlsStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.session.writer().write(bytes)?;
        self.send()?;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()
    }
}
